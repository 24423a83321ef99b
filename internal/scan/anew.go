package scan

import (
	"maps"
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
	anewShared = 8                    // a subject that more commits had before, as a step of each release's may, says nothing
	backAnew   = 0.6                  // of the change is put in again
)

// anew is a commit that puts a reverted change back without a word of redoing; the zero value is none.
type anew struct {
	at      uint32
	finding incident.Finding
	known   decided
}

// landedAnew adds to what is known the new commits that put a reverted change back under its own subject, without a
// word of redoing. Content has to bear it out.
func (s *scan) landedAnew() ([]incident.Finding, error) {
	if !s.o.Verify || int(s.first) == s.x.Commits() {
		return nil, nil
	}
	again := s.sameSubjects()
	commits := slices.Sorted(maps.Keys(again))
	return s.learnEach(commits, func(at uint32) (*worded, error) { return s.putAnew(at, again[at]) })
}

// learnEach makes the case of each of the commits, nil for none, and makes known what is found of it.
func (s *scan) learnEach(commits []uint32, makeCase func(at uint32) (*worded, error)) ([]incident.Finding, error) {
	found := make([]anew, len(commits))
	err := s.each("claims", len(commits), func(i int) error {
		w, err := makeCase(commits[i])
		if w != nil {
			found[i] = s.judgeAnew(w)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.learn(found)
}

// judgeAnew returns what is found of a case; nothing where that is no finding.
func (s *scan) judgeAnew(w *worded) anew {
	f, links, ok := s.finding(w)
	if !ok {
		return anew{}
	}
	return anew{at: w.at, finding: f, known: decided{kind: f.Kind, strength: w.Strength, links: links, unchanged: w.asItWas(), chain: w.at}}
}

// learn makes known what was found to have come back, and returns the findings.
func (s *scan) learn(found []anew) ([]incident.Finding, error) {
	found = slices.DeleteFunc(found, func(a anew) bool { return a.finding.SHA == "" })
	if len(found) == 0 {
		return nil, nil
	}
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

// sameSubjects returns the new commits with the subject of a change that had been reverted before, soon after and on
// the revert, each with those changes.
func (s *scan) sameSubjects() map[uint32][]uint32 {
	begin := s.x.time(s.first)
	undone := map[uint32][]uint32{} // change → its reverts
	for at, known := range s.known {
		if known.undoes() && begin.Sub(s.x.time(at)) <= anewWithin {
			for _, link := range known.links {
				undone[link] = append(undone[link], at)
			}
		}
	}
	again := map[uint32][]uint32{}
	for _, change := range slices.Sorted(maps.Keys(undone)) {
		same := s.withSubjectOf(change)
		for _, c := range same[:min(len(same), anewShared)] {
			if c >= s.first && s.followsOne(c, undone[change]) {
				again[c] = append(again[c], change)
			}
		}
	}
	return again
}

// withSubjectOf returns the other commits that have the subject of a commit, oldest first; none where it is a merge.
func (s *scan) withSubjectOf(c uint32) []uint32 {
	if s.x.isMerge(c) {
		return nil
	}
	made, err := s.h.Commit(s.ctx, s.x.sha(c))
	if err != nil {
		return nil
	}
	var out []uint32
	for _, name := range detect.Names(made) {
		if name.Type == incident.ClaimSubject {
			out = slices.AppendSeq(out, s.x.carriers(name, uint32(s.x.Commits())))
		}
	}
	out = slices.DeleteFunc(out, func(other uint32) bool { return other == c })
	slices.Sort(out)
	return slices.Compact(out)
}

// followsOne reports whether a commit that nothing is known of builds on one of the reverts, soon after it.
func (s *scan) followsOne(c uint32, reverts []uint32) bool {
	if k, known := s.known[c]; known && k.kind != incident.Hotfix || len(s.x.parentsOf(c)) != 1 {
		return false
	}
	return slices.ContainsFunc(reverts, func(revert uint32) bool {
		return revert < c && s.x.time(c).Sub(s.x.time(revert)) <= anewWithin && s.x.isAncestor(revert, c)
	})
}

// putAnew compares a commit with the changes whose subject it has, and returns it as a case to decide on, nil where
// this clone doesn't hold what is compared.
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
