package trace

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// besideAnother makes a change of many lines, most of which go before the rest is taken back, and a smaller one of another file that is taken back with it.
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

// TestIsFound holds how much of a commit is undone, where the message doesn't name it, for that to be meant: the less, the less else was done.
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
