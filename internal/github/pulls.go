package github

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// PullsOf returns the pull requests of the repository that contain a commit, those merged first: by which it landed. It
// costs one request.
func (c *Client) PullsOf(ctx context.Context, sha string) ([]incident.Pull, error) {
	owner, name := c.at(ctx)
	pulls, _, err := c.gh.PullRequests.ListPullRequestsWithCommit(ctx, owner, name, sha, &gh.ListOptions{PerPage: perPage})
	if err = problem(ctx, err); err != nil {
		return nil, missingCommit(err, sha, owner+"/"+name)
	}
	owner, name = c.at(ctx) // it may have been told a new name
	out := make([]incident.Pull, 0, len(pulls))
	for _, p := range pulls {
		// A fork shares commits with what it was forked from: of a pull request there, the number is another's here.
		if of := p.GetBase().GetRepo().GetFullName(); of != "" && !strings.EqualFold(of, owner+"/"+name) {
			continue
		}
		out = append(out, pullOf(p))
	}
	last := func(p incident.Pull) int {
		if p.MergedAt.IsZero() {
			return 1
		}
		return 0
	}
	slices.SortFunc(out, func(a, b incident.Pull) int { return cmp.Or(last(a)-last(b), a.Number-b.Number) })
	return out, nil
}

// Pull returns a pull request without its reviews and checks. It costs one request.
func (c *Client) Pull(ctx context.Context, n int) (incident.Pull, error) {
	owner, name := c.at(ctx)
	p, _, err := c.gh.PullRequests.Get(ctx, owner, name, n)
	if err != nil {
		return incident.Pull{}, problem(ctx, err)
	}
	return pullOf(p), nil
}

func pullOf(p *gh.PullRequest) incident.Pull {
	out := incident.Pull{
		Number: p.GetNumber(), Title: p.GetTitle(), URL: p.GetHTMLURL(), Author: p.GetUser().GetLogin(), Body: p.GetBody(),
		CreatedAt: p.GetCreatedAt().Time, UpdatedAt: p.GetUpdatedAt().Time, MergedAt: p.GetMergedAt().Time,
		HeadSHA: p.GetHead().GetSHA(), Base: p.GetBase().GetRef(),
	}
	if !out.MergedAt.IsZero() {
		out.MergeSHA = p.GetMergeCommitSHA()
	}
	for _, l := range p.Labels {
		out.Labels = append(out.Labels, l.GetName())
	}
	take := func(u *gh.User) {
		if login := u.GetLogin(); login != "" && !slices.Contains(out.Participants, login) {
			out.Participants = append(out.Participants, login)
		}
	}
	take(p.User)
	take(p.MergedBy)
	for _, u := range p.Assignees {
		take(u)
	}
	for _, u := range p.RequestedReviewers {
		take(u)
	}
	return out
}

// Reviewed adds to a pull request what its reviews and checks say. It costs two requests; more allows a third where no
// check has run but statuses may be there. What the token may not see stays unknown.
func (c *Client) Reviewed(ctx context.Context, p incident.Pull, more bool) (incident.Pull, error) {
	owner, name := c.at(ctx)
	reviews, _, err := c.gh.PullRequests.ListReviews(ctx, owner, name, p.Number, &gh.ListOptions{PerPage: perPage})
	if err = problem(ctx, err); err != nil && !hidden(err) {
		return p, err
	}
	p.Reviews, p.Reviewers, p.Participants = 0, nil, slices.Clone(p.Participants)
	for _, r := range reviews {
		login := r.GetUser().GetLogin()
		if login == "" || login == p.Author || r.GetState() == "PENDING" {
			continue
		}
		p.Reviews++
		if !slices.Contains(p.Reviewers, login) {
			p.Reviewers = append(p.Reviewers, login)
		}
		if !slices.Contains(p.Participants, login) {
			p.Participants = append(p.Participants, login)
		}
	}
	if p.HeadSHA != "" {
		passed, err := c.checks(ctx, p.HeadSHA, more)
		if err != nil && !hidden(err) {
			return p, err
		}
		p.ChecksPassed = passed
	}
	return p, nil
}

// hidden reports whether a fact is kept from the token rather than passing out of reach.
func hidden(err error) bool {
	kind := incident.ProblemOf(err)
	return kind == incident.Permission || kind == incident.NotFound
}

