package scan

import (
	"iter"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// pullSize is the most commits that one merge brings for it to count as the merge of a pull request or topic branch.
// One that brings more joins two histories, and what landed on the other side landed by the merges over there.
const pullSize = 200

// landings tells for each commit from low on by which commit it came onto the branch that ends in tip: itself where it
// stands on the first-parent line, else the merge that brought it, and none where it isn't on the branch. Entry 0 is
// for low. What merges of shared branches brought had landed before, on a line of its own.
func (x *Index) landings(tip, low uint32, shared map[uint32]bool) []uint32 {
	n := uint32(x.Commits())
	if tip == none || low >= n {
		return nil
	}
	by := make([]uint32, n-low)
	for i := range by {
		by[i] = none
	}
	x.landLine(by, low, tip, shared)
	return by
}

// landLine marks the first-parent line that ends in tip, what its merges brought, and the lines that merges of shared
// branches, or of more than a pull request, joined to it.
func (x *Index) landLine(by []uint32, low, tip uint32, shared map[uint32]bool) {
	var line []uint32
	for c := tip; c != none && c >= low && by[c-low] == none; c = x.firstParent(c) {
		line = append(line, c)
		by[c-low] = c
	}
	for _, merge := range slices.Backward(line) {
		if !shared[merge] {
			brought, whole := x.mark(by, low, merge, merge, pullSize)
			if whole {
				continue
			}
			for _, c := range brought {
				by[c-low] = none
			}
		}
		for _, p := range x.parentsOf(merge) { // at once, before a later merge claims what stands there
			x.landLine(by, low, p, shared)
		}
	}
}

// landingsWithin tells for what a merge brought by which commit it came onto the branch that was merged, as landings
// does for the default branch; none for all else.
func (x *Index) landingsWithin(merge uint32, brought func(uint32) uint32) func(uint32) uint32 {
	by := map[uint32]uint32{}
	claim := func(c, from uint32) bool {
		if c == none || brought(c) != merge {
			return false
		}
		if _, claimed := by[c]; claimed {
			return false
		}
		by[c] = from
		return true
	}
	for _, tip := range x.parentsOf(merge) {
		var line []uint32
		for c := tip; claim(c, c); c = x.firstParent(c) {
			line = append(line, c)
		}
		for _, on := range slices.Backward(line) {
			for next := []uint32{on}; len(next) > 0; {
				var c uint32
				c, next = next[len(next)-1], next[:len(next)-1]
				for _, p := range x.parentsOf(c) {
					if claim(p, on) {
						next = append(next, p)
					}
				}
			}
		}
	}
	return func(c uint32) uint32 {
		if from, ok := by[c]; ok {
			return from
		}
		return none
	}
}

// firstIn tells for each commit from low on the first of the given commits, which come in the order of their time, from
// which it can be reached, by its place among them; none where there is none. Entry 0 is for low.
func (x *Index) firstIn(tips []uint32, low uint32) []uint32 {
	n := uint32(x.Commits())
	if low >= n {
		return nil
	}
	in := make([]uint32, n-low)
	for i := range in {
		in[i] = none
	}
	for i, tip := range tips {
		if tip != none && tip >= low && in[tip-low] == none {
			in[tip-low] = uint32(i)
			x.mark(in, low, tip, uint32(i), int(n))
		}
	}
	return in
}

// mark sets the mark of every commit that can be reached from c through commits without one, and returns them; whole is
// false when it stopped because there are more than most.
func (x *Index) mark(marks []uint32, low, c, mark uint32, most int) (marked []uint32, whole bool) {
	for next := 0; ; next++ {
		s, i := x.at(c)
		for k := u32(s.offsets, i); k < u32(s.offsets, i+1) && int(k) < len(s.parents)/4; k++ {
			if p := u32(s.parents, int(k)); p < c && p >= low && marks[p-low] == none {
				marks[p-low] = mark
				marked = append(marked, p)
			}
		}
		if len(marked) > most {
			return marked, false
		}
		if next == len(marked) {
			return marked, true
		}
		c = marked[next]
	}
}

// mergeTells reports whether a merge and a commit that it brought are about the same: the merge undoes something, and
// what the commit undoes was there before. A hotfix's branch begins at the last release, and so brings the merge of the
// hotfix before it.
func (s *scan) mergeTells(merge, at uint32) bool {
	if s.known[at].kind == incident.Hotfix && s.x.isMerge(at) && !slices.Contains(s.x.parentsOf(merge), at) {
		return false
	}
	for _, link := range s.known[at].links {
		if s.landing(link) == merge || s.x.broughtBy(link, merge) {
			return false
		}
	}
	return true
}

// landing returns the first-parent commit by which the commit landed.
func (s *scan) landing(c uint32) uint32 {
	if c < s.low || int(c-s.low) >= len(s.landed) {
		return none
	}
	return s.landed[c-s.low]
}

// tip returns the commit at the end of the default branch: the latest of all where that is not told, or not here.
func (s *scan) tip() uint32 {
	if tip := s.x.number(s.o.Tip); tip != none {
		return tip
	}
	return uint32(s.x.Commits()) - 1 // none where there is no commit
}

// land works out by which commits onto the branch came the given findings' commits and those that they are about.
func (s *scan) land(numbers iter.Seq[uint32]) {
	low := s.low
	for c := range numbers {
		low = min(low, c)
		for _, l := range s.known[c].links {
			low = min(low, l)
		}
	}
	if low >= s.low {
		return
	}
	s.low = low
	for more := true; more; more = s.findShared() {
		s.landed = s.x.landings(s.tip(), low, s.shared)
	}
}

// landNew lands the findings that are new.
func (s *scan) landNew() {
	s.land(func(yield func(uint32) bool) {
		for c := range s.known {
			if c >= s.first && !yield(c) {
				return
			}
		}
	})
}

// landChains lands all findings of the chains, of earlier scans too.
func (s *scan) landChains(chains []incident.Chain) {
	s.land(func(yield func(uint32) bool) {
		for _, c := range chains {
			for _, f := range c.Findings {
				if !yield(s.x.number(f.SHA)) {
					return
				}
			}
		}
	})
}

// findShared asks of the merges by which findings, and what they are about, landed, which of them merged a branch that
// others have too. It reports whether there are any that weren't known.
func (s *scan) findShared() (more bool) {
	ask := func(c uint32) {
		merge := s.landing(c)
		if _, known := s.shared[merge]; known || merge == none || merge == c {
			return
		}
		more = s.mergesShared(merge) || more
	}
	for at, known := range s.known {
		ask(at)
		for _, link := range known.links {
			ask(link)
		}
	}
	return more
}

// mergesShared reports whether a merge merged a branch that others have too.
func (s *scan) mergesShared(merge uint32) bool {
	shared, known := s.shared[merge]
	if !known {
		subject := s.subject(merge)
		shared = detect.MergesShared(subject) || detect.MergesRemote(subject) && s.pulledByMany(merge, subject) || s.joinsRoot(merge)
		s.shared[merge] = shared
	}
	return shared
}

// joinsRoot reports whether a merge brought the first commit of another history, so that what it brought had landed
// over there.
func (s *scan) joinsRoot(merge uint32) bool {
	parents := s.x.parentsOf(merge)
	if len(parents) < 2 || parents[0] == none {
		return false
	}
	met := map[uint32]bool{}
	for next := slices.Clone(parents[1:]); len(next) > 0 && len(met) <= pullSize; {
		c := next[len(next)-1]
		next = next[:len(next)-1]
		if c == none || met[c] || s.x.isAncestor(c, parents[0]) {
			continue
		}
		met[c] = true
		if len(s.x.parentsOf(c)) == 0 {
			return true
		}
		next = append(next, s.x.parentsOf(c)...)
	}
	return false
}

// pulledByMany reports whether somebody else made a merge with this subject before: then it pulled from where all of
// them push to, not from somebody's own copy. Later merges are not asked, so that a later scan says the same.
func (s *scan) pulledByMany(merge uint32, subject string) bool {
	for other := range s.x.carriers(incident.Claim{Type: incident.ClaimSubject, Value: detect.SubjectKey(subject)}, merge) {
		if !s.sameAuthor(other, merge) {
			return true
		}
	}
	return false
}

// broughtBoth returns the innermost merge that brought a finding's commit together with all that it is about. It is
// none where there is no such merge, where that merged a branch that others have too, and where all that is undone had
// landed before, by other pull requests or with such a branch.
func (s *scan) broughtBoth(at uint32) uint32 {
	links, brought := s.known[at].links, s.landing
	if len(links) == 0 {
		return none
	}
	both := uint32(none)
	for {
		merge := brought(at)
		if merge == none || merge == at || slices.ContainsFunc(links, func(l uint32) bool { return brought(l) != merge }) {
			break
		}
		both = merge
		brought = s.x.landingsWithin(merge, brought)
	}
	if both == none || s.mergesShared(both) {
		return none
	}
	own := detect.OwnPull(s.subject(brought(at)))
	if !slices.ContainsFunc(links, func(l uint32) bool { return !s.landedBefore(l, own, brought) }) {
		return none
	}
	return both
}

// landedBefore reports whether a commit had landed before the merge that brought it here, as brought tells of what that
// merge merged: there by the merge of a pull request other than own, or of a branch that others have too.
func (s *scan) landedBefore(c uint32, own string, brought func(uint32) uint32) bool {
	for {
		by := brought(c)
		if by == none {
			return false
		}
		if pull := detect.OwnPull(s.subject(by)); pull != "" && pull != own {
			return true
		}
		if by == c {
			return false
		}
		if s.mergesShared(by) {
			return true
		}
		brought = s.x.landingsWithin(by, brought)
	}
}
