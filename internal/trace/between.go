package trace

import "container/heap"

// Between returns the commits, by SHA, that can be reached from the included ones and not from the excluded. It reports false where
// the index doesn't hold all of them. Parents have lower numbers than their children: taken from the highest number down, a
// commit's marks are complete when its turn comes, and the way ends where nothing included is left.
func (x *Index) Between(include, exclude []string) (map[string]bool, bool) {
	w := between{x: x, marks: map[uint32]mark{}}
	for _, sha := range include {
		w.push(x.number(sha), included)
	}
	for _, sha := range exclude {
		w.push(x.number(sha), excluded)
	}
	if w.unknown {
		return map[string]bool{}, false
	}
	found := map[string]bool{}
	for w.open > 0 {
		c := heap.Pop(&w.queue).(uint32)
		m := w.marks[c]
		if m == included {
			w.open--
			found[x.sha(c)] = true
		}
		for _, p := range x.parentsOf(c) {
			if p != none {
				w.push(p, m)
			}
		}
	}
	return found, true
}

// mark says from where a commit can be reached; what can be reached from both counts as excluded.
type mark uint8

const (
	included mark = 1 + iota
	excluded
)

type between struct {
	x       *Index
	queue   highest
	marks   map[uint32]mark
	open    int // commits in the queue that are included as far as is known
	unknown bool
}

func (w *between) push(c uint32, m mark) {
	if c == none {
		w.unknown = true
		return
	}
	before := w.marks[c]
	if before >= m {
		return
	}
	w.marks[c] = m
	if before == included {
		w.open--
	}
	if m == included {
		w.open++
	}
	if before == 0 {
		heap.Push(&w.queue, c)
	}
}

// highest is a heap of commits, the highest number on top.
type highest []uint32

func (q highest) Len() int           { return len(q) }
func (q highest) Less(i, j int) bool { return q[i] > q[j] }
func (q highest) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *highest) Push(c any)        { *q = append(*q, c.(uint32)) }
func (q *highest) Pop() any {
	c := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return c
}
