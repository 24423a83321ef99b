package scan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// seriesStories are those of several reverts that are one story, or look like it.
var seriesStories = []story{
	{"reverts of one person for the same reason", verified, nil, func(r *gittest.Repo) []string {
		why := "The hall went dark in the evening, and nobody found the switch."
		a := r.Commit("lamp: dim it", gittest.Files{"lamp.c": text("one", "two")}, gittest.Author("Ben Tester", "ben@example.org"))
		elsewhere(r, 2)
		b := r.Commit("stairs: paint them", gittest.Files{"stairs.c": text("one", "two")}, gittest.Author("Cleo Tester", "cleo@example.org"))
		elsewhere(r, 2)
		c := r.Commit("door: oil it", gittest.Files{"door.c": text("one", "two")}, gittest.Author("Dora Tester", "dora@example.org"))
		revert := func(sha, subject, why string) string {
			return r.Commit("Revert \""+subject+"\"\n\nThis reverts commit "+sha+".\n\n"+why, r.Inverse(sha))
		}
		x := revert(a, "lamp: dim it", why)
		elsewhere(r, 1)
		y := revert(b, "stairs: paint them", why+" Truly.")
		elsewhere(r, 1)
		z := revert(c, "door: oil it", "The door went open in the evening, and it was cold.")
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonSeries, a, b),
			line(z, incident.Revert, incident.ReasonLandedRevert, c, c),
		}
	}},
	{"one step taken back in every folder, each by a branch of its own", verified, nil, func(r *gittest.Repo) []string {
		n := 100
		step := func(place string, who ...gittest.Option) string {
			n++
			return r.Commit(fmt.Sprintf("Dim the lamps of the hall in %s (#%d)", place, n), gittest.Files{place + "/lamp.c": text("dim", place)}, who...)
		}
		a, b, c := step("winter"), step("summer"), step("spring", gittest.Author("Grace", "grace@example.org"))
		elsewhere(r, 30)
		d := step("autumn")
		undo := func(sha string) string {
			r.Branch("undo-"+sha[:7], r.Head())
			r.Switch("undo-" + sha[:7])
			x := r.Revert(sha)
			r.Switch("main")
			r.Commit("lexer: faster "+sha[:7], gittest.Files{"lexer.c": text(sha)})
			r.Merge("Merge pull request #"+sha[:1]+" from ada/undo", "undo-"+sha[:7])
			return x
		}
		x, y, z, w := undo(a), undo(b), undo(c), undo(d)
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonSeries, a, b),
			line(z, incident.Revert, incident.ReasonLandedRevert, c, c), // what somebody else had made
			line(w, incident.Revert, incident.ReasonLandedRevert, d, d), // … or more than a day later
		}
	}},
	{"steps that share two words alone, and one undone by two people", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("dim lamps", gittest.Files{"winter/lamp.c": text("dim", "winter")})
		b := r.Commit("dim lamps", gittest.Files{"summer/lamp.c": text("dim", "summer")})
		c := r.Commit("Oil the doors of the house in winter", gittest.Files{"winter/door.c": text("oil", "winter")})
		d := r.Commit("Oil the doors of the house in summer", gittest.Files{"summer/door.c": text("oil", "summer")})
		elsewhere(r, 1)
		undo := func(sha string, who ...gittest.Option) string {
			x := r.Commit("Revert "+sha, r.Inverse(sha), who...)
			elsewhere(r, 1)
			return x
		}
		x, y, z, w := undo(a), undo(b), undo(c), undo(d, gittest.Author("Grace", "grace@example.org"))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(z, incident.Revert, incident.ReasonLandedRevert, c, c),
			line(w, incident.Revert, incident.ReasonLandedRevert, d, d),
		}
	}},
	{"reverts one upon the other that one merge brought", verified, nil, func(r *gittest.Repo) []string {
		ben, cleo := gittest.Author("Ben Tester", "ben@example.org"), gittest.Author("Cleo Tester", "cleo@example.org")
		a := r.Commit("lamp: dim it", gittest.Files{"lamp.c": text("dim")}, ben)
		elsewhere(r, 2)
		b := r.Commit("stairs: paint them", gittest.Files{"stairs.c": text("paint")}, cleo)
		elsewhere(r, 2)
		c := r.Commit("door: oil it", gittest.Files{"door.c": text("oil")}, ben)
		elsewhere(r, 2)
		d := r.Commit("window: wash it", gittest.Files{"window.c": text("wash")}, cleo)
		topic := func(name string, commits func()) {
			r.Branch(name, r.Head())
			r.Switch(name)
			commits()
			r.Switch("main")
			r.Commit("lexer: faster "+name, gittest.Files{"lexer.c": text(name)})
			r.Merge("Merge pull request #"+name+" from ada/undo", name)
		}
		var x, y, z, w string
		topic("8", func() { x, y = r.Revert(a), r.Revert(b) })
		topic("9", func() { // each with a reason of its own
			z = r.Commit("Revert \"door: oil it\"\n\nThis reverts commit "+c+".\n\nThe door went open in the evening.", r.Inverse(c))
			w = r.Commit("Revert \"window: wash it\"\n\nThis reverts commit "+d+".\n\nNobody could see the hall from the stairs.", r.Inverse(d))
		})
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonSeries, a, b),
			line(z, incident.Revert, incident.ReasonLandedRevert, c, c),
			line(w, incident.Revert, incident.ReasonLandedRevert, d, d),
		}
	}},
	{"one revert that goes with two that did not go together", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("lamp: dim it", gittest.Files{"lamp.c": text("one", "two")}, gittest.Author("Ben Tester", "ben@example.org"))
		elsewhere(r, 2)
		b := r.Commit("stairs: paint them", gittest.Files{"stairs.c": text("one", "two")}, gittest.Author("Cleo Tester", "cleo@example.org"))
		elsewhere(r, 2)
		r.Commit("both", gittest.Files{"lamp.c": text("one", "two", "three"), "stairs.c": text("one", "two", "three")}, gittest.Author("Dora Tester", "dora@example.org"))
		d := r.Commit("lamp and stairs", gittest.Files{"lamp.c": text("one", "two", "three", "four"), "stairs.c": text("one", "two", "three", "four")})
		soon := func() gittest.Option { return gittest.At(r.Now().Add(-40 * time.Minute)) } // 20 minutes after the one before
		x := r.Commit("Revert \"lamp: dim it\"\n\nThis reverts commit "+a+".", gittest.Files{"lamp.c": text("three", "four")})
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")}, soon())
		y := r.Commit("Revert \"stairs: paint them\"\n\nThis reverts commit "+b+".", gittest.Files{"stairs.c": text("three", "four")}, soon())
		r.Commit("lexer: faster still", gittest.Files{"lexer.c": text("faster")}, gittest.At(r.Now().Add(-55*time.Minute)))
		z := r.Commit("Revert \"lamp and stairs\"\n\nThis reverts commit "+d+".", gittest.Files{"lamp.c": text("three"), "stairs.c": text("three")}, gittest.At(r.Now().Add(-55*time.Minute)))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonSeries, a, b),
			line(z, incident.Revert, incident.ReasonSeries, a, d),
		}
	}},
	{"a series taken back in one go", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")})
		c := r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		x := r.Revert(c)
		y := r.Revert(b, gittest.At(r.Now().Add(-time.Hour)))
		z := r.Revert(a, gittest.At(r.Now().Add(-50*time.Minute)))
		back := r.Commit("Reapply \"lexer: count tabs\"\n\nThis reverts commit "+y+".", r.Inverse(y))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, c, c),
			line(y, incident.Revert, incident.ReasonSeries, c, b),
			line(z, incident.Revert, incident.ReasonSeries, c, a),
			line(back, incident.Reapply, incident.ReasonReland, c, y),
		}
	}},
	{"a series by one person with others between, and one by two people in a row", verified, nil, func(r *gittest.Repo) []string {
		grace := gittest.Author("Grace", "grace@example.org")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Commit("stairs: a rail", gittest.Files{"stairs.c": text("rail")}, grace)
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")})
		x := r.Revert(b)
		y := r.Revert(a, gittest.At(r.Now().Add(-time.Hour)))
		c := r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		d := r.Commit("hall: a lamp", gittest.Files{"lamp.c": text("lamp")}, grace)
		v := r.Revert(d)
		w := r.Revert(c, gittest.At(r.Now().Add(-time.Hour)))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(y, incident.Revert, incident.ReasonSeries, b, a),
			line(v, incident.Revert, incident.ReasonLandedRevert, d, d),
			line(w, incident.Revert, incident.ReasonSeries, d, c),
		}
	}},
	{"a series of what one person made from two machines", verified, nil, func(r *gittest.Repo) []string {
		home := gittest.Author("Ada", "ada@home.example.org")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")}, gittest.Author("Ada", "ada@example.org"))
		r.Commit("stairs: a rail", gittest.Files{"stairs.c": text("rail")})
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")}, home)
		x := r.Revert(b)
		y := r.Revert(a, gittest.At(r.Now().Add(-time.Hour)))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(y, incident.Revert, incident.ReasonSeries, b, a),
		}
	}},
	{"a series of merges in a row, of what two people made", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("tabs", base)
		r.Branch("count", base)
		r.Switch("tabs")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Switch("count")
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")}, gittest.Author("Grace", "grace@example.org"))
		r.Switch("main")
		r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		m := r.Merge("Merge pull request #11 from ada/tabs", "tabs")
		n := r.Merge("Merge pull request #12 from grace/count", "count")
		x := r.Commit("Revert \"Merge pull request #12 from grace/count\"\n\nThis reverts commit "+n+", reversing\nchanges made to "+m+".", r.Inverse(b))
		y := r.Commit("Revert \"Merge pull request #11 from ada/tabs\"\n\nThis reverts commit "+m+".", r.Inverse(a), gittest.At(r.Now().Add(-time.Hour)))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, n, n),
			line(y, incident.Revert, incident.ReasonSeries, n, m),
		}
	}},
	{"a series of one second, under one subject", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")})
		x := r.Commit("Back out what broke the hall\n\nThis reverts commit "+b+".", r.Inverse(b))
		y := r.Commit("Back out what broke the hall\n\nThis reverts commit "+a+".", r.Inverse(a), gittest.At(r.Now().Add(-time.Hour)))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(y, incident.Revert, incident.ReasonSeries, b, a),
		}
	}},
	{"undone, put back and undone again within a second", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a)
		y := r.Commit("Reapply \"parser: accept tabs\"\n\nThis reverts commit "+x+".", r.Inverse(x))
		at := r.Now().Add(-2 * time.Hour)
		z := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit "+y+".", r.Inverse(y), gittest.At(at))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
			line(z, incident.Revert, incident.ReasonAgain, a, y),
		}
	}},
	{"a series of a pair that takes turns", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")})
		c := r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		revert := func(sha, author, with string) string {
			return r.Commit("Revert "+sha+"\n\nThis reverts commit "+sha+".\n\nSigned-off-by: "+with+" <pair@example.org>", r.Inverse(sha),
				gittest.Author(author, strings.ToLower(author)+"@example.org"), gittest.At(r.Now().Add(-time.Hour+time.Minute)))
		}
		x := revert(c, "Ada", "Grace")
		y := revert(b, "Grace", "Ada")
		z := revert(a, "Ada", "Barbara") // another pair
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, c, c),
			line(y, incident.Revert, incident.ReasonSeries, c, b),
			line(z, incident.Revert, incident.ReasonLandedRevert, a, a),
		}
	}},
	{"reverts in a row that are no series", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")}, gittest.Author("Grace", "grace@example.org"))
		c := r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")})
		x := r.Revert(a)
		y := r.Revert(c, gittest.At(r.Now().Add(-40*time.Minute)))                                          // later
		z := r.Revert(b, gittest.At(r.Now().Add(-time.Hour)), gittest.Author("Grace", "grace@example.org")) // by another
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Revert, incident.ReasonLandedRevert, c, c),
			line(z, incident.Revert, incident.ReasonLandedRevert, b, b),
		}
	}},
	{"reverts in a row of what two people made in a row, of no common file and after a while", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")}, gittest.Author("Grace", "grace@example.org"))
		x := r.Revert(b)
		y := r.Revert(a, gittest.At(r.Now().Add(-50*time.Minute)))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(y, incident.Revert, incident.ReasonLandedRevert, a, a),
		}
	}},
	{"a stack taken back by two people within a day", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")}, gittest.At(r.Now().Add(-58*time.Minute)))
		c := r.Commit("hall: a mat", gittest.Files{"hall.c": text("mat")}) // an hour later
		x := r.Revert(b)
		elsewhere(r, 3)
		y := r.Revert(a, gittest.Author("Grace", "grace@example.org"))
		z := r.Revert(c)
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(y, incident.Revert, incident.ReasonSeries, b, a),
			line(z, incident.Revert, incident.ReasonLandedRevert, c, c),
		}
	}},
	{"two changes to the same files by different people, taken back within an hour", verified, nil, func(r *gittest.Repo) []string {
		grace, soon := gittest.Author("Grace", "grace@example.org"), func() gittest.Option { return gittest.At(r.Now().Add(-30 * time.Minute)) }
		r.Commit("start", gittest.Files{"parser.c": text("zero"), "go.sum": text("sums")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one"), "lexer.c": text("tabs"), "hall.c": text("mat")})
		r.Commit("stairs: a rail", gittest.Files{"stairs.c": text("rail")})
		b := r.Commit("parser: more of it", gittest.Files{"parser.c": text("zero", "one", "two"), "go.sum": text("sums", "more")}, grace)
		r.Commit("cellar: a lamp", gittest.Files{"cellar.c": text("lamp")})
		d := r.Commit("attic: a lamp", gittest.Files{"attic.c": text("lamp"), "go.sum": text("sums", "more", "most")}, grace)
		x := r.Revert(d)
		r.Commit("door: a bell", gittest.Files{"door.c": text("bell")}, soon())
		y := r.Revert(b, soon()) // shares nothing but the sums
		r.Commit("door: a louder bell", gittest.Files{"door.c": text("bell", "bell")}, soon())
		z := r.Revert(a, soon()) // within an hour of y, not of x
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, d, d),
			line(y, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(z, incident.Revert, incident.ReasonSeries, b, a),
		}
	}},
	{"what is undone again soon after another, of the same file", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one")})
		x := r.Revert(a)
		y := r.Revert(x)
		elsewhere(r, 30)
		b := r.Commit("parser: accept commas", gittest.Files{"parser.c": text("zero", "one", "two")})
		z := r.Revert(b)
		r.Commit("door: a bell", gittest.Files{"door.c": text("bell")}, gittest.At(r.Now().Add(-50*time.Minute)))
		w := r.Revert(y, gittest.At(r.Now().Add(-50*time.Minute)))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
			line(z, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(w, incident.Revert, incident.ReasonAgain, a, y),
		}
	}},
	{"reverts in one go of what has nothing in common", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Commit("stairs: a rail", gittest.Files{"stairs.c": text("rail")})
		b := r.Commit("lexer: count tabs", gittest.Files{"lexer.c": text("three", "four")}, gittest.Author("Grace", "grace@example.org"))
		x := r.Revert(b)
		y := r.Revert(a, gittest.At(r.Now().Add(-time.Hour)))
		return []string{
			line(x, incident.Revert, incident.ReasonLandedRevert, b, b),
			line(y, incident.Revert, incident.ReasonLandedRevert, a, a),
		}
	}},
	{"reverts that came by pull requests of their own, in a row", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"main.c": text("start")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "dimmer")})
		b := r.Commit("door: a bell", gittest.Files{"door.c": text("door", "bell")})
		elsewhere(r, 3)
		now := r.Now()
		r.Branch("one", b)
		r.Branch("two", b)
		r.Switch("one")
		x := r.Commit("Revert \"hall: a dimmer\"", r.Inverse(a), gittest.At(now.Add(time.Minute)))
		r.Switch("two")
		y := r.Commit("Revert \"door: a bell\"", r.Inverse(b), gittest.At(now.Add(2*time.Minute)))
		r.Switch("main")
		r.Merge("Merge pull request #7 from ada/one", "one", gittest.At(now.Add(3*time.Minute)))
		r.Merge("Merge pull request #8 from ada/two", "two", gittest.At(now.Add(4*time.Minute)))
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a), line(y, incident.Revert, incident.ReasonSeries, a, b)}
	}},
}

// TestSigners holds that nobody has no name: two commits without an author's name have no person in common.
func TestSigners(t *testing.T) {
	got := signers(incident.Commit{Message: "x\n\nSigned-off-by: Ada <ada@example.org>\nCo-authored-by: <x@example.org>\nReviewed-by: Grace <grace@example.org>\n"})
	if d := cmp.Diff(map[string]bool{"ada": true}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(map[string]bool{"grace": true, "ada": true}, signers(incident.Commit{Author: incident.Person{Name: "Grace"}, Message: "x\n\nCo-authored-by: ADA <ada@example.org>\n"})); d != "" {
		t.Error(d)
	}
}
