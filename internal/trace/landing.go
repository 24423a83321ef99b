package trace

// pullSize is the most commits that one merge brings for it to count as the merge of a pull request or topic branch. One that
// brings more joins two histories, and what landed on the other side landed by the merges over there.
const pullSize = 200

// landings tells for each commit from low on by which commit it came onto the branch that ends in tip: itself where it
// stands on the first-parent line, else the merge that brought it, and none where it isn't on the branch. Entry 0 is
// for low.
func (x *Index) landings(tip, low uint32) []uint32 {
	n := uint32(x.Commits())
	if tip == none || low >= n {
		return nil
	}
	by := make([]uint32, n-low)
	for i := range by {
		by[i] = none
	}
	tips := []uint32{tip}
	for len(tips) > 0 {
		tip, tips = tips[len(tips)-1], tips[:len(tips)-1]
		var line []uint32
		for c := tip; c != none && c >= low && by[c-low] == none; c = x.firstParent(c) {
			line = append(line, c)
			by[c-low] = c
		}
		for i := len(line) - 1; i >= 0; i-- {
			merge := line[i]
			brought := x.mark(by, low, merge, merge)
			if len(brought) <= pullSize {
				continue
			}
			for _, c := range brought {
				by[c-low] = none
			}
			for _, p := range x.parentsOf(merge) {
				if p != none && p >= low && by[p-low] == none {
					tips = append(tips, p)
				}
			}
		}
	}
	return by
}

// firstIn tells for each commit from low on the first of the given commits, which come in the order of their time, from
// which it can be reached, by its place among them; none where there is none. Entry 0 is for low.
func (x *Index) firstIn(tips []uint32, low uint32) []uint32 {
	n := uint32(x.Commits())
	if low >= n {
		return nil
	}
	in := make([]uint32, n-low)
	for i := range in {
		in[i] = none
	}
	for i, tip := range tips {
		if tip != none && tip >= low && in[tip-low] == none {
			in[tip-low] = uint32(i)
			x.mark(in, low, tip, uint32(i))
		}
	}
	return in
}

// mark sets the mark of every commit that can be reached from c through commits without one, and returns them.
func (x *Index) mark(marks []uint32, low, c, mark uint32) []uint32 {
	var marked []uint32
	for next := 0; ; next++ {
		for _, p := range x.parentsOf(c) {
			if p != none && p >= low && marks[p-low] == none {
				marks[p-low] = mark
				marked = append(marked, p)
			}
		}
		if next == len(marked) {
			return marked
		}
		c = marked[next]
	}
}
