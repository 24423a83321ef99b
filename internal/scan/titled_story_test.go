package scan

import (
	"fmt"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// mergedUnder merges a branch of commits, each of a file of so many lines and the first under a subject, under the
// title of a pull request, and takes back all that it brought under that title alone.
func mergedUnder(r *gittest.Repo, title, subject string, sizes ...int) (brought []string, merge, x string) {
	r.Commit("start", gittest.Files{"main.c": text("start")})
	r.Branch("lamp", r.Head())
	r.Switch("lamp")
	for i, size := range sizes {
		var lines []string
		for n := range size {
			lines = append(lines, fmt.Sprint(i, n))
		}
		brought = append(brought, r.Commit(subject, gittest.Files{fmt.Sprint(i, ".c"): text(lines...)}))
		subject = "wires"
	}
	r.Switch("main")
	merge = r.Merge("Merge pull request #7 from ada/lamp\n\n"+title, "lamp")
	r.Commit("stairs: a rail", gittest.Files{"stairs.c": text("rail")})
	return brought, merge, r.Commit("Revert \""+title+"\"", r.Inverse(merge))
}

// titledStories are those in which a revert quotes the title of a pull request.
var titledStories = []story{
	{"a pull request's title, which one of its commits has too", verified, nil, func(r *gittest.Repo) []string {
		brought, merge, x := mergedUnder(r, "lamps for the hall", "lamps for the hall", 7, 4)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, merge, merge, brought[0], brought[1])}
	}},
	{"… which none of its commits has", verified, nil, func(r *gittest.Repo) []string {
		brought, merge, x := mergedUnder(r, "lamps for the hall", "more lamps", 60, 1)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, merge, merge, brought[0], brought[1])}
	}},
	{"… nor those of another one of that title before", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("older", r.Head())
		r.Switch("older")
		r.Commit("old lamps", gittest.Files{"old.c": text("a", "b")})
		r.Switch("main")
		r.Merge("Merge pull request #3 from ada/older\n\nlamps for the hall", "older")
		brought, merge, x := mergedUnder(r, "lamps for the hall", "more lamps", 60, 1)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, merge, merge, brought[0], brought[1])}
	}},
	{"… of its only commit", verified, nil, func(r *gittest.Repo) []string {
		brought, _, x := mergedUnder(r, "lamps for the hall", "more lamps", 7)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, brought[0], brought[0])}
	}},
	{"… which has the title and is all of it", verified, nil, func(r *gittest.Repo) []string {
		brought, _, x := mergedUnder(r, "lamps for the hall", "lamps for the hall", 7)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, brought[0], brought[0])}
	}},
	{"… which has the title and is nearly all of it", verified, nil, func(r *gittest.Repo) []string {
		brought, _, x := mergedUnder(r, "lamps for the hall", "lamps for the hall", 60, 1)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, brought[0], brought[0])}
	}},
	{"… where only that commit is taken back", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("lamp", r.Head())
		r.Switch("lamp")
		a := r.Commit("lamps for the hall", gittest.Files{"lamp.c": text("a", "b")})
		r.Commit("wires", gittest.Files{"wires.c": text("c", "d")})
		r.Switch("main")
		r.Merge("Merge pull request #7 from ada/lamp\n\nlamps for the hall", "lamp")
		return []string{opened(r.Commit("Revert \"lamps for the hall\"", gittest.Files{"lamp.c": "", "stairs.c": text("rail")}), a)}
	}},
	{"what two people did in a day under one title each, the last commit by a machine", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start")})
		pull := func(where string) (a, merge, format string) {
			r.Branch(where, r.Head())
			r.Switch(where)
			a = r.Commit("Brighten every lamp of the "+where, gittest.Files{where + "/lamp.c": text("a", "b", "c", "d", "e", "f")}, ada)
			format = r.Commit("Format "+where, gittest.Files{where + "/wires.c": text("g", "h")}, gittest.Author("robot of "+where, where+"@example.org"))
			r.Switch("main")
			return a, r.Merge("Merge pull request #7 from ada/"+where+"\n\nBrighten every lamp of the "+where, where), format
		}
		a, m, f := pull("hall")
		b, n, g := pull("stairs")
		x := r.Commit("Revert \"Brighten every lamp of the stairs\"", r.Inverse(n), grace)
		r.Commit("door: a bell", gittest.Files{"door.c": text("bell")})
		y := r.Commit("Revert \"Brighten every lamp of the hall\"", r.Inverse(m), grace)
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, n, n, b, g),
			line(y, incident.Revert, incident.ReasonSeries, n, m, a, f),
		}
	}},
}
