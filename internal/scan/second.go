package scan

import (
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// What makes a second commit undone beside the one that content or the lines found: of 1,142 reverts of 85 histories so
// found nine had one, and all were right; where less of it is taken back, three of five were.
const (
	secondLeft   = 0.25 // of what the finding does is explained by no other
	secondUndone = 0.8  // of the second is taken back by that
	secondOwn    = 0.7  // of that this explains
)

// rest is what is left of a finding's changes, by path, and what that weighs.
type rest struct {
	lines  map[string]lineDelta
	weight int
}

// lookForSecond looks for a commit of the months before that is taken back as a whole by what is left of a finding that
// names nothing, beside what was found: "Back to SDK 34", which takes back the upgrade and what came with it.
func (e *examination) lookForSecond() error {
	if e.w.Kind != incident.Revert || e.x.isMerge(e.w.at) {
		return nil
	}
	picked := e.w.withBeside(e.pick(e.w))
	if len(picked) == 0 || picked[0].undo.Undone < mostly || picked[0].undo.Own > 1-secondLeft || !e.counts(e.w, picked) {
		return nil
	}
	for _, c := range picked {
		if c.claim >= 0 || !c.checked {
			return nil
		}
	}
	left, err := e.leftBy(picked)
	if err != nil || left.weight == 0 {
		return e.w.unreadable(err)
	}
	asked, paths := map[uint32]bool{}, 0
	for _, c := range e.own.changes {
		if _, ok := left.lines[c.Path]; !ok {
			continue
		}
		if paths++; paths > latelyPaths {
			break
		}
		changes, err := e.lately(c.Path, linesNear)
		if err != nil {
			return err
		}
		for _, t := range changes {
			if asked[t.commit] || e.x.isMerge(t.commit) || among(picked, t.commit) || e.x.sameChange(t.commit, picked[0].commit) {
				continue
			}
			asked[t.commit] = true
			whole, err := e.takesWhole(left, t.commit)
			if err != nil {
				return e.w.unreadable(err)
			}
			if whole {
				return e.goesAlong(t.commit)
			}
		}
	}
	return nil
}

// goesAlong makes a commit a candidate beside what was found, whether content had found it too, and not picked it, or
// not.
func (e *examination) goesAlong(commit uint32) error {
	e.w.candidates = slices.DeleteFunc(e.w.candidates, func(c candidate) bool { return c.commit == commit })
	c := candidate{commit: commit, claim: -1, beside: true}
	if err := e.compare(&c, 0); err != nil {
		return err
	}
	e.w.candidates = append(e.w.candidates, c)
	return nil
}

// leftBy returns what the candidates leave of the finding's own changes, nothing where that is little.
func (e *examination) leftBy(candidates []candidate) (rest, error) {
	left, all := rest{lines: map[string]lineDelta{}}, 0
	for i, c := range e.own.changes {
		d, err := e.own.delta(e.ctx, e.h, i)
		if err != nil {
			return rest{}, err
		}
		if d.lines == nil || d.of != wording || incident.IsLog(c.Path) {
			continue
		}
		all += d.full()
		for _, k := range candidates {
			p := e.read[k.commit]
			if p == nil {
				return rest{}, nil
			}
			at, ok := p.at[c.Path]
			if !ok {
				continue
			}
			theirs, err := p.delta(e.ctx, e.h, at)
			if err != nil {
				return rest{}, err
			}
			d = d.without(theirs)
		}
		if w := d.full(); w > 0 {
			left.lines[c.Path] = d
			left.weight += w
		}
	}
	if float64(left.weight) < secondLeft*float64(all) {
		return rest{}, nil
	}
	return left, nil
}

// takesWhole reports whether what is left takes a commit back nearly as a whole, and does little else.
func (e *examination) takesWhole(left rest, commit uint32) (bool, error) {
	p, err := e.patch(commit)
	if err != nil {
		return false, err
	}
	shared := 0
	for _, c := range p.changes {
		if _, ok := left.lines[c.Path]; ok {
			shared++
		}
	}
	if p.sprawls(shared) {
		return false, nil
	}
	matched, all := 0, 0
	for i, c := range p.changes {
		if incident.IsLog(c.Path) {
			continue
		}
		d, err := p.delta(e.ctx, e.h, i)
		if err != nil {
			return false, err
		}
		all += d.weight()
		matched += d.matchedBy(left.lines[c.Path], inverse)
	}
	return matched >= partLines && float64(matched) >= secondUndone*float64(all) && float64(matched) >= secondOwn*float64(left.weight), nil
}

// without is what is left of d where it takes back what e did.
func (d lineDelta) without(e lineDelta) lineDelta {
	if d.of != e.of || e.lines == nil {
		return d
	}
	left := lineDelta{lines: make(map[uint64]int32, len(d.lines)), of: d.of}
	for k, n := range d.lines {
		if m := -e.lines[k]; m != 0 && (m < 0) == (n < 0) {
			if n < 0 {
				n -= max(n, m)
			} else {
				n -= min(n, m)
			}
		}
		if n != 0 {
			left.lines[k] = n
		}
	}
	return left
}
