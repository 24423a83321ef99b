package github_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
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
	for _, c := range []struct {
		since        time.Time
		least, pages int
	}{{at[249], 1, 1}, {at[151], 99, 1}, {at[149], 101, 2}, {at[10], 240, 3}, {time.Time{}, 250, 3}} {
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
