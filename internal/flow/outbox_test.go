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

// TestWhatWentOutIsTold is that the run by which a waiting incident comes to be says so, once, whatever else it looks
// at.
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

// TestCourtesyTooLate is that a comment on a pull request which could not be left waits for a month, and no longer than
// the team wants such.
func TestCourtesyTooLate(t *testing.T) {
	for _, c := range []struct {
		name   string
		wanted bool
		since  time.Duration
		left   int
	}{
		{"it waits", true, 29 * 24 * time.Hour, 1},
		{"for too long", true, 31 * 24 * time.Hour, 0},
		{"the team wants none any more", false, time.Hour, 0},
	} {
		f, box := &talkative{}, &tray{entries: []Entry{{ID: "courtesy-r-1", Action: actionCourtesy, Payload: []byte(`{"pull":7,"id":"courtesy-r-1","body":"Hello"}`), At: noon.Add(-c.since)}}}
		p, _ := story()
		e := engine(p, &board{})
		var shown strings.Builder
		e.Forge, e.Outbox, e.Options.Courtesy, e.Tracker = f, box, c.wanted, DryRun{Tracker: &board{}, Out: &shown}
		if _, err := e.Send(t.Context(), nil); err != nil || strings.Contains(shown.String(), "Hello") != (c.left > 0) || len(box.entries) != 1 {
			t.Errorf("%s: a dry run shows %q and leaves %d waiting; %v", c.name, shown.String(), len(box.entries), err)
		}
		e.Tracker, e.Forge = &board{}, nil // a tracker without pull requests
		if _, err := e.Send(t.Context(), nil); err != nil || len(box.entries) != c.left {
			t.Errorf("%s: where there are no pull requests, %d wait; %v", c.name, len(box.entries), err)
		}
		e.Forge = f
		if _, err := e.Send(t.Context(), nil); err != nil || len(f.comments) != c.left || len(box.entries) != 0 {
			t.Errorf("%s: left %v, and %d wait; %v", c.name, f.comments, len(box.entries), err)
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

// TestOutboxKeepsWhatItDoesNotKnow is that what another version of ownup has put there waits for that, and holds up
// nothing behind it.
func TestOutboxKeepsWhatItDoesNotKnow(t *testing.T) {
	p, _ := story()
	b, f, box := &board{}, &talkative{}, waits(t, "r-behind")
	box.entries = append([]Entry{
		{ID: "1", Action: "later", Payload: []byte("{}"), At: noon},
		{ID: "2", Action: actionOpen, Payload: []byte("[]"), At: noon},
		{ID: "3", Action: actionCourtesy, Payload: []byte("[]"), At: noon},
	}, box.entries...)
	e := engine(p, b)
	e.Outbox, e.Forge, e.Options.Courtesy = box, f, true
	if got, err := e.Queued(); err != nil || len(got) != 1 {
		t.Errorf("told to wait: %+v, %v", got, err)
	}
	var shown strings.Builder
	e.Tracker = DryRun{b, &shown}
	if _, err := e.Send(t.Context(), nil); err != nil || strings.Count(shown.String(), "Would") != 1 {
		t.Errorf("a dry run shows %q, %v", shown.String(), err)
	}
	e.Tracker = b
	out, err := e.Send(t.Context(), nil)
	if err != nil || len(out) != 1 || len(box.entries) != 3 || len(f.comments) != 0 || !slices.Equal(b.writes, []string{"open r-behind"}) {
		t.Errorf("%+v, %v; %v wait, wrote %v and left %v", out, err, box.entries, b.writes, f.comments)
	}
}

// stopped is a forge on which the run is stopped as it leaves its comment.
type stopped struct {
	*talkative
	stop func()
}

func (s stopped) CommentOnPull(ctx context.Context, _ int, _, _ string, _ bool) error {
	s.stop()
	return ctx.Err()
}

// TestStoppedAtTheComment is that a run that is stopped there ends at once, and that its comment is left by a later one.
func TestStoppedAtTheComment(t *testing.T) {
	p, c := story()
	b, f, box := &board{}, &talkative{}, &tray{}
	for _, stops := range []bool{true, true, false} {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		e := engine(p, b)
		if e.Forge, e.Outbox, e.Options.Courtesy = f, box, true; stops {
			e.Forge = stopped{f, stop}
		}
		out, err := e.Sweep(ctx, []incident.Chain{c}, time.Time{})
		if stops && (!errors.Is(err, context.Canceled) || len(out) != 0 || !slices.ContainsFunc(box.entries, func(w Entry) bool { return w.ID == "open "+c.Key })) {
			t.Errorf("stopped: %+v, %v; %+v wait", out, err, box.entries)
		}
		if !stops && (err != nil || len(box.entries) != 0 || !slices.Equal(b.writes, []string{"open " + c.Key})) {
			t.Errorf("afterwards: %v; %+v wait; %v", err, box.entries, b.writes)
		}
	}
	if len(slices.Compact(f.comments)) != 1 {
		t.Errorf("left %v", f.comments)
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

// TestWhatIsNotTakenHoldsUpNothing is that an incident which the tracker does not take as it waits lets others pass,
// where a tracker that takes nothing is asked once; and that it waits no more when it was opened in another form.
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

// TestProgressEnds is that whoever shows how far long work has come learns when it is done.
func TestProgressEnds(t *testing.T) {
	p, c := story()
	b := &board{}
	e := engine(p, b)
	e.Outbox = waits(t, c.Key, "r-behind")
	var told []string
	e.Progress = func(what string, _, _ int) { told = append(told, what) }
	if _, err := e.Send(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"outbox", "outbox", "", "incidents", "incidents", ""}, told); diff != "" {
		t.Error(diff)
	}
}
