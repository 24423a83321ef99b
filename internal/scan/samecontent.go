package scan

import (
	"iter"
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// sameContentDialect is the dialect of a reapply that only its content tells: it puts in again what a revert had taken
// out.
const sameContentDialect = "same-content"

// What counts as the same change coming back under other words. Of 65 pairs that met the two shares on 17 public
// histories (docs/histories.md, eighth round) one was judged to be another change; it was in a lock file.
const (
	backUndone = 0.8 // of the revert is undone
	backOwn    = 0.6 // of what the commit does this is; where it says that it tries again weakOwn will do
	backLines  = 4   // telling lines that the revert has at least
	backPaths  = 6   // of the revert, the most telling of which is looked at
	backReads  = 24  // … of which as many are read where those before tell too little, as empty files do
	backDepth  = 12  // changes of that
)

// unwatched stands for the watched path of a revert whose lines tell too little.
const unwatched = "\x00"

// backWithin is how long after a revert its change is looked for, in two steps: most come back soon.
var backWithin = [...]time.Duration{14 * 24 * time.Hour, anewWithin}

// cameBackUnsaid adds to what is known the new commits that put a reverted change back under other words, without one
// of redoing.
func (s *scan) cameBackUnsaid() ([]incident.Finding, error) {
	defer s.changed.Clear() // nothing else asks, and it is much
	if !s.o.Verify || int(s.first) == s.x.Commits() {
		return nil, nil
	}
	reverts := s.notPutBack()
	if len(reverts) == 0 {
		return nil, nil
	}
	line, before := s.mainLine(reverts[0])
	undone, err := s.undoneByPath()
	if err != nil {
		return nil, err
	}
	back, watched := make([]*worded, len(reverts)), make([]string, len(reverts))
	err = s.each("claims", len(reverts), func(i int) (err error) {
		watched[i] = s.known[reverts[i]].watched
		if path := watched[i]; path != "" && len(undone[path]) == 0 && s.standsAs(before, reverts[i], path, line) {
			return nil
		}
		back[i], watched[i], err = s.putBack(reverts[i], line, undone)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.remember(reverts, watched)
	var found []anew
	for i, w := range back {
		if w == nil {
			continue
		}
		for j, other := range back[i+1:] {
			if other != nil && other.at == w.at { // one commit brings back what several took away
				w.candidates = append(w.candidates, other.candidates...)
				back[i+1+j] = nil
			}
		}
		found = append(found, s.judgeAnew(w))
	}
	return s.learn(found)
}

// notPutBack returns the reverts, oldest first, whose change no finding puts back, as far as it could have come back
// with the new commits.
func (s *scan) notPutBack() []uint32 {
	begin := s.x.time(s.first)
	redone := map[uint32]bool{}
	for _, k := range s.known {
		if k.kind == incident.Reapply {
			for _, l := range k.links {
				redone[l] = true
			}
		}
	}
	var out []uint32
	for at, k := range s.known {
		if k.undoes() && len(s.x.parentsOf(at)) == 1 && !redone[at] && !slices.ContainsFunc(k.links, func(l uint32) bool { return redone[l] }) &&
			begin.Sub(s.x.time(at)) <= anewWithin {
			out = append(out, at)
		}
	}
	slices.Sort(out)
	return out
}

// remember notes the watched paths of reverts for later scans, as far as these will look for them.
func (s *scan) remember(reverts []uint32, watched []string) {
	end := s.x.time(uint32(s.x.Commits() - 1))
	for i, at := range reverts {
		if k := s.known[at]; k.watched != watched[i] && end.Sub(s.x.time(at)) <= anewWithin {
			k.watched = watched[i]
			s.known[at] = k
		}
	}
}

// standsAs reports whether the watched path of a revert stands wherever putBack would look as it stood at a commit that
// an earlier scan saw.
func (s *scan) standsAs(earlier, revert uint32, path string, line []uint32) bool {
	if path == unwatched || earlier == none {
		return path == unwatched
	}
	for c := range s.looksAt(revert, line) {
		was, err := s.h.PathID(s.ctx, s.x.sha(earlier), path)
		if err != nil {
			return false
		}
		if is, err := s.h.PathID(s.ctx, s.x.sha(c), path); err != nil || is != was {
			return false
		}
	}
	return true
}

// looksAt yields the new commits on the line after which the change of a revert may stand there again.
func (s *scan) looksAt(revert uint32, line []uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for _, within := range backWithin {
			until := s.x.time(revert).Add(within)
			// Times on the line hardly ever go back, and then by little.
			i, _ := slices.BinarySearchFunc(line, until, func(c uint32, t time.Time) int { return t.Compare(s.x.time(c)) })
			if i < len(line) && line[i] > revert && line[i] >= s.first && !yield(line[i]) {
				return
			}
		}
	}
}

// mainLine returns the first-parent line of the default branch from a commit on, newest first, and the newest on it
// that an earlier scan saw; none where there is none.
func (s *scan) mainLine(from uint32) (line []uint32, seen uint32) {
	seen = none
	for c := s.tip(); c != none && c >= from; c = s.x.firstParent(c) {
		line = append(line, c)
		if seen == none && c < s.first {
			seen = c
		}
	}
	return line, seen
}

// undoneByPath returns the commits that were reverted and of which nothing else is known, by the paths that they
// changed: what comes back is often taken away again.
func (s *scan) undoneByPath() (map[string][]uint32, error) {
	var undone []uint32
	for at, k := range s.known {
		if !k.undoes() {
			continue
		}
		for _, l := range k.links {
			if _, known := s.known[l]; !known && max(at, l) >= s.first && len(s.x.parentsOf(l)) == 1 {
				undone = append(undone, l)
			}
		}
	}
	slices.Sort(undone)
	undone = slices.Compact(undone)
	changes := make([][]incident.Change, len(undone))
	err := s.each("claims", len(undone), func(i int) (err error) {
		changes[i], err = s.changesOf(undone[i])
		return tolerate(err)
	})
	byPath := map[string][]uint32{}
	for i, c := range undone {
		for _, ch := range changes[i][:min(len(changes[i]), maxPaths)] {
			byPath[ch.Path] = append(byPath[ch.Path], c)
		}
	}
	return byPath, err
}

// keepChanges keeps for changesOf what a commit changed, unless that is much.
func (s *scan) keepChanges(c uint32, changes []incident.Change) {
	const many = 32
	if len(changes) <= many {
		s.changed.Store(c, changes)
	}
}

// changesOf returns what a commit changed, which is read once.
func (s *scan) changesOf(c uint32) ([]incident.Change, error) {
	if changes, ok := s.changed.Load(c); ok {
		return changes.([]incident.Change), nil
	}
	changes, err := s.h.Changes(s.ctx, s.x.sha(c))
	if err == nil {
		s.changed.Store(c, changes)
	}
	return changes, err
}

// putBack looks for the commit that brings back what a revert took away: one of those undone later, or one after which
// it is there. nil where there is none. path is the one that was looked at, which later scans watch.
func (s *scan) putBack(revert uint32, line []uint32, undone map[string][]uint32) (back *worded, path string, err error) {
	changes, err := s.changesOf(revert)
	if err != nil {
		return nil, "", tolerate(err)
	}
	own := patchOf(s.x.sha(revert), changes)
	change, lines, err := s.mostTelling(own)
	if err != nil {
		return nil, "", err
	}
	if lines.weight() < backLines*classWeight[telling] {
		return nil, unwatched, nil
	}
	c, undo, err := s.backBy(revert, own, change, lines, line, undone)
	if err != nil {
		return nil, "", tolerate(err)
	}
	if c == none {
		return nil, change.Path, nil
	}
	back, err = s.puttingBack(c, []candidate{{commit: revert, claim: -1, checked: true, undo: undo}})
	return back, change.Path, err
}

// backBy returns the commit that putBack looks for; none where there is none.
func (s *scan) backBy(revert uint32, own *patch, change incident.Change, lines lineDelta, line []uint32, undone map[string][]uint32) (uint32, Overlap, error) {
	var asked []uint32
	for _, c := range undone[change.Path] {
		if c <= revert || s.x.time(c).Sub(s.x.time(revert)) > anewWithin {
			continue
		}
		asked = append(asked, c)
		if undo, ok, err := s.undoesMost(c, own); err != nil || ok {
			return c, undo, err
		}
	}
	for end := range s.looksAt(revert, line) {
		back, err := s.isBack(change, lines, end)
		if err != nil {
			return none, Overlap{}, err
		}
		if !back {
			continue
		}
		if c, undo, err := s.bringsBack(revert, own, change, end, &asked); err != nil || c != none {
			return c, undo, err
		}
	}
	return none, Overlap{}, nil
}

// puttingBack makes the case of a commit that undoes the candidates, which are reverts.
func (s *scan) puttingBack(at uint32, reverts []candidate) (*worded, error) {
	c, err := s.h.Commit(s.ctx, s.x.sha(at))
	if err != nil {
		return nil, tolerate(err)
	}
	return &worded{at: at, candidates: reverts, Finding: detect.Finding{Strength: detect.Weak, Finding: incident.Finding{
		SHA: c.SHA, Kind: incident.Reapply, Dialect: sameContentDialect, Subject: c.Subject(), CommittedAt: c.CommittedAt,
	}}}, nil
}

// putBackAt makes again the case of a commit of which it is known that it undoes the reverts.
func (s *scan) putBackAt(at uint32, reverts []uint32) (*worded, error) {
	own, err := newPatch(s.ctx, s.h, s.x.sha(at))
	if err != nil {
		return nil, tolerate(err)
	}
	var candidates []candidate
	for _, r := range reverts {
		theirs, err := newPatch(s.ctx, s.h, s.x.sha(r))
		if err != nil {
			return nil, tolerate(err)
		}
		undo, err := own.undoes(s.ctx, s.h, theirs, 0)
		if err != nil {
			return nil, tolerate(err)
		}
		candidates = append(candidates, candidate{commit: r, claim: -1, checked: true, undo: undo})
	}
	return s.puttingBack(at, candidates)
}

// mostTelling returns the path of a patch whose lines tell most, with them. Files that many changes touch, and those
// that machines write, don't tell.
func (s *scan) mostTelling(p *patch) (most incident.Change, lines lineDelta, err error) {
	for i, c := range p.changes[:min(len(p.changes), backReads)] {
		if i >= backPaths && lines.weight() >= backLines*classWeight[telling] {
			break
		}
		if incident.Shared(c.Path) {
			continue
		}
		d, err := p.delta(s.ctx, s.h, i)
		if err != nil {
			return incident.Change{}, lineDelta{}, err
		}
		if d.lines != nil && (lines.lines == nil || d.weight() > lines.weight()) {
			most, lines = c, d
		}
	}
	return most, lines, nil
}

// isBack reports whether a path stands at end as if the change of its lines had been undone for the most part.
func (s *scan) isBack(change incident.Change, lines lineDelta, end uint32) (bool, error) {
	id, err := s.h.PathID(s.ctx, s.x.sha(end), change.Path)
	if err != nil || id == change.New {
		return false, err
	}
	var text [2][]byte
	for i, id := range [...]string{change.New, id} {
		if id == "" {
			continue
		}
		if text[i], err = s.h.Blob(s.ctx, id); err != nil {
			return false, err
		}
	}
	if len(text[1]) > maxBlob {
		return false, nil
	}
	since := newLineDelta(text[0], text[1])
	return float64(lines.matchedBy(since, inverse)) >= backUndone*float64(lines.weight()), nil
}

// bringsBack returns the oldest commit before end that changed the path after the revert and undoes that; none where
// there is none.
func (s *scan) bringsBack(revert uint32, own *patch, change incident.Change, end uint32, asked *[]uint32) (uint32, Overlap, error) {
	earlier, err := s.earlier(end, change.Path, backDepth, change.New)
	if err != nil {
		return none, Overlap{}, err
	}
	for _, e := range slices.Backward(earlier) {
		_, known := s.known[e.commit]
		if known || e.commit < s.first || s.x.isAncestor(e.commit, revert) || len(s.x.parentsOf(e.commit)) != 1 || slices.Contains(*asked, e.commit) {
			continue
		}
		*asked = append(*asked, e.commit)
		r := rival{inverted: e.old == change.New && e.new == change.Old}
		if err := s.weigh(&r, change, e); err != nil {
			return none, Overlap{}, err
		}
		if !r.plausible(little) && !s.triesAgain(e.commit) {
			continue
		}
		undo, ok, err := s.undoesMost(e.commit, own)
		if err != nil {
			return none, Overlap{}, err
		}
		if ok && s.x.isAncestor(revert, end) {
			return e.commit, undo, nil
		}
	}
	return none, Overlap{}, nil
}

// undoesMost reports whether a commit undoes most of a revert, and does little else or says that it tries again.
func (s *scan) undoesMost(c uint32, revert *patch) (Overlap, bool, error) {
	own, err := newPatch(s.ctx, s.h, s.x.sha(c))
	if err != nil {
		return Overlap{}, false, err
	}
	undo, err := own.undoes(s.ctx, s.h, revert, backUndone)
	if err != nil || undo.Undone < backUndone || undo.Own < weakOwn {
		return undo, false, err
	}
	return undo, undo.Own >= backOwn || s.triesAgain(c), nil
}

// triesAgain reports whether a commit says that it tries something again.
func (s *scan) triesAgain(c uint32) bool {
	made, err := s.h.Commit(s.ctx, s.x.sha(c))
	return err == nil && detect.TriesAgain(made.Message)
}
