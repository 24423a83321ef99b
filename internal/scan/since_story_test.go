package scan

import (
	"strings"

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
	{"… and the other only indented it", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of brass", "wire")})
		r.Commit("hall: in line", gittest.Files{"hall.c": strings.ReplaceAll(text("hall", "lamp", "dimmer of brass", "wire"), "this", "\tthis")})
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text("oil", "lock")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
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
	{"… of which nothing is named, and each wrote the lines of the one before anew", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of brass")})
		b := r.Commit("hall: a longer dimmer", gittest.Files{"hall.c": text("hall", "dimmer of steel", "wire", "switch", "knob")})
		c := r.Commit("hall: dim slower", gittest.Files{"hall.c": text("hall", "dimmer of wood", "wire", "switch", "knob")})
		x := r.Commit("Revert all changes to the hall", gittest.Files{"hall.c": text("hall", "lamp")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, b, b, c, a)}
	}},
	{"… and what follows the one that is named is a trifle", verified, nil, func(r *gittest.Repo) []string {
		lines := []string{"hall", "lamp", "dimmer", "wire", "switch", "knob", "lead", "plug", "fuse"}
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text(append(lines, "kob")...)})
		b := r.Commit("hall: a letter", gittest.Files{"hall.c": text(append(lines, "knob of brass")...)})
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp")})
		y := r.Commit("hall: a dimmer again\n\nThis reverts commit "+x+".", gittest.Files{"hall.c": text(append(lines, "knob of brass")...)})
		c := r.Commit("hall: another letter", gittest.Files{"hall.c": text(append(lines, "knob of wood")...)})
		z := r.Commit("Revert \"hall: a dimmer again\"", gittest.Files{"hall.c": text("hall", "lamp")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
			line(z, incident.Revert, incident.ReasonAgain, a, y, c),
		}
	}},
	{"… the one named being a revert, what puts it back is a reapply", verified, nil, func(r *gittest.Repo) []string {
		lines := []string{"hall", "lamp", "dimmer", "wire", "switch", "knob", "lead", "plug", "fuse"}
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text(lines...)})
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp for now")})
		b := r.Commit("hall: a letter", gittest.Files{"hall.c": text("hall", "lamp of now")})
		y := r.Commit("Dim the hall\n\nThis reverts commit "+x+".", gittest.Files{"hall.c": text(lines...)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a), line(y, incident.Reapply, incident.ReasonReland, a, x, b)}
	}},
	{"… and the greater part of what is named stays", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text("door")})
		a := r.Commit("door: a bell", gittest.Files{"door.c": text("door", "bell", "wire", "switch", "knob", "gong", "lead", "plug", "fuse")})
		r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "knob", "plug")})
		r.Commit("hall: a lead will do", gittest.Files{"hall.c": text("hall", "lamp", "lead")})
		x := r.Commit("Revert \"door: a bell\"", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text("door", "bell", "wire", "switch", "knob", "gong")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a file is gone, and what is named had not made it", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text("door")})
		r.Commit("door: a bell", gittest.Files{"door.c": text("door", "bell")})
		r.Commit("door: a gong", gittest.Files{"door.c": text("door", "gong")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "switch", "knob", "lead", "plug", "fuse")})
		x := r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": gittest.Delete})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a file is gone, which what is named had made", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("door: a bell", gittest.Files{"door.c": text("door", "bell", "wire", "switch", "knob"), "hall.c": text("hall", "lamp", "bell")})
		b := r.Commit("door: a letter", gittest.Files{"door.c": text("door", "bell", "wire", "switch", "knob of brass")})
		x := r.Commit("Revert \"door: a bell\"", gittest.Files{"door.c": gittest.Delete, "hall.c": text("hall", "lamp")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b)}
	}},
	{"… by a merge that is named", verified, nil, func(r *gittest.Repo) []string {
		start := r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		r.Branch("bell", start)
		r.Switch("bell")
		r.Commit("door: a bell", gittest.Files{"door.c": text("door", "bell", "wire", "switch", "knob")})
		r.Commit("hall: hear the bell", gittest.Files{"hall.c": text("hall", "lamp", "bell")})
		r.Switch("main")
		a := r.Merge("Merge pull request #7 from ada/bell\n\nA bell at the door", "bell")
		b := r.Commit("door: a letter", gittest.Files{"door.c": text("door", "bell", "wire", "switch", "knob of brass")})
		x := r.Commit("Revert \"Merge pull request #7 from ada/bell\"\n\nThis reverts commit "+a+", reversing\nchanges made to "+start+".",
			gittest.Files{"door.c": gittest.Delete, "hall.c": text("hall", "lamp")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a, b)}
	}},
	{"… and the one in between had put a part back, which stays", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "switch", "knob", "lead", "plug", "fuse")})
		a := r.Commit("hall: no more than a lamp", gittest.Files{"hall.c": text("hall", "lamp")})
		r.Commit("hall: with a fuse", gittest.Files{"hall.c": text("hall", "lamp", "fuse")})
		x := r.Commit("Revert \"hall: no more than a lamp\"", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "switch", "knob", "lead", "plug", "fuse")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
}
