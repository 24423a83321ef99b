package main

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/github"
)

// stoppable is a network on which every request is to be one that can be stopped, and is.
type stoppable struct{ t *testing.T }

func (s stoppable) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Context().Err() == nil {
		s.t.Errorf("%s is asked for all the same", r.URL)
		return nil, errors.New("no road")
	}
	return nil, r.Context().Err()
}

// TestTemplateStops: who waits for a team's template to come from GitHub, and stops that, waits no longer.
func TestTemplateStops(t *testing.T) {
	client, err := github.New(github.Options{Repo: "o/r", Token: "x", Transport: stoppable{t}, Patience: -1, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	a := &app{remote: newRemote(client, time.Now())}
	if _, err := a.template(ctx, "issue.md.tmpl", checklist.ParseTemplate); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestMemoryOfTwoServers: repositories of one name on two servers have each a memory of their own.
func TestMemoryOfTwoServers(t *testing.T) {
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, home)
	}
	client, err := github.New(github.Options{Repo: "o/r", Token: "x", Transport: stoppable{t}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, host := range []string{"github.com", "git.example.org", "git.example.org:8443"} {
		a := &app{remote: newRemote(client, time.Now())}
		a.remote.host = host
		dir, err := a.memoryDir()
		if err != nil || seen[dir] {
			t.Errorf("%s: %s, %v", host, dir, err)
		}
		seen[dir] = true
	}
}
