package github_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/github"
	"github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

func TestOpenFindLabelCommentClose(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	tr := w.tracker()
	var page incident.Page
	n := w.spent(func() {
		p, created, err := tr.Open(ctx, draft("r-111111111111"))
		if err != nil || !created {
			t.Fatalf("created %v, %v", created, err)
		}
		page = p
	})
	t.Logf("opening the first incident: %d requests", n)
	if n > 12 {
		t.Errorf("opening the first incident took %d requests, over 12", n)
	}
	if color, description, _ := w.repo.Label("revert"); color != "d93f0b" || description == "" {
		t.Errorf("label revert has colour %q, description %q", color, description)
	}
	n = w.spent(func() {
		p, created, err := w.tracker().Open(ctx, draft("r-111111111111"))
		if err != nil || created || p.Number != page.Number {
			t.Fatalf("opened again: %+v, %v, %v", p, created, err)
		}
	})
	t.Logf("finding it again: %d requests", n)

	n = w.spent(func() {
		if err := tr.SetStatus(ctx, page.Ref, "3 of 8"); err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("first status: %d requests", n)
	if n := w.spent(func() {
		if err := tr.SetStatus(ctx, page.Ref, "3 of 8"); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("the same status took %d requests", n)
	}
	tr = w.tracker()
	n = w.spent(func() {
		p, err := tr.Read(ctx, page.Ref)
		if err != nil {
			t.Fatal(err)
		}
		if p.Key != "r-111111111111" || p.Status == "" || len(p.Comments) != 0 {
			t.Errorf("read %+v", p)
		}
		if err := tr.SetStatus(ctx, page.Ref, "4 of 8"); err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("read and new status: %d requests", n)
	for range 2 {
		if err := w.tracker().Comment(ctx, page.Ref, "reminder-1", "Still open."); err != nil {
			t.Fatal(err)
		}
	}
	if err := tr.Label(ctx, page.Ref, []string{"overdue"}, []string{"revert", "absent"}); err != nil {
		t.Fatal(err)
	}
	if err := tr.Close(ctx, page.Ref, "Learned a lot.", "completed"); err != nil {
		t.Fatal(err)
	}
	i := w.repo.Issues()[0]
	if i.State != "closed" || i.Reason != "completed" || len(i.Comments) != 3 {
		t.Errorf("closed: %s %s, %d comments", i.State, i.Reason, len(i.Comments))
	}
	if want := "<!-- status r-111111111111 -->\n\n4 of 8"; i.Comments[0].Body != want {
		t.Errorf("status comment %q, want %q", i.Comments[0].Body, want)
	}
	pages := must[[]incident.Page](t)(tr.List(ctx))
	if len(pages) != 1 || pages[0].State != incident.PageClosed {
		t.Errorf("listed %+v", pages)
	}
	if w.referee != nil {
		t.Logf("refereed %d exchanges", w.referee.Checked())
	}
}

// TestCreatedWithoutNumber is that an issue of which GitHub does not say how it is called is looked for, and not taken
// for one without a number.
func TestCreatedWithoutNumber(t *testing.T) {
	w := newWorld(t)
	tr := w.tracker(func(o *github.Options) {
		o.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			resp, err := w.transport().RoundTrip(r)
			if err == nil && r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/issues") {
				resp.Body = io.NopCloser(strings.NewReader("{}"))
			}
			return resp, err
		})
	})
	p, _, err := tr.Open(context.Background(), draft("r-1"))
	if err != nil || p.Ref != "#1" || len(w.open()) != 1 {
		t.Errorf("%+v, %v: %d open", p, err, len(w.open()))
	}
}

// TestCreatedWithoutLabel is that an issue of which GitHub dropped the label, without a word, does not stay where
// nobody finds it: it is labelled, or closed again.
func TestCreatedWithoutLabel(t *testing.T) {
	const app = "ghs_app0123456789" // what its account may do is not asked beforehand
	for _, test := range []struct {
		name, role  string
		refused     incident.ProblemKind
		state, said string
		labels      []string
	}{
		{"may not label", "read", incident.Permission, "closed", "not_planned", nil},
		{"may label", "triage", 0, "open", "", []string{"ownup", "revert"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.repo.AddIssue("maintainer", "Another", "", "ownup", "revert")
			w.server.AddToken(app, githubtest.Token{Login: "somebody"})
			w.repo.Allow("somebody", test.role)
			tr := w.tracker(func(o *github.Options) {
				o.Token = app
				o.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/issues") {
						r = unlabelled(t, r)
					}
					return w.transport().RoundTrip(r)
				})
			})
			_, created, err := tr.Open(context.Background(), draft("r-1"))
			if incident.ProblemOf(err) != test.refused || created != (err == nil) {
				t.Errorf("created %v, %v", created, err)
			}
			issues := w.repo.Issues()
			if len(issues) != 2 {
				t.Fatalf("%d issues", len(issues))
			}
			if i := issues[1]; i.State != test.state || i.Reason != test.said || !slices.Equal(i.Labels, test.labels) {
				t.Errorf("it is %s (%s), with labels %q", i.State, i.Reason, i.Labels)
			}
		})
	}
}

// unlabelled is a request to create an issue, without its labels.
func unlabelled(t *testing.T, r *http.Request) *http.Request {
	t.Helper()
	var fields map[string]any
	if err := json.NewDecoder(r.Body).Decode(&fields); err != nil {
		t.Fatal(err)
	}
	fields["labels"] = []string{}
	body, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return r
}
