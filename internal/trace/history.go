// Package trace answers which commits introduced what a fix repairs: from what its message names, and from its lines,
// which it follows back through the history and weighs by a model fitted on fixes that name their cause.
package trace

import (
	"context"

	"github.com/ownup-dev/ownup/internal/incident"
)

// History is what tracing asks of a repository. Commits are named by their full SHA, blobs by their object
// id. An object that the clone doesn't hold is an *incident.Problem: NotFound, or Incomplete where the
// history is known to end early. It must be safe for concurrent use.
type History interface {
	// Commit returns one commit.
	Commit(ctx context.Context, sha string) (incident.Commit, error)
	// Changes returns the paths that the commit changed against its first parent, or against nothing at a
	// root, sorted by path. A rename is a deletion and an addition.
	Changes(ctx context.Context, sha string) ([]incident.Change, error)
	// Blob returns a blob's content, which the caller must not modify.
	Blob(ctx context.Context, id string) ([]byte, error)
	// LastChangeWithin goes back from commit over at most so many commits, always to the first parent that has the same
	// content at path, until none has. It returns the commit where it stopped, and for each of its parents in order the
	// object id of what is at path there: "" where nothing is, and where the clone does not hold the parent. The commit
	// is the zero one where it did not get there. Gone is the number of commits that it went back.
	LastChangeWithin(ctx context.Context, commit, path string, most int) (c incident.Commit, before []string, gone int, err error)
	// Folder lists the files that lie in a folder of the commit, "" for the uppermost, in order of their names.
	Folder(ctx context.Context, commit, folder string) ([]incident.File, error)
	// Expand returns the full SHA of the one commit that the abbreviation names, or the tag with the steps from it.
	Expand(ctx context.Context, prefix string) (string, error)
}
