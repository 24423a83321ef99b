package flow

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestBeginning is how far back a chain's incident is looked for: to the first commit that its keys are made of, and through
// everything where that commit or its time is not known.
func TestBeginning(t *testing.T) {
	week := func(at time.Time) time.Time { return at.AddDate(0, 0, -7) }
	day := noon.AddDate(0, 0, -1)
	p, c := story()
	old := c
	old.Findings = slices.Clone(c.Findings)
	p.commits["old"] = incident.Commit{SHA: "old", CommittedAt: noon.AddDate(-3, 0, 0)}
	old.Findings[0].Offending = append(slices.Clone(c.Findings[0].Offending), incident.Offending{SHA: "old"})
	absent := old
	absent.Findings = slices.Clone(c.Findings)
	absent.Findings[0].Offending = []incident.Offending{{SHA: "absent"}}
	ahead := c
	ahead.Findings = slices.Clone(c.Findings)
	ahead.Findings[0].CommittedAt = noon.AddDate(0, 0, 1)
	for _, k := range []struct {
		name   string
		chains []incident.Chain
		want   time.Time
	}{
		{"nothing to look at", nil, week(day)},
		{"from the change on", []incident.Chain{c}, week(noon.AddDate(0, 0, -5))},
		{"from the oldest of several", []incident.Chain{c, old}, week(noon.AddDate(-3, 0, 0))},
		{"a commit that is not here", []incident.Chain{c, absent}, time.Time{}},
		{"a clock that is ahead", []incident.Chain{ahead}, time.Time{}},
	} {
		b := &board{}
		if _, err := engine(p, b).Sweep(t.Context(), k.chains, noon.AddDate(0, 0, -14)); err != nil {
			t.Fatal(err)
		}
		if len(b.since) != 1 || !b.since[0].Equal(k.want) {
			t.Errorf("%s: looked since %v, want %v", k.name, b.since, k.want)
		}
	}
}

func results(out []Outcome) []Result {
	var r []Result
	for _, o := range out {
		r = append(r, o.Result)
	}
	return r
}

func TestSweepOpensOnce(t *testing.T) {
	p, c := story()
	b := &board{}
	for i, want := range []Result{Opened, AlreadyOpen, AlreadyOpen} {
		out, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Result{want}, results(out)); diff != "" {
			t.Errorf("sweep %d: %s", i, diff)
		}
	}
	if diff := cmp.Diff([]string{"open " + c.Key}, b.writes); diff != "" {
		t.Error(diff)
	}
	// A runner that could not resolve the offending commit knows the chain by its finding.
	blind := chainOf(incident.Open, "landed-revert", c.Findings[0].SHA, incident.Finding{SHA: c.Findings[0].SHA, Kind: incident.Revert, CommittedAt: c.Findings[0].CommittedAt})
	out, err := engine(p, b).Sweep(t.Context(), []incident.Chain{blind}, time.Time{})
	if err != nil || out[0].Result != AlreadyOpen {
		t.Errorf("the same chain under its other key: %v, %v", out, err)
	}
}

func TestSweepHolds(t *testing.T) {
	p, c := story()
	held := c
	held.Verdict = incident.Verdict{Decision: incident.Hold, Reason: incident.ReasonBot, Detail: "A bot made it."}
	folded := c
	folded.Verdict.Decision = incident.Fold
	b := &board{}
	e := engine(p, b)
	out, err := e.Sweep(t.Context(), []incident.Chain{held, folded}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Result{Held, Folded}, results(out)); diff != "" {
		t.Error(diff)
	}
	e.Options.DailyCap = 1
	b.pages = []incident.Page{{Ref: "#1", Key: "r-other", State: incident.PageOpen, CreatedAt: noon.Add(-time.Hour)}}
	out, err = e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if out[0].Result != Held || out[0].Reason != incident.ReasonDailyCap {
		t.Errorf("over the cap: %+v", out[0])
	}
	if out, err = e.Sweep(t.Context(), []incident.Chain{c}, noon); err != nil || len(out) != 0 {
		t.Errorf("a chain from before since was looked at: %v, %v", out, err)
	}
	if len(b.writes) != 0 {
		t.Errorf("something was written: %v", b.writes)
	}
}

