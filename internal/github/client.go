// Package github is the border to GitHub: the tracker that keeps incidents as issues, and the facts that the
// forge knows and git does not. go-github's types do not leave it.
//
// Everything that can go wrong on the way is met in one place, the transport: limits, passing failures, redirects,
// broken answers, conditional requests. Above it, a call either has a whole answer or a *incident.Problem.
package github

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Options say which repository on which host, by whose right, and lend the client everything it would
// otherwise take from its surroundings.
type Options struct {
	Repo      string // "owner/name"
	APIURL    string // as GITHUB_API_URL: complete, used as it is; empty: https://api.github.com
	Token     string
	UserAgent string // empty: "ownup"
	Workflow  bool   // whoever reads a Problem mends a workflow, and sits at no terminal

	Transport http.RoundTripper                          // nil: http.DefaultTransport
	Cache     Cache                                      // nil: nothing is kept between runs
	Now       func() time.Time                           // required
	Sleep     func(context.Context, time.Duration) error // nil: a timer

	Timeout       time.Duration       // for one exchange, body included; zero: 30 s
	Patience      time.Duration       // the longest wait for a limit to pass; zero: 90 s, negative: none
	Waiting       func(time.Duration) // told how long, once for each limit that takes more than a moment to pass; nil: nobody is
	WriteInterval time.Duration       // between two writes; zero: 1 s as GitHub's best practices ask, negative: none
	MaxBody       int64               // the longest answer accepted, in bytes; zero: 32 MiB
}

// Client speaks to one repository. It is safe for concurrent use.
type Client struct {
	gh        *gh.Client
	transport *transport

	mu      sync.Mutex
	owner   string
	name    string
	login   *string                         // nil: not asked yet
	facts   *gh.Repository                  // nil: not asked yet
	commits map[string]*gh.RepositoryCommit // by SHA; a commit never changes
	pulls   pullList                        // see pullsUntil
	merged  map[string]string               // the commit as which a pull request landed; see sawMerged

	writers writers
}

// New returns a client. It sends nothing.
func New(o Options) (*Client, error) {
	owner, name, _ := strings.Cut(o.Repo, "/")
	if owner == "" || name == "" || strings.ContainsAny(name, "/ \t\n?#%") || strings.ContainsAny(owner, " \t\n?#%") {
		return nil, &incident.Problem{Kind: incident.Usage, Sentence: fmt.Sprintf("%q does not name a repository on GitHub: write owner/name.", redactURL(o.Repo))}
	}
	if o.Now == nil {
		return nil, errors.New("github: no clock was given")
	}
	api, err := apiURL(o.APIURL)
	if err != nil {
		return nil, err
	}
	t := newTransport(o, api)
	if strings.ContainsFunc(o.Token, func(r rune) bool { return r <= ' ' || r == 0x7f }) { // it would not even be sent
		return nil, &incident.Problem{Kind: incident.Auth, Sentence: "The token for GitHub holds a blank or a line break, which no token has; " + t.advice.signIn + "."}
	}
	client := gh.NewClient(&http.Client{Transport: t})
	client.BaseURL = api
	client.UserAgent = cmp.Or(o.UserAgent, "ownup")
	return &Client{
		gh: client, transport: t, owner: owner, name: name,
		commits: map[string]*gh.RepositoryCommit{},
		merged:  map[string]string{},
		writers: writers{may: map[string]bool{}, odd: map[string]bool{}},
	}, nil
}

// apiURL is the base of the REST API, ending in a slash. Configuration derives it from the server's address.
func apiURL(given string) (*url.URL, error) {
	u, err := url.Parse(cmp.Or(given, "https://api.github.com"))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, &incident.Problem{Kind: incident.Usage, Sentence: fmt.Sprintf("%q is not the address of a GitHub server: write https://HOST.", redactURL(given)), Err: err}
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	u.Path = strings.TrimRight(u.Path, "/") + "/"
	return u, nil
}

// Repo returns owner and name as they are now: a repository that was renamed goes by its new name once
// GitHub has redirected a request.
func (c *Client) Repo() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.owner + "/" + c.name
}

// Requests counts the requests sent so far, repeats and redirects included.
func (c *Client) Requests() int { return int(c.transport.sent.Load()) }

// at returns owner and name for the next request, asking for the new name once after a redirect.
func (c *Client) at(ctx context.Context) (owner, name string) {
	if c.transport.moved.Swap(false) {
		// An error here costs only the redirect on each further request.
		_, _ = c.repository(ctx, true)
		c.transport.moved.Store(false)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.owner, c.name
}

// repository returns the repository's own facts, asked for once; fresh asks again.
func (c *Client) repository(ctx context.Context, fresh bool) (*gh.Repository, error) {
	c.mu.Lock()
	known, owner, name := c.facts, c.owner, c.name
	c.mu.Unlock()
	if known != nil && !fresh {
		return known, nil
	}
	r, _, err := c.gh.Repositories.Get(ctx, owner, name)
	if err != nil {
		return nil, problem(ctx, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.facts = r
	if o, n, ok := strings.Cut(r.GetFullName(), "/"); ok && o != "" && n != "" {
		c.owner, c.name = o, n
	}
	return r, nil
}

// call sends a request, below the repository's address, for which go-github has no function, or one that knows only a
// part of the answer.
func (c *Client) call(ctx context.Context, method, path string, body, answer any) (*gh.Response, error) {
	owner, name := c.at(ctx)
	req, err := c.gh.NewRequest(method, "repos/"+owner+"/"+name+"/"+path, body)
	if err != nil {
		return nil, problem(ctx, err)
	}
	resp, err := c.gh.Do(ctx, req, answer)
	return resp, problem(ctx, err)
}

// perPage is the longest page GitHub gives.
const perPage = 100

// more reports whether to ask for another page after one with n entries. A full page that was only confirmed is asked
// about once more: its ETag does not say whether another has come after it.
func more(resp *gh.Response, n int) bool {
	return resp.NextPage != 0 || n == perPage && resp.Header.Get(fromCache) != ""
}

// all asks for page after page, as long as there are more.
func all[T any](ctx context.Context, ask func(page gh.ListOptions) ([]T, *gh.Response, error)) ([]T, error) {
	var out []T
	for page := 1; ; page++ {
		some, resp, err := ask(gh.ListOptions{PerPage: perPage, Page: page})
		if err != nil {
			return nil, problem(ctx, err)
		}
		out = append(out, some...)
		if !more(resp, len(some)) {
			return out, nil
		}
	}
}

// problem turns what go-github returns into a *incident.Problem. The transport has made one already, save where
// the context ended or an answer's JSON is of another shape than documented.
func problem(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*incident.Problem](err); ok {
		return p
	}
	if ctx.Err() != nil {
		return &incident.Problem{Kind: incident.Unavailable, Sentence: "Stopped before GitHub had answered.", Err: &failure{uncertain: true, err: ctx.Err()}}
	}
	return &incident.Problem{Kind: incident.Unavailable, Sentence: "GitHub's answer could not be understood; trying again may help.", Err: &failure{uncertain: true, err: err}}
}
