package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
	many := gittest.Files{".f38": numbered(3800, 3820)} // more than are read
	for i := range renameReads + 16 {
		many[fmt.Sprintf("f%02d.js", i)] = numbered(100*i, 100*i+20)
	}
	delete(many, "f38.js")
	for _, c := range []struct {
		name   string
		before gittest.Files
		after  gittest.Files // with the former ones deleted
		want   string
	}{
		{"moved unchanged", gittest.Files{"a.c": numbered(0, 20), "b.c": numbered(0, 19)}, gittest.Files{"new.c": numbered(0, 20)}, "a.c"},
		{"moved and changed", gittest.Files{"x/a.c": numbered(0, 20), "b.c": numbered(50, 70)}, gittest.Files{"new.c": numbered(0, 15)}, "x/a.c"},
		{"of two alike, the same name", gittest.Files{"x/a.c": numbered(0, 20), "x/b.c": numbered(0, 20)}, gittest.Files{"y/b.c": numbered(0, 21)}, "x/b.c"},
		{"of many, another ending", many, gittest.Files{"f39.ts": numbered(3900, 3919)}, "f39.js"},
		{"of many, another folder and ending", many, gittest.Files{"src/.f38": numbered(3800, 3819)}, ".f38"},
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

// TestFixThatRenames is that a fix which renames a file besides answers for what it changed there, and not for every
// line of it.
func TestFixThatRenames(t *testing.T) {
	hullo := strings.Replace(numbered(0, 40), "line 20\n", "hullo\n", 1)
	for name, c := range map[string]struct {
		fix  gittest.Files // of a.txt, where one wrote 40 lines and another "hello" in place of line 20, and of aside.txt
		want []string      // who, and what is said of them
	}{
		"renamed and changed": {
			gittest.Files{"a.txt": gittest.Delete, "b/a.txt": hullo},
			[]string{"hello: It wrote 1 line that the fix deletes or changes: a.txt:21."},
		},
		"renamed altogether, beside what is new": {
			gittest.Files{"a.txt": gittest.Delete, "b.md": hullo, "c.txt": numbered(100, 140)},
			[]string{"hello: It wrote 1 line that the fix deletes or changes: a.txt:21."},
		},
		"taken apart: the larger part counts": {
			gittest.Files{"a.txt": gittest.Delete, "b.txt": numbered(21, 40), "c.txt": numbered(0, 20) + numbered(21, 36)},
			[]string{"start: It wrote 4 lines that the fix deletes or changes: a.txt:37–40.", "hello: It wrote 1 line that the fix deletes or changes: a.txt:21."},
		},
		"moved as it is": {
			gittest.Files{"a.txt": gittest.Delete, "b.txt": "", "aside.txt": "aside\n"},
			[]string{"start: It wrote 39 lines that the fix moves elsewhere: a.txt:1–20, 22–40.", "hello: It wrote 1 line that the fix moves elsewhere: a.txt:21."},
		},
		"moved as it is, beside what is taken out": {
			gittest.Files{"a.txt": gittest.Delete, "b.txt": "", "aside.txt": "elsewhere\n"},
			[]string{"aside: It wrote 1 line that the fix deletes or changes: aside.txt:1."},
		},
		"taken out for good": {
			gittest.Files{"a.txt": gittest.Delete, "b.txt": numbered(100, 140)},
			[]string{"start: It wrote 39 lines that the fix deletes or changes: a.txt:1–20, 22–40.", "hello: It wrote 1 line that the fix deletes or changes: a.txt:21."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := gittest.New(t)
			r.Commit("aside", gittest.Files{"aside.txt": "aside\n"})
			r.Commit("start", gittest.Files{"a.txt": numbered(0, 40)})
			hello := strings.Replace(numbered(0, 40), "line 20\n", "hello\n", 1)
			r.Commit("hello", gittest.Files{"a.txt": hello})
			for path, text := range c.fix {
				if text == "" {
					c.fix[path] = hello
				}
			}
			fix := r.Commit("mend it", c.fix)
			got, err := Fix(t.Context(), openRepository(t, r.GitDir), fix, FixOptions{})
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, o := range got {
				if strings.Contains(o.Detail[0], "that the fix") {
					said = append(said, o.Subject+": "+o.Detail[0])
				}
			}
			slices.Sort(said)
			slices.Sort(c.want)
			if diff := cmp.Diff(c.want, said); diff != "" {
				t.Error(diff)
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
