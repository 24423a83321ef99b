package scan

import (
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// saidStories are those of what a message says of its own commit, under a subject about something else.
var saidStories = []story{
	{"what a body says it reverts, whose file has moved", verified, nil, func(r *gittest.Repo) []string {
		a, x := movedAndUndone(r, "hall: light for all\n\nThis reverts commit {a}.")
		return []string{opened(x, a)}
	}},
	{"… by which something is mended", verified, nil, func(r *gittest.Repo) []string {
		a, x := movedAndUndone(r, "hall: light for all\n\nThe stairs were too dark. This commit lights them by reverting {a}.")
		return []string{opened(x, a)}
	}},
	{"… and what a body names beside what others did", verified, nil, func(r *gittest.Repo) []string {
		movedAndUndone(r, "hall: light for all\n\nThe stairs were lit by reverting {a}.")
		return nil
	}},
	{"what a body says it undoes, taken out by hand", verified, nil, func(r *gittest.Repo) []string {
		a, x := saidByHand(r, "cache: count under the lock\n\nThis change reverts the way of counting of #12.", time.Hour)
		return []string{opened(x, a)}
	}},
	{"… by an item of a list of what a branch did", verified, nil, func(r *gittest.Repo) []string {
		a, x := saidByHand(r, "cache: count under the lock (#15)\n\n* count under the lock\n\n* revert #12\n\n* a test", time.Hour)
		return []string{opened(x, a)}
	}},
	{"… by the one before its sentence", verified, nil, func(r *gittest.Repo) []string {
		a, x := saidByHand(r, "cache: count under the lock\n\nSince #12 some calls are counted twice. This change reverts that, and locks.", time.Hour)
		return []string{opened(x, a)}
	}},
	{"… months after", verified, nil, func(r *gittest.Repo) []string {
		saidByHand(r, "cache: count under the lock\n\nThis change reverts the way of counting of #12.", linesNear+48*time.Hour)
		return nil
	}},
	{"… that is another commit, to which no lines lead", verified, nil, func(r *gittest.Repo) []string {
		saidByHand(r, "cache: count under the lock\n\nThis change reverts the way of counting of #11.", time.Hour)
		return nil
	}},
	{"what a subject names, beside a trifle that content finds", verified, nil, func(r *gittest.Repo) []string {
		lines := strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen")
		r.Commit("start", gittest.Files{"door.c": text("door"), "hall.c": text(lines...)})
		a := r.Commit("hall: a dimmer for the stairs (#12)", gittest.Files{"hall.c": text(append(lines, "dim", "dimmer", "dimmest")...)})
		r.Commit("door: a bell", gittest.Files{"door.c": text("door", "bell")})
		x := r.Commit("Revert part of #12 and light the hall", gittest.Files{"door.c": text("door"), "hall.c": text(append(lines, "dim", "dimmer", "dimmest", "bright", "brighter", "brightest", "light", "lighter")...)})
		return []string{opened(x, a)}
	}},
	{"… with the title of what it follows up", verified, nil, func(r *gittest.Repo) []string {
		saidByHand(r, "more tests for \"cache: expose how full it is\" (#15)\n\n* revert #12\n\n* cache: expose how full it is, with tests", time.Hour)
		return nil
	}},
}

// movedAndUndone makes a change whose lines are taken out again after they moved into another file, under a message in
// which {a} stands for its SHA.
func movedAndUndone(r *gittest.Repo, message string) (a, x string) {
	lines := strings.Fields("one two three four five six seven eight")
	dim := append(strings.Fields("dim dimmer dimmest"), lines...)
	r.Commit("start", gittest.Files{"hall.c": text(lines...)})
	a = r.Commit("hall: a dimmer for the stairs", gittest.Files{"hall.c": text(dim...)})
	r.Commit("hall: now in the house", gittest.Files{"hall.c": gittest.Delete, "house/lights.c": text(dim...), "house/doors.c": text("door")})
	return a, r.Commit(strings.ReplaceAll(message, "{a}", a), gittest.Files{"house/lights.c": text(lines...)})
}

// saidByHand makes a change with a number, of which a later one says that it undoes it, with other lines in their place.
func saidByHand(r *gittest.Repo, message string, later time.Duration) (a, x string) {
	r.Commit("lexer: faster (#11)", gittest.Files{"lexer.c": text("faster")})
	_, a, byHand := toBeTakenOut(r, "cache: expose how full it is (#12)")
	return a, r.Commit(message, byHand, after(r, later))
}
