package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github/githubtest"
)

// own are the people at the project's own server.
type own struct{ repo *githubtest.Repo }

func (o own) comment(n int, body string) error {
	o.repo.AddComment(n, "robin", body)
	return nil
}

func (o own) rewrite(n int, from, to string) error {
	for _, i := range o.repo.Issues() {
		if i.Number == n && strings.Contains(i.Body, from) {
			o.repo.SetBody(n, strings.Replace(i.Body, from, to, 1))
			return nil
		}
	}
	return fmt.Errorf("#%d does not hold %q", n, from)
}

func (o own) setState(n int, state, reason string) error {
	o.repo.SetState(n, state, reason, "robin")
	return nil
}

func (o own) pull(title, body, sha string, before ...string) error {
	n := o.repo.AddPull("robin", title, body, githubtest.Pull{Commits: before})
	o.repo.Merge(n, "robin", sha)
	return nil
}

func (o own) history() (string, error) {
	at := time.Date(2026, 9, 29, 9, 0, 0, 0, time.UTC)
	start, change, undo := strings.Repeat("1", 40), strings.Repeat("2", 40), strings.Repeat("3", 40)
	o.repo.SetFile("a.txt", "one\ntwo words\nthree\n")
	added, removed := []githubtest.File{{Path: "a.txt", Status: "added"}}, []githubtest.File{{Path: "a.txt", Status: "removed"}}
	o.repo.AddCommit(githubtest.Commit{SHA: start, Message: "start", Author: "Robin", At: at}, "main")
	o.repo.AddCommit(githubtest.Commit{SHA: change, Parents: []string{start}, Message: "a: say more", Author: "Kim", At: at.AddDate(0, 0, 1), Files: added}, "main")
	o.repo.AddCommit(githubtest.Commit{SHA: undo, Parents: []string{change}, Message: revertOf(change), Author: "Robin", At: at.AddDate(0, 0, 2), Files: removed}, "main")
	return change, nil
}

func revertOf(change string) string {
	return "Revert \"a: say more\"\n\nThis reverts commit " + change + "."
}

func (o own) issues() ([]githubtest.Issue, error) { return o.repo.Issues(), nil }

func (o own) subIssues(n int) []int { return o.repo.SubIssues(n) }

// emulated are the people at the emulator, who do everything through its API. It lacks sub-issues, and which pull
// request a commit came by; what needs those is left to the project's own server.
type emulated struct{ url string }

const ownersToken = "ghp_owner0123456789owner0123456789"

// emulatorHub is the GitHub emulator, behind a server that only fails on demand.
func emulatorHub(t *testing.T) *hub {
	t.Helper()
	e := emulated{githubtest.StartEmulator(t, "acme/app", map[string]string{secret: "robin", ownersToken: "acme"})}
	if err := e.ask(ownersToken, "PUT", "/collaborators/robin", map[string]string{"permission": "push"}, nil); err != nil {
		t.Fatal(err)
	}
	return newHub(t, githubtest.Before(e.url), e)
}

func (e emulated) ask(token, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(method, e.url+"/repos/acme/app"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode > 299 {
		return fmt.Errorf("the emulator answers %s %s with %s", method, path, resp.Status)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

func (e emulated) comment(n int, body string) error {
	return e.ask(secret, "POST", fmt.Sprintf("/issues/%d/comments", n), map[string]string{"body": body}, nil)
}

func (e emulated) rewrite(n int, from, to string) error {
	var i struct{ Body string }
	if err := e.ask(secret, "GET", fmt.Sprintf("/issues/%d", n), nil, &i); err != nil {
		return err
	}
	if !strings.Contains(i.Body, from) {
		return fmt.Errorf("#%d does not hold %q", n, from)
	}
	return e.ask(secret, "PATCH", fmt.Sprintf("/issues/%d", n), map[string]string{"body": strings.Replace(i.Body, from, to, 1)}, nil)
}

func (e emulated) setState(n int, state, reason string) error {
	return e.ask(secret, "PATCH", fmt.Sprintf("/issues/%d", n), map[string]string{"state": state, "state_reason": reason}, nil)
}

func (e emulated) pull(string, string, string, ...string) error {
	return errors.New("the emulator does not know by which pull request a commit landed: keep this for the project's own server with [!emulator]")
}

func (e emulated) history() (string, error) {
	var made struct {
		Content struct{ SHA string }
		Commit  struct{ SHA string }
	}
	change := ""
	for _, c := range []struct{ message, text string }{{"start", "one\n"}, {"a: say more", "one\ntwo words\n"}, {"", "one\n"}} {
		if c.message == "" {
			change = made.Commit.SHA
			c.message = revertOf(change)
		}
		in := map[string]string{"message": c.message, "content": base64.StdEncoding.EncodeToString([]byte(c.text)), "branch": "main"}
		if made.Content.SHA != "" {
			in["sha"] = made.Content.SHA
		}
		if err := e.ask(ownersToken, "PUT", "/contents/a.txt", in, &made); err != nil {
			return "", err
		}
	}
	return change, nil
}

func (e emulated) issues() ([]githubtest.Issue, error) {
	type person struct{ Login string }
	var list []struct {
		Number      int
		Title, Body string
		State       string
		StateReason string `json:"state_reason"`
		Labels      []struct{ Name string }
		Assignees   []person
		PullRequest any `json:"pull_request"`
	}
	if err := e.ask(secret, "GET", "/issues?state=all&direction=asc&per_page=100", nil, &list); err != nil {
		return nil, err
	}
	var out []githubtest.Issue
	for _, l := range list {
		i := githubtest.Issue{Number: l.Number, Title: l.Title, Body: l.Body, State: l.State, Reason: l.StateReason}
		for _, label := range l.Labels {
			i.Labels = append(i.Labels, label.Name)
		}
		for _, a := range l.Assignees {
			i.Assignees = append(i.Assignees, a.Login)
		}
		var comments []struct {
			Body string
			User person
		}
		if err := e.ask(secret, "GET", fmt.Sprintf("/issues/%d/comments?per_page=100", l.Number), nil, &comments); err != nil {
			return nil, err
		}
		for _, c := range comments {
			i.Comments = append(i.Comments, &githubtest.Comment{Author: c.User.Login, Body: c.Body})
		}
		out = append(out, i)
	}
	return out, nil
}

func (e emulated) subIssues(int) []int { return nil }
