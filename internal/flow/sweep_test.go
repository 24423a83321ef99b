package flow

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestBeginning is how far back a chain's incident is looked for: to the first commit that its keys are made of, and
// through everything where that commit or its time is not known.
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
	if diff := cmp.Diff([]Result{Held, Folded}, results(out)); diff != "" || out[0].Reason != incident.ReasonBot || out[0].Detail != "A bot made it." {
		t.Errorf("%+v: %s", out, diff)
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
	e.Options.Fresh = map[string]bool{c.Findings[0].SHA: true}
	if out, err = e.Sweep(t.Context(), []incident.Chain{c}, noon); err != nil || len(out) != 1 {
		t.Errorf("a chain that has just come by a fast-forward was not looked at: %v, %v", out, err)
	}
	if len(b.writes) != 0 {
		t.Errorf("something was written: %v", b.writes)
	}
}

// TestNothingIsOpenedUnseen is that where the tracker can't say what it has, nothing is opened in it: it might be there
// already. What may be gone by the next run is waited for.
func TestNothingIsOpenedUnseen(t *testing.T) {
	p, c := story()
	for name, open := range map[string]func(e *Engine) ([]Outcome, error){
		"sweep": func(e *Engine) ([]Outcome, error) { return e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}) },
		"open":  func(e *Engine) ([]Outcome, error) { return e.Open(t.Context(), c, nil) },
	} {
		for kind, want := range map[incident.ProblemKind][]Result{incident.Unavailable: {Queued}, incident.Auth: nil} {
			b, not := &board{}, &incident.Problem{Kind: kind, Sentence: "Not now."}
			for what, tracker := range map[string]Tracker{"listing": listing{b, not}, "stray": unseen{b, not}} {
				e := engine(p, b)
				e.Tracker = tracker
				out, err := open(e)
				if incident.ProblemOf(err) != kind || !slices.Equal(results(out), want) || len(b.writes) != 0 {
					t.Errorf("%s, %s, kind %d: %+v, %v, wrote %v", name, what, kind, out, err, b.writes)
				}
			}
		}
	}
}

// TestFoundClosed is that an incident which only the tracker's own look has found is told as it is: open or closed.
func TestFoundClosed(t *testing.T) {
	p, c := story()
	for state, want := range map[incident.PageState]Result{incident.PageOpen: AlreadyOpen, incident.PageClosed: AlreadyDone} {
		b := &board{pages: []incident.Page{{Ref: "#1", Number: 1, Key: c.Key, State: state, CreatedAt: noon, ClosedAt: noon}}}
		e := engine(p, b)
		e.Tracker = late{b}
		out, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
		if err != nil || len(out) != 1 || out[0].Result != want || out[0].Ref != "#1" {
			t.Errorf("%s: %+v, %v", state, out, err)
		}
	}
}

// late lists nothing yet of what it has.
type late struct{ *board }

func (late) Opened(context.Context, time.Time) ([]incident.Page, error) { return nil, nil }

// unseen can't say what it has besides what it lists.
type unseen struct {
	*board
	err error
}

func (u unseen) Stray(context.Context, incident.Draft) (incident.Page, bool, error) {
	return incident.Page{}, false, u.err
}

// TestADamagedIncidentStopsNoOther is that what else there is is listed all the same, whether that is something or
// nothing; where the listing failed in any other way, nothing is opened, not even where some were listed.
func TestADamagedIncidentStopsNoOther(t *testing.T) {
	p, c := story()
	chains := []incident.Chain{c}
	for _, kind := range []incident.ProblemKind{incident.Damaged, incident.Failed, incident.Permission} {
		for _, pages := range [][]incident.Page{nil, {{Ref: "#1", Key: "r-other", State: incident.PageOpen, CreatedAt: noon}}} {
			b := &board{pages: pages}
			e := engine(p, b)
			e.Tracker = listing{b, &incident.Problem{Kind: kind, Sentence: "It is so."}}
			_, followErr := e.Follow(t.Context(), chains)
			_, reviewErr := e.Review(t.Context(), chains, noon.AddDate(0, 0, -7), 4)
			out, err := e.Sweep(t.Context(), chains, time.Time{})
			for _, err := range []error{err, followErr, reviewErr} {
				if incident.ProblemOf(err) != kind {
					t.Errorf("kind %d: %v", kind, err)
				}
			}
			opened := len(out) == 1 && out[0].Result == Opened && len(b.writes) == 1
			if opened != (kind == incident.Damaged) {
				t.Errorf("kind %d with %d pages: %+v, wrote %v", kind, len(pages), out, b.writes)
			}
		}
	}
}

