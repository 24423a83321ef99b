package scan

import (
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// plannedStories are those in which nothing went wrong that anybody else could have noticed.
var plannedStories = []story{
	{"a stop-gap lifted when its time was over, alone, by its merge, and with what was none", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("Temporarily skip the parser", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a)
		r.Branch("skip", r.Head())
		r.Switch("skip")
		r.Commit("Skip the lexer until 1.2", gittest.Files{"lexer.c": text("three", "four")})
		r.Switch("main")
		m := r.Merge("Merge pull request #9 from ada/skip", "skip")
		y := r.Commit("Revert \"Merge pull request #9 from ada/skip\"\n\nNow that 1.2 is there.", r.Inverse(m))
		b := r.Commit("Skip the linker for now", gittest.Files{"linker.c": text("five", "six")})
		c := r.Commit("loader: accept tabs", gittest.Files{"loader.c": text("seven", "eight")})
		both := r.Inverse(c)
		both["linker.c"] = r.Inverse(b)["linker.c"]
		z := r.Commit("Revert two\n\nThis reverts commits "+c+" and "+b+".", both)
		return []string{
			line(x, incident.Revert, incident.ReasonPlanned, a, a),
			line(y, incident.Revert, incident.ReasonPlanned, m, m),
			line(z, incident.Revert, incident.ReasonLandedRevert, c, c, b),
		}
	}},
	{"pull requests whose merges alone say that what they take back is not needed any more", verified, nil, func(r *gittest.Repo) []string {
		when := gittest.Start
		pull := func(subject, file, body, why string) (undone, at, merge string) {
			when = when.Add(1000 * time.Hour)
			undone = r.Commit(subject, gittest.Files{file: text(file, "two")}, gittest.At(when))
			r.Branch("undo-"+file, r.Head())
			r.Switch("undo-" + file)
			at = r.Commit("Revert \""+subject+"\"\n\nThis reverts commit "+undone+".\n"+body, r.Inverse(undone), gittest.At(when.Add(100*time.Hour)))
			r.Switch("main")
			r.Commit("stairs: "+file, gittest.Files{"stairs.c": text(file)}, gittest.At(when.Add(101*time.Hour)))
			return undone, at, r.Merge("Revert \""+subject+"\"\n\n"+why, "undo-"+file, gittest.At(when.Add(102*time.Hour)))
		}
		a, x, m := pull("parser: accept tabs", "parser.c", "", "We don't need this anymore after #8.")
		b, y, n := pull("lexer: accept tabs", "lexer.c", "\nPeople asked for it.\n", "We don't need this anymore after #8.")
		c, z, o := pull("Disable the linker", "linker.c", "", "This PR was merged into the 1.2 branch.\n\nPeople asked for it.")
		return []string{
			line(x, incident.Revert, incident.ReasonPlanned, a, a), line(m, incident.Revert, incident.ReasonCopy, a, a),
			line(y, incident.Revert, incident.ReasonLandedRevert, b, b), line(n, incident.Revert, incident.ReasonCopy, b, b),
			line(z, incident.Revert, incident.ReasonLandedRevert, c, c), line(o, incident.Revert, incident.ReasonCopy, c, c),
		}
	}},
	{"a workaround taken back without a word, after a day and at once, and with a reason", verified, nil, func(r *gittest.Repo) []string {
		when := gittest.Start.Add(1000 * time.Hour)
		made := func(file string) string {
			when = when.Add(time.Hour)
			return r.Commit("Work around "+file, gittest.Files{file: text(file, "two")}, gittest.At(when))
		}
		a, b, c := made("parser.c"), made("lexer.c"), made("linker.c")
		y := r.Revert(b, gittest.At(when.Add(10*time.Hour)))
		x := r.Revert(a, gittest.At(when.Add(100*time.Hour)))
		z := r.Commit("Revert \"Work around linker.c\"\n\nThis reverts commit "+c+".\n\nPeople asked for it.", r.Inverse(c), gittest.At(when.Add(200*time.Hour)))
		return []string{
			line(y, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(x, incident.Revert, incident.ReasonPlanned, a, a),
			line(z, incident.Revert, incident.ReasonLandedRevert, c, c),
		}
	}},
	{"a slip, mended at once by who made it", verified, nil, func(r *gittest.Repo) []string {
		when := gittest.Start.Add(1000 * time.Hour)
		at := func(file string, more ...gittest.Option) string {
			when = when.Add(time.Hour)
			return r.Commit(file+": tabs", gittest.Files{file: text(file)}, append([]gittest.Option{ada, gittest.At(when)}, more...)...)
		}
		undo := func(sha string, after time.Duration, more ...gittest.Option) string {
			when = when.Add(after)
			return r.Revert(sha, append([]gittest.Option{ada, gittest.At(when)}, more...)...)
		}
		a := at("parser.c")
		x := undo(a, 2*time.Minute)
		b := at("lexer.c")
		y := undo(b, 4*time.Hour, gittest.AuthoredAt(when.Add(2*time.Minute)))
		c := at("linker.c")
		z := undo(c, 2*time.Minute, grace)
		d := at("loader.c")
		w := undo(d, 10*time.Second) // an export
		e := at("hall.c")
		r.Commit("stairs: tabs", gittest.Files{"stairs.c": text("stairs")}, ada, gittest.At(when.Add(time.Minute)))
		v := undo(e, 2*time.Minute)
		f := at("door.c", gittest.AuthoredAt(gittest.Start)) // which somebody applied
		u := undo(f, 2*time.Minute)
		return []string{
			line(x, incident.Revert, incident.ReasonSlip, a, a),
			line(y, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(z, incident.Revert, incident.ReasonLandedRevert, c, c),
			line(w, incident.Revert, incident.ReasonLandedRevert, d, d),
			line(v, incident.Revert, incident.ReasonLandedRevert, e, e),
			line(u, incident.Revert, incident.ReasonLandedRevert, f, f),
		}
	}},
	{"made at once, and merged one by one: a day apart that was planned, at once it was a slip", verified, nil, func(r *gittest.Repo) []string {
		when := gittest.Start.Add(1000 * time.Hour)
		r.Commit("hall.c", gittest.Files{"hall.c": text("hall")})
		stack := func(name string, later time.Duration) (change, undo string) {
			when = when.Add(1000 * time.Hour)
			r.Branch(name, r.Head())
			r.Switch(name)
			change = r.Commit("Turn "+name+" down", gittest.Files{name + ".c": text(name)}, ada, gittest.At(when))
			undo = r.Revert(change, ada, gittest.At(when.Add(time.Minute)))
			r.Branch(name+"-first", change)
			r.Switch("main")
			r.Merge("Merge \"Turn "+name+" down\"", name+"-first", gittest.At(when.Add(time.Hour)))
			r.Merge("Merge \"Revert \"Turn "+name+" down\"\"", name, gittest.At(when.Add(time.Hour+later)))
			return change, undo
		}
		a, x := stack("parser", 24*time.Hour)
		m := r.Head()
		b, y := stack("lexer", time.Minute)
		n := r.Head()
		return []string{
			line(x, incident.Revert, incident.ReasonPlanned, a, a),
			line(m, incident.Revert, incident.ReasonCopy, a, a),
			line(y, incident.Revert, incident.ReasonSlip, b, b),
			line(n, incident.Revert, incident.ReasonCopy, b, b),
		}
	}},
	{"a stop-gap lifted as planned, and put back: as it broke, and without a word", verified, nil, func(r *gittest.Repo) []string {
		when := gittest.Start
		lift := func(file, why string) (stopgap, lifted, back string) {
			when = when.Add(1000 * time.Hour)
			at := func(later time.Duration) gittest.Option { return gittest.At(when.Add(later)) }
			stopgap = r.Commit("Temporarily skip "+file, gittest.Files{file: text(file, "two")}, at(0))
			lifted = r.Revert(stopgap, at(40*time.Hour))
			back = r.Commit("Revert \"Revert \"Temporarily skip "+file+"\"\"\n\nThis reverts commit "+lifted+"."+why, r.Inverse(lifted), at(50*time.Hour))
			return stopgap, lifted, back
		}
		a, x, y := lift("parser.c", "\n\nIt still fails.")
		z := r.Commit("Revert \"Temporarily skip parser.c\" (second try)\n\nThis reverts commit "+y+".", r.Inverse(y), gittest.At(when.Add(60*time.Hour)))
		b, v, w := lift("lexer.c", "")
		return []string{
			line(x, incident.Revert, incident.ReasonPlanned, a, a),
			line(y, incident.Revert, incident.ReasonLandedRevert, a, x),
			line(z, incident.Revert, incident.ReasonAgain, a, y),
			line(v, incident.Revert, incident.ReasonPlanned, b, b),
			line(w, incident.Reapply, incident.ReasonReland, b, v),
		}
	}},
	{"a revert that came with what put it back", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("Add the parser", gittest.Files{"parser.c": text("one", "two")})
		r.Branch("trial", r.Head())
		r.Switch("trial")
		x := r.Revert(a)
		y := r.Commit("Revert \"Revert \"Add the parser\"\"\n\nThis reverts commit "+x+".", r.Inverse(x))
		r.Switch("main")
		r.Merge("Merge pull request #9 from ada/trial", "trial")
		return []string{
			line(x, incident.Revert, incident.ReasonSamePull, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
}
