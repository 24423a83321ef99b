package flow

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

const (
	mostBrought = 100 // commits of a merge that are looked at; more than any hotfix has
	mostCauses  = 3   // commits that a hotfix is said to repair
	likelyCause = 0.3 // below this a cause of a hotfix is a guess that would mislead
)

// Trace names the commits that introduced what a fix repairs, best first. The merge of a branch is traced by the
// commits it brought, for which its own message speaks too.
func Trace(ctx context.Context, h History, sha string, o trace.FixOptions) ([]incident.Offending, error) {
	c, err := h.Commit(ctx, sha)
	if err != nil {
		return nil, err
	}
	brought, err := brought(ctx, h, c)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{sha: true}
	for _, c := range brought {
		own[c.SHA] = true
	}
	if len(c.Parents) > 1 {
		o.Beside = append(slices.Clip(o.Beside), c.Message)
		if brought, err = withoutBumps(ctx, h, brought); err != nil {
			return nil, err
		}
	}
	best := map[string]incident.Offending{}
	for _, c := range brought {
		found, err := trace.Fix(ctx, h, c.SHA, o)
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			if have, ok := best[o.SHA]; !own[o.SHA] && (!ok || have.Confidence < o.Confidence) {
				best[o.SHA] = o
			}
		}
	}
	out := make([]incident.Offending, 0, len(best))
	for _, o := range best {
		out = append(out, o)
	}
	slices.SortFunc(out, func(a, b incident.Offending) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), b.LandedAt.Compare(a.LandedAt), cmp.Compare(a.SHA, b.SHA))
	})
	return out, nil
}

// withoutBumps leaves out the commits of a branch that only raise the version for its release, where there are others.
func withoutBumps(ctx context.Context, h History, all []incident.Commit) ([]incident.Commit, error) {
	var out []incident.Commit
	for _, c := range all {
		bumps, err := trace.Bumps(ctx, h, c.SHA)
		if err != nil {
			return nil, err
		}
		if !bumps {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return all, nil
	}
	return out, nil
}

// Names gives an index of the names of some commits, for what the messages of fixes say. It reads them once, when it is
// first asked.
func Names(commits Commits) func(context.Context) (*trace.Index, error) {
	var once sync.Once
	var x *trace.Index
	var err error
	return func(ctx context.Context) (*trace.Index, error) {
		once.Do(func() {
			b := trace.NewBuilder(nil)
			err = commits(ctx, nil, func(c incident.Commit) error {
				b.Add(c, detect.Names(c))
				return nil
			})
			x = b.Index()
		})
		return x, err
	}
}

// Causes traces what a hotfix repairs and keeps what is likely. A history that ends early has none to give.
func Causes(ctx context.Context, h History, sha string, o trace.FixOptions) ([]incident.Offending, error) {
	found, err := Trace(ctx, h, sha, o)
	if err != nil {
		if incident.Absent(err) {
			return nil, ctx.Err()
		}
		return nil, err
	}
	found = slices.DeleteFunc(found, func(o incident.Offending) bool { return o.Confidence < likelyCause })
	return found[:min(len(found), mostCauses)], nil
}

// brought returns the commits that a merge brought to its first parent, merges left out, newest first; for any other
// commit that commit.
func brought(ctx context.Context, h History, c incident.Commit) ([]incident.Commit, error) {
	if len(c.Parents) < 2 {
		return []incident.Commit{c}, nil
	}
	var out []incident.Commit
	_, err := h.Log(ctx, c.Parents[1:], c.Parents[:1], time.Time{}, func(b incident.Commit) error {
		if len(b.Parents) < 2 {
			out = append(out, b)
		}
		if len(out) == mostBrought {
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return out, err
}
