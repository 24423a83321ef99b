package scan

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// pickStories are those of which among several candidates is meant.
var pickStories = []story{
	{"a change, and the merge that brought it into a topic", verified, nil, func(r *gittest.Repo) []string {
		dimmer := strings.Fields("1 2 3 4 5 6 7 8")
		r.Commit("start", gittest.Files{"hall.c": text("zero")})
		r.Branch("topic", r.Head())
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text(append([]string{"zero"}, dimmer...)...)})
		r.Switch("topic")
		r.Commit("hall: a shade", gittest.Files{"hall.c": text("shade", "zero")})
		r.Merge("Merge branch 'main' into topic", "main")
		x := r.Commit("Revert the change of the hall", gittest.Files{"hall.c": text("shade", "zero")})
		r.Switch("main")
		r.Merge("Merge pull request #9 from ada/topic", "topic")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"less than half of what its SHA names and all of a neighbour, and nothing else", verified, nil, func(r *gittest.Repo) []string {
		dimmer := strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12")
		r.Commit("start", gittest.Files{"hall.c": text("zero")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text(append([]string{"zero"}, dimmer...)...)})
		r.Commit("hall: a brighter dimmer", gittest.Files{"hall.c": text(append([]string{"zero", "bright"}, dimmer...)...)})
		x := r.Commit("Revert too much dimming\n\nThis reverts commit "+a+".", gittest.Files{"hall.c": text(append([]string{"zero"}, dimmer[4:]...)...)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"of those that are listed only what is taken back", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "dim")})
		b := r.Commit("lamp: a shade", gittest.Files{"lamp.c": text("zero", "shade")})
		x := r.Commit("Revert the dimmer and the shade\n\nThis reverts commits "+a+" and "+b+".", gittest.Files{"hall.c": text("zero")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"what is listed, and taken back in part, before what content finds", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "1", "2", "3", "4", "5", "6", "7", "8")})
		b := r.Commit("lamp: a shade", gittest.Files{"lamp.c": text("zero", "a", "b", "c", "d", "e", "f", "g", "h")})
		x := r.Commit("Revert the dimmer\n\nThis reverts commit "+a+".", gittest.Files{"hall.c": text("zero", "1", "2", "3", "4", "5", "6"), "lamp.c": text("zero")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b)}
	}},
	{"two are listed, of which the lines of one have changed before its file stands again as it did", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "dim", "dimmer")})
		b := r.Commit("lamp: a shade", gittest.Files{"lamp.c": text("zero", "1", "2", "3")})
		c := r.Commit("lamp: another shade", gittest.Files{"lamp.c": text("zero", "4", "5", "6")})
		x := r.Commit("Revert the dimmer and the shade\n\nThis reverts commits "+a+" and "+b+".", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b, c)}
	}},
	{"of those that are listed the main thing first, whatever landed last", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "1", "2", "3", "4", "5", "6", "7", "8")})
		b := r.Commit("lamp: fit for the dimmer", gittest.Files{"lamp.c": text("zero", "dim")})
		x := r.Commit("Revert the dimmer\n\nThis reverts commit "+b+".\nThis reverts commit "+a+".", gittest.Files{"hall.c": text("zero"), "lamp.c": text("zero")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b)}
	}},
}
