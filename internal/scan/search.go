package scan

import (
	"cmp"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Limits of the search by content.
const (
	searchReach   = 4000 // commits back on the first-parent line
	searchResults = 8
)

// How wide what was done lately is looked through for what a finding takes back in part.
const (
	latelyPaths = 6  // of the finding, whose history is followed
	latelyDepth = 48 // earlier changes of each
)

// breadth says how wide a search by content is cast.
type breadth struct {
	paths  int // of the commit, whose history is followed
	depth  int // earlier changes of each path
	leeway leeway
}

// breadthFor returns how wide the first search for what a wording means is cast.
func (s *scan) breadthFor(w *worded) breadth {
	switch {
	case w.Strength > detect.Weak:
		return breadth{paths: 6, depth: 6, leeway: full}
	case s.saysInSubject(w):
		return breadth{paths: 6, depth: 6, leeway: some}
	}
	return breadth{paths: 3, depth: 3, leeway: little}
}

// farther is how wide the second is cast, where the first found nothing. It costs more steps, of which few pass the
// sizes.
var farther = breadth{paths: 2, depth: 24, leeway: little}

// rivals finds commits before the finding's own that changed the same paths, those first whose changes it inverts, and
// leaves out those that it can't have undone for the most part, by the sizes of the files alone, and those looked at
// already.
func (e *examination) rivals(b breadth) ([]uint32, error) {
	met := map[uint32]*rival{}
	for _, c := range e.own.changes[:min(len(e.own.changes), b.paths)] {
		walk := pathWalk{s: e.scan, path: c.Path, reach: searchReach, aside: true}
		earlier, err := walk.changes(e.x.firstParent(e.w.at), b.depth, anyState)
		if err != nil {
			return nil, err
		}
		for i, t := range append(earlier, walk.brought...) {
			if e.looked[t.commit] {
				continue
			}
			r := met[t.commit]
			if r == nil {
				r = &rival{}
				met[t.commit] = r
			}
			r.points += 1 / float64(i+2)
			switch {
			case t.old == c.New && t.new == c.Old:
				r.points += 10
				r.inverted = true
				continue
			case t.old == c.New:
				r.points += 2
			}
			if err := e.weigh(r, c, t); err != nil {
				return nil, err
			}
		}
	}
	var found []uint32
	for c, r := range met {
		if r.plausible(b.leeway) {
			found = append(found, c)
		}
	}
	slices.SortFunc(found, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(met[b].points, met[a].points), cmp.Compare(b, a))
	})
	return found[:min(len(found), searchResults)], nil
}

// rival is a commit that a finding may have undone.
type rival struct {
	points        float64
	inverted      bool  // a file stands again as it stood before the rival
	theirs, grown int64 // bytes by which the two made the shared files grow, those that were inverted apart
	unknown       bool  // sizes can't be told
}

// weigh adds up by how much the two changes of a path made the file grow.
func (s *scan) weigh(r *rival, c incident.Change, e touched) error {
	theirs, told, err := s.growth(e.old, e.new)
	if err != nil {
		return err
	}
	ours, toldToo, err := s.growth(c.Old, c.New)
	r.theirs, r.grown, r.unknown = r.theirs+theirs, r.grown+ours, r.unknown || !told || !toldToo
	return err
}

// growth returns by how many bytes a change from one blob to another, "" for no file, made the file grow, and whether
// that could be told.
func (s *scan) growth(from, to string) (n int64, told bool, err error) {
	var sizes [2]int64
	for i, id := range [...]string{from, to} {
		if id == "" {
			continue
		}
		if sizes[i], err = s.h.BlobSize(s.ctx, id); err != nil {
			return 0, false, tolerate(err)
		}
	}
	return sizes[1] - sizes[0], true, nil
}

// leeway says how far the growths of a change and of its undoing may be from cancelling each other out.
type leeway int

const (
	little leeway = iota
	some          // for what plain words announce
	full          // any
)

// plausible reports whether the growths may be those of a change and of its undoing for the most part.
func (r *rival) plausible(by leeway) bool {
	abs := func(n int64) int64 { return max(n, -n) }
	left, larger := abs(r.theirs+r.grown), max(abs(r.theirs), abs(r.grown))
	switch {
	case r.unknown || r.inverted || by == full:
		return true
	case by == some:
		return left <= 200 || 10*left <= 9*larger
	}
	return left <= 40 || 10*left <= 4*larger
}
