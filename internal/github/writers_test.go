package github_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestWriters is whose markers count, and what it costs to know it, however GitHub tells who has write access.
func TestWriters(t *testing.T) {
	rights := map[string]string{"ann": "write", "bob": "triage", "cyd": "admin", "dan": "maintain", "eve": "read", "fay": "none"}
	const outsider = "guy"
	for _, c := range []struct {
		name  string
		world func(w *world)
		as    string // what the token's account may do
		want  []string
		most  int // requests beside the listing's one
	}{
		{"the list", func(*world) {}, "write", []string{"ann", "cyd", "dan"}, 1},
		{"people from outside the organization get no list", func(w *world) { w.repo.Unlisted = true }, "write", []string{"ann", "cyd", "dan"}, 1 + 1 + len(rights) + 1},
		{"a server that lists readers too", func(w *world) { w.repo.Unfiltered = true }, "write", []string{"ann", "cyd", "dan"}, 1},
		{"a server without the list", func(w *world) {
			w.server.Fail(ght.Fault{Kind: ght.Missing, Path: "/collaborators"})
		}, "write", []string{"ann", "cyd", "dan"}, 1 + 1 + len(rights) + 1},
		{"readers are told nothing: what issues say of their authors has to do", func(*world) {}, "triage", []string{"ann", "bob", "cyd", "dan", "eve"}, 1 + 1 + 1},
		{"a role of the organization's own", func(w *world) {
			w.repo.Roles = map[string]string{"ann": "gardener"}
		}, "write", []string{"ann", "cyd", "dan"}, 1 + 1},
		{"two pages", func(w *world) { crowd(w, 150) }, "write", []string{"ann", "cyd", "dan"}, 2},
		{"a crowd", func(w *world) { crowd(w, 350) }, "write", []string{"ann", "cyd", "dan"}, 1 + 1 + len(rights) + 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			ctx := context.Background()
			for login, right := range rights {
				w.repo.Allow(login, right)
			}
			w.repo.Allow("runner", c.as)
			for range 3 {
				for _, login := range []string{"ann", "bob", "cyd", "dan", "eve", "fay", outsider} {
					w.repo.AddIssue(login, "Revert", draft("r-"+login).Body, "ownup", "revert")
				}
			}
			c.world(w)
			var pages []incident.Page
			n := w.spent(func() { pages = must[[]incident.Page](t)(w.tracker().List(ctx)) })
			var got []string
			for _, p := range pages {
				if who := strings.TrimPrefix(p.Key, "r-"); !slices.Contains(got, who) {
					got = append(got, who)
				}
			}
			if !slices.Equal(got, c.want) || len(pages) != 3*len(c.want) {
				t.Errorf("believed %v (%d incidents), want %v", got, len(pages), c.want)
			}
			if n-1 > c.most {
				t.Errorf("%d requests to know who may write, over %d", n-1, c.most)
			}
		})
	}
}

// crowd gives n people write access, all of them before the others in the alphabet.
func crowd(w *world, n int) {
	for i := range n {
		w.repo.Allow(fmt.Sprintf("a%03d", i), "write")
	}
}

// TestUnsureOfAuthor is that what can't be asked now is no "no": the incident would be opened twice.
func TestUnsureOfAuthor(t *testing.T) {
	for path, unlisted := range map[string]bool{"/collaborators": false, "/permission": true} {
		w := newWorld(t)
		w.repo.Allow("writer", "write")
		w.repo.AddIssue("writer", "Revert", draft("r-1").Body, "ownup")
		w.repo.Unlisted = unlisted
		w.server.Fail(ght.Fault{Kind: ght.Error503, Path: path, Times: -1})
		if _, _, err := w.tracker().Open(context.Background(), draft("r-1")); incident.ProblemOf(err) != incident.Unavailable {
			t.Errorf("%s: %v", path, err)
		}
		if len(w.open()) != 1 {
			t.Errorf("%s: %d open", path, len(w.open()))
		}
		// Nor is what they have said left out, or ownup's status written a second time.
		n := w.repo.AddIssue("runner", "Revert", draft("r-2").Body, "ownup")
		w.repo.AddComment(n, "writer", "<!-- status r-2 -->\n\n1 of 8")
		if _, err := w.tracker().Read(context.Background(), "#2"); incident.ProblemOf(err) != incident.Unavailable {
			t.Errorf("%s, read: %v", path, err)
		}
		if err := w.tracker().SetStatus(context.Background(), "#2", "2 of 8"); incident.ProblemOf(err) != incident.Unavailable || len(w.open()[1].Comments) != 1 {
			t.Errorf("%s, status: %v, %d comments", path, err, len(w.open()[1].Comments))
		}
	}
}
