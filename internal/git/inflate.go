package git

import (
	"encoding/binary"
	"errors"
	"hash/adler32"
	"sync"
)

// Objects in packs are small (half a kilobyte for a commit), their decoded size is known and their compressed form lies
// in memory whole. A decoder made for just that is several times faster than one for streams: no window, no reader, and
// tables no larger than the codes in use. The format is RFC 1950 and RFC 1951.

var (
	errInflate = errors.New("its compressed form makes no sense")
	errShort   = errors.New("its compressed form ends early") // more input might help
)

// inflater holds the tables of one block.
type inflater struct {
	tables tables // those that a block brings
	now    *tables
	pre    [128]uint32
	lens   [288 + 32]uint8
	room   buildRoom

	reached int // where in dst the block that went wrong had come to
}

// tables are those by which a block is decoded.
type tables struct {
	lit     [2048]uint32 // a complete code of 288 symbols needs at most 1334 entries at 10 bits
	dist    [512]uint32  // 402 at 8 bits for 30 symbols
	litMask uint64
	dstMask uint64
}

var inflaters = sync.Pool{New: func() any { return new(inflater) }}

// inflate decodes the zlib stream at the start of src into dst, whose length must be the decoded size, and returns how
// many bytes of src it took.
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
			got := copy(dst[o:], src[i:min(i+size, len(src))])
			if o += got; got < size {
				z.reached = o
				if len(src)-i < size {
					return 0, errShort
				}
				return 0, errInflate
			}
			i += size
			continue
		case 1:
			z.now = fixedTables
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
		z.reached = o
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
	t := z.now
	litMask, dstMask := t.litMask, t.dstMask
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
		e := t.lit[buf&litMask&2047]
		if e&flagLiteral != 0 {
			for { // literals come in runs, and there are bits for some of them
				buf >>= e & 63
				n -= int(e & 0xff)
				if uint(o) >= uint(len(dst)) || n < 0 {
					z.reached = o
					return 0, 0, 0, 0, endError(n)
				}
				dst[o] = byte(e >> 16)
				o++
				if e = t.lit[buf&litMask&2047]; e&flagLiteral == 0 || n < 15 {
					break
				}
			}
			continue
		}
		if e&flagOther != 0 {
			if e&flagSub != 0 {
				e = t.lit[(uint64(e>>16)+(buf>>litBits&(1<<(e>>8&31)-1)))&2047]
			}
			if e&flagOther != 0 {
				n -= int(e & 0xff)
				if e&^0xff != entryEnd || n < 0 {
					z.reached = o
					return 0, 0, 0, 0, endError(n)
				}
				return buf >> (e & 63), n, i, o, nil
			}
			if e&flagLiteral != 0 {
				buf >>= e & 63
				n -= int(e & 0xff)
				if uint(o) >= uint(len(dst)) || n < 0 {
					z.reached = o
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

		e = t.dist[buf&dstMask&511]
		if e&flagOther != 0 {
			if e&flagSub != 0 {
				e = t.dist[(uint64(e>>16)+(buf>>distBits&(1<<(e>>8&31)-1)))&511]
			}
			if e&flagOther != 0 {
				z.reached = o
				return 0, 0, 0, 0, endError(n - int(e&0xff))
			}
		}
		buf >>= e & 63
		extra = e >> 8 & 31
		dist := int(e>>16) + int(buf&(1<<extra-1))
		buf >>= extra
		n -= int(e&0xff) + int(extra)

		if n < 0 || dist > o || length > len(dst)-o {
			z.reached = o
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
	mask, ok := build(z.pre[:], preLens[:], preEntries[:], 7, &z.room)
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
			return 0, 0, 0, endError(n - int(e&0xff))
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
	z.now = &z.tables
	z.now.dstMask, okDist = build(z.now.dist[:], lens[lits:lits+dists], distEntries[:], distBits, &z.room)
	z.now.litMask, okLit = build(z.now.lit[:], lens[:lits], litEntries[:], litBits, &z.room)
	if !okLit || !okDist {
		return 0, 0, 0, errInflate
	}
	return buf, n, i, nil
}
