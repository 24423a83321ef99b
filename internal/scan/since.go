package scan

import (
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Limits of the look at what else went where a file stands again as it stood before.
const (
	sincePaths = 6 // of the finding, whose history is followed
	sinceDepth = 6 // earlier changes of each
)

// alsoUndone adds to the candidates the commits that changed a file after it last stood as the finding leaves it:
// putting a file back undoes all of them, whatever the message names. It asks only where content bears out a candidate
// and none explains the whole finding.
func (e *examination) alsoUndone() error {
	if e.w.Kind != incident.Revert || !slices.ContainsFunc(e.w.candidates, candidate.borneOut) || slices.ContainsFunc(e.w.candidates, candidate.whole) {
		return nil
	}
	var found []uint32
	putBack := map[string]bool{}
	for _, c := range e.own.changes[:min(len(e.own.changes), sincePaths)] {
		if !e.mayHaveChangedSince(c) {
			continue
		}
		since, err := e.changedSince(c)
		if err != nil {
			return err
		}
		// A file that is gone again takes along what changed it since it was made, if who made it is undone too.
		putBack[c.Path] = len(since) > 0 && (c.New != "" || slices.ContainsFunc(e.w.candidates, func(k candidate) bool {
			made := since[len(since)-1]
			return k.borneOut() && (k.commit == made || e.x.broughtBy(made, k.commit))
		}))
		for _, commit := range since {
			known := func(have candidate) bool {
				return have.commit == commit && have.claim >= 0 || e.x.broughtBy(have.commit, commit) || e.x.broughtBy(commit, have.commit)
			}
			if !slices.Contains(found, commit) && !slices.ContainsFunc(e.w.candidates, known) {
				found = append(found, commit)
			}
		}
	}
	for _, commit := range found[:min(len(found), searchResults)] {
		if err := e.addBeside(commit, putBack); err != nil {
			return err
		}
	}
	return nil
}

// addBeside makes a commit a candidate beside what is meant, if it is undone: for the most part, or as all of its files
// are put back to where they stood before it.
func (e *examination) addBeside(commit uint32, putBack map[string]bool) error {
	c := candidate{commit: commit, claim: -1, beside: true}
	if err := e.compare(&c, mostly); err != nil {
		return err
	}
	p := e.read[commit]
	if p == nil {
		return nil // this clone doesn't hold it
	}
	if !slices.ContainsFunc(p.changes, func(ch incident.Change) bool { return !putBack[ch.Path] }) {
		if stays, err := e.stays(p); err != nil || stays {
			return e.w.unreadable(err)
		}
		c.along = !c.undo.Back
		c.undo.Undone, c.undo.Back = 1, true // nothing of it is left, even of lines that changed again since
	} else if c.undo.Undone < mostly || c.undo.Own < weakOwn {
		return nil
	}
	e.w.candidates = append(e.w.candidates, c) // of what was found by content too, as only the best of that is picked
	return nil
}

// stays reports whether most of what a commit added stands in the files of the finding, as often as it did after that
// commit: it had put back a part of what went, and that is there still. What only set lines anew tells nothing either,
// and stays.
func (e *examination) stays(p *patch) (bool, error) {
	added, there, spaced := 0, 0, 0
	for i, c := range p.changes {
		d, err := p.delta(e.ctx, e.h, i)
		if err != nil {
			return false, err
		}
		if d.of == spacing {
			spaced++
		}
		k := e.own.at[c.Path] // the finding changed all of its files
		if c.New == "" || e.own.changes[k].New == "" || d.of != wording {
			continue
		}
		var stood [2]lineDelta // after the commit, and now
		for j, id := range [...]string{c.New, e.own.changes[k].New} {
			text, err := e.h.Blob(e.ctx, id)
			if err != nil {
				return false, err
			}
			stood[j] = newLineDelta(nil, text[:min(len(text), maxBlob)])
		}
		for line, n := range d.lines {
			if n > 0 {
				added += weightOf(line, n)
				if stood[1].lines[line] >= stood[0].lines[line] {
					there += weightOf(line, n)
				}
			}
		}
	}
	return 2*there > added || spaced == len(p.changes), nil
}

// mayHaveChangedSince reports whether more than the candidates may have changed a path since it last stood as a change
// leaves it: one of them found it so, and another left it otherwise; or none of them touched it, and none is named by
// more than words.
func (e *examination) mayHaveChangedSince(c incident.Change) bool {
	touched, named, exactly := false, false, false
	for _, k := range e.w.candidates {
		p := e.read[k.commit]
		if p == nil {
			continue
		}
		if i, ok := p.at[c.Path]; ok {
			touched = true
			switch n := p.changes[i]; {
			case n.Old == c.New && n.New == c.Old:
				return false
			case n.Old == c.New:
				return true
			}
		}
		named = named || k.claim >= 0 && k.borneOut()
		exactly = exactly || k.claim >= 0 && k.by != incident.ClaimSubject && k.borneOut()
	}
	return !exactly && !(touched && named)
}

// changedSince returns the commits that changed a path since it last stood as a change leaves it, latest first; none
// where that is too long ago. What was changed and changed back in between is passed over.
func (e *examination) changedSince(c incident.Change) ([]uint32, error) {
	earlier, err := e.earlier(e.x.firstParent(e.w.at), c.Path, sinceDepth, c.New)
	if err != nil || len(earlier) == 0 || earlier[len(earlier)-1].old != c.New {
		return nil, err
	}
	var since []uint32
	for i := 0; i < len(earlier); i++ {
		for j := len(earlier) - 1; j > i; j-- {
			if earlier[j].new == earlier[i].new {
				i = j
				break
			}
		}
		since = append(since, earlier[i].commit)
	}
	return since, nil
}
