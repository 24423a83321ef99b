package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// fillers may stand between a verb and the references it takes, and between those: "reverts the changes from
// commits …, … and …".
var fillers = set(`of commit commits revision revisions rev revs changeset changesets the change changes from in made by
	pr prs pull request requests merge mr cl cls diff diffs changelist patch patches to and also as: this that these those following
	svn git sha hash number with id cset csets both & + , . : - – = / > part parts some most mostly half bits portion portions partially partial
	parent previous earlier introduced added original offending upstream effectively temporarily submission done # temporary my our
	essentially basically on master main branch trunk head reland for now please clean version automated functional code only
	merges work first second landed recent back through thru until .. bug`)

// partials are those fillers that say that only a part is meant.
var partials = set(`part parts some most mostly half bits portion portions partially partial functional only`)

// set makes a set of words.
func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

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
			if strings.HasPrefix(s[i:], "\n\n") && (len(refs) > 0 || !endsIn(strings.TrimRight(s[:i], " "), ":", ": ")) {
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
		if s[i] == '-' && i+1 < len(s) && (s[i+1] == 'r' || len(refs) > 0) {
			i++
			continue
		}
		if opensQuote(s[i:]) > 0 {
			inner, end := quotation(s, i)
			if !inTitle && len(refs) == 0 && previous == "" {
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
			if last := len(refs) - 1; last < 0 || inTitle || refs[last].Type != incident.ClaimSubject {
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
		if !fillers[w] && w != "" && (inTitle || w != "revert" && w != "reverts") {
			break
		}
		if len(refs) > 0 && (s[end-1] == '.' || s[end-1] == ':') && w != "" {
			break
		}
		if len(refs) == 0 {
			partial = partial || partials[w]
			if inTitle && s[end-1] == ':' {
				break
			}
		}
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
	if i := strings.LastIndex(s, ", "); i > 0 && len(s)-i == len(", 2006-01-02") && s[i+2] >= '0' && s[i+2] <= '9' {
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
	if opensQuote(line) == 0 {
		return inner, end
	}
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

// notPulls are words after which "#12" is an issue.
var notPulls = set("bug bugs issue issues fix fixes fixed ticket closes close closed resolves reopens re-opens patchset")

// refAt reads the reference that begins at s[i:], if one does. previous is the word before it, lower case.
func refAt(s string, i int, previous string) (claim incident.Claim, end int, ok bool) {
	if i >= len(s) || i > 0 && isWord(s[i-1]) {
		return claim, i, false
	}
	rest := s[i:]
	switch c := rest[0]; {
	case c == 'h' && strings.HasPrefix(rest, "http"):
		return urlAt(s, i)
	case (c == '#' || c == '!') && len(rest) > 1:
		n := digitRun(rest[1:])
		if n == 0 || n > 9 || rest[1] == '0' && n == 1 || notPulls[previous] || tailWord(rest, 1+n) {
			return claim, i, false
		}
		return incident.Claim{Type: incident.ClaimPull, Value: rest[1 : 1+n]}, i + 1 + n, true
	case (c == 'G' || c == 'g') && len(rest) > 3 && (rest[1] == 'H' || rest[1] == 'h') && rest[2] == '-':
		n := digitRun(rest[3:])
		return incident.Claim{Type: incident.ClaimPull, Value: rest[3 : 3+n]}, i + 3 + n, n > 0 && n < 9 && !tailWord(rest, 3+n)
	case c == 'r' || c == 'R':
		from := 1
		if len(rest) > 1 && (rest[1] == 'L' || rest[1] == 'C' || rest[1] == 'l' || rest[1] == 'c') {
			from = 2
		}
		if len(rest) > 1 && rest[1] == 'G' {
			n := hexRun(rest[2:])
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(rest[2 : 2+n])}, i + 2 + n, n >= 7 && n <= 40 && !tailWord(rest, 2+n)
		}
		n := digitRun(rest[from:])
		return incident.Claim{Type: incident.ClaimSVN, Value: strings.TrimLeft(rest[from:from+n], "0")}, i + from + n,
			n >= 3 && n <= 8 && strings.Trim(rest[from:from+n], "0") != "" && (from+n >= len(rest) || !isWord(rest[from+n]))
	case c == 'D' && len(rest) > 4 && rest[1] >= '0' && rest[1] <= '9':
		n := digitRun(rest[1:])
		if n >= 4 && n <= 10 && !tailWord(rest, 1+n) {
			return incident.Claim{Type: incident.ClaimDiff, Value: rest[:1+n]}, i + 1 + n, true
		}
	case c == 'I' && hexRun(rest[1:]) >= 8:
		n := hexRun(rest[1:])
		if n <= 40 && !tailWord(rest, 1+n) {
			return incident.Claim{Type: incident.ClaimChange, Value: "I" + lower(rest[1:1+n])}, i + 1 + n, true
		}
	case (c == 'c' || c == 'C') && len(rest) > 3 && (rest[1] == 'l' || rest[1] == 'L'):
		from := 2
		if rest[from] == '/' || rest[from] == ' ' || rest[from] == '#' {
			from++
		}
		if n := digitRun(rest[from:]); n >= 3 && n <= 12 && !tailWord(rest, from+n) {
			return incident.Claim{Type: incident.ClaimChange, Value: rest[from : from+n]}, i + from + n, true
		}
	}
	return plainRefAt(s, i, previous)
}

// plainRefAt reads a SHA, a bare number, or owner/name#12.
func plainRefAt(s string, i int, previous string) (claim incident.Claim, end int, ok bool) {
	rest := s[i:]
	n := hexRun(rest)
	if n >= 5 && !tailWord(rest, n) {
		number := digitRun(rest) == n
		switch {
		case number && (previous == "changelist" || previous == "cl"):
			return incident.Claim{Type: incident.ClaimChange, Value: rest[:n]}, i + n, n <= 12
		case number && previous == "submission":
			return incident.Claim{Type: incident.ClaimChange, Value: "submission:" + rest[:n]}, i + n, n <= 12
		case number && n <= 6 && (previous == "" || subversion[previous]) && rest[0] != '0':
			return incident.Claim{Type: incident.ClaimSVN, Value: rest[:n]}, i + n, true
		case n >= 7 && n <= 40 && (!number || commits[previous]) && strings.ContainsAny(rest[:n], "0123456789"):
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(rest[:n])}, i + n, true
		case n >= 7 && n <= 40 && commits[previous]:
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(rest[:n])}, i + n, true
		}
	}
	end = i
	for end < len(s) && end-i < 100 && (isWord(s[end]) && s[end] < 0x80 || strings.IndexByte("-./", s[end]) >= 0) {
		end++
	}
	name := s[i:end]
	if end < len(s) && s[end] == '#' && strings.Count(name, "/") == 1 && name[0] != '/' {
		if k := digitRun(s[end+1:]); k > 0 && k < 10 && !tailWord(s, end+1+k) {
			return incident.Claim{Type: incident.ClaimPull, Value: name + s[end:end+1+k]}, end + 1 + k, true
		}
	}
	if g := strings.LastIndex(name, "-g"); g > 0 { // git describe: v1.2-34-gabcdef0
		if h := name[g+2:]; len(h) >= 7 && hexRun(h) == len(h) && strings.Count(name, "-") >= 2 {
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(h)}, end, true
		}
	}
	return claim, i, false
}

// subversion are words after which a bare number of five or six digits is a revision.
var subversion = set("ref commit commits revision revisions rev revs and svn change changes of in from parts part ,")

// commits are words after which seven digits, or seven letters a to f, are a SHA.
var commits = set("commit commits sha hash revision changeset changesets ref reverts revert from git in of and")

// urlAt reads a reference to a commit, a pull request or a review from the address at s[i:].
func urlAt(s string, i int) (claim incident.Claim, end int, ok bool) {
	end = i
	for end < len(s) && end-i < 400 && strings.IndexByte(" \t\n\"'<>()[]{}|`", s[end]) < 0 {
		end++
	}
	after := end
	url := strings.TrimRight(s[i:end], ".,;:")
	_, path, found := strings.Cut(url, "://")
	if !found {
		return claim, i, false
	}
	path, _, _ = strings.Cut(path, "#")
	host, path, _ := strings.Cut(path, "/")
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	for k, p := range parts {
		next := ""
		if k+1 < len(parts) {
			next = parts[k+1]
		}
		switch {
		case (p == "pull" || p == "merge_requests" || p == "pulls") && digits(next) && k >= 2:
			name := strings.TrimSuffix(strings.Join(parts[:k], "/"), "/-")
			return incident.Claim{Type: incident.ClaimPull, Value: name + "#" + next}, after, true
		case (p == "commit" || p == "commits" || p == "rev") && hexRun(next) == len(next) && len(next) >= 7 && len(next) <= 40:
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(next)}, after, true
		case p == "+" && digits(next):
			return incident.Claim{Type: incident.ClaimChange, Value: next}, after, true
		case p == "+" && len(next) == 40 && hexRun(next) == 40:
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(next)}, after, true
		}
	}
	last := ""
	if len(parts) > 0 {
		last = parts[len(parts)-1]
	}
	if c, n, is := phabricator(last); is && n == len(last) && len(parts) == 1 {
		return c, after, true
	}
	review := strings.Contains(host, "codereview") || strings.Contains(host, "-review.")
	if review && digits(last) && len(last) >= 4 {
		return incident.Claim{Type: incident.ClaimChange, Value: last}, after, true
	}
	if _, rev, has := strings.Cut(path, "rev="); has {
		if n := digitRun(rev); n >= 4 && n <= 8 && rev[0] != '0' {
			return incident.Claim{Type: incident.ClaimSVN, Value: rev[:n]}, after, true
		}
	}
	return claim, i, false
}

// phabricator reads D123, rL123, rC123 or rG0123abc from the last part of an address.
func phabricator(s string) (incident.Claim, int, bool) {
	if s == "" || s[0] != 'D' && s[0] != 'r' {
		return incident.Claim{}, 0, false
	}
	return refAtStart(s)
}

func refAtStart(s string) (incident.Claim, int, bool) {
	c, end, ok := refAt(s, 0, "")
	return c, end, ok && (c.Type == incident.ClaimDiff || c.Type == incident.ClaimSVN || c.Type == incident.ClaimSHA)
}

// digitRun returns how many decimal digits begin s.
func digitRun(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// hexRun returns how many hexadecimal digits begin s.
func hexRun(s string) int {
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] >= 'a' && s[n] <= 'f' || s[n] >= 'A' && s[n] <= 'F') {
		n++
	}
	return n
}

// tailWord reports whether s goes on as a word at i, so that what came before is only a part of one.
func tailWord(s string, i int) bool {
	return i < len(s) && (isWord(s[i]) || s[i] == '-' && i+1 < len(s) && isWord(s[i+1]) && s[i+1] > '9')
}
