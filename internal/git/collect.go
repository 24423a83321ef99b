package git

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/ownup-dev/ownup/internal/incident"
)

// A whole-history pass wants every commit below some tips, and would like to read them in the order in which the pack
// holds them, on all processors; but which commits it wants shows only as it reads. So it reads ahead: the pack is
// cut into regions, and of a region that holds a wanted commit all commits are read at once, and the following regions too
// while they consist of commits, which git packs side by side. What was read is matched against what is wanted: a
// commit that is wanted already is visited at once and makes its parents wanted; another is held until it is. When there is
// nothing left to read ahead, what is still wanted says which regions come next. A history packed by git, children
// before parents, takes one such round and holds hardly anything.

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

// heldLimit bounds the bytes of commits that are held because nothing has asked for them yet; those beyond are read again
// when something does.
const heldLimit = 24 << 20

// collector gathers the history below some tips.
type collector struct {
	repo  *Repo
	ctx   context.Context
	visit func(worker int, c *RawCommit) error // nil where only the graph is wanted

	packs map[*pack]*packRegions
	round int32

	mu        sync.Mutex // guards what follows while workers run
	wanted    map[oid]bool
	index     oidIndex
	ids       []oid
	times     []int64
	start     []int32 // where in parents those of a commit begin
	parents   []oid
	reached   []bool
	held      map[int32][]byte
	heldBytes int
}

// batch is what was read of the commits of a region.
type batch struct {
	commits []RawCommit
	arena   []byte
}

// ready is a commit to be visited; without data it has to be read again.
type ready struct {
	id   oid
	data []byte
}

// collect reads the history below the tips and visits each of its commits once, concurrently.
func (r *Repo) collect(ctx context.Context, tips []oid, visit func(worker int, c *RawCommit) error) (*collector, error) {
	c := &collector{repo: r, ctx: ctx, visit: visit, packs: map[*pack]*packRegions{}, wanted: map[oid]bool{},
		index: newOIDIndex(0), held: map[int32][]byte{}}
	for _, id := range tips {
		c.wanted[id] = true
	}
	for len(c.wanted) > 0 {
		c.round++
		regions, err := c.locate()
		if err == nil && len(regions) > 0 {
			err = c.read(regions)
		}
		if err != nil {
			return nil, err
		}
	}
	c.held = nil
	return c, nil
}

// locate returns the regions that hold wanted commits. A commit that lies in none is read by itself.
func (c *collector) locate() ([]region, error) {
	var regions []region
	for id := range maps.Clone(c.wanted) {
		if err := c.ctx.Err(); err != nil {
			return nil, err
		}
		if next, ok := c.regionOf(id); ok {
			switch next.asked[next.number] {
			case 0:
				next.asked[next.number] = c.round
				regions = append(regions, next)
				continue
			case c.round:
				continue
			}
			// The region was read and did not give it: it is damaged there. Another copy may be whole.
		}
		raw, err := c.repo.rawCommit(id)
		if err != nil {
			return nil, err
		}
		if err := c.give(0, c.take(&batch{commits: []RawCommit{raw}})); err != nil {
			return nil, err
		}
	}
	return regions, nil
}

func (c *collector) regionOf(id oid) (region, bool) {
	p, off, ok := c.repo.store.packed(id)
	if !ok {
		return region{}, false
	}
	regions := c.packs[p]
	if regions == nil {
		var err error
		if regions, err = newPackRegions(p); err != nil {
			return region{}, false
		}
		c.packs[p] = regions
	}
	number := int(off >> regionBits)
	return region{regions, number}, number < len(regions.asked)
}

// read lets the workers read regions, and those that follow while they hold commits.
func (c *collector) read(regions []region) error {
	queue := newRegionQueue(regions)
	return inParallel(c.ctx, func(ctx context.Context, worker int) error {
		var b batch
		for {
			next, ok := queue.take(ctx)
			if !ok {
				return ctx.Err()
			}
			more := next.commits(&b)
			found := c.take(&b)
			queue.done(next, more)
			if err := c.give(worker, found); err != nil {
				queue.stop()
				return err
			}
		}
	})
}

