package scan

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// sourceOf gives the commits below the revisions and not below the excluded ones.
func openRepository(t testing.TB, dir string) *git.Repo {
	t.Helper()
	r, err := git.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func sourceOf(r *git.Repo, exclude []string, include ...string) Source {
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

func allStories() []story {
	return slices.Concat(stories, silentStories, sinceStories, comebackStories, seriesStories, seriesRuleStories, claimStories, titledStories, verdictStories, hotfixStories, plannedStories, doubtStories, partStories, itselfStories, repeatStories, secondStories, pickStories, versionStories, saidStories)
}

func TestScan(t *testing.T) {
	for _, s := range allStories() {
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
			var kept []incident.Finding
			for l := range bytes.Lines(got.State.Lines()) {
				var f incident.Finding
				if err := json.Unmarshal(l, &f); err != nil {
					t.Fatal(err)
				}
				kept = append(kept, f)
			}
			if d := cmp.Diff(got.Chains, Chains(kept), cmpopts.EquateEmpty()); d != "" {
				t.Errorf("what was kept tells another story, found -, kept +:\n%s", d)
			}
		})
	}
}

func linesOf(r Result) []string {
	var out []string
	for _, f := range r.Findings {
		var offending []string
		for _, o := range f.Offending {
			offending = append(offending, o.SHA)
		}
		out = append(out, lineOf(f.SHA, f.Kind, f.Verdict, incident.Reason(f.Reason), f.Chain[len("r-"):], offending...))
	}
	return out
}

var text = gittest.Text

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

// TestRevertLandsByItsMerge holds that a change was live from when it landed until its revert landed, and not until
// that was written.
func TestRevertLandsByItsMerge(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"main.c": text("start")})
	r.Branch("topic", r.Head())
	r.Switch("topic")
	a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
	r.Branch("undo", a)
	r.Switch("undo")
	r.Revert(a)
	r.Switch("main")
	landed := r.Now().Add(24 * time.Hour) // after the revert was written
	r.Merge("Merge pull request #7 from ada/topic", "topic", gittest.At(landed))
	r.Merge("Merge pull request #8 from ada/undo", "undo", gittest.At(landed.Add(48*time.Hour)))
	c := scanAll(t, r, verified, "main").Chains[0]
	f := c.Findings[0]
	if !f.LandedAt.Equal(landed.Add(48*time.Hour)) || f.Live(f.Offending[0]) != 48*time.Hour || !strings.Contains(c.Verdict.Detail, "after 2 days.") {
		t.Errorf("%+v: %s", f, c.Verdict.Detail)
	}
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

// TestReleasedBetween: what a release held without its revert had not arrived together with it, whatever merge carried
// both here. What did arrived when its revert did.
func TestReleasedBetween(t *testing.T) {
	r := gittest.New(t)
	base := r.Commit("start", gittest.Files{"main.c": text("start")})
	topic := func(name string) (change, revert string) {
		r.Branch(name, base)
		r.Switch(name)
		change = r.Commit(name+": tabs", gittest.Files{name + ".c": text("one", "two")})
		revert = r.Revert(change)
		r.Switch("main")
		r.Merge("Carry "+name+" over", name)
		return change, revert
	}
	a, x := topic("parser")
	b, y := topic("lexer")
	o := verified
	o.Releases = func() ([]incident.Ref, error) {
		return []incident.Ref{{Name: "v2", Commit: r.Head()}, {Name: "v1", Commit: a}}, nil
	}
	got := scanAll(t, r, o, "main")
	want := []string{
		line(x, incident.Revert, incident.ReasonLandedRevert, a, a),
		line(y, incident.Revert, incident.ReasonSamePull, b, b),
	}
	if d := cmp.Diff(want, linesOf(got)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	for _, f := range got.Findings {
		if together := f.SHA == y; f.LandedAt.Equal(f.Offending[0].LandedAt) != together {
			t.Errorf("%s landed at %s, what it undoes at %s", f.Subject, f.LandedAt, f.Offending[0].LandedAt)
		}
	}
}

// TestWentAlong: of what was undone beside what is named, it is said whether its files stand as before it, or as before
// something older.
func TestWentAlong(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text("door")})
	a := r.Commit("hall: a dimmer", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of brass", "wire")})
	b := r.Commit("hall: dim slower", gittest.Files{"hall.c": text("hall", "lamp", "dimmer of steel", "wire")})
	c := r.Commit("door: a bell", gittest.Files{"door.c": text("door", "bell", "wire", "gong")})
	r.Commit("Revert \"hall: a dimmer\"", gittest.Files{"hall.c": text("hall", "lamp"), "door.c": text("door")})
	got := map[string]string{}
	for _, o := range scanAll(t, r, verified).Findings[0].Offending {
		got[o.SHA] = o.Detail[len(o.Detail)-1]
	}
	if d := cmp.Diff(map[string]string{a: standsAgain, b: wentAlong, c: standsAgain}, got); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}

