package git

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"github.com/ownup-dev/ownup/internal/incident"
)

// A whole-history pass wants every commit below some tips, and would like to read them in the order in which the pack
// holds them, on all processors; but which commits it wants shows only as it reads. So it reads ahead: the pack is
// cut into regions, and of a region that holds a wanted commit all commits are read at once, and the following regions too
// while they consist of commits, which git packs side by side. When there is nothing left to read ahead, the parents
// found so far are followed; what they lack says which regions come next. A history packed by git takes one such round.

// regionBits is the size of a region in bits of the pack's offset: 64 KiB, about 200 commits.
const regionBits = 16

// ahead is how many regions are asked for after one that ends in commits, for each worker.
const ahead = 4

// packRegions knows which objects start in each region of a pack.
type packRegions struct {
	pack    *pack
	start   []int32 // where in objects a region begins; one more than there are regions
	objects []int32 // positions in the index, by region
	asked   []int32 // the round in which a region was asked for; 0 when not yet
}

func newPackRegions(p *pack) (*packRegions, error) {
	src, err := p.source()
	if err != nil {
		return nil, err
	}
	n := int(src.size>>regionBits) + 1
	r := &packRegions{pack: p, start: make([]int32, n+2), objects: make([]int32, p.index.count), asked: make([]int32, n)}
	for pos := range p.index.count {
		if off := p.index.offset(pos); off >= 0 && off < src.size {
			r.start[off>>regionBits+2]++
		}
	}
	for k := 2; k < len(r.start); k++ {
		r.start[k] += r.start[k-1]
	}
	for pos := range p.index.count {
		if off := p.index.offset(pos); off >= 0 && off < src.size {
			at := &r.start[off>>regionBits+1]
			r.objects[*at] = int32(pos)
			*at++
		}
	}
	r.start = r.start[:n+1]
	return r, nil
}

// region is a task of a worker.
type region struct {
	*packRegions
	number int
}

// collector gathers the history below some tips.
type collector struct {
	repo *Repo
	ctx  context.Context
	keep func(worker int, c *RawCommit) bool

	mu      sync.Mutex
	packs   map[*pack]*packRegions
	batches []*batch // done by workers, not merged yet
	err     error

	found   batch // everything so far, each commit once
	index   oidIndex
	reached []bool
	todo    []oid
	round   int32
}

// batch is what was read of some commits.
type batch struct {
	ids     []oid
	times   []int64
	start   []int32 // where in parents those of a commit begin
	parents []oid
	kept    []keptCommit
}

type keptCommit struct {
	id   oid
	data []byte
}

func (b *batch) add(r *Repo, c *RawCommit) {
	b.ids = append(b.ids, c.id)
	b.times = append(b.times, c.CommittedAt())
	b.start = append(b.start, int32(len(b.parents)))
	b.parents = r.parents(c, b.parents)
}

func (b *batch) parentsOf(i int) []oid {
	end := len(b.parents)
	if i+1 < len(b.start) {
		end = int(b.start[i+1])
	}
	return b.parents[b.start[i]:end]
}

// collect reads the history below the tips.
func (r *Repo) collect(ctx context.Context, tips []oid, keep func(worker int, c *RawCommit) bool) (*collector, error) {
	c := &collector{repo: r, ctx: ctx, keep: keep, packs: map[*pack]*packRegions{}, index: newOIDIndex(0), todo: slices.Clone(tips)}
	for {
		c.round++
		regions, err := c.follow()
		if err != nil {
			return nil, err
		}
		if len(regions) == 0 {
			return c, nil
		}
		if err := c.read(regions); err != nil {
			return nil, err
		}
	}
}

// follow goes down from the commits that are known, and returns the regions that hold the missing ones.
func (c *collector) follow() ([]region, error) {
	var regions []region
	var missing []oid
	for len(c.todo) > 0 {
		id := c.todo[len(c.todo)-1]
		c.todo = c.todo[:len(c.todo)-1]
		i := c.index.find(c.found.ids, id)
		if i < 0 {
			next, err := c.locate(id)
			if err != nil {
				return nil, err
			}
			if next.packRegions != nil {
				missing = append(missing, id)
				if next.asked[next.number] == 0 {
					next.asked[next.number] = c.round
					regions = append(regions, next)
				}
				continue
			}
			i = c.index.find(c.found.ids, id)
		}
		if !c.reached[i] {
			c.reached[i] = true
			c.todo = append(c.todo, c.found.parentsOf(int(i))...)
		}
	}
	c.todo = missing
	return regions, nil
}

// locate finds the region that holds a commit, or reads the commit by itself when it is in none.
func (c *collector) locate(id oid) (region, error) {
	if err := c.ctx.Err(); err != nil {
		return region{}, err
	}
	if p, off, ok := c.repo.store.packed(id); ok {
		regions := c.packs[p]
		if regions == nil {
			var err error
			if regions, err = newPackRegions(p); err == nil {
				c.packs[p] = regions
			}
		}
		if number := int(off >> regionBits); regions != nil && number < len(regions.asked) {
			// A region that was read and did not have it is damaged at this place; another copy may be whole.
			if round := regions.asked[number]; round == 0 || round == c.round {
				return region{regions, number}, nil
			}
		}
	}
	raw, err := c.repo.rawCommit(id)
	if err != nil {
		return region{}, err
	}
	b := &batch{}
	b.add(c.repo, &raw)
	if c.keep != nil && c.keep(0, &raw) {
		b.kept = append(b.kept, keptCommit{id, bytes.Clone(raw.data)})
	}
	c.merge(b)
	return region{}, nil
}

