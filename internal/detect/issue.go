package detect

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// issuesContinued returns the keys of issues by which a message names what it continues or repairs: "KAFKA-123:
// follow-up …", "HBASE-123. … (ADDENDUM)", "regression from bug 123". What landed under the key before is meant. The
// issue that a commit closes ("Fixes KAFKA-123") doesn't say who broke it.
func issuesContinued(subject, text string) []incident.Claim {
	var out []incident.Claim
	if continues(subject) {
		out = Issues(subject)
	}
	for w, at := range linksIn(text) {
		if key, n := issueKey(strings.TrimLeft(text[at:], ": \n")); n > 0 && !closesIssue(w) {
			out = append(out, incident.Claim{Type: incident.ClaimIssue, Value: key})
		}
	}
	return out
}

// Issues returns the keys of issues that a text names.
func Issues(text string) []incident.Claim {
	var out []incident.Claim
	for i := 0; i < len(text) && len(out) < maxClaims; i++ {
		if i > 0 && isWord(text[i-1]) {
			continue
		}
		if key, n := issueKey(text[i:]); n > 0 {
			out = append(out, incident.Claim{Type: incident.ClaimIssue, Value: key})
			i += n - 1
		}
	}
	return out
}

// issueAt returns the key under which a commit with this subject landed, "" where the subject begins with none.
func issueAt(subject string) string {
	rest := strings.TrimLeft(subject, "[(")
	for _, w := range [...]string{"fixed ", "fixes ", "fix for ", "fix "} {
		if hasFold(rest, w) {
			rest = rest[len(w):]
			break
		}
	}
	key, _ := issueKey(rest)
	return key
}

// Closed returns the numbers of the issues for which a commit was made, as GitHub's forge has them: those that its
// message closes ("Fixes #12: dim the lamp", "(closes #12)"), and the one with which its subject begins ("#12: dim
// it").
func Closed(c incident.Commit) []string {
	head, rest := split(strings.ReplaceAll(bound(c.Message), "\r\n", "\n"))
	body, _, _ := own(rest)
	subject := cut(incident.Subject(head), titleLimit)
	var out []string
	add := func(ref string) {
		if n, ours := strings.CutPrefix(ref, "#"); ours && len(out) < maxClaims && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, s := range [...]string{strings.TrimLeft(subject, "[("), untagged(subject)} {
		if n := 1 + digitRun(strings.TrimPrefix(s, "#")); n <= len(s) && incident.IsRef(s[:n]) && !tailWord(s, n) {
			add(s[:n])
		}
	}
	for _, ref := range incident.ClosingRefs(subject + "\n\n" + cut(body, proseLimit)) {
		add(ref)
	}
	return out
}

// issueKey reads the key of an issue at the beginning of s, as Jira ("KAFKA-123") and Bugzilla ("Bug 123") give them; n
// is its length, 0 where there is none.
func issueKey(s string) (key string, n int) {
	const most = 10 // digits
	if hasFold(s, "bug") {
		n = len("bug")
		for n < len(s) && (s[n] == ' ' || s[n] == '#' || s[n] == ':') {
			n++
		}
		if d := digitRun(s[n:]); n > len("bug") && d >= 4 && d < most && !tailWord(s, n+d) {
			return "bug " + s[n:n+d], n + d
		}
		return "", 0
	}
	for n < len(s) && n < 20 && (s[n] >= 'A' && s[n] <= 'Z' || n > 0 && s[n] >= '0' && s[n] <= '9') {
		n++
	}
	if n < 2 || n == len(s) || s[n] != '-' || standards.has(s[:n]) {
		return "", 0
	}
	d := digitRun(s[n+1:])
	if end := n + 1 + d; d > 0 && d < most && (end == len(s) || !isWord(s[end]) && s[end] != '-') {
		return s[:end], end
	}
	return "", 0
}

// standards look like the keys of issues and are none.
var standards = words{list: "UTF ISO SHA RFC CVE MD IEEE"}

// continues reports whether a subject says that its commit continues an earlier one of the same issue.
func continues(subject string) bool {
	low := lower(subject)
	return slices.ContainsFunc([]string{"follow-up", "followup", "follow up", "following up", "addendum", "amend"}, func(w string) bool {
		i := strings.Index(low, w)
		return i >= 0 && (i == 0 || !isWord(low[i-1]))
	})
}
