package github

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestAdviceInAWorkflow is that nobody there is sent to a terminal, or to files that would go with the runner.
func TestAdviceInAWorkflow(t *testing.T) {
	client, err := New(Options{Repo: "o/r", Token: "sesame", Now: time.Now, Workflow: true})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, "https://api.github.com/repos/o/r/issues", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		status        int
		message, want string
	}{
		{401, "Bad credentials", "GitHub refuses the token (Bad credentials): it may have expired or been revoked; look at the input `token` of this step."},
		{403, "Repository was archived so is read-only.", "The repository is archived, so nothing can be written to it; take ownup's workflows out of it."},
		{410, "Issues has been disabled in this repository.", "Issues are disabled in this repository: enable them in its settings, or take ownup's workflows out of it."},
		{503, "", "GitHub is having trouble (status 503 to POST repos/o/r/issues); it may pass."},
	} {
		body, _ := json.Marshal(complaint{Message: c.message})
		if err := client.transport.refused(req, &answer{status: c.status, header: http.Header{}, body: body}); err.Error() != c.want {
			t.Errorf("%d: %v", c.status, err)
		}
	}
	if got := resumes(time.Second); got != "it allows more in a second" {
		t.Error(got)
	}
}

// TestRefusals is what people read where GitHub's words and headers, not its status, tell what is wrong.
func TestRefusals(t *testing.T) {
	scopes := func(have string) http.Header {
		return http.Header{"X-Accepted-Oauth-Scopes": {"public_repo, repo"}, "X-Oauth-Scopes": {have}}
	}
	fine := http.Header{"X-Accepted-Github-Permissions": {"issues=write"}}
	for _, c := range []struct {
		method   string
		status   int
		header   http.Header
		message  string
		kind     incident.ProblemKind
		sentence string
	}{
		{"POST", 403, fine, "Unable to create comment because issue is locked.", incident.Permission, "The token may not open issues in o/r while the conversation is locked: unlock it, or use a token of somebody with write access."},
		{"POST", 403, fine, "User is blocked", incident.Permission, "GitHub refused POST repos/o/r/issues: this account is blocked there."},
		{"GET", 403, nil, "Repository access blocked", incident.Gone, "GitHub has blocked this repository."},
		{"GET", 403, fine, "Sorry. Your account was suspended.", incident.Permission, "GitHub refused GET repos/o/r/issues: Sorry. Your account was suspended."},
		{
			"GET", 403, fine, "Although you appear to have the correct authorization credentials, the `o` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.",
			incident.Permission, "GitHub refused GET repos/o/r/issues: Although you appear to have the correct authorization credentials, the `o` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.",
		},
		{"POST", 403, scopes("gist"), "Not Found", incident.Permission, "The token may not open issues in o/r: it needs the scope public_repo or repo."},
		{"POST", 404, scopes(""), "Not Found", incident.Permission, "The token may not open issues in o/r: it needs the scope public_repo or repo."},
		{"POST", 404, scopes("repo"), "Not Found", incident.NotFound, "GitHub has no repository o/r: check the name, and that the token may see it."},
		{"GET", 404, scopes(""), "Not Found", incident.NotFound, "GitHub has no repository o/r: check the name, and that the token may see it."},
		{"GET", 410, nil, "This issue was deleted", incident.Gone, "GitHub says that repository o/r is gone for good."},
	} {
		client, err := New(Options{Repo: "o/r", Token: "sesame", Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequest(c.method, "https://api.github.com/repos/o/r/issues", nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.header == nil {
			c.header = http.Header{}
		}
		body, _ := json.Marshal(complaint{Message: c.message})
		err = client.transport.refused(req, &answer{status: c.status, header: c.header, body: body})
		if incident.ProblemOf(err) != c.kind || err.Error() != c.sentence {
			t.Errorf("%d %s: kind %d: %v", c.status, c.message, incident.ProblemOf(err), err)
		}
	}
}

// TestReasons is that what GitHub does not accept is said, in whichever form it complains, and not taken for a broken
// answer, which would be asked for again.
func TestReasons(t *testing.T) {
	client, err := New(Options{Repo: "o/r", Token: "sesame", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, "https://api.github.com/repos/o/r/issues", nil)
	if err != nil {
		t.Fatal(err)
	}
	for errs, want := range map[string]string{
		`["One.","two"]`: "One.; two",
		`"Only one."`:    "Only one",
		`[{"field":"labels","code":"already_exists"}]`:    "labels already exists",
		`{"field":"title","code":"custom","message":"x"}`: "x",
		`null`: "Validation Failed",
		`7`:    "Validation Failed",
	} {
		err := client.transport.refused(req, &answer{
			status: 422, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
			body: []byte(`{"message":"Validation Failed","errors":` + errs + `}`),
		})
		if want = "GitHub does not accept POST repos/o/r/issues: " + want + "."; err.Error() != want || incident.ProblemOf(err) != incident.Failed {
			t.Errorf("%s: kind %d: %v", errs, incident.ProblemOf(err), err)
		}
		if got := complains(err, "", "already_exists"); got != strings.Contains(errs, "already") {
			t.Errorf("%s: there already is %v", errs, got)
		}
	}
}

// TestDeeds is how what a token may not do is called.
func TestDeeds(t *testing.T) {
	for request, want := range map[string]string{
		"POST /repos/o/r/issues":                        "open issues in o/r",
		"POST /api/v3/repos/o/r/issues":                 "open issues in o/r",
		"POST /repos/o/r/issues/12/comments":            "comment on issues in o/r",
		"PATCH /repos/o/r/issues/comments/7":            "change comments in o/r",
		"DELETE /repos/o/r/issues/comments/7":           "change comments in o/r",
		"POST /repos/o/r/issues/comments/7/reactions":   "react to comments in o/r",
		"POST /repos/o/r/issues/12/labels":              "label issues in o/r",
		"DELETE /repos/o/r/issues/12/labels/steps: 1/8": "label issues in o/r",
		"POST /repos/o/r/labels":                        "make labels in o/r",
		"POST /repos/o/r/issues/12/assignees":           "assign issues in o/r",
		"PATCH /repos/o/r/issues/12":                    "change issues in o/r",
		"GET /repos/o/r/issues/12/timeline":             "read issues in o/r",
		"GET /repos/o/r/pulls":                          "read pull requests in o/r",
		"POST /repos/o/r/issues/12/sub_issues":          "do POST repos/o/r/issues/12/sub_issues",
		"GET /repos/o/r/commits":                        "do GET repos/o/r/commits",
	} {
		method, path, _ := strings.Cut(request, " ")
		if got := deed(&http.Request{Method: method, URL: &url.URL{Path: path}}); got != want {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
}

// TestOtherLimit is that what one of GitHub's limits refuses holds up nothing that goes by another.
func TestOtherLimit(t *testing.T) {
	now := time.Unix(1780000000, 0)
	for resource, held := range map[string]bool{"core": true, "": true, "graphql": false} {
		client, err := New(Options{Repo: "o/r", Token: "sesame", Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequest(http.MethodPost, "https://api.github.com/graphql", nil)
		if err != nil {
			t.Fatal(err)
		}
		h := http.Header{"X-Ratelimit-Remaining": {"0"}, "X-Ratelimit-Reset": {"1780003000"}, "X-Ratelimit-Resource": {resource}}
		if err := client.transport.refused(req, &answer{status: 403, header: h}); incident.ProblemOf(err) != incident.Unavailable {
			t.Errorf("%s: %v", resource, err)
		}
		if got := client.transport.limits.notBefore.After(now); got != held {
			t.Errorf("%q holds up the next request: %v, want %v", resource, got, held)
		}
	}
}

// FuzzRefusal is that whatever a server refuses with becomes one bounded sentence on one line, without the token.
func FuzzRefusal(f *testing.F) {
	f.Add(403, `{"message":"Resource not accessible by integration"}`, "issues=write", "", "60")
	f.Add(422, `{"message":"Validation Failed","errors":[{"field":"labels","code":"invalid"},"plain",7]}`, "", "", "")
	f.Add(429, `<html>`, "", "0", "Wed, 21 Oct 2026 07:28:00 GMT")
	f.Add(502, "\x00\xff\n::set-output name=x::y", "a\r\nb", "-1", "999999999999999999999")
	f.Add(301, `{}`, "x=\x1b[31m", "", "soon")
	client, err := New(Options{Repo: "o/r", Token: "sesame-open-0123456789", Now: func() time.Time { return time.Unix(1780000000, 0) }})
	if err != nil {
		f.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, "https://api.github.com/repos/o/r/issues", nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body, permissions, remaining, after string) {
		h := http.Header{"Content-Type": {"application/json"}, "X-Accepted-Github-Permissions": {permissions}, "X-Ratelimit-Remaining": {remaining}, "Retry-After": {after}}
		err := client.transport.refused(req, &answer{status: status, header: h, body: []byte(body)})
		p, ok := errors.AsType[*incident.Problem](err)
		if !ok {
			t.Fatalf("%v is no Problem", err)
		}
		s := p.Sentence
		if s == "" || !utf8.ValidString(s) || strings.ContainsAny(s, "\r\n\x00\x1b") || len(s) > 20000 || strings.Contains(s, "sesame") {
			t.Errorf("sentence %.300q", s)
		}
		if p.RetryAfter < 0 {
			t.Errorf("retry after %v", p.RetryAfter)
		}
	})
}
