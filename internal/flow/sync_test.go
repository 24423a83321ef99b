package flow

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestSyncSettlesDown(t *testing.T) {
	p, c, b := opened(t)
	if _, err := engine(p, b).Sync(t.Context(), []incident.Chain{c}); err != nil {
		t.Fatal(err)
	}
	before := len(b.writes)
	if _, err := engine(p, b).Sync(t.Context(), []incident.Chain{c}); err != nil {
		t.Fatal(err)
	}
	if wrote := b.writes[before:]; len(wrote) != 0 {
		t.Errorf("nothing changed, and sync wrote %v", wrote)
	}
}

func TestOutcomes(t *testing.T) {
	done := incident.Measure{Text: "x", Ticked: true}
	ended := noon.AddDate(0, 0, -1)
	for _, test := range []struct {
		name string
		f    incident.Following
		o    orders
		want incident.Outcome
	}{
		{"watch over, measures done", incident.Following{WatchEnd: ended, Progress: incident.Progress{Measures: []incident.Measure{done}}}, orders{}, incident.Improved},
		{"no measure: a conscious act is asked for", incident.Following{WatchEnd: ended}, orders{}, incident.Ongoing},
		{"a measure is open", incident.Following{WatchEnd: ended, Progress: incident.Progress{Measures: []incident.Measure{{Text: "y"}}}}, orders{}, incident.Ongoing},
		{"mended again", incident.Following{WatchEnd: ended, Again: []incident.Finding{{}}, Progress: incident.Progress{Measures: []incident.Measure{done}}}, orders{}, incident.Ongoing},
		{"watch not over", incident.Following{WatchEnd: noon.AddDate(0, 0, 1), Progress: incident.Progress{Measures: []incident.Measure{done}}}, orders{}, incident.Ongoing},
		{"put back as it was", incident.Following{Incident: incident.Incident{Relands: []incident.Reland{{Unchanged: true, Precaution: true}}}}, orders{}, incident.Precautionary},
		{"opened again after that", incident.Following{Page: incident.Page{Reopened: true}, Incident: incident.Incident{Relands: []incident.Reland{{Unchanged: true, Precaution: true}}}}, orders{}, incident.Ongoing},
		{"put back as it was, and undone again", incident.Following{Incident: incident.Incident{Relands: []incident.Reland{{Unchanged: true}}}}, orders{}, incident.Ongoing},
		{"put back changed", incident.Following{Incident: incident.Incident{Relands: []incident.Reland{{}}}}, orders{}, incident.Ongoing},
		{"a person closed it", incident.Following{Page: incident.Page{State: incident.PageClosed}}, orders{}, incident.ByPerson},
		{"a person says close", incident.Following{}, orders{closed: true}, incident.ByPerson},
		{"a person dismisses", incident.Following{}, orders{dismissed: "planned", closed: true}, incident.Dismissed},
	} {
		if got := engine(newPast(), nil).outcome(test.f, test.o); got != test.want {
			t.Errorf("%s: %q, not %q", test.name, got, test.want)
		}
	}
}

