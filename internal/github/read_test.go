package github_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

func sha(n int) string { return fmt.Sprintf("%040x", 0xfeed0000+n) }

// TestReadLinks is what a timeline tells of follow-ups.
func TestReadLinks(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	n := w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	other := w.server.AddRepo("octo/other")
	open := w.repo.AddPull("ann", "Add a check", "See #1", ght.Pull{})
	merged := w.repo.AddPull("ann", "Add a test", "For later.\n\nCorrects: #1\n", ght.Pull{})
	w.repo.Merge(merged, "octo", sha(0x9a))
	closed := w.repo.AddPull("bob", "Wrong way", "Fixes: #1 in part, resolves #12", ght.Pull{})
	w.repo.SetState(closed, "closed", "", "bob")
	for range 2 { // so that numbers alone don't tell
		other.AddIssue("ann", "Unrelated", "")
	}
	foreign := other.AddPull("ann", "In the library", "For octo/hello#1", ght.Pull{})
	other.Merge(foreign, "octo", sha(2))
	w.repo.AddIssue("ann", "Only talk", "about #1")
	w.repo.CloseBy(n, "octo", sha(3))
	w.repo.SetState(n, "open", "reopened", "octo")

	sub := w.repo.AddIssue("ann", "A measure of its own", "")
	kept := memory{}
	tr := w.tracker(func(o *github.Options) { o.Cache = kept })
	w.repo.AddSubIssue(n, sub)

	var page incident.Page
	cost := w.spent(func() { page = must[incident.Page](t)(tr.Read(ctx, "#1")) })
	want := []incident.FollowUp{
		{Ref: "#2", Title: "Add a check", URL: "https://github.test/octo/hello/pull/2", State: incident.Proposed, Via: "cross-reference"},
		{Ref: "#3", Title: "Add a test", URL: "https://github.test/octo/hello/pull/3", State: incident.Merged, SHA: sha(0x9a), Via: "trailer"},
		{Ref: "#4", Title: "Wrong way", URL: "https://github.test/octo/hello/pull/4", State: incident.Dropped, Via: "keyword"},
		{Ref: "octo/other#3", Title: "In the library", URL: "https://github.test/octo/other/pull/3", State: incident.Merged, SHA: sha(2), Via: "cross-reference"},
		{Ref: incident.Short(sha(3)), State: incident.Merged, SHA: sha(3), Via: "keyword"},
		{Ref: "#6", Title: "A measure of its own", URL: "https://github.test/octo/hello/issues/6", State: incident.Proposed, Via: "sub-issue"},
	}
	if d := cmp.Diff(want, page.Links, cmpopts.IgnoreFields(incident.FollowUp{}, "At")); d != "" {
		t.Errorf("links (-want +got):\n%s", d)
	}
	for _, l := range page.Links {
		if l.At.IsZero() {
			t.Errorf("%s has no time", l.Ref)
		}
	}
	again := w.spent(func() { must[incident.Page](t)(tr.Read(ctx, "#1")) })
	t.Logf("reading 6 links: %d requests, then %d", cost, again)
	if again > 3 {
		t.Errorf("what never changes was asked for again: %d requests", again)
	}
	_ = open

	// However the repository is spelled, and where what was kept is damaged.
	for key := range kept {
		if strings.HasPrefix(key, "landed ") {
			kept[key][39] = 'g'
		}
	}
	tr = w.tracker(func(o *github.Options) { o.Repo, o.Cache = "OCTO/Hello", kept })
	if d := cmp.Diff(want, must[incident.Page](t)(tr.Read(ctx, "#1")).Links, cmpopts.IgnoreFields(incident.FollowUp{}, "At")); d != "" {
		t.Errorf("links (-want +got):\n%s", d)
	}
}

