package trace

import (
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestLiveOnABranch holds that what stood on a branch, and was undone there, is told to have stood so long as it did
// there: one merge brought both.
func TestLiveOnABranch(t *testing.T) {
	r := gittest.New(t)
	start := r.Commit("start", gittest.Files{"main.c": text("start")})
	r.Branch("next", start)
	pull := func(number, branch string, change func()) time.Time {
		r.Branch(branch, r.Rev("next"))
		r.Switch(branch)
		change()
		r.Switch("next")
		at := r.Now()
		r.Merge("Merge pull request #"+number+" from ada/"+branch, branch, gittest.At(at))
		return at
	}
	var a, x string
	dim := pull("7", "dimmer", func() { a = r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "two", "three")}) })
	pull("8", "stairs", func() { r.Commit("stairs: light", gittest.Files{"stairs.c": text("light")}) })
	lit := pull("9", "undo", func() { x = r.Revert(a) })
	elsewhere(r, 9)
	r.Switch("main")
	landed := r.Now()
	r.Merge("Merge pull request #10 from ada/next", "next", gittest.At(landed))
	f := scanAll(t, r, verified).Findings[0]
	if f.SHA != x || f.Reason != string(incident.ReasonLandedRevert) {
		t.Fatalf("%+v", f)
	}
	if !f.LandedAt.Equal(landed) || !f.UndoneAt.Equal(lit) || f.Live(f.Offending[0]) != lit.Sub(dim) {
		t.Errorf("landed %s, undone %s, stood for %s instead of %s", f.LandedAt, f.UndoneAt, f.Live(f.Offending[0]), lit.Sub(dim))
	}
}
