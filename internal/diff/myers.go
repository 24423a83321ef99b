package diff

import "math"

// patience is the number of edits that the search for the middle of one box may cost before it settles for the furthest
// point it has reached. It is what keeps the whole comparison below about patience × lines steps. 256 is the least
// value git's own comparison uses; real files stay far below it.
const patience = 256

// changed marks the lines of a and b that are not part of a common subsequence, which is a longest one unless patience
// ran out. The method is that of E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), in its
// linear-space form, on sequences from which the lines that only one side holds have been taken out.
func changed(a, b []int32, distinct int) (goneA, goneB []bool) {
	gone := make([]bool, len(a)+len(b))
	goneA, goneB = gone[:len(a)], gone[len(a):]
	inA, inB := make([]bool, distinct), make([]bool, distinct)
	for _, id := range a {
		inA[id] = true
	}
	for _, id := range b {
		inB[id] = true
	}
	s := search{
		a: keep(a, inB, goneA),
		b: keep(b, inA, goneB),
	}
	diagonals := len(s.a.ids) + len(s.b.ids) + 3
	vectors := make([]int32, 2*diagonals)
	s.forward, s.backward = vectors[:diagonals], vectors[diagonals:]
	s.origin = len(s.b.ids) + 1
	s.compare(0, len(s.a.ids), 0, len(s.b.ids))
	return goneA, goneB
}

// side is one sequence without the lines that only it holds.
type side struct {
	ids  []int32
	at   []int32 // where each was in the whole sequence
	gone []bool  // marks over the whole sequence
}

// keep returns the lines that the other side holds too, and marks all others as gone.
func keep(ids []int32, other []bool, gone []bool) side {
	kept := side{ids: make([]int32, 0, len(ids)), at: make([]int32, 0, len(ids)), gone: gone}
	for i, id := range ids {
		if other[id] {
			kept.ids = append(kept.ids, id)
			kept.at = append(kept.at, int32(i))
		} else {
			gone[i] = true
		}
	}
	return kept
}

func (s side) mark(from, to int) {
	for _, i := range s.at[from:to] {
		s.gone[i] = true
	}
}

// search holds what the recursion shares: the furthest points reached on each diagonal, from the top and the bottom.
type search struct {
	a, b              side
	forward, backward []int32
	origin            int // index of diagonal 0
}

// compare marks what differs between a[x0:x1] and b[y0:y1].
func (s *search) compare(x0, x1, y0, y1 int) {
	for {
		for x0 < x1 && y0 < y1 && s.a.ids[x0] == s.b.ids[y0] {
			x0++
			y0++
		}
		for x0 < x1 && y0 < y1 && s.a.ids[x1-1] == s.b.ids[y1-1] {
			x1--
			y1--
		}
		if x0 == x1 || y0 == y1 {
			s.a.mark(x0, x1)
			s.b.mark(y0, y1)
			return
		}
		x, y := s.middle(x0, x1, y0, y1)
		// The smaller half by recursion and the larger by going round keeps the stack logarithmic.
		if x-x0+y-y0 < x1-x+y1-y {
			s.compare(x0, x, y0, y)
			x0, y0 = x, y
		} else {
			s.compare(x, x1, y, y1)
			x1, y1 = x, y
		}
	}
}

// middle returns a point that an optimal (or, past patience, a good) path through the box goes through. The box has no
// common head or tail, so both parts are smaller than the whole.
func (s *search) middle(x0, x1, y0, y1 int) (x, y int) {
	a, b, fw, bw, o := s.a.ids, s.b.ids, s.forward, s.backward, s.origin
	low, high := x0-y1, x1-y0
	fmid, bmid := x0-y0, x1-y1
	fmin, fmax, bmin, bmax := fmid, fmid, bmid, bmid
	odd := (fmid-bmid)&1 != 0
	fw[o+fmid], bw[o+bmid] = int32(x0), int32(x1)
	for cost := 1; ; cost++ {
		if fmin > low {
			fmin--
			fw[o+fmin-1] = -1
		} else {
			fmin++
		}
		if fmax < high {
			fmax++
			fw[o+fmax+1] = -1
		} else {
			fmax--
		}
		for d := fmax; d >= fmin; d -= 2 {
			x := int(max(fw[o+d-1]+1, fw[o+d+1]))
			y := x - d
			for x < x1 && y < y1 && a[x] == b[y] {
				x++
				y++
			}
			fw[o+d] = int32(x)
			if odd && bmin <= d && d <= bmax && int(bw[o+d]) <= x {
				return x, y
			}
		}
		if bmin > low {
			bmin--
			bw[o+bmin-1] = math.MaxInt32
		} else {
			bmin++
		}
		if bmax < high {
			bmax++
			bw[o+bmax+1] = math.MaxInt32
		} else {
			bmax--
		}
		for d := bmax; d >= bmin; d -= 2 {
			x := int(min(bw[o+d-1], bw[o+d+1]-1))
			y := x - d
			for x > x0 && y > y0 && a[x-1] == b[y-1] {
				x--
				y--
			}
			bw[o+d] = int32(x)
			if !odd && fmin <= d && d <= fmax && x <= int(fw[o+d]) {
				return x, y
			}
		}
		if cost < patience {
			continue
		}
		gain := -1
		for d := fmax; d >= fmin; d -= 2 {
			fx := min(int(fw[o+d]), x1, y1+d)
			if fx >= x0 && fx-d >= y0 && 2*fx-d-x0-y0 > gain {
				gain, x, y = 2*fx-d-x0-y0, fx, fx-d
			}
		}
		for d := bmax; d >= bmin; d -= 2 {
			bx := max(int(bw[o+d]), x0, y0+d)
			if bx <= x1 && bx-d <= y1 && x1+y1-2*bx+d > gain {
				gain, x, y = x1+y1-2*bx+d, bx, bx-d
			}
		}
		return x, y
	}
}
