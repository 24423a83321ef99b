package scan

import (
	"sync"
	"time"
)

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
		last, err := w.lastChange(at, now)
		if err != nil || last.change == none || w.tooOld(last.change) {
			return out, err
		}
		out = append(out, touched{last.change, last.old, now})
		if last.old == state && !w.s.x.isMerge(last.change) { // what a merge brought is looked at itself
			return out, nil
		}
		if w.aside {
			if err := w.lookAside(last, now); err != nil {
				return out, err
			}
		}
		at, now, err = w.origin(last, now)
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
func (w *pathWalk) lookAside(merge stretch, now string) error {
	parents := w.s.x.parentsOf(merge.change)
	if len(parents) != 2 || parents[1] == none || merge.before == none {
		return nil
	}
	id, err := w.id(parents[1])
	if err != nil || id == now || id == merge.old {
		return err
	}
	side := pathWalk{s: w.s, path: w.path, reach: min(w.reach, pullSize)}
	changes, err := side.changes(parents[1], asideDepth, anyState)
	for _, t := range changes {
		if w.s.x.isAncestor(t.commit, merge.before) {
			break
		}
		w.brought = append(w.brought, t)
	}
	return err
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

// stretch is a part of the first-parent line along which a path stays the same, as far as it can be seen.
type stretch struct {
	change uint32 // that it begins with; none where that lies out of reach
	before uint32 // the first parent of that
	old    string // what the path was there
	reach  int    // that is left
}

// stretchKey is where a walk came upon a stretch, and how far it could still go.
type stretchKey struct {
	path   string
	commit uint32
	reach  int
}

// lastChange goes to the commit on the first-parent line from c on, c included, that made the path what it is in c.
// What other walks saw is remembered: a path is followed nearby first, then farther, and for this revert as for that.
func (w *pathWalk) lastChange(c uint32, now string) (stretch, error) {
	from := stretchKey{w.path, c, w.reach}
	if known, ok := w.s.stretches.get(from); ok {
		w.reach = known.reach
		return known, nil
	}
	last, err := w.follow(c, now)
	if err == nil && (last.change != none || w.since.IsZero()) {
		w.s.stretches.put(from, last)
	}
	return last, err
}

func (w *pathWalk) follow(c uint32, now string) (stretch, error) {
	for leap := 1; w.reach > 0; leap = min(2*leap, w.stride()) {
		line := []uint32{c}
		for len(line) <= leap && line[len(line)-1] != none {
			line = append(line, w.s.x.firstParent(line[len(line)-1]))
		}
		w.reach -= len(line) - 1
		end := len(line) - 1
		old, err := w.id(line[end])
		if err != nil {
			return stretch{}, err
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
				return stretch{}, err
			}
			if id == now {
				same = mid
			} else {
				other, old = mid, id
			}
		}
		return stretch{line[same], line[other], old, w.reach}, nil
	}
	return stretch{change: none, before: none}, nil
}

// origin says where to go on after a change: at the further parent of a merge that brought the content, else before it.
func (w *pathWalk) origin(last stretch, now string) (uint32, string, error) {
	if parents := w.s.x.parentsOf(last.change); len(parents) > 1 {
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
	return last.before, last.old, nil
}

// stretches are those that the walks of one scan came upon.
type stretches struct {
	mu    sync.Mutex
	known map[stretchKey]stretch
}

// maxStretches bounds how many are remembered; beyond it all are forgotten.
const maxStretches = 20_000

func (m *stretches) get(from stretchKey) (stretch, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.known[from]
	return s, ok
}

func (m *stretches) put(from stretchKey, st stretch) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= maxStretches {
		m.known = map[stretchKey]stretch{}
	}
	m.known[from] = st
}
