package trace

import (
	"maps"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// inOneGo is the time within which reverts in a row count as made in one go: `git revert A B C` takes seconds, settling conflicts in between minutes.
const inOneGo = 15 * time.Minute

// seriesOf returns the revert right before a revert with which it undoes a series: both were made by one person in one go, and what they undo was by
// one person or made in a row too. none where there is none.
func (s *scan) seriesOf(at uint32) uint32 {
	before := s.x.firstParent(at)
	if before == none || len(s.x.parentsOf(at)) > 1 || !s.known[at].undoes() || !s.known[before].undoes() {
		return none
	}
	if apart := s.x.time(at).Sub(s.x.time(before)); apart < 0 || apart > inOneGo {
		return none
	}
	undone, undoneBefore := s.known[at].links[0], s.known[before].links[0]
	a, b := s.merged(undone), s.merged(undoneBefore)
	if a == b || !s.sameAuthor(at, before) {
		return none
	}
	inRow := func(a, b uint32) bool { return s.x.firstParent(a) == b || s.x.firstParent(b) == a }
	if inRow(a, b) || inRow(undone, undoneBefore) || s.sameAuthor(a, b) {
		return before
	}
	return none
}

// undoes reports whether a finding says in words that it is a revert, and what of is known.
func (d decided) undoes() bool {
	return d.kind == incident.Revert && d.strength > 0 && !d.hidden && len(d.links) > 0
}

// sameAuthor reports whether one person wrote both commits, or the same pair did, as far as they can be read: people have several addresses, write
// their names in several ways, and take turns at the keyboard.
func (s *scan) sameAuthor(a, b uint32) bool {
	first, err := s.h.Commit(s.ctx, s.x.sha(a))
	if err != nil {
		return false
	}
	second, err := s.h.Commit(s.ctx, s.x.sha(b))
	return err == nil && (first.Author.Name != "" && strings.EqualFold(first.Author.Name, second.Author.Name) ||
		first.Author.Email != "" && strings.EqualFold(first.Author.Email, second.Author.Email) || samePair(first, second))
}

// samePair reports whether the authors of both commits and who signed them are the same two people.
func samePair(first, second incident.Commit) bool {
	a, b := signers(first), signers(second)
	return len(a) == 2 && maps.Equal(a, b)
}

func signers(c incident.Commit) map[string]bool {
	names := map[string]bool{strings.ToLower(c.Author.Name): true}
	for _, t := range detect.Trailers(c.Message) {
		if strings.EqualFold(t.Key, "Signed-off-by") || strings.EqualFold(t.Key, "Co-authored-by") {
			name, _, _ := strings.Cut(t.Value, "<")
			names[strings.ToLower(strings.TrimSpace(name))] = true
		}
	}
	return names
}
