package scan

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/bits"
	"slices"
	"sync"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Builder collects the commits of a history, in any order and from several goroutines, and makes an index of them.
type Builder struct {
	old *Index // what the new segment comes on top of; may be empty

	mu      sync.Mutex
	commits []rawCommit
	more    []uint64 // further parents of merges, SHA prefixes
	names   []name
}

// rawCommit is a commit before it has a number. Parents are the first eight bytes of their SHAs: 2⁻²⁴ is the
// chance that two of a million commits share theirs, and then a wrong parent is told, nothing worse.
type rawCommit struct {
	sha         [20]byte
	when        int64
	parents     uint32 // how many
	first, more uint64 // the first parent, and where the others begin
	corrected   int64
}

type name struct {
	hash uint64
	c    uint32
}

// NewBuilder makes a builder on top of old, which may be nil.
func NewBuilder(old *Index) *Builder {
	if old == nil {
		old = &Index{}
	}
	return &Builder{old: old}
}

// Add puts in one commit with the names it carries.
func (b *Builder) Add(c incident.Commit, names []incident.Claim) {
	r := rawCommit{when: c.CommittedAt.Unix(), parents: uint32(len(c.Parents))}
	if n, err := hex.Decode(r.sha[:], []byte(c.SHA)); err != nil || n != 20 {
		return
	}
	var room [8]uint64
	hashes := room[:0]
	for _, n := range names {
		hashes = append(hashes, nameHash(n))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	r.more = uint64(len(b.more))
	for i, p := range c.Parents {
		if i == 0 {
			r.first = shaPrefix(p)
		} else {
			b.more = append(b.more, shaPrefix(p))
		}
	}
	number := uint32(len(b.commits))
	if len(b.commits) == cap(b.commits) { // append alone would make room for a quarter more, and copy them all as often
		b.commits = slices.Grow(b.commits, max(64, len(b.commits)))
	}
	b.commits = append(b.commits, r)
	if len(b.names)+len(hashes) > cap(b.names) {
		b.names = slices.Grow(b.names, max(64, len(b.names)))
	}
	for _, h := range hashes {
		b.names = append(b.names, name{h, number})
	}
}

func shaPrefix(sha string) uint64 {
	var v uint64
	for i := range min(16, len(sha)) {
		var d byte
		switch c := sha[i]; {
		case c >= '0' && c <= '9':
			d = c - '0'
		case c >= 'a' && c <= 'f':
			d = c - 'a' + 10
		}
		v = v<<4 | uint64(d)
	}
	return v
}

// Index numbers the commits and returns the old index with a further segment. The builder is spent.
func (b *Builder) Index() *Index {
	if len(b.commits) == 0 {
		return b.old
	}
	var names sync.WaitGroup
	names.Go(func() {
		sortSpread(b.names, func(n *name) uint64 { return n.hash }, func(a, z name) int { return cmp.Compare(a.hash, z.hash) })
	})
	bySHA := b.sortSHAs()
	parents := b.linkParents(bySHA)
	order := b.order(parents)
	names.Wait()
	segments := append(slices.Clip(b.old.segments), b.encode(bySHA, parents, order))
	for len(segments) > 1 && segments[len(segments)-2].n < growthFactor*segments[len(segments)-1].n {
		k := len(segments) - 2
		segments = append(segments[:k:k], join(segments[k], segments[k+1]))
	}
	return &Index{segments: segments}
}

// join makes one segment of two neighbours.
func join(a, b segment) segment {
	n := int(a.n + b.n)
	out := make([]byte, 0, len(a.encoding)+len(b.encoding))
	out = append(out, segmentMagic...)
	for _, v := range [...]int{int(a.base), n, (len(a.parents) + len(b.parents)) / 4, (len(a.names) + len(b.names)) / nameSize} {
		out = binary.LittleEndian.AppendUint64(out, uint64(v))
	}
	out = append(append(out, a.shas...), b.shas...)
	out = append(append(out, a.times...), b.times...)
	out = append(out, a.offsets[:int(a.n)*4]...)
	for i := range int(b.n) + 1 {
		out = binary.LittleEndian.AppendUint32(out, u32(b.offsets, i)+uint32(len(a.parents)/4))
	}
	out = append(append(out, a.parents...), b.parents...)
	for i, j := 0, 0; i < int(a.n) || j < int(b.n); {
		if j == int(b.n) || i < int(a.n) && bytes.Compare(a.sorted(i), b.sorted(j)) <= 0 {
			out = binary.LittleEndian.AppendUint32(out, u32(a.bySHA, i))
			i++
		} else {
			out = binary.LittleEndian.AppendUint32(out, u32(b.bySHA, j)+a.n)
			j++
		}
	}
	// Numbers in b are all higher, so of equal hashes those of a come first.
	for x, y := a.names, b.names; len(x) > 0 || len(y) > 0; {
		if len(y) == 0 || len(x) > 0 && binary.LittleEndian.Uint64(x) <= binary.LittleEndian.Uint64(y) {
			out, x = append(out, x[:nameSize]...), x[nameSize:]
		} else {
			out, y = append(out, y[:nameSize]...), y[nameSize:]
		}
	}
	s, _ := openSegment(out)
	return s
}

// links are the parents of the commits being added: numbers in the builder, or in the old index, or none.
type links struct {
	offsets []uint32
	inner   []uint32 // none where the parent isn't among the added
	outer   []uint32 // its number in the old index then
}

// sortSHAs returns the commits in the order of their SHAs.
func (b *Builder) sortSHAs() []name {
	out := make([]name, len(b.commits))
	for i := range b.commits {
		out[i] = name{binary.BigEndian.Uint64(b.commits[i].sha[:8]), uint32(i)}
	}
	sortSpread(out, func(n *name) uint64 { return n.hash }, func(a, z name) int {
		if a.hash != z.hash {
			return cmp.Compare(a.hash, z.hash)
		}
		return bytes.Compare(b.commits[a.c].sha[:], b.commits[z.c].sha[:])
	})
	return out
}

func (b *Builder) linkParents(bySHA []name) links {
	l := links{offsets: make([]uint32, len(b.commits)+1)}
	total := len(b.more)
	for i := range b.commits {
		total += int(min(1, b.commits[i].parents))
	}
	l.inner, l.outer = make([]uint32, 0, total), make([]uint32, 0, total)
	shift := 64 - min(16, bits.Len(uint(len(bySHA))))
	begin := make([]uint32, 1<<(64-shift)+1) // where the SHAs with each value of the first bits begin
	for i := range bySHA {
		begin[bySHA[i].hash>>shift+1]++
	}
	for i := range begin[1:] {
		begin[i+1] += begin[i]
	}
	for i := range b.commits {
		r := &b.commits[i]
		l.offsets[i] = uint32(len(l.inner))
		for k := range r.parents {
			want := r.first
			if k > 0 {
				want = b.more[r.more+uint64(k)-1]
			}
			inner, outer := uint32(none), uint32(none)
			few := bySHA[begin[want>>shift]:begin[want>>shift+1]]
			at, ok := slices.BinarySearchFunc(few, want, func(n name, want uint64) int { return cmp.Compare(n.hash, want) })
			if ok {
				inner = few[at].c
			} else if len(b.old.segments) > 0 {
				outer = b.old.byPrefix(want)
			}
			l.inner, l.outer = append(l.inner, inner), append(l.outer, outer)
		}
	}
	l.offsets[len(b.commits)] = uint32(len(l.inner))
	return l
}

func (x *Index) byPrefix(want uint64) uint32 {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], want)
	if found := x.abbreviated(hex.EncodeToString(b[:])); len(found) > 0 {
		return found[0]
	}
	return none
}

