package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// notPulls are words after which "#12" is an issue.
var notPulls = words{list: "bug bugs issue issues fix fixes fixed corrects ticket closes close closed resolves reopens re-opens patchset try attempt take"}

// refAt reads the reference that begins at s[i:], if one does. previous is the word before it, lower case.
func refAt(s string, i int, previous string) (claim incident.Claim, end int, ok bool) {
	if i >= len(s) {
		return claim, i, false
	}
	rest := s[i:]
	switch c := rest[0]; {
	case strings.HasPrefix(rest, "http://"), strings.HasPrefix(rest, "https://"), strings.HasPrefix(rest, chromium+"/"), shortGo(rest):
		return urlAt(s, i)
	case c == '#', c == '!':
		n := digitRun(rest[1:])
		if n == 0 || n > 9 || rest[1] == '0' || notPulls.has(previous) || tailWord(rest, 1+n) {
			return claim, i, false
		}
		return incident.Claim{Type: incident.ClaimPull, Value: rest[1 : 1+n]}, i + 1 + n, true
	case hasFold(rest, "gh-"):
		n := digitRun(rest[3:])
		return incident.Claim{Type: incident.ClaimPull, Value: rest[3 : 3+n]}, i + 3 + n, n > 0 && n < 9 && !tailWord(rest, 3+n)
	case c == '[': // a changeset as Trac has it: [4711], [4711/branches/1.0]
		n := digitRun(rest[1:])
		if end := strings.IndexByte(cut(rest, 60), ']'); n >= 3 && n <= 6 && end > 0 && (end == 1+n || rest[1+n] == '/') {
			return incident.Claim{Type: incident.ClaimSVN, Value: rest[1 : 1+n]}, i + end + 1, true
		}
	case c == 'r' || c == 'R':
		from := 1
		if len(rest) > 1 && (rest[1] == 'L' || rest[1] == 'C') {
			from = 2
		}
		if len(rest) > 1 && rest[1] == 'G' {
			n := hexRun(rest[2:])
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(rest[2 : 2+n])}, i + 2 + n, n >= 7 && n <= 40 && !tailWord(rest, 2+n)
		}
		if hasFold(rest, "rev.") {
			from = len("rev.")
		}
		n := digitRun(rest[from:])
		if n >= 3 && n <= 8 && strings.Trim(rest[from:from+n], "0") != "" && (from+n >= len(rest) || !isWord(rest[from+n])) {
			return incident.Claim{Type: incident.ClaimSVN, Value: strings.TrimLeft(rest[from:from+n], "0")}, i + from + n, true
		}
	case c == 'D':
		n := digitRun(rest[1:])
		if n >= 4 && n <= 10 && !tailWord(rest, 1+n) {
			return incident.Claim{Type: incident.ClaimDiff, Value: rest[:1+n]}, i + 1 + n, true
		}
	case c == 'I':
		n := hexRun(rest[1:])
		if n >= 8 && n <= 40 && !tailWord(rest, 1+n) {
			return incident.Claim{Type: incident.ClaimChange, Value: "I" + lower(rest[1:1+n])}, i + 1 + n, true
		}
	case hasFold(rest, "cl"):
		from := len("cl")
		if from < len(rest) && strings.IndexByte("/ #", rest[from]) >= 0 {
			from++
		}
		if n := digitRun(rest[from:]); n >= 3 && n <= 12 && !tailWord(rest, from+n) {
			return incident.Claim{Type: incident.ClaimChange, Value: rest[from : from+n]}, i + from + n, true
		}
	}
	return plainRefAt(s, i, previous)
}

// minChangelist is how many digits a changelist has at least where it is called no more than a change.
const minChangelist = 7

