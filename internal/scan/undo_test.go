package scan

import (
	"math"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// roles is a list whose items have a line in common.
func roles(names ...string) string {
	var s strings.Builder
	s.WriteString("tasks:\n")
	for _, n := range names {
		s.WriteString("- import_role:\n    name: our-" + n + "\n")
	}
	return s.String()
}

func TestUndo(t *testing.T) {
	tests := []struct {
		name   string
		before gittest.Files // what was there
		named  gittest.Files // what the named commit made of it
		undo   gittest.Files // what the undoing commit made of that
		want   Overlap
	}{
		{"all of it", nil, gittest.Files{"a.c": text("one", "two")}, gittest.Files{"a.c": gittest.Delete}, Overlap{Undone: 1, Own: 1, Back: true}},
		{"nothing of it", nil, gittest.Files{"a.c": text("one")}, gittest.Files{"b.c": text("one")}, Overlap{}},
		{
			"another place in the same file",
			gittest.Files{"a.c": text("one", "two")},
			gittest.Files{"a.c": text("one", "new", "two")},
			gittest.Files{"a.c": text("one", "new", "two", "three")},
			Overlap{},
		},
		{"half", nil, gittest.Files{"a.c": text("one", "two")}, gittest.Files{"a.c": text("one")}, Overlap{Undone: 0.5, Own: 1}},
		{"all, and as much besides", nil, gittest.Files{"a.c": text("one", "two")}, gittest.Files{"a.c": text("three", "four")}, Overlap{Undone: 1, Own: 0.5}},
		{
			"deleted lines put back",
			gittest.Files{"a.c": text("one", "two", "three")},
			gittest.Files{"a.c": text("one")},
			gittest.Files{"a.c": text("one", "two", "three")},
			Overlap{Undone: 1, Own: 1, Back: true},
		},
		{
			"other white space",
			gittest.Files{"a.c": "if (a)\n\tdoes(this);\nend of it\n"},
			gittest.Files{"a.c": "end of it\n"},
			gittest.Files{"a.c": "if (a)\n        does( this );\n\nend of it\n"},
			Overlap{Undone: 1, Own: 1},
		},
		{
			"lines put in another order, and back beside another change",
			gittest.Files{"a.c": text("one", "two", "three", "four", "five")},
			gittest.Files{"a.c": text("three", "four", "one", "two", "five")},
			gittest.Files{"a.c": text("one", "two", "three", "four", "five"), "b.c": text("new")},
			Overlap{Undone: 1, Own: 0.86, Back: true},
		},
		{
			"a block put behind another one, and back",
			gittest.Files{"a.c": "first();\nif (c) {\n\tdoes(it);\n}\nif (a) {\n\tdoes(this);\n}\nif (b) {\n\tdoes(that);\n}\nfinally();\n"},
			gittest.Files{"a.c": "first();\nif (c) {\n\tdoes(it);\n}\nif (b) {\n\tdoes(that);\n}\nif (a) {\n\tdoes(this);\n}\nfinally();\n"},
			gittest.Files{"a.c": "first();\nif (c) {\n\tdoes(it);\n}\nif (a) {\n\tdoes(this);\n}\n\nif (b) {\n\tdoes(that);\n}\n\nfinally();\n"},
			Overlap{Undone: 1, Own: 1},
		},
		{
			"an item of a list moved, and back, where all begin with the same line",
			gittest.Files{"a.yml": roles("defaults", "facts", "validate", "infra")},
			gittest.Files{"a.yml": roles("validate", "defaults", "facts", "infra")},
			gittest.Files{"a.yml": roles("defaults", "facts", "validate", "infra") + "\n"},
			Overlap{Undone: 1, Own: 1},
		},
		{
			"nothing but white space",
			gittest.Files{"a.c": "if (a)\n\tdoes(this);\n"},
			gittest.Files{"a.c": "if (a)\n        does(this);\n"},
			gittest.Files{"a.c": "if (a)\n\tdoes(this);\n", "b.c": text("new")},
			Overlap{Undone: 1, Own: 0.44, Back: true},
		},
		{
			"white space set in a third way",
			gittest.Files{"a.c": "if (a)\n\tdoes(this);\n"},
			gittest.Files{"a.c": "if (a)\n        does(this);\n"},
			gittest.Files{"a.c": "if (a)\n    does(this);\n"},
			Overlap{Undone: 0.5, Own: 0.5},
		},
		{
			"lines put in a third order",
			gittest.Files{"a.c": text("one", "two", "three", "four", "five")},
			gittest.Files{"a.c": text("three", "four", "one", "two", "five")},
			gittest.Files{"a.c": text("three", "four", "five", "one", "two")},
			Overlap{Undone: 0.5, Own: 0.75},
		},
		{"one of two files", nil, gittest.Files{"a.c": text("one"), "b.c": text("two")}, gittest.Files{"a.c": gittest.Delete}, Overlap{Undone: 0.5, Own: 1}},
		{
			"a file that was moved in between",
			gittest.Files{"old/a.c": text("one")},
			gittest.Files{"old/a.c": text("one", "two")},
			gittest.Files{"new/a.c": text("one")},
			Overlap{Undone: 1, Own: 1},
		},
		{"brackets count little", nil, gittest.Files{"a.c": "{\n}\nthis line tells\n"}, gittest.Files{"a.c": "this line tells\n"}, Overlap{Undone: 2. / 12, Own: 1}},
		{"blank lines only", gittest.Files{"a.c": "one line\n"}, gittest.Files{"a.c": "one line\n\n\n"}, gittest.Files{"a.c": "one line\n"}, Overlap{Undone: 1, Own: 1, Back: true}},
		{
			"a mode",
			gittest.Files{"a.sh": "run\n"},
			gittest.Files{"a.sh": gittest.Program + "run\n"},
			gittest.Files{"a.sh": "run\n"},
			Overlap{Undone: 1, Own: 1, Back: true},
		},
		{
			"one of two modes",
			gittest.Files{"a.sh": "run\n", "b.sh": "run\n", "c.sh": "run\n"},
			gittest.Files{"a.sh": gittest.Program + "run\n", "b.sh": gittest.Program + "run\n"},
			gittest.Files{"a.sh": "run\n", "c.sh": gittest.Program + "run\n"},
			Overlap{Undone: 0.5, Own: 0.5},
		},
		{
			"a mode, among what changes contents",
			gittest.Files{"a.sh": "run\n"},
			gittest.Files{"a.sh": gittest.Program + "run\n"},
			gittest.Files{"a.sh": "run\n", "b.c": text("one")},
			Overlap{},
		},
		{
			"no mode",
			gittest.Files{"a.sh": "run\n"},
			gittest.Files{"a.sh": gittest.Program + "run\n"},
			gittest.Files{"a.sh": gittest.Program + "run\n"},
			Overlap{},
		},
		{
			"binary",
			gittest.Files{"a.png": "\x00old"},
			gittest.Files{"a.png": "\x00new", "a.c": text("one")},
			gittest.Files{"a.png": "\x00old"},
			Overlap{Undone: 0.8, Own: 1},
		},
		{"binary, to something else", gittest.Files{"a.png": "\x00old"}, gittest.Files{"a.png": "\x00new"}, gittest.Files{"a.png": "\x00other"}, Overlap{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := gittest.New(t)
			start := gittest.Files{"main.c": text("start")}
			for p, c := range tt.before {
				start[p] = c
			}
			r.Commit("start", start)
			named := r.Commit("named", tt.named)
			if tt.undo["new/a.c"] != "" {
				moved := r.Files(named)["old/a.c"]
				r.Commit("move", gittest.Files{"old/a.c": gittest.Delete, "new/a.c": moved})
			}
			undoing := r.Commit("undoing", tt.undo)
			h := openRepository(t, r.GitDir)
			patch := func(sha string) *patch {
				p, err := newPatch(t.Context(), h, sha)
				if err != nil {
					t.Fatal(err)
				}
				return p
			}
			got, err := patch(undoing).undoes(t.Context(), h, patch(named), 0)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(got.Undone-tt.want.Undone) > 0.01 || math.Abs(got.Own-tt.want.Own) > 0.01 || got.Back != tt.want.Back {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestMoved: a file of the same name in another folder may be the one that moved there, unless that still stands.
func TestMoved(t *testing.T) {
	for _, tt := range []struct {
		name            string
		since           gittest.Files // what became of the first one
		takesBack, does bool          // whether it may be the same file to who takes back what was done, and to who does it again
	}{
		{"it stands as it was left", gittest.Files{"main.c": text("more")}, false, false},
		{"it stands, and has changed", gittest.Files{"old/a.c": text("one", "three")}, true, false},
		{"it is gone", gittest.Files{"old/a.c": gittest.Delete}, true, true},
	} {
		r := gittest.New(t)
		r.Commit("start", gittest.Files{"old/a.c": text("one"), "new/a.c": text("one", "two")})
		named := r.Commit("named", gittest.Files{"old/a.c": text("one", "two")})
		r.Commit("since", tt.since)
		h := openRepository(t, r.GitDir)
		theirs, err := newPatch(t.Context(), h, named)
		if err != nil {
			t.Fatal(err)
		}
		own, err := newPatch(t.Context(), h, r.Commit("own", gittest.Files{"new/a.c": text("one"), "b.c": text("two")}))
		if err != nil {
			t.Fatal(err)
		}
		for dir, want := range map[sense]bool{inverse: tt.takesBack, again: tt.does} {
			if got, err := own.moved(t.Context(), h, theirs, dir); err != nil || got["a.c"] != want || len(got) > 1 {
				t.Errorf("%s: %v, %v, want %t", tt.name, got, err, want)
			}
		}
	}
}

// TestGoneBefore: what a change added and something else took away since, such as a note that went into the list of a
// release, is nothing that its revert left behind; what was changed since is.
func TestGoneBefore(t *testing.T) {
	for _, tt := range []struct {
		name  string
		since gittest.Files
		want  Overlap
	}{
		{"a note that is gone", gittest.Files{"news/a.md": gittest.Delete, "NEWS": text("A")}, Overlap{Undone: 1, Own: 1, Back: true}},
		{"a note that was worded anew", gittest.Files{"news/a.md": text("The lamp is dim.")}, Overlap{Undone: 0.5, Own: 1}},
		{"a note that stands", gittest.Files{"NEWS": text("A")}, Overlap{Undone: 0.5, Own: 1}},
		{"a file that was there before is gone", gittest.Files{"news/a.md": gittest.Delete, "news/b.md": gittest.Delete}, Overlap{Undone: 0.67, Own: 1}},
	} {
		r := gittest.New(t)
		r.Commit("start", gittest.Files{"a.c": text("one"), "b.c": text("start"), "news/b.md": text("start")})
		change := gittest.Files{"a.c": text("one", "two"), "news/a.md": text("The lamp can be dimmed.")}
		if _, both := tt.since["news/b.md"]; both {
			change["news/b.md"] = text("start", "more")
			change["a.c"] = text("one", "two", "three")
		}
		named := r.Commit("named", change)
		r.Commit("since", tt.since)
		undoing := r.Commit("undoing", gittest.Files{"a.c": text("one")})
		h := openRepository(t, r.GitDir)
		own, err := newPatch(t.Context(), h, undoing)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := newPatch(t.Context(), h, named)
		if err != nil {
			t.Fatal(err)
		}
		got, err := own.undoes(t.Context(), h, theirs, 0)
		if err != nil || math.Abs(got.Undone-tt.want.Undone) > 0.01 || math.Abs(got.Own-tt.want.Own) > 0.01 || got.Back != tt.want.Back {
			t.Errorf("%s: got %+v, want %+v (%v)", tt.name, got, tt.want, err)
		}
		if got, err := own.repeats(t.Context(), h, theirs, 0); err != nil || got.Back || got.Undone > 0 {
			t.Errorf("%s: does it again: %+v (%v)", tt.name, got, err)
		}
	}
}

// FuzzLineDelta holds that going from a to b and back takes back all of it, whatever the texts.
func FuzzLineDelta(f *testing.F) {
	f.Add([]byte("one\ntwo\n"), []byte("two\n"))
	f.Add([]byte("a\r\n\n\tb"), []byte("a\n b\n\x00"))
	f.Add([]byte(""), []byte("\n\n\n"))
	f.Add([]byte("one\ntwo\nthree\n"), []byte("three\none\ntwo\n"))
	f.Add([]byte("one\ntwo\nthree\nfour\nfive\n"), []byte("zero\none\nthree\n4\nfive\nsix"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		there, back := newLineDelta(a, b), newLineDelta(b, a)
		if there.full() != back.full() || there.matchedBy(back, inverse) != there.full() {
			t.Errorf("there weighs %d, back %d, of which %d match", there.full(), back.full(), there.matchedBy(back, inverse))
		}
		if there.matchedBy(there, again) != there.full() {
			t.Error("a change is not itself")
		}
		var sum uint64
		eachDifference(a, b, func(x, y []byte) { sum += sumLines(y) - sumLines(x) })
		if sum != sumLines(b)-sumLines(a) {
			t.Error("passing over what is common changes the sum")
		}
	})
}
