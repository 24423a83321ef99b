package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// fillers may stand between a verb and the references it takes, and between those: "reverts the changes from
// commits …, … and …".
var fillers = set(`of commit commits revision revisions rev revs changeset changesets the change changes from in made by
	pr prs pull request requests merge mr cl cls diff diffs changelist patch patches to and also this that these those following
	svn git sha hash number with id cset csets both - – = / > part parts some most mostly half bits portion portions partially partial
	parent previous earlier introduced added original offending upstream effectively temporarily submission done # temporary my our
	essentially basically on master main branch trunk head reland for now please clean version automated functional code only
	merges work first second landed recent back through thru until bug broken bad bogus buggy faulty wrong incorrect erroneous stray
	unintended unintentional accidental inadvertent`)

// partials are those fillers that say that only a part is meant.
var partials = set(`part parts some most mostly half bits portion portions partially partial functional only`)

// maxRefs bounds the references read from one place.
const maxRefs = 48

// list reads the references that directly follow a verb, by a small grammar: fillers, references, quoted
// titles and parentheses after a reference. It stops at the first other word. n is the length of what was read
// up to the end of the last reference; partial says that a filler said so. In a title, a quotation that comes
// before any reference ends the list, as it is what the title is about.
func list(s string, inTitle bool) (refs []incident.Claim, n int, partial bool) {
	previous := ""
	for i := 0; i < len(s) && len(refs) < maxRefs; {
		if strings.IndexByte(" \t\n,;&+", s[i]) >= 0 {
			if strings.HasPrefix(s[i:], "\n\n") && (len(refs) > 0 || !strings.HasSuffix(strings.TrimRight(s[:i], " "), ":")) {
				break
			}
			i++
			continue
		}
		if claim, end, ok := refAt(s, i, previous); ok {
			refs = append(refs, claim)
			i, n, previous = end, end, "ref"
			continue
		}
		if k := digitRun(s[i:]); k > 0 && k < 7 && previous == "pr" && !tailWord(s[i:], k) {
			refs = append(refs, incident.Claim{Type: incident.ClaimPull, Value: s[i : i+k]})
			i, n, previous = i+k, i+k, "ref"
			continue
		}
		if s[i] == '-' && (len(refs) > 0 || strings.HasPrefix(s[i:], "-r")) {
			i++
			continue
		}
		if opensQuote(s[i:]) > 0 {
			inner, end := quotation(s, i)
			if len(refs) == 0 && previous == "" {
				inner, end = quotedLine(s, i, inner, end)
			}
			if end < 0 || inTitle && len(refs) == 0 {
				break
			}
			if claim, _, ok := refAt(inner, 0, previous); ok && len(refs) == 0 {
				refs = append(refs, claim)
				n = end
			} else if key := SubjectKey(inner); !inTitle && len(key) >= 2*minSubject && strings.Count(key, " ") >= 2 {
				refs = append(refs, subjectClaim(key))
				n = end
			}
			if inTitle && !more(s[end:]) {
				break // Revert r1 "what it was": the layer wants the quotation
			}
			i = end
			continue
		}
		if s[i] == '(' && (len(refs) > 0 || previous != "") {
			end := closes(cut(s[i:], 300))
			if end < 0 {
				break
			}
			inner := s[i+1 : i+end]
			if len(refs) > 0 && !inTitle {
				if key := SubjectKey(titleIn(inner)); len(key) >= 2*minSubject && strings.Contains(inner, " ") {
					refs = append(refs, subjectClaim(key))
				}
			}
			if len(refs) == 0 || refs[len(refs)-1].Type != incident.ClaimSubject {
				more, _, _ := list(inner, inTitle)
				refs = append(refs, more...) // but not the revert's own number: `Revert "x" (#2)`
			}
			i += end + 1
			if len(refs) > 0 && !inTitle {
				n = i
			}
			continue
		}
		end := i
		for end < len(s) && strings.IndexByte(" \t\n,;()\"", s[end]) < 0 {
			end++
		}
		w := lower(strings.TrimRight(s[i:end], ".:"))
		if end == i {
			break
		}
		if !fillers()[w] && w != "" && (inTitle || w != "revert" && w != "reverts") {
			break
		}
		if len(refs) > 0 && (s[end-1] == '.' || s[end-1] == ':') && w != "" {
			break
		}
		if inTitle && w == "change" && s[end-1] == ':' {
			break // a change's own number, in a footer that was drawn into the subject
		}
		partial = partial || len(refs) == 0 && partials()[w]
		previous = w
		i = end
	}
	return refs, n, partial
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

// quotation returns what stands in the quotation marks at s[i:] and where that ends; -1 if it does not within 300 bytes.
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
	s = cut(s, limit)
	if i := strings.Index(s, "\n\n"); i >= 0 {
		s = s[:i]
	}
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
