package main

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
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

// everyone opens incidents from machines of their own: so many who may write, one who no longer may for every four of
// them, and strangers from outside with a pasted marker. It returns whom each of n incidents is by.
func everyone(hub *githubtest.Repo, authors, n int) (by []string) {
	for i := range n {
		login := fmt.Sprintf("dev%02d", i%authors)
		switch {
		case i%7 == 6:
			login = fmt.Sprintf("stranger%02d", i%authors)
		case i%authors%4 == 3:
			hub.Allow(login, "read")
		default:
			hub.Allow(login, "write")
		}
		by = append(by, login)
	}
	return by
}

// TestOpeningCosts holds what opening an incident costs in requests, all in all: from the first look at what is there
// to the comment on the offending pull request, with what GitHub knows of both pull requests, on a machine that has
// kept nothing.
func TestOpeningCosts(t *testing.T) {
	const (
		limit    = 12
		workflow = "ghs_0123456789012345678901234567890123456"
		runner   = "github-actions[bot]"
	)
	for _, c := range []struct {
		name      string
		incidents int    // of the two years before
		authors   int    // of them, beside whoever runs; see everyone
		login     string // whose the token is
		statuses  bool   // no check runs, only statuses
		labels    bool   // are there already
		unlisted  bool   // who may write is told one by one
		checks    int    // of how many of the two pull requests the incident tells how the checks went
	}{
		{"the first of a repository", 0, 0, "robin", false, false, false, 2},
		{"the first of a repository with statuses", 0, 0, "robin", true, false, false, 0},
		{"the first of a repository that has the labels", 0, 0, "robin", false, true, false, 2},
		{"beside a thousand", 1000, 0, "robin", false, false, false, 2},
		{"beside a thousand by three authors", 1000, 3, "robin", false, false, false, 2},
		{"beside a thousand by eight authors", 1000, 8, "robin", false, false, false, 2},
		{"beside a thousand by thirty authors", 1000, 30, "robin", false, false, false, 2},
		{"beside a thousand by thirty authors, with statuses", 1000, 30, "robin", true, false, false, 1},
		{"beside one of another author, told of alone", 1, 1, "robin", false, false, true, 2},
		{"from a workflow, the first of a repository", 0, 0, runner, false, false, false, 2},
		{"from a workflow, beside a thousand by thirty authors", 1000, 30, runner, false, false, false, 2},
		{"from a workflow, beside a thousand of workflows, with statuses", 1000, 0, runner, true, false, false, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			history := gittest.New(t)
			now := history.Now().Add(time.Hour)
			server := githubtest.New()
			hub := server.AddRepo("acme/app")
			token := secret
			if c.login == runner {
				token = workflow
			}
			hub.Allow("robin", "write")
			server.AddToken(token, githubtest.Token{Login: c.login})
			hub.Unlisted = c.unlisted
			if c.labels {
				n := hub.AddIssue("robin", "Labels", "", "ownup", "revert")
				hub.Unlabel(n, "ownup", "robin")
				hub.Unlabel(n, "revert", "robin")
			}
			clock := now.AddDate(-2, 0, 0)
			server.SetClock(func() time.Time { return clock })
			by := slices.Repeat([]string{c.login}, c.incidents)
			if c.authors > 0 {
				by = everyone(hub, c.authors, c.incidents)
			}
			for n, login := range by {
				in := incident.Incident{Key: fmt.Sprintf("r-%012x", n), Kind: incident.Revert}
				title, body, err := checklist.Render(in, nil, checklist.Options{Now: now})
				if err != nil {
					t.Fatal(err)
				}
				hub.AddIssue(login, title, body, "ownup", "revert")
				clock = clock.Add(17 * time.Hour)
			}
			clock = now
			bad := history.Commit("a change", gittest.Files{"f.txt": "a line\n"})
			undo := history.Revert(bad)
			for _, sha := range []string{bad, undo} {
				pull := hub.AddPull("kim", "Change", "", githubtest.Pull{})
				hub.AddReview(pull, "robin", "APPROVED")
				if head := hub.Issues()[len(hub.Issues())-1].Pull.HeadSHA; c.statuses {
					hub.AddStatus(head, githubtest.Status{Context: "test", State: "success"})
				} else {
					hub.AddCheck(head, githubtest.Check{Name: "test", Status: "completed", Conclusion: "success"})
				}
				hub.Merge(pull, "kim", sha)
			}
			served := httptest.NewServer(server)
			defer served.Close()
			server.SetURL(served.URL)
			env := map[string]string{
				"GITHUB_API_URL": served.URL, "GITHUB_REPOSITORY": "acme/app", "GITHUB_TOKEN": token, "HOME": t.TempDir(),
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
			body := issues[len(issues)-1].Body
			if n := strings.Count(body, "one review"); n != 2 {
				t.Errorf("the incident tells of the review %d times:\n%s", n, body)
			}
			if n := strings.Count(body, "checks passed"); n != c.checks {
				t.Errorf("the incident says %d times that the checks passed, want %d:\n%s", n, c.checks, body)
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

// TestSyncOfManyIncidents holds what a sync costs in requests on a repository that has had many incidents, opened by
// however many people: next to nothing when nothing has changed, and a few for each that has. OWNUP_INCIDENTS says how
// many; CI takes a thousand.
func TestSyncOfManyIncidents(t *testing.T) {
	incidents, others := 50, []int{0, 30}
	if n, err := strconv.Atoi(os.Getenv("OWNUP_INCIDENTS")); err == nil {
		incidents, others = n, []int{0, 3, 8, 30}
	}
	history := gittest.New(t)
	now := history.Now().Add(time.Hour)
	var texts [][2]string
	for i := range incidents {
		bad := history.Commit(fmt.Sprintf("change %d", i), gittest.Files{fmt.Sprintf("f%d.txt", i): "a line\nand another\n"})
		history.Revert(bad)
		in := incident.Incident{Key: incident.Key(incident.Revert, bad), Kind: incident.Revert, Finding: incident.CommitFact{SHA: history.Head(), Subject: "Revert"}}
		title, body, err := checklist.Render(in, nil, checklist.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, [2]string{title, body})
	}
	for _, authors := range others {
		t.Run(fmt.Sprintf("%d others", authors), func(t *testing.T) {
			memory := filepath.Join(history.Dir, ".git", "ownup")
			if err := os.RemoveAll(memory); err != nil {
				t.Fatal(err)
			}
			s := newManyIncidents(t, history, now, authors, texts)
			first, _ := s.sync()
			t.Logf("the first sync: %d requests", first)
			s.costs("nothing has changed", 15)
			history.Commit("a change of something else", gittest.Files{"other.txt": fmt.Sprintln(authors)})
			s.costs("only the history went on", 15)
			const changed = 20
			for _, c := range []struct {
				what   string
				change func(n int)
			}{
				{"acknowledged by command", func(n int) { s.hub.AddComment(n, "robin", "/ownup ack") }},
				{"ticked", func(n int) {
					s.hub.SetBody(n, strings.Replace(s.body(n), "- [ ] <!-- ownup:task=impact", "- [x] <!-- ownup:task=impact", 1))
				}},
				{"rewritten and commented", func(n int) {
					s.hub.SetBody(n, s.body(n)+"\nA word more.\n")
					s.hub.AddComment(n, "robin", "Thank you!")
				}},
				{"a measure by command", func(n int) { s.hub.AddComment(n, "robin", "/ownup measure Look twice @robin") }},
				{"a wrong command", func(n int) { s.hub.AddComment(n, "robin", "/ownup mesure Look twice") }},
				{"a merged correction", func(n int) {
					pull := s.hub.AddPull("kim", "Correct it", fmt.Sprintf("Corrects: #%d", n), githubtest.Pull{})
					s.hub.Merge(pull, "kim", fmt.Sprintf("%040d", n))
				}},
			} {
				for _, n := range s.followed[:changed] {
					c.change(n)
				}
				s.costs(c.what, 15+4*changed)
				s.costs(c.what+", and no more", 15)
			}
			for _, n := range s.followed[:changed] {
				s.hub.AddComment(n, "robin", "/ownup dismiss because it was planned")
			}
			s.costs("dismissed", 15+4*changed)
			if found, err := os.ReadDir(memory); err != nil || len(found) == 0 {
				t.Errorf("nothing was remembered: %v", err)
			}
		})
	}
}

// manyIncidents are a repository's, and a machine from which they are followed.
type manyIncidents struct {
	t        *testing.T
	history  *gittest.Repo
	now      time.Time
	server   *githubtest.Server
	hub      *githubtest.Repo
	followed []int // those by people who may write
	env      map[string]string
}

// newManyIncidents puts an issue for each of the texts, by robin or else by so many others.
func newManyIncidents(t *testing.T, history *gittest.Repo, now time.Time, authors int, texts [][2]string) *manyIncidents {
	server := githubtest.New()
	hub := server.AddRepo("acme/app")
	hub.Allow("robin", "write")
	server.AddToken(secret, githubtest.Token{Login: "robin", Scopes: "repo"})
	s := &manyIncidents{t: t, history: history, now: now, server: server, hub: hub}
	by := slices.Repeat([]string{"robin"}, len(texts))
	if authors > 0 {
		by = everyone(hub, authors, len(texts))
	}
	for i, text := range texts {
		if n := hub.AddIssue(by[i], text[0], text[1], "ownup", "revert"); hub.MayWrite(by[i]) {
			s.followed = append(s.followed, n)
		}
	}
	served := httptest.NewServer(server)
	t.Cleanup(served.Close)
	server.SetURL(served.URL)
	s.env = map[string]string{
		"GITHUB_API_URL": served.URL, "GITHUB_REPOSITORY": "acme/app", "GITHUB_TOKEN": secret, "HOME": t.TempDir(),
		"OWNUP_NOW": now.Format(time.RFC3339),
	}
	return s
}

// costs runs sync and holds it to a number of requests.
func (s *manyIncidents) costs(what string, limit int) {
	s.t.Helper()
	n, took := s.sync()
	s.t.Logf("%s: %d requests, %v", what, n, took.Round(time.Millisecond))
	if n > limit {
		for _, r := range s.server.Requests() {
			s.t.Logf("%s %s %d", r.Method, r.Path, r.Status)
		}
		s.t.Errorf("%s: %d requests, over %d", what, n, limit)
	}
}

func (s *manyIncidents) body(n int) string { return s.hub.Issues()[n-1].Body }

// sync runs ownup sync, which is to list those that are followed and no others.
func (s *manyIncidents) sync() (requests int, took time.Duration) {
	s.t.Helper()
	var out, errs strings.Builder
	s.server.ResetRequests()
	began := time.Now()
	code := run(s.t.Context(), world{
		args: []string{"-C", s.history.Dir, "sync", "--tracker", "github"}, now: func() time.Time { return s.now },
		io: term.Fake(strings.NewReader(""), &out, &errs, term.Facts{}), env: func(key string) string { return s.env[key] },
	})
	if code != exitDone {
		s.t.Fatalf("sync ended with %d: %s", code, errs.String())
	}
	if n := strings.Count(out.String(), " of 8 steps "); n != len(s.followed) {
		s.t.Errorf("%d incidents were followed, want the %d of those who may write", n, len(s.followed))
	}
	return len(s.server.Requests()), time.Since(began)
}
