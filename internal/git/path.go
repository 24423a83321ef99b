package git

import (
	"context"
	"strings"
	"sync"

	"github.com/ownup-dev/ownup/internal/incident"
)

// PathID returns the id of the blob at a path of a commit; empty when there is none, or a folder or submodule stands there.
func (r *Repo) PathID(ctx context.Context, commit, path string) (string, error) {
	c, err := r.raw(ctx, commit)
	if err != nil {
		return "", err
	}
	id, err := r.pathID(c.tree(), path)
	if err != nil || id == (oid{}) {
		return "", err
	}
	return id.String(), nil
}

// LastChange goes back from a commit, always to the first parent that has the same content at path, until none has. It returns
// the commit where it stopped, and for each of its parents in order the id of the blob there: empty where there is
// none, and where a shallow clone does not hold the parent.
func (r *Repo) LastChange(ctx context.Context, commit, path string) (c incident.Commit, before []string, err error) {
	at, err := r.raw(ctx, commit)
	if err != nil {
		return c, nil, err
	}
	want, err := r.pathID(at.tree(), path)
	if err != nil {
		return c, nil, err
	}
next:
	for {
		if err := ctx.Err(); err != nil {
			return c, nil, err
		}
		before = before[:0]
		cut := r.boundary(at.id)
		var parents []oid
		at.eachParent(func(p oid) { parents = append(parents, p) })
		for _, p := range parents {
			if cut && !r.store.has(p) {
				before = append(before, "")
				continue
			}
			parent, err := r.rawCommit(p)
			if err != nil {
				return c, nil, err
			}
			id, err := r.pathID(parent.tree(), path)
			if err != nil {
				return c, nil, err
			}
			if id == want {
				at = parent
				continue next
			}
			text := ""
			if id != (oid{}) {
				text = id.String()
			}
			before = append(before, text)
		}
		return at.Commit(), before, nil
	}
}

// pathID finds the blob at a path below a tree; the zero id when there is none.
func (r *Repo) pathID(root oid, path string) (oid, error) {
	name, rest, deeper := strings.Cut(path, "/")
	e, ok, err := r.entry(root, name)
	if err != nil || !ok || deeper != e.dir() || e.module() {
		return oid{}, err
	}
	if !deeper {
		return toOID(e.id), nil
	}
	// The top folder differs from commit to commit; the folders below it rarely do.
	key := pathKey{toOID(e.id), rest}
	if id, ok := r.paths.get(key); ok {
		return id, nil
	}
	id, err := r.pathID(key.tree, rest)
	if err == nil {
		r.paths.put(key, id)
	}
	return id, err
}

// entry finds a line of a tree by its name.
func (r *Repo) entry(tree oid, name string) (treeEntry, bool, error) {
	data, err := r.tree(tree)
	if err != nil {
		return treeEntry{}, false, err
	}
	for len(data) > 0 {
		e, rest, ok := nextEntry(data)
		if !ok {
			return treeEntry{}, false, corrupt(tree, "the tree is malformed")
		}
		if string(e.name) == name {
			return e, true, nil
		}
		data = rest
	}
	return treeEntry{}, false, nil
}

// pathMemo remembers what is at paths below folders. It is emptied when it has grown large.
type pathMemo struct {
	mu    sync.Mutex
	known map[pathKey]oid
}

type pathKey struct {
	tree oid
	path string
}

func (m *pathMemo) get(k pathKey) (oid, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id, ok := m.known[k]
	return id, ok
}

func (m *pathMemo) put(k pathKey, id oid) {
	const limit = 50_000
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= limit {
		m.known = map[pathKey]oid{}
	}
	m.known[k] = id
}
