package trace

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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

// decide turns cases into findings, oldest first, so that what an earlier commit did is known when a later one names it.
func (s *scan) decide() []incident.Finding {
	var out []incident.Finding
	for _, w := range s.cases {
		f, links, ok := s.finding(w)
		if !ok {
			s.stats.Dropped++
			continue
		}
		s.known[w.at] = decided{
			kind: f.Kind, strength: w.Strength, links: links, unchanged: f.Kind == incident.Reapply && w.asItWas(), aside: f.Kind == incident.Revert && !w.Titled && w.aside(links),
			copyKey: s.facts[w.SHA].copyKey, chain: w.at,
		}
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
	picked := w.withBeside(s.withListed(w, s.pick(w)))
	if !s.counts(w, picked) {
		return f, nil, false
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

// broughtOne returns what is known of the commit that a merge brought, if that was one alone: what the merge does is that, whatever
// its branch is called.
func (s *scan) broughtOne(merge uint32) (decided, bool) {
	one := s.x.onlyOne(merge)
	known, ok := s.known[one]
	return known, ok && !known.hidden
}

// pick chooses among the candidates, best first: those whose content agrees, else what the best claim names.
func (s *scan) pick(w *worded) []candidate {
	var led, named, found []candidate
	for _, c := range w.candidates {
		agreed, own := w.agreement(c)
		switch {
		case c.led > 0:
			led = append(led, c)
		case !c.checked, c.beside:
		case c.claim >= 0 && (agreed >= mostly || c.undo.Back || (c.by == incident.ClaimSHA || w.wholeSubject(c)) && own >= nearlyOwn), w.meansPart(c) && agreed >= barely:
			named = append(named, c)
		case c.claim < 0 && (agreed >= mostly || c.undo.Part && len(s.x.parentsOf(c.commit)) < 2):
			found = append(found, c)
		}
	}
	slices.SortStableFunc(named, func(a, b candidate) int {
		agreedA, _ := w.agreement(a)
		agreedB, _ := w.agreement(b)
		return cmp.Or(s.redoneFirst(w, a, b), cmp.Compare(agreedB, agreedA), cmp.Compare(a.claim, b.claim), cmp.Compare(b.commit, a.commit))
	})
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(w.fit(b), w.fit(a)), s.mergeLast(a, b), cmp.Compare(b.commit, a.commit))
	})
	switch {
	case len(led) > 0:
		return append(led, slices.DeleteFunc(found, func(c candidate) bool { return c.commit != found[0].commit })...)
	case len(named) > 0 && (len(found) == 0 || w.fit(found[0]) < w.fit(named[0])+10):
		return named
	case len(found) > 0:
		// A merge and what it brought are the same change.
		return slices.DeleteFunc(found, func(c candidate) bool {
			return c.commit != found[0].commit && !s.x.broughtBy(c.commit, found[0].commit) && !s.x.broughtBy(found[0].commit, c.commit)
		})
	}
	meant := slices.DeleteFunc(slices.Clone(w.candidates), func(c candidate) bool { return c.beside })
	if len(meant) == 0 {
		return nil
	}
	// Content can't tell, or wasn't asked: what it speaks for most, else what the best claim means.
	best := slices.MaxFunc(meant, func(a, b candidate) int {
		agreedA, _ := w.agreement(a)
		agreedB, _ := w.agreement(b)
		if max(agreedA, agreedB) < barely {
			agreedA, agreedB = 0, 0
		}
		return cmp.Or(cmp.Compare(agreedA, agreedB), cmp.Compare(uint(b.claim), uint(a.claim)))
	})
	return []candidate{best}
}

// withListed adds to what was picked the commits that the message lists by their SHAs first of all, "This reverts commits 12ab… and 34cd…", as far as
// they are in this history and some of them is taken back: before what was found by content alone, after what is named and borne out.
func (s *scan) withListed(w *worded, picked []candidate) []candidate {
	if w.Strength < detect.Strong || w.Kind != incident.Revert || len(picked) == 0 {
		return picked
	}
	listed := 0
	for listed < len(w.Claims) && w.Claims[listed].Type == incident.ClaimSHA {
		listed++
	}
	var more []candidate
	for _, c := range w.candidates {
		agreed, _ := w.agreement(c)
		if c.claim >= 0 && c.claim < listed && agreed > 0 && !slices.ContainsFunc(picked, func(p candidate) bool { return p.commit == c.commit }) &&
			s.x.isAncestor(c.commit, w.at) {
			more = append(more, c)
		}
	}
	if agreed, _ := w.agreement(picked[0]); len(more) > 0 && picked[0].claim < 0 {
		if first, _ := w.agreement(more[0]); first >= barely || agreed < mostly {
			return append(more, picked...)
		}
	}
	return append(picked, more...)
}

