// Package scan finds what a history undid and repaired: it resolves the claims of messages to commits, checks them by
// content, finds what was undone without a word, folds what belongs together into chains, and gives each a verdict.
package scan

import (
	"context"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// History is what a scan asks of a repository, beside what tracing asks.
type History interface {
	trace.History
	// Modes returns the paths of which the commit changed the mode alone, with modes where Changes has object ids.
	Modes(ctx context.Context, sha string) ([]incident.Change, error)
	// BlobSize returns the size of a blob in bytes, without reading it.
	BlobSize(ctx context.Context, id string) (int64, error)
	// PathID returns the object id of what is at path in the commit, "" where nothing is. It is asked for many commits
	// in a row, newest first, and must be cheap then.
	PathID(ctx context.Context, commit, path string) (string, error)
}
