package git

import (
	"context"
	"strings"
	"sync"

	"github.com/ownup-dev/ownup/internal/incident"
)

// PathID returns the id of the blob at a path of a commit; empty when there is none, or a folder stands there. That of
// a submodule is the commit it stands at; see Changes.
func (r *Repo) PathID(ctx context.Context, commit, path string) (string, error) {
	id, err := r.commitID(ctx, commit)
	if err != nil {
		return "", err
	}
	l, err := r.linksOf(id, false)
	if err != nil {
		return "", err
	}
	blob, err := r.pathID(l.tree, path)
	if err != nil || blob == (oid{}) {
		return "", err
	}
	return blob.String(), nil
}

// LastChangeWithin goes back from a commit, always to the first parent that has the same content at path, until none
// has. It returns the commit where it stopped, and for each of its parents in order the id of the blob there: empty
// where there is none, and where a shallow clone does not hold the parent. It goes back over at most so many commits.
// Where those do not reach, the commit that it returns is the zero one. It also tells how many commits it went: that is
// what the answer costs.
func (r *Repo) LastChangeWithin(ctx context.Context, commit, path string, most int) (c incident.Commit, before []string, gone int, err error) {
	id, err := r.commitID(ctx, commit)
	if err != nil {
		return c, nil, 0, err
	}
	at, err := r.linksOf(id, false)
	if err != nil {
		return c, nil, 0, err
	}
	want, err := r.pathID(at.tree, path)
	if err != nil {
		return c, nil, 0, err
	}
	hashes := hashesOf(path)
	var ahead *runner
	defer func() { ahead.end() }()
next:
	for ; gone <= most; gone++ {
		if err := ctx.Err(); err != nil {
			return c, nil, gone, err
		}
		if len(at.parents) > 0 && r.commitGraph().leftAlone(id, hashes) {
			id = at.parents[0]
			if at, err = r.linksOf(id, false); err != nil {
				return c, nil, gone, err
			}
			continue
		}
		if gone == aheadAfter {
			ahead = r.runAhead(id)
		}
		ahead.step()
		before = before[:0]
		cut := r.boundary(id)
		for _, p := range at.parents {
			if cut && !r.store.has(p) {
				before = append(before, "")
				continue
			}
			parent, err := r.linksOf(p, false)
			if err != nil {
				return c, nil, gone, err
			}
			blob, err := r.pathID(parent.tree, path)
			if err != nil {
				return c, nil, gone, err
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
			return c, nil, gone, err
		}
		return raw.Commit(), before, gone, nil
	}
	return incident.Commit{}, nil, gone, nil
}

// pathID finds the blob at a path below a tree; the zero id when there is none.
func (r *Repo) pathID(root oid, path string) (oid, error) {
	name, rest, deeper := strings.Cut(path, "/")
	e, ok, err := r.entry(root, name)
	if err != nil || !ok || deeper != e.dir() {
		return oid{}, err
	}
	r.noteModule(e)
	if !deeper {
		return oid(e.id), nil
	}
	// The top folder differs from commit to commit; the folders below it rarely do.
	key := pathKey{oid(e.id), rest}
	if id, ok := r.paths.get(key); ok {
		return id, nil
	}
	id, err := r.pathID(key.tree, rest)
	if err == nil {
		r.paths.put(key, id)
	}
	return id, err
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
