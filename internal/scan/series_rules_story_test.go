package scan

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// after is the time so long after the last commit.
func after(r *gittest.Repo, d time.Duration) gittest.Option {
	return gittest.At(r.Now().Add(d - time.Hour))
}

var (
	ada   = gittest.Author("Ada", "ada@example.org")
	grace = gittest.Author("Grace", "grace@example.org")
	cleo  = gittest.Author("Cleo", "cleo@example.org")
)

// apart makes changes, each to a file of its own, with others' between.
func apart(r *gittest.Repo, who gittest.Option, names ...string) (changes []string) {
	for _, name := range names {
		changes = append(changes, r.Commit(name+": begin", gittest.Files{name + ".c": text(name, name+" two")}, who))
		r.Commit("lexer: faster than "+name, gittest.Files{"lexer.c": text(name)}, gittest.Author("Lex", "lex@example.org"))
	}
	return changes
}

// pulled makes reverts on a branch, a minute apart, and merges it.
func pulled(r *gittest.Repo, number string, base string, changes ...string) (reverts []string) {
	now := r.Now().Add(-time.Hour)
	r.Branch(number, base)
	r.Switch(number)
	for i, c := range changes {
		reverts = append(reverts, r.Revert(c, gittest.At(now.Add(time.Duration(i+1)*time.Minute))))
	}
	r.Switch("main")
	r.Merge("Merge pull request #"+number+" from ada/undo", number, gittest.At(now.Add(time.Duration(len(changes)+1)*time.Minute)))
	return reverts
}

// opened is the line of a revert that goes with none before it, inSeries that of one which goes with the revert of
// root.
func opened(revert, of string) string {
	return line(revert, incident.Revert, incident.ReasonLandedRevert, of, of)
}

func inSeries(revert, of, root string) string {
	return line(revert, incident.Revert, incident.ReasonSeries, root, of)
}

