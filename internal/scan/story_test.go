package scan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// story builds a history and says what Scan must make of it: "sha kind reason chain-root ← offending…" for each
// finding.
type story struct {
	name  string
	o     Options
	tips  []string
	build func(r *gittest.Repo) (want []string)
}

// line writes one expectation: that what the reason leads to is decided.
func line(sha string, kind incident.Kind, reason incident.Reason, root string, offending ...string) string {
	i := slices.IndexFunc(incident.Grounds, func(g incident.Ground) bool { return g.Reason == reason })
	return lineOf(sha, kind, incident.Grounds[i].Decision, reason, root, offending...)
}

func lineOf(sha string, kind incident.Kind, decision incident.Decision, reason incident.Reason, root string, offending ...string) string {
	short := make([]string, len(offending))
	for i, o := range offending {
		short[i] = incident.Short(o)
	}
	return fmt.Sprintf("%s %s %s %s %s ← %s", incident.Short(sha), kind, decision, reason, incident.Short(root), strings.Join(short, " "))
}

// elsewhere makes commits that leave alone what a story is about.
func elsewhere(r *gittest.Repo, commits int) {
	for i := range commits {
		r.Commit(fmt.Sprint("lexer: faster ", i), gittest.Files{"lexer.c": text(fmt.Sprint("fast ", commits, i))})
	}
}

