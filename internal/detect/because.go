package detect

import (
	"iter"
	"slices"
	"strings"
)

// becauseLimit bounds the quoted reason in bytes.
const becauseLimit = 1000

// reasons are the marks after which a message gives its reason, lower case.
var reasons = [...]string{
	"reason for revert:", "reason for reverting:", "*** reason for rollback ***", "reason for rollback:",
	"reason for the revert:", "revert reason:", "\nreason:", "\nwhy:", "**why**:", "**why:**", "# why\n", "# why?\n", "why\n---\n",
	"# rationale for this change\n",
}

// because returns the reason that the message gives for itself, verbatim but for the line breaks of its
// wrapping: what stands after a mark like "Reason for revert:"; else the rest of the sentence that says what
// is reverted and the first paragraph of free words beside it; else "due to …" in the subject. It may be empty.
func because(m *message) string {
	sources := []func(*message) string{afterMark, onBehalf, besideVerb, inSubject}
	if m.squash && !m.title.worded() {
		sources = sources[:2] // its other words are about other commits
	}
	for _, from := range sources {
		if r := from(m); r != "" && !seeElsewhere(r) {
			return r
		}
	}
	return ""
}

// noReasoning begins what Gerrit asks those who revert to replace by their reason.
const noReasoning = "<insert reasoning"

// afterMark returns what stands after a mark.
func afterMark(m *message) string {
	for _, mark := range reasons {
		rest, _ := m.after(mark, 4*becauseLimit)
		heading := mark[len(mark)-1] == '\n'
		for p := range strings.SplitSeq(strings.TrimLeft(sentences(rest), " \n"), "\n\n") {
			if heading && onlyNames(p) {
				continue // the address of a report, above the words
			}
			if heading && strings.HasPrefix(p, "#") {
				break // nobody wrote anything
			}
			if r := reason(p); r != "" && !hasFold(r, noReasoning) {
				return r
			}
			break
		}
	}
	return ""
}

// onBehalf returns what a bot was told: "Reverted … on behalf of … due to …".
func onBehalf(m *message) string {
	for _, n := range m.direct {
		if i := strings.Index(n.low, " due to "); i >= 0 && strings.Contains(n.low[:i], " on behalf of ") {
			return reason(dropComment(n.after[i+1:]))
		}
	}
	return ""
}

// besideVerb returns the rest of the sentence that says what is reverted, and the first paragraph of free words beside
// it.
func besideVerb(m *message) string {
	var parts []string
	after := false
	first := true
	for p := range m.paragraphs() {
		title := first && m.merge
		first = false
		if listsReverts(p) || leadsToNext(p) {
			after = true
			continue
		}
		if rest, ok := afterVerb(p); ok {
			after = true
			if m.title.worded() && m.title.layers[0].quoted && plainKey(strings.TrimPrefix(rest, "aka ")) == plainKey(m.title.rest) {
				rest = "" // the title of what is undone
			}
			if !strings.Contains(rest, " ") && !hasPart(lower(rest), trouble[:]) || strings.Contains(rest, " ") && onlyNames(rest) {
				rest = "" // "partially.", an address, or "Close #12" in the next line
			}
			if rest != "" && (len(parts) == 0 || tellsWhy(" "+rest)) {
				parts = append(parts, rest)
			}
			continue
		}
		if title && !strings.Contains(p, "\n") && !tellsWhy(p) {
			continue // the title, below "Merge pull request #12 from …"
		}
		if m.noReason(p) {
			continue
		}
		if len(parts) > 0 && after {
			break
		}
		if !strings.ContainsAny(p, " \n") {
			continue // a bare number or address
		}
		parts = append(parts, unwrap(p))
		if len(parts) > 1 {
			break
		}
	}
	return clip(strings.Join(parts, " "))
}

// paragraphs goes through those of the body in which people may have written something.
func (m *message) paragraphs() iter.Seq[string] {
	return func(yield func(string) bool) {
		paths := false
		for p := range strings.SplitSeq(sentences(untested(m.body)), "\n\n") {
			if conflicts(p) || paths && !strings.Contains(strings.TrimSpace(p), " ") {
				paths = conflicts(p) // of which git's list stands below an empty line, mostly
				continue
			}
			if p = tidy(p); p != "" && !yield(p) {
				return
			}
		}
	}
}

// noReason reports whether a paragraph is none that people wrote to say why. Of a squashed branch each item is another
// commit's subject.
func (m *message) noReason(p string) bool {
	if formal(p) || hasFold(p, "and ") || onlyNames(p) || listsCommits(p) || bareRevert(p) || restates(p) || m.saysAgain(p) || m.squash && strings.HasPrefix(p, "* ") && !strings.Contains(p, "\n") {
		return true
	}
	found, lines := trailerLines(p)
	return 2*len(found) >= lines
}

