package git

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// packIndex is a pack index of version 2: which objects a pack holds, and where. Nothing of it is read before it is asked for.
// The layout is that of gitformat-pack(5).
type packIndex struct {
	data  []byte // mapped, or read whole where mapping is not to be had
	src   *source
	count int
}

const (
	fanoutStart = 8
	namesStart  = fanoutStart + 256*4
)

func openPackIndex(path string) (*packIndex, error) {
	src, err := openSource(path)
	if err != nil {
		return nil, err
	}
	data, err := src.window(0, src.size)
	if err == nil {
		var x *packIndex
		if x, err = parsePackIndex(data); err == nil {
			x.src = src
			return x, nil
		}
	}
	src.close()
	return nil, err
}

func parsePackIndex(data []byte) (*packIndex, error) {
	if len(data) < namesStart+40 {
		return nil, fmt.Errorf("the pack index is too short")
	}
	if !bytes.Equal(data[:4], []byte("\xfftOc")) {
		return nil, fmt.Errorf("the pack index is of version 1 or none at all; `git repack -ad` writes a new one")
	}
	if v := binary.BigEndian.Uint32(data[4:]); v != 2 {
		return nil, fmt.Errorf("the pack index is of version %d, which is not known here", v)
	}
	x := &packIndex{data: data, count: int(binary.BigEndian.Uint32(data[namesStart-4:]))}
	if rest := int64(len(data)) - namesStart - 40; int64(x.count)*28 > rest || (rest-int64(x.count)*28)%8 != 0 {
		return nil, fmt.Errorf("the pack index has the wrong length")
	}
	return x, nil
}

// bucket returns the range of positions of the names that start with the byte b.
func (x *packIndex) bucket(b byte) (lo, hi int) {
	if b > 0 {
		lo = int(binary.BigEndian.Uint32(x.data[fanoutStart+4*(int(b)-1):]))
	}
	hi = int(binary.BigEndian.Uint32(x.data[fanoutStart+4*int(b):]))
	if lo > hi || hi > x.count {
		return 0, 0 // damaged: nothing is found
	}
	return lo, hi
}

// name returns the name at a position, in order of names.
func (x *packIndex) name(pos int) []byte { return x.data[namesStart+20*pos:][:20] }

func (x *packIndex) oid(pos int) (id oid) {
	copy(id[:], x.name(pos))
	return id
}

// find returns the position of a name, or -1.
func (x *packIndex) find(id oid) int {
	pos := x.atLeast(id)
	if pos < x.count && bytes.Equal(x.name(pos), id[:]) {
		return pos
	}
	return -1
}

// atLeast returns the first position in id's bucket whose name is not less than id, or the end of the bucket. Names are
// hashes, evenly spread, so that a guess by proportion comes close at once.
func (x *packIndex) atLeast(id oid) int {
	lo, hi := x.bucket(id[0])
	if hi-lo > 16 {
		share := int64(binary.BigEndian.Uint32(id[1:])) // after the byte that chose the bucket
		guess := lo + int(share*int64(hi-lo)>>32)
		off := share - int64(binary.BigEndian.Uint32(x.name(guess)[1:])) // how far the guess missed tells a better one
		guess = min(max(guess+int(off*int64(hi-lo)>>32), lo), hi-1)
		step := 2
		if x.before(guess, &id) {
			lo = guess + 1
			for lo+step < hi && x.before(lo+step, &id) {
				lo += step + 1
				step *= 2
			}
			hi = min(hi, lo+step)
		} else {
			hi = guess
			for hi-step > lo && !x.before(hi-step, &id) {
				hi -= step
				step *= 2
			}
			lo = max(lo, hi-step)
		}
	}
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if x.before(mid, &id) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// before reports whether the name at a position is less than id. Their first bytes nearly always tell.
func (x *packIndex) before(pos int, id *oid) bool {
	name := x.name(pos)
	if a, b := binary.BigEndian.Uint64(name), binary.BigEndian.Uint64(id[:]); a != b {
		return a < b
	}
	return bytes.Compare(name, id[:]) < 0
}

// offset returns where in the pack the object at a position starts, or -1 when the index is damaged.
func (x *packIndex) offset(pos int) int64 {
	off := binary.BigEndian.Uint32(x.data[namesStart+24*x.count+4*pos:])
	if off&(1<<31) == 0 {
		return int64(off)
	}
	at := int64(namesStart) + 28*int64(x.count) + 8*int64(off&^(1<<31))
	if at+8 > int64(len(x.data))-40 {
		return -1
	}
	return int64(binary.BigEndian.Uint64(x.data[at:]) &^ (1 << 63))
}

// withPrefix calls fn for the position of each name that starts with p, until it returns false.
func (x *packIndex) withPrefix(p prefix, fn func(pos int) bool) {
	_, hi := x.bucket(p.low[0])
	for pos := x.atLeast(p.low); pos < hi && p.matches(x.name(pos)); pos++ {
		if !fn(pos) {
			return
		}
	}
}

func (x *packIndex) close() error {
	if x.src == nil {
		return nil
	}
	return x.src.close()
}
