package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Reland puts a change back in other words than git's.
const Reland = "reland"

// reland reads "Reland …", "This is a reland of …", "Re-apply r1", "[roll forward] …", "Rolling forward #1".
func reland(m *message) (hit, bool) {
	if m.title.worded() {
		strength := m.strength
		if m.title.layers[0].jargon {
			strength = max(strength, Likely)
		}
		return hit{strength: strength}, !m.title.layers[0].undo
	}
	for _, n := range m.said(redo) {
		if (len(n.refs) > 0 || n.jargon && endsIn(n.before, "this ", "this is a ")) && !n.item {
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

// cutNote cuts off the note at the end of a subject that says the change is done once more: "x (reland)", "x [Re-land
// 2] (#12)".
func cutNote(subject string) (before string, ok bool) {
	s := withoutPulls(subject)
	open := strings.LastIndexAny(s, "([")
	if open <= 0 || !strings.HasSuffix(s, ")") && !strings.HasSuffix(s, "]") {
		return "", false
	}
	note := lower(s[open+1 : len(s)-1])
	w, _ := verbAt(note, 0)
	if !w.jargon {
		return "", false
	}
	rest := strings.Trim(note[w.end:], " #0123456789")
	return strings.TrimSpace(s[:open]), rest == "" || rest == "try" || rest == "attempt" || rest == "take"
}
