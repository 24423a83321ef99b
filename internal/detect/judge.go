package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// kind decides between revert and reapply. The subject has the first word; below it, what the message says of
// itself; then what it tells of others.
func (m *message) kind() incident.Kind {
	if m.title.worded() {
		undone := m.title.undone()
		if first := m.title.layers[0]; len(m.title.layers) == 1 && first.undo && ofRevert(first.inner) {
			undone = !undone
		}
		if undone {
			return incident.Revert
		}
		return incident.Reapply
	}
	if m.anew() {
		return incident.Reapply
	}
	var says, told, tellsOfRevert bool
	for _, n := range m.mentions {
		switch {
		case n.verb == redo && !n.indented && (n.says() || n.inTitle):
			return incident.Reapply
		case n.verb == redo:
			told = true
		case n.verb == changeset || n.verb == hotfixWord:
		case n.form == past && !n.says():
			tellsOfRevert = tellsOfRevert || !n.inTitle || len(references(n.after, 40)) > 0
		default:
			if ofRevert(n.after) {
				return incident.Reapply
			}
			says = true
		}
	}
	if says || !told && !tellsOfRevert {
		return incident.Revert
	}
	return incident.Reapply
}

// ofRevert reports whether what follows a verb of undoing is itself about a revert: "the revert of …",
// "r1, which reverted r2".
func ofRevert(after string) bool {
	low := strings.TrimLeft(lower(cut(after, 160)), " :")
	if i := strings.Index(low, "\n\n"); i >= 0 {
		low = low[:i]
	}
	for _, start := range [...]string{"the revert", "my revert", "previous revert", "the previous revert", "revert ", "last revert", "that revert", "commit revert"} {
		if strings.HasPrefix(low, start) {
			return true
		}
	}
	if i := strings.Index(low, "which reverted"); i >= 0 && i < 60 {
		return true
	}
	i := strings.Index(low, "that reverted")
	return i >= 0 && i < 60
}

// anew reports whether the subject says that something is tried once more.
func (m *message) anew() bool {
	low := lower(m.subject)
	for _, w := range [...]string{
		"take 2", "take 3", "take two", "take ii", "second attempt", "2nd attempt", "attempt 2", "attempt #2", "third attempt", "another attempt",
		"try again", "second try", "2nd try", "try 2", "try #2", "again, this time", "(again)", "second landing", "3rd attempt", "attempt 3",
		"re-enable", "reenable", "restore r", "restores r", "roll-forward", "2nd time",
	} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// strength says how much the general form of the wording is worth.
func (m *message) strength() Strength {
	named := false // the body says of itself what it undoes
	for _, n := range m.direct {
		if n.form == past && !n.paragraph || n.verb == hotfixWord || n.verb == changeset {
			continue
		}
		if refs, _, _ := list(n.after, false); len(refs) > 0 && (!m.squash && !n.bullet || m.title.worded()) {
			named = true
			break
		}
	}
	if !m.title.worded() {
		if named {
			return Likely
		}
		return Weak
	}
	first := m.title.layers[0]
	switch {
	case first.quoted, first.power > 1, len(first.refs) > 0, named:
		return Strong
	case len(m.title.layers) > 1:
		return Likely
	case first.tagged, first.scoped:
		return Likely
	case first.colon:
		if m.subject != "" && m.subject[0] >= 'A' && m.subject[0] <= 'Z' && first.inner != "" {
			return Likely
		}
		return Weak
	}
	return plain(first)
}

// plain judges a verb followed by free words.
func plain(l layer) Strength {
	low := lower(strings.TrimSpace(l.inner))
	if low == "" || low == "." {
		return Likely
	}
	for _, w := range [...]string{"not ", "me", "to ", "back to ", "on ", "if ", "when ", "session", "transaction", "file", "in case", "support", "button"} {
		if strings.HasPrefix(low, w) {
			return Weak
		}
	}
	for _, w := range [...]string{
		"the ", "my ", "a ", "an ", "this ", "that ", "last ", "previous ", "prior ", "accidental", "unintended", "unintentional",
		"commit", "change", "changes", "patch", "recent ", "earlier ", "all ", "of ", "some ", "part ", "parts ", "due to", "because",
	} {
		if strings.HasPrefix(low, w) {
			return Likely
		}
	}
	for _, w := range [...]string{" due to ", " because ", " until ", " for now", " as it ", " since it ", " commit", " patch", " broke", "change"} {
		if strings.Contains(low, w) {
			return Likely
		}
	}
	return Weak
}

// says reports whether the body says of this commit, with the given verb, what it undoes or redoes, and
// returns those mentions.
func (m *message) said(verbs ...verb) []mention {
	var out []mention
	for _, n := range m.direct {
		for _, v := range verbs {
			if n.verb == v {
				out = append(out, n)
			}
		}
	}
	return out
}

// has reports whether the body holds the text, given in lower case.
func (m *message) has(low string) bool { return strings.Contains(m.lowBody, low) }

// after returns the text behind the first occurrence of the lower-case mark in the body, up to n bytes.
func (m *message) after(mark string, n int) (string, bool) {
	i := strings.Index(m.lowBody, mark)
	if i < 0 {
		return "", false
	}
	return cut(m.body[i+len(mark):], n), true
}

// undoes reports whether the subject's first layer is a verb of undoing.
func (m *message) undoes() bool { return m.title.worded() && m.title.layers[0].undo }

// named returns the references that the title or the sentences about this commit give directly.
func (m *message) named() []incident.Claim {
	var out []incident.Claim
	if m.title.worded() {
		out = append(out, m.title.layers[0].refs...)
	}
	for _, n := range m.direct {
		refs, _, _ := list(n.after, false)
		out = append(out, refs...)
	}
	return out
}

// names reports whether one of the direct references is of the type.
func (m *message) names(t incident.ClaimType) bool {
	for _, c := range m.named() {
		if c.Type == t {
			return true
		}
	}
	return false
}
