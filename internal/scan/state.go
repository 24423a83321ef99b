package scan

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// State is what one scan leaves for the next, which then looks at new commits only. It is a cache: whatever can't be
// trusted is dropped, and the scan starts anew.
type State struct {
	Index  *Index
	Tip    string         // where the scan ended: Options.Tip, or its latest commit
	key    string         // of the options it holds for
	trails []trailSegment // of all commits; empty without Silent
	known  map[uint32]decided
	lines  []byte           // the findings, one JSON object a line, oldest first
	saved  map[*byte]string // the names of the parts that are in the store, by where their bytes are
	ahead  map[*byte]bool   // those of them that no manifest in the store holds yet
}

// Store keeps the parts of states by name; what it gives back must stay as it is while a state is in use, and may be a
// mapped file. TidyCache removes the parts that keep does not want.
type Store interface {
	Cache(name string) ([]byte, bool)
	PutCache(name string, data []byte) error
	TidyCache(keep func(name string) bool) error
}

// stateVersion goes up with whatever changes what a scan finds or how a part is written.
const stateVersion = 55

// NewState returns the state before the first scan.
func NewState() *State {
	return &State{Index: &Index{}, known: map[uint32]decided{}, saved: map[*byte]string{}}
}

// stateKey names the options under which findings stay what they are.
func (o Options) stateKey() string {
	text := fmt.Sprintf("%d %t %t %q %v %q", stateVersion, o.Verify, o.Silent, o.Detect, o.Policy, o.ReleaseTags)
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// A state is several parts: the names of all begin with partsOf its options, and those of all but the manifest, which
// holds the others together, end in the length and a sum of their content. So two runs at once, or one that is killed,
// never leave parts of different states under the names of one.
const (
	parts        = "scan-"
	partManifest = "manifest"
)

// partsVersion is the beginning of the names of all parts as this ownup writes them, and of no others.
var partsVersion = fmt.Sprintf("%s%d-", parts, stateVersion)

func partsOf(key string) string { return partsVersion + key + "-" }

// partName names a part by what it holds, from which commit on, and its content.
func partName(kind string, from uint32, data []byte) string {
	return fmt.Sprintf("%s-%d-%x-%08x", kind, from, len(data), crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)))
}

// manifest is the part that holds the others together.
type manifest struct {
	Tip      string   `json:"tip"`
	Index    []string `json:"index"`
	Trails   []string `json:"trails"`
	Findings string   `json:"findings"`
	Known    string   `json:"known"`
}

// LoadState reads a state. It returns a new one where there is none for these options.
func LoadState(store Store, o Options) *State {
	if st, ok := readState(store, o); ok {
		return st
	}
	return NewState()
}

// readState reports whether there is a whole state for these options.
func readState(store Store, o Options) (*State, bool) {
	key := o.stateKey()
	get := func(name string) ([]byte, bool) { return store.Cache(partsOf(key) + name) }
	data, ok := get(partManifest)
	var m manifest
	if !ok || json.Unmarshal(data, &m) != nil {
		return nil, false
	}
	st := NewState()
	var segments [][]byte
	for _, name := range m.Index {
		data, ok := get(name)
		if !ok {
			return nil, false
		}
		segments = append(segments, data)
		st.mark(data, name)
	}
	if st.Index, ok = openIndex(segments...); !ok {
		return nil, false
	}
	known, ok := get(m.Known)
	if !ok {
		return nil, false
	}
	if st.known, ok = decodeKnown(known, st.Index.Commits()); !ok {
		return nil, false
	}
	for _, name := range m.Trails {
		data, ok := get(name)
		if !ok || len(data)%trailSize != 0 {
			return nil, false
		}
		st.trails = append(st.trails, trailSegment{uint32(st.trailed()), data})
		st.mark(data, name)
	}
	if o.Silent && st.trailed() != st.Index.Commits() {
		return nil, false
	}
	if st.lines, ok = get(m.Findings); !ok || len(st.lines) > 0 && st.lines[len(st.lines)-1] != '\n' {
		return nil, false
	}
	st.mark(st.lines, m.Findings)
	st.key, st.Tip = key, m.Tip
	return st, true
}

// mark notes the name of a part that is in the store. Only what isn't empty is known again by its place.
func (st *State) mark(data []byte, name string) {
	if len(data) > 0 {
		st.saved[&data[0]] = name
	}
}

