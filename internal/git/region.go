package git

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// regionBits is the size of a region in bits of the pack's offset: 64 KiB, about 200 commits.
const regionBits = 16

// ahead is how many regions are asked for after one that ends in commits, for each worker.
const ahead = 4

// paged is how many regions the process is given the pages of at once.
const paged = 16

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
	if p.index.count > 1<<16 { // a long history
		hugePages()
	}
	p.index.src.ahead(0, p.index.src.size)
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

// batch is what was read of the commits of a region.
type batch struct {
	commits []rawCommit
	arena   []byte

	// Of all commits the parents, and of each where in parents those of it end.
	parents []oid
	ends    []int
}

// commits reads the commits that start in a region, and reports whether the last of its objects is one. Objects that
// are damaged are left out; that comes to light when they turn out to be wanted.
func (g region) commits(b *batch) (more bool) {
	b.commits, b.arena = b.commits[:0], b.arena[:0]
	p := g.pack
	if g.number%paged == 0 {
		if src, err := p.source(); err == nil {
			src.ahead(int64(g.number)<<regionBits, paged<<regionBits)
		}
	}
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
		for k := g.number + 1; k < min(len(g.asked), g.number+1+ahead*workers()); k++ {
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
