package github

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Read returns one incident whole: text, people's comments, ownup's status comment, and as Links the follow-ups GitHub
// knows of: pull requests that refer to it, commits that closed it, sub-issues.
func (t *Tracker) Read(ctx context.Context, ref string) (incident.Page, error) {
	num, err := number(ref)
	if err != nil {
		return incident.Page{}, err
	}
	events, err := t.timeline(ctx, num)
	if err != nil {
		return incident.Page{}, err
	}
	issue := t.justListed(num, events)
	if issue == nil {
		if issue, err = t.issue(ctx, num); err != nil {
			return incident.Page{}, err
		}
	}
	page, ok, err := t.identify(ctx, issue)
	if err != nil {
		return incident.Page{}, err
	}
	if !ok || issue.IsPullRequest() {
		return incident.Page{}, &incident.Problem{Kind: incident.NotFound, Sentence: fmt.Sprintf("%s#%d is not an incident: its text carries no marker of ownup's.", t.c.Repo(), num)}
	}
	t.saw(issue, true)
	said := commented(events)
	if len(said) < issue.GetComments() { // a server whose timeline leaves comments out
		if said, err = t.commentEvents(ctx, num); err != nil {
			return incident.Page{}, err
		}
	}
	n := &notes{ids: map[string]int64{}}
	for _, e := range said {
		if err := t.addComment(ctx, &page, n, e); err != nil {
			return incident.Page{}, err
		}
	}
	if len(n.status) > 0 {
		page.Status = n.status[0].text
	}
	page.Links = links(events, t.c.Repo(), num)
	if err := t.landings(ctx, page.Links); err != nil {
		return incident.Page{}, err
	}
	if issue.SubIssues != nil && issue.SubIssues.Total > 0 {
		subs, err := t.subIssues(ctx, num)
		if err != nil {
			return incident.Page{}, err
		}
		for _, s := range subs {
			up, err := t.followUp(ctx, num, s)
			if err != nil {
				return incident.Page{}, err
			}
			page.Links = append(page.Links, up)
		}
	}
	t.mu.Lock()
	t.notes[num] = n
	t.known[num], t.fresh[num] = page, true
	t.mu.Unlock()
	return page, nil
}

// commented are the events that are comments.
func commented(events []event) []event {
	var out []event
	for _, e := range events {
		if e.Event == "commented" {
			out = append(out, e)
		}
	}
	return out
}

// wholeIssue is an issue with the count of its sub-issues, which go-github v62 does not know.
type wholeIssue struct {
	gh.Issue
	SubIssues *subIssueCount `json:"sub_issues_summary"` // nil where the server has none
}

type subIssueCount struct {
	Total     int `json:"total"`
	Completed int `json:"completed"`
}

func (t *Tracker) issue(ctx context.Context, num int) (*wholeIssue, error) {
	issue := &wholeIssue{}
	if _, err := t.c.call(ctx, http.MethodGet, fmt.Sprintf("issues/%d", num), nil, issue); err != nil {
		return nil, err
	}
	if issue.GetNumber() != num { // GitHub redirects to where it was transferred, and #5 here is another issue than #5 there
		return nil, &incident.Problem{Kind: incident.NotFound, Sentence: fmt.Sprintf("%s#%d was moved to %s.", t.c.Repo(), num, plain(issue.GetHTMLURL()))}
	}
	return issue, nil
}

// timeline returns all events of an issue, its comments among them, oldest first. A server that has no timeline gives
// the comments alone.
func (t *Tracker) timeline(ctx context.Context, num int) ([]event, error) {
	var all []event
	for page := 1; ; page++ {
		var raw json.RawMessage
		resp, err := t.c.call(ctx, http.MethodGet, fmt.Sprintf("issues/%d/timeline?per_page=%d&page=%d", num, perPage, page), nil, &raw)
		if err != nil {
			if page == 1 && incident.ProblemOf(err) == incident.NotFound {
				return t.commentEvents(ctx, num)
			}
			return nil, err
		}
		some, err := readTimeline(raw)
		if err != nil {
			return nil, problem(ctx, err)
		}
		all = append(all, some...)
		if !more(resp, len(some)) {
			return all, nil
		}
	}
}

func (t *Tracker) commentEvents(ctx context.Context, num int) ([]event, error) {
	all, err := t.comments(ctx, num)
	if err != nil {
		return nil, err
	}
	events := make([]event, 0, len(all))
	for _, c := range all {
		e := event{
			Event: "commented", ID: c.GetID(), Body: c.GetBody(), CreatedAt: c.GetCreatedAt().Time,
			AuthorAssociation: c.GetAuthorAssociation(), User: &person{Login: c.User.GetLogin(), Type: c.User.GetType()},
		}
		e.Reactions.Total = c.GetReactions().GetTotalCount()
		events = append(events, e)
	}
	return events, nil
}

