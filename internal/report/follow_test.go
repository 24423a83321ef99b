package report_test

import (
	"strconv"
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
		"closed without a merge": {func(f *incident.Following, m *incident.Measure) {
			m.FollowUps = []incident.FollowUp{{Ref: "#9", State: incident.Dropped, At: at(10, 0)}}
			f.Others = m.FollowUps
		}, lists{Open: 1}},
		"merged before":        {func(_ *incident.Following, m *incident.Measure) { m.FollowUps = []incident.FollowUp{merged(old)} }, lists{Open: 1}},
		"merged for the whole": {func(f *incident.Following, _ *incident.Measure) { f.Others = []incident.FollowUp{merged(at(10, 0))} }, lists{Wins: 1, Open: 1}},
		"merged for it before": {func(f *incident.Following, _ *incident.Measure) { f.Others = []incident.FollowUp{merged(old)} }, lists{Open: 1}},
		"was watched before":   {func(f *incident.Following, _ *incident.Measure) { f.Page.CreatedAt, f.WatchEnd = at(12, 0), at(10, 0) }, lists{New: 1, Open: 1}},
		"stayed quiet":         {func(f *incident.Following, _ *incident.Measure) { f.WatchEnd = at(10, 0) }, lists{Wins: 1, Open: 1}},
		"undone again, and without a measure": {func(f *incident.Following, _ *incident.Measure) {
			f.Incident.Chain, f.Progress.Measures = undoneAgain(at(10, 0)), nil
		}, lists{Undecided: 1, Open: 1}},
		"undone again before": {func(f *incident.Following, _ *incident.Measure) {
			f.Incident.Chain = undoneAgain(old)
		}, lists{Open: 1}},
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
		r := report.Build(report.Input{From: from, To: to, Followed: []incident.Following{f}})
		got := lists{len(r.Wins), len(r.New), len(r.Overdue), len(r.Unowned), len(r.Undecided), r.Open}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// undoneAgain is a chain of which the change was undone once more then.
func undoneAgain(then time.Time) incident.Chain {
	return incident.Chain{Findings: []incident.Finding{{
		Kind: incident.Revert, Verdict: incident.Fold, Reason: string(incident.ReasonAgain), CommittedAt: then, LandedAt: then,
	}}}
}

// TestWords holds what is said of an incident, and that a title's own full stop ends no list item.
func TestWords(t *testing.T) {
	for want, change := range map[string]func(f *incident.Following, in *report.Input){
		"#7 Sort it, no measure in 30 days\n":  func(*incident.Following, *report.Input) {},
		"#7 Sort it, no measure in 40 days\n":  func(_ *incident.Following, in *report.Input) { in.Now = to.AddDate(0, 0, 10) },
		"#7 Sort it, no measure yet\n":         func(f *incident.Following, _ *report.Input) { f.Page.CreatedAt = to },
		"#7 Sort it, 1 measure without a date": func(f *incident.Following, _ *report.Input) { f.Progress.Measures = []incident.Measure{{}} },
		"a test: nobody named yet, due 2026-11-14 (2 days ago), for #7": func(f *incident.Following, _ *report.Input) {
			f.Progress.Measures = []incident.Measure{{Text: "a test", Due: at(14, 0)}}
		},
		"#7 Sort it, taken back again on 2026-11-10\n": func(f *incident.Following, _ *report.Input) { f.Incident.Chain = undoneAgain(at(10, 0)) },
		"#7 Sort it, mended again on 2026-11-10, after it was closed\n": func(f *incident.Following, _ *report.Input) {
			f.Incident.Chain, f.Incident.Kind = undoneAgain(at(10, 0)), incident.Hotfix
			f.Page.State, f.Page.ClosedAt, f.Over = incident.PageClosed, at(9, 0), true
		},
		"New\n  • #7 Sort it, closed\n": func(f *incident.Following, _ *report.Input) {
			f.Page.State, f.Page.CreatedAt, f.Page.ClosedAt = incident.PageClosed, at(10, 0), at(11, 0)
		},
		"New\n  • #7 Sort it, 0/8 steps done\n": func(f *incident.Following, _ *report.Input) { // closed, and that holds no longer
			f.Page.State, f.Page.CreatedAt, f.Page.ClosedAt, f.Over = incident.PageClosed, at(10, 0), at(11, 0), true
		},
		"Closed: #7 Sort it, 2 of 8 steps done\n": func(f *incident.Following, _ *report.Input) {
			f.Page.State, f.Page.ClosedAt, f.Progress.Steps = incident.PageClosed, at(11, 0), steps(2)
		},
		"Closed: #7 Sort it, the change came back as it was: a precaution\n": func(f *incident.Following, _ *report.Input) {
			f.Page.State, f.Page.ClosedAt, f.Outcome = incident.PageClosed, at(11, 0), incident.Precautionary
		},
		"Merged: Light the hall (#12), for #7\n": func(f *incident.Following, _ *report.Input) {
			f.Others = []incident.FollowUp{{Ref: "#12", Title: "Light the hall", State: incident.Merged, At: at(10, 0)}}
		},
		"Merged: (0123456789), for #7\n": func(f *incident.Following, _ *report.Input) { // GitHub names a commit that closed it so
			f.Others = []incident.FollowUp{{Ref: "0123456789", State: incident.Merged, At: at(10, 0)}}
		},
	} {
		in := report.Input{From: from, To: to, Followed: []incident.Following{{
			Page: incident.Page{Ref: "#7", Title: "Sort it.", State: incident.PageOpen, CreatedAt: to.AddDate(0, 0, -30)},
		}}}
		change(&in.Followed[0], &in)
		in.Followed[0].Incident.UndoneAt = in.Followed[0].Page.CreatedAt // as where it is not known
		if got := report.Terminal(report.Build(in), 100, nil); !strings.Contains(got, want) {
			t.Errorf("it does not say %q:\n%s", want, got)
		}
	}
}

// TestReferences holds what is left to the forge to link, and that nothing else is.
func TestReferences(t *testing.T) {
	for ref, linked := range map[string]bool{
		"#12": true, "example/other.repo#12": true, "r-0123456789ab": false, "#": false, "#1x": false, "#x1": false,
		"other#12": false, "a/b/c#12": false, "a b/c#12": false, "/c#12": false, "12": false,
	} {
		f := incident.Following{Page: incident.Page{Ref: ref, Title: "x", CreatedAt: at(10, 0)}}
		text := report.Markdown(report.Build(report.Input{From: from, To: to, Followed: []incident.Following{f}}))
		if want := map[bool]string{true: "* " + ref + " x", false: "* `" + ref + "` x"}[linked]; !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
}

// TestUnswept holds that what asks for an incident is told of once, by whichever of its keys it is known.
func TestUnswept(t *testing.T) {
	c := chain(1, incident.Revert, at(10, 0), time.Hour, incident.Open, "")
	c.Key = "r-of-what-it-undoes"
	for name, page := range map[string]incident.Page{
		"its key": {Key: c.Key}, "an alias": {Key: "r-x", Aliases: []string{c.Key}}, "the revert's": {Key: incident.Key(incident.Revert, c.Findings[0].SHA)}, "": {Key: "r-y"},
	} {
		r := report.Build(report.Input{From: from, To: to, Chains: []incident.Chain{c}, Followed: []incident.Following{{Page: page, Outcome: incident.Dismissed}}})
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
		"no day known":       {time.Time{}, [2][]string{{"a.go"}, {"a.go"}}, "a.go"}, // that of its page counts
		"in one of them":     {at(10, 0), [2][]string{{"a.go"}, {"b.go"}}, ""},
		"a file in a folder": {at(10, 0), [2][]string{{"pkg", "pkg/a.go"}, {"pkg", "pkg/a.go"}}, "pkg"},
	} {
		var in report.Input
		in.From, in.To = from, to
		for i, at := range []time.Time{from, c.at} {
			in.Followed = append(in.Followed, incident.Following{
				Page: incident.Page{Key: string(rune('a' + i)), CreatedAt: from}, Incident: incident.Incident{UndoneAt: at, Paths: c.paths[i]},
			})
		}
		got := ""
		for _, r := range report.Build(in).Repeats {
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
		"Month in review, 1–29 February 2024":               {day(2024, 2, 1), day(2024, 3, 1)},
		"Month in review, 1–30 September 2026":              {day(2026, 9, 1), day(2026, 10, 1)},
		"Month in review, 1–31 October 2026":                {day(2026, 10, 1), day(2026, 11, 1)},
		"10 days in review, 1–10 October 2026":              {day(2026, 10, 1), day(2026, 10, 11)},
		"2 hours in review, 9 November 2026":                {day(2026, 11, 9), day(2026, 11, 9).Add(2 * time.Hour)},
		"Hour in review, 9 November 2026":                   {day(2026, 11, 9), day(2026, 11, 9).Add(time.Hour)},
		"Week in review, 9–15 November 2026 ":               {day(2026, 11, 9).In(time.FixedZone("", -9*3600)), day(2026, 11, 16).In(time.FixedZone("", 9*3600))},
	} {
		got, _, _ := strings.Cut(report.Terminal(report.Build(report.Input{From: c[0], To: c[1]}), 100, nil), "\n")
		if got != strings.TrimSpace(want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestShareInWords holds that a share is never rounded to nothing, and jumps nowhere.
func TestShareInWords(t *testing.T) {
	for landedChanges, want := range map[int]string{1: "100 %", 3: "33 %", 10: "10 %", 11: "9.1 %", 1000: "0.1 %", 1100: "< 0.1 %"} {
		r := report.Build(report.Input{From: from, To: to, Landed: landed(0, landedChanges), Chains: []incident.Chain{chain(1, incident.Revert, at(10, 0), 0, incident.Open, "")}})
		if text := report.Markdown(r); !strings.Contains(text, "("+want+")") || !strings.Contains(text, "| "+want+" |") {
			t.Errorf("1 of %d is not %s: %s", landedChanges, want, text)
		}
	}
}

// TestWideTitles holds that letters that take two columns are counted as such.
func TestWideTitles(t *testing.T) {
	f := incident.Following{Page: incident.Page{Ref: "#1", CreatedAt: at(10, 0), Title: strings.Repeat("再び読める 직접 ", 20)}}
	text := report.Terminal(report.Build(report.Input{From: from, To: to, Followed: []incident.Following{f}}), 50, nil)
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

// TestHeadline holds how what happened is put together.
func TestHeadline(t *testing.T) {
	page := func(opened, undone time.Time) incident.Following {
		return incident.Following{Page: incident.Page{CreatedAt: opened, State: incident.PageOpen}, Incident: incident.Incident{UndoneAt: undone}}
	}
	fresh, older, aside, closed := page(at(10, 0), at(9, 0)), page(at(10, 0), from.AddDate(0, 0, -9)), page(at(10, 0), at(9, 0)), page(from.AddDate(0, 0, -9), at(9, 0))
	aside.Outcome, closed.Page.State, closed.Page.ClosedAt = incident.Dismissed, incident.PageClosed, at(10, 0)
	aside.Page.State, aside.Page.ClosedAt = incident.PageClosed, at(10, 0)
	queued := []report.Entry{{Ref: "r-1"}}
	held := chain(1, incident.Revert, at(10, 0), 0, incident.Hold, incident.ReasonBot)
	asks := []incident.Chain{chain(2, incident.Revert, at(10, 0), 0, incident.Open, ""), chain(3, incident.Revert, at(10, 0), 0, incident.Open, "")}
	for want, in := range map[string]report.Input{
		"1 incident closed. Nothing new came up.":                            {Followed: []incident.Following{closed}, Chains: []incident.Chain{held}},
		"2 incidents closed. Nothing new came up.":                           {Followed: []incident.Following{closed, closed}},
		"1 incident closed. Besides, there is 1 new incident (1 set aside).": {Followed: []incident.Following{closed, aside}},
		"1 incident closed. Besides, there is 1 new incident.":               {Followed: []incident.Following{closed, fresh}},
		"1 incident closed. Besides, there are 2 new incidents and 1 incident not sent yet.": {
			Followed: []incident.Following{closed, fresh, fresh}, Queued: queued,
		},
		"3 new incidents (1 about an earlier time, 1 set aside).": {Followed: []incident.Following{fresh, older, aside}},
		"1 incident closed. Besides, there is 1 incident not sent yet.": {
			Followed: []incident.Following{closed}, Queued: queued, Landed: landed(0, 3), Chains: []incident.Chain{held},
		},
		"1 change mended that has no incident yet.":   {Chains: asks[:1]},
		"2 changes mended that have no incident yet.": {Chains: asks},
	} {
		in.From, in.To = from, to
		if r := report.Build(in); r.Headline != want {
			t.Errorf("%q, want %q", r.Headline, want)
		}
	}
}

// TestOrder holds what comes first in each list, whatever order it is found in.
func TestOrder(t *testing.T) {
	var in report.Input
	in.From, in.To = from, to
	for i, f := range []struct {
		opened, due time.Time
		paths       []string
	}{
		{at(11, 0), at(10, 0), []string{"c.go", "a.go", "b/1.go", "b/2.go"}},
		{at(10, 0), at(9, 0), []string{"c.go", "d.go", "b/1.go", "b/2.go"}},
		{at(12, 0), at(11, 0), []string{"c.go", "d.go", "a.go"}},
	} {
		in.Followed = append(in.Followed, incident.Following{
			Page:     incident.Page{Ref: "#" + strconv.Itoa(i), Key: strconv.Itoa(i), State: incident.PageOpen, CreatedAt: f.opened},
			Incident: incident.Incident{UndoneAt: f.opened, Paths: f.paths},
			Progress: incident.Progress{Measures: []incident.Measure{{Text: "a test", Due: f.due}}},
		})
	}
	r := report.Build(in)
	got := map[string]string{}
	for _, e := range r.New {
		got["new"] += e.Ref + " "
	}
	for _, l := range r.Overdue {
		got["overdue"] += l.Ref + " "
	}
	for _, p := range r.Repeats {
		got["repeats"] += p.Path + " "
	}
	if d := cmp.Diff(map[string]string{"new": "#1 #0 #2 ", "overdue": "#1 #0 #2 ", "repeats": "c.go b/ a.go d.go "}, got); d != "" {
		t.Error(d)
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
		r := report.Build(in)
		if r.Headline != "A quiet week: "+want {
			t.Errorf("%q, want %q", r.Headline, want)
		}
		if f := figure(t, r, "measures_done"); *f.Of != 0 {
			t.Errorf("%q: %d measures are followed", want, *f.Of)
		}
	}
}
