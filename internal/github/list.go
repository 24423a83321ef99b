package github

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Incidents are found by their label, never by search: the search index lags behind. For those that have lost it see
// stray.go.

// List returns all incidents, open and closed, oldest first, without their comments.
func (t *Tracker) List(ctx context.Context) ([]incident.Page, error) {
	return t.Changed(ctx, time.Time{})
}

// Changed is List for those changed at or after since (zero: all).
func (t *Tracker) Changed(ctx context.Context, since time.Time) ([]incident.Page, error) {
	since = since.UTC().Truncate(time.Second)
	opts := &gh.IssueListByRepoOptions{Sort: "created", Direction: "asc"}
	if !since.IsZero() {
		opts.Since = since
	}
	pages, asOf, err := t.walk(ctx, opts, time.Time{})
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if since.IsZero() {
		t.from = time.Time{}
	}
	if !since.After(t.asOf) {
		t.asOf, t.listed = asOf, t.c.transport.now()
		t.keepIndex(len(pages) > 0)
	}
	return pages, nil
}

// Opened returns the incidents opened at or after since (zero: all), open and closed, without their comments. It lists
// the latest first and ends where they get older, so that a repository's past costs nothing.
func (t *Tracker) Opened(ctx context.Context, since time.Time) ([]incident.Page, error) {
	if since.IsZero() {
		return t.List(ctx)
	}
	pages, asOf, err := t.walk(ctx, &gh.IssueListByRepoOptions{Sort: "created", Direction: "desc"}, since)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asOf.IsZero() || !since.After(t.from) {
		t.asOf, t.from, t.listed = asOf, since, t.c.transport.now()
	}
	return pages, nil
}

// freshFor is how long after a change another may bear the same time: GitHub tells whole seconds, by the clocks of
// several machines.
const freshFor = 2 * time.Second

// walk lists incidents page by page, until one is older than until. It returns them with the time, by the server's
// clock, as of which they stand.
func (t *Tracker) walk(ctx context.Context, opts *gh.IssueListByRepoOptions, until time.Time) (pages []incident.Page, asOf time.Time, err error) {
	opts.State, opts.Labels, opts.ListOptions = "all", []string{t.o.Label}, gh.ListOptions{PerPage: perPage, Page: 1}
	seen := map[int]bool{} // what enters the list meanwhile moves others on to the next page, where they come again
	for {
		issues, resp, err := t.listPage(ctx, opts)
		if err != nil {
			return nil, asOf, err
		}
		if asOf.IsZero() {
			asOf = serverTime(resp.Header, t.c.transport.now())
		}
		past := false
		for _, issue := range issues {
			past = issue.GetCreatedAt().Before(until)
			if seen[issue.GetNumber()] {
				continue
			}
			seen[issue.GetNumber()] = true
			t.sawLabels(&issue.Issue)
			page, ok, err := t.accept(ctx, issue)
			if err != nil {
				return nil, asOf, err
			}
			if ok {
				page.Fresh = !page.UpdatedAt.Before(asOf.Add(-freshFor))
				pages = append(pages, page)
				t.saw(issue, false)
			}
		}
		if past || !more(resp, len(issues)) {
			break
		}
		opts.Page++
	}
	for _, p := range pages {
		t.remember(p)
	}
	return pages, asOf, nil
}

// listPage asks for one page of a listing. go-github's own call leaves out what wholeIssue knows.
func (t *Tracker) listPage(ctx context.Context, o *gh.IssueListByRepoOptions) ([]*wholeIssue, *gh.Response, error) {
	q := url.Values{
		"state": {o.State}, "sort": {o.Sort}, "direction": {o.Direction},
		"per_page": {strconv.Itoa(o.PerPage)}, "page": {strconv.Itoa(o.Page)},
	}
	if len(o.Labels) > 0 {
		q.Set("labels", strings.Join(o.Labels, ","))
	}
	if o.Creator != "" {
		q.Set("creator", o.Creator)
	}
	if !o.Since.IsZero() {
		q.Set("since", o.Since.Format(time.RFC3339))
	}
	var issues []*wholeIssue
	resp, err := t.c.call(ctx, http.MethodGet, "issues?"+q.Encode(), nil, &issues)
	return issues, resp, err
}

// accept makes an incident of an issue that carries a marker from someone who may speak for the repository.
func (t *Tracker) accept(ctx context.Context, issue *wholeIssue) (incident.Page, bool, error) {
	if issue.IsPullRequest() {
		return incident.Page{}, false, nil
	}
	page, ok, err := t.identify(ctx, issue)
	if !ok || err != nil {
		return incident.Page{}, false, err
	}
	ok, err = t.c.mayWrite(ctx, authorOf(issue.User, issue.GetAuthorAssociation()))
	if !ok || err != nil {
		return incident.Page{}, false, err
	}
	return page, true, nil
}

// identify makes a page of an issue by the marker in its text. Where a person took that out, an earlier run may know
// the issue, and ownup's own status comment says whose it is.
func (t *Tracker) identify(ctx context.Context, issue *wholeIssue) (incident.Page, bool, error) {
	key, aliases, ok := t.o.Markers.Page(issue.GetBody())
	if ok {
		return t.page(issue, key, aliases), true, nil
	}
	num := issue.GetNumber()
	t.mu.Lock()
	before, n := t.known[num], t.notes[num]
	t.mu.Unlock()
	key, aliases = before.Key, before.Aliases
	if key == "" && n == nil && issue.GetComments() > 0 {
		var err error
		if n, err = t.ownNotes(ctx, num); err != nil {
			return incident.Page{}, false, err
		}
	}
	if key == "" && n != nil && len(n.status) > 0 {
		key, _ = t.o.Markers.ParseStatus(n.status[0].text)
	}
	page := t.page(issue, key, aliases)
	page.Lost = true
	return page, key != "", nil
}
