package checklist

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWording(t *testing.T) {
	for text, want := range map[string][]string{
		"This was human error.":                                           {"1 human error"},
		"Human\nerror.":                                                   {"1 Human error"},
		"one\n\ntwo\nHe should've seen it":                                {"4 should've"},
		"She couldn’t have known":                                         {"1 couldn’t have"},
		"You **forgot** it, obviously":                                    {"1 forgot", "1 obviously"},
		"# Whose fault is it?":                                            {"1 Whose fault"},
		"- [ ] Be more careful":                                           {"1 Be more careful"},
		"| a |\n|---|\n| careless |":                                      {"3 careless"},
		"Mira failed to test it":                                          {"1 failed to"},
		"The build failed to start":                                       nil,
		"The old cache could have expired":                                nil,
		"It could have been much worse":                                   nil,
		"We should have a check, and they could have access":              nil,
		"They should have had a check":                                    {"1 should have"},
		"The lazy loading of a dumb-http client, done lazily":             nil,
		"He was lazy":                                                     {"1 was lazy"},
		"He got lazy":                                                     {"1 got lazy"},
		"A lazy developer merged it after a lazy review":                  {"1 lazy developer", "1 lazy review"},
		"That was\nplain lazy, and lazy of them":                          {"2 plain lazy", "2 lazy of"},
		"Lazy evaluation in a lazy iterator; we just got lazy loading":    nil,
		"It gently names wording that blames, and words which blame":      nil,
		"He blames the wording":                                           {"1 blames"},
		"git-blame, blame.ignoreRevsFile, culprit-finder, a/obviously.go": nil,
		"Blame-free, and obviously. Then":                                 {"1 obviously"},
		"`prune` failed to start; the function didn't check it":           nil,
		"Mira didn't check it":                                            {"1 didn't check"},
		"the root cause":                                                  {"1 root cause"},
		"We use `git blame` and git blame a lot, blamelessly":             nil,
		"The blame is ours":                                               {"1 blame"},
		"> He should have known":                                          nil,
		"`should have`":                                                   nil,
		"```\nshould have\n```":                                           nil,
		"    should have":                                                 nil,
		"<div>should have</div>":                                          nil,
		"[a](https://x.example/should-have)":                              nil,
		"She said “he should have known” and went":                        nil,
		`"obviously" is a word we avoid`:                                  nil,
		"a default fault, segfault, page fault":                           nil,
		"should `x` have":                                                 nil,
		"shoulder haves":                                                  nil,
		"What made it look right at the time?":                            nil,
		"Why did you merge this?":                                         {"1 Why did you"},
		"intro \\* failed\\_x and he forgot":                              {"1 forgot"},
	} {
		var got []string
		for _, n := range Wording(text) {
			got = append(got, strconv.Itoa(n.Line)+" "+n.Word)
			if n.Suggestion == "" || !strings.HasSuffix(n.String(), ".") {
				t.Errorf("%q: no suggestion in %q", text, n.String())
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}

// What ownup itself says would pass its own check.
func TestOurOwnWording(t *testing.T) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) < 10 {
		t.Fatal("the golden files are not there")
	}
	for _, name := range append(files, "templates/incident.md.tmpl", "templates/message.md.tmpl", "../../README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range Wording(string(text)) {
			t.Errorf("%s:%d: %s", name, n.Line, n)
		}
	}
}

func TestWordingOfAFlood(t *testing.T) {
	if n := len(Wording(strings.Repeat("obviously careless\n\n", 50_000))); n != maxNotes {
		t.Errorf("%d notes", n)
	}
}

func FuzzWording(f *testing.F) {
	f.Add("You should have\nknown, “he forgot” `x` obviously\n> careless")
	f.Add("0\robviously")
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + 1
		for _, n := range Wording(text) {
			if n.Line < 1 || n.Line > lines {
				t.Errorf("line %d of %d", n.Line, lines)
			}
		}
	})
}
