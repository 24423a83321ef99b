package git

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/ownup-dev/ownup/internal/incident"
)

// A whole-history pass wants every commit below some tips, and would like to read them in the order in which the pack
// holds them, on all processors; but which commits it wants shows only as it reads. So it reads ahead: the pack is cut
// into regions, and of a region that holds a wanted commit all commits are read at once, and the following regions too
// while they consist of commits, which git packs side by side. What was read is matched against what is wanted: a
// commit that is wanted already is visited at once and makes its parents wanted; another is held until it is. When
// there is nothing left to read ahead, what is still wanted says which regions come next. A history packed by git,
// children before parents, takes one such round and holds hardly anything.

// heldLimit bounds the bytes of commits that are held because nothing has asked for them yet; those beyond are read
// again when something does.
const heldLimit = 24 << 20

// collector gathers the history below some tips.
type collector struct {
	repo  *Repo
	ctx   context.Context
	visit func(c *rawCommit) error // nil where only the graph is wanted

	packs map[*pack]*packRegions
	round int32

	mu        sync.Mutex // guards what follows while workers run
	wanted    map[oid]bool
	index     oidIndex
	ids       []oid
	start     []int32 // where in parents those of a commit begin
	parents   []oid
	reached   []bool
	held      map[int32][]byte
	heldBytes int
}

// ready is a commit to be visited; without data it has to be read again.
type ready struct {
	id   oid
	data []byte
}

// collect reads the history below the tips and visits each of its commits once, concurrently.
func (r *Repo) collect(ctx context.Context, tips []oid, visit func(c *rawCommit) error) (*collector, error) {
	c := &collector{
		repo: r, ctx: ctx, visit: visit, packs: map[*pack]*packRegions{}, wanted: map[oid]bool{},
		index: newOIDIndex(0), held: map[int32][]byte{},
	}
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
		if err := c.give(c.take(&batch{commits: []rawCommit{raw}})); err != nil {
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
	return inParallel(c.ctx, func(ctx context.Context) error {
		var b batch
		for {
			next, ok := queue.take(ctx)
			if !ok {
				return ctx.Err()
			}
			more := next.commits(&b)
			found := c.take(&b)
			queue.done(next, more)
			if err := c.give(found); err != nil {
				queue.stop()
				return err
			}
		}
	})
}

// take adds a batch to what is known, follows what is wanted through it, and returns the commits that are to be
// visited.
func (c *collector) take(b *batch) []ready {
	b.parents, b.ends = b.parents[:0], b.ends[:0]
	for k := range b.commits { // what can be done without holding up the others
		b.parents = c.repo.parents(&b.commits[k], b.parents)
		b.ends = append(b.ends, len(b.parents))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	first := len(c.ids)
	c.ids, c.start = doubled(c.ids, len(b.commits)), doubled(c.start, len(b.commits))
	c.parents, c.reached = doubled(c.parents, len(b.parents)), doubled(c.reached, len(b.commits))
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
		c.start = append(c.start, int32(len(c.parents)))
		from := 0
		if k > 0 {
			from = b.ends[k-1]
		}
		c.parents = append(c.parents, b.parents[from:b.ends[k]]...)
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

// doubled makes room for more elements. Appending to a long slice makes room for a quarter of it again and again, and
// copies it as often.
func doubled[T any](s []T, more int) []T {
	if len(s)+more > cap(s) {
		s = slices.Grow(s, max(len(s), more))
	}
	return s
}

// give visits commits.
func (c *collector) give(all []ready) error {
	for _, it := range all {
		raw, ok := parseRaw(it.id, it.data)
		if !ok {
			var err error
			if raw, err = c.repo.rawCommit(it.id); err != nil {
				return err
			}
		}
		if err := c.visit(&raw); err != nil {
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

// boundary returns the SHAs of the reached commits at which a shallow history ends.
func (c *collector) boundary() []string {
	var all []string
	for i, id := range c.ids {
		if c.reached[i] && c.repo.boundary(id) {
			all = append(all, id.String())
		}
	}
	return all
}

// graph makes the graph of what was reached from the tips.
func (c *collector) graph() (*graph, error) {
	number := make([]int32, len(c.ids)) // in the graph
	g := &graph{}
	for i, id := range c.ids {
		if c.reached[i] {
			number[i] = int32(len(g.ids))
			g.ids = append(g.ids, id)
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
