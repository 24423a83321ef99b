package detect

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// What the rules read of a message.
const (
	headLimit   = 16 << 10 // bytes from its beginning
	tailLimit   = 16 << 10 // bytes from its end, where trailers stand
	titleLimit  = 2 << 10  // bytes of a subject
	maxMentions = 128      // verbs, and words that link, looked at
)

// message is a commit message made ready for the rules.
type message struct {
	options  Options
	subject  string // first paragraph on one line
	title    title  // the subject, or for the merge of a branch its body's first line, taken apart
	body     string // what follows the first paragraph, without quoted originals
	lowBody  string
	quoted   string // first line of the quoted original, or its subject
	original string // the same of the innermost, where that quotes an original too
	mentions []mention
	branch   string // the branch whose merge this is
	merge    bool
	merged   string // the title of what a merge brought, where its subject quotes it
	squash   bool   // the body holds a list of several commits' messages
	items    int    // … which begins there in the body; else the length of that

	direct   []mention // those that say "this reverts …" or begin a line
	strength Strength  // of the general form of the wording
}

// mention is one verb in a message.
type mention struct {
	word
	inTitle   bool
	lineStart bool   // the first word of its line, but for a tag, a bullet or "this commit"
	indented  bool   // the line is set off like a quotation or code
	bullet    bool   // the line is an item of a list
	item      bool   // it stands in a list of several commits' messages
	before    string // lower case: the words before it in the same paragraph, fewer than 100 bytes
	lead      string // the same as written
	after     string // the text after it, up to 600 bytes
	low       string // after, in lower case
	paragraph bool   // the line begins a paragraph

	refs []incident.Claim // the references that directly follow it
	read int              // … and the bytes of after up to their end
	part bool             // … of which only a part is meant
}

// bound cuts out of s what the rules read.
func bound(s string) string {
	if len(s) <= headLimit+tailLimit {
		return s
	}
	return s[:headLimit] + "\n\n" + s[len(s)-tailLimit:]
}

// read makes a message ready.
func read(text string, o Options) *message {
	text = strings.ReplaceAll(bound(text), "\r\n", "\n")
	text = strings.ReplaceAll(text, "\u00a0", " ") // the no-break space of what was pasted from a page
	head, rest := split(text)
	head, rest = severalVerbs(head, rest)
	m := &message{options: o, subject: cut(incident.Subject(head), titleLimit)}
	m.readMerge()
	if main := strings.TrimPrefix(m.branch, "origin/"); m.merge && slices.Contains(mainBranches, main) && MergesShared(m.subject) {
		rest = withoutLog(rest)
	}
	m.body, m.quoted, m.original = own(rest)
	m.readSquash()
	m.lowBody = lower(m.body)
	m.findMentions()
	line := m.subject
	if m.merged != "" {
		line = m.merged
	} else if m.merge {
		if t, _, _ := strings.Cut(strings.TrimLeft(m.body, "\n\t "), "\n"); t != "" && !strings.HasPrefix(t, "- ") && !strings.HasPrefix(t, "* ") {
			line = cut(t, titleLimit)
		}
	}
	if m.title = parseTitle(m.join(line)); !m.title.worded() {
		m.title = fixedByUndoing(m.title)
	}
	m.strength = m.worth()
	return m
}

// split cuts a message after its first paragraph, which a line of dashes ends too.
func split(text string) (head, rest string) {
	text = strings.TrimLeft(text, "\n\t ")
	for i := 0; ; {
		end := strings.IndexByte(text[i:], '\n')
		if end < 0 {
			return text, ""
		}
		i += end + 1
		line, _, _ := strings.Cut(text[i:], "\n")
		if line = strings.TrimSpace(line); line == "" || isRule(line) {
			return text[:i], text[i:]
		}
	}
}

// isRule reports whether a line is one across the page.
func isRule(line string) bool { return len(line) >= 5 && strings.Trim(line, "-") == "" }

