package trace

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// sourceOf gives the commits below the revisions and not below the excluded ones.
func sourceOf(r repository, exclude []string, include ...string) Source {
	return func(ctx context.Context, fn func(incident.Commit) error) error {
		_, err := r.Each(ctx, git.LogOptions{Include: include, Exclude: exclude}, fn)
		return err
	}
}

func scanAll(t *testing.T, r *gittest.Repo, o Options, include ...string) Result {
	t.Helper()
	h := openRepository(t, r.GitDir)
	got, err := Scan(context.Background(), h, sourceOf(h, nil, include...), nil, o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// text is the content of a file whose lines tell something, one for each of the words.
func text(words ...string) string {
	var b strings.Builder
	for _, w := range words {
		fmt.Fprintf(&b, "this line is about %s\n", w)
	}
	return b.String()
}

// story builds a history and says what Scan must make of it: "sha kind reason chain-root ← offending…" for each finding.
type story struct {
	name  string
	o     Options
	tips  []string
	build func(r *gittest.Repo) (want []string)
}

// line writes one expectation.
func line(sha string, kind incident.Kind, reason incident.Reason, root string, offending ...string) string {
	short := make([]string, len(offending))
	for i, o := range offending {
		short[i] = incident.Short(o)
	}
	return fmt.Sprintf("%s %s %s %s %s ← %s", incident.Short(sha), kind, reason.Decision(), reason, incident.Short(root), strings.Join(short, " "))
}

var verified = Options{Verify: true}

func TestLandedByMerge(t *testing.T) {
	r := gittest.New(t)
	base := r.Commit("start", gittest.Files{"main.c": text("start")})
	r.Branch("topic", base)
	r.Switch("topic")
	a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
	r.Switch("main")
	merge := r.Merge("Merge pull request #7 from ada/topic", "topic")
	r.Revert(a)
	h := openRepository(t, r.GitDir)
	landed, err := h.Commit(t.Context(), merge)
	if err != nil {
		t.Fatal(err)
	}
	got := scanAll(t, r, verified, "main").Findings[0].Offending[0]
	if got.SHA != a || !got.LandedAt.Equal(landed.CommittedAt) {
		t.Errorf("%s landed at %s; the merge is of %s", incident.Short(got.SHA), got.LandedAt, landed.CommittedAt)
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
	{"what came back as it was had been a precaution", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
		x := r.Revert(a)
		y := r.Revert(x)
		return []string{
			line(x, incident.Revert, incident.ReasonPrecaution, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
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
	{"change and revert in one pull request", verified, nil, func(r *gittest.Repo) []string {
		base := r.Commit("start", gittest.Files{"main.c": text("start")})
		r.Branch("topic", base)
		r.Switch("topic")
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a)
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Switch("main")
		r.Merge("Merge pull request #7 from ada/topic", "topic")
		return []string{line(x, incident.Revert, incident.ReasonSamePull, a, a)}
	}},
	{"a revert that never landed", Options{Verify: true, Tip: "main"}, []string{"main", "topic"}, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		r.Branch("topic", a)
		r.Switch("topic")
		x := r.Revert(a)
		r.Switch("main")
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		return []string{line(x, incident.Revert, incident.ReasonNeverLanded, a, a)}
	}},
	{"a bot's revert", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Revert(a, gittest.Author("autosubmit[bot]", "bot@example.org"))
		return []string{line(x, incident.Revert, incident.ReasonBot, a, a)}
	}},
	{"documentation only", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("docs: explain tabs", gittest.Files{"docs/tabs.md": text("one", "two")})
		x := r.Revert(a)
		return []string{line(x, incident.Revert, incident.ReasonDocs, a, a)}
	}},
	{"opted out by a trailer", verified, nil, func(r *gittest.Repo) []string {
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
		x := r.Commit("Revert \"parser: accept tabs\"\n\nThis reverts commit "+a+".\n\nOwnup: skip", r.Inverse(a))
		return []string{line(x, incident.Revert, incident.ReasonOptOut, a, a)}
	}},
	{"the policy may open what is held by default", Options{Verify: true, Policy: Policy{
		Decisions: map[incident.Reason]incident.Decision{incident.ReasonDocs: incident.Open},
	}}, nil, func(r *gittest.Repo) []string {
		a := r.Commit("docs: explain tabs", gittest.Files{"docs/tabs.md": text("one", "two")})
		x := r.Revert(a)
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
		return []string{line(x, incident.Revert, incident.ReasonUnsure, a, a)}
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
		return []string{line(y, incident.Reapply, incident.ReasonReland, y, x)}
	}},
	{"a word of undoing that undoes nothing", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		r.Commit("parser: handle errors\n\nOn failure we now revert the changes to the buffer.", gittest.Files{"parser.c": text("zero", "one")})
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
	{"undone without a word, and put back so", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero"), "lexer.c": text("slow")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
		r.Commit("parser: a note", gittest.Files{"parser.c": text("note", "zero", "one", "two")})
		x := r.Commit("parser: simplify", gittest.Files{"parser.c": text("note", "zero")})
		y := r.Commit("parser: tabs once more", gittest.Files{"parser.c": text("note", "zero", "one", "two")})
		return []string{
			line(x, incident.Revert, incident.ReasonSilent, a, a),
			line(y, incident.Reapply, incident.ReasonReland, a, x),
		}
	}},
	{"undone without a word after the window", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Commit("parser: simplify", r.Inverse(a), gittest.At(r.Now().Add(silentWindow+48*time.Hour)))
		return nil
	}},
	{"a bot that flips to and fro", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"hashes": text("zero")})
		a := r.Commit("hashes: new", gittest.Files{"hashes": text("one")})
		r.Commit("hashes: newer", r.Inverse(a), gittest.Author("roll-bot", "roll@example.org"))
		return nil
	}},
}

