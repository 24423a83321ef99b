package report_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/report"
)

// TestFollow holds into which lists an incident comes, and into which it does not.
func TestFollow(t *testing.T) {
	old := from.AddDate(0, 0, -20)
	base := incident.Following{
		Page:     incident.Page{Ref: "#1", Key: "r-1", State: incident.PageOpen, CreatedAt: old, Assignees: []string{"mira"}},
		Incident: incident.Incident{UndoneAt: old, Paths: []string{"a.go"}}, WatchEnd: to.AddDate(0, 0, 9),
		Progress: incident.Progress{Measures: []incident.Measure{{Text: "a test", Owner: "@jo", Due: to.AddDate(0, 1, 0)}}},
	}
	merged := func(at time.Time) incident.FollowUp {
		return incident.FollowUp{Ref: "#9", State: incident.Merged, At: at}
	}
	type lists struct{ Wins, New, Overdue, Unowned, Undecided, Open int }
	for name, c := range map[string]struct {
		change func(f *incident.Following, m *incident.Measure)
		want   lists
	}{
		"on its way":                      {func(*incident.Following, *incident.Measure) {}, lists{Open: 1}},
		"opened as the week begins":       {func(f *incident.Following, _ *incident.Measure) { f.Page.CreatedAt = from }, lists{New: 1, Open: 1}},
		"opened as the next week begins":  {func(f *incident.Following, _ *incident.Measure) { f.Page.CreatedAt = to }, lists{Open: 1}},
		"opened by a clock ahead of ours": {func(f *incident.Following, _ *incident.Measure) { f.Page.CreatedAt = to.Add(time.Minute) }, lists{Open: 1}},
		"opened after the time that is looked at": {func(f *incident.Following, m *incident.Measure) {
			f.Page.CreatedAt, m.Due = to.AddDate(0, 0, 2), at(10, 0)
		}, lists{}},
		"new, and without a measure": {func(f *incident.Following, _ *incident.Measure) {
			f.Page.CreatedAt, f.Progress.Measures = from, nil
		}, lists{New: 1, Open: 1}},
		"without a measure": {func(f *incident.Following, _ *incident.Measure) { f.Progress.Measures = nil }, lists{Undecided: 1, Open: 1}},
		"without a date":    {func(_ *incident.Following, m *incident.Measure) { m.Due = time.Time{} }, lists{Undecided: 1, Open: 1}},
		"done without a date or a name": {func(_ *incident.Following, m *incident.Measure) {
			m.Due, m.Owner, m.Ticked = time.Time{}, "", true
		}, lists{Open: 1}},
		"a measure without a name": {func(_ *incident.Following, m *incident.Measure) { m.Owner = "" }, lists{Unowned: 1, Open: 1}},
		"nobody's":                 {func(f *incident.Following, _ *incident.Measure) { f.Page.Assignees = nil }, lists{Unowned: 1, Open: 1}},
		"its owner stands in it":   {func(f *incident.Following, _ *incident.Measure) { f.Page.Assignees, f.Incident.Owner.Name = nil, "@jo" }, lists{Open: 1}},
		"past its day":             {func(_ *incident.Following, m *incident.Measure) { m.Due = at(10, 0) }, lists{Overdue: 1, Open: 1}},
		"due on the last day":      {func(_ *incident.Following, m *incident.Measure) { m.Due = at(15, 0) }, lists{Overdue: 1, Open: 1}},
		"due on the day after":     {func(_ *incident.Following, m *incident.Measure) { m.Due = at(16, 0) }, lists{Open: 1}},
		"closed past its day": {func(f *incident.Following, m *incident.Measure) {
			f.Page.State, f.Page.ClosedAt, m.Due = incident.PageClosed, old, at(10, 0)
		}, lists{}},
		"closed": {func(f *incident.Following, _ *incident.Measure) {
			f.Page.State, f.Page.ClosedAt = incident.PageClosed, at(10, 0)
		}, lists{Wins: 1}},
		"merged once and again": {func(_ *incident.Following, m *incident.Measure) {
			m.FollowUps = []incident.FollowUp{merged(at(10, 0)), merged(at(11, 0))}
		}, lists{Wins: 1, Open: 1}},
		"merged before":        {func(_ *incident.Following, m *incident.Measure) { m.FollowUps = []incident.FollowUp{merged(old)} }, lists{Open: 1}},
		"merged for the whole": {func(f *incident.Following, _ *incident.Measure) { f.Others = []incident.FollowUp{merged(at(10, 0))} }, lists{Wins: 1, Open: 1}},
		"merged for it before": {func(f *incident.Following, _ *incident.Measure) { f.Others = []incident.FollowUp{merged(old)} }, lists{Open: 1}},
		"stayed quiet":         {func(f *incident.Following, _ *incident.Measure) { f.WatchEnd = at(10, 0) }, lists{Wins: 1, Open: 1}},
		"had to be mended again": {func(f *incident.Following, _ *incident.Measure) {
			f.WatchEnd, f.Again = at(10, 0), []incident.Finding{{}}
		}, lists{Open: 1}},
		"only a lock file, watched": {func(f *incident.Following, _ *incident.Measure) {
			f.WatchEnd, f.Incident.Paths = at(10, 0), []string{"go.sum"}
		}, lists{Open: 1}},
	} {
		f := base
		m := f.Progress.Measures[0]
		f.Progress.Measures = []incident.Measure{m}
		c.change(&f, &m)
		if len(f.Progress.Measures) > 0 {
			f.Progress.Measures[0] = m
		}
		r := report.Build(report.Input{From: from, To: to, Followed: []incident.Following{f}}, report.Options{})
		got := lists{len(r.Wins), len(r.New), len(r.Overdue), len(r.Unowned), len(r.Undecided), r.Open}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestWaiting holds how long an incident without measures is said to wait, and that a title's own full stop ends no
// list item.
func TestWaiting(t *testing.T) {
	f := incident.Following{Page: incident.Page{Ref: "#7", Title: "Reverted: Sort it.", State: incident.PageOpen, CreatedAt: to.AddDate(0, 0, -30)}}
	r := report.Build(report.Input{From: from, To: to, Followed: []incident.Following{f}}, report.Options{})
	if got := report.Terminal(r, 80, nil); !strings.Contains(got, "#7 Reverted: Sort it, no measure in 30 days\n") {
		t.Error(got)
	}
}

// TestUnswept holds that what asks for an incident is told of once, by whichever of its keys it is known.
func TestUnswept(t *testing.T) {
	c := chain(1, incident.Revert, at(10, 0), time.Hour, incident.Open, "")
	c.Key = "r-of-what-it-undoes"
	for name, page := range map[string]incident.Page{
		"its key": {Key: c.Key}, "an alias": {Key: "r-x", Aliases: []string{c.Key}}, "the revert's": {Key: incident.Key(incident.Revert, c.Findings[0].SHA)}, "": {Key: "r-y"},
	} {
		r := report.Build(report.Input{From: from, To: to, Chains: []incident.Chain{c}, Followed: []incident.Following{{Page: page, Outcome: incident.Dismissed}}}, report.Options{})
		told := 0
		for _, e := range r.Undecided {
			if e.Title == c.Findings[0].Subject {
				told++
			}
		}
		if (told == 1) != (name == "") {
			t.Errorf("known by %q: told %d times", name, told)
		}
	}
}

// TestRepeats holds which files are said to have had to be mended more than once.
func TestRepeats(t *testing.T) {
	early := from.AddDate(0, 0, -57)
	for name, c := range map[string]struct {
		at    time.Time // of the second incident
		paths [2][]string
		want  string
	}{
		"a file":             {at(10, 0), [2][]string{{"pkg/a.go", "b.go"}, {"pkg/a.go", "c.go"}}, "pkg/a.go"},
		"a folder":           {at(10, 0), [2][]string{{"pkg/a.go", "pkg/b.go"}, {"pkg/a.go", "pkg/b.go"}}, "pkg/"},
		"folders of a name":  {at(10, 0), [2][]string{{"pkg/a.go", "pkgs/b.go"}, {"pkg/a.go", "pkgs/b.go"}}, "several places"},
		"the top":            {at(10, 0), [2][]string{{"a.go", "b.go"}, {"a.go", "b.go"}}, "several places"},
		"a change log":       {at(10, 0), [2][]string{{"CHANGES.md"}, {"CHANGES.md"}}, ""},
		"before the weeks":   {early, [2][]string{{"a.go"}, {"a.go"}}, ""},
		"after the week":     {to, [2][]string{{"a.go"}, {"a.go"}}, ""},
		"in one of them":     {at(10, 0), [2][]string{{"a.go"}, {"b.go"}}, ""},
		"a file in a folder": {at(10, 0), [2][]string{{"pkg", "pkg/a.go"}, {"pkg", "pkg/a.go"}}, "pkg"},
	} {
		var in report.Input
		in.From, in.To = from, to
		for i, at := range []time.Time{from, c.at} {
			in.Followed = append(in.Followed, incident.Following{
				Page: incident.Page{Key: string(rune('a' + i))}, Incident: incident.Incident{UndoneAt: at, Paths: c.paths[i]},
			})
		}
		got := ""
		for _, r := range report.Build(in, report.Options{}).Repeats {
			got += r.Path
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestTitle holds what a time is called, and by which days.
func TestTitle(t *testing.T) {
	day := func(year, month, day int) time.Time {
		return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	for want, c := range map[string][2]time.Time{
		"Week in review, 9–15 November 2026":                {day(2026, 11, 9), day(2026, 11, 16)},
		"Week in review, 28 September – 4 October 2026":     {day(2026, 9, 28), day(2026, 10, 5)},
		"Week in review, 28 December 2026 – 3 January 2027": {day(2026, 12, 28), day(2027, 1, 4)},
		"Day in review, 9 November 2026":                    {day(2026, 11, 9), day(2026, 11, 10)},
		"Week in review, 9–16 November 2026":                {day(2026, 11, 9), day(2026, 11, 16).Add(2 * time.Second)},
		"Fortnight in review, 2–15 November 2026":           {day(2026, 11, 2), day(2026, 11, 16)},
		"Month in review, 1–28 February 2026":               {day(2026, 2, 1), day(2026, 3, 1)},
		"Month in review, 1–31 October 2026":                {day(2026, 10, 1), day(2026, 11, 1)},
		"10 days in review, 1–10 October 2026":              {day(2026, 10, 1), day(2026, 10, 11)},
		"2 hours in review, 9 November 2026":                {day(2026, 11, 9), day(2026, 11, 9).Add(2 * time.Hour)},
		"Hour in review, 9 November 2026":                   {day(2026, 11, 9), day(2026, 11, 9).Add(time.Hour)},
		"Week in review, 9–15 November 2026 ":               {day(2026, 11, 9).In(time.FixedZone("", -9*3600)), day(2026, 11, 16).In(time.FixedZone("", 9*3600))},
	} {
		got, _, _ := strings.Cut(report.Terminal(report.Build(report.Input{From: c[0], To: c[1]}, report.Options{}), 100, nil), "\n")
		if got != strings.TrimSpace(want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestShareInWords holds that a share is never rounded to nothing, and jumps nowhere.
func TestShareInWords(t *testing.T) {
	for landedChanges, want := range map[int]string{1: "100 %", 3: "33 %", 10: "10 %", 11: "9.1 %", 1000: "0.1 %", 1100: "< 0.1 %"} {
		r := report.Build(report.Input{From: from, To: to, Landed: landed(0, landedChanges), Chains: []incident.Chain{chain(1, incident.Revert, at(10, 0), 0, incident.Open, "")}}, report.Options{})
		if text := report.Markdown(r); !strings.Contains(text, "("+want+")") {
			t.Errorf("1 of %d is not %s: %s", landedChanges, want, text)
		}
	}
}

// TestWideTitles holds that letters that take two columns are counted as such.
func TestWideTitles(t *testing.T) {
	f := incident.Following{Page: incident.Page{Ref: "#1", CreatedAt: at(10, 0), Title: strings.Repeat("再び読める 직접 ", 20)}}
	text := report.Terminal(report.Build(report.Input{From: from, To: to, Followed: []incident.Following{f}}, report.Options{}), 50, nil)
	for line := range strings.SplitSeq(text, "\n") {
		n := 0
		for _, c := range line {
			if n++; unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Hangul) {
				n++
			}
		}
		if n > 50 {
			t.Errorf("%d columns: %q", n, line)
		}
	}
}

// TestQuietHeadline holds that a week without news is said to be what it was.
func TestQuietHeadline(t *testing.T) {
	open := incident.Following{Page: incident.Page{Key: "r-1", State: incident.PageOpen, CreatedAt: from.AddDate(0, 0, -20)}}
	closed := open
	closed.Page.State, closed.Page.ClosedAt = incident.PageClosed, from.Add(-time.Hour)
	closed.Progress.Measures = []incident.Measure{{Text: "not followed any more"}}
	held := chain(1, incident.Revert, at(10, 0), 0, incident.Hold, incident.ReasonBot)
	for want, in := range map[string]report.Input{
		"nothing landed, so nothing had to be mended.":              {Followed: []incident.Following{closed}},
		"10 changes landed, and nothing had to be mended.":          {Landed: landed(0, 10)},
		"10 changes landed, and nothing asked for an incident.":     {Landed: landed(0, 10), Chains: []incident.Chain{held}},
		"nothing new, nothing overdue, and 2 incidents on the way.": {Followed: []incident.Following{open, open, closed}},
		"nothing new, nothing overdue, and 1 incident on the way.":  {Followed: []incident.Following{open}, Landed: landed(0, 10), Chains: []incident.Chain{held}},
	} {
		in.From, in.To = from, to
		r := report.Build(in, report.Options{})
		if r.Headline != "A quiet week: "+want {
			t.Errorf("%q, want %q", r.Headline, want)
		}
		if f := figure(t, r, "measures_done"); *f.Of != 0 {
			t.Errorf("%q: %d measures are followed", want, *f.Of)
		}
	}
}
