package scan

import (
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// sameRevert returns the revert of the chain before finding i that this one does once more, with nothing put back in
// between: under the same subject and with the same changes on another line of history, as where the merge of one
// branch is picked onto another; or with no change at all. Where it stands on the other and does all that again,
// something must have been put back.
func (s *scan) sameRevert(chain incident.Chain, i int) (string, error) {
	f := chain.Findings[i]
	if f.Kind != incident.Revert {
		return "", nil
	}
	at := s.x.number(f.SHA)
	for _, before := range slices.Backward(chain.Findings[:i]) {
		if before.Kind == incident.Reapply {
			break
		}
		if before.Kind != incident.Revert || detect.SubjectKey(before.Subject) != detect.SubjectKey(f.Subject) {
			continue
		}
		same, err := s.doesSame(at, s.x.number(before.SHA))
		switch {
		case err != nil:
			return "", tolerate(err)
		case same:
			return before.SHA, nil
		}
	}
	return "", nil
}

// doesSame reports whether a revert undoes what one before it undid, and does the same on another line of history, or
// nothing on its own.
func (s *scan) doesSame(at, before uint32) (bool, error) {
	links := s.known[before].links
	if !slices.ContainsFunc(s.known[at].links, func(l uint32) bool { return slices.Contains(links, l) }) {
		return false, nil
	}
	own, err := newPatch(s.ctx, s.h, s.x.sha(at))
	if err != nil {
		return false, err
	}
	stands := s.x.isAncestor(before, at)
	if len(own.changes) == 0 {
		modes, err := s.h.Modes(s.ctx, own.sha)
		return stands && len(modes) == 0, err
	}
	if stands {
		return false, nil
	}
	other, err := newPatch(s.ctx, s.h, s.x.sha(before))
	if err != nil {
		return false, err
	}
	again, err := own.repeats(s.ctx, s.h, other, nearly)
	return again.Undone == 1 && again.Own == 1, err
}
