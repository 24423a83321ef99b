package trace

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/incident"
)

// faulty is a history that answers one question with an error.
type faulty struct {
	*git.Repo
	left *atomic.Int64
	err  error
}

func (h faulty) fails() error {
	if h.left.Add(-1) == 0 {
		return h.err
	}
	return nil
}

func (h faulty) Commit(ctx context.Context, sha string) (incident.Commit, error) {
	if err := h.fails(); err != nil {
		return incident.Commit{}, err
	}
	return h.Repo.Commit(ctx, sha)
}

func (h faulty) Changes(ctx context.Context, sha string) ([]incident.Change, error) {
	if err := h.fails(); err != nil {
		return nil, err
	}
	return h.Repo.Changes(ctx, sha)
}

func (h faulty) Blob(ctx context.Context, id string) ([]byte, error) {
	if err := h.fails(); err != nil {
		return nil, err
	}
	return h.Repo.Blob(ctx, id)
}

func (h faulty) LastChangeWithin(ctx context.Context, commit, path string, most int) (incident.Commit, []string, int, error) {
	if err := h.fails(); err != nil {
		return incident.Commit{}, nil, 0, err
	}
	return h.Repo.LastChangeWithin(ctx, commit, path, most)
}

func (h faulty) Folder(ctx context.Context, commit, folder string) ([]incident.File, error) {
	if err := h.fails(); err != nil {
		return nil, err
	}
	return h.Repo.Folder(ctx, commit, folder)
}

func (h faulty) Expand(ctx context.Context, prefix string) (string, error) {
	if err := h.fails(); err != nil {
		return "", err
	}
	return h.Repo.Expand(ctx, prefix)
}

// TestFixUnread holds that the tracing of a fix whose disk fails says so, whether the fix changes lines or only adds
// some.
func TestFixUnread(t *testing.T) {
	s := newParserStory(t)
	named := "\n\nFixes: " + s.limit[:12] + " (\"parser: limit the depth of values\")\n"
	for _, fix := range []string{
		s.fix("parser: fix colours"+named, "colour_set(depth)", "colour_set(depth + 1)"),
		s.fix("parser: free values"+named, "\t\treturn -1;\n", "\t\tvalue_free(v);\n\t\treturn -1;\n"),
	} {
		h := openRepository(t, s.r.GitDir)
		broken := errors.New("the disk is broken")
		for nth := int64(1); ; nth++ {
			var left atomic.Int64
			left.Store(nth)
			_, err := Fix(t.Context(), faulty{h, &left, broken}, fix, FixOptions{})
			if left.Load() > 0 {
				break
			}
			if !errors.Is(err, broken) {
				t.Errorf("%s: question %d was not answered, and the tracing says %v", incident.Short(fix), nth, err)
			}
		}
	}
}
