package scan

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// fold puts the findings that tell one story into chains. Findings of earlier scans that belong to a chain are looked
// at again, as what is new may change what is to be said of them. Chains and their findings come oldest first.
func (s *scan) fold(findings []incident.Finding) ([]incident.Chain, error) {
	if len(findings) == 0 {
		return nil, nil
	}
	story := s.stories(findings)
	groups := map[uint32][]incident.Finding{}
	for _, f := range findings {
		root := story.find(s.x.number(f.SHA))
		groups[root] = append(groups[root], f)
	}
	for at, known := range s.known {
		known.chain = story.find(at)
		s.known[at] = known
		if at >= s.first || known.hidden || groups[known.chain] == nil {
			continue
		}
		f, ok, err := s.recall(at)
		if err != nil {
			return nil, err
		}
		if ok {
			groups[known.chain] = append(groups[known.chain], f)
		}
	}
	chains := make([]incident.Chain, 0, len(groups))
	for _, group := range groups {
		slices.SortFunc(group, s.byNumber)
		chains = append(chains, newChain(group))
	}
	slices.SortFunc(chains, func(a, b incident.Chain) int { return s.byNumber(a.Findings[0], b.Findings[0]) })
	return chains, nil
}

// stories joins all findings that tell one story: those that undo or redo the same commit or each other, copies of one
// finding on other branches, the merge that brought a finding, and reverts of a series.
func (s *scan) stories(findings []incident.Finding) union[uint32] {
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
		for merge := range s.mergesThatTell(at) {
			u.join(at, merge)
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
		if before := s.mendedBefore(at); before != none {
			u.join(at, before)
		}
	}
	return u
}

// mergesThatTell yields the known commits that are about the same as this one, across a merge: for a commit, the merge
// by which it landed; for a merge, the heads that it merged, since those may have landed by a later merge.
func (s *scan) mergesThatTell(at uint32) iter.Seq[uint32] {
	tells := func(merge, at uint32) bool {
		k, ok := s.known[merge]
		return ok && k.kind == s.known[at].kind && s.mergeTells(merge, at)
	}
	return func(yield func(uint32) bool) {
		if merge := s.landing(at); merge != at && tells(merge, at) && !yield(merge) {
			return
		}
		for i, head := range s.x.parentsOf(at) {
			if i > 0 && !s.known[head].hidden && tells(at, head) && !yield(head) {
				return
			}
		}
	}
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
		if err := s.examine(w); err != nil {
			return incident.Finding{}, false, err
		}
		// A hotfix may have been found to put something back: see hotfixesBack.
		if f, _, ok := s.finding(w); ok && (f.Kind != incident.Hotfix || known.kind == incident.Hotfix) {
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

// unsaid makes again the case of a reapply that doesn't say so: of one that has the subject of what it puts back, or
// the content of what a revert took away. nil where this clone doesn't hold it any more.
func (s *scan) unsaid(at uint32, links []uint32) (*worded, error) {
	switch {
	case len(links) == 0:
		return nil, nil
	case s.known[links[0]].undoes():
		return s.putBackAt(at, links)
	}
	return s.putAnew(at, links)
}

// newChain makes the chain of findings that belong together, oldest first.
func newChain(findings []incident.Finding) incident.Chain {
	kind, root := rootOf(findings)
	c := incident.Chain{Key: incident.Key(kind, root), Findings: findings}
	for i := range c.Findings {
		c.Findings[i].Chain = c.Key
	}
	return c
}

// rootOf returns what a chain's key is made of: the first commit that was undone, so that everyone who can resolve it
// computes the same key; where none was established, the first finding.
func rootOf(findings []incident.Finding) (incident.Kind, string) {
	for _, f := range findings {
		if f.Kind == incident.Revert && len(f.Offending) > 0 {
			return f.Kind, f.Offending[0].SHA
		}
	}
	return findings[0].Kind, findings[0].SHA
}

// Chains groups findings that were judged before, oldest first, by the chain they say they belong to.
func Chains(findings []incident.Finding) []incident.Chain {
	at := map[string]int{}
	var out []incident.Chain
	for _, f := range findings {
		i, ok := at[f.Chain]
		if !ok {
			i = len(out)
			at[f.Chain] = i
			out = append(out, incident.Chain{Key: f.Chain})
		}
		out[i].Findings = append(out[i].Findings, f)
	}
	for i := range out {
		out[i].Conclude()
	}
	return out
}

// Aliases returns the further keys under which someone who sees less or more of the history may know the chain: those
// of every finding and every commit it is about, but for the chain's own key.
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
