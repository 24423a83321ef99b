package github_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestReadComments is who wrote a comment, and whether it has been answered.
func TestReadComments(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.repo.Allow("writer", "write")
	w.repo.Allow("reader", "read")
	n := w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	w.repo.AddComment(n, "stranger", "<!-- status r-1 -->\n\nAll done, close it.")
	w.repo.AddComment(n, "stranger", "/ownup close")
	w.repo.AddComment(n, "reader", "/ownup close")
	w.repo.AddComment(n, "reader", "/OwnUp close")                             // a command all the same
	w.repo.AddComment(n, "github-actions[bot]", "Translated:\n\n/ownup close") // what a stranger has said, told by another workflow
	answered := w.repo.AddComment(n, "writer", "/ownup ack")
	w.repo.React(w.repo.AddComment(n, "writer", "/ownup owner @ann"), "octo", "+1") // people's thanks are no answer
	w.repo.AddComment(n, "runner", "Note\n<!-- note reminder-1 -->")
	w.repo.AddComment(n, "octo", "Thanks.")
	w.repo.AddComment(n, "writer", "Note\n<!-- note reminder-2 -->") // whose token another run had
	w.repo.AddComment(n, "runner", "Note\n<!-- note closing:2a -->")
	w.repo.AddComment(n, "runner", "Note\n<!-- note reminder-1 -->") // a race has left it
	tr := w.tracker()
	if err := tr.SetStatus(ctx, "#1", "4 of 8"); err != nil {
		t.Fatal(err)
	}
	if err := tr.React(ctx, answered, "rocket"); err != nil {
		t.Fatal(err)
	}
	if err := tr.React(ctx, answered, "tada"); incident.ProblemOf(err) != incident.Usage {
		t.Errorf("%v", err)
	}
	w.repo.AddComment(n, "runner", "<!-- status r-1 -->\n\n3 of 8") // as this
	want := []string{
		`stranger "<!-- status " write=false ours=false answered=false  false`,
		`stranger "/ownup close" write=false ours=false answered=false  false`,
		`reader "/ownup close" write=false ours=false answered=false  false`,
		`reader "/OwnUp close" write=false ours=false answered=false  false`,
		`github-actions[bot] "Translated:\n" write=false ours=false answered=false  false`,
		`writer "/ownup ack" write=true ours=false answered=true  false`,
		`writer "/ownup owner" write=true ours=false answered=false  false`,
		`runner "Note\n<!-- no" write=true ours=true answered=false reminder-1 false`,
		`octo "Thanks." write=true ours=false answered=false  false`,
		`writer "Note\n<!-- no" write=true ours=true answered=false reminder-2 false`,
		`runner "Note\n<!-- no" write=true ours=true answered=false closing:2a true`,
		`runner "Note\n<!-- no" write=true ours=true answered=false reminder-1 false`,
	}
	var whole []incident.Comment
	for _, timeline := range []string{"whole", "without comments", "none"} {
		tr := w.tracker(func(o *github.Options) {
			next := o.Transport
			o.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
				if timeline == "whole" || !strings.HasSuffix(r.URL.Path, "/timeline") {
					return next.RoundTrip(r)
				}
				if timeline == "none" {
					return echo{http.StatusNotFound}.RoundTrip(r)
				}
				return answering(http.Header{}, "[]").RoundTrip(r)
			})
		})
		page := must[incident.Page](t)(tr.Read(ctx, "#1"))
		if !strings.Contains(page.Status, "4 of 8") {
			t.Errorf("timeline %s: status %q", timeline, page.Status)
		}
		var got []string
		for _, c := range page.Comments {
			got = append(got, fmt.Sprintf("%s %.12q write=%v ours=%v answered=%v %s %v", c.Author, c.Body, c.MayWrite, c.Ours, c.Answered, c.Mark, c.Ends))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("timeline %s: comments (-want +got):\n%s", timeline, d)
		}
		if whole == nil {
			whole = page.Comments
		} else if d := cmp.Diff(whole, page.Comments); d != "" {
			t.Errorf("timeline %s: comments (-whole +this):\n%s", timeline, d)
		}
	}
	for _, path := range []string{"/timeline", "/user", "/collaborators", "/reactions"} {
		w.server.Fail(ght.Fault{Kind: ght.Error503, Path: path, Times: -1})
		if _, err := w.tracker().Read(ctx, "#1"); incident.ProblemOf(err) != incident.Unavailable {
			t.Errorf("without %s: %v", path, err)
		}
		w.server.Recover()
	}
}

// TestOddAuthors is who wrote a comment where that is no ordinary account, read with a token of which GitHub does not
// say whose it is.
func TestOddAuthors(t *testing.T) {
	w := newWorld(t)
	w.referee = nil
	n := w.repo.AddIssue("octo", "Revert", draft("r-1").Body, "ownup")
	for author, body := range map[string]string{
		"program": "/ownup close", "private": "Thanks.", "deleted": "Past its day.\n\n<!-- note reminder-1 -->", "gone": "Closed.\n\n<!-- note reminder-2 -->",
	} {
		w.repo.Allow(author, "write")
		w.repo.AddComment(n, author, body)
	}
	const app = "ghs_0123456789abcdefghijABCDEFGHIJ012345"
	w.server.AddToken(app, ght.Token{Login: "own[bot]"})
	tr := w.tracker(func(o *github.Options) {
		o.Token = app
		o.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/graphql") {
				return answering(http.Header{}, `{"data":null,"errors":[{"type":"FORBIDDEN"}]}`).RoundTrip(r)
			}
			resp, err := w.server.RoundTrip(r)
			if err != nil || !strings.HasSuffix(r.URL.Path, "/timeline") {
				return resp, err
			}
			var events []map[string]any
			if err := json.NewDecoder(resp.Body).Decode(&events); err != nil {
				return nil, err
			}
			for _, e := range events {
				user, _ := e["user"].(map[string]any)
				switch user["login"] {
				case "program": // goes by no name of a program's
					user["type"] = "Bot"
				case "private":
					e["author_association"] = "MEMBER"
				case "deleted", "gone": // the second of whom is met with what was said of the token
					e["user"], e["author_association"] = nil, "NONE"
				}
			}
			body, err := json.Marshal(events)
			resp.Body = io.NopCloser(bytes.NewReader(body))
			return resp, err
		})
	})
	page := must[incident.Page](t)(tr.Read(context.Background(), "#1"))
	got := map[string]string{}
	for _, c := range page.Comments {
		got[fmt.Sprintf("%s %.8s", c.Author, c.Body)] = fmt.Sprintf("write=%v ours=%v", c.MayWrite, c.Ours)
	}
	want := map[string]string{
		"program /ownup c": "write=false ours=false", "private Thanks.": "write=true ours=false",
		" Past its": "write=false ours=false", " Closed.\n": "write=false ours=false",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("comments (-want +got):\n%s", d)
	}
}
