package scan

import "bytes"

// lineDelta says for each distinct line how many more of it there are after a change than before. The key is a hash of
// the line without white space whose lowest two bits are the line's class. The zero value stands for content that has
// no lines to compare.
type lineDelta struct {
	lines map[uint64]int32
	of    aspectOfLines
}

// aspectOfLines says what of the lines a delta tells. What comes later counts only where nothing before it changed.
type aspectOfLines int

const (
	wording aspectOfLines = iota // which lines there are
	order                        // which of them are neighbours
	runs                         // which three follow each other: a list whose items have one line in common keeps its neighbours when an item moves
	spacing                      // how they are set, white space and all
)

// The classes of lines, and what each counts.
const (
	trivial = iota // two letters or digits at most: "}", "*/", "fi"
	short          // eight at most: "return;", "else {"
	telling
)

var classWeight = [4]int{trivial: 1, short: 4, telling: 10}

func weightOf(key uint64, n int32) int { return classWeight[key&3] * int(max(n, -n)) }

func newLineDelta(before, after []byte) lineDelta {
	d := lineDelta{lines: make(map[uint64]int32, 16)}
	eachDifference(before, after, func(x, y []byte) {
		d.add(x, -1)
		d.add(y, +1)
	})
	d.dropZeros()
	for _, finer := range [...]struct {
		of  aspectOfLines
		add func(text []byte, sign int32)
	}{{order, d.addPairs}, {runs, d.addTriples}, {spacing, d.addExact}} {
		if len(d.lines) == 0 {
			d.of = finer.of
			finer.add(before, -1)
			finer.add(after, +1)
			d.dropZeros()
		}
	}
	return d
}

func (d lineDelta) add(text []byte, sign int32) {
	eachLine(text, func(key uint64) { d.lines[key] += sign })
}

// addPairs counts pairs of neighbouring lines, trivial ones left out: a block mostly ends in one and follows one,
// before and after it is moved, so those pairs would not change.
func (d lineDelta) addPairs(text []byte, sign int32) {
	eachPair(text, func(pair, _ uint64) { d.lines[pair&^3|telling] += sign })
}

func (d lineDelta) addTriples(text []byte, sign int32) {
	var last uint64
	eachPair(text, func(pair, key uint64) {
		d.lines[mix(last^key<<1)&^3|telling] += sign
		last = pair
	})
}

// eachPair calls fn for each line with the key of it and the one before, and its own.
func eachPair(text []byte, fn func(pair, key uint64)) {
	var last uint64
	eachLine(text, func(key uint64) {
		if key&3 != trivial {
			fn(mix(last^key<<1), key)
			last = key
		}
	})
}

func (d lineDelta) addExact(text []byte, sign int32) {
	for line := range bytes.Lines(text) {
		if key, ok := lineKey(line); ok {
			d.lines[mix(key^hashString(string(line)))&^3|key&3] += sign
		}
	}
}

func (d lineDelta) dropZeros() {
	for k, n := range d.lines {
		if n == 0 {
			delete(d.lines, k)
		}
	}
}

// eachLine calls fn with the key of every line that isn't blank.
func eachLine(text []byte, fn func(key uint64)) {
	for len(text) > 0 {
		line := text
		if end := bytes.IndexByte(text, '\n'); end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			text = nil
		}
		if key, ok := lineKey(line); ok {
			fn(key)
		}
	}
}

// lineKey hashes a line without its white space; blank lines have no key.
func lineKey(line []byte) (uint64, bool) {
	h := fnvBasis
	letters, any := 0, false
	for _, c := range line {
		if c == ' ' || c >= '\t' && c <= '\r' {
			continue
		}
		any = true
		h = fnv(h, c)
		if c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 {
			letters++
		}
	}
	class := uint64(telling)
	switch {
	case letters <= 2:
		class = trivial
	case letters <= 8:
		class = short
	}
	return mix(h)&^3 | class, any
}

