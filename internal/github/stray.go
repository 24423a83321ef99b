package github

import (
	"context"
	"slices"
	"strings"
	"time"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// An incident whose label was taken off, or that was opened under a label which the configuration no longer names, is
// in no listing by label. It is there all the same, and a second one would be a nuisance: so before one is opened, the
// issues that ownup's own accounts have opened are looked through for its marker. They are few, and unlike the search
// index a listing does not lag behind. That the filter takes the account of an App by its "name[bot]" is not in
// GitHub's documentation; many workflows rely on it.

// maxStrayPages bounds the look: an account that has opened more issues since does other things besides.
const maxStrayPages = 3

// Stray returns the incident that is there for a draft though it no longer bears the label.
func (t *Tracker) Stray(ctx context.Context, d incident.Draft) (incident.Page, bool, error) {
	found, stale := t.matching(d) // an earlier run may know it
	if stale {
		var err error
		if found, err = t.confirm(ctx, d, found); err != nil {
			return incident.Page{}, false, err
		}
	}
	if len(found) == 0 {
		if err := t.lookForStrays(ctx, d.Since); err != nil {
			return incident.Page{}, false, err
		}
		found, _ = t.matching(d)
	}
	if len(found) == 0 {
		return incident.Page{}, false, nil
	}
	return whole(found)[0], true, nil
}

// lookForStrays takes note of the incidents without a label that were opened at or after since, once a run.
func (t *Tracker) lookForStrays(ctx context.Context, since time.Time) error {
	t.mu.Lock()
	done := t.strayed && (t.strayFrom.IsZero() || !since.IsZero() && !since.Before(t.strayFrom))
	t.mu.Unlock()
	if done {
		return nil
	}
	creators := []string{workflows}
	if login, err := t.c.Login(ctx); err != nil {
		return err
	} else if login != "" && !strings.EqualFold(login, workflows) {
		creators = append(creators, login)
	}
	for _, login := range creators {
		err := t.straysOf(ctx, login, since)
		if k := incident.ProblemOf(err); err != nil && k != incident.Failed && k != incident.NotFound { // a server may know no such account
			return err
		}
	}
	t.mu.Lock()
	t.strayed, t.strayFrom = true, since
	t.mu.Unlock()
	return nil
}

func (t *Tracker) straysOf(ctx context.Context, login string, since time.Time) error {
	o := &gh.IssueListByRepoOptions{
		State: "all", Creator: login, Sort: "created", Direction: "desc", ListOptions: gh.ListOptions{PerPage: perPage, Page: 1},
	}
	for ; o.Page <= maxStrayPages; o.Page++ {
		issues, _, err := t.listPage(ctx, o)
		if err != nil {
			return err
		}
		for _, issue := range issues {
			if issue.GetCreatedAt().Before(since) {
				return nil
			}
			if issue.IsPullRequest() || t.labelled(&issue.Issue) {
				continue
			}
			// Without its marker as well it is none: to read the comments of whatever else the account has opened would
			// cost too much.
			key, aliases, ok := t.o.Markers.Page(issue.GetBody())
			if !ok || !strings.EqualFold(issue.GetUser().GetLogin(), login) {
				continue
			}
			t.remember(t.page(issue, key, aliases))
		}
		if len(issues) < perPage {
			return nil
		}
	}
	return nil
}

// labelled reports whether an issue bears the label by which incidents are listed.
func (t *Tracker) labelled(issue *gh.Issue) bool {
	return slices.ContainsFunc(issue.Labels, func(l *gh.Label) bool { return strings.EqualFold(l.GetName(), t.o.Label) })
}
