package trace

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

var update = flag.Bool("update", false, "write the golden file anew")

// TestAspectsOfAStory holds the numbers by which commits are weighed, and how probable these make them. What they weigh
// was fitted to numbers that were reckoned in this way: whoever changes one on purpose fits the weights anew
// (docs/accuracy.md).
func TestAspectsOfAStory(t *testing.T) {
	const lamp = `#include "lamp.h"

/* Sets the light of a lamp. */
int lamp_set(struct lamp *lamp, int light)
{
	if (!lamp)
		return -1;
	lamp->light = light;
	lamp_draw(lamp, light);
	return 0;
}

/* Puts a lamp out. */
void lamp_out(struct lamp *lamp)
{
	lamp->light = 0;
	lamp_free(lamp->bulb);
}
`
	r := gittest.New(t)
	anna, ben := gittest.Author("Anna", "anna@example.org"), gittest.Author("Ben", "ben@example.org")
	days := func(n int) gittest.Option { return gittest.At(gittest.Start.AddDate(0, 0, n)) }
	path := "hall/lamp.c"
	at := func(old, new string) gittest.Files {
		text := r.Files(r.Head())[path]
		if strings.Count(text, old) != 1 {
			t.Fatalf("%q stands %d times in\n%s", old, strings.Count(text, old), text)
		}
		return gittest.Files{path: strings.Replace(text, old, new, 1)}
	}
	r.Commit("hall: add a lamp", gittest.Files{path: lamp, "hall/lamp.h": "struct lamp;\nint lamp_set(struct lamp *lamp, int light);\n"}, anna, days(0))
	r.Commit("hall: support a dimmer\n\nThe light is dimmed by as much as the dimmer says.", gittest.Files{
		path: strings.Replace(lamp, "\tlamp_draw(lamp, light);", "\tlight = light * dimmer_share(lamp->dimmer) / DIMMER_WHOLE;\n\tlamp_draw(lamp, light);", 1),
		// The name is brought here, and in another folder.
		"hall/dimmer.h": "#define DIMMER_WHOLE 100\nint dimmer_share(struct dimmer *dimmer);\n", "door/dimmer.h": "int dimmer_share(struct dimmer *dimmer);\n",
	}, ben, days(400))
	r.Commit("hall: rename the bulb", at("lamp_free(lamp->bulb)", "lamp_free(lamp->lit)"), anna, days(700), gittest.AuthoredAt(gittest.Start.AddDate(0, 0, 690)))
	r.Commit("hall: drop the check for a lamp", at("\tif (!lamp)\n\t\treturn -1;\n", ""), ben, days(900))
	r.Commit("door: allow two keys", gittest.Files{"door/key.c": "int keys = 2;\n", "hall/lamp.h": "struct lamp;\nstruct dimmer;\nint lamp_set(struct lamp *lamp, int light);\n"}, ben, days(950))
	r.Commit("hall: fix the light of the dimmer", at("lamp_draw(lamp, light);", "lamp_draw(lamp, light + 1);"), anna, days(990))
	r.Commit("Revert \"hall: show the lamp\"", at("/* Puts a lamp out. */\n", "/* Puts a lamp out, and its bulb. */\n"), ben, days(995))
	tip := r.Head()

	var got strings.Builder
	h := openRepository(t, r.GitDir)
	for _, c := range []struct{ message, old, new string }{
		{"hall: fix crash of a lamp that is null", "\tlamp->light = light;\n", "\tif (!lamp)\n\t\treturn -1;\n\tlamp->light = light;\n"},
		{"hall: correct the light of the dimmer", "light + 1", "light - 1"},
		{"hall: build with the dimmer", "\tlamp->light = 0;\n", "\tlamp->light = 0 * DIMMER_WHOLE;\n\tdimmer_share(lamp->dimmer);\n"},
		{"hall: typo in a comment", "and its bulb", "and its light"},
		{"hall: check the bulb before it is freed", "\tlamp_free(lamp->lit);\n", "\tif (lamp->lit)\n\t\tlamp_free(lamp->lit);\n"},
	} {
		files := at(c.old, c.new)
		fix := r.Commit(c.message, files, anna, days(1000), gittest.Parents(tip))
		s, err := SampleFix(t.Context(), h, fix)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%s\n", c.message)
		var numbers [][]float64
		for _, commit := range s.Commits {
			numbers = append(numbers, commit.Numbers)
		}
		probable := Weigh(s.OnlyAdds, numbers)
		for k, commit := range s.Commits {
			fmt.Fprintf(&got, "  %.3f %s\n", probable[k], commit.Subject)
			for i, name := range Aspects() {
				if x := commit.Numbers[i]; x != 0 {
					fmt.Fprintf(&got, "    %-28s %.3g\n", name, x)
				}
			}
		}
		r.Branch("main", tip)
		r.Switch("main")
	}
	golden := filepath.Join("testdata", "aspects.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got.String()); d != "" {
		t.Errorf("aspects (-want +got):\n%s", d)
	}
}