// addComment adds a comment to the page: ownup's own to n, people's to the page's Comments.
func (t *Tracker) addComment(ctx context.Context, page *incident.Page, n *notes, e event) error {
	who := e.User.author(e.AuthorAssociation)
	ours, err := t.sort(ctx, n, e.ID, e.Body, who)
	if err != nil {
		return err
	}
	id, isNote := t.o.Markers.ParseComment(e.Body)
	if _, isStatus := t.o.Markers.ParseStatus(e.Body); isStatus && ours {
		return nil
	}
	if isNote && !ours { // one that a race has doubled
		if ours, err = t.c.ours(ctx, who); err != nil {
			return err
		}
	}
	c := incident.Comment{ID: e.ID, Author: who.login, Body: e.Body, CreatedAt: e.CreatedAt, MayWrite: who.associated(), Ours: ours}
	if ours {
		c.Mark, c.Ends = id, strings.HasPrefix(id, closingID)
	} else if who.program() { // it may only repeat what a stranger has said
		c.MayWrite = false
	} else if incident.HasCommand(e.Body) { // only for the authors of such is write access asked of GitHub
		if c.MayWrite, err = t.c.mayWrite(ctx, who); err != nil {
			return err
		}
		if c.MayWrite && e.Reactions.Total > 0 {
			if c.Answered, err = t.answered(ctx, e.ID); err != nil {
				return err
			}
		}
	}
	page.Comments = append(page.Comments, c)
	return nil
}

// answered reports whether ownup has reacted to a comment. An answer is never taken back, so one that was seen is kept.
func (t *Tracker) answered(ctx context.Context, id int64) (bool, error) {
	key, cache := t.answeredKey(id), t.c.transport.cache
	if _, ok := cache.Get(key); ok {
		return true, nil
	}
	owner, name := t.c.at(ctx)
	all, _, err := t.c.gh.Reactions.ListIssueCommentReactions(ctx, owner, name, id, &gh.ListOptions{PerPage: perPage})
	if err != nil {
		return false, problem(ctx, err)
	}
	for _, r := range all {
		ours, err := t.c.ours(ctx, authorOf(r.User, ""))
		if err != nil {
			return false, err
		}
		if ours {
			cache.Put(key, []byte("1"))
			return true, nil
		}
	}
	return false, nil
}

func (t *Tracker) answeredKey(comment int64) string {
	return fmt.Sprintf("answered %s%s %d", t.c.gh.BaseURL, strings.ToLower(t.c.Repo()), comment)
}

// landings fills in the commit by which each merged pull request landed.
func (t *Tracker) landings(ctx context.Context, found []incident.FollowUp) (err error) {
	for i := range found {
		if f := &found[i]; f.State == incident.Merged && f.SHA == "" {
			if f.SHA, err = t.landing(ctx, f.Ref); err != nil {
				return err
			}
		}
	}
	return nil
}

// landing is the commit by which a merged pull request landed; empty for those of other owners, and where nobody may
// see it. It never changes, so it is asked once and kept.
func (t *Tracker) landing(ctx context.Context, ref string) (string, error) {
	owner, name := t.c.at(ctx)
	repo, digits, _ := strings.Cut(ref, "#")
	if repo != "" {
		from, within, _ := strings.Cut(repo, "/")
		if !strings.EqualFold(from, owner) { // hundreds may quote the notes of a release, and nothing of it lands here
			return "", nil
		}
		owner, name = from, within
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return "", nil
	}
	key := fmt.Sprintf("landed %s/%s/%s %d", t.c.gh.BaseURL, owner, name, n)
	cache := t.c.transport.cache
	if sha, ok := cache.Get(key); ok && isSHA(string(sha)) {
		return string(sha), nil
	}
	if sha := t.c.mergedAs(owner, name, n); sha != "" {
		return sha, nil
	}
	pull, _, err := t.c.gh.PullRequests.Get(ctx, owner, name, n)
	if err = problem(ctx, err); err != nil {
		if hidden(err) || incident.ProblemOf(err) == incident.Gone {
			return "", nil // of another repository, which the token may not see or nobody does any more
		}
		return "", err
	}
	sha := pull.GetMergeCommitSHA()
	if isSHA(sha) {
		cache.Put(key, []byte(sha))
	}
	return sha, nil
}

func isSHA(s string) bool {
	if len(s) != 40 && len(s) != 64 {
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
