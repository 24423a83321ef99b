package git

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// tagTarget reads from a tag object what it stands for, and its own time, zero where it has none.
func tagTarget(id oid, data []byte) (target oid, at time.Time, err error) {
	c := rawCommit{data: data, header: len(data)} // a tag's header has the form of a commit's
	if k := bytes.Index(data, []byte("\n\n")); k >= 0 {
		c.header = k + 1
	}
	from, to := c.line("object ")
	target, ok := parseOID(data[from:to])
	if !ok {
		return oid{}, at, problem(incident.Failed, nil, "Tag %s is damaged: run `git fsck` in the repository, and fetch the tag anew.", id)
	}
	from, to = c.line("tagger ")
	if who, when := signature(string(data[from:to])); who.Email != "" {
		at = when
	}
	return target, at, nil
}

// Tags lists the tags that stand for commits, oldest first. Tags of other objects, and tags whose commit is not here,
// are left out.
func (r *Repo) Tags(ctx context.Context) ([]incident.Ref, error) { return r.refs(ctx, "refs/tags/") }

// TagCommits lists the tags with the commits they stand for, in no particular order and without their times. It reads
// no more than the references where git has noted there what a tag object stands for, and so doesn't look whether the
// commit is here.
func (r *Repo) TagCommits(ctx context.Context) ([]incident.Ref, error) {
	var all []incident.Ref
	err := r.storage.refs.each("refs/tags/", func(ref named) error {
		id, err := ref.peeled, ctx.Err()
		if id == (oid{}) && err == nil {
			id, _, err = r.peelRef(ref.id)
		}
		if id != (oid{}) {
			all = append(all, incident.Ref{Name: ref.name, Commit: id.String()})
		}
		return err
	})
	return all, err
}

// Branches lists the local and the remote-tracking branches, by name; that of a remote-tracking one begins with its
// remote's, as in "origin/main". A remote's HEAD is left out.
func (r *Repo) Branches(ctx context.Context) ([]incident.Ref, error) {
	local, err := r.refs(ctx, "refs/heads/")
	if err != nil {
		return nil, err
	}
	remote, err := r.refs(ctx, "refs/remotes/")
	if err != nil {
		return nil, err
	}
	all := append(local, remote...)
	slices.SortStableFunc(all, func(a, b incident.Ref) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

func (r *Repo) refs(ctx context.Context, space string) ([]incident.Ref, error) {
	var all []incident.Ref
	err := r.storage.refs.each(space, func(ref named) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		entry := incident.Ref{Name: ref.name}
		if space == "refs/remotes/" {
			entry.Remote = r.remoteOf(ref.name)
		}
		id, at, err := r.peelRef(ref.id)
		if err != nil {
			return err
		}
		if id != (oid{}) {
			entry.Commit, entry.At = id.String(), at
			all = append(all, entry)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b incident.Ref) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Name, b.Name)) })
	return all, nil
}

// remoteOf finds the remote of a remote-tracking branch; remotes' names may hold slashes.
func (r *Repo) remoteOf(name string) string {
	best, _, _ := strings.Cut(name, "/")
	for remote := range r.Remotes() {
		if strings.HasPrefix(name, remote+"/") && len(remote) > len(best) {
			best = remote
		}
	}
	return best
}

// peelRef finds the commit and the time of a reference; a zero id when it stands for something else or for nothing
// here.
func (r *Repo) peelRef(id oid) (oid, time.Time, error) {
	var at time.Time
	for range 20 {
		o, err := r.store.read(id)
		if errors.Is(err, errMissing) {
			return oid{}, at, nil
		}
		if err != nil {
			return oid{}, at, r.explain(id, "tag", err)
		}
		switch o.kind {
		case kindCommit:
			if at.IsZero() {
				c, ok := parseRaw(id, o.data)
				if !ok {
					return oid{}, at, corrupt(id, "the commit has no valid tree line")
				}
				at = c.Commit().CommittedAt
			}
			return id, at, nil
		case kindTag:
			target, when, err := tagTarget(id, o.data)
			if err != nil {
				return oid{}, at, err
			}
			if at.IsZero() {
				at = when
			}
			id = target
		default:
			return oid{}, at, nil
		}
	}
	return oid{}, at, nil
}
