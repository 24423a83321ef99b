package trace

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// fold puts the findings that tell one story into chains: those that undo or redo the same commit or each other, copies of
// one finding on other branches, the merge that brought a finding, and reverts of a series. Findings of earlier scans that belong to a chain
// are looked at again, as what is new may change what is to be said of them. Chains and their findings come oldest first.
func (s *scan) fold(findings []incident.Finding) ([]incident.Chain, error) {
	if len(findings) == 0 {
		return nil, nil
	}
	u := union[uint32]{}
	copies := map[uint64]uint32{}
	for _, at := range slices.Sorted(maps.Keys(s.known)) {
		known := s.known[at]
		if known.hidden {
			continue
		}
		u.join(at, known.chain)
		for _, link := range known.links {
			u.join(at, link)
		}
		if first, ok := copies[known.copyKey]; ok && known.copyKey != 0 {
			u.join(at, first)
		} else {
			copies[known.copyKey] = at
		}
		// A merge that says what it undoes, and the commit on its side that does it: by which that landed, or which a merge further on carried.
		tells := func(merge, at uint32) bool {
			k, ok := s.known[merge]
			return ok && k.kind == s.known[at].kind && s.mergeTells(merge, at)
		}
		if merge := s.landing(at); merge != none && merge != at && tells(merge, at) {
			u.join(at, merge)
		}
		for i, head := range s.x.parentsOf(at) {
			if i > 0 && !s.known[head].hidden && tells(at, head) {
				u.join(head, at)
			}
		}
	}
	for _, f := range findings {
		for _, alias := range s.facts[f.SHA].aliases {
			if c := s.x.only(alias); c != none {
				if _, ok := s.known[c]; ok {
					u.join(s.x.number(f.SHA), c)
				}
			}
		}
	}
	for at := range s.known {
		if at < s.first {
			continue // what belongs to it was found then
		}
		for _, before := range s.seriesOf(at) {
			u.join(at, before)
		}
	}
	groups := map[uint32][]incident.Finding{}
	for _, f := range findings {
		root := u.find(s.x.number(f.SHA))
		groups[root] = append(groups[root], f)
	}
	for at, known := range s.known {
		root := u.find(at)
		if at < s.first && !known.hidden && groups[root] != nil {
			f, ok, err := s.recall(at)
			if err != nil {
				return nil, err
			}
			if ok {
				groups[root] = append(groups[root], f)
			}
		}
		known.chain = root
		s.known[at] = known
	}
	chains := make([]incident.Chain, 0, len(groups))
	for _, group := range groups {
		slices.SortFunc(group, s.byNumber)
		chains = append(chains, newChain(group))
	}
	slices.SortFunc(chains, func(a, b incident.Chain) int { return s.byNumber(a.Findings[0], b.Findings[0]) })
	return chains, nil
}

// recall makes the finding of an earlier scan again.
func (s *scan) recall(at uint32) (incident.Finding, bool, error) {
	c, err := s.h.Commit(s.ctx, s.x.sha(at))
	if err != nil {
		return incident.Finding{}, false, tolerate(err)
	}
	s.facts[c.SHA] = s.o.factsOf(c, detect.Names(c))
	known := s.known[at]
	if known.strength == 0 {
		if len(known.links) == 0 {
			return incident.Finding{}, false, nil
		}
		return s.silentFinding(undone{by: at, commit: known.links[0], blobs: known.exact})
	}
	if raw, ok := detect.Commit(c, s.o.Detect); ok {
		w := &worded{Finding: raw, at: at}
		if _, err := s.examine(w); err != nil {
			return incident.Finding{}, false, err
		}
		if f, _, ok := s.finding(w); ok {
			s.cases = append(s.cases, w)
			return f, true, nil
		}
	}
	w, err := s.unsaid(at, known.links)
	if err != nil || w == nil {
		return incident.Finding{}, false, err
	}
	s.cases = append(s.cases, w)
	f, _, ok := s.finding(w)
	return f, ok, nil
}

// unsaid makes again the case of a reapply that doesn't say so: of one that has the subject of what it puts back, or the content of what a revert took
// away. nil where this clone doesn't hold it any more.
func (s *scan) unsaid(at uint32, links []uint32) (*worded, error) {
	switch {
	case len(links) == 0:
		return nil, nil
	case s.known[links[0]].undoes():
		return s.putBackAt(at, links)
	}
	return s.putAnew(at, links)
}

