package detect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// title is a subject taken apart: the layers of undoing and redoing around what they are about.
//
//	[tag] Revert "Reapply "x (#1)"" (#3)   →   layers revert, reapply; rest `x (#1)`; own 3
type title struct {
	layers  []layer
	rest    string // below the last layer
	own     string // the number of the pull request by which the commit itself landed, as `(#3)` at its end says
	scope   string // tags and scopes before the outermost verb
	partial bool
	before  string // the title as it was given
}

// layer is one verb of a title with what it names.
type layer struct {
	word
	undo   bool
	quoted bool             // what it is about stands in quotation marks
	colon  bool             // … or after a colon
	scoped bool             // "revert(scope): "
	power  int              // N of Revert^N, else 1
	after  string           // all that follows the verb
	refs   []incident.Claim // between the verb and the rest
	inner  string           // what it is about, as written
	of     bool             // "revert of …"
	tagged bool             // the verb stood in brackets: "[rollback] x"
}

// isType reports whether the verb is the type of a conventional commit, and what follows isn't the title of another
// commit in quotation marks.
func (l layer) isType() bool {
	return l.verb == revert && l.colon && !l.quoted && len(l.refs) == 0
}

// maxLayers bounds how deep a title is taken apart.
const maxLayers = 24

// parseTitle takes a subject apart.
func parseTitle(s string) title {
	t := title{rest: strings.TrimSpace(s), before: s}
	if rest, number, _ := cutPull(t.rest); strings.Contains(strings.TrimSpace(rest), " ") {
		t.own, t.rest = number, strings.TrimSpace(rest)
	}
	for len(t.layers) < maxLayers {
		l, scope, rest, ok := t.peel(t.rest)
		if !ok || !t.nests(l, scope) {
			break
		}
		if len(t.layers) == 0 {
			t.scope = scope
		} else if t.layers[0].isType() && len(t.layers) == 1 && l.undo && !l.colon {
			t.layers = nil // "revert(x): revert y" says it twice
		}
		if l.quoted {
			rest, _ = unquote(rest)
		}
		l.inner = rest
		t.layers = append(t.layers, l)
		t.rest = strings.TrimSpace(rest)
	}
	return t
}

// wordedTitle is parseTitle for who asks for the layers: a subject that has none gives the zero title.
func wordedTitle(s string) (t title) {
	if mayBeWorded(s) {
		t = parseTitle(s)
	}
	return t
}

// fixedByUndoing takes a title for what it says last where that is how something was mended: "hall: fix the stairs by
// reverting the lamp".
func fixedByUndoing(t title) title {
	what, how, ok := strings.Cut(t.before, " by ")
	if !ok || !hasFold(pastLabels(lower(what)), "fix") || hasFoldSuffix(what, " caused") {
		return t
	}
	by := parseTitle(how)
	if by.worded() && by.scope == "" && by.layers[0].undo && by.layers[0].form == ing {
		return by
	}
	return t
}

// mayBeWorded reports whether parseTitle could find a layer in s, which in most subjects it can't: a verb, or one
// of the tags that stand for one.
func mayBeWorded(s string) bool {
	if hasStem(s) {
		return true
	}
	for i := 0; i < len(s); i++ {
		if s[i] != '[' && s[i] != '(' {
			continue
		}
		for _, tag := range againTags {
			if hasFold(s[i+1:], tag) {
				return true
			}
		}
	}
	return false
}

// nests reports whether l, found below the layers so far, is a layer of its own and not a part of free words:
// in quotation marks, or after the colon of the one above it, or its very next word.
func (t *title) nests(l layer, scope string) bool {
	if len(t.layers) == 0 {
		return true
	}
	above := t.layers[len(t.layers)-1]
	if above.quoted {
		return true
	}
	return (above.colon && l.form != past || len(above.refs) == 0 && l.form == base) && strings.TrimSpace(scope) == ""
}

