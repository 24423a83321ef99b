package report_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/report"
)

// TestSetAside is that an incident which a person has dismissed is told as that, in every form.
func TestSetAside(t *testing.T) {
	one := incident.Following{
		Page: incident.Page{Ref: "#1", Key: "r-1", Title: "Reverted: fetch", State: incident.PageClosed, CreatedAt: at(10, 0), ClosedAt: at(11, 0)},
	}
	aside := one
	aside.Outcome = incident.Dismissed
	two := one
	two.Page.Ref, two.Page.Key, two.Page.State = "#2", "r-2", incident.PageOpen
	r := report.Build(report.Input{From: from, To: to, Followed: []incident.Following{aside, two}})
	if want := "2 new incidents (1 set aside)."; r.Headline != want {
		t.Errorf("headline %q, want %q", r.Headline, want)
	}
	data, err := report.JSON(r)
	if err != nil {
		t.Fatal(err)
	}
	page, err := report.HTML(r)
	if err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string]string{"markdown": report.Markdown(r), "html": page, "json": string(data), "terminal": report.Terminal(r, 100, nil)} {
		if !strings.Contains(text, "set aside") || form != "json" && strings.Count(text, "0/8 steps done") != 1 {
			t.Errorf("%s: %s", form, text)
		}
	}
}

// TestNewAndClosed is that an incident which was opened and closed in the same week is told as closed among the new
// ones.
func TestNewAndClosed(t *testing.T) {
	f := incident.Following{
		Page: incident.Page{Ref: "#1", Key: "r-1", Title: "Reverted: fetch", State: incident.PageClosed, CreatedAt: at(10, 0), ClosedAt: at(11, 0)},
	}
	r := report.Build(report.Input{From: from, To: to, Followed: []incident.Following{f}})
	if text := report.Markdown(r); !strings.Contains(text, "* #1 Reverted: fetch – closed\n") {
		t.Error(text)
	}
}

// TestFailedAgain is that what was undone again counts once more, waits for a decision, and that closing it is then no
// win.
func TestFailedAgain(t *testing.T) {
	old := from.AddDate(0, 0, -100) // before the weeks that are shown
	revert := func(when time.Time, d incident.Decision, r incident.Reason) incident.Finding {
		return incident.Finding{SHA: "1", Kind: incident.Revert, CommittedAt: when, LandedAt: when, Verdict: d, Reason: string(r)}
	}
	chainOf := func(when time.Time) incident.Chain {
		return incident.Chain{
			Key: "r-1", Verdict: incident.Verdict{Decision: incident.Open, Reason: incident.ReasonLandedRevert},
			Findings: []incident.Finding{revert(old, incident.Open, incident.ReasonLandedRevert), revert(when, incident.Fold, incident.ReasonAgain)},
		}
	}
	for _, k := range []struct {
		name             string
		page             incident.Page
		over             bool
		again            time.Time
		wins, reverts    int
		waits, headlines string
	}{
		{"open", incident.Page{State: incident.PageOpen}, false, at(12, 0), 0, 1, "taken back again on 2026-11-12", "1 change undone again."},
		{"closed before", incident.Page{State: incident.PageClosed, ClosedAt: at(10, 0)}, true, at(12, 0), 0, 1, "taken back again on 2026-11-12, after it was closed", "1 change undone again."},
		{"closed after, by who knew it", incident.Page{State: incident.PageClosed, ClosedAt: at(13, 0)}, false, at(12, 0), 1, 1, "", "1 incident closed. Nothing new came up."},
		{"closed, and weeks ago", incident.Page{State: incident.PageClosed, ClosedAt: old}, true, from.AddDate(0, 0, -10), 0, 0, "", "A quiet week: nothing landed, so nothing had to be mended."},
		{"weeks ago", incident.Page{State: incident.PageOpen}, false, from.AddDate(0, 0, -10), 0, 0, "", ""},
	} {
		f := incident.Following{Page: k.page, Over: k.over, Incident: incident.Incident{Kind: incident.Revert, Chain: chainOf(k.again), UndoneAt: old}}
		f.Page.Ref, f.Page.Key, f.Page.CreatedAt, f.Page.Assignees = "#1", "r-1", old, []string{"mira"}
		f.Progress.Measures = []incident.Measure{{Text: "a test", Owner: "@jo", Due: to.AddDate(0, 1, 0)}}
		r := report.Build(report.Input{From: from, To: to, Followed: []incident.Following{f}, Chains: []incident.Chain{f.Incident.Chain}})
		waits := slices.ContainsFunc(r.Undecided, func(e report.Entry) bool { return e.Detail == k.waits })
		if len(r.Wins) != k.wins || r.Trend[len(r.Trend)-1].Reverts != k.reverts || waits != (k.waits != "") || k.headlines != "" && r.Headline != k.headlines {
			t.Errorf("%s: %d wins, %d reverts, waiting %+v, %q", k.name, len(r.Wins), r.Trend[len(r.Trend)-1].Reverts, r.Undecided, r.Headline)
		}
	}
}
