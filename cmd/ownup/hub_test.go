package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ownup-dev/ownup/internal/github/githubtest"
)

type hubKey struct{}

// hub is the GitHub of one script: the project's own, or the emulator that nobody here wrote.
type hub struct {
	people
	server *githubtest.Server // what ownup speaks to: it fails on demand, and notes every request
	url    string
}

// people is what others than ownup do and see there.
type people interface {
	comment(n int, body string) error
	rewrite(n int, from, to string) error // a part of an issue's text
	setState(n int, state, reason string) error
	history() (change string, err error) // three commits: a start, a change, and its revert
	// pull adds a pull request that was merged as the commit sha, and those before it where it was rebased.
	pull(title, body, sha string, before ...string) error
	issues() ([]githubtest.Issue, error)
	subIssues(n int) []int
}

const secret = "ghp_secret0123456789secret0123456789"

// newHub puts the referee before a GitHub, and serves it until the test ends.
func newHub(t *testing.T, server *githubtest.Server, who people) *hub {
	t.Helper()
	h := &hub{server: server, people: who}
	proxy := &httputil.ReverseProxy{
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }, // a connection that broke
		ErrorLog:     log.New(io.Discard, "", 0),
	}
	served := httptest.NewUnstartedServer(proxy)
	served.Config.ErrorLog = proxy.ErrorLog
	h.url = "http://" + served.Listener.Addr().String()
	server.SetURL(h.url)
	address, err := url.Parse(h.url)
	if err != nil {
		t.Fatal(err)
	}
	proxy.Rewrite = func(r *httputil.ProxyRequest) { r.SetURL(address) }
	proxy.Transport = server
	if referee := githubtest.NewReferee(t, server, h.url); referee != nil {
		proxy.Transport = referee
		if server.Another() {
			referee.OthersAnswer()
		}
		t.Cleanup(func() {
			if server.Another() && referee.Checked() == 0 {
				t.Error("the emulator was asked nothing")
			}
			if referee.Checked() > 0 {
				t.Logf("%d exchanges; ownup's requests broke GitHub's description %d times, answers %d times", referee.Checked(), len(referee.Violations()), len(referee.Theirs()))
			}
		})
	}
	served.Start()
	t.Cleanup(served.Close)
	return h
}

// ownHub is the project's own server.
func ownHub(t *testing.T) *hub {
	t.Helper()
	server := githubtest.New()
	repo := server.AddRepo("acme/app")
	repo.Allow("robin", "write")
	server.AddToken(secret, githubtest.Token{Login: "robin", Scopes: "repo"})
	return newHub(t, server, own{repo})
}

func hubOf(ts *testscript.TestScript) *hub { return ts.Value(hubKey{}).(*hub) }

var faults = map[string]githubtest.Fault{
	"unauthorized":  {Kind: githubtest.Unauthorized, Times: -1},
	"blind":         {Kind: githubtest.Forbidden, Method: "GET", Path: "/pulls", Times: -1},
	"forbidden":     {Kind: githubtest.Forbidden, Method: "POST", Times: -1},
	"quiet":         {Kind: githubtest.Forbidden, Method: "POST", Path: "/issues/1/comments", Times: -1},
	"stuck":         {Kind: githubtest.Error503, Method: "PATCH", Times: -1},
	"missing":       {Kind: githubtest.Missing, Times: -1},
	"unprocessable": {Kind: githubtest.Unprocessable, Method: "POST", Path: "/issues", Times: -1},
	"disabled":      {Kind: githubtest.Disabled, Method: "POST", Path: "/issues", Times: -1},
	"down":          {Kind: githubtest.Error503, Times: -1},
	"unasked":       {Kind: githubtest.Error503, Method: "GET", Path: "/pulls", Times: -1},
	"lost":          {Kind: githubtest.DropAfter, Method: "POST", Path: "/issues", Times: 1},
}

// github: points the environment to the script's GitHub. github FAULT makes it fail, github recover ends that.
// github comment N BODY, github pull TITLE BODY SHA [BEFORE...] and github backport BRANCH TITLE BODY SHA do what people
// do there; github file PATH TEXT is what the default branch holds there.
func cmdGitHub(ts *testscript.TestScript, _ bool, args []string) {
	h := hubOf(ts)
	if len(args) == 0 {
		ts.Setenv("GITHUB_API_URL", h.url)
		ts.Setenv("GITHUB_REPOSITORY", "acme/app")
		ts.Setenv("GITHUB_TOKEN", secret)
		return
	}
	text := func(i int) string { return strings.ReplaceAll(args[i], `\n`, "\n") }
	switch args[0] {
	case "recover":
		h.server.Recover()
	case "history":
		change, err := h.history()
		ts.Check(err)
		ts.Setenv("CHANGE", change)
		ts.Setenv("CHANGE_SHORT", change[:10])
	case "comment":
		ts.Check(h.comment(number(ts, args[1]), text(2)))
	case "pull":
		ts.Check(h.pull(args[1], text(2), args[3], args[4:]...))
	case "backport":
		repo := h.people.(own).repo
		repo.Merge(repo.AddPull("robin", args[2], text(3), githubtest.Pull{Base: args[1]}), "robin", args[4])
	case "close":
		ts.Check(h.setState(number(ts, args[1]), "closed", args[2]))
	case "reopen":
		ts.Check(h.setState(number(ts, args[1]), "open", "reopened"))
	case "file":
		h.people.(own).repo.SetFile(args[1], text(2))
	case "label":
		h.people.(own).repo.PutLabel(number(ts, args[1]), args[2], "robin")
	case "unlabel":
		h.people.(own).repo.Unlabel(number(ts, args[1]), args[2], "robin")
	case "body":
		ts.Check(h.rewrite(number(ts, args[1]), args[2], text(3)))
	default:
		f, ok := faults[args[0]]
		if !ok {
			ts.Fatalf("github: there is no fault %q", args[0])
		}
		h.server.Fail(f)
	}
}

// issues: writes the issues of the script's GitHub to issues.txt, whole, and the comments on its pull requests.
func cmdIssues(ts *testscript.TestScript, _ bool, _ []string) {
	h := hubOf(ts)
	if searched := h.server.Searches(); len(searched) > 0 {
		ts.Fatalf("ownup asked the search index, which lags behind: %v", searched)
	}
	var b strings.Builder
	all, err := h.issues()
	ts.Check(err)
	for _, i := range all {
		if i.Pull != nil {
			fmt.Fprintf(&b, "pull #%d %s\n", i.Number, i.Title)
			for _, c := range i.Comments {
				fmt.Fprintf(&b, "comment on pull #%d by %s:\n%s\n", i.Number, c.Author, c.Body)
			}
			continue
		}
		slices.Sort(i.Labels)
		fmt.Fprintf(&b, "issue #%d %s %s labels=%s assignees=%s\n%s\n%s\n", i.Number, i.State, i.Reason,
			strings.Join(i.Labels, ","), strings.Join(i.Assignees, ","), i.Title, i.Body)
		if below := h.subIssues(i.Number); len(below) > 0 {
			fmt.Fprintf(&b, "sub-issues: #%s\n", strings.Trim(strings.ReplaceAll(fmt.Sprint(below), " ", ", #"), "[]"))
		}
		for _, c := range i.Comments {
			fmt.Fprintf(&b, "comment by %s:\n%s\n", c.Author, c.Body)
		}
	}
	ts.Check(writeTo(ts.MkAbs("issues.txt"), b.String()))
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}
