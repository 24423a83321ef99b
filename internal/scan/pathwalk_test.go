package scan

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestPathWalkAside follows a file that a merge left as neither of its sides had it: what the other side had done there
// is met too, and nothing that stood before the two parted.
func TestPathWalkAside(t *testing.T) {
	r := gittest.New(t)
	hall := func(lamp, door string) gittest.Files {
		return gittest.Files{"hall.c": text(lamp, "a", "b", "c", door)}
	}
	start := r.Commit("start", hall("one lamp", "one door"))
	r.Branch("topic", start)
	doors := r.Commit("two doors", hall("one lamp", "two doors"))
	r.Switch("topic")
	lamps := r.Commit("two lamps", hall("two lamps", "one door"))
	r.Switch("main")
	r.Checkout()
	r.Git("merge", "--quiet", "-m", "Merge branch 'topic'", "topic") // which blends the lines of both
	merge := r.Rev("main")

	h := openRepository(t, r.Dir)
	b := NewBuilder(nil)
	err := sourceOf(h, nil, "main")(t.Context(), func(c incident.Commit) error {
		b.Add(c, nil)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &scan{ctx: t.Context(), h: h, x: b.Index()}
	w := pathWalk{s: s, path: "hall.c", reach: searchReach, aside: true}
	changes, err := w.changes(s.x.number(merge), 10, anyState)
	if err != nil {
		t.Fatal(err)
	}
	commits := func(all []touched) (out []string) {
		for _, t := range all {
			out = append(out, s.x.sha(t.commit))
		}
		return out
	}
	if got, want := commits(changes), []string{merge, doors, start}; !slices.Equal(got, want) {
		t.Errorf("the walk met %v, want %v", got, want)
	}
	if got, want := commits(w.brought), []string{lamps}; !slices.Equal(got, want) {
		t.Errorf("beside it stood %v, want %v", got, want)
	}
}

// countingPaths counts how often it is asked what stands at a path.
type countingPaths struct {
	*git.Repo
	n *int
}

func (h countingPaths) PathID(ctx context.Context, commit, path string) (string, error) {
	*h.n++
	return h.Repo.PathID(ctx, commit, path)
}

// TestPathWalkRemembers follows a path three times: nearby, farther, and again from where another walk had come by. Only
// what no walk saw is asked of the history, and what a walk meets doesn't depend on what others had seen.
func TestPathWalkRemembers(t *testing.T) {
	r := gittest.New(t)
	var changed []string
	for i := range 12 {
		changed = append(changed, r.Commit("the hall", gittest.Files{"hall.c": text(fmt.Sprint("lamp ", i))}))
		elsewhere(r, i%5)
	}
	slices.Reverse(changed)
	h, asked := openRepository(t, r.Dir), 0
	b := NewBuilder(nil)
	if err := sourceOf(h, nil, "main")(t.Context(), func(c incident.Commit) error {
		b.Add(c, nil)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	x := b.Index()
	walk := func(s *scan, depth int) (met []string, asks int) {
		t.Helper()
		asked = 0
		changes, err := s.earlier(x.number(r.Rev("main")), "hall.c", depth, anyState)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes {
			met = append(met, x.sha(c.commit))
		}
		return met, asked
	}
	fresh := func() *scan { return &scan{ctx: t.Context(), h: countingPaths{h, &asked}, x: x} }
	_, near := walk(fresh(), 3)
	_, far := walk(fresh(), 9)
	s := fresh()
	for _, step := range []struct{ depth, asks int }{{3, near}, {9, far - near + 1}, {9, 1}, {3, 1}} { // one tells where a walk begins
		met, asks := walk(s, step.depth)
		if !slices.Equal(met, changed[:step.depth]) {
			t.Errorf("the walk met %v, want %v", met, changed[:step.depth])
		}
		if asks != step.asks {
			t.Errorf("%d changes back, the history was asked %d times, want %d", step.depth, asks, step.asks)
		}
	}
}
