package scan

import (
	"cmp"
	"slices"
	"time"

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

// touched is an earlier change of one path.
type touched struct {
	commit   uint32
	old, new string
}

// anyState equals no state of a path (the id of its blob, or ""): earlier then goes back as far as depth allows.
const anyState = "any"

// earlier returns the latest changes of a path up to a commit, latest first, back to that before which the path stood
// in the given state. At a merge it goes on along the side that the path's content came from.
func (s *scan) earlier(at uint32, path string, depth int, state string) ([]touched, error) {
	w := pathWalk{s: s, path: path, reach: searchReach}
	return w.changes(at, depth, state)
}

// lately returns the latest changes of a path before the finding, latest first, none of which is older than that.
func (e *examination) lately(path string, within time.Duration) ([]touched, error) {
	w := pathWalk{s: e.scan, path: path, reach: searchReach, since: e.x.time(e.w.at).Add(-within)}
	return w.changes(e.x.firstParent(e.w.at), latelyDepth, anyState)
}

// changes is earlier for one path; it ends where commits are older than the walk goes back.
func (w *pathWalk) changes(at uint32, depth int, state string) ([]touched, error) {
	now, err := w.id(at)
	if err != nil {
		return nil, err
	}
	var out []touched
	for at != none && len(out) < depth && !w.tooOld(at) {
		change, before, old, err := w.lastChange(at, now)
		if err != nil || change == none || w.tooOld(change) {
			return out, err
		}
		out = append(out, touched{change, old, now})
		if old == state && !w.s.x.isMerge(change) { // what a merge brought is looked at itself
			return out, nil
		}
		if w.aside {
			if err := w.lookAside(change, before, old, now); err != nil {
				return out, err
			}
		}
		at, now, err = w.origin(change, before, old, now)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// asideDepth is how many changes are looked at of what a merge brought into a file that its other side had changed too.
const asideDepth = 4

// lookAside notes the latest changes of the path that a merge brought, where its sides had both changed it, so that it
// is as neither left it.
func (w *pathWalk) lookAside(merge, before uint32, old, now string) error {
	parents := w.s.x.parentsOf(merge)
	if len(parents) != 2 || parents[1] == none || before == none {
		return nil
	}
	id, err := w.id(parents[1])
	if err != nil || id == now || id == old {
		return err
	}
	side := pathWalk{s: w.s, path: w.path, reach: min(w.reach, pullSize)}
	changes, err := side.changes(parents[1], asideDepth, anyState)
	for _, t := range changes {
		if w.s.x.isAncestor(t.commit, before) {
			break
		}
		w.brought = append(w.brought, t)
	}
	return err
}

// pathWalk follows one path back through history. It leaps along the first parents, as a path is the same for long
// stretches; a path that changed and changed back within one leap is passed over. So leaps grow with the distance
// alone: most of what is undone is near.
type pathWalk struct {
	s     *scan
	path  string
	reach int       // commits still to go
	since time.Time // it ends at what is older; zero for none

	aside   bool      // whether to look at what merges brought into it beside what stood there
	brought []touched // … and what they did
}

func (w *pathWalk) tooOld(c uint32) bool { return !w.since.IsZero() && w.s.x.time(c).Before(w.since) }

func (w *pathWalk) id(c uint32) (string, error) {
	if c == none {
		return "", nil
	}
	return w.s.h.PathID(w.s.ctx, w.s.x.sha(c), w.path)
}

// stride is the longest leap from where the walk has come to.
func (w *pathWalk) stride() int { return max(16, (searchReach-w.reach)/8) }

// lastChange returns the commit on the first-parent line from c on, c included, that made the path what it is in c,
// with its first parent and what the path was there. It is none where that lies out of reach.
func (w *pathWalk) lastChange(c uint32, now string) (change, before uint32, old string, err error) {
	for leap := 1; w.reach > 0; leap = min(2*leap, w.stride()) {
		line := []uint32{c}
		for len(line) <= leap && line[len(line)-1] != none {
			line = append(line, w.s.x.firstParent(line[len(line)-1]))
		}
		w.reach -= len(line) - 1
		end := len(line) - 1
		old, err := w.id(line[end])
		if err != nil {
			return none, none, "", err
		}
		if old == now {
			if c = line[end]; c == none || w.tooOld(c) {
				break
			}
			continue
		}
		same, other := 0, end
		for other-same > 1 {
			mid := (same + other) / 2
			id, err := w.id(line[mid])
			if err != nil {
				return none, none, "", err
			}
			if id == now {
				same = mid
			} else {
				other, old = mid, id
			}
		}
		return line[same], line[other], old, nil
	}
	return none, none, "", nil
}

// origin says where to go on after a change: at the further parent of a merge that brought the content, else before it.
func (w *pathWalk) origin(change, before uint32, old, now string) (uint32, string, error) {
	if parents := w.s.x.parentsOf(change); len(parents) > 1 {
		for _, p := range parents[1:] {
			id, err := w.id(p)
			if err != nil {
				return none, "", err
			}
			if id == now && p != none {
				return p, now, nil
			}
		}
	}
	return before, old, nil
}
