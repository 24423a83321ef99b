package scan

import (
	"slices"
	"testing"

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