// inSubject returns what a word like "because" leads to in the subject, or what stands there behind what is backed out.
func inSubject(m *message) string {
	if why := behindNames(withoutPulls(m.subject)); why != "" {
		return clip(why)
	}
	low := lower(m.subject)
	for _, mark := range whyMarks {
		if i := strings.LastIndex(low, mark); i >= 0 && !quoted(low[i:]) { // within quotation marks it is the reason of what is undone
			why := strings.TrimSpace(m.subject[i+1:])
			for range trailingPulls(why) {
				why = why[:strings.LastIndex(why, "(#")]
			}
			return clip(why)
		}
	}
	return ""
}

// behindNames returns why a subject says that what it names is undone, in the words of Mozilla's sheriffs: "Backed out
// changeset 0123abcd (bug 4711) for test failures. a=backout".
func behindNames(subject string) string {
	s := subject[issueLength(subject):]
	verb, _ := verbAt(lower(cut(s, titleLimit)), 0)
	if verb.verb != backout {
		return ""
	}
	refs, end, _ := refList(s[verb.end:], false)
	if len(refs) == 0 {
		return ""
	}
	rest := strings.TrimLeft(s[verb.end+end:], " )")
	why := strings.TrimLeft(rest, " ,:-")
	for _, mark := range [...]string{" r=", " a=", " rs=", " DONTBUILD", " on a CLOSED TREE", " CLOSED TREE"} {
		why, _, _ = strings.Cut(why, mark)
	}
	set := strings.HasPrefix(strings.TrimLeft(rest, " "), "- ")
	low := lower(why)
	if !set && !startsWithAny(low, leadsToWhy[:]) || startsWithAny(low, onlyNow[:]) || !strings.Contains(why, " ") {
		return ""
	}
	return strings.TrimRight(why, " .,;")
}

// The words before a reason that follows what is named, and those by which only the time of it follows.
var (
	leadsToWhy = [...]string{"for ", "as ", "since ", "to ", "because ", "due to "}
	onlyNow    = [...]string{"for now", "for the moment", "for the time being"}
)

// whyMarks lead to a reason within a sentence, lower case.
var whyMarks = [...]string{
	" due to ", " because ", " as it ", " since it ",
	" which broke ", " which breaks ", " which would break ", " which caused ", " which causes ", " which prevented ", " which prevents ",
	", it seems to ", ", it broke ", ", it breaks ", ", it causes ",
}

// quoted reports whether a text, which a space begins, is the end of a quotation: more quotation marks close in it than
// open.
func quoted(s string) bool {
	depth := 0
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] != '"':
		case s[i-1] == ' ' || s[i-1] == '(':
			depth++
		default:
			depth--
		}
	}
	return depth < 0
}

func tellsWhy(s string) bool { return hasPart(lower(s), whyMarks[:]) }

// restates reports whether a paragraph is a subject such as `Revert "x"` once more.
func restates(p string) bool {
	low := lower(cut(p, 40))
	for i := range low {
		if w, found := verbAt(low, i); found {
			return opening(low[:i]) && !strings.Contains(p, "\n") && strings.HasPrefix(strings.TrimLeft(low[w.end:], " "), "\"") && strings.IndexByte("\")", p[len(p)-1]) >= 0
		}
	}
	return false
}

// listsReverts reports whether a paragraph is a list of the subjects of reverts, as GitHub describes a pull request of
// several commits: `- **Revert "x"**`, or `- [Revert "x"](https://…)`.
func listsReverts(p string) bool {
	items := 0
	for line := range strings.Lines(p) {
		if !startsWithAny(line, []string{"- ", "* "}) {
			continue // the end of a long one
		}
		item := strings.TrimLeft(line, "-*[ ")
		w, found := verbAt(lower(cut(item, 40)), 0)
		if !found || !strings.HasPrefix(strings.TrimLeft(item[w.end:], " "), "\"") {
			return false
		}
		items++
	}
	return items > 0 && strings.IndexByte("-*", p[0]) >= 0 && strings.IndexByte("\"*)", p[len(p)-1]) >= 0
}

// saysAgain reports whether a line says what the subject does, but for a word; of a subject that was cut short it tells
// more.
func (m *message) saysAgain(line string) bool {
	words, known, other := strings.Fields(lower(line)), strings.Fields(lower(m.subject)), 0
	for _, w := range words {
		if !slices.Contains(known, w) {
			other++
		}
	}
	return len(words) >= 3 && other <= 1 && !strings.Contains(line, "\n") && !strings.HasSuffix(m.subject, "...") && !strings.HasSuffix(m.subject, "…")
}

