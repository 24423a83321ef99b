package git

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/ownup-dev/ownup/internal/incident"
)

// errMissing says that an object is in no pack and in no loose file.
var errMissing = errors.New("object not found")

func problem(kind incident.ProblemKind, err error, format string, args ...any) error {
	return &incident.Problem{Kind: kind, Sentence: fmt.Sprintf(format, args...), Err: err}
}

// unreadable says that a file or folder of the repository is there and can't be read: nearly always it is someone
// else's.
func unreadable(what string, err error) error {
	cause := err
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		cause = p.Err
	}
	return problem(incident.Permission, err, "%s can't be read (%v): let the person who runs ownup read the repository's files.", what, cause)
}

// corrupt says of one object that its stored form makes no sense.
func corrupt(id oid, why string) error {
	return problem(incident.Failed, nil, "Object %s is damaged (%s): run `git fsck` in the repository to see what else is, and restore it from another clone.", id, why)
}

// explain makes a sentence of the error that reading an object gave.
func (r *Repo) explain(id oid, what string, err error) error {
	if _, told := errors.AsType[*incident.Problem](err); err == nil || told {
		return err
	}
	if errors.Is(err, errMissing) {
		switch {
		case r.Partial():
			return problem(incident.Incomplete, err, "The %s %s is not in this partial clone: fetch it with `git fetch --refetch --no-filter`, or run in a full clone.", what, incident.Short(id.String()))
		case r.Shallow():
			return problem(incident.Incomplete, err, "The %s %s is not in this shallow clone: run `git fetch --unshallow`, or run in a full clone.", what, incident.Short(id.String()))
		}
		return problem(incident.NotFound, err, "There is no %s %s in this repository: run `git fetch` if it is new, or `git fsck` if it should be here.", what, incident.Short(id.String()))
	}
	return problem(incident.Failed, err, "The %s %s can't be read: %v.", what, incident.Short(id.String()), err)
}
