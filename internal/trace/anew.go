package trace

import (
	"iter"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// anewDialect is the dialect of a reapply that only its subject tells: it is that of a change that had been reverted.
const anewDialect = "same-subject"

// Limits of what counts as the same change landing anew.
const (
	anewWithin = 120 * 24 * time.Hour // of its revert
	anewShared = 50                   // a subject that more commits had before says nothing
	backAnew   = 0.6                  // of the change is put in again
)

// anew is a commit with the subject of changes that were reverted before it.
type anew struct {
	at      uint32
	changes []uint32
	finding incident.Finding
	known   decided
}

// landedAnew adds to what is known the new commits that put a reverted change back under its own subject, without a word of redoing. Content
// has to bear it out.
func (s *scan) landedAnew() ([]incident.Finding, error) {
	if !s.o.Verify || int(s.first) == s.x.Commits() {
		return nil, nil
	}
	changes := map[uint32][]uint32{}
	for at, change := range s.sameSubjects() {
		changes[at] = append(changes[at], change)
	}
	var found []anew
	for _, at := range slices.Sorted(maps.Keys(changes)) {
		found = append(found, anew{at: at, changes: changes[at]})
	}
	err := s.each("claims", len(found), func(i int) error {
		w, err := s.putAnew(found[i].at, found[i].changes)
		if err != nil || w == nil {
			return err
		}
		s.judgeAnew(w, &found[i])
		return nil
	})
	if err != nil {
		return nil, err
	}
	return s.learn(found)
}

// judgeAnew fills in what is found of a case, if that is a finding.
func (s *scan) judgeAnew(w *worded, a *anew) {
	if f, links, ok := s.finding(w); ok {
		a.finding, a.known = f, decided{kind: f.Kind, strength: w.Strength, links: links, unchanged: w.asItWas(), chain: w.at}
	}
}

// learn makes known what was found to have come back, and returns the findings.
func (s *scan) learn(found []anew) ([]incident.Finding, error) {
	found = slices.DeleteFunc(found, func(a anew) bool { return a.finding.SHA == "" })
	if len(found) == 0 {
		return nil, nil
	}
	s.known = maps.Clone(s.known)
	var out []incident.Finding
	for _, a := range found {
		c, err := s.h.Commit(s.ctx, a.finding.SHA)
		if err != nil {
			if err = tolerate(err); err != nil {
				return nil, err
			}
			continue
		}
		s.facts[c.SHA] = s.o.factsOf(c, detect.Names(c))
		a.known.copyKey = s.facts[c.SHA].copyKey
		s.known[a.at] = a.known
		out = append(out, a.finding)
	}
	return out, nil
}

// sameSubjects are the new commits with the subject of a change that had been reverted before, each with that change. It goes by the new commits or by
// the reverts, whichever are fewer.
func (s *scan) sameSubjects() iter.Seq2[uint32, uint32] {
	undone := map[uint32][]uint32{} // change → its reverts
	for at, known := range s.known {
		if known.undoes() {
			for _, link := range known.links {
				undone[link] = append(undone[link], at)
			}
		}
	}
	end := uint32(s.x.Commits())
	return func(yield func(at, change uint32) bool) {
		if len(undone) == 0 {
			return
		}
		if int(end-s.first) > len(undone) {
			for _, change := range slices.Sorted(maps.Keys(undone)) {
				same := s.withSubjectOf(change, end, math.MaxInt)
				for _, c := range same[:min(len(same), anewShared)] {
					if c >= s.first && s.followsOne(c, undone[change]) && !yield(c, change) {
						return
					}
				}
			}
			return
		}
		for c := s.first; c < end; c++ {
			before := s.withSubjectOf(c, c, anewShared)
			if len(before) > anewShared {
				continue
			}
			for _, change := range before {
				if s.followsOne(c, undone[change]) && !yield(c, change) {
					return
				}
			}
		}
	}
}

// withSubjectOf returns the other commits before end that have the subject of a commit, oldest first; none where it is a merge. Where they are more
// than most, it is enough to return so many that this shows.
func (s *scan) withSubjectOf(c, end uint32, most int) []uint32 {
	if s.x.isMerge(c) {
		return nil
	}
	made, err := s.h.Commit(s.ctx, s.x.sha(c))
	if err != nil {
		return nil
	}
	var out []uint32
	for _, name := range detect.Names(made) {
		if name.Type != incident.ClaimSubject {
			continue
		}
		met := 0
		for other := range s.x.carriers(name, end) {
			if other == c {
				continue
			}
			out = append(out, other)
			if met++; met > most {
				break
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// followsOne reports whether a commit that nothing is known of builds on one of the reverts, soon after it.
func (s *scan) followsOne(c uint32, reverts []uint32) bool {
	if _, known := s.known[c]; known || len(s.x.parentsOf(c)) != 1 {
		return false
	}
	return slices.ContainsFunc(reverts, func(revert uint32) bool {
		return revert < c && s.x.time(c).Sub(s.x.time(revert)) <= anewWithin && s.x.isAncestor(revert, c)
	})
}

// putAnew compares a commit with the changes whose subject it has, and returns it as a case to decide on, nil where this clone doesn't hold what is compared.
func (s *scan) putAnew(at uint32, changes []uint32) (*worded, error) {
	c, err := s.h.Commit(s.ctx, s.x.sha(at))
	if err != nil {
		return nil, tolerate(err)
	}
	w := &worded{at: at, Finding: detect.Finding{Strength: detect.Weak, Finding: incident.Finding{
		SHA: c.SHA, Kind: incident.Reapply, Dialect: anewDialect, Subject: c.Subject(), CommittedAt: c.CommittedAt,
		Claims: []incident.Claim{{Type: incident.ClaimSubject, Value: detect.SubjectKey(c.Subject())}},
	}}}
	own, err := newPatch(s.ctx, s.h, c.SHA)
	if err != nil {
		return nil, tolerate(err)
	}
	for _, change := range changes {
		named, err := newPatch(s.ctx, s.h, s.x.sha(change))
		if err != nil {
			return nil, tolerate(err)
		}
		again, err := own.repeats(s.ctx, s.h, named, mostly)
		if err != nil {
			return nil, tolerate(err)
		}
		w.candidates = append(w.candidates, candidate{commit: change, by: incident.ClaimSubject, checked: true, again: again})
	}
	return w, nil
}
