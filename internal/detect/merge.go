package detect

import (
	"slices"
	"strings"
)

// How the subjects of merges of pull requests begin, before the number: by GitHub's button, and by merge queues as bors
// words them; and those of merges by a plugin that carries gitflow out.
const (
	githubMerge  = "Merge pull request #"
	gitflowMerge = "[GITFLOW]merging '"
)

var (
	queueMerges = []string{"Auto merge of #", "Rollup merge of #"}
	pullMerges  = append([]string{githubMerge}, queueMerges...)
)

// PullMerge returns the number of the pull request that a commit with this subject merged, as GitHub and merge queues
// word it.
func PullMerge(subject string) (number string, ok bool) {
	for _, start := range pullMerges {
		if rest, found := strings.CutPrefix(subject, start); found {
			n := digitRun(rest)
			return rest[:n], n > 0 && (n == len(rest) || !isWord(rest[n]))
		}
	}
	return "", false
}

// readMerge finds the name of the branch in the subject of a merge.
func (m *message) readMerge() {
	s := m.subject
	switch {
	case startsWithAny(s, queueMerges):
		m.merge = true
		_, m.branch, _ = strings.Cut(s, " - ")
		m.branch, _, _ = strings.Cut(m.branch, ", r=")
		if _, b, ok := strings.Cut(m.branch, ":"); ok {
			m.branch = b
		}
		return
	case strings.HasPrefix(s, githubMerge):
		_, from, ok := strings.Cut(s, " from ")
		if !ok {
			return
		}
		m.merge = true
		_, m.branch, _ = strings.Cut(from, "/")
		if m.branch == "" {
			m.branch = from
		}
	case strings.HasPrefix(s, "Merged in "): // Bitbucket
		m.merge = true
		m.branch, _, _ = strings.Cut(s[len("Merged in "):], " ")
	case strings.HasPrefix(s, `Merge "`): // Gerrit; what its automerger copies ends with "am: 0123abc"
		m.merge = true
		m.merged, _ = unquote(s[len("Merge "):])
	case strings.HasPrefix(s, "Merge branch '"), strings.HasPrefix(s, "Merge remote-tracking branch '"), strings.HasPrefix(s, gitflowMerge):
		m.merge = true
		_, rest, _ := strings.Cut(s, "'")
		m.branch, _, _ = strings.Cut(rest, "'")
	}
	m.branch, _, _ = strings.Cut(m.branch, " ")
}

// withoutLog returns the body of a merge without the lists that git makes of what came in: "* main: (12 commits)" and
// subjects.
func withoutLog(body string) string {
	var b strings.Builder
	listed := false
	for line := range strings.Lines(body) {
		t := strings.TrimSpace(line)
		listed = strings.HasPrefix(line, "* ") && (strings.HasSuffix(t, ":") || strings.HasSuffix(t, " commits)")) || listed && strings.HasPrefix(line, "  ")
		if !listed {
			b.WriteString(line)
		}
	}
	return b.String()
}

// titleBelow returns the title of a pull request, which stands below the subject of its merge.
func titleBelow(body string) string {
	t, _, _ := strings.Cut(strings.TrimSpace(body), "\n")
	return strings.TrimSpace(cut(t, titleLimit))
}

// The usual names of a default branch, and of the branch that all push to beside one.
var (
	mainBranches    = []string{"main", "master", "trunk", "default"}
	developBranches = []string{"develop", "development", "devel"}
)

// MergesShared reports whether what a merge with this subject merged is a branch that others have too, so that what it
// brought had landed there before: the default branch ("Merge branch 'main' into topic"), a release ("Merge branch
// '2.7'", "Merge remote-tracking branch 'origin/stable-3.2' into next", "Merge pull request #12 from house/1.4.x"), or
// what else was pushed to the same branch, as Mercurial words it ("Merge heads", "Automated merge with ssh://…"). The
// default branch "of" an address may be anybody's: see MergesRemote.
func MergesShared(subject string) bool {
	low := lower(strings.TrimSuffix(subject, "."))
	switch {
	case slices.Contains([]string{"merge", "merged", "merge heads", "hg merge heads"}, low), strings.HasPrefix(low, "automated merge with "):
		return true
	}
	if rest, ok := strings.CutPrefix(subject, githubMerge); ok {
		_, branch, _ := strings.Cut(rest, " from ")
		_, branch, _ = strings.Cut(branch, "/")
		return releaseBranch(lower(branch))
	}
	what, branch, _ := strings.Cut(subject, " '")
	branch, rest, closed := strings.Cut(branch, "'")
	if !closed {
		return false
	}
	remote := ""
	switch what {
	case "Merge branch", "Merge tag":
	case "Merge remote-tracking branch", "Merge remote branch":
		remote, branch, _ = strings.Cut(branch, "/")
	default:
		return false
	}
	if releaseBranch(lower(branch)) {
		return true
	}
	switch into := strings.HasPrefix(rest, " into "); {
	case slices.Contains(mainBranches, branch):
		return into || rest == "" && (remote == "origin" || remote == "upstream")
	case slices.Contains(developBranches, branch):
		return into || rest == ""
	}
	return false
}

// MergesRemote reports whether a merge with this subject merged a default branch from an address ("Merge branch 'main'
// of ssh://…"): somebody's own, or the one that all push to.
func MergesRemote(subject string) bool {
	branch, ok := strings.CutPrefix(subject, "Merge branch '")
	branch, rest, _ := strings.Cut(branch, "'")
	return ok && strings.HasPrefix(rest, " of ") && slices.Contains(slices.Concat(mainBranches, developBranches), branch)
}

// releaseWords are what the names of release branches begin or end with.
var releaseWords = [...]string{"release", "releases", "stable", "maint", "rel", "v", "x", "next"}

// releaseBranch reports whether a branch with this name, in lower case, is one that releases are made from: "5.8",
// "7.x", "v0.10", "1-0-stable", "release/20.08", "maint".
func releaseBranch(name string) bool {
	parts := strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune("./-_", r) })
	words, numbers := 0, 0
	for _, p := range parts {
		switch bare := strings.TrimPrefix(p, "v"); {
		case digits(bare):
			numbers++
			words += len(p) - len(bare)
		case slices.Contains(releaseWords[:], p):
			words++
		default:
			return false
		}
	}
	switch name {
	case "stable", "maint", "release":
		return true
	}
	return numbers > 0 && (words > 0 || numbers > 1 && strings.Contains(name, ".")) // "2026-03-01" is a day
}
