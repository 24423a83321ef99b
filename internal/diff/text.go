package diff

import (
	"bytes"
	"hash/maphash"
)

// Space says how white space counts when lines are compared.
type Space int

const (
	// Exact compares bytes.
	Exact Space = iota
	// NoSpace ignores all white space within a line and at its end, as git's -w does.
	NoSpace
)

// Text is a text split into lines. Each line keeps its terminator, so that the last line of a text that does not end in
// a newline differs from the same line with one. The zero value is the empty text.
type Text struct {
	data  []byte
	start []int // start[i] is where line i begins; one more entry than there are lines
}

// Split splits a text after each newline. The text must not change as long as the result is in use.
func Split(data []byte) Text {
	if len(data) == 0 {
		return Text{}
	}
	start := make([]int, 1, bytes.Count(data, newline)+2)
	for at := 0; at < len(data); {
		end := bytes.IndexByte(data[at:], '\n')
		if end < 0 {
			break
		}
		at += end + 1
		start = append(start, at)
	}
	if start[len(start)-1] != len(data) {
		start = append(start, len(data))
	}
	return Text{data, start}
}

var newline = []byte{'\n'}

// Len returns the number of lines.
func (t Text) Len() int { return max(len(t.start)-1, 0) }

// Line returns line i, its terminator included.
func (t Text) Line(i int) []byte { return t.data[t.start[i]:t.start[i+1]] }

// Range returns lines [from, to) as one slice.
func (t Text) Range(from, to int) []byte {
	if from >= to {
		return nil
	}
	return t.data[t.start[from]:t.start[to]]
}

// Binary reports whether the content looks binary by the rule git uses: a NUL among its first 8,000 bytes.
func Binary(data []byte) bool { return bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 }

// Same reports whether two lines are the same to sp.
func Same(a, b []byte, sp Space) bool {
	if bytes.Equal(a, b) {
		return true
	}
	if sp == Exact {
		return false
	}
	i, j := 0, 0
	for {
		for i < len(a) && blank(a[i]) {
			i++
		}
		for j < len(b) && blank(b[j]) {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
		i++
		j++
	}
}

// Blank reports whether a line holds nothing but white space.
func Blank(line []byte) bool {
	for _, c := range line {
		if !blank(c) {
			return false
		}
	}
	return true
}

func blank(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// commonHead counts the lines that both texts begin with.
func commonHead(a, b Text, sp Space) int {
	n, i := min(a.Len(), b.Len()), 0
	for i < n && Same(a.Line(i), b.Line(i), sp) {
		i++
	}
	return i
}

// commonTail counts the lines that both texts end with, leaving out the first head lines of each.
func commonTail(a, b Text, head int, sp Space) int {
	na, nb := a.Len(), b.Len()
	n, i := min(na, nb)-head, 0
	for i < n && Same(a.Line(na-1-i), b.Line(nb-1-i), sp) {
		i++
	}
	return i
}

// seed makes hash values differ from process to process, so that no text can be made to collide; results do not depend
// on it, because equal hashes are followed by a comparison of the lines.
var seed = maphash.MakeSeed()

// intern numbers the distinct lines of both middles, so that lines are the same exactly if their numbers are.
func intern(a, b Text, head, midA, midB int, sp Space) (idsA, idsB []int32, distinct int) {
	size := 1
	for size < 2*(midA+midB) {
		size *= 2
	}
	table := interner{slots: make([]int32, size), sp: sp}
	ids := make([]int32, midA+midB)
	for i := range ids[:midA] {
		ids[i] = table.id(a.Line(head + i))
	}
	for i := range ids[midA:] {
		ids[midA+i] = table.id(b.Line(head + i))
	}
	return ids[:midA], ids[midA:], len(table.lines)
}

// interner is an open-addressing table from lines to numbers, at most half full.
type interner struct {
	slots  []int32 // number + 1; 0 is free
	lines  [][]byte
	hashes []uint64
	sp     Space
	buf    []byte
}

func (t *interner) id(line []byte) int32 {
	key := line
	if t.sp != Exact {
		t.buf = t.buf[:0]
		for _, c := range line {
			if !blank(c) {
				t.buf = append(t.buf, c)
			}
		}
		key = t.buf
	}
	hash := maphash.Bytes(seed, key)
	mask := uint64(len(t.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		n := t.slots[at]
		if n == 0 {
			t.lines = append(t.lines, line)
			t.hashes = append(t.hashes, hash)
			t.slots[at] = int32(len(t.lines))
			return int32(len(t.lines) - 1)
		}
		if t.hashes[n-1] == hash && Same(t.lines[n-1], line, t.sp) {
			return n - 1
		}
	}
}
