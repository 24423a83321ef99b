package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/ownup-dev/ownup/internal/event"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/quote"
	"github.com/ownup-dev/ownup/internal/term"
)

// What a run inside GitHub Actions says: in its log, in its summary, and in the outputs of its step.

// told tells outcomes, and returns the failure that came with them.
func (r *actionRun) told(outcomes []flow.Outcome, failure error) error {
	for _, o := range outcomes {
		if err := r.tell(o, failure); err != nil {
			return errors.Join(failure, err)
		}
	}
	return failure
}

// tell prints an outcome, and keeps it for the summary and for the step's outputs: the last with an incident goes
// before those without.
func (r *actionRun) tell(o flow.Outcome, failure error) error {
	if err := r.guarded(func(w io.Writer) error { return r.app.printOutcome(w, o) }); err != nil {
		return err
	}
	if failure != nil && o.Detail == failure.Error() {
		o.Detail = "" // the summary has that by itself
	}
	r.notes = append(r.notes, outcomeMarkdown(o))
	r.waits = r.waits || o.Result == flow.Queued
	if o.Ref != "" || r.last.Ref == "" {
		r.last = o
	}
	return nil
}

// outputs sets the step's outputs, where there is an outcome at all.
func (r *actionRun) outputs() error {
	o := r.last
	if o.Result == "" {
		return nil
	}
	verdict := "hold"
	switch o.Result {
	case flow.Opened, flow.WouldOpen, flow.AlreadyOpen, flow.Queued, flow.Reopened, flow.WouldReopen:
		verdict = "open"
	case flow.Folded:
		verdict = "fold"
	}
	token := rand.Text()
	return r.append("GITHUB_OUTPUT", event.Output("incident", strings.TrimPrefix(o.Ref, "#"), token)+
		event.Output("url", o.URL, token)+event.Output("verdict", verdict, token))
}

// guarded prints text that others wrote where the runner obeys no commands in it.
func (r *actionRun) guarded(print func(io.Writer) error) error {
	g := event.Guard(r.app.io.Out, rand.Text())
	return errors.Join(print(g), g.Close())
}

func (r *actionRun) note(sentence string) {
	r.notes = append(r.notes, quote.Text(sentence))
	_ = r.guarded(func(w io.Writer) error { _, err := fmt.Fprintln(w, term.Clean(sentence, 500)); return err })
}

func (r *actionRun) warn(sentence string) {
	r.notes = append(r.notes, quote.Text(sentence))
	fmt.Fprint(r.app.io.Out, event.Annotation(event.Warning, sentence))
}

// summary writes what was done into the run's summary.
func (r *actionRun) summary() error {
	if len(r.notes) == 0 {
		return nil
	}
	return r.append("GITHUB_STEP_SUMMARY", "### ownup\n\n- "+strings.Join(r.notes, "\n- ")+"\n\n")
}

// append adds text to one of the files by which a step speaks to its run; outside of Actions there is none.
func (r *actionRun) append(variable, text string) error {
	path := r.app.world.env(variable)
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return problemf("The file of %s can't be written: %v.", variable, cause(err))
	}
	return nil
}

// annotate shows a failure on the run's page as well.
func (r *actionRun) annotate(err error) error {
	if err != nil {
		fmt.Fprint(r.app.io.Out, event.Annotation(event.Error, sentence(err)))
	}
	return err
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
