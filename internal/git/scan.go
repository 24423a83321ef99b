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
	c, err := r.collect(ctx, append(include, exclude...), keep)
	if err != nil {
		return nil, nil, err
	}
	g, err := c.graph()
	if err != nil {
		return nil, nil, err
	}
	if len(c.found.kept) == 0 {
		return g, nil, nil
	}
	chosen, err := r.choose(g, o)
	if err != nil {
		return nil, nil, err
	}
	kept := make(map[int32][]byte, len(c.found.kept))
	for _, k := range c.found.kept {
		if i := g.index.find(g.ids, k.id); i >= 0 {
			kept[i] = k.data
		}
	}
	var commits []incident.Commit
	for _, i := range chosen {
		if data, ok := kept[i]; ok {
			raw, _ := parseRaw(g.ids[i], data)
			commits = append(commits, raw.Commit())
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
	c, err := r.collect(ctx, include, nil)
	if err != nil {
		return LogInfo{}, err
	}
	g, err := c.graph()
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
