package scan

import (
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// secondStories are those of a second change that is taken back by a revert that names neither.
var secondStories = []story{
	{"a second change, whole, in another file that changed since", verified, nil, func(r *gittest.Repo) []string {
		a, b := twoChanges(r, 0)
		x := r.Commit("Roll back the evening", gittest.Files{"hall.c": text("one"), "lamp.c": text("one", "plug")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b)}
	}},
	{"… of which a third stays", verified, nil, func(r *gittest.Repo) []string {
		a, _ := twoChanges(r, 0)
		x := r.Commit("Roll back the evening", gittest.Files{"hall.c": text("one"), "lamp.c": text("one", "shade", "plug")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… beside as much that is new", verified, nil, func(r *gittest.Repo) []string {
		a, _ := twoChanges(r, 0)
		x := r.Commit("Roll back the evening", gittest.Files{"hall.c": text("one"), "lamp.c": text("one", "plug", "bright", "brighter")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… whose lines are those of the first", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("one"), "lamp.c": text("one")})
		b := r.Commit("lamp: dim it", gittest.Files{"lamp.c": text("one", "dim", "dimmer", "dimmest")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest", "dark")})
		r.Commit("lamp: a plug", gittest.Files{"lamp.c": text("one", "dim", "dimmer", "dimmest", "plug")})
		x := r.Commit("Roll back the evening", gittest.Files{"hall.c": text("one"), "lamp.c": text("one", "plug")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b)}
	}},
	{"… made months before", verified, nil, func(r *gittest.Repo) []string {
		a, _ := twoChanges(r, linesNear)
		x := r.Commit("Roll back the evening", gittest.Files{"hall.c": text("one"), "lamp.c": text("one", "plug")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
}

// twoChanges makes two changes, so long apart, and a third of the file of one of them.
func twoChanges(r *gittest.Repo, apart time.Duration) (a, b string) {
	r.Commit("start", gittest.Files{"hall.c": text("one"), "lamp.c": text("one")})
	b = r.Commit("lamp: a shade", gittest.Files{"lamp.c": text("one", "shade", "foot", "bulb")})
	a = r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest", "dark")}, gittest.At(r.Now().Add(apart+time.Hour)))
	elsewhere(r, 1) // so that a walk that leaps comes past the older of the two
	r.Commit("lamp: a plug", gittest.Files{"lamp.c": text("one", "shade", "foot", "bulb", "plug")})
	return a, b
}
