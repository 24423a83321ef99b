package git

import (
	"encoding/binary"
	"math/bits"
)

// Entries of a decoding table, from the low bits: 8 bits length of the code, 5 bits number of extra bits, flags, and
// from bit 16 on the value: a byte, the base of a length or distance, or where a second-level table starts.
const (
	flagLiteral = 1 << 13
	flagOther   = 1 << 14 // end of block, second level or no such code
	flagSub     = 1 << 15

	entryEnd = flagOther
	entryBad = flagOther | 1<<16

	litBits  = 10
	distBits = 8
)

// fixedTables are those that the format itself defines.
var fixedTables = func() *tables {
	var t tables
	var lens [288]uint8
	var room buildRoom
	for k := range lens {
		switch {
		case k < 144:
			lens[k] = 8
		case k < 256:
			lens[k] = 9
		case k < 280:
			lens[k] = 7
		default:
			lens[k] = 8
		}
	}
	t.litMask, _ = build(t.lit[:], lens[:], litEntries[:], litBits, &room)
	for k := range 32 {
		lens[k] = 5
	}
	t.dstMask, _ = build(t.dist[:], lens[:32], distEntries[:], distBits, &room)
	return &t
}()

// codeLength is a symbol that is in use, with the length of its code.
type codeLength struct {
	symbol uint16
	length uint8
}

// buildRoom is what build works in.
type buildRoom struct {
	used   [288]codeLength
	sorted [288]uint16
}

// build makes the decoding table of a canonical code from its code lengths. It returns the mask of the bits that choose
// an entry of the first level, and whether the lengths make a code.
func build(table []uint32, lens []uint8, entries []uint32, maxBits int, room *buildRoom) (uint64, bool) {
	var count, offset [17]int
	n := 0 // symbols in use
	for k := 0; k < len(lens); k += 8 {
		var eight uint64 // lengths at once: most symbols of a text aren't in use
		if k+8 <= len(lens) {
			eight = binary.LittleEndian.Uint64(lens[k:])
		} else {
			for j, l := range lens[k:] {
				eight |= uint64(l) << (8 * j)
			}
		}
		for eight != 0 {
			first := bits.TrailingZeros64(eight) &^ 7
			l := eight >> first & 15
			eight &^= 255 << first
			count[l]++
			room.used[n] = codeLength{uint16(k + first>>3), uint8(l)}
			n++
		}
	}
	used := room.used[:n]
	longest, left := 0, 1<<15
	for l := 1; l <= 15; l++ {
		offset[l+1] = offset[l] + count[l]
		left -= count[l] << (15 - l)
		if count[l] > 0 {
			longest = l
		}
	}
	if left < 0 {
		return 0, false
	}
	if left > 0 {
		// Incomplete codes are allowed in two cases: none at all (a block of literals has no distances), and a single
		// one of one bit.
		if len(used) > 1 || len(used) == 1 && longest != 1 {
			return 0, false
		}
		table[0], table[1] = entryBad, entryBad // whatever comes
		if len(used) == 1 {
			table[0], table[1] = entries[used[0].symbol]|1, entryBad|1
		}
		return 1, true
	}
	sorted := &room.sorted
	at := offset
	for _, u := range used {
		sorted[at[u.length]] = u.symbol
		at[u.length]++
	}
	first := min(longest, maxBits)
	code := 0 // bits reversed
	next := 0
	size := 2
	for l := 1; l <= first; l++ {
		for range count[l] {
			table[code] = entries[sorted[next]] | uint32(l)
			next++
			code = after(code, l)
		}
		if l < first {
			copy(table[size:2*size], table[:size])
			size *= 2
		}
	}
	mask := uint64(1)<<first - 1
	if longest <= maxBits {
		return mask, true
	}
	// The rest of the code goes into second-level tables, one for each value of the first bits.
	prefix, subStart := -1, 0
	end := 1 << first
	for l := first + 1; l <= longest; l++ {
		for k := range count[l] {
			if p := code & int(mask); p != prefix {
				prefix = p
				subStart = end
				subBits := l - first
				for room := count[l] - k; room < 1<<subBits; {
					subBits++
					room = room<<1 + count[first+subBits]
				}
				end = subStart + 1<<subBits
				if end > len(table) {
					return 0, false
				}
				table[prefix] = flagOther | flagSub | uint32(subStart)<<16 | uint32(subBits)<<8 | uint32(first)
			}
			e := entries[sorted[next]] | uint32(l)
			next++
			for at := subStart + code>>first; at < end; at += 1 << (l - first) {
				table[at] = e
			}
			code = after(code, l)
		}
	}
	return mask, true
}

// after gives the code of l bits that follows code, both with their bits reversed.
func after(code, l int) int {
	free := ^code & (1<<l - 1)
	if free == 0 {
		return code // that was the last one
	}
	bit := 1 << (bits.Len(uint(free)) - 1)
	return code&(bit-1) | bit
}

var preEntries = func() (t [19]uint32) {
	for k := range t {
		t[k] = uint32(k) << 16
	}
	return t
}()

var litEntries = func() (t [288]uint32) {
	for k := range 256 {
		t[k] = uint32(k)<<16 | flagLiteral
	}
	t[256] = entryEnd
	base := 3
	for k := range 28 {
		extra := 0
		if k >= 8 {
			extra = k/4 - 1
		}
		t[257+k] = uint32(base)<<16 | uint32(extra)<<8
		base += 1 << extra
	}
	t[285] = 258 << 16
	t[286], t[287] = entryBad, entryBad
	return t
}()

var distEntries = func() (t [32]uint32) {
	base := 1
	for k := range 30 {
		extra := 0
		if k >= 4 {
			extra = k/2 - 1
		}
		t[k] = uint32(base)<<16 | uint32(extra)<<8
		base += 1 << extra
	}
	t[30], t[31] = entryBad, entryBad
	return t
}()
