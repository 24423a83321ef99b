package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// What svnmerge.py, by which projects on Subversion carried changes from branch to branch, begins its messages with.
const svnmergeSubject = "Merged revisions "

// maxMerges bounds how often a change was carried on: each time wraps the message once more.
const maxMerges = 8

// unmerged returns the message of the one revision that a commit made with svnmerge carries over, in place of the message that
// wraps it, and the revisions, outermost first. A commit that carries several is none of them.
//
//	Merged revisions 4711 via svnmerge from
//	https://svn.example.org/house/branches/1.4
//
//	........
//	  r4711 | ada | 2011-08-22 15:43:33 -0400 (Mon, 22 Aug 2011) | 3 lines
//
//	  Revert the dimmer.
//	........
func unmerged(text string) (message string, revisions []string) {
	for len(revisions) < maxMerges {
		inner, revision, ok := oneMerged(text)
		if !ok {
			break
		}
		text, revisions = inner, append(revisions, revision)
	}
	return text, revisions
}

func oneMerged(text string) (inner, revision string, ok bool) {
	first, rest := nextLine(strings.TrimLeft(text, "\n\t "))
	list, found := strings.CutPrefix(first, svnmergeSubject)
	n := digitRun(list)
	if !found || n < 2 || n > 8 || !strings.HasPrefix(list[n:], " via svnmerge from") {
		return "", "", false
	}
	revision = list[:n]
	var b strings.Builder
	dots, header := "", false
	for line := range strings.Lines(rest) {
		trimmed := strings.TrimSpace(line)
		switch {
		case dots == "":
			if strings.HasPrefix(trimmed, "........") && strings.Trim(trimmed, ".") == "" {
				dots = trimmed
			}
		case !header:
			if header = strings.HasPrefix(trimmed, "r"+revision+" | "); !header && trimmed != "" {
				return "", "", false
			}
		case trimmed == dots && indent(line) == 0:
			dots = "-" // what follows is this commit's own again
		case dots == "-":
			b.WriteString(line)
		default:
			b.WriteString(strings.TrimPrefix(line, "  "))
		}
	}
	return b.String(), revision, header
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// mergedRevisions are the names under which the changes that a commit carries over landed elsewhere.
func mergedRevisions(text string) []incident.Claim {
	var out []incident.Claim
	_, revisions := unmerged(text)
	for _, r := range revisions {
		out = append(out, incident.Claim{Type: incident.ClaimSVN, Value: r})
	}
	return out
}