// order returns the commits parents first, otherwise by time: by the corrected commit date of git's
// commit-graph, which is a commit's own date but later than that of each parent. Of equals the lower SHA comes first.
func (b *Builder) order(l links) []uint32 {
	b.correctDates(l)
	all := make([]dated, len(b.commits))
	for i := range all {
		c := &b.commits[i]
		all[i] = dated{at: c.corrected, sha: binary.BigEndian.Uint64(c.sha[:8]), c: uint32(i)}
	}
	const sign = 1 << 63
	sortSpread(all, func(d *dated) uint64 { return uint64(d.at) ^ sign }, func(x, y dated) int {
		switch {
		case x.at != y.at:
			return cmp.Compare(x.at, y.at)
		case x.sha != y.sha:
			return cmp.Compare(x.sha, y.sha)
		}
		return bytes.Compare(b.commits[x.c].sha[:], b.commits[y.c].sha[:])
	})
	numbers := make([]uint32, len(all))
	for i, d := range all {
		numbers[i] = d.c
	}
	return numbers
}

// dated is a commit with what it is sorted by, beside each other: that is what makes the sorting fast.
type dated struct {
	at  int64
	sha uint64 // its first bytes
	c   uint32
}

// correctDates sets every corrected date in one walk, each commit after its parents.
func (b *Builder) correctDates(l links) {
	n := len(b.commits)
	begin := make([]uint32, n+1) // where in children those of a commit begin
	for _, p := range l.inner {
		if p != none {
			begin[p+1]++
		}
	}
	for i := range n {
		begin[i+1] += begin[i]
	}
	children := make([]uint32, begin[n])
	next := slices.Clone(begin)
	waits := make([]uint32, n) // parents not yet done
	ready := make([]uint32, 0, n)
	for c := range n {
		b.commits[c].corrected = b.commits[c].when
		for _, p := range l.inner[l.offsets[c]:l.offsets[c+1]] {
			if p != none {
				waits[c]++
				children[next[p]] = uint32(c)
				next[p]++
			}
		}
		if waits[c] == 0 {
			ready = append(ready, uint32(c))
		}
	}
	for len(ready) > 0 {
		p := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		for _, c := range children[begin[p]:begin[p+1]] {
			b.commits[c].corrected = max(b.commits[c].corrected, b.commits[p].corrected+1)
			if waits[c]--; waits[c] == 0 {
				ready = append(ready, c)
			}
		}
	}
}

