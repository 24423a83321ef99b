package detect

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Names returns what a commit carries by which a later message could name it: the numbers of its pull request,
// its revision in Subversion, its differential, its Change-Id and review, its changelist, the commits of which
// it is a copy, the key of its issue, and that of its own subject, which comes last. The surest come first. A SHA among them is an
// alias: the commit was picked from that one, or had that id in the repository it was imported from.
func Names(c incident.Commit) []incident.Claim {
	text := bound(c.Message)
	head, rest := split(strings.ReplaceAll(text, "\r\n", "\n"))
	subject := cut(incident.Subject(head), titleLimit)

	var names []incident.Claim
	add := func(t incident.ClaimType, value string) {
		n := incident.Claim{Type: t, Value: value}
		if value == "" || t == incident.ClaimTag || len(names) >= maxClaims { // the way from a tag leads to another
			return
		}
		for _, have := range names {
			if have == n {
				return
			}
		}
		names = append(names, n)
	}
	for _, p := range ownPulls(subject) {
		add(incident.ClaimPull, p)
	}
	t := wordedTitle(subject)
	undone := t.firstRef()
	carries := func(n incident.Claim) {
		if n != undone {
			add(n.Type, n.Value)
			add(n.Type, ShortChangeID(n))
		}
	}
	if tellingLines.beginAny(rest) {
		body, _, _ := own(rest)
		eachName(body, carries)
	}
	line, lines, more := strings.Cut(strings.TrimSpace(head), "\n")
	eachName(lines, carries)
	add(incident.ClaimIssue, issueAt(subject))
	add(incident.ClaimSubject, t.key(subject))
	if more { // git shows the paragraph, people quote its first line
		add(incident.ClaimSubject, SubjectKey(line))
	}
	if strings.HasPrefix(subject, githubMerge) { // its title stands below, which GitHub quotes in a revert of the whole
		add(incident.ClaimTitle, SubjectKey(titleBelow(rest)))
	}
	if bare := untagged(subject); bare != subject { // mostly it isn't, and a key takes long to make
		add(incident.ClaimSubject, SubjectKey(bare))
	}
	if first, again := firstTry(subject); again && !t.worded() {
		add(incident.ClaimSubject, SubjectKey(untagged(first)))
	}
	return names
}

// ShortChangeID returns the beginning of a Gerrit Change-Id by which people name it, as they abbreviate a SHA: "fixed in Ie5701e5c". Empty for what is none,
// or no longer than that.
func ShortChangeID(c incident.Claim) string {
	const short = len("Ie5701e5c")
	if c.Type != incident.ClaimChange || len(c.Value) <= short || c.Value[0] != 'I' {
		return ""
	}
	return c.Value[:short]
}

// firstRef returns the reference that a subject says is undone: forges repeat it where the commit's own would stand.
func (t title) firstRef() incident.Claim {
	if t.worded() && len(t.layers[0].refs) > 0 {
		return t.layers[0].refs[0]
	}
	return incident.Claim{}
}

// OwnPull returns the number of the pull request by which a commit with this subject landed, empty where the subject doesn't say.
func OwnPull(subject string) string {
	return cmp.Or(ownPulls(subject)...)
}

// ownPulls returns the numbers of the pull request by which a commit with this subject landed.
func ownPulls(subject string) []string {
	if n, ok := PullMerge(subject); ok {
		return []string{n}
	}
	for _, start := range [...]string{"Merge PR #", "Merged PR ", "Merge branch 'pr/"} {
		if rest, ok := strings.CutPrefix(subject, start); ok && number(rest) != "" {
			return []string{number(rest)}
		}
	}
	var out []string
	for _, c := range trailingPulls(subject) {
		out = append(out, c.Value)
	}
	return out
}

// eachName calls fn for the names that the lines of a body carry.
func eachName(body string, fn func(incident.Claim)) {
	previous := ""
	for body != "" {
		var line string
		line, body = nextLine(body)
		line = strings.TrimSpace(line)
		if previous != "" && line != "" { // "Differential Revision:" with its value on the next line
			line, previous = previous+" "+line, ""
		}
		if line == "Differential Revision:" {
			previous = line
			continue
		}
		if !nameBeginnings.begin(line) {
			continue
		}
		for _, n := range lineNames(line) {
			fn(n)
		}
	}
}

// nameLines are the beginnings, lower case, of the lines in which lineNames finds something.
var nameLines = [...]string{
	"git-svn-id:", "llvm-svn:", "differential revision:", "reviewed-on:", "review-url:", "review url:",
	"pull request resolved:", "pr-url:", "pull-request:", "copybara_integrate_review:", "pull request:", "merges:", "reviewed-at:",
	"change-id:", "piperorigin-revid:", "moe_migrated_revid=", "change:", "cl:", "fbshipit-source-id:", "closes:", "closes #", "see merge request ",
	"copybara_integrate_review=", "pull request resolved ", "commit ", "[ upstream commit ", "p4raw-id:", "[git-p4:",
	"originally committed as revision ", "svn path=",
}

