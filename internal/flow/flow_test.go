package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
)

var noon = time.Date(2026, 10, 12, 12, 0, 0, 0, time.UTC)

// sha makes a commit id that a person can tell apart in a failure.
func sha(name string) string { return (fmt.Sprintf("%x", name) + strings.Repeat("0", 40))[:40] }

// past is a history of a few commits on one branch, each touching one path.
type past struct {
	History
	commits map[string]incident.Commit
	order   []string // oldest first
	paths   map[string]string
}

func newPast() *past {
	return &past{commits: map[string]incident.Commit{}, paths: map[string]string{}}
}

func (p *past) add(name, message, path string, at time.Time) string {
	c := incident.Commit{SHA: sha(name), Message: message, Author: incident.Person{Name: "Robin", Email: "robin@acme.example"}, AuthoredAt: at, CommittedAt: at}
	if n := len(p.order); n > 0 {
		c.Parents = []string{p.order[n-1]}
	}
	p.commits[c.SHA], p.paths[c.SHA] = c, path
	p.order = append(p.order, c.SHA)
	return c.SHA
}

func (p *past) Commit(_ context.Context, id string) (incident.Commit, error) {
	if c, ok := p.commits[id]; ok {
		return c, nil
	}
	return incident.Commit{}, &incident.Problem{Kind: incident.NotFound, Sentence: "There is no such commit."}
}

func (p *past) Changes(_ context.Context, id string) ([]incident.Change, error) {
	return []incident.Change{{Path: p.paths[id], New: sha("blob" + id)}}, nil
}

func (p *past) Blob(context.Context, string) ([]byte, error) { return []byte("text\n"), nil }

func (p *past) File(context.Context, string, string) ([]byte, error) {
	return nil, &incident.Problem{Kind: incident.NotFound, Sentence: "There is no such file."}
}

func (p *past) Expand(_ context.Context, prefix string) (string, error) {
	for id := range p.commits {
		if strings.HasPrefix(id, prefix) {
			return id, nil
		}
	}
	return "", &incident.Problem{Kind: incident.NotFound, Sentence: "There is no such commit."}
}

func (p *past) Default(context.Context) (incident.Ref, error) {
	return incident.Ref{Name: "main", Commit: p.order[len(p.order)-1]}, nil
}

func (p *past) Branches(ctx context.Context) ([]incident.Ref, error) {
	main, err := p.Default(ctx)
	return []incident.Ref{main}, err
}

func (p *past) Tags(context.Context) ([]incident.Ref, error)       { return nil, nil }
func (p *past) TagCommits(context.Context) ([]incident.Ref, error) { return nil, nil }

func (p *past) Containing(_ context.Context, id string, tips map[string]string) ([]string, error) {
	var out []string
	for name, tip := range tips {
		if slices.Index(p.order, id) <= slices.Index(p.order, tip) {
			out = append(out, name)
		}
	}
	return out, nil
}

func (p *past) Ancestor(_ context.Context, of, tip string) (bool, error) {
	return slices.Index(p.order, of) <= slices.Index(p.order, tip), nil
}

func (p *past) MergedBy(_ context.Context, id, _ string) (string, error) { return id, nil }

