package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The families of large code bases that are mirrored into public histories.
const (
	// Mozilla backs out Mercurial changesets and bugs.
	Mozilla = "mozilla"
	// Meta reverts and backs out Phabricator diffs; the original is named by its imported changeset.
	Meta = "meta"
	// Google rolls changelists back, by machine or by hand.
	Google = "google"
	// JAX is how a mirror of Google's names commits: a line "Reverts …" below any subject.
	JAX = "jax"
	// Go names changelists of its Gerrit: "This reverts CL …", "undo CL … / …".
	Go = "go"
	// SVN names Subversion revisions, alone or many.
	SVN = "svn"
)

func mozilla(m *message) (hit, bool) {
	if !m.undoes() || m.title.layers[0].verb != backout {
		return hit{}, false
	}
	low := strings.TrimSpace(lower(m.title.layers[0].after))
	named := startsWithAny(low, []string{"changeset ", "changesets ", "bug ", "cset ", "revision ", "rev "})
	return hit{strength: Strong}, named || strings.HasPrefix(low[digitRun(low):], " changeset")
}

func meta(m *message) (hit, bool) {
	h := hit{strength: m.strength}
	if rest, ok := m.after(imported, 60); ok {
		id := strings.TrimSpace(rest)
		h.claims = changeset(h.claims, id)
		for _, id := range m.listed() {
			h.claims = changeset(h.claims, id)
		}
		diff, _ := m.after("original phabricator diff:", 60)
		h.claims = append(h.claims, rank(direct, references(diff, 40))...)
		return h, true
	}
	if m.title.worded() && m.title.layers[0].verb == backout && m.title.layers[0].quoted {
		h.strength = Strong
		return h, true
	}
	return h, m.names(incident.ClaimDiff) && (m.undoes() || m.has("this diff "))
}

// changeset adds the changeset that a text begins with.
func changeset(claims []ranked, id string) []ranked {
	if n := hexRun(id); n >= 7 && n <= 40 {
		return append(claims, ranked{incident.Claim{Type: incident.ClaimChange, Value: sourceID(id[:n])}, direct})
	}
	return claims
}

// listed returns what stands for the original in each entry of a list of those that are backed out: `Back out "x"`, and
// "Original commit changeset: …" in the line below it.
func (m *message) listed() []string {
	var ids []string
	above := ""
	for line := range strings.Lines(m.body) {
		line = strings.TrimSpace(line)
		if hasFold(line, imported) && (hasFold(above, `back out "`) || hasFold(above, `revert "`)) {
			ids = append(ids, strings.TrimSpace(line[len(imported):]))
		}
		above = line
	}
	return ids
}

func google(m *message) (hit, bool) {
	if m.has("*** reason for rollback ***") {
		return hit{strength: Strong}, true
	}
	if !m.undoes() || m.title.layers[0].verb != rollback {
		return hit{}, false
	}
	first := m.title.layers[0]
	return hit{strength: m.strength}, len(first.refs) > 0 || first.of || first.tagged || m.has("piperorigin-revid:")
}

func jax(m *message) (hit, bool) {
	for _, n := range m.said(revert) {
		lone := n.form == third && strings.TrimSpace(n.before) == ""
		rest := strings.TrimLeft(n.after[n.read:], " .")
		if lone && len(n.refs) > 0 && (rest == "" || rest[0] == '\n') && (n.refs[0].Type == incident.ClaimSHA || n.refs[0].Type == incident.ClaimChange) {
			return hit{strength: max(m.strength, Likely)}, true
		}
	}
	if m.title.worded() && m.title.layers[0].form == third &&
		(m.names(incident.ClaimSHA) || m.names(incident.ClaimChange)) {
		return hit{strength: Strong}, true
	}
	return hit{}, false
}

func golang(m *message) (hit, bool) {
	for _, n := range m.said(revert, undo, rollback) {
		if low := strings.TrimLeft(n.low, " "); strings.HasPrefix(low, "cl ") || strings.HasPrefix(low, "golang.org/cl/") {
			return hit{strength: m.strength, claims: rank(direct, n.refs)}, true
		}
	}
	if m.undoes() && hasFold(strings.TrimLeft(m.title.layers[0].after, " "), "cl ") {
		refs, _, _ := refList(m.title.layers[0].after, false)
		return hit{strength: Strong, claims: rank(direct, refs)}, true
	}
	return hit{}, false
}

func svn(m *message) (hit, bool) {
	return hit{strength: m.strength}, m.names(incident.ClaimSVN)
}