// read lets the workers read regions, and those that follow while they hold commits.
func (c *collector) read(regions []region) error {
	queue := newRegionQueue(regions)
	err := inParallel(c.ctx, func(ctx context.Context, worker int) error {
		b := &batch{}
		var buffer []byte
		defer func() {
			c.mu.Lock()
			c.batches = append(c.batches, b)
			c.mu.Unlock()
		}()
		for {
			next, ok := queue.take(ctx)
			if !ok {
				return ctx.Err()
			}
			queue.done(next, c.readRegion(next, worker, b, &buffer))
		}
	})
	if err != nil {
		return err
	}
	for _, b := range c.batches {
		c.merge(b)
	}
	c.batches = nil
	return nil
}

// readRegion reads the commits that start in a region, and reports whether the last of its objects is one.
func (c *collector) readRegion(g region, worker int, b *batch, buffer *[]byte) (more bool) {
	p := g.pack
	objects := g.objects[g.start[g.number]:g.start[g.number+1]]
	slices.SortFunc(objects, func(x, y int32) int { return int(p.index.offset(int(x)) - p.index.offset(int(y))) })
	for _, pos := range objects {
		off := p.index.offset(int(pos))
		more = false
		raw, ok := p.commitAt(p.index.oid(int(pos)), off, buffer)
		if !ok {
			continue // no commit; or damaged, which is reported when it turns out to be wanted
		}
		more = true
		b.add(c.repo, &raw)
		if c.keep != nil && c.keep(worker, &raw) {
			b.kept = append(b.kept, keptCommit{raw.id, bytes.Clone(raw.data)})
		}
	}
	return more
}

// commitAt reads the object at an offset if it is a commit and whole. The buffer is used for it, and grows with it.
func (p *pack) commitAt(id oid, off int64, buffer *[]byte) (RawCommit, bool) {
	if p == nil {
		return RawCommit{}, false
	}
	e, err := p.entryAt(off)
	if err != nil {
		return RawCommit{}, false
	}
	var data []byte
	switch e.kind {
	case kindCommit:
		data, err = p.inflated(e.data, e.size, *buffer)
		if err == nil && cap(data) <= 1<<20 {
			*buffer = data
		}
	case kindOfsDelta, kindRefDelta:
		if k, err := p.kindAt(e.base); err != nil || k != kindCommit {
			return RawCommit{}, false
		}
		var o object
		o, err = p.objectAt(off)
		data = o.data
	default:
		return RawCommit{}, false
	}
	if err != nil {
		return RawCommit{}, false
	}
	return parseRaw(id, data)
}

// merge adds a batch to what was found.
func (c *collector) merge(b *batch) {
	if need := len(c.found.ids) + len(b.ids); 2*need > len(c.index.slots) {
		c.index = newOIDIndex(need + need/2)
		for i, id := range c.found.ids {
			c.index.add(id, int32(i))
		}
	}
	f := &c.found
	for i, id := range b.ids {
		if c.index.find(f.ids, id) >= 0 {
			continue
		}
		c.index.add(id, int32(len(f.ids)))
		f.ids = append(f.ids, id)
		f.times = append(f.times, b.times[i])
		f.start = append(f.start, int32(len(f.parents)))
		f.parents = append(f.parents, b.parentsOf(i)...)
		c.reached = append(c.reached, false)
	}
	f.kept = append(f.kept, b.kept...)
}

// regionQueue hands regions to the workers. A region's followers are put in when it ends in commits.
type regionQueue struct {
	mu      sync.Mutex
	wake    sync.Cond
	waiting []region
	busy    int
	stopped bool
}

func newRegionQueue(regions []region) *regionQueue {
	q := &regionQueue{waiting: regions}
	q.wake.L = &q.mu
	return q
}

func (q *regionQueue) take(ctx context.Context) (region, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		if q.stopped || ctx.Err() != nil {
			q.stopped = true
			q.wake.Broadcast()
			return region{}, false
		}
		if n := len(q.waiting); n > 0 {
			next := q.waiting[0]
			q.waiting = q.waiting[1:]
			q.busy++
			return next, true
		}
		if q.busy == 0 {
			q.wake.Broadcast()
			return region{}, false
		}
		q.wake.Wait()
	}
}

func (q *regionQueue) done(g region, more bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.busy--
	if more {
		for k := g.number + 1; k < min(len(g.asked), g.number+1+ahead*Workers()); k++ {
			if g.asked[k] == 0 {
				g.asked[k] = g.asked[g.number]
				q.waiting = append(q.waiting, region{g.packRegions, k})
			}
		}
	}
	q.wake.Broadcast()
}

// graph makes the graph of what was reached from the tips.
func (c *collector) graph() (*Graph, error) {
	f := &c.found
	number := make([]int32, len(f.ids)) // in the graph
	g := &Graph{}
	for i := range f.ids {
		if c.reached[i] {
			number[i] = int32(len(g.ids))
			g.ids = append(g.ids, f.ids[i])
			g.times = append(g.times, f.times[i])
			if c.repo.boundary(f.ids[i]) {
				g.boundary = append(g.boundary, number[i])
			}
		}
	}
	g.index = newOIDIndex(len(g.ids))
	for i, id := range g.ids {
		g.index.add(id, int32(i))
	}
	g.start = make([]int32, 0, len(g.ids)+1)
	g.links = make([]int32, 0, len(g.ids)+len(g.ids)/4)
	for i := range f.ids {
		if !c.reached[i] {
			continue
		}
		g.start = append(g.start, int32(len(g.links)))
		for _, p := range f.parentsOf(i) {
			g.links = append(g.links, g.index.find(g.ids, p))
		}
	}
	g.start = append(g.start, int32(len(g.links)))
	if !g.setLevels() {
		return nil, problem(incident.Failed, nil, "The history runs in circles, which no true history does: run `git fsck` in the repository.")
	}
	return g, nil
}
