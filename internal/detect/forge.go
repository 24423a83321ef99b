package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The families that forges write when a button is pressed.
const (
	// GitHub is the button's pull request: the quoted title with its number, "Reverts owner/name#n".
	GitHub = "github"
	// Pull names a pull request by number or address, without the button's form.
	Pull = "pull"
	// GitLab is its button's merge request.
	GitLab = "gitlab"
	// Branch is the merge of a branch named by a revert button: revert-6552-…, revert-d63ef089.
	Branch = "branch"
	// Bors is the merge commit of a merge queue, whose body begins with the title of the pull request.
	Bors = "bors"
)

func github(m *message) (hit, bool) {
	if !m.undoes() || !m.title.layers[0].quoted {
		return hit{}, false
	}
	return hit{strength: Strong}, m.title.own != "" || m.names(incident.ClaimPull)
}

func pull(m *message) (hit, bool) {
	return hit{strength: m.strength}, m.names(incident.ClaimPull)
}

func gitlab(m *message) (hit, bool) {
	s := m.strength
	for _, n := range m.direct {
		if rest, ok := strings.CutPrefix(strings.TrimLeft(n.low, " "), "merge request "); ok && n.verb == revert {
			if claim := mergeRequest(rest); len(claim) > 0 {
				return hit{strength: max(s, Likely), claims: rank(direct, claim)}, true
			}
		}
	}
	return hit{strength: s}, m.undoes() && (m.has("\nsee merge request ") ||
		m.title.layers[0].quoted && strings.HasPrefix(m.subject, "Merge branch "))
}

func branch(m *message) (hit, bool) {
	low := dashed(m.branch)
	rest, ok := strings.CutPrefix(low, "revert-")
	if !ok {
		rest, ok = strings.CutPrefix(low[strings.LastIndexByte(low, '/')+1:], "revert-")
	}
	if !ok {
		return hit{strength: m.strength}, m.undoes() && m.title.layers[0].quoted && strings.HasPrefix(m.subject, "Merge pull request")
	}
	h := hit{strength: Weak}
	id, _, _ := strings.Cut(rest, "-")
	switch {
	case digits(id) && len(id) <= 6 && (len(id) > 2 || id != rest): // "revert-2" is the second try
		h.strength, h.claims = Likely, []ranked{{incident.Claim{Type: incident.ClaimPull, Value: id}, direct}}
	case len(id) >= 7 && len(id) <= 40 && hexRun(id) == len(id):
		h.strength, h.claims = Likely, []ranked{{incident.Claim{Type: incident.ClaimSHA, Value: id}, direct}}
	}
	if m.undoes() {
		h.strength = max(h.strength, m.strength)
	}
	return h, true
}

// dashed writes the name of a branch in lower case, as if all words in it were set apart by dashes.
func dashed(branch string) string { return strings.ReplaceAll(lower(branch), "_", "-") }

func bors(m *message) (hit, bool) {
	return hit{strength: m.strength}, startsWithAny(m.subject, queueMerges) && (m.title.worded() || len(m.direct) > 0)
}
