package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
)

// early is how long after a person closed an incident ownup still leaves its one word about it.
const early = 7 * 24 * time.Hour

// keep writes what sync found: the labels, answers to commands, the status text, a reminder while something is overdue,
// and the end. The page in f is kept as it is then: it serves until somebody changes it.
func (e *Engine) keep(ctx context.Context, f *incident.Following, given orders) error {
	if f.Page.State == incident.PageClosed {
		opened, err := e.closed(ctx, f, given)
		if err != nil {
			return err
		}
		if !opened {
			return e.reply(ctx, f, given.afterwards(f.Page.ClosedAt))
		}
	}
	late := f.Overdue(e.Now)
	if err := e.labels(ctx, f, len(late) > 0); err != nil { // at once, while they are as they were read
		return err
	}
	if err := e.answer(ctx, f, given); err != nil {
		return err
	}
	if err := e.status(ctx, f, given); err != nil {
		return err
	}
	if err := e.news(ctx, f, given); err != nil {
		return err
	}
	if len(late) > 0 && f.Outcome == incident.Ongoing && !e.Now.Before(nextReminder(f.Page)) {
		year, week := e.Now.ISOWeek()
		id := fmt.Sprintf("%s%d-W%02d", reminderID, year, week) // of those who remind at the same moment one is heard
		if err := e.say(ctx, f, given, id, checklist.Reminder(*f, e.renderOptions())); err != nil {
			return err
		}
	}
	return e.end(ctx, f, given)
}

// reminderID begins the ids of reminders.
const reminderID = "reminder-"

// nextReminder is when a page may be reminded of again: a week after the last time.
func nextReminder(p incident.Page) time.Time {
	var next time.Time
	for _, c := range p.Comments {
		if at := c.CreatedAt.AddDate(0, 0, 7); c.Ours && strings.HasPrefix(c.Mark, reminderID) && at.After(next) {
			next = at
		}
	}
	return next
}

// status keeps the status text current. On a page that was just read the tracker sees for itself whether it is, and
// whether a race has left two.
func (e *Engine) status(ctx context.Context, f *incident.Following, given orders) error {
	text := checklist.Status(*f, e.renderOptions())
	if given.asKept && strings.TrimSpace(text) == strings.TrimSpace(f.Page.Status) {
		return nil
	}
	if err := e.Tracker.SetStatus(ctx, f.Page.Ref, text); err != nil {
		return err
	}
	f.Page.Status = text
	return nil
}

// say adds a comment, once for each id.
func (e *Engine) say(ctx context.Context, f *incident.Following, given orders, id, body string) error {
	if given.asKept && slices.ContainsFunc(f.Page.Comments, func(c incident.Comment) bool { return c.Ours && c.Mark == id }) {
		return nil
	}
	if err := e.Tracker.Comment(ctx, f.Page.Ref, id, body); err != nil {
		return err
	}
	f.Page.Comments = append(f.Page.Comments, incident.Comment{Body: body, CreatedAt: e.Now, Ours: true, Mark: id})
	return nil
}

// news tells, once each, what people would not see by themselves: a measure whose follow-up was reverted, and the
// area having to be mended again.
func (e *Engine) news(ctx context.Context, f *incident.Following, given orders) error {
	for _, m := range f.Progress.Measures {
		for _, up := range m.FollowUps {
			if up.State != incident.Undone || m.Done() { // or another took its place by now
				continue
			}
			if err := e.say(ctx, f, given, "reopened-"+incident.Short(up.SHA), checklist.ReopenedNote(m, up, e.renderOptions())); err != nil {
				return err
			}
		}
	}
	own := f.Incident.Chain.Again()
	again := func(g incident.Finding) bool {
		return slices.ContainsFunc(own, func(o incident.Finding) bool { return o.SHA == g.SHA })
	}
	anew := slices.DeleteFunc(slices.Clone(f.Further), func(g incident.Finding) bool { return !again(g) })
	if fresh := e.unsaid(f.Page, anew); len(fresh) > 0 {
		id := furtherID + incident.Short(fresh[len(fresh)-1].SHA)
		// A run that opened it again may have been stopped before it could say why.
		f.Told = f.Page.Reopened && slices.ContainsFunc(f.Page.Comments, func(c incident.Comment) bool { return c.Ours && c.Ends })
		if err := e.say(ctx, f, given, id, checklist.FurtherNote(f.Incident, fresh, f.Page.State, f.Told)); err != nil {
			return err
		}
	}
	others := slices.DeleteFunc(slices.Clone(f.Again), again)
	if len(others) > 0 && f.Outcome == incident.Ongoing { // whoever is asked to look closer is not told in the same breath that all is done
		first := others[0]
		return e.say(ctx, f, given, furtherID+incident.Short(first.SHA), checklist.AgainNote(first))
	}
	return nil
}

// end closes the incident when something ends it.
func (e *Engine) end(ctx context.Context, f *incident.Following, given orders) error {
	var word string
	reason := "completed"
	switch f.Outcome {
	case incident.Ongoing:
		return nil
	case incident.Dismissed:
		word, reason = checklist.DismissNote(given.dismisser, given.dismissed), "not_planned"
	default:
		word = checklist.Closing(*f, e.renderOptions())
	}
	if err := e.Tracker.Close(ctx, f.Page.Ref, word, reason); err != nil {
		return err
	}
	f.Page.State, f.Page.Reopened, f.Page.ClosedAt = incident.PageClosed, false, e.Now
	f.Page.Comments = append(f.Page.Comments, incident.Comment{Body: word, CreatedAt: e.Now, Ours: true, Ends: true})
	return nil
}

// labels sets the overdue label and the one that shows progress, when they differ from what stands.
func (e *Engine) labels(ctx context.Context, f *incident.Following, overdue bool) error {
	progress := e.Options.Labels.Progress
	want := fmt.Sprintf("%s%d/%d", progress, f.Progress.Done(), len(incident.Steps))
	// The repository may spell them otherwise: names that differ in case are the same to GitHub.
	wanted := func(have string) bool { return strings.EqualFold(have, want) }
	shows := func(have string) bool {
		return len(have) >= len(progress) && strings.EqualFold(have[:len(progress)], progress)
	}
	var add, remove []string
	if progress != "" && !slices.ContainsFunc(f.Page.Labels, wanted) {
		add = append(add, want)
	}
	for _, have := range f.Page.Labels {
		if progress != "" && shows(have) && !wanted(have) || have == e.Options.Labels.Overdue && !overdue {
			remove = append(remove, have)
		}
	}
	if overdue && !slices.Contains(f.Page.Labels, e.Options.Labels.Overdue) {
		add = append(add, e.Options.Labels.Overdue)
	}
	if len(add)+len(remove) == 0 {
		return nil
	}
	if err := e.Tracker.Label(ctx, f.Page.Ref, add, remove); err != nil {
		return err
	}
	left := slices.DeleteFunc(slices.Clone(f.Page.Labels), func(l string) bool { return slices.Contains(remove, l) })
	f.Page.Labels = append(left, add...)
	return nil
}
