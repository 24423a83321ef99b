package scan

import (
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// besideAnother makes a change of many lines, most of which go before the rest is taken back, and a smaller one of
// another file that is taken back with it.
func besideAnother(r *gittest.Repo, message string, more ...string) (changed, shorter, other, x string) {
	lines := strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20")
	r.Commit("start", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
	changed = r.Commit("hall: a dimmer for every lamp", gittest.Files{"hall.c": text(append([]string{"zero"}, lines...)...)})
	other = r.Commit("lamp: a shade", gittest.Files{"lamp.c": text(append([]string{"zero", "shade"}, more...)...)})
	shorter = r.Commit("hall: shorter", gittest.Files{"hall.c": text("zero", "1", "2")})
	return changed, shorter, other, r.Commit(strings.NewReplacer("{a}", changed, "{b}", other).Replace(message), gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
}

// claimStories are those of what is named, and of when that is enough not to look for anything else.
var claimStories = []story{
	{"a file stands as before what a subject names, which is half of what is done", verified, nil, func(r *gittest.Repo) []string {
		a, shorter, b, x := besideAnother(r, "Revert \"hall: a dimmer for every lamp\"", "bulb")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, shorter, b)}
	}},
	{"… which is a trifle of what is done", verified, nil, func(r *gittest.Repo) []string {
		_, shorter, b, x := besideAnother(r, "Revert \"hall: a dimmer for every lamp\"", "bulb", "foot", "wire", "plug", "fuse", "switch", "cord")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, b, b, shorter)}
	}},
	{"… what a SHA names, beside another that is not undone", verified, nil, func(r *gittest.Repo) []string {
		c := r.Commit("door: a bell", gittest.Files{"door.c": text("bell")})
		a, shorter, _, x := besideAnother(r, "Revert the dimmer\n\nThis reverts commits {a} and "+c+".", "bulb", "foot", "wire", "plug", "fuse", "switch", "cord")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, shorter)}
	}},
	{"a seventh of what is done is what its subject names", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "dim")})
		b := r.Commit("lamp: a shade", gittest.Files{"lamp.c": text("zero", "a", "b", "c", "d", "e", "f")})
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b)}
	}},
	{"one of two files, by far the smaller", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "dim"), "lamp.c": text(strings.Fields("zero 1 2 3 4 5 6 7 8 9 10 11 12 13 14")...)})
		x := r.Commit("Revert \"hall: a dimmer\"\n\nThis reverts commit "+a+".", gittest.Files{"hall.c": text("zero", "new"), "door.c": text("bell"), "stairs.c": text("rail"), "roof.c": text("tile")})
		return []string{line(x, incident.Revert, incident.ReasonUnsure, a, a)}
	}},
	{"two of three files, by far the smaller", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero"), "made.c": text("zero")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "dim"), "lamp.c": text("zero", "shade"), "made.c": text(strings.Fields("zero 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20")...)})
		x := r.Commit("Revert \"hall: a dimmer\"\n\nThis reverts commit "+a+".", gittest.Files{
			"hall.c": text("zero", "new"), "lamp.c": text("zero", "new"), "door.c": text("bell"), "stairs.c": text("rail"), "roof.c": text("tile"),
		})
		return []string{opened(x, a)}
	}},
	{"what is not here any more, of a release", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start")})
		x := r.Commit("Revert \"Release 1.2.0\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.", gittest.Files{"version.c": text("version 1.1")})
		return []string{line(x, incident.Revert, incident.ReasonUnresolved, x)}
	}},
	{"named by the commit that it was picked from, with nothing compared", Options{}, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer\n\n(cherry picked from commit 0123456789abcdef0123456789abcdef01234567)", gittest.Files{"hall.c": text("dim")})
		x := r.Commit("Revert a dimmer\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.", r.Inverse(a))
		return []string{opened(x, a)}
	}},
	{"what was picked from what is named is not meant", Options{Verify: true, Tip: "main"}, []string{"main", "v1"}, func(r *gittest.Repo) []string {
		r.Branch("v1", r.Commit("start", gittest.Files{"main.c": text("start")}))
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("dim")})
		r.Commit("hall: a dimmer for 1.0\n\n(cherry picked from commit "+a+")", gittest.Files{"hall.c": text("dim")}, gittest.On("v1"))
		r.Switch("main")
		x := r.Commit("Revert the dimmer\n\nThis reverts commit "+a+".", r.Inverse(a))
		return []string{opened(x, a)}
	}},
	{"a reapply puts back no more than what it says, whatever changed the file since", verified, nil, func(r *gittest.Repo) []string {
		lines := []string{"hall", "lamp", "dimmer", "wire", "switch", "knob", "lead", "plug", "fuse"}
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text(lines...)})
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp for now")})
		r.Commit("hall: a letter", gittest.Files{"hall.c": text("hall", "lamp of now")})
		y := r.Commit("Reapply \"hall: a dimmer\"\n\nThis reverts commit "+x+".", gittest.Files{"hall.c": text(lines...)})
		return []string{opened(x, a), line(y, incident.Reapply, incident.ReasonReland, a, x, a)}
	}},
	{"a file of two that another changed stands as before, and the other does not", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text("door")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of brass", "wire")})
		r.Commit("hall: dim slower", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of steel", "wire"), "door.c": text(strings.Fields("door 1 2 3 4 5 6 7 8")...)})
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text(strings.Fields("door 1 2 3 4 5 6 7 8 bell")...)})
		return []string{opened(x, a)}
	}},
	{"picked to another branch without a word", Options{Verify: true, Tip: "main"}, []string{"main", "v1"}, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("dim")})
		r.Branch("v1", a)
		written := r.Now()
		x := r.Revert(a, gittest.AuthoredAt(written))
		r.Switch("v1")
		y := r.Revert(a, gittest.AuthoredAt(written))
		r.Switch("main")
		return []string{opened(x, a), line(y, incident.Revert, incident.ReasonCopy, a, a)}
	}},
	{"two merges of one second that both say so are no copies", Options{Verify: true, Tip: "main"}, []string{"main", "v1"}, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("dim")})
		r.Branch("v1", a)
		at := r.Now().Add(100 * time.Hour)
		undo := func(branch string) string {
			r.Branch("undo-"+branch, r.Head())
			r.Switch("undo-" + branch)
			r.Commit("hall: dark, "+branch, gittest.Files{"hall.c": gittest.Delete})
			r.Commit("door: shut, "+branch, gittest.Files{"door.c": text(branch)})
			r.Switch(branch)
			r.Commit("attic: a mat, "+branch, gittest.Files{"attic.c": text(branch, base)})
			return r.Merge("Revert \"hall: a dimmer\"\n\nThis reverts commit "+a+".", "undo-"+branch, gittest.At(at))
		}
		x := undo("main")
		r.Switch("v1")
		y := undo("v1")
		r.Switch("main")
		return []string{opened(x, a), line(y, incident.Revert, incident.ReasonAgain, a, a)}
	}},
	{"the first of a series came back as it was, and was documentation", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("docs: tell of the hall", gittest.Files{"docs/hall.md": text("hall", "lamp")})
		b := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("dim")})
		x, y := r.Revert(a), r.Revert(b, after(r, time.Minute))
		back := r.Revert(x)
		return []string{
			line(x, incident.Revert, incident.ReasonDocs, a, a), line(y, incident.Revert, incident.ReasonLandedRevert, a, b), line(back, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"the same said twice of one change, on one branch", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("dim")})
		written := r.Now()
		x := r.Revert(a, gittest.AuthoredAt(written))
		y := r.Commit("Revert \"hall: a dimmer\"\n\nThis reverts commit "+a+".", gittest.Files{"door.c": text("bell")}, gittest.AuthoredAt(written))
		return []string{opened(x, a), line(y, incident.Revert, incident.ReasonCopy, a, a)}
	}},
	{"the same said on two branches, each of its own", Options{Verify: true, Tip: "main"}, []string{"main", "v1"}, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("v1", base)
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("dim")})
		written := r.Now()
		x := r.Revert(a, gittest.AuthoredAt(written))
		r.Switch("v1")
		b := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("dim", "by hand")})
		y := r.Revert(b, gittest.AuthoredAt(written))
		r.Switch("main")
		return []string{opened(x, a), line(y, incident.Revert, incident.ReasonCopy, a, b)}
	}},
	{"hotfixes that mend more than their own pull request brought, or nothing", Options{Verify: true, Tip: "main"}, []string{"main", "open"}, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start"), "lamp.c": text("lamp")})
		r.Branch("2.7", base)
		r.Branch("topic", base)
		r.Switch("2.7")
		r.Commit("door: a bell", gittest.Files{"door.c": text("bell")})
		x := r.Commit("hotfix: the bell", gittest.Files{"door.c": text("bell", "rope")})
		r.Switch("main")
		r.Commit("lamp: brighter", gittest.Files{"lamp.c": text("lamp", "bright")})
		r.Switch("topic")
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		r.Merge("Merge branch 'main' into topic", "main")
		y := r.Commit("hotfix: the lamp", gittest.Files{"lamp.c": text("lamp", "not so bright")})
		z := r.Commit("hotfix: build it again", nil)
		r.Switch("main")
		r.Merge("Merge branch '2.7'", "2.7")
		r.Merge("Merge pull request #7 from ada/topic", "topic")
		r.Branch("open", r.Head())
		r.Switch("open")
		r.Commit("stairs: a rail", gittest.Files{"stairs.c": text("rail")})
		w := r.Commit("hotfix: the rail", gittest.Files{"stairs.c": text("rail", "knob")})
		r.Switch("main")
		return []string{
			line(x, incident.Hotfix, incident.ReasonHotfix, x), line(y, incident.Hotfix, incident.ReasonHotfix, y), line(z, incident.Hotfix, incident.ReasonHotfix, z),
			line(w, incident.Hotfix, incident.ReasonNeverLanded, w),
		}
	}},
	{"of two files that another changed one stands as before, and of the other most is gone", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text("door")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of brass", "wire", "plug", "knob", "fuse")})
		b := r.Commit("hall: dim slower", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of steel", "wire", "plug", "knob", "fuse"), "door.c": text("door", "gong", "rope")})
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text("door", "bell")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b)}
	}},
	{"a merge that tells of the revert of what it brought itself", verified, nil, func(r *gittest.Repo) []string {
		r.Branch("topic", r.Commit("start", gittest.Files{"main.c": text("start")}))
		r.Switch("topic")
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("dim")})
		x := r.Revert(a)
		r.Commit("door: a bell", gittest.Files{"door.c": text("bell")})
		r.Switch("main")
		m := r.Merge("Merge pull request #7 from ada/topic\n\nRevert \"hall: a dimmer\"\n\nThis reverts commit "+a+".", "topic")
		return []string{line(x, incident.Revert, incident.ReasonSamePull, a, a), line(m, incident.Revert, incident.ReasonUnsure, a, a)}
	}},
}

// TestIsFound holds how much of a commit is undone, where the message doesn't name it, for that to be meant: the less,
// the less else was done.
func TestIsFound(t *testing.T) {
	for _, tt := range []struct {
		o              Overlap
		words, inPlain bool // whether it is meant by whatever words, and by plain ones
	}{
		{Overlap{Undone: 0.5, Own: 0.1}, true, true},
		{Overlap{Undone: 0.45, Own: 0.5}, false, true},
		{Overlap{Undone: 0.45, Own: 0.45}, false, false},
		{Overlap{Undone: 0.35, Own: 0.75}, false, false},
		{Overlap{Undone: 0.35, Own: 0.85}, false, true},
		{Overlap{Undone: 0.25, Own: 0.85}, false, false},
		{Overlap{Undone: 0.05, Own: 0.05, Part: true}, false, true},
	} {
		for plain, want := range map[bool]bool{false: tt.words, true: tt.inPlain} {
			w := &worded{Finding: detect.Finding{Strength: detect.Likely}}
			w.Titled = plain
			if w.Plain() != plain {
				t.Fatal("what makes words plain has changed")
			}
			if got := w.isFound(tt.o); got != want {
				t.Errorf("%+v, plain %v: %v", tt.o, plain, got)
			}
		}
	}
}
