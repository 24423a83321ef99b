package scan

import (
	"fmt"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// repeatStories are those of a revert that is done a second time though nothing was put back.
var repeatStories = []story{
	{"a revert that is picked onto another branch, which lands too", verified, nil, func(r *gittest.Repo) []string {
		a, x, y, _ := takenOutTwice(r, false)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a), line(y, incident.Revert, incident.ReasonCopy, a, a)}
	}},
	{"… after it was put back", verified, nil, func(r *gittest.Repo) []string {
		a, x, y, back := takenOutTwice(r, true)
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a), line(back, incident.Reapply, incident.ReasonReland, a, x),
			line(y, incident.Revert, incident.ReasonAgain, a, a),
		}
	}},
	{"a revert on the same line, before which nobody saw it put back", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("zero")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "one", "two")})
		elsewhere(r, 2)
		message := "Take the dimmer out\n\nThis reverts commit " + a + "."
		x := r.Commit(message, gittest.Files{"hall.c": text("zero")})
		more := gittest.Files{"hall.c": text("zero", "one", "two")}
		for i := range 9 {
			more[fmt.Sprint("room", i, ".c")] = text("door", "lamp", "wire", fmt.Sprint("room ", i))
		}
		r.Commit("rooms", more)
		y := r.Commit(message, gittest.Files{"hall.c": text("zero")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a), line(y, incident.Revert, incident.ReasonAgain, a, a)}
	}},
	{"a revert that finds nothing left to take back", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "two")})
		elsewhere(r, 2)
		x := r.Revert(a)
		y := r.Commit("Revert \"hall: a dimmer\" (#12)\n\nThis reverts commit "+a+".", nil)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a), line(y, incident.Revert, incident.ReasonCopy, a, a)}
	}},
}

// takenOutTwice makes a change and two reverts of it on two lines of history that are merged, and in between, if asked
// to, what puts it back on the line of the first.
func takenOutTwice(r *gittest.Repo, putBack bool) (a, x, y, back string) {
	r.Commit("start", gittest.Files{"hall.c": text("zero")})
	a = r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "one", "two")})
	elsewhere(r, 2)
	r.Branch("topic", r.Head())
	message := "Take the dimmer out\n\nThis reverts commit " + a + "."
	x = r.Commit(message, gittest.Files{"hall.c": text("zero")})
	if putBack {
		back = r.Revert(x)
	}
	y = r.Commit(message, gittest.Files{"hall.c": text("zero")}, gittest.On("topic"))
	r.Switch("main")
	r.Merge("Merge branch 'topic'", "topic")
	return a, x, y, back
}
