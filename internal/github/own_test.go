package github_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestSettled is that a run tells its own changes from those that people make meanwhile.
func TestSettled(t *testing.T) {
	for _, c := range []struct {
		name    string
		own     bool // the run writes
		people  func(w *world)
		settled bool
	}{
		{"nobody does anything", false, func(*world) {}, true},
		{"only the run writes", true, func(*world) {}, true},
		{"someone comments", true, func(w *world) { w.repo.AddComment(1, "ann", "/ownup ack") }, false},
		{"someone writes in the text", true, func(w *world) { w.repo.SetBody(1, draft("r-1").Body+" More.") }, false},
		{"someone closes it", true, func(w *world) { w.repo.SetState(1, "closed", "completed", "ann") }, false},
		{"someone puts an issue below", true, func(w *world) { w.repo.AddSubIssue(1, w.repo.AddIssue("ann", "A measure", "")) }, false},
		{"someone comments while the run does nothing", false, func(w *world) { w.repo.AddComment(1, "ann", "/ownup ack") }, false},
	} {
		w := newWorld(t)
		ctx := context.Background()
		w.repo.Allow("ann", "write")
		w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup", "revert", "0/8")
		w.repo.AddComment(1, "runner", "<!-- status r-1 -->\n\n1 of 8")
		w.repo.AddComment(1, "runner", "<!-- status r-1 -->\n\n1 of 8") // a race has left it
		w.server.Advance(time.Hour)
		tr := w.tracker()
		pages := must[[]incident.Page](t)(tr.List(ctx))
		must[incident.Page](t)(tr.Read(ctx, "#1"))
		w.server.Advance(time.Second)
		if c.own {
			for _, err := range []error{
				tr.Label(ctx, "#1", []string{"1/8"}, []string{"0/8"}), tr.SetStatus(ctx, "#1", "2 of 8"), tr.Comment(ctx, "#1", "news", "News."),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		c.people(w)
		w.server.Advance(time.Second)
		now := must[[]incident.Page](t)(tr.Settled(ctx, pages[0].UpdatedAt))
		if settled := len(now) == 1; settled != c.settled {
			t.Errorf("%s: settled %v", c.name, settled)
		}
		if c.own && c.settled && !now[0].UpdatedAt.After(pages[0].UpdatedAt) {
			t.Errorf("%s: it is said to be unchanged since %v", c.name, now[0].UpdatedAt)
		}
		// A run that has died has told nobody what it wrote: the next one reads all anew.
		if now := must[[]incident.Page](t)(w.tracker().Settled(ctx, pages[0].UpdatedAt)); len(now) != 0 {
			t.Errorf("%s: settled by who has read nothing", c.name)
		}
	}
}

// TestFresh is that an issue which changed just before it was listed is said to be fresh, by the server's clock: the
// next change may bear the same time.
func TestFresh(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup", "revert")
	fresh := func() bool {
		return must[[]incident.Page](t)(w.tracker(func(o *github.Options) {
			o.Now = func() time.Time { return w.server.Now().Add(time.Hour) } // a clock that is wrong
		}).List(ctx))[0].Fresh
	}
	w.server.Advance(time.Minute)
	for _, step := range []struct {
		what string
		then func()
		want bool
	}{
		{"a minute after", func() {}, false},
		{"someone writes in the text", func() { w.repo.SetBody(1, draft("r-1").Body+" More.") }, true},
		{"a few seconds after that", func() { w.server.Advance(3 * time.Second) }, false},
		{"someone comments", func() { w.repo.AddComment(1, "ann", "/ownup ack") }, true},
	} {
		step.then()
		if got := fresh(); got != step.want {
			t.Errorf("%s: fresh %v", step.what, got)
		}
	}

	// What the run itself has just written is no exception.
	w.server.Advance(time.Minute)
	tr := w.tracker()
	pages := must[[]incident.Page](t)(tr.List(ctx))
	must[incident.Page](t)(tr.Read(ctx, "#1"))
	if err := tr.Comment(ctx, "#1", "news", "News."); err != nil {
		t.Fatal(err)
	}
	if now := must[[]incident.Page](t)(tr.Settled(ctx, pages[0].UpdatedAt)); len(now) != 1 || !now[0].Fresh {
		t.Errorf("%+v", now)
	}
}

// TestReadAsListed is that an issue is read as it was listed, with one request, unless something has happened to it
// since.
func TestReadAsListed(t *testing.T) {
	for _, c := range []struct {
		name string
		then func(w *world)
		most int
	}{
		{"at once", func(*world) {}, 1},
		{"someone has put a label on it", func(w *world) { w.repo.PutLabel(1, "seen", "ann") }, 2},
		{"someone has closed it", func(w *world) { w.repo.SetState(1, "closed", "completed", "ann") }, 2},
		{"much later", func(w *world) { w.server.Advance(time.Hour) }, 2},
	} {
		w := newWorld(t)
		ctx := context.Background()
		w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup", "revert")
		tr := w.tracker()
		must[[]incident.Page](t)(tr.List(ctx))
		w.server.Advance(time.Second)
		c.then(w)
		var p incident.Page
		if n := w.spent(func() { p = must[incident.Page](t)(tr.Read(ctx, "#1")) }); n > c.most {
			t.Errorf("%s: %d requests", c.name, n)
		}
		now := w.repo.Issues()[0]
		if string(p.State) != now.State || !slices.Equal(p.Labels, now.Labels) || p.Body != now.Body {
			t.Errorf("%s: read as %+v, it is %+v", c.name, p, now)
		}
		// Another time it is asked for, whatever was listed.
		w.repo.SetBody(1, draft("r-1").Body+" More.")
		if p = must[incident.Page](t)(tr.Read(ctx, "#1")); p.Body != w.repo.Issues()[0].Body {
			t.Errorf("%s: read again as %q", c.name, p.Body)
		}
	}
}

// TestManyComments is that ownup finds its own among more comments than fit a page, also where the pages before are
// only confirmed.
func TestManyComments(t *testing.T) {
	for _, before := range []int{100, 130} {
		w := newWorld(t)
		w.referee = nil // it takes seconds for so many
		ctx := context.Background()
		w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
		for range before {
			w.repo.AddComment(1, "ann", "A thought.")
		}
		kept := memory{}
		for _, text := range []string{"1 of 8", "2 of 8", "3 of 8"} {
			tr := w.tracker(func(o *github.Options) { o.Cache = kept })
			if err := tr.SetStatus(ctx, "#1", text); err != nil {
				t.Fatal(err)
			}
			if err := tr.Comment(ctx, "#1", "news", "News."); err != nil {
				t.Fatal(err)
			}
			p := must[incident.Page](t)(w.tracker(func(o *github.Options) { o.Cache = kept }).Read(ctx, "#1"))
			if len(p.Comments) != before+1 || !strings.Contains(p.Status, text) {
				t.Errorf("after %d comments, %s: %d read, status %q", before, text, len(p.Comments), p.Status)
			}
		}
		if n := len(w.repo.Issues()[0].Comments); n != before+2 {
			t.Errorf("after %d comments there are %d", before, n)
		}
	}
}

// TestLabelsOfPeople is that the labels which people have put on an issue stay, however ownup's own are changed.
func TestLabelsOfPeople(t *testing.T) {
	for _, c := range []struct {
		name  string
		read  bool
		after time.Duration
		most  int // requests
	}{
		{"just read", true, 0, 2},
		{"read a while ago", true, time.Minute, 3},
		{"not read", false, 0, 3},
	} {
		w := newWorld(t)
		ctx := context.Background()
		w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup", "revert", "steps: 0/8", "area: disk")
		tr := w.tracker()
		if c.read {
			must[incident.Page](t)(tr.Read(ctx, "#1"))
		}
		w.server.Advance(c.after)
		if c.after > 0 {
			w.repo.PutLabel(1, "late", "ann")
		}
		n := w.spent(func() {
			if err := tr.Label(ctx, "#1", []string{"steps: 1/8"}, []string{"steps: 0/8"}); err != nil {
				t.Fatal(err)
			}
		})
		want := []string{"area: disk", "ownup", "revert", "steps: 1/8"}
		if c.after > 0 {
			want = []string{"area: disk", "late", "ownup", "revert", "steps: 1/8"}
		}
		if got := slices.Sorted(slices.Values(w.repo.Issues()[0].Labels)); !slices.Equal(got, want) {
			t.Errorf("%s: labels %v, want %v", c.name, got, want)
		}
		if n > c.most {
			t.Errorf("%s: %d requests", c.name, n)
		}
		// A second change is made of what stands then.
		w.repo.PutLabel(1, "later", "ann")
		if err := tr.Label(ctx, "#1", []string{"steps: 2/8"}, []string{"steps: 1/8"}); err != nil || !slices.Contains(w.repo.Issues()[0].Labels, "later") {
			t.Errorf("%s: labels %v, %v", c.name, w.repo.Issues()[0].Labels, err)
		}
	}
}

// TestAnsweredAtOnce is that a run which has answered a comment leaves the next one nothing to ask.
func TestAnsweredAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	id := w.repo.AddComment(1, "runner", "/ownup ack")
	cached := func(o *github.Options) { o.Cache = memory{} }
	tr := w.tracker(cached)
	if err := tr.React(ctx, id, "+1"); err != nil {
		t.Fatal(err)
	}
	w.server.Fail(ght.Fault{Kind: ght.Error503, Path: "/reactions", Times: -1})
	if p, err := tr.Read(ctx, "#1"); err != nil || len(p.Comments) != 1 || !p.Comments[0].Answered {
		t.Errorf("%+v, %v", p.Comments, err)
	}
}

// TestLabelsOfAnotherCase is that a label the repository spells otherwise is the one that was chosen: known when it is
// seen, and taken off.
func TestLabelsOfAnotherCase(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.repo.AddIssue("octo", "A defect", "", "OwnUp", "Revert", "Overdue")
	tr := w.client().Tracker(github.TrackerOptions{Markers: markers, Labels: append(styles, github.LabelStyle{Name: "overdue"})})
	var p incident.Page
	n := w.spent(func() { p, _, _ = tr.Open(ctx, draft("r-1")) })
	if want := []string{"ownup", "revert"}; !slices.Equal(p.Labels, want) || n > 4 {
		t.Errorf("%v after %d requests, want %v", p.Labels, n, want)
	}
	w.repo.PutLabel(p.Number, "Overdue", "octo")
	if p = must[incident.Page](t)(tr.Read(ctx, p.Ref)); !slices.Contains(p.Labels, "overdue") {
		t.Errorf("%v", p.Labels)
	}
	if err := tr.Label(ctx, p.Ref, []string{"1/8"}, []string{"overdue"}); err != nil {
		t.Fatal(err)
	}
	if got, want := w.repo.Issues()[p.Number-1].Labels, []string{"OwnUp", "Revert", "1/8"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestPastedComments is that a person who pastes ownup's comments, with what is hidden in them, to write something
// beside them, keeps what they wrote.
func TestPastedComments(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.repo.Allow("ann", "write")
	w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	tr := w.tracker()
	if err := tr.SetStatus(ctx, "#1", "1 of 8"); err != nil {
		t.Fatal(err)
	}
	if err := tr.Comment(ctx, "#1", "reminder-1", "Past its day."); err != nil {
		t.Fatal(err)
	}
	for _, c := range w.repo.Issues()[0].Comments {
		w.repo.AddComment(1, "ann", c.Body+"\n\nNot quite: it is done.")
	}
	tr = w.tracker()
	page := must[incident.Page](t)(tr.Read(ctx, "#1"))
	if err := tr.SetStatus(ctx, "#1", "2 of 8"); err != nil {
		t.Fatal(err)
	}
	if err := tr.Comment(ctx, "#1", "reminder-1", "Past its day."); err != nil {
		t.Fatal(err)
	}
	var anns int
	for _, c := range w.repo.Issues()[0].Comments {
		if c.Author == "ann" && strings.Contains(c.Body, "Not quite") {
			anns++
		}
	}
	if anns != 2 {
		t.Errorf("%d of 2 comments are left", anns)
	}
	if !strings.Contains(page.Status, "1 of 8") || strings.Contains(page.Status, "Not quite") {
		t.Errorf("status: %s", page.Status)
	}
}
