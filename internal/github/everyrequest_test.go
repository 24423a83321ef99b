package github_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestEveryRequestMayFail has GitHub fail from each request of each write on: whoever is told that it is done finds it
// done, and the next run does it, once.
func TestEveryRequestMayFail(t *testing.T) {
	ctx := context.Background()
	for name, do := range map[string]func(tr *github.Tracker) error{
		"open":    func(tr *github.Tracker) error { _, _, err := tr.Open(ctx, draft("r-9")); return err },
		"status":  func(tr *github.Tracker) error { return tr.SetStatus(ctx, "#1", "2 of 8") },
		"comment": func(tr *github.Tracker) error { return tr.Comment(ctx, "#1", "c1", "Said.") },
		"label": func(tr *github.Tracker) error {
			return tr.Label(ctx, "#1", []string{"overdue"}, []string{"revert"})
		},
		"assign": func(tr *github.Tracker) error { return tr.Assign(ctx, "#1", []string{"other"}) },
		"close":  func(tr *github.Tracker) error { return tr.Close(ctx, "#1", "Done.", "completed") },
		"reopen": func(tr *github.Tracker) error { return tr.Reopen(ctx, "#2", "again", "Once more.") },
		"react": func(tr *github.Tracker) error {
			p, err := tr.Read(ctx, "#1")
			if err != nil {
				return err
			}
			return tr.React(ctx, p.Comments[0].ID, "+1")
		},
		"measure": func(tr *github.Tracker) error {
			_, err := tr.CreateMeasure(ctx, "#1", "m1", incident.Measure{Text: "Look twice", Owner: "@other"}, "Part of #1.")
			return err
		},
		"courtesy": func(tr *github.Tracker) error {
			return tr.CommentOnPull(ctx, 3, "courtesy-r-1", "It was taken back.", true)
		},
	} {
		var want string
		for nth := -1; ; nth++ { // at first none fails
			w := newWorld(t)
			w.repo.Allow("other", "write")
			w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup", "revert")
			w.repo.SetState(w.repo.AddIssue("runner", "Revert", draft("r-2").Body, "ownup"), "closed", "completed", "other")
			w.repo.Merge(w.repo.AddPull("other", "Change", "", ght.Pull{}), "other", strings.Repeat("a", 40))
			w.repo.AddComment(1, "other", "/ownup ack")
			w.repo.AddComment(1, "other", "<!-- status r-1 -->\n\n1 of 8")
			before := state(w)
			run := func() error { return do(w.tracker()) }
			if nth >= 0 {
				w.server.Fail(ght.Fault{Kind: ght.Error503, Skip: nth, Times: -1})
			}
			sent := w.spent(func() {
				err := run()
				if nth < 0 {
					if want = state(w); err != nil || want == before {
						t.Fatalf("%s does nothing: %v", name, err)
					}
				} else if now := state(w); err == nil && now != want {
					t.Errorf("%s, from request %d on: told as done (want -, got +):\n%s", name, nth+1, cmp.Diff(want, now))
				}
			})
			if nth >= 0 && sent <= nth {
				break
			}
			w.server.Recover()
			if err := run(); err != nil {
				t.Errorf("%s, again after request %d: %v", name, nth+1, err)
			}
			if now := state(w); now != want {
				t.Errorf("%s, again after request %d (want -, got +):\n%s", name, nth+1, cmp.Diff(want, now))
			}
		}
	}
}

// state is all that people see of the repository.
func state(w *world) string {
	var b strings.Builder
	for _, i := range w.repo.Issues() {
		slices.Sort(i.Labels)
		fmt.Fprintln(&b, i.Number, i.State, i.Reason, i.Labels, i.Assignees, w.repo.SubIssues(i.Number), i.Title)
		for _, c := range i.Comments {
			fmt.Fprintf(&b, "\t%q", c.Body)
			for _, r := range c.Reactions {
				fmt.Fprint(&b, " ", r.Content)
			}
			fmt.Fprintln(&b)
		}
	}
	return b.String()
}
