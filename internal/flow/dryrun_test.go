package flow

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestDryRunWritesNothing(t *testing.T) {
	p, c := story()
	b := &board{}
	e := engine(p, b)
	var out strings.Builder
	e.Tracker, e.Outbox, e.Options.Owners = DryRun{b, &out}, ReadOnlyOutbox{&tray{}}, []string{"@kim"}
	got, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
	if err != nil || got[0].Result != WouldOpen {
		t.Fatalf("%v, %v", got, err)
	}
	if len(b.writes) != 0 {
		t.Errorf("written: %v", b.writes)
	}
	if !strings.HasPrefix(out.String(), "Would open in board: ") || !strings.Contains(out.String(), "\nlabels: ownup, revert\nassignees: kim\n\n") || !strings.Contains(out.String(), "## 8. Demonstrate improvement") {
		t.Errorf("it is not shown whole:\n%s", out.String())
	}
	out.Reset()
	if err := e.Tracker.Label(t.Context(), "#1", []string{"steps: 1/8"}, nil); err != nil {
		t.Fatal(err)
	}
	if err := e.Tracker.Label(t.Context(), "#1", []string{"overdue", "steps: 2/8"}, []string{"steps: 1/8"}); err != nil {
		t.Fatal(err)
	}
	want := "Would change the labels of #1:\n\nadd the label “steps: 1/8”\n\nWould change the labels of #1:\n\nadd the label “overdue”\nadd the label “steps: 2/8”\nremove the label “steps: 1/8”\n\n"
	if out.String() != want {
		t.Errorf("got %q\nwant %q", out.String(), want)
	}
}

// TestDryRunShowsTheOutbox holds that what waits is shown whole, once, and stays, and that its chain is not opened
// beside it.
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
	dry.Tracker, dry.Outbox, dry.Options.Courtesy = DryRun{b, &out}, ReadOnlyOutbox{kept}, true
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

// A dry run shows the issue that a measure would become, and makes none.
func TestDryRunShowsMeasures(t *testing.T) {
	p, c, b := opened(t)
	b.pages[0].Body = strings.Replace(b.pages[0].Body, "## 6.", "- [ ] Look twice @robin\n\n## 6.", 1)
	written := len(b.writes)
	var out strings.Builder
	e := engine(p, b)
	e.Tracker, e.Options.SubIssues = DryRun{promoting{b}, &out}, true
	if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "Would make an issue of measure 1 of #1:\n\nLook twice") || len(b.writes) > written {
		t.Errorf("the issue that would be made is not shown, or something was written (%v):\n%s", b.writes[written:], out.String())
	}
}