// peel takes the outermost layer off s.
func (t *title) peel(s string) (l layer, scope, rest string, ok bool) {
	low := lower(s)
	n := branchLength(low)
	s, low = s[n:], low[n:]
	i, part := 0, false
	for {
		i += len(low[i:]) - len(strings.TrimLeft(low[i:], " \t*-"))
		if i >= len(low) {
			return l, "", "", false
		}
		if low[i] == '[' || low[i] == '(' {
			end := strings.IndexAny(low[i:], "])")
			if end < 0 {
				return l, "", "", false
			}
			if l, ok = tag(low[i+1 : i+end]); ok {
				return l, s[:i], strings.TrimLeft(s[i+end+1:], " :-"), true
			}
			i += end + 1
			continue
		}
		if w, found := verbAt(low, i); found {
			if w.undoneIn(low) {
				return l, "", "", false
			}
			l = layer{word: w, undo: w.verb != redo, power: 1, after: s[w.end:]}
			t.partial = t.partial || part
			rest = l.follow(s, low, t) // before the return: Go doesn't say whether it copies l before or after a call beside it
			return l, s[:i], rest, true
		}
		n, some := adverb(low[i:])
		part = part || some
		if n == 0 {
			n = scopeLength(low[i:])
		}
		if n == 0 {
			n = max(issueLength(s[i:]), flagLength(s[i:]))
		}
		if n == 0 {
			return l, "", "", false
		}
		i += n
	}
}

// againTags are the words that in brackets stand for a verb of redoing.
var againTags = [...]string{"take 2", "take2", "take two", "try again", "attempt 2", "again", "second attempt", "retry", "take 3"}

// tag reports whether the words in brackets are a verb: "[rollback]", "[reland]", "[roll forward 2]".
func tag(low string) (layer, bool) {
	w, ok := verbAt(low, 0)
	if !ok || len(strings.TrimSpace(low[w.end:])) > 3 {
		if slices.Contains(againTags[:], low) {
			return layer{word: word{verb: redo}, power: 1, tagged: true}, true
		}
		return layer{}, false
	}
	return layer{word: w, undo: w.verb != redo, power: 1, tagged: true}, true
}

// follow reads what stands between the verb of l and what it is about.
func (l *layer) follow(s, low string, t *title) (rest string) {
	i := l.end
	if strings.HasPrefix(low[i:], "^") {
		digits := min(digitRun(low[i+1:]), 4)
		l.power, _ = strconv.Atoi(low[i+1 : i+1+digits])
		i += 1 + digits
	}
	if scope, after, _ := strings.Cut(low[i:], ")"); strings.HasPrefix(scope, "(") && (strings.HasPrefix(after, ":") || strings.HasPrefix(after, "!:")) {
		l.scoped, i = true, len(low)-len(after)
	}
	if strings.HasPrefix(low[i:], "!") {
		i++
	}
	if strings.HasPrefix(low[i:], ":") {
		l.colon = true
		i++
	}
	if of := strings.TrimLeft(low[i:], " "); strings.HasPrefix(of, "of ") || strings.HasPrefix(of, "of: ") || l.undo && strings.HasPrefix(of, "von ") {
		i = len(low) - len(of) + strings.IndexByte(of, ' ') + 1
		l.of = true
	} else if after := strings.TrimPrefix(of, "for "); opensQuote(after) > 0 {
		i = len(low) - len(after)
	}
	for _, stop := range [...]string{" - ", " – ", " — ", ". "} { // "Roll forward - fix x"
		if !l.vague && strings.HasPrefix(low[i:], stop) {
			l.colon = true
			i += len(stop)
		}
	}
	refs, n, part := refList(s[i:], true)
	l.refs = refs
	t.partial = t.partial || part
	i += n
	i += len(s[i:]) - len(strings.TrimLeft(s[i:], " \t"))
	if i < len(s) && (s[i] == ':' || s[i] == '-' || s[i] == ',') && len(refs) > 0 {
		l.colon = l.colon || s[i] != ','
		i++
		i += len(s[i:]) - len(strings.TrimLeft(s[i:], " \t-"))
	}
	rest = s[i:]
	l.quoted = quotesTitle(rest)
	return rest
}

