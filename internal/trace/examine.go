package trace

import (
	"cmp"
	"errors"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Shares of a change at which one commit counts as undoing another.
const (
	mostly = 0.5  // half of it: a partial revert at least
	partly = 0.3  // enough where the wording is plain
	barely = 0.1  // below it the claim is not borne out
	nearly = 0.95 // all of it, but for a trifle
)

// maxChecked bounds the candidates of one finding whose content is compared.
const maxChecked = 12

// examine resolves what the finding names and compares contents. It returns how many pairs were compared.
func (s *scan) examine(w *worded) (checked int, err error) {
	w.candidates = s.x.resolve(w.at, w.Claims)
	if !s.o.Verify {
		return 0, nil
	}
	own, err := newPatch(s.ctx, s.h, w.SHA)
	if err != nil {
		return 0, w.unreadable(err)
	}
	w.docs, w.tests = onlyDocs(own.changes), onlyTests(own.changes)
	if w.Kind == incident.Hotfix {
		return 0, nil
	}
	compare := func(c *candidate) error {
		named, err := newPatch(s.ctx, s.h, s.x.sha(c.commit))
		if err != nil {
			return w.unreadable(err)
		}
		checked++
		c.checked = true
		if c.undo, err = own.undoes(s.ctx, s.h, named); err != nil {
			return w.unreadable(err)
		}
		if w.Kind == incident.Reapply && c.undo.Undone < mostly {
			c.again, err = own.repeats(s.ctx, s.h, named)
			if err != nil {
				return w.unreadable(err)
			}
		}
		return nil
	}
	best := 0.0
	for i := range w.candidates {
		if i >= maxChecked {
			break
		}
		if err := compare(&w.candidates[i]); err != nil {
			return checked, err
		}
		c := w.candidates[i]
		if c.undo.Undone >= nearly && c.undo.Own >= nearly {
			return checked, nil // that is all it does
		}
		// That a subject is the one quoted says little when what it stands for is a trifle of what was undone.
		if c.by != incident.ClaimSubject || c.undo.Own >= barely {
			best = max(best, c.undo.Undone, c.again.Undone)
		}
	}
	if best >= mostly {
		return checked, nil
	}
	if w.Strength == detect.Weak && w.Kind == incident.Revert && !s.saysInSubject(w) {
		return checked, nil // what a body says in passing is not looked for
	}
	// Nothing named is undone here: look among the commits before.
	found, err := s.search(w.at, own)
	if err != nil {
		return checked, w.unreadable(err)
	}
	w.searched = true
	whole := uint32(none)
	for _, commit := range found {
		if slices.ContainsFunc(w.candidates, func(c candidate) bool { return c.commit == commit }) {
			continue
		}
		if whole != none && !s.broughtBy(commit, whole) && !s.broughtBy(whole, commit) {
			continue // only the merge of what was found, or what that merge brought, can be as good
		}
		c := candidate{commit: commit, claim: -1}
		if err := compare(&c); err != nil {
			return checked, err
		}
		if c.undo.Undone >= mostly {
			w.candidates = append(w.candidates, c)
		}
		if c.undo.Undone >= nearly && c.undo.Own >= nearly && whole == none {
			whole = commit
		}
	}
	return checked, nil
}

// saysInSubject reports whether the subject alone would be a wording.
func (s *scan) saysInSubject(w *worded) bool {
	_, ok := detect.Commit(incident.Commit{Message: w.Subject}, s.o.Detect)
	return ok
}

// unreadable notes that content could not be read because this clone doesn't hold it; other errors are passed on.
func (w *worded) unreadable(err error) error {
	var p *incident.Problem
	if errors.As(err, &p) && (p.Kind == incident.Incomplete || p.Kind == incident.NotFound) {
		w.missing = true
		return nil
	}
	return err
}

// Limits of the search by content.
const (
	searchPaths   = 6    // paths of the commit whose history is followed
	searchDepth   = 6    // earlier changes of each path
	searchReach   = 4000 // commits back on the first-parent line
	searchResults = 8
)

// search finds commits before number at that changed the same paths, those first whose changes the patch inverts.
func (s *scan) search(at uint32, own *patch) ([]uint32, error) {
	score := map[uint32]float64{}
	paths := 0
	for _, c := range own.changes {
		if paths++; paths > searchPaths {
			break
		}
		earlier, err := s.earlier(at, c.Path)
		if err != nil {
			return nil, err
		}
		for i, e := range earlier {
			points := 1 / float64(i+2)
			if e.old == c.New && e.new == c.Old {
				points += 10
			} else if e.old == c.New {
				points += 2
			}
			score[e.commit] += points
		}
	}
	var found []uint32
	for c := range score {
		found = append(found, c)
	}
	slices.SortFunc(found, func(a, b uint32) int { return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(b, a)) })
	return found[:min(len(found), searchResults)], nil
}

// touched is an earlier change of one path.
type touched struct {
	commit   uint32
	old, new string
}

// earlier returns the latest changes of a path before the commit, latest first. At a merge it goes on along the side that
// the path's content came from.
func (s *scan) earlier(at uint32, path string) ([]touched, error) {
	w := pathWalk{s: s, path: path, reach: searchReach}
	line := s.x.firstParent(at)
	now, err := w.id(line)
	if err != nil {
		return nil, err
	}
	var out []touched
	for line != none && len(out) < searchDepth {
		change, before, old, err := w.lastChange(line, now)
		if err != nil || change == none {
			return out, err
		}
		out = append(out, touched{change, old, now})
		line, now, err = w.origin(change, before, old, now)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// pathWalk follows one path back through history. It leaps along the first parents, as a path is the same for long
// stretches; a path that changed and changed back within one leap is passed over.
type pathWalk struct {
	s     *scan
	path  string
	reach int // commits still to go
}

func (w *pathWalk) id(c uint32) (string, error) {
	if c == none {
		return "", nil
	}
	return w.s.h.PathID(w.s.ctx, w.s.x.sha(c), w.path)
}

// lastChange returns the commit on the first-parent line from c on, c included, that made the path what it is in c, with
// its first parent and what the path was there. It is none where that lies out of reach.
func (w *pathWalk) lastChange(c uint32, now string) (change, before uint32, old string, err error) {
	for leap := 1; w.reach > 0; leap *= 2 {
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
			if c = line[end]; c == none {
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
