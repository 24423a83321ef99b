package report

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The wording that all forms share.

var winWords = map[WinKind]string{Closed: "Closed", MeasureMerged: "Merged", QuietWatch: "Stayed quiet"}

// span says the week in days: "9–15 November 2026".
func (r Report) span() string {
	from, to := r.From.UTC(), r.To.UTC().Add(-time.Second) // the last day that counts
	switch {
	case from.Format(time.DateOnly) == to.Format(time.DateOnly):
		return from.Format("2 January 2006")
	case from.Year() != to.Year():
		return from.Format("2 January 2006") + " – " + to.Format("2 January 2006")
	case from.Month() != to.Month():
		return from.Format("2 January") + " – " + to.Format("2 January 2006")
	}
	return from.Format("2") + "–" + to.Format("2 January 2006")
}

// value says a figure's value: "3 of 120 (2.5 %)", "42", "1 day 4 hours", or "–" where there was nothing to measure.
func (f Figure) value() string {
	if f.Value == nil {
		return "–"
	}
	s := f.Unit.say(*f.Value)
	if f.Part != nil {
		return fmt.Sprintf("%d of %d (%s)", *f.Part, *f.Of, s)
	}
	return s
}

// big is the value alone; parts is what it is a part of.
func (f Figure) big() string {
	if f.Value == nil {
		return "–"
	}
	return tight(f.Unit.say(*f.Value))
}

func (f Figure) parts() string {
	if f.Value == nil || f.Part == nil {
		return ""
	}
	return fmt.Sprintf("%d of %d", *f.Part, *f.Of)
}

func (f Figure) before(p period) string {
	switch {
	case f.Before == nil:
		return "–"
	case f.Unit == Count && p.n == 1:
		return "median " + p.word + ": " + f.Unit.say(*f.Before)
	case f.Unit == Count:
		return "median: " + f.Unit.say(*f.Before)
	}
	return tight(f.Unit.say(*f.Before))
}

func (u Unit) say(v float64) string {
	switch u {
	case Share:
		return percent(v)
	case Hours:
		return hours(v)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// percent is exact to a tenth below ten, and never rounds something to nothing.
func percent(v float64) string {
	p := v * 100
	switch {
	case p == 0:
		return "0 %"
	case p < 0.1:
		return "< 0.1 %"
	case p < 9.95:
		return strconv.FormatFloat(p, 'f', 1, 64) + " %"
	}
	return strconv.FormatFloat(p, 'f', 0, 64) + " %"
}

func hours(h float64) string { return incident.Duration(time.Duration(h * float64(time.Hour))) }

// tight keeps a number and its unit on one line.
var tight = strings.NewReplacer(" %", "\u00a0%", "< ", "<\u00a0", " day", "\u00a0day", " hour", "\u00a0hour", " minute", "\u00a0minute").Replace

// state says of a new incident when what it is about was undone, and how far it has come.
func (e Entry) state() string {
	s := fmt.Sprintf("%d/%d steps done", e.Steps, len(incident.Steps))
	if e.Detail != "" {
		s = e.Detail
	}
	if e.UndoneAt.IsZero() {
		return s
	}
	word := "taken back"
	if e.Kind == incident.Hotfix {
		word = "repaired"
	}
	return word + " " + e.UndoneAt.UTC().Format(time.DateOnly) + ", " + s
}

// late says how long a measure is past its day.
func (l Late) late() string { return incident.Count(l.Days, "day") }

func (l Late) who() string {
	if l.Owner == "" {
		return "nobody named yet"
	}
	return l.Owner
}

// more says how many of a group are not shown.
func (g HeldGroup) more() int { return g.Count - len(g.Items) }

// period is what a report's length is called: one word, or so many days or hours.
type period struct {
	n    int
	word string
}

func (r Report) period() period {
	length := r.To.Sub(r.From)
	switch days := int(length.Hours()/24 + 0.5); days {
	case 0:
		return period{int(length.Hours() + 0.5), "hour"}
	case 7:
		return period{1, "week"}
	case 14:
		return period{1, "fortnight"}
	case 28, 29, 30, 31:
		return period{1, "month"}
	default:
		return period{days, "day"}
	}
}

func (p period) String() string {
	if p.n == 1 {
		return p.word
	}
	return incident.Count(p.n, p.word)
}

func (p period) this() string {
	if p.n == 1 {
		return "this " + p.word
	}
	return "these " + p.String()
}

func (p period) quiet() string {
	if p.n == 1 {
		return "A quiet " + p.word
	}
	return fmt.Sprintf("%d quiet %ss", p.n, p.word)
}

// each says how often a trend has a figure.
func (p period) each() string {
	if p.n == 1 {
		return p.word + " by " + p.word
	}
	return "every " + p.String()
}

// beforeWords says what the figures are set against: those weeks before this one of which the history tells.
func (r Report) beforeWords() string {
	weeks := len(r.Trend) - 1
	if known := r.Figures[0].Weeks; known > 0 {
		weeks = known
	}
	switch p := r.period(); {
	case p.n == 1:
		return incident.Count(weeks, p.word) + " before"
	case weeks == 1:
		return "the " + p.String() + " before"
	default:
		return fmt.Sprintf("the %d × %s before", weeks, p)
	}
}

func (w Week) day() string { return w.From.UTC().Format(time.DateOnly) }

func orDash(v *float64, say func(float64) string) string {
	if v == nil {
		return "–"
	}
	return say(*v)
}

func files(p Repeat) string {
	if p.Files > 1 {
		return " (" + incident.Count(p.Files, "file") + ")"
	}
	return ""
}

// refs lists the incidents, each as say says it; of very many the first.
func (p Repeat) refs(say func(string) string) string {
	const most = 8
	var out []string
	for _, ref := range p.Refs[:min(len(p.Refs), most)] {
		out = append(out, say(ref))
	}
	if more := len(p.Refs) - len(out); more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(out, ", "), more)
	}
	return strings.Join(out, ", ")
}
