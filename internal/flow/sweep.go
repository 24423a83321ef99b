package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/scan"
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

// Sweep sends what waits in the outbox, opens an incident for each chain that asks for one and has none yet, oldest
// first, and says what became of each, and of what has joined its incident since that was opened. Chains without a
// finding at or after since, or among Options.Fresh, are passed over. A failure to send is an outcome (Queued), not an
// error; the first such failure is returned beside the outcomes.
func (e *Engine) Sweep(ctx context.Context, chains []incident.Chain, since time.Time) ([]Outcome, error) {
	mail, err := e.flush(ctx)
	wentOut := mail.outcomes(chains)
	if err != nil {
		return wentOut, err
	}
	sent := mail.pages()
	var looked []incident.Chain
	for _, c := range byTime(chains) {
		if touches(c, since) || slices.ContainsFunc(c.Findings, func(f incident.Finding) bool { return e.Options.Fresh[f.SHA] }) {
			looked = append(looked, c)
		}
	}
	day := e.Now.Add(-24 * time.Hour)
	first := e.beginning(ctx, day, looked...)
	pages, listErr := e.Tracker.Opened(ctx, first)
	if !listed(listErr) && !passing(listErr) {
		return wentOut, listErr
	}
	e.remember(append(pages, sent...))
	opened := openedSince(pages, day, sent)

	var out []Outcome
	arrived := map[string]Outcome{} // by chain
	for _, o := range wentOut {
		if slices.ContainsFunc(looked, func(c incident.Chain) bool { return c.Key == o.Key }) {
			arrived[o.Key] = o
		} else {
			out = append(out, o)
		}
	}
	// sofar are the outcomes where the sweep ends early, with those of what went out of the outbox before.
	sofar := func() []Outcome {
		return append(out, slices.SortedFunc(maps.Values(arrived), func(a, b Outcome) int { return a.At.Compare(b.At) })...)
	}
	failure := listErr
	for _, c := range looked {
		o, ok := arrived[c.Key]
		if !ok {
			o = e.settle(c)
		}
		delete(arrived, c.Key)
		if o.Result == WouldOpen && !passing(listErr) {
			if listErr = e.findStray(ctx, c, first, &o); listErr != nil && !passing(listErr) {
				return sofar(), listErr
			}
			failure = cmp.Or(failure, listErr)
		}
		if o.Result == WouldOpen && e.Options.DailyCap > 0 && opened >= e.Options.DailyCap {
			o.Result, o.Reason = Held, incident.ReasonDailyCap
			o.Detail = fmt.Sprintf("The daily cap of %d in 24 hours is reached; the next sweep after that takes it up.", e.Options.DailyCap)
		}
		if o.Result == WouldOpen {
			if err := e.open(ctx, c, chains, listErr, &o); err != nil {
				_, apart := errors.AsType[undrafted](err)
				switch {
				case ctx.Err() != nil:
					return sofar(), ctx.Err()
				case apart:
					o.Result, o.Detail = Held, "Its incident could not be written: "+err.Error()
					failure = cmp.Or(failure, err)
					out = append(out, o)
					continue
				case o.Result != Queued:
					return sofar(), err
				}
				failure = cmp.Or(failure, err)
			}
			if o.Result != AlreadyOpen && o.Result != AlreadyDone {
				opened++
			}
		}
		joined, err := e.join(ctx, c, &o)
		if ctx.Err() != nil {
			return append(sofar(), o), ctx.Err()
		}
		failure = cmp.Or(failure, err)
		out = append(append(out, o), joined...)
	}
	return out, cmp.Or(failure, e.unsent(mail))
}

// listed reports whether a listing shows the incidents that there are. Where it failed, one that is there might be
// opened again. Where it is only that one of them can't be read, the others are known, and that one the tracker finds
// by its name before it opens another.
func listed(err error) bool { return err == nil || incident.ProblemOf(err) == incident.Damaged }

// Open opens the incident of one chain whatever its verdict: a person asked for it. It says what became of it, and of
// what has joined its incident since that was opened.
func (e *Engine) Open(ctx context.Context, c incident.Chain, chains []incident.Chain) ([]Outcome, error) {
	first := e.beginning(ctx, e.Now, c)
	pages, listErr := e.Tracker.Opened(ctx, first)
	if !listed(listErr) && !passing(listErr) {
		return nil, listErr
	}
	e.remember(pages)
	o := e.settle(c)
	if o.Ref == "" && o.Result != Queued && listErr == nil {
		if listErr = e.findStray(ctx, c, first, &o); listErr != nil && !passing(listErr) {
			return nil, listErr
		}
	}
	if o.Result == AlreadyOpen || o.Result == AlreadyDone {
		joined, err := e.join(ctx, c, &o)
		return append([]Outcome{o}, joined...), err
	}
	o.Result, o.Reason = WouldOpen, incident.ReasonAsked
	if c.Verdict.Decision != incident.Open {
		o.Detail, o.Note = "By hand.", "A sweep would not open it. "+cmp.Or(c.Verdict.Detail, c.Verdict.Reason.Sentence())
	}
	err := e.open(ctx, c, chains, listErr, &o)
	if err != nil && o.Result != Queued {
		return nil, err // nothing became of it
	}
	return []Outcome{o}, err
}

// wrongClocks is how far ahead the clock of whoever committed may have been: a week covers all but those that say
// nothing.
const wrongClocks = 7 * 24 * time.Hour

