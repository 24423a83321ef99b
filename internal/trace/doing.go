package trace

import (
	"context"
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Doing is what a commit of a branch does, by how much it may have to do with what the branch is for.
type Doing int

// What a commit does.
const (
	Nothing     Doing = iota // in the paths asked about, or no more than a release does
	OnlyTells                // it changes nothing but tests, documentation, and the settings of what checks both
	ChangesCode              // anything else
)

// Does tells what a commit does within some paths; nil for all.
func Does(ctx context.Context, h History, sha string, paths map[string]bool) (Doing, error) {
	changes, err := h.Changes(ctx, sha)
	if err != nil {
		return Nothing, err
	}
	changes = within(changes, paths)
	switch bumps, err := Bumps(ctx, h, sha); {
	case err != nil || bumps || len(changes) == 0:
		return Nothing, err
	case changesCode(changes):
		return ChangesCode, nil
	}
	return OnlyTells, nil
}

func changesCode(changes []incident.Change) bool {
	return slices.ContainsFunc(changes, func(c incident.Change) bool { return incident.IsProgram(c.Path) })
}

// byWhatMayBreak is byLines without who changed no code, where the fix does: such lines are in what the fix changes
// beside.
func (v *view) byWhatMayBreak(ctx context.Context, h History) ([]answer, error) {
	if !changesCode(v.fix.changes) {
		return v.byLines(), nil
	}
	asked := map[*introducer]bool{}
	for {
		answers, found := v.byLines(), false
		for _, a := range answers[:min(len(answers), mostAnswers)] {
			if asked[a.lines] {
				continue
			}
			asked[a.lines] = true
			changes, err := h.Changes(ctx, a.commit.SHA)
			if err != nil && !incident.Absent(err) {
				return nil, err
			}
			if len(changes) > 0 && !changesCode(changes) {
				v.harmless[a.lines], found = true, true
			}
		}
		if !found {
			return answers, nil
		}
	}
}
