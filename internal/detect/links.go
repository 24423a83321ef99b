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
	body, _, _ := own(rest)
	text := head + "\n\n" + body
	var found []ranked
	for i := 0; i < len(text) && len(found) < maxClaims; i++ {
		if i > 0 && isWord(text[i-1]) {
			continue
		}
		w := linkWord(text[i:])
		if w == "" {
			continue
		}
		at := i + len(w)
		refs, _, _ := list(strings.TrimLeft(cut(text[at:], 400), ":"), false)
		r := loosely
		if i == 0 || text[i-1] == '\n' {
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

var linkWordsByFirst = byFirst(linkWords[:])

// linkWord returns the longest of the words that begins s as a whole word.
func linkWord(s string) string {
	longest := ""
	for _, w := range linkWordsByFirst[lowerByte(s[0])] {
		if len(w) > len(longest) && hasFold(s, w) && (len(s) == len(w) || !isWord(s[len(w)])) {
			longest = w
		}
	}
	return longest
}