// trimCommon cuts off the whole lines that both texts begin and end with.
func trimCommon(a, b []byte) (x, y []byte) {
	a, b = trimStart(a, b)
	n := min(len(a), len(b))
	j := 0
	for _, block := range [...]int{4096, 64, 1} {
		for j+block <= n && bytes.Equal(a[len(a)-j-block:len(a)-j], b[len(b)-j-block:len(b)-j]) {
			j += block
		}
	}
	// Keep the line that the difference stands in.
	tail := a[len(a)-j:]
	nl := bytes.IndexByte(tail, '\n')
	if nl < 0 {
		return a, b
	}
	j -= nl + 1
	return a[:len(a)-j], b[:len(b)-j]
}

// trimStart cuts off the whole lines that both texts begin with.
func trimStart(a, b []byte) (x, y []byte) {
	n := min(len(a), len(b))
	i := 0
	for _, block := range [...]int{4096, 64, 1} {
		for i+block <= n && bytes.Equal(a[i:i+block], b[i:i+block]) {
			i += block
		}
	}
	if i < len(a) || i < len(b) {
		i = bytes.LastIndexByte(a[:i], '\n') + 1
	}
	return a[i:], b[i:]
}

// weight is what the lines count that came or went. Their order and spacing count only where they are put back, and
// then in full.
func (d lineDelta) weight() int {
	if d.of != wording {
		return 0
	}
	return d.full()
}

func (d lineDelta) full() int {
	if d.lines == nil {
		return binaryWeight
	}
	var w int
	for k, n := range d.lines {
		w += weightOf(k, n)
	}
	return w
}

// matchedBy is the weight of those lines of d that e takes back or repeats.
func (d lineDelta) matchedBy(e lineDelta, dir sense) int {
	if d.of != e.of {
		return 0
	}
	var w int
	for k, n := range d.lines {
		m := e.lines[k]
		if dir == inverse {
			m = -m
		}
		if m != 0 && (m < 0) == (n < 0) {
			w += weightOf(k, min(max(n, -n), max(m, -m)))
		}
	}
	return w
}

// merged adds up the lines of several deltas.
func merged(all []lineDelta) lineDelta {
	sum := lineDelta{lines: map[uint64]int32{}}
	for _, d := range all {
		if d.of != wording {
			continue
		}
		for k, n := range d.lines {
			sum.lines[k] += n
		}
	}
	return sum
}

// eachDifference calls fn with runs of lines that stand in one text and not at that place in the other, a before b.
// What it passes over is the same in both; of what it gives, some may be so too.
func eachDifference(a, b []byte, fn func(x, y []byte)) {
	a, b = trimCommon(a, b)
	for len(a) > 0 && len(b) > 0 {
		x, y := resume(a, b)
		fn(a[:x], b[:y])
		a, b = trimStart(a[x:], b[y:])
	}
	if len(a)+len(b) > 0 {
		fn(a, b)
	}
}

// resume returns where two texts, which begin with different lines, may be the same again: within a few lines, or else
// after those.
func resume(a, b []byte) (x, y int) {
	const few = 16
	var left, right [few + 1]int // where lines begin
	m, n := lineStarts(a, left[:]), lineStarts(b, right[:])
	for sum := 1; sum < m+n-1; sum++ {
		for i := max(0, sum-n+1); i <= min(sum, m-1); i++ {
			line := a[left[i]:left[i+1]]
			if j := sum - i; len(line) > 1 && bytes.Equal(line, b[right[j]:right[j+1]]) {
				return left[i], right[j]
			}
		}
	}
	return left[m], right[n]
}

// lineStarts notes where the first lines of a text begin and the last of them ends, and returns how many they are.
func lineStarts(text []byte, at []int) int {
	n := 0
	for n < len(at)-1 && at[n] < len(text) {
		end := bytes.IndexByte(text[at[n]:], '\n')
		if end < 0 {
			end = len(text) - at[n] - 1
		}
		at[n+1] = at[n] + end + 1
		n++
	}
	return n
}
