package github

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
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
	const slower = "GitHub asks to slow down (secondary rate limit); it allows more in 60 seconds."
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
		{"POST", 403, fine, "The owner has blocked you", incident.Permission, "GitHub refused POST repos/o/r/issues: this account is blocked there."},
		{"GET", 403, fine, "Your account\n\x1b[31m was suspended.", incident.Permission, "GitHub refused GET repos/o/r/issues: Your account [31m was suspended."},
		{"POST", 403, nil, "Must be a member", incident.Permission, "The token may not open issues in o/r: it needs the permission `issues: write`."},
		{"GET", 403, scopes("repo"), "Must be a member", incident.Permission, "The token may not read issues in o/r: it needs the permission `issues: read`."},
		{"POST", 403, nil, "You have triggered an abuse detection mechanism.", incident.Unavailable, slower},
		{"POST", 403, nil, "was submitted too quickly", incident.Unavailable, slower},
		{"POST", 403, http.Header{"X-Ratelimit-Remaining": {"0"}}, "", incident.Unavailable, "GitHub's rate limit is used up; it allows more in 60 seconds."},
		{"POST", 503, http.Header{"Retry-After": {"60"}}, "", incident.Unavailable, "GitHub is having trouble (status 503 to POST repos/o/r/issues); it is tried again with the next run."},
		{"POST", 408, nil, "", incident.Unavailable, "GitHub is having trouble (status 408 to POST repos/o/r/issues); it is tried again with the next run."},
		{"POST", 422, nil, "body is too long (maximum is 65536 characters)", incident.TooLarge, "GitHub does not accept POST repos/o/r/issues: body is too long (maximum is 65536 characters)."},
		{"POST", 409, nil, "", incident.Failed, "GitHub answered POST repos/o/r/issues with status 409 (Conflict)."},
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
		if got := uncertain(err); got != strings.Contains(c.sentence, "trouble") {
			t.Errorf("%d %s: it may have been done is %v", c.status, c.message, got)
		}
	}
}

// TestUnanswered is which requests without an answer may have been carried out all the same, and which are sent again:
// an issue that may be there is not opened a second time, and nobody waits out a second time limit.
func TestUnanswered(t *testing.T) {
	client, err := New(Options{Repo: "o/r", Token: "sesame", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for name, c := range map[string]struct {
		ctx      context.Context
		err      error
		again    bool // a read
		open     bool // whether it was done
		sentence string
	}{
		"nobody listens":    {t.Context(), &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, false, false, "api.github.com refuses connections: check the network and GITHUB_API_URL."},
		"no way there":      {t.Context(), &net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, false, false, "api.github.com cannot be reached: check the network."},
		"broken on the way": {t.Context(), &net.OpError{Op: "read", Err: syscall.ECONNRESET}, true, true, "The connection to api.github.com broke before it had answered POST repos/o/r/issues; it is tried again with the next run."},
		"no answer in time": {t.Context(), os.ErrDeadlineExceeded, false, true, "api.github.com did not answer POST repos/o/r/issues within 30s; it is tried again with the next run."},
		"stopped":           {stopped, context.Canceled, false, true, "Stopped before GitHub had answered POST repos/o/r/issues."},
	} {
		req, err := http.NewRequestWithContext(c.ctx, http.MethodPost, "https://api.github.com/repos/o/r/issues", nil)
		if err != nil {
			t.Fatal(err)
		}
		err = client.transport.unreachable(c.ctx, req, c.err)
		_, again := client.transport.again(err, 1, true)
		if err.Error() != c.sentence || again != c.again || uncertain(err) != c.open {
			t.Errorf("%s: again %v, may have been done %v: %v", name, again, uncertain(err), err)
		}
	}
}

// TestAgain is which failures are met by the same request once more, and after how long: nothing that may have been
// done is done twice.
func TestAgain(t *testing.T) {
	for name, c := range map[string]struct {
		failure failure
		try     int
		safe    bool
		wait    time.Duration
		again   bool
	}{
		"refused by a limit":       {failure{limited: true, wait: 5 * time.Second}, 1, false, 5 * time.Second, true},
		"by a limit, a third time": {failure{limited: true, wait: 5 * time.Second}, 3, true, 0, false},
		"passing":                  {failure{passing: true, uncertain: true}, 1, true, time.Second, true},
		"passing, a second time":   {failure{passing: true, uncertain: true}, 2, true, 2 * time.Second, true},
		"passing, a third time":    {failure{passing: true, uncertain: true}, 3, true, 0, false},
		"a write that may be done": {failure{passing: true, uncertain: true}, 1, false, 0, false},
		"a write that is not done": {failure{passing: true}, 1, false, time.Second, true},
		"nothing that would pass":  {failure{status: 403}, 1, true, 0, false},
	} {
		wait, again := (&transport{}).again(&incident.Problem{Err: &c.failure}, c.try, c.safe)
		if wait != c.wait || again != c.again {
			t.Errorf("%s: again %v after %v, want %v after %v", name, again, wait, c.again, c.wait)
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
		if got := complains(err, "name", "already_exists"); got {
			t.Errorf("%s: it complains of another field", errs)
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
	})
}
