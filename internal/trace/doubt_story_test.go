package trace

import (
	"slices"
	"strings"

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
	{"… that another commit is named for", verified, nil, func(r *gittest.Repo) []string {
		other, _, x := takenOutByHand(r, "cache: expose its usage", "Revert `atomic usage`\n\nThis reverts commit %s.")
		return []string{line(x, incident.Revert, incident.ReasonUnsure, other, other)}
	}},
	{"… of the first commit of all, which brought everything", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("cache: count its usage", gittest.Files{"cache.c": text(append(strings.Fields("open close read write flush evict resize walk stat trim seek sync"), "atomic usage;", "add(usage, n);")...)})
		elsewhere(r, 2)
		x := r.Commit("Revert `usage`", gittest.Files{"cache.c": text(append(strings.Fields("open close read write flush evict resize walk stat trim seek sync"), "int usage;", "lock();")...)})
		return []string{line(x, incident.Revert, incident.ReasonUnresolved, x)}
	}},
}

// takenOutByHand makes a change, among others of the same file, and a later one that takes a few of its lines out and puts others in their place, under a
// message in which %s stands for the SHA of what came before the change.
func takenOutByHand(r *gittest.Repo, change, undoing string) (before, a, x string) {
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
	for n := range half {
		before = r.Commit("cache: know how to "+calls[n], with(n+1))
	}
	a = r.Commit(change, with(half, atomic...))
	for n := half; n < len(calls); n++ {
		r.Commit("cache: know how to "+calls[n], with(n+1, atomic...))
	}
	x = r.Commit(strings.ReplaceAll(undoing, "%s", before), with(len(calls), "int usage;", "lock();", "usage += n;", "unlock();", "return usage;"))
	return before, a, x
}
