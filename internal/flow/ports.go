// Package flow holds the use cases (sweep, open, sync, review) and the ports they need.
//
// It knows the pure rooms and nothing of go-git, GitHub or files: those come in through the small
// interfaces below, so that a dry run, a test or another forge is a different value, not a different path
// through the code.
package flow

import (
	"context"
	"encoding/json"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/scan"
)

// History is what the use cases ask of a repository. Commits are named by their full SHA. Failures a person
// can act on are *incident.Problem.
type History interface {
	scan.History

	// File returns the content of path at commit; a Problem of kind NotFound where there is none.
	File(ctx context.Context, commit, path string) ([]byte, error)
	// Empty reports whether a commit changes nothing against its first parent.
	Empty(ctx context.Context, sha string) (bool, error)
	// Default returns the default branch, and HEAD where the repository has none.
	Default(ctx context.Context) (incident.Ref, error)
	// Branches returns local and remote-tracking branches, the same branch once.
	Branches(ctx context.Context) ([]incident.Ref, error)
	// Tags returns tags, peeled to commits.
	Tags(ctx context.Context) ([]incident.Ref, error)
	// TagCommits returns tags as Tags does, but without their times: that is quick also where there are thousands. A
	// tag's commit may be one that is not here.
	TagCommits(ctx context.Context) ([]incident.Ref, error)
	// Containing returns the names of those tips (name → commit) from which commit can be reached.
	Containing(ctx context.Context, commit string, tips map[string]string) ([]string, error)
	// MergedBy returns the commit on tip's first-parent line by which commit landed there.
	MergedBy(ctx context.Context, commit, tip string) (string, error)
	// FirstParents calls fn for the commits on tip's first-parent line, newest first, down to since: one for each
	// change that landed.
	FirstParents(ctx context.Context, tip string, since time.Time, fn func(incident.Commit) error) (shallow bool, err error)
	// Log calls fn for the commits that can be reached from include and not from exclude, newest first,
	// down to since. Shallow says that the history ends early, at a boundary it met.
	Log(ctx context.Context, include, exclude []string, since time.Time, fn func(incident.Commit) error) (shallow bool, err error)
}

// Tracker is where incidents live.
type Tracker interface {
	// Name says where, for people: "GitHub issues of owner/name".
	Name() string
	// List returns all incidents, open and closed, without comments. A Problem of kind Damaged beside them names those
	// that can't be read; with any other error nothing is known of what there is.
	List(ctx context.Context) ([]incident.Page, error)
	// Opened returns the incidents opened at or after since (zero: all), open and closed, without comments.
	Opened(ctx context.Context, since time.Time) ([]incident.Page, error)
	// Open opens the incident, unless one with its key or an alias is there: then it returns that one and false.
	Open(ctx context.Context, d incident.Draft) (p incident.Page, created bool, err error)
	// Read returns one incident whole.
	Read(ctx context.Context, ref string) (incident.Page, error)
	// SetStatus keeps ownup's own status comment or section current; it writes only what differs.
	SetStatus(ctx context.Context, ref, text string) error
	// Comment adds a comment, once for each id.
	Comment(ctx context.Context, ref, id, body string) error
	// Label adds and removes labels.
	Label(ctx context.Context, ref string, add, remove []string) error
	// React answers a comment with a reaction: "+1", "confused".
	React(ctx context.Context, comment int64, emoji string) error
	// Assign makes the people with these logins the incident's assignees, beside those it has.
	Assign(ctx context.Context, ref string, logins []string) error
	// Reopen opens a closed incident again, with a comment that says why, once for each id. Where it fails half-way,
	// the incident is open.
	Reopen(ctx context.Context, ref, id, comment string) error
	// Close closes the incident with a last comment; reason is "completed" or "not_planned".
	Close(ctx context.Context, ref, comment, reason string) error
}

// Outbox keeps what could not be sent.
type Outbox interface {
	Enqueue(e Entry) error
	Pending() ([]Entry, error)
	Done(id string) error
}

// The actions that may wait.
const (
	actionOpen     = "open"     // an openAction
	actionCourtesy = "courtesy" // a courtesyComment
)

// Entry is one action waiting in the outbox.
type Entry struct {
	ID      string          `json:"id"`     // the same action asked again has the same id
	Action  string          `json:"action"` // what is to be done with the payload: "open", "courtesy"
	Payload json.RawMessage `json:"payload"`
	Reason  string          `json:"reason"` // why it waits, one sentence
	At      time.Time       `json:"at"`
}
