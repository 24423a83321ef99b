package report_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/report"
)

func figure(t *testing.T, r report.Report, name string) report.Figure {
	t.Helper()
	for _, f := range r.Figures {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("there is no figure %q", name)
	return report.Figure{}
}

func TestShares(t *testing.T) {
	for name, c := range map[string]struct {
		landed   int
		chains   []incident.Chain
		part, of int
	}{
		"one of ten":                                    {10, []incident.Chain{chain(1, incident.Revert, at(10, 0), time.Hour, incident.Open, "")}, 1, 10},
		"never above the whole":                         {1, []incident.Chain{chain(1, incident.Revert, at(10, 0), time.Hour, incident.Open, ""), chain(2, incident.Revert, at(11, 0), time.Hour, incident.Open, "")}, 2, 2},
		"held and folded do not count":                  {10, []incident.Chain{chain(1, incident.Revert, at(10, 0), 0, incident.Hold, incident.ReasonSameRelease), chain(2, incident.Revert, at(10, 0), 0, incident.Fold, incident.ReasonBackport)}, 0, 10},
		"never above the whole, hotfixes included":      {1, []incident.Chain{chain(1, incident.Revert, at(10, 0), time.Hour, incident.Open, ""), chain(2, incident.Hotfix, at(11, 0), time.Hour, incident.Open, "")}, 1, 2},
		"undone again counts, where it has an incident": {10, []incident.Chain{again(at(11, 0), incident.Open), again(at(11, 0), incident.Hold)}, 2, 10},
		"undone again long before counts nowhere":       {10, []incident.Chain{again(from.AddDate(-1, 0, 0), incident.Open)}, 1, 10},
		"hotfixes are their own":                        {10, []incident.Chain{chain(1, incident.Hotfix, at(10, 0), 0, incident.Open, "")}, 0, 10},
		"the day after counts for the next":             {10, []incident.Chain{chain(1, incident.Revert, to, 0, incident.Open, "")}, 0, 10},
		"the week's first moment counts":                {10, []incident.Chain{chain(1, incident.Revert, from, 0, incident.Open, "")}, 1, 10},
		"a chain counts once": {10, []incident.Chain{func() incident.Chain {
			c := chain(1, incident.Revert, at(10, 0), time.Hour, incident.Open, "")
			c.Findings = append(c.Findings, c.Findings[0], c.Findings[0])
			return c
		}()}, 1, 10},
	} {
		r := report.Build(report.Input{From: from, To: to, Chains: c.chains, Landed: landed(0, c.landed)})
		f := figure(t, r, "reverts_per_change")
		if *f.Part != c.part || *f.Of != c.of {
			t.Errorf("%s: %d of %d, want %d of %d", name, *f.Part, *f.Of, c.part, c.of)
		}
		for _, w := range r.Trend {
			if w.Share != nil && *w.Share > 1 {
				t.Errorf("%s: a share of %v", name, *w.Share)
			}
		}
	}
}

// again makes a chain that is undone once more, then.
func again(then time.Time, d incident.Decision) incident.Chain {
	c := chain(1, incident.Revert, at(10, 0), time.Hour, d, "")
	c.Findings[0].Verdict = d
	c.Findings = append(c.Findings, undoneAgain(then).Findings...)
	return c
}

// TestAskedForCounts holds that an incident counts in the figures though nothing in a message asks for it: a person, or
// a label, has said so.
func TestAskedForCounts(t *testing.T) {
	heldBack := chain(1, incident.Revert, at(10, 0), time.Hour, incident.Hold, incident.ReasonDocs)
	labelled := incident.Following{Page: incident.Page{Ref: "#1", Key: "h-1", Kind: incident.Hotfix, CreatedAt: at(11, 0)}}
	byHand := incident.Following{Page: incident.Page{Ref: "#2", Key: heldBack.Key, Kind: incident.Revert, CreatedAt: at(11, 0)}}
	byHand.Incident.Chain = heldBack
	twice := labelled
	twice.Page.Ref = "#3"
	dismissed := incident.Following{Page: incident.Page{Ref: "#4", Key: "h-4", Kind: incident.Hotfix, CreatedAt: at(11, 0)}, Outcome: incident.Dismissed}
	for name, c := range map[string]struct {
		followed                []incident.Following
		hotfixes, reverts, held int
	}{
		"nobody asked":                       {nil, 0, 0, 1},
		"a hotfix by its label":              {[]incident.Following{labelled}, 1, 0, 1},
		"the same from two racing runs":      {[]incident.Following{labelled, twice}, 1, 0, 1},
		"a person said that it was none":     {[]incident.Following{dismissed}, 0, 0, 1},
		"what was held, opened by hand":      {[]incident.Following{byHand}, 0, 1, 0},
		"a hotfix by its label and a revert": {[]incident.Following{byHand, labelled}, 1, 1, 0},
	} {
		r := report.Build(report.Input{From: from, To: to, Followed: c.followed, Chains: []incident.Chain{heldBack}, Landed: landed(0, 10)})
		week := r.Trend[len(r.Trend)-1]
		if week.Hotfixes != c.hotfixes || week.Reverts != c.reverts || week.Held != c.held || len(r.Held) != c.held {
			t.Errorf("%s: %d hotfixes, %d reverts, %d held; want %d, %d, %d", name, week.Hotfixes, week.Reverts, week.Held, c.hotfixes, c.reverts, c.held)
		}
		if f := figure(t, r, "hotfixes_per_change"); *f.Part != c.hotfixes || *f.Of != 10 {
			t.Errorf("%s: %d of %d are hotfixes", name, *f.Part, *f.Of)
		}
	}
}

// TestQueued holds that what waits in the outbox is told, with its reason, and not as what no sweep has seen.
func TestQueued(t *testing.T) {
	c := chain(1, incident.Revert, at(10, 0), time.Hour, incident.Open, "")
	in := report.Input{From: from, To: to, Chains: []incident.Chain{c}, Landed: landed(0, 10)}
	in.Queued = []report.Entry{{Ref: c.Key, Kind: incident.Revert, Title: "Reverted: x", At: at(11, 9), Detail: "GitHub does not answer."}}
	r := report.Build(in)
	if len(r.Queued) != 1 || len(r.Undecided) != 0 || r.Headline != "1 incident not sent yet." {
		t.Errorf("%+v, undecided %+v: %s", r.Queued, r.Undecided, r.Headline)
	}
	page, err := report.HTML(r)
	data, _ := report.JSON(r)
	if err != nil || !strings.Contains(page, "Reverted: x <span class=\"soft\">– since 2026-11-11: GitHub does not answer.") {
		t.Error(page, err)
	}
	for want, text := range map[string]string{
		"## Not sent yet\n\n* `" + c.Key + "` Reverted: x – since 2026-11-11: GitHub does not answer.": report.Markdown(r),
		"Not sent yet\n  • " + c.Key + " Reverted: x, since 2026-11-11: GitHub does not answer.":       report.Terminal(r, 80, nil),
		`"queued": [`: string(data),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
}

// TestDeclinedIsNotDone holds that a measure that nobody carries out is neither done nor still followed.
func TestDeclinedIsNotDone(t *testing.T) {
	declined, done, open := incident.Measure{Text: "a", NotDoing: true, Because: "too dear"}, incident.Measure{Text: "b", Ticked: true}, incident.Measure{Text: "c"}
	for name, c := range map[string]struct {
		measures []incident.Measure
		part, of int
	}{
		"declined":                {[]incident.Measure{declined}, 0, 0},
		"one done, one declined":  {[]incident.Measure{declined, done}, 1, 1},
		"one of each":             {[]incident.Measure{declined, done, open}, 1, 2},
		"ticked and declined too": {[]incident.Measure{{Text: "d", Ticked: true, NotDoing: true}}, 0, 0},
	} {
		f := incident.Following{Page: incident.Page{Ref: "#1", Key: "r-1", CreatedAt: at(10, 0)}, Progress: incident.Progress{Measures: c.measures}}
		got := figure(t, report.Build(report.Input{From: from, To: to, Followed: []incident.Following{f}}), "measures_done")
		if *got.Part != c.part || *got.Of != c.of || (got.Value == nil) != (c.of == 0) {
			t.Errorf("%s: %d of %d, want %d of %d", name, *got.Part, *got.Of, c.part, c.of)
		}
	}
}

func TestWeeksBefore(t *testing.T) {
	moment := to.Add(time.Second) // of a review made right now
	in := report.Input{From: from, To: moment, Weeks: 2, Landed: []time.Time{from.Add(-time.Second), from, to}}
	trend := report.Build(in).Trend
	for i, want := range []time.Time{from.AddDate(0, 0, -14), from.AddDate(0, 0, -7), from} {
		if !trend[i].From.Equal(want) {
			t.Errorf("week %d begins %s, want %s", i, trend[i].From, want)
		}
	}
	if last := trend[2]; trend[1].Landed != 1 || last.Landed != 2 || !last.To.Equal(moment) {
		t.Errorf("landed %d and %d, up to %s", trend[1].Landed, last.Landed, last.To)
	}
}

// TestLongTime holds that a review of more years than there can be weeks of before it has fewer of them, and counts
// what is in it.
func TestLongTime(t *testing.T) {
	for given, want := range map[int]int{-1: 8, 0: 8, 1: 1, 2: 2} {
		in := emptyWeek()
		in.Weeks = given
		if r := report.Build(in); len(r.Trend)-1 != want {
			t.Errorf("%d weeks before are %d", given, len(r.Trend)-1)
		}
	}
	for years, weeks := range map[int]int{20: 8, 57: 4, 126: 1, 400: 1} {
		begin := to.AddDate(-years, 0, 0)
		in := report.Input{From: begin, To: to, Landed: landed(0, 10)}
		r := report.Build(in)
		if n := len(r.Trend) - 1; n != weeks || r.Trend[n].Landed != 10 || !r.Trend[0].From.Before(begin) && years < 292 {
			t.Errorf("%d years: %d before, %+v", years, n, r.Trend)
		}
		if start := in.Start(); !start.Before(begin) {
			t.Errorf("%d years: it begins %s", years, start)
		}
	}
}

// TestYoungHistory holds that the weeks before a history began are not taken for quiet ones, and quiet ones after that
// are.
func TestYoungHistory(t *testing.T) {
	in := report.Input{From: from, To: to, Landed: slices.Concat(landed(3, 12), landed(1, 6), landed(0, 10))}
	if f := figure(t, report.Build(in), "changes_landed"); *f.Value != 10 || f.Before == nil || *f.Before != 6 {
		t.Errorf("median of 12, 0 and 6 = %v, want 6", f.Before)
	}
	for want, in := range map[string]report.Input{
		"| this week | 3 weeks before |\n|---|---:|---:|\n| Changes landed | 10 | median week: 6 |":         in,
		"| this week | 1 week before |\n|---|---:|---:|\n| Changes landed | 10 | median week: 6 |":          {From: from, To: to, Landed: slices.Concat(landed(1, 6), landed(0, 10))},
		"| this week | 8 weeks before |\n|---|---:|---:|\n| Changes landed | 10 | – |":                      {From: from, To: to, Landed: landed(0, 10)},
		"| this day | 2 days before |\n|---|---:|---:|\n| Changes landed | 0 | median day: 0.5 |":           {From: to.AddDate(0, 0, -1), To: to, Landed: []time.Time{to.AddDate(0, 0, -3)}},
		"| this fortnight | 1 fortnight before |\n|---|---:|---:|\n| Changes landed | 0 | median for":       {From: from.AddDate(0, 0, -7), To: to, Landed: landed(2, 3)},
		"| these 10 days | the 2 × 10 days before |\n|---|---:|---:|\n| Changes landed | 0 | median: 1.5 |": {From: to.AddDate(0, 0, -10), To: to, Landed: landed(2, 3)},
		"| these 20 days | the 20 days before |\n|---|---:|---:|\n| Changes landed | 0 | median: 3 |":       {From: to.AddDate(0, 0, -20), To: to, Landed: landed(3, 3)},
		"* Merged: (`0123456789`) for #7\n": {From: from, To: to, Followed: []incident.Following{{
			Page: incident.Page{Ref: "#7", CreatedAt: from}, Others: []incident.FollowUp{{Ref: "0123456789", State: incident.Merged, At: at(10, 0)}},
		}}},
		"<sub>The history at hand ends early":                                      {From: from, To: to, Shallow: true},
		"## Held, and why\n\n<details><summary>1 × bot – A bot made it.</summary>": {From: from, To: to, Chains: []incident.Chain{chain(1, incident.Revert, at(10, 0), 0, incident.Hold, incident.ReasonBot)}},
		"**10 quiet days: nothing landed":                                          {From: to.AddDate(0, 0, -10), To: to},
		"<summary>Every 10 days</summary>":                                         {From: to.AddDate(0, 0, -10), To: to},
		"# The 10 days in review\n":                                                {From: to.AddDate(0, 0, -10), To: to},
	} {
		if text := report.Markdown(report.Build(in)); !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
}

func TestMedianLive(t *testing.T) {
	in := report.Input{From: from, To: to}
	for i, h := range []int{1, 30, 3, 500} {
		in.Chains = append(in.Chains, chain(i, incident.Revert, at(10, 0), time.Duration(h)*time.Hour, incident.Open, ""))
	}
	if f := figure(t, report.Build(in), "median_hours_live"); f.Value == nil || *f.Value != 16.5 {
		t.Errorf("median of 1, 3, 30, 500 hours = %v, want 16.5", f.Value)
	}
	in.Chains[0].Findings[0].Offending[0].LandedAt = time.Time{} // not established: left aside, not nought
	in.Chains = append(in.Chains, incident.Chain{Findings: []incident.Finding{{CommittedAt: at(10, 0)}}, Verdict: incident.Verdict{Decision: incident.Open}})
	if f := figure(t, report.Build(in), "median_hours_live"); *f.Value != 30 {
		t.Errorf("median of 3, 30, 500 hours = %v, want 30", *f.Value)
	}
}

// TestLandingCounts holds that a chain counts in the week in which what opens its incident landed, and was live until
// then.
func TestLandingCounts(t *testing.T) {
	c := chain(1, incident.Revert, from.Add(-time.Hour), time.Hour, incident.Open, "") // committed a week before it landed
	c.Findings[0].Verdict, c.Findings[0].LandedAt = incident.Open, at(10, 0)
	before := c.Findings[0]
	before.Kind, before.Verdict, before.LandedAt = incident.Reapply, incident.Fold, from.Add(-time.Hour)
	c.Findings = []incident.Finding{before, c.Findings[0]}
	held := c
	held.Verdict.Decision = incident.Hold
	r := report.Build(report.Input{From: from, To: to, Chains: []incident.Chain{c, held}, Landed: landed(0, 10)})
	week := r.Trend[len(r.Trend)-1]
	if week.Reverts != 1 || week.Held != 1 || *week.MedianLive != 26 || len(r.Undecided) != 1 || len(r.Held) != 1 {
		t.Errorf("%+v %v %v", week, r.Undecided, r.Held)
	}
}
