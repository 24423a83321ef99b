package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/term"
)

// TestTheWeeklyRunTellsOfItself is that what a scheduled run opens and closes is told in the review it writes, and in
// no other, though clocks go on while it runs and GitHub starts it some minutes earlier or later each week.
func TestTheWeeklyRunTellsOfItself(t *testing.T) {
	const isNew, closed = "\n## New", "Closed: "
	for name, starts := range map[string][]int{ // minutes of the hour
		"each week a bit later":   {17, 22, 51},
		"each week a bit earlier": {49, 20, 17},
		"into the next hour":      {59, 65, 62},
	} {
		t.Run(name, func(t *testing.T) {
			history := gittest.New(t)
			history.Revert(history.Commit("a change", gittest.Files{"f.txt": "a line\n"}))
			monday := history.Now().Add(50 * time.Hour).Truncate(time.Hour)
			clock := monday
			server := githubtest.New()
			hub := server.AddRepo("acme/app")
			hub.Allow("robin", "write")
			server.AddToken(secret, githubtest.Token{Login: "robin"})
			tick := func() time.Time {
				clock = clock.Add(5 * time.Second)
				return clock
			}
			server.SetClock(tick)
			served := httptest.NewServer(server)
			defer served.Close()
			server.SetURL(served.URL)
			var reviews []string
			for i, at := range starts {
				clock = monday.AddDate(0, 0, 7*i).Add(time.Duration(at) * time.Minute)
				if i == 1 {
					hub.AddComment(1, "robin", "/ownup close")
				}
				reviews = append(reviews, weekly(t, history.Dir, served.URL, tick))
			}
			for i, review := range reviews {
				if got, want := strings.Contains(review, isNew), i == 0; got != want {
					t.Errorf("week %d: told as new is %v\n%s", i, got, review)
				}
				if got, want := strings.Contains(review, closed), i == 1; got != want {
					t.Errorf("week %d: told as closed is %v\n%s", i, got, review)
				}
			}
		})
	}
}

// weekly is one scheduled run on a fresh runner: the summary it writes.
func weekly(t *testing.T, dir, url string, now func() time.Time) string {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(dir, ".git", "ownup")); err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	env := map[string]string{
		"GITHUB_API_URL": url, "GITHUB_REPOSITORY": "acme/app", "GITHUB_TOKEN": secret, "HOME": tmp, "GITHUB_EVENT_NAME": "schedule",
		"GITHUB_EVENT_PATH": filepath.Join(tmp, "event.json"), "GITHUB_STEP_SUMMARY": filepath.Join(tmp, "summary"),
	}
	if err := os.WriteFile(env["GITHUB_EVENT_PATH"], []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs strings.Builder
	code := run(t.Context(), world{
		args: []string{"-C", dir, "action"}, now: now,
		io: term.Fake(strings.NewReader(""), &out, &errs, term.Facts{}), env: func(key string) string { return env[key] },
	})
	if code != exitDone {
		t.Fatalf("ended with %d: %s%s", code, out.String(), errs.String())
	}
	summary, err := os.ReadFile(env["GITHUB_STEP_SUMMARY"])
	if err != nil {
		t.Fatal(err)
	}
	return string(summary)
}
