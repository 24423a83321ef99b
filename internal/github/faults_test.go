package github_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestFaultsOfReads holds each way to fail against the kind of problem and the sentence a person reads.
func TestFaultsOfReads(t *testing.T) {
	const always = -1
	for _, c := range []struct {
		name     string
		fault    ght.Fault
		kind     incident.ProblemKind
		sentence string
	}{
		{"dropped", ght.Fault{Kind: ght.DropBefore, Times: always}, incident.Unavailable, "The connection to api.github.test broke before it had answered GET repos/octo/hello/issues; it is tried again with the next run."},
		{"500", ght.Fault{Kind: ght.Error500, Times: always}, incident.Unavailable, "GitHub is having trouble (status 500 to GET repos/octo/hello/issues); it is tried again with the next run."},
		{"502", ght.Fault{Kind: ght.Error502, Times: always}, incident.Unavailable, "GitHub is having trouble (status 502 to GET repos/octo/hello/issues); it is tried again with the next run."},
		{"503", ght.Fault{Kind: ght.Error503, Times: always}, incident.Unavailable, "GitHub is having trouble (status 503 to GET repos/octo/hello/issues); it is tried again with the next run."},
		{"secondary 403", ght.Fault{Kind: ght.Secondary403, Times: always}, incident.Unavailable, "GitHub asks to slow down (secondary rate limit); it allows more in 60 seconds."},
		{"secondary 403, long", ght.Fault{Kind: ght.Secondary403In, After: 600, Times: always}, incident.Unavailable, "GitHub asks to slow down (secondary rate limit); it allows more in 10 minutes."},
		{"secondary 429", ght.Fault{Kind: ght.Secondary429, Times: always}, incident.Unavailable, "GitHub asks to slow down (secondary rate limit); it allows more in 60 seconds."},
		{"secondary 429, long", ght.Fault{Kind: ght.Secondary429In, After: 600, Times: always}, incident.Unavailable, "GitHub asks to slow down (secondary rate limit); it allows more in 10 minutes."},
		{"primary", ght.Fault{Kind: ght.Primary, After: 1800, Times: always}, incident.Unavailable, "GitHub's rate limit is used up; it allows more in 30 minutes."},
		{"primary 429", ght.Fault{Kind: ght.Primary429, After: 1800, Times: always}, incident.Unavailable, "GitHub's rate limit is used up; it allows more in 30 minutes."},
		{"cut", ght.Fault{Kind: ght.Cut, Times: always}, incident.Unavailable, "api.github.test broke off its answer to GET repos/octo/hello/issues; it is tried again with the next run."},
		{"cut JSON", ght.Fault{Kind: ght.CutJSON, Times: always}, incident.Unavailable, "api.github.test broke off its answer to GET repos/octo/hello/issues; it is tried again with the next run."},
		{"empty", ght.Fault{Kind: ght.Empty, Times: always}, incident.Unavailable, "api.github.test broke off its answer to GET repos/octo/hello/issues; it is tried again with the next run."},
		{"slow loris", ght.Fault{Kind: ght.Slow, Times: always}, incident.Unavailable, "api.github.test did not finish answering GET repos/octo/hello/issues within 30s; it is tried again with the next run."},
		{"401", ght.Fault{Kind: ght.Unauthorized}, incident.Auth, "GitHub refuses the token (Bad credentials): it may have expired or been revoked; set GITHUB_TOKEN or GH_TOKEN, or sign in with `gh auth login`."},
		{"403", ght.Fault{Kind: ght.Forbidden}, incident.Permission, "The token may not read issues in octo/hello: it needs the permission `issues: write`, or `pull-requests: write`."},
		{"403 integration", ght.Fault{Kind: ght.Integration}, incident.Permission, "The token may not read issues in octo/hello: it needs the permission `issues: write` (in a workflow: `permissions:`; runs for pull requests from forks never have it)."},
		{"403 single sign-on", ght.Fault{Kind: ght.SSO}, incident.Permission, "The organization asks that the token be authorized for single sign-on: https://github.test/orgs/o/sso?authorization_request=AZ (then run again)."},
		{"404", ght.Fault{Kind: ght.Missing}, incident.NotFound, "GitHub has no repository octo/hello: check the name, and that the token may see it."},
		{"410", ght.Fault{Kind: ght.Disabled}, incident.Gone, "Issues are disabled in this repository: enable them in its settings, or use the local tracker (tracker: local)."},
		{"archived", ght.Fault{Kind: ght.Archived}, incident.Gone, "The repository is archived, so nothing can be written to it; use the local tracker (tracker: local)."},
		{"422", ght.Fault{Kind: ght.Unprocessable}, incident.Failed, "GitHub does not accept GET repos/octo/hello/issues: title missing field."},
		{"451", ght.Fault{Kind: ght.Legal}, incident.Gone, "GitHub has blocked this repository for legal reasons."},
		{"a proxy's page", ght.Fault{Kind: ght.HTML}, incident.Failed, "api.github.test answered with text/html; charset=utf-8 instead of JSON: check GITHUB_API_URL, or whether a proxy asks to sign in."},
		{"too long", ght.Fault{Kind: ght.Huge}, incident.TooLarge, "GitHub's answer to GET repos/octo/hello/issues is longer than 1 MiB and was not read."},
		{"redirect away", ght.Fault{Kind: ght.RedirectAway}, incident.Failed, "GitHub redirected GET repos/octo/hello/issues to another server, https://elsewhere.test, and the token is not sent there; check GITHUB_API_URL."},
		{"redirect loop", ght.Fault{Kind: ght.RedirectLoop, Times: always}, incident.Failed, "GitHub redirected GET repos/octo/hello/issues more than 5 times: check GITHUB_API_URL, and the proxy if there is one."},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // where patience costs no time
				w := newWorld(t)
				w.repo.AddIssue("runner", "x", draft("r-1").Body, "ownup")
				c.fault.Path = "/issues"
				w.server.Fail(c.fault)
				_, err := w.tracker(func(o *github.Options) { o.MaxBody = 1 << 20 }).List(context.Background())
				p, ok := errors.AsType[*incident.Problem](err)
				if !ok {
					t.Fatalf("got %v, want a Problem", err)
				}
				if p.Kind != c.kind || p.Sentence != c.sentence {
					t.Errorf("got kind %d: %s\nwant kind %d: %s", p.Kind, p.Sentence, c.kind, c.sentence)
				}
			})
		})
	}
}