var nameBeginnings = beginnings{lists: [3][]string{nameLines[:], copyLines}}

// tellingLines are the beginnings of the lines for which Names has to read a body at all.
var tellingLines = beginnings{lists: [3][]string{nameLines[:], copyLines, quoteLines}}

// lineNames returns the names that one line of a body carries.
func lineNames(line string) []incident.Claim {
	one := func(t incident.ClaimType, v string) []incident.Claim {
		if v == "" {
			return nil
		}
		return []incident.Claim{{Type: t, Value: v}}
	}
	low := lower(line)
	key, value, _ := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	switch lower(key) {
	case "git-svn-id":
		_, rev, _ := strings.Cut(line, "@")
		return one(incident.ClaimSVN, number(rev))
	case "p4raw-id":
		if _, change, _ := strings.Cut(value, "@"); digits(change) {
			return one(incident.ClaimChange, change)
		}
	case "[git-p4":
		_, change, _ := strings.Cut(line, "change = ")
		return one(incident.ClaimChange, number(change))
	case "llvm-svn":
		if digits(value) {
			return one(incident.ClaimSVN, value)
		}
	case "differential revision", "reviewed-on", "review-url", "review url", "pull request resolved", "pr-url", "pull-request",
		"copybara_integrate_review", "pull request", "merges", "reviewed-at":
		return reviews(value)
	case "change-id":
		if len(value) > 8 && value[0] == 'I' && hexRun(value[1:]) == len(value)-1 {
			return one(incident.ClaimChange, "I"+lower(value[1:]))
		}
	case "piperorigin-revid", "cl":
		if digits(value) {
			return one(incident.ClaimChange, value)
		}
	case "change": // shorter ones are numbers of something else
		if digits(value) && len(value) >= minChangelist {
			return one(incident.ClaimChange, value)
		}
	case "fbshipit-source-id":
		if n := hexRun(value); n == len(value) && n >= 12 && n <= 40 {
			return []incident.Claim{{Type: incident.ClaimChange, Value: sourceID(value)}, {Type: incident.ClaimSHA, Value: lower(value)}}
		}
	case "closes":
		if pull, ok := strings.CutPrefix(value, "#"); ok && digits(pull) {
			return one(incident.ClaimPull, pull)
		}
	}
	switch {
	case strings.HasPrefix(low, "closes #"):
		return one(incident.ClaimPull, number(line[len("closes #"):]))
	case strings.HasPrefix(low, "see merge request "):
		return mergeRequest(line[len("see merge request "):])
	case strings.HasPrefix(low, "originally committed as revision "), strings.HasPrefix(low, "svn path="): // as FFmpeg and GNOME were imported
		_, rev, _ := strings.Cut(low, "revision")
		return one(incident.ClaimSVN, number(strings.TrimLeft(rev, " =")))
	case strings.HasPrefix(low, "moe_migrated_revid="):
		if value := strings.TrimSpace(line[len("moe_migrated_revid="):]); digits(value) {
			return one(incident.ClaimChange, value)
		}
	case strings.HasPrefix(low, "copybara_integrate_review="):
		return reviews(line[len("copybara_integrate_review="):])
	case strings.HasPrefix(low, "pull request resolved "):
		return reviews(line[len("pull request resolved "):])
	case startsWithAny(low, copyLines):
		return copied(low)
	case strings.HasPrefix(low, "commit ") && strings.HasSuffix(strings.TrimRight(low, "."), " upstream"),
		strings.HasPrefix(low, "[ upstream commit "):
		_, rest, _ := strings.Cut(low, "commit ")
		return alias(rest)
	}
	return nil
}

// reviews reads under which review a commit landed. The address of a commit beside it is that of what was reviewed there: for a revert that
// repeats the review of what it undoes, the very commit that it undoes.
func reviews(value string) []incident.Claim {
	return slices.DeleteFunc(references(value, 200), func(c incident.Claim) bool { return c.Type == incident.ClaimSHA })
}

// mergeRequest reads "group/project!12" or "!12", under both of its names.
func mergeRequest(s string) []incident.Claim {
	project, rest, _ := strings.Cut(s, "!")
	if n := number(rest); n != "" {
		out := []incident.Claim{{Type: incident.ClaimPull, Value: n}}
		if project != "" && projectRun(project) == len(project) {
			out = append(out, incident.Claim{Type: incident.ClaimPull, Value: project + "#" + n})
		}
		return out
	}
	return references(s, 200)
}

// number returns the number that begins s, empty where there is none of at most nine digits.
func number(s string) string {
	if n := digitRun(s); n < 10 {
		return s[:n]
	}
	return ""
}

// alias reads the SHA of which a commit is a copy.
func alias(s string) []incident.Claim {
	if n := hexRun(s); n >= 7 && n <= 40 {
		return []incident.Claim{{Type: incident.ClaimSHA, Value: lower(s[:n])}}
	}
	return nil
}

// sourceID shortens the id of an imported changeset to the twelve digits by which messages name it.
func sourceID(hex string) string { return lower(cut(hex, 12)) }