// plainRefAt reads a SHA, a bare number, or owner/name#12.
func plainRefAt(s string, i int, previous string) (claim incident.Claim, end int, ok bool) {
	rest := s[i:]
	n := hexRun(rest)
	if n >= 3 && n <= 6 && digitRun(rest) == n && rest[0] != '0' && revisionWords.has(previous) && !tailWord(rest, n) {
		return incident.Claim{Type: incident.ClaimSVN, Value: rest[:n]}, i + n, true
	}
	if n >= 5 && !tailWord(rest, n) {
		number := digitRun(rest) == n
		switch {
		case number && (previous == "changelist" || previous == "cl"):
			return incident.Claim{Type: incident.ClaimChange, Value: rest[:n]}, i + n, n <= 12
		case number && n >= minChangelist && previous == "change":
			return incident.Claim{Type: incident.ClaimChange, Value: rest[:n]}, i + n, n <= 12
		case number && previous == "submission":
			return incident.Claim{Type: incident.ClaimChange, Value: "submission:" + rest[:n]}, i + n, n <= 12
		case number && n <= 6 && (previous == "" || subversion.has(previous)) && rest[0] != '0':
			return incident.Claim{Type: incident.ClaimSVN, Value: rest[:n]}, i + n, true
		case n >= 7 && n <= 40 && (commits.has(previous) || (!number || n == 7 && previous == "") && strings.ContainsAny(rest[:n], "0123456789")),
			n == 6 && !number && (previous == "" && rest[0] <= '9' || commits.has(previous) && strings.ContainsAny(rest[:n], "0123456789")):
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(rest[:n])}, i + n, true
		}
	}
	if number, ok := strings.CutPrefix(rest, "aosp/"); ok { // a review of Android's, as its people write them
		if k := digitRun(number); k >= 5 && k <= 10 && !tailWord(number, k) {
			return incident.Claim{Type: incident.ClaimChange, Value: number[:k]}, i + len("aosp/") + k, true
		}
	}
	end = i + projectRun(rest)
	name := s[i:end]
	if end < len(s) && s[end] == '#' && strings.Count(name, "/") == 1 && name[0] != '/' {
		if k := digitRun(s[end+1:]); k > 0 && k < 10 && !tailWord(s, end+1+k) {
			return incident.Claim{Type: incident.ClaimPull, Value: name + s[end:end+1+k]}, end + 1 + k, true
		}
	}
	if strings.HasPrefix(name, "v") && isVersion(lower(name)) { // git describe --contains: v1.2-rc1~34^2
		if steps := stepRun(s[end:]); steps > 0 && !tailWord(s, end+steps) {
			return incident.Claim{Type: incident.ClaimTag, Value: s[i : end+steps]}, end + steps, true
		}
	}
	if g := strings.LastIndex(name, "-g"); g > 0 { // git describe: v1.2-34-gabcdef0
		if h := name[g+2:]; len(h) >= 7 && hexRun(h) == len(h) && strings.Count(name, "-") >= 2 {
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(h)}, end, true
		}
	}
	return claim, i, false
}

// stepRun counts the bytes of the steps from a tag at the start of s, "~274^2": at most eight of no more than four
// figures each, for each step has to be gone. 0 where there are none, or where they go on as something else.
func stepRun(s string) int {
	n := 0
	for steps := 0; n < len(s) && (s[n] == '~' || s[n] == '^'); steps++ {
		k := digitRun(s[n+1:])
		if steps == 8 || k > 4 {
			return 0
		}
		n += 1 + k
	}
	if n < len(s) && (s[n] == '{' || strings.HasPrefix(s[n:], "..")) { // "v1.0^{commit}", "v1.0^..v1.1"
		return 0
	}
	return n
}

// projectRun counts the bytes at the start of s that the path of a project, or what git describe says, may be made of;
// 100 at most.
func projectRun(s string) int {
	n := 0
	for n < min(len(s), 100) && (isWord(s[n]) && s[n] < 0x80 || strings.IndexByte("-./", s[n]) >= 0) {
		n++
	}
	return n
}

// revisionWords are words after which a number is a revision however short it is.
var revisionWords = words{list: "revision revisions rev revs"}

// subversion are words after which a bare number of five or six digits is a revision.
var subversion = words{list: "ref commit commits revision revisions rev revs and svn change changes of in from parts part"}

// commits are words after which six digits, letters a to f and figures both, or seven of either alone, are a SHA.
var commits = words{list: "commit commits sha hash revision changeset changesets ref reverts revert from git in of and"}

// chromium is the host of Chromium's short addresses, often written without "https://".
const chromium = "crrev.com"

// shortGo reports whether s begins like the short addresses of Go's reviews, which are often written so too.
func shortGo(s string) bool {
	return strings.HasPrefix(s, "go.dev/cl/") || strings.HasPrefix(s, "golang.org/cl/")
}

