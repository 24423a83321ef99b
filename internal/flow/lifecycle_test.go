package flow

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// A duplicate that a race has opened and ownup has closed gets no second word, and is followed nowhere.
func TestDuplicatesAreNotFollowed(t *testing.T) {
	p, c := story()
	page := func(ref string, number int, key string, state incident.PageState, aliases ...string) incident.Page {
		return incident.Page{Ref: ref, Number: number, Key: key, Aliases: aliases, State: state, CreatedAt: noon, ClosedAt: noon}
	}
	for _, k := range []struct {
		name  string
		pages []incident.Page
		want  []string
	}{
		{"of one key", []incident.Page{page("#1", 1, c.Key, incident.PageOpen), page("#2", 2, c.Key, incident.PageClosed)}, []string{"#1"}},
		{"the older closed too", []incident.Page{page("#2", 2, c.Key, incident.PageClosed), page("#1", 1, c.Key, incident.PageClosed)}, []string{"#1"}},
		{"by an alias", []incident.Page{page("#1", 1, c.Key, incident.PageOpen, "r-1"), page("#2", 2, "r-1", incident.PageClosed)}, []string{"#1"}},
		{"by an alias of its own", []incident.Page{page("#1", 1, c.Key, incident.PageOpen), page("#2", 2, "r-1", incident.PageClosed, c.Key)}, []string{"#1"}},
		{"opened again by a person", []incident.Page{page("#1", 1, c.Key, incident.PageOpen), page("#2", 2, c.Key, incident.PageOpen)}, []string{"#1", "#2"}},
		{"of other changes", []incident.Page{page("#1", 1, c.Key, incident.PageOpen, "r-3"), page("#2", 2, "r-1", incident.PageClosed, "r-3")}, []string{"#1", "#2"}},
	} {
		b := &board{pages: k.pages}
		followed, err := engine(p, b).Sync(t.Context(), []incident.Chain{c})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range followed {
			got = append(got, f.Page.Ref)
		}
		if d := cmp.Diff(k.want, got); d != "" {
			t.Errorf("%s (want -, got +):\n%s", k.name, d)
		}
		if !slices.Contains(k.want, "#2") && slices.ContainsFunc(b.writes, func(w string) bool { return strings.Contains(w, "#2") }) {
			t.Errorf("%s: %q", k.name, b.writes)
		}
	}
}

// healing is a board on which the younger incident of two has just been closed, and something went wrong besides.
type healing struct{ *board }

func (healing) Heal(_ context.Context, pages []incident.Page) ([]incident.Page, error) {
	return pages[1:], &incident.Problem{Kind: incident.Unavailable, Sentence: "Not now."}
}

// What was healed is not followed, and what could not be is told.
func TestHealed(t *testing.T) {
	p, c := story()
	b := &board{pages: []incident.Page{{Ref: "#1", Number: 1, Key: c.Key, State: incident.PageOpen, CreatedAt: noon}, {Ref: "#2", Number: 2, Key: c.Key, State: incident.PageOpen, CreatedAt: noon}}}
	e := engine(p, b)
	e.Tracker = healing{b}
	followed, err := e.Sync(t.Context(), []incident.Chain{c})
	if incident.ProblemOf(err) != incident.Unavailable || len(followed) != 1 || followed[0].Page.Ref != "#1" {
		t.Errorf("%+v, %v", followed, err)
	}
}

