package scan

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"iter"
	"math"
	"math/bits"
	"slices"
	"sort"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Index answers, for one history, which commits carry a name (a SHA, a pull request, a subject …) and how
// they stand to each other. It is a list of segments of sorted arrays, each exactly the bytes that are
// stored: a segment can be mapped into memory and asked without being read.
//
// Commits have numbers from 0 on, parents before children, otherwise by time. About 80 bytes a commit.
type Index struct {
	segments []segment
}

// none is the number of a commit that the index doesn't hold.
const none = math.MaxUint32

const (
	segmentMagic = "ownup-ix\x01\x00\x00\x00\x00\x00\x00\x00" // the byte after the name is the format's version
	headerSize   = len(segmentMagic) + 4*8
	nameSize     = 8 + 4
)

// segment is a part of an index: the commits [base, base+n).
type segment struct {
	base, n  uint32
	shas     []byte // n × 20
	times    []byte // n × 4: seconds since 1970
	offsets  []byte // (n+1) × 4: where a commit's parents begin
	parents  []byte // × 4: numbers in the whole index
	bySHA    []byte // n × 4: local numbers, by SHA
	names    []byte // × 12: hash of the name, number in the whole index; sorted
	encoding []byte // all of it, as it is stored
}

// Commits returns how many commits the index holds.
func (x *Index) Commits() int {
	if len(x.segments) == 0 {
		return 0
	}
	last := x.segments[len(x.segments)-1]
	return int(last.base + last.n)
}

// Has reports whether the index holds the commit.
func (x *Index) Has(sha string) bool { return x.number(sha) != none }

// openIndex reads the index from its encoded segments, oldest first, which must not change while it is in use.
// It reports false for bytes it can't trust: then the index has to be built anew.
func openIndex(segments ...[]byte) (*Index, bool) {
	x := &Index{}
	for _, b := range segments {
		s, ok := openSegment(b)
		if !ok || int(s.base) != x.Commits() {
			return nil, false
		}
		x.segments = append(x.segments, s)
	}
	return x, true
}

func openSegment(b []byte) (segment, bool) {
	if len(b) < headerSize || string(b[:len(segmentMagic)]) != segmentMagic {
		return segment{}, false
	}
	head := b[len(segmentMagic):]
	var v [4]uint64 // base, commits, parents, names
	for i := range v {
		v[i] = binary.LittleEndian.Uint64(head[i*8:])
		if v[i] > math.MaxInt32 {
			return segment{}, false
		}
	}
	s := segment{base: uint32(v[0]), n: uint32(v[1]), encoding: b}
	n := int(v[1])
	at, ok := headerSize, true
	take := func(size int) []byte {
		if len(b)-at < size {
			ok = false
			return nil
		}
		at += size
		return b[at-size : at : at]
	}
	s.shas, s.times, s.offsets = take(n*20), take(n*4), take((n+1)*4)
	s.parents, s.bySHA, s.names = take(int(v[2])*4), take(n*4), take(int(v[3])*nameSize)
	return s, ok && at == len(b)
}

func u32(b []byte, i int) uint32 { return binary.LittleEndian.Uint32(b[i*4:]) }

// at returns the segment that holds commit number c, and its number in there.
func (x *Index) at(c uint32) (*segment, int) {
	i := len(x.segments) - 1
	for x.segments[i].base > c {
		i--
	}
	return &x.segments[i], int(c - x.segments[i].base)
}

func (x *Index) sha(c uint32) string {
	s, i := x.at(c)
	return hex.EncodeToString(s.shas[i*20 : i*20+20])
}

func (x *Index) time(c uint32) time.Time {
	s, i := x.at(c)
	return time.Unix(int64(u32(s.times, i)), 0).UTC()
}

// parentsOf returns the numbers of a commit's parents; none stands for one that lies beyond the index. Of that itself
// no parents are known, and it is nobody's ancestor or descendant.
func (x *Index) parentsOf(c uint32) []uint32 { return slices.Collect(x.eachParent(c)) }

func (x *Index) eachParent(c uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		if c == none {
			return
		}
		s, i := x.at(c)
		from, to := int(u32(s.offsets, i)), int(u32(s.offsets, i+1))
		if to > len(s.parents)/4 {
			return
		}
		for ; from < to; from++ {
			p := u32(s.parents, from)
			if p >= c {
				p = none
			}
			if !yield(p) {
				return
			}
		}
	}
}

func (x *Index) firstParent(c uint32) uint32 {
	if c == none {
		return none
	}
	s, i := x.at(c)
	from, to := int(u32(s.offsets, i)), int(u32(s.offsets, i+1))
	if from >= to || to > len(s.parents)/4 {
		return none
	}
	if p := u32(s.parents, from); p < c {
		return p
	}
	return none
}

// number returns the commit with this full SHA.
func (x *Index) number(sha string) uint32 {
	var id [20]byte
	if len(sha) != 40 {
		return none
	}
	if _, err := hex.Decode(id[:], []byte(sha)); err != nil {
		return none
	}
	for k := range x.segments {
		s := &x.segments[k]
		if i := s.atLeast(id[:]); i < int(s.n) && bytes.Equal(s.sorted(i), id[:]) {
			return s.base + u32(s.bySHA, i)
		}
	}
	return none
}

