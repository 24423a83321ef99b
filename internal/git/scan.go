package git

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Graph gives the shape of the history reachable from the given revisions, HEAD when there are none. It may hold more than that:
// the graph of an earlier pass is given again when it has them all.
func (r *Repo) Graph(ctx context.Context, revs ...string) (*Graph, error) {
	include, _, err := r.tips(LogOptions{Include: revs})
	if err != nil {
		return nil, err
	}
	return r.graphOf(ctx, include)
}

func (r *Repo) graphOf(ctx context.Context, tips []oid) (*Graph, error) {
	if g := r.lastGraph(); g != nil && g.hasAll(tips) {
		return g, nil
	}
	c, err := r.collect(ctx, tips, nil)
	if err != nil {
		return nil, err
	}
	return r.remember(c)()
}

// remember keeps the graph of a pass for later questions. It is made when it is first asked for.
func (r *Repo) remember(c *collector) func() (*Graph, error) {
	graph := sync.OnceValues(c.graph)
	r.graph.Store(&graph)
	return graph
}

// lastGraph is the graph of the last whole-history pass; nil when there was none.
func (r *Repo) lastGraph() *Graph {
	graph := r.graph.Load()
	if graph == nil {
		return nil
	}
	g, _ := (*graph)()
	return g
}

// cut reports whether the options may leave most of the history out, so that it is better walked from its new end.
func (o LogOptions) cut() bool {
	return len(o.Exclude) > 0 || o.Known != nil || o.Max > 0 || !o.Since.IsZero()
}

// early reports whether a commit is left out because it is newer than Until.
func (o LogOptions) early(c *RawCommit) bool {
	return !o.Until.IsZero() && c.CommittedAt() > o.Until.Unix()
}

// Scan is the whole-history pass. It reads the chosen commits in the order in which the packs hold them, on all processors,
// and gives back those that keep wants, newest first, and the graph of the whole history below Include.
//
// keep is called concurrently, once for each chosen commit, by workers numbered from 0 to Workers()-1, so that each can have
// its own buffers; it is the cheap look at the raw message that dismisses nearly all. With keep nil none is given back.
//
// With Exclude, Known, Since or Max only the chosen commits are read, as Log does, and the graph is nil.
func (r *Repo) Scan(ctx context.Context, o LogOptions, keep func(worker int, c *RawCommit) bool) (*Graph, []incident.Commit, error) {
	if o.cut() {
		var commits []incident.Commit
		_, err := r.LogRaw(ctx, o, func(c *RawCommit) error {
			if keep != nil && keep(0, c) {
				commits = append(commits, c.Commit())
			}
			return nil
		})
		return nil, commits, err
	}
	include, _, err := r.tips(o)
	if err != nil {
		return nil, nil, err
	}
	if o.FirstParent {
		g, err := r.graphOf(ctx, include)
		if err != nil {
			return nil, nil, err
		}
		var commits []incident.Commit
		for _, i := range g.choose(include, o) {
			c, err := r.rawCommit(g.ids[i])
			if err != nil {
				return nil, nil, err
			}
			if keep != nil && keep(0, &c) {
				commits = append(commits, c.Commit())
			}
		}
		return g, commits, nil
	}
	kept := make([]map[oid][]byte, Workers())
	visit := func(worker int, c *RawCommit) error {
		if !o.early(c) && keep(worker, c) {
			if kept[worker] == nil {
				kept[worker] = map[oid][]byte{}
			}
			kept[worker][c.id] = bytes.Clone(c.data)
		}
		return nil
	}
	if keep == nil {
		visit = nil
	}
	c, err := r.collect(ctx, include, visit)
	if err != nil {
		return nil, nil, err
	}
	g, err := r.remember(c)()
	if err != nil {
		return nil, nil, err
	}
	for _, more := range kept[1:] {
		if kept[0] == nil {
			kept[0] = more
		} else {
			maps.Copy(kept[0], more)
		}
	}
	if len(kept[0]) == 0 {
		return g, nil, nil
	}
	var commits []incident.Commit
	for _, i := range g.choose(include, o) {
		if data, ok := kept[0][g.ids[i]]; ok {
			raw, _ := parseRaw(g.ids[i], data)
			commits = append(commits, raw.Commit())
		}
	}
	return g, commits, nil
}