// TestNothingIsOpenedUnseen is that where the tracker can't say what it has, nothing is opened in it: it might be there already.
func TestNothingIsOpenedUnseen(t *testing.T) {
	p, c := story()
	for name, open := range map[string]func(e *Engine) ([]Outcome, error){
		"sweep": func(e *Engine) ([]Outcome, error) { return e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}) },
		"open":  func(e *Engine) ([]Outcome, error) { return e.Open(t.Context(), c, nil) },
	} {
		b := &board{}
		e := engine(p, b)
		e.Tracker = unlisted{b}
		out, err := open(e)
		if incident.ProblemOf(err) != incident.Unavailable || len(out) != 1 || out[0].Result != Queued || len(b.writes) != 0 {
			t.Errorf("%s: %+v, %v, wrote %v", name, out, err, b.writes)
		}
	}
}

// unlisted can't list what it has.
type unlisted struct{ *board }

func (unlisted) Opened(context.Context, time.Time) ([]incident.Page, error) {
	return nil, &incident.Problem{Kind: incident.Unavailable, Sentence: "Not now."}
}

// TestTouches is that a chain counts from when it landed, which may be long after it was committed.
func TestTouches(t *testing.T) {
	since := noon.AddDate(0, 0, -14)
	for _, test := range []struct {
		committed, landed time.Time
		want              bool
	}{
		{noon, time.Time{}, true},
		{since, time.Time{}, true},
		{since.Add(-time.Second), time.Time{}, false},
		{since.AddDate(0, -1, 0), noon, true},
		{since.AddDate(0, -1, 0), since.Add(-time.Second), false},
	} {
		c := incident.Chain{Findings: []incident.Finding{{CommittedAt: test.committed, LandedAt: test.landed}}}
		if got := touches(c, since); got != test.want {
			t.Errorf("committed %v, landed %v: %v", test.committed, test.landed, got)
		}
	}
}

func TestOutbox(t *testing.T) {
	p, c := story()
	for _, kind := range []incident.ProblemKind{incident.Unavailable, incident.Permission, incident.Auth, incident.TooLarge} {
		b := &board{}
		e := engine(p, b)
		b.fail = &incident.Problem{Kind: kind, Sentence: "Not now."}
		if kind != incident.Unavailable {
			b.fail = nil
			e.Tracker = refusing{b, &incident.Problem{Kind: kind, Sentence: "Not now."}}
		}
		out, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
		if incident.ProblemOf(err) != kind || len(out) != 1 || out[0].Result != Queued || out[0].Detail != "Not now." {
			t.Fatalf("%v: %+v, %v", kind, out, err)
		}
		waiting, _ := e.Outbox.Pending()
		if len(waiting) != 1 || waiting[0].Reason != "Not now." {
			t.Fatalf("%v: the outbox holds %v", kind, waiting)
		}
		b.fail = nil
		e.Tracker = b
		if _, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if waiting, _ = e.Outbox.Pending(); len(waiting) != 0 || len(b.pages) != 1 {
			t.Errorf("%v: afterwards %d wait and %d pages are there", kind, len(waiting), len(b.pages))
		}
	}
}

// TestWhatWentOutIsTold is that the run by which a waiting incident comes to be says so, once, whatever else it looks at.
func TestWhatWentOutIsTold(t *testing.T) {
	p, c := story()
	box := waits(t, c.Key, "r-behind")
	for i := range box.entries {
		box.entries[i].At = noon.AddDate(0, 0, -1)
	}
	const note = "It had waited in the outbox since 2026-10-11."
	want := []Outcome{
		{Key: c.Key, SHA: c.Opening().SHA, Kind: incident.Revert, Subject: c.Opening().Subject, At: c.Opening().CommittedAt, Result: Opened, Reason: "landed-revert", Detail: c.Verdict.Detail, Note: note, Ref: "#1"},
		{Key: "r-behind", Subject: "as it was", At: noon.AddDate(0, 0, -9), Result: Opened, Reason: "outbox", Note: note, Ref: "#2"},
	}
	known := []Outcome{want[0]}
	known[0].Result, known[0].Reason, known[0].Detail, known[0].Note = AlreadyOpen, "known", "Its incident is #1.", ""
	for name, test := range map[string]struct {
		run   func(e *Engine) ([]Outcome, error)
		want  []Outcome
		after []Outcome
	}{
		"sweep": {func(e *Engine) ([]Outcome, error) {
			return e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
		}, []Outcome{want[1], want[0]}, known},
		"sweep of what is newer": {func(e *Engine) ([]Outcome, error) {
			return e.Sweep(t.Context(), []incident.Chain{c}, noon)
		}, want, nil},
		"sync": {func(e *Engine) ([]Outcome, error) { return e.Send(t.Context(), []incident.Chain{c}) }, want, nil},
	} {
		e := engine(p, &board{})
		e.Outbox = &tray{entries: slices.Clone(box.entries)}
		for _, want := range [][]Outcome{test.want, test.after} {
			got, err := test.run(e)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}
	}

	// Taken out of the outbox is not to be: it was opened all the same, and that is told.
	e := engine(p, &board{})
	e.Outbox = sticky{waits(t, c.Key)}
	for _, run := range []func() ([]Outcome, error){
		func() ([]Outcome, error) { return e.Send(t.Context(), []incident.Chain{c}) },
		func() ([]Outcome, error) {
			e.Tracker = &board{}
			return e.Sweep(t.Context(), []incident.Chain{c}, noon)
		},
	} {
		if got, err := run(); err == nil || len(got) != 1 || got[0].Result != Opened {
			t.Errorf("%+v, %v", got, err)
		}
	}
}

