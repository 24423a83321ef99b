package git

import (
	"context"
	"encoding/binary"
	"sync"
)

// graph is the shape of a history held in memory: which commit has which parents. It takes
// about 50 bytes a commit. Commits are named by numbers from 0 to Len()-1, without any order. It never changes, and can
// be used by several goroutines.
type graph struct {
	ids   []oid
	start []int32 // where in links the parents of a commit begin; one more than there are commits
	links []int32
	level []int32 // one more than the highest level of the parents: an ancestor's is always lower
	index oidIndex

	landingMu sync.Mutex
	landings  map[int32][]int32
}

// graphOf gives a graph that holds the history of the tips: the last one where that has them all.
func (r *Repo) graphOf(ctx context.Context, tips []oid) (*graph, error) {
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
func (r *Repo) remember(c *collector) func() (*graph, error) {
	graph := sync.OnceValues(c.graph)
	r.graph.Store(&graph)
	return graph
}

// lastGraph is the graph of the last whole-history pass; nil when there was none.
func (r *Repo) lastGraph() *graph {
	graph := r.graph.Load()
	if graph == nil {
		return nil
	}
	g, _ := (*graph)()
	return g
}

// Len returns the number of commits.
func (g *graph) Len() int { return len(g.ids) }

// Parents returns the parents of commit i. The slice must not be changed.
func (g *graph) Parents(i int) []int32 { return g.links[g.start[i]:g.start[i+1]] }

// Containing returns those of the tips that have commit a in their history, in their order.
func (g *graph) Containing(a int, tips []int) []int {
	// A single pass: of each commit above a's level it is worked out once whether a is below it.
	const yes, no = 1, 2
	state := make(map[int32]int8)
	state[int32(a)] = yes
	var found []int
	for _, tip := range tips {
		todo := []int32{int32(tip)}
		for len(todo) > 0 {
			i := todo[len(todo)-1]
			if state[i] != 0 || g.level[i] <= g.level[a] {
				if state[i] == 0 {
					state[i] = no
				}
				todo = todo[:len(todo)-1]
				continue
			}
			result, wait := int8(no), false
			for _, p := range g.Parents(int(i)) {
				switch {
				case state[p] == yes:
					result = yes
				case state[p] == 0 && g.level[p] > g.level[a]:
					todo = append(todo, p)
					wait = true
				}
			}
			if result == yes || !wait {
				// What was put on the stack meanwhile is harmless: it gets its own answer when it comes up.
				state[i] = result
			}
		}
		if state[int32(tip)] == yes {
			found = append(found, tip)
		}
	}
	return found
}

// below lists the commits that are among the tips or in their history, in no order.
func (g *graph) below(tips []oid) []int32 {
	var found []int32
	seen := make([]bool, g.Len())
	add := func(i int32) {
		if !seen[i] {
			seen[i] = true
			found = append(found, i)
		}
	}
	for _, id := range tips {
		add(g.index.find(g.ids, id))
	}
	for k := 0; k < len(found); k++ {
		for _, p := range g.Parents(int(found[k])) {
			add(p)
		}
	}
	return found
}

// hasAll reports whether the graph holds all of the commits.
func (g *graph) hasAll(ids []oid) bool {
	for _, id := range ids {
		if g.index.find(g.ids, id) < 0 {
			return false
		}
	}
	return true
}

// FirstParents returns the first-parent line of a tip: the tip, its first parent, and so on.
func (g *graph) FirstParents(tip int) []int32 {
	var line []int32
	for i := int32(tip); ; {
		line = append(line, i)
		parents := g.Parents(int(i))
		if len(parents) == 0 {
			return line
		}
		i = parents[0]
	}
}

// Landed returns the commit of the tip's first-parent line by which commit i came onto that line: the merge that
// brought it in, or i itself when it stands on the line. ok is false when i is not in the tip's history. The first
// question about a tip costs one pass over its history, further ones nothing.
func (g *graph) Landed(i, tip int) (by int, ok bool) {
	g.landingMu.Lock()
	defer g.landingMu.Unlock()
	landed := g.landings[int32(tip)]
	if landed == nil {
		landed = make([]int32, g.Len())
		for k := range landed {
			landed[k] = -1
		}
		line := g.FirstParents(tip)
		var todo []int32
		for k := len(line) - 1; k >= 0; k-- {
			by := line[k]
			todo = append(todo[:0], by)
			landed[by] = by
			for len(todo) > 0 {
				c := todo[len(todo)-1]
				todo = todo[:len(todo)-1]
				for _, p := range g.Parents(int(c)) {
					if landed[p] < 0 {
						landed[p] = by
						todo = append(todo, p)
					}
				}
			}
		}
		if g.landings == nil {
			g.landings = map[int32][]int32{}
		}
		g.landings[int32(tip)] = landed
	}
	return int(landed[i]), landed[i] >= 0
}

// oidIndex finds the number of a name: a table of numbers, open addressing, at most half full.
type oidIndex struct {
	slots []int32 // number + 1; 0 is free
	mask  uint32
}

func newOIDIndex(n int) oidIndex {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return oidIndex{make([]int32, size), uint32(size - 1)}
}

func (x *oidIndex) find(ids []oid, id oid) int32 {
	for at := binary.LittleEndian.Uint32(id[:]) & x.mask; ; at = (at + 1) & x.mask {
		n := x.slots[at]
		if n == 0 {
			return -1
		}
		if ids[n-1] == id {
			return n - 1
		}
	}
}

// add puts number n in; its name must not be there yet.
func (x *oidIndex) add(id oid, n int32) {
	at := binary.LittleEndian.Uint32(id[:]) & x.mask
	for x.slots[at] != 0 {
		at = (at + 1) & x.mask
	}
	x.slots[at] = n + 1
}

// setLevels works out the level of each commit, and reports false when the parents run in circles, as only a forged
// pack can make them.
func (g *graph) setLevels() bool {
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