// opensQuote returns the length of the quotation mark at the beginning of s, 0 if there is none.
func opensQuote(s string) int {
	for _, q := range [...]string{`"`, "“", "'", "`", "‘", "«"} {
		if strings.HasPrefix(s, q) {
			return len(q)
		}
	}
	return 0
}

// quotesTitle reports whether s begins with a quoted title, and not just with a word or a piece of code in marks.
func quotesTitle(s string) bool {
	n := opensQuote(s)
	if n == 0 {
		return false
	}
	inner, tail := unquote(s)
	words := strings.ContainsAny(lower(tail), "abcdefghijklmnopqrstuvwxyz")
	return !words || s[:n] != "'" && s[:n] != "`" && strings.Contains(inner, " ") || s[:n] == "'" && strings.Count(inner, " ") > 2
}

// closings gives for each opening quotation mark the closing one.
var closings = map[string]string{`"`: `"`, "“": "”", "'": "'", "`": "`", "‘": "’", "«": "»"}

// unquote returns what stands between the quotation mark that begins s and the last of its kind, and what
// follows; when the end was cut off, everything.
func unquote(s string) (inner, tail string) {
	n := opensQuote(s)
	mark := closings[s[:n]]
	end := strings.LastIndex(s[n:], mark)
	if end < 0 {
		return s[n:], ""
	}
	return s[n : n+end], s[n+end+len(mark):]
}

// undone reports whether, after all layers, the thing below them is undone.
func (t title) undone() bool {
	applied := true
	last := len(t.layers) - 1
	for i := last; i >= 0; i-- {
		if i == last && len(t.layers[i].refs) > 0 && andRedo(t.rest, 0) {
			continue // "revert r1 and recommit r2" puts back
		}
		if t.layers[i].undo && t.layers[i].power%2 == 1 {
			applied = !applied
		}
	}
	return !applied
}

// worded reports whether the title has a layer at all.
func (t title) worded() bool { return len(t.layers) > 0 }

// claims returns what the title names: the references after its first verb, the quoted subject, the number at
// the end of that subject, and for a deeper one what lies below.
func (t title) claims() []ranked {
	if !t.worded() {
		return nil
	}
	first := t.layers[0]
	out := rank(titled, first.refs)
	for _, r := range first.refs {
		if r.Type == incident.ClaimSVN && len(first.refs) == 1 && strings.HasSuffix(t.before, " "+r.Value) { // "revert 12": perhaps a pull request
			out = append(out, ranked{incident.Claim{Type: incident.ClaimPull, Value: r.Value}, loosely})
		}
	}
	if !first.tagged || len(t.layers) > 1 {
		out = append(out, subjects(first, titled)...)
	} else if key := SubjectKey(first.inner); len(key) >= minSubject {
		out = append(out, ranked{subjectClaim(key), nested})
	}
	if first.quoted || first.colon || first.of || first.tagged {
		for _, title := range first.titles() {
			out = append(out, rank(nested, trailingPulls(title))...)
			if i := strings.LastIndex(title, " #"); i >= 0 && first.quoted && digits(title[i+2:]) { // "x #12", written by hand
				out = append(out, ranked{incident.Claim{Type: incident.ClaimPull, Value: title[i+2:]}, nested})
			}
		}
	}
	if first.power > 1 {
		out = append(out, ranked{subjectClaim(powerKey(first.power-1, first.inner)), titled})
	}
	for _, l := range t.layers[1:] {
		out = append(out, rank(nested, l.refs)...)
		out = append(out, subjects(l, nested)...)
	}
	if len(first.refs) == 0 && !first.quoted {
		out = append(out, rank(loosely, references(beforeTarget(first.inner), 200))...)
	}
	return out
}