// withBeside adds to what was picked, where content bears it out, what went with it.
func (w *worded) withBeside(picked []candidate) []candidate {
	if len(picked) == 0 || picked[0].undo.Undone < mostly && !picked[0].undo.Back {
		return picked
	}
	for _, c := range w.candidates {
		if c.beside && !slices.ContainsFunc(picked, func(p candidate) bool { return p.commit == c.commit }) {
			picked = append(picked, c)
		}
	}
	return picked
}

// meansPart reports whether the message names the candidate itself and says that only a part of it is meant.
func (w *worded) meansPart(c candidate) bool {
	return w.Finding.Finding.Partial && c.claim >= 0 && c.by == incident.ClaimSHA
}

// agreement says how far the content of a candidate bears the wording out, and what share of the finding's own change
// that explains.
func (w *worded) agreement(c candidate) (agreed, own float64) {
	if w.Kind == incident.Reapply && c.again.Undone > c.undo.Undone {
		return c.again.Undone, c.again.Own
	}
	return c.undo.Undone, c.undo.Own
}

// fit is both shares together, in steps of a twentieth, so that hardly different candidates count as equal.
func (w *worded) fit(c candidate) int {
	agreed, own := w.agreement(c)
	return int(20*(agreed+own) + 0.5)
}

// redoneFirst puts the reverts that a reapply undoes before the commits that it puts back.
func (s *scan) redoneFirst(w *worded, a, b candidate) int {
	if w.Kind != incident.Reapply {
		return 0
	}
	undoes := func(c candidate) int {
		if c.undo.Undone >= mostly {
			return 0
		}
		return 1
	}
	return undoes(a) - undoes(b)
}

func (s *scan) mergeLast(a, b candidate) int {
	return min(1, len(s.x.parentsOf(a.commit))-1) - min(1, len(s.x.parentsOf(b.commit))-1)
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
	c := slices.MaxFunc(picked, func(a, b candidate) int { return cmp.Compare(w.fit(a), w.fit(b)) })
	undone, own := w.agreement(c)
	switch {
	case w.Strength == detect.Likely && w.Kind == incident.Reapply:
		return true
	case w.Strength == detect.Likely:
		return undone >= partly || own >= mostly && undone > 0
	case undone+own > 1 && own >= 0.15 && (c.claim < 0 || w.Kind == incident.Reapply):
		return true
	}
	return c.claim >= 0 && (undone >= mostly && own >= weakOwn || c.told() && w.saysOf(c) || w.Plain() && undone >= partly && own >= nearlyOwn)
}

// saysOf reports whether a subject that says plainly that it reverts names the candidate. What the body names may be another's.
func (w *worded) saysOf(c candidate) bool {
	return w.Kind == incident.Revert && w.Plain() && strings.Contains(w.Subject, w.Claims[c.claim].Value)
}

// wholeSubject reports whether the message gives the candidate's subject, and not just a word or two that are one.
func (w *worded) wholeSubject(c candidate) bool {
	const telling = 24 // bytes
	return c.claim >= 0 && c.by == incident.ClaimSubject && len(w.Claims[c.claim].Value) >= telling
}

