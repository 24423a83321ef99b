package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// Outcome is what became of one chain: every chain that was looked at has one.
type Outcome struct {
	Key     string          `json:"chain"`
	SHA     string          `json:"sha"` // of the finding that stands for the chain
	Kind    incident.Kind   `json:"kind"`
	Subject string          `json:"subject"`
	At      time.Time       `json:"committed_at"`
	Result  Result          `json:"result"`
	Reason  incident.Reason `json:"reason"`
	Detail  string          `json:"detail,omitempty"` // one plain sentence
	Note    string          `json:"note,omitempty"`   // what is to be known beside it: why a sweep would not have, what could not be done
	Ref     string          `json:"ref,omitempty"`    // the incident's, when there is one
	URL     string          `json:"url,omitempty"`
}

// Result is the word for an outcome.
type Result string

// The results.
const (
	Opened      Result = "opened"
	WouldOpen   Result = "would-open" // in a dry run
	AlreadyOpen Result = "already-open"
	AlreadyDone Result = "already-closed"
	Reopened    Result = "reopened"
	WouldReopen Result = "would-reopen" // in a dry run
	Folded      Result = "folded"
	Held        Result = "held"
	Queued      Result = "queued" // in the outbox; goes out with the next run
)

// Sweep sends what waits in the outbox, opens an incident for each chain that asks for one and has none yet, oldest first, and says
// what became of each, and of what has joined its incident since that was opened. Chains without a finding at or after since are passed over. A failure to send is an
// outcome (Queued), not an error; the first such failure is returned beside the outcomes.
func (e *Engine) Sweep(ctx context.Context, chains []incident.Chain, since time.Time) ([]Outcome, error) {
	mail, err := e.flush(ctx)
	if err != nil {
		return mail.outcomes(chains), err
	}
	sent := mail.pages()
	var looked []incident.Chain
	for _, c := range byTime(chains) {
		if touches(c, since) {
			looked = append(looked, c)
		}
	}
	day := e.Now.Add(-24 * time.Hour)
	pages, listErr := e.Tracker.Opened(ctx, e.beginning(ctx, day, looked...))
	if listErr != nil && !passing(listErr) && len(pages) == 0 {
		return mail.outcomes(chains), listErr
	}
	e.remember(append(pages, sent...))
	opened := openedSince(pages, day, sent)

	var out []Outcome
	arrived := map[string]Outcome{} // by chain
	for _, o := range mail.outcomes(chains) {
		if slices.ContainsFunc(looked, func(c incident.Chain) bool { return c.Key == o.Key }) {
			arrived[o.Key] = o
		} else {
			out = append(out, o)
		}
	}
	failure := listErr
	for _, c := range looked {
		o, ok := arrived[c.Key]
		if !ok {
			o = e.settle(c)
		}
		if o.Result == WouldOpen && e.Options.DailyCap > 0 && opened >= e.Options.DailyCap {
			o.Result, o.Reason = Held, incident.ReasonDailyCap
			o.Detail = fmt.Sprintf("%d incidents were opened in the last 24 hours, which is the daily cap; the next sweep after that takes it up.", opened)
		}
		if o.Result == WouldOpen {
			if err := e.open(ctx, c, chains, listErr, &o); err != nil {
				if ctx.Err() != nil {
					return out, ctx.Err()
				}
				if o.Result != Queued {
					return out, err
				}
				if failure == nil {
					failure = err
				}
			}
			opened++
		}
		joined, err := e.join(ctx, c, &o)
		if ctx.Err() != nil {
			return out, ctx.Err()
		}
		failure = cmp.Or(failure, err)
		out = append(append(out, o), joined...)
	}
	return out, cmp.Or(failure, e.unsent(mail))
}

// Send sends what waits in the outbox, and says what became of it. The first failure is returned beside that: what could not be sent
// stays.
func (e *Engine) Send(ctx context.Context, chains []incident.Chain) ([]Outcome, error) {
	mail, err := e.flush(ctx)
	return mail.outcomes(chains), cmp.Or(err, e.unsent(mail))
}

// Open opens the incident of one chain whatever its verdict: a person asked for it. It says what became of it, and of what has joined its incident
// since that was opened.
func (e *Engine) Open(ctx context.Context, c incident.Chain, chains []incident.Chain) ([]Outcome, error) {
	pages, listErr := e.Tracker.Opened(ctx, e.beginning(ctx, e.Now, c))
	if listErr != nil && !passing(listErr) && len(pages) == 0 {
		return nil, listErr
	}
	e.remember(pages)
	o := e.settle(c)
	if o.Result == AlreadyOpen || o.Result == AlreadyDone {
		joined, err := e.join(ctx, c, &o)
		return append([]Outcome{o}, joined...), err
	}
	o.Result, o.Reason = WouldOpen, "asked"
	if c.Verdict.Decision != incident.Open {
		o.Detail, o.Note = "By hand.", "A sweep would not open it. "+cmp.Or(c.Verdict.Detail, c.Verdict.Reason.Sentence())
	}
	err := e.open(ctx, c, chains, listErr, &o)
	if err != nil && o.Result != Queued {
		return nil, err // nothing became of it
	}
	return []Outcome{o}, err
}

