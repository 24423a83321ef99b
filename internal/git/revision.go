package git

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Resolve returns the full SHA of the commit that a revision names, as `git rev-parse REV^{commit}` does: HEAD, a
// branch, a tag, a remote branch, branch@{upstream}, branch@{1} and @{-1} from the reflogs, a SHA or an abbreviation,
// each with any number of ~n, ^n, ^{commit} and ^{} after it; or :/text. What git knows besides gives a Problem of kind
// Usage.
func (r *Repo) Resolve(ctx context.Context, rev string) (sha string, err error) {
	id, err := r.resolve(ctx, rev)
	if err != nil {
		return "", err
	}
	return id.String(), nil
}

func (r *Repo) resolve(ctx context.Context, rev string) (oid, error) {
	if rev == "" || len(rev) > 4096 || strings.HasPrefix(rev, "-") {
		return oid{}, unknown(rev)
	}
	if text, ok := strings.CutPrefix(rev, ":/"); ok {
		return r.saying(ctx, rev, text)
	}
	if several(rev) {
		return oid{}, problem(incident.Usage, nil, "%q names a range, where one commit is asked for: name that one.", rev)
	}
	base, steps := cutSteps(rev)
	if base == "@" || base == "" && steps != "" {
		base = "HEAD"
	}
	id, err := r.base(base)
	if errors.Is(err, errUnnamed) {
		return oid{}, unknown(rev)
	}
	if err != nil {
		return oid{}, err
	}
	return r.follow(rev, id, steps)
}

// errUnnamed says that nothing bears a name.
var errUnnamed = errors.New("no such name")

// unknown says that a revision names nothing: for want of such a name, or because it is written in a way that isn't
// understood here.
func unknown(rev string) error {
	if strings.Contains(rev, "@{") || strings.Contains(rev, ":") { // in no name, but of a file in a commit, of a day's commit
		return foreign(rev)
	}
	return problem(incident.NotFound, nil, "Nothing here is called %q: check the spelling, or run `git fetch`.", rev)
}

// foreign says that a revision is written in a way that git knows and ownup does not.
func foreign(rev string) error {
	return problem(incident.Usage, nil, "%q does not name a commit in a way that ownup understands: `git rev-parse` gives the SHA of what git understands.", rev)
}

// cutSteps splits "v1.0^2~3" into "v1.0" and "^2~3". Neither sign can be part of a reference's name.
func cutSteps(rev string) (base, steps string) {
	if k := strings.IndexAny(rev, "~^"); k >= 0 {
		return rev[:k], rev[k:]
	}
	return rev, ""
}

// base finds what a name without suffixes stands for: a full SHA first, then a reference by git's six rules, then an
// abbreviation, in the order of git.
func (r *Repo) base(name string) (oid, error) {
	if id, ok := parseOID(strings.ToLower(name)); ok {
		return id, nil
	}
	if k := strings.LastIndex(name, "@{"); k >= 0 && strings.HasSuffix(name, "}") {
		return r.at(name[:k], name[k+2:len(name)-1])
	}
	for _, rule := range plumbing.RefRevParseRules {
		id, err := r.reference(plumbing.ReferenceName(strings.Replace(rule, "%s", name, 1)))
		if err == nil {
			return id, nil
		}
		if !errors.Is(err, errUnnamed) {
			return oid{}, err
		}
	}
	// "v1.0-14-g2414721", as git describe prints it
	if k := strings.LastIndex(name, "-g"); k > 0 {
		if p, ok := parsePrefix(name[k+2:]); ok {
			if id, err := r.expand(p, false); err == nil {
				return id, nil
			}
		}
	}
	if p, ok := parsePrefix(name); ok {
		id, err := r.expand(p, true)
		if incident.ProblemOf(err) == incident.NotFound {
			err = errUnnamed
		}
		return id, err
	}
	return oid{}, errUnnamed
}

// at finds what "name@{what}" stands for.
func (r *Repo) at(name, what string) (oid, error) {
	digits := strings.TrimPrefix(what, "-")
	n, err := strconv.Atoi(digits)
	switch {
	case what == "u" || what == "upstream":
		return r.upstream(name)
	case err != nil || len(digits) > 8 || digits[0] == '+': // a time, to git
		return oid{}, errUnnamed
	case digits == what:
		return r.formerly(name, n)
	case name == "" && n > 0:
		return r.checkedOutBefore(n)
	}
	return oid{}, errUnnamed
}

