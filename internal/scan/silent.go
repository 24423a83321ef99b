package scan

import (
	"cmp"
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// silentWindow is how long after a change its silent undoing is looked for. What is taken out later was mostly planned:
// of the silent reverts of the corpus, those within 30 days were reverts as people mean the word.
const silentWindow = 30 * 24 * time.Hour

// silentPaths bounds the paths of a commit that is looked at: what touches more is an import or a sweep.
const silentPaths = 200

// silentNear is how many changes of the same files before and after one are looked at, so that a file that changes all
// the time takes no longer than others.
const silentNear = 256

// trail is what is kept of one commit's change to find its inverse, 32 bytes each. All sums are such that the inverse
// change has the negative sum, modulo 2⁶⁴.
type trail struct {
	commit uint32
	paths  uint32 // how many; 0 for a commit that isn't looked at
	where  uint64 // sum over the paths
	blobs  uint64 // sum over the states of the paths: after minus before
	lines  uint64 // sum over the lines without white space: after minus before; 0 where not asked for
}

// trails reads what the commits from number low on changed.
func (s *scan) trails(low uint32) ([]trail, error) {
	out := make([]trail, uint32(s.x.Commits())-low)
	s.looked = out
	s.resumedTrails(low, out)
	err := s.each("changes", len(out), func(i int) error {
		t := &out[i]
		if t.paths > 0 {
			return nil
		}
		t.commit = low + uint32(i)
		if s.x.isMerge(t.commit) {
			return nil
		}
		changes, err := s.h.Changes(s.ctx, s.x.sha(t.commit))
		if err != nil {
			return tolerate(err)
		}
		if len(changes) > silentPaths {
			return nil
		}
		t.paths = uint32(len(changes))
		for _, c := range changes {
			path := hashString(c.Path)
			t.where += mix(path)
			t.blobs += blobState(path, c.New) - blobState(path, c.Old)
		}
		return nil
	})
	return out, err
}

// blobState is the hash of "this path holds this blob".
func blobState(path uint64, id string) uint64 { return mix(path ^ shaPrefix(id)*0x9e3779b97f4a7c15) }

// growthOf returns by how many bytes the commit made the files grow, and whether that could be told.
func (s *scan) growthOf(t trail) (sum int64, told bool, err error) {
	changes, err := s.h.Changes(s.ctx, s.x.sha(t.commit))
	if err != nil {
		return 0, false, tolerate(err)
	}
	for _, c := range changes {
		n, told, err := s.growth(c.Old, c.New)
		if !told || err != nil {
			return 0, false, err
		}
		sum += n
	}
	return sum, true, nil
}

// lineSum sums up the lines that came in less those that went out.
func (s *scan) lineSum(t trail) (uint64, error) {
	changes, err := s.h.Changes(s.ctx, s.x.sha(t.commit))
	if err != nil {
		return 0, tolerate(err)
	}
	var sum uint64
	for _, c := range changes {
		var text [2][]byte
		for k, id := range [...]string{c.Old, c.New} {
			if id == "" {
				continue
			}
			if text[k], err = s.h.Blob(s.ctx, id); err != nil {
				return 0, tolerate(err)
			}
		}
		eachDifference(text[0], text[1], func(before, after []byte) { sum += sumLines(after) - sumLines(before) })
	}
	return sum, nil
}

func sumLines(text []byte) uint64 {
	var sum uint64
	eachLine(text, func(key uint64) { sum += key })
	return sum
}

// undone is a commit found to be undone by another.
type undone struct {
	by, commit uint32
	blobs      bool // blob for blob
}

// silent finds the commits from low on whose change is the inverse of an earlier one's: blob for blob, or line for line
// in the same files.
func (s *scan) silent(all []trail, low uint32) ([]undone, error) {
	if err := s.sumCandidates(all, low); err != nil {
		return nil, err
	}
	var out []undone
	byBlobs, byLines := map[uint64]uint32{}, map[[2]uint64]uint32{}
	for i := range all {
		t := &all[i]
		if t.paths == 0 || t.blobs == 0 {
			continue
		}
		if t.commit >= low {
			if c, ok := byBlobs[-t.blobs]; ok && s.soonAfter(c, t.commit) {
				out = append(out, undone{t.commit, c, true})
			} else if c, ok := byLines[[2]uint64{t.where, -t.lines}]; ok && t.lines != 0 && s.soonAfter(c, t.commit) {
				out = append(out, undone{t.commit, c, false})
			}
		}
		byBlobs[t.blobs] = t.commit
		if t.lines != 0 {
			byLines[[2]uint64{t.where, t.lines}] = t.commit
		}
	}
	return out, nil
}

// soonAfter reports whether the second commit comes after the first, within the window.
func (s *scan) soonAfter(first, second uint32) bool {
	return s.x.time(second).Sub(s.x.time(first)) <= silentWindow && s.x.isAncestor(first, second)
}

// sumCandidates sums up the lines of those commits that have a neighbour within the window that changed the same files,
// by about as many bytes in the other direction; of those files something must have changed from low on.
func (s *scan) sumCandidates(all []trail, low uint32) error {
	groups := map[uint64][]int{}
	for i, t := range all {
		if t.paths > 0 && t.blobs != 0 {
			groups[t.where] = append(groups[t.where], i)
		}
	}
	var neighbours []int
	for _, g := range groups {
		for k, i := range g {
			before := k > 0 && s.inWindow(all[g[k-1]], all[i]) && all[i].commit >= low
			after := k+1 < len(g) && s.inWindow(all[i], all[g[k+1]]) && all[g[len(g)-1]].commit >= low
			if before || after {
				neighbours = append(neighbours, i)
			}
		}
	}
	slices.Sort(neighbours)
	growths := make([]int64, len(all))
	told := make([]bool, len(all))
	err := s.each("sizes", len(neighbours), func(k int) (err error) {
		i := neighbours[k]
		growths[i], told[i], err = s.growthOf(all[i])
		return err
	})
	if err != nil {
		return err
	}
	at := func(i int) int64 { return s.x.time(all[i].commit).Unix() }
	var wanted []int
	for _, g := range groups {
		slices.SortFunc(g, func(i, j int) int { return cmp.Compare(at(i), at(j)) })
		for k, i := range g {
			if _, neighbour := slices.BinarySearch(neighbours, i); !neighbour || all[i].lines != 0 {
				continue
			}
			for _, j := range g[max(0, k-silentNear):min(len(g), k+silentNear)] {
				if i != j && s.inWindow(all[i], all[j]) && (!told[i] || !told[j] || opposite(growths[i], growths[j])) {
					wanted = append(wanted, i)
					break
				}
			}
		}
	}
	slices.Sort(wanted)
	return s.each("lines", len(wanted), func(k int) (err error) {
		all[wanted[k]].lines, err = s.lineSum(all[wanted[k]])
		return err
	})
}

// opposite reports whether two growths may be those of a change and its inverse; white space may differ.
func opposite(a, b int64) bool {
	sum := max(a+b, -a-b)
	return sum <= max(24, max(a, -a)/8)
}

// inWindow reports whether two commits were made within the window of each other, in whatever order.
func (s *scan) inWindow(first, second trail) bool {
	d := s.x.time(second.commit).Sub(s.x.time(first.commit))
	return d <= silentWindow && d >= -silentWindow
}

// findSilent adds what was undone or put back without a word to what is known. It returns the findings and the trails
// of the new commits.
func (s *scan) findSilent(st *State) ([]incident.Finding, []trail, error) {
	added, err := s.trails(s.first)
	if err != nil || len(added) == 0 {
		return nil, added, err
	}
	all := append(s.recent(st), added...)
	s.looked = all[len(all)-len(added):]
	pairs, err := s.silent(all, s.first)
	if err != nil {
		return nil, nil, err
	}
	copy(added, s.looked)
	slices.SortFunc(pairs, func(a, b undone) int { return cmp.Compare(a.by, b.by) })
	var out []incident.Finding
	for _, p := range pairs {
		if _, ok := s.known[p.by]; ok {
			continue
		}
		f, ok, err := s.silentFinding(p)
		if err != nil {
			return nil, nil, err
		}
		if f.SHA == "" {
			continue // this clone doesn't hold one of the two any more
		}
		s.known[p.by] = decided{
			kind: f.Kind, links: []uint32{p.commit}, unchanged: f.Kind == incident.Reapply, hidden: !ok, exact: p.blobs,
			copyKey: s.facts[f.SHA].copyKey, chain: p.by,
		}
		if ok {
			out = append(out, f)
		}
	}
	return out, added, nil
}

// recent returns the trails of earlier scans that lie within the window before the new commits.
func (s *scan) recent(st *State) []trail {
	oldest := s.x.time(s.first)
	for c := s.first; int(c) < s.x.Commits(); c++ {
		if t := s.x.time(c); t.Before(oldest) {
			oldest = t
		}
	}
	// Numbers follow time but for skewed clocks, hence the patience.
	const patience = 1000
	low, older := s.first, 0
	for c := s.first; c > 0 && older < patience; {
		if c--; s.x.time(c).Before(oldest.Add(-silentWindow)) {
			older++
		} else {
			low, older = c, 0
		}
	}
	out := make([]trail, 0, s.first-low)
	for c := low; c < s.first; c++ {
		out = append(out, st.trail(c))
	}
	return out
}

// silentFinding makes the finding of one pair. It reports false for noise: a bot that flips something back and forth,
// one "wip" after another. An equal subject that is long and rare is kept: where a history is the export of another, a
// rollback may bear the very subject of what it takes back (some hundred in closure-compiler, 17 in jax).
func (s *scan) silentFinding(p undone) (incident.Finding, bool, error) {
	by, err := s.h.Commit(s.ctx, s.x.sha(p.by))
	if err != nil {
		return incident.Finding{}, false, tolerate(err)
	}
	named, err := s.h.Commit(s.ctx, s.x.sha(p.commit))
	if err != nil {
		return incident.Finding{}, false, tolerate(err)
	}
	f := incident.Finding{
		SHA: by.SHA, Kind: incident.Revert, Dialect: silentDialect, Subject: by.Subject(), CommittedAt: by.CommittedAt,
	}
	if s.known[p.commit].kind == incident.Revert {
		f.Kind = incident.Reapply
	}
	o := incident.Offending{
		SHA: named.SHA, Subject: named.Subject(), LandedAt: named.CommittedAt, Confidence: 0.9,
		Evidence: []incident.Evidence{incident.EvidenceContent},
	}
	if p.blobs {
		o.Confidence = 0.95
		o.Detail = []string{standsAgain}
	} else {
		o.Detail = []string{"Every line it added is gone again, and every line it took out is back."}
	}
	f.Offending = []incident.Offending{o}
	s.facts[f.SHA] = s.o.factsOf(by, detect.Names(by))
	return f, !IsBot(by.Author) && (by.Subject() != named.Subject() || s.telling(p.by, by.Subject())), nil
}

// telling reports whether a subject is that of few commits up to one, and not just a word or two.
func (s *scan) telling(at uint32, subject string) bool {
	claim := incident.Claim{Type: incident.ClaimSubject, Value: detect.SubjectKey(subject)}
	return len(claim.Value) >= tellingSubject && len(s.x.meant(at, claim)) < trace.MaxCarriers
}
