package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The families that git itself writes.
const (
	// Git is the default message of git revert: a quoted subject, "This reverts commit …".
	Git = "git"
	// MergeRevert is git's message for the revert of a merge, which names the merge and its first parent.
	MergeRevert = "merge-revert"
	// Reference is the message of git revert --reference: a free subject, the commit with its subject and date.
	Reference = "reference"
	// Reapply is git's message for the revert of a revert.
	Reapply = "reapply"
)

func git(m *message) (hit, bool) {
	quoted := m.undoes() && m.title.layers[0].quoted
	for _, n := range m.said(revert) {
		if len(n.refs) > 0 && n.refs[0].Type == incident.ClaimSHA && strings.TrimSpace(n.before) != "" {
			return hit{strength: m.strength}, true
		}
	}
	return hit{strength: m.strength}, quoted
}

func mergeRevert(m *message) (hit, bool) {
	for _, n := range m.said(revert) {
		if len(n.refs) == 0 || n.refs[0].Type != incident.ClaimSHA {
			continue
		}
		// the parent is named after "reversing changes made to", wherever the lines were wrapped
		rest := n.low[n.read:]
		if i := indexWords(rest, "reversing", "changes", "made", "to"); i >= 0 && i < 12 {
			return hit{strength: m.strength}, true
		}
	}
	return hit{}, false
}

func reference(m *message) (hit, bool) {
	if m.title.worded() && m.title.layers[0].quoted {
		return hit{}, false
	}
	for _, n := range m.said(revert) {
		if len(n.refs) > 1 && n.refs[0].Type == incident.ClaimSHA && n.refs[1].Type == incident.ClaimSubject {
			return hit{strength: m.strength}, true
		}
	}
	return hit{}, false
}

func reapply(m *message) (hit, bool) {
	if !m.title.worded() {
		return hit{}, false
	}
	first := m.title.layers[0]
	word := m.title.scope == "" && !first.undo && first.end-first.start == len("reapply")
	return hit{strength: m.strength}, word || first.quoted && !m.title.undone() && first.undo
}
