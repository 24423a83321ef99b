package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// fillers may stand between a verb and the references it takes, and between those: "reverts the changes from
// commits …, … and …", also in German and French: "… und …", "de … et …".
var fillers = words{list: `of commit commits revision revisions rev revs changeset changesets the change changes from in made by
	pr prs pull request requests merge mr cl cls diff diffs changelist patch patches to and also this that these those following
	svn git sha hash number with id cset csets both - – = / > part parts some most mostly half bits portion portions partially partial
	parent previous earlier introduced added original offending upstream effectively temporarily submission done # temporary my our
	essentially basically on master main branch trunk head reland for now please clean version automated functional code only
	merges work first second landed recent back through thru until bug broken bad bogus buggy faulty wrong incorrect erroneous stray
	unintended unintentional accidental inadvertent a big large key core naming und de et`}

// partials are those fillers that say that only a part is meant.
var partials = words{list: `part parts some most mostly half bits portion portions partially partial functional only key core naming`}

// maxRefs bounds the references read from one place.
const maxRefs = 48

// refList reads the references that directly follow a verb, by a small grammar: fillers, references, quoted
// titles and parentheses after a reference. It stops at the first other word. n is the length of what was read
// up to the end of the last reference; partial says that a filler said so. In a title, a quotation that comes
// before any reference ends the list, as it is what the title is about.
func refList(s string, inTitle bool) (refs []incident.Claim, n int, partial bool) {
	r := refReader{s: s, inTitle: inTitle}
	for more := true; more && r.i < len(s) && len(r.refs) < maxRefs; {
		more = r.separator() || r.reference() || r.dash() || r.quotation() || r.parenthesis() || r.filler()
	}
	return r.refs, r.n, r.partial
}

// refReader is how far refList has come. Each of its methods reads one thing that stands next, if it may stand there.
type refReader struct {
	s        string
	inTitle  bool
	i        int              // what stands next
	n        int              // the end of the last reference
	refs     []incident.Claim // … and all of them
	previous string           // the filler before, or "ref"
	partial  bool
}

func (r *refReader) separator() bool {
	s, i := r.s, r.i
	if strings.IndexByte(" \t\n,;&+", s[i]) < 0 {
		return false
	}
	if strings.HasPrefix(s[i:], "\n\n") && (len(r.refs) > 0 || !strings.HasSuffix(strings.TrimRight(s[:i], " "), ":")) {
		return false
	}
	r.i++
	return true
}

func (r *refReader) reference() bool {
	claim, end, ok := refAt(r.s, r.i, r.previous)
	if rest := r.s[r.i:]; !ok && r.previous == "pr" {
		if k := digitRun(rest); k > 0 && k < 7 && !tailWord(rest, k) {
			claim, end, ok = incident.Claim{Type: incident.ClaimPull, Value: rest[:k]}, r.i+k, true
		}
	}
	if ok {
		r.refs = append(r.refs, claim)
		r.i, r.n, r.previous = end, end, "ref"
	}
	return ok
}

// dash passes over one between references, and that of "-r 4711".
func (r *refReader) dash() bool {
	if rest := r.s[r.i:]; rest[0] != '-' || len(r.refs) == 0 && !strings.HasPrefix(rest, "-r") {
		return false
	}
	r.i++
	return true
}

func (r *refReader) quotation() bool {
	s, i := r.s, r.i
	if opensQuote(s[i:]) == 0 {
		return false
	}
	inner, end := quotation(s, i)
	if len(r.refs) == 0 && r.previous == "" {
		inner, end = quotedLine(s, i, inner, end)
	}
	if end < 0 || r.inTitle && len(r.refs) == 0 {
		return false
	}
	if claim, _, ok := refAt(inner, 0, r.previous); ok && len(r.refs) == 0 {
		r.refs, r.n = append(r.refs, claim), end
	} else if key := SubjectKey(inner); !r.inTitle && len(key) >= 2*minSubject && strings.Count(key, " ") >= 2 {
		r.refs, r.n = append(r.refs, subjectClaim(key)), end
	}
	if r.inTitle && !more(s[end:]) {
		return false // Revert r1 "what it was": the layer wants the quotation
	}
	r.i = end
	return true
}