// TestQueued is that what waits is told by its key, unless it is there and only its comment is still to be left.
func TestQueued(t *testing.T) {
	p, c := story()
	e := engine(p, &board{})
	box := waits(t, c.Key, "r-behind")
	box.entries[1].Reason = "Not now."
	e.Outbox = box
	if _, _, err := e.Tracker.Open(t.Context(), incident.Draft{Key: c.Key}); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Follow(t.Context(), []incident.Chain{c}); err != nil {
		t.Fatal(err)
	}
	if got, err := e.Queued(); err != nil || len(got) != 1 || got[0].Ref != "r-behind" || got[0].Title != "as it was" || got[0].Detail != "Not now." {
		t.Errorf("%+v, %v", got, err)
	}
}

// sticky is an outbox that lets go of nothing.
type sticky struct{ *tray }

func (sticky) Done(string) error { return errors.New("the disk is full") }

// picky is a tracker that does not take one of the incidents as it is.
type picky struct {
	*board
	key string
	err error
}

func (k picky) Open(ctx context.Context, d incident.Draft) (incident.Page, bool, error) {
	if d.Key == k.key && d.Title == "as it was" {
		return incident.Page{}, false, k.err
	}
	return k.board.Open(ctx, d)
}

// waits is an outbox with incidents in it that an earlier run could not open.
func waits(t *testing.T, keys ...string) *tray {
	t.Helper()
	box := &tray{}
	for i, key := range keys {
		d, err := json.Marshal(incident.Draft{Key: key, Title: "as it was", CreatedAt: noon.AddDate(0, 0, -9*i)})
		if err != nil {
			t.Fatal(err)
		}
		box.entries = append(box.entries, Entry{ID: "open " + key, Action: actionOpen, Payload: d})
	}
	return box
}

// TestWhatIsNotTakenHoldsUpNothing is that an incident which the tracker does not take as it waits lets others pass, where a tracker that takes
// nothing is asked once; and that it waits no more when it was opened in another form.
func TestWhatIsNotTakenHoldsUpNothing(t *testing.T) {
	p, c := story()
	for kind, want := range map[incident.ProblemKind][]string{
		incident.Failed: {"open r-behind"}, incident.TooLarge: {"open r-behind"},
		incident.Unavailable: nil, incident.Auth: nil, incident.Permission: nil, incident.Gone: nil,
	} {
		b, box := &board{}, waits(t, c.Key, "r-behind")
		e := engine(p, b)
		e.Tracker, e.Outbox = picky{b, c.Key, &incident.Problem{Kind: kind, Sentence: "Not so."}}, box
		if _, err := e.Send(t.Context(), nil); incident.ProblemOf(err) != kind {
			t.Fatalf("%v: what was not sent is told as %v", kind, err)
		}
		if diff := cmp.Diff(want, b.writes[:min(len(b.writes), len(want))]); diff != "" || len(box.entries) != 2-len(want) {
			t.Errorf("%v: %d wait: %s", kind, len(box.entries), diff)
		}
		if _, err := e.Sweep(t.Context(), nil, time.Time{}); incident.ProblemOf(err) != kind {
			t.Errorf("%v: a sweep that looks at nothing else tells it as %v", kind, err)
		}
		if _, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(box.entries, func(w Entry) bool { return w.ID == "open "+c.Key }) {
			t.Errorf("%v: what was opened since still waits", kind)
		}
	}
}