var stories = []story{
	{"a revert of what landed", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		x := r.Revert(a)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"revert, reapply and revert again are one chain", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		y := r.Revert(x)
		z := r.Commit("Revert \"Reapply \"parser: accept tabs\"\"\n\nThis reverts commit "+y+".", r.Inverse(y))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
			line(z, incident.Revert, incident.ReasonAgain, a, y),
		}
	}},
	{"the same subject on another branch is where a commit was picked from", verified, []string{"main", "stable"}, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("stable", base)
		change := gittest.Files{"parser.c": text("one", "two", "three")}
		r.Commit("parser: accept tabs\n\nTo copy it would reintroduce the leak.", change)
		r.Commit("parser: accept tabs\n\nTo copy it would reintroduce the leak.", change, gittest.On("stable"))
		return nil
	}},
	{"a merge has the subject of what it brings", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("topic", base)
		r.Switch("topic")
		r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		r.Switch("main")
		r.Merge("parser: accept tabs (#7)\n\nTo be reintroduced in the lexer later.", "topic")
		return nil
	}},
	{"a subject that many commits have tells none of them", verified, nil, func(r *gittest.Repo) []string {
		for i := range trace.MaxCarriers {
			r.Commit("Weekly import", gittest.Files{"all.c": text("one", "two", fmt.Sprint("three ", i))})
		}
		r.Commit("Weekly import\n\nRolls forward the tables.", gittest.Files{"all.c": text("one", "two", "three 0")})
		return nil
	}},
	{"a subject that is a trifle of what was undone", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("tabs everywhere", gittest.Files{"main.c": text("tabs", "on")})
		b := r.Commit("parser: accept what is wide (#7)", gittest.Files{"parser.c": text("1", "2", "3", "4", "5", "6", "7", "8", "9", "10")})
		x := r.Commit("revert tabs everywhere (#8)", gittest.Files{"main.c": gittest.Delete, "parser.c": gittest.Delete})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, b, b)}
	}},
	{"a reapply among much else, told in passing", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		y := r.Commit("lexer: know tabs\n\nThe previous attempt was reverted with "+x+".", gittest.Files{
			"parser.c": text("one", "two", "three"), "lexer.c": text("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"),
		})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"a rollback of a change's rollback, leapt over along the path", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		elsewhere(r, 8)
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		x := r.Commit("Automated rollback", r.Inverse(a))
		elsewhere(r, 12)
		y := r.Commit("Automated rollback", r.Inverse(x))
		return []string{
			line(x, incident.Revert, incident.ReasonPrecaution, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"faint words, some files as before and others grown", verified, nil, func(r *gittest.Repo) []string {
		wide := text(strings.Fields("zero 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20")...)
		r.Commit("start", gittest.Files{"parser.c": text("zero"), "lexer.c": text("zero"), "NOTES": text("a")})
		a := r.Commit("parser: wider input", gittest.Files{"parser.c": wide, "lexer.c": wide, "NOTES": text("a", "b", "c", "d", "e", "f", "g", "h")})
		x := r.Commit("[parser] Revert tabs (#8)", gittest.Files{
			"parser.c": text("zero"), "lexer.c": text("zero"), "NOTES": text("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"),
		})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a change and the revert of another, undone together", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero"), "lexer.c": text("slow")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two", "three")})
		x := r.Revert(a)
		b := r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		y := r.Commit("Revert "+incident.Short(x)+" and "+incident.Short(b), gittest.Files{"parser.c": text("zero", "one", "two", "three"), "lexer.c": text("slow")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonAgain, a, x, b),
		}
	}},
	{"what is named twice, and has changed since", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "tabs(1)")})
		r.Commit("parser: tabs by name", gittest.Files{"parser.c": text("zero", "tabs(WIDE)", "end")})
		x := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit "+a+".", gittest.Files{"parser.c": text("zero", "end")})
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("one")})
		y := r.Commit("Revert \"lexer: count tabs\"\n\nThis reverts commit "+b+".", gittest.Files{"hall.c": text("mat"), "lexer.c": text("one", "two"), "lamp.c": text("lamp")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonUnsure, b, b), // a third of its files
		}
	}},
	{"a body that begins with what is undone, under a subject that says nothing", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("Parser package", gittest.Files{"parser.c": text("zero", "one", "two")})
		x := r.Commit("Parser package\n\nReverted the previous check-in since it is in the wrong folder.", r.Inverse(a))
		b := r.Commit("Lexer package", gittest.Files{"lexer.c": text("zero", "one", "two")})
		r.Commit("Lexer package\n\nSome of the changes that people had to revert by hand.", r.Inverse(b))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a reapply undoes the revert of its own branch", Options{Verify: true, Tip: "main"}, []string{"main", "stable"}, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		elsewhere(r, 8)
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Branch("stable", a)
		x := r.Revert(a)
		elsewhere(r, 12)
		z := r.Commit("parser: no tabs\n\nThis reverts commit "+a+".", gittest.Files{"parser.c": text("zero")}, gittest.On("stable"))
		r.Switch("main")
		y := r.Commit("parser: give the tabs another chance\n\nRelanding them.", gittest.Files{"parser.c": text("zero", "one", "two")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(z, incident.Revert, incident.ReasonAgain, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"a reapply undoes a revert, also where a nearer commit is undone with it", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		elsewhere(r, 8)
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two", "three", "four")})
		x := r.Revert(a)
		elsewhere(r, 12)
		r.Commit("parser: spaces", gittest.Files{"parser.c": text("zero", "five", "six")})
		r.Commit("parser: fewer spaces", gittest.Files{"parser.c": text("zero", "five")})
		y := r.Commit("Reland the tabs, and all spaces", gittest.Files{
			"parser.c": text("zero", "one", "two", "three", "four", "five", "six"),
		})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"part of what is named, and more of its neighbour", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three", "four", "five")})
		r.Commit("parser: say what tabs are", gittest.Files{"parser.c": text("one", "two", "three", "four", "five", "said")})
		x := r.Commit("parser: fewer tabs\n\nThis is a partial revert of "+a, gittest.Files{"parser.c": text("one", "two", "three")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a revert worded as such that puts reverted content back is a reapply", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		y := r.Commit("Revert the last commit\n\nThis reverts commit "+x+".", r.Inverse(x))
		return []string{
			line(x, incident.Revert, incident.ReasonPrecaution, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"a change log that both enter themselves in", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("one"), "ChangeLog": text("old")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "dim"), "ChangeLog": text("a dimmer", "for the lamp", "in the hall", "old")})
		x := r.Commit("hall: revert dimming", gittest.Files{"hall.c": text("one"), "ChangeLog": text("no dimmer", "a dimmer", "for the lamp", "in the hall", "old")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"less than half, and little else", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("one")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest", "lamp", "light", "switch", "wire")})
		x := r.Commit("hall: revert dimming", gittest.Files{"hall.c": text("one", "bright", "lamp", "light", "switch", "wire")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"named by the steps from a tag", Options{Tip: "main"}, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		b := r.Commit("parser: a comment", gittest.Files{"parser.c": text("one", "two", "three")})
		r.Tag("v1.2-rc1", b)
		x := r.Commit("parser: spaces alone\n\nThis reverts commit v1.2-rc1~1.", gittest.Files{"parser.c": text("four")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"named by the beginning of its Change-Id", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("one")})
		a := r.Commit("hall: a dimmer\n\nChange-Id: Ie5701e5c12f6241a203423d29d05df1858406c56", gittest.Files{"hall.c": text("one", "dim", "dimmer", "dimmest")})
		r.Commit("hall: brighter\n\nChange-Id: Ib72de1a412f6241a203423d29d05df1858406c56", gittest.Files{"hall.c": text("two", "dim", "dimmer", "dimmest")})
		x := r.Commit("hall: tidy up\n\nThis reverts Ie5701e5c12.\n\nChange-Id: I42c68d16dca56703d6b192bb452883e4d5ca80df", gittest.Files{"hall.c": text("two")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"named by the number of a changelist in Perforce", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("one")})
		a := r.Commit("hall: a dimmer\n\np4raw-id: //house/trunk@4711", gittest.Files{"hall.c": text("one", "dim")})
		r.Commit("hall: a switch\n\np4raw-id: //house/trunk@4712", gittest.Files{"hall.c": text("one", "dim", "switch")})
		x := r.Commit("Undo #4711 for now, it needs no switch then", gittest.Files{"hall.c": text("one", "new")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a commit that the history does not hold", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("Revert \"something elsewhere\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.",
			gittest.Files{"other.c": text("new")})
		return []string{line(x, incident.Revert, incident.ReasonUnresolved, x)}
	}},
	{"a claim that the content does not bear out", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit "+a+".", gittest.Files{"other.c": text("new")})
		return []string{line(x, incident.Revert, incident.ReasonUnsure, a, a)}
	}},
	{"a squashed branch, of which one commit was a revert", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start")})
		a := r.Commit("parser: accept tabs in every file (#31)", gittest.Files{"parser.c": text("one", "two")})
		files := r.Inverse(a)
		for i := range 20 {
			files[fmt.Sprintf("floor%d/lamp.c", i)] = text(fmt.Sprint("the lamp of floor ", i), fmt.Sprint("the cord of floor ", i))
		}
		x := r.Commit("Release 2.1 (#33)\n\n* Revert \"parser: accept tabs in every file (#31)\"\n\n* Update the lamps", files)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a squashed pull request by its number", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs (#12)", gittest.Files{"parser.c": text("one", "two")})
		r.Commit("lexer: faster (#13)", gittest.Files{"lexer.c": text("fast")})
		x := r.Commit("Revert \"parser: accept tabs\" (#14)\n\nReverts ada/parser#12", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a merge reverted, and the merge that brings the revert", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("topic", base)
		r.Switch("topic")
		r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Commit("parser: accept more", gittest.Files{"parser.c": text("one", "two", "three")})
		r.Switch("main")
		m := r.Merge("Merge pull request #7 from ada/topic\n\nparser: accept tabs", "topic")
		r.Branch("undo", m)
		r.Switch("undo")
		x := r.Commit("Revert \"Merge pull request #7 from ada/topic\"\n\nThis reverts commit "+m+", reversing\nchanges made to "+base+".", r.Inverse(m))
		r.Switch("main")
		y := r.Merge("Merge pull request #8 from ada/revert-7-topic\n\nRevert \"Merge pull request #7 from ada/topic\"", "undo")
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, m, m),
			line(y, incident.Revert, incident.ReasonCopy, m, m),
		}
	}},
	{"a backport of the revert", Options{Verify: true, Tip: "main"}, []string{"main", "v1"}, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Branch("v1", a)
		x := r.Revert(a)
		r.Switch("v1")
		y := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit "+a+".\n\n(cherry picked from commit "+x+")", r.Inverse(a))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonBackport, a, a),
		}
	}},
	{"a backport that abbreviates what it was picked from", Options{Verify: true, Tip: "main"}, []string{"main", "v1"}, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Branch("v1", a)
		x := r.Revert(a)
		r.Switch("v1")
		y := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit "+a+".\n\n(cherry picked from commit "+x[:12]+")", r.Inverse(a))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonBackport, a, a),
		}
	}},
	{"of two commits with one subject, that on which the revert builds", Options{Verify: true, Tip: "main"}, []string{"main", "v1"}, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("v1", base)
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Switch("v1")
		r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")}, gittest.Author("Grace", "grace@example.org"))
		r.Switch("main")
		x := r.Commit("Revert \"parser: accept tabs\"", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"reverts of several, one of which shows little", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three", "four", "five")})
		b := r.Commit("parser: in other words", gittest.Files{"parser.c": text("one", "zwei", "drei", "vier", "five")})
		x := r.Commit("Revert the parser's tabs\n\nThis reverts commit "+a+"\nand "+b+".", gittest.Files{"parser.c": ""})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, b, b, a)}
	}},
	{"a revert picked from what is none", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		b := r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		x := r.Commit("Revert \"parser: accept tabs\"\n\n(cherry picked from commit "+b+")", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a revert that repeats the review of what it undoes", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs\n\nDifferential Revision: D39600889", gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("Revert D39600889: parser\n\nDifferential Revision:\nD39600889 (https://github.com/ada/house/commit/"+a+")", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a commit named by the one it was picked from", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs\n\n(cherry picked from commit 0123456789abcdef0123456789abcdef01234567)",
			gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"nothing named: found by content", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero"), "lexer.c": text("slow")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Commit("parser: a note", gittest.Files{"parser.c": text("note", "zero", "one", "two")})
		x := r.Commit("undo my last patch to the parser", gittest.Files{"parser.c": text("note", "zero")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"nothing named: found by content far back", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		notes := []string{"zero", "one", "two"}
		for i := range 12 {
			notes = append([]string{fmt.Sprintf("note %d", i)}, notes...)
			r.Commit("parser: a note", gittest.Files{"parser.c": text(notes...)})
		}
		x := r.Commit("undo the tabs", gittest.Files{"parser.c": text(notes[:len(notes)-2]...)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"nothing named: what was there for a short while", verified, nil, func(r *gittest.Repo) []string {
		elsewhere := func(n int) {
			for range n {
				r.Commit("lexer: a note", gittest.Files{"lexer.c": text(r.Now().String())})
			}
		}
		elsewhere(10)
		r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		elsewhere(27)
		a := r.Commit("parser: away", gittest.Files{"parser.c": gittest.Delete})
		elsewhere(32)
		x := r.Commit("Undo the going away of the parser", gittest.Files{"parser.c": text("one", "two")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"named by its issue, long ago", verified, nil, func(r *gittest.Repo) []string {
		var notes []string
		parser := func(lines ...string) gittest.Files {
			return gittest.Files{"parser.c": text(append(lines, notes...)...)}
		}
		r.Commit("start", parser("zero"))
		a := r.Commit("HOUSE-12: accept tabs", parser("zero", "one", "two"))
		for i := range 30 {
			notes = append(notes, fmt.Sprintf("note %d", i))
			r.Commit(fmt.Sprintf("HOUSE-13: note %d", i), parser("zero", "one", "two"))
		}
		x := r.Commit("HOUSE-14: revert HOUSE-12, as nobody types tabs", parser("zero"))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"most files of what is named, beside one that a machine writes", verified, nil, func(r *gittest.Repo) []string {
		made := func(word string) string {
			var lines []string
			for i := range 60 {
				lines = append(lines, fmt.Sprintf("%s %d", word, i))
			}
			return text(lines...)
		}
		r.Commit("start", gittest.Files{"made.go": made("zero"), "a.go": text("a"), "b.go": text("b"), "c.go": text("c")})
		a := r.Commit("rpc: cancel", gittest.Files{"made.go": made("one"), "a.go": text("a", "one"), "b.go": text("b", "one"), "c.go": text("c", "one")})
		r.Commit("rpc: list", gittest.Files{"made.go": made("two"), "a.go": text("list", "a", "one")})
		x := r.Commit("Revert \"rpc: cancel\"\n\nThis reverts commit "+a+".",
			gittest.Files{"made.go": made("three"), "a.go": text("list", "a"), "b.go": text("b"), "c.go": text("c")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"what is named, in the file that its code went to", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"app.go": text("zero")})
		a := r.Commit("app: send files", gittest.Files{"app.go": text("zero", "one", "two")})
		r.Commit("app: a stack of its own", gittest.Files{"app.go": text("zero"), "stack.go": text("stack", "one", "two")})
		x := r.Commit("Revert \"app: send files\"\n\nThis reverts commit "+a+".", gittest.Files{"stack.go": text("stack")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"less than half of it, and nothing else", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two", "three", "four", "five")})
		x := r.Commit("Undo tabs at the end", gittest.Files{"parser.c": text("zero", "one", "two", "three")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"less than half of it, beside a word in passing", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two", "three", "four", "five")})
		r.Commit("parser: no tabs at the end, as undone transactions leave none", gittest.Files{"parser.c": text("zero", "one", "two", "three")})
		return nil
	}},
	{"words before what is a commit's subject", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs at the end", gittest.Files{"parser.c": text("one", "two", "three", "four", "five")})
		x := r.Revert(a)
		y := r.Commit("Reapply parser: accept tabs at the end", gittest.Files{"parser.c": text("five", "six", "seven", "eight")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, a),
		}
	}},
	{"put back under the subject of both", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("parser: accept tabs at the end", gittest.Files{"parser.c": text("zero", "one", "two")})
		x := r.Commit("parser: accept tabs at the end", r.Inverse(a))
		y := r.Commit("Reapply parser: accept tabs at the end", r.Inverse(x))
		return []string{line(y, incident.Reapply, incident.ReasonLoneReland, y, x)}
	}},
	{"a word of undoing that undoes nothing", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		r.Commit("parser: handle errors\n\nOn failure we now revert the changes to the buffer.", gittest.Files{"parser.c": text("zero", "one")})
		return nil
	}},
	{"a body that speaks of putting back, and a subject that does", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero"), "tabs_test.c": text("zero", "one")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Commit("parser: retire the tabs\n\nWe reintroduce them when they are ready.", r.Inverse(a))
		b := r.Commit("tabs: leave the test out", gittest.Files{"tabs_test.c": text("zero")})
		x := r.Commit("tabs: re-enable the test\n\nWhat broke it was reverted.", r.Inverse(b))
		return []string{line(x, incident.Reapply, incident.ReasonLoneReland, x, b)}
	}},
	{"a backport that tells what its branch had undone", Options{Verify: true, Tip: "main"}, []string{"main", "v1"}, func(r *gittest.Repo) []string {
		r.Branch("v1", r.Commit("start", gittest.Files{"parser.c": text("zero")}))
		r.Commit("parser: accept tabs (#12)", gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Switch("v1")
		r.Commit("[v1] parser: accept tabs (#13)\n\n* parser: accept tabs (#12)\n\n- Drop the tests\n- Reverted changes to the lexer", gittest.Files{"parser.c": text("zero", "one", "two")})
		return nil
	}},
	{"hotfixes", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("hotfix/login", base)
		r.Switch("hotfix/login")
		r.Commit("login: check the name", gittest.Files{"login.c": text("name")})
		r.Switch("main")
		x := r.Merge("Merge branch 'hotfix/login'", "hotfix/login")
		y := r.Commit("hotfix: repair the tests", gittest.Files{"tests/login_test.c": text("name")})
		return []string{
			line(x, incident.Hotfix, incident.ReasonHotfix, x),
			line(y, incident.Hotfix, incident.ReasonTests, y),
		}
	}},
	{"faint words of redoing, and a named change undone as a whole", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord")})
		elsewhere(r, 3)
		x := r.Commit("hall: no dimmer\n\nAs "+a+" was reverted on other branches, it is here.", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
}