func (r *refReader) parenthesis() bool {
	s, i := r.s, r.i
	if s[i] != '(' || len(r.refs) == 0 && r.previous == "" {
		return false
	}
	end := closes(cut(s[i:], 300))
	if end < 0 {
		return false
	}
	inner := s[i+1 : i+end]
	if len(r.refs) > 0 && !r.inTitle {
		if key := SubjectKey(titleIn(inner)); len(key) >= 2*minSubject && strings.Contains(inner, " ") {
			r.refs = append(r.refs, subjectClaim(key))
		}
	}
	if len(r.refs) == 0 || r.refs[len(r.refs)-1].Type != incident.ClaimSubject {
		within, _, _ := refList(inner, r.inTitle)
		r.refs = append(r.refs, within...) // but not the revert's own number: `Revert "x" (#2)`
	}
	r.i += end + 1
	if len(r.refs) > 0 && !r.inTitle {
		r.n = r.i
	}
	return true
}

func (r *refReader) filler() bool {
	s, i := r.s, r.i
	end := i
	for end < len(s) && strings.IndexByte(" \t\n,;()\"", s[end]) < 0 {
		end++
	}
	if end == i {
		return false
	}
	w, last := lower(strings.TrimRight(s[i:end], ".:")), s[end-1]
	switch {
	case !fillers.has(w) && w != "" && (r.inTitle || w != "revert" && w != "reverts"),
		len(r.refs) == 0 && w == "until" && strings.HasPrefix(s[end:], " #"), // "reverting until #12 is there", but not "until r12"
		len(r.refs) > 0 && (last == '.' || last == ':') && w != "",
		r.inTitle && w == "change" && last == ':': // a change's own number, in a footer that was drawn into the subject
		return false
	}
	r.partial = r.partial || len(r.refs) == 0 && partials.has(w)
	r.i, r.previous = end, w
	return true
}

// closes returns where the parenthesis that begins s ends, parentheses within it counted; -1 if it does not.
func closes(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// more reports whether a list goes on after a quoted title: ", r2 …" or "and r3 …".
func more(s string) bool {
	s = strings.TrimLeft(s, " ,")
	s = strings.TrimPrefix(s, "and ")
	_, _, ok := refAt(s, 0, "")
	return ok
}

// titleIn strips what stands around a title in parentheses: quotation marks, and git's date after it.
func titleIn(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if i := strings.LastIndex(s, ", "); i >= 0 && len(s)-i == len(", 2006-01-02") && digitRun(s[i+2:]) == len("2006") {
		s = s[:i]
	}
	return strings.Trim(s, `"'`)
}

// quotation returns what stands in the quotation marks at s[i:] and where that ends; -1 if it does not within 300
// bytes.
func quotation(s string, i int) (inner string, end int) {
	open := opensQuote(s[i:])
	mark := closings[s[i:i+open]]
	from := i + open
	window := cut(s[from:], 300)
	for at := 0; ; {
		j := strings.Index(window[at:], mark)
		if j < 0 {
			return "", -1
		}
		j += at
		after := j + len(mark)
		if after >= len(window) || !isWord(window[after]) && j > 0 && window[j-1] != ' ' {
			for strings.HasPrefix(window[after:], mark) { // nested quotations end together
				j, after = after, after+len(mark)
			}
			return strings.Join(strings.Fields(window[:j]), " "), from + after
		}
		at = after
	}
}

// quotedLine prefers to what quotation found a quotation that ends with the line, as a nested title does.
func quotedLine(s string, i int, inner string, end int) (string, int) {
	line, _, _ := strings.Cut(cut(s[i:], titleLimit), "\n")
	whole, tail := unquote(line)
	if len(whole)+opensQuote(line) < len(line) && strings.Trim(tail, " .()#0123456789") == "" {
		return whole, i + len(line) - len(tail)
	}
	return inner, end
}

// references returns every reference in the first limit bytes of s, up to the end of its paragraph.
func references(s string, limit int) []incident.Claim {
	s = paragraph(s, limit)
	var out []incident.Claim
	previous := ""
	for i := 0; i < len(s) && len(out) < maxRefs; {
		if strings.IndexByte(" \t\n,;()[]{}\"'`<>", s[i]) >= 0 {
			i++
			continue
		}
		if claim, end, ok := refAt(s, i, previous); ok {
			out = append(out, claim)
			i, previous = end, "ref"
			continue
		}
		end := i
		for end < len(s) && strings.IndexByte(" \t\n,;()[]{}\"'`<>", s[end]) < 0 {
			end++
		}
		previous = lower(strings.TrimRight(s[i:end], ".:"))
		i = end
	}
	return out
}
