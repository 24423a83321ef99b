package detect

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Names returns what a commit carries by which a later message could name it: the numbers of its pull request, its
// revision in Subversion, its differential, its Change-Id and review, its changelist, the commits of which it is a
// copy, the key of its issue, and that of its own subject, which comes last. The surest come first. A SHA among them is
// an alias: the commit was picked from that one, or had that id in the repository it was imported from.
func Names(c incident.Commit) []incident.Claim {
	text := bound(c.Message)
	head, rest := split(strings.ReplaceAll(text, "\r\n", "\n"))
	subject := cut(incident.Subject(head), titleLimit)

	var names []incident.Claim
	add := func(t incident.ClaimType, value string) {
		n := incident.Claim{Type: t, Value: value}
		if value == "" || t == incident.ClaimTag || len(names) >= maxClaims || slices.Contains(names, n) { // the way from a tag leads to another
			return
		}
		names = append(names, n)
	}
	for _, p := range ownPulls(subject) {
		add(incident.ClaimPull, p)
	}
	t := wordedTitle(subject)
	undone := t.firstRef()
	pulled := len(names) > 0
	carries := func(line string, n incident.Claim) {
		if pulled && hasFold(line, "closes") && !strings.Contains(line, " from ") { // an issue, unless a tool says whose branch that was
			return
		}
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

// ShortChangeID returns the beginning of a Gerrit Change-Id by which people name it, as they abbreviate a SHA: "fixed
// in Ie5701e5c". Empty for what is none, or no longer than that.
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

// OwnPull returns the number of the pull request by which a commit with this subject landed, empty where the subject
// doesn't say.
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

// eachName calls fn for the names that the lines of a body carry, and the lines.
func eachName(body string, fn func(line string, name incident.Claim)) {
	previous := ""
	for body != "" {
		var line string
		line, body, _ = strings.Cut(body, "\n")
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
			fn(line, n)
		}
	}
}

// nameLine is a line of a body that carries names: how it begins, lower case, and what reads the rest of it.
type nameLine struct {
	begins string
	read   func(rest string) []incident.Claim
}

// nameLines lists them, but for those that tell of copies.
var nameLines = [...]nameLine{
	{"git-svn-id:", numberBehind(incident.ClaimSVN, "@")},
	{"llvm-svn:", numberAlone(incident.ClaimSVN)},
	{"originally committed as revision ", numberBehind(incident.ClaimSVN, "")}, // as FFmpeg was imported
	{"svn path=", numberBehind(incident.ClaimSVN, "revision=")},                // … and GNOME
	{"p4raw-id:", numberBehind(incident.ClaimChange, "@")},
	{"[git-p4:", numberBehind(incident.ClaimChange, "change = ")},
	{"piperorigin-revid:", numberAlone(incident.ClaimChange)},
	{"moe_migrated_revid=", numberAlone(incident.ClaimChange)},
	{"cl:", numberAlone(incident.ClaimChange)},
	{"change:", changelist},
	{"change-id:", changeID},
	{"fbshipit-source-id:", importedFrom},

	{"differential revision:", reviews},
	{"reviewed-on:", reviews},
	{"reviewed-at:", reviews},
	{"review-url:", reviews},
	{"review url:", reviews},
	{"pull request resolved:", reviews},
	{"pull request resolved ", reviews},
	{"pull request:", reviews},
	{"pull-request:", reviews},
	{"pr-url:", reviews},
	{"merges:", reviews},
	{"copybara_integrate_review:", reviews},
	{"copybara_integrate_review=", reviews},
	{"see merge request ", mergeRequest},
	{"closes:", closed},
	{"closes #", numberBehind(incident.ClaimPull, "")},

	{"commit ", upstream},
	{"[ upstream commit ", alias},
}

var nameBeginnings = beginnings{lists: [][]string{namesBegin(), copyLines}}

// tellingLines are the beginnings of the lines for which Names has to read a body at all.
var tellingLines = beginnings{lists: [][]string{namesBegin(), copyLines, quoteLines}}

func namesBegin() []string {
	out := make([]string, len(nameLines))
	for i, l := range nameLines {
		out[i] = l.begins
	}
	return out
}

// lineNames returns the names that one line of a body carries.
func lineNames(line string) []incident.Claim {
	for _, l := range nameLines {
		if hasFold(line, l.begins) {
			return l.read(strings.TrimSpace(line[len(l.begins):]))
		}
	}
	if low := lower(line); startsWithAny(low, copyLines) {
		return copied(low)
	}
	return nil
}

// numberBehind reads the number that follows a mark.
func numberBehind(t incident.ClaimType, mark string) func(string) []incident.Claim {
	return func(s string) []incident.Claim {
		_, rest, _ := strings.Cut(s, mark)
		if n := number(rest); n != "" {
			return []incident.Claim{{Type: t, Value: n}}
		}
		return nil
	}
}

// numberAlone reads a number beside which nothing stands.
func numberAlone(t incident.ClaimType) func(string) []incident.Claim {
	return func(s string) []incident.Claim {
		if digits(s) {
			return []incident.Claim{{Type: t, Value: s}}
		}
		return nil
	}
}

// closed reads the one pull request that a commit closes.
func closed(s string) []incident.Claim {
	if !strings.HasPrefix(s, "#") {
		return nil
	}
	return numberAlone(incident.ClaimPull)(s[1:])
}

// changelist reads a number that is called no more than a change: shorter ones are numbers of something else.
func changelist(s string) []incident.Claim {
	if len(s) < minChangelist {
		return nil
	}
	return numberAlone(incident.ClaimChange)(s)
}

// changeID reads the name that Gerrit gives a change.
func changeID(s string) []incident.Claim {
	if len(s) <= len("I0123456") || s[0] != 'I' || hexRun(s[1:]) < len(s)-1 {
		return nil
	}
	return []incident.Claim{{Type: incident.ClaimChange, Value: "I" + lower(s[1:])}}
}

// importedFrom reads the id that a commit had in the repository from which it was imported.
func importedFrom(s string) []incident.Claim {
	if n := hexRun(s); n < len(s) || n < 12 || n > 40 {
		return nil
	}
	return []incident.Claim{{Type: incident.ClaimChange, Value: sourceID(s)}, {Type: incident.ClaimSHA, Value: lower(s)}}
}

// upstream reads "0123abcd upstream.", as the kernel's stable branches word it.
func upstream(s string) []incident.Claim {
	if !strings.HasSuffix(lower(strings.TrimRight(s, ".")), " upstream") {
		return nil
	}
	return alias(s)
}

// reviews reads under which review a commit landed. The address of a commit beside it is that of what was reviewed
// there: for a revert that repeats the review of what it undoes, the very commit that it undoes.
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
