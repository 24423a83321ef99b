package scan

import (
	"context"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestBetween asks for ranges of a history with merges as git does, with all of it in one segment and in two.
func TestBetween(t *testing.T) {
	dir := gittest.Long(t, 300)
	h := openRepository(t, dir)
	index := func(old *Index, exclude []string, tip string) *Index {
		b := NewBuilder(old)
		err := sourceOf(h, exclude, tip)(context.Background(), func(c incident.Commit) error {
			b.Add(c, nil)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return b.Index()
	}
	rev := func(name string) string { return gittest.RunGit(t, dir, "rev-parse", name) }
	whole := index(nil, nil, "main")
	half := rev("main~100")
	parts := index(index(nil, nil, half), []string{half}, "main")
	for _, r := range [][2]string{
		{"main~10", "main"},
		{"main~3", "main"},
		{"main^2", "main"},
		{"main^2", "main~12"},
		{"main", "main"},
		{"main", "main~5"},
		{"main~99", "main~50"},
		{"main~16^2", "main~8^2"},
		{"main~150", "main~90"},
	} {
		want := map[string]bool{}
		for sha := range strings.FieldsSeq(gittest.RunGit(t, dir, "rev-list", r[0]+".."+r[1])) {
			want[sha] = true
		}
		for name, x := range map[string]*Index{"one segment": whole, "two": parts} {
			got, ok := x.Between([]string{rev(r[1])}, []string{rev(r[0])})
			if !ok || !maps.Equal(got, want) {
				t.Errorf("%s..%s in %s: git -, index +:\n%s", r[0], r[1], name, cmp.Diff(want, got))
			}
		}
	}
	if _, ok := whole.Between([]string{rev("main")}, []string{strings.Repeat("12", 20)}); ok {
		t.Error("a commit that the index doesn't hold was taken")
	}
	elsewhere := strings.Repeat("12", 20)
	if whole.Brought(elsewhere, rev("main")) || whole.Brought(rev("main~1"), elsewhere) || whole.Brought(elsewhere, elsewhere) {
		t.Error("a commit that the index doesn't hold brought something, or was brought")
	}
}
