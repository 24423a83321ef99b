package detect

import "strings"

// What a change says by which it was to go some day: it is a stop-gap.

// isTemporary reports whether a subject, in lower case, says of its change that it is for a while: "Temporarily skip
// x", "ci: temp fix for x", "Skip x for now".
func isTemporary(s string) bool {
	words, before := strings.Fields(s), ""
	for i, w := range words {
		first := before == "" || strings.IndexByte(":]", before[len(before)-1]) >= 0
		switch strings.Trim(w, "`\"'.,:;!") {
		case "temporarily", "temporarely", "momentarily":
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
	return untilMended(words) || strings.Contains(s, "(for now)") || endsIn(strings.TrimRight(s, " .!"), " for now", " for the moment", " for the time being", " for posterity")
}

// untilMended reports whether a subject, by its words, tells what must be mended elsewhere for its change to go: "Use
// lamps 1.2 until the glare is fixed", "Skip the lamps pending a fix". What code waits for, "Hide the hall until the
// lamps are lit", is another thing.
func untilMended(words []string) bool {
	const reach = 7 // words
	for i, w := range words {
		rest := words[i+1 : min(i+1+reach, len(words))]
		switch w {
		case "until", "till":
			for k, next := range rest {
				if k > 0 && mendings.has(strings.Trim(next, "`'\".,:;!()")) && (auxiliaries.has(rest[k-1]) || troubles.has(rest[k-1])) {
					return true
				}
			}
		case "pending":
			if i > 0 && len(rest) > 1 && (rest[0] == "a" || rest[0] == "upstream") && strings.HasPrefix(rest[1], "fix") {
				return true
			}
		}
	}
	return false
}

var (
	// mendings are what happens to what is wrong, or to where that is mended.
	mendings = words{list: "fixed resolved patched released upgraded merged"}
	// troubles are what is wrong, as it stands right before that.
	troubles = words{list: "issue issues bug bugs problem problems"}
	// describing are words before "temporarily" that tell of what code does: "allow people to temporarily hide a lamp".
	describing = words{list: "to can could may might will would which that not is are was were be been being get gets it they and or"}
	// bringing are words before "temporary" by which a change brings something in itself.
	bringing = words{list: "a an some add adds added adding use uses using apply implement introduce make makes in"}
	// codeTerms are, without an s at the end, what is temporary in code for good.
	codeTerms = words{list: `file dir directory directorie folder variable var object table path name filename password credential storage buffer value lifetime token key account user
		array string register copy copie memory allocation branch branche location workspace database email url session`}
)

// getsAlong reports whether a subject, in lower case, tells that its change gets along with what is wrong elsewhere.
func getsAlong(s string) bool { return anyWord(s, workarounds[:]) || anyWord(s, around[:]) }

// Beginnings of words by which a message calls a change one that gets along with something until that is mended, and
// others by which its subject does.
var (
	workarounds = [...]string{"workaround", "work-around", "work around", "works around", "working around", "stopgap", "stop-gap"}
	around      = [...]string{"until ", "skip ", "pin ", "peg ", "hack", "quirk", "disable ", "pause ", "non-voting", "maintenance"}
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

// speaksOfTests reports whether a subject, in lower case, has a word for tests.
func speaksOfTests(s string) bool {
	for w := range strings.FieldsSeq(s) {
		w = strings.Trim(w, "`'\".,:;!()")
		if strings.HasPrefix(w, "test") && !strings.Contains(w, "-") || w == "flaky" || w == "e2e" || w == "spec" || w == "specs" || strings.Contains(w, "_test") || strings.HasSuffix(w, ".bats") {
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

// pins reports whether a subject, in lower case, holds a package at a version: "hall: pin lamps to 1.2", "Lock lamps
// gem", "Pin lamps<2.1".
func pins(s string) bool {
	s = pastLabels(s)
	if !startsWithAny(s, []string{"pin ", "pins ", "pinned ", "peg ", "pegs ", "pegged ", "lock ", "freeze "}) {
		return false
	}
	for w := range strings.FieldsSeq(s) {
		if w = strings.Trim(w, "`'\".,:;!()"); packageWords.has(w) || strings.HasPrefix(w, "nightly-20") || isVersion(w[strings.LastIndexAny(w, "<>=~^@")+1:]) {
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

// meantForAWhile are parts of sentences by which the body of a message tells that its change is for a while.
var meantForAWhile = [...]string{
	"temporary workaround", "temporary fix", "temporary measure", "temporary task", "temporary rake task", "temporary hack", "temporary solution",
	"interim solution", "short-term fix", "this commit temporar", "this patch temporar", "this change temporar", "this pr temporar",
}

// tellsWhenToUndo reports whether the body of a message tells what must come for it to be undone: "should be reverted
// once dusk is over", "Revert this when the lamps work again".
func tellsWhenToUndo(body string) bool {
	body, _, _ = own(body)
	const reach = 2 // words: "be rolled back once", "revert this commit once"
	wait, asked := 0, false
	before, needing := ".", false
	for w := range strings.FieldsSeq(lower(body)) {
		wait--
		switch {
		case wait > 0 && moments.has(strings.Trim(w, ".,")):
			return true
		case undoings.has(w) && before == "be":
			wait = reach + 1
		case it.has(w) && asked:
			wait = reach + 1
		case asked && moments.has(strings.Trim(w, ".,")): // "will roll back afterwards"
			return true
		}
		if w == "back" && before == "roll" {
			continue
		}
		asked = (w == "revert" || w == "undo" || w == "roll") && (endsIn(before, ".", "!", ":") || intending.has(before) || before == "to" && needing)
		needing = before == "need" || before == "needs" || before == "have" || before == "has"
		if w == "be" && !bidding.has(before) {
			w = "" // "flags that will be removed"
		}
		before = w
	}
	return false
}

var (
	bidding   = words{list: "can should must to"}
	intending = words{list: "will we'll i'll please should can must"}
	it        = words{list: "this it that the"}
	undoings  = words{list: "reverted removed undone dropped restored re-enabled reenabled rolled"}
	moments   = words{list: "once when after as afterwards"}
)
