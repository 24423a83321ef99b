package github_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestOpened is that the listing goes back as far as a chain does, page by page, and no further.
func TestOpened(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	var at []time.Time
	for n := range 250 {
		at = append(at, w.server.Now())
		w.repo.AddIssue("runner", "Revert", draft(fmt.Sprintf("r-%d", n)).Body, "ownup", "revert")
		w.server.Advance(time.Hour)
	}
	w.repo.AddComment(1, "ann", "A thought.") // the oldest is none of the latest, though it has changed lately
	for _, c := range []struct {
		since        time.Time
		least, pages int
	}{{at[249], 1, 1}, {at[151], 99, 1}, {at[150], 100, 2}, {at[149], 101, 2}, {at[10], 240, 3}, {time.Time{}, 250, 3}} {
		tr := w.tracker()
		n := w.spent(func() {
			found, err := tr.Opened(ctx, c.since)
			if err != nil || len(found) < c.least {
				t.Errorf("since %v: %d incidents, %v", c.since, len(found), err)
			}
		})
		if pages := n - 1; pages != c.pages { // one is for the account's name
			t.Errorf("since %v: %d pages, want %d", c.since, pages, c.pages)
		}
	}

	// One tracker looks further back for a chain that is older than what it has seen.
	tr := w.tracker()
	p, created, err := tr.Open(ctx, since(at[249], draft("r-249")))
	if err != nil || created || p.Number != 250 {
		t.Errorf("#%d, created %v, %v", p.Number, created, err)
	}
	for _, n := range []int{240, 100, 5, 0} { // each further back than the listing before it reached
		began := at[max(0, n-1)]
		if n == 0 {
			began = time.Time{}
		}
		p, created, err := tr.Open(ctx, since(began, draft(fmt.Sprintf("r-%d", n))))
		if err != nil || created || p.Number != n+1 {
			t.Errorf("r-%d: #%d, created %v, %v", n, p.Number, created, err)
		}
	}
}

// TestOpenedMeanwhile is that a listing of a moment ago is believed before a creation, and the look after it still
// heals.
func TestOpenedMeanwhile(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	born := w.server.Now()
	tr := w.tracker()
	if _, err := tr.Opened(ctx, born); err != nil {
		t.Fatal(err)
	}
	w.repo.AddIssue("github-actions[bot]", "Revert", draft("r-1").Body, "ownup", "revert")
	p, created, err := tr.Open(ctx, since(born, draft("r-1")))
	if err != nil || created || p.Number != 1 {
		t.Errorf("#%d, created %v, %v", p.Number, created, err)
	}
	if open := w.open(); len(open) != 1 || open[0].Number != 1 {
		t.Errorf("%+v", open)
	}
	// Some time later it looks first, and creates nothing.
	if _, err := tr.Opened(ctx, born); err != nil {
		t.Fatal(err)
	}
	w.repo.AddIssue("github-actions[bot]", "Revert", draft("r-2").Body, "ownup", "revert")
	w.server.Advance(time.Minute)
	if p, created, err = tr.Open(ctx, since(born, draft("r-2"))); err != nil || created || p.Number != 3 || len(w.repo.Issues()) != 3 {
		t.Errorf("#%d, created %v, %v; %d issues", p.Number, created, err, len(w.repo.Issues()))
	}
}

// TestKnownSoFar is that a listing is not taken to tell of what was opened before the time that it asks about, nor of
// what was opened while it went on.
func TestKnownSoFar(t *testing.T) {
	for name, list := range map[string]func(ctx context.Context, w *world, tr *github.Tracker, pause func()) error{
		"of what changed a while after the one before": func(ctx context.Context, w *world, tr *github.Tracker, pause func()) error {
			_, err := tr.List(ctx)
			pause()
			_, later := tr.Changed(ctx, w.server.Now())
			return errors.Join(err, later)
		},
		"of what changed, with none before": func(ctx context.Context, w *world, tr *github.Tracker, pause func()) error {
			pause()
			_, err := tr.Changed(ctx, w.server.Now())
			return err
		},
		"of two pages, with a pause between them": func(ctx context.Context, w *world, tr *github.Tracker, _ func()) error {
			_, err := tr.Opened(ctx, w.server.Now().Add(-time.Hour))
			return err
		},
	} {
		w := newWorld(t)
		ctx := context.Background()
		for n := range 150 {
			w.repo.AddIssue("runner", "Revert", draft(fmt.Sprintf("r-%d", n)).Body, "ownup")
		}
		pause := sync.OnceFunc(func() { // longer than clocks may differ
			w.repo.AddIssue("runner", "Revert", draft("r-late").Body, "ownup")
			w.server.Advance(time.Hour)
		})
		tr := w.tracker(func(o *github.Options) {
			next := o.Transport
			o.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
				if q := r.URL.Query(); q.Get("direction") == "desc" && q.Get("page") == "2" {
					pause()
				}
				return next.RoundTrip(r)
			})
		})
		if err := list(ctx, w, tr, pause); err != nil {
			t.Fatal(err)
		}
		if p, created, err := tr.Open(ctx, since(w.server.Now().Add(-time.Hour), draft("r-late"))); err != nil || created || p.Number != 151 {
			t.Errorf("%s: #%d, created %v, %v", name, p.Number, created, err)
		}
	}
}

// TestListedTwice is that an incident which comes on two pages, since another entered the list before it meanwhile, is
// one: healing would close it with a pointer to itself.
func TestListedTwice(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	late := w.repo.AddIssue("runner", "Revert", draft("r-late").Body)
	for n := range 120 {
		w.repo.AddIssue("runner", "Revert", draft(fmt.Sprintf("r-%d", n)).Body, "ownup")
	}
	tr := w.tracker(func(o *github.Options) {
		next := o.Transport
		o.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if strings.HasSuffix(r.URL.Path, "/issues") {
				w.repo.PutLabel(late, "ownup", "octo")
			}
			return resp, err
		})
	})
	pages, err := tr.List(ctx)
	if err != nil || len(pages) != 120 {
		t.Errorf("%d incidents, %v", len(pages), err)
	}
	closed, err := tr.Heal(ctx, pages)
	if err != nil || len(closed) != 0 || len(w.open()) != 121 {
		t.Errorf("closed %v, %v; %d are open", closed, err, len(w.open()))
	}
}

// TestListedInDoubt is that an incident which may be there, as far as can be told now, is not taken for absent.
func TestListedInDoubt(t *testing.T) {
	for _, c := range []struct {
		body  string
		fault ght.Fault
	}{
		{"Nothing.", ght.Fault{Kind: ght.Error503, Path: "/comments", Times: -1}},
		{draft("r-1").Body, ght.Fault{Kind: ght.Error503, Path: "/collaborators", Times: -1}},
	} {
		w := newWorld(t)
		w.repo.Allow("writer", "write")
		w.repo.AddIssue("writer", "Revert", c.body, "ownup")
		w.repo.AddComment(1, "writer", "<!-- status r-1 -->\n\n1 of 8")
		if pages, err := w.tracker().List(context.Background()); err != nil || len(pages) != 1 {
			t.Errorf("%d incidents, %v", len(pages), err)
		}
		w.server.Fail(c.fault)
		if pages, err := w.tracker().List(context.Background()); incident.ProblemOf(err) != incident.Unavailable {
			t.Errorf("without %s: %d incidents, %v", c.fault.Path, len(pages), err)
		}
	}
}
