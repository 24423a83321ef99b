package git

import (
	"encoding/binary"
	"errors"
	"hash/adler32"
	"math/bits"
	"sync"
)

// Objects in packs are small (half a kilobyte for a commit), their decoded size is known and their compressed form lies
// in memory whole. A decoder made for just that is several times faster than one for streams: no window, no reader, and
// tables no larger than the codes in use. The format is RFC 1950 and RFC 1951.

var (
	errInflate = errors.New("its compressed form makes no sense")
	errShort   = errors.New("its compressed form ends early") // more input might help
)

// Entries of a decoding table, from the low bits: 8 bits length of the code, 5 bits number of extra bits, flags, and from
// bit 16 on the value: a byte, the base of a length or distance, or where a second-level table starts.
const (
	flagLiteral = 1 << 13
	flagOther   = 1 << 14 // end of block, second level or no such code
	flagSub     = 1 << 15

	entryEnd = flagOther
	entryBad = flagOther | 1<<16

	litBits  = 10
	distBits = 8
)

// inflater holds the tables of one block.
type inflater struct {
	lit     [2048]uint32 // a complete code of 288 symbols needs at most 1334 entries at 10 bits
	dist    [512]uint32  // 402 at 8 bits for 30 symbols
	pre     [128]uint32
	lens    [288 + 32]uint8
	litMask uint64
	dstMask uint64
}

var inflaters = sync.Pool{New: func() any { return new(inflater) }}

// inflate decodes the zlib stream at the start of src into dst, whose length must be the decoded size, and returns how many
// bytes of src it took.
func inflate(dst, src []byte) (int, error) {
	z := inflaters.Get().(*inflater)
	defer inflaters.Put(z)
	return z.zlib(dst, src)
}

func (z *inflater) zlib(dst, src []byte) (int, error) {
	if len(src) < 2 {
		return 0, errShort
	}
	if src[0]&0x0f != 8 || src[0]>>4 > 7 || src[1]&0x20 != 0 || (uint(src[0])<<8|uint(src[1]))%31 != 0 {
		return 0, errInflate
	}
	n, err := z.deflate(dst, src[2:])
	if err != nil {
		return 0, err
	}
	n += 2
	if len(src) < n+4 {
		return 0, errShort
	}
	if binary.BigEndian.Uint32(src[n:]) != adler32.Checksum(dst) {
		return 0, errInflate
	}
	return n + 4, nil
}

func (z *inflater) deflate(dst, src []byte) (int, error) {
	var (
		buf uint64 // bits not used yet, the next one lowest
		n   int    // how many of them are real; beyond the end of src zeros follow
		i   int    // next byte of src
		o   int    // next byte of dst
		err error
	)
	for last := false; !last; {
		buf, n, i = refill(buf, n, i, src)
		if n < 3 {
			return 0, errShort
		}
		last = buf&1 == 1
		kind := buf >> 1 & 3
		buf >>= 3
		n -= 3
		switch kind {
		case 0:
			i -= n >> 3 // back to the byte after this one
			buf, n = 0, 0
			if len(src)-i < 4 {
				return 0, errShort
			}
			size := int(binary.LittleEndian.Uint16(src[i:]))
			if size != int(^binary.LittleEndian.Uint16(src[i+2:])) {
				return 0, errInflate
			}
			i += 4
			if len(src)-i < size {
				return 0, errShort
			}
			if len(dst)-o < size {
				return 0, errInflate
			}
			copy(dst[o:], src[i:i+size])
			i += size
			o += size
			continue
		case 1:
			z.fixed()
		case 2:
			if buf, n, i, err = z.dynamic(buf, n, i, src); err != nil {
				return 0, err
			}
		default:
			return 0, errInflate
		}
		if buf, n, i, o, err = z.block(buf, n, i, o, dst, src); err != nil {
			return 0, err
		}
	}
	if o != len(dst) {
		return 0, errInflate
	}
	return i - n>>3, nil
}