// TestDetail: how much of a change is taken back is told in words that fit.
func TestDetail(t *testing.T) {
	r := gittest.New(t)
	words := strings.Fields(strings.Repeat("a b c d e f g h i j ", 5))
	for i := range words {
		words[i] += fmt.Sprint(i)
	}
	without := func(n int) string { return text(words[n:]...) }
	a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": without(0)})
	for _, x := range []struct {
		message string
		files   gittest.Files
		want    []string
	}{
		{"Revert a part of " + a, gittest.Files{"parser.c": without(2)}, []string{"4 % of its change is taken back, and hardly anything else is done."}},
		{"Revert a part of " + a, gittest.Files{"parser.c": without(4), "lexer.c": text("fast", "now")}, []string{
			"Hardly any of its lines is taken back as it was, but it touched the same files.",
		}},
		{"Revert a part of " + a, gittest.Files{"parser.c": without(8), "lexer.c": text("fast", "soon"), "hall.c": text("mat")}, []string{
			"Only 8 % of its change is taken back, so the message may mean another commit, or a part that has changed since.",
		}},
		{"Revert some of " + a, gittest.Files{"parser.c": without(16), "lexer.c": text(words[:10]...)}, []string{"16 % of its change is taken back."}},
		{"Revert " + a, gittest.Files{"main.c": text("start")}, []string{
			"None of its change is taken back, so the message may mean another commit, or a part that has changed since.",
		}},
		{"Reapply " + a, gittest.Files{"main.c": text("start", "again")}, []string{
			"None of its change is put in again, so the message may mean another commit, or a part that has changed since.",
		}},
	} {
		sha := r.Commit(x.message, x.files)
		all := scanAll(t, r, verified).Findings
		f := all[len(all)-1]
		if d := cmp.Diff(x.want, f.Offending[0].Detail[1:]); f.SHA != sha || d != "" {
			t.Errorf("%s %s\n%s", x.message, f.SHA, d)
		}
	}
}

// TestScanWithoutVerify names commits by what messages say alone.
func TestScanWithoutVerify(t *testing.T) {
	r := gittest.New(t)
	a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two")})
	x := r.Revert(a)
	h := counting{openRepository(t, r.GitDir), new(atomic.Int64)}
	got, err := Scan(t.Context(), h, sourceOf(h.Repo, nil), nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}, linesOf(got)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
	if n := h.read.Load(); n > 0 {
		t.Errorf("%d blobs were read", n)
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

// TestScanInParts tells each story in two parts, cut at every commit of the main line: the second scan, from the saved
// state, must leave the same findings as one scan of everything.
func TestScanInParts(t *testing.T) {
	for _, s := range allStories() {
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

// TestStatesStandApart lets two scans with other options, and then a later one, save their states in turns: each is
// read again as it was saved, and nothing is left of those that were replaced or that another version of ownup wrote.
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
	if len(parts) != 1+2*4 {
		t.Errorf("there are %d parts: %v", len(parts), slices.Sorted(maps.Keys(parts)))
	}
}

// counting is a history that counts what is read of its content.
type counting struct {
	*git.Repo
	read *atomic.Int64
}

func (h counting) Blob(ctx context.Context, id string) ([]byte, error) {
	h.read.Add(1)
	return h.Repo.Blob(ctx, id)
}

// TestLaterScanReadsNoOldReverts holds that a revert costs a later scan nothing while its path stands as it did, and
// that its change coming back is still seen after scans like that.
func TestLaterScanReadsNoOldReverts(t *testing.T) {
	r := gittest.New(t)
	a := r.Commit("parser: accept tabs", gittest.Files{"lib/parser.c": text("one", "two", "three", "four", "five")})
	r.Revert(a)
	o, parts := Options{Verify: true}, shelf{}
	read := new(atomic.Int64)
	h := counting{openRepository(t, r.GitDir), read}
	next := func(exclude ...string) Result {
		t.Helper()
		got, err := Scan(t.Context(), h, sourceOf(h.Repo, exclude), LoadState(parts, o), o)
		if err != nil {
			t.Fatal(err)
		}
		save(t, got.State, parts)
		return got
	}
	next()
	for range 2 {
		seen := r.Rev("main")
		elsewhere(r, 3)
		read.Store(0)
		next(seen)
		if n := read.Load(); n > 0 {
			t.Errorf("%d blobs were read for commits that change another file", n)
		}
	}
	seen := r.Rev("main")
	back := r.Commit("lib: tabs are accepted", gittest.Files{"lib/parser.c": text("one", "two", "three", "four", "five")})
	if got := next(seen).Findings; len(got) != 1 || got[0].SHA != back || got[0].Kind != incident.Reapply {
		t.Errorf("what came back: %v", got)
	}
}

// cutOff is a history in which one commit is not there any more.
type cutOff struct {
	*git.Repo
	sha string
}

func (h cutOff) Commit(ctx context.Context, sha string) (incident.Commit, error) {
	if sha == h.sha {
		return incident.Commit{}, &incident.Problem{Kind: incident.NotFound}
	}
	return h.Repo.Commit(ctx, sha)
}

// TestScanAfterHistoryWasCutOff holds that what was undone without a word may be gone from the clone when that is
// found.
func TestScanAfterHistoryWasCutOff(t *testing.T) {
	r := gittest.New(t)
	a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("one", "two", "three")})
	o := Options{Verify: true, Silent: true}
	st := scanAll(t, r, o).State
	parts := shelf{}
	save(t, st, parts)
	r.Commit("parser: tidy up", r.Inverse(a))
	h := cutOff{openRepository(t, r.GitDir), a}
	got, err := Scan(t.Context(), h, sourceOf(h.Repo, []string{a}), LoadState(parts, o), o)
	if err != nil || len(got.Findings) > 0 {
		t.Errorf("%v, %v", got.Findings, err)
	}
	save(t, got.State, parts)
}