func (b *Builder) encode(bySHA []name, l links, order []uint32) segment {
	n := len(b.commits)
	base := uint32(b.old.Commits())
	number := make([]uint32, n)
	for i, c := range order {
		number[c] = uint32(i)
	}
	for i := range b.names {
		b.names[i].c = number[b.names[i].c] + base
	}
	for same := b.names; len(same) > 0; { // they are sorted by their hashes already
		k := 1
		for k < len(same) && same[k].hash == same[0].hash {
			k++
		}
		slices.SortFunc(same[:k], func(a, z name) int { return cmp.Compare(a.c, z.c) })
		same = same[k:]
	}
	b.names = slices.Compact(b.names)

	out := make([]byte, 0, headerSize+n*32+4+len(l.inner)*4+len(b.names)*nameSize)
	out = append(out, segmentMagic...)
	for _, v := range [...]int{int(base), n, len(l.inner), len(b.names)} {
		out = binary.LittleEndian.AppendUint64(out, uint64(v))
	}
	for _, c := range order {
		out = append(out, b.commits[c].sha[:]...)
	}
	for _, c := range order {
		out = binary.LittleEndian.AppendUint32(out, uint32(min(max(b.commits[c].when, 0), math.MaxUint32)))
	}
	at := uint32(0)
	for _, c := range order {
		out = binary.LittleEndian.AppendUint32(out, at)
		at += l.offsets[c+1] - l.offsets[c]
	}
	out = binary.LittleEndian.AppendUint32(out, at)
	for _, c := range order {
		for k := l.offsets[c]; k < l.offsets[c+1]; k++ {
			p := l.outer[k]
			if l.inner[k] != none {
				p = number[l.inner[k]] + base
			}
			out = binary.LittleEndian.AppendUint32(out, p)
		}
	}
	for _, v := range bySHA {
		out = binary.LittleEndian.AppendUint32(out, number[v.c])
	}
	for _, v := range b.names {
		out = binary.LittleEndian.AppendUint64(out, v.hash)
		out = binary.LittleEndian.AppendUint32(out, v.c)
	}
	s, _ := openSegment(out)
	return s
}
