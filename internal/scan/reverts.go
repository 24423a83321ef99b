package scan

import (
	"cmp"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Limits of the search among reverts.
const (
	revertReach   = 4000 // commits back, of all in the index
	revertsAsked  = 200  // whose paths are looked at
	revertResults = 3    // that are compared
)

// reverts are the commits of this scan and the earlier ones that are worded as reverts, ascending: what a reapply
// undoes. Walking back along a path passes over a change that was reverted within one leap, as the path then stands as
// before.
type reverts []uint32

func newReverts(cases []*worded, known map[uint32]decided) reverts {
	var r reverts
	for _, w := range cases {
		if w.Kind == incident.Revert && w.Strength >= detect.Likely {
			r = append(r, w.at)
		}
	}
	for at, d := range known {
		if d.kind == incident.Revert && d.strength >= detect.Likely {
			r = append(r, at)
		}
	}
	slices.Sort(r)
	return slices.Compact(r)
}

// before returns the reverts before a commit, the latest first.
func (r reverts) before(at uint32) []uint32 {
	end, _ := slices.BinarySearch(r, at)
	start, _ := slices.BinarySearch(r, max(at, revertReach)-revertReach)
	out := slices.Clone(r[max(start, end-revertsAsked):end])
	slices.Reverse(out)
	return out
}

// lookAtReverts adds to the candidates those reverts that content says are undone, of those in its history that changed
// mostly the same paths.
func (e *examination) lookAtReverts() error {
	shares := map[uint32]float64{}
	var found []uint32
	for _, revert := range e.reverts.before(e.w.at) {
		theirs, err := e.changesOf(revert)
		if err != nil {
			if err = tolerate(err); err != nil {
				return err
			}
			continue
		}
		if share := e.own.overturned(theirs); share >= mostly && !e.looked[revert] && e.x.isAncestor(revert, e.w.at) {
			shares[revert] = share
			found = append(found, revert)
		}
	}
	slices.SortStableFunc(found, func(a, b uint32) int { return cmp.Compare(shares[b], shares[a]) })
	return e.add(found[:min(len(found), revertResults)])
}

// overturned is the share of another's paths that the patch changes too; those that stand again as before the other
// count twice.
func (p *patch) overturned(other []incident.Change) float64 {
	points := 0.0
	for _, n := range other {
		if i, ok := p.at[n.Path]; ok {
			points++
			if inverse.fits(p.changes[i], n) {
				points++
			}
		}
	}
	return points / float64(max(1, len(other)))
}
