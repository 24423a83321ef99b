package git

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// SetDefault names the default branch, for where the forge tells and the clone does not: actions/checkout leaves no
// remote's HEAD. A branch that is not here changes nothing.
func (r *Repo) SetDefault(name string) { r.lands = name }

// DefaultBranch returns the branch that changes land on, and its commit: the one that SetDefault or the remote's HEAD
// names ("origin/main"), or a bare repository's own, else the local main or master, else what is checked out ("HEAD"
// when that is no branch).
func (r *Repo) DefaultBranch() (name, sha string, err error) {
	for _, space := range []string{"refs/remotes/origin/", "refs/heads/"} {
		if id, err := r.reference(plumbing.ReferenceName(space + r.lands)); err == nil {
			return strings.TrimPrefix(strings.TrimPrefix(space, "refs/heads/")+r.lands, "refs/remotes/"), id.String(), nil
		}
	}
	for _, remote := range append([]string{"origin"}, slices.Sorted(maps.Keys(r.Remotes()))...) {
		ref, err := r.storage.Reference(plumbing.ReferenceName("refs/remotes/" + remote + "/HEAD"))
		if err != nil {
			continue
		}
		if id, err := r.reference(ref.Target()); err == nil {
			target, id := r.renamed("refs/remotes/"+remote+"/", ref.Target(), id)
			return strings.TrimPrefix(string(target), "refs/remotes/"), id.String(), nil
		}
	}
	if sha, name, err := r.Head(); r.WorkTree() == "" && name != "" && err == nil {
		return name, sha, nil
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

// renamed returns a remote's main where that went on from the end of its master. A clone from before the remote renamed
// its default branch keeps the old branch, and has it for the remote's HEAD, until somebody runs `git remote set-head`.
func (r *Repo) renamed(space string, was plumbing.ReferenceName, tip oid) (plumbing.ReferenceName, oid) {
	now := plumbing.ReferenceName(space + "main")
	if id, err := r.reference(now); err == nil && string(was) == space+"master" && r.goesOn(tip, id) {
		return now, id
	}
	return was, tip
}

// goesOn reports whether a commit is on the first-parent line of a later one, by whose times the way back ends. Where
// the parents of a damaged repository run in a circle, no times would end it.
func (r *Repo) goesOn(from, to oid) bool {
	end, err := r.linksOf(from, true)
	for met := map[oid]bool{}; err == nil && to != from && !met[to]; {
		met[to] = true
		var l links
		if l, err = r.linksOf(to, true); err != nil || len(l.parents) == 0 || l.at < end.at {
			return false
		}
		to = l.parents[0]
	}
	return err == nil && to == from
}
