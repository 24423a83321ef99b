package flow

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestClosedEarly is that ownup has one word for a person who closes an incident with steps left, and none for anybody
// else.
func TestClosedEarly(t *testing.T) {
	ended := []incident.Comment{{Ours: true, Ends: true}}
	for _, test := range []struct {
		name     string
		outcome  incident.Outcome
		closed   time.Duration // ago
		done     bool
		comments []incident.Comment
		want     []string
	}{
		{"steps are left", incident.ByPerson, time.Hour, false, nil, []string{"comment #1 closed-early"}},
		{"none is left", incident.ByPerson, time.Hour, true, nil, nil},
		{"closed long ago", incident.ByPerson, early, false, nil, nil},
		{"closed by ownup", incident.ByPerson, time.Hour, false, ended, nil},
		{"dismissed", incident.Dismissed, time.Hour, false, nil, nil},
	} {
		b := &board{}
		f := incident.Following{
			Page:    incident.Page{Ref: "#1", State: incident.PageClosed, ClosedAt: noon.Add(-test.closed), Comments: test.comments},
			Outcome: test.outcome, Progress: incident.Progress{Steps: []incident.StepState{{ID: incident.Acknowledge, Fact: test.done}}},
		}
		if err := engine(newPast(), b).keep(t.Context(), &f, orders{}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, b.writes); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

// TestRemindsOfWhatGoesOn is that an overdue measure of an incident that ends now is not asked after.
func TestRemindsOfWhatGoesOn(t *testing.T) {
	for outcome, want := range map[incident.Outcome]bool{incident.Ongoing: true, incident.Dismissed: false, incident.ByPerson: false} {
		b := &board{pages: []incident.Page{{Ref: "#1", State: incident.PageOpen}}}
		f := incident.Following{
			Page: b.pages[0], Outcome: outcome,
			Progress: incident.Progress{Measures: []incident.Measure{{N: 1, Text: "Look twice", Due: noon.AddDate(0, 0, -9)}}},
		}
		if err := engine(newPast(), b).keep(t.Context(), &f, orders{dismissed: "planned"}); err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(b.writes, "comment #1 reminder-2026-W42"); got != want {
			t.Errorf("%q: reminded is %v: %v", outcome, got, b.writes)
		}
	}
}

// TestRemindsOnceAWeek is that seven days lie between two reminders, whatever the calendar calls the week, and that
// only ownup's own count.
func TestRemindsOnceAWeek(t *testing.T) {
	for name, test := range map[string]struct {
		last incident.Comment
		want bool
	}{
		"the day before, in another week": {incident.Comment{Ours: true, Mark: "reminder-2026-W41", CreatedAt: noon.AddDate(0, 0, -1)}, false},
		"a week ago":                      {incident.Comment{Ours: true, Mark: "reminder-2026-W41", CreatedAt: noon.AddDate(0, 0, -7)}, true},
		"of something else":               {incident.Comment{Ours: true, Mark: "again-1", CreatedAt: noon}, true},
		"by somebody else":                {incident.Comment{Mark: "reminder-2026-W42", CreatedAt: noon}, true},
	} {
		b := &board{pages: []incident.Page{{Ref: "#1", State: incident.PageOpen, Comments: []incident.Comment{test.last}}}}
		f := incident.Following{
			Page: b.pages[0], Outcome: incident.Ongoing,
			Progress: incident.Progress{Measures: []incident.Measure{{N: 1, Text: "Look twice", Due: noon.AddDate(0, 0, -9)}}},
		}
		for _, asKept := range []bool{false, true} {
			if err := engine(newPast(), b).keep(t.Context(), &f, orders{asKept: asKept}); err != nil {
				t.Fatal(err)
			}
		}
		if got := slices.Contains(b.writes, "comment #1 reminder-2026-W42"); got != test.want {
			t.Errorf("%s: reminded is %v: %v", name, got, b.writes)
		}
	}
}

func TestLabelsOfProgress(t *testing.T) {
	for _, test := range []struct {
		have    []string
		overdue bool
		want    []string
	}{
		{nil, false, []string{"steps: 0/8"}},
		{[]string{"mine", "steps: 3/8"}, false, []string{"mine", "steps: 0/8"}},
		{[]string{"Steps: 0/8", "step"}, false, []string{"Steps: 0/8", "step"}},
		{[]string{"Steps: 3/8"}, false, []string{"steps: 0/8"}},
		{[]string{"steps: 0/8"}, true, []string{"steps: 0/8", "overdue"}},
		{[]string{"steps: 0/8", "overdue"}, true, []string{"steps: 0/8", "overdue"}},
		{[]string{"overdue", "steps: 0/8"}, false, []string{"steps: 0/8"}},
	} {
		b := &board{pages: []incident.Page{{Ref: "#1", Labels: slices.Clone(test.have)}}}
		f := incident.Following{Page: incident.Page{Ref: "#1", Labels: test.have}}
		if err := engine(newPast(), b).labels(t.Context(), &f, test.overdue); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, b.pages[0].Labels); diff != "" {
			t.Errorf("%v, overdue %v: %s", test.have, test.overdue, diff)
		}
		if diff := cmp.Diff(b.pages[0].Labels, f.Page.Labels); diff != "" {
			t.Errorf("%v: the page is remembered with other labels: %s", test.have, diff)
		}
	}
}

// TestWake is when a settled incident is looked at again though nobody touched it.
func TestWake(t *testing.T) {
	due := time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC)
	past := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	measures := func(ms ...incident.Measure) incident.Progress { return incident.Progress{Measures: ms} }
	for name, test := range map[string]struct {
		f    incident.Following
		want time.Time
	}{
		"never":              {incident.Following{}, time.Time{}},
		"the day is over":    {incident.Following{Progress: measures(incident.Measure{Due: due})}, due.AddDate(0, 0, 1)},
		"a measure is done":  {incident.Following{Progress: measures(incident.Measure{Due: due, Ticked: true})}, time.Time{}},
		"the watch ends":     {incident.Following{WatchEnd: due, Progress: measures(incident.Measure{Due: due})}, due},
		"closed":             {incident.Following{WatchEnd: due, Page: incident.Page{State: incident.PageClosed}}, time.Time{}},
		"overdue, reminded":  {incident.Following{Progress: measures(incident.Measure{Due: past}), Page: incident.Page{Comments: []incident.Comment{{Ours: true, Mark: "reminder-2026-W41", CreatedAt: noon.AddDate(0, 0, -3)}}}}, noon.AddDate(0, 0, 4)},
		"overdue, and quiet": {incident.Following{Progress: measures(incident.Measure{Due: past}), Page: incident.Page{Comments: []incident.Comment{{Ours: true, Mark: "again-1", CreatedAt: noon}}}}, time.Time{}},
	} {
		if got := engine(newPast(), nil).wake(test.f); !got.Equal(test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// TestFactsOfSteps: no measure at all is no improvement, however quiet it stayed.
func TestFactsOfSteps(t *testing.T) {
	done, open := incident.Measure{Ticked: true}, incident.Measure{Text: "y"}
	fixed := incident.Incident{Branches: []incident.BranchState{{Name: "main", HasFix: true}}, Undone: []string{"v2"}}
	missing := incident.Incident{Branches: []incident.BranchState{{Name: "main"}}, Undone: []string{"v2"}}
	undone := fixed
	undone.Kind, undone.Chain.Findings = incident.Hotfix, []incident.Finding{
		{SHA: "h", Kind: incident.Hotfix, Verdict: incident.Open},
		{SHA: "r", Kind: incident.Revert, Verdict: incident.Fold, Reason: string(incident.ReasonAgain), LandedAt: noon, Offending: []incident.Offending{{SHA: "h"}}},
	}
	quiet := noon.AddDate(0, 0, -1)
	for name, test := range map[string]struct {
		f    incident.Following
		o    orders
		want []incident.StepID
	}{
		"nothing":                  {incident.Following{}, orders{}, nil},
		"quiet, no measure":        {incident.Following{WatchEnd: quiet}, orders{}, nil},
		"quiet, a measure is open": {incident.Following{WatchEnd: quiet, Progress: incident.Progress{Measures: []incident.Measure{done, open}}}, orders{}, nil},
		"quiet and done":           {incident.Following{WatchEnd: quiet, Progress: incident.Progress{Measures: []incident.Measure{done}}}, orders{}, []incident.StepID{incident.Correct, incident.Improve}},
		"confirmed":                {incident.Following{}, orders{acknowledged: true}, []incident.StepID{incident.Acknowledge}},
		"released everywhere":      {incident.Following{Incident: fixed}, orders{}, []incident.StepID{incident.Solve}},
		"the fix was taken back":   {incident.Following{Incident: undone}, orders{}, nil},
		"a branch lacks the fix":   {incident.Following{Incident: missing}, orders{}, nil},
	} {
		for _, id := range incident.Steps {
			test.f.Progress.Steps = append(test.f.Progress.Steps, incident.StepState{ID: id})
		}
		var got []incident.StepID
		for _, s := range engine(newPast(), nil).facts(test.f, test.o) {
			if s.Fact {
				got = append(got, s.ID)
			}
		}
		if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestStanding is which releases hold a correction, and which branches with the mistake lack it.
func TestStanding(t *testing.T) {
	p := newPast()
	before := p.add("before", "before", "a.go", noon.AddDate(0, 0, -3))
	fix := p.add("fix", "fix", "a.go", noon.AddDate(0, 0, -2))
	tip := p.add("tip", "tip", "a.go", noon.AddDate(0, 0, -1))
	p.tags = []incident.Ref{{Name: "v1", Commit: before, At: noon.AddDate(0, 0, -3)}, {Name: "v2", Commit: tip, At: noon}}
	p.branches = []incident.Ref{{Name: "release-1", Commit: before}, {Name: "release-2", Commit: tip}, {Name: "other", Commit: before}}
	in := incident.Incident{Branches: []incident.BranchState{{Name: "release-1"}, {Name: "release-2"}}}
	merged := incident.FollowUp{SHA: fix, State: incident.Merged}
	got := engine(p, nil).standing(t.Context(), in, merged)
	if diff := cmp.Diff([]string{"v2"}, got.Releases) + cmp.Diff([]string{"release-1"}, got.Missing); diff != "" {
		t.Error(diff)
	}
	merged.State = incident.Undone
	if got := engine(p, nil).standing(t.Context(), in, merged); got.Releases != nil || got.Missing != nil {
		t.Errorf("of what does not stand: %+v", got)
	}
}

// TestWorldTellsWhatWasUndone is that a correction that was itself reverted corrects nothing, whether the history or
// the forge tells of it.
func TestWorldTellsWhatWasUndone(t *testing.T) {
	p, c := story()
	fix := p.add("fix", "Look twice (#30)\n\nCorrects: #1", "fetch.go", noon.AddDate(0, 0, -2))
	gone := p.add("gone", "Look twice", "fetch.go", noon.AddDate(0, 0, -2))
	undo := incident.Finding{SHA: sha("undo2"), Kind: incident.Revert, CommittedAt: noon, LandedAt: noon, Offending: []incident.Offending{{SHA: fix}, {SHA: gone}}}
	e := engine(p, &board{})
	e.Forge = merging{pulls: []incident.Pull{{Number: 31, MergeSHA: gone, Body: "Fixes #1"}, {Number: 32, MergeSHA: sha("good"), Body: "Fixes #1"}}}
	w, err := e.look(t.Context(), []incident.Chain{c, {Findings: []incident.Finding{undo}}}, noon.AddDate(0, 0, -9))
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]string{}
	for _, f := range w.corrections["#1"] {
		told[f.Ref] = string(f.State) + " by " + f.Via
	}
	want := map[string]string{incident.Short(fix): "reverted by trailer", "#31": "reverted by keyword", "#32": "merged by keyword"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
	if w.landed["#30"].State != incident.Undone {
		t.Errorf("the pull request that brought it: %+v", w.landed["#30"])
	}
}

// merging is a forge that lists merged pull requests.
type merging struct {
	forgeless
	pulls []incident.Pull
}

func (m merging) MergedSince(context.Context, time.Time) ([]incident.Pull, error) {
	return m.pulls, nil
}

// TestOldest is that a correction counts that landed before the sweep that opened the incident ran.
func TestOldest(t *testing.T) {
	pages := []incident.Page{{CreatedAt: noon.AddDate(0, 0, -2)}, {CreatedAt: noon.AddDate(0, 0, -5)}}
	if got, latest := oldest(pages, noon), noon.AddDate(0, 0, -5-30); got.After(latest) {
		t.Errorf("corrections are looked for from %v on, which is after %v", got, latest)
	}
}

// TestClosesWithOneWord is that an incident which ends is not, in the same run, asked to be looked at closer.
func TestClosesWithOneWord(t *testing.T) {
	for outcome, asked := range map[incident.Outcome]bool{incident.Ongoing: true, incident.Precautionary: false, incident.ByPerson: false} {
		p, c := story()
		b := &board{}
		e := engine(p, b)
		if _, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		f := incident.Following{Page: b.pages[0], Outcome: outcome, Again: []incident.Finding{{SHA: sha("other"), Kind: incident.Hotfix, Subject: "hotfix"}}}
		if err := e.keep(t.Context(), &f, orders{}); err != nil {
			t.Fatal(err)
		}
		got := slices.ContainsFunc(b.writes, func(w string) bool { return strings.Contains(w, "again-") })
		if closed := b.pages[0].State == incident.PageClosed; got != asked || closed == asked {
			t.Errorf("%q: asked to look closer: %v, closed: %v; %v", outcome, got, closed, b.writes)
		}
	}
}

// TestDismissedAsWritten is that why an incident was dismissed is repeated as it was written.
func TestDismissedAsWritten(t *testing.T) {
	p, c := story()
	b := &board{}
	e := engine(p, b)
	if _, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	b.pages[0].Comments = []incident.Comment{{ID: 1, Author: "robin", MayWrite: true, Body: "/ownup dismiss because -Werror was on", CreatedAt: noon}}
	if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
		t.Fatal(err)
	}
	said := b.pages[0].Comments
	if last := said[len(said)-1].Body; b.pages[0].State != incident.PageClosed || !strings.Contains(last, "because \\-Werror was on") { // as Markdown
		t.Errorf("%s: %s", b.pages[0].State, last)
	}
}