// checks reports whether all checks of a commit passed; nil where there were none, not all have ended, or there are too
// many to see them all in one request. Statuses, which checks have followed, are asked for where they may be.
func (c *Client) checks(ctx context.Context, sha string, statuses bool) (*bool, error) {
	owner, name := c.at(ctx)
	latest := "latest"
	runs, _, err := c.gh.Checks.ListCheckRunsForRef(ctx, owner, name, sha, &gh.ListCheckRunsOptions{Filter: &latest, ListOptions: gh.ListOptions{PerPage: perPage}})
	if err = problem(ctx, err); err != nil {
		return nil, err
	}
	if len(runs.CheckRuns) > 0 {
		passed := true
		for _, r := range runs.CheckRuns {
			switch {
			case r.GetStatus() != "completed":
				return nil, nil
			case !slices.Contains([]string{"success", "neutral", "skipped"}, r.GetConclusion()):
				passed = false
			}
		}
		if passed && runs.GetTotal() > len(runs.CheckRuns) {
			return nil, nil
		}
		return &passed, nil
	}
	if !statuses {
		return nil, nil
	}
	combined, _, err := c.gh.Repositories.GetCombinedStatus(ctx, owner, name, sha, &gh.ListOptions{PerPage: perPage})
	if err = problem(ctx, err); err != nil {
		return nil, err
	}
	if combined.GetState() == "pending" { // also where there are none
		return nil, nil
	}
	passed := combined.GetState() == "success"
	return &passed, nil
}

// sawMerged takes note of the commit as which a pull request landed: that never changes.
func (c *Client) sawMerged(owner, name string, p *gh.PullRequest) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.merged[pullKey(owner, name, p.GetNumber())] = p.GetMergeCommitSHA()
}

// mergedAs is that commit; empty where it was not seen.
func (c *Client) mergedAs(owner, name string, n int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.merged[pullKey(owner, name, n)]
}

func pullKey(owner, name string, n int) string {
	return strings.ToLower(owner+"/"+name) + "#" + strconv.Itoa(n)
}

// UpdatedPulls returns the pull requests updated at or after since, latest first: opened, written in, closed or merged.
// All false says that there are more than it lists, maxPullPages pages.
func (c *Client) UpdatedPulls(ctx context.Context, since time.Time) (pulls []incident.Pull, all bool, err error) {
	listed, all, err := c.pullsUntil(ctx, since, maxPullPages)
	for _, p := range listed {
		pulls = append(pulls, pullOf(p))
	}
	return pulls, all, err
}

// MergedSince returns the pull requests merged at or after since, latest merge first.
func (c *Client) MergedSince(ctx context.Context, since time.Time) ([]incident.Pull, error) {
	listed, _, err := c.pullsUntil(ctx, since, 0)
	if err != nil {
		return nil, err
	}
	var out []incident.Pull
	for _, p := range listed {
		if m := p.GetMergedAt().Time; !m.IsZero() && !m.Before(since) {
			out = append(out, pullOf(p))
		}
	}
	slices.SortStableFunc(out, func(a, b incident.Pull) int { return b.MergedAt.Compare(a.MergedAt) })
	return out, nil
}

// maxPullPages bounds how far back pull requests are listed for what they say of incidents.
const maxPullPages = 3

// pullsUntil lists pull requests, latest update first, down to since: merging updates a pull request too. What was
// listed before is not asked for again. Where most is not zero it lists so many pages and no more.
func (c *Client) pullsUntil(ctx context.Context, since time.Time, most int) (pulls []*gh.PullRequest, all bool, err error) {
	c.mu.Lock()
	l := c.pulls
	c.mu.Unlock()
	past := func() bool { return len(l.pulls) > 0 && l.pulls[len(l.pulls)-1].GetUpdatedAt().Before(since) }
	for !l.whole && !past() && (most == 0 || l.pages < most) {
		owner, name := c.at(ctx)
		opts := &gh.PullRequestListOptions{State: "all", Sort: "updated", Direction: "desc", ListOptions: gh.ListOptions{PerPage: perPage, Page: l.pages + 1}}
		some, resp, err := c.gh.PullRequests.List(ctx, owner, name, opts)
		if err != nil {
			return nil, false, problem(ctx, err)
		}
		l.pulls, l.pages, l.whole = append(slices.Clip(l.pulls), some...), l.pages+1, !more(resp, len(some))
		for _, p := range some {
			if p.MergedAt != nil {
				c.sawMerged(owner, name, p)
			}
		}
	}
	c.mu.Lock()
	c.pulls = l
	c.mu.Unlock()
	end := len(l.pulls)
	if i := slices.IndexFunc(l.pulls, func(p *gh.PullRequest) bool { return p.GetUpdatedAt().Before(since) }); i >= 0 {
		end = i
	}
	return l.pulls[:end], l.whole || past(), nil
}

// pullList is what was listed of a repository's pull requests.
type pullList struct {
	pulls []*gh.PullRequest
	pages int
	whole bool
}