// commits reads the commits that start in a region, and reports whether the last of its objects is one. Objects that are
// damaged are left out; that comes to light when they turn out to be wanted.
func (g region) commits(b *batch) (more bool) {
	b.commits, b.arena = b.commits[:0], b.arena[:0]
	p := g.pack
	objects := g.objects[g.start[g.number]:g.start[g.number+1]]
	slices.SortFunc(objects, func(x, y int32) int { return cmp.Compare(p.index.offset(int(x)), p.index.offset(int(y))) })
	for _, pos := range objects {
		room := b.arena[len(b.arena):]
		raw, ok := p.commitAt(p.index.oid(int(pos)), p.index.offset(int(pos)), &room)
		more = ok
		if !ok {
			continue
		}
		b.commits = append(b.commits, raw)
		if n := len(b.arena) + len(raw.data); n <= cap(b.arena) {
			b.arena = b.arena[:n]
		} else {
			// It did not fit, and has memory of its own. What was read before stays where it is.
			b.arena = make([]byte, 0, max(1<<17, min(2*cap(b.arena), 1<<20)))
		}
	}
	return more
}

// take adds a batch to what is known, follows what is wanted through it, and returns the commits that are to be visited.
func (c *collector) take(b *batch) []ready {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := len(c.ids)
	if need := first + len(b.commits); 2*need > len(c.index.slots) {
		c.index = newOIDIndex(need + need/2)
		for i, id := range c.ids {
			c.index.add(id, int32(i))
		}
	}
	data := make([][]byte, 0, len(b.commits))
	var todo []int32
	for k := range b.commits {
		raw := &b.commits[k]
		if c.index.find(c.ids, raw.id) >= 0 {
			continue // it lies in two packs
		}
		n := int32(len(c.ids))
		c.index.add(raw.id, n)
		c.ids = append(c.ids, raw.id)
		c.times = append(c.times, raw.CommittedAt())
		c.start = append(c.start, int32(len(c.parents)))
		c.parents = c.repo.parents(raw, c.parents)
		c.reached = append(c.reached, false)
		data = append(data, raw.data)
		if c.wanted[raw.id] {
			delete(c.wanted, raw.id)
			todo = append(todo, n)
		}
	}
	var out []ready
	for len(todo) > 0 {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if c.reached[n] {
			continue
		}
		c.reached[n] = true
		if c.visit != nil {
			it := ready{id: c.ids[n]}
			if int(n) >= first {
				it.data = data[int(n)-first]
			} else {
				it.data = c.held[n]
				c.heldBytes -= len(it.data)
				delete(c.held, n)
			}
			out = append(out, it)
		}
		for _, p := range c.parentsOf(int(n)) {
			if i := c.index.find(c.ids, p); i < 0 {
				c.wanted[p] = true
			} else if !c.reached[i] {
				todo = append(todo, i)
			}
		}
	}
	for k := range data {
		if n := first + k; c.visit != nil && !c.reached[n] && c.heldBytes+len(data[k]) <= heldLimit {
			c.held[int32(n)] = bytes.Clone(data[k])
			c.heldBytes += len(data[k])
		}
	}
	return out
}

// give visits commits.
func (c *collector) give(worker int, all []ready) error {
	for _, it := range all {
		raw, ok := parseRaw(it.id, it.data)
		if !ok {
			var err error
			if raw, err = c.repo.rawCommit(it.id); err != nil {
				return err
			}
		}
		if err := c.visit(worker, &raw); err != nil {
			return err
		}
	}
	return nil
}

func (c *collector) parentsOf(i int) []oid {
	end := len(c.parents)
	if i+1 < len(c.start) {
		end = int(c.start[i+1])
	}
	return c.parents[c.start[i]:end]
}

// commitAt reads the object at an offset if it is a commit and whole. The buffer is used for it where it is large enough.
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
		if len(q.waiting) > 0 {
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

func (q *regionQueue) stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.stopped = true
	q.wake.Broadcast()
}

// graph makes the graph of what was reached from the tips.
func (c *collector) graph() (*Graph, error) {
	number := make([]int32, len(c.ids)) // in the graph
	g := &Graph{}
	for i, id := range c.ids {
		if c.reached[i] {
			number[i] = int32(len(g.ids))
			g.ids = append(g.ids, id)
			g.times = append(g.times, c.times[i])
			if c.repo.boundary(id) {
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
	for i := range c.ids {
		if !c.reached[i] {
			continue
		}
		g.start = append(g.start, int32(len(g.links)))
		for _, p := range c.parentsOf(i) {
			g.links = append(g.links, number[c.index.find(c.ids, p)])
		}
	}
	g.start = append(g.start, int32(len(g.links)))
	if !g.setLevels() {
		return nil, problem(incident.Failed, nil, "The history runs in circles, which no true history does: run `git fsck` in the repository.")
	}
	return g, nil
}
