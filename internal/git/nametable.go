package git

import (
	"bytes"
	"encoding/binary"
)

// nameTable is a sorted list of object names as pack indexes and commit-graphs hold it. Nothing of it is read before it
// is asked for.
type nameTable struct {
	fanout []byte // how many names start with each byte or a lower one, 4 bytes each
	names  []byte
	count  int
}

const fanoutSize = 256 * 4

// newNameTable takes a table of first bytes; the names are to be set by who knows where they stand.
func newNameTable(fanout []byte) nameTable {
	return nameTable{fanout: fanout, count: int(binary.BigEndian.Uint32(fanout[fanoutSize-4:]))}
}

// bucket returns the range of positions of the names that start with the byte b.
func (t *nameTable) bucket(b byte) (lo, hi int) {
	if b > 0 {
		lo = int(binary.BigEndian.Uint32(t.fanout[4*(int(b)-1):]))
	}
	hi = int(binary.BigEndian.Uint32(t.fanout[4*int(b):]))
	if lo > hi || hi > t.count {
		return 0, 0 // damaged: nothing is found
	}
	return lo, hi
}

// name returns the name at a position, in order of names.
func (t *nameTable) name(pos int) []byte { return t.names[20*pos:][:20] }

func (t *nameTable) oid(pos int) oid { return oid(t.name(pos)) }

// find returns the position of a name, or -1.
func (t *nameTable) find(id oid) int {
	pos := t.atLeast(id)
	if pos < t.count && bytes.Equal(t.name(pos), id[:]) {
		return pos
	}
	return -1
}

// atLeast returns the first position in id's bucket whose name is not less than id, or the end of the bucket. Names are
// hashes, evenly spread, so that a guess by proportion comes close at once.
func (t *nameTable) atLeast(id oid) int {
	lo, hi := t.bucket(id[0])
	if hi-lo > 16 {
		share := int64(binary.BigEndian.Uint32(id[1:])) // after the byte that chose the bucket
		guess := lo + int(share*int64(hi-lo)>>32)
		off := share - int64(binary.BigEndian.Uint32(t.name(guess)[1:])) // how far the guess missed tells a better one
		guess = min(max(guess+int(off*int64(hi-lo)>>32), lo), hi-1)
		step := 2
		if t.before(guess, &id) {
			lo = guess + 1
			for lo+step < hi && t.before(lo+step, &id) {
				lo += step + 1
				step *= 2
			}
			hi = min(hi, lo+step)
		} else {
			hi = guess
			for hi-step > lo && !t.before(hi-step, &id) {
				hi -= step
				step *= 2
			}
			lo = max(lo, hi-step)
		}
	}
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if t.before(mid, &id) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// before reports whether the name at a position is less than id. Their first bytes nearly always tell.
func (t *nameTable) before(pos int, id *oid) bool {
	name := t.name(pos)
	if a, b := binary.BigEndian.Uint64(name), binary.BigEndian.Uint64(id[:]); a != b {
		return a < b
	}
	return bytes.Compare(name, id[:]) < 0
}

// withPrefix calls fn for the position of each name that starts with p, until it returns false.
func (t *nameTable) withPrefix(p prefix, fn func(pos int) bool) {
	_, hi := t.bucket(p.low[0])
	for pos := t.atLeast(p.low); pos < hi && p.matches(t.name(pos)); pos++ {
		if !fn(pos) {
			return
		}
	}
}
