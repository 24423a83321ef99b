package trace

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// decided is what is known of a commit that was found to undo or redo something.
type decided struct {
	kind      incident.Kind
	strength  detect.Strength // of the wording; 0 for a find by content
	links     []uint32        // what it undoes; for a reapply the reverts, or the commits put back
	unchanged bool            // of a reapply: exactly what was taken away
}

// decide turns cases into findings, oldest first, so that what an earlier commit did is known when a later one names it.
func (s *scan) decide() []incident.Finding {
	s.known = map[uint32]decided{}
	var out []incident.Finding
	for _, w := range s.cases {
		f, links, ok := s.finding(w)
		if !ok {
			s.stats.Dropped++
			continue
		}
		s.known[w.at] = decided{f.Kind, w.Strength, links, s.unchanged(w, f.Kind)}
		if len(f.Offending) == 0 {
			s.stats.Unlinked++
		}
		if w.missing {
			s.stats.Missing++
		}
		out = append(out, f)
	}
	return out
}

// unchanged reports whether a reapply puts back exactly what was taken away, no less and no more.
func (s *scan) unchanged(w *worded, kind incident.Kind) bool {
	const all = 0.999
	return kind == incident.Reapply && slices.ContainsFunc(w.candidates, func(c candidate) bool {
		return c.undo.Undone >= all && c.undo.Own >= all || c.again.Undone >= all && c.again.Own >= all
	})
}

// finding decides on one case: whether it counts, its kind, and which commits it is about.
func (s *scan) finding(w *worded) (incident.Finding, []uint32, bool) {
	f := w.Finding.Finding
	if w.Kind == incident.Hotfix {
		return f, nil, true
	}
	picked := s.pick(w)
	if !s.counts(w, picked) {
		return f, nil, false
	}
	f.Kind = s.turn(w, picked)
	var links []uint32
	for _, c := range picked {
		links = append(links, c.commit)
		f.Offending = append(f.Offending, s.offending(w, c))
	}
	if len(picked) > 0 && picked[0].checked && f.Kind == incident.Revert && picked[0].undo.Undone < nearly {
		f.Partial = true
	}
	return f, links, true
}

// pick chooses among the candidates, best first: those whose content agrees, else what the best claim names.
func (s *scan) pick(w *worded) []candidate {
	agrees := func(c candidate) float64 {
		if w.Kind == incident.Reapply {
			return max(c.undo.Undone, c.again.Undone)
		}
		return c.undo.Undone
	}
	var good []candidate
	for _, c := range w.candidates {
		if c.checked && agrees(c) >= mostly {
			good = append(good, c)
		}
	}
	if len(good) > 0 {
		slices.SortStableFunc(good, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(agrees(b), agrees(a)), cmp.Compare(uint(a.claim), uint(b.claim)), cmp.Compare(b.commit, a.commit))
		})
		if good[0].claim < 0 {
			return good[:1]
		}
		return slices.DeleteFunc(good, func(c candidate) bool { return c.claim < 0 })
	}
	if len(w.candidates) == 0 {
		return nil
	}
	// Content can't tell, or wasn't asked: what the first claim means that means anything.
	best := w.candidates
	slices.SortStableFunc(best, func(a, b candidate) int { return cmp.Compare(agrees(b), agrees(a)) })
	if agrees(best[0]) >= barely {
		return best[:1]
	}
	slices.SortStableFunc(best, func(a, b candidate) int { return cmp.Compare(uint(a.claim), uint(b.claim)) })
	return best[:1]
}

// counts reports whether a case is a finding at all. A strong wording is one by itself; the weaker the wording, the more
// content has to say.
func (s *scan) counts(w *worded, picked []candidate) bool {
	switch {
	case w.Strength == detect.Strong:
		return true
	case w.missing || !s.o.Verify:
		return w.Strength == detect.Likely
	case len(picked) == 0:
		return w.Strength == detect.Likely && w.Kind == incident.Reapply
	}
	c := picked[0]
	undone, own := c.undo.Undone, c.undo.Own
	if w.Kind == incident.Reapply && c.again.Undone > undone {
		undone, own = c.again.Undone, c.again.Own
	}
	switch {
	case w.Strength == detect.Likely && w.Kind == incident.Reapply:
		return true
	case w.Strength == detect.Likely:
		return undone >= partly || own >= mostly && undone > 0
	case c.claim < 0:
		return undone+own > 1.1 && own >= partly
	}
	return undone >= mostly && own >= 0.2
}

// turn decides between revert and reapply: undoing a revert puts back, whatever it is called. What undid only by content
// what its words hardly said is no sure ground for that.
func (s *scan) turn(w *worded, picked []candidate) incident.Kind {
	if len(picked) == 0 {
		return w.Kind
	}
	c := picked[0]
	known, ok := s.known[c.commit]
	switch {
	case c.undo.Undone >= mostly && ok && known.kind == incident.Revert && known.strength >= detect.Likely:
		return incident.Reapply
	case w.Kind == incident.Reapply && w.Strength == detect.Weak && c.undo.Undone >= mostly && !ok &&
		!slices.ContainsFunc(w.candidates, func(c candidate) bool { return c.again.Undone >= mostly }):
		return incident.Revert
	}
	return w.Kind
}

// offending tells of one picked candidate, with the evidence.
func (s *scan) offending(w *worded, c candidate) incident.Offending {
	o := incident.Offending{SHA: s.x.sha(c.commit), LandedAt: s.x.time(c.commit), Confidence: confidence(w, c)}
	if c.claim >= 0 {
		e := incident.EvidenceMessage
		if c.by == incident.ClaimPull {
			e = incident.EvidencePull
		}
		o.Evidence = append(o.Evidence, e)
		o.Detail = append(o.Detail, fmt.Sprintf("The message names it (%s %s).", c.by, w.Claims[c.claim].Value))
	}
	switch {
	case !c.checked:
	case c.undo.Exact:
		o.Evidence = append(o.Evidence, incident.EvidenceContent)
		o.Detail = append(o.Detail, "Every file it changed stands again as it did before.")
	case c.undo.Undone >= barely:
		o.Evidence = append(o.Evidence, incident.EvidenceContent)
		o.Detail = append(o.Detail, fmt.Sprintf("%.0f %% of its changed lines are taken back.", 100*c.undo.Undone))
	case c.again.Undone >= barely:
		o.Evidence = append(o.Evidence, incident.EvidenceContent)
		o.Detail = append(o.Detail, fmt.Sprintf("%.0f %% of its changed lines are put in again.", 100*c.again.Undone))
	default:
		o.Detail = append(o.Detail, "None of its changed lines are taken back, so the message may mean another commit, or a part that has changed since.")
	}
	_ = time.Time{}
	return o
}

func confidence(w *worded, c candidate) float64 { return max(0.3, c.undo.Undone) }
