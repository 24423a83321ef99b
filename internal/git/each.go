package git

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ownup-dev/ownup/internal/incident"
)

// cut reports whether the options may leave most of the history out, so that it is better walked from its new end.
func (o LogOptions) cut() bool {
	return len(o.Exclude) > 0 || o.Known != nil || o.FirstParent || !o.Since.IsZero()
}

// workers is how many goroutines a pass has.
func workers() int { return runtime.GOMAXPROCS(0) }

// Each calls fn for each chosen commit, in no order, concurrently from all processors: for passes over long histories
// that need every commit as facts. An error of fn ends the pass and is returned. With Exclude, Known, Since or
// FirstParent only the chosen commits are read, as by Log, from one goroutine.
func (r *Repo) Each(ctx context.Context, o LogOptions, fn func(incident.Commit) error) (LogInfo, error) {
	if o.cut() {
		return r.Log(ctx, o, fn)
	}
	include, _, err := r.tips(ctx, o)
	if err != nil {
		return LogInfo{}, err
	}
	if g := r.lastGraph(); g != nil && g.hasAll(include) {
		return r.eachOf(ctx, g, g.below(include), fn)
	}
	var count atomic.Int64
	c, err := r.collect(ctx, include, func(c *rawCommit) error {
		count.Add(1)
		return fn(c.Commit())
	})
	if err != nil {
		return LogInfo{Commits: int(count.Load())}, err
	}
	graph := r.remember(c)
	go func() { _, _ = graph() }() // the caller goes on meanwhile
	return LogInfo{Commits: int(count.Load()), Boundary: c.boundary()}, nil
}

// eachOf reads commits whose places are known in parallel, each worker a run of neighbours in pack order.
func (r *Repo) eachOf(ctx context.Context, g *graph, chosen []int32, fn func(incident.Commit) error) (LogInfo, error) {
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
	return info, inParallel(ctx, func(ctx context.Context) error {
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
				if err := fn(c.Commit()); err != nil {
					return err
				}
			}
		}
	})
}

// inParallel runs fn on all processors and returns the first error; the context of the others is then cancelled.
func inParallel(ctx context.Context, fn func(ctx context.Context) error) error {
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for range workers() {
		all.Go(func() {
			if err := fn(inner); err != nil {
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