// wrongClocks is how far ahead the clock of whoever committed may have been: a week covers all but those that say nothing.
const wrongClocks = 7 * 24 * time.Hour

// beginning is the latest moment, no later than before, from which on the tracker's incidents tell all about the chains; zero
// where that is not known. A key is made of a commit, so no incident that answers to it is older than that commit.
func (e *Engine) beginning(ctx context.Context, before time.Time, chains ...incident.Chain) time.Time {
	first := before
	for _, c := range chains {
		for _, f := range c.Findings {
			made := []time.Time{f.CommittedAt}
			for _, o := range f.Offending {
				commit, err := e.History.Commit(ctx, o.SHA)
				if err != nil {
					return time.Time{}
				}
				made = append(made, commit.CommittedAt)
			}
			for _, at := range made {
				if at.IsZero() || at.After(e.Now) {
					return time.Time{} // a clock that is wrong by who knows how much
				}
				if at.Before(first) {
					first = at
				}
			}
		}
	}
	return first.Add(-wrongClocks)
}

// keysOf are all keys to which a chain answers.
func keysOf(c incident.Chain) []string { return append([]string{c.Key}, trace.Aliases(c)...) }

// settle gives a chain's outcome as far as it is known before anything is written: WouldOpen is what is left
// to do.
func (e *Engine) settle(c incident.Chain) Outcome {
	f := c.Opening()
	o := Outcome{
		Key: c.Key, SHA: f.SHA, Kind: f.Kind, Subject: f.Subject, At: f.CommittedAt,
		Reason: c.Verdict.Reason, Detail: c.Verdict.Detail, Result: Held,
	}
	if page, ok := e.known(keysOf(c)...); ok {
		if page.Ref == waiting {
			o.Result, o.Reason, o.Detail = Queued, "outbox", "It waits in the outbox."
			return o
		}
		o.Ref, o.URL = page.Ref, page.URL
		o.Result, o.Reason = AlreadyOpen, "known"
		o.Detail = "Its incident is " + page.Ref + "."
		if page.State == incident.PageClosed {
			o.Result = AlreadyDone
			o.Detail = "Its incident " + page.Ref + " was closed."
		} else if page.Lost {
			o.Note = checklist.LostNote(page)
		}
		return o
	}
	switch c.Verdict.Decision {
	case incident.Open:
		o.Result = WouldOpen
	case incident.Fold:
		o.Result = Folded
	}
	return o
}

// open gathers, renders and sends. When the tracker can't be reached, nothing is sent: without looking first a second
// incident might be opened.
func (e *Engine) open(ctx context.Context, c incident.Chain, all []incident.Chain, listErr error, o *Outcome) error {
	draft, in, err := e.Draft(ctx, c, all)
	if err != nil {
		return err
	}
	begun := e.action(draft, in)
	if passing(listErr) {
		return e.queue(begun, listErr, o)
	}
	if begun.Invited != nil {
		// Killed after the issue was made, nobody would know that the comment is still to be left.
		if err := e.enqueue(begun, "It was begun, and stopped before it was done."); err != nil {
			return err
		}
	}
	page, created, err := e.Tracker.Open(ctx, draft)
	if err != nil {
		if ctx.Err() != nil || e.Outbox == nil {
			return err
		}
		return e.queue(begun, err, o)
	}
	e.learn(page)
	o.Ref, o.URL = page.Ref, page.URL
	switch {
	case page.Ref == "": // a dry run opens nothing
	case created:
		o.Result = Opened
		if err := e.courtesy(ctx, in, page, false); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			o.Note = strings.TrimSpace(o.Note + " The comment on the pull request waits: " + err.Error())
		}
	default:
		o.Result, o.Reason, o.Detail = AlreadyOpen, "known", "Somebody else opened it just now: "+page.Ref+"."
	}
	if e.Outbox != nil {
		// An earlier run may have left it there too, in a form that the tracker did not take. Sent once more, it opens nothing.
		_ = e.Outbox.Done(begun.id())
	}
	return nil
}

// Draft gathers the facts of a chain and renders its incident, ready to be opened.
func (e *Engine) Draft(ctx context.Context, c incident.Chain, all []incident.Chain) (incident.Draft, incident.Incident, error) {
	in, err := e.Incident(ctx, c, all)
	if err != nil {
		return incident.Draft{}, in, err
	}
	title, body, err := checklist.Render(in, e.Options.Template, e.renderOptions())
	if err != nil {
		return incident.Draft{}, in, err
	}
	return incident.Draft{
		Key: in.Key, Aliases: in.Aliases, Kind: in.Kind, Title: title, Body: body,
		Labels: e.labelsOf(in.Kind), Assignees: e.assignees(in), CreatedAt: e.Now,
		Since: e.beginning(ctx, e.Now, c),
	}, in, nil
}

