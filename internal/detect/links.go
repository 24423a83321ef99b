package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// linkWords are the beginnings of lines or sentences, lower case, that name the change a commit repairs or
// continues. They link; they never make a finding.
var linkWords = [...]string{
	"fixes", "fixup for", "fixup", "fix for", "follow-up to", "followup to", "follow up to", "follow-up on", "follow-up for", "follow up for",
	"followup for", "regressed in", "regression in", "regression since", "regression from", "regressed by", "regression of", "caused-by",
	"caused by", "introduced in", "introduced by", "broken in", "broken by", "broken since", "bug introduced in", "bisected to",
	"amends", "since commit", "corrects", "complements",
}

// Links returns the references by which a message says which change it repairs or continues: "Fixes:",
// "Follow-up to", "Regressed in", "Caused-by" and their like. Surest first: those that begin a line, then those
// within one. They are evidence for tracing and never make a finding. Pull or issue numbers after "Fixes" and
// "Corrects" are left out, as these are issues; quoted originals are not this commit's.
func Links(c incident.Commit) []incident.Claim {
	head, rest := split(strings.ReplaceAll(bound(c.Message), "\r\n", "\n"))
	body, _ := own(rest)
	text := head + "\n\n" + body
	low := lower(text)
	var found []ranked
	for i := 0; i < len(low) && len(found) < maxClaims; i++ {
		if i > 0 && isWord(low[i-1]) {
			continue
		}
		w := linkWord(low[i:])
		if w == "" {
			continue
		}
		at := i + len(w)
		refs, _, _ := list(strings.TrimLeft(cut(text[at:], 400), ":"), false)
		r := loosely
		if i == 0 || low[i-1] == '\n' {
			r = direct
		}
		for _, ref := range refs {
			if ref.Type == incident.ClaimPull && (strings.HasPrefix(w, "fix") || w == "corrects") {
				continue
			}
			found = append(found, ranked{ref, r})
		}
		i = at - 1
	}
	return best(found)
}

// linkWord returns the longest of the words that begins low as a whole word.
func linkWord(low string) string {
	switch low[0] {
	case 'f', 'r', 'c', 'i', 'b', 'a', 's':
	default:
		return ""
	}
	longest := ""
	for _, w := range linkWords {
		if len(w) > len(longest) && strings.HasPrefix(low, w) && (len(low) == len(w) || !isWord(low[len(w)])) {
			longest = w
		}
	}
	return longest
}