// TestClosedMeasures is by what a measure that is an issue of its own was closed.
func TestClosedMeasures(t *testing.T) {
	for _, c := range []struct {
		name  string
		close func(w *world, n int)
		state incident.FollowUpState
		sha   string
	}{
		{"by the pull request that says so", func(w *world, n int) {
			w.repo.Merge(w.repo.AddPull("ann", "Check it", fmt.Sprintf("Fixes #%d", n), ght.Pull{}), "octo", sha(1))
		}, incident.Merged, sha(1)},
		{"by the pull request that names its address", func(w *world, n int) {
			body := fmt.Sprintf("For #%d.\n\nFixes https://github.test/octo/hello/issues/%d", n, n)
			w.repo.Merge(w.repo.AddPull("ann", "Check it", body, ght.Pull{}), "octo", sha(1))
			w.repo.SetState(n, "closed", "completed", "octo")
		}, incident.Merged, sha(1)},
		{"by a person, though a pull request names the same number elsewhere", func(w *world, n int) {
			body := fmt.Sprintf("For #%d.\n\nFixes https://elsewhere.test/octo/hello/issues/%d", n, n)
			w.repo.Merge(w.repo.AddPull("ann", "Check it", body, ght.Pull{}), "octo", sha(1))
			w.repo.SetState(n, "closed", "completed", "octo")
		}, incident.Merged, ""},
		{"by a commit", func(w *world, n int) { w.repo.CloseBy(n, "octo", sha(2)) }, incident.Merged, sha(2)},
		{"by a person, though a pull request mentions it", func(w *world, n int) {
			w.repo.Merge(w.repo.AddPull("ann", "Prepare", fmt.Sprintf("For #%d", n), ght.Pull{}), "octo", sha(3))
			w.repo.SetState(n, "closed", "completed", "ann")
		}, incident.Merged, ""},
		{"not planned", func(w *world, n int) { w.repo.SetState(n, "closed", "not_planned", "ann") }, incident.Dropped, ""},
		{"as a duplicate", func(w *world, n int) { w.repo.SetState(n, "closed", "duplicate", "ann") }, incident.Dropped, ""},
	} {
		w := newWorld(t)
		w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
		n := w.repo.AddIssue("ann", "A check", "")
		w.repo.AddSubIssue(1, n)
		c.close(w, n)
		page := must[incident.Page](t)(w.tracker().Read(context.Background(), "#1"))
		if len(page.Links) != 1 || page.Links[0].State != c.state || page.Links[0].SHA != c.sha {
			t.Errorf("%s: %+v, want %s by %q", c.name, page.Links, c.state, c.sha)
		}
	}
}

func TestReadRefs(t *testing.T) {
	w := newWorld(t)
	tr := w.tracker()
	w.repo.AddIssue("octo", "Plain", "no marker")
	for ref, kind := range map[string]incident.ProblemKind{
		"": incident.Usage, "#": incident.Usage, "#0": incident.Usage, "#-1": incident.Usage, "r-1": incident.Usage, "#99999999999999999999": incident.Usage,
		"#7": incident.NotFound, "7": incident.NotFound, "#1": incident.NotFound,
	} {
		if _, err := tr.Read(context.Background(), ref); err == nil || incident.ProblemOf(err) != kind {
			t.Errorf("%q: %v", ref, err)
		}
	}
	w.repo.AddPull("runner", "Tell of it", draft("r-2").Body, ght.Pull{}) // a text like an incident's makes it none
	if _, err := tr.Read(context.Background(), "#2"); incident.ProblemOf(err) != incident.NotFound {
		t.Errorf("a pull request: %v", err)
	}
	w.repo.PutLabel(2, "ownup", "octo")
	if pages, err := tr.List(context.Background()); err != nil || len(pages) != 0 {
		t.Errorf("a pull request is listed: %+v, %v", pages, err)
	}
}

// TestStatusDeleted is that a status comment that someone has deleted is written anew.
func TestStatusDeleted(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	tr := w.tracker()
	p, _, err := tr.Open(ctx, draft("r-1"))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if err := tr.SetStatus(ctx, p.Ref, fmt.Sprintf("%d of 8", n)); err != nil {
			t.Fatal(err)
		}
		w.repo.DeleteComment(w.repo.Issues()[0].Comments[0].ID)
	}
	if err := w.tracker().SetStatus(ctx, p.Ref, "8 of 8"); err != nil {
		t.Fatal(err)
	}
	if c := w.repo.Issues()[0].Comments; len(c) != 1 || !strings.Contains(c[0].Body, "8 of 8") {
		t.Errorf("%d comments", len(c))
	}
}

