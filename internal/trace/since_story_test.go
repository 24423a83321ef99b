package trace

import (
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// sinceStories are of files that stand again as they stood before several commits.
var sinceStories = []story{
	{"a file stands again as it stood before two changes, of which one is named", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of brass", "wire")})
		b := r.Commit("hall: dim slower", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of steel", "wire")})
		elsewhere(r, 1)
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b)}
	}},
	{"… and the other had been taken back before", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of brass", "wire")})
		b := r.Commit("hall: dim slower", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of steel", "wire")})
		y := r.Revert(b, gittest.Author("Ben Tester", "ben@example.org"))
		c := r.Commit("hall: oil", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of brass", "wire", "oil")})
		elsewhere(r, 90)
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp")})
		return []string{line(y, incident.Revert, incident.ReasonLandedRevert, b, b), line(x, incident.Revert, incident.ReasonLandedRevert, a, a, c)}
	}},
	{"… and a merge brought what is named", verified, nil, func(r *gittest.Repo) []string {
		r.Branch("topic", r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")}))
		r.Switch("topic")
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of brass", "wire")})
		r.Switch("main")
		r.Merge("Merge pull request #7 from ada/dimmer\n\nDim the hall", "topic")
		b := r.Commit("hall: dim slower", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of steel", "wire")})
		elsewhere(r, 1)
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b)}
	}},
}
