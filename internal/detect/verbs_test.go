package detect

import (
	"strings"
	"testing"
)

// TestVerbs holds the first verb of a text: its form, the verb, and up to where it reaches; empty where there is none.
func TestVerbs(t *testing.T) {
	names := [...]string{revert: "revert", rollback: "rollback", backout: "backout", undo: "undo", redo: "redo"}
	forms := [...]string{base: "", third: "third ", past: "past ", ing: "ing "}
	for text, want := range map[string]string{
		"revert": "revert", "reverts": "third revert", "reverted": "past revert", "reverting": "ing revert", "reverter": "", "revert~1": "revert", "revert{": "revert", "revert|": "revert",
		"lamps, revert": "revert", "(revert": "revert", "un-revert": "redo", "unreverted": "past redo", "un-reverts": "third redo", "run-revert": "revert",
		"_revert": "", "érevert": "", "x/revert": "", "lamp.revert": "", `\revert`: "", "$revert": "", "5revert": "",
		"revert_it": "", "revert.c": "", "revert.": "revert", "revert.}": "revert", "revert. it": "revert", "revert.1": "revert", "revert()": "", "revert(": "revert", "revert(x)": "revert", "revert1": "", "revert:1": "revert",
		"rev: dim": "vague revert", "the rev: dim": "", "rev: undo it": "undo", "undid": "past undo", "undoes": "third undo",

		"roll back": "rollback", "rollback": "rollback", "roll-back": "rollback", "rolls back": "third rollback", "rolled back": "past rollback", "rolling\nback": "ing rollback",
		"roll\tback": "rollback", "roll_back": "", "rolled it back": "past rollback", "roll this back": "rollback", "roll that back": "rollback", "roll them back": "rollback",
		"roll these back": "rollback", "roll the back": "", "rollbacks": "rollback", "rollbacked": "past rollback", "rollbacking": "ing rollback", "roll backed lamps": "", "roll backing lamps": "",
		"rollback~1": "rollback", "rollback{": "rollback", "rollbacky": "", "roll": "", "roll ": "", "roll backwards": "", "rolledback": "",
		"back out": "backout", "backs out": "third backout", "backed this out": "past backout", "backouts": "backout", "back outside": "", "backoutss": "",

		"roll forward": "jargon redo", "roll forward: x": "jargon redo", "roll forward the x": "vague redo", "roll forward of x": "jargon redo", "rolls forward change: x": "jargon third redo",
		"reland": "jargon redo", "re-land": "jargon redo", "re land": "jargon redo", "reapplies": "third redo", "reapplication": "redo", "recommitted": "past redo", "recommited": "past redo",
		"reintroduce": "vague redo", "reinstated": "vague past redo", "reinstates": "vague third redo", "resubmits": "vague third redo", "redo the lamp": "vague redo", "redone": "", "re-merge": "redo",
		"undo/redo buttons": "", "undo / redo": "", "undo redo buttons": "", "undo and redo it": "", "undo & redo it": "", "undo button": "", "redo button": "",
		"undo the redo": "undo", "undoing and redo it": "ing undo", "redo it": "vague redo", "re-land undo": "jargon redo", "the button, redo it": "vague redo",
		"hotfix": "", "": "",
	} {
		got := ""
		for i := range text {
			if w, ok := verbAt(text, i); ok {
				got = forms[w.form] + names[w.verb]
				if w.vague {
					got = "vague " + got
				}
				if w.jargon {
					got = "jargon " + got
				}
				break
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if _, ok := verbAt("revert", len("revert")); ok {
		t.Error("a verb behind the end")
	}
}

// TestVerbEnds holds where a verb ends.
func TestVerbEnds(t *testing.T) {
	for _, text := range []string{"revert| it", "reverted|: it", "redo| the lamp", "rolled it back| at once", "rollbacks| of it", "rollbacked| it", "back outs| are", "rev|: dim", "re-landed| it"} {
		verb, rest, _ := strings.Cut(text, "|")
		if w, ok := verbAt(verb+rest, 0); !ok || w.end != len(verb) {
			t.Errorf("%q: %v %v", text, w, ok)
		}
	}
}

// TestVerbUndoneIn holds which subjects tell where the commit itself was undone later.
func TestVerbUndoneIn(t *testing.T) {
	for subject, want := range map[string]bool{
		"[reverted in r4711] dim the lamp": true, "reverted in r471, dim": true, "reverted in r47": false, "reverted in room 4711": false, "reverted, r4711": false,
		"revert in r4711": false, "hall: reverted in r4711": false,
	} {
		i := strings.Index(subject, "revert")
		if w, ok := verbAt(subject, i); !ok || w.undoneIn(subject) != want {
			t.Errorf("%q: %t", subject, !want)
		}
	}
}

func TestVerbsLower(t *testing.T) {
	if s := lower("Dim THE Lämp"); s != "dim the lämp" {
		t.Error(s)
	}
	s := strings.Repeat("dim the lamp ", 9)
	if n := testing.AllocsPerRun(10, func() { lower(s) }); n > 0 {
		t.Errorf("%v allocations for what is lower case already", n)
	}
}