// TestARefusalsWaitIsTold is that whoever is refused by a limit is told once how long it lasts.
func TestARefusalsWaitIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.server.Fail(ght.Fault{Kind: ght.Secondary403, Path: "/issues"})
		var told []time.Duration
		_, err := w.tracker(func(o *github.Options) { o.Waiting = func(d time.Duration) { told = append(told, d) } }).List(t.Context())
		if err != nil || len(told) != 1 || told[0] < time.Minute {
			t.Errorf("told of %v, %v", told, err)
		}
	})
}

// TestPassing is that what fails once and then goes well is not noticed, whoever asks.
func TestPassing(t *testing.T) {
	for _, kind := range []ght.Kind{
		ght.DropBefore, ght.DropAfter, ght.Error500, ght.Error502, ght.Error502Acted, ght.Error503, ght.Late,
		ght.Secondary403, ght.Secondary403In, ght.Secondary429, ght.Secondary429In, ght.Primary, ght.Primary429,
		ght.Cut, ght.CutJSON, ght.Empty,
	} {
		for _, where := range []ght.Fault{
			{Method: "GET"},
			{Method: "GET", Path: "/comments"},
			{Method: "POST", Path: "/labels"},
			{Method: "POST", Path: "/hello/issues"},
			{Method: "POST", Path: "/comments"},
			{Method: "POST", Path: "/1/labels"},
			{Method: "PATCH"},
			{Method: "DELETE"},
		} {
			w := newWorld(t)
			where.Kind = kind
			w.server.Fail(where)
			tr := w.tracker()
			ctx := context.Background()
			p, _, err := tr.Open(ctx, draft("r-1"))
			if err == nil {
				err = tr.SetStatus(ctx, p.Ref, "1 of 8")
			}
			if err == nil {
				err = tr.SetStatus(ctx, p.Ref, "2 of 8")
			}
			if err == nil {
				err = tr.Label(ctx, p.Ref, []string{"overdue"}, []string{"revert"})
			}
			if err == nil {
				err = tr.Close(ctx, p.Ref, "Done.", "completed")
			}
			if err != nil {
				t.Errorf("fault %d of %s %s: %v", kind, where.Method, where.Path, err)
				continue
			}
			w.server.Recover() // what is late has come
			if issues := w.repo.Issues(); len(issues) != 1 || len(issues[0].Comments) != 2 || issues[0].State != "closed" {
				t.Errorf("fault %d of %s %s: %d issues, the first with %d comments", kind, where.Method, where.Path, len(issues), len(issues[0].Comments))
			}
		}
	}
}

