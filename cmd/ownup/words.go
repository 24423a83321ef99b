package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
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

// plural says how many there are of what the verbs count.
func plural(n int, word string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(word, "y"):
		word = strings.TrimSuffix(word, "y") + "ies"
	case strings.HasSuffix(word, "x"):
		word += "es"
	default:
		word += "s"
	}
	return thousands(n) + " " + word
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
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
