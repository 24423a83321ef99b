package scan

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

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

// TestPathWalkRemembers follows a path nearby, farther, and once more: only what no walk saw is asked of the history.
// What a walk meets does not depend on where others had come by, whatever they followed and how far.
func TestPathWalkRemembers(t *testing.T) {
	r := gittest.New(t)
	for i := range 12 {
		r.Commit("the hall", gittest.Files{"hall.c": text(fmt.Sprint("lamp ", i))})
		elsewhere(r, i%5)
	}
	h, asked := openRepository(t, r.Dir), 0
	b := NewBuilder(nil)
	if err := sourceOf(h, nil, "main")(t.Context(), func(c incident.Commit) error {
		b.Add(c, nil)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	x := b.Index()
	fresh := func() *scan { return &scan{ctx: t.Context(), h: countingPaths{h, &asked}, x: x} }
	walk := func(w pathWalk, from uint32, depth int) (met []touched, asks int) {
		t.Helper()
		asked = 0
		met, err := w.changes(from, depth, anyState)
		if err != nil {
			t.Fatal(err)
		}
		return met, asked
	}

	tip := x.number(r.Rev("main"))
	hall := func(s *scan) pathWalk { return pathWalk{s: s, path: "hall.c", reach: searchReach} }
	_, near := walk(hall(fresh()), tip, 3)
	want, far := walk(hall(fresh()), tip, 9)
	s := fresh()
	for _, step := range []struct{ depth, asks int }{{3, near}, {9, far - near + 1}, {9, 1}, {3, 1}} { // one tells where a walk begins
		met, asks := walk(hall(s), tip, step.depth)
		if !slices.Equal(met, want[:step.depth]) || asks != step.asks {
			t.Errorf("%d changes back, the walk met %v and asked %d times, want %v and %d", step.depth, met, asks, want[:step.depth], step.asks)
		}
	}

	shared := fresh()
	for from := range tip + 1 {
		for _, path := range []string{"hall.c", "lexer.c"} {
			for _, since := range []time.Time{x.time(from / 2), {}, x.time(from)} {
				for _, reach := range []int{3, searchReach, 20} {
					w := pathWalk{s: fresh(), path: path, reach: reach, since: since}
					alone, _ := walk(w, from, 5)
					w.s = shared
					if met, _ := walk(w, from, 5); !slices.Equal(met, alone) {
						t.Errorf("%s from %d, %d far and since %v: %v, alone %v", path, from, reach, since, met, alone)
					}
				}
			}
		}
	}
}
