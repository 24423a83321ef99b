package diff

import (
	"math"
	"slices"
)

// slide moves runs that could stand in several places to where a reader expects them, and joins runs that meet. A run
// of lines only inserted or only deleted can move by a line where the line it would take in is the same as the one it
// gives up. Which place is chosen decides which commit a repeated line (a brace, a blank line) is attributed to.
func slide(a, b Text, edits []Edit, sp Space) []Edit {
	if len(edits) == 0 {
		return nil
	}
	out := edits[:0]
	for _, e := range edits {
		// Up: join with the runs before as long as they meet.
		for len(out) > 0 {
			last := out[len(out)-1]
			up := room(a, b, e, sp, -1, e.A0-last.A1, e.B0-last.B1)
			if up < e.A0-last.A1 {
				break
			}
			e = Edit{last.A0, e.A1 - up, last.B0, e.B1 - up}
			out = out[:len(out)-1]
		}
		out = append(out, e)
	}
	// Down, from the last to the first, so that each run knows the final place of the next one.
	joined := make([]Edit, 0, len(out))
	for i := len(out) - 1; i >= 0; i-- {
		e := out[i]
		for len(joined) > 0 {
			next := joined[len(joined)-1]
			down := room(a, b, e, sp, 1, next.A0-e.A1, next.B0-e.B1)
			if down < next.A0-e.A1 {
				break
			}
			e = Edit{e.A0 + down, next.A1, e.B0 + down, next.B1}
			joined = joined[:len(joined)-1]
		}
		minA, minB := 0, 0
		if i > 0 {
			minA, minB = out[i-1].A1+1, out[i-1].B1+1
		}
		up := room(a, b, e, sp, -1, e.A0-minA, e.B0-minB)
		down := room(a, b, e, sp, 1, a.Len()-e.A1, b.Len()-e.B1) // short of the next, or they would have met
		by := place(a, b, e, up, down)
		joined = append(joined, Edit{e.A0 + by, e.A1 + by, e.B0 + by, e.B1 + by})
	}
	slices.Reverse(joined)
	return joined
}

// room counts by how many lines an edit can move up (dir -1) or down (dir 1), at most within the given free lines of
// the two texts. An edit with lines on both sides stays.
func room(a, b Text, e Edit, sp Space, dir, freeA, freeB int) int {
	t, from, to := a, e.A0, e.A1
	if e.Deleted() == 0 {
		t, from, to = b, e.B0, e.B1
	} else if e.Inserted() > 0 {
		return 0
	}
	n, limit := 0, min(freeA, freeB)
	for n < limit {
		first, past := from+n, to+n
		if dir < 0 {
			first, past = from-n-1, to-n-1
		}
		if !Same(t.Line(first), t.Line(past), sp) {
			break
		}
		n++
	}
	return n
}

// reach is how far a run is considered for moving. Longer repeats say nothing about where a reader expects the run.
const reach = 100

// place chooses by how many lines to move an edit within [-up, down]: to where both of its ends stand before the least
// indented lines, at best after a blank one, and of equals the lowest.
func place(a, b Text, e Edit, up, down int) int {
	t, from, to := b, e.B0, e.B1
	if e.Inserted() == 0 {
		t, from, to = a, e.A0, e.A1
	}
	up = min(up, to-from, reach)
	best, least := down, math.MaxInt
	for by := down; by >= -up && by >= down-reach; by-- {
		cost := boundary(t, from+by) + boundary(t, to+by)
		if cost < least {
			best, least = by, cost
		}
	}
	return best
}

// boundary is the cost of letting a run begin or end before line i: its indentation, a little more for a blank line, a
// little less after one.
func boundary(t Text, i int) int {
	n := t.Len()
	if i <= 0 || i >= n {
		return 0
	}
	cost := 0
	if Blank(t.Line(i)) {
		cost++
		for i+1 < n && Blank(t.Line(i)) && cost < reach {
			i++
			cost++
		}
	} else if Blank(t.Line(i - 1)) {
		cost--
	}
	return cost + 4*indent(t.Line(i))
}

// indent returns the width of a line's leading white space, a tab counting up to the next multiple of eight.
func indent(line []byte) int {
	width := 0
	for _, c := range line {
		switch c {
		case ' ':
			width++
		case '\t':
			width += 8 - width%8
		default:
			return width
		}
		if width >= 200 {
			break
		}
	}
	return width
}