// sorted returns a SHA by its place in the order of SHAs.
func (s *segment) sorted(i int) []byte {
	j := min(u32(s.bySHA, i), s.n-1)
	return s.shas[j*20 : j*20+20]
}

// atLeast returns the place of the first SHA that is not less than the given one.
func (s *segment) atLeast(sha []byte) int {
	return sort.Search(int(s.n), func(i int) bool { return bytes.Compare(s.sorted(i), sha) >= 0 })
}

// abbreviated returns the commits whose SHA begins with the given hex digits, at most eight.
func (x *Index) abbreviated(prefix string) []uint32 {
	var low [20]byte
	even := prefix[:len(prefix)&^1]
	if len(prefix) > 40 || len(prefix) < 4 {
		return nil
	}
	if _, err := hex.Decode(low[:], []byte(even)); err != nil {
		return nil
	}
	if len(prefix)%2 == 1 {
		digit, err := hex.DecodeString(prefix[len(prefix)-1:] + "0")
		if err != nil {
			return nil
		}
		low[len(prefix)/2] = digit[0]
	}
	var out []uint32
	for k := range x.segments {
		s := &x.segments[k]
		for i := s.atLeast(low[:]); i < int(s.n) && len(out) < 8; i++ {
			if hex.EncodeToString(s.sorted(i))[:len(prefix)] != prefix {
				break
			}
			out = append(out, s.base+u32(s.bySHA, i))
		}
	}
	return out
}

// only returns the one commit that a SHA or its beginning means; none where it means several.
func (x *Index) only(sha string) uint32 {
	if found := x.abbreviated(sha); len(found) == 1 {
		return found[0]
	}
	return none
}

// carriers yields the commits before the given number that carry a name, latest first.
func (x *Index) carriers(name incident.Claim, before uint32) iter.Seq[uint32] {
	h := nameHash(name)
	return func(yield func(uint32) bool) {
		for k := len(x.segments) - 1; k >= 0; k-- {
			s := &x.segments[k]
			hashAt := func(i int) uint64 { return binary.LittleEndian.Uint64(s.names[i*nameSize:]) }
			numberAt := func(i int) uint32 { return binary.LittleEndian.Uint32(s.names[i*nameSize+8:]) }
			i := sort.Search(len(s.names)/nameSize, func(i int) bool {
				return hashAt(i) > h || hashAt(i) == h && numberAt(i) >= before
			})
			for i--; i >= 0 && hashAt(i) == h; i-- {
				if c := numberAt(i); c-s.base < s.n && !yield(c) {
					return
				}
			}
		}
	}
}

// isMerge reports whether a commit has more parents than one.
func (x *Index) isMerge(c uint32) bool { return len(x.parentsOf(c)) > 1 }

// sameChange reports whether two commits are one, or one is the merge that brought the other: undoing either undoes the
// other.
func (x *Index) sameChange(a, b uint32) bool { return a == b || x.broughtBy(a, b) || x.broughtBy(b, a) }

// onlyOne returns the commit that a merge brought, where that was one alone, or none.
func (x *Index) onlyOne(merge uint32) uint32 {
	parents := x.parentsOf(merge)
	if len(parents) != 2 || parents[0] == none || parents[1] == none {
		return none
	}
	if from := x.parentsOf(parents[1]); len(from) != 1 || from[0] == none || !x.isAncestor(from[0], parents[0]) {
		return none
	}
	return parents[1]
}

// nameHash is FNV-1a over the type and the value, then mixed; it is part of the index's format. Two names meet by
// accident once in 2⁶⁴ pairs, and content is checked after that. Single quotation marks don't count: whoever quotes a
// subject often leaves out those within it, or its backquotes, which a key has as single ones.
func nameHash(name incident.Claim) uint64 {
	h := fnvBasis
	for _, s := range [...]string{string(name.Type), "\x00", name.Value} {
		for i := range len(s) {
			if s[i] != '\'' {
				h = fnv(h, s[i])
			}
		}
	}
	return mix(h)
}

// isAncestor reports whether a can be reached from b. It looks only at commits between the two, each once, as parents
// have lower numbers.
func (x *Index) isAncestor(a, b uint32) bool {
	if a >= b || b == none {
		return a == b && a != none
	}
	reached := make([]uint64, (b-a)/64+1) // a bit for each of a, …, b
	reached[(b-a)/64] |= 1 << ((b - a) % 64)
	for word := len(reached) - 1; word >= 0; word-- {
		for reached[word] != 0 {
			top := 63 - bits.LeadingZeros64(reached[word])
			reached[word] &^= 1 << top
			for p := range x.eachParent(a + uint32(word*64+top)) {
				switch {
				case p == a:
					return true
				case p > a && p != none:
					reached[(p-a)/64] |= 1 << ((p - a) % 64)
				}
			}
		}
	}
	return false
}
