package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/term"
)

// TestKilledAnywhere kills the program at each of its requests, before GitHub has acted on it and after; the next run
// leaves everything as one that was never killed does: one incident, with its labels and its status, and one comment on
// the offending pull request.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	history := gittest.New(t)
	bad := history.Commit("a change", gittest.Files{"f.txt": "a line\n"})
	undo := history.Revert(bad)
	now := history.Now().Add(time.Hour)
	for _, verb := range []string{"sweep", "sync"} {
		for _, acted := range []bool{false, true} {
			for n := 1; ; n++ {
				k := newKillable(t, history, now, bad, undo)
				if verb == "sync" {
					k.run("sweep")
					k.hub.AddComment(3, "robin", "/ownup mesure it\n/ownup owner @robin\n/ownup dismiss because it was planned")
				}
				if !k.killedAt(n, acted, verb) {
					t.Logf("%s, killed at each of %d requests (after GitHub acted: %v)", verb, n-1, acted)
					break
				}
				k.run(verb)
				k.run("sync")
				if wrong := k.wrong(verb); wrong != "" {
					t.Errorf("%s killed at request %d (after GitHub acted: %v): %s", verb, n, acted, wrong)
				}
			}
		}
	}
}

// killable is a repository with one revert, its GitHub, and the program that may be killed.
type killable struct {
	t      *testing.T
	dir    string
	server *githubtest.Server
	hub    *githubtest.Repo
	now    time.Time
	env    map[string]string
}

func newKillable(t *testing.T, history *gittest.Repo, now time.Time, bad, undo string) *killable {
	k := &killable{t: t, dir: t.TempDir(), server: githubtest.New(), now: now}
	if out, err := exec.Command("git", "clone", "-q", history.Dir, k.dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	k.hub = k.server.AddRepo("acme/app")
	k.hub.Allow("robin", "write")
	k.server.AddToken(secret, githubtest.Token{Login: "robin", Scopes: "repo"})
	k.server.SetClock(func() time.Time { return now })
	for _, sha := range []string{bad, undo} {
		k.hub.Merge(k.hub.AddPull("kim", "Change", "", githubtest.Pull{}), "kim", sha)
	}
	served := httptest.NewUnstartedServer(k.server)
	served.Start()
	t.Cleanup(served.Close)
	k.server.SetURL(served.URL)
	k.env = map[string]string{
		"GITHUB_API_URL": served.URL, "GITHUB_REPOSITORY": "acme/app", "GITHUB_TOKEN": secret, "HOME": t.TempDir(),
		"OWNUP_NOW": now.Format(time.RFC3339),
	}
	return k
}

func (k *killable) command(verb string) (*exec.Cmd, *bytes.Buffer) {
	out := &bytes.Buffer{}
	cmd := exec.Command("ownup", "-C", k.dir, verb, "--tracker", "github")
	cmd.Env, cmd.Stdout, cmd.Stderr = os.Environ(), out, out
	for key, value := range k.env {
		cmd.Env = append(cmd.Env, key+"="+value)
	}
	return cmd, out
}

// run runs the program, in this process, to its end.
func (k *killable) run(verb string) {
	k.t.Helper()
	var out strings.Builder
	code := run(k.t.Context(), world{
		args: []string{"-C", k.dir, verb, "--tracker", "github"}, now: func() time.Time { return k.now },
		io: term.Fake(strings.NewReader(""), &out, &out, term.Facts{}), env: func(key string) string { return k.env[key] },
	})
	if code != exitDone {
		k.t.Fatalf("%s ended with %d: %s", verb, code, out.String())
	}
}

// killedAt runs the program until its n-th request; it reports false where there were not so many.
func (k *killable) killedAt(n int, acted bool, verb string) (killed bool) {
	cmd, out := k.command(verb)
	seen, started := 0, make(chan struct{})
	k.server.FailBy(func(*http.Request) githubtest.Fault {
		if seen++; seen != n {
			return githubtest.Fault{}
		}
		killed = true
		<-started
		_ = cmd.Process.Kill()
		if acted {
			return githubtest.Fault{Kind: githubtest.DropAfter}
		}
		return githubtest.Fault{Kind: githubtest.DropBefore}
	})
	err := cmd.Start()
	close(started)
	if err == nil {
		err = cmd.Wait()
	}
	k.server.FailBy(nil)
	if !killed && err != nil {
		k.t.Fatalf("%s: %v: %s", verb, err, out)
	}
	return killed
}

// wrong says what is not as it should be.
func (k *killable) wrong(verb string) string {
	incidents, courtesy := 0, 0
	var wrong []string
	for _, i := range k.hub.Issues() {
		said := map[string]int{}
		for _, c := range i.Comments {
			if strings.Contains(c.Body, "ownup:") {
				first, _, _ := strings.Cut(c.Body[strings.Index(c.Body, "ownup:"):], "-->")
				said[first]++
			}
		}
		for what, times := range said {
			if times > 1 {
				wrong = append(wrong, fmt.Sprintf("#%d says %q %d times", i.Number, what, times))
			}
		}
		if i.Pull != nil {
			courtesy += len(i.Comments)
			continue
		}
		incidents++
		if len(i.Labels) != 3 {
			wrong = append(wrong, fmt.Sprintf("#%d has the labels %v", i.Number, i.Labels))
		}
		want := "open"
		if verb == "sync" {
			want = "closed"
			if len(i.Comments[0].Reactions) != 1 || len(i.Assignees) != 1 {
				wrong = append(wrong, fmt.Sprintf("%d reactions, assigned to %v", len(i.Comments[0].Reactions), i.Assignees))
			}
		}
		if i.State != want {
			wrong = append(wrong, "it is "+i.State)
		}
	}
	if incidents != 1 || courtesy != 1 {
		wrong = append(wrong, fmt.Sprintf("%d incidents, %d comments on pull requests", incidents, courtesy))
	}
	return strings.Join(wrong, "; ")
}
