package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/report"
)

// Send sends what waits in the outbox, and says what became of it. The first failure is returned beside that: what
// could not be sent stays.
func (e *Engine) Send(ctx context.Context, chains []incident.Chain) ([]Outcome, error) {
	mail, err := e.flush(ctx)
	return mail.outcomes(chains), cmp.Or(err, e.unsent(mail))
}

// openAction is an incident on its way to the tracker.
type openAction struct {
	incident.Draft
	Invited *incident.Incident `json:"invited,omitempty"` // what the comment on the offending pull request tells of; nil where none is left
}

func (a openAction) id() string { return "open " + a.Key }

func (e *Engine) action(d incident.Draft, in incident.Incident) openAction {
	a := openAction{Draft: d}
	if e.courteous(in) {
		a.Invited = &incident.Incident{Key: in.Key, Kind: in.Kind, Finding: in.Finding, Offending: in.Offending[:1], Partial: in.Partial, UndoneAt: in.UndoneAt}
	}
	return a
}

func (e *Engine) enqueue(a openAction, reason string) error {
	payload, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return e.Outbox.Enqueue(Entry{ID: a.id(), Action: actionOpen, Payload: payload, Reason: reason, At: e.Now})
}

// queue puts an incident that could not be sent into the outbox. Where that fails for the same reason, it is told once.
func (e *Engine) queue(a openAction, cause error, o *Outcome) error {
	if err := e.enqueue(a, cause.Error()); err != nil {
		if incident.ProblemOf(err) == incident.ProblemOf(cause) {
			return cause
		}
		return errors.Join(cause, err)
	}
	o.Result, o.Reason, o.Detail = Queued, incident.ReasonOutbox, cause.Error()
	return cause
}

// mail is what became of the outbox in one run.
type mail struct {
	sent   []letter
	failed []letter
}

// letter is an entry of the outbox with the page that it has become, or with why it has not.
type letter struct {
	Entry
	page incident.Page
	err  error
}

func (m mail) pages() (out []incident.Page) {
	for _, l := range m.sent {
		out = append(out, l.page)
	}
	return out
}

// outcomes tell of the incidents that went out of the outbox, each by its chain where there is one. What a dry run has
// shown went nowhere.
func (m mail) outcomes(chains []incident.Chain) (out []Outcome) {
	known := byKeys(chains)
	for _, l := range m.sent {
		if l.page.Ref == inOutbox {
			continue
		}
		o := Outcome{
			Key: l.page.Key, Kind: l.page.Kind, Subject: l.page.Title, At: l.page.CreatedAt, Result: Opened, Reason: incident.ReasonOutbox,
			Note: "It had waited in the outbox since " + l.At.UTC().Format(time.DateOnly) + ".", Ref: l.page.Ref, URL: l.page.URL,
		}
		if c, ok := known.of(l.page); ok {
			f := c.Opening()
			o.Key, o.SHA, o.Kind, o.Subject, o.At, o.Reason, o.Detail = c.Key, f.SHA, f.Kind, f.Subject, f.CommittedAt, c.Verdict.Reason, c.Verdict.Detail
		}
		out = append(out, o)
	}
	return out
}

// unsent returns why an entry that could not be sent still waits; nil where what it asks for was done in another way
// since.
func (e *Engine) unsent(m mail) error {
	if len(m.failed) == 0 {
		return nil
	}
	left, err := e.Outbox.Pending()
	for _, l := range m.failed {
		if slices.ContainsFunc(left, func(w Entry) bool { return w.ID == l.ID }) {
			return l.err
		}
	}
	return err
}

// flush sends what waits in the outbox, in order, until the tracker takes nothing more. An entry that it does not take
// as it is holds up none behind it.
func (e *Engine) flush(ctx context.Context) (m mail, err error) {
	entries, err := e.Outbox.Pending()
	if err != nil {
		return m, err
	}
	if d, ok := e.Tracker.(DryRun); ok {
		shown := e.shown
		e.shown = true
		if shown {
			return m, nil
		}
		return d.waiting(slices.DeleteFunc(entries, e.tooLate))
	}
	defer e.progress("", 0, 0)
	for i, entry := range entries {
		e.progress("outbox", i, len(entries))
		page, created, done, err := e.send(ctx, entry)
		if ctx.Err() != nil {
			return m, ctx.Err()
		}
		if err != nil { // it stays in the outbox, with its reason
			m.failed = append(m.failed, letter{Entry: entry, err: err})
			if stops(err) {
				break
			}
			continue
		}
		if !done { // where it is not known here, another version of ownup has written it and will know it
			continue
		}
		if created {
			m.sent = append(m.sent, letter{Entry: entry, page: page})
		}
		if err := e.Outbox.Done(entry.ID); err != nil {
			return m, err
		}
	}
	return m, nil
}

// send carries out one waiting action. One that is not known here is not done.
func (e *Engine) send(ctx context.Context, entry Entry) (page incident.Page, created, done bool, err error) {
	switch entry.Action {
	case actionOpen:
		var a openAction
		if json.Unmarshal(entry.Payload, &a) != nil {
			return page, false, false, nil
		}
		if page, created, err = e.Tracker.Open(ctx, a.Draft); err == nil && a.Invited != nil {
			// It may have been left by the run that was stopped, or by whoever was faster; one that can't be left now
			// waits by itself.
			_ = e.courtesy(ctx, *a.Invited, page, true)
		}
		return page, created, true, err
	case actionCourtesy:
		var c courtesyComment
		if e.tooLate(entry) {
			return page, false, true, nil
		}
		if e.Forge == nil || json.Unmarshal(entry.Payload, &c) != nil {
			return page, false, false, nil
		}
		err = e.Forge.CommentOnPull(ctx, c.Pull, c.ID, c.Body, true)
		// That nobody may or can comment there is no reason to hold up what waits behind.
		if k := incident.ProblemOf(err); err != nil && (k == incident.Permission || k == incident.NotFound || k == incident.Gone) {
			return page, false, false, nil
		}
		return page, false, true, err
	}
	return page, false, false, nil
}

// tooLate reports whether an entry is a comment on a pull request that nobody would be glad of any more: the team wants
// none by now, or it could not be left for a month, as where the conversation is locked.
func (e *Engine) tooLate(entry Entry) bool {
	return entry.Action == actionCourtesy && (!e.Options.Courtesy || e.Now.Sub(entry.At) > newsFor)
}

// stops reports whether an error is of the tracker, and not of what it was asked to take.
func stops(err error) bool {
	kinds := []incident.ProblemKind{incident.Unavailable, incident.Auth, incident.Permission, incident.Gone}
	return err != nil && slices.Contains(kinds, incident.ProblemOf(err))
}

// passing reports whether an error may be gone by the next run.
func passing(err error) bool { return err != nil && incident.ProblemOf(err) == incident.Unavailable }

// Queued returns the incidents that wait in the outbox and are not among those that Follow has found: each with its
// key, since when it waits, and why.
func (e *Engine) Queued() ([]report.Entry, error) {
	entries, err := e.Outbox.Pending()
	var out []report.Entry
	for _, entry := range entries {
		var a openAction
		if entry.Action != actionOpen || json.Unmarshal(entry.Payload, &a) != nil {
			continue
		}
		if _, there := e.known(a.Key); !there { // else only its comment on a pull request is still to be left
			out = append(out, report.Entry{Ref: a.Key, Kind: a.Kind, Title: a.Title, At: entry.At, Detail: entry.Reason})
		}
	}
	return out, err
}
