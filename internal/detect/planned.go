package detect

import (
	"cmp"
	"strings"
	"time"
)

// Undoing is a revert and a change that it takes back, as their messages tell of them.
type Undoing struct {
	Undone, Message string        // the message of what is taken back, and of the revert
	Because         string        // the reason that the revert gives; may be empty
	Stood           time.Duration // from the change to its revert
}

// TellsOfFailure reports whether the revert says, in words of its own, that something went wrong.
func (u Undoing) TellsOfFailure() bool {
	u.Undone = bound(u.Undone)
	subject, _ := split(u.Undone)
	why, _ := u.ownWords(lower(withoutPulls(unwrap(cut(subject, titleLimit)))))
	return anyWord(why, failures[:])
}

// AsPlanned reports whether the revert tells of no mistake: what it takes back has no use any more, or was to go some
// day by its own words. The less it says that this day has come, the less it may tell of what went wrong.
func (u Undoing) AsPlanned() bool {
	u.Undone = bound(u.Undone)
	subject, meant := split(u.Undone)
	if strings.HasPrefix(subject, "Merge ") {
		subject = cmp.Or(titleBelow(meant), subject)
	}
	subject = lower(withoutPulls(unwrap(cut(subject, titleLimit))))
	why, quoted := u.ownWords(subject)
	says := func(of func(string) bool) bool { return of(subject) || of(quoted) } // as a pull request may have another title than its only commit
	temporary := says(isTemporary)
	forNow := forAWhile(meant)
	due := tellsWhenToUndo(meant)
	stood := u.Stood >= 24*time.Hour // what doesn't work is noticed sooner
	switch {
	case (temporary || forNow || due || says(getsAlong)) && timeCame(why): // "Work around lamp bug #12" goes since "the bug is fixed"
		return true
	case stood && u.dropsStopGap(subject) && (timeCame(why) || !anyWord(lower(u.body()), failures[:])): // "Drop the lamp hack"
		return true
	case anyWord(why, failures[:]):
		return false
	case temporary, isUnneeded(why), isOver(u.Because) && !strings.Contains(unwrap(u.Undone), u.Because), says(leavesTestsOut),
		anyWord(why, workarounds[:]) && timeCame(why), saysTemporary(why):
		return true
	case stood && (says(pins) || causeGone(why) || says(leavesOut) && u.putsBackOn()):
		return true
	case u.Because != "", anyWord(why, []string{"see "}): // where its reason stands
		return false
	}
	return due || stood && (forNow || quoted != "" && says(worksAround))
}

// failures are beginnings of words by which a message tells that something went wrong.
var failures = [...]string{
	"brok", "break", "fail", "crash", "regress", "caus", "unintention", "unfortunat", "shouldn't have been ", "should not have been ", "accident", "mistak", "unbreak", "wrong", "doesn't work", "didn't work", "not work", "not help", "not right",
	"prematur", "objection", "without review", "to fix ", "corrupt", "could not", "couldn't", "deadlock", "lost ", "outage", "vulnerab",
	"run into ", "ran into ", "running into ",
}

// dropsStopGap reports whether the revert's own subject, but for what it quotes of the undone one, takes a workaround
// away: "hall: remove the lamp hack". Where the same sentence goes on to say why, as in "revert the lamp workaround
// because it is dark", that is to be looked at.
func (u Undoing) dropsStopGap(undone string) bool {
	s := u.ownSubject()
	if undone != "" {
		s = strings.ReplaceAll(s, undone, " ")
	}
	s, _, _ = strings.Cut(pastLabels(s), ". ")
	_, what, _ := strings.Cut(s, " it ")
	switch {
	case !startsWithAny(s, dropping[:]) || anyWord(what, failures[:]) || tellsWhy(s) || hasPart(s, []string{" to avoid ", " to fix "}):
		return false
	case anyWord(s, workarounds[:]), hasPart(s, []string{" temp fix", " temporary fix"}):
		return true
	}
	for w := range strings.FieldsSeq(s) {
		if w = strings.Trim(w, "`'.,:;!()"); w == "hack" || w == "hacks" {
			return true
		}
	}
	return false
}

// dropping are the beginnings of subjects by which a change takes something away.
var dropping = [...]string{"revert ", "reverts ", "remove ", "removes ", "removed ", "drop ", "drops ", "undo ", "delete ", "back out ", "roll back ", "rollback ", "get rid of "}

// putsBackOn reports whether the revert's own subject, but for what it quotes, has again what was left out: "Back it
// out to re-enable the lamp", "hall: enable the lamp again".
func (u Undoing) putsBackOn() bool {
	s := strings.TrimRight(withoutPulls(u.ownSubject()), " .!")
	return anyWord(s, []string{"re-enabl", "reenabl", "renabl", "unskip", "unpaus"}) ||
		startsWithAny(pastLabels(s), []string{"enable ", "enables "}) && strings.HasSuffix(s, " again")
}

// ownSubject returns the revert's subject, in lower case, but for what it quotes.
func (u Undoing) ownSubject() string {
	head, _ := split(bound(u.Message))
	return lower(unwrap(without(cut(head, titleLimit), `"`, `"`, " ")))
}

// body returns what the revert says itself below its subject, as ownWords has it, but how it was tried, and what tools
// write: "This PR was merged into the 1.2 branch" tells of no time that has come.
func (u Undoing) body() string {
	_, rest := split(bound(u.Message))
	rest, _, _ = own(rest)
	var b strings.Builder
	for line := range strings.Lines(untested(rest)) {
		const telling = 20 // bytes
		if t := strings.TrimSpace(line); (len(t) < telling || !strings.Contains(u.Undone, t)) && !formal(t) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// ownWords returns what the revert says itself, in lower case, on one line: without what it quotes, and what stands in
// the message of what it takes back as well; and the subject that its own quotes, in lower case too.
func (u Undoing) ownWords(undone string) (words, quoted string) {
	head, _ := split(bound(u.Message))
	_, quoted, _ = strings.Cut(head, `"`)
	if end := strings.LastIndexByte(quoted, '"'); end >= 0 {
		quoted = quoted[:end]
	}
	words = lower(unwrap(head + "\n\n" + u.body()))
	if undone != "" {
		words = strings.ReplaceAll(words, undone, " ")
	}
	if quoted != "" && !hasFold(quoted, "revert") { // of which it is another try
		words = without(words, `"`, `"`, " ")
	}
	return strings.ReplaceAll(words, "anymore", "any more"), lower(withoutPulls(unwrap(cut(quoted, titleLimit))))
}