// Workers returns how many workers Scan and Each use.
func Workers() int { return runtime.GOMAXPROCS(0) }

// choose lists the commits of a graph below the tips that the options mean, newest first.
func (g *Graph) choose(tips []oid, o LogOptions) []int32 {
	var numbers []int
	for _, id := range tips {
		if i := g.index.find(g.ids, id); i >= 0 {
			numbers = append(numbers, int(i))
		}
	}
	order := g.newestFirst(numbers, o.FirstParent)
	if o.Until.IsZero() {
		return order
	}
	return slices.DeleteFunc(order, func(i int32) bool { return g.times[i] > o.Until.Unix() })
}

// Each calls fn for each chosen commit, in no order, concurrently from all processors: for passes over long histories
// that need every commit as facts. An error of fn ends the pass and is returned. Where most commits can be dismissed by a
// look at the message, EachRaw and Scan are faster.
func (r *Repo) Each(ctx context.Context, o LogOptions, fn func(incident.Commit) error) (LogInfo, error) {
	return r.EachRaw(ctx, o, func(_ int, c *RawCommit) error { return fn(c.Commit()) })
}

// EachRaw is Each on raw commits; fn gets the number of the worker too, from 0 to Workers()-1. With Exclude, Known, Since or Max, or
// FirstParent, all calls come from one worker.
func (r *Repo) EachRaw(ctx context.Context, o LogOptions, fn func(worker int, c *RawCommit) error) (LogInfo, error) {
	if o.cut() || o.FirstParent {
		return r.LogRaw(ctx, o, func(c *RawCommit) error { return fn(0, c) })
	}
	include, _, err := r.tips(o)
	if err != nil {
		return LogInfo{}, err
	}
	if g := r.lastGraph(); g != nil && g.hasAll(include) {
		return r.eachOf(ctx, g, g.choose(include, o), fn)
	}
	var count atomic.Int64
	c, err := r.collect(ctx, include, func(worker int, c *RawCommit) error {
		if o.early(c) {
			return nil
		}
		count.Add(1)
		return fn(worker, c)
	})
	if err != nil {
		return LogInfo{Commits: int(count.Load())}, err
	}
	graph := r.remember(c)
	go func() { _, _ = graph() }() // the caller goes on meanwhile
	return LogInfo{Commits: int(count.Load()), Boundary: c.boundary()}, nil
}

// eachOf reads commits whose places are known in parallel, each worker a run of neighbours in pack order.
func (r *Repo) eachOf(ctx context.Context, g *Graph, chosen []int32, fn func(worker int, c *RawCommit) error) (LogInfo, error) {
	type placed struct {
		pack *pack
		off  int64
		id   oid
	}
	info := LogInfo{Commits: len(chosen)}
	places := make([]placed, len(chosen))
	for k, i := range chosen {
		id := g.ids[i]
		if r.boundary(id) {
			info.Boundary = append(info.Boundary, id.String())
		}
		places[k].id = id
		places[k].pack, places[k].off, _ = r.store.packed(id)
	}
	slices.SortFunc(places, func(a, b placed) int {
		if a.pack != b.pack {
			return int(a.pack.number() - b.pack.number())
		}
		return cmp.Compare(a.off, b.off)
	})
	const run = 256
	var next atomic.Int64
	return info, inParallel(ctx, func(ctx context.Context, worker int) error {
		var buffer []byte
		for {
			start := int(next.Add(run)) - run
			if start >= len(places) {
				return nil
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, at := range places[start:min(start+run, len(places))] {
				c, ok := at.pack.commitAt(at.id, at.off, &buffer)
				if !ok { // loose, or damaged in this pack
					var err error
					if c, err = r.rawCommit(at.id); err != nil {
						return err
					}
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