// seriesRuleStories hold where the rules by which reverts go together end.
var seriesRuleStories = []story{
	{"two reverts by one pull request, right after another that brought one alone", verified, nil, func(r *gittest.Repo) []string {
		c := apart(r, ada, "hall", "door", "stairs")
		base := r.Head()
		x := pulled(r, "7", base, c[0])[0]
		both := pulled(r, "8", base, c[1], c[2])
		return []string{opened(x, c[0]), opened(both[0], c[1]), inSeries(both[1], c[2], c[1])}
	}},
	{"a revert right on the branch, after a pull request that brought one, and a pull request after that", verified, nil, func(r *gittest.Repo) []string {
		c := apart(r, ada, "hall", "door", "stairs")
		base := r.Head()
		x := pulled(r, "7", base, c[0])[0]
		y := r.Revert(c[1], after(r, time.Minute))
		z := pulled(r, "8", base, c[2])[0]
		return []string{opened(x, c[0]), opened(y, c[1]), opened(z, c[2])}
	}},
	{"a pull request with a revert, right after one with a revert and more", verified, nil, func(r *gittest.Repo) []string {
		c := apart(r, ada, "hall", "door")
		base := r.Head()
		r.Branch("7", base)
		r.Switch("7")
		r.Commit("attic: a mat", gittest.Files{"attic.c": text("mat")}, after(r, time.Minute))
		x := r.Revert(c[0], after(r, time.Minute))
		r.Switch("main")
		r.Merge("Merge pull request #7 from ada/undo", "7", after(r, time.Minute))
		y := pulled(r, "8", base, c[1])[0]
		return []string{opened(x, c[0]), opened(y, c[1])}
	}},
	{"a merge that says it reverts, right after a revert", verified, nil, func(r *gittest.Repo) []string {
		c := apart(r, ada, "hall", "door")
		r.Branch("topic", r.Head())
		x := r.Revert(c[0])
		r.Switch("topic")
		r.Commit("door: shut it", gittest.Files{"door.c": gittest.Delete}, after(r, time.Minute))
		r.Commit("attic: a mat", gittest.Files{"attic.c": text("mat")}, after(r, time.Minute))
		r.Switch("main")
		y := r.Merge("Revert \"door: begin\"\n\nThis reverts commit "+c[1]+".", "topic", after(r, time.Minute))
		return []string{opened(x, c[0]), opened(y, c[1])}
	}},
	{"in one go: a revert, a reapply of what was reverted long before, and a revert of what is not here", verified, nil, func(r *gittest.Repo) []string {
		c := apart(r, ada, "hall", "door")
		p := r.Revert(c[0])
		elsewhere(r, 30)
		x := r.Revert(c[1])
		y := r.Commit("Reland \"hall: begin\"\n\nThis reverts commit "+p+".", gittest.Files{"hall.c": text("hall", "hall two", "mended")}, after(r, time.Minute))
		z := r.Commit("Revert \"cellar: begin\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.", gittest.Files{"cellar.c": text("dark")}, after(r, time.Minute))
		return []string{
			opened(p, c[0]), opened(x, c[1]), line(y, incident.Reapply, incident.ReasonReland, c[0], p, c[0]), line(z, incident.Revert, incident.ReasonUnresolved, z),
		}
	}},
	{"in one go: a revert, and another that no message tells of", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		c := apart(r, ada, "hall", "door")
		x := r.Revert(c[1])
		y := r.Commit("hall: simpler", r.Inverse(c[0]), after(r, time.Minute))
		return []string{opened(x, c[1]), line(y, incident.Revert, incident.ReasonSilent, c[0], c[0])}
	}},
	{"in one go, the older change first, of two people who had made them in a row", verified, nil, func(r *gittest.Repo) []string {
		a := apart(r, ada, "hall")[0]
		b := r.Commit("door: begin", gittest.Files{"door.c": text("door")}, ada)
		c := r.Commit("stairs: begin", gittest.Files{"stairs.c": text("stairs")}, grace)
		elsewhere(r, 2)
		x, y, z := r.Revert(a), r.Revert(b, after(r, time.Minute)), r.Revert(c, after(r, time.Minute))
		return []string{opened(x, a), inSeries(y, b, a), inSeries(z, c, a)}
	}},
	{"in one go, of two merges of pull requests, the second built on the first", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("one", base)
		r.Switch("one")
		a := r.Commit("hall: begin", gittest.Files{"hall.c": text("hall")}, ada)
		r.Branch("two", a)
		r.Switch("two")
		b := r.Commit("door: begin", gittest.Files{"door.c": text("door")}, grace)
		r.Switch("main")
		m := r.Merge("Merge pull request #7 from ada/hall", "one")
		elsewhere(r, 1)
		n := r.Merge("Merge pull request #8 from grace/door", "two")
		elsewhere(r, 1)
		x := r.Commit("Revert \"Merge pull request #8 from grace/door\"\n\nThis reverts commit "+n+".", r.Inverse(b))
		y := r.Commit("Revert \"Merge pull request #7 from ada/hall\"\n\nThis reverts commit "+m+".", r.Inverse(a), after(r, time.Minute))
		return []string{opened(x, n), inSeries(y, m, n)}
	}},
	{"in one go, of one who writes her name in two ways", verified, nil, func(r *gittest.Repo) []string {
		a := apart(r, ada, "hall")[0]
		b := apart(r, gittest.Author("A. Lovelace", "ada@example.org"), "door")[0]
		x, y := r.Revert(b), r.Revert(a, after(r, time.Minute))
		return []string{opened(x, b), inSeries(y, a, b)}
	}},
	{"a stack taken back from below by two people, and changes that are no stack", verified, nil, func(r *gittest.Repo) []string {
		change := func(name string, who gittest.Option) string {
			return r.Commit(name+": begin", gittest.Files{name + ".c": text(name, name+" two")}, who, after(r, time.Minute))
		}
		undo := func(sha string, who gittest.Option) string {
			elsewhere(r, 1)
			return r.Revert(sha, who)
		}
		a, b := change("hall", ada), change("door", ada)
		elsewhere(r, 1)
		c := change("stairs", ada)
		change("lexer", grace) // comes between
		d := change("attic", ada)
		elsewhere(r, 1)
		e, f := change("cellar", ada), change("roof", cleo) // by two people
		x, y := undo(a, ada), undo(b, grace)
		z, w := undo(c, ada), undo(d, grace)
		u, v := undo(e, ada), undo(f, grace)
		return []string{opened(x, a), inSeries(y, b, a), opened(z, c), opened(w, d), opened(u, e), opened(v, f)}
	}},
	{"the same file and a person in common within an hour, by two clocks", verified, nil, func(r *gittest.Repo) []string {
		var want []string
		var undone []func()
		for _, tt := range []struct {
			name            string
			signed          string // by whom the reverts are
			who             gittest.Option
			apart, authored time.Duration // of the second
		}{
			{"hall", "", ada, 2 * time.Hour, time.Minute},
			{"door", "", ada, time.Minute, 3 * time.Hour},
			{"stairs", "", grace, time.Minute, time.Minute},
			{"attic", "\n\nSigned-off-by: roll-bot <bot@example.org>", grace, time.Minute, time.Minute},
		} {
			a, b := apart(r, cleo, tt.name)[0], r.Commit(tt.name+": go on", gittest.Files{tt.name + ".c": text(tt.name, tt.name+" two", "more")}, grace)
			undone = append(undone, func() {
				elsewhere(r, 30) // a day and more after the pair before
				undo := func(sha string, o ...gittest.Option) string {
					return r.Commit("Revert of "+sha+tt.signed, gittest.Files{tt.name + ".c": text("without " + sha)}, o...)
				}
				first := r.Now()
				x := undo(b, ada)
				r.Commit("lexer: between "+tt.name, gittest.Files{"lexer.c": text("between " + tt.name)}, after(r, 0))
				y := undo(a, tt.who, after(r, tt.apart), gittest.AuthoredAt(first.Add(tt.authored)))
				want = append(want, opened(x, b), opened(y, a))
			})
		}
		for _, undo := range undone {
			undo()
		}
		return want
	}},
	{"a person in common within an hour, and files of which some or all are the same", verified, nil, func(r *gittest.Repo) []string {
		files := func(word string, names ...string) gittest.Files {
			f := gittest.Files{}
			for _, n := range names {
				f[n] = text(word+" one", word+" two")
			}
			return f
		}
		begin := func(who gittest.Option, word string, names ...string) string {
			defer elsewhere(r, 1)
			return r.Commit(word, files(word, names...), who)
		}
		undo := func(sha string) string {
			x := r.Revert(sha, after(r, time.Minute))
			r.Commit("lexer: between "+sha, gittest.Files{"lexer.c": text(sha)}, after(r, time.Minute))
			return x
		}
		a := begin(ada, "mats", "hall.c")
		b := begin(grace, "rugs", "hall.c", "door.c", "stairs.c")
		c, d := begin(ada, "lamps", "attic.c", "roof.c", "x.c"), begin(grace, "bulbs", "x.c", "cellar.c", "shed.c")
		e, f := begin(ada, "locks", "yarn.lock"), begin(grace, "more locks", "go.sum")
		elsewhere(r, 30)
		x, y := undo(b), undo(a) // all that the smaller one touches
		elsewhere(r, 30)
		z, w := undo(d), undo(c) // one file of three
		elsewhere(r, 30)
		u, v := undo(f), undo(e) // nothing but what many changes touch
		return []string{opened(x, b), inSeries(y, a, b), opened(z, d), opened(w, c), opened(u, f), opened(v, e)}
	}},
	{"what is undone again, and then another change of the same file", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hall.c": text("zero")})
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "dim")}, ada)
		x := r.Revert(a)
		y := r.Revert(x)
		elsewhere(r, 30)
		b := r.Commit("hall: a lamp", gittest.Files{"hall.c": text("zero", "dim", "lamp")}, grace)
		elsewhere(r, 30)
		z := r.Commit("Revert of "+y, gittest.Files{"hall.c": text("zero", "lamp")})
		r.Commit("lexer: between", gittest.Files{"lexer.c": text("between")}, after(r, time.Minute))
		w := r.Commit("Revert of "+b, gittest.Files{"hall.c": text("zero")}, after(r, time.Minute))
		return []string{
			opened(x, a), line(y, incident.Reapply, incident.ReasonReland, a, x), line(z, incident.Revert, incident.ReasonAgain, a, y), opened(w, b),
		}
	}},
	{"a merge that says it reverts, and a hotfix, soon before a revert of the same file", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("zero", "dim")}, ada)
		elsewhere(r, 1)
		b := r.Commit("hall: a lamp", gittest.Files{"hall.c": text("zero", "dim", "lamp")}, grace)
		elsewhere(r, 30)
		r.Branch("topic", r.Head())
		r.Switch("topic")
		r.Commit("hall: bright", gittest.Files{"hall.c": text("zero", "lamp")}, after(r, time.Minute))
		r.Commit("attic: a mat", gittest.Files{"attic.c": text("mat")}, after(r, time.Minute))
		r.Switch("main")
		r.Commit("lexer: between", gittest.Files{"lexer.c": text("between")}, after(r, time.Minute))
		x := r.Merge("Revert \"hall: a dimmer\"\n\nThis reverts commit "+a+".", "topic", after(r, time.Minute))
		h := r.Commit("hotfix: light in the hall", gittest.Files{"hall.c": text("zero", "lamp", "light")}, after(r, time.Minute))
		r.Commit("lexer: between these", gittest.Files{"lexer.c": text("between these")}, after(r, time.Minute))
		y := r.Commit("Revert of "+b, gittest.Files{"hall.c": text("zero", "light")}, after(r, time.Minute))
		return []string{opened(x, a), line(h, incident.Hotfix, incident.ReasonHotfix, h), opened(y, b)}
	}},
	{"two people who give the same reason", verified, nil, func(r *gittest.Repo) []string {
		a, b := apart(r, ada, "hall")[0], apart(r, grace, "door")[0]
		undo := func(sha string, who gittest.Option) string {
			return r.Commit("Revert \"begin\"\n\nThis reverts commit "+sha+".\n\nThe hall went dark in the evening, and nobody found the switch.", r.Inverse(sha), who)
		}
		x := undo(a, ada)
		elsewhere(r, 1)
		y := undo(b, grace)
		return []string{opened(x, a), opened(y, b)}
	}},
	{"a revert by itself is no series: what came back changed, was undone again and came back as it was", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("one", "two", "three")})
		x := r.Revert(a, gittest.Author("roll-bot", "roll@example.org"))
		y := r.Commit("Reland \"hall: a dimmer\"\n\nThis reverts commit "+x+".", gittest.Files{"hall.c": text("one", "two", "three", "four")})
		z := r.Revert(y)
		w := r.Commit("Reapply \"hall: a dimmer\"\n\nThis reverts commit "+z+".", r.Inverse(z))
		return []string{
			line(x, incident.Revert, incident.ReasonBot, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x, a),
			line(z, incident.Revert, incident.ReasonPrecaution, a, y),
			line(w, incident.Reapply, incident.ReasonReland, a, z),
		}
	}},
}

