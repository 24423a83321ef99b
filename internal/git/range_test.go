package git

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

func TestRangeLikeGit(t *testing.T) {
	g := tangle(t, 41, 40)
	merge := strings.Fields(g.Git("log", "--merges", "--format=%H"))[0]
	root := strings.Fields(g.Git("log", "--max-parents=0", "--format=%H"))[0]
	r := open(t, g.Dir)
	for text, git := range map[string]string{
		"":                  "HEAD",
		"side":              "side",
		"main..side":        "main..side",
		"side..":            "side..",
		"..side":            "..side",
		"HEAD~3..HEAD~1":    "HEAD~3..HEAD~1",
		"^side":             "side..HEAD",
		"HEAD^!":            "HEAD^!",
		merge + "^!":        merge + "^!",
		root + "^!":         root + "^!",
		"HEAD^-":            "HEAD^-",
		merge + "^-2":       merge + "^-2",
		":/change 1..?":     ":/change 1..?",
		"HEAD~9..:/^change": "HEAD~9..:/^change",
	} {
		got := []string{}
		asked, err := r.Range(t.Context(), text)
		if err != nil || asked.Limited != (!strings.HasPrefix(text, ":/") && (strings.Contains(text, "..") || strings.Contains(text, "^"))) {
			t.Errorf("%q: %+v, %v", text, asked, err)
			continue
		}
		_, err = r.Log(t.Context(), LogOptions{Include: []string{asked.Tip}, Exclude: asked.Without}, func(c incident.Commit) error {
			got = append(got, c.SHA)
			return nil
		})
		if diff := cmp.Diff(strings.Fields(g.Git("rev-list", git)), got); diff != "" || err != nil {
			t.Errorf("%q: %v\n%s", text, err, diff)
		}
	}
	for text, words := range map[string]string{
		"main...side": "three dots", "^side^!": "in a form", "main^@": "in a form", "main..side^-": "in a form",
		"a..b..c": "in a form", "^nothing": "check the spelling", "main^-9": "parent",
	} {
		_, err := r.Range(t.Context(), text)
		kind := incident.Usage
		if text == "^nothing" || text == "main^-9" {
			kind = incident.NotFound
		}
		wantProblem(t, err, kind, words)
	}
}

// The commit at the end of a shallow history has no parents to leave out.
func TestRangeOfOneInShallowClone(t *testing.T) {
	g := gittest.New(t)
	g.Commit("one", nil)
	two := g.Commit("two", nil)
	g.Write("shallow", two+"\n")
	if asked, err := open(t, g.Dir).Range(t.Context(), "HEAD^!"); err != nil || asked.Tip != two || len(asked.Without) > 0 {
		t.Errorf("%+v, %v", asked, err)
	}
}