// refill tops the bits up to at least 56, or to all there are.
func refill(buf uint64, n, i int, src []byte) (uint64, int, int) {
	if i+8 <= len(src) {
		buf |= binary.LittleEndian.Uint64(src[i:]) << uint(n&63)
		i += (63 - n) >> 3
		return buf, n | 56, i
	}
	for n < 56 && i < len(src) {
		buf |= uint64(src[i]) << uint(n&63)
		i++
		n += 8
	}
	return buf, n, i
}

// block decodes symbols until the end of the block.
func (z *inflater) block(buf uint64, n, i, o int, dst, src []byte) (uint64, int, int, int, error) {
	litMask, dstMask := z.litMask, z.dstMask
	for {
		if n < 48 { // the longest symbol with its distance takes 48
			if i+8 <= len(src) {
				buf |= binary.LittleEndian.Uint64(src[i:]) << uint(n&63)
				i += (63 - n) >> 3
				n |= 56
			} else {
				buf, n, i = refill(buf, n, i, src)
			}
		}
		e := z.lit[buf&litMask&2047]
		if e&flagLiteral != 0 {
			buf >>= e & 63
			n -= int(e & 0xff)
			if uint(o) >= uint(len(dst)) || n < 0 {
				return 0, 0, 0, 0, endError(n)
			}
			dst[o] = byte(e >> 16)
			o++
			continue
		}
		if e&flagOther != 0 {
			if e&flagSub != 0 {
				e = z.lit[(uint64(e>>16)+(buf>>litBits&(1<<(e>>8&31)-1)))&2047]
			}
			if e&flagOther != 0 {
				n -= int(e & 0xff)
				if e&^0xff != entryEnd || n < 0 {
					return 0, 0, 0, 0, endError(n)
				}
				return buf >> (e & 63), n, i, o, nil
			}
			if e&flagLiteral != 0 {
				buf >>= e & 63
				n -= int(e & 0xff)
				if uint(o) >= uint(len(dst)) || n < 0 {
					return 0, 0, 0, 0, endError(n)
				}
				dst[o] = byte(e >> 16)
				o++
				continue
			}
		}
		buf >>= e & 63
		extra := e >> 8 & 31
		length := int(e>>16) + int(buf&(1<<extra-1))
		buf >>= extra
		n -= int(e&0xff) + int(extra)

		e = z.dist[buf&dstMask&511]
		if e&flagOther != 0 {
			if e&flagSub != 0 {
				e = z.dist[(uint64(e>>16)+(buf>>distBits&(1<<(e>>8&31)-1)))&511]
			}
			if e&flagOther != 0 {
				return 0, 0, 0, 0, endError(n)
			}
		}
		buf >>= e & 63
		extra = e >> 8 & 31
		dist := int(e>>16) + int(buf&(1<<extra-1))
		buf >>= extra
		n -= int(e&0xff) + int(extra)

		if n < 0 || dist > o || length > len(dst)-o {
			return 0, 0, 0, 0, endError(n)
		}
		from := o - dist
		end := o + length
		if dist >= 8 && end+8 <= len(dst) {
			for o < end {
				binary.LittleEndian.PutUint64(dst[o:], binary.LittleEndian.Uint64(dst[from:]))
				o += 8
				from += 8
			}
			o = end
			continue
		}
		if dist >= length {
			copy(dst[o:end], dst[from:])
			o = end
			continue
		}
		for o < end {
			dst[o] = dst[from]
			o++
			from++
		}
	}
}

// endError tells input that ended from input that is wrong, by the number of bits left.
func endError(n int) error {
	if n < 0 {
		return errShort
	}
	return errInflate
}

var preOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// dynamic reads the code lengths of a block and builds its tables.
func (z *inflater) dynamic(buf uint64, n, i int, src []byte) (uint64, int, int, error) {
	buf, n, i = refill(buf, n, i, src)
	lits := int(buf&31) + 257
	dists := int(buf>>5&31) + 1
	pres := int(buf>>10&15) + 4
	buf >>= 14
	n -= 14
	if n < 0 {
		return 0, 0, 0, errShort
	}
	if lits > 286 || dists > 30 {
		return 0, 0, 0, errInflate
	}
	var preLens [19]uint8
	for k := range pres {
		if n < 3 {
			if buf, n, i = refill(buf, n, i, src); n < 3 {
				return 0, 0, 0, errShort
			}
		}
		preLens[preOrder[k]] = uint8(buf & 7)
		buf >>= 3
		n -= 3
	}
	mask, ok := build(z.pre[:], preLens[:], preEntries[:], 7)
	if !ok {
		return 0, 0, 0, errInflate
	}
	lens := &z.lens
	for k := 0; k < lits+dists; {
		if n < 14 {
			buf, n, i = refill(buf, n, i, src)
		}
		e := z.pre[buf&mask&127]
		if e&flagOther != 0 {
			return 0, 0, 0, endError(n - 7)
		}
		buf >>= e & 63
		n -= int(e & 0xff)
		sym := e >> 16
		if sym < 16 {
			if n < 0 {
				return 0, 0, 0, errShort
			}
			lens[k] = uint8(sym)
			k++
			continue
		}
		var value uint8
		var repeat int
		switch sym {
		case 16:
			if k == 0 {
				return 0, 0, 0, errInflate
			}
			value = lens[k-1]
			repeat = 3 + int(buf&3)
			buf >>= 2
			n -= 2
		case 17:
			repeat = 3 + int(buf&7)
			buf >>= 3
			n -= 3
		default:
			repeat = 11 + int(buf&127)
			buf >>= 7
			n -= 7
		}
		if n < 0 {
			return 0, 0, 0, errShort
		}
		if k+repeat > lits+dists {
			return 0, 0, 0, errInflate
		}
		for range repeat {
			lens[k] = value
			k++
		}
	}
	if lens[256] == 0 {
		return 0, 0, 0, errInflate
	}
	var okLit, okDist bool
	z.dstMask, okDist = build(z.dist[:], lens[lits:lits+dists], distEntries[:], distBits)
	z.litMask, okLit = build(z.lit[:], lens[:lits], litEntries[:], litBits)
	if !okLit || !okDist {
		return 0, 0, 0, errInflate
	}
	return buf, n, i, nil
}

// fixed builds the tables that the format itself defines.
func (z *inflater) fixed() {
	z.lit, z.dist = fixedTables.lit, fixedTables.dist
	z.litMask, z.dstMask = fixedTables.litMask, fixedTables.dstMask
}

var fixedTables = func() (z inflater) {
	for k := range 288 {
		switch {
		case k < 144:
			z.lens[k] = 8
		case k < 256:
			z.lens[k] = 9
		case k < 280:
			z.lens[k] = 7
		default:
			z.lens[k] = 8
		}
	}
	z.litMask, _ = build(z.lit[:], z.lens[:288], litEntries[:], litBits)
	for k := range 32 {
		z.lens[k] = 5
	}
	z.dstMask, _ = build(z.dist[:], z.lens[:32], distEntries[:], distBits)
	return z
}()

// build makes the decoding table of a canonical code from its code lengths. It returns the mask of the bits that choose an
// entry of the first level, and whether the lengths make a code.
func build(table []uint32, lens []uint8, entries []uint32, maxBits int) (uint64, bool) {
	var count, offset [17]int
	for _, l := range lens {
		count[l&15]++
	}
	count[0] = 0
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
	used := offset[16]
	if left > 0 {
		// Incomplete codes are allowed in two cases: none at all (a block of literals has no distances), and a single one of one bit.
		if used > 1 || used == 1 && longest != 1 {
			return 0, false
		}
		table[0], table[1] = entryBad|1, entryBad|1
		if used == 1 {
			for sym, l := range lens {
				if l == 1 {
					table[0] = entries[sym] | 1
				}
			}
		}
		return 1, true
	}
	var sorted [288]uint16
	at := offset
	for sym, l := range lens {
		if l != 0 {
			sorted[at[l]] = uint16(sym)
			at[l]++
		}
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
	prefix, subStart, subBits := -1, 0, 0
	end := 1 << first
	for l := first + 1; l <= longest; l++ {
		for k := range count[l] {
			if p := code & int(mask); p != prefix {
				prefix = p
				subStart = end
				subBits = l - first
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
