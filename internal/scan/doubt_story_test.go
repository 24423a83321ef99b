package scan

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// doubtStories are those of what words and contents leave in doubt, and the lines tell.
var doubtStories = []story{
	{"a quoted part of a change, taken out by hand", verified, nil, func(r *gittest.Repo) []string {
		_, a, x := takenOutByHand(r, "cache: expose its usage", "Revert `atomic usage`")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… under words that are not its own", verified, nil, func(r *gittest.Repo) []string {
		_, _, x := takenOutByHand(r, "cache: expose how full it is", "Revert `flag parsing`")
		return []string{line(x, incident.Revert, incident.ReasonUnresolved, x)}
	}},
	{"… by a merge, whose own commits are asked", verified, nil, func(r *gittest.Repo) []string {
		_, _, byHand := toBeTakenOut(r, "cache: expose its usage")
		r.Branch("topic", r.Head())
		r.Switch("topic")
		r.Commit("cache: lock", gittest.Files{"lock.c": text("lock")})
		r.Commit("cache: count under the lock", byHand)
		r.Switch("main")
		m := r.Merge("Revert `atomic usage`", "topic")
		return []string{line(m, incident.Revert, incident.ReasonUnresolved, m)}
	}},
	{"… that another commit is named for", verified, nil, func(r *gittest.Repo) []string {
		other, _, x := takenOutByHand(r, "cache: expose its usage", "Revert `atomic usage`\n\nThis reverts commit %s.")
		return []string{line(x, incident.Revert, incident.ReasonUnsure, other, other)}
	}},
	{"a part of a change, taken out by hand under plain words", verified, nil, func(r *gittest.Repo) []string {
		_, a, x := takenOutByHand(r, "cache: expose its usage", "Revert usage on failure")
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… with a test that is much longer", verified, nil, func(r *gittest.Repo) []string {
		_, a, byHand := toBeTakenOut(r, "cache: expose its usage")
		byHand["tests/cache.c"] = numbered(200)
		x := r.Commit("Revert usage on failure", byHand)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… of a change to many other files", verified, nil, func(r *gittest.Repo) []string {
		everywhere := gittest.Files{}
		for n := range 120 {
			everywhere[fmt.Sprintf("unit%d.c", n)] = text("unit", "usage")
		}
		_, a, byHand := toBeTakenOut(r, "cache: expose its usage", everywhere)
		x := r.Commit("Revert usage on failure", byHand)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… months after", verified, nil, func(r *gittest.Repo) []string {
		_, _, byHand := toBeTakenOut(r, "cache: expose its usage")
		r.Commit("cache: a note", gittest.Files{"cache.c": r.Files(r.Head())["cache.c"] + text("note")}, gittest.At(r.Now().Add(linesNear+48*time.Hour)))
		r.Commit("Revert usage on failure", gittest.Files{"cache.c": byHand["cache.c"] + text("note")})
		return nil
	}},
	{"… under words that are also said of what a program does", verified, nil, func(r *gittest.Repo) []string {
		takenOutByHand(r, "cache: expose its usage", "Undo usage on failure")
		return nil
	}},
	{"lines that lead to what has no word of the subject", verified, nil, func(r *gittest.Repo) []string {
		calls, rest := strings.Fields("open close read write flush evict resize walk stat trim seek sync"), strings.Fields("usage_now usage_then usage_most usage_least usage_mean usage_total usage_share")
		cache := func(lines ...string) gittest.Files {
			return gittest.Files{"cache.c": text(slices.Concat([]string{"struct cache {", "int size;"}, lines, []string{"};"}, calls)...)}
		}
		r.Commit("start", cache())
		elsewhere(r, 2)
		r.Commit("door: wider 0", cache("a"))
		r.Commit("door: wider 1", cache("a", "b"))
		r.Commit("usage", cache(append([]string{"a", "b", "atomic usage;", "add(usage, n);", "return load(usage);"}, rest...)...))
		x := r.Commit("Revert `flag parsing`", cache(append([]string{"a", "b", "int usage;", "lock();", "usage += n;", "unlock();", "return usage;"}, rest...)...))
		return []string{line(x, incident.Revert, incident.ReasonUnresolved, x)}
	}},
	{"a part of what is named, in its files and by hand", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("one"), "lamp.c": text("one")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest"), "lamp.c": text("one", "lamp")})
		b := r.Commit("lamp: a shade", gittest.Files{"lamp.c": text("one", "lamp", "shade"), "shade.c": text("shade")})
		x := r.Commit("Partially revert "+incident.Short(a), gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest", "bright", "brighter", "brightest")})
		y := r.Commit("Partially revert "+incident.Short(b), gittest.Files{"door.c": text("two", "dim"), "wire.c": text("wire"), "lamp.c": text("one", "lamp", "shade", "foot")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonUnsure, b, b), // one of its three files
		}
	}},
	{"a file of many stands again as it did", verified, nil, func(r *gittest.Repo) []string {
		long := strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20")
		base := r.Commit("start", gittest.Files{"hall.c": text("one"), "lamp.c": text("one"), "wire.c": text("one")})
		r.Branch("topic", base)
		r.Switch("topic")
		a := r.Commit("hall: brighter", gittest.Files{"hall.c": text(long...), "lamp.c": text("one", "lamp"), "wire.c": text("two")})
		r.Commit("door: wider", gittest.Files{"door.c": text("wide")})
		r.Switch("main")
		r.Merge("Merge branch 'topic'", "topic")
		x := r.Commit("Reverted the change to the lamp", gittest.Files{"lamp.c": text("one")})
		r.Commit("wire: as it was, so that no transaction is undone", gittest.Files{"wire.c": text("one")}) // faint words
		r.Commit("hall: longer", gittest.Files{"hall.c": text(append(long, "21", "22", "23")...), "lamp.c": text("two"), "wire.c": text("three")})
		r.Commit("Reverted the lamp", gittest.Files{"lamp.c": text("one"), "wire.c": text("three", "four", "five")}) // and more
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a part of what a plain subject names", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("one")})
		a := r.Commit("hall: a dimmer (#12)", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest"), "lamp.c": text("lamp", "shade", "foot")})
		x := r.Commit("Revert checks from #12", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest", "unchecked")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a part of what the body names, under a plain subject", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest"), "lamp.c": text("lamp", "shade", "foot")})
		x := r.Commit("Revert to bright halls\n\nCommit "+a+" made them dim.", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest", "bright")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a part of what the body says it reverts", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest"), "lamp.c": text("lamp", "shade", "foot")})
		x := r.Commit("hall: bright again\n\nThis partially reverts "+a+".", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest", "bright")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"nothing of what is named beside what a program rolls back", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest"), "lamp.c": text("lamp", "shade", "foot")})
		r.Commit("hall: roll back the dimmer of broken lamps\n\nFixes: "+a+" (\"hall: a dimmer\")", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest", "bright")})
		return nil
	}},
	{"nothing of what a body names beside what it goes back to", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest"), "lamp.c": text("lamp", "shade", "foot")})
		r.Commit("hall: bright again\n\nSince "+a+" halls were dim. This patch reverts to the old behaviour.", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest", "bright")})
		return nil
	}},
	{"nothing of what had reverted", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest"), "lamp.c": text("lamp", "shade", "foot")})
		r.Commit("Revert the names of the halls\n\nThey were reverted by "+a+" but for one.", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest", "bright")})
		return nil
	}},
	{"… of the first commit of all, which brought everything", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("cache: count its usage", gittest.Files{"cache.c": text(append(strings.Fields("open close read write flush evict resize walk stat trim seek sync"), "atomic usage;", "add(usage, n);")...)})
		elsewhere(r, 2)
		x := r.Commit("Revert `usage`", gittest.Files{"cache.c": text(append(strings.Fields("open close read write flush evict resize walk stat trim seek sync"), "int usage;", "lock();")...)})
		return []string{line(x, incident.Revert, incident.ReasonUnresolved, x)}
	}},
}

// takenOutByHand makes a change, among others of the same file, and a later one that takes a few of its lines out and
// puts others in their place, under a message in which %s stands for the SHA of a commit to another file.
func takenOutByHand(r *gittest.Repo, change, undoing string) (other, a, x string) {
	other, a, byHand := toBeTakenOut(r, change)
	return other, a, r.Commit(strings.ReplaceAll(undoing, "%s", other), byHand)
}

// toBeTakenOut makes the change, to further files too, and returns what the file is without those lines.
func toBeTakenOut(r *gittest.Repo, change string, further ...gittest.Files) (other, a string, byHand gittest.Files) {
	calls := strings.Fields("open close read write flush evict resize walk stat trim seek sync")
	with := func(known int, lines ...string) gittest.Files {
		usage := "usage_now usage_then usage_most usage_least usage_mean usage_total usage_share"
		if len(lines) > 0 {
			lines = append(lines, strings.Fields(usage)...)
		}
		return gittest.Files{"cache.c": text(slices.Concat([]string{"struct cache {", "int size;"}, lines, []string{"};"}, calls[:known])...)}
	}
	atomic := []string{"atomic usage;", "add(usage, n);", "return load(usage);"}
	half := len(calls) / 2
	other = r.Commit("lexer: slow", gittest.Files{"lexer.c": text("slow")})
	for n := range half {
		r.Commit("cache: know how to "+calls[n], with(n+1))
	}
	changed := with(half, atomic...)
	for _, files := range further {
		maps.Copy(changed, files)
	}
	a = r.Commit(change, changed)
	for n := half; n < len(calls); n++ {
		r.Commit("cache: know how to "+calls[n], with(n+1, atomic...))
	}
	return other, a, with(len(calls), "int usage;", "lock();", "usage += n;", "unlock();", "return usage;")
}