// urlAt reads a reference to a commit, a pull request or a review from the address at s[i:].
func urlAt(s string, i int) (claim incident.Claim, end int, ok bool) {
	end = i
	for end < len(s) && end-i < 400 && strings.IndexByte(" \t\n\"'<>()[]{}|`", s[end]) < 0 {
		end++
	}
	after := end
	url := strings.TrimRight(s[i:end], ".,;:")
	if _, rest, ok := strings.Cut(url, "://"); ok {
		url = rest
	}
	path, fragment, _ := strings.Cut(url, "#")
	if review, ok := strings.CutPrefix(fragment, "/c/"); ok { // as Gerrit's addresses were, with or without the number of a patch set
		if number, _, _ := strings.Cut(review, "/"); digits(number) {
			return incident.Claim{Type: incident.ClaimChange, Value: number}, after, true
		}
	}
	host, path, _ := strings.Cut(path, "/")
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	for k, p := range parts {
		next := ""
		if k+1 < len(parts) {
			next = parts[k+1]
		}
		switch {
		case (p == "pull" || p == "merge_requests" || p == "pulls") && digits(next) && k >= 2:
			if len(parts) == k+4 && parts[k+2] == "commits" && fullSHA(parts[k+3]) { // one commit of it
				return incident.Claim{Type: incident.ClaimSHA, Value: lower(parts[k+3])}, after, true
			}
			name := strings.TrimSuffix(strings.Join(parts[:k], "/"), "/-")
			return incident.Claim{Type: incident.ClaimPull, Value: name + "#" + next}, after, true
		case (p == "commit" || p == "commits" || p == "rev") && hexRun(next) == len(next) && len(next) >= 7 && len(next) <= 40:
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(next)}, after, true
		case p == "changeset" && digits(next) && len(next) >= 3 && len(next) <= 8: // in Trac
			return incident.Claim{Type: incident.ClaimSVN, Value: next}, after, true
		case (p == "+" || p == "cl" && k == 0) && digits(next):
			return incident.Claim{Type: incident.ClaimChange, Value: next}, after, true
		case p == "+" && fullSHA(next):
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(next)}, after, true
		}
	}
	last := ""
	if len(parts) > 0 {
		last = parts[len(parts)-1]
	}
	if host == chromium {
		switch n := hexRun(last); {
		case len(parts) == 1 && digits(last) && n > 7: // a review in Rietveld
			return incident.Claim{Type: incident.ClaimChange, Value: last}, after, true
		case len(parts) == 1 && n == len(last) && n >= 7 && n <= 40:
			return incident.Claim{Type: incident.ClaimSHA, Value: lower(last)}, after, true
		case len(parts) > 1 && (parts[0] == "c" || parts[0] == "i") && digits(parts[1]):
			return incident.Claim{Type: incident.ClaimChange, Value: parts[1]}, after, true
		}
	}
	if c, n, is := phabricator(last); is && n == len(last) && len(parts) == 1 {
		return c, after, true
	}
	short, _, _ := strings.Cut(host, ".")
	review := strings.Contains(host, "codereview") || strings.Contains(host, "-review.") || strings.HasSuffix(short, "rev") && host != chromium && len(parts) == 1
	if review && digits(last) && len(last) >= 4 {
		return incident.Claim{Type: incident.ClaimChange, Value: last}, after, true
	}
	_, rev, _ := strings.Cut(path, "rev=")
	if n := digitRun(rev); n >= 4 && n <= 8 && rev[0] != '0' {
		return incident.Claim{Type: incident.ClaimSVN, Value: rev[:n]}, after, true
	}
	return claim, i, false
}

// phabricator reads D123, rL123, rC123 or rG0123abc from the last part of an address.
func phabricator(s string) (incident.Claim, int, bool) {
	if !strings.HasPrefix(s, "D") && !strings.HasPrefix(s, "r") {
		return incident.Claim{}, 0, false
	}
	return refAt(s, 0, "")
}

// fullSHA reports whether s is a SHA in full.
func fullSHA(s string) bool { return len(s) == 40 && hexRun(s) == 40 }

// tailWord reports whether s goes on as a word at i, so that what came before is only a part of one.
func tailWord(s string, i int) bool {
	return i < len(s) && (isWord(s[i]) || s[i] == '-' && i+1 < len(s) && isWord(s[i+1]) && s[i+1] > '9')
}