// upstream finds the remote-tracking branch that a branch follows by its configuration; without a name, the current
// branch.
func (r *Repo) upstream(branch string) (oid, error) {
	if branch == "" {
		if ref, err := r.storage.Reference(plumbing.HEAD); err == nil && ref.Type() == plumbing.SymbolicReference {
			branch = ref.Target().Short()
		}
	}
	if branch == "" {
		return oid{}, problem(incident.NotFound, nil, "No branch is checked out, and so none follows a remote one: name the branch, as in main@{upstream}.")
	}
	remote := r.configValue("branch", branch, "remote")
	merge, ok := strings.CutPrefix(r.configValue("branch", branch, "merge"), "refs/heads/")
	if remote == "" || !ok {
		return oid{}, problem(incident.NotFound, nil, "Branch %q follows no remote branch: set one with `git branch --set-upstream-to`.", branch)
	}
	if remote == "." {
		return r.reference(plumbing.NewBranchReferenceName(merge))
	}
	return r.reference(plumbing.NewRemoteReferenceName(remote, merge))
}

// reference reads a reference by its full name, following symbolic ones.
func (r *Repo) reference(name plumbing.ReferenceName) (oid, error) {
	if !validRefName(string(name)) {
		return oid{}, errUnnamed
	}
	at := name
	for range 6 {
		ref, err := r.storage.Reference(at)
		if err != nil {
			switch {
			case name != plumbing.HEAD:
				return oid{}, errUnnamed
			case at == name:
				return oid{}, r.unreadHead()
			case r.place.hasRefFile(at):
				return oid{}, problem(incident.Failed, err, "Branch %q is damaged, as its file in %s names no commit: run `git fsck` there to see what is left.", at.Short(), r.place.commonDir)
			}
			return oid{}, problem(incident.NotFound, err, "There are no commits on branch %q yet: make the first one, then try again.", at.Short())
		}
		if ref.Type() == plumbing.HashReference {
			return oid(ref.Hash()), nil
		}
		at = ref.Target()
	}
	if name == plumbing.HEAD { // which leads round in a circle
		return oid{}, r.unreadHead()
	}
	return oid{}, errUnnamed
}

// validRefName keeps names from leaving the git directory, and from what git forbids.
func validRefName(name string) bool {
	if name == "" || strings.Contains(name, "..") || strings.ContainsAny(name, "\x00\\ ~^:?*[\x7f\n\t") || strings.Contains(name, "@{") {
		return false
	}
	for _, part := range strings.Split(name, "/") {
		if part == "" || strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock") {
			return false
		}
	}
	if strings.HasPrefix(name, "refs/") {
		return true
	}
	// Outside of refs/ only names such as HEAD and FETCH_HEAD are references; "config" and "index" are not.
	return strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-") == ""
}

// follow takes the steps of a revision's suffixes.
func (r *Repo) follow(rev string, id oid, steps string) (oid, error) {
	id, err := r.peel(rev, id)
	if err != nil {
		return oid{}, err
	}
	for steps != "" {
		op := steps[0]
		steps = steps[1:]
		if op == '^' && strings.HasPrefix(steps, "{") {
			inside, rest, ok := strings.Cut(steps[1:], "}")
			if !ok || inside != "" && inside != "commit" {
				return oid{}, foreign(rev)
			}
			steps = rest
			continue
		}
		digits := len(steps) - len(strings.TrimLeft(steps, "0123456789"))
		n := 1
		if digits > 0 {
			if n, err = strconv.Atoi(steps[:digits]); err != nil {
				return oid{}, unknown(rev)
			}
			steps = steps[digits:]
		}
		switch {
		case op == '~':
			for range n {
				if id, err = r.parent(rev, id, 1); err != nil {
					return oid{}, err
				}
			}
		case op == '^' && n > 0:
			if id, err = r.parent(rev, id, n); err != nil {
				return oid{}, err
			}
		case op != '^':
			return oid{}, unknown(rev)
		}
	}
	return id, nil
}

