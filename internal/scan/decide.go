package scan

import (
	"cmp"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// decided is what is known of a commit that was found to undo or redo something.
type decided struct {
	kind      incident.Kind
	strength  detect.Strength // of the wording; 0 for a find by content
	links     []uint32        // what it undoes; for a reapply the reverts, or the commits put back
	unchanged bool            // of a reapply: exactly what was taken away
	aside     bool            // of a revert: most of what it does is something else
	hidden    bool            // no finding: a bot's
	exact     bool            // found by content, blob for blob
	copyKey   uint64          // what its copies have in common; 0 for none
	chain     uint32          // a commit of the same chain: that with the lowest number
	watched   string          // of a revert: the path that is watched for its change coming back, or unwatched; "" before it was looked at
}

// undoes reports whether a finding says in words that it is a revert, and it is known of what.
func (d decided) undoes() bool {
	return d.kind == incident.Revert && d.strength > 0 && !d.hidden && len(d.links) > 0
}

// decide turns cases into findings, oldest first, so that what an earlier commit did is known when a later one names
// it.
func (s *scan) decide() []incident.Finding {
	var out []incident.Finding
	for _, w := range s.cases {
		s.stats.Unread = s.stats.Unread || w.missing
		f, links, ok := s.finding(w)
		if !ok {
			continue
		}
		s.known[w.at] = decided{
			kind: f.Kind, strength: w.Strength, links: links, copyKey: s.facts[w.SHA].copyKey, chain: w.at,
			unchanged: f.Kind == incident.Reapply && w.asItWas(),
			aside:     f.Kind == incident.Revert && !w.Titled && w.aside(links),
		}
		if w.missing {
			s.stats.Missing++
		}
		out = append(out, f)
	}
	return out
}

// aside reports whether what a case undoes explains little of what it does.
func (w *worded) aside(links []uint32) bool {
	explained, checked := 0.0, false
	for _, c := range w.candidates {
		if c.checked && slices.Contains(links, c.commit) {
			explained, checked = explained+c.undo.Own, true
		}
	}
	return checked && explained < partly
}

// finding decides on one case: whether it counts, its kind, and which commits it is about.
func (s *scan) finding(w *worded) (incident.Finding, []uint32, bool) {
	f := w.Finding.Finding
	brought, one := s.broughtOne(w.at)
	one = one && brought.kind != incident.Hotfix
	if w.Kind == incident.Hotfix {
		return f, nil, !one
	}
	if w.Strength == detect.Weak && w.Titled && slices.ContainsFunc(w.candidates, w.wholeSubject) {
		w.Strength = detect.Likely // the words stand before what was in fact a commit's subject
	}
	picked := w.withBeside(w.withListed(s.pick(w)))
	if !s.counts(w, picked) {
		if one || !w.Hasty {
			return f, nil, false
		}
		f.Kind, f.Dialect, f.Claims, f.Because, f.Partial = incident.Hotfix, detect.Hotfix, nil, "", false
		return f, nil, true
	}
	f.Kind = s.turn(w, picked)
	if one {
		f.Kind = brought.kind
	}
	var links []uint32
	for _, c := range picked {
		links = append(links, c.commit)
		f.Offending = append(f.Offending, s.offending(w, c))
	}
	if len(picked) > 0 && picked[0].checked && f.Kind == incident.Revert {
		f.Partial = picked[0].undo.Undone < nearly && !picked[0].undo.Back
	}
	return f, links, true
}

// broughtOne returns what is known of the commit that a merge brought, if that was one alone: what the merge does is
// that, whatever its branch is called.
func (s *scan) broughtOne(merge uint32) (decided, bool) {
	one := s.x.onlyOne(merge)
	known, ok := s.known[one]
	return known, ok && !known.hidden
}

// counts reports whether a case is a finding at all. A strong wording is one by itself; the weaker the wording, the
// more content has to say.
func (s *scan) counts(w *worded, picked []candidate) bool {
	switch {
	case w.Strength == detect.Strong:
		return true
	case w.missing || !s.o.Verify:
		return w.Strength == detect.Likely
	case len(picked) == 0:
		return w.Strength == detect.Likely && w.Kind == incident.Reapply
	case picked[0].led > 0, picked[0].raised:
		return true
	}
	c := slices.MaxFunc(picked, func(a, b candidate) int { return cmp.Compare(a.fit(), b.fit()) })
	undone, own := c.agreement().Undone, c.agreement().Own
	switch {
	case w.Strength == detect.Weak && w.Kind == incident.Reapply && s.brings(w, c):
		return false
	case w.Strength == detect.Likely && w.Kind == incident.Reapply:
		return true
	case w.Strength == detect.Likely && (undone >= partly || own >= mostly):
		return true
	case w.Strength == detect.Likely:
		return w.reverts(c)
	case w.Dialect == detect.Squash && slices.ContainsFunc(picked, func(c candidate) bool { return c.undo.Back && w.wholeSubject(c) }):
		return true // one of the commits that were squashed was that, whatever the others did
	case w.Dialect == anewDialect && undone >= backAnew:
		return true // whatever came with it
	case undone+own > 1 && own >= 0.15 && (c.claim < 0 || w.Kind == incident.Reapply):
		return true
	}
	return c.claim >= 0 && undone >= mostly && own >= weakOwn || w.reverts(c)
}

// brings reports whether a commit does what one on another line of history did, and so brings that here for the first
// time: a backport, whatever its message tells of what was undone on the way.
func (s *scan) brings(w *worded, c candidate) bool {
	return c.again.Undone >= mostly && c.again.Undone > c.undo.Undone && !s.x.isAncestor(c.commit, w.at)
}

// turn decides between revert and reapply: undoing a revert puts back, whatever it is called, and undoing what is none
// takes out, where the message says that it reverts or hardly says anything. What undid only by content what its words
// hardly said is no sure ground for that.
func (s *scan) turn(w *worded, picked []candidate) incident.Kind {
	if len(picked) == 0 {
		return w.Kind
	}
	first := picked[0]
	known := s.known[first.commit]
	undone, named := first.undo.Undone >= mostly, first.claim >= 0
	aChange := slices.ContainsFunc(picked, func(c candidate) bool {
		return s.isChange(w, c) && !(c.beside && c.undo.Own < weakOwn) // a trifle that went along
	})
	switch {
	case undone && !aChange:
		return incident.Reapply
	case w.Kind == incident.Revert && first.by == incident.ClaimSHA && !aChange && known.undoes() && known.strength >= detect.Likely:
		return incident.Reapply // what the named revert had taken away comes back, however much it changed
	case w.Kind == incident.Revert:
		return w.Kind
	case undone && named && !w.Plain() && slices.Contains(w.Reverts, w.Claims[first.claim]):
		return incident.Revert // "Redo x. This reverts commit 12ab…, which is no revert"
	case w.namesAsRevert(first):
		return w.Kind
	case (w.Dialect == detect.Git || w.Strength == detect.Weak && named) && first.undo.Undone+first.undo.Own > 1.5:
		return incident.Revert
	}
	return w.Kind
}

// isChange reports whether a candidate is undone and is itself no revert. To a message that says it reverts, a revert
// that mostly did something else counts as a change, and one of faint words does, unless it is named and calls itself
// one.
func (s *scan) isChange(w *worded, c candidate) bool {
	if c.undo.Undone < mostly {
		return false
	}
	known := s.known[c.commit]
	surely := known.strength >= detect.Likely || known.undoes() && c.named() && s.callsItselfRevert(c.commit)
	return known.kind != incident.Revert || !surely || known.aside && w.Kind == incident.Revert
}

func (s *scan) callsItselfRevert(c uint32) bool {
	made, err := s.h.Commit(s.ctx, s.x.sha(c))
	return err == nil && detect.CallsItselfRevert(made.Message)
}