// TestReopenAssign is the rest of what can be done to an incident.
func TestReopenAssign(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	tr := w.tracker()
	p, _, err := tr.Open(ctx, draft("r-1"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := tr.Close(ctx, p.Ref, "Done.", "completed"); err != nil {
			t.Fatal(err)
		}
	}
	if err := tr.Assign(ctx, p.Ref, []string{"@octo", "@octo/team", "left"}); err != nil {
		t.Fatal(err)
	}
	if err := tr.Assign(ctx, p.Ref, []string{"left"}); incident.ProblemOf(err) != incident.NotFound {
		t.Errorf("%v", err)
	}
	if err := tr.Close(ctx, p.Ref, "", "done"); incident.ProblemOf(err) != incident.Usage {
		t.Errorf("%v", err)
	}
	i := w.repo.Issues()[0]
	if i.State != "closed" || len(i.Comments) != 1 || len(i.Assignees) != 1 {
		t.Errorf("%s, %d comments, %v", i.State, len(i.Comments), i.Assignees)
	}
}

// acted are the faults after which the server has acted: whoever looks sees it.
var acted = map[ght.Kind]bool{ght.DropAfter: true, ght.Error502Acted: true, ght.Cut: true, ght.CutJSON: true, ght.Empty: true, ght.Slow: true}

// TestMeasures is that a measure becomes one issue below its incident, whatever happens on the way.
func TestMeasures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // where patience costs no time
		for kind := ght.None; kind <= ght.Slow; kind++ {
			for _, path := range []string{"/issues", "/sub_issues"} {
				w := newWorld(t)
				ctx := context.Background()
				n := w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
				w.server.Fail(ght.Fault{Kind: kind, Method: "POST", Path: path})
				m := incident.Measure{Text: "Check the schema before deploying", Owner: "@octo"}
				var ref string
				for n := range 3 {
					var err error
					ref, err = w.tracker().CreateMeasure(ctx, "#1", "m1", m, "Part of #1.")
					if n > 0 && err != nil || err != nil && acted[kind] {
						t.Errorf("fault %d of %s, run %d: %v", kind, path, n, err)
					}
				}
				issues := w.repo.Issues()
				if len(issues) != 2 || ref != "#2" || len(issues[1].Assignees) != 1 || len(w.repo.SubIssues(n)) != 1 {
					t.Errorf("fault %d of %s: %d issues, %q, below: %v", kind, path, len(issues), ref, w.repo.SubIssues(n))
				}
			}
		}
	})
}

// TestMeasureRace is that of two issues made of one measure the older stays, below its incident, and the younger is
// closed with a pointer to it: by whoever made it, or by the next run where that one was killed.
func TestMeasureRace(t *testing.T) {
	for _, killed := range []bool{false, true} {
		w := newWorld(t)
		parent := w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
		another := func() {
			w.repo.AddIssue("other", "Check the schema", "Part of #1.\n\n<!-- note measure-1-m1 -->", "ownup-measure")
		}
		w.repo.Allow("other", "write")
		tr := w.tracker()
		if killed {
			another()
			another()
		} else { // the other has looked and found nothing, as this one does
			tr = w.tracker(func(o *github.Options) {
				o.Transport = before(o.Transport, "POST", "/hello/issues", another)
			})
		}
		ref, err := tr.CreateMeasure(context.Background(), "#1", "m1", incident.Measure{Text: "Check the schema"}, "Part of #1.")
		if err != nil || ref != "#2" || len(w.open()) != 2 || !slices.Equal(w.repo.SubIssues(parent), []int{2}) {
			t.Errorf("killed %v: %s, %v; %d open, below: %v", killed, ref, err, len(w.open()), w.repo.SubIssues(parent))
		}
		if i := w.repo.Issues()[2]; i.Reason != "not_planned" || len(i.Comments) != 1 || !strings.Contains(i.Comments[0].Body, "#2") {
			t.Errorf("killed %v: #3 was closed as %q with %d comments", killed, i.Reason, len(i.Comments))
		}
	}
}

// before does something once, before a request goes out.
func before(rt http.RoundTripper, method, path string, do func()) http.RoundTripper {
	var once sync.Once
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.Method == method && strings.HasSuffix(r.URL.Path, path) {
			once.Do(do)
		}
		return rt.RoundTrip(r)
	})
}

// TestLateMeasure is that a measure's issue whose creation is still under way when it is first looked for is not made a
// second time.
func TestLateMeasure(t *testing.T) {
	w := newWorld(t)
	w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	w.server.Fail(ght.Fault{Kind: ght.Late, Method: "POST", Path: "/issues", After: 1})
	ref, err := w.tracker().CreateMeasure(context.Background(), "#1", "m1", incident.Measure{Text: "Check the schema"}, "Part of #1.")
	if n := len(w.repo.Issues()); err != nil || ref != "#2" || n != 2 || w.slept < 2*time.Second {
		t.Errorf("%s, %v: %d issues, after %v", ref, err, n, w.slept)
	}
}

