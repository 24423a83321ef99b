package scan

import "github.com/ownup-dev/ownup/internal/incident"

// A project calls any small repair a hotfix where so many of its changes bear the word in their titles. Flink's
// developers write "[hotfix]" where there is no ticket, and so do the projects around it: five of 91 histories come to
// 26 to 65 of 200, and none of the others to more than three. docs/verdicts.md tells what that holds.
const (
	routineSpan  = 200
	routineShare = 8
)

// routine returns how many of the changes before a hotfix are hotfixes by their titles, as it is; 0 where those are no
// more than haste explains. Merges don't count: they are hotfixes by the branch that they merge.
func (s *scan) routine(at uint32) int {
	titled := func(c uint32) bool {
		k := s.known[c]
		return k.kind == incident.Hotfix && !k.hidden && len(s.x.parentsOf(c)) < 2
	}
	if !titled(at) {
		return 0
	}
	met, c := 0, at
	for range routineSpan {
		if c = s.x.firstParent(c); c == none {
			break
		}
		if titled(c) {
			met++
		}
	}
	if met < routineShare {
		return 0
	}
	return met
}
