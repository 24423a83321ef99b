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
	OnlyTells                // it changes nothing but tests and documentation
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
	case slices.ContainsFunc(changes, func(c incident.Change) bool {
		return incident.FileKindOf(c.Path) != incident.TestFile && !incident.OnlyDocs([]incident.Change{c})
	}):
		return ChangesCode, nil
	}
	return OnlyTells, nil
}
