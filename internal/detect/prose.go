package detect

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Prose is any wording that no other family knows: "undo my last change", "scope: revert the new default".
const Prose = "prose"

// prose finds every verb of undoing or redoing, and gathers the claims that all wordings share.
func prose(m *message) (hit, bool) {
	if !m.title.worded() && len(m.mentions) == 0 {
		return hit{}, false
	}
	h := hit{strength: m.strength, claims: m.title.claims(), partial: m.title.partial}
	elsewhere := false // below an item about another change than the subject's
	for _, n := range m.mentions {
		if n.inTitle {
			if !m.title.worded() {
				h.claims = append(h.claims, rank(loosely, references(n.after, 200))...)
			}
			if n.late {
				h.claims = append(h.claims, rank(nearby, references(m.subject, 200))...)
			}
			continue
		}
		at := loosely
		if n.says() {
			at = direct
			h.partial = h.partial || n.ofPart()
		}
		if n.bullet && m.squash {
			elsewhere = !m.title.worded() || !m.about(n)
		}
		if elsewhere || n.item && !m.title.worded() {
			at = loosely
		}
		h.claims = append(h.claims, rank(at, n.refs)...)
		if len(n.refs) == 0 {
			h.claims = append(h.claims, rank(nearby, references(n.after, 200))...)
		}
		if n.form == past {
			h.claims = append(h.claims, rank(nearby, references(n.lead, 80))...)
		}
	}
	if key := SubjectKey(m.original); len(key) >= minSubject {
		h.claims = append(h.claims, ranked{subjectClaim(key), nested})
	}
	h.claims = append(h.claims, rank(linking, m.links())...)
	if !slices.ContainsFunc(h.claims, func(c ranked) bool { return c.rank < loosely && c.Type != incident.ClaimSubject }) {
		h.claims = append(h.claims, rank(anywhere, m.anywhere())...)
	}
	if m.merge {
		h.partial = false
	}
	return h, true
}

// about reports whether the item that n begins has the same title as the subject.
func (m *message) about(n mention) bool {
	line, _, _ := strings.Cut(n.after, "\n")
	t := parseTitle("revert" + line)
	return t.worded() && SubjectKey(t.layers[0].inner) == SubjectKey(m.title.layers[0].inner)
}

// anywhere returns the first few references of the whole body, for a message that names nothing in a better place:
// "X was removed in 0123abc. This reverts that change."
func (m *message) anywhere() []incident.Claim { return inProse(m.body) }

// proseLimit is how much of a body is looked through for references, in bytes.
const proseLimit = 4000

// inProse returns the first few references of a body, trailers left out.
func inProse(body string) []incident.Claim {
	var out []incident.Claim
	for p := range strings.SplitSeq(cut(body, proseLimit), "\n\n") {
		if found, lines := trailerLines(p); 2*len(found) >= lines {
			continue
		}
		out = append(out, references(p, 2000)...)
	}
	return out[:min(len(out), 8)]
}

// links returns the references of "Fixes:" and its like, which in a revert often name what it undoes.
func (m *message) links() []incident.Claim {
	var found []ranked
	for _, l := range linksWorded(m.subject + "\n\n" + m.body) {
		found = append(found, ranked{l.Claim, int(l.How)})
	}
	return best(found)
}

// Squash is the joined messages of a squashed branch of which one was a revert.
const Squash = "squash"

// squash finds reverts listed in the body of a commit about something else. What they undo mostly never
// landed by itself.
func squash(m *message) (hit, bool) {
	if !m.squash || m.title.worded() {
		return hit{}, false
	}
	for _, n := range m.mentions {
		if n.bullet && n.lineStart && !n.inTitle {
			return hit{strength: Weak}, true
		}
	}
	return hit{}, false
}

// Partial is a revert that says that it undoes a part only.
const Partial = "partial"

// partial finds "partially revert …", "partial rollback of …", "reverts part of …".
func partial(m *message) (hit, bool) {
	part := m.title.partial && m.undoes() || slices.ContainsFunc(m.direct, func(n mention) bool { return n.verb != redo && n.ofPart() })
	return hit{strength: m.strength, partial: true}, part && (m.undoes() || len(m.named()) > 0) && !strings.HasPrefix(m.subject, "Merge ")
}

// ofPart reports whether a mention is about a part alone.
func (n mention) ofPart() bool {
	words := strings.Fields(n.before)
	return n.part || len(words) > 0 && partly.has(strings.TrimSuffix(words[len(words)-1], "-"))
}
