package github

import (
	"context"
	"strconv"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Numbered returns how far the issue or pull request of that number has come; Missing where there is none. It costs one
// request, and one more for a merged pull request.
func (c *Client) Numbered(ctx context.Context, n int) (incident.FollowUp, error) {
	f := incident.FollowUp{Ref: "#" + strconv.Itoa(n), State: incident.Proposed}
	owner, name := c.at(ctx)
	issue, _, err := c.gh.Issues.Get(ctx, owner, name, n)
	switch err = problem(ctx, err); {
	case incident.ProblemOf(err) == incident.NotFound:
		f.State = incident.Missing
		return f, nil
	case err != nil:
		return f, err
	}
	f.Title, f.URL, f.At = issue.GetTitle(), issue.GetHTMLURL(), issue.GetClosedAt().Time
	switch {
	case issue.GetState() != "closed":
	case !issue.IsPullRequest():
		f.State = incident.Settled
	case issue.PullRequestLinks.GetMergedAt().IsZero():
		f.State = incident.Dropped
	default:
		pull, err := c.Pull(ctx, n)
		if err != nil {
			return f, err
		}
		f.State, f.At, f.SHA = incident.Merged, pull.MergedAt, pull.MergeSHA
	}
	return f, nil
}
