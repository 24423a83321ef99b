package github_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// recorder notes what is asked of it and refuses it, repeating the token wherever a server could.
type recorder struct {
	urls []string
	auth []string
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.urls = append(r.urls, req.URL.String())
	r.auth = append(r.auth, req.Header.Get("Authorization"))
	return nil, fmt.Errorf("proxy said: unexpected Authorization: %s", req.Header.Get("Authorization"))
}

// echo answers with the token in every place a server could put it.
type echo struct{ status int }

func (e echo) RoundTrip(req *http.Request) (*http.Response, error) {
	h := http.Header{}
	secret := strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer ")
	h.Set("Content-Type", "application/json")
	h.Set("X-Accepted-GitHub-Permissions", secret+"=write")
	h.Set("X-GitHub-SSO", "required; url=https://x.test/?t="+secret)
	h.Set("Location", "https://"+secret+".test/")
	body := fmt.Sprintf(`{"message":"token %s","errors":[{"field":"%s","code":"%s"},"%s"]}`, secret, secret, secret, secret)
	return &http.Response{StatusCode: e.status, Header: h, Body: readCloser{strings.NewReader(body)}, Request: req}, nil
}

type readCloser struct{ *strings.Reader }

func (readCloser) Close() error { return nil }

// TestNoToken greps for the token in everything the client says: errors and their causes.
func TestNoToken(t *testing.T) {
	t.Run("of GitHub's form", func(t *testing.T) { noToken(t, token) })
	t.Run("of no known form", func(t *testing.T) { noToken(t, "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567") })
}

