package git

import (
	"encoding/binary"
	"sync"
)

// Graph is the shape of a history held in memory: which commit has which parents, and when each was made. It takes
// about 60 bytes a commit. Commits are named by numbers from 0 to Len()-1, without any order. It never changes, and can
// be used by several goroutines.
type Graph struct {
	ids      []oid
	times    []int64 // committers' times, seconds since 1970
	start    []int32 // where in links the parents of a commit begin; one more than there are commits
	links    []int32
	level    []int32 // one more than the highest level of the parents: an ancestor's is always lower
	boundary []int32 // commits whose parents a shallow clone has left out
	index    oidIndex

	landingMu sync.Mutex
	landings  map[int32][]int32
}

// Len returns the number of commits.
func (g *Graph) Len() int { return len(g.ids) }

// SHA returns the name of commit i.
func (g *Graph) SHA(i int) string { return g.ids[i].String() }

// Find returns the number of the commit with a full SHA.
func (g *Graph) Find(sha string) (i int, ok bool) {
	id, ok := parseOID(sha)
	if !ok {
		return 0, false
	}
	at := g.index.find(g.ids, id)
	return int(at), at >= 0
}

// CommittedAt returns the committer's time of commit i in seconds since 1970.
func (g *Graph) CommittedAt(i int) int64 { return g.times[i] }

// Parents returns the parents of commit i. The slice must not be changed.
func (g *Graph) Parents(i int) []int32 { return g.links[g.start[i]:g.start[i+1]] }

// Boundary returns the SHAs of the commits at which a shallow history ends.
func (g *Graph) Boundary() []string {
	var all []string
	for _, i := range g.boundary {
		all = append(all, g.SHA(int(i)))
	}
	return all
}

// IsAncestor reports whether commit a is an ancestor of b, or b itself.
func (g *Graph) IsAncestor(a, b int) bool {
	if a == b {
		return true
	}
	if g.level[a] >= g.level[b] {
		return false
	}
	seen := map[int32]bool{}
	for todo := []int32{int32(b)}; len(todo) > 0; {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, p := range g.Parents(int(i)) {
			if int(p) == a {
				return true
			}
			if g.level[p] > g.level[a] && !seen[p] {
				seen[p] = true
				todo = append(todo, p)
			}
		}
	}
	return false
}

// Ancestors returns for each commit whether it is one of the given ones or an ancestor of them.
func (g *Graph) Ancestors(of ...int) []bool {
	in := make([]bool, g.Len())
	var todo []int32
	for _, i := range of {
		if !in[i] {
			in[i] = true
			todo = append(todo, int32(i))
		}
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, p := range g.Parents(int(i)) {
			if !in[p] {
				in[p] = true
				todo = append(todo, p)
			}
		}
	}
	return in
}

// Containing returns those of the tips that have commit a in their history, in their order.
func (g *Graph) Containing(a int, tips []int) []int {
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

// NewestFirst returns the commits reachable from the tips in the order of git log: newest first by committer's time.
func (g *Graph) NewestFirst(tips ...int) []int32 { return g.newestFirst(tips, false) }

func (g *Graph) newestFirst(tips []int, firstParent bool) []int32 {
	seen := make([]bool, g.Len())
	q := numberQueue{graph: g}
	for _, i := range tips {
		if !seen[i] {
			seen[i] = true
			q.add(int32(i))
		}
	}
	out := make([]int32, 0, g.Len())
	for len(q.items) > 0 {
		i := q.pop()
		out = append(out, i)
		parents := g.Parents(int(i))
		if firstParent && len(parents) > 1 {
			parents = parents[:1]
		}
		for _, p := range parents {
			if !seen[p] {
				seen[p] = true
				q.add(p)
			}
		}
	}
	return out
}

// hasAll reports whether the graph holds all of the commits.
func (g *Graph) hasAll(ids []oid) bool {
	for _, id := range ids {
		if g.index.find(g.ids, id) < 0 {
			return false
		}
	}
	return true
}

type queued struct{ commit, order int32 }

// numberQueue is a heap of commits, newest first; of equals the one that came first.
type numberQueue struct {
	graph *Graph
	items []queued
	count int32
}

func (q *numberQueue) before(a, b queued) bool {
	if ta, tb := q.graph.times[a.commit], q.graph.times[b.commit]; ta != tb {
		return ta > tb
	}
	return a.order < b.order
}

func (q *numberQueue) add(i int32) {
	q.count++
	it := queued{i, q.count}
	q.items = append(q.items, it)
	k := len(q.items) - 1
	for k > 0 {
		up := (k - 1) / 2
		if !q.before(it, q.items[up]) {
			break
		}
		q.items[k] = q.items[up]
		k = up
	}
	q.items[k] = it
}

func (q *numberQueue) pop() int32 {
	top := q.items[0].commit
	n := len(q.items) - 1
	it := q.items[n]
	q.items = q.items[:n]
	k := 0
	for {
		down := 2*k + 1
		if down >= n {
			break
		}
		if down+1 < n && q.before(q.items[down+1], q.items[down]) {
			down++
		}
		if !q.before(q.items[down], it) {
			break
		}
		q.items[k] = q.items[down]
		k = down
	}
	if n > 0 {
		q.items[k] = it
	}
	return top
}

// FirstParents returns the first-parent line of a tip: the tip, its first parent, and so on.
func (g *Graph) FirstParents(tip int) []int32 {
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

// Landed returns the commit of the tip's first-parent line by which commit i came onto that line: the merge that brought
// it in, or i itself when it stands on the line. ok is false when i is not in the tip's history. The first question about
// a tip costs one pass over its history, further ones nothing.
func (g *Graph) Landed(i, tip int) (by int, ok bool) {
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
