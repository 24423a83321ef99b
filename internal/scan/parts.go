package scan

import "time"

// Limits of the look for a change of the months before of which a plain revert takes a part back, line for line.
const (
	partWithin = 180 * 24 * time.Hour
	partLines  = 8 // the weight of a telling line, or of two short ones: nearly so
)

// lookAtParts looks, where nothing found so far bears out a subject that plainly says that it reverts, for a commit of
// the months before that did the inverse of all that the finding does, file by file and line by line, and more beside:
// "Revert the icon's path", which the same pull request had changed.
func (e *examination) lookAtParts() error {
	if !e.unproven() || len(e.own.changes) == 0 || e.w.namesOne() {
		return nil
	}
	// All of its paths are that one's too, so any of them leads there.
	changes, err := e.lately(e.own.changes[0].Path, partWithin)
	if err != nil {
		return tolerate(err)
	}
	for _, change := range changes {
		c := candidate{commit: change.commit, claim: -1}
		if e.x.isMerge(c.commit) {
			continue
		}
		part, err := e.isPartOf(c.commit)
		if err != nil {
			return tolerate(err) // not noted as missing: with that, the wording alone could make it a finding
		}
		if !part {
			continue
		}
		if err := e.compare(&c, 0); err != nil {
			return err
		}
		c.undo.Part = true
		e.w.candidates = append(e.w.candidates, c)
		return nil
	}
	return nil
}

// isPartOf reports whether all that the finding does is the inverse of what the commit did to the same files, and tells
// something.
func (e *examination) isPartOf(commit uint32) (bool, error) {
	named, err := newPatch(e.ctx, e.h, e.x.sha(commit))
	if err != nil {
		return false, err
	}
	weight := 0
	for i, c := range e.own.changes {
		k, ok := named.at[c.Path]
		if !ok {
			return false, nil
		}
		if inverse.fits(c, named.changes[k]) {
			weight += binaryWeight
			continue
		}
		d, err := e.own.delta(e.ctx, e.h, i)
		if err != nil || d.lines == nil || d.of != wording {
			return false, err
		}
		theirs, err := named.delta(e.ctx, e.h, k)
		if err != nil || d.matchedBy(theirs, inverse) != d.full() {
			return false, err
		}
		weight += d.full()
	}
	return weight >= partLines, nil
}
