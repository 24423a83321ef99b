package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The families of projects' own bots and conventions.
const (
	// Flutter's bot: "Reverts: owner/name#n", who asked for it, and why.
	Flutter = "flutter"
	// PyTorch's bot: "Reverted <address> on behalf of <address> due to …".
	PyTorch = "pytorch"
	// Twisted's rule: the revision in the subject, "Reopens: #n" at the end.
	Twisted = "twisted"
	// Conventional is the type "revert" of conventional commits.
	Conventional = "conventional"
	// Reland puts a change back in other words than git's.
	Reland = "reland"
)

// Tool returns the name of the program that made a commit in somebody's name, by the tag that it sets before the subject: Maven's takes
// the version numbers of a release back that is prepared anew. "" where there is none.
func Tool(subject string) string {
	const maven = "maven-release-plugin"
	if strings.HasPrefix(subject, "["+maven+"] ") {
		return maven
	}
	return ""
}

func flutter(m *message) (hit, bool) {
	if !m.has("initiated by:") || !m.has("\nreason for revert") || !m.title.worded() {
		return hit{}, false
	}
	h := hit{strength: Strong}
	if rest, ok := m.after("\nreverts:", 300); ok {
		h.claims = rank(direct, references(rest, 100))
	}
	return h, true
}

func pytorch(m *message) (hit, bool) {
	i := strings.Index(m.lowBody, "\nreverted http")
	if i < 0 || !m.undoes() {
		return hit{}, false
	}
	rest := m.body[i+len("\nreverted "):]
	if !strings.Contains(lower(cut(rest, 400)), " on behalf of ") {
		return hit{}, false
	}
	refs, _, _ := list(rest[:min(len(rest), 200)], false)
	return hit{strength: Strong, claims: rank(direct, refs)}, true
}

func twisted(m *message) (hit, bool) {
	return hit{strength: Strong}, m.undoes() && len(m.title.layers[0].refs) > 0 &&
		(strings.Contains(m.lowBody, "\nreopens: #") || strings.Contains(m.lowBody, "\nreopens #"))
}

// conventional reads "revert: fix(x): …", "revert(scope): …", "revert: …" with "Refs: sha, sha". As "revert" may
// also be a scope of the project's own, the bare prefix is weak.
func conventional(m *message) (hit, bool) {
	if !m.undoes() || strings.TrimSpace(m.title.scope) != "" {
		return hit{}, false
	}
	first := m.title.layers[0]
	if !first.scoped && (!first.colon || len(first.refs) > 0 && !first.scoped) || first.verb != revert {
		return hit{}, false
	}
	h := hit{strength: m.strength()}
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
	if types[typeOf(first.inner)] {
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
var types = map[string]bool{
	"feat": true, "fix": true, "docs": true, "style": true, "refactor": true, "perf": true, "test": true,
	"build": true, "ci": true, "chore": true, "revert": true,
}

// reland reads "Reland …", "This is a reland of …", "Re-apply r1", "[roll forward] …", "Rolling forward #1".
func reland(m *message) (hit, bool) {
	if m.title.worded() {
		strength := m.strength()
		if m.title.layers[0].jargon {
			strength = max(strength, Likely)
		}
		return hit{strength: strength}, !m.title.layers[0].undo
	}
	for _, n := range m.said(redo) {
		if refs, _, _ := list(n.after, false); (len(refs) > 0 || n.jargon && endsIn(n.before, "this ", "this is a ")) && !m.squash {
			return hit{strength: Likely}, true
		}
	}
	if before, ok := cutNote(m.subject); ok {
		h := hit{strength: Likely}
		if key := SubjectKey(before); len(key) >= minSubject {
			h.claims = rank(titled, []incident.Claim{subjectClaim(key)})
		}
		return h, true
	}
	for _, n := range m.mentions {
		if n.verb == redo {
			return hit{strength: Weak}, true
		}
	}
	return hit{strength: Weak}, m.anew(attempts[:]) && len(m.mentions) > 0
}

// cutNote cuts off the note at the end of a subject that says the change is done once more: "x (reland)", "x [Re-land 2] (#12)".
func cutNote(subject string) (before string, ok bool) {
	s := withoutPulls(subject)
	open := strings.LastIndexAny(s, "([")
	if open <= 0 || !strings.HasSuffix(s, ")") && !strings.HasSuffix(s, "]") {
		return "", false
	}
	note := lower(s[open+1 : len(s)-1])
	w, ok := verbAt(note, 0)
	if !ok || !w.jargon {
		return "", false
	}
	rest := strings.Trim(note[w.end:], " #0123456789")
	return strings.TrimSpace(s[:open]), rest == "" || rest == "try" || rest == "attempt" || rest == "take"
}
