package scan

import (
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// linesTell is the probability from which on the lines of a doubtful revert are believed: of 3,034 reverts of 86
// histories that name their commit, and whose lines said this much, they led to that one in 0.97 (.ci/lines-of-reverts;
// docs/accuracy.md).
const linesTell = 0.75

// surelyTell is the same where a subject may say what a program does: "undo the selection".
const surelyTell = 0.9

// linesNear is how long after a change its revert is believed by the lines alone: of some 300 that were read, on 98
// histories and the corpus, hardly any was wrong (docs/accuracy.md). What is "reverted" later is as often a workaround
// that is no longer needed.
const linesNear = 90 * 24 * time.Hour

// askLines asks the lines of a revert, as a fix's are asked, where neither its words nor what it undoes as a whole give
// more than a guess: "Roll back the upgrade of PF", which takes a part of it out by hand. They may speak for the guess,
// or for a commit whose message shares words with the revert's subject. Where there is nothing but the words, "Revert
// the margins", they may speak for a change of the months before.
func (e *examination) askLines() error {
	unheard, err := e.unheard()
	if err != nil || !unheard && !e.doubtful() {
		return tolerate(err)
	}
	leads, err := e.leads()
	switch {
	case err != nil && unheard:
		return tolerate(err) // not noted as missing: with that, the wording alone could make it a finding
	case err != nil:
		return e.w.unreadable(err)
	}
	if len(leads) == 0 || leads[0].Probability < linesTell {
		return nil
	}
	led := leads[0]
	at := e.x.number(led.Commit.SHA)
	if at >= e.w.at || unheard && (e.x.time(e.w.at).Sub(e.x.time(at)) > linesNear || e.w.saysUndo() && led.Probability < surelyTell) {
		return nil
	}
	if i := slices.IndexFunc(e.w.candidates, func(c candidate) bool { return c.commit == at }); i >= 0 {
		e.w.candidates[i].led = led.Probability
		return nil
	}
	if e.w.namesOne() || len(led.Commit.Parents) == 0 || !unheard && !led.SharesWords() {
		return nil
	}
	c := candidate{commit: at, claim: -1, led: led.Probability}
	if err := e.compare(&c, barely); err != nil {
		return err
	}
	e.w.candidates = append(e.w.candidates, c)
	return nil
}

// unproven reports whether the subject of a commit that is no merge says that it reverts, plainly or by its type, and
// nothing found so far bears that out.
func (e *examination) unproven() bool { return (e.w.Plain() || e.w.typed()) && e.unfound() }

// unfound reports whether nothing makes a finding yet of a commit that speaks of undoing and is no merge.
func (e *examination) unfound() bool {
	return e.w.Kind == incident.Revert && !e.x.isMerge(e.w.at) && !e.counts(e.w, e.pick(e.w))
}

// unheard reports whether a finding in plain words is unproven, and takes back at least a little of what the last
// months brought into its files, be it of all it does or of what it does to the program. Only then are its lines asked,
// which takes long. Left out are "roll back", which is often what a program does, and "revert" as a type: on 71
// histories the lines of 43 of those were asked, and led nowhere surely.
func (e *examination) unheard() (bool, error) {
	if e.w.saysRoll() || !e.w.Plain() || !e.unfound() {
		return false, nil
	}
	ours := slices.Compact([]*patch{e.own, e.own.program()})
	compared := map[uint32]bool{}
	for _, c := range e.own.changes[:min(len(e.own.changes), latelyPaths)] {
		changes, err := e.lately(c.Path, linesNear)
		if err != nil {
			return false, err
		}
		for _, l := range changes {
			if compared[l.commit] {
				continue
			}
			compared[l.commit] = true
			if little, err := e.takesFrom(l.commit, ours); err != nil || little {
				return little, err
			}
		}
	}
	return false, nil
}

// takesFrom reports whether undoing the commit explains at least a little of what one of the patches does. What the
// commit does to other files than theirs, however much that is, is left out.
func (e *examination) takesFrom(commit uint32, ours []*patch) (bool, error) {
	named, err := e.patch(commit)
	if err != nil {
		return false, err
	}
	for _, own := range ours {
		o, err := own.undoes(e.ctx, e.h, named.inFilesOf(own), 0)
		if err != nil || o.Own >= barely {
			return err == nil, err
		}
	}
	return false, nil
}

// doubtful reports whether of what a plain revert undoes there is no more than a guess, or a part that nothing names.
func (e *examination) doubtful() bool {
	if e.w.Kind != incident.Revert || e.w.Strength < detect.Likely && !e.w.Plain() || e.x.isMerge(e.w.at) {
		return false
	}
	picked := e.pick(e.w)
	if !e.counts(e.w, picked) {
		return false
	}
	return !slices.ContainsFunc(picked, func(c candidate) bool {
		return confidence(e.w, c) >= guess && (c.claim >= 0 || c.undo.Undone >= mostly || c.undo.Part || c.raised)
	})
}
