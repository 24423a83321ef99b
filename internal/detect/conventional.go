package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Conventional is the type "revert" of conventional commits.
const Conventional = "conventional"

// conventional reads "revert: fix(x): …", "revert(scope): …", "revert: …" with "Refs: sha, sha". As "revert" may
// also be a scope of the project's own, the bare prefix is weak.
func conventional(m *message) (hit, bool) {
	if !m.undoes() || strings.TrimSpace(m.title.scope) != "" {
		return hit{}, false
	}
	first := m.title.layers[0]
	if !first.colon || len(first.refs) > 0 && !first.scoped || first.verb != revert {
		return hit{}, false
	}
	h := hit{strength: m.strength}
	for _, t := range trailersOf(m.body) {
		if strings.EqualFold(t.Key, "refs") {
			refs := references(t.Value, 400)
			h.claims = append(h.claims, rank(direct, refs)...)
			for _, r := range refs {
				if r.Type == incident.ClaimSHA {
					h.strength = Strong
				}
			}
		}
	}
	if types.has(typeOf(first.inner)) {
		h.strength = Strong
	}
	return h, true
}

// typeOf returns the type before the scope or colon of a conventional subject.
func typeOf(s string) string {
	end := strings.IndexAny(s, "(:!")
	if end < 0 {
		return ""
	}
	return lower(s[:end])
}

// types are those of conventional commits in common use.
var types = words{list: "feat fix docs style refactor perf test build ci chore revert"}