// What ownup closed itself was not closed early by somebody, also as it is remembered.
func TestOwnClosingIsRemembered(t *testing.T) {
	p, c := story()
	put := p.add("put", `Reapply "fetch: retry (#12)"`, "fetch.go", noon.AddDate(0, 0, -2))
	came := c
	came.Findings = append(slices.Clone(c.Findings), incident.Finding{
		SHA: put, Kind: incident.Reapply, CommittedAt: noon.AddDate(0, 0, -2), Verdict: incident.Fold, Reason: "reland", Unchanged: true, Stays: true,
	})
	b, kept := &board{}, memory{}
	sync := func(c incident.Chain) {
		t.Helper()
		e := engine(p, b)
		e.Forge, e.Memory = forgeless{}, kept
		if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	sync(came)
	if b.pages[0].State != incident.PageClosed {
		t.Fatalf("not closed: %q", b.writes)
	}
	b.pages[0].Comments = nil // so that only what is remembered tells
	p.add("other", "other: more", "other.go", noon)
	sync(c) // nothing is a precaution any more
	if last := b.writes[len(b.writes)-1]; last != "close #1 completed" {
		t.Errorf("after the closing: %s", last)
	}
}

// failedAgain is a story whose change came back as it was, and was taken back again.
func failedAgain() (p *past, first, back, again incident.Chain) {
	p, first = story()
	finding := func(name string, days int, f incident.Finding) incident.Finding {
		f.CommittedAt = noon.AddDate(0, 0, days)
		f.SHA, f.LandedAt = p.add(name, f.Subject, "fetch.go", f.CommittedAt), f.CommittedAt
		f.Offending = []incident.Offending{{SHA: sha("bad"), Confidence: 1, Subject: "fetch: retry (#12)"}}
		f.Verdict = incident.Fold
		return f
	}
	reland := finding("put", -2, incident.Finding{Kind: incident.Reapply, Subject: "Reapply it", Reason: "reland", Unchanged: true})
	twice := finding("twice", -1, incident.Finding{Kind: incident.Revert, Subject: "Revert it once more", Reason: "again"})
	back, again = first, first
	again.Findings = append(slices.Clone(first.Findings), reland, twice)
	reland.Stays = true
	back.Findings = append(slices.Clone(first.Findings), reland)
	return p, first, back, again
}

var againComment = "comment #1 again-" + incident.Short(sha("twice"))

// What fails again after its incident was closed is told there, once, and named by every verb; it is opened again where
// ownup had closed it, and never against a person. Any write may fail: the next run makes up for it.
func TestFailsAgain(t *testing.T) {
	for _, k := range []struct {
		name    string
		closing func(b *board, p *past, back incident.Chain)
		later   time.Duration // after the revert, the day before
		want    []string      // the writes after that
		results []Result
	}{
		{"closed as a precaution", nil, 0, []string{"reopen #1", againComment}, []Result{AlreadyOpen, Reopened}},
		{"closed by a person", closedBy("", false), 0, []string{againComment}, []Result{AlreadyDone, Folded}},
		{"closed as a precaution, opened again and closed by a person", closedLater, 0, []string{againComment}, []Result{AlreadyDone, Folded}},
		{"dismissed", closedBy("/ownup dismiss because planned", true), 0, []string{againComment}, []Result{AlreadyDone, Folded}},
		{"closed by a command", closedBy("/ownup close", true), 0, []string{againComment}, []Result{AlreadyDone, Folded}},
		{"long ago", nil, 40 * 24 * time.Hour, nil, []Result{AlreadyDone}},
	} {
		for _, verb := range []string{"sweep", "open", "sync"} {
			p, first, back, again := failedAgain()
			b := &board{}
			e := engine(p, b)
			if _, err := e.Sweep(t.Context(), []incident.Chain{first}, time.Time{}); err != nil {
				t.Fatal(err)
			}
			if k.closing == nil {
				if _, err := e.Sync(t.Context(), []incident.Chain{back}); err != nil {
					t.Fatal(err)
				}
			} else {
				k.closing(b, p, back)
			}
			if b.pages[0].State != incident.PageClosed {
				t.Fatalf("%s: not closed: %q", k.name, b.writes)
			}
			run := func() ([]Outcome, bool) {
				e := engine(p, b)
				e.Now = noon.Add(k.later)
				var out []Outcome
				var followed []incident.Following
				var err error
				switch verb {
				case "sweep":
					out, err = e.Sweep(t.Context(), []incident.Chain{again}, time.Time{})
				case "open":
					out, err = e.Open(t.Context(), again, nil)
				case "sync":
					followed, err = e.Sync(t.Context(), []incident.Chain{again})
				}
				if err != nil {
					t.Fatal(err)
				}
				return out, len(followed) == 1 && followed[0].Told
			}
			before := len(b.writes)
			out, told := run()
			if verb != "sync" {
				if d := cmp.Diff(k.results, results(out)); d != "" {
					t.Errorf("%s, %s (want -, got +):\n%s", k.name, verb, d)
				}
				if n := len(out) - 1; n > 0 && (out[n].SHA != sha("twice") || out[n].Ref != "#1" || !strings.Contains(out[n].Detail, "#1")) {
					t.Errorf("%s, %s: %+v", k.name, verb, out[n])
				}
			} else if told != (k.want != nil) {
				t.Errorf("%s: told: %v", k.name, told)
			}
			spoken := slices.DeleteFunc(slices.Clone(b.writes[before:]), func(w string) bool { return strings.HasPrefix(w, "status") || strings.HasPrefix(w, "label") })
			if d := cmp.Diff(k.want, spoken, cmpEmpty); d != "" {
				t.Errorf("%s, %s (want -, got +):\n%s", k.name, verb, d)
			}
			for _, c := range b.pages[0].Comments {
				if strings.HasPrefix(c.Mark, furtherID) && !strings.Contains(c.Body, "taken back again: `"+incident.Short(sha("twice"))+"` `Revert it once more`") {
					t.Errorf("%s, %s: %s", k.name, verb, c.Body)
				}
			}
			// Whatever runs then, nothing more is said; and who closes it again is left in peace.
			if _, err := engine(p, b).Sync(t.Context(), []incident.Chain{again}); err != nil {
				t.Fatal(err)
			}
			if status := b.pages[0].Status; k.later == 0 && (!strings.Contains(status, "**Taken back again** – by `"+incident.Short(sha("twice"))) || strings.Contains(status, "a sound one")) {
				t.Errorf("%s, %s: %s", k.name, verb, status)
			}
			b.pages[0].State, b.pages[0].Reopened, b.pages[0].ClosedAt = incident.PageClosed, false, noon.Add(time.Hour)
			before = len(b.writes)
			for _, verb = range []string{verb, "sweep", "sync", "open"} {
				run()
			}
			if len(b.writes) != before {
				t.Errorf("%s: once more: %q", k.name, b.writes[before:])
			}
		}
	}
}

var cmpEmpty = cmp.Transformer("empty", func(s []string) string { return strings.Join(s, "\n") })

// closedLater closes it as ownup does, and long after as a person does.
func closedLater(b *board, _ *past, _ incident.Chain) {
	page := &b.pages[0]
	page.Comments = append(page.Comments, incident.Comment{Ours: true, Ends: true, CreatedAt: noon.Add(-2 * time.Hour)})
	page.State, page.ClosedAt = incident.PageClosed, noon.Add(-time.Hour)
}

// closedBy closes the incident as a person does, or as ownup does when a person says so in a comment.
func closedBy(comment string, command bool) func(*board, *past, incident.Chain) {
	return func(b *board, _ *past, _ incident.Chain) {
		page := &b.pages[0]
		if command {
			page.Comments = append(page.Comments, incident.Comment{ID: 7, Author: "robin", Body: comment, MayWrite: true, Answered: true, CreatedAt: noon.Add(-time.Hour)},
				incident.Comment{Ours: true, Ends: true, CreatedAt: noon.Add(-time.Hour)})
		}
		page.State, page.ClosedAt = incident.PageClosed, noon.Add(-time.Hour)
	}
}

// Any write of it may fail: it is told as not done, and the next sync makes up for it, once.
func TestFailsAgainThroughFaults(t *testing.T) {
	for _, broken := range []string{"reopen", "comment #1 again", "status"} {
		for _, verb := range []string{"sweep", "sync"} {
			p, first, back, again := failedAgain()
			b := &board{}
			if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{first}, time.Time{}); err != nil {
				t.Fatal(err)
			}
			if _, err := engine(p, b).Sync(t.Context(), []incident.Chain{back}); err != nil {
				t.Fatal(err)
			}
			b.broken = broken
			var err error
			if verb == "sweep" {
				var out []Outcome
				out, err = engine(p, b).Sweep(t.Context(), []incident.Chain{again}, time.Time{})
				if broken != "status" && (err == nil || len(out) != 2 || !strings.Contains(out[1].Note, "next sync")) {
					t.Errorf("%s in a sweep: %+v, %v", broken, out, err)
				}
			} else if _, err = engine(p, b).Sync(t.Context(), []incident.Chain{again}); err == nil {
				t.Errorf("%s in a sync: no error", broken)
			}
			b.broken = ""
			for range 2 {
				if _, err := engine(p, b).Sync(t.Context(), []incident.Chain{again}); err != nil {
					t.Fatal(err)
				}
			}
			said := 0
			for _, c := range b.pages[0].Comments {
				if strings.HasPrefix(c.Mark, furtherID) {
					said++
					if !strings.Contains(c.Body, "so this is open again") {
						t.Errorf("%s in a %s: %s", broken, verb, c.Body)
					}
				}
			}
			if b.pages[0].State != incident.PageOpen || said != 1 || !strings.Contains(b.pages[0].Status, "Taken back again") {
				t.Errorf("%s in a %s: %s, said %d times: %q", broken, verb, b.pages[0].State, said, b.writes)
			}
		}
	}
}

