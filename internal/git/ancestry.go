package git

import (
	"container/heap"
	"context"
	"maps"
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// nearLimit is how many commits a question about two commits may read before the whole graph is made for it.
const nearLimit = 2000

// isAncestorNear answers by going down from both commits, newest first, until one side has met the other everywhere.
func (r *Repo) isAncestorNear(ctx context.Context, a, b oid) (is, decided bool, err error) {
	const below, both = 2, 3 // bit 0: in a's history, bit 1: in b's
	side := map[oid]uint8{}
	var q walkQueue
	count := 0
	push := func(id oid, s uint8) error {
		if side[id]&s == s {
			return nil
		}
		side[id] |= s
		l, err := r.linksOf(id, true)
		if err != nil {
			return err
		}
		count++
		heap.Push(&q, &walkItem{commit: rawCommit{id: id}, at: l.at, order: count})
		return nil
	}
	if err := push(a, 1); err != nil {
		return false, false, err
	}
	if err := push(b, below); err != nil {
		return false, false, err
	}
	for len(q) > 0 && side[a] != both {
		if err := ctx.Err(); err != nil {
			return false, false, err
		}
		it := heap.Pop(&q).(*walkItem)
		s := side[it.commit.id]
		if s != below && !slices.ContainsFunc(q, func(it *walkItem) bool { return side[it.commit.id] == below }) {
			return false, true, nil
		}
		if r.boundary(it.commit.id) {
			continue
		}
		l, err := r.linksOf(it.commit.id, true)
		if err != nil {
			return false, false, err
		}
		for _, p := range l.parents {
			if err := push(p, s); err != nil {
				return false, false, err
			}
		}
		if count > nearLimit {
			return false, false, nil
		}
	}
	return side[a] == both, true, nil
}

// Containing returns the names of those tips in whose history the commit is, sorted. tips maps a name to the full SHA
// of a commit.
func (r *Repo) Containing(ctx context.Context, sha string, tips map[string]string) ([]string, error) {
	c, err := r.raw(ctx, sha)
	if err != nil {
		return nil, err
	}
	ids := []oid{c.id}
	names := slices.Sorted(maps.Keys(tips))
	for _, name := range names {
		tip, err := r.raw(ctx, tips[name])
		if err != nil {
			return nil, err
		}
		ids = append(ids, tip.id)
	}
	g, err := r.graphOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	numbers := make([]int, len(ids))
	for k, id := range ids {
		numbers[k] = int(g.index.find(g.ids, id))
	}
	found := map[int]bool{}
	for _, i := range g.Containing(numbers[0], numbers[1:]) {
		found[i] = true
	}
	var out []string
	for k, name := range names {
		if found[numbers[k+1]] {
			out = append(out, name)
		}
	}
	return out, nil
}

// MergedBy returns the commit of tip's first-parent line by which sha landed there: the merge that brought it in, or
// sha itself when it stands on the line. A commit that is not in tip's history gives a Problem of kind NotFound.
func (r *Repo) MergedBy(ctx context.Context, sha, tip string) (string, error) {
	x, err := r.raw(ctx, sha)
	if err != nil {
		return "", err
	}
	y, err := r.raw(ctx, tip)
	if err != nil {
		return "", err
	}
	by, ok, err := r.mergedBy(ctx, x.id, y)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", problem(incident.NotFound, nil, "Commit %s is not in the history of %s.", incident.Short(sha), incident.Short(tip))
	}
	return by.String(), nil
}

func (r *Repo) mergedBy(ctx context.Context, id oid, tip rawCommit) (oid, bool, error) {
	g := r.lastGraph()
	if g == nil || !g.hasAll([]oid{id, tip.id}) {
		by, ok, decided, err := r.mergedByNear(ctx, id, tip)
		if decided || err != nil {
			return by, ok, err
		}
		if g, err = r.graphOf(ctx, []oid{id, tip.id}); err != nil {
			return oid{}, false, err
		}
	}
	by, ok := g.Landed(int(g.index.find(g.ids, id)), int(g.index.find(g.ids, tip.id)))
	if !ok {
		return oid{}, false, nil
	}
	return g.ids[by], true, nil
}

// mergedByNear looks along the first-parent line, in steps that double and then halve, for the oldest commit that still
// has id in its history: those before it have not, those after it all have.
func (r *Repo) mergedByNear(ctx context.Context, id oid, tip rawCommit) (by oid, ok, decided bool, err error) {
	line := []oid{tip.id}
	ended := false
	has := func(k int) (bool, bool, error) {
		for at := len(line) - 1; len(line) <= k && !ended; at++ {
			l, err := r.linksOf(line[at], true)
			if err != nil {
				return false, false, err
			}
			if len(l.parents) > 0 && !r.boundary(line[at]) {
				line = append(line, l.parents[0])
			} else {
				ended = true
			}
		}
		if k >= len(line) {
			return false, true, nil
		}
		return r.isAncestorNear(ctx, id, line[k])
	}
	if ok, decided, err = has(0); err != nil || !decided || !ok {
		return oid{}, ok, decided, err
	}
	lo, hi := 0, 1 // line[lo] has it; line[hi] will not, once found
	for {
		in, decided, err := has(hi)
		if err != nil || !decided || hi > nearLimit {
			return oid{}, false, false, err
		}
		if !in {
			break
		}
		lo, hi = hi, 2*hi
	}
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		in, decided, err := has(mid)
		if err != nil || !decided {
			return oid{}, false, false, err
		}
		if in {
			lo = mid
		} else {
			hi = mid
		}
	}
	return line[lo], true, true, nil
}