// severalVerbs moves the lines of the first paragraph from the second one that begins with a verb of ours into the
// rest: several reverts are listed there, and the first alone is the subject. So it is where such a line names a
// commit.
func severalVerbs(head, rest string) (string, string) {
	for i := strings.IndexByte(head, '\n'); i >= 0 && i+1 < len(head); {
		line := lower(cut(head[i+1:], 40))
		if w, ok := verbAt(line, 0); ok {
			_, again := verbAt(lower(cut(head, 40)), 0)
			if refs, _, _ := refList(cut(head[i+1+w.end:], 100), false); again || len(refs) > 0 && w.form == third {
				return head[:i+1], "\n" + head[i+1:] + rest
			}
		}
		next := strings.IndexByte(head[i+1:], '\n')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return head, rest
}

// readSquash finds the list of several commits' messages in the body. Of a squashed branch, a first item that has the
// commit's own subject is that commit, so it is left out: what follows it is said of the commit. A subject that begins
// with a verb of ours says the same of itself.
func (m *message) readSquash() {
	body := strings.TrimLeft(m.body, "\n")
	first, rest, _ := strings.Cut(body, "\n")
	item, listed := strings.CutPrefix(first, "* ")
	if itself := listed && plainKey(item) == plainKey(m.subject) && !wordedTitle(m.subject).worded(); itself {
		m.body = "\n" + rest
		m.squash = nextItem(m.body, 0) >= 0
	} else {
		second := nextItem(m.body, 0)
		m.squash = listed && !isBox(first) || second >= 0 && nextItem(m.body, second+1) >= 0
	}
	m.items = len(m.body)
	if m.squash {
		m.items = nextItem("\n"+m.body, 0)
	}
}

// nextItem returns where, from i on, the next line begins that may be the subject of a squashed branch's commit, after
// the line break before it; -1 where there is none. What a template for pull requests has to be ticked is none.
func nextItem(body string, i int) int {
	for {
		at := strings.Index(body[i:], "\n* ")
		if at < 0 {
			return -1
		}
		if i += at; !isBox(body[i+1:]) {
			return i
		}
		i++
	}
}

// saysOwn reports whether an item of a list, in lower case, is said of the commit itself, whatever the list is: it is
// ticked, or no title of a commit, "* Reverts #12".
func saysOwn(item string) bool {
	return isBox(item) || startsWithAny(item, []string{"* reverts #", "- reverts #"})
}

// isBox reports whether a line is an item of a list that is ticked, or to be ticked: "* [x] ", "- [ ] ".
func isBox(line string) bool {
	return len(line) > len("* [x]") && startsWithAny(line, []string{"* [", "- ["}) && line[4] == ']' && strings.IndexByte(" xX", line[3]) >= 0
}

// join undoes the cut that forges make in a long subject, whose rest begins the body: "Revert "A long…" / "…one"".
func (m *message) join(line string) string {
	head, ok := strings.CutSuffix(line, "…")
	if !ok {
		head, ok = strings.CutSuffix(line, "...")
	}
	if !ok {
		return line
	}
	next, _, _ := strings.Cut(strings.TrimLeft(m.body, "\n"), "\n")
	for _, dots := range [...]string{"…", "..."} {
		if tail, ok := strings.CutPrefix(next, dots); ok {
			return cut(head+tail, titleLimit)
		}
	}
	return line
}

// originals are the lines, in lower case, after which a message quotes the change that it undoes or redoes.
var originals = [...]string{
	"original change's description", "original change description", "original commit message", "original cl description",
	"original message", "original commit log", "original log message", "original description", "original review",
	"*** original change description", "««« original", "this change reverts the following previous change",
	"original commit:", "original patch description", "original pr description", "the original commit message",
	"original summary", "reverted change description", "*** original commit ***",
}

// quoteLines are the beginnings of the lines that own drops or that tell it where to begin or to stop with that.
var quoteLines = slices.Concat(originals[:], []string{">", "»»»"})

var quoteBeginnings = beginnings{lists: [][]string{quoteLines}}

// kept are beginnings of lines that belong to this commit even below a quoted original.
var kept = [...]string{"git-svn-id:", "piperorigin-revid:", "fbshipit-source-id:", "change-id:", "reviewed-on:"}

// own returns a body without the quoted description of the change it is about, that description's first line, and that
// of the innermost description, where one quotes another. Quoted lines become empty ones, so that what stood apart
// stays apart.
func own(body string) (rest, quoted, original string) {
	if !quoteBeginnings.beginAny(body) {
		return body, "", ""
	}
	var b strings.Builder
	inside, arrows, first, note := false, false, false, false
	for line := range strings.Lines(body) {
		trimmed := strings.TrimSpace(line)
		low := lower(cut(trimmed, 80))
		note = strings.HasPrefix(trimmed, "> [!") || note && trimmed != ""
		switch {
		case note: // what a tool says in a box, which goes on where its lines were wrapped
			b.WriteByte('\n')
		case strings.HasPrefix(trimmed, ">"):
			if inside && first {
				original, first, arrows = strings.TrimSpace(strings.TrimLeft(trimmed, "> ")), false, true
			}
			b.WriteByte('\n')
		case beginsOriginal(low):
			inside, arrows, first = true, false, true
			b.WriteByte('\n')
		case strings.HasPrefix(trimmed, "»»»"):
			inside = false
			b.WriteByte('\n')
		case inside && !arrows && !startsWithAny(low, kept[:]):
			if first && trimmed != "" {
				original, first = strings.Trim(trimmed, `"`), false
			}
			b.WriteByte('\n')
		default:
			b.WriteString(line)
		}
		quoted = cmp.Or(quoted, original)
	}
	return b.String(), quoted, original
}

// beginsOriginal reports whether a line, in lower case, is one below which the original is quoted. "Original review:
// https://…" and "Original commit: 0123abc" name it, and quote nothing.
func beginsOriginal(low string) bool {
	for _, named := range [...]string{"original review:", "original commit:"} {
		if value, ok := strings.CutPrefix(low, named); ok {
			value = strings.TrimSpace(value)
			if n := hexRun(value); strings.Contains(value, "://") || n == len(value) && n >= 7 {
				return false
			}
		}
	}
	for _, o := range originals {
		if strings.HasPrefix(low, o) && (o[0] > 'z' || strings.ContainsAny(low[len(o)-1:], ":*") || len(low) <= len(o)+12) {
			return true
		}
	}
	return false
}

// findMentions looks for verbs in the subject and in the body.
func (m *message) findMentions() {
	subject := m.subject
	if m.merge && m.merged == "" { // where it was merged to is no word about what was
		subject, _, _ = strings.Cut(subject, "' into ")
	}
	m.scan(subject, lower(subject), true)
	m.scan(m.body, m.lowBody, false)
	from := len(untested(m.body))
	tried, _, _ := strings.Cut(m.body[from:], "\n#") // up to the next heading: "How to test: revert #12 and look at the lamp"
	m.mentions = slices.DeleteFunc(m.mentions, func(n mention) bool {
		return !n.inTitle && n.form == base && n.start >= from && n.start < from+len(tried)
	})
	for _, n := range m.mentions {
		if !n.inTitle && n.says() {
			m.direct = append(m.direct, n)
		}
	}
}

// scan adds the verbs of one text.
func (m *message) scan(text, low string, inTitle bool) {
	line := 0 // where the current line begins
	for i := 0; i < len(low) && len(m.mentions) < maxMentions; i++ {
		if low[i] == '\n' {
			line = i + 1
			continue
		}
		if !stemMayBegin(low, i) {
			continue
		}
		w, ok := verbAt(low, i)
		if !ok && inTitle {
			w, ok = lateAt(low, i)
		}
		if !ok && inTitle {
			w, ok = downgradeAt(low, i)
		}
		if !ok {
			continue
		}
		at := i
		i = w.end - 1
		if inTitle && w.undoneIn(low) {
			continue
		}
		n := mention{word: w, inTitle: inTitle}
		lead := low[line:at]
		if isBox(lead) {
			if lead[3] == ' ' {
				continue // not done
			}
			lead = lead[len("* [x]"):]
		}
		n.lineStart = len(lead) <= 60 && opening(lead) && startsSentence(low, line) &&
			(at == 0 || strings.IndexByte("\"'`", low[at-1]) < 0)
		n.indented = strings.HasPrefix(low[line:], "    ") || strings.HasPrefix(low[line:], "\t")
		own := saysOwn(low[line:]) // what is ticked, and "* Reverts #12", is said of the commit, whatever the list is
		n.bullet = !own && (strings.HasPrefix(low[line:], "* ") || strings.HasPrefix(low[line:], "- "))
		n.item = !own && !inTitle && line >= m.items
		n.paragraph = line < 2 || low[line-2] == '\n'
		n.before = low[max(line, at-60):at]
		if len(n.before) < 40 && line > 0 && !n.paragraph {
			n.before = low[max(0, line-60):at] // the sentence began on the line before
			if p := strings.LastIndex(n.before, "\n\n"); p >= 0 {
				n.before = n.before[p+2:]
			}
		}
		n.lead = text[at-len(n.before) : at]
		n.after = cut(text[w.end:], 600)
		n.low = low[w.end : w.end+len(n.after)]
		if n.later() || inTitle && n.form == past && n.possible() || !inTitle && (n.possible() || n.denied()) {
			continue
		}
		n.refs, n.read, n.part = refList(n.after, false)
		m.mentions = append(m.mentions, n)
	}
}

// startsSentence reports whether the line at low[line:] can begin a sentence: it begins a paragraph or a list's
// item, or the line before it is short or ends one, or ends in an address.
func startsSentence(low string, line int) bool {
	if line < 2 || low[line-2] == '\n' || strings.IndexByte("*-", low[line]) >= 0 {
		return true
	}
	before := low[:line-1]
	before = strings.TrimRight(before[strings.LastIndexByte(before, '\n')+1:], " \t")
	last := before[strings.LastIndexByte(before, ' ')+1:]
	return len(before) < 50 || strings.IndexByte(".:;!?)", before[len(before)-1]) >= 0 || strings.Contains(last, "://")
}

// opening reports whether what stands before a verb on its line leaves it the line's first word: nothing, a
// bullet, a tag, "this commit", "summary:", an adverb.
func opening(lead string) bool {
	if strings.Contains(" "+lead, " the ") && !strings.Contains(lead, "this ") {
		return false // "the rollback of x broke y" tells of another commit, "this is the rollback of x" of this one
	}
	for _, w := range strings.FieldsFunc(lead, func(r rune) bool { return strings.ContainsRune(" \t*-[](){}:;.,\"'`", r) }) {
		if !adverbs.has(w) && !leading.has(w) {
			return false
		}
	}
	return true
}

// leading are the words that may stand before a verb which still is the first of its line, but for adverbs.
var leading = words{list: `commit change changes patch cl diff pr pull request cset is a an the summary it note title we let's simply and then these in effect straight full re
	hereby completely merge description`}

// says reports whether a mention in a body is about this commit itself: "this reverts commit …", "Reverts #12", which
// may stand within a line: "Dims the lamp. Reverts a part of #12."
func (n mention) says() bool {
	switch {
	case n.indented, strings.HasSuffix(strings.TrimRight(n.before, " \n"), `"this`):
		return false
	case n.lineStart && (n.form != past || n.paragraph), n.verb == revert && n.form == third && len(n.refs) > 0 && endsIn(n.before, ". "):
		return true
	}
	words := strings.Fields(n.before)
	i := len(words) - 1
	for i > 0 && (itself.has(words[i]) || partly.has(words[i])) {
		i--
	}
	if i < 0 {
		return false
	}
	first := strings.TrimLeft(words[i], "(")
	return first == "this" || first == "hence" || first == "these" && i < len(words)-1 // "these changes", but not "these reverts"
}

// itself are the words that may stand between "this" and a verb: "this pull request effectively is a revert".
var itself = words{list: "commit patch fix change changes pr diff cl pull request is a effectively essentially basically"}

// possible reports whether a mention tells of what could be done: "we can always revert back", "the option to revert
// to".
func (n mention) possible() bool {
	if way, ok := strings.CutSuffix(n.before, " to "); ok && endsIn(way, ways[:]...) {
		return true
	}
	for _, w := range slices.Backward(strings.Fields(n.before)) {
		switch w {
		case "can", "could", "may", "might", "cannot", "can't", "couldn't", "please", "avoid", "avoids", "avoiding", "prevent", "prevents":
			return true
		case "always", "also", "be", "easily", "fast", "just", "safely", "simply", "still", "then":
		default:
			return false
		}
	}
	return false
}

// ways are words after which "to revert" is what one could do.
var ways = [...]string{" mechanism", " option", " way", " ability", " able", " possible", " easy", " easier", " how"}

// later reports whether a mention tells of what is to be done some day: "take it out, to reapply later", "revert this
// PR back once the room is moved".
func (n mention) later() bool {
	if n.form != base {
		return false
	}
	sentence := " " + strings.TrimSpace(unwrap(cut(n.low, 80)))
	if end := strings.IndexAny(sentence, ".;:!?\n"); end >= 0 {
		sentence = sentence[:end]
	}
	if strings.HasSuffix(strings.TrimRight(sentence, " )"), " later") {
		return true
	}
	for _, this := range [...]string{" this pr ", " this commit ", " this change ", " this pull request "} {
		if what, ok := strings.CutPrefix(sentence, this); ok {
			what = strings.TrimPrefix(what, "back ")
			return strings.HasPrefix(what, "once ") || strings.HasPrefix(what, "when ")
		}
	}
	return false
}

// denied reports whether the sentence goes on to say that it isn't so: "this looks like a revert of #12, but is not",
// "reverting #12 would help too".
func (n mention) denied() bool {
	sentence, _, _ := strings.Cut(unwrap(cut(n.low, 120)), ". ")
	what, _, would := strings.Cut(sentence, " would ")
	return strings.HasSuffix(strings.TrimRight(sentence, "."), ", but is not") ||
		would && n.form == ing && n.verb != redo && strings.Count(what, " ") <= 1 // but "reverting #12 as it would …"
}

// reverters returns what a message tells to have been the reverts: "this was reverted in D12", "has been reverted by
// 0123abc".
func (m *message) reverters() []incident.Claim {
	var out []incident.Claim
	for _, n := range m.mentions {
		by, named, _ := strings.Cut(unwrap(cut(n.after, 80)), " ")
		if n.form == past && !n.says() && (by == "in" || by == "by" || by == "with") && endsIn(n.before, "was ", "been ", "got ", "were ") {
			refs, _, _ := refList(" "+named, false)
			out = append(out, refs...)
		}
	}
	return out
}

// reverts returns the commits of which the body says, by their SHAs, that this one reverts them.
func (m *message) reverts() []incident.Claim {
	var out []incident.Claim
	for _, n := range m.said(revert) {
		for _, r := range n.refs {
			if r.Type == incident.ClaimSHA && n.form != past {
				out = append(out, r)
			}
		}
	}
	return out
}
