package github_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
	"github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestEmulator runs the script of an incident's life against the emulator that nobody here wrote.
func TestEmulator(t *testing.T) {
	const token = "emulatortoken0123456789"
	url := githubtest.StartEmulator(t, "octocat/hello", map[string]string{token: "octocat"})
	transport := http.DefaultTransport
	referee := githubtest.NewReferee(t, transport, url)
	if referee != nil {
		referee.OthersAnswer()
		transport = referee
	}
	life(t, func() *github.Tracker {
		c, err := github.New(github.Options{Repo: "octocat/hello", APIURL: url, Token: token, Transport: transport, WriteInterval: -1, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		return c.Tracker(github.TrackerOptions{Markers: markers, Labels: styles})
	})
	if referee != nil {
		t.Logf("%d exchanges; ownup's requests broke the description %d times, the emulator's answers %d times", referee.Checked(), len(referee.Violations()), len(referee.Theirs()))
	}
}

// TestLife runs the same script against the project's own server.
func TestLife(t *testing.T) {
	w := newWorld(t)
	life(t, func() *github.Tracker { return w.tracker() })
}

// life is the script: an incident is opened, found again, talked about, kept current and closed, each by a run of its
// own.
func life(t *testing.T, run func() *github.Tracker) {
	t.Helper()
	ctx := context.Background()
	page, created, err := run().Open(ctx, draft("r-111111111111", "r-222222222222"))
	if err != nil || !created {
		t.Fatalf("opening: created %v, %v", created, err)
	}
	for _, key := range []string{"r-111111111111", "r-222222222222"} {
		again, created, err := run().Open(ctx, draft(key))
		if err != nil || created || again.Number != page.Number {
			t.Fatalf("opening %s again: #%d, created %v, %v", key, again.Number, created, err)
		}
	}
	for range 2 {
		if err := run().Comment(ctx, page.Ref, "reminder-1", "Still open; a word on where it stands?"); err != nil {
			t.Fatalf("commenting: %v", err)
		}
	}
	for _, text := range []string{"0 of 8 steps", "1 of 8 steps", "1 of 8 steps"} {
		if err := run().SetStatus(ctx, page.Ref, text); err != nil {
			t.Fatalf("status: %v", err)
		}
	}
	if err := run().Label(ctx, page.Ref, []string{"overdue", "progress: 1/8"}, []string{"revert", "never was there"}); err != nil {
		t.Fatalf("labels: %v", err)
	}
	read, err := run().Read(ctx, page.Ref)
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	labels := slices.Clone(read.Labels)
	slices.Sort(labels)
	if read.Key != "r-111111111111" || !strings.Contains(read.Status, "1 of 8") || len(read.Comments) != 1 || !read.Comments[0].Ours ||
		!slices.Equal(labels, []string{"overdue", "ownup", "progress: 1/8"}) {
		t.Errorf("read %+v", read)
	}
	if err := run().Close(ctx, page.Ref, "All measures are merged and the watch was quiet.", "completed"); err != nil {
		t.Fatalf("closing: %v", err)
	}
	pages, err := run().List(ctx)
	if err != nil || len(pages) != 1 || pages[0].State != incident.PageClosed || pages[0].Key != "r-111111111111" {
		t.Fatalf("listing: %+v, %v", pages, err)
	}
	if later, err := run().Changed(ctx, time.Now().Add(24*time.Hour)); err != nil || len(later) != 0 {
		t.Fatalf("listing what changed tomorrow: %+v, %v", later, err)
	}
}