// TestNoLongerHere is that an incident which was transferred or deleted is none of this repository's, though an earlier
// run has kept it: its chain gets another, and nothing is read from, or written to, the number that it has elsewhere.
func TestNoLongerHere(t *testing.T) {
	for _, c := range []struct {
		name     string
		away     func(w *world, number int)
		kind     incident.ProblemKind
		sentence string
	}{
		{"transferred", func(w *world, n int) { w.repo.Transfer(n, w.server.AddRepo("octo/other")) }, incident.NotFound, "octo/hello#2 was moved to https://github.test/octo/other/issues/1."},
		{"deleted", func(w *world, n int) { w.repo.Delete(n) }, incident.Gone, "GitHub says that issue octo/hello#2 is gone for good."},
	} {
		w := newWorld(t)
		ctx := context.Background()
		w.repo.AddIssue("octo", "A defect", "")
		kept := memory{}
		cached := func(o *github.Options) { o.Cache = kept }
		tr := w.tracker(cached)
		p, _, err := tr.Open(ctx, draft("r-1"))
		if err != nil {
			t.Fatal(err)
		}
		c.away(w, p.Number)
		w.server.Advance(time.Hour)
		if _, err := w.tracker(cached).Read(ctx, p.Ref); incident.ProblemOf(err) != c.kind || err.Error() != c.sentence {
			t.Errorf("%s: kind %d, %v", c.name, incident.ProblemOf(err), err)
		}
		if again, created, err := w.tracker(cached).Open(ctx, draft("r-1")); err != nil || !created || again.Number != 3 {
			t.Errorf("%s: %s, created %v, %v", c.name, again.Ref, created, err)
		}
	}
}

// TestGoneElsewhere is that a pull request of a repository which nobody may see any more keeps no incident from being
// read.
func TestGoneElsewhere(t *testing.T) {
	w := newWorld(t)
	w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	other := w.server.AddRepo("octo/where")
	other.Merge(other.AddPull("ann", "Correct it", "Corrects: octo/hello#1", ght.Pull{}), "ann", sha(1))
	strangers := w.server.AddRepo("else/where")
	strangers.Merge(strangers.AddPull("bob", "Upgrade it", "Release notes: fixes octo/hello#1", ght.Pull{}), "bob", sha(2))
	w.server.Fail(ght.Fault{Kind: ght.Error503, Path: "/octo/where/pulls", Times: -1})
	if _, err := w.tracker().Read(context.Background(), "#1"); incident.ProblemOf(err) != incident.Unavailable {
		t.Errorf("by which commit it landed can't be told now: %v", err)
	}
	w.server.Recover()
	for _, kind := range []ght.Kind{ght.Missing, ght.Forbidden, ght.Legal} {
		w.server.Fail(ght.Fault{Kind: kind, Path: "/octo/where/pulls"})
		p, err := w.tracker().Read(context.Background(), "#1")
		if err != nil || len(p.Links) != 2 || p.Links[0].Ref != "octo/where#1" || p.Links[0].SHA != "" || p.Links[1].Ref != "else/where#1" {
			t.Errorf("fault %d: %+v, %v", kind, p.Links, err)
		}
	}
	for _, r := range w.server.Requests() {
		if strings.Contains(r.Path, "/else/where/") {
			t.Errorf("a stranger's pull request was asked about: %s", r.Path)
		}
	}
}

// odd is a transport in which GitHub says of label events something that nobody has described.
type odd struct{ next http.RoundTripper }

func (o odd) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := o.next.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.URL.Path, "/timeline") {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(bytes.ReplaceAll(body, []byte(`"event":"labeled"`), []byte(`"event":7`))))
	return resp, err
}

// TestFullTimeline is that what comes after a full page is seen, also where that page is only confirmed and holds an
// event of another shape.
func TestFullTimeline(t *testing.T) {
	w := newWorld(t)
	n := w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	for range 99 {
		w.repo.AddComment(n, "octo", "Hm.")
	}
	kept := memory{}
	read := func() incident.Page {
		t.Helper()
		tr := w.tracker(func(o *github.Options) { o.Cache, o.Transport = kept, odd{w.transport()} })
		return must[incident.Page](t)(tr.Read(context.Background(), "#1"))
	}
	if p := read(); len(p.Comments) != 99 || len(p.Links) != 0 {
		t.Errorf("%d comments, %d links", len(p.Comments), len(p.Links))
	}
	w.repo.AddPull("ann", "Add a check", "See #1", ght.Pull{})
	if p := read(); len(p.Links) != 1 {
		t.Errorf("the pull request on the next page is not seen: %+v", p.Links)
	}
}
