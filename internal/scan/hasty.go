package scan

import (
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// hotfixesBack adds to what is known the new hotfixes that put back what a revert had taken away: what was mended in
// haste, taken back for a while, and lands again is no second incident, and the revert is not what it mends.
func (s *scan) hotfixesBack() ([]incident.Finding, error) {
	if !s.o.Verify {
		return nil, nil
	}
	var hotfixes, reverts []uint32
	for at, k := range s.known {
		switch {
		case k.kind == incident.Hotfix && at >= s.first && !k.hidden:
			hotfixes = append(hotfixes, at)
		case k.undoes():
			reverts = append(reverts, at)
		}
	}
	slices.Sort(hotfixes)
	slices.Sort(reverts)
	return s.learnEach(hotfixes, func(at uint32) (*worded, error) { return s.hotfixBack(at, reverts) })
}

// hotfixBack makes the case of a hotfix that puts back most of what reverts soon before it had taken away; nil where it
// does not.
func (s *scan) hotfixBack(at uint32, reverts []uint32) (*worded, error) {
	own, err := newPatch(s.ctx, s.h, s.x.sha(at))
	if err != nil {
		return nil, tolerate(err)
	}
	var back []candidate
	for _, revert := range slices.Backward(reverts) {
		if revert > at || s.x.time(at).Sub(s.x.time(revert)) > anewWithin {
			continue
		}
		changes, err := s.changesOf(revert)
		if err != nil {
			if err = tolerate(err); err != nil {
				return nil, err
			}
			continue
		}
		if own.overturned(changes) < mostly || !s.x.isAncestor(revert, at) {
			continue
		}
		undo, err := own.undoes(s.ctx, s.h, patchOf(s.x.sha(revert), changes), backUndone)
		if err != nil {
			return nil, tolerate(err)
		}
		if undo.Undone >= backUndone {
			back = append(back, candidate{commit: revert, claim: -1, checked: true, undo: undo})
		}
	}
	if len(back) == 0 {
		return nil, nil
	}
	return s.puttingBack(at, back)
}

// mendedBefore returns the last hotfix before one, within a day, that has the same subject, but for the number of its
// pull request, and files in common: the first go did not do. none where there is none.
func (s *scan) mendedBefore(at uint32) uint32 {
	if s.known[at].kind != incident.Hotfix {
		return none
	}
	for _, c := range slices.Backward(s.withSubjectOf(at)) {
		if k := s.known[c]; c < at && k.kind == incident.Hotfix && !k.hidden && s.x.isAncestor(c, at) &&
			s.x.time(at).Sub(s.x.time(c)) <= SeriesWithin && s.shareFiles(at, c) {
			return c
		}
	}
	return none
}
