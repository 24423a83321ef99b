package github_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestStray is that an incident which has lost its label is found by a machine that has kept nothing, where an account
// of ownup's has opened it; what merely looks like one is not believed.
func TestStray(t *testing.T) {
	for _, c := range []struct {
		name, author, body string
		labels             []string
		found              bool
	}{
		{"opened by a workflow", "github-actions[bot]", draft("r-1").Body, nil, true},
		{"opened by the same account", "runner", draft("r-1").Body, nil, true},
		{"under another label", "runner", draft("r-1").Body, []string{"incident"}, true},
		{"of another chain", "runner", draft("r-2").Body, nil, false},
		{"by a stranger, with a pasted marker", "mallory", draft("r-1").Body, nil, false},
		{"marker gone as well", "runner", "Nothing.", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			ctx := context.Background()
			w.repo.AddIssue(c.author, "Revert", c.body, c.labels...)
			tr := w.tracker()
			if listed := must[[]incident.Page](t)(tr.Opened(ctx, time.Time{})); len(listed) > 0 {
				t.Fatalf("%+v is listed", listed)
			}
			p, found, err := tr.Stray(ctx, draft("r-1"))
			if err != nil || found != c.found || found && (p.Ref != "#1" || !p.Unlabelled) {
				t.Errorf("%+v, %v, %v", p, found, err)
			}
		})
	}
}

// TestStrayInDoubt is that what can't be looked for now is not taken for absent, while an account that the server does
// not know has opened none; and that what others have opened counts on no server.
func TestStrayInDoubt(t *testing.T) {
	for kind, want := range map[ght.Kind]incident.ProblemKind{ght.Error503: incident.Unavailable, ght.Unauthorized: incident.Auth, ght.Unprocessable: incident.Failed} {
		w := newWorld(t)
		tr := w.tracker()
		must[[]incident.Page](t)(tr.Opened(context.Background(), time.Time{}))
		w.server.Fail(ght.Fault{Kind: kind, Method: "GET", Path: "/issues", Times: -1})
		_, found, err := tr.Stray(context.Background(), draft("r-1"))
		if found || (err == nil) != (kind == ght.Unprocessable) || err != nil && incident.ProblemOf(err) != want {
			t.Errorf("fault %d: found %v, %v", kind, found, err)
		}
	}
	w := newWorld(t)
	w.referee = nil
	w.repo.AddIssue("mallory", "Revert", draft("r-1").Body)
	w.repo.AddPull("runner", "Revert", draft("r-1").Body, ght.Pull{})
	unfiltered := roundTrip(func(r *http.Request) (*http.Response, error) {
		q := r.URL.Query()
		q.Del("creator")
		r.URL.RawQuery = q.Encode()
		return w.server.RoundTrip(r)
	})
	if p, found, err := w.tracker(func(o *github.Options) { o.Transport = unfiltered }).Stray(context.Background(), draft("r-1")); found || err != nil {
		t.Errorf("believed is %s: %v", p.Ref, err)
	}
}

// TestStrayCosts is that the look is made once a run, and goes no further back than the chains do.
func TestStrayCosts(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	var begin time.Time
	for n := range 1000 {
		if n == 950 {
			begin = w.server.Now()
		}
		w.repo.AddIssue("github-actions[bot]", "Something else", fmt.Sprint(n))
		w.server.Advance(time.Hour)
	}
	tr := w.tracker()
	n := w.spent(func() {
		for k := range 5 {
			if p, found, err := tr.Stray(ctx, since(begin, draft(fmt.Sprintf("r-%d", k)))); err != nil || found {
				t.Errorf("%+v, %v, %v", p, found, err)
			}
		}
	})
	if n != 3 { // the account's name, and a page of each account's
		t.Errorf("%d requests", n)
	}
	if n = w.spent(func() { _, _, _ = tr.Stray(ctx, draft("r-9")) }); n != 4 {
		t.Errorf("%d requests for a chain of which nobody knows when it began", n)
	}
}
