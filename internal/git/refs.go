package git

import (
	"context"
	"errors"
	"sort"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	gitobject "github.com/go-git/go-git/v5/plumbing/object"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Ref is a tag or a branch with the commit it stands for.
type Ref struct {
	Name   string // without refs/tags/, refs/heads/ or refs/remotes/
	Commit string
	At     time.Time // of the tag, where it has one of its own, else of the commit
	Remote string    // of a remote-tracking branch: the remote's name, which Name starts with
}

// tag reads a tag object.
func (r *Repo) tag(id oid) (*gitobject.Tag, error) {
	t, err := gitobject.GetTag(r.storage, plumbing.Hash(id))
	if err != nil {
		return nil, problem(incident.Failed, err, "Tag %s is damaged: run `git fsck` in the repository, and fetch the tag anew.", id)
	}
	return t, nil
}

// Tags lists the tags that stand for commits, oldest first. Tags of other objects, and tags whose commit is not here,
// are left out.
func (r *Repo) Tags(ctx context.Context) ([]Ref, error) { return r.refs(ctx, "refs/tags/") }

// Branches lists the local and the remote-tracking branches, by name. A remote's HEAD is left out.
func (r *Repo) Branches(ctx context.Context) ([]Ref, error) {
	local, err := r.refs(ctx, "refs/heads/")
	if err != nil {
		return nil, err
	}
	remote, err := r.refs(ctx, "refs/remotes/")
	if err != nil {
		return nil, err
	}
	all := append(local, remote...)
	sort.SliceStable(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all, nil
}

func (r *Repo) refs(ctx context.Context, space string) ([]Ref, error) {
	iter, err := r.storage.IterReferences()
	if err != nil {
		return nil, problem(incident.Failed, err, "The references in %s can't be read: run `git fsck` there.", r.place.commonDir)
	}
	var all []Ref
	err = iter.ForEach(func(ref *plumbing.Reference) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		name, ok := strings.CutPrefix(string(ref.Name()), space)
		if !ok || ref.Type() != plumbing.HashReference {
			return nil
		}
		entry := Ref{Name: name}
		if space == "refs/remotes/" {
			entry.Remote = r.remoteOf(name)
		}
		id, at, err := r.peelRef(oid(ref.Hash()))
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
	sort.SliceStable(all, func(i, j int) bool {
		if !all[i].At.Equal(all[j].At) {
			return all[i].At.Before(all[j].At)
		}
		return all[i].Name < all[j].Name
	})
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

// peelRef finds the commit and the time of a reference; a zero id when it stands for something else or for nothing here.
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
			t, err := r.tag(id)
			if err != nil {
				return oid{}, at, err
			}
			if at.IsZero() && t.Tagger.Email != "" {
				at = t.Tagger.When
			}
			id = oid(t.Target)
		default:
			return oid{}, at, nil
		}
	}
	return oid{}, at, nil
}

// DefaultBranch returns the branch that changes land on, and its commit: the one the remote's HEAD names ("origin/main"),
// else the local main or master, else what is checked out ("HEAD" when that is no branch).
func (r *Repo) DefaultBranch() (name, sha string, err error) {
	remotes := []string{"origin"}
	for remote := range r.Remotes() {
		if remote != "origin" {
			remotes = append(remotes, remote)
		}
	}
	sort.Strings(remotes[1:])
	for _, remote := range remotes {
		ref, err := r.storage.Reference(plumbing.ReferenceName("refs/remotes/" + remote + "/HEAD"))
		if err != nil || ref.Type() != plumbing.SymbolicReference {
			continue
		}
		if id, err := r.reference(ref.Target()); err == nil {
			return strings.TrimPrefix(string(ref.Target()), "refs/remotes/"), id.String(), nil
		}
	}
	for _, branch := range []string{"main", "master"} {
		for _, space := range []string{"refs/heads/", "refs/remotes/origin/"} {
			if id, err := r.reference(plumbing.ReferenceName(space + branch)); err == nil {
				return strings.TrimPrefix(strings.TrimPrefix(space, "refs/heads/")+branch, "refs/remotes/"), id.String(), nil
			}
		}
	}
	sha, name, err = r.Head()
	if err == nil && name == "" {
		name = "HEAD"
	}
	return name, sha, err
}
