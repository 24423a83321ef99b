package scan

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestRoutine is that hotfixes are no incidents where a project calls so many of its changes so, as long as it does,
// but for what a branch of that name brings.
func TestRoutine(t *testing.T) {
	r := gittest.New(t)
	base := r.Commit("start", gittest.Files{"main.c": text("start")})
	r.Branch("hotfix/door", base)
	var want []string
	add := func(c string, reason incident.Reason) { want = append(want, line(c, incident.Hotfix, reason, c)) }
	hotfix := func(n int) string {
		return r.Commit(fmt.Sprintf("[hotfix] Oil lamp %d", n), gittest.Files{fmt.Sprintf("lamp%d.c", n): text("oil")})
	}
	for n := range routineShare {
		add(hotfix(n), incident.ReasonHotfix)
	}
	add(hotfix(routineShare), incident.ReasonRoutine)
	r.Switch("hotfix/door")
	r.Commit("door: ring", gittest.Files{"door.c": text("ring")})
	r.Switch("main")
	add(r.Merge("Merge branch 'hotfix/door'", "hotfix/door"), incident.ReasonHotfix)
	elsewhere(r, routineSpan-routineShare-1) // with the merge before it, and eight hotfixes
	add(hotfix(100), incident.ReasonRoutine)
	add(hotfix(101), incident.ReasonRoutine)
	elsewhere(r, 2)
	add(hotfix(102), incident.ReasonHotfix)
	got := scanAll(t, r, verified)
	if d := cmp.Diff(want, linesOf(got)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	for _, c := range got.Chains {
		if f := c.Findings[0]; f.Reason == string(incident.ReasonRoutine) && f.Detail != "So are 8 of the 200 changes before it." {
			t.Errorf("%q", f.Detail)
		}
	}
}