// parent returns the nth parent of a commit, counted from 1.
func (r *Repo) parent(rev string, id oid, n int) (oid, error) {
	c, err := r.rawCommit(id)
	if err != nil {
		return oid{}, err
	}
	all := r.parents(&c, nil)
	if n > len(all) {
		if r.boundary(id) && c.Parents() >= n {
			return oid{}, problem(incident.Incomplete, nil, "%q goes beyond the end of this shallow clone, which is at %s: run `git fetch --deepen=50`.", rev, incident.Short(id.String()))
		}
		return oid{}, problem(incident.NotFound, nil, "%q goes too far: commit %s has %s.", rev, incident.Short(id.String()), incident.Count(len(all), "parent"))
	}
	return all[n-1], nil
}

// peel follows tags to the commit they stand for.
func (r *Repo) peel(rev string, id oid) (oid, error) {
	for range 20 {
		o, err := r.store.read(id)
		if err != nil {
			return oid{}, r.explain(id, "commit", err)
		}
		switch o.kind {
		case kindCommit:
			return id, nil
		case kindTag:
			if id, _, err = tagTarget(id, o.data); err != nil {
				return oid{}, err
			}
		default:
			return oid{}, problem(incident.NotFound, nil, "%q names a %s, not a commit.", rev, o.kind)
		}
	}
	return oid{}, problem(incident.Failed, nil, "%q is a tag of a tag of a tag, more than 20 deep.", rev)
}

// Expand returns the full SHA of the one commit whose name starts with the given digits, 4 to 40 of them, or that
// stands so many steps from a tag, as `git describe --contains` says it. Objects that are no commits don't count. None
// gives a Problem of kind NotFound; several, one of kind Usage.
func (r *Repo) Expand(ctx context.Context, abbreviation string) (sha string, err error) {
	if strings.ContainsAny(abbreviation, "~^") {
		return r.Resolve(ctx, abbreviation)
	}
	p, ok := parsePrefix(abbreviation)
	if !ok {
		return "", problem(incident.Usage, nil, "%q is no abbreviated commit name: it takes 4 to 40 hexadecimal digits.", abbreviation)
	}
	found, err := r.expand(p, false)
	if err != nil {
		return "", err
	}
	return found.String(), nil
}

// expand finds the one commit of that name, or with tags the one commit or tag of a commit.
func (r *Repo) expand(p prefix, tags bool) (oid, error) {
	for try := 0; ; try++ {
		var commits []oid
		var first error
		seen := r.store.packs.Load()
		for _, id := range r.store.withPrefix(p, 4096) {
			k, _, err := r.store.header(id)
			if err != nil {
				first = err
			} else if k == kindCommit || tags && k == kindTag && r.tagsCommit(id) {
				commits = append(commits, id)
			}
		}
		switch {
		case len(commits) == 1:
			return commits[0], nil
		case len(commits) > 1:
			return oid{}, problem(incident.Usage, nil, "%q is short for %d commits: give more digits.", p.text, len(commits))
		case first != nil:
			return oid{}, first
		case try > 0 || !r.store.relist(seen):
			return oid{}, problem(incident.NotFound, nil, "No commit's name here starts with %s.", p.text)
		}
	}
}

func (r *Repo) tagsCommit(tag oid) bool {
	id, _, err := r.peelRef(tag)
	return err == nil && id != (oid{})
}

// unreadHead says why HEAD, which every repository has, tells nothing.
func (r *Repo) unreadHead() error {
	_, err := readSmall(filepath.Join(r.place.gitDir, "HEAD"))
	return headProblem(r.place.gitDir, err)
}

// headProblem tells a HEAD that may not be read, by what reading it said, from one that says nothing of use.
func headProblem(gitDir string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return problem(incident.Permission, err, "HEAD in %s can't be read: let the person who runs ownup read the repository's files.", gitDir)
	}
	return problem(incident.Failed, err, "HEAD in %s names neither a branch nor a commit: run `git status` there to see what is wrong.", gitDir)
}

// Head returns the commit that is checked out, and its branch; the branch is empty when HEAD is detached. While there
// is no commit yet, the error says so and branch is still given.
func (r *Repo) Head() (sha, branch string, err error) {
	ref, err := r.storage.Reference(plumbing.HEAD)
	if err != nil {
		return "", "", r.unreadHead()
	}
	if ref.Type() == plumbing.SymbolicReference {
		branch = ref.Target().Short()
	}
	id, err := r.reference(plumbing.HEAD)
	if err != nil {
		if errors.Is(err, errUnnamed) {
			err = unknown("HEAD")
		}
		return "", branch, err
	}
	return id.String(), branch, nil
}
