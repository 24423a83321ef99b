package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// A commit that brought a name in another file, and left out a place that should use it, is among the answers.
func TestFixAsksWhoBroughtItsNames(t *testing.T) {
	for _, folder := range []string{"src/", ""} {
		t.Run("in "+folder, func(t *testing.T) { fixAsksWhoBroughtItsNames(t, folder) })
	}
}

func fixAsksWhoBroughtItsNames(t *testing.T, folder string) {
	r := gittest.New(t)
	r.Commit("parser: read values", gittest.Files{folder + "parser.c": parserC, folder + "parser.h": "struct value;\n", "other/deep.h": "int depth_worst;\n"})
	brought := r.Commit("limit the depth of values", gittest.Files{folder + "limits.h": "/* Limits. */\n\n#define DEPTH_WORST 8\n"})
	r.Commit("parser: describe values", gittest.Files{folder + "parser.h": "/* A value. */\nstruct value;\n"})
	fixed := strings.Replace(parserC, "\tv->depth =", "\tif (depth > DEPTH_WORST)\n\t\treturn -2;\n\tv->depth =", 1)
	fix := r.Commit("keep to the limit", gittest.Files{folder + "parser.c": fixed})
	got, err := Fix(context.Background(), openRepository(t, r.GitDir), fix, FixOptions{IgnoreMessage: true})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(got, func(o incident.Offending) bool { return o.SHA == brought })
	if at < 0 {
		t.Fatalf("traced to %v, without %s", shasOf(got), brought)
	}
	if want := "It wrote 1 line with what the fix's new lines use (`DEPTH_WORST`): " + folder + "limits.h:3."; !slices.Contains(got[at].Detail, want) {
		t.Errorf("detail %q lacks %q", got[at].Detail, want)
	}
	if len(got) != 2 {
		t.Errorf("traced to %v, want who wrote the function and who brought the name: whoever else changed files beside has nothing to do with it", shasOf(got))
	}
}

func TestHolding(t *testing.T) {
	own, other, common := incident.File{Path: "own.c", ID: "1"}, incident.File{Path: "other.h", ID: "2"}, incident.File{Path: "third.h", ID: "3"}
	wanted := map[string]bool{"here": true, "there": true, "everywhere": true}
	holding := map[string][]place{}
	lookThrough(own, []byte("int a;\nint here(here);\n"), wanted, holding)
	lookThrough(other, []byte("#define there\n#define here there\n"), wanted, holding)
	lookThrough(common, []byte(strings.Repeat("everywhere\n", 100)), wanted, holding)
	t1 := &tracedFile{clueSet: clueSet{clues: []clue{{line: 1, weight: [roleCount]float64{roleAbove: 1}}}}}
	others := askHolding(holding, map[string]*tracedFile{"own.c": t1})
	said := func(t *tracedFile) (out []string) {
		for _, c := range t.clues {
			out = append(out, fmt.Sprintf("%d %v %.1f %.1f", c.line, c.names, c.weight[roleHolds], c.weight[roleAbove]))
		}
		return out
	}
	if d := cmp.Diff([]string{"1 [here] 0.5 1.0"}, said(t1)); d != "" {
		t.Errorf("the fix's own file (-want +got):\n%s", d)
	}
	if len(others) != 1 || others[0].change.Path != "other.h" {
		t.Fatalf("%d files beside, want other.h alone", len(others))
	}
	if d := cmp.Diff([]string{"0 [there] 0.5 0.0", "1 [here there] 1.0 0.0"}, said(others[0])); d != "" {
		t.Errorf("the file beside (-want +got):\n%s", d)
	}
}

func TestNamesIn(t *testing.T) {
	for line, want := range map[string][]string{
		`if (a_long_name > 10) /* not this_one */`:      {"a_long_name"},
		`log("not \"this\" one", but_this); // no more`: {"but_this"},
		`a = b / total;`: {"total"},
		"":               nil,
	} {
		var got []string
		namesIn([]byte(line), func(name []byte) { got = append(got, string(name)) })
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", line, d)
		}
	}
}
