package diff

import (
	"bytes"
	"hash/maphash"
	"sort"
	"sync"
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
	start []int32 // start[i] is where line i begins; one more entry than there are lines
}

// Split splits a text of less than 2 GiB after each newline. The text must not change as long as the result is in use.
func Split(data []byte) Text {
	start := make([]int32, 1, bytes.Count(data, newline)+2)
	for at := 0; at < len(data); {
		end := bytes.IndexByte(data[at:], '\n')
		if end < 0 {
			break
		}
		at += end + 1
		start = append(start, int32(at))
	}
	if int(start[len(start)-1]) != len(data) {
		start = append(start, int32(len(data)))
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

// commonHead counts the lines that lines [a0, a1) of a and [b0, b1) of b begin with alike.
func commonHead(a, b Text, a0, a1, b0, b1 int, sp Space) int {
	n, i := min(a1-a0, b1-b0), 0
	if n == 0 {
		return 0
	}
	if sp == Exact {
		// The lines that end within the equal bytes are equal, those that end with them too unless one text goes on.
		fromA, fromB := a.start[a0], b.start[b0]
		same := int32(sameBytes(a.data[fromA:a.start[a1]], b.data[fromB:b.start[b1]]))
		return sort.Search(n, func(i int) bool { return a.start[a0+i+1]-fromA > same || b.start[b0+i+1]-fromB > same })
	}
	for i < n && Same(a.Line(a0+i), b.Line(b0+i), sp) {
		i++
	}
	return i
}

// sameBytes counts the bytes that both slices begin with.
func sameBytes(a, b []byte) int {
	n, i := min(len(a), len(b)), 0
	for i+64 <= n && bytes.Equal(a[i:i+64], b[i:i+64]) {
		i += 64
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

// commonTail counts the lines that lines [a0, a1) of a and [b0, b1) of b end with alike.
func commonTail(a, b Text, a0, a1, b0, b1 int, sp Space) int {
	n, i := min(a1-a0, b1-b0), 0
	if n == 0 {
		return 0
	}
	if sp == Exact {
		// The lines that begin within the equal bytes are equal, for then the line feed before them is where it is in
		// the other text.
		toA, toB := a.start[a1], b.start[b1]
		same := int32(sameEnd(a.data[a.start[a0]:toA], b.data[b.start[b0]:toB]))
		return sort.Search(n, func(i int) bool { return toA-a.start[a1-1-i] > same || toB-b.start[b1-1-i] > same })
	}
	for i < n && Same(a.Line(a1-1-i), b.Line(b1-1-i), sp) {
		i++
	}
	return i
}

// sameEnd counts the bytes that both slices end with.
func sameEnd(a, b []byte) int {
	n, i := min(len(a), len(b)), 0
	for i+64 <= n && bytes.Equal(a[len(a)-i-64:len(a)-i], b[len(b)-i-64:len(b)-i]) {
		i += 64
	}
	for i < n && a[len(a)-1-i] == b[len(b)-1-i] {
		i++
	}
	return i
}

// seed makes hash values differ from process to process, so that no text can be made to collide; results do not depend
// on it, because equal hashes are followed by a comparison of the lines.
var seed = maphash.MakeSeed()

// intern numbers the distinct lines of both ranges, so that lines are the same exactly if their numbers are.
func intern(a, b Text, a0, a1, b0, b1 int, sp Space) (idsA, idsB []int32, distinct int) {
	t := interners.Get().(*interner)
	defer interners.Put(t)
	n := a1 - a0
	t.reset(n+b1-b0, sp)
	ids := make([]int32, n+b1-b0)
	for i := range ids[:n] {
		ids[i] = t.id(a.Line(a0 + i))
	}
	for i := range ids[n:] {
		ids[n+i] = t.id(b.Line(b0 + i))
	}
	distinct = len(t.known)
	clear(t.known) // lets go of the texts
	return ids[:n], ids[n:], distinct
}

var interners = sync.Pool{New: func() any { return new(interner) }}

// interner is an open-addressing table from lines to numbers, at most half full.
type interner struct {
	slots []int32 // number + 1; 0 is free
	known []knownLine
	sp    Space
	key   []byte
}

type knownLine struct {
	hash uint64
	line []byte
}

func (t *interner) reset(lines int, sp Space) {
	size := 1
	for size < 2*lines {
		size *= 2
	}
	if cap(t.slots) < size || cap(t.slots) > 1<<20 {
		t.slots = make([]int32, size)
		t.known = make([]knownLine, 0, lines)
	} else {
		t.slots = t.slots[:size]
		clear(t.slots)
	}
	t.known, t.sp = t.known[:0], sp
}

func (t *interner) id(line []byte) int32 {
	key := line
	if t.sp != Exact {
		t.key = squeeze(t.key[:0], line)
		key = t.key
	}
	hash := maphash.Bytes(seed, key)
	mask := uint64(len(t.slots) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		n := t.slots[at]
		if n == 0 {
			t.known = append(t.known, knownLine{hash, line})
			t.slots[at] = int32(len(t.known))
			return int32(len(t.known) - 1)
		}
		if k := &t.known[n-1]; k.hash == hash && Same(k.line, line, t.sp) {
			return n - 1
		}
	}
}

// squeeze appends a line to buf without its white space.
func squeeze(buf, line []byte) []byte {
	for len(line) > 0 {
		for len(line) > 0 && blank(line[0]) {
			line = line[1:]
		}
		n := 0
		for n < len(line) && !blank(line[n]) {
			n++
		}
		buf = append(buf, line[:n]...)
		line = line[n:]
	}
	return buf
}
