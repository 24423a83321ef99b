package git

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// commitGraph is what the commit-graph files say that git writes when it cleans up: of each commit its tree, parents
// and time, for which the commit itself need not be decoded, and in their changed-path filters which paths it surely
// left alone. Commits made since are not in it. The layout is that of gitformat-commit-graph(5); like git, it is not
// checked against its checksum. A nil graph knows no commit.
type commitGraph struct {
	layers []*graphLayer // the base first
}

// graphLayer is one file: a whole commit-graph, or one of a chain in which each adds commits to those before it.
type graphLayer struct {
	nameTable
	src  *source
	base int // how many commits the files before it have

	commits, edges []byte
	filters        graphFilters
}

// graphFilters are the changed-path filters of a layer, Bloom filters one beside the other; ends is empty when there
// are none.
type graphFilters struct {
	ends    []byte // where each commit's filter ends
	bits    []byte
	hashes  int // bits for each path
	version int // of the hash
}

const (
	graphNoParent = 0x70000000
	graphMore     = 1 << 31 // in the second parent: the others stand among the edges; there: it is the last
	graphRow      = 36      // bytes of a commit: tree, two parents, level and time
	filterHead    = 12      // bytes before the filters
	graphTime     = 1<<34 - 1
	lastTime      = 1<<32 - 1 // in the year 2106
)

// openCommitGraph opens the commit-graph where it may be used: it knows nothing of where a shallow history ends.
func (r *Repo) openCommitGraph() *commitGraph {
	if v := r.configValue("core", "", "commitgraph"); r.Shallow() || v != "" && !truth(v) {
		return nil
	}
	return findCommitGraph(r.store.dirs)
}

// findCommitGraph opens the first commit-graph of the object directories, a single file before a chain, as git does.
// What can't be used is as good as none: all of it can be read from the commits as well.
func findCommitGraph(dirs []string) *commitGraph {
	for _, dir := range dirs {
		if l, err := openLayer(filepath.Join(dir, "info", "commit-graph"), 0, 0); err == nil {
			return &commitGraph{[]*graphLayer{l}}
		}
		if g := openChain(dir, dirs); g != nil {
			return g
		}
	}
	return nil
}

// openChain opens the files that a chain lists, the base first. They may lie in any of the object directories. Where
// one is missing, those before it can be used.
func openChain(dir string, dirs []string) *commitGraph {
	list, err := readSmall(filepath.Join(dir, "info", "commit-graphs", "commit-graph-chain"))
	if err != nil {
		return nil
	}
	g := &commitGraph{}
	count := 0
	for _, hash := range strings.Fields(string(list)) {
		if _, ok := parseOID(hash); !ok {
			break
		}
		l, err := openLayerIn(dirs, "graph-"+hash+".graph", len(g.layers), count)
		if err != nil {
			break
		}
		g.layers = append(g.layers, l)
		count += l.count
	}
	if len(g.layers) == 0 {
		return nil
	}
	return g
}

func openLayerIn(dirs []string, name string, below, base int) (*graphLayer, error) {
	for _, dir := range dirs {
		l, err := openLayer(filepath.Join(dir, "info", "commit-graphs", name), below, base)
		if !errors.Is(err, os.ErrNotExist) {
			return l, err
		}
	}
	return nil, os.ErrNotExist
}

func openLayer(path string, below, base int) (*graphLayer, error) {
	src, err := openSource(path)
	if err != nil {
		return nil, err
	}
	data, err := src.window(0, src.size)
	if err == nil {
		var l *graphLayer
		if l, err = parseLayer(data, below); err == nil {
			l.src, l.base = src, base
			return l, nil
		}
	}
	src.close()
	return nil, err
}

// parseLayer finds the parts of a commit-graph file that stands on so many others.
func parseLayer(data []byte, below int) (*graphLayer, error) {
	const head, entry = 8, 12 // bytes of the header, and of each line of the table of parts
	if len(data) < head || string(data[:4]) != "CGPH" {
		return nil, fmt.Errorf("it is no commit-graph")
	}
	if data[4] != 1 || data[5] != 1 {
		return nil, fmt.Errorf("the commit-graph is of version %d with hash %d, which are not known here", data[4], data[5])
	}
	if int(data[7]) != below {
		return nil, fmt.Errorf("the commit-graph stands on %d others, not on %d", data[7], below)
	}
	parts := int(data[6])
	if len(data) < head+(parts+1)*entry {
		return nil, fmt.Errorf("the commit-graph is too short")
	}
	l := &graphLayer{}
	var fanout, names, bits []byte
	for i := range parts {
		row := data[head+i*entry:]
		from, to := binary.BigEndian.Uint64(row[4:]), binary.BigEndian.Uint64(row[entry+4:])
		if from > to || to > uint64(len(data)) {
			return nil, fmt.Errorf("the commit-graph has a part outside of it")
		}
		part := data[from:to]
		switch string(row[:4]) {
		case "OIDF":
			fanout = part
		case "OIDL":
			names = part
		case "CDAT":
			l.commits = part
		case "EDGE":
			l.edges = part
		case "BIDX":
			l.filters.ends = part
		case "BDAT":
			bits = part
		}
	}
	if len(fanout) != fanoutSize {
		return nil, fmt.Errorf("the commit-graph has no table of first bytes")
	}
	l.nameTable = newNameTable(fanout)
	l.names = names
	if len(names) != l.count*20 || len(l.commits) != l.count*graphRow {
		return nil, fmt.Errorf("the commit-graph has parts of the wrong length")
	}
	if len(l.filters.ends) != 4*l.count || !l.filters.head(bits) {
		l.filters = graphFilters{}
	}
	return l, nil
}

