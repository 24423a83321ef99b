package detect

import (
	"cmp"
	"slices"
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
	case temporary, isUnneeded(why), isOver(u.Because) && !strings.Contains(unwrap(u.Undone), u.Because), says(leavesTestsOut), anyWord(why, workarounds[:]) && timeCame(why):
		return true
	case saysTemporary(why):
		return true
	case stood && (says(pins) || causeGone(why) || says(leavesOut) && u.putsBackOn()):
		return true
	case u.Because != "", anyWord(why, []string{"see "}): // where its reason stands
		return false
	}
	return due || stood && (forNow || quoted != "" && says(worksAround))
}

// dropsStopGap reports whether the revert's own subject, but for what it quotes of the undone one, takes a workaround
// away: "hall: remove the lamp hack". Where the same sentence goes on to say why, as in "revert the lamp workaround
// because it is dark", that is to be looked at.
func (u Undoing) dropsStopGap(undone string) bool {
	head, _ := split(bound(u.Message))
	s := lower(unwrap(without(cut(head, titleLimit), `"`, `"`, " ")))
	if undone != "" {
		s = strings.ReplaceAll(s, undone, " ")
	}
	s, _, _ = strings.Cut(pastLabels(s), ". ")
	_, what, _ := strings.Cut(s, " it ")
	switch {
	case !startsWithAny(s, dropping[:]) || anyWord(what, failures[:]) || tellsWhy(s) || hasPart(s, []string{" to avoid ", " to fix "}):
		return false
	case anyWord(s, workarounds[:]):
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

var (
	// describing are words before "temporarily" that tell of what code does: "allow people to temporarily hide a lamp".
	describing = words{list: "to can could may might will would which that not is are was were be been being get gets it they and or"}
	// bringing are words before "temporary" by which a change brings something in itself.
	bringing = words{list: "a an some add adds added adding use uses using apply implement introduce make makes in"}
	// codeTerms are, without an s at the end, what is temporary in code for good.
	codeTerms = words{list: `file dir directory directorie folder variable var object table path name filename password credential storage buffer value lifetime token key account user
		array string register copy copie memory allocation branch branche location workspace database email url session`}
)

// isTemporary reports whether a subject, in lower case, says of its change that it is for a while: "Temporarily skip
// x", "ci: temp fix for x", "Skip x for now".
func isTemporary(s string) bool {
	words, before := strings.Fields(s), ""
	for i, w := range words {
		first := before == "" || strings.IndexByte(":]", before[len(before)-1]) >= 0
		switch strings.Trim(w, "`\"'.,:;!") {
		case "temporarily", "momentarily":
			if !describing.has(before) {
				return true
			}
		case "temporary", "temp":
			if (first || bringing.has(before)) && i+1 < len(words) && !codeTerms.has(strings.TrimSuffix(strings.Trim(words[i+1], "`'\".,:;()"), "s")) {
				return true
			}
		case "depool", "depools", "depooled", "depooling": // a machine taken out of service is to come back
			if first && !strings.HasSuffix(w, ":") {
				return true
			}
		case "(temporary)", "(temporarily)", "(temp)", "[temporary]", "[temp]", "[to-revert]", "provisionally":
			return true
		}
		before = w
	}
	return strings.Contains(s, "(for now)") || endsIn(strings.TrimRight(s, " .!"), " for now", " for the moment", " for the time being")
}

// getsAlong reports whether a subject, in lower case, tells that its change gets along with what is wrong elsewhere.
func getsAlong(s string) bool { return anyWord(s, workarounds[:]) || anyWord(s, around[:]) }

// Beginnings of words by which a message calls a change one that gets along with something until that is mended, and
// others by which its subject does.
var (
	workarounds = [...]string{"workaround", "work-around", "work around", "works around", "working around", "stopgap", "stop-gap"}
	around      = [...]string{"until ", "skip ", "pin ", "hack", "quirk", "disable ", "pause ", "non-voting", "maintenance"}
)

// worksAround reports whether a subject, in lower case, begins so: "hall: work around lamp bug #12", "Add a workaround
// for the lamp".
func worksAround(s string) bool {
	s = pastLabels(s)
	for _, verb := range [...]string{"add ", "carry ", "a "} {
		s = strings.TrimPrefix(s, verb)
	}
	return startsWithAny(s, workarounds[:])
}

// saysTemporary reports whether a revert, in lower case, calls what it takes back one that was for a while: "this was
// only a temporary fix". What it says of itself, "the revert was temporary", is another thing.
func saysTemporary(why string) bool {
	const reach = 3 // words: "was meant as a temporary fix"
	words := append(strings.Fields(why), "")
	for i, w := range words {
		if !beings.has(w) || i > 0 && anyWord(words[i-1], undoers[:]) {
			continue
		}
		for k := i + 1; k < min(i+2+reach, len(words)-1); k++ {
			if brief.has(strings.Trim(words[k], ".,:;!?()")) {
				next := strings.TrimSuffix(strings.Trim(words[k+1], "`'\".,:;()"), "s")
				return !anyWord(next, undoers[:]) && !codeTerms.has(next)
			}
		}
	}
	return strings.Contains(why, " for being a temporary ") || strings.Contains(why, " for being an interim ")
}

var (
	brief   = words{list: "temporary short-term interim stop-gap stopgap"}
	beings  = words{list: "was were remove removes"}
	undoers = [...]string{"revert", "rollback", "backout"}
)

// causeGone reports whether a revert, in lower case, says in a few words that what its change got along with is mended:
// "works again", "upstream fix is available".
func causeGone(why string) bool {
	const few = 32 // words; who tells more tells of more
	all := strings.Fields(why)
	waits := slices.ContainsFunc(all, notYet.has) || hasPart(why, []string{"so that", "to get ", "bug fixed ", "after ", "no fix", "with this ", "differently"})
	return hasPart(why, mended[:]) && !waits && len(all) <= few
}

// mended are parts of sentences that say so.
var mended = [...]string{
	"works again", "work again", "working again", "works now", "working now", "works fine now", "working fine", "fixed now", "now fixed", "fix available",
	"fix is available", "fix is merged", "fix is present", "fix is released", "workaround is available", "workaround is present", "upstream has fixed",
	"bug is fixed", "bug was fixed", "bug has been fixed", "issue is fixed", "issue was fixed", "issue has been fixed", "issue is resolved",
	"issue was resolved", "issue has been resolved", "problem is fixed", "problem was fixed", "problem has been fixed", "problem is resolved",
}

// leavesTestsOut reports whether a subject, in lower case, leaves tests out: "hall: skip the lamp tests", "Disable
// lamp.bats".
func leavesTestsOut(s string) bool { return leavesOut(s) && speaksOfTests(pastLabels(s)) }

// leavesOut reports whether a subject, in lower case, leaves something out: "hall: switch off the lamp".
func leavesOut(s string) bool {
	feature := strings.HasPrefix(s, "feat")
	s = pastLabels(s)
	out := startsWithAny(s, leavings[:]) || startsWithAny(s, []string{"mark ", "marks ", "marked "}) && hasPart(s, marks[:])
	return out && !feature && !hasPart(s, doingMore[:])
}

// putsBackOn reports whether the revert's own subject, but for what it quotes, has again what was left out: "Back it
// out to re-enable the lamp".
func (u Undoing) putsBackOn() bool {
	head, _ := split(bound(u.Message))
	return anyWord(lower(unwrap(without(cut(head, titleLimit), `"`, `"`, " "))), []string{"re-enabl", "reenabl", "renabl", "unskip", "unpaus"})
}

// speaksOfTests reports whether a subject, in lower case, has a word for tests.
func speaksOfTests(s string) bool {
	for w := range strings.FieldsSeq(s) {
		w = strings.Trim(w, "`'\".,:;!()")
		if strings.HasPrefix(w, "test") && !strings.Contains(w, "-") || w == "e2e" || w == "spec" || w == "specs" || strings.Contains(w, "_test") || strings.HasSuffix(w, ".bats") {
			return true
		}
		if class := strings.TrimSuffix(w, "s"); strings.HasSuffix(class, "test") && !superlatives.has(class) { // LampTest
			return true
		}
	}
	return false
}

// superlatives are words that end as the names of tests do.
var superlatives = words{list: "latest fastest greatest shortest lightest tightest contest"}

// leavings are the beginnings of subjects by which a change leaves something out, and doingMore parts of those that do
// more, or something for good.
var (
	leavings = [...]string{
		"skip ", "skips ", "disable ", "disables ", "disabled ", "disabling ", "don't run ", "do not run ", "don't enable ", "do not enable ",
		"ignore ", "ignores ", "exclude ", "excludes ", "turn off ", "turned off ", "switch off ", "switched off ", "pause ", "pauses ", "paused ",
		"comment out ", "commented out ", "commenting out ",
	}
	marks     = [...]string{" as broken", " as flaky", " as failing", " as wip", " as pending", " as skipped"}
	doingMore = [...]string{" and add", " and enable", " + ", " by default"}
)

// pins reports whether a subject, in lower case, holds a package at a version: "hall: pin lamps to 1.2", "Lock lamps
// gem", "Pin lamps<2.1".
func pins(s string) bool {
	s = pastLabels(s)
	if !startsWithAny(s, []string{"pin ", "pins ", "pinned ", "lock ", "freeze "}) {
		return false
	}
	for w := range strings.FieldsSeq(s) {
		if w = strings.Trim(w, "`'\".,:;!()"); packageWords.has(w) || isVersion(w[strings.LastIndexAny(w, "<>=~^")+1:]) {
			return true
		}
	}
	return false
}

// packageWords tell that what is pinned is a package.
var packageWords = words{list: "version versions gem gems package packages dep deps dependency dependencies"}

// pastLabels cuts off the labels before a subject's first word: "hall: ", "[hall] ", "(maint) ", "bug 4711 - ".
func pastLabels(s string) string {
	for {
		rest := untagged(s)
		rest = rest[issueLength(rest):]
		if inner, after, ok := strings.Cut(rest, ") "); ok && strings.HasPrefix(inner, "(") {
			rest = after
		}
		if label, after, ok := strings.Cut(rest, ": "); ok && !strings.Contains(label, " ") {
			rest = after
		}
		if rest == s {
			return s
		}
		s = rest
	}
}

// meantForAWhile are parts of sentences by which the body of a message tells that its change is for a while.
var meantForAWhile = [...]string{
	"temporary workaround", "temporary fix", "temporary measure", "temporary task", "temporary rake task", "temporary hack", "temporary solution",
	"interim solution", "short-term fix", "this commit temporar", "this patch temporar", "this change temporar", "this pr temporar",
}

// forAWhile reports whether the body of a message says of its change that it is for a while: "This is a temporary fix".
func forAWhile(body string) bool {
	body, _, _ = own(body)
	for p := range strings.SplitSeq(body, "\n\n") {
		p = lower(unwrap(p))
		if strings.HasPrefix(p, "* ") {
			continue // the subjects of a squashed branch
		}
		if strings.HasPrefix(p, "temporarily ") || hasPart(p, meantForAWhile[:]) {
			return true
		}
	}
	return false
}

// tellsWhenToUndo reports whether the body of a message tells what must come for it to be undone: "should be reverted
// once dusk is over", "Revert this when the lamps work again".
func tellsWhenToUndo(body string) bool {
	body, _, _ = own(body)
	const reach = 2 // words: "be rolled back once", "revert this commit once"
	wait, asked := 0, false
	before := "."
	for w := range strings.FieldsSeq(lower(body)) {
		wait--
		switch {
		case wait > 0 && moments.has(strings.Trim(w, ".,")):
			return true
		case undoings.has(w) && before == "be":
			wait = reach + 1
		case it.has(w) && asked:
			wait = reach + 1
		}
		asked = (w == "revert" || w == "undo") && (endsIn(before, ".", "!", ":") || intending.has(before))
		if w == "be" && !bidding.has(before) {
			w = "" // "flags that will be removed"
		}
		before = w
	}
	return false
}

var (
	bidding   = words{list: "can should must to"}
	intending = words{list: "will we'll i'll please"}
	it        = words{list: "this it that the"}
	undoings  = words{list: "reverted removed undone dropped restored re-enabled reenabled rolled"}
	moments   = words{list: "once when after as afterwards"}
)

// isOver reports whether a reason says first of all, in few words, that something has come to its end: "Maintenance
// done", "the survey is complete", "The host has been rebooted."
func isOver(because string) bool {
	const few = 8 // words
	sentence, _, _ := strings.Cut(lower(strings.TrimSpace(because))+" ", ". ")
	for _, more := range [...]string{"://", ", ", " and ", " via ", " per ", " so "} {
		sentence, _, _ = strings.Cut(sentence, more)
	}
	var said []string
	for w := range strings.FieldsSeq(sentence) {
		if w = strings.Trim(w, "`'\".,:;!()"); notOver.has(w) || strings.HasSuffix(w, "n't") || anyWord(w, undoers[:]) {
			return false
		}
		if w != "" && w != "now" && w != "successfully" {
			said = append(said, w)
		}
	}
	last := len(said) - 1
	switch {
	case last < 1 || last >= few:
		return false
	case said[last] == "over": // "the event is over"; of what else is, nobody knows whether this was for it
		said = slices.DeleteFunc(said[:last], auxiliaries.has)
		return len(said) > 0 && whiles.has(said[len(said)-1])
	}
	return ended.has(said[last])
}

// ended are words with which a sentence ends that tells so, and notOver those with which it tells something else: "is
// to be done", "when dusk is over". whiles are what takes a while.
var (
	ended   = words{list: "done complete completed finished ended concluded restarted rebooted reimaged"}
	whiles  = words{list: "event maintenance period survey test testing trial experiment celebration holiday vote time"}
	notOver = words{list: "not never no be to until when before after if unless should once already too cannot how why what as because this it that"}
)

// unneeded are parts of sentences by which a message tells that what it takes back has no use any more.
var unneeded = [...]string{
	"no longer need", "no longer necessary", "no longer require", "not needed any", "not necessary any", "n't needed any", "n't necessary any", "n't need it any",
	"n't need this any", "served its purpose", "no longer want", "no more needed", "won't be needed", "shouldn't be needed", " as now ", " as we now ", " since we now ",
	"no longer used", "no longer in use", "no longer supported", "no longer useful", "not used any more", "n't used any more", "not required any more", "not referenced any more", "ended up not", "ended up never",
	"superseded by", "now redundant", "is obsolete", "are obsolete", "is now obsolete", "is now provided", "is now handled", "is now done",
	"back to normal", "back online", "back in service", "removes unused", "removing unused", "removing the unused", "revert unused", "rollback unused", "be unused", "is unused", "are unused",
}

var (
	auxiliaries = words{list: "is are was were been has have now got"}
	cameAbout   = words{list: "fixed resolved solved merged landed released deployed shipped addressed rolled complete completed done over out finished ended patched restored"}
	notYet      = words{list: "until when once if unless before should"}
)

// timeCame reports whether a message, in lower case, tells that a stop-gap has no use any more: "dusk is over", "has
// now been fixed". What is told of some day, "until it is fixed", or of what should have been has not come.
func timeCame(why string) bool {
	const reach = 5 // words: "until the lamp bug is fixed"
	led, wait, then := false, 0, 0
	for w := range strings.FieldsSeq(why) {
		stop := strings.IndexByte(".;!?", w[len(w)-1]) >= 0
		w = strings.Trim(w, ".,:;!?()")
		if led && cameAbout.has(w) {
			return true
		}
		switch {
		case notYet.has(w):
			wait = reach + 1
		case w == "after":
			then = reach + 1
		}
		wait, then = wait-1, then-1
		someDay := then > 0 && (w == "is" || w == "are") // "after this is merged"
		led = !stop && wait <= 0 && !someDay && auxiliaries.has(w)
		if stop {
			wait, then = 0, 0
		}
	}
	return isUnneeded(why)
}

// isUnneeded reports whether a message, in lower case, tells that what it takes back has no use any more, also by what
// has come since ("now that …", but not "now that I look at it").
func isUnneeded(why string) bool {
	for rest := why; ; {
		before, after, ok := strings.Cut(rest, "now that ")
		if !ok {
			return hasPart(why, unneeded[:]) || startsWithAny(pastLabels(why), []string{"remove unused ", "drop unused ", "delete unused "})
		}
		if !strings.HasPrefix(after, "i ") && !strings.HasSuffix(before, "is ") && (before == "" || !isWord(before[len(before)-1])) {
			return true
		}
		rest = after
	}
}

// failures are beginnings of words by which a message tells that something went wrong.
var failures = [...]string{
	"brok", "break", "fail", "crash", "regress", "caus", "unintention", "unfortunat", "shouldn't have been ", "should not have been ", "accident", "mistak", "unbreak", "wrong", "doesn't work", "didn't work", "not work", "not help", "not right",
	"prematur", "objection", "without review", "to fix ", "corrupt", "could not", "couldn't", "deadlock", "lost ", "outage", "vulnerab",
}