// TestDailyCapCountsOnce is that what goes out of the outbox counts as opened today, once, whatever day it was written.
func TestDailyCapCountsOnce(t *testing.T) {
	p, c := story()
	for most, want := range map[int]Result{2: Held, 3: Opened} {
		e := engine(p, &board{})
		e.Outbox, e.Options.DailyCap = waits(t, "r-one", "r-two"), most
		out, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
		if err != nil || out[len(out)-1].Result != want {
			t.Errorf("a cap of %d, two sent: %+v, %v", most, out, err)
		}
		b := &board{}
		e = engine(p, b)
		e.Outbox, e.Options.DailyCap = waits(t, "r-one", "r-two"), most
		b.pages = []incident.Page{{Ref: "#0", Key: "r-one", CreatedAt: noon}}
		if out, err = e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil || out[len(out)-1].Result != want {
			t.Errorf("a cap of %d, one sent and one there: %+v, %v", most, out, err)
		}
	}
}

// TestOpenByHand is that what a person asks for is opened whatever its verdict, which is told; where nothing came of it, that is told alone, and once.
func TestOpenByHand(t *testing.T) {
	p, c := story()
	o, err := engine(p, &board{}).Open(t.Context(), c, nil)
	if err != nil || len(o) != 1 || o[0].Result != Opened || o[0].Detail != c.Verdict.Detail || o[0].Note != "" {
		t.Errorf("what a sweep would open: %+v, %v", o, err)
	}
	c.Verdict = incident.Verdict{Decision: incident.Hold, Reason: incident.ReasonBot}
	o, err = engine(p, &board{}).Open(t.Context(), c, nil)
	if err != nil || len(o) != 1 || o[0].Result != Opened || o[0].Detail != "By hand." || o[0].Note != "A sweep would not open it. A bot made it." {
		t.Errorf("what a sweep would hold: %+v, %v", o, err)
	}
	e := engine(p, &board{})
	e.Tracker, e.Outbox = refusing{&board{}, &incident.Problem{Sentence: "No room."}}, full{}
	if o, err = e.Open(t.Context(), c, nil); len(o) != 0 || err == nil || err.Error() != "No room." {
		t.Errorf("where nothing can be written: %+v, %v", o, err)
	}
}

// full is an outbox that has no room either.
type full struct{ Outbox }

func (full) Enqueue(Entry) error { return &incident.Problem{Sentence: "Could not keep it for later."} }

// refusing lists, and refuses to open.
type refusing struct {
	*board
	err error
}

func (r refusing) Open(context.Context, incident.Draft) (incident.Page, bool, error) {
	return incident.Page{}, false, r.err
}

func TestDryRunWritesNothing(t *testing.T) {
	p, c := story()
	b := &board{}
	e := engine(p, b)
	var out strings.Builder
	e.Tracker, e.Outbox = DryRun{b, &out}, ReadOnlyOutbox{&tray{}}
	got, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
	if err != nil || got[0].Result != WouldOpen {
		t.Fatalf("%v, %v", got, err)
	}
	if len(b.writes) != 0 {
		t.Errorf("written: %v", b.writes)
	}
	if !strings.Contains(out.String(), "## 8. Demonstrate improvement") {
		t.Errorf("the text is not shown whole:\n%s", out.String())
	}
}

