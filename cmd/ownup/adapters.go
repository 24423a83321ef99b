package main

import (
	"context"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/github"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/ledger"
)

// history adapts the repository to what the use cases ask for.
type history struct{ *git.Repo }

var _ flow.History = history{}

func (h history) Default(context.Context) (incident.Ref, error) {
	name, sha, err := h.DefaultBranch()
	for remote := range h.Remotes() {
		name = strings.TrimPrefix(name, remote+"/")
	}
	return incident.Ref{Name: name, Commit: sha}, err
}

// Branches returns each branch once: the local one where both are there and the remote's has nothing newer.
func (h history) Branches(ctx context.Context) ([]incident.Ref, error) {
	refs, err := h.Repo.Branches(ctx)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	var out []incident.Ref
	for _, ref := range refs {
		if ref.Name = strings.TrimPrefix(ref.Name, ref.Remote+"/"); ref.Name == "HEAD" {
			continue
		}
		if i, seen := at[ref.Name]; seen {
			if out[i].At.Before(ref.At) {
				out[i] = ref
			}
			continue
		}
		at[ref.Name] = len(out)
		out = append(out, ref)
	}
	return out, nil
}

func (h history) Log(ctx context.Context, include, exclude []string, since time.Time, fn func(incident.Commit) error) (bool, error) {
	info, err := h.Repo.Log(ctx, git.LogOptions{Include: include, Exclude: exclude, Since: since}, fn)
	return len(info.Boundary) > 0, err
}

func (h history) FirstParents(ctx context.Context, tip string, since time.Time, fn func(incident.Commit) error) (bool, error) {
	info, err := h.Repo.Log(ctx, git.LogOptions{Include: []string{tip}, Since: since, FirstParent: true}, fn)
	return len(info.Boundary) > 0, err
}

// forge adapts the GitHub client: comments on pull requests are the tracker's.
type forge struct {
	*github.Client
	tracker *github.Tracker
}

func (f forge) CommentOnPull(ctx context.Context, number int, id, body string, again bool) error {
	return f.tracker.CommentOnPull(ctx, number, id, body, again)
}

// answers keeps GitHub's answers in the ledger, so that what did not change costs a conditional request.
type answers struct{ l *ledger.Ledger }

func (e answers) Get(key string) ([]byte, bool) { return e.l.Answer(key) }

// Put keeps an answer; losing it costs one request more, so a failure is no one's concern.
func (e answers) Put(key string, value []byte) { _ = e.l.PutAnswer(key, value) }

// outbox is the part of the ledger's that belongs to one tracker.
type outbox struct {
	ledger  *ledger.Ledger
	tracker string
}

func (o outbox) Enqueue(e flow.Entry) error {
	return o.ledger.Enqueue(ledger.Entry{ID: e.ID, Action: e.Action, Payload: e.Payload, Reason: e.Reason, At: e.At, Tracker: o.tracker})
}

func (o outbox) Pending() ([]flow.Entry, error) {
	waiting, err := o.ledger.Pending()
	var out []flow.Entry
	for _, e := range waiting {
		if e.For(o.tracker) {
			out = append(out, flow.Entry{ID: e.ID, Action: e.Action, Payload: e.Payload, Reason: e.Reason, At: e.At})
		}
	}
	return out, err
}

func (o outbox) Done(id string) error { return o.ledger.Done(id, o.tracker) }
