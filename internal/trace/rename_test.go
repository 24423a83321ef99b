package trace

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

func numbered(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

func TestRenamedFrom(t *testing.T) {
	for _, c := range []struct {
		name   string
		before gittest.Files
		after  gittest.Files // with the former ones deleted
		want   string
	}{
		{"moved unchanged", gittest.Files{"a.c": numbered(0, 20), "b.c": numbered(0, 19)}, gittest.Files{"new.c": numbered(0, 20)}, "a.c"},
		{"moved and changed", gittest.Files{"x/a.c": numbered(0, 20), "b.c": numbered(50, 70)}, gittest.Files{"new.c": numbered(0, 15)}, "x/a.c"},
		{"of two alike, the same name", gittest.Files{"x/a.c": numbered(0, 20), "x/b.c": numbered(0, 20)}, gittest.Files{"y/b.c": numbered(0, 21)}, "x/b.c"},
		{"something else", gittest.Files{"a.c": numbered(0, 20)}, gittest.Files{"a.h": numbered(100, 120)}, ""},
		{"too little left", gittest.Files{"a.c": numbered(0, 20)}, gittest.Files{"b.c": numbered(15, 35)}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := gittest.New(t)
			parent := r.Commit("before", c.before)
			after := gittest.Files{}
			for path := range c.before {
				after[path] = gittest.Delete
			}
			var path string
			for path = range c.after {
				after[path] = c.after[path]
			}
			sha := r.Commit("after", after)
			h := openRepository(t, r.GitDir)
			id, err := h.PathID(context.Background(), sha, path)
			if err != nil {
				t.Fatal(err)
			}
			got, err := renamedFrom(context.Background(), h, version{sha, path, id}, parent)
			if err != nil {
				t.Fatal(err)
			}
			if got.path != c.want {
				t.Errorf("renamed from %q, want %q", got.path, c.want)
			}
		})
	}
}

func FuzzAlikeness(f *testing.F) {
	f.Add([]byte("a\nb\n"), []byte("a\n"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		ab, ba := alikeness(countLines(a), len(a), b), alikeness(countLines(b), len(b), a)
		if ab < 0 || ab > 1 || ba < 0 || ba > 1 {
			t.Fatalf("likeness of %q and %q: %v and %v", a, b, ab, ba)
		}
		if len(a) > 0 && alikeness(countLines(a), len(a), a) != 1 {
			t.Fatalf("%q is not like itself", a)
		}
	})
}