// In a dry run nothing is written, and it is told what would be.
func TestFailsAgainDryRun(t *testing.T) {
	p, first, back, again := failedAgain()
	b := &board{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{first}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, err := engine(p, b).Sync(t.Context(), []incident.Chain{back}); err != nil {
		t.Fatal(err)
	}
	before := len(b.writes)
	var shown strings.Builder
	e := engine(p, b)
	e.Tracker, e.Outbox = DryRun{b, &shown}, ReadOnlyOutbox{&tray{}}
	out, err := e.Sweep(t.Context(), []incident.Chain{again}, time.Time{})
	if err != nil || len(b.writes) != before || !slices.Equal(results(out), []Result{AlreadyDone, WouldReopen}) {
		t.Errorf("%v, %+v, %q", err, out, b.writes[before:])
	}
	if !strings.Contains(shown.String(), "Would open #1 again:") || !strings.Contains(shown.String(), "Revert it once more") {
		t.Error(shown.String())
	}
}

// What joins an open incident as one of a series is named as folded into it, and listed in the status; the text of the
// incident stays as it is.
func TestJoinsAnIncident(t *testing.T) {
	p, first := story()
	other := p.add("other", "other: wait", "other.go", noon.AddDate(0, 0, -4))
	undo := p.add("with", `Revert "other: wait"`, "other.go", noon.AddDate(0, 0, -3))
	both := first
	both.Findings = append(slices.Clone(first.Findings), incident.Finding{
		SHA: undo, Kind: incident.Revert, Subject: `Revert "other: wait"`, CommittedAt: noon.AddDate(0, 0, -3), LandedAt: noon.AddDate(0, 0, -3),
		Offending: []incident.Offending{{SHA: other, Confidence: 1, Subject: "other: wait"}}, Verdict: incident.Fold, Reason: "series",
	})
	b := &board{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{first}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	b.pages[0].URL = "https://github.test/1"
	for range 2 {
		out, err := engine(p, b).Sweep(t.Context(), []incident.Chain{both}, time.Time{})
		if err != nil || !slices.Equal(results(out), []Result{AlreadyOpen, Folded}) {
			t.Fatalf("%v, %+v", err, out)
		}
		want := Outcome{
			Key: first.Key, SHA: undo, Kind: incident.Revert, Subject: both.Findings[1].Subject, At: noon.AddDate(0, 0, -3),
			Result: Folded, Reason: "series", Detail: "It goes with what #1 is about.", Ref: "#1", URL: "https://github.test/1",
		}
		if diff := cmp.Diff(want, out[1]); diff != "" {
			t.Error(diff)
		}
	}
	if _, err := engine(p, b).Sync(t.Context(), []incident.Chain{both}); err != nil {
		t.Fatal(err)
	}
	status := b.pages[0].Status
	for _, want := range []string{"* `other: wait`, by `" + incident.Short(undo) + "`", "nothing in the 2 files of these changes had"} {
		if !strings.Contains(status, want) {
			t.Errorf("%q is not there: %s", want, status)
		}
	}
	if slices.ContainsFunc(b.writes, func(w string) bool { return strings.HasPrefix(w, "comment") }) {
		t.Errorf("%q", b.writes)
	}
	// Told by the incident's own text, it is not told again.
	whole := &board{}
	if _, err := engine(p, whole).Sweep(t.Context(), []incident.Chain{both}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	out, err := engine(p, whole).Sweep(t.Context(), []incident.Chain{both}, time.Time{})
	if err != nil || !slices.Equal(results(out), []Result{AlreadyOpen}) {
		t.Errorf("%v, %+v", err, out)
	}
	// On one that is closed it is worth a comment, as nobody looks at the status there.
	whole.pages[0].Aliases, whole.pages[0].Status = nil, ""
	whole.pages[0].State, whole.pages[0].ClosedAt = incident.PageClosed, noon
	if _, err := engine(p, whole).Sweep(t.Context(), []incident.Chain{both}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if last := whole.pages[0].Comments; len(last) != 1 || !strings.HasPrefix(last[0].Body, "Another change was taken back with this one: `"+incident.Short(undo)) {
		t.Errorf("%+v", last)
	}
}

// One that has lost its marker is told so, and of two the one that has not is the incident.
func TestLostIsTold(t *testing.T) {
	p, c := story()
	lost := incident.Page{Ref: "#1", Number: 1, Key: c.Key, State: incident.PageOpen, CreatedAt: noon, Lost: true}
	b := &board{pages: []incident.Page{lost}}
	out, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{})
	if err != nil || len(out) != 1 || out[0].Result != AlreadyOpen || !strings.Contains(out[0].Note, "#1 has lost the hidden line") || !strings.Contains(out[0].Note, "<!-- ownup:v1 key="+c.Key+" -->") {
		t.Errorf("%v, %+v", err, out)
	}
	if _, err := engine(p, b).Sync(t.Context(), []incident.Chain{c}); err != nil || !strings.Contains(b.pages[0].Status, "has lost the hidden line") {
		t.Errorf("%v, %s", err, b.pages[0].Status)
	}
	// Also where it was lost in the second of what is remembered.
	b, kept := &board{pages: []incident.Page{lost}}, memory{}
	for _, is := range []bool{false, true} {
		b.pages[0].Lost = is
		e := engine(p, b)
		e.Forge, e.Memory = forgeless{}, kept
		if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil || strings.Contains(b.pages[0].Status, "has lost the hidden line") != is {
			t.Errorf("lost: %v: %v, %s", is, err, b.pages[0].Status)
		}
	}
	whole := lost
	whole.Ref, whole.Number, whole.Lost = "#2", 2, false
	for _, pages := range [][]incident.Page{{lost, whole}, {whole, lost}} {
		out, err = engine(p, &board{pages: pages}).Sweep(t.Context(), []incident.Chain{c}, time.Time{})
		if err != nil || out[0].Ref != "#2" || out[0].Note != "" {
			t.Errorf("%v, %+v", err, out)
		}
	}
}
