package git

import (
	"context"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// PathID returns the id of the blob at a path of a commit; empty when there is none, or a folder or submodule stands there.
func (r *Repo) PathID(ctx context.Context, commit, path string) (string, error) {
	id, err := r.commitID(ctx, commit)
	if err != nil {
		return "", err
	}
	l, err := r.linksOf(id)
	if err != nil {
		return "", err
	}
	blob, err := r.pathID(l.tree, path)
	if err != nil || blob == (oid{}) {
		return "", err
	}
	return blob.String(), nil
}

// LastChange goes back from a commit, always to the first parent that has the same content at path, until none has. It returns
// the commit where it stopped, and for each of its parents in order the id of the blob there: empty where there is
// none, and where a shallow clone does not hold the parent.
func (r *Repo) LastChange(ctx context.Context, commit, path string) (c incident.Commit, before []string, err error) {
	return r.LastChangeSince(ctx, commit, path, time.Time{})
}

// LastChangeSince is LastChange that gives up at a commit from before the given time: then the commit it returns is the zero
// one. Going back costs time with every commit on the way, changed or not.
func (r *Repo) LastChangeSince(ctx context.Context, commit, path string, since time.Time) (c incident.Commit, before []string, err error) {
	oldest := int64(math.MinInt64)
	if !since.IsZero() {
		oldest = since.Unix()
	}
	id, err := r.commitID(ctx, commit)
	if err != nil {
		return c, nil, err
	}
	at, err := r.linksOf(id)
	if err != nil {
		return c, nil, err
	}
	want, err := r.pathID(at.tree, path)
	if err != nil {
		return c, nil, err
	}
next:
	for {
		if err := ctx.Err(); err != nil {
			return c, nil, err
		}
		if at.at < oldest {
			return c, nil, nil
		}
		before = before[:0]
		cut := r.boundary(id)
		for _, p := range at.parents {
			if cut && !r.store.has(p) {
				before = append(before, "")
				continue
			}
			parent, err := r.linksOf(p)
			if err != nil {
				return c, nil, err
			}
			blob, err := r.pathID(parent.tree, path)
			if err != nil {
				return c, nil, err
			}
			if blob == want {
				id, at = p, parent
				continue next
			}
			text := ""
			if blob != (oid{}) {
				text = blob.String()
			}
			before = append(before, text)
		}
		raw, err := r.rawCommit(id)
		if err != nil {
			return c, nil, err
		}
		return raw.Commit(), before, nil
	}
}

// links is what going back through the history needs of a commit.
type links struct {
	tree    oid
	at      int64 // committer's time
	parents []oid // as stored
}

// linksOf reads a commit's links, once: a trace goes the same way back for many paths.
func (r *Repo) linksOf(id oid) (links, error) {
	if l, ok := r.ways.get(id); ok {
		return l, nil
	}
	c, err := r.rawCommit(id)
	if err != nil {
		return links{}, err
	}
	l := links{tree: c.tree(), at: c.CommittedAt()}
	c.eachParent(func(p oid) { l.parents = append(l.parents, p) })
	r.ways.put(id, l)
	return l, nil
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

type pathKey struct {
	tree oid
	path string
}

// memo remembers answers. It is emptied when it has grown large.
type memo[K comparable, V any] struct {
	mu    sync.Mutex
	known map[K]V
}

const memoLimit = 50_000

func (m *memo[K, V]) get(k K) (V, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.known[k]
	return v, ok
}

func (m *memo[K, V]) put(k K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= memoLimit {
		m.known = map[K]V{}
	}
	m.known[k] = v
}