func TestUndoneNow(t *testing.T) {
	made := func(kind incident.Kind, name string, of ...string) incident.Finding {
		f := incident.Finding{SHA: name, Kind: kind, LandedAt: noon}
		for _, o := range of {
			f.Offending = append(f.Offending, incident.Offending{SHA: o})
		}
		return f
	}
	revert, reapply := incident.Revert, incident.Reapply
	for _, test := range []struct {
		name  string
		story []incident.Finding
		want  []string
	}{
		{"reverted", []incident.Finding{made(revert, "undo", "bad")}, []string{"bad"}},
		{"reverted and put back", []incident.Finding{made(revert, "undo", "bad"), made(reapply, "back", "undo")}, nil},
		{"put back under its own name", []incident.Finding{made(revert, "undo", "bad"), made(reapply, "back", "bad")}, nil},
		{"and reverted again", []incident.Finding{made(revert, "undo", "bad"), made(reapply, "back", "undo"), made(revert, "undo2", "bad")}, []string{"bad"}},
		{"two in one go, and put back", []incident.Finding{made(revert, "undo", "bad", "worse"), made(reapply, "back", "undo")}, nil},
		{"and its reland reverted", []incident.Finding{made(revert, "undo", "bad"), made(reapply, "back", "undo"), made(revert, "undo2", "back")}, []string{"back", "bad"}},
		{"and that put back", []incident.Finding{made(revert, "undo", "bad"), made(reapply, "back", "undo"), made(revert, "undo2", "back"), made(reapply, "back2", "undo2")}, nil},
		{"reverted on a branch", []incident.Finding{{SHA: "undo", Kind: revert, Offending: []incident.Offending{{SHA: "bad"}}}}, nil},
		{"reverted, it may be", []incident.Finding{{SHA: "undo", Kind: revert, LandedAt: noon, Reason: string(incident.ReasonUnsure), Offending: []incident.Offending{{SHA: "bad"}}}}, nil},
		{"a series of which the second is put back", []incident.Finding{made(revert, "undo", "bad"), made(revert, "undo2", "worse"), made(reapply, "back", "undo2")}, []string{"bad"}},
	} {
		got := slices.Sorted(maps.Keys(undoneNow([]incident.Chain{{Findings: test.story}})))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

// What only a lock file or a change log has in common with an incident is no second mending of its area. When it landed
// is what counts.
func TestAgain(t *testing.T) {
	f := incident.Following{WatchEnd: noon.AddDate(0, 0, 30)}
	f.Incident.UndoneAt, f.Incident.Paths = noon, []string{"fetch/fetch.rs", "Cargo.lock", "CHANGELOG.md"}
	w := &world{chainOf: map[string]string{}, touched: map[string][]string{
		"near": {"fetch/fetch.rs", "Cargo.lock"}, "bump": {"Cargo.lock", "CHANGELOG.md"}, "late": {"fetch/fetch.rs"}, "merged": {"fetch/fetch.rs"},
	}}
	for id, days := range map[string]int{"near": 1, "bump": 2, "late": 31} {
		w.findings, w.chainOf[id] = append(w.findings, incident.Finding{SHA: id, CommittedAt: noon.AddDate(0, 0, days)}), id
	}
	// Of another story each time that it undid something counts once.
	for id, reason := range map[string]incident.Reason{"story": incident.ReasonLandedRevert, "story, copy": incident.ReasonCopy, "story, more": incident.ReasonSeries, "story, anew": incident.ReasonAgain} {
		w.findings = append(w.findings, incident.Finding{SHA: id, CommittedAt: noon.AddDate(0, 0, 10).Add(time.Duration(len(id)) * time.Minute), Reason: string(reason)})
		w.chainOf[id], w.touched[id] = "r-story", []string{"fetch/fetch.rs"}
	}
	w.findings = append(w.findings, incident.Finding{SHA: "merged", CommittedAt: noon.AddDate(0, 0, -3), LandedAt: noon.AddDate(0, 0, 3)})
	// What its own chain undoes anew counts wherever and whenever that is, once it has landed; the rest of the chain
	// does not.
	for id, days := range map[string]int{"first": -1, "anew": 4, "anew, late": 40, "topic": 5, "copy": 6} {
		own := incident.Finding{SHA: id, CommittedAt: noon.AddDate(0, 0, days), LandedAt: noon.AddDate(0, 0, days), Verdict: incident.Fold, Reason: "again"}
		switch id {
		case "topic":
			own.LandedAt = time.Time{}
		case "copy":
			own.Reason = "copy"
		}
		f.Incident.Chain.Findings = append(f.Incident.Chain.Findings, own)
		w.findings = append(w.findings, own)
		w.touched[id] = []string{"fetch/fetch.rs"}
	}
	slices.SortFunc(w.findings, func(a, b incident.Finding) int { return a.Since().Compare(b.Since()) })
	var got []string
	for _, again := range w.again(t.Context(), f) {
		got = append(got, again.SHA)
	}
	if d := cmp.Diff([]string{"near", "merged", "anew", "story", "story, anew", "anew, late"}, got); d != "" {
		t.Errorf("mended again (want -, got +):\n%s", d)
	}
}

func TestOneFailureStopsNoOther(t *testing.T) {
	p, c, b := opened(t)
	b.pages = append([]incident.Page{{Ref: "#9", Key: "r-lost", State: incident.PageOpen, CreatedAt: noon.AddDate(0, 0, -9)}}, b.pages...)
	broken := unreadable{b, errors.New("no such page")}
	e := engine(p, b)
	e.Tracker = broken
	followed, err := e.Sync(t.Context(), []incident.Chain{c})
	if err == nil || !strings.Contains(err.Error(), "#9") {
		t.Errorf("the failure does not name its incident: %v", err)
	}
	if len(followed) != 2 || b.page("#1").Status == "" {
		t.Errorf("the other incident was not brought up to date: %d followed", len(followed))
	}
}

// unreadable can't read its first page.
type unreadable struct {
	*board
	err error
}

func (u unreadable) Read(ctx context.Context, ref string) (incident.Page, error) {
	if ref == "#9" {
		return incident.Page{}, u.err
	}
	return u.board.Read(ctx, ref)
}

func TestUnchangedIncidentsAreNotRead(t *testing.T) {
	p, c := story()
	b, m := &board{}, memory{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	b.pages[0].Body = strings.Replace(b.pages[0].Body, "## 6.", "- [ ] Look twice @robin due 2026-10-20\n\n## 6.", 1)
	var pulls []incident.Pull
	sync := func(at time.Time, dry bool) (reads int) {
		t.Helper()
		e := engine(p, b)
		e.Forge, e.Memory, e.Now = &pulling{pulls: pulls}, m, at
		if dry {
			e.Tracker, e.Memory = DryRun{b, &strings.Builder{}}, ReadOnly{m}
		}
		before := b.reads
		followed, err := e.Sync(t.Context(), []incident.Chain{c})
		if err != nil {
			t.Fatal(err)
		}
		if len(followed) != 1 || len(followed[0].Progress.Measures) != 1 {
			t.Fatalf("followed %+v", followed)
		}
		return b.reads - before
	}
	link := func(state incident.FollowUpState, at time.Time) {
		b.pages[0].Links, b.pages[0].UpdatedAt = []incident.FollowUp{{Ref: "#40", State: state, Via: "trailer"}}, at
	}
	for _, step := range []struct {
		what   string
		change func()
		at     time.Time
		dry    bool
		want   int
	}{
		{"a dry run", func() {}, noon, true, 1},
		{"it settles nothing", func() {}, noon, false, 1},
		{"nothing has changed", func() {}, noon.Add(time.Hour), false, 0},
		{"the page was touched", func() { b.pages[0].UpdatedAt = noon }, noon.Add(2 * time.Hour), false, 1},
		{"nothing has changed", func() {}, noon.Add(3 * time.Hour), false, 0},
		{"it was touched in the very second of the list", func() {
			b.pages[0].UpdatedAt, b.pages[0].Fresh = noon.Add(time.Second), true
		}, noon.Add(3 * time.Hour), false, 1},
		{"once more in that second, maybe", func() { b.pages[0].Fresh = false }, noon.Add(3 * time.Hour), false, 1},
		{"nothing has changed", func() {}, noon.Add(3 * time.Hour), false, 0},
		{"a commit landed", func() { p.add("more", "more", "x.go", noon) }, noon.Add(4 * time.Hour), false, 0},
		{"a pull request was opened for it", func() { link(incident.Proposed, noon.Add(time.Minute)) }, noon.Add(5 * time.Hour), false, 1},
		{"nothing becomes of that yet", func() { p.add("yet more", "yet more", "x.go", noon) }, noon.Add(6 * time.Hour), false, 0},
		{"it was dropped, which does not show on the page", func() {
			b.pages[0].Links[0].State = incident.Dropped
			pulls = []incident.Pull{{Number: 40, UpdatedAt: noon.Add(2 * time.Minute)}}
		}, noon.Add(7 * time.Hour), false, 1},
		{"which is told again", func() {}, noon.Add(7 * time.Hour), false, 0},
		{"another one refers to it at the same moment", func() {
			pulls = append(pulls, incident.Pull{Number: 42, Body: "Because of #1.", UpdatedAt: noon.Add(2 * time.Minute)})
		}, noon.Add(7 * time.Hour), false, 1},
		{"and one to another incident", func() {
			pulls = append(pulls, incident.Pull{Number: 43, Body: "Because of #11.", UpdatedAt: noon.Add(3 * time.Minute)})
		}, noon.Add(7 * time.Hour), false, 0},
		{"an issue was put below it", func() {
			b.pages[0].Links = []incident.FollowUp{{Ref: "#41", State: incident.Proposed, Via: incident.ViaSubIssue}}
			b.pages[0].Below = "0/1"
		}, noon.Add(7 * time.Hour), false, 1},
		{"a commit landed, and it is open still", func() { p.add("then", "then", "x.go", noon) }, noon.Add(7 * time.Hour), false, 0},
		{"it was closed", func() { b.pages[0].Below = "1/1" }, noon.Add(7 * time.Hour), false, 1},
		{"another commit landed", func() { p.add("and more", "and more", "x.go", noon) }, noon.Add(8 * time.Hour), false, 0},
		{"the measure falls due", func() {}, time.Date(2026, 10, 21, 0, 0, 0, 0, time.UTC), false, 0},
		{"and is overdue, this week", func() {}, time.Date(2026, 10, 22, 0, 0, 0, 0, time.UTC), false, 0},
		{"and a new week begins", func() {}, time.Date(2026, 10, 26, 1, 0, 0, 0, time.UTC), false, 0},
		{"and a week has passed", func() {}, time.Date(2026, 10, 28, 0, 0, 0, 0, time.UTC), false, 0},
	} {
		step.change()
		if got := sync(step.at, step.dry); got != step.want {
			t.Errorf("%s: %d reads, not %d", step.what, got, step.want)
		}
	}
	reminders := 0
	if !strings.Contains(b.pages[0].Status, "overdue") {
		t.Errorf("the status does not tell that the measure is overdue:\n%s", b.pages[0].Status)
	}
	for _, w := range b.writes {
		if strings.Contains(w, "reminder") {
			reminders++
		}
	}
	if reminders != 2 {
		t.Errorf("%d reminders in two weeks: %v", reminders, b.writes)
	}
}

// pulling is a forge that has pull requests.
type pulling struct {
	forgeless
	pulls []incident.Pull
}

func (f *pulling) UpdatedPulls(_ context.Context, since time.Time) ([]incident.Pull, bool, error) {
	return slices.DeleteFunc(slices.Clone(f.pulls), func(p incident.Pull) bool { return p.UpdatedAt.Before(since) }), true, nil
}

// promoting is a board that can make measures issues.
type promoting struct{ *board }

func (b promoting) CreateMeasure(_ context.Context, ref, _ string, m incident.Measure, _ string) (string, error) {
	if err := b.breaks("measure " + m.Text); err != nil {
		return "", err
	}
	b.writes = append(b.writes, "measure "+m.Text)
	p := b.page(ref)
	p.Links = append(p.Links, incident.FollowUp{Ref: "#50", Title: m.Text, State: incident.Proposed, Via: "sub-issue"})
	return "#50", nil
}

func TestMeasuresBecomeIssues(t *testing.T) {
	p, c, b := opened(t)
	b.pages[0].Body = strings.Replace(b.pages[0].Body, "## 6.", "- [ ] Look twice @robin\n- [x] Look once @robin\n\n## 6.", 1)
	b.pages[0].Links = []incident.FollowUp{{Ref: "#49", Title: "Something else", State: incident.Proposed, Via: incident.ViaSubIssue}}
	for range 2 {
		e := engine(p, b)
		e.Tracker, e.Options.SubIssues = promoting{b}, true
		followed, err := e.Sync(t.Context(), []incident.Chain{c})
		if err != nil {
			t.Fatal(err)
		}
		m := followed[0].Progress.Measures[0]
		if len(m.FollowUps) != 1 || m.FollowUps[0].Ref != "#50" || len(followed[0].Others) != 1 || followed[0].Others[0].Ref != "#49" {
			t.Errorf("the measure is followed by %+v, beside it %+v", m.FollowUps, followed[0].Others)
		} else if up := m.FollowUps[0]; up.Title != m.Text || up.State != incident.Proposed || up.Via != incident.ViaSubIssue {
			t.Errorf("it is followed by %+v", up)
		}
	}
	created := 0
	for _, w := range b.writes {
		if strings.HasPrefix(w, "measure ") {
			created++
		}
	}
	if created != 1 {
		t.Errorf("%d issues for one measure: %v", created, b.writes)
	}
}

// TestIssuesOfMeasures is which of the issues below an incident is a measure's: the one that says so, or one that people
// have put there in its words.
func TestIssuesOfMeasures(t *testing.T) {
	p, _ := story()
	e := engine(p, &board{})
	w, err := e.look(t.Context(), nil, noon.AddDate(0, 0, -9))
	if err != nil {
		t.Fatal(err)
	}
	link := func(ref, title, whose, via string) incident.FollowUp {
		return incident.FollowUp{Ref: ref, Title: title, For: whose, Via: via, State: incident.Proposed}
	}
	f := incident.Following{
		Page: incident.Page{Ref: "#1", Key: "r-1", Links: []incident.FollowUp{
			link("#50", "Look well", "r-1-m", incident.ViaSubIssue),
			link("#51", "Look twice", "", incident.ViaSubIssue),
			link("#52", "Look twice", "r-1-n", incident.ViaSubIssue),
			link("#53", "Look twice", "", incident.ViaKeyword),
			link("#54", "Look well", "", incident.ViaSubIssue),
			link("#51", "Look twice", "", incident.ViaSubIssue),
		}},
		Progress: incident.Progress{Measures: []incident.Measure{{ID: "m", N: 1, Text: "Look twice"}}},
	}
	e.measures(t.Context(), w, &f)
	var got []string
	for _, up := range f.Progress.Measures[0].FollowUps {
		got = append(got, up.Ref)
	}
	if !slices.Equal(got, []string{"#50", "#51"}) {
		t.Errorf("%v", got)
	}
}

// TestWithoutItsChain is that an incident whose chain this history does not hold is followed by what its page tells, and
// says so.
func TestWithoutItsChain(t *testing.T) {
	p, c, b := opened(t)
	b.pages[0].Kind, b.pages[0].CreatedAt = incident.Revert, noon.AddDate(0, 0, -2)
	followed, err := engine(p, b).Sync(t.Context(), nil)
	if err != nil || len(followed) != 1 {
		t.Fatalf("%+v, %v", followed, err)
	}
	f := followed[0]
	if f.Incident.Key != c.Key || f.Incident.Kind != incident.Revert || !f.WatchEnd.Equal(noon.AddDate(0, 0, 28)) {
		t.Errorf("it is followed as %+v until %v", f.Incident, f.WatchEnd)
	}
	if !strings.Contains(b.pages[0].Status, "is not known: the history that was read here") {
		t.Errorf("it is not said: %s", b.pages[0].Status)
	}
}

// settling is a board that tells what a run itself has changed.
type settling struct {
	*board
	fresh bool
}

func (s *settling) Settled(context.Context, time.Time) ([]incident.Page, error) {
	pages := slices.Clone(s.pages)
	for i := range pages {
		pages[i].Fresh = s.fresh
	}
	return pages, nil
}

// TestOwnChangeInTheSameSecond is that what a run has just written settles an incident only when no other change can
// bear the same time.
func TestOwnChangeInTheSameSecond(t *testing.T) {
	p, c := story()
	b, m := &board{}, memory{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{1, 1, 0} {
		e := engine(p, b)
		e.Tracker, e.Forge, e.Memory = &settling{b, i == 0}, forgeless{}, m
		before := b.reads
		b.pages[0].UpdatedAt = noon
		if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
			t.Fatal(err)
		}
		if got := b.reads - before; got != want {
			t.Errorf("run %d: %d reads, want %d", i, got, want)
		}
	}
}

// TestNumbersOutliveTheStatus is that somebody who deletes the status comment does not give measures other numbers.
func TestNumbersOutliveTheStatus(t *testing.T) {
	p, c := story()
	b, m := &board{}, memory{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	written := b.pages[0].Body
	for i, measures := range []string{"- [ ] Look once\n- [ ] Look twice\n", "- [ ] Look twice\n", "- [ ] Look twice\n"} {
		b.pages[0].Body, b.pages[0].UpdatedAt = strings.Replace(written, "## 6.", measures+"\n## 6.", 1), noon.Add(time.Duration(i)*time.Hour)
		if i == 2 {
			b.pages[0].Status = ""
		}
		e := engine(p, b)
		e.Forge, e.Memory = forgeless{}, m
		followed, err := e.Sync(t.Context(), []incident.Chain{c})
		if err != nil {
			t.Fatal(err)
		}
		all := followed[0].Progress.Measures
		if last := all[len(all)-1]; last.Text != "Look twice" || last.N != 2 {
			t.Errorf("round %d: %q has number %d", i, last.Text, last.N)
		}
	}
	if b.pages[0].Status == "" {
		t.Error("the status was not written again")
	}
}

// brokenRefs is a history whose branches can't be read.
type brokenRefs struct{ *past }

func (brokenRefs) Branches(context.Context) ([]incident.Ref, error) {
	return nil, errors.New("no branches")
}

// What went wrong before the history could not be read is said as well.
func TestSyncSaysAllThatFailed(t *testing.T) {
	damaged := &incident.Problem{Kind: incident.Damaged, Sentence: "a.md is damaged."}
	e := engine(newPast(), &board{fail: damaged})
	e.History = brokenRefs{newPast()}
	if _, err := e.Sync(t.Context(), nil); !errors.Is(err, damaged) || !strings.Contains(err.Error(), "no branches") {
		t.Errorf("a sync says %v", err)
	}
}
