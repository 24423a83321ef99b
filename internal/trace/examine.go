package trace

import (
	"errors"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Shares of a change at which one commit counts as undoing another.
const (
	mostly = 0.5  // half of it: a partial revert at least
	partly = 0.3  // enough where the wording is plain
	barely = 0.1  // below it the claim is not borne out
	nearly = 0.95 // all of it, but for a trifle

	nearlyOwn = 0.8 // of the finding's own change: hardly anything else was done
)

// severalFiles is how many files a change has at least for their number to speak.
const severalFiles = 3

// maxChecked bounds the candidates of one finding whose content is compared.
const maxChecked = 12

// examine resolves what the finding names and compares contents. It returns how many pairs were compared.
func (s *scan) examine(w *worded) (checked int, err error) {
	w.candidates = s.x.resolve(w.at, w.Claims)
	if !s.o.Verify {
		return 0, nil
	}
	// What a body says in passing of a revert counts for what it names alone.
	passing := w.Strength == detect.Weak && w.Kind == incident.Revert && !s.saysInSubject(w)
	if passing && len(w.candidates) == 0 {
		return 0, nil
	}
	own, err := newPatch(s.ctx, s.h, w.SHA)
	if err != nil {
		return 0, w.unreadable(err)
	}
	w.docs, w.tests = onlyDocs(own.changes), onlyTests(own.changes)
	if w.Kind == incident.Hotfix {
		return 0, nil
	}
	compare := func(c *candidate, floor float64) error {
		named, err := newPatch(s.ctx, s.h, s.x.sha(c.commit))
		if err != nil {
			return w.unreadable(err)
		}
		checked++
		c.checked = true
		if c.undo, err = own.undoes(s.ctx, s.h, named, floor); err != nil {
			return w.unreadable(err)
		}
		if w.Kind == incident.Reapply && c.claim >= 0 && c.undo.Undone < mostly {
			c.again, err = own.repeats(s.ctx, s.h, named, floor)
			if err != nil {
				return w.unreadable(err)
			}
		}
		// Of what is named, most files will do: the lines of one that a machine wrote may outnumber all others, and differ.
		if c.claim >= 0 && len(named.changes) >= severalFiles {
			c.undo.Undone, c.again.Undone = c.undo.leastByFiles(), c.again.leastByFiles()
		}
		if c.claim >= 0 && w.Strength == detect.Strong && max(c.undo.Undone, c.again.Undone) < barely {
			if c.undo, err = own.anywhere(s.ctx, s.h, named); err != nil {
				return w.unreadable(err)
			}
		}
		return nil
	}
	best, needed := 0.0, 0.0
	if w.Strength == detect.Weak && !(w.Titled && slices.ContainsFunc(w.candidates, w.wholeSubject)) {
		needed = mostly // by itself the wording is no finding, so what content says has to be plain
	}
	for i := range w.candidates {
		if i >= maxChecked {
			break
		}
		if err := compare(&w.candidates[i], needed); err != nil {
			return checked, err
		}
		c := w.candidates[i]
		if c.undo.Undone >= nearly && c.undo.Own >= nearly {
			return checked, nil // that is all it does
		}
		// That a subject is the one quoted says little when what it stands for is a trifle of what was undone.
		if c.by != incident.ClaimSubject || c.undo.Own >= barely {
			best = max(best, c.undo.Undone, c.again.Undone)
		}
	}
	if best >= mostly {
		return checked, nil
	}
	if passing {
		return checked, nil
	}
	// Nothing named is undone here: look among the commits before.
	looked := map[uint32]bool{}
	for _, c := range w.candidates {
		looked[c.commit] = true
	}
	if err := s.look(w, own, s.breadthFor(w), looked, compare); err != nil {
		return checked, w.unreadable(err)
	}
	if (w.Titled && !w.Vague || w.Strength > detect.Weak) && !slices.ContainsFunc(w.candidates, candidate.borneOut) {
		if err := s.look(w, own, farther, looked, compare); err != nil {
			return checked, w.unreadable(err)
		}
	}
	return checked, nil
}

// look adds to the candidates what content finds among the commits before.
func (s *scan) look(w *worded, own *patch, b breadth, looked map[uint32]bool, compare func(c *candidate, floor float64) error) error {
	found, err := s.search(w, own, b, looked)
	if err != nil {
		return err
	}
	whole := uint32(none)
	for _, commit := range found {
		if whole != none && !s.broughtBy(commit, whole) && !s.broughtBy(whole, commit) {
			continue // only the merge of what was found, or what that merge brought, can be as good
		}
		looked[commit] = true
		c := candidate{commit: commit, claim: -1}
		if err := compare(&c, partly); err != nil {
			return err
		}
		if c.undo.Undone >= mostly || w.Titled && !w.Vague && c.undo.Undone >= partly && c.undo.Own >= nearlyOwn {
			w.candidates = append(w.candidates, c)
		}
		if c.undo.Undone >= nearly && c.undo.Own >= nearly && whole == none {
			whole = commit
		}
	}
	return nil
}

// saysInSubject reports whether the subject alone would be a wording.
func (s *scan) saysInSubject(w *worded) bool {
	_, ok := detect.Commit(incident.Commit{Message: w.Subject}, s.o.Detect)
	return ok
}

// unreadable notes that content could not be read because this clone doesn't hold it; other errors are passed on.
func (w *worded) unreadable(err error) error {
	var p *incident.Problem
	if errors.As(err, &p) && (p.Kind == incident.Incomplete || p.Kind == incident.NotFound) {
		w.missing = true
		return nil
	}
	return err
}