// newChain makes the chain of findings that belong together, oldest first. Its root is the first commit that was undone,
// so that everyone who can resolve it computes the same key; where none was established, the first finding.
func newChain(findings []incident.Finding) incident.Chain {
	c := incident.Chain{Findings: findings, Root: findings[0].SHA}
	kind := findings[0].Kind
	for _, f := range findings {
		if f.Kind == incident.Revert && len(f.Offending) > 0 {
			c.Root, kind = f.Offending[0].SHA, f.Kind
			break
		}
	}
	c.Key = incident.Key(kind, c.Root)
	for i := range c.Findings {
		c.Findings[i].Chain = c.Key
	}
	return c
}

// Aliases returns the further keys under which someone who sees less or more of the history may know the chain: those of
// every finding and every commit it is about, but for the chain's own key.
func Aliases(c incident.Chain) []string {
	var keys []string
	add := func(kind incident.Kind, sha string) {
		if key := incident.Key(kind, sha); key != c.Key && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for _, f := range c.Findings {
		add(f.Kind, f.SHA)
		for _, o := range f.Offending {
			add(f.Kind, o.SHA)
		}
	}
	return keys
}

// mergeTells reports whether a merge and a commit that it brought are about the same: the merge undoes something, and
// what the commit undoes was there before.
func (s *scan) mergeTells(merge, at uint32) bool {
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
	tip := s.x.number(s.o.Tip)
	if n := s.x.Commits(); tip == none && n > 0 {
		tip = uint32(n - 1)
	}
	s.low = low
	s.landed = s.x.landings(tip, low, s.shared)
	for s.findShared() {
		s.x.reland(s.landed, low, s.shared)
	}
}

// findShared asks of the merges by which findings, and what they are about, landed, which of them merged a branch that others
// have too. It reports whether there are any that weren't known.
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
		shared = detect.MergesShared(subject) || detect.MergesRemote(subject) && s.pulledByMany(merge, subject)
		s.shared[merge] = shared
	}
	return shared
}

// pulledByMany reports whether somebody else had pulled from where a merge pulled from: that is what they all push to, and nobody's own. It asks only
// what came before, so that a later scan says the same.
func (s *scan) pulledByMany(merge uint32, subject string) bool {
	for other := range s.x.carriers(incident.Claim{Type: incident.ClaimSubject, Value: detect.SubjectKey(subject)}, merge) {
		if !s.sameAuthor(other, merge) {
			return true
		}
	}
	return false
}

// subject returns the subject of a commit, empty where it can't be read.
func (s *scan) subject(c uint32) string {
	m, err := s.h.Commit(s.ctx, s.x.sha(c))
	if err != nil {
		return ""
	}
	return m.Subject()
}

// broughtBoth returns the merge of the pull request by which a finding's commit landed together with all that it is about, none where
// there is none. Of merges that one brought with another it is the innermost. What came by pull requests of their own didn't land together, nor
// what came by the merge of a branch that others have too.
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
		brought = s.x.within(merge, brought)
	}
	if both == none || s.mergesShared(both) {
		return none
	}
	own := detect.OwnPull(s.subject(brought(at)))
	if !slices.ContainsFunc(links, func(l uint32) bool {
		pull := detect.OwnPull(s.subject(brought(l)))
		return pull == "" || pull == own
	}) {
		return none
	}
	return both
}

// landNew does so for what is new, landChains for all findings of the chains.
func (s *scan) landNew() {
	s.land(func(yield func(uint32) bool) {
		for c := range s.known {
			if c >= s.first && !yield(c) {
				return
			}
		}
	})
}

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

// union is a union-find.
type union[T cmp.Ordered] map[T]T

func (u union[T]) find(a T) T {
	for {
		up, ok := u[a]
		if !ok || up == a {
			return a
		}
		if above, ok := u[up]; ok {
			u[a] = above
		}
		a = up
	}
}

// join makes the smaller number the root, so that the result doesn't depend on the order.
func (u union[T]) join(a, b T) {
	a, b = u.find(a), u.find(b)
	if a != b {
		u[max(a, b)] = min(a, b)
	}
}
