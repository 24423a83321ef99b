package scan

import (
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// asItWas reports whether a reapply puts back exactly what was taken away: not one telling line more or less, however
// large the change.
func (w *worded) asItWas() bool {
	const all = 0.999
	same := func(o Overlap) bool { return o.Undone >= all && o.Own >= all && o.Left < classWeight[telling] }
	return slices.ContainsFunc(w.candidates, func(c candidate) bool { return same(c.undo) || same(c.again) })
}

// maxMending bounds the commits of a pull request that are looked at.
const maxMending = 30

// mended reports whether another commit of the same pull request touched what a reapply put back: then it didn't come
// back as it was, whatever the reapply alone does.
func (s *scan) mended(at uint32) bool {
	own, err := s.h.Changes(s.ctx, s.x.sha(at))
	if err != nil {
		return false
	}
	paths := make(map[string]bool, len(own))
	for _, c := range own {
		paths[c.Path] = true
	}
	return slices.ContainsFunc(s.broughtBeside(at), func(c uint32) bool {
		changes, err := s.h.Changes(s.ctx, s.x.sha(c))
		return err == nil && slices.ContainsFunc(changes, func(c incident.Change) bool { return paths[c.Path] })
	})
}

// broughtBeside returns the commits that landed with one by the merge of a pull request, none where that brought more
// than maxMending.
func (s *scan) broughtBeside(at uint32) []uint32 {
	merge := s.landing(at)
	if merge == none || merge == at || s.mergesShared(merge) {
		return nil
	}
	var beside []uint32
	met := map[uint32]bool{merge: true}
	for next := []uint32{merge}; len(next) > 0; next = next[1:] {
		for _, p := range s.x.parentsOf(next[0]) {
			if p == none || met[p] || s.landing(p) != merge {
				continue
			}
			if met[p] = true; len(met) > maxMending {
				return nil
			}
			next = append(next, p)
			if p != at && len(s.x.parentsOf(p)) == 1 {
				beside = append(beside, p)
			}
		}
	}
	return beside
}
