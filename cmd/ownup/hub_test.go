package main

import (
	"fmt"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ownup-dev/ownup/internal/github/githubtest"
)

type hubKey struct{}

// hub is the GitHub of one script.
type hub struct {
	server *githubtest.Server
	repo   *githubtest.Repo
	url    string
}

const secret = "ghp_secret0123456789secret0123456789"

// newHub makes the GitHub of a script; it takes no part until the script says github.
func newHub(e *testscript.Env) *hub {
	h := &hub{server: githubtest.New()}
	h.repo = h.server.AddRepo("acme/app")
	h.repo.Allow("robin", "write")
	h.server.AddToken(secret, githubtest.Token{Login: "robin", Scopes: "repo"})
	served := httptest.NewServer(h.server)
	e.Defer(served.Close)
	h.server.SetURL(served.URL)
	h.url = served.URL
	return h
}

func hubOf(ts *testscript.TestScript) *hub { return ts.Value(hubKey{}).(*hub) }

var faults = map[string]githubtest.Fault{
	"unauthorized":  {Kind: githubtest.Unauthorized, Times: -1},
	"forbidden":     {Kind: githubtest.Forbidden, Method: "POST", Times: -1},
	"quiet":         {Kind: githubtest.Forbidden, Method: "POST", Path: "/issues/1/comments", Times: -1},
	"missing":       {Kind: githubtest.Missing, Times: -1},
	"unprocessable": {Kind: githubtest.Unprocessable, Method: "POST", Path: "/issues", Times: -1},
	"disabled":      {Kind: githubtest.Disabled, Method: "POST", Path: "/issues", Times: -1},
	"down":          {Kind: githubtest.Error503, Times: -1},
	"lost":          {Kind: githubtest.DropAfter, Method: "POST", Path: "/issues", Times: 1},
}

// github: points the environment to the script's GitHub. github FAULT makes it fail, github recover ends that.
// github comment N BODY and github pull TITLE BODY SHA do what people do there.
func cmdGitHub(ts *testscript.TestScript, _ bool, args []string) {
	h := hubOf(ts)
	if len(args) == 0 {
		ts.Setenv("GITHUB_API_URL", h.url)
		ts.Setenv("GITHUB_REPOSITORY", "acme/app")
		ts.Setenv("GITHUB_TOKEN", secret)
		return
	}
	switch args[0] {
	case "recover":
		h.server.Recover()
	case "history":
		h.history()
	case "comment":
		h.repo.AddComment(number(ts, args[1]), "robin", strings.ReplaceAll(args[2], `\n`, "\n"))
	case "pull":
		n := h.repo.AddPull("robin", args[1], strings.ReplaceAll(args[2], `\n`, "\n"), githubtest.Pull{})
		h.repo.Merge(n, "robin", args[3])
	case "close":
		h.repo.SetState(number(ts, args[1]), "closed", args[2], "robin")
	case "reopen":
		h.repo.SetState(number(ts, args[1]), "open", "reopened", "robin")
	case "body":
		n := number(ts, args[1])
		for _, i := range h.repo.Issues() {
			if i.Number == n {
				h.repo.SetBody(n, strings.Replace(i.Body, args[2], strings.ReplaceAll(args[3], `\n`, "\n"), 1))
			}
		}
	default:
		f, ok := faults[args[0]]
		if !ok {
			ts.Fatalf("github: there is no fault %q", args[0])
		}
		h.server.Fail(f)
	}
}

// history gives the repository two commits: a change, and its revert.
func (h *hub) history() {
	at := time.Date(2026, 9, 29, 9, 0, 0, 0, time.UTC)
	start, change, undo := strings.Repeat("1", 40), strings.Repeat("2", 40), strings.Repeat("3", 40)
	h.repo.SetFile("a.txt", "one\ntwo words\nthree\n")
	added, removed := []githubtest.File{{Path: "a.txt", Status: "added"}}, []githubtest.File{{Path: "a.txt", Status: "removed"}}
	h.repo.AddCommit(githubtest.Commit{SHA: start, Message: "start", Author: "Robin", At: at}, "main")
	h.repo.AddCommit(githubtest.Commit{SHA: change, Parents: []string{start}, Message: "a: say more", Author: "Kim", At: at.AddDate(0, 0, 1), Files: added}, "main")
	h.repo.AddCommit(githubtest.Commit{SHA: undo, Parents: []string{change}, Message: "Revert \"a: say more\"\n\nThis reverts commit " + change + ".", Author: "Robin", At: at.AddDate(0, 0, 2), Files: removed}, "main")
}

// issues: writes the issues of the script's GitHub to issues.txt, whole, and the comments on its pull requests.
func cmdIssues(ts *testscript.TestScript, _ bool, _ []string) {
	h := hubOf(ts)
	if searched := h.server.Searches(); len(searched) > 0 {
		ts.Fatalf("ownup asked the search index, which lags behind: %v", searched)
	}
	var b strings.Builder
	for _, i := range h.repo.Issues() {
		if i.Pull != nil {
			fmt.Fprintf(&b, "pull #%d %s\n", i.Number, i.Title)
			for _, c := range i.Comments {
				fmt.Fprintf(&b, "comment on pull #%d by %s:\n%s\n", i.Number, c.Author, c.Body)
			}
			continue
		}
		fmt.Fprintf(&b, "issue #%d %s %s labels=%s assignees=%s\n%s\n%s\n", i.Number, i.State, i.Reason,
			strings.Join(i.Labels, ","), strings.Join(i.Assignees, ","), i.Title, i.Body)
		if below := h.repo.SubIssues(i.Number); len(below) > 0 {
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
