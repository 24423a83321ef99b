package github_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestCost holds what is sent against issue 4's figures: a sync of 1,000 incidents of which nothing changed takes at
// most 15 requests, of which 20 changed at most 15 + 4 × 20, opening one at most 12.
func TestCost(t *testing.T) {
	w := newWorld(t)
	w.referee = nil // a thousand issues several times over; the same requests are refereed elsewhere
	ctx := context.Background()
	for n := range 1000 { // in two years
		w.repo.AddIssue("runner", "Revert", draft(fmt.Sprintf("r-%d", n)).Body, "ownup", "revert")
		w.server.Advance(18 * time.Hour)
	}
	cache := memory{}
	cached := func(o *github.Options) { o.Cache = cache }
	tr := w.tracker(cached)
	pages := must[[]incident.Page](t)(tr.List(ctx))
	if len(pages) != 1000 {
		t.Fatalf("%d incidents", len(pages))
	}
	for _, p := range pages[100:120] { // each has its status comment
		if err := tr.SetStatus(ctx, p.Ref, "1 of 8"); err != nil {
			t.Fatal(err)
		}
	}
	must[[]incident.Page](t)(w.tracker(cached).List(ctx))
	asOf := w.server.Now()

	w.server.ResetRequests()
	pages = must[[]incident.Page](t)(w.tracker(cached).List(ctx))
	sent := w.server.Requests()
	confirmed := 0
	for _, r := range sent {
		if r.Status == 304 {
			confirmed++
		}
	}
	t.Logf("listing 1,000 unchanged incidents: %d requests, %d of them answered 304", len(sent), confirmed)
	if len(sent) > 15 || len(pages) != 1000 || confirmed != len(sent) {
		t.Errorf("%d requests (%d confirmed) for %d incidents", len(sent), confirmed, len(pages))
	}
	n := w.spent(func() { pages = must[[]incident.Page](t)(w.tracker(cached).Changed(ctx, asOf)) })
	t.Logf("the same by the time of the last sync: %d requests", n)
	if n > 3 || len(pages) != 0 {
		t.Errorf("%d requests, %d incidents", n, len(pages))
	}

	for i := 101; i <= 120; i++ {
		pull := w.repo.AddPull("ann", "A measure", fmt.Sprintf("Corrects: #%d", i), ght.Pull{})
		w.repo.Merge(pull, "octo", sha(i))
		w.repo.AddComment(i, "ann", "Done.")
	}
	n = w.spent(func() {
		tr := w.tracker(cached)
		changed := must[[]incident.Page](t)(tr.Changed(ctx, asOf))
		if len(changed) != 20 {
			t.Fatalf("%d changed", len(changed))
		}
		for _, p := range changed {
			p = must[incident.Page](t)(tr.Read(ctx, p.Ref))
			if len(p.Links) != 1 || p.Links[0].State != incident.Merged || p.Links[0].SHA == "" {
				t.Errorf("%s: %+v", p.Ref, p.Links)
			}
			if err := tr.SetStatus(ctx, p.Ref, "2 of 8"); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Logf("20 of 1,000 changed, each by a merged follow-up: %d requests", n)
	if n > 15+4*20 {
		t.Errorf("%d requests", n)
	}

	w.server.Advance(time.Hour)
	n = w.spent(func() {
		if _, created, err := w.tracker().Open(ctx, since(asOf.AddDate(0, -2, 0), draft("r-cold"))); err != nil || !created {
			t.Fatal(err)
		}
	})
	t.Logf("opening one beside 1,000 others, with nothing kept from earlier runs: %d requests", n)
	if n > 5 {
		t.Errorf("%d requests", n)
	}
	w.server.Advance(time.Hour)
	n = w.spent(func() {
		if _, created, err := w.tracker(cached).Open(ctx, draft("r-new")); err != nil || !created {
			t.Fatal(err)
		}
	})
	t.Logf("opening one beside 1,000 others: %d requests", n)
	if n > 12 {
		t.Errorf("%d requests", n)
	}
	w.server.Advance(time.Hour)
	n = w.spent(func() {
		tr := w.tracker(cached)
		for i := range 5 {
			if _, created, err := tr.Open(ctx, draft(fmt.Sprintf("r-more-%d", i))); err != nil || !created {
				t.Fatal(err)
			}
		}
	})
	t.Logf("five more: %d requests", n)
	if n > 5*12 {
		t.Errorf("%d requests", n)
	}
}

// TestCostOfOpening counts all that opening the first incident of a repository takes, with what GitHub knows of both
// pull requests.
func TestCostOfOpening(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	for n := range 2 {
		pull := w.repo.AddPull("ann", "Change", "", ght.Pull{HeadSHA: sha(10 + n)})
		w.repo.AddCheck(sha(10+n), ght.Check{Name: "test", Status: "completed", Conclusion: "success"})
		w.repo.Merge(pull, "octo", sha(n))
	}
	open := func(key string, o func(*github.Options)) int {
		return w.spent(func() {
			c := w.client(o)
			offending := must[[]incident.Pull](t)(c.PullsOf(ctx, sha(0)))
			must[incident.Pull](t)(c.Reviewed(ctx, offending[0], true))
			must[[]incident.Pull](t)(c.PullsOf(ctx, sha(1)))
			if _, created, err := c.Tracker(github.TrackerOptions{Markers: markers, Labels: styles}).Open(ctx, draft(key)); err != nil || !created {
				t.Fatal(err)
			}
		})
	}
	cache := memory{}
	kept := func(o *github.Options) { o.Cache = cache }
	first, second, cold := open("r-1", kept), open("r-2", kept), open("r-3", func(*github.Options) {})
	t.Logf("opening with two pull requests' facts: the first of a repository %d requests, the second %d, one with nothing kept %d", first, second, cold)
	if max(first, second, cold) > 12 {
		t.Error("over 12")
	}
	for key := range cache {
		if strings.Contains(key, "since=") {
			t.Errorf("kept what is never asked again: %s", key)
		}
	}
}

// TestIndex is that what an earlier run has kept saves requests and is never believed alone.
func TestIndex(t *testing.T) {
	for _, c := range []struct {
		name    string
		meddle  func(w *world, cache memory)
		created bool
	}{
		{"as it was", func(*world, memory) {}, false},
		{"label taken off", func(w *world, _ memory) { w.repo.Unlabel(1, "ownup", "octo") }, false},
		{"label taken off, and index lost", func(w *world, cache memory) {
			w.repo.Unlabel(1, "ownup", "octo")
			clear(cache)
		}, true}, // nobody knows that writer has opened it
		{"author lost access", func(w *world, _ memory) { w.repo.Allow("writer", "read") }, true},
		{"marker taken out", func(w *world, _ memory) { w.repo.SetBody(1, "Nothing.") }, false},
		{"index damaged", func(_ *world, cache memory) {
			for k := range cache {
				cache[k] = cache[k][:len(cache[k])/2]
			}
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			ctx := context.Background()
			w.repo.Allow("writer", "write")
			w.repo.AddIssue("writer", "Revert", draft("r-1", "r-0").Body, "ownup")
			cache := memory{}
			cached := func(o *github.Options) { o.Cache = cache }
			must[[]incident.Page](t)(w.tracker(cached).List(ctx))
			w.server.Advance(time.Hour)
			c.meddle(w, cache)
			w.server.Advance(time.Hour)
			for _, key := range []string{"r-1", "r-0"} {
				p, created, err := w.tracker(cached).Open(ctx, draft(key))
				if err != nil || created != c.created || p.URL == "" {
					t.Errorf("%s: %+v, %v, %v", key, p, created, err)
				}
			}
		})
	}
}

// TestNextPage is that a page that fills up does not hide the one that comes after it, though its ETag has not changed.
func TestNextPage(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	for n := range 100 {
		w.repo.AddIssue("runner", "Revert", draft(fmt.Sprintf("r-%d", n)).Body, "ownup")
	}
	cache := memory{}
	cached := func(o *github.Options) { o.Cache = cache }
	for want := 100; want < 103; want++ {
		pages := must[[]incident.Page](t)(w.tracker(cached).List(ctx))
		if len(pages) != want {
			t.Errorf("%d incidents, want %d", len(pages), want)
		}
		w.repo.AddIssue("runner", "Revert", draft(fmt.Sprintf("r-%d", want)).Body, "ownup")
	}
}
