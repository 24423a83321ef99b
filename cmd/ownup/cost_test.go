package main

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/term"
)

// TestOpeningCosts holds what opening an incident costs in requests, all in all: from the first look at what is there to the
// comment on the offending pull request, with what GitHub knows of both pull requests, on a machine that has kept nothing.
func TestOpeningCosts(t *testing.T) {
	const limit = 12
	for _, c := range []struct {
		name      string
		incidents int // of the two years before
		login     string
		token     string
	}{
		{"the first of a repository, from a laptop", 0, "robin", secret},
		{"beside a thousand, from a laptop", 1000, "robin", secret},
		{"beside a thousand, from a workflow", 1000, "github-actions[bot]", "ghs_0123456789012345678901234567890123456"},
	} {
		t.Run(c.name, func(t *testing.T) {
			history := gittest.New(t)
			now := history.Now().Add(time.Hour)
			server := githubtest.New()
			hub := server.AddRepo("acme/app")
			hub.Allow("robin", "write")
			server.AddToken(c.token, githubtest.Token{Login: c.login})
			clock := now.AddDate(-2, 0, 0)
			server.SetClock(func() time.Time { return clock })
			for n := range c.incidents {
				in := incident.Incident{Key: fmt.Sprintf("r-%012x", n), Kind: incident.Revert}
				title, body, err := checklist.Render(in, nil, checklist.Options{Now: now})
				if err != nil {
					t.Fatal(err)
				}
				hub.AddIssue(c.login, title, body, "ownup", "revert")
				clock = clock.Add(17 * time.Hour)
			}
			clock = now
			bad := history.Commit("a change", gittest.Files{"f.txt": "a line\n"})
			undo := history.Revert(bad)
			for _, sha := range []string{bad, undo} {
				pull := hub.AddPull("kim", "Change", "", githubtest.Pull{})
				hub.AddReview(pull, "robin", "APPROVED")
				hub.AddCheck(hub.Issues()[len(hub.Issues())-1].Pull.HeadSHA, githubtest.Check{Name: "test", Status: "completed", Conclusion: "success"})
				hub.Merge(pull, "kim", sha)
			}
			served := httptest.NewServer(server)
			defer served.Close()
			server.SetURL(served.URL)
			env := map[string]string{
				"GITHUB_API_URL": served.URL, "GITHUB_REPOSITORY": "acme/app", "GITHUB_TOKEN": c.token, "HOME": t.TempDir(),
				"OWNUP_NOW": now.Format(time.RFC3339),
			}
			var out, errs strings.Builder
			server.ResetRequests()
			code := run(t.Context(), world{
				args: []string{"-C", history.Dir, "sweep", "--tracker", "github"}, now: func() time.Time { return now },
				io: term.Fake(strings.NewReader(""), &out, &errs, term.Facts{}), env: func(key string) string { return env[key] },
			})
			sent := server.Requests()
			t.Logf("%d requests", len(sent))
			if code != exitDone || !strings.HasPrefix(out.String(), "opened") {
				t.Fatalf("sweep ended with %d: %s%s", code, out.String(), errs.String())
			}
			issues := hub.Issues()
			if body := issues[len(issues)-1].Body; !strings.Contains(body, "one review, checks passed") {
				t.Errorf("the incident does not tell of the review:\n%s", body)
			}
			if len(sent) > limit {
				for _, r := range sent {
					t.Logf("%s %s %d", r.Method, r.Path, r.Status)
				}
				t.Errorf("%d requests, over %d", len(sent), limit)
			}
		})
	}
}

// TestSyncOfManyIncidents holds what a sync costs in requests on a repository that has had many incidents: next to nothing
// when nothing has changed, and a few for each that has. OWNUP_INCIDENTS says how many; CI takes a thousand.
func TestSyncOfManyIncidents(t *testing.T) {
	const changed = 20
	incidents := 100
	if n, err := strconv.Atoi(os.Getenv("OWNUP_INCIDENTS")); err == nil {
		incidents = n
	}
	history := gittest.New(t)
	now := history.Now().Add(time.Hour)
	server := githubtest.New()
	hub := server.AddRepo("acme/app")
	hub.Allow("robin", "write")
	server.AddToken(secret, githubtest.Token{Login: "robin", Scopes: "repo"})
	for i := range incidents {
		bad := history.Commit(fmt.Sprintf("change %d", i), gittest.Files{fmt.Sprintf("f%d.txt", i): "a line\nand another\n"})
		history.Revert(bad)
		in := incident.Incident{Key: incident.Key(incident.Revert, bad), Kind: incident.Revert, Finding: incident.CommitFact{SHA: history.Head(), Subject: "Revert"}}
		title, body, err := checklist.Render(in, nil, checklist.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		hub.AddIssue("robin", title, body, "ownup", "revert")
	}
	served := httptest.NewServer(server)
	defer served.Close()
	server.SetURL(served.URL)
	env := map[string]string{
		"GITHUB_API_URL": served.URL, "GITHUB_REPOSITORY": "acme/app", "GITHUB_TOKEN": secret, "HOME": t.TempDir(),
		"OWNUP_NOW": now.Format(time.RFC3339),
	}
	sync := func() (requests int, took time.Duration) {
		t.Helper()
		var out, errs strings.Builder
		server.ResetRequests()
		began := time.Now()
		code := run(t.Context(), world{
			args: []string{"-C", history.Dir, "sync", "--tracker", "github"}, now: func() time.Time { return now },
			io: term.Fake(strings.NewReader(""), &out, &errs, term.Facts{}), env: func(key string) string { return env[key] },
		})
		if code != exitDone {
			t.Fatalf("sync ended with %d: %s", code, errs.String())
		}
		return len(server.Requests()), time.Since(began)
	}
	first, _ := sync()
	settling, _ := sync() // what the first one wrote is looked at once more
	still, took := sync()
	t.Logf("the first sync took %d requests, the second %d, one of which nothing changed %d and %v", first, settling, still, took)
	if still > 15 {
		t.Errorf("nothing has changed, and sync made %d requests", still)
	}
	for _, issue := range hub.Issues()[:changed] {
		hub.SetBody(issue.Number, strings.Replace(issue.Body, "ownup:task=facts -->", "ownup:task=facts --> (seen)", 1)+"\nA word more.\n")
		hub.AddComment(issue.Number, "robin", "Thank you!")
	}
	some, took := sync()
	t.Logf("with %d changed: %d requests, %v", changed, some, took)
	if limit := 15 + 4*changed; some > limit {
		t.Errorf("%d changed, and sync made %d requests, over the %d", changed, some, limit)
	}
	if found, err := os.ReadDir(filepath.Join(history.Dir, ".git", "ownup")); err != nil || len(found) == 0 {
		t.Errorf("nothing was remembered: %v", err)
	}
}