// beginning is the latest moment, no later than before, from which on the tracker's incidents tell all about the
// chains; zero where that is not known. A key is made of a commit, so no incident that answers to it is older than that
// commit.
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
func keysOf(c incident.Chain) []string { return append([]string{c.Key}, scan.Aliases(c)...) }

// keyed are chains by all keys to which they answer. A key of its own goes before another's alias.
type keyed map[string]incident.Chain

func byKeys(chains []incident.Chain) keyed {
	all := keyed{}
	for _, c := range byTime(chains) {
		for _, key := range keysOf(c) {
			if _, taken := all[key]; !taken || key == c.Key {
				all[key] = c
			}
		}
	}
	return all
}

// ChainOf finds the chain that a page is about.
func ChainOf(chains []incident.Chain, p incident.Page) (incident.Chain, bool) {
	return byKeys(chains).of(p)
}

// of finds the chain that a page is about.
func (k keyed) of(p incident.Page) (incident.Chain, bool) {
	for _, key := range p.Keys() {
		if c, ok := k[key]; ok {
			return c, true
		}
	}
	return incident.Chain{}, false
}

// settle gives a chain's outcome as far as it is known before anything is written: WouldOpen is what is left
// to do.
func (e *Engine) settle(c incident.Chain) Outcome {
	f := c.Opening()
	o := Outcome{
		Key: c.Key, SHA: f.SHA, Kind: f.Kind, Subject: f.Subject, At: f.CommittedAt,
		Reason: c.Verdict.Reason, Detail: c.Verdict.Detail, Result: Held,
	}
	if page, ok := e.known(keysOf(c)...); ok {
		if page.Ref == inOutbox {
			o.Result, o.Reason, o.Detail = Queued, incident.ReasonOutbox, "It waits in the outbox."
			return o
		}
		o.Ref, o.URL = page.Ref, page.URL
		o.Result, o.Reason, o.Detail = AlreadyOpen, incident.ReasonKnown, "Its incident is "+page.Ref+"."
		switch {
		case page.State == incident.PageClosed:
			o.Result, o.Detail = AlreadyDone, "Its incident "+page.Ref+" was closed."
		case page.Branch != "":
			o.Note = checklist.BranchNote(page)
		case page.Left != "":
			o.Note = checklist.LeftNote(page)
		case page.Unlabelled:
			o.Note = checklist.UnlabelledNote(page, e.Options.Labels.Ownup)
		case page.Lost:
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

// Strayer is a tracker that may hold incidents which its listings do not show.
type Strayer interface {
	// Stray returns the incident that is there for a draft all the same.
	Stray(ctx context.Context, d incident.Draft) (p incident.Page, found bool, err error)
}

// straysAfter is how long ago a chain must have begun before its incident can be one that is not listed: nobody tidies
// away what has just been opened. So what is opened as it lands costs nothing more.
const straysAfter = 2 * time.Hour

// findStray looks for the incident of a chain that the tracker does not list any more, before another is opened beside
// it.
func (e *Engine) findStray(ctx context.Context, c incident.Chain, since time.Time, o *Outcome) error {
	s, ok := e.Tracker.(Strayer)
	if !ok || !slices.ContainsFunc(c.Findings, func(f incident.Finding) bool { return e.Now.Sub(f.Since()) > straysAfter }) {
		return nil
	}
	page, found, err := s.Stray(ctx, incident.Draft{Key: c.Key, Aliases: scan.Aliases(c), Since: since})
	if found {
		e.learn(page)
		*o = e.settle(c)
	}
	return err
}

// undrafted is why an incident's text could not be made, as where the team's template does not fit these facts. The
// other incidents' can be for all that.
type undrafted struct{ error }

func (u undrafted) Unwrap() error { return u.error }

// open gathers, renders and sends. When the tracker can't be reached, nothing is sent: without looking first a second
// incident might be opened.
func (e *Engine) open(ctx context.Context, c incident.Chain, all []incident.Chain, listErr error, o *Outcome) error {
	draft, in, err := e.draft(ctx, c, all)
	if err != nil {
		return undrafted{err}
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
		if ctx.Err() != nil {
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
	case page.State == incident.PageClosed:
		o.Result, o.Reason, o.Detail = AlreadyDone, incident.ReasonKnown, "Its incident "+page.Ref+" was closed."
	default:
		o.Result, o.Reason, o.Detail = AlreadyOpen, incident.ReasonKnown, "Somebody else opened it just now: "+page.Ref+"."
	}
	// An earlier run may have left it there too, in a form that the tracker did not take. Sent once more, it opens
	// nothing.
	_ = e.Outbox.Done(begun.id())
	return nil
}

// draft gathers the facts of a chain and renders its incident, ready to be opened.
func (e *Engine) draft(ctx context.Context, c incident.Chain, all []incident.Chain) (incident.Draft, incident.Incident, error) {
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
	err = e.enrich(ctx, &in)
	return in, err
}

// Message is the draft of the message to those affected, as the text of the incident holds it.
func (e *Engine) Message(in incident.Incident, format checklist.Format) (string, error) {
	return checklist.Message(in, e.Options.Message, format, e.renderOptions())
}

func (e *Engine) renderOptions() checklist.Options {
	return checklist.Options{Now: e.Now, Repository: e.Options.Repository, WatchDays: e.Options.WatchDays, Commands: e.Options.Commands, Message: e.Options.Message}
}

// openedSince counts the incidents opened at or after since. Those just sent count too: the tracker may not list them
// yet, or as of the day on which they were written.
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
