package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/scan"
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
		if o.Within, err = changedBy(ctx, h, sha); err != nil {
			return nil, err
		}
		if brought, err = thatMend(ctx, h, brought, &o); err != nil {
			return nil, err
		}
	}
	best := map[string]incident.Offending{}
	var absent error // of one commit what the others tell is enough
	for _, c := range brought {
		found, err := trace.Fix(ctx, h, c.SHA, o)
		if incident.Absent(err) {
			absent = err
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, o := range found {
			o = amongSeveral(o, c, len(brought))
			if have, ok := best[o.SHA]; !own[o.SHA] && (!ok || have.Confidence < o.Confidence) {
				best[o.SHA] = o
			}
		}
	}
	if len(best) == 0 && absent != nil {
		return nil, absent
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

// amongSeveral makes what the lines of one commit of a branch lead to less sure, where several may be what the branch
// was for, and says so: by the root of their number it was as often right as that says (docs/accuracy.md). What a
// message names is as sure as before.
func amongSeveral(o incident.Offending, fix incident.Commit, several int) incident.Offending {
	if several == 1 || slices.ContainsFunc(o.Evidence, func(e incident.Evidence) bool { return e != incident.EvidenceLines }) {
		return o
	}
	o.Confidence = math.Round(1000*o.Confidence/math.Sqrt(float64(several))) / 1000
	o.Detail = slices.Insert(slices.Clip(o.Detail), 0,
		fmt.Sprintf("The fix is here “%s” (%s), one of %d commits that the branch may have been for.", fix.Subject(), incident.Short(fix.SHA), several))
	return o
}

// changedBy returns the paths that a merge changed on the branch into which it merged; nil where that can't be told.
// What else its commits changed had come there before: a hotfix's branch begins at the last release, and so brings that
// too.
func changedBy(ctx context.Context, h History, merge string) (map[string]bool, error) {
	changes, err := h.Changes(ctx, merge)
	if err != nil || len(changes) == 0 {
		if incident.Absent(err) {
			err = nil
		}
		return nil, err
	}
	out := map[string]bool{}
	for _, c := range changes {
		out[c.Path] = true
	}
	return out, nil
}

// thatMend returns those commits of a branch that may be what it was for: such as change code, where there are any,
// else such as do no more than change tests and documentation, and the rest only where there is nothing else. What
// tests and documentation were changed for, their messages may tell: these speak beside the others.
func thatMend(ctx context.Context, h History, all []incident.Commit, o *trace.FixOptions) ([]incident.Commit, error) {
	by := map[trace.Doing][]incident.Commit{}
	for _, c := range all {
		does, err := trace.Does(ctx, h, c.SHA, o.Within)
		if err != nil {
			return nil, err
		}
		by[does] = append(by[does], c)
	}
	code, rest := by[trace.ChangesCode], by[trace.OnlyTells]
	switch {
	case len(code) == 0 && len(rest) == 0:
		return all, nil
	case len(code) == 0:
		return rest, nil
	}
	for _, c := range rest {
		o.Beside = append(o.Beside, c.Message)
	}
	return code, nil
}

// Names gives an index of the names of some commits, for what the messages of fixes say. It reads them once, when it is
// first asked.
func Names(commits Commits) func(context.Context) (trace.Names, error) {
	var once sync.Once
	var x *scan.Index
	var err error
	return func(ctx context.Context) (trace.Names, error) {
		once.Do(func() {
			b := scan.NewBuilder(nil)
			err = commits(ctx, nil, func(c incident.Commit) error {
				b.Add(c, detect.Names(c))
				return nil
			})
			x = b.Index()
		})
		return x, err
	}
}

// Causes traces what a hotfix repairs and keeps what is likely.
func Causes(ctx context.Context, h History, sha string, o trace.FixOptions) ([]incident.Offending, error) {
	found, err := Trace(ctx, h, sha, o)
	if err != nil {
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
