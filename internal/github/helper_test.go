package github_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
	"github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

const token = "ghp_0123456789abcdefghijABCDEFGHIJ012345"

// Markers as simple as can be; the real ones are package checklist's.
var markers = github.Markers{
	Page: func(body string) (string, []string, bool) {
		m := pageMark.FindStringSubmatch(body)
		if m == nil {
			return "", nil, false
		}
		var aliases []string
		if m[2] != "" {
			aliases = strings.Split(m[2], ",")
		}
		return m[1], aliases, true
	},
	Status:       func(key string) string { return "<!-- status " + key + " -->" },
	ParseStatus:  func(body string) (string, bool) { return submatch(statusMark, body) },
	Comment:      func(id string) string { return "<!-- note " + id + " -->" },
	ParseComment: func(body string) (string, bool) { return submatch(noteMark, body) },
}

var (
	pageMark   = regexp.MustCompile(`<!-- page ([^ ]+) ([^ ]*) -->`)
	statusMark = regexp.MustCompile(`<!-- status ([^ ]*) -->`)
	noteMark   = regexp.MustCompile(`<!-- note ([^ ]+) -->`)
)

func submatch(pattern *regexp.Regexp, s string) (string, bool) {
	m := pattern.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	return m[1], true
}

func draft(key string, aliases ...string) incident.Draft {
	return incident.Draft{
		Key: key, Aliases: aliases, Kind: incident.Revert, Title: "Revert of something (" + key + ")",
		Body: fmt.Sprintf("<!-- page %s %s -->\n\nWhat happened.", key, strings.Join(aliases, ",")), Labels: []string{"ownup", "revert"},
	}
}

// since says of a draft when its chain began.
func since(at time.Time, d incident.Draft) incident.Draft {
	d.Since = at
	return d
}

var styles = []github.LabelStyle{
	{Name: "ownup", Color: "0e8a16", Description: "Followed by ownup"},
	{Name: "revert", Color: "d93f0b", Description: "A change was undone"},
}

// memory is a Cache.
type memory map[string][]byte

func (m memory) Get(key string) ([]byte, bool) { v, ok := m[key]; return v, ok }
func (m memory) Put(key string, value []byte)  { m[key] = value }

// world is a server with one repository, refereed.
type world struct {
	t       testing.TB
	server  *githubtest.Server
	repo    *githubtest.Repo
	referee *githubtest.Referee
	mu      sync.Mutex
	slept   time.Duration
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, server: githubtest.New()}
	w.repo = w.server.AddRepo("octo/hello")
	w.server.AddToken(token, githubtest.Token{Login: "runner"})
	w.repo.Allow("runner", "write")
	w.referee = githubtest.NewReferee(t, w.server, w.server.URL())
	t.Cleanup(func() {
		if q := w.server.Searches(); len(q) > 0 {
			t.Errorf("searched: %v", q)
		}
	})
	return w
}

// client returns a client of the repository; change may change its options.
func (w *world) client(change ...func(*github.Options)) *github.Client {
	w.t.Helper()
	o := github.Options{
		Repo: "octo/hello", APIURL: w.server.URL(), Token: token, Transport: w.transport(),
		Now: w.server.Now, WriteInterval: -1,
		Sleep: func(ctx context.Context, d time.Duration) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.slept += d
			return ctx.Err()
		},
	}
	for _, f := range change {
		f(&o)
	}
	c, err := github.New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) transport() http.RoundTripper {
	if w.referee != nil {
		return w.referee
	}
	return w.server
}

func (w *world) tracker(change ...func(*github.Options)) *github.Tracker {
	return w.client(change...).Tracker(github.TrackerOptions{Markers: markers, Labels: styles})
}

// spent runs fn and returns the requests it made.
func (w *world) spent(fn func()) int {
	before := len(w.server.Requests())
	fn()
	return len(w.server.Requests()) - before
}

func (w *world) open() []githubtest.Issue {
	var out []githubtest.Issue
	for _, i := range w.repo.Issues() {
		if i.State == "open" && i.Pull == nil {
			out = append(out, i)
		}
	}
	return out
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