func noToken(t *testing.T, token string) {
	var said bytes.Buffer
	ask := func(transport http.RoundTripper) {
		c, err := github.New(github.Options{Repo: "octo/hello", APIURL: "https://user:" + token + "@api.github.test", Token: token, Transport: transport, Patience: -1, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		ctx := context.Background()
		_, e1 := c.Pull(ctx, 1)
		_, _, e2 := c.Tracker(github.TrackerOptions{Markers: markers}).Open(ctx, draft("r-1"))
		for _, err := range []error{e1, e2} {
			fmt.Fprintf(&said, "%v\n%+v\n", err, err)
			for ; err != nil; err = errors.Unwrap(err) {
				fmt.Fprintln(&said, err)
				if p, ok := errors.AsType[*incident.Problem](err); ok && p.Err != nil {
					fmt.Fprintln(&said, p, p.Err, p.Err.Error())
					break // what lies below is the cause as it came, for errors.Is alone
				}
			}
		}
	}
	for status := range 600 {
		if status >= 300 {
			ask(echo{status})
		}
	}
	ask(&recorder{})
	w := newWorld(t)
	w.server.AddToken(token, ght.Token{Login: "runner"})
	for kind := ght.DropBefore; kind <= ght.RedirectLoop; kind++ {
		w.server.Fail(ght.Fault{Kind: kind, Times: 4})
		ask(w.server)
	}
	if n := strings.Count(said.String(), token); n > 0 {
		at := strings.Index(said.String(), token)
		t.Errorf("the token appears %d times, first in %q", n, said.String()[max(0, at-200):at+20])
	}
	if said.Len() < 10000 {
		t.Errorf("only %d bytes were said: the test looks at nothing", said.Len())
	}
	for _, o := range []github.Options{
		{Repo: "o/r", APIURL: "ftp://" + token + "@host"},
		{Repo: "o/r", APIURL: "x-access-token:" + token + "@host"}, // its scheme was left out, or half of it
		{Repo: "o/r", APIURL: "https:/" + token + "@host"},
		{Repo: "o/r", APIURL: "://" + token + "@host"},
		{Repo: "https://x:" + token + "@host/o/r"},
	} {
		o.Now = time.Now
		if _, err := github.New(o); incident.ProblemOf(err) != incident.Usage || strings.Contains(err.Error(), token) {
			t.Errorf("%v", err)
		}
	}
}

// TestOthersTokens is that tokens are taken out whoever they belong to, whole and with nothing else.
func TestOthersTokens(t *testing.T) {
	for _, secret := range []string{
		token, "ghs_0123456789abcdefghijABCDEFGHIJ012345", "github_pat_11ABCDEFG0123456789_abcdefghij",
		"ghs_12345_eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJnaXRodWIifQ.c2lnbmF0dXJl-X_0",
	} {
		away := roundTrip(func(*http.Request) (*http.Response, error) {
			return nil, errors.New("the proxy knows " + secret + ". It is expired")
		})
		c, err := github.New(github.Options{Repo: "o/r", Token: "another", Transport: away, Patience: -1, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Pull(context.Background(), 1)
		if p, ok := errors.AsType[*incident.Problem](err); !ok || p.Err == nil || !strings.Contains(p.Err.Error(), "the proxy knows ***. It is expired") {
			t.Errorf("%s: %v", secret, err)
		}
	}
}

// TestWithoutToken is that a public repository can be read without one, and what is said where it can't.
func TestWithoutToken(t *testing.T) {
	w := newWorld(t)
	w.repo.AddCommit(ght.Commit{SHA: sha(1), Message: "Begin"}, "main")
	c := w.client(func(o *github.Options) { o.Token = "" })
	ctx := context.Background()
	if _, err := c.Commit(ctx, sha(1)); err != nil {
		t.Error(err)
	}
	for _, r := range w.server.Requests() {
		if r.Header.Get("Authorization") != "" {
			t.Errorf("sent %q", r.Header.Get("Authorization"))
		}
	}
	_, _, err := c.Tracker(github.TrackerOptions{Markers: markers}).Open(ctx, draft("r-1"))
	if incident.ProblemOf(err) != incident.Auth || err.Error() != "GitHub asks for a token: set GITHUB_TOKEN or GH_TOKEN, or sign in with `gh auth login`." {
		t.Errorf("%v", err)
	}
	if _, err := c.Pull(ctx, 99); incident.ProblemOf(err) != incident.NotFound || !strings.Contains(err.Error(), "a private repository needs a token") {
		t.Errorf("%v", err)
	}
}

// TestTokenStays is that the token goes to the API's host only, and never in the clear.
func TestTokenStays(t *testing.T) {
	for _, to := range []string{"https://evil.test", "http://api.github.test", "https://api.github.test:8443"} {
		elsewhere := &recorder{}
		away := roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Scheme+"://"+r.URL.Host != "https://api.github.test" {
				return elsewhere.RoundTrip(r)
			}
			h := http.Header{"Location": {to + r.URL.Path}}
			return &http.Response{StatusCode: http.StatusMovedPermanently, Header: h, Body: readCloser{strings.NewReader("")}, Request: r}, nil
		})
		c, err := github.New(github.Options{Repo: "octo/hello", APIURL: "https://api.github.test", Token: token, Transport: away, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Pull(context.Background(), 1); incident.ProblemOf(err) != incident.Failed {
			t.Errorf("%s: %v", to, err)
		}
		if len(elsewhere.urls) > 0 {
			t.Errorf("asked %v with %v", elsewhere.urls, elsewhere.auth)
		}
	}
}

// TestRedirectToNowhere is that a redirect which names no address is not gone after.
func TestRedirectToNowhere(t *testing.T) {
	for _, to := range []string{"", "https://[", ":"} {
		away := roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusFound, Header: http.Header{"Location": {to}}, Body: readCloser{strings.NewReader("")}, Request: r}, nil
		})
		c, err := github.New(github.Options{Repo: "o/r", Transport: away, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		const want = "GitHub redirected GET repos/o/r without saying where to: check GITHUB_API_URL."
		if _, err := c.DefaultBranch(context.Background()); err == nil || err.Error() != want || incident.ProblemOf(err) != incident.Failed || c.Requests() != 1 {
			t.Errorf("%q: after %d requests: %v", to, c.Requests(), err)
		}
	}
}

// answering is a server that answers everything alike.
func answering(h http.Header, body string) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Header: h, Body: readCloser{strings.NewReader(body)}, Request: r}, nil
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestOverTheNetwork runs a few of the faults over real connections, where drops and slow answers are real ones.
func TestOverTheNetwork(t *testing.T) {
	w := newWorld(t)
	url := w.server.Start(t)
	network := overNetwork(t, w, url)
	tr := w.tracker(func(o *github.Options) { o.APIURL, o.Transport, o.Timeout = url, network, 10*time.Second })
	ctx := context.Background()
	w.server.Fail(
		ght.Fault{Kind: ght.DropAfter, Method: "POST", Path: "/issues"},
		ght.Fault{Kind: ght.Cut, Method: "GET", Path: "/issues"},
		ght.Fault{Kind: ght.DropBefore, Method: "GET", Path: "/timeline"},
	)
	p, _, err := tr.Open(ctx, draft("r-1"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tr.Read(ctx, p.Ref); err != nil {
		t.Fatal(err)
	}
	if len(w.open()) != 1 {
		t.Errorf("%d open", len(w.open()))
	}
	w.server.Fail(ght.Fault{Kind: ght.Slow, Times: -1})
	hasty := w.tracker(func(o *github.Options) { o.APIURL, o.Transport, o.Timeout = url, network, 30*time.Millisecond })
	if _, err := hasty.List(ctx); incident.ProblemOf(err) != incident.Unavailable || !strings.Contains(err.Error(), "within 30ms") {
		t.Errorf("%v", err)
	}
}

func overNetwork(t *testing.T, w *world, url string) http.RoundTripper {
	if w.referee == nil {
		return http.DefaultTransport
	}
	return ght.NewReferee(t, http.DefaultTransport, url)
}

// TestLoginKept is that an account is asked for once, by the token and the GitHub that it belongs to.
func TestLoginKept(t *testing.T) {
	w := newWorld(t)
	w.referee = nil
	w.server.AddToken("other", ght.Token{Login: "ann"})
	elsewhere := ght.New()
	elsewhere.SetURL("https://git.acme.example/api/v3")
	elsewhere.AddRepo("octo/hello")
	elsewhere.AddToken(token, ght.Token{Login: "dan"})
	kept := memory{}
	for n := range 2 {
		for _, c := range []struct {
			server       *ght.Server
			token, login string
		}{{w.server, token, "runner"}, {w.server, "other", "ann"}, {elsewhere, token, "dan"}} {
			before := len(c.server.Requests())
			login, err := w.client(func(o *github.Options) {
				o.APIURL, o.Transport, o.Token, o.Cache = c.server.URL(), c.server, c.token, kept
			}).Login(context.Background())
			if asked := len(c.server.Requests()) - before; err != nil || login != c.login || asked != 1-n {
				t.Errorf("%s's, time %d: %q, %v after %d requests", c.login, n+1, login, err, asked)
			}
		}
	}
}

// TestViewer is what GraphQL, which is asked beside the API's address, tells of the account behind an App's token: not
// to be told it now is an error, since ownup's own incidents would be another's.
func TestViewer(t *testing.T) {
	for _, c := range []struct {
		api, url, answer, login string
		kind                    incident.ProblemKind // where it is an error
	}{
		{"https://api.github.test", "https://api.github.test/graphql", `{"data":{"viewer":{"login":"own[bot]"}}}`, "own[bot]", 0},
		{"https://git.acme.example/api/v3", "https://git.acme.example/api/graphql", `{"data":{"viewer":{"login":"own"}}}`, "own[bot]", 0},
		{"https://api.github.test", "https://api.github.test/graphql", `{"data":{"viewer":{"login":"own[bot]"}},"errors":[{"type":"OTHER"}]}`, "own[bot]", 0},
		{"https://api.github.test", "https://api.github.test/graphql", `{"data":null,"errors":[{"type":"FORBIDDEN"}]}`, "", 0},
		{"https://api.github.test", "https://api.github.test/graphql", `{"errors":[{"type":"RATE_LIMITED"}]}`, "", incident.Unavailable},
	} {
		asked := ""
		client, err := github.New(github.Options{Repo: "o/r", APIURL: c.api, Token: "ghs_0123456789abcdefghij", Now: time.Now, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			asked = r.URL.String()
			return answering(http.Header{}, c.answer).RoundTrip(r)
		})})
		if err != nil {
			t.Fatal(err)
		}
		login, err := client.Login(context.Background())
		if login != c.login || asked != c.url || (err != nil) != (c.kind != 0) || err != nil && incident.ProblemOf(err) != c.kind {
			t.Errorf("%s: %q, %v, asked at %s", c.answer, login, err, asked)
		}
	}
}
