package checklist

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestSentences holds the words that depend on what happened.
func TestSentences(t *testing.T) {
	again := incident.Finding{SHA: "1234567890abcdef", Subject: "Revert it", Reason: string(incident.ReasonAgain), LandedAt: sampleNow}
	other := again
	other.Reason = string(incident.ReasonSeries)
	further := func(k incident.Kind, was incident.PageState, reopened bool, all ...incident.Finding) string {
		return FurtherNote(incident.Incident{Kind: k}, all, was, reopened)
	}
	undoes := again
	undoes.Kind, undoes.Offending = incident.Revert, []incident.Offending{{SHA: "h"}}
	repaired := incident.Incident{Kind: incident.Hotfix, Chain: incident.Chain{Findings: []incident.Finding{{SHA: "h", Kind: incident.Hotfix}}}}
	f, o := followed(fullFacts()), sampleOptions()
	measure := func(m incident.Measure) string {
		return MeasureIssue(f.Incident, f.Page, m)
	}
	late := func(n int) string {
		f := f
		f.Progress.Measures = nil
		for i := range n {
			f.Progress.Measures = append(f.Progress.Measures, incident.Measure{N: i + 1, Text: "Test it", Owner: map[bool]string{true: "@jo"}[i == 1], Due: sampleNow.AddDate(0, 0, -3)})
		}
		return Reminder(f, o)
	}
	closed := func(m ...incident.Measure) string {
		f := f
		f.Progress.Measures, f.Incident.Relands = m, nil
		return Closing(f, o)
	}
	merged := func(n int) (all []incident.FollowUp) {
		for i := range n {
			all = append(all, incident.FollowUp{Ref: "#" + strconv.Itoa(i+1), State: incident.Merged})
		}
		return all
	}
	for _, c := range []struct{ got, want string }{
		{whatHappened(fullFacts()), "`Keep sessions in memory` was taken back on 2026-11-14, 1 day 16 hours after it landed."},
		{whatHappened(series()), "`Keep sessions in memory`, with 2 other changes, was taken back in part on 2026-11-14, 1 day 16 hours after it landed."},
		{whatHappened(hotfix()), "`Rounding, part 1` was mended by `hotfix: round totals half to even` on 2026-11-15, 5 days after it landed."},
		{whatHappened(hardlyAny()), "`Mend the login` mended a problem."},
		{Courtesy(series(), "#40"), "This change was taken back in part with [`fedcba9876`](https://github.com/owner/name/commit/fedcba9876543210fedcba9876543210fedcba98) on 2026-11-14. #40 gathers"},
		{Courtesy(hardlyAny(), "r-1"), "This change needed a repair with `0123456789`. `r-1` gathers"},
		{DismissNote("", ""), "Set aside. Nothing more"},
		{ClosedEarlyNote(incident.Progress{}), "Closed with 0 of 8 steps done; that is noted and fine. Reopen"},
		{ClosedEarlyNote(incident.Progress{Measures: make([]incident.Measure, 1)}), "Closed with 0 of 8 steps done; that is noted and fine. 1 measure is still open; nothing here will remind of it any more."},
		{further(incident.Revert, incident.PageOpen, false, again), "This change had to be taken back again: `1234567890` `Revert it` on 2026-11-16.\n\nPerhaps there is a further contributing factor to find; the measures in step 5"},
		{further(incident.Hotfix, incident.PageClosed, true, again, other), "This had to be mended again:\n\n* `1234567890` `Revert it` on 2026-11-16\n* `1234567890` `Revert it` on 2026-11-16\n\nWhat was concluded here no longer holds, so this is open again."},
		{FurtherNote(repaired, []incident.Finding{undoes}, incident.PageOpen, false), "The repair was taken back: `1234567890` `Revert it` on 2026-11-16.\n\n"},
		{FurtherNote(repaired, []incident.Finding{again}, incident.PageOpen, false), "This had to be mended again: `1234567890` `Revert it`"},
		{further(incident.Revert, incident.PageClosed, false, other), "Another change was taken back with this one: `1234567890` `Revert it` on 2026-11-16.\n\nWhat was concluded here may no longer hold. It stays closed"},
		{measure(incident.Measure{Text: "Test it", Type: "detection", Owner: "@jo"}), "Test it\n\n* **For** detection\n* **Looked after by** @jo\n* **Comes from** [#40]"},
		{late(1), "A measure agreed on here is past its day:\n\n* Test it (measure 1): nobody named yet, due 2026-11-13\n\nIf it"},
		{late(2), "Some measures agreed on here are past their day:\n\n* Test it (measure 1): nobody named yet, due 2026-11-13\n* Test it (measure 2): @jo, due 2026-11-13\n\nIf it"},
		{late(21), late(20)}, // more helps nobody
		{closed(), "**This one is through.** `Keep sessions in memory` was taken back on 2026-11-14, 1 day 16 hours after it landed.\n\nThank you"},
		{closed(incident.Measure{Text: "Test it", NotDoing: true}), "What was weighed and left:\n\n* Test it\n\nThank you"},
		{closed(incident.Measure{Text: "Test it", Ticked: true, FollowUps: append([]incident.FollowUp{{Ref: "#9", State: incident.Named}}, merged(6)...)}), "What is different now:\n\n* Test it (#1, #2, #3, #4, #5)\n\nThank you"},
		{closed(slices.Repeat([]incident.Measure{{Text: "Test it", Ticked: true}}, 32)...), strings.Repeat("* Test it\n", 30) + "* … and 2 more\n\nThank you"},
		{CommandReply([]error{ClosedReply()}), "This one is closed, so nothing changes here for now."},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("it does not say %q:\n%s", c.want, c.got)
		}
	}
}

// TestClosingSaysHowLongItWasQuiet is that the last word claims no more of the watch than there was.
func TestClosingSaysHowLongItWasQuiet(t *testing.T) {
	const claim = "Nothing in its files had to be mended again in the "
	day := 24 * time.Hour
	for name, test := range map[string]struct {
		after time.Duration
		edit  func(*incident.Following)
		want  string
	}{
		"the next day":    {after: 30 * time.Hour},
		"early":           {after: 5*day + time.Hour, want: "5 days since."},
		"the watch ended": {after: 30 * day, want: "30 days since."},
		"long afterwards": {after: 47 * day, want: "30 days that followed."},
		"mended again":    {after: 5 * day, edit: func(f *incident.Following) { f.Again = []incident.Finding{{SHA: "1234567890abcdef"}} }},
		"no known files":  {after: 5 * day, edit: func(f *incident.Following) { f.Incident.Paths = nil }},
	} {
		f, o := followed(fullFacts()), sampleOptions()
		o.Now, f.Outcome = f.Incident.UndoneAt.Add(test.after), incident.ByPerson
		if test.edit != nil {
			test.edit(&f)
		}
		text := Closing(f, o)
		if _, said, claimed := strings.Cut(text, claim); claimed != (test.want != "") || !strings.HasPrefix(said, test.want) {
			t.Errorf("%s: want %q of the quiet in\n%s", name, test.want, text)
		}
	}
}