// head reads what stands before the filters.
func (f *graphFilters) head(part []byte) bool {
	if len(part) < filterHead {
		return false
	}
	f.version = int(binary.BigEndian.Uint32(part))
	f.hashes = int(binary.BigEndian.Uint32(part[4:]))
	f.bits = part[filterHead:]
	return (f.version == 1 || f.version == 2) && f.hashes > 0 && f.hashes <= 64
}

func (g *commitGraph) close() error {
	if g == nil {
		return nil
	}
	var errs []error
	for _, l := range g.layers {
		errs = append(errs, l.src.close())
	}
	return errors.Join(errs...)
}

// find returns the layer that has a commit, and its place there.
func (g *commitGraph) find(id oid) (l *graphLayer, pos int, ok bool) {
	if g == nil {
		return nil, 0, false
	}
	for i := len(g.layers) - 1; i >= 0; i-- {
		if pos := g.layers[i].find(id); pos >= 0 {
			return g.layers[i], pos, true
		}
	}
	return nil, 0, false
}

// id returns the name of a commit by its number among those of all layers.
func (g *commitGraph) id(number uint32) (id oid, ok bool) {
	for _, l := range g.layers {
		if k := int(number) - l.base; k >= 0 && k < l.count {
			return l.oid(k), true
		}
	}
	return oid{}, false
}

// links returns what a commit's header says of its tree, parents and time.
func (g *commitGraph) links(id oid) (links, bool) {
	l, pos, ok := g.find(id)
	if !ok {
		return links{}, false
	}
	row := l.commits[graphRow*pos:][:graphRow]
	out := links{tree: oid(row[:20]), timed: true, at: int64(binary.BigEndian.Uint64(row[28:]) & graphTime)}
	if out.at == 0 || out.at > lastTime {
		return links{}, false // as likely a time that git couldn't read, or that didn't fit; the commit tells
	}
	first, second := binary.BigEndian.Uint32(row[20:]), binary.BigEndian.Uint32(row[24:])
	numbers := make([]uint32, 0, 2)
	if first != graphNoParent {
		numbers = append(numbers, first)
	}
	switch {
	case second == graphNoParent:
	case second&graphMore == 0:
		numbers = append(numbers, second)
	default:
		last := false
		for at := int(second &^ graphMore); !last; at++ {
			if 4*at+4 > len(l.edges) {
				return links{}, false
			}
			n := binary.BigEndian.Uint32(l.edges[4*at:])
			last = n&graphMore != 0
			numbers = append(numbers, n&^graphMore)
		}
	}
	if len(numbers) > 0 {
		out.parents = make([]oid, len(numbers))
	}
	for i, n := range numbers {
		if out.parents[i], ok = g.id(n); !ok {
			return links{}, false
		}
	}
	return out, true
}

// leftAlone reports whether a commit surely has the same at a path as its first parent. False says nothing.
func (g *commitGraph) leftAlone(id oid, path pathHashes) bool {
	l, pos, ok := g.find(id)
	return ok && l.filters.lack(pos, path)
}

// lack reports whether the filter of the commit at a position says that it did not change the path.
func (f *graphFilters) lack(pos int, path pathHashes) bool {
	if len(f.ends) == 0 {
		return false
	}
	from, to := 0, int(binary.BigEndian.Uint32(f.ends[4*pos:]))
	if pos > 0 {
		from = int(binary.BigEndian.Uint32(f.ends[4*pos-4:]))
	}
	if from >= to || to > len(f.bits) {
		return false // it was not made, or is damaged
	}
	hashes := path.v2
	if f.version == 1 {
		hashes = path.v1
	}
	for _, h := range hashes {
		if !h.in(f.bits[from:to], f.hashes) {
			return true
		}
	}
	return false
}

// pathHashes are those of a path and of the folders above it, of which a commit that changes the path changes each.
type pathHashes struct {
	v1, v2 []pathHash
}

type pathHash struct{ first, second uint32 }

// hashesOf works out what the filters are asked. The first version of the hash took bytes of 128 and more for negative
// on most machines, so a path that has such is not asked about there.
func hashesOf(path string) pathHashes {
	var all []pathHash
	ascii := true
	for i := range len(path) {
		ascii = ascii && path[i] < 128
		if path[i] == '/' {
			all = append(all, hashOf(path[:i]))
		}
	}
	all = append(all, hashOf(path))
	if !ascii {
		return pathHashes{v2: all}
	}
	return pathHashes{all, all}
}

// hashOf has the seeds that gitformat-commit-graph(5) gives.
func hashOf(s string) pathHash { return pathHash{murmur3(0x293ae76f, s), murmur3(0x7e646e2c, s)} }

// in reports whether all the bits that stand for a path are set.
func (h pathHash) in(filter []byte, hashes int) bool {
	for i := range uint32(hashes) {
		bit := uint64(h.first+i*h.second) % (8 * uint64(len(filter)))
		if filter[bit/8]&(1<<(bit%8)) == 0 {
			return false
		}
	}
	return true
}

// murmur3 is the 32-bit MurmurHash3 by Austin Appleby.
func murmur3(seed uint32, s string) uint32 {
	const c1, c2 = 0xcc9e2d51, 0x1b873593
	mix := func(k uint32) uint32 {
		k *= c1
		return (k<<15 | k>>17) * c2
	}
	h := seed
	rest := s
	for ; len(rest) >= 4; rest = rest[4:] {
		h ^= mix(uint32(rest[0]) | uint32(rest[1])<<8 | uint32(rest[2])<<16 | uint32(rest[3])<<24)
		h = (h<<13|h>>19)*5 + 0xe6546b64
	}
	var k uint32
	for i := len(rest) - 1; i >= 0; i-- {
		k = k<<8 | uint32(rest[i])
	}
	if len(rest) > 0 {
		h ^= mix(k)
	}
	h ^= uint32(len(s))
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}