// afterVerb reports whether a paragraph begins with the sentence that says what is undone, and returns what it says
// beyond that.
func afterVerb(p string) (rest string, ok bool) {
	low := lower(cut(p, 200))
	for i := range 40 {
		w, found := verbAt(low, i)
		if !found || !opening(low[:i]) {
			continue
		}
		named := p[w.end:]
		if dot := strings.Index(named, ".\n"); dot >= 0 && named[dot+2] >= 'A' && named[dot+2] <= 'Z' {
			named = named[:dot] // what the next sentence names is part of what it says
		}
		refs, end, _ := refList(named, false)
		if len(refs) == 0 {
			return "", false
		}
		rest = strings.TrimLeft(p[w.end+end:], " .,;:)\n-")
		if at := indexWords(lower(cut(rest, 40)), "reversing", "changes", "made", "to"); at >= 0 {
			_, rest, _ = strings.Cut(strings.TrimSpace(rest[at:])+" ", "to ")
			rest = strings.TrimLeft(rest[hexRun(rest):], " .,;:\n")
		}
		if again, ok := afterVerb(rest); ok {
			return again, true
		}
		if found, lines := trailerLines(rest); len(found) == lines && !slices.ContainsFunc(found, func(t Trailer) bool { return !signs(t.Key) }) {
			return "", true // right below the sentence
		}
		return wholeReason(unwrap(rest)), true
	}
	return "", false
}

// signs reports whether a trailer tells by whom a commit is, as no reason does.
func signs(key string) bool {
	return strings.HasSuffix(lower(key), "-by") || strings.EqualFold(key, "Change-Id")
}

// besides are the words with which the rest of a sentence tells what was done, or where, and not why; neutral is what
// "which" and "that" do so with.
var (
	besides = words{list: "also and at but by except for from in into keeping leaving of on opting with without"}
	neutral = words{list: "add added adds allowed allows bumped changed changes converted enabled enables flipped implemented implements introduced introduces made moved moves removed removes renamed replaced reverted set sets switched switches updated updates used uses"}
)

// trouble are parts of words that tell of it, lower case.
var trouble = [...]string{
	"avoid", "block", "break", "broke", "bug", "caus", "conflict", "crash", "error", "fail", "fix", "flak", " hang", "incorrect", "issue", "leak", "problem",
	"regress", "slow", "unsafe", "wrong", "corrupt", "deadlock", "incident", "outage", "timeout", "unstable",
}

// wholeReason returns what is left of a sentence, or what comes after it where what is left is half a sentence that
// tells nobody why.
func wholeReason(s string) string {
	first, rest, _ := strings.Cut(s, " ")
	clause := first == "which" || first == "that"
	if second, _, _ := strings.Cut(strings.TrimPrefix(rest, "was "), " "); !besides.has(first) && !(clause && neutral.has(strings.TrimRight(second, ",.;"))) {
		return s
	}
	sentence, after, _ := strings.Cut(s, ". ")
	if hasPart(lower(sentence), trouble[:]) {
		return s
	}
	return strings.TrimSpace(after)
}

// reason takes the paragraph that begins at s, up to a trailer.
func reason(s string) string {
	s = strings.TrimLeft(s, " \t\n*-")
	s, _, _ = strings.Cut(s, "\n\n")
	var keep []string
	for line := range strings.Lines(s) {
		if key, _, ok := trailer(strings.TrimSpace(line)); ok && len(keep) > 0 && key[0] >= 'A' && key[0] <= 'Z' {
			break
		}
		keep = append(keep, strings.TrimSpace(line))
	}
	return clip(strings.Join(keep, " "))
}

// dropComment cuts the address of a comment that a bot appends in parentheses.
func dropComment(s string) string {
	if i := strings.Index(s, "([comment]("); i >= 0 {
		return s[:i]
	}
	return s
}

// articles are words with which no sentence ends.
var articles = words{list: "a an the this"}

// clip bounds a reason at a word, and lets it end where it only leads on to more.
func clip(s string) string {
	s = strings.TrimSpace(s)
	for _, mark := range [...]string{"- ", "* "} {
		if only := strings.TrimPrefix(s, mark); !strings.Contains(only, " "+mark) {
			s = only // a list of one
		}
	}
	if bare := strings.TrimRight(s, " :"); bare != s {
		s = strings.TrimSpace(bare + " …")
	}
	if i := strings.LastIndex(s, ". "); i >= 0 && articles.has(lower(s[i+2:])) {
		s = s[:i+1] // the message breaks off there
	}
	if len(s) <= becauseLimit {
		return s
	}
	s = cut(s, becauseLimit)
	if i := strings.LastIndexByte(s, ' '); i > becauseLimit/2 {
		s = s[:i]
	}
	return s + " …"
}
