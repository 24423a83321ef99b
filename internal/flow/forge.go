package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Forge knows what git does not: pull requests, their reviews and their checks.
type Forge interface {
	// PullsOf returns the pull requests by which a commit landed.
	PullsOf(ctx context.Context, sha string) ([]incident.Pull, error)
	// Reviewed adds to a pull request what its review was like: reviewers, checks, participants. That is two requests;
	// more says that a third one may be spent where they do not tell how the checks went.
	Reviewed(ctx context.Context, p incident.Pull, more bool) (incident.Pull, error)
	// UpdatedPulls returns the pull requests updated at or after since, latest first; all false says that there are
	// more.
	UpdatedPulls(ctx context.Context, since time.Time) (pulls []incident.Pull, all bool, err error)
	// MergedSince returns the pull requests merged at or after since.
	MergedSince(ctx context.Context, since time.Time) ([]incident.Pull, error)
	// Numbered returns how far the issue or pull request of that number has come; Missing where there is none.
	Numbered(ctx context.Context, n int) (incident.FollowUp, error)
	// CommentOnPull comments on a pull request, once for each id; again says that it may have been tried before.
	CommentOnPull(ctx context.Context, number int, id, body string, again bool) error
}

// Thrifty is a tracker that bounds what opening an incident may cost.
type Thrifty interface {
	// Spare is how many requests can be spent before an incident with these labels is opened, so that opening it stays
	// within bounds.
	Spare(labels []string) int
}

// factRequests are what the facts of one pull request usually cost: which one it is, its reviews, its checks.
const factRequests = 3

// enrich adds what the forge knows to an incident. Its failures are not the incident's: each becomes a sentence in
// Unknown.
func (e *Engine) enrich(ctx context.Context, in *incident.Incident) error {
	if e.Forge == nil {
		return nil
	}
	facts := []*incident.CommitFact{&in.Finding}
	if len(in.Offending) > 0 {
		facts = []*incident.CommitFact{&in.Offending[0], &in.Finding} // only the best of several: each costs requests
	}
	thrifty, bounded := e.Tracker.(Thrifty)
	for i, fact := range facts {
		pulls, err := e.Forge.PullsOf(ctx, fact.SHA)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			in.Unknown = append(in.Unknown, fmt.Sprintf("By which pull request %s landed: %s", incident.Short(fact.SHA), clause(err)))
			continue
		}
		if len(pulls) == 0 || pulls[0].MergedAt.IsZero() { // an open one may carry it on elsewhere; here it landed without any
			continue
		}
		fact.Pull = &pulls[0]
		ahead := factRequests*(len(facts)-i) - 1
		more := !bounded || thrifty.Spare(e.labelsOf(in.Kind)) > ahead
		if pulls[0], err = e.Forge.Reviewed(ctx, pulls[0], more); err != nil {
			in.Unknown = append(in.Unknown, fmt.Sprintf("How #%d was reviewed: %s", fact.Pull.Number, clause(err)))
		}
		for _, login := range slices.Concat(pulls[0].Reviewers, pulls[0].Participants) {
			if name := "@" + login; name != in.Owner.Name && !slices.Contains(in.Affected, name) && !strings.HasSuffix(login, "[bot]") {
				in.Affected = append(in.Affected, name)
			}
		}
	}
	if len(in.Offending) > 0 && in.Offending[0].Pull != nil && !in.Guessed() {
		inviteByLogin(in, in.Offending[0].Pull.Author)
	}
	return nil
}

// inviteByLogin calls the author of the first change by the login under which the pull request was made.
func inviteByLogin(in *incident.Incident, login string) {
	name := in.Offending[0].Author.Name
	invited := len(in.Invited) > 0 && in.Invited[0] == name
	switch {
	case login == "" || strings.HasSuffix(login, "[bot]"):
	case invited && "@"+login == in.Owner.Name:
		in.Invited = in.Invited[1:]
	case invited:
		in.Invited[0] = "@" + login
	case name == "":
		in.Invited = append([]string{"@" + login}, in.Invited...)
	}
}

// assignees are those whom the configuration lets ownup assign: a configured or code owner that is a person, and
// the author of the offending change only where the team said so.
func (e *Engine) assignees(in incident.Incident) []string {
	var logins []string
	add := func(name string) {
		login, isLogin := strings.CutPrefix(name, "@")
		if isLogin && !strings.Contains(login, "/") && !slices.Contains(logins, login) {
			logins = append(logins, login)
		}
	}
	add(in.Owner.Name)
	if e.Options.AssignAuthor {
		for _, name := range in.Invited {
			add(name)
		}
	}
	return logins
}

// courtesyComment is the friendly comment on the offending pull request.
type courtesyComment struct {
	Pull int    `json:"pull"`
	ID   string `json:"id"`
	Body string `json:"body"`
}

// courteous reports whether a comment on the offending pull request is to be left.
func (e *Engine) courteous(in incident.Incident) bool {
	return e.Forge != nil && e.Options.Courtesy && len(in.Offending) > 0 && in.Offending[0].Pull != nil && !in.Guessed()
}

// courtesy leaves one friendly comment on the offending pull request: what happened, where it is followed, and that its
// people are invited. One that can't be left now waits in the outbox, and is returned as an error. Again says that it
// may have been left before.
func (e *Engine) courtesy(ctx context.Context, in incident.Incident, page incident.Page, again bool) error {
	if !e.courteous(in) {
		return nil
	}
	c := courtesyComment{Pull: in.Offending[0].Pull.Number, ID: "courtesy-" + in.Key, Body: checklist.Courtesy(in, page.Ref)}
	err := e.Forge.CommentOnPull(ctx, c.Pull, c.ID, c.Body, again)
	if err == nil {
		return nil
	}
	payload, failure := json.Marshal(c)
	if failure == nil {
		failure = e.Outbox.Enqueue(Entry{ID: c.ID, Action: actionCourtesy, Payload: payload, Reason: err.Error(), At: e.Now})
	}
	return errors.Join(err, failure)
}
