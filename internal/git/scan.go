package git

import (
	"context"
	"errors"
	"runtime"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Graph reads the shape of the history reachable from the given revisions.
func (r *Repo) Graph(ctx context.Context, revs ...string) (*Graph, error) {
	g, _, err := r.Scan(ctx, LogOptions{Include: revs}, nil)
	return g, err
}

// Scan is the whole-history pass. It reads the chosen commits in the order in which the packs hold them, on all processors,
// and gives back their graph, and, newest first, those that keep wants.
//
// keep is called concurrently, once for a commit, by workers numbered from 0 to Workers()-1, so that each can have its own
// buffers; it is the cheap look at the raw message that dismisses nearly all. It may also be called for commits that
// turn out not to be among the chosen ones; these are not given back. With keep nil none is.
func (r *Repo) Scan(ctx context.Context, o LogOptions, keep func(worker int, c *RawCommit) bool) (*Graph, []incident.Commit, error) {
	include, exclude, err := r.tips(o)
	if err != nil {
		return nil, nil, err
	}
	b, err := r.collect(ctx, append(include, exclude...), keep)
	if err != nil {
		return nil, nil, err
	}
	g, err := b.graph(r)
	if err != nil {
		return nil, nil, err
	}
	if len(b.kept) == 0 {
		return g, nil, nil
	}
	chosen, err := r.choose(g, o)
	if err != nil {
		return nil, nil, err
	}
	var commits []incident.Commit
	for _, i := range chosen {
		if c, ok := b.kept[g.ids[i]]; ok {
			commits = append(commits, c)
		}
	}
	return g, commits, nil
}

// Workers returns how many workers Scan and Each use.
func Workers() int { return runtime.GOMAXPROCS(0) }

// choose lists the commits of a graph that the options mean, newest first.
func (r *Repo) choose(g *Graph, o LogOptions) ([]int32, error) {
	include, exclude, err := r.tips(o)
	if err != nil {
		return nil, err
	}
	number := func(ids []oid) (all []int) {
		for _, id := range ids {
			if i := g.index.find(g.ids, id); i >= 0 {
				all = append(all, int(i))
			}
		}
		return all
	}
	var hidden []bool
	if len(exclude) > 0 {
		hidden = g.Ancestors(number(exclude)...)
	}
	var order []int32
	if o.FirstParent {
		seen := map[int32]bool{}
		for _, tip := range number(include) {
			for _, i := range g.FirstParents(tip) {
				if seen[i] {
					break
				}
				seen[i] = true
				order = append(order, i)
			}
		}
		if len(include) > 1 {
			sort.SliceStable(order, func(a, b int) bool { return g.times[order[a]] > g.times[order[b]] })
		}
	} else {
		order = g.NewestFirst(number(include)...)
	}
	out := order[:0]
	for _, i := range order {
		at := g.times[i]
		if hidden != nil && hidden[i] || !o.Since.IsZero() && at < o.Since.Unix() || !o.Until.IsZero() && at > o.Until.Unix() {
			continue
		}
		if o.Max > 0 && len(out) >= o.Max {
			break
		}
		out = append(out, i)
	}
	return out, nil
}

// Each calls fn for each chosen commit, in no order, concurrently from all processors: for passes over long histories
// that need every commit as facts. An error of fn ends the pass and is returned. Where most commits can be dismissed by a
// look at the message, Scan is faster.
func (r *Repo) Each(ctx context.Context, o LogOptions, fn func(incident.Commit) error) (LogInfo, error) {
	return r.EachRaw(ctx, o, func(_ int, c *RawCommit) error { return fn(c.Commit()) })
}

// EachRaw is Each on raw commits; fn gets the number of the worker too, from 0 to Workers()-1.
func (r *Repo) EachRaw(ctx context.Context, o LogOptions, fn func(worker int, c *RawCommit) error) (LogInfo, error) {
	if len(o.Exclude) > 0 || o.Max > 0 && o.Max < 1000 {
		return r.LogRaw(ctx, o, func(c *RawCommit) error { return fn(0, c) })
	}
	include, _, err := r.tips(o)
	if err != nil {
		return LogInfo{}, err
	}
	b, err := r.collect(ctx, include, nil)
	if err != nil {
		return LogInfo{}, err
	}
	g, err := b.graph(r)
	if err != nil {
		return LogInfo{}, err
	}
	chosen, err := r.choose(g, o)
	if err != nil {
		return LogInfo{}, err
	}
	ids := make([]oid, len(chosen))
	for k, i := range chosen {
		ids[k] = g.ids[i]
	}
	info := LogInfo{Commits: len(ids), Boundary: g.Boundary()}
	return info, r.readAll(ctx, ids, fn)
}

// readAll reads commits in parallel, each worker a run of neighbours in pack order.
func (r *Repo) readAll(ctx context.Context, ids []oid, fn func(worker int, c *RawCommit) error) error {
	places := make([]struct {
		pack int32
		off  int64
		id   oid
	}, len(ids))
	for k, id := range ids {
		places[k].id = id
		if p, off, ok := r.store.packed(id); ok {
			places[k].pack, places[k].off = p.id, off
		}
	}
	sort.Slice(places, func(i, j int) bool {
		if places[i].pack != places[j].pack {
			return places[i].pack < places[j].pack
		}
		return places[i].off < places[j].off
	})
	const run = 256
	var next atomic.Int64
	return inParallel(ctx, func(ctx context.Context, worker int) error {
		for {
			start := int(next.Add(run)) - run
			if start >= len(places) {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, at := range places[start:min(start+run, len(places))] {
				c, err := r.rawCommit(at.id)
				if err != nil {
					return err
				}
				if err := fn(worker, &c); err != nil {
					return err
				}
			}
		}
	})
}

// inParallel runs fn on all processors and returns the first error; the context of the others is then cancelled.
func inParallel(ctx context.Context, fn func(ctx context.Context, worker int) error) error {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for worker := range Workers() {
		all.Go(func() {
			if err := fn(inner, worker); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	err := context.Cause(inner)
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// collection is what a pass has found.
type collection struct {
	ids     []oid
	times   []int64
	start   []int32
	parents []oid
	kept    map[oid]incident.Commit
}

// collect reads the history below the tips.
func (r *Repo) collect(ctx context.Context, tips []oid, keep func(worker int, c *RawCommit) bool) (*collection, error) {
	b := &collection{kept: map[oid]incident.Commit{}}
	seen := map[oid]bool{}
	todo := append([]oid(nil), tips...)
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[id] {
			continue
		}
		seen[id] = true
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c, err := r.rawCommit(id)
		if err != nil {
			return nil, err
		}
		b.ids = append(b.ids, id)
		b.times = append(b.times, c.CommittedAt())
		b.start = append(b.start, int32(len(b.parents)))
		b.parents = r.parents(&c, b.parents)
		todo = append(todo, b.parents[b.start[len(b.start)-1]:]...)
		if keep != nil && keep(0, &c) {
			b.kept[id] = c.Commit()
		}
	}
	b.start = append(b.start, int32(len(b.parents)))
	return b, nil
}

// graph makes the graph of what was collected.
func (b *collection) graph(r *Repo) (*Graph, error) {
	g := &Graph{ids: b.ids, times: b.times, start: b.start, index: newOIDIndex(len(b.ids))}
	for i, id := range g.ids {
		g.index.add(id, int32(i))
		if r.boundary(id) {
			g.boundary = append(g.boundary, int32(i))
		}
	}
	g.links = make([]int32, len(b.parents))
	for k, p := range b.parents {
		g.links[k] = g.index.find(g.ids, p)
	}
	if !g.setLevels() {
		return nil, problem(incident.Failed, nil, "The history runs in circles, which no true history does: run `git fsck` in the repository.")
	}
	return g, nil
}

// setLevels works out the level of each commit, and reports false when the parents run in circles, as only a forged
// pack can make them.
func (g *Graph) setLevels() bool {
	children := make([]int32, g.Len())
	for _, p := range g.links {
		children[p]++
	}
	order := make([]int32, 0, g.Len()) // children before parents
	for i, n := range children {
		if n == 0 {
			order = append(order, int32(i))
		}
	}
	for k := 0; k < len(order); k++ {
		for _, p := range g.Parents(int(order[k])) {
			if children[p]--; children[p] == 0 {
				order = append(order, p)
			}
		}
	}
	g.level = make([]int32, g.Len())
	for k := len(order) - 1; k >= 0; k-- {
		level := int32(1)
		for _, p := range g.Parents(int(order[k])) {
			level = max(level, g.level[p]+1)
		}
		g.level[order[k]] = level
	}
	return len(order) == g.Len()
}