// TestDryRunShowsTheOutbox holds that what waits is shown whole, once, and stays, and that its chain is not opened beside it.
func TestDryRunShowsTheOutbox(t *testing.T) {
	p, c := story()
	e := engine(p, &board{})
	kept := e.Outbox.(*tray)
	e.Tracker = refusing{&board{}, &incident.Problem{Kind: incident.Unavailable, Sentence: "Could not reach it."}}
	if _, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err == nil || len(kept.entries) != 1 {
		t.Fatalf("%v, in the outbox: %v", err, kept.entries)
	}
	comment, err := json.Marshal(courtesyComment{Pull: 12, ID: "c", Body: "It was taken back."})
	if err != nil {
		t.Fatal(err)
	}
	if err := kept.Enqueue(Entry{ID: "c", Action: actionCourtesy, Payload: comment, At: noon}); err != nil {
		t.Fatal(err)
	}
	b := &board{}
	dry := engine(p, b)
	var out strings.Builder
	dry.Tracker, dry.Outbox = DryRun{b, &out}, ReadOnlyOutbox{kept}
	got, err := dry.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
	if err != nil || got[0].Result != Queued || got[0].Ref != "" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := dry.Send(t.Context(), []incident.Chain{c}); err != nil {
		t.Error(err)
	}
	for text, times := range map[string]int{"This waits in the outbox since 2026-": 2, "## 8. Demonstrate improvement": 1, "pull request #12:\n\nIt was taken back.": 1} {
		if n := strings.Count(out.String(), text); n != times {
			t.Errorf("%q is shown %d times in:\n%s", text, n, out.String())
		}
	}
	if len(b.writes) > 0 || len(kept.entries) != 2 {
		t.Errorf("written: %v, left: %v", b.writes, kept.entries)
	}
}

// talkative is a forge whose pull requests take comments only when it is well.
type talkative struct {
	forgeless
	err      error
	comments []string
}

func (f *talkative) PullsOf(context.Context, string) ([]incident.Pull, error) {
	return []incident.Pull{{Number: 12}}, nil
}

func (f *talkative) CommentOnPull(_ context.Context, _ int, id, _ string, _ bool) error {
	if f.err == nil {
		f.comments = append(f.comments, id)
	}
	return f.err
}

func TestCourtesyHoldsUpNothing(t *testing.T) {
	p, c := story()
	bad := p.add("bad2", "parse: faster", "parse.go", noon.AddDate(0, 0, -2))
	undo := p.add("undo2", `Revert "parse: faster"`, "parse.go", noon.AddDate(0, 0, -1))
	other := chainOf(incident.Open, "landed-revert", bad, incident.Finding{
		SHA: undo, Kind: incident.Revert, CommittedAt: noon.AddDate(0, 0, -1), Offending: []incident.Offending{{SHA: bad, Confidence: 1}},
	})
	b, f, box := &board{}, &talkative{err: &incident.Problem{Kind: incident.Permission, Sentence: "It may not."}}, &tray{}
	sweep := func() []Outcome {
		t.Helper()
		e := engine(p, b)
		e.Forge, e.Outbox, e.Options.Courtesy = f, box, true
		out, err := e.Sweep(t.Context(), []incident.Chain{c, other}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	out := sweep()
	if diff := cmp.Diff([]Result{Opened, Opened}, results(out)); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(out[0].Note, "It may not.") || len(box.entries) != 2 {
		t.Errorf("note %q, and %d wait", out[0].Note, len(box.entries))
	}
	behind, err := json.Marshal(incident.Draft{Key: "r-behind", Title: "behind"})
	if err != nil {
		t.Fatal(err)
	}
	box.entries = append(box.entries, Entry{ID: "open r-behind", Action: "open", Payload: behind})
	if sweep(); len(box.entries) != 2 || !slices.Contains(b.writes, "open r-behind") {
		t.Errorf("still refused, and %d wait: %v", len(box.entries), b.writes)
	}
	f.err = nil
	if sweep(); len(box.entries) != 0 || len(f.comments) != 2 {
		t.Errorf("afterwards %d wait, and %v were left", len(box.entries), f.comments)
	}
}

// TestCourtesyOfWhatWaited is that an incident that goes out of the outbox brings its comment on the pull request, once.
func TestCourtesyOfWhatWaited(t *testing.T) {
	p, c := story()
	b, f, box := &board{fail: &incident.Problem{Kind: incident.Unavailable, Sentence: "Not now."}}, &talkative{}, &tray{}
	for i := range 3 {
		e := engine(p, b)
		e.Forge, e.Outbox, e.Options.Courtesy = f, box, true
		_, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
		if waits := i == 0; waits != (err != nil) || waits != (len(box.entries) == 1) || waits != (len(f.comments) == 0) {
			t.Errorf("run %d: %v, %d wait, %v were left", i, err, len(box.entries), f.comments)
		}
		b.fail = nil
	}
	if len(f.comments) != 1 {
		t.Errorf("left %v", f.comments)
	}
}