// made is a history of which no more than who made each commit is known.
type made struct {
	History
	commits map[string]incident.Commit
}

func (m made) Commit(_ context.Context, sha string) (incident.Commit, error) {
	if c, ok := m.commits[sha]; ok {
		return c, nil
	}
	return incident.Commit{}, &incident.Problem{Kind: incident.NotFound}
}

// TestSameAuthor holds by what two commits are one person's or one pair's: never by what neither tells.
func TestSameAuthor(t *testing.T) {
	by := func(name, email string, signed ...string) incident.Commit {
		c := incident.Commit{Author: incident.Person{Name: name, Email: email}, Message: "door: oil\n"}
		for _, s := range signed {
			c.Message += "\nSigned-off-by: " + s + " <" + s + "@example.org>"
		}
		return c
	}
	for what, tt := range map[string]struct {
		first, second incident.Commit
		want          bool
	}{
		"one name":                          {by("Ada", "1"), by("ada", "2"), true},
		"one address":                       {by("Ada", "1"), by("A.", "1"), true},
		"two people":                        {by("Ada", "1"), by("Ben", "2"), false},
		"a pair in turns":                   {by("Ada", "1", "Ben"), by("Ben", "2", "Ada"), true},
		"three in turns":                    {by("Ada", "1", "Ben", "Cleo"), by("Ben", "2", "Cleo", "Ada"), false},
		"no names":                          {by("", "1"), by("", "2"), false},
		"no names, and one who signed both": {by("", "1", "Ada"), by("", "2", "Ada"), false},
		"no addresses":                      {by("Ada", ""), by("Ben", ""), false},
	} {
		b := NewBuilder(nil)
		m := made{commits: map[string]incident.Commit{}}
		for sha, c := range map[string]incident.Commit{strings.Repeat("a", 40): tt.first, strings.Repeat("b", 40): tt.second} {
			c.SHA, c.CommittedAt = sha, day
			m.commits[sha] = c
			b.Add(c, nil)
		}
		s := &scan{x: b.Index(), h: m, ctx: t.Context()}
		if got := s.sameAuthor(0, 1); got != tt.want {
			t.Errorf("%s: %v", what, got)
		}
		for sha := range m.commits {
			s.h = made{commits: map[string]incident.Commit{sha: m.commits[sha]}}
			if s.sameAuthor(0, 1) {
				t.Errorf("%s: one of them is not in this clone", what)
			}
		}
	}
}