// saveAhead writes what is new of an index while the scan goes on, as a disk takes its time. What it returns waits for
// that, and gives the names of the parts that were written, by where their bytes are.
func (o Options) saveAhead(x *Index, st *State) (wait func() map[*byte]string) {
	const much = 10_000 // commits; fewer are written in no time
	written := map[*byte]string{}
	var group sync.WaitGroup
	if o.Ahead != nil && x.Commits()-st.Index.Commits() >= much {
		group.Go(func() {
			for _, s := range x.segments {
				if _, ok := st.saved[&s.encoding[0]]; ok {
					continue
				}
				name := partName("index", s.base, s.encoding)
				if o.Ahead.PutCache(partsOf(o.stateKey())+name, s.encoding) == nil { // else Save tries again
					written[&s.encoding[0]] = name
				}
			}
		})
	}
	return func() map[*byte]string {
		group.Wait()
		return written
	}
}

// noteAhead takes over what saveAhead has written.
func (st *State) noteAhead(written map[*byte]string) {
	st.ahead = map[*byte]bool{}
	for at, name := range written {
		st.saved[at], st.ahead[at] = name, true
	}
}

// Save writes the parts that are new since the state was loaded, the manifest last, and removes those that it replaces.
func (st *State) Save(store Store) error {
	m := manifest{Tip: st.Tip}
	wanted := map[string]bool{partsOf(st.key) + partManifest: true}
	put := func(kind string, from uint32, data []byte) (string, error) {
		name, ok := "", false
		if len(data) > 0 {
			if name, ok = st.saved[&data[0]]; ok && st.ahead[&data[0]] {
				_, ok = store.Cache(partsOf(st.key) + name) // another run that ended meanwhile may have tidied it away
			}
		}
		if !ok {
			name = partName(kind, from, data)
			if err := store.PutCache(partsOf(st.key)+name, data); err != nil {
				return "", err
			}
			st.mark(data, name)
		}
		wanted[partsOf(st.key)+name] = true
		return name, nil
	}
	for _, s := range st.Index.segments {
		name, err := put("index", s.base, s.encoding)
		if err != nil {
			return err
		}
		m.Index = append(m.Index, name)
	}
	for _, t := range st.trails {
		name, err := put("trails", t.base, t.data)
		if err != nil {
			return err
		}
		m.Trails = append(m.Trails, name)
	}
	var err error
	if m.Findings, err = put("findings", 0, st.lines); err != nil {
		return err
	}
	if m.Known, err = put("known", 0, encodeKnown(st.known)); err != nil {
		return err
	}
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if err := store.PutCache(partsOf(st.key)+partManifest, data); err != nil {
		return err
	}
	return store.TidyCache(func(name string) bool {
		ours := strings.HasPrefix(name, parts) && (strings.HasPrefix(name, partsOf(st.key)) || !strings.HasPrefix(name, partsVersion))
		return wanted[name] || !ours
	})
}

// Lines returns all findings of all scans so far as `ownup scan --json` prints them: one object a line, oldest first.
func (st *State) Lines() []byte { return st.lines }

// Put takes findings as they are now in place of what the state has of the same commits.
func (st *State) Put(findings []incident.Finding) (err error) {
	if len(findings) > 0 {
		st.lines, err = mergeLines(st.lines, findings)
	}
	return err
}

// mergeLines puts new and revised findings among the lines.
func mergeLines(old []byte, findings []incident.Finding) ([]byte, error) {
	if len(findings) == 0 {
		return old, nil
	}
	lines := make(map[string][]byte, len(findings))
	for _, f := range findings {
		if f.Claims == nil { // a list in JSON too, for scripts that go through it
			f.Claims = []incident.Claim{}
		}
		if f.Offending == nil {
			f.Offending = []incident.Offending{}
		}
		var line bytes.Buffer
		enc := json.NewEncoder(&line)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(f); err != nil {
			return nil, err
		}
		lines[f.SHA] = line.Bytes()
	}
	out := make([]byte, 0, len(old)+len(findings)*800)
	for line := range bytes.Lines(old) {
		if revised, ok := lines[shaOfLine(line)]; ok {
			out = append(out, revised...)
			delete(lines, shaOfLine(line))
			continue
		}
		out = append(out, line...)
	}
	for _, f := range findings {
		out = append(out, lines[f.SHA]...)
		delete(lines, f.SHA)
	}
	return out, nil
}

// shaOfLine reads the SHA from the beginning of a finding's line.
func shaOfLine(line []byte) string {
	const before = `{"sha":"`
	if len(line) < len(before)+40 || string(line[:len(before)]) != before {
		return ""
	}
	return string(line[len(before) : len(before)+40])
}

