package scan

import (
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
)

// candidate is a commit that a finding may undo or put back. Five things may speak for it: the message (claim, by,
// titled), the content of both (undo, again), the files where content says little (twice, files), the lines where all
// else is in doubt (led), and what is undone with it (beside). What is made of them stands in pick.go, how sure that is
// in confidence.go, and what people are told of it in evidence.go.
type candidate struct {
	commit  uint32
	claim   int                // the best claim that led here, by its place in the finding; -1 for a find by content
	by      incident.ClaimType // of that claim; "" for a find by content
	checked bool               // content was compared
	undo    Overlap            // how much of the candidate the finding takes back
	again   Overlap            // how much of it the finding puts in again; asked of what a reapply names alone
	twice   bool               // content says nothing, but the message names it by its subject too, and the files agree
	files   bool               // content says little, but more than words name it, and it changed at least half of the finding's files before that
	titled  bool               // found by content, and the merge of a pull request whose title the message quotes
	raised  bool               // it raised the version that the finding lowers; see lookAtVersions
	led     float64            // the probability with which the lines led to it, where all else is in doubt; see askLines
	beside  bool               // undone beside what is meant: the files stand again as they stood before both
	along   bool               // … and not as they stood before this one, which came later
}

// agreement says how far content bears the wording out.
func (c candidate) agreement() Overlap {
	if c.again.Undone > c.undo.Undone {
		return c.again
	}
	return c.undo
}

// fit is how much of either commit that explains, in steps of a twentieth, so that hardly different candidates count as
// equal.
func (c candidate) fit() int {
	o := c.agreement()
	return int(20*(o.Undone+o.Own) + 0.5)
}

// whole reports whether the finding undoes the candidate and does nothing else.
func (c candidate) whole() bool { return c.undo.Undone >= nearly && c.undo.Own >= nearly }

// named reports whether the message names the candidate by more than words.
func (c candidate) named() bool {
	return c.claim >= 0 && c.by != incident.ClaimSubject && c.by != incident.ClaimTitle
}

// told reports whether the message is to be believed though content says nothing.
func (c candidate) told() bool { return c.twice || c.files }

// borneOut reports whether content says something for the candidate.
func (c candidate) borneOut() bool {
	return c.undo.Undone >= mostly || c.undo.Back || c.claim >= 0 && max(c.undo.Undone, c.again.Undone) >= barely
}

// among reports whether one of the candidates is the commit.
func among(all []candidate, commit uint32) bool {
	return slices.ContainsFunc(all, func(c candidate) bool { return c.commit == commit })
}

// namesOne reports whether the message names one of the candidates.
func (w *worded) namesOne() bool {
	return slices.ContainsFunc(w.candidates, func(c candidate) bool { return c.claim >= 0 })
}

// meansPart reports whether the message names the candidate itself and says that only a part of it is meant.
func (w *worded) meansPart(c candidate) bool {
	return w.Finding.Finding.Partial && c.by == incident.ClaimSHA
}

// typed reports whether a subject has "revert" before a colon, which is the type of a conventional commit or the name
// of a part of the program: "revert: the lamp of the stairs".
func (w *worded) typed() bool { return w.Titled && w.Dialect == detect.Conventional }

// reverts reports whether the message is to be believed that it reverts a candidate of which hardly anything is taken
// back as it was: its subject says plainly that it reverts, or its body says so of the commit. A subject that says
// "roll back" has to name it; where "revert" is but a type, hardly anything else was done. What the body names beside
// what it reverts is not it.
func (w *worded) reverts(c candidate) bool {
	if w.Kind != incident.Revert || c.claim < 0 || !c.told() || w.namesAsRevert(c) {
		return false
	}
	if len(w.Finding.Reverts) > 0 && c.by == incident.ClaimSHA && !slices.Contains(w.Finding.Reverts, w.Claims[c.claim]) {
		return false
	}
	named := strings.Contains(w.Subject, w.Claims[c.claim].Value)
	return w.Plain() && (named || !w.saysRoll()) || w.Opens && w.Strength >= detect.Likely || w.typed() && c.undo.Own >= nearlyOwn
}

// namesAsRevert reports whether the message names the candidate as what had reverted something itself.
func (w *worded) namesAsRevert(c candidate) bool {
	return c.claim >= 0 && slices.Contains(w.Reverters, w.Claims[c.claim])
}

// tellingSubject is how long, in bytes, a subject is at least that is more than a word or two.
const tellingSubject = 24

// Words that are also said of what a program does, lower case; reverting hardly is.
var (
	rollingBack = lazy.Regexp(`\broll(s|ed|ing)?[ -]?back`)
	undoing     = lazy.Regexp(`\bundo(es|ing|ne)?\b`)
	downgrading = lazy.Regexp(`(^|: |\] )downgrad(e|es|ed|ing)\b`)
	sayReverts  = lazy.Regexp(`\brevert(s|ed|ing)?\b`)
)

// saysRoll reports whether the subject says "roll back", and not what was wrong with rolling back: "Revert the dimmer
// to fix rollback issues".
func (w *worded) saysRoll() bool {
	subject := strings.ToLower(w.Subject)
	rolls := rollingBack().FindStringIndex(subject)
	if rolls == nil {
		return false
	}
	reverts := sayReverts().FindStringIndex(subject)
	return reverts == nil || rolls[0] < reverts[0]
}

// saysUndo reports whether the subject says "undo".
func (w *worded) saysUndo() bool { return undoing().MatchString(strings.ToLower(w.Subject)) }

// downgrades reports whether the subject begins with "downgrade", or has it behind its scope.
func (w *worded) downgrades() bool { return downgrading().MatchString(strings.ToLower(w.Subject)) }

// wholeSubject reports whether the message gives the candidate's subject, and not just a word or two that are one.
func (w *worded) wholeSubject(c candidate) bool {
	return c.by == incident.ClaimSubject && len(w.Claims[c.claim].Value) >= tellingSubject
}
