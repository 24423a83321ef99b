package scan

import (
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// pullsInto returns what makes a change on a branch and merges it as a pull request, and tells when.
func pullsInto(r *gittest.Repo, base string) func(number, branch string, change func()) time.Time {
	return func(number, branch string, change func()) time.Time {
		r.Branch(branch, r.Rev(base))
		r.Switch(branch)
		change()
		r.Switch(base)
		at := r.Now()
		r.Merge("Merge pull request #"+number+" from ada/"+branch, branch, gittest.At(at))
		return at
	}
}

// TestLiveOnABranch holds that what stood on a branch, and was undone there, is told to have stood so long as it did
// there: one merge brought both.
func TestLiveOnABranch(t *testing.T) {
	r := gittest.New(t)
	start := r.Commit("start", gittest.Files{"main.c": text("start")})
	r.Branch("next", start)
	pull := pullsInto(r, "next")
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

// TestLandsOnASharedBranch holds that what comes to main with a branch that others have too had landed there, by the
// merge of its own.
func TestLandsOnASharedBranch(t *testing.T) {
	r := gittest.New(t)
	start := r.Commit("start", gittest.Files{"main.c": text("start")})
	r.Branch("develop", start)
	pull := pullsInto(r, "develop")
	var a string
	dim := pull("7", "dimmer", func() { a = r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "two", "three")}) })
	undone := pull("8", "undo", func() { r.Revert(a) })
	r.Switch("main")
	r.Merge("Merge branch 'develop'", "develop")
	f := scanAll(t, r, verified).Findings[0]
	if !f.LandedAt.Equal(undone) || len(f.Offending) != 1 || !f.Offending[0].LandedAt.Equal(dim) {
		t.Errorf("it landed at %s instead of %s, and undoes %+v, which landed at %s", f.LandedAt, undone, f.Offending, dim)
	}
}

// TestLiveOnBoth holds that what had landed before a branch was merged, on which it was undone with a change of that
// branch, is told to have stood until the merge.
func TestLiveOnBoth(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"main.c": text("start")})
	old := r.Now()
	b := r.Commit("stairs: light", gittest.Files{"stairs.c": text("light", "lamp", "switch")}, gittest.At(old))
	r.Branch("next", b)
	r.Branch("dimmer", b)
	r.Switch("dimmer")
	a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "two", "three")})
	r.Switch("next")
	r.Merge("Merge pull request #7 from ada/dimmer", "dimmer")
	r.Branch("undo", r.Rev("next"))
	r.Switch("undo")
	r.Commit("Revert both lamps\n\nThis reverts commit "+a+".\n\nThis reverts commit "+b+".", gittest.Files{"hall.c": gittest.Delete, "stairs.c": gittest.Delete})
	r.Switch("next")
	r.Merge("Merge pull request #9 from ada/undo", "undo")
	elsewhere(r, 9)
	r.Switch("main")
	landed := r.Now()
	r.Merge("Merge pull request #10 from ada/next", "next", gittest.At(landed))
	f := scanAll(t, r, verified).Findings[0]
	if len(f.Offending) != 2 || !f.UndoneAt.IsZero() {
		t.Fatalf("%+v", f)
	}
	for _, o := range f.Offending {
		if got := f.Live(o); o.SHA == b && got != landed.Sub(old) {
			t.Errorf("it stood for %s instead of %s", got, landed.Sub(old))
		}
	}
}
