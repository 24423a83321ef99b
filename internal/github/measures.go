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
		if notPlanned(s.StateReason) {
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

// notPlanned reports whether an issue was closed for another reason than that it is done.
func notPlanned(reason string) bool { return reason == "not_planned" || reason == "duplicate" }

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

// measureLabel is carried by measures that are issues of their own.
const measureLabel = "ownup-measure"

// measureMark is the id in the hidden line of the issue that a measure was made into.
func measureMark(parent int, id string) string { return fmt.Sprintf("measure-%d-%s", parent, id) }

// subIssues lists the sub-issues of an issue. go-github v62 does not know them.
func (t *Tracker) subIssues(ctx context.Context, num int) ([]subIssue, error) {
	return all(ctx, func(page gh.ListOptions) (some []subIssue, resp *gh.Response, err error) {
		resp, err = t.c.call(ctx, http.MethodGet, fmt.Sprintf("issues/%d/sub_issues?per_page=%d&page=%d", num, page.PerPage, page.Page), nil, &some)
		return some, resp, err
	})
}

// CreateMeasure makes a measure of an incident an issue of its own, below the incident, once for each id; it returns
// its reference. Body may hold whatever the team should read; the hidden line that carries the id is added.
//
// As with incidents it looks again after it has created one, so that of two made at the same moment the older stays.
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
	loose, err := t.looseMeasures(ctx, want)
	if err != nil {
		return "", err
	}
	if len(loose) == 0 {
		if loose, err = t.newMeasure(ctx, m, body, want); err != nil {
			return "", err
		}
	}
	oldest := loose[0]
	for _, younger := range loose[1:] {
		if err := t.sameMeasure(ctx, younger, oldest.GetNumber()); err != nil {
			return "", err
		}
	}
	return "#" + strconv.Itoa(oldest.GetNumber()), t.attach(ctx, num, oldest.GetID(), oldest.GetNumber())
}

// newMeasure creates the issue of a measure, and returns it with those that others have made at the same moment, oldest
// first.
func (t *Tracker) newMeasure(ctx context.Context, m incident.Measure, body, want string) ([]*gh.Issue, error) {
	labels := []string{measureLabel}
	if _, err := t.ensure(ctx, labels); err != nil {
		return nil, err
	}
	look := func() ([]*gh.Issue, error) { return t.looseMeasures(ctx, want) }
	open := func() (*gh.Issue, error) { return t.createIssue(ctx, m.Text, body, labels, []string{m.Owner}) }
	mine, err := once(ctx, t.c.transport, open, look)
	if err != nil {
		return nil, err
	}
	if all, err := look(); err == nil && len(all) > 0 {
		return all, nil
	}
	return []*gh.Issue{mine}, nil // it is there, which is what counts
}

// sameMeasure closes the younger of two issues of one measure, with a pointer to the older.
func (t *Tracker) sameMeasure(ctx context.Context, younger *gh.Issue, oldest int) error {
	if younger.GetState() != "open" {
		return nil
	}
	text := fmt.Sprintf("This measure is being followed in #%d, which was opened a moment earlier. Closing this one, so that there is one place to look.", oldest)
	return t.closeDouble(ctx, younger.GetNumber(), oldest, text)
}

// looseMeasures finds the issues of a measure by their label and hidden line, the oldest first.
func (t *Tracker) looseMeasures(ctx context.Context, want string) (found []*gh.Issue, err error) {
	issues, err := all(ctx, func(page gh.ListOptions) ([]*wholeIssue, *gh.Response, error) {
		return t.listPage(ctx, &gh.IssueListByRepoOptions{State: "all", Labels: []string{measureLabel}, Sort: "created", Direction: "desc", ListOptions: page})
	})
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
			found = append(found, &i.Issue)
		}
	}
	slices.SortFunc(found, func(a, b *gh.Issue) int { return a.GetNumber() - b.GetNumber() })
	return slices.CompactFunc(found, func(a, b *gh.Issue) bool { return a.GetNumber() == b.GetNumber() }), nil
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