// beforeTarget cuts off what is gone back to: "the lamp to the last commit that worked (0123abc)".
func beforeTarget(s string) string {
	low := lower(s)
	for at := 0; ; at++ {
		i := strings.Index(low[at:], "to ")
		if i < 0 {
			return s
		}
		at += i
		if (at == 0 || low[at-1] == ' ') && startsWithAny(strings.TrimPrefix(low[at+len("to "):], "the "), targets[:]) {
			return s[:at]
		}
	}
}

// targets are words for what one goes back to.
var targets = [...]string{"last ", "latest ", "previous ", "prior ", "earlier ", "known ", "commit ", "revision ", "version ", "state "}

// minSubject is the shortest subject that can stand for a commit.
const minSubject = 6

// titles returns what one layer is about, several titles apart: `a" and "b`.
func (l layer) titles() []string {
	var out []string
	for i, piece := range strings.Split(l.inner, `"`) {
		if i%2 == 0 {
			out = append(out, piece)
		} else if !slices.Contains([]string{" and ", ", ", ", and ", " & ", " + "}, piece) {
			return []string{l.inner}
		}
	}
	return out
}

// subjects returns the claims by subject of one layer.
func subjects(l layer, at int) []ranked {
	if !l.quoted && !l.colon && !l.of {
		at = loosely
		if len(l.refs) > 0 && !strings.HasPrefix(l.inner, "[") && (l.inner == "" || l.inner[0] < 'A' || l.inner[0] > 'Z') {
			return nil // "and …", "because …", "(bug 1) …"
		}
	}
	var out []ranked
	for _, p := range l.titles() {
		if refs, n, _ := refList(p, true); len(refs) > 0 { // "r1 - what it was"
			out = append(out, rank(at, refs)...)
			if key := SubjectKey(p); len(key) >= minSubject {
				out = append(out, ranked{subjectClaim(key), at})
			}
			p = strings.TrimLeft(p[n:], " :-")
		}
		if key := SubjectKey(p); len(key) >= minSubject {
			out = append(out, ranked{subjectClaim(key), at})
		}
		if bare := SubjectKey(untagged(p)); len(bare) >= 2*minSubject {
			out = append(out, ranked{subjectClaim(bare), loosely})
		}
	}
	return out
}

// untagged strips tags in brackets, which mirrors drop, from the beginning of a subject.
func untagged(s string) string {
	for {
		s = strings.TrimLeft(s, " -:")
		if !strings.HasPrefix(s, "[") {
			return s
		}
		end := strings.IndexByte(s, ']')
		if end < 0 || end > 40 {
			return s
		}
		s = s[end+1:]
	}
}

func subjectClaim(key string) incident.Claim {
	return incident.Claim{Type: incident.ClaimSubject, Value: key}
}

// trailingPulls returns the pull request numbers that end a subject, its own first: of `x (#1) (#2)` the last
// one is the one under which it landed.
func trailingPulls(s string) []incident.Claim {
	var out []incident.Claim
	for {
		rest, number, ok := cutPull(strings.TrimSpace(s))
		if !ok {
			return out
		}
		out = append(out, incident.Claim{Type: incident.ClaimPull, Value: number})
		s = rest
	}
}

// withoutPulls cuts off the pull request numbers that end a subject, and a full stop.
func withoutPulls(s string) string {
	for ok := true; ok; {
		s, _, ok = cutPull(strings.TrimRight(s, " ."))
	}
	return s
}

// cutPull cuts the number of a pull request off the end of s: "(#12)".
func cutPull(s string) (rest, number string, ok bool) {
	inner, ok := strings.CutSuffix(s, ")")
	if !ok {
		return s, "", false // mostly
	}
	open := strings.LastIndex(inner, "(#")
	if open < 0 || !digits(inner[open+2:]) {
		return s, "", false
	}
	return inner[:open], inner[open+2:], true
}