// listing fails beside what it lists.
type listing struct {
	*board
	err error
}

func (l listing) List(context.Context) ([]incident.Page, error) { return l.pages, l.err }

func (l listing) Opened(context.Context, time.Time) ([]incident.Page, error) { return l.pages, l.err }

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

// TestDailyCapCountsWhatIsOpened is that what is found to be there already uses nothing up of the daily cap, where what
// one run opens does. What is there is told as that, however much was opened; and a cap of nothing is none.
func TestDailyCapCountsWhatIsOpened(t *testing.T) {
	p, first := story()
	undo := p.add("with", `Revert "other"`, "other.go", noon.AddDate(0, 0, -2))
	second := chainOf(incident.Open, "landed-revert", undo, incident.Finding{SHA: undo, Kind: incident.Revert, CommittedAt: noon.AddDate(0, 0, -2)})
	for state, want := range map[incident.PageState]Result{incident.PageOpen: AlreadyOpen, incident.PageClosed: AlreadyDone} {
		e := engine(p, nil)
		e.Tracker = late{&board{pages: []incident.Page{{Ref: "#1", Number: 1, Key: first.Key, State: state, CreatedAt: noon.AddDate(0, 0, -3)}}}}
		e.Options.DailyCap = 1
		out, err := e.Sweep(t.Context(), []incident.Chain{first, second}, time.Time{})
		if got := results(out); err != nil || !slices.Equal(got, []Result{want, Opened}) {
			t.Errorf("%v, %v", got, err)
		}
	}
	for most, want := range map[int][][]Result{
		0: {{Opened, Opened}, {AlreadyOpen, AlreadyOpen}},
		1: {{Opened, Held}, {AlreadyOpen, Held}},
		2: {{Opened, Opened}, {AlreadyOpen, AlreadyOpen}},
	} {
		b := &board{}
		for i := range want {
			e := engine(p, b)
			e.Options.DailyCap = most
			out, err := e.Sweep(t.Context(), []incident.Chain{first, second}, time.Time{})
			if got := results(out); err != nil || !slices.Equal(got, want[i]) {
				t.Errorf("a cap of %d, run %d: %v, %v", most, i, got, err)
			}
			for j := range b.pages {
				b.pages[j].CreatedAt = noon.Add(-time.Hour)
			}
		}
	}
}

