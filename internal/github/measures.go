package github

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// subIssue is the part of a sub-issue that ownup reads.
type subIssue struct {
	ID          int64     `json:"id"`
	Number      int       `json:"number"`
	Title       string    `json:"title"`
	Body        string    `json:"body"`
	HTMLURL     string    `json:"html_url"`
	State       string    `json:"state"`
	StateReason string    `json:"state_reason"`
	CreatedAt   time.Time `json:"created_at"`
	ClosedAt    time.Time `json:"closed_at"`
	Repository  string    `json:"repository_url"`
}

// followUp is the sub-issue as a follow-up: completed counts as merged, closed for another reason as dropped. The
// commit is that of the pull request, or the commit itself, that closed it.
func (t *Tracker) followUp(ctx context.Context, parent int, s subIssue) (incident.FollowUp, error) {
	repo := t.c.Repo()
	f := incident.FollowUp{Ref: "#" + strconv.Itoa(s.Number), Title: s.Title, URL: s.HTMLURL, State: incident.Proposed, At: s.CreatedAt, Via: incident.ViaSubIssue}
	id, _ := t.o.Markers.ParseComment(s.Body)
	f.For, _ = strings.CutPrefix(id, measureMark(parent, ""))
	elsewhere := false
	if _, from, ok := strings.Cut(s.Repository, "/repos/"); ok && !strings.EqualFold(from, repo) {
		f.Ref, elsewhere = from+f.Ref, true
	}
	if s.State == "closed" {
		f.State, f.At = incident.Merged, s.ClosedAt
		if s.StateReason == "not_planned" || s.StateReason == "duplicate" {
			f.State = incident.Dropped
		}
	}
	if f.State != incident.Merged || elsewhere {
		return f, nil
	}
	var err error
	f.SHA, err = t.closedBy(ctx, s.Number, s.ClosedAt)
	return f, err
}

// closedBy returns the commit that closed an issue: its own, or that of the pull request which says that it closes it;
// empty where a person closed it. It is kept, since an issue is closed at one moment by one thing.
func (t *Tracker) closedBy(ctx context.Context, num int, at time.Time) (string, error) {
	key := fmt.Sprintf("closed %s%s %d %s", t.c.gh.BaseURL, t.c.Repo(), num, at.UTC().Format(time.RFC3339))
	cache := t.c.transport.cache
	if sha, ok := cache.Get(key); ok && (len(sha) == 0 || isSHA(string(sha))) {
		return string(sha), nil
	}
	events, err := t.timeline(ctx, num)
	if err != nil {
		return "", err
	}
	found := links(events, t.c.Repo(), num)
	if err := t.landings(ctx, found); err != nil {
		return "", err
	}
	sha := ""
	for _, l := range found {
		if l.State == incident.Merged && (l.Via == incident.ViaKeyword || l.Via == incident.ViaTrailer) && l.SHA != "" {
			sha = l.SHA
		}
	}
	cache.Put(key, []byte(sha))
	return sha, nil
}

// measureMark is the id in the hidden line of the issue that a measure was made into.
func measureMark(parent int, id string) string { return fmt.Sprintf("measure-%d-%s", parent, id) }

// subIssues lists the sub-issues of an issue. go-github v62 does not know them.
func (t *Tracker) subIssues(ctx context.Context, num int) ([]subIssue, error) {
	var all []subIssue
	for page := 1; ; page++ {
		var some []subIssue
		resp, err := t.c.call(ctx, http.MethodGet, fmt.Sprintf("issues/%d/sub_issues?per_page=%d&page=%d", num, perPage, page), nil, &some)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
		if !more(resp, len(some)) {
			return all, nil
		}
	}
}

// CreateMeasure makes a measure of an incident an issue of its own, below the incident, once for each id; it returns
// its reference. Body may hold whatever the team should read; the hidden line that carries the id is added.
func (t *Tracker) CreateMeasure(ctx context.Context, ref, id string, m incident.Measure, body string) (string, error) {
	num, err := number(ref)
	if err != nil {
		return "", err
	}
	mark := t.o.Markers.Comment(measureMark(num, id))
	body = strings.TrimRight(body, "\n") + "\n\n" + mark
	if err := bounded("measure's text", body); err != nil {
		return "", err
	}
	subs, err := t.subIssues(ctx, num)
	if err != nil {
		return "", err
	}
	want, _ := t.o.Markers.ParseComment(body)
	for _, s := range subs {
		if got, ok := t.o.Markers.ParseComment(s.Body); ok && got == want {
			return "#" + strconv.Itoa(s.Number), nil
		}
	}
	// One that was created and not yet put below its incident carries the label.
	loose, err := t.looseMeasure(ctx, want)
	if err != nil {
		return "", err
	}
	if len(loose) == 0 {
		issue, err := t.newMeasure(ctx, m, body, want)
		if err != nil {
			return "", err
		}
		loose = append(loose, issue)
	}
	issue := loose[0]
	return "#" + strconv.Itoa(issue.GetNumber()), t.attach(ctx, num, issue.GetID(), issue.GetNumber())
}

func (t *Tracker) newMeasure(ctx context.Context, m incident.Measure, body, want string) (*gh.Issue, error) {
	labels := []string{t.o.Measure}
	if _, err := t.ensure(ctx, labels); err != nil {
		return nil, err
	}
	open := func() (*gh.Issue, error) { return t.createIssue(ctx, m.Text, body, labels, []string{m.Owner}) }
	return once(ctx, t.c.transport, open, func() ([]*gh.Issue, error) { return t.looseMeasure(ctx, want) })
}

// looseMeasure finds the issue of a measure by its label and hidden line: the oldest, if there is any.
func (t *Tracker) looseMeasure(ctx context.Context, want string) (oldest []*gh.Issue, err error) {
	opts := &gh.IssueListByRepoOptions{
		State: "all", Labels: []string{t.o.Measure}, Sort: "created", Direction: "desc", ListOptions: gh.ListOptions{PerPage: perPage, Page: 1},
	}
	for {
		issues, resp, err := t.listPage(ctx, opts)
		if err != nil {
			return nil, err
		}
		for _, i := range issues {
			if got, ok := t.o.Markers.ParseComment(i.GetBody()); !ok || got != want {
				continue
			}
			ok, err := t.c.mayWrite(ctx, authorOf(i.User, i.GetAuthorAssociation()))
			if err != nil {
				return nil, err
			}
			if ok {
				oldest = []*gh.Issue{&i.Issue}
			}
		}
		if !more(resp, len(issues)) {
			return oldest, nil
		}
		opts.Page++
	}
}

// attach puts an issue below another. That it is there already is as good.
func (t *Tracker) attach(ctx context.Context, parent int, id int64, number int) error {
	_, err := t.c.call(ctx, http.MethodPost, fmt.Sprintf("issues/%d/sub_issues", parent), map[string]int64{"sub_issue_id": id}, nil)
	if err == nil {
		return nil
	}
	subs, looking := t.subIssues(ctx, parent)
	if looking == nil && slices.ContainsFunc(subs, func(s subIssue) bool { return s.Number == number }) {
		return nil
	}
	return err
}
