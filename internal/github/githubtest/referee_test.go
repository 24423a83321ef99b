package githubtest

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestReferee is that the referee sees what differs from the description, and lets pass what does not.
func TestReferee(t *testing.T) {
	Part(t, description)
	for _, c := range []struct {
		name, method, path, body string
		answer                   string // in place of the server's
		violations               int
	}{
		{"good listing", "GET", "/repos/o/r/issues?state=all&labels=ownup&per_page=100", "", "", 0},
		{"unknown state", "GET", "/repos/o/r/issues?state=done", "", "", 1},
		{"parameter not described", "GET", "/repos/o/r/issues?status=open", "", "", 1},
		{"number is none", "GET", "/repos/o/r/issues/one", "", "", 1},
		{"path not described", "GET", "/repos/o/r/incidents", "", "", 1},
		{"good creation", "POST", "/repos/o/r/issues", `{"title":"x","body":"y","labels":["ownup"]}`, "", 0},
		{"no title", "POST", "/repos/o/r/issues", `{"body":"y"}`, "", 1},
		{"state of another kind", "PATCH", "/repos/o/r/issues/1", `{"state":7}`, "", 1},
		{"unknown reason", "PATCH", "/repos/o/r/issues/1", `{"state":"closed","state_reason":"done"}`, "", 1},
		{"bare labels", "POST", "/repos/o/r/issues/1/labels", `["revert"]`, "", 0},
		{"labels in an object", "POST", "/repos/o/r/issues/1/labels", `{"labels":["revert"]}`, "", 0},
		{"unknown reaction", "POST", "/repos/o/r/issues/comments/7/reactions", `{"content":"tada"}`, "", 1},
		{"path with slashes", "GET", "/repos/o/r/contents/.github/CODEOWNERS?ref=main", "", "", 0},
		{"answer without a title", "GET", "/repos/o/r/issues/1", "", `{"id":1,"number":1}`, 1},
		{"answer of another kind", "GET", "/repos/o/r/issues", "", `{"items":[]}`, 1},
		{"unknown association", "GET", "/repos/o/r/issues/1/comments", "", `[{"id":1}]`, 1},
	} {
		s := New()
		r := s.AddRepo("o/r")
		s.AddToken("t", Token{Login: "o"})
		r.AddIssue("o", "One", "")
		r.AddComment(1, "o", "Hello.")
		r.SetFile(".github/CODEOWNERS", "*")
		next := http.RoundTripper(s)
		if c.answer != "" {
			next = roundTrip(func(req *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, Body: io.NopCloser(strings.NewReader(c.answer)), Request: req}, nil
			})
		}
		var quiet silent
		quiet.TB = t
		referee := NewReferee(&quiet, next, s.URL())
		req, err := http.NewRequest(c.method, s.URL()+c.path, strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer t")
		if c.body != "" {
			req.Header.Set("Content-Type", "application/json")
		}
		resp, err := referee.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got := referee.Violations(); len(got) != c.violations {
			t.Errorf("%s: %d violations, want %d: %.600s", c.name, len(got), c.violations, got)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// silent is a test whose clean-up does not run.
type silent struct{ testing.TB }

func (*silent) Cleanup(func()) {}