// encodeKnown writes what later scans need of earlier findings: 24 bytes, 4 for each link, and the watched path.
func encodeKnown(known map[uint32]decided) []byte {
	numbers := make([]uint32, 0, len(known))
	for c := range known {
		numbers = append(numbers, c)
	}
	slices.Sort(numbers)
	var out []byte
	for _, c := range numbers {
		k := known[c]
		flags := byte(k.strength) << 4
		flags |= byte(slices.Index(kinds[:], k.kind)) << 1
		if k.unchanged {
			flags |= 1
		}
		more := byte(0)
		if k.hidden {
			more |= 1
		}
		if k.exact {
			more |= 2
		}
		if k.aside {
			more |= 4
		}
		out = binary.LittleEndian.AppendUint32(out, c)
		out = binary.LittleEndian.AppendUint32(out, k.chain)
		out = binary.LittleEndian.AppendUint64(out, k.copyKey)
		path := k.watched
		if len(path) > math.MaxUint16 {
			path = "" // it is looked for again
		}
		out = append(out, flags, more)
		out = binary.LittleEndian.AppendUint16(out, uint16(len(path)))
		out = binary.LittleEndian.AppendUint32(out, uint32(len(k.links)))
		for _, l := range k.links {
			out = binary.LittleEndian.AppendUint32(out, l)
		}
		out = append(out, path...)
	}
	return out
}

// kinds are those of findings, by the number that stands for each.
var kinds = [...]incident.Kind{incident.Revert, incident.Reapply, incident.Hotfix}

func decodeKnown(b []byte, commits int) (map[uint32]decided, bool) {
	known := make(map[uint32]decided, len(b)/28)
	for len(b) > 0 {
		if len(b) < 24 {
			return nil, false
		}
		c, links := binary.LittleEndian.Uint32(b), int(binary.LittleEndian.Uint32(b[20:]))
		flags, path := b[16], int(binary.LittleEndian.Uint16(b[18:]))
		kind := int(flags >> 1 & 7)
		k := decided{
			chain: binary.LittleEndian.Uint32(b[4:]), copyKey: binary.LittleEndian.Uint64(b[8:]),
			strength: detect.Strength(flags >> 4), unchanged: flags&1 != 0, hidden: b[17]&1 != 0, exact: b[17]&2 != 0, aside: b[17]&4 != 0,
		}
		b = b[24:]
		if kind >= len(kinds) || int(c) >= commits || links > len(b)/4 || path > len(b)-links*4 {
			return nil, false
		}
		k.kind = kinds[kind]
		for i := range links {
			l := binary.LittleEndian.Uint32(b[i*4:])
			if int(l) >= commits {
				return nil, false
			}
			k.links = append(k.links, l)
		}
		k.watched = string(b[links*4 : links*4+path])
		b = b[links*4+path:]
		known[c] = k
	}
	return known, true
}

const trailSize = 32

// trailSegment holds the trails of the commits from base on, encoded.
type trailSegment struct {
	base uint32
	data []byte
}

// trailed counts the commits whose trails the state holds.
func (st *State) trailed() int {
	n := 0
	for _, t := range st.trails {
		n += len(t.data) / trailSize
	}
	return n
}

// trail returns that of one commit.
func (st *State) trail(c uint32) trail {
	i := len(st.trails) - 1
	for st.trails[i].base > c {
		i--
	}
	return decodeTrail(st.trails[i].data[int(c-st.trails[i].base)*trailSize:])
}

func decodeTrail(b []byte) trail {
	return trail{
		commit: binary.LittleEndian.Uint32(b), paths: binary.LittleEndian.Uint32(b[4:]), where: binary.LittleEndian.Uint64(b[8:]),
		blobs: binary.LittleEndian.Uint64(b[16:]), lines: binary.LittleEndian.Uint64(b[24:]),
	}
}

// addTrails puts the trails of new commits behind the others.
func addTrails(segments []trailSegment, trails []trail) []trailSegment {
	if len(trails) == 0 {
		return segments
	}
	b := make([]byte, 0, len(trails)*trailSize)
	for _, t := range trails {
		b = binary.LittleEndian.AppendUint32(b, t.commit)
		b = binary.LittleEndian.AppendUint32(b, t.paths)
		b = binary.LittleEndian.AppendUint64(b, t.where)
		b = binary.LittleEndian.AppendUint64(b, t.blobs)
		b = binary.LittleEndian.AppendUint64(b, t.lines)
	}
	segments = append(slices.Clip(segments), trailSegment{trails[0].commit, b})
	for len(segments) > 1 && len(segments[len(segments)-2].data) < growthFactor*len(segments[len(segments)-1].data) {
		k := len(segments) - 2
		joined := trailSegment{segments[k].base, slices.Concat(segments[k].data, segments[k+1].data)}
		segments = append(segments[:k:k], joined)
	}
	return segments
}

// growthFactor is by how much a segment must be larger than the one behind it to be left alone; smaller ones are
// joined, so that there are few, and each commit is written again only now and then.
const growthFactor = 4
