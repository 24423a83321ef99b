package detect

import (
	"slices"
	"strings"
)

// TakenBackAsPlanned reports whether the message of a revert tells of no mistake: what it takes back, which has the one subject, is no longer needed;
// or was a stop-gap by its own words, and its time was over ("Work around lamp bug #12" goes since "the bug is fixed"). Of what was to be temporary
// outright ("Temporarily skip the lamp tests") that needn't even be told, where nothing is told to have gone wrong.
func TakenBackAsPlanned(undone, message string) bool {
	head, rest := split(bound(message))
	rest, _, _ = own(rest)
	why := lower(unwrap(head + "\n\n" + rest))
	if undone = lower(withoutPulls(unwrap(cut(undone, titleLimit)))); undone != "" {
		why = strings.ReplaceAll(why, undone, " ")
	}
	if (isTemporary(undone) || hasPart(why, unneeded[:])) && !anyWord(why, failures[:]) {
		return true
	}
	return (isTemporary(undone) || anyWord(undone, around[:])) && timeCame(why)
}

var (
	// describing are words before "temporarily" that tell of what code does: "allow people to temporarily hide a lamp".
	describing = set("to can could may might will would which that not is are was were be been being get gets it they and or")
	// bringing are words before "temporary" by which a change brings something in itself.
	bringing = set("a an some add adds added adding use uses using apply implement introduce make makes in")
	// codeTerms are, without an s at the end, what is temporary in code for good.
	codeTerms = set(`file dir directory directorie folder variable var object table path name filename password credential storage buffer value lifetime token key account user
		array string register copy copie memory allocation branch branche location workspace database email url session`)
)

// isTemporary reports whether a subject, in lower case, says of its change that it is for a while: "Temporarily skip x", "ci: temp fix for x", "Skip x for now".
func isTemporary(s string) bool {
	words, before := strings.Fields(s), ""
	for i, w := range words {
		first := before == "" || strings.IndexByte(":]", before[len(before)-1]) >= 0
		switch strings.Trim(w, "`\"'.,:;!") {
		case "temporarily":
			if !describing()[before] {
				return true
			}
		case "temporary", "temp":
			if (first || bringing()[before]) && i+1 < len(words) && !codeTerms()[strings.TrimSuffix(strings.Trim(words[i+1], "`'\".,:;()"), "s")] {
				return true
			}
		case "(temporary)", "(temporarily)", "(temp)":
			return true
		}
		before = w
	}
	return strings.Contains(s, "(for now)") || endsIn(strings.TrimRight(s, " .!"), " for now", " for the moment", " for the time being")
}

// around are beginnings of words by which a subject tells that its change gets along with what is wrong elsewhere.
var around = [...]string{"until ", "work around", "workaround", "work-around", "works around", "working around", "skip ", "pin ", "hack", "quirk", "disable "}

// unneeded are parts of sentences by which a message tells that what it takes back has no use any more.
var unneeded = [...]string{
	"no longer need", "no longer necessary", "no longer required", "not needed any", "not necessary any", "n't needed any", "n't necessary any", "n't need it any",
	"n't need this any", "served its purpose", "as it is unused", "no longer want",
}

// over are others, by which it tells that what a stop-gap waited for has come.
var over = [...]string{"no longer relevant", "not needed now", "now that ", "fixed upstream", "fixed in ", "has since ", "have since "}

var (
	auxiliaries = set("is are was were been now got")
	already     = set("be already since finally just also all")
	cameAbout   = set("fixed resolved solved merged landed released deployed shipped addressed rolled complete completed done over out")
	notYet      = set("until when once if unless before should")
)

// timeCame reports whether a message, in lower case, tells that a stop-gap has no use any more: "dusk is over", "has now been fixed". What is told of some
// day, "until it is fixed", or of what should have been has not come.
func timeCame(why string) bool {
	const reach = 5 // words: "until the lamp bug is fixed"
	led, wait := false, 0
	for w := range strings.FieldsSeq(why) {
		stop := strings.IndexByte(".;!?", w[len(w)-1]) >= 0
		w = strings.Trim(w, ".,:;!?()")
		if led && cameAbout()[w] {
			return true
		}
		if notYet()[w] {
			wait = reach + 1
		}
		wait--
		led = !stop && (auxiliaries()[w] && wait <= 0 || w == "now" || led && already()[w])
		if stop {
			wait = 0
		}
	}
	return hasPart(why, unneeded[:]) || hasPart(why, over[:])
}

func hasPart(text string, parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(text, p) })
}

// failures are beginnings of words by which a message tells that something went wrong.
var failures = [...]string{
	"brok", "break", "fail", "crash", "regress", "caus", "unintention", "accident", "mistak", "unbreak", "wrong", "doesn't work", "didn't work", "not work", "not help", "not right",
	"to fix ",
}

// anyWord reports whether a text has a word that begins in one of some ways.
func anyWord(text string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool {
		for i := 0; ; {
			at := strings.Index(text[i:], b)
			if at < 0 {
				return false
			}
			if i += at; i == 0 || !isWord(text[i-1]) {
				return true
			}
			i += len(b)
		}
	})
}