// TestOpenByHand is that what a person asks for is opened whatever its verdict, which is told; where nothing came of
// it, that is told alone, and once.
func TestOpenByHand(t *testing.T) {
	p, c := story()
	o, err := engine(p, &board{}).Open(t.Context(), c, nil)
	if err != nil || len(o) != 1 || o[0].Result != Opened || o[0].Reason != incident.ReasonAsked || o[0].Detail != c.Verdict.Detail || o[0].Note != "" {
		t.Errorf("what a sweep would open: %+v, %v", o, err)
	}
	c.Verdict = incident.Verdict{Decision: incident.Hold, Reason: incident.ReasonBot}
	o, err = engine(p, &board{}).Open(t.Context(), c, nil)
	if err != nil || len(o) != 1 || o[0].Result != Opened || o[0].Reason != incident.ReasonAsked || o[0].Detail != "By hand." || o[0].Note != "A sweep would not open it. A bot made it." {
		t.Errorf("what a sweep would hold: %+v, %v", o, err)
	}
	e := engine(p, &board{})
	e.Tracker, e.Outbox = refusing{&board{}, &incident.Problem{Sentence: "No room."}}, full{}
	if o, err = e.Open(t.Context(), c, nil); len(o) != 0 || err == nil || err.Error() != "No room." {
		t.Errorf("where nothing can be written: %+v, %v", o, err)
	}
	e.Tracker = refusing{&board{}, &incident.Problem{Kind: incident.Permission, Sentence: "No room."}}
	if o, err = e.Open(t.Context(), c, nil); len(o) != 0 || err == nil || err.Error() != "No room.\nCould not keep it for later." {
		t.Errorf("where nothing can be written for two reasons: %+v, %v", o, err)
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

// TestKeyed is which chain a page is about: by its own key or an alias, be it the chain's own or one that this goes by
// too.
func TestKeyed(t *testing.T) {
	chain := func(revert, of string) incident.Chain {
		key := incident.Key(incident.Revert, sha(of))
		return incident.Chain{Key: key, Findings: []incident.Finding{{SHA: sha(revert), Kind: incident.Revert, Offending: []incident.Offending{{SHA: sha(of)}}}}}
	}
	one, two := chain("undo one", "one"), chain("undo two", "two")
	alias := keysOf(one)[len(keysOf(one))-1]
	if alias == one.Key {
		t.Fatal("the chain answers to no other key")
	}
	known := byKeys([]incident.Chain{two, one})
	for name, c := range map[string]struct {
		page incident.Page
		want string
	}{
		"by its key":                    {incident.Page{Key: two.Key}, two.Key},
		"by an alias of the page":       {incident.Page{Key: "r-elsewhere", Aliases: []string{two.Key}}, two.Key},
		"by an alias of the chain":      {incident.Page{Key: alias}, one.Key},
		"by an alias of both":           {incident.Page{Key: "r-elsewhere", Aliases: []string{alias}}, one.Key},
		"by its key before its aliases": {incident.Page{Key: one.Key, Aliases: []string{two.Key}}, one.Key},
		"by nothing":                    {incident.Page{Key: "r-elsewhere"}, ""},
	} {
		if got, ok := known.of(c.page); got.Key != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v", name, got.Key, ok)
		}
	}
}

// TestTheOlderOfTwoCounts is that of two incidents of one chain that were both closed the first one is the chain's, in
// whatever order the tracker lists them: the other was closed as its double.
func TestTheOlderOfTwoCounts(t *testing.T) {
	first := incident.Page{Ref: "#12", Key: "r-1", State: incident.PageClosed, CreatedAt: noon}
	double := incident.Page{Ref: "#13", Key: "r-1", State: incident.PageClosed, CreatedAt: noon.Add(time.Second)}
	for _, pages := range [][]incident.Page{{first, double}, {double, first}} {
		e := engine(newPast(), &board{})
		e.remember(pages)
		if got, ok := e.known("r-1"); !ok || got.Ref != "#12" {
			t.Errorf("%+v", got)
		}
	}
}

// TestOneThatCannotBeWritten is that a template which does not fit one incident holds up no other.
func TestOneThatCannotBeWritten(t *testing.T) {
	p, c := story()
	short := p.commits[sha("undo")]
	short.Message = "Undo"
	p.commits[sha("undo")] = short
	bad := p.add("late", "later", "later.go", noon.AddDate(0, 0, -2))
	undo := p.add("undo2", `Revert "later, and with a longer name"`, "later.go", noon.AddDate(0, 0, -1))
	other := chainOf(incident.Open, "landed-revert", bad, incident.Finding{
		SHA: undo, Kind: incident.Revert, Subject: `Revert "later, and with a longer name"`, CommittedAt: noon.AddDate(0, 0, -1),
		Offending: []incident.Offending{{SHA: bad, Confidence: 1}},
	})
	text := checklist.DefaultTemplate() + "\n{{slice .FindingSubject 0 10}}\n"
	own, err := checklist.ParseTemplate("t.md", text)
	if err != nil {
		t.Fatal(err)
	}
	b := &board{}
	e := engine(p, b)
	e.Options.Template = own
	out, err := e.Sweep(t.Context(), []incident.Chain{c, other}, time.Time{})
	if err == nil || len(out) != 2 || out[0].Result != Held || !strings.Contains(out[0].Detail, "could not be written") || out[1].Result != Opened || len(b.pages) != 1 {
		t.Errorf("%v\n%+v", err, out)
	}
}
