package detect

import (
	"slices"
	"strings"
)

// What a revert says by which the time of what it takes back is over, or it has no use any more.

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

var (
	auxiliaries = words{list: "is are was were been has have now got"}
	cameAbout   = words{list: "fixed resolved solved merged landed released deployed shipped addressed rolled complete completed done over out finished ended patched restored"}
	notYet      = words{list: "until when once if unless before should"}
)

// isUnneeded reports whether a message, in lower case, tells that what it takes back has no use any more, also by what
// has come since ("now that …", but not "now that I look at it").
func isUnneeded(why string) bool {
	for _, need := range [...]string{"not needed after ", "not need after "} {
		if _, what, ok := strings.Cut(why, need); ok && !strings.HasPrefix(what, "all") {
			return true
		}
	}
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

// unneeded are parts of sentences by which a message tells that what it takes back has no use any more.
var unneeded = [...]string{
	"no longer need", "no longer necessary", "no longer required", "no longer require ", "not needed any", "not necessary any", "n't needed any", "n't necessary any", "n't need it any",
	"n't need this any", "served its purpose", "no longer want", "won't be needed", "shouldn't be needed", " as now ", " as we now ", " since we now ",
	"no longer a need", "no longer any need", "no longer the need", "no longer be need", "no longer be necess", "no longer be requir", "not be needed any", "no more need", "now unnecess", "now unneeded",
	"no longer used", "no longer in use", "no longer supported", "no longer useful", "not used any more", "n't used any more", "not required any more", "not referenced any more", "ended up not", "ended up never",
	"became unnecess", "has become unnecess", "have become unnecess", "became unecess", // as it is often written
	"superseded by", "now redundant", "is obsolete", "are obsolete", "is now obsolete", "s now provided", "s now handled", "s now done",
	"back to normal", "back online", "back in service", "removes unused", "removing unused", "removing the unused", "revert unused", "rollback unused", "be unused", "is unused", "are unused",
	" as originally planned", " as originally intended",
	"keep as a record", "keep it as a record", "kept as a record", // where its commit is
}

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
	"is fixed upstream", "'s fixed upstream", "was fixed upstream", "were fixed upstream", "are fixed upstream", "been fixed upstream",
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