// TestPatience is that a wait longer than the client's patience, or than its time, is not begun.
func TestPatience(t *testing.T) {
	w := newWorld(t)
	w.server.Fail(ght.Fault{Kind: ght.Secondary403In, After: 300})
	c := w.client()
	tr := c.Tracker(github.TrackerOptions{Markers: markers})
	ctx := context.Background()
	if _, err := tr.List(ctx); incident.ProblemOf(err) != incident.Unavailable {
		t.Fatalf("got %v", err)
	}
	sent := c.Requests()
	if _, err := tr.List(ctx); err == nil || err.Error() != "GitHub's rate limit is used up; it allows more in 5 minutes." {
		t.Fatalf("got %v", err)
	}
	if c.Requests() != sent || w.slept != 0 {
		t.Errorf("while the limit lasts %d requests were sent, and %v slept", c.Requests()-sent, w.slept)
	}
	soon := endingAt{ctx, w.server.Now().Add(30 * time.Second)}
	w.server.Fail(ght.Fault{Kind: ght.Secondary403In, After: 60})
	late := w.client().Tracker(github.TrackerOptions{Markers: markers})
	if _, err := late.List(soon); incident.ProblemOf(err) != incident.Unavailable || w.slept != 0 {
		t.Errorf("with 30 s left: %v, slept %v", err, w.slept)
	}
	ample := endingAt{ctx, w.server.Now().Add(10 * time.Minute)}
	w.server.Fail(ght.Fault{Kind: ght.Secondary403In, After: 60})
	if _, err := w.client().Tracker(github.TrackerOptions{Markers: markers}).List(ample); err != nil || w.slept == 0 {
		t.Errorf("with 10 minutes left: %v, slept %v", err, w.slept)
	}
	w.server.Fail(ght.Fault{Kind: ght.Error502})
	stopped := w.client(func(o *github.Options) {
		o.Sleep = func(context.Context, time.Duration) error { return context.Canceled }
	})
	if _, err := stopped.DefaultBranch(ctx); incident.ProblemOf(err) != incident.Unavailable || stopped.Requests() != 1 {
		t.Errorf("stopped before the second try: %v after %d requests", err, stopped.Requests())
	}
}

// TestLastRequest is that the one which an answer says was the last that the limit allows is the last until that is over,
// also where the answer only confirms what is kept.
func TestLastRequest(t *testing.T) {
	for _, kept := range []memory{{}, {"etag https://api.github.test/repos/octo/hello": []byte(`{"etag":"1","body":"{}"}`)}} {
		w := newWorld(t)
		h := http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {strconv.FormatInt(time.Now().Add(time.Minute).Unix(), 10)}}
		c := w.client(func(o *github.Options) {
			o.Cache, o.Now = kept, time.Now
			o.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
				resp, err := answering(h, `{"number":1}`).RoundTrip(r)
				if r.Header.Get("If-None-Match") != "" {
					resp.StatusCode = http.StatusNotModified
				}
				return resp, err
			})
		})
		if _, err := c.DefaultBranch(context.Background()); err != nil || w.slept != 0 {
			t.Fatal(err)
		}
		if _, err := c.Pull(context.Background(), 1); err != nil || w.slept < 50*time.Second {
			t.Errorf("%d kept: after %v: %v", len(kept), w.slept, err)
		}
	}
}

// endingAt is a context with a deadline by the test's clock.
type endingAt struct {
	context.Context
	at time.Time
}

func (e endingAt) Deadline() (time.Time, bool) { return e.at, true }

