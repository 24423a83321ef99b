package main

import (
	"context"
	"strings"
	"sync"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
)

// beyond is the history of a shallow clone with GitHub behind its end: what messages name out there is asked for.
type beyond struct {
	history
	far *remote
}

func (b beyond) Commit(ctx context.Context, sha string) (incident.Commit, error) {
	c, err := b.history.Commit(ctx, sha)
	if incident.Absent(err) {
		return b.far.Commit(ctx, sha)
	}
	return c, err
}

// Near is Commit for what the clone holds.
func (b beyond) Near(ctx context.Context, sha string) (incident.Commit, error) {
	return b.history.Commit(ctx, sha)
}

func (b beyond) Changes(ctx context.Context, sha string) ([]incident.Change, error) {
	changes, err := b.history.Changes(ctx, sha)
	if incident.Absent(err) {
		return b.far.Changes(ctx, sha)
	}
	return changes, err
}

func (b beyond) Blob(ctx context.Context, id string) ([]byte, error) {
	if strings.Contains(id, ":") {
		return b.far.Blob(ctx, id)
	}
	return b.history.Blob(ctx, id)
}

func (b beyond) BlobSize(ctx context.Context, id string) (int64, error) {
	if strings.Contains(id, ":") {
		return b.far.BlobSize(ctx, id)
	}
	return b.history.BlobSize(ctx, id)
}

func (b beyond) Expand(ctx context.Context, prefix string) (string, error) {
	sha, err := b.history.Expand(ctx, prefix)
	if incident.Absent(err) {
		return b.far.Expand(ctx, prefix)
	}
	return sha, err
}

// beyondBoundary adds to a shallow clone's commits those that its messages name and that lie before its end.
func (b beyond) beyondBoundary(source flow.Commits, o detect.Options) flow.Commits {
	return func(ctx context.Context, before func(string) bool, fn func(incident.Commit) error) error {
		var mu sync.Mutex
		var worded []incident.Commit
		known := map[string]bool{}
		err := source(ctx, before, func(c incident.Commit) error {
			_, ok := detect.Commit(c, o)
			mu.Lock()
			known[c.SHA] = true
			if ok {
				worded = append(worded, c)
			}
			mu.Unlock()
			return fn(c)
		})
		for _, c := range worded {
			if err != nil {
				return err
			}
			err = b.far.namedBy(ctx, c, o, func(named incident.Commit) error {
				if known[named.SHA] {
					return nil
				}
				known[named.SHA] = true
				return fn(named)
			})
		}
		return err
	}
}