// labelsOf are the labels with which an incident is opened.
func (e *Engine) labelsOf(kind incident.Kind) []string {
	if kind == incident.Hotfix {
		return []string{e.Options.Labels.Ownup, e.Options.Labels.Hotfix}
	}
	return []string{e.Options.Labels.Ownup, e.Options.Labels.Revert}
}

// Incident gathers every fact of a chain that the history and the forge can give.
func (e *Engine) Incident(ctx context.Context, c incident.Chain, all []incident.Chain) (incident.Incident, error) {
	in, err := e.gather(ctx, c, all)
	if err != nil {
		return in, err
	}
	return in, e.enrich(ctx, &in)
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
	if e.Outbox == nil {
		return nil
	}
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
	o.Result, o.Reason, o.Detail = Queued, "outbox", cause.Error()
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

// outcomes tell of the incidents that went out of the outbox, each by its chain where there is one. What a dry run has shown went nowhere.
func (m mail) outcomes(chains []incident.Chain) (out []Outcome) {
	for _, l := range m.sent {
		if l.page.Ref == waiting {
			continue
		}
		o := Outcome{
			Key: l.page.Key, Kind: l.page.Kind, Subject: l.page.Title, At: l.page.CreatedAt, Result: Opened, Reason: "outbox",
			Note: "It had waited in the outbox since " + l.At.UTC().Format(time.DateOnly) + ".", Ref: l.page.Ref, URL: l.page.URL,
		}
		if c, ok := chainFor(l.page, chains); ok {
			f := c.Opening()
			o.Key, o.SHA, o.Kind, o.Subject, o.At, o.Reason, o.Detail = c.Key, f.SHA, f.Kind, f.Subject, f.CommittedAt, c.Verdict.Reason, c.Verdict.Detail
		}
		out = append(out, o)
	}
	return out
}

// chainFor finds the chain that a page is about: the one of its key, else one that goes by it too.
func chainFor(p incident.Page, chains []incident.Chain) (incident.Chain, bool) {
	if i := slices.IndexFunc(chains, func(c incident.Chain) bool { return c.Key == p.Key }); i >= 0 {
		return chains[i], true
	}
	for _, c := range chains {
		if slices.Contains(trace.Aliases(c), p.Key) || slices.Contains(p.Aliases, c.Key) {
			return c, true
		}
	}
	return incident.Chain{}, false
}

// unsent returns why an entry that could not be sent still waits; nil where what it asks for was done in another way since.
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

// flush sends what waits in the outbox, in order, until the tracker takes nothing more. An entry that it does not take as it is holds
// up none behind it.
func (e *Engine) flush(ctx context.Context) (m mail, err error) {
	if e.Outbox == nil {
		return m, nil
	}
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
		return d.waiting(entries)
	}
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
			// It may have been left by the run that was stopped, or by whoever was faster; one that can't be left now waits by itself.
			_ = e.courtesy(ctx, *a.Invited, page, true)
			err = ctx.Err()
		}
		return page, created, true, err
	case actionCourtesy:
		var c courtesyComment
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

func (e *Engine) renderOptions() checklist.Options {
	return checklist.Options{Now: e.Now, Repository: e.Options.Repository, WatchDays: e.Options.WatchDays, Commands: e.Options.Commands, Message: e.Options.Message}
}

// openedSince counts the incidents opened at or after since. Those just sent count too: the tracker may not list them yet, or as of the
// day on which they were written.
func openedSince(pages []incident.Page, since time.Time, sent []incident.Page) int {
	n := len(sent)
	for _, p := range pages {
		if !p.CreatedAt.Before(since) && !slices.ContainsFunc(sent, func(s incident.Page) bool { return s.Ref == p.Ref }) {
			n++
		}
	}
	return n
}

// touches reports whether a finding of the chain was made, or landed, at or after since.
func touches(c incident.Chain, since time.Time) bool {
	for _, f := range c.Findings {
		if !f.CommittedAt.Before(since) || !f.LandedAt.Before(since) {
			return true
		}
	}
	return false
}

// stops reports whether an error is of the tracker, and not of what it was asked to take.
func stops(err error) bool {
	kinds := []incident.ProblemKind{incident.Unavailable, incident.Auth, incident.Permission, incident.Gone}
	return err != nil && slices.Contains(kinds, incident.ProblemOf(err))
}

// passing reports whether an error may be gone by the next run.
func passing(err error) bool { return err != nil && incident.ProblemOf(err) == incident.Unavailable }