func TestScan(t *testing.T) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			r := gittest.New(t)
			want := s.build(r)
			if s.o.Tip != "" {
				s.o.Tip = r.Rev(s.o.Tip)
			}
			got := scanAll(t, r, s.o, s.tips...)
			if d := cmp.Diff(want, linesOf(got)); d != "" {
				t.Errorf("want -, got +:\n%s", d)
			}
		})
	}
}

func linesOf(r Result) []string {
	roots := map[string]string{}
	for _, c := range r.Chains {
		roots[c.Key] = c.Root
	}
	var out []string
	for _, f := range r.Findings {
		var offending []string
		for _, o := range f.Offending {
			offending = append(offending, o.SHA)
		}
		out = append(out, line(f.SHA, f.Kind, incident.Reason(f.Reason), roots[f.Chain], offending...))
	}
	return out
}

func TestScanSameRelease(t *testing.T) {
	r := gittest.New(t)
	a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
	b := r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")})
	first := r.Head()
	r.Tag("v1", first)
	x := r.Revert(a)
	c := r.Commit("printer: pretty", gittest.Files{"printer.c": text("pretty")})
	y := r.Revert(c)
	r.Tag("v2", y)
	z := r.Revert(b)
	o := verified
	o.Releases = func() ([]incident.Ref, error) {
		return []incident.Ref{{Name: "v2", Commit: y}, {Name: "v1", Commit: first}}, nil
	}
	want := []string{
		line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
		line(y, incident.Revert, incident.ReasonSameRelease, c, c),
		line(z, incident.Revert, incident.ReasonLandedRevert, b, b),
	}
	if d := cmp.Diff(want, linesOf(scanAll(t, r, o))); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// TestScanWithoutVerify names commits by what messages say alone.
func TestScanWithoutVerify(t *testing.T) {
	r := gittest.New(t)
	a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
	x := r.Revert(a)
	got := scanAll(t, r, Options{})
	if d := cmp.Diff([]string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}, linesOf(got)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	if got.Stats.Checked != 0 {
		t.Errorf("%d contents compared", got.Stats.Checked)
	}
}

func TestScanStops(t *testing.T) {
	r := gittest.New(t)
	r.Revert(r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one")}))
	h := openRepository(t, r.GitDir)
	ctx, cancel := context.WithCancel(context.Background())
	source := func(ctx context.Context, fn func(incident.Commit) error) error {
		err := sourceOf(h, nil)(ctx, fn)
		cancel()
		return err
	}
	if _, err := Scan(ctx, h, source, nil, verified); err == nil {
		t.Error("a cancelled scan says nothing")
	}
}

// TestScanInParts tells each story in two parts, cut at every commit of the main line: the second scan, from the saved state, must leave the same
// findings as one scan of everything.
func TestScanInParts(t *testing.T) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			r := gittest.New(t)
			s.build(r)
			if s.o.Tip != "" {
				s.o.Tip = r.Rev(s.o.Tip)
			}
			h := openRepository(t, r.GitDir)
			ctx := context.Background()
			whole, err := Scan(ctx, h, sourceOf(h, nil, s.tips...), nil, s.o)
			if err != nil {
				t.Fatal(err)
			}
			var commits []string
			if _, err := h.Log(ctx, git.LogOptions{FirstParent: true}, func(c incident.Commit) error {
				commits = append(commits, c.SHA)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			for _, cut := range commits {
				parts := shelf{}
				first, err := Scan(ctx, h, sourceOf(h, nil, cut), nil, s.o)
				if err != nil {
					t.Fatal(err)
				}
				save(t, first.State, parts)
				st := LoadState(parts, s.o)
				if st.Index.Commits() != first.Stats.Commits {
					t.Fatalf("the state of %s was not read again", cut)
				}
				second, err := Scan(ctx, h, sourceOf(h, []string{cut}, s.tips...), st, s.o)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(sortedLines(whole.State), sortedLines(second.State)); d != "" {
					t.Errorf("cut at %s: in one -, in two +:\n%s", incident.Short(cut), d)
				}
				save(t, second.State, parts)
			}
		})
	}
}

