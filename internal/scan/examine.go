package scan

import (
	"slices"
	"sync"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// Shares of a change at which one commit counts as undoing another.
const (
	mostly = 0.5  // half of it: a partial revert at least
	partly = 0.3  // enough where the wording is plain
	barely = 0.1  // below it the claim is not borne out
	nearly = 0.95 // all of it, but for a trifle

	nearHalf = 0.4 // enough where the wording is plain and this most of what was done

	explained = 0.25 // of the finding's own change, what content alone finds: below it the find is a guess

	weakOwn   = 0.2 // of the finding's own change, what a weak wording names
	nearlyOwn = 0.8 // of the finding's own change: hardly anything else was done
)

// severalFiles is how many files a change has at least for their number to speak.
const severalFiles = 3

// maxChecked bounds the candidates of one finding whose content is compared.
const maxChecked = 12

// examine resolves what the finding names and compares contents.
func (s *scan) examine(w *worded) error {
	w.candidates = s.x.resolve(w.at, s.withoutTags(w.Claims))
	if w.Kind == incident.Reapply {
		// What a merge itself brings is what it puts back, not what it puts it back after.
		w.candidates = slices.DeleteFunc(w.candidates, func(c candidate) bool { return s.x.broughtBy(c.commit, w.at) })
	}
	if len(w.candidates) == 0 && w.Kind == incident.Reapply {
		s.sameSubject(w)
	}
	if !s.o.Verify {
		return nil
	}
	// What a body says in passing of a revert counts for what it names alone.
	passing := w.Strength == detect.Weak && w.Kind == incident.Revert && !w.Opens && !s.saysInSubject(w)
	if passing && len(w.candidates) == 0 {
		return nil
	}
	own, err := newPatch(s.ctx, s.h, w.SHA)
	if err != nil {
		return w.unreadable(err)
	}
	w.said = s.said(w)
	w.docs, w.tests = incident.OnlyDocs(own.changes), incident.OnlyTests(own.changes)
	if w.Kind == incident.Hotfix {
		return nil
	}
	e := examination{scan: s, w: w, own: own, looked: map[uint32]bool{}, read: map[uint32]*patch{}}
	e.leads = sync.OnceValues(func() ([]trace.Lead, error) { return trace.ByLines(s.ctx, s.h, w.SHA) })
	err = e.run(passing)
	if w.Kind == incident.Revert {
		s.keepChanges(w.at, own.changes)
		for _, c := range w.candidates {
			if p := e.read[c.commit]; p != nil && c.borneOut() {
				s.keepChanges(c.commit, p.changes)
			}
		}
	}
	return w.unreadable(err)
}

// examination compares the commit of one finding with those that it may undo.
type examination struct {
	*scan
	w      *worded
	own    *patch
	looked map[uint32]bool // the commits compared
	read   map[uint32]*patch
	leads  func() ([]trace.Lead, error) // where its lines lead, which takes long and is asked once
}

// patch returns what a commit changes, which is read once.
func (e *examination) patch(commit uint32) (*patch, error) {
	if p := e.read[commit]; p != nil {
		return p, nil
	}
	p, err := newPatch(e.ctx, e.h, e.x.sha(commit))
	if err == nil {
		e.read[commit] = p
	}
	return p, err
}

// run compares what is named, and looks further as long as that tells too little.
func (e *examination) run(passing bool) error {
	done, err := e.claims()
	if err != nil {
		return err
	}
	if !done && !passing {
		if err := e.search(); err != nil {
			return err
		}
	}
	for _, step := range [...]func() error{e.alsoUndone, e.lookAtTitled, e.lookAtParts, e.lookAtVersions, e.askLines, e.askSaid, e.lookForSecond} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// claims compares what is named. It is done when content bears one of them out.
func (e *examination) claims() (done bool, err error) {
	best, needed := 0.0, 0.0
	switch { // by itself a weak wording is no finding, so what content says has to be plain
	case e.w.Strength > detect.Weak, e.w.Titled && slices.ContainsFunc(e.w.candidates, e.w.wholeSubject):
	case e.w.Kind == incident.Revert && e.w.typed():
		needed = barely
	case e.w.Plain() && e.w.Kind == incident.Revert:
		needed = partly
	default:
		needed = mostly
	}
	for i := range e.w.candidates[:min(len(e.w.candidates), maxChecked)] {
		c := &e.w.candidates[i]
		if err := e.compare(c, needed); err != nil {
			return false, err
		}
		if c.whole() || c.twice {
			return true, nil // that is all it does, or what it means
		}
		// That a subject is the one quoted says little when what it stands for is a trifle of what was undone.
		if c.by != incident.ClaimSubject || max(c.undo.Own, c.again.Own) >= e.w.telling() {
			best = max(best, c.undo.Undone, c.again.Undone)
			done = done || c.undo.Back && (c.by == incident.ClaimSHA || c.undo.Own >= mostly)
		}
	}
	return done || best >= mostly, nil
}

// telling is the share of a finding's own change that what a subject stands for explains at least.
func (w *worded) telling() float64 {
	if w.Strength == detect.Weak {
		return weakOwn
	}
	return barely
}

// search looks for what is undone among the commits before, one way after the other until something is found: farther
// back where the words are plain.
func (e *examination) search() error {
	for _, c := range e.w.candidates {
		e.looked[c.commit] = true
	}
	near := func() error { return e.look(e.breadthFor(e.w)) }
	plain := e.w.Plain() || e.w.Strength > detect.Weak || e.w.downgrades()
	var ways []func() error
	switch {
	case e.w.Kind == incident.Reapply: // what it undoes is a revert
		ways = append(ways, e.lookAtReverts)
		if e.w.Strength > detect.Weak || e.w.Opens || e.w.Anew || e.saysInSubject(e.w) {
			ways = append(ways, near) // what a body alone says of putting back was seldom the commit's own doing
		}
	case plain:
		ways = append(ways, near, e.lookAtIssues, e.lookAtReverts)
	default:
		ways = append(ways, near, e.lookAtIssues)
	}
	if plain {
		ways = append(ways, func() error { return e.look(farther) })
	}
	for _, look := range ways {
		if err := look(); err != nil || slices.ContainsFunc(e.w.candidates, candidate.borneOut) {
			return err
		}
	}
	return nil
}

// lookAtIssues compares what landed, in its history, under an issue that the subject names: "TEZ-4557: Revert TEZ-4303,
// …".
func (e *examination) lookAtIssues() error {
	var found []uint32
	for _, issue := range detect.Issues(e.w.Subject) {
		for _, c := range e.x.landedUnder(e.w.at, issue) {
			if !e.looked[c] {
				found = append(found, c)
			}
		}
	}
	return e.add(found)
}

// lookAtTitled compares the merges of pull requests that have the very title which a revert quotes, where what the
// message names is not all that the revert does: one commit of such a pull request may have its title as well.
func (e *examination) lookAtTitled() error {
	if e.w.Kind != incident.Revert || slices.ContainsFunc(e.w.candidates, func(c candidate) bool { return c.claim >= 0 && c.whole() }) {
		return nil
	}
	found := slices.ContainsFunc(e.w.candidates, candidate.whole)
	for i, claim := range e.w.Claims {
		if claim.Type != incident.ClaimSubject {
			continue
		}
		for _, merge := range e.x.meant(e.w.at, incident.Claim{Type: incident.ClaimTitle, Value: claim.Value}) {
			if found {
				e.noteTitle(merge)
				continue
			}
			c := candidate{commit: merge, claim: i, by: incident.ClaimTitle}
			if err := e.compare(&c, mostly); err != nil {
				return err
			}
			if c.whole() {
				e.w.candidates = append(e.w.candidates, c)
				return nil
			}
		}
	}
	return nil
}

// noteTitle notes of a merge that content found, of several commits, that the message quotes its title.
func (e *examination) noteTitle(merge uint32) {
	for i, c := range e.w.candidates {
		if c.commit == merge && e.x.onlyOne(merge) == none {
			e.w.candidates[i].titled = true
		}
	}
}

// look adds to the candidates what content finds along the paths.
func (e *examination) look(b breadth) error {
	found, err := e.rivals(b)
	if err != nil {
		return err
	}
	return e.add(found)
}

// add compares commits and makes those candidates that are undone for the most part.
func (e *examination) add(found []uint32) error {
	whole := uint32(none)
	for _, commit := range found {
		if whole != none && !e.x.sameChange(commit, whole) {
			continue // only the merge of what was found, or what that merge brought, can be as good
		}
		e.looked[commit] = true
		c := candidate{commit: commit, claim: -1}
		if err := e.compare(&c, partly); err != nil {
			return err
		}
		if e.w.isFound(c.undo) {
			e.w.candidates = append(e.w.candidates, c)
		}
		if whole == none && c.whole() {
			whole = commit
		}
	}
	return nil
}

// isFound reports whether as much of a commit is undone as it takes where the message doesn't name it. The less else
// was done, the less that is, where the words are plain.
func (w *worded) isFound(o Overlap) bool {
	return o.Undone >= mostly || w.Plain() && (o.Part || o.Undone >= nearHalf && o.Own >= mostly || o.Undone >= partly && o.Own >= nearlyOwn)
}

// compare says of a candidate how much of it is undone, or done again. Less than the floor may be told as nothing.
func (e *examination) compare(c *candidate, floor float64) error {
	named, err := e.patch(c.commit)
	if err != nil {
		return e.w.unreadable(err)
	}
	c.checked = true
	if c.undo, err = e.own.undoes(e.ctx, e.h, named, floor); err != nil || c.claim < 0 {
		return e.w.unreadable(err)
	}
	if e.w.Kind == incident.Reapply && c.undo.Undone < mostly {
		if c.again, err = e.own.repeats(e.ctx, e.h, named, floor); err != nil {
			return e.w.unreadable(err)
		}
	}
	// Of what is named, most files will do: the lines of one that a machine wrote may outnumber all others, and differ.
	if len(named.changes) >= severalFiles {
		c.undo.Undone, c.again.Undone = c.undo.leastByFiles(), c.again.leastByFiles()
	}
	if c.undo.Back || max(c.undo.Undone, c.again.Undone) >= mostly {
		return nil
	}
	if named.cut || e.own.cut { // what can be told without contents is too little
		c.checked, c.undo, c.again, e.w.missing = false, Overlap{}, Overlap{}, true
		return nil
	}
	both := e.filesInBoth(named)
	alike := both > 0 && 2*both >= len(e.own.at) && c.by != incident.ClaimSubject // words may be another's
	c.files = alike && e.x.isAncestor(c.commit, e.w.at)
	strong := e.w.Strength == detect.Strong
	if (strong || slices.Contains(e.w.said, c.commit)) && max(c.undo.Undone, c.again.Undone) < barely {
		found, err := e.own.anywhere(e.ctx, e.h, named)
		if err != nil {
			return e.w.unreadable(err)
		}
		if strong || found.Undone > c.undo.Undone {
			c.undo = found
		}
		c.twice = strong && c.undo.Undone < barely && alike && e.namedTwice(c)
	}
	return nil
}

// namedTwice reports whether the message names a commit by its subject beside another name.
func (e *examination) namedTwice(c *candidate) bool {
	return slices.Contains(e.w.Claims, incident.Claim{Type: incident.ClaimSubject, Value: detect.SubjectKey(e.subject(c.commit))})
}

func (e *examination) filesInBoth(p *patch) int {
	both := 0
	for path := range e.own.at {
		if _, ok := p.at[path]; ok {
			both++
		}
	}
	return both
}

// saysInSubject reports whether the subject alone would be a wording.
func (s *scan) saysInSubject(w *worded) bool {
	_, ok := detect.Commit(incident.Commit{Message: w.Subject}, s.o.Detect)
	return ok
}

// unreadable notes that content could not be read because this clone doesn't hold it; other errors are passed on.
func (w *worded) unreadable(err error) error {
	if incident.Absent(err) {
		w.missing = true
		return nil
	}
	return err
}
