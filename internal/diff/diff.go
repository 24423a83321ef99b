// Package diff compares texts line by line: which runs of lines were deleted and which came in their place.
//
// It is pure, deterministic, and bounded: hostile input costs time near-linear in its length, at the price of a
// longer (never a wrong) list of edits.
package diff

// Edit is one run of changed lines: lines [A0, A1) of the old text gave way to lines [B0, B1) of the new one. Lines are
// counted from 0; either range may be empty, never both. Between two edits of a list at least one line is unchanged.
type Edit struct {
	A0, A1 int
	B0, B1 int
}

// Deleted returns the number of lines that the edit takes out of the old text.
func (e Edit) Deleted() int { return e.A1 - e.A0 }

// Inserted returns the number of lines that the edit brings into the new text.
func (e Edit) Inserted() int { return e.B1 - e.B0 }

// Lines returns the edits that turn a into b, in order; none when they are equal.
func Lines(a, b []byte) []Edit { return Between(Split(a), Split(b), Exact) }

// Between returns the edits that turn a into b, in order, where lines that sp calls the same count as unchanged.
// Splitting a text once and comparing it with several others saves the splitting.
func Between(a, b Text, sp Space) []Edit {
	edits := between(a, b, 0, a.Len(), 0, b.Len(), Exact)
	if sp != Exact {
		edits = refine(a, b, edits, sp)
	}
	return slide(a, b, edits, sp)
}

// refine takes out of edits what sp calls the same. Few lines differ in their white space alone, so comparing bytes
// first and the rest again is much the faster way.
func refine(a, b Text, edits []Edit, sp Space) []Edit {
	var out []Edit
	for _, e := range edits {
		out = append(out, between(a, b, e.A0, e.A1, e.B0, e.B1, sp)...)
	}
	return out
}

// between compares lines [a0, a1) of a with lines [b0, b1) of b.
func between(a, b Text, a0, a1, b0, b1 int, sp Space) []Edit {
	head := commonHead(a, b, a0, a1, b0, b1, sp)
	a0, b0 = a0+head, b0+head
	tail := commonTail(a, b, a0, a1, b0, b1, sp)
	a1, b1 = a1-tail, b1-tail
	switch {
	case a0 == a1 && b0 == b1:
		return nil
	case a0 == a1 || b0 == b1:
		return []Edit{{a0, a1, b0, b1}}
	}
	idsA, idsB, distinct := intern(a, b, a0, a1, b0, b1, sp)
	goneA, goneB := changed(idsA, idsB, distinct)
	return collect(goneA, goneB, a0, b0)
}

// collect turns the marks of changed lines into edits; a0 and b0 are the numbers of the first lines marked.
func collect(goneA, goneB []bool, a0, b0 int) []Edit {
	var edits []Edit
	i, j := 0, 0
	for i < len(goneA) || j < len(goneB) {
		i0, j0 := i, j
		for i < len(goneA) && goneA[i] {
			i++
		}
		for j < len(goneB) && goneB[j] {
			j++
		}
		if i > i0 || j > j0 {
			edits = append(edits, Edit{i0 + a0, i + a0, j0 + b0, j + b0})
			continue
		}
		i++
		j++
	}
	return edits
}
