package scan

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// comebackStories are those of what was undone and came back: as it was or mended, said or unsaid.
var comebackStories = []story{
	{"comes back under another subject, behind files that tell nothing", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start")})
		files := gittest.Files{"rules/lamp.py": text("lamp bright", "lamp dim", "lamp dark", "lamp broken", "lamp stolen", "lamp mended", "lamp sold")}
		for i := range backPaths + 2 {
			files[fmt.Sprintf("a%d/__init__.py", i)] = "\n"
		}
		a := r.Commit("Implement the rule of lamps", files)
		x := r.Revert(a)
		elsewhere(r, 2)
		files["rules/lamp.py"] += text("lamp bought")
		y := r.Commit("(Re-)implement lamps, without the hall", files)
		elsewhere(r, 40)
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"a reapply that names nothing, with the subject of what it puts back", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		y := r.Commit("parser: accept tabs\n\nRelanding, with the leak fixed.", gittest.Files{"parser.c": text("one", "two", "three", "free")})
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		x2 := r.Revert(y)
		y2 := r.Commit("parser: accept tabs (reland 2) (#7)", gittest.Files{"parser.c": text("one", "two", "three", "free", "at last")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, a),
			line(x2, incident.Revert, incident.ReasonAgain, a, y),
			line(y2, incident.Reapply, incident.ReasonReland, a, y, a),
		}
	}},
	{"what comes back under other words, with more", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord")})
		x := r.Revert(a)
		elsewhere(r, 3)
		y := r.Commit("dim what is too bright", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord", "fuse")})
		elsewhere(r, 2)
		z := r.Revert(y)
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
			line(z, incident.Revert, incident.ReasonAgain, a, y),
		}
	}},
	{"… with as much more, as another try, or as something else", verified, nil, func(r *gittest.Repo) []string {
		parts := func(what string) string {
			return text("hall", what, what+" of brass", what+" of copper", what+" of iron", what+" of steel", what+" of silver")
		}
		stairs := func(what string) string {
			return text(what+" for the rail", what+" for the treads", what+" for the risers", what+" for the posts", what+" for the balusters")
		}
		dimmer, shutter := parts("dimmer"), parts("shutter")
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp"), "wall.c": text("hall", "window")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": dimmer})
		x := r.Revert(a)
		b := r.Commit("hall: a shutter", gittest.Files{"wall.c": shutter})
		z := r.Revert(b)
		elsewhere(r, 4)
		y := r.Commit("Dim what is too bright (take 2)", gittest.Files{"hall.c": dimmer + stairs("oak")})
		r.Commit("Shade what is too bright", gittest.Files{"wall.c": shutter + stairs("pine")})
		elsewhere(r, 2)
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(z, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"… that two branches had taken out, each by itself: once", verified, []string{"main"}, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord")})
		r.Branch("topic", a)
		x := r.Revert(a)
		x2 := r.Commit("hall: revert the dimmer\n\nThis reverts commit "+a+".", r.Inverse(a), gittest.On("topic"))
		r.Switch("main")
		r.Merge("Merge branch 'topic'", "topic")
		elsewhere(r, 3)
		y := r.Commit("dim what is too bright", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(x2, incident.Revert, incident.ReasonAgain, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x2),
		}
	}},
	{"… as it was, by a branch begun before the revert", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord")})
		r.Branch("topic", base)
		x := r.Revert(a)
		main := r.Head()
		r.Switch("topic")
		y := r.Commit("dim what is too bright", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord")})
		r.Detach(main)
		r.Merge("Merge pull request #7 from ada/topic\n\nDim it", "topic")
		return []string{
			line(x, incident.Revert, incident.ReasonPrecaution, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"… for the most part, among much else", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord")})
		x := r.Revert(a)
		r.Commit("brighter everywhere", gittest.Files{
			"hall.c":  text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord"),
			"stair.c": text("1", "2", "3", "4", "5", "6"),
		})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… in a file that many changes touch, or in a few lines", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"yarn.lock": text("hall", "lamp"), "hall.c": text("hall")})
		a := r.Commit("a newer dimmer", gittest.Files{"yarn.lock": text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord"), "hall.c": text("hall", "dim")})
		x := r.Revert(a)
		r.Commit("all is newer", gittest.Files{"yarn.lock": text("hall", "lamp", "dimmer", "wire", "knob", "shade", "cord"), "hall.c": text("hall", "dim")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a story that goes on where nobody says so", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		y := r.Commit("Reapply the tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		z := r.Revert(y)
		b := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
			line(z, incident.Revert, incident.ReasonAgain, a, y),
			line(b, incident.Reapply, incident.ReasonReland, a, a),
		}
	}},
	{"a third of a revert that is named, undone", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two", "three", "four", "five", "six")})
		x := r.Revert(a)
		y := r.Commit("parser: tabs in strings\n\nThis reverts commit "+x+".", gittest.Files{"parser.c": text("zero", "three", "four", "seven")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"what is told to have been the revert, and doesn't say so itself", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero", "one", "two")})
		x := r.Commit("parser: no tabs for now", gittest.Files{"parser.c": text("zero")})
		y := r.Commit("parser: turn tabs on\n\nThis was reverted in "+incident.Short(x)+" because of the lexer, which knows them now.", r.Inverse(x))
		return []string{line(y, incident.Reapply, incident.ReasonLoneReland, y, x)}
	}},
	{"what came back as it was had been a precaution", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		y := r.Revert(x)
		return []string{
			line(x, incident.Revert, incident.ReasonPrecaution, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"what came back with one line more in a thousand came back changed", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": numbered(4000), "lexer.c": text("tabs")})
		x := r.Revert(a)
		y := r.Commit("Reland \"parser: accept tabs\"", gittest.Files{"parser.c": numbered(4000), "lexer.c": text("tabs", "and spaces")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, a),
		}
	}},
	{"what came back with its mending in one pull request came back changed", verified, nil, func(r *gittest.Repo) []string {
		a, x, y := backOnBranch(r)
		r.Commit("parser: free the tabs", gittest.Files{"parser.c": text("one", "two", "three", "four")}, gittest.Author("Grace", "grace@example.org"))
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Merge("Merge pull request #12 from ada/again", "again")
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"… and with more upon that", verified, nil, func(r *gittest.Repo) []string {
		a, x, y := backOnBranch(r)
		r.Commit("parser: free the tabs", gittest.Files{"parser.c": text("one", "two", "three", "four")}, gittest.Author("Grace", "grace@example.org"))
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		r.Switch("main")
		r.Merge("Merge pull request #12 from ada/again", "again")
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"what came back with something else in one pull request came back as it was", verified, nil, func(r *gittest.Repo) []string {
		a, x, y := backOnBranch(r)
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Merge("Merge pull request #12 from ada/again", "again")
		return []string{
			line(x, incident.Revert, incident.ReasonPrecaution, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"a change that undoes another beside much else, and is undone itself", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("lexer: count the tabs\n\nThis reverts commit "+a+".", gittest.Files{"parser.c": "", "lexer.c": text("three", "four", "five", "six", "seven", "eight")})
		y := r.Revert(x)
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonAgain, a, x),
		}
	}},
	{"a revert beside much else that is undone itself", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("Revert \"parser: accept tabs\"", gittest.Files{"parser.c": "", "lexer.c": text("three", "four", "five", "six", "seven", "eight")})
		y := r.Revert(x)
		return []string{
			line(x, incident.Revert, incident.ReasonPrecaution, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"what landed anew under its own subject came back", Options{Verify: true, Tip: "main"}, []string{"main", "v1"}, func(r *gittest.Repo) []string {
		a := r.Commit("[rooms] parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		r.Branch("v1", a)
		x := r.Revert(a)
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		y := r.Commit("parser: accept tabs (#12)", r.Files(a))
		r.Switch("v1") // what joins the chain later has it told once more
		z := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit "+a+".\n\n(cherry picked from commit "+x+")", r.Inverse(a), gittest.At(r.Now().Add(time.Hour)))
		r.Switch("main")
		return []string{
			line(x, incident.Revert, incident.ReasonPrecaution, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, a),
			line(z, incident.Revert, incident.ReasonBackport, a, a),
		}
	}},
	{"the same done in another folder is no comeback, and in another folder for the first one is", verified, nil, func(r *gittest.Repo) []string {
		made := text("one", "two", "three")
		r.Commit("start", gittest.Files{"summer/lamp.c": text("summer"), "winter/lamp.c": text("winter")})
		a := r.Commit("dim the lamps of the house", gittest.Files{"summer/lamp.c": text("summer") + made})
		x := r.Revert(a)
		r.Commit("dim the lamps of the house", gittest.Files{"winter/lamp.c": text("winter") + made})
		b := r.Commit("oil the doors of the house", gittest.Files{"cellar/door.c": made})
		y := r.Revert(b)
		z := r.Commit("oil the doors of the house", gittest.Files{"hall/door.c": made})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonPrecaution, b, b),
			line(z, incident.Reapply, incident.ReasonReland, b, b),
		}
	}},
	{"what landed anew under its own subject, among much more, and half of it", verified, nil, func(r *gittest.Repo) []string {
		much := make([]string, 40)
		for i := range much {
			much[i] = "something else " + strconv.Itoa(i)
		}
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a)
		y := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two"), "lexer.c": text(much...)})
		b := r.Commit("linker: accept tabs", gittest.Files{"linker.c": text("three", "four")}, gittest.At(gittest.Start.Add(1000*time.Hour)))
		z := r.Revert(b)
		r.Commit("linker: accept tabs", gittest.Files{"linker.c": text("three"), "loader.c": text(much...)})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, a),
			line(z, incident.Revert, incident.ReasonLandedRevert, b, b),
		}
	}},
	{"what landed anew under its own subject and was undone again is one story", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		y := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three", "four")})
		z := r.Revert(y)
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, a),
			line(z, incident.Revert, incident.ReasonAgain, a, y),
		}
	}},
	{"what has the subject of what was reverted and does something else, or comes half a year later, or stands elsewhere", verified, []string{"main", "v1"}, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("v1", base)
		r.Switch("v1")
		r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")}, gittest.At(r.Now().Add(20*24*time.Hour)))
		r.Switch("main")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("four", "five", "six")})
		r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")}, gittest.At(r.Now().Add(180*24*time.Hour)))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"what many have the subject of", verified, nil, func(r *gittest.Repo) []string {
		for i := range anewShared {
			r.Commit("wip", gittest.Files{"notes": text(fmt.Sprint("note ", i))})
		}
		a := r.Commit("wip", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		r.Commit("wip", r.Files(a))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"what was reverted is not what puts it back, where a walk passes over what does", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"lexer.c": text("slow")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three", "four", "five", "six")})
		elsewhere(r, 15)
		x := r.Revert(a)
		r.Commit("read what was refused", gittest.Files{"parser.c": r.Files(a)["parser.c"], "rest.c": text("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l")})
		elsewhere(r, 20)
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a merge puts back what went before, and not what it brings", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three", "four")})
		x := r.Revert(a)
		r.Branch("again", x)
		r.Switch("again")
		y := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three", "five")})
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		m := r.Merge("Merge pull request #12 from ada/again\n\nReapply \"parser: accept tabs\"", "again")
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, a),
			line(m, incident.Reapply, incident.ReasonReland, a, a),
		}
	}},
	{"what came back changed had been rightly reverted", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		y := r.Commit("Reland \"parser: accept tabs\"\n\nThis is a reland of commit "+a+" with the leak fixed.",
			gittest.Files{"parser.c": text("one", "two", "three", "leaks")})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, a),
		}
	}},
	{"a rollback of a rollback by its SHA, in other lines", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "dimmer", "wire", "switch", "knob")})
		x := r.Commit("Automated rollback of commit "+a+".", r.Inverse(a))
		y := r.Commit("Automated rollback of commit "+x+".", gittest.Files{"hall.c": text("hall", "slider", "lead", "plug", "fuse")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a), line(y, incident.Reapply, incident.ReasonReland, a, x)}
	}},
	{"a word of redoing in the subject of what says that it reverts a commit that is no revert", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp", "wire")})
		a := r.Commit("hall: no lamps that nobody needs", gittest.Files{"hall.c": text("hall")})
		x := r.Commit("Reinstate the lamps\n\nThey were removed in error. This reverts commit "+a+".", gittest.Files{"hall.c": text("hall", "lamp", "wire", "switch")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"a quoted subject without the quotation marks within it", Options{}, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a `dimmer` for 'lamps'", gittest.Files{"hall.c": text("hall", "dimmer", "wire")})
		elsewhere(r, 2)
		x := r.Commit("Revert \"hall: a dimmer for lamps\"", gittest.Files{"hall.c": text("hall", "dimmer")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
}

// numbered is the content of a file with so many lines.
func numbered(lines int) string {
	var b strings.Builder
	for i := range lines {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

// backOnBranch has a change that is reverted, and put back on the branch "again".
func backOnBranch(r *gittest.Repo) (change, revert, reapply string) {
	change = r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
	revert = r.Revert(change)
	r.Branch("again", revert)
	r.Switch("again")
	return change, revert, r.Revert(revert)
}
