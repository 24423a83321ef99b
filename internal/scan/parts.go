package scan

import (
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Limits of the look for a change of the months before of which a plain revert takes a part back, line for line.
const (
	partWithin = 180 * 24 * time.Hour
	partLines  = 8   // the weight of a telling line, or of two short ones: nearly so
	partOf     = 0.9 // of what the finding does
)

// lookAtParts looks, where nothing found so far bears out a subject that plainly says that it reverts, for a commit of
// the months before that did the inverse of nearly all that the finding does, file by file and line by line, and more
// beside: "Revert the icon's path", which the same pull request had changed.
func (e *examination) lookAtParts() error {
	if !e.unproven() || len(e.own.changes) == 0 || e.w.namesOne() {
		return nil
	}
	most, err := e.heaviest()
	if err != nil {
		return tolerate(err)
	}
	changes, err := e.lately(most.Path, partWithin) // what did the inverse of nearly all was there too
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

// heaviest returns the path to which the finding does most.
func (e *examination) heaviest() (most incident.Change, err error) {
	weight := -1
	for i, c := range e.own.changes {
		d, err := e.own.delta(e.ctx, e.h, i)
		if err != nil {
			return most, err
		}
		if w := d.full(); w > weight {
			most, weight = c, w
		}
	}
	return most, nil
}

// isPartOf reports whether nearly all that the finding does is the inverse of what the commit did to the same files,
// and tells something.
func (e *examination) isPartOf(commit uint32) (bool, error) {
	named, err := e.patch(commit)
	if err != nil {
		return false, err
	}
	all, same := 0, 0
	for i, c := range e.own.changes {
		k, shared := named.at[c.Path]
		if shared && inverse.fits(c, named.changes[k]) {
			all, same = all+binaryWeight, same+binaryWeight
			continue
		}
		d, err := e.own.delta(e.ctx, e.h, i)
		if err != nil || d.lines == nil || d.of != wording {
			return false, err
		}
		all += d.full()
		if !shared {
			continue
		}
		theirs, err := named.delta(e.ctx, e.h, k)
		if err != nil {
			return false, err
		}
		same += d.matchedBy(theirs, inverse)
	}
	return same >= partLines && float64(same) >= partOf*float64(all), nil
}
