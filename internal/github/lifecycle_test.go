package github_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestReopenAtOnce is that of two runners who open an incident again at the same moment, one is heard.
func TestReopenAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	w.repo.SetState(1, "closed", "completed", "runner")
	var runners []*github.Tracker
	for range 2 {
		tr := w.tracker()
		must[incident.Page](t)(tr.Read(ctx, "#1"))
		runners = append(runners, tr)
	}
	for _, tr := range runners {
		if err := tr.Reopen(ctx, "#1", "again-1", "It failed again."); err != nil {
			t.Fatal(err)
		}
	}
	if i := w.repo.Issues()[0]; len(i.Comments) != 1 || i.State != "open" {
		t.Errorf("%s with %d comments", i.State, len(i.Comments))
	}
}

// TestReopenThroughFaults is that each of its requests may fail in any way: done once more, it is open and said once.
// What was said and not done would be taken for the wish of who closed it again, so it is never said first.
func TestReopenThroughFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // where patience costs no time
		for kind := ght.None; kind <= ght.Slow; kind++ {
			for _, method := range []string{"GET", "PATCH", "POST"} {
				w := newWorld(t)
				ctx := context.Background()
				w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
				w.repo.SetState(1, "closed", "completed", "runner")
				w.server.Fail(ght.Fault{Kind: kind, Method: method, Times: 4})
				err := w.tracker().Reopen(ctx, "#1", "again-1", "It failed again.")
				if i := w.repo.Issues()[0]; len(i.Comments) > 0 && i.State != "open" {
					t.Errorf("%v of %s: said, and %s", kind, method, i.State)
				}
				w.server.Recover()
				if err != nil {
					if err := w.tracker().Reopen(ctx, "#1", "again-1", "It failed again."); err != nil {
						t.Errorf("%v of %s: %v", kind, method, err)
					}
				}
				if i := w.repo.Issues()[0]; len(i.Comments) != 1 || i.State != "open" {
					t.Errorf("%v of %s: %s with %d comments", kind, method, i.State, len(i.Comments))
				}
			}
		}
	})
}

// TestLostMarker is that an incident whose text a person has replaced is known by ownup's own status comment, or by
// what this machine remembers; no second one is opened.
func TestLostMarker(t *testing.T) {
	ctx := context.Background()
	for _, k := range []struct {
		name         string
		status, kept bool
		by           string // who wrote the status comment
		want         bool
	}{
		{"by the status comment", true, false, "runner", true},
		{"by what is remembered", false, true, "", true},
		{"by neither", false, false, "", false},
		{"a stranger's comment", true, false, "stranger", false},
	} {
		w := newWorld(t)
		cache := memory{}
		keep := func(o *github.Options) {
			if k.kept {
				o.Cache = cache
			}
		}
		tr := w.tracker(keep)
		p, _, err := tr.Open(ctx, draft("r-1", "r-2"))
		if err != nil {
			t.Fatal(err)
		}
		if k.status {
			w.repo.AddComment(1, k.by, markers.Status("r-1")+"\n\n1 of 8")
		}
		must[[]incident.Page](t)(tr.List(ctx))
		w.repo.SetBody(1, "rewritten")
		now := w.tracker(keep)
		again, created, err := now.Open(ctx, draft("r-1", "r-2"))
		if err != nil {
			t.Fatal(err)
		}
		if created == k.want || k.want && (again.Ref != p.Ref || !again.Lost) {
			t.Errorf("%s: created: %v, %+v", k.name, created, again)
		}
		if !k.want {
			continue
		}
		read := must[incident.Page](t)(w.tracker(keep).Read(ctx, p.Ref))
		if read.Key != "r-1" || !read.Lost || read.Body != "rewritten" {
			t.Errorf("%s: read as %+v", k.name, read)
		}
		if err := now.SetStatus(ctx, p.Ref, "2 of 8"); err != nil {
			t.Fatal(err)
		}
		if c := w.repo.Issues()[0].Comments; len(c) != 1 || !strings.Contains(c[0].Body, "2 of 8") {
			t.Errorf("%s: %d comments", k.name, len(c))
		}
		// Brought back, it is as before; and of two, the one that is whole stays.
		w.repo.SetBody(1, draft("r-1").Body)
		if pages := must[[]incident.Page](t)(w.tracker(keep).List(ctx)); len(pages) != 1 || pages[0].Lost {
			t.Errorf("%s: %+v", k.name, pages)
		}
		w.repo.SetBody(1, "rewritten")
		w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
		both := w.tracker(keep)
		if closed := must[[]incident.Page](t)(both.Heal(ctx, must[[]incident.Page](t)(both.List(ctx)))); len(closed) > 0 {
			t.Errorf("%s: closed %+v", k.name, closed)
		}
		if p, _, err := w.tracker(keep).Open(ctx, draft("r-1", "r-2")); err != nil || p.Ref != "#2" || len(w.open()) != 2 {
			t.Errorf("%s: of two: %+v, %v, %d open", k.name, p, err, len(w.open()))
		}
	}
}