// turn decides between revert and reapply: undoing a revert puts back, whatever it is called, and undoing what is none takes out, where the
// message says that it reverts or hardly says anything. What undid only by content what its words hardly said is no sure ground for that.
func (s *scan) turn(w *worded, picked []candidate) incident.Kind {
	if len(picked) == 0 {
		return w.Kind
	}
	c := picked[0]
	known, ok := s.known[c.commit]
	aChange := slices.ContainsFunc(picked, func(c candidate) bool {
		return s.isChange(w, c) && !(c.beside && c.undo.Own < weakOwn) // a trifle that went along
	})
	switch {
	case c.undo.Undone >= mostly && !aChange:
		return incident.Reapply
	case w.Kind == incident.Revert && c.claim >= 0 && c.by == incident.ClaimSHA && !aChange &&
		ok && known.undoes() && known.strength >= detect.Likely && !known.aside:
		return incident.Reapply // what the named revert had taken away comes back, however much it changed
	case w.Kind == incident.Reapply && !w.Plain() && c.claim >= 0 && slices.Contains(w.Reverts, w.Claims[c.claim]) && c.undo.Undone >= mostly && c.again.Undone < mostly && !ok:
		return incident.Revert // "Redo x. This reverts commit 12ab…, which is no revert"
	case c.claim >= 0 && slices.Contains(w.Reverters, w.Claims[c.claim]):
	case w.Kind == incident.Reapply && (w.Dialect == detect.Git || w.Strength == detect.Weak && c.claim >= 0) && c.undo.Undone+c.undo.Own > 1.5 && !ok &&
		!slices.ContainsFunc(w.candidates, func(c candidate) bool { return c.again.Undone >= mostly }):
		return incident.Revert
	}
	return w.Kind
}

// isChange reports whether a candidate that is undone is no revert, or one beside much else for who says that he reverts it: what undoes such a one,
// beside reverts, takes out.
func (s *scan) isChange(w *worded, c candidate) bool {
	known, ok := s.known[c.commit]
	return c.undo.Undone >= mostly &&
		!(ok && known.kind == incident.Revert && known.strength >= detect.Likely && !(known.aside && w.Kind == incident.Revert))
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
		if value := w.Claims[c.claim].Value; c.by == incident.ClaimSubject && value == detect.SubjectKey(w.Subject) {
			o.Detail = append(o.Detail, "It has the same subject.")
		} else {
			o.Detail = append(o.Detail, fmt.Sprintf("The message names it (%s %s).", c.by, value))
		}
	}
	if c.led > 0 {
		o.Evidence = append(o.Evidence, incident.EvidenceLines)
		o.Detail = append(o.Detail, "The lines that are changed back lead to it.")
	}
	switch {
	case !c.checked:
	case c.undo.Back:
		o.Evidence = append(o.Evidence, incident.EvidenceContent)
		o.Detail = append(o.Detail, "Every file it changed stands again as it did before.")
	case c.undo.Undone < mostly && c.undo.Own >= nearlyOwn:
		o.Evidence = append(o.Evidence, incident.EvidenceContent)
		o.Detail = append(o.Detail, percent(c.undo.Undone)+" of its change is taken back, and hardly anything else is done.")
	case c.undo.Undone >= barely:
		o.Evidence = append(o.Evidence, incident.EvidenceContent)
		o.Detail = append(o.Detail, percent(c.undo.Undone)+" of its change is taken back.")
	case c.again.Undone >= barely:
		o.Evidence = append(o.Evidence, incident.EvidenceContent)
		o.Detail = append(o.Detail, percent(c.again.Undone)+" of its change is put in again.")
	case c.led > 0: // little is left of its lines as they were, and that is no doubt any more
	case c.twice:
		o.Detail = append(o.Detail, "Hardly any of its lines is taken back as it was, but its subject is quoted, and it touched the same files.")
	case c.told():
		o.Detail = append(o.Detail, "Hardly any of its lines is taken back as it was, but it touched the same files.")
	case c.undo.Undone > 0:
		o.Detail = append(o.Detail, "Only "+percent(c.undo.Undone)+" of its change is taken back, so the message may mean another commit, or a part that has changed since.")
	case w.Kind == incident.Reapply && !s.known[c.commit].undoes():
		o.Detail = append(o.Detail, "None of its change is put in again, so the message may mean another commit, or a part that has changed since.")
	default:
		o.Detail = append(o.Detail, "None of its change is taken back, so the message may mean another commit, or a part that has changed since.")
	}
	return o
}

// toldOnce leaves out the merges that content alone found beside the only commit that they brought. Chains and verdicts go by both: other findings may
// name the merge.
func (s *scan) toldOnce(offending []incident.Offending) []incident.Offending {
	return slices.DeleteFunc(slices.Clone(offending), func(merge incident.Offending) bool {
		one := s.x.onlyOne(s.x.number(merge.SHA))
		return one != none && slices.Equal(merge.Evidence, []incident.Evidence{incident.EvidenceContent}) &&
			slices.ContainsFunc(offending, func(o incident.Offending) bool { return o.SHA == s.x.sha(one) })
	})
}

// percent words a share that is not zero.
func percent(share float64) string { return fmt.Sprintf("%.0f %%", max(1, 100*share)) }
