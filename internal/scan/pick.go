package scan

import (
	"cmp"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// ground is on what a candidate is believed to be what a finding is about.
type ground int

const (
	asGuess   ground = iota // it may be meant, and content can't tell, says otherwise, or wasn't asked
	byContent               // content alone
	byName                  // it is named, and content bears that out
	byLines                 // the lines lead to it, where all else is in doubt
	asPart                  // it is undone with what is meant, and says nothing of what that is
)

// groundOf tells on what a candidate is believed.
func (s *scan) groundOf(w *worded, c candidate) ground {
	agreed, own := c.agreement().Undone, c.agreement().Own
	surely := c.by == incident.ClaimSHA || w.wholeSubject(c)
	switch {
	case c.led > 0:
		return byLines
	case c.beside:
		return asPart
	case c.raised, c.claim < 0 && (agreed >= mostly || c.undo.Part && !s.x.isMerge(c.commit)):
		return byContent
	case c.claim >= 0 && (agreed >= mostly || c.undo.Back || surely && own >= nearlyOwn || w.meansPart(c) && agreed >= barely):
		return byName
	}
	return asGuess
}

// muchBetter is by how much what content finds has to fit better than what is named, for the message to be wrong.
const muchBetter = 10

// pick chooses among the candidates, best first: those whose content agrees, else what the best claim names.
func (s *scan) pick(w *worded) []candidate {
	on := map[ground][]candidate{}
	for _, c := range w.candidates {
		g := s.groundOf(w, c)
		on[g] = append(on[g], c)
	}
	slices.SortStableFunc(on[byName], func(a, b candidate) int {
		return cmp.Or(undoneFirst(a, b), cmp.Compare(oneIf(w.isMain(b)), oneIf(w.isMain(a))), cmp.Compare(b.agreement().Undone, a.agreement().Undone), cmp.Compare(a.claim, b.claim), cmp.Compare(b.commit, a.commit))
	})
	slices.SortStableFunc(on[byContent], func(a, b candidate) int {
		return cmp.Or(cmp.Compare(oneIf(b.raised), oneIf(a.raised)), cmp.Compare(oneIf(b.titled), oneIf(a.titled)), cmp.Compare(b.fit(), a.fit()), s.mergeLast(a, b), cmp.Compare(b.commit, a.commit))
	})
	named, found := on[byName], s.landedThere(on[byContent])
	// What content finds by a trifle doesn't stand against what the subject says is undone.
	trifle := len(found) > 0 && confidence(w, found[0]) < guess && w.Titled && w.saysOf(on[asGuess])
	switch {
	case len(on[byLines]) > 0:
		return append(on[byLines], found[:min(len(found), 1)]...)
	case len(named) > 0 && (len(found) == 0 || found[0].fit() < named[0].fit()+muchBetter):
		return named
	case len(found) > 0 && !trifle:
		best := found[0].commit
		return slices.DeleteFunc(found, func(c candidate) bool { return !s.x.sameChange(c.commit, best) })
	case len(on[asGuess]) == 0:
		return nil
	}
	// What content speaks for most, else what the best claim means.
	return []candidate{slices.MaxFunc(on[asGuess], func(a, b candidate) int {
		agreedA, agreedB := a.agreement().Undone, b.agreement().Undone
		if max(agreedA, agreedB) < barely {
			agreedA, agreedB = 0, 0
		}
		return cmp.Or(cmp.Compare(agreedA, agreedB), cmp.Compare(uint(b.claim), uint(a.claim)))
	})}
}

// undoneFirst puts the reverts that a reapply undoes before the commits that it puts back.
func undoneFirst(a, b candidate) int {
	return cmp.Compare(oneIf(b.undo.Undone >= mostly), oneIf(a.undo.Undone >= mostly))
}

// isMain reports whether a revert names a candidate by more than words, undoes it for the most part, and does much of
// what it does thereby. It comes before its follow-ups, which a revert mostly lists first, as they landed last.
func (w *worded) isMain(c candidate) bool {
	return w.Kind == incident.Revert && c.named() && c.undo.Undone >= mostly && c.undo.Own >= partly
}

// landedThere leaves out, among others, merges of what had landed before: "Merge branch 'main' into topic".
func (s *scan) landedThere(found []candidate) []candidate {
	others := slices.DeleteFunc(slices.Clone(found), func(c candidate) bool {
		return s.x.isMerge(c.commit) && detect.MergesShared(s.subject(c.commit))
	})
	if len(others) == 0 {
		return found
	}
	return others
}

// mergeLast puts what a merge brought, and was as good, before the merge.
func (s *scan) mergeLast(a, b candidate) int {
	return cmp.Compare(oneIf(s.x.isMerge(a.commit)), oneIf(s.x.isMerge(b.commit)))
}

// withListed adds to what was picked the commits that the message lists by their SHAs first of all, "This reverts
// commits 12ab… and 34cd…", as far as some of them is taken back: before what was found by content alone, after what is
// named and borne out.
func (w *worded) withListed(picked []candidate) []candidate {
	if w.Strength < detect.Strong || w.Kind != incident.Revert || len(picked) == 0 {
		return picked
	}
	listed := 0
	for listed < len(w.Claims) && w.Claims[listed].Type == incident.ClaimSHA {
		listed++
	}
	var more []candidate
	for _, c := range w.candidates {
		if c.claim >= 0 && c.claim < listed && c.agreement().Undone > 0 && !among(picked, c.commit) {
			more = append(more, c)
		}
	}
	if len(more) > 0 && picked[0].claim < 0 && more[0].agreement().Undone >= barely {
		return append(more, picked...)
	}
	return append(picked, more...)
}

// withBeside adds to what was picked, where content bears it out, what went with it.
func (w *worded) withBeside(picked []candidate) []candidate {
	if len(picked) == 0 || picked[0].undo.Undone < mostly && !picked[0].undo.Back {
		return picked
	}
	for _, c := range w.candidates {
		if c.beside && !among(picked, c.commit) {
			picked = append(picked, c)
		}
	}
	return picked
}

func oneIf(b bool) int {
	if b {
		return 1
	}
	return 0
}
