package trace

import (
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// fold puts the findings that tell one story into chains: those that undo or redo the same commit or each other, copies of
// one finding on other branches, and the merge that brought a finding. Chains and their findings come oldest first.
func (s *scan) fold(findings []incident.Finding) []incident.Chain {
	u := union{}
	copies := map[copyKey]uint32{}
	for i := range findings {
		at := s.x.number(findings[i].SHA)
		for _, link := range s.known[at].links {
			u.join(at, link)
		}
		facts := s.facts[findings[i].SHA]
		for _, alias := range facts.aliases {
			if c := s.x.number(alias); c != none {
				if _, ok := s.known[c]; ok {
					u.join(at, c)
				}
			}
		}
		if key := facts.copyKey; key.subject != "" {
			if first, ok := copies[key]; ok {
				u.join(at, first)
			} else {
				copies[key] = at
			}
		}
		// A merge that says what it undoes, and the commit on its side that does it.
		if merge := s.landing(at); merge != none && merge != at {
			if k, ok := s.known[merge]; ok && k.kind == findings[i].Kind && s.mergeTells(merge, at) {
				u.join(at, merge)
			}
		}
	}
	groups := map[uint32][]incident.Finding{}
	var order []uint32
	for _, f := range findings {
		root := u.find(s.x.number(f.SHA))
		if groups[root] == nil {
			order = append(order, root)
		}
		groups[root] = append(groups[root], f)
	}
	chains := make([]incident.Chain, 0, len(order))
	for _, root := range order {
		chains = append(chains, newChain(groups[root]))
	}
	return chains
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

// copyKey is what the copies of one commit have in common: cherry-picks and mirrors keep author, date and subject.
type copyKey struct {
	email, subject string
	authored       int64
}

// mergeTells reports whether a merge and a commit that it brought are about the same: the merge undoes something, and
// what the commit undoes was there before.
func (s *scan) mergeTells(merge, at uint32) bool {
	for _, link := range s.known[at].links {
		if s.landing(link) == merge {
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

// land works out by which commits the cases and what they are about came onto the branch.
func (s *scan) land(tip string) {
	at := s.x.number(tip)
	if n := s.x.Commits(); at == none && n > 0 {
		at = uint32(n - 1)
	}
	s.low = none
	for c, k := range s.known {
		s.low = min(s.low, c)
		for _, l := range k.links {
			s.low = min(s.low, l)
		}
	}
	s.landed = s.x.landings(at, s.low)
}

// union is a union-find over commit numbers.
type union map[uint32]uint32

func (u union) find(a uint32) uint32 {
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
func (u union) join(a, b uint32) {
	a, b = u.find(a), u.find(b)
	if a != b {
		u[max(a, b)] = min(a, b)
	}
}