// TestSkewedClock is that a limit's end is reckoned by the server's clock.
func TestSkewedClock(t *testing.T) {
	for _, skew := range []time.Duration{-48 * time.Hour, 48 * time.Hour} {
		w := newWorld(t)
		w.server.Fail(ght.Fault{Kind: ght.Primary, After: 600})
		tr := w.tracker(func(o *github.Options) { o.Now = func() time.Time { return w.server.Now().Add(skew) } })
		_, err := tr.List(context.Background())
		if err == nil || err.Error() != "GitHub's rate limit is used up; it allows more in 10 minutes." {
			t.Errorf("skew %v: %v", skew, err)
		}
		tr = w.tracker(func(o *github.Options) { o.Now = func() time.Time { return w.server.Now().Add(skew) } })
		if _, created, err := tr.Open(context.Background(), draft("r-1")); err != nil || !created {
			t.Errorf("skew %v: %v", skew, err)
		}
	}
}

type failingTransport struct{ err error }

func (f failingTransport) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

// TestUnreachable is what people read when there is no network.
func TestUnreachable(t *testing.T) {
	refused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := refused.Addr().String()
	refused.Close()
	asking := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	defer asking.Close()
	through := func(proxy string) http.RoundTripper {
		return &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return url.Parse(proxy) }}
	}
	for _, c := range []struct {
		name, api string
		transport http.RoundTripper
		kind      incident.ProblemKind
		sentence  string
	}{
		{
			"name not known", "https://api.github.test",
			failingTransport{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "api.github.test", IsNotFound: true}}},
			incident.Unavailable, "The host api.github.test is not known here: check the network and GITHUB_API_URL.",
		},
		{"refused", "http://" + address, http.DefaultTransport, incident.Unavailable, address + " refuses connections: check the network and GITHUB_API_URL."},
		{"no proxy there", "https://api.github.test", through("http://" + address), incident.Unavailable, "The proxy on the way to api.github.test can't be reached: check HTTPS_PROXY and the network."},
		{"proxy not known", "https://api.github.test", failingTransport{&net.OpError{Op: "proxyconnect", Err: &net.DNSError{IsNotFound: true}}}, incident.Unavailable, "The proxy on the way to api.github.test can't be reached: check HTTPS_PROXY and the network."},
		{"proxy asks", "https://api.github.test", through(asking.URL), incident.Failed, "The proxy on the way to api.github.test asks who you are: put a name and password into HTTPS_PROXY, as in http://NAME:PASSWORD@HOST:PORT."},
		{
			"no route", "https://api.github.test",
			failingTransport{&net.OpError{Op: "dial", Err: errors.New("network is unreachable")}},
			incident.Unavailable, "api.github.test cannot be reached: check the network.",
		},
		{
			"certificate", "https://api.github.test",
			failingTransport{errors.New("tls: failed to verify certificate: x509: certificate signed by unknown authority")},
			incident.Failed, "The certificate of api.github.test is not trusted here: check GITHUB_API_URL, and install the server's certificate authority on this machine.",
		},
	} {
		client, err := github.New(github.Options{
			Repo: "o/r", APIURL: c.api, Token: token, Transport: c.transport, Now: time.Now,
			Sleep: func(context.Context, time.Duration) error { t.Errorf("%s: it waited", c.name); return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Commit(context.Background(), strings.Repeat("a", 40))
		var p *incident.Problem
		if !errors.As(err, &p) || p.Kind != c.kind || p.Sentence != c.sentence {
			t.Errorf("%s: %v", c.name, err)
		}
		if client.Requests() != 1 {
			t.Errorf("%s: tried %d times", c.name, client.Requests())
		}
	}
}

// TestTokenThatCannotBeSent is what people read who have pasted more than the token, and that it isn't shown.
func TestTokenThatCannotBeSent(t *testing.T) {
	for _, pasted := range []string{token + "\nmore", token + " more", token + "\x7f"} {
		for workflow, advice := range map[bool]string{false: "set GITHUB_TOKEN", true: "look at the input `token` of this step"} {
			_, err := github.New(github.Options{Repo: "o/r", Token: pasted, Workflow: workflow, Now: time.Now})
			if incident.ProblemOf(err) != incident.Auth || !strings.Contains(err.Error(), advice) || strings.Contains(err.Error(), token) {
				t.Errorf("%q: %v", pasted, err)
			}
		}
	}
}
