package github

import (
	"context"
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// seenIssue is an issue as this run has listed or read it.
type seenIssue struct {
	*wholeIssue
	at   time.Time // by the local clock
	read bool
}

// saw takes note of an issue.
func (t *Tracker) saw(i *wholeIssue, read bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.issues[i.GetNumber()], t.looks[i.GetNumber()] = seenIssue{i, t.c.transport.now(), read}, looksOf(i)
}

// unsee forgets an issue as it was seen: it is another one now.
func (t *Tracker) unsee(num int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.issues, num)
}

// asListed is how long an issue may be read as it was listed: a listing shows all of it but for what its timeline
// tells.
const asListed = 5 * time.Minute

// justListed returns an issue as it was listed a moment ago; nil where it was not, or where its timeline tells of
// something since.
func (t *Tracker) justListed(num int, events []event) *wholeIssue {
	t.mu.Lock()
	defer t.mu.Unlock()
	issue, ok := t.issues[num]
	if !ok || issue.read || issue.SubIssues == nil || t.c.transport.now().Sub(issue.at) > asListed ||
		slices.ContainsFunc(events, func(e event) bool {
			return e.Event != "cross-referenced" && e.CreatedAt.After(issue.GetUpdatedAt().Time) // which does nothing to the issue
		}) {
		return nil
	}
	return issue.wholeIssue
}

// looks is what a listing shows of an issue that people may change and ownup reads. Labels and assignees are not among
// it: only ownup's own are looked at, and they are in a listing anyway.
type looks struct {
	title, body, state, reason string
	comments                   int
	subIssues                  subIssueCount
}

func looksOf(i *wholeIssue) looks {
	l := looks{title: i.GetTitle(), body: i.GetBody(), state: i.GetState(), reason: i.GetStateReason(), comments: i.GetComments()}
	if i.SubIssues != nil {
		l.subIssues = *i.SubIssues
	}
	return l
}

// Settled returns the incidents changed at or after since that look as this run has read them, or has itself made them
// look. What it leaves out is to be read again.
func (t *Tracker) Settled(ctx context.Context, since time.Time) ([]incident.Page, error) {
	t.mu.Lock()
	before := t.looks
	t.looks = map[int]looks{}
	t.mu.Unlock()
	pages, err := t.Changed(ctx, since)
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.looks
	t.looks = before
	if err != nil {
		return nil, err
	}
	var out []incident.Page
	for _, p := range pages {
		if was, ok := before[p.Number]; ok && was == now[p.Number] {
			out = append(out, p)
		}
	}
	return out, nil
}

// changed takes note of what this run itself has done to an issue.
func (t *Tracker) changed(number int, how func(*looks)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l, ok := t.looks[number]; ok {
		how(&l)
		t.looks[number] = l
	}
}
