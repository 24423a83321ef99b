package scan

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// itselfStories are those of what takes back a revert that its words hardly told.
var itselfStories = []story{
	{"a named commit that calls itself a revert is taken back", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "two", "three")})
		elsewhere(r, 2)
		x := r.Commit("Temporarily revert lamp dimmers", r.Inverse(a))
		y := r.Commit("Lamps once more\n\nThis reverts commit "+x+".", r.Inverse(x))
		return []string{line(x, incident.Revert, incident.ReasonPrecaution, a, a), line(y, incident.Reapply, incident.ReasonReland, a, x)}
	}},
	{"… of which the words say that it goes back to something", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "two", "three")})
		elsewhere(r, 2)
		x := r.Commit("Revert to old lamps of ours", r.Inverse(a))
		y := r.Commit("Lamps once more\n\nThis reverts commit "+x+".", r.Inverse(x))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a), line(y, incident.Revert, incident.ReasonAgain, a, x)}
	}},
	{"… by the name of its branch", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "two", "three")})
		elsewhere(r, 2)
		r.Branch("topic", r.Head())
		r.Switch("topic")
		r.Commit("hall: as bright as before", r.Inverse(a))
		r.Commit("hall: a word on it", gittest.Files{"notes": text("bright")})
		r.Switch("main")
		before := r.Head()
		m := r.Merge("Merge pull request #12 from ada/revert-dimmer\n\nBright halls", "topic")
		y := r.Commit("Lamps once more\n\nThis reverts commit "+m+", reversing changes made to "+before+".", r.Inverse(m))
		return []string{line(m, incident.Revert, incident.ReasonPrecaution, a, a), line(y, incident.Reapply, incident.ReasonReland, a, m)}
	}},
	{"what a body says of itself that it reverts is not here, and what it follows up is", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "one", "two", "three")})
		elsewhere(r, 2)
		r.Commit("hall: mend the wire\n\nThis reverts commit "+strings.Repeat("ab", 20)+".\n\nFollow-up to "+a, gittest.Files{"hall.c": text("hall", "one", "two", "three", "wire")})
		return nil
	}},
}
