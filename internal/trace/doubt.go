package trace

import (
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// linesTell is the probability from which on the lines of a doubtful revert are believed: of 3,034 reverts of 86 histories that name their commit, and whose
// lines said this much, they led to that one in 0.97 (.ci/lines-of-reverts; docs/accuracy.md).
const linesTell = 0.75

// askLines asks the lines of a revert, as a fix's are asked, where neither its words nor what it undoes as a whole give more than a guess: "Roll back the upgrade of
// PF", which takes a part of it out by hand. They may speak for the guess, or for a commit whose message shares words with the revert's subject.
func (e *examination) askLines() error {
	if !e.doubtful() {
		return nil
	}
	v, err := study(e.ctx, e.h, e.w.SHA)
	if err != nil {
		return e.w.unreadable(err)
	}
	answers := v.byLines()
	if len(answers) == 0 || answers[0].probability < linesTell {
		return nil
	}
	led, at := answers[0], e.x.number(answers[0].commit.SHA)
	if at >= e.w.at {
		return nil
	}
	if i := slices.IndexFunc(e.w.candidates, func(c candidate) bool { return c.commit == at }); i >= 0 {
		e.w.candidates[i].led = led.probability
		return nil
	}
	named := slices.ContainsFunc(e.w.candidates, func(c candidate) bool { return c.claim >= 0 })
	if named || len(led.commit.Parents) == 0 || len(v.sharedWords(led.lines)) == 0 {
		return nil
	}
	c := candidate{commit: at, claim: -1, led: led.probability}
	if err := e.compare(&c, barely); err != nil {
		return err
	}
	e.w.candidates = append(e.w.candidates, c)
	return nil
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
		return confidence(e.w, c) >= sure && (c.claim >= 0 || c.undo.Undone >= mostly || c.undo.Part)
	})
}