// shelf is a Store in memory.
type shelf map[string][]byte

func (s shelf) Cache(name string) ([]byte, bool) { data, ok := s[name]; return data, ok }

func (s shelf) PutCache(name string, data []byte) error { s[name] = data; return nil }

func (s shelf) TidyCache(keep func(name string) bool) error {
	maps.DeleteFunc(s, func(name string, _ []byte) bool { return !keep(name) })
	return nil
}

func save(t *testing.T, st *State, parts shelf) {
	t.Helper()
	if err := st.Save(parts); err != nil {
		t.Fatal(err)
	}
}

func sortedLines(st *State) map[string]string {
	out := map[string]string{}
	for _, l := range strings.Split(strings.TrimSpace(string(st.Lines())), "\n") {
		if l != "" {
			out[shaOfLine([]byte(l))] = l
		}
	}
	return out
}

func TestLoadStateDistrusts(t *testing.T) {
	r := gittest.New(t)
	r.Revert(r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one")}))
	o := Options{Verify: true, Silent: true}
	parts := shelf{}
	save(t, scanAll(t, r, o).State, parts)
	if LoadState(parts, o).Index.Commits() != 2 {
		t.Fatal("the state was not read")
	}
	if LoadState(parts, Options{Verify: true}).Index.Commits() != 0 {
		t.Error("a state of other options was taken")
	}
	for name, whole := range maps.Clone(parts) {
		parts[name] = whole[:len(whole)-1]
		if LoadState(parts, o).Index.Commits() != 0 {
			t.Errorf("a state with %s cut off was taken", name)
		}
		delete(parts, name)
		if LoadState(parts, o).Index.Commits() != 0 {
			t.Errorf("a state without %s was taken", name)
		}
		parts[name] = whole
	}
}

// TestStatesStandApart lets two scans with other options, and then a later one, save their states in turns: each is read again as
// it was saved, and nothing is left of those that were replaced or that another version of ownup wrote.
func TestStatesStandApart(t *testing.T) {
	r := gittest.New(t)
	r.Revert(r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one")}))
	checked, plain := Options{Verify: true}, Options{}
	a, b := scanAll(t, r, checked).State, scanAll(t, r, plain).State
	parts := shelf{"scan-1-0-manifest": nil, "followed": nil}
	save(t, a, parts)
	save(t, b, parts)
	r.Revert(r.Commit("lexer: faster", gittest.Files{"lexer.c": text("fast")}))
	later := scanAll(t, r, checked).State
	save(t, later, parts)
	for _, s := range []struct {
		o    Options
		want *State
	}{{checked, later}, {plain, b}} {
		if d := cmp.Diff(sortedLines(s.want), sortedLines(LoadState(parts, s.o))); d != "" {
			t.Errorf("saved -, read +:\n%s", d)
		}
	}
	if _, ok := parts["followed"]; !ok {
		t.Error("what is not a scan's was removed")
	}
	if len(parts) != 1+2*3 {
		t.Errorf("there are %d parts: %v", len(parts), slices.Sorted(maps.Keys(parts)))
	}
}
