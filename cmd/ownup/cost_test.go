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