func (p *past) Log(_ context.Context, _, _ []string, since time.Time, fn func(incident.Commit) error) (bool, error) {
	for _, id := range slices.Backward(p.order) {
		if c := p.commits[id]; !c.CommittedAt.Before(since) {
			if err := fn(c); err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

func (p *past) FirstParents(ctx context.Context, _ string, since time.Time, fn func(incident.Commit) error) (bool, error) {
	return p.Log(ctx, nil, nil, since, fn)
}

// board is a tracker in memory that notes every write.
type board struct {
	pages  []incident.Page
	writes []string
	since  []time.Time // of each look at what was opened
	reads  int
	fail   error
}

func (b *board) Name() string { return "board" }

func (b *board) List(context.Context, time.Time) ([]incident.Page, error) { return b.pages, b.fail }

func (b *board) Opened(_ context.Context, since time.Time) ([]incident.Page, error) {
	b.since = append(b.since, since)
	var pages []incident.Page
	for _, p := range b.pages {
		if !p.CreatedAt.Before(since) {
			pages = append(pages, p)
		}
	}
	return pages, b.fail
}

func (b *board) Open(_ context.Context, d incident.Draft) (incident.Page, bool, error) {
	if b.fail != nil {
		return incident.Page{}, false, b.fail
	}
	for _, p := range b.pages {
		if p.Key == d.Key {
			return p, false, nil
		}
	}
	p := incident.Page{
		Ref: fmt.Sprintf("#%d", len(b.pages)+1), Number: len(b.pages) + 1, Key: d.Key, Aliases: d.Aliases, Kind: d.Kind, Title: d.Title,
		Body: d.Body, State: incident.PageOpen, Labels: d.Labels, CreatedAt: d.CreatedAt,
	}
	b.pages = append(b.pages, p)
	b.writes = append(b.writes, "open "+d.Key)
	return p, true, nil
}

func (b *board) page(ref string) *incident.Page {
	for i := range b.pages {
		if b.pages[i].Ref == ref {
			return &b.pages[i]
		}
	}
	return nil
}

func (b *board) Read(_ context.Context, ref string) (incident.Page, error) {
	b.reads++
	return *b.page(ref), nil
}

func (b *board) SetStatus(_ context.Context, ref, text string) error {
	if p := b.page(ref); p.Status != text {
		p.Status = text
		b.writes = append(b.writes, "status "+ref)
	}
	return nil
}

func (b *board) Comment(_ context.Context, ref, id, _ string) error {
	if write := "comment " + ref + " " + id; !slices.Contains(b.writes, write) {
		b.writes = append(b.writes, write)
	}
	return nil
}

func (b *board) React(_ context.Context, comment int64, emoji string) error {
	b.writes = append(b.writes, fmt.Sprintf("react %d %s", comment, emoji))
	return nil
}

func (b *board) Assign(_ context.Context, ref string, logins []string) error {
	b.writes = append(b.writes, "assign "+ref+" "+strings.Join(logins, ","))
	return nil
}

func (b *board) Label(_ context.Context, ref string, add, remove []string) error {
	p := b.page(ref)
	p.Labels = slices.DeleteFunc(append(p.Labels, add...), func(l string) bool { return slices.Contains(remove, l) })
	b.writes = append(b.writes, "label "+ref)
	return nil
}

func (b *board) Close(_ context.Context, ref, _, reason string) error {
	b.page(ref).State = incident.PageClosed
	b.writes = append(b.writes, "close "+ref+" "+reason)
	return nil
}

// tray is an outbox in memory.
type tray struct{ entries []Entry }

func (t *tray) Enqueue(e Entry) error {
	if !slices.ContainsFunc(t.entries, func(have Entry) bool { return have.ID == e.ID }) {
		t.entries = append(t.entries, e)
	}
	return nil
}

func (t *tray) Pending() ([]Entry, error) { return slices.Clone(t.entries), nil }

func (t *tray) Done(id string) error {
	t.entries = slices.DeleteFunc(t.entries, func(e Entry) bool { return e.ID == id })
	return nil
}

func engine(p *past, b *board) *Engine {
	return &Engine{
		History: p, Tracker: b, Outbox: &tray{}, Now: noon,
		Options: Options{
			Repository: "acme/app", WatchDays: 30, DailyCap: 5, ReleaseTags: []string{"*"},
			Labels: Labels{Ownup: "ownup", Revert: "revert", Hotfix: "hotfix", Overdue: "overdue", Progress: "steps: "},
		},
	}
}

// story is one landed change and its revert.
func story() (*past, incident.Chain) {
	p := newPast()
	bad := p.add("bad", "fetch: retry (#12)", "fetch.go", noon.AddDate(0, 0, -5))
	undo := p.add("undo", `Revert "fetch: retry (#12)"`, "fetch.go", noon.AddDate(0, 0, -3))
	return p, chainOf(incident.Open, "landed-revert", bad, incident.Finding{
		SHA: undo, Kind: incident.Revert, Subject: `Revert "fetch: retry (#12)"`, CommittedAt: noon.AddDate(0, 0, -3),
		Offending: []incident.Offending{{SHA: bad, Confidence: 1, Subject: "fetch: retry (#12)"}},
	})
}

func chainOf(d incident.Decision, reason incident.Reason, root string, findings ...incident.Finding) incident.Chain {
	for i := range findings {
		findings[i].Verdict, findings[i].Reason = d, string(reason)
	}
	return incident.Chain{
		Key: incident.Key(findings[0].Kind, root), Root: root, Findings: findings,
		Verdict: incident.Verdict{Decision: d, Reason: reason, Detail: reason.Sentence()},
	}
}

// TestBeginning is how far back a chain's incident is looked for: to the first commit that its keys are made of, and through
// everything where that commit or its time is not known.
func TestBeginning(t *testing.T) {
	week := func(at time.Time) time.Time { return at.AddDate(0, 0, -7) }
	day := noon.AddDate(0, 0, -1)
	p, c := story()
	old := c
	old.Findings = slices.Clone(c.Findings)
	p.commits["old"] = incident.Commit{SHA: "old", CommittedAt: noon.AddDate(-3, 0, 0)}
	old.Findings[0].Offending = append(slices.Clone(c.Findings[0].Offending), incident.Offending{SHA: "old"})
	absent := old
	absent.Findings = slices.Clone(c.Findings)
	absent.Findings[0].Offending = []incident.Offending{{SHA: "absent"}}
	ahead := c
	ahead.Findings = slices.Clone(c.Findings)
	ahead.Findings[0].CommittedAt = noon.AddDate(0, 0, 1)
	for _, k := range []struct {
		name   string
		chains []incident.Chain
		want   time.Time
	}{
		{"nothing to look at", nil, week(day)},
		{"from the change on", []incident.Chain{c}, week(noon.AddDate(0, 0, -5))},
		{"from the oldest of several", []incident.Chain{c, old}, week(noon.AddDate(-3, 0, 0))},
		{"a commit that is not here", []incident.Chain{c, absent}, time.Time{}},
		{"a clock that is ahead", []incident.Chain{ahead}, time.Time{}},
	} {
		b := &board{}
		if _, err := engine(p, b).Sweep(t.Context(), k.chains, noon.AddDate(0, 0, -14)); err != nil {
			t.Fatal(err)
		}
		if len(b.since) != 1 || !b.since[0].Equal(k.want) {
			t.Errorf("%s: looked since %v, want %v", k.name, b.since, k.want)
		}
	}
}

func results(out []Outcome) []Result {
	var r []Result
	for _, o := range out {
		r = append(r, o.Result)
	}
	return r
}

func TestSweepOpensOnce(t *testing.T) {
	p, c := story()
	b := &board{}
	for i, want := range []Result{Opened, AlreadyOpen, AlreadyOpen} {
		out, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Result{want}, results(out)); diff != "" {
			t.Errorf("sweep %d: %s", i, diff)
		}
	}
	if diff := cmp.Diff([]string{"open " + c.Key}, b.writes); diff != "" {
		t.Error(diff)
	}
	// A runner that could not resolve the offending commit knows the chain by its finding.
	blind := chainOf(incident.Open, "landed-revert", c.Findings[0].SHA, incident.Finding{SHA: c.Findings[0].SHA, Kind: incident.Revert, CommittedAt: c.Findings[0].CommittedAt})
	out, err := engine(p, b).Sweep(t.Context(), []incident.Chain{blind}, time.Time{})
	if err != nil || out[0].Result != AlreadyOpen {
		t.Errorf("the same chain under its other key: %v, %v", out, err)
	}
}

func TestSweepHolds(t *testing.T) {
	p, c := story()
	held := c
	held.Verdict = incident.Verdict{Decision: incident.Hold, Reason: incident.ReasonBot, Detail: "A bot made it."}
	folded := c
	folded.Verdict.Decision = incident.Fold
	b := &board{}
	e := engine(p, b)
	out, err := e.Sweep(t.Context(), []incident.Chain{held, folded}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Result{Held, Folded}, results(out)); diff != "" {
		t.Error(diff)
	}
	e.Options.DailyCap = 1
	b.pages = []incident.Page{{Ref: "#1", Key: "r-other", State: incident.PageOpen, CreatedAt: noon.Add(-time.Hour)}}
	out, err = e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if out[0].Result != Held || out[0].Reason != incident.ReasonDailyCap {
		t.Errorf("over the cap: %+v", out[0])
	}
	if out, err = e.Sweep(t.Context(), []incident.Chain{c}, noon); err != nil || len(out) != 0 {
		t.Errorf("a chain from before since was looked at: %v, %v", out, err)
	}
	if len(b.writes) != 0 {
		t.Errorf("something was written: %v", b.writes)
	}
}

func TestOutbox(t *testing.T) {
	p, c := story()
	for _, kind := range []incident.ProblemKind{incident.Unavailable, incident.Permission, incident.Auth, incident.TooLarge} {
		b := &board{}
		e := engine(p, b)
		b.fail = &incident.Problem{Kind: kind, Sentence: "Not now."}
		if kind != incident.Unavailable {
			b.fail = nil
			e.Tracker = refusing{b, &incident.Problem{Kind: kind, Sentence: "Not now."}}
		}
		out, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
		if incident.ProblemOf(err) != kind || len(out) != 1 || out[0].Result != Queued || out[0].Detail != "Not now." {
			t.Fatalf("%v: %+v, %v", kind, out, err)
		}
		waiting, _ := e.Outbox.Pending()
		if len(waiting) != 1 || waiting[0].Reason != "Not now." {
			t.Fatalf("%v: the outbox holds %v", kind, waiting)
		}
		b.fail = nil
		e.Tracker = b
		if _, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if waiting, _ = e.Outbox.Pending(); len(waiting) != 0 || len(b.pages) != 1 {
			t.Errorf("%v: afterwards %d wait and %d pages are there", kind, len(waiting), len(b.pages))
		}
	}
}

// refusing lists, and refuses to open.
type refusing struct {
	*board
	err error
}

func (r refusing) Open(context.Context, incident.Draft) (incident.Page, bool, error) {
	return incident.Page{}, false, r.err
}

func TestDryRunWritesNothing(t *testing.T) {
	p, c := story()
	b := &board{}
	e := engine(p, b)
	var out strings.Builder
	e.Tracker, e.Outbox = DryRun{b, &out}, NoOutbox{}
	got, err := e.Sweep(t.Context(), []incident.Chain{c}, time.Time{})
	if err != nil || got[0].Result != WouldOpen {
		t.Fatalf("%v, %v", got, err)
	}
	if len(b.writes) != 0 {
		t.Errorf("written: %v", b.writes)
	}
	if !strings.Contains(out.String(), "## 8. Demonstrate improvement") {
		t.Errorf("the text is not shown whole:\n%s", out.String())
	}
}

func TestSyncSettlesDown(t *testing.T) {
	p, c := story()
	b := &board{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
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
		{"put back as it was", incident.Following{Incident: incident.Incident{Relands: []incident.Reland{{Unchanged: true}}}}, orders{}, incident.Precautionary},
		{"opened again after that", incident.Following{Page: incident.Page{Reopened: true}, Incident: incident.Incident{Relands: []incident.Reland{{Unchanged: true}}}}, orders{}, incident.Ongoing},
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

func TestObey(t *testing.T) {
	f := incident.Following{Page: incident.Page{Comments: []incident.Comment{
		{ID: 1, Author: "robin", MayWrite: true, Body: "/ownup measure Look twice @kim due 2026-11-01"},
		{ID: 2, Author: "stranger", Body: "/ownup dismiss because I say so"},
		{ID: 3, Author: "robin", MayWrite: true, Answered: true, Body: "/ownup ack"},
		{ID: 4, Author: "robin", MayWrite: true, Body: "/ownup not-doing 7 because no"},
		{ID: 5, Author: "robin", MayWrite: true, Body: "Thanks!"},
		{ID: 6, Author: "ownup", MayWrite: true, Ours: true, Body: "/ownup close"},
		{ID: 7, Author: "robin", MayWrite: true, Body: "/ownup owner 1 @robin\n/ownup due 1 2026-12-01"},
	}}}
	o := obey(&f)
	if o.dismissed != "" || o.closed {
		t.Error("someone without write access, or ownup itself, was obeyed")
	}
	if !o.acknowledged {
		t.Error("a command that was answered before still counts")
	}
	if len(f.Progress.Measures) == 1 {
		f.Progress.Measures[0].ID = ""
	}
	want := []incident.Measure{{N: 1, Text: "Look twice", Owner: "@robin", Due: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}}
	if diff := cmp.Diff(want, f.Progress.Measures); diff != "" {
		t.Error(diff)
	}
	var answered []string
	for _, r := range o.replies {
		answered = append(answered, fmt.Sprintf("%d:%d", r.comment, len(r.errs)))
	}
	if diff := cmp.Diff([]string{"1:0", "4:1", "7:0"}, answered); diff != "" {
		t.Error(diff)
	}
}

// TestNumbersStay is that a command goes on meaning the measure it meant, whatever lines people write around that.
func TestNumbersStay(t *testing.T) {
	p, c := story()
	b := &board{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	page := &b.pages[0]
	const step = "## 6."
	page.Body = strings.Replace(page.Body, step, "- [ ] Look twice\n- [ ] Look again\n\n"+step, 1)
	say := func(text string) {
		page.Comments = append(page.Comments, incident.Comment{ID: int64(len(page.Comments) + 1), Author: "robin", MayWrite: true, Body: text})
	}
	sync := func() string {
		t.Helper()
		followed, err := engine(p, b).Sync(t.Context(), []incident.Chain{c})
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Comments {
			page.Comments[i].Answered = true
		}
		var got []string
		for _, m := range followed[0].Progress.Measures {
			got = append(got, fmt.Sprintf("%d %s %s", m.N, m.Text, strings.TrimPrefix(m.Due.Format(time.DateOnly), "0001-01-01")))
		}
		return strings.Join(got, "; ")
	}
	say("/ownup measure Look elsewhere")
	say("/ownup due 2 2026-12-02\n/ownup due 3 2026-12-03")
	for _, step := range []struct {
		old, new, say, want string
	}{
		{"", "", "", "1 Look twice ; 2 Look again 2026-12-02; 3 Look elsewhere 2026-12-03"},
		{"- [ ] Look twice", "- [ ] Look first\n- [ ] Look twice", "", "4 Look first ; 1 Look twice ; 2 Look again 2026-12-02; 3 Look elsewhere 2026-12-03"},
		{"Look again", "Look once more", "/ownup due 4 2026-12-04", "4 Look first 2026-12-04; 1 Look twice ; 2 Look once more 2026-12-02; 3 Look elsewhere 2026-12-03"},
		{"- [ ] Look once more\n", "", "", "4 Look first 2026-12-04; 1 Look twice ; 3 Look elsewhere 2026-12-03"},
		{"- [ ] Look twice", "- [ ] Look twice\n- [ ] Look well", "", "4 Look first 2026-12-04; 1 Look twice ; 5 Look well ; 3 Look elsewhere 2026-12-03"},
	} {
		page.Body = strings.Replace(page.Body, step.old, step.new, 1)
		if step.say != "" {
			say(step.say)
		}
		if got := sync(); got != step.want {
			t.Errorf("after %q became %q: %s\nwant %s", step.old, step.new, got, step.want)
		}
	}
}

// TestRefusedIsRefused is that a command which named a measure that was not there does not come true by itself.
func TestRefusedIsRefused(t *testing.T) {
	f := incident.Following{
		Progress: incident.Progress{Measures: []incident.Measure{{Text: "Look twice"}, {Text: "Look again"}}},
		Page: incident.Page{Comments: []incident.Comment{
			{ID: 1, Author: "robin", MayWrite: true, Body: "/ownup due 1 2026-12-01\n/ownup not-doing 2 because it is late"},
			{ID: 2, Author: "ownup", MayWrite: true, Ours: true, Body: checklist.CommandReply([]error{checklist.NoSuchMeasure(2, incident.Progress{Measures: make([]incident.Measure, 1), Numbered: 1})}) +
				"\n" + checklist.CommentMarker(replyID(1))},
			{ID: 3, Author: "robin", MayWrite: true, Body: "/ownup due 2 2026-12-02"},
		}},
	}
	if o := obey(&f); len(o.replies) != 2 || len(o.replies[0].errs)+len(o.replies[1].errs) != 0 {
		t.Errorf("%+v", o.replies)
	}
	if first, second := f.Progress.Measures[0], f.Progress.Measures[1]; first.Due.Day() != 1 || second.NotDoing || second.Due.Day() != 2 {
		t.Errorf("%+v, %+v", first, second)
	}
}

func TestObeyedOnceWhereOpenedAgain(t *testing.T) {
	for _, test := range []struct {
		reopened, answered, want bool
	}{{false, false, true}, {false, true, true}, {true, false, true}, {true, true, false}} {
		f := incident.Following{Page: incident.Page{Reopened: test.reopened, Comments: []incident.Comment{
			{ID: 1, Author: "robin", MayWrite: true, Answered: test.answered, Body: "/ownup dismiss because it was planned"},
		}}}
		if o := obey(&f); (o.dismissed != "") != test.want {
			t.Errorf("%+v: dismissed is %q", test, o.dismissed)
		}
	}
}

// talkative is a forge whose pull requests take comments only when it is well.
type talkative struct {
	forgeless
	err      error
	comments []string
}

func (f *talkative) PullsOf(context.Context, string) ([]incident.Pull, error) {
	return []incident.Pull{{Number: 12}}, nil
}

func (f *talkative) CommentOnPull(_ context.Context, _ int, id, _ string, _ bool) error {
	if f.err == nil {
		f.comments = append(f.comments, id)
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
	b, f, box := &board{}, &talkative{err: &incident.Problem{Kind: incident.Permission, Sentence: "It may not."}}, &tray{}
	sweep := func() []Outcome {
		t.Helper()
		e := engine(p, b)
		e.Forge, e.Outbox, e.Options.Courtesy = f, box, true
		out, err := e.Sweep(t.Context(), []incident.Chain{c, other}, time.Time{})
		if err != nil {
			t.Fatal(err)
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

func TestUndoneNow(t *testing.T) {
	revert := func(name, of string) incident.Finding {
		return incident.Finding{SHA: sha(name), Kind: incident.Revert, Offending: []incident.Offending{{SHA: sha(of)}}}
	}
	reapply := incident.Finding{SHA: sha("again"), Kind: incident.Reapply, Offending: []incident.Offending{{SHA: sha("undo")}}}
	for _, test := range []struct {
		name  string
		story []incident.Finding
		want  bool
	}{
		{"reverted", []incident.Finding{revert("undo", "bad")}, true},
		{"reverted and put back", []incident.Finding{revert("undo", "bad"), reapply}, false},
		{"and reverted again", []incident.Finding{revert("undo", "bad"), reapply, revert("undo2", "bad")}, true},
	} {
		_, got := undoneNow([]incident.Chain{{Root: sha("bad"), Findings: test.story}})[sha("bad")]
		if got != test.want {
			t.Errorf("%s: undone is %v", test.name, got)
		}
	}
}

func TestPaths(t *testing.T) {
	for path, want := range map[string]bool{
		"fetch/fetch_test.go": true, "tests/a.py": true, "src/test/java/A.java": true, "a.spec.ts": true, "test_a.py": true,
		"fetch/fetch.go": false, "docs/testing-guide.md": false, "latest/a.go": false, "contest.c": false,
	} {
		if isTest(path) != want {
			t.Errorf("isTest(%q) is %v", path, !want)
		}
	}
	got := areas([]string{"a/b/c.go", "a/b/d.go", "x.go", "a/b/e/f.go", "q/r.go"})
	if diff := cmp.Diff([]string{"a/b/", "(root)", "q/"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a/"}, areas([]string{"Cargo.lock", "CHANGELOG.md", "a/x.rs"})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"(root)"}, areas([]string{"Cargo.lock"})); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]bool{"release/1.2": true, "main": true, "feature/x": false, "release/1/2": false} {
		if Matches([]string{"main", "release/*"}, name) != want {
			t.Errorf("Matches(%q) is %v", name, !want)
		}
	}
}

// What only a lock file or a change log has in common with an incident is no second mending of its area.
func TestAgain(t *testing.T) {
	f := incident.Following{WatchEnd: noon.AddDate(0, 0, 30)}
	f.Incident.UndoneAt, f.Incident.Paths = noon, []string{"fetch/fetch.rs", "Cargo.lock", "CHANGELOG.md"}
	w := &world{touched: map[string][]string{
		"near": {"fetch/fetch.rs", "Cargo.lock"}, "bump": {"Cargo.lock", "CHANGELOG.md"}, "late": {"fetch/fetch.rs"},
	}}
	for id, days := range map[string]int{"near": 1, "bump": 2, "late": 31} {
		w.findings = append(w.findings, incident.Finding{SHA: id, CommittedAt: noon.AddDate(0, 0, days)})
	}
	if got := w.again(t.Context(), nil, f); len(got) != 1 || got[0].SHA != "near" {
		t.Errorf("mended again by %v", got)
	}
}

func TestChooseOwner(t *testing.T) {
	undoer := incident.Person{Name: "Robin"}
	for _, test := range []struct {
		configured, owners []string
		want               incident.Owner
	}{
		{[]string{"@lead"}, []string{"@team"}, incident.Owner{Name: "@lead", Role: "configured"}},
		{nil, []string{"@team"}, incident.Owner{Name: "@team", Role: "codeowners"}},
		{nil, nil, incident.Owner{Name: "Robin", Role: "reverter"}},
	} {
		if diff := cmp.Diff(test.want, chooseOwner(test.configured, test.owners, undoer)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestOneFailureStopsNoOther(t *testing.T) {
	p, c := story()
	b := &board{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
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

// forgeless is a forge that knows nothing; with it the tracker counts as far away.
type forgeless struct{}

func (forgeless) PullsOf(context.Context, string) ([]incident.Pull, error) { return nil, nil }

func (forgeless) Reviewed(_ context.Context, p incident.Pull) (incident.Pull, error) { return p, nil }

func (forgeless) MergedSince(context.Context, time.Time) ([]incident.Pull, error) { return nil, nil }

func (forgeless) CommentOnPull(context.Context, int, string, string, bool) error { return nil }

type memory map[string][]byte

func (m memory) Cache(name string) ([]byte, bool) { data, ok := m[name]; return data, ok }

func (m memory) PutCache(name string, data []byte) error { m[name] = data; return nil }

func (m memory) TidyCache(keep func(name string) bool) error {
	maps.DeleteFunc(m, func(name string, _ []byte) bool { return !keep(name) })
	return nil
}

func TestUnchangedIncidentsAreNotRead(t *testing.T) {
	p, c := story()
	b, m := &board{}, memory{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	b.pages[0].Body = strings.Replace(b.pages[0].Body, "## 6.", "- [ ] Look twice @robin due 2026-10-20\n\n## 6.", 1)
	sync := func(at time.Time, dry bool) (reads int) {
		t.Helper()
		e := engine(p, b)
		e.Forge, e.Memory, e.Now = forgeless{}, m, at
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
		{"a commit landed", func() { p.add("more", "more", "x.go", noon) }, noon.Add(4 * time.Hour), false, 1},
		{"the measure falls due", func() {}, time.Date(2026, 10, 21, 0, 0, 0, 0, time.UTC), false, 1},
		{"and is overdue, this week", func() {}, time.Date(2026, 10, 22, 0, 0, 0, 0, time.UTC), false, 0},
		{"and next week", func() {}, time.Date(2026, 10, 26, 1, 0, 0, 0, time.UTC), false, 1},
	} {
		step.change()
		if got := sync(step.at, step.dry); got != step.want {
			t.Errorf("%s: %d reads, not %d", step.what, got, step.want)
		}
	}
	reminders := 0
	for _, w := range b.writes {
		if strings.Contains(w, "reminder") {
			reminders++
		}
	}
	if reminders != 2 {
		t.Errorf("%d reminders in two weeks: %v", reminders, b.writes)
	}
}

// promoting is a board that can make measures issues.
type promoting struct{ *board }

func (b promoting) CreateMeasure(_ context.Context, ref, _ string, m incident.Measure, _ string) (string, error) {
	b.writes = append(b.writes, "measure "+m.Text)
	p := b.page(ref)
	p.Links = append(p.Links, incident.FollowUp{Ref: "#50", Title: m.Text, State: incident.Proposed, Via: "sub-issue"})
	return "#50", nil
}

func TestMeasuresBecomeIssues(t *testing.T) {
	p, c := story()
	b := &board{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	b.pages[0].Body = strings.Replace(b.pages[0].Body, "## 6.", "- [ ] Look twice @robin\n\n## 6.", 1)
	for range 2 {
		e := engine(p, b)
		e.Tracker, e.Options.SubIssues = promoting{b}, true
		followed, err := e.Sync(t.Context(), []incident.Chain{c})
		if err != nil {
			t.Fatal(err)
		}
		m := followed[0].Progress.Measures[0]
		if len(m.FollowUps) != 1 || m.FollowUps[0].Ref != "#50" || len(followed[0].Others) != 0 {
			t.Errorf("the measure is followed by %+v, beside it %+v", m.FollowUps, followed[0].Others)
		}
	}
	created := 0
	for _, w := range b.writes {
		if w == "measure Look twice" {
			created++
		}
	}
	if created != 1 {
		t.Errorf("%d issues for one measure: %v", created, b.writes)
	}
}
