package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/quote"
	"github.com/ownup-dev/ownup/internal/term"
)

func (a *app) bold(text string) string  { return a.io.Paint(term.Strong, text) }
func (a *app) faint(text string) string { return a.io.Paint(term.Dim, text) }

func (a *app) kindStyle(k incident.Kind, text string) string {
	tone := map[incident.Kind]term.Tone{incident.Revert: term.Warn, incident.Hotfix: term.Bad, incident.Reapply: term.Good}[k]
	return a.io.Paint(tone, text)
}

func (a *app) verdictStyle(d incident.Decision, text string) string {
	if d == incident.Open {
		return a.io.Paint(term.Strong, text)
	}
	return a.io.Paint(term.Dim, text)
}

func (a *app) resultStyle(r flow.Result, text string) string {
	tone := map[flow.Result]term.Tone{flow.Opened: term.Good, flow.WouldOpen: term.Good, flow.Queued: term.Warn, flow.Reopened: term.Warn, flow.WouldReopen: term.Warn, flow.Held: term.Dim, flow.Folded: term.Dim}[r]
	return a.io.Paint(tone, text)
}

func (a *app) stateStyle(f incident.Following, text string) string {
	state := string(f.Page.State)
	if len(f.Overdue(a.world.now())) > 0 {
		state = "overdue"
	}
	return a.io.Paint(stateTone(state), text)
}

func stateTone(state string) term.Tone {
	switch state {
	case "overdue":
		return term.Bad
	case "closed":
		return term.Good
	}
	return term.Plain
}

// day is a date in UTC, as incidents give it: two people read the same one.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// moment is a date, with its time where it is not a whole day's beginning.
func moment(t time.Time) string {
	if t = t.UTC(); t.Equal(t.Truncate(24 * time.Hour)) {
		return day(t)
	}
	return t.Format("2006-01-02 15:04 UTC")
}

func cell(format string, args ...any) term.Cell { return term.Cell{Text: fmt.Sprintf(format, args...)} }

// progress shows how far long work has come.
func (a *app) progress(what string, done, total int) {
	if what != a.doing {
		if a.line != nil {
			a.line.Done()
			a.line = nil
		}
		a.doing = what
		if what != "" {
			a.line = a.io.Progress(what, a.world.now)
		}
	}
	if a.line != nil {
		a.line.Step(done, total)
	}
}

// markdown is a sentence of ownup's in a job summary: what it quotes as code is code there too.
func markdown(sentence string) string {
	parts := strings.Split(sentence, "`")
	if len(parts)%2 == 0 {
		return quote.Text(sentence)
	}
	for i, part := range parts {
		if i%2 == 1 {
			parts[i] = quote.Code(part)
			continue
		}
		words := strings.TrimSpace(part) // around it is the space before and after code
		before, after, _ := strings.Cut(part, words)
		parts[i] = before + quote.Text(words) + after
	}
	return strings.Join(parts, "")
}

// outcomeMarkdown is one outcome as a line of a job summary.
func outcomeMarkdown(o flow.Outcome) string {
	line := fmt.Sprintf("**%s** %s %s", o.Result, quote.Code(cmp.Or(incident.Short(o.SHA), o.Key)), quote.Text(o.Subject))
	if o.URL != "" {
		line += " — " + quote.Link(o.Ref, o.URL)
	} else if o.Detail != "" {
		line += " — " + quote.Text(o.Detail)
	}
	return line
}
