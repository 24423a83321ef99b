package flow

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// talkative is a forge whose pull requests take comments only when it is well.
type talkative struct {
	forgeless
	err      error
	comments []string
	body     string // of the last
}

func (f *talkative) PullsOf(context.Context, string) ([]incident.Pull, error) {
	return []incident.Pull{{Number: 12, MergedAt: noon.AddDate(0, 0, -5)}}, nil
}

func (f *talkative) CommentOnPull(_ context.Context, _ int, id, body string, _ bool) error {
	if f.err == nil {
		f.comments, f.body = append(f.comments, id), body
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
	for _, kind := range []incident.ProblemKind{incident.Permission, incident.NotFound, incident.Gone} {
		courtesyHoldsUpNothing(t, p, kind, c, other)
	}
}

func courtesyHoldsUpNothing(t *testing.T, p *past, kind incident.ProblemKind, chains ...incident.Chain) {
	b, f, box := &board{}, &talkative{err: &incident.Problem{Kind: kind, Sentence: "It may not."}}, &tray{}
	sweep := func() []Outcome {
		t.Helper()
		e := engine(p, b)
		e.Forge, e.Outbox, e.Options.Courtesy = f, box, true
		out, err := e.Sweep(t.Context(), chains, time.Time{})
		if err != nil {
			t.Fatal(kind, err)
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

// TestCourtesyOfWhatWaited is that an incident that goes out of the outbox brings its comment on the pull request,
// once, and in the words it would have had.
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
	e, atOnce := engine(p, &board{}), &talkative{}
	e.Forge, e.Options.Courtesy = atOnce, true
	if _, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil || f.body != atOnce.body {
		t.Errorf("%v: %s\nnot as it would have been at once: %s", err, f.body, atOnce.body)
	}
}

// carried is a forge on which no pull request has brought a commit here, and an open one carries it elsewhere.
type carried struct{ *talkative }

func (carried) PullsOf(context.Context, string) ([]incident.Pull, error) {
	return []incident.Pull{{Number: 12}}, nil
}

// TestCourtesyWhereItLanded is that nothing is said on a pull request which is not how the change landed.
func TestCourtesyWhereItLanded(t *testing.T) {
	p, c := story()
	b, f := &board{}, &talkative{}
	e := engine(p, b)
	e.Forge, e.Options.Courtesy = carried{f}, true
	if _, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if len(f.comments) > 0 || strings.Contains(b.pages[0].Body, "**Review**") {
		t.Errorf("left %v; %s", f.comments, b.pages[0].Body)
	}
}
