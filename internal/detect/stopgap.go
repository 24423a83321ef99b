package detect

import (
	"slices"
	"strings"
)

// TakenBackAsPlanned reports whether a change with the one subject was a stop-gap by its own words, and the message of its revert tells that
// its time was over: "Work around lamp bug #12" goes since "the bug is fixed". Of what was to be temporary outright ("Temporarily skip the lamp
// tests") that needn't be told, where nothing is told to have gone wrong.
func TakenBackAsPlanned(undone, message string) bool {
	forAWhile := isTemporary(undone)
	if !forAWhile && !worksAround(undone) {
		return false
	}
	head, rest := split(bound(message))
	rest, _, _ = own(rest)
	why := lower(unwrap(strings.ReplaceAll(head+"\n\n"+rest, withoutPulls(undone), " ")))
	return timeCame(why) || forAWhile && !anyWord(why, failures[:])
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

// isTemporary reports whether a subject says of its change that it is for a while: "Temporarily skip x", "ci: temp fix for x", "Skip x for now".
func isTemporary(subject string) bool {
	s := lower(withoutPulls(cut(subject, titleLimit)))
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
		case "(temporary)", "(temporarily)":
			return true
		}
		before = w
	}
	return strings.Contains(s, "(for now)") || endsIn(strings.TrimRight(s, " .!"), " for now", " for the moment", " for the time being")
}

// around are beginnings of words by which a subject tells that its change gets along with what is wrong elsewhere.
var around = [...]string{"until ", "work around", "workaround", "work-around", "works around", "working around", "skip ", "pin ", "hack", "quirk"}

func worksAround(subject string) bool { return anyWord(lower(cut(subject, titleLimit)), around[:]) }

// over are parts of sentences by which a message tells that nothing has to be got along with any more.
var over = [...]string{
	"no longer need", "no longer necessary", "no longer required", "no longer relevant", "not needed any", "not necessary any", "n't needed any", "n't necessary any",
	"n't need it any", "n't need this any", "not needed now", "now that ", "served its purpose", "fixed upstream", "has since ", "have since ",
}

var (
	auxiliaries = set("is are was were been be now got")
	already     = set("already since finally just also all")
	cameAbout   = set("fixed resolved solved merged landed released deployed shipped addressed rolled complete completed done over out")
)

// timeCame reports whether a message, in lower case, tells that what a stop-gap waited for has come: "is over", "has now been fixed".
func timeCame(why string) bool {
	led := false
	for w := range strings.FieldsSeq(why) {
		w = strings.Trim(w, ".,:;!()")
		if led && cameAbout()[w] {
			return true
		}
		led = auxiliaries()[w] || led && already()[w]
	}
	return slices.ContainsFunc(over[:], func(part string) bool { return strings.Contains(why, part) })
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
