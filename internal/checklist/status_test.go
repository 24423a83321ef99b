package checklist

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The status changes with facts and with nothing else.
func TestStatusStaysAsLongAsTheFactsDo(t *testing.T) {
	f := followed(fullFacts())
	at := func(d int) string {
		o := sampleOptions()
		o.Now = time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC).AddDate(0, 0, d)
		return Status(f, o)
	}
	if at(0) != at(13) {
		t.Error("it differs after quiet days")
	}
	if at(13) == at(15) {
		t.Error("a measure became overdue and it stayed the same")
	}
	if at(27) == at(29) || !strings.Contains(at(29), "ended on 2026-12-14") {
		t.Error("the watch ended and it stayed the same")
	}
	if key, ok := ParseStatusMarker(at(0)); !ok || key != f.Page.Key {
		t.Errorf("marker %q", key)
	}
}

func TestStatusSays(t *testing.T) {
	f := followed(fullFacts())
	f.Again = []incident.Finding{{SHA: "1234567890abcdef", Subject: "Revert it again", CommittedAt: sampleNow}}
	for _, want := range []string{
		"3 of 8 steps done", "still missing on `release-1.4`", "overdue since 2026-11-14", "nobody named yet", "was merged, and reverted",
		"not doing, because", "mended again once since 2026-11-14, last by `1234567890` `Revert it again`",
	} {
		if s := Status(f, sampleOptions()); !strings.Contains(s, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(Status(f, sampleOptions()), "@") {
		t.Error("the status mentions somebody; each edit of it would call them")
	}
	f.Progress.Measures[0].Text, f.Progress.Measures[0].Refs = "", []string{"#42"}
	parsed, err := Parse("<!-- ownup:step=correct -->\n\n- [ ] not doing: because no time\n")
	if err != nil || len(parsed.Measures) != 1 {
		t.Fatal(parsed, err)
	}
	parsed.Measures[0].N = 2
	f.Progress.Measures[1] = parsed.Measures[0]
	if s := Status(f, sampleOptions()); !strings.Contains(s, "* `2` ~~(in no words yet)~~ – not doing, because no time\n") {
		t.Errorf("a measure that has no words is shown oddly:\n%s", s)
	}
	if s := Status(f, sampleOptions()); !strings.Contains(s, "* `1` **(see `#42`)** –") {
		t.Errorf("a measure without words: %s", s)
	}
	f.Incident.Branches[1].HasFix = true
	if s := Status(f, sampleOptions()); !strings.Contains(s, "has reached every branch") {
		t.Errorf("with the revert everywhere: %s", s)
	}
	none := followed(hardlyAny())
	none.Progress.Measures, none.Others = nil, nil
	if s := Status(none, sampleOptions()); !strings.Contains(s, "none yet") {
		t.Errorf("without measures: %s", s)
	}
}

// TestStatusTells holds what is told where there is more of something, or less, than the golden incidents have.
func TestStatusTells(t *testing.T) {
	at := sampleNow.AddDate(0, 0, -1)
	names := func(n int, name string) (all []string) {
		for i := range n {
			all = append(all, name+strconv.Itoa(i))
		}
		return all
	}
	undone := func(n int, reason incident.Reason) (all []incident.Finding) {
		for i := range n {
			all = append(all, incident.Finding{
				SHA: strconv.Itoa(i) + "234567890abcdef", Kind: incident.Revert, Verdict: incident.Fold, Reason: string(reason), CommittedAt: at, LandedAt: at,
			})
		}
		return all
	}
	measure := func(m incident.Measure) func(f *incident.Following, o *Options) {
		m.N = 1
		return func(f *incident.Following, _ *Options) { f.Progress.Measures = []incident.Measure{m} }
	}
	for want, edit := range map[string]func(f *incident.Following, o *Options){
		"<!-- ownup:status:v1 key=r-known ": func(f *incident.Following, _ *Options) { f.Page.Key = "r-known" },
		"none yet. Each is a task line in step 5.\n": func(f *incident.Following, o *Options) {
			f.Progress.Measures, o.Commands = nil, false
		},
		"none yet. Each is a task line in step 5, or `/ownup measure …` in a comment.\n": func(f *incident.Following, _ *Options) {
			f.Progress.Measures = nil
		},
		"the revert is still missing on `old`.\n": func(f *incident.Following, _ *Options) {
			f.Incident.Branches = []incident.BranchState{{Name: "main", HasFix: true}, {Name: "old"}}
		},
		"since 2026-11-14; watched until 2026-12-14.\n": func(f *incident.Following, _ *Options) { f.WatchEnd = time.Time{} },
		"\n\n**Done** – the measures are in place and the watch stayed quiet.\n": func(f *incident.Following, _ *Options) {
			f.Outcome = incident.Improved
		},
		"had to be mended again twice since": func(f *incident.Following, _ *Options) { f.Again = undone(2, "") },
		"; ↩️ #1 was merged, and reverted on 2026-11-15; ✅ #2 merged on 2026-11-16\n": measure(incident.Measure{Text: "Test it", FollowUps: []incident.FollowUp{
			{Ref: "#1", State: incident.Undone, At: sampleNow.AddDate(0, 0, -1)}, {Ref: "#2", State: incident.Merged, At: sampleNow},
		}}),
		"* `1` ~~Test it~~ – not doing\n": measure(incident.Measure{Text: "Test it", NotDoing: true}),
		"; #9 is open; … and 2 more\n":    measure(incident.Measure{Text: "Test it", FollowUps: append(slices.Repeat([]incident.FollowUp{{Ref: "#8"}}, 9), slices.Repeat([]incident.FollowUp{{Ref: "#9"}}, 3)...)}),
		"still missing on `x0`, `x1`, `x2`, `x3`, `x4`, … (+2)\n": measure(incident.Measure{
			Text: "Test it", FollowUps: []incident.FollowUp{{Ref: "#8", State: incident.Merged, Missing: names(7, "x")}},
		}),
		"**Also done about this**\n\n* ✅ #8 merged\n\n": func(f *incident.Following, _ *Options) {
			f.Others = []incident.FollowUp{{Ref: "#8", State: incident.Merged}}
		},
		"**Taken back with it**, after this was opened\n\n* `Count the sessions`, by `0234567890` on 2026-11-15\n\n": func(f *incident.Following, _ *Options) {
			f.Further = append(undone(1, incident.ReasonSeries), undone(1, incident.ReasonAgain)...)
			f.Incident.Offending = append(f.Incident.Offending, incident.CommitFact{Subject: "Count the sessions", UndoneBy: &incident.CommitFact{SHA: f.Further[0].SHA}},
				incident.CommitFact{UndoneBy: &incident.CommitFact{SHA: f.Further[0].SHA}}, incident.CommitFact{Subject: "Another", UndoneBy: &incident.CommitFact{SHA: "1"}})
		},
		"* `Count the sessions`, `Close them`, by `0234567890` on 2026-11-15\n\n": func(f *incident.Following, _ *Options) {
			f.Further = undone(1, incident.ReasonSeries)
			for _, subject := range []string{"Count the sessions", "Close them"} {
				f.Incident.Offending = append(f.Incident.Offending, incident.CommitFact{Subject: subject, UndoneBy: &incident.CommitFact{SHA: f.Further[0].SHA}})
			}
		},
		"**Releases** – none carries the revert yet; `v2`, `v3`, `v4` still have the problem.": func(f *incident.Following, _ *Options) {
			f.Incident.Releases, f.Incident.Undone = names(5, "v"), nil
		},
		"**Releases** – none carries the revert yet; `v0` still has the problem.": func(f *incident.Following, _ *Options) {
			f.Incident.Releases, f.Incident.Undone = names(1, "v"), nil
		},
		"had to be mended again 3 times since 2026-11-14, last by `2234567890` on 2026-11-15.\n": func(f *incident.Following, _ *Options) { f.Again = undone(3, "") },
		"**It came back** – `1111111111` put the change back as it was.\n\n**Taken back again** – by `0234567890` on 2026-11-15.\n": func(f *incident.Following, _ *Options) {
			f.Incident.Relands = []incident.Reland{{SHA: "1111111111", Unchanged: true}}
			f.Incident.Chain.Findings = append(f.Incident.Chain.Findings, undone(1, incident.ReasonAgain)...)
		},
		"**Watch** – nothing in the file above had": func(f *incident.Following, _ *Options) {
			f.Incident.Paths, f.Further = []string{"a.go"}, undone(1, "")
		},
		"**Watch** – nothing in the 2 files of these changes had": func(f *incident.Following, _ *Options) {
			f.Incident.Paths, f.Further = []string{"a.go", "b.go"}, undone(1, "")
		},
		"⬜ learn · ": func(f *incident.Following, _ *Options) {
			f.Progress.Steps[3].Tasks, f.Progress.Steps[3].Done = 2, 0
		},
	} {
		f, o := followed(fullFacts()), sampleOptions()
		edit(&f, &o)
		if s := Status(f, o); !strings.Contains(s, want) {
			t.Errorf("it does not say %q:\n%s", want, s)
		}
	}
}

// TestStatusOfWhatWasTicked is that a tick is told where it is what counts.
func TestStatusOfWhatWasTicked(t *testing.T) {
	up := func(state incident.FollowUpState) []incident.FollowUp {
		return []incident.FollowUp{{Ref: "acme/other#7", State: state}}
	}
	for want, ups := range map[string][]incident.FollowUp{
		"**Look twice**; ticked off\n":                                           nil,
		"**Look twice**; acme/other#7 is not known to have landed; ticked off\n": up(incident.Named),
		"**Look twice**; acme/other#7 is an issue that was closed; ticked off\n": up(incident.Settled),
		"**Look twice**; ✅ acme/other#7 merged\n":                                up(incident.Merged),
		"**Look twice** – nobody named yet, no date yet; acme/other#7 is open\n": up(incident.Proposed),
	} {
		f := followed(hardlyAny())
		f.Progress.Measures = []incident.Measure{{N: 1, Text: "Look twice", Ticked: true, FollowUps: ups}}
		if s := Status(f, sampleOptions()); !strings.Contains(s, want) {
			t.Errorf("%q is missing in\n%s", want, s)
		}
	}
}

// TestStatusWatchesFiles holds that the watch is told to be over as many files as it is over: not over areas, nor over
// what every change touches.
func TestStatusWatchesFiles(t *testing.T) {
	f := followed(fullFacts())
	for _, c := range []struct {
		paths []string
		want  string
	}{
		{nil, "whether it had to be mended again is not known"},
		{[]string{"go.sum"}, "**Watch** – none: every change"},
		{[]string{"a.go"}, "nothing in the file above had"},
		{[]string{"a.go", "b/c.go"}, "nothing in the 2 files above had"},
		{[]string{"a.go", "b/c.go", "go.sum"}, "nothing in 2 of the files above had"},
	} {
		f.Incident.Paths = c.paths
		if s := Status(f, sampleOptions()); !strings.Contains(s, c.want) {
			t.Errorf("%v: %s", c.paths, s)
		}
	}
}

func TestReminderOnlyWhatIsOverdue(t *testing.T) {
	f := followed(fullFacts())
	s := Reminder(f, sampleOptions())
	if !strings.Contains(s, "Keep sessions on disk") || strings.Contains(s, "handbook") || strings.Contains(s, "Restart") {
		t.Error(s)
	}
	f.Progress.Measures = f.Progress.Measures[1:]
	if s := Reminder(f, sampleOptions()); !strings.Contains(s, "Keep sessions on disk (measure 2)") {
		t.Errorf("a measure goes by another number: %s", s)
	}
	o := sampleOptions()
	o.Commands = false
	if s := Reminder(f, o); strings.Contains(s, "/ownup") {
		t.Errorf("a command where none is read: %s", s)
	}
	f.Progress.Measures = f.Progress.Measures[1:]
	if s := Reminder(f, sampleOptions()); s != "" {
		t.Errorf("a reminder of nothing: %s", s)
	}
}

func TestPercentNeverClaimsCertainty(t *testing.T) {
	for p, want := range map[float64]string{0.999: "99 %", 1: "100 %", 0.5: "50 %", 0.004: "0 %", 1.5: "100 %"} {
		if got := percent(p); got != want {
			t.Errorf("%v: %q, want %q", p, got, want)
		}
	}
}

// TestFactsInWords holds what the pieces of a text are cut to.
func TestFactsInWords(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{size(incident.CommitFact{}), ""},
		{size(incident.CommitFact{Files: 1}), "1 file, +0 −0 lines"},
		{size(incident.CommitFact{Added: 2}), "0 files, +2 −0 lines"},
		{size(incident.CommitFact{Deleted: 2}), "0 files, +0 −2 lines"},
		{lowerFirst("A test failed"), "a test failed"},
		{lowerFirst("The test failed"), "the test failed"},
		{lowerFirst("API tests failed"), "API tests failed"},
		{lowerFirst("I"), "I"},
		{lowerFirst("[x] failed"), "[x] failed"},
		{lowerFirst("@x failed"), "@x failed"},
		{lowerFirst("C{x}"), "C{x}"},
		{lowerFirst("V_2"), "V_2"},
		{firstRunes("日本語です", 5), "日本語です"},
		{firstRunes("日本語です", 4), "日本語…"},
		{plainBlock("a\n\nb\n", 2), "    a\n    b"},
		{plainBlock("a\n\nb\nc\nd", 2), "    a\n    b\n    …"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