// Two reverts of one second, which pull requests of their own brought, go together whichever of them has the lower
// number, and neither goes before the other.
func TestSeriesOfOneSecond(t *testing.T) {
	lower := map[bool]bool{}
	for turn := range 16 {
		r := gittest.New(t)
		r.Commit("start", gittest.Files{"hall.c": text("hall")})
		a := r.Commit("hall: a dimmer for the lamp", gittest.Files{"hall.c": text("hall", "dimmer of brass")})
		b := r.Commit("hall: a shade for the lamp", gittest.Files{"hall.c": text("hall", "dimmer of brass", "shade of paper")})
		when := r.Now().Add(2 * time.Hour)
		r.Branch("one", b)
		r.Branch("two", b)
		x := r.Commit("Revert \"hall: a dimmer for the lamp\"\n\nThis reverts commit "+a+".", gittest.Files{"hall.c": text("hall", "shade of paper")}, gittest.On("one"), gittest.At(when))
		y := r.Commit(fmt.Sprintf("Revert \"hall: a shade for the lamp\"\n\nThis reverts commit %s.\n\nNo %d.", b, turn),
			gittest.Files{"hall.c": text("hall", "dimmer of brass")}, gittest.On("two"), gittest.At(when))
		r.Switch("main")
		r.Merge("Merge pull request #1 from ada/one", "one", gittest.At(when.Add(time.Minute)))
		r.Merge("Merge pull request #2 from ada/two", "two", gittest.At(when.Add(2*time.Minute)))
		opened, series := 0, 0
		for _, c := range scanAll(t, r, Options{Verify: true}, "main").Chains {
			for _, f := range c.Findings {
				switch incident.Reason(f.Reason) {
				case incident.ReasonLandedRevert:
					opened++
				case incident.ReasonSeries:
					series++
				}
			}
		}
		if opened != 1 || series != 1 {
			t.Errorf("turn %d: %d opened, %d of a series", turn, opened, series)
		}
		lower[x < y] = true
	}
	if len(lower) < 2 {
		t.Error("every turn numbered the two alike")
	}
}
