package git

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/ownup-dev/ownup/internal/incident"
)

// moved is an entry of a reference's log: it stood at one object, then at another.
type moved struct {
	from, to oid
	why      string
}

func (f *refFiles) log(name plumbing.ReferenceName) (all []moved, ok bool) {
	text, err := os.ReadFile(filepath.Join(f.place.refFolder(string(name)), "logs", filepath.FromSlash(string(name))))
	if err != nil {
		return nil, false
	}
	for line := range bytes.Lines(text) {
		who, why, _ := strings.Cut(strings.TrimSuffix(string(line), "\n"), "\t")
		from, rest := word(who)
		to, _ := word(rest)
		m := moved{why: why}
		var valid [2]bool
		m.from, valid[0] = parseOID(from)
		m.to, valid[1] = parseOID(to)
		if valid[0] && valid[1] {
			all = append(all, m)
		}
	}
	slices.Reverse(all)
	return all, true
}

// formerly finds where a reference stood n changes ago, as "main@{2}" asks; without a name, the current branch.
func (r *Repo) formerly(name string, n int) (oid, error) {
	refs := r.logged(name)
	if len(refs) == 0 {
		return oid{}, errUnnamed
	}
	at, log := refs[0], []moved(nil)
	for _, ref := range refs {
		if have, ok := r.storage.refs.log(ref); ok {
			at, log = ref, have
			break
		}
	}
	if n == 0 {
		return r.reference(at)
	}
	for _, m := range log[min(n-1, len(log)):] {
		if m.from != (oid{}) {
			return m.from, nil
		}
	}
	return oid{}, problem(incident.NotFound, nil, "\"%s@{%d}\" goes too far: the log that is kept here tells of %s; see `git reflog`.", name, n, incident.Count(len(log), "change"))
}

// logged lists the references whose log a name may mean, by git's rules: what it names, and what that stands for.
func (r *Repo) logged(name string) (all []plumbing.ReferenceName) {
	rules := plumbing.RefRevParseRules
	if name == "" {
		rules = []string{string(plumbing.HEAD)}
	}
	for _, rule := range rules {
		at := plumbing.ReferenceName(strings.Replace(rule, "%s", name, 1))
		if _, err := r.reference(at); err != nil {
			continue
		}
		ref, err := r.storage.Reference(at)
		symbolic := err == nil && ref.Type() == plumbing.SymbolicReference
		if name != "" || !symbolic {
			all = append(all, at)
		}
		if symbolic {
			all = append(all, ref.Target())
		}
	}
	return all
}

// checkedOutBefore finds what "@{-2}" names: the branch or commit that was left two switches ago, as it is now.
func (r *Repo) checkedOutBefore(n int) (oid, error) {
	log, _ := r.storage.refs.log(plumbing.HEAD)
	found := 0
	for _, m := range log {
		if left, ok := strings.CutPrefix(m.why, "checkout: moving from "); ok {
			if found++; found == n {
				left, _, _ = strings.Cut(left, " to ")
				return r.base(left)
			}
		}
	}
	return oid{}, problem(incident.NotFound, nil, "\"@{-%d}\" goes too far: the log that is kept here tells of %s; see `git reflog`.", n, incident.Count(found, "checkout"))
}
