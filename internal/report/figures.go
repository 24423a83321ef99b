package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// trend counts the week and those before it, oldest first. Each chain counts once, when it had its first revert or
// hotfix, and once more each time it was undone again.
func trend(in Input) []Week {
	// Whole hours: a week that reaches past now, to the end of the hour, moves none of those before it.
	span := in.To.Sub(in.From)
	length := span.Truncate(time.Hour)
	end := in.To.Add(length - span)
	if length <= 0 {
		length, end = 7*24*time.Hour, in.To
	}
	weeks := in.weeks(length)
	out := make([]Week, weeks+1)
	for i := range out {
		to := end.Add(-time.Duration(weeks-i) * length)
		out[i] = Week{From: to.Add(-length), To: to}
	}
	out[weeks].To = in.To
	at := func(t time.Time) *Week {
		if t.Before(out[0].From) || !t.Before(in.To) {
			return nil
		}
		return &out[min(int(t.Sub(out[0].From)/length), weeks)]
	}
	for _, t := range in.Landed {
		if w := at(t); w != nil {
			w.Landed++
		}
	}
	count := func(w *Week, kind incident.Kind) {
		if kind == incident.Hotfix {
			w.Hotfixes++
		} else {
			w.Reverts++
		}
	}
	live := map[*Week][]float64{}
	asked, unworded := in.asked()
	for _, c := range in.Chains {
		if c.Verdict.Decision == incident.Open {
			for _, again := range c.Again() {
				if w := at(again.Since()); w != nil {
					count(w, again.Kind)
				}
			}
		}
		f := c.Opening()
		w := at(f.Since())
		if w == nil {
			continue
		}
		if c.Verdict.Decision != incident.Open && !asked[c.Key] {
			if c.Verdict.Decision == incident.Hold {
				w.Held++
			}
			continue
		}
		count(w, f.Kind)
		if len(f.Offending) > 0 && f.Live(f.Offending[0]) > 0 {
			live[w] = append(live[w], f.Live(f.Offending[0]).Hours())
		}
	}
	for _, p := range unworded {
		if w := at(p.CreatedAt); w != nil {
			count(w, p.Kind)
		}
	}
	for i := range out {
		w := &out[i]
		// A revert is itself a change that landed. Where the history shows fewer (another branch was read), the share
		// stays one.
		w.Landed = max(w.Landed, w.Reverts+w.Hotfixes)
		if w.Landed > 0 {
			share := float64(w.Reverts+w.Hotfixes) / float64(w.Landed)
			w.Share = &share
		}
		w.MedianLive = median(live[w])
	}
	return out
}

// peak is the largest share of the trend.
func (r Report) peak() float64 {
	most := 0.0
	for _, w := range r.Trend {
		if w.Share != nil {
			most = max(most, *w.Share)
		}
	}
	return most
}

// asked returns which held chains have an incident all the same, since a person asked for it, and the pages of those
// incidents that no chain stands for: what a label or a person calls a hotfix, and its message doesn't.
func (in Input) asked() (held map[string]bool, unworded []incident.Page) {
	held = map[string]bool{}
	seen := map[string]bool{}
	for _, f := range in.Followed {
		if f.Outcome == incident.Dismissed {
			continue
		}
		if c := f.Incident.Chain; len(c.Findings) > 0 {
			held[c.Key] = c.Verdict.Decision == incident.Hold
		} else if !seen[f.Page.Key] {
			seen[f.Page.Key] = true
			unworded = append(unworded, f.Page)
		}
	}
	return held, unworded
}

func median(values []float64) *float64 {
	if len(values) == 0 {
		return nil
	}
	slices.Sort(values)
	m := values[len(values)/2]
	if len(values)%2 == 0 {
		m = (m + values[len(values)/2-1]) / 2
	}
	return &m
}

// figures sets this week against those before it.
func figures(r *Report, in Input) []Figure {
	last := len(r.Trend) - 1
	this, before := r.Trend[last], r.Trend[:last]
	var landed, reverts, hotfixes int
	var landedWeeks, liveWeeks []float64
	for _, w := range before {
		landed += w.Landed
		reverts += w.Reverts
		hotfixes += w.Hotfixes
		if landed > 0 { // before the first change that is known, the history may not have begun
			landedWeeks = append(landedWeeks, float64(w.Landed))
		}
		if w.MedianLive != nil {
			liveWeeks = append(liveWeeks, *w.MedianLive)
		}
	}
	measures, done := 0, 0
	for _, f := range in.Followed {
		if f.Outcome == incident.Dismissed || f.Page.State == incident.PageClosed && f.Page.ClosedAt.Before(in.From) {
			continue
		}
		for _, m := range f.Progress.Measures {
			if m.NotDoing { // decided, and nothing was done
				continue
			}
			measures++
			if m.Done() {
				done++
			}
		}
	}
	return []Figure{
		{Name: "changes_landed", Label: "Changes landed", Unit: Count, Value: number(this.Landed), Before: median(landedWeeks), Weeks: len(landedWeeks)},
		share("reverts_per_change", "Reverts per change landed", this.Reverts, this.Landed, reverts, landed, len(landedWeeks)),
		share("hotfixes_per_change", "Hotfixes per change landed", this.Hotfixes, this.Landed, hotfixes, landed, len(landedWeeks)),
		{Name: "median_hours_live", Label: "Time live before the repair, median", Unit: Hours, Value: this.MedianLive, Before: median(liveWeeks), Weeks: len(liveWeeks)},
		share("measures_done", "Measures done, of those still followed", done, measures, 0, 0, 0),
	}
}

func share(name, label string, part, of, partBefore, ofBefore, weeks int) Figure {
	return Figure{Name: name, Label: label, Unit: Share, Part: &part, Of: &of, Value: ratio(part, of), Before: ratio(partBefore, ofBefore), Weeks: weeks}
}

func ratio(part, of int) *float64 {
	if of == 0 {
		return nil
	}
	v := float64(part) / float64(of)
	return &v
}

func number(n int) *float64 {
	v := float64(n)
	return &v
}

// footnotes say how the figures are counted, where the usual ways mislead.
func footnotes(r Report) []string {
	notes := []string{
		"A change with its revert, re-land, backports and copies is one story and counts once, when it had its first revert or hotfix, and once more each time it is undone again. A revert is itself a change that landed, so no share can exceed 100 %.",
		"What was held is not counted: above all changes undone within their own pull request, which never stood on the default branch alone.",
		"Few changes make a jumpy share: read it with its denominator, and over a while. It describes the way changes reach users, and says nothing about people.",
	}
	if r.Shallow {
		notes = append(notes, "The history at hand ends early (a shallow clone): the counts are lower bounds.")
	}
	return notes
}

// headline says the week in a sentence or two, the good first.
func headline(r Report) string {
	var good []string
	if n := wins(r, Closed); n > 0 {
		good = append(good, incident.Count(n, "incident")+" closed")
	}
	if n := wins(r, MeasureMerged); n > 0 {
		good = append(good, incident.Count(n, "corrective change")+" merged")
	}
	if n := wins(r, QuietWatch); n > 0 {
		good = append(good, "the files of "+incident.Count(n, "incident")+" stayed quiet through the whole watch")
	}
	var rest []string
	if len(r.New) > 0 {
		rest = append(rest, incident.Count(len(r.New), "new incident")+ofNew(r))
	}
	if r.again > 0 {
		rest = append(rest, incident.Count(r.again, "change")+" undone again")
	}
	if n := len(r.Queued); n > 0 {
		rest = append(rest, incident.Count(n, "incident")+" not sent yet")
	}
	waiting := 0
	for _, e := range r.Undecided {
		if e.Detail == notSwept {
			waiting++
		}
	}
	if waiting > 0 {
		rest = append(rest, incident.Count(waiting, "change")+" mended that "+verbOf(waiting)+" no incident yet")
	}
	switch n := len(r.Overdue); n {
	case 0:
	case 1:
		rest = append(rest, "1 measure past its day")
	default:
		rest = append(rest, incident.Count(n, "measure")+" past their day")
	}
	switch {
	case len(good)+len(rest) == 0:
		return r.period().quiet() + ": " + noNews(r) + "."
	case len(good) == 0:
		return capital(and(rest)) + "."
	case len(rest) == 0:
		return capital(and(good)) + ". Nothing new came up."
	}
	return capital(and(good)) + ". Besides, there " + isAre(rest) + " " + and(rest) + "."
}

// noNews says what there is to say of a week without any.
func noNews(r Report) string {
	landed := r.Trend[len(r.Trend)-1].Landed
	switch {
	case r.Open > 0:
		return "nothing new, nothing overdue, and " + incident.Count(r.Open, "incident") + " on the way"
	case landed == 0:
		return "nothing landed, so nothing had to be mended"
	case len(r.Held) > 0: // something was, and it stands further down
		return incident.Count(landed, "change") + " landed, and nothing asked for an incident"
	}
	return incident.Count(landed, "change") + " landed, and nothing had to be mended"
}

// ofNew says how many of the new incidents are about what was undone before, and how many were set aside.
func ofNew(r Report) string {
	older, aside := 0, 0
	for _, e := range r.New {
		if !e.UndoneAt.IsZero() && e.UndoneAt.Before(r.From) {
			older++
		}
		if e.Detail == setAside {
			aside++
		}
	}
	var of []string
	if older > 0 {
		of = append(of, fmt.Sprintf("%d about an earlier time", older))
	}
	if aside > 0 {
		of = append(of, fmt.Sprintf("%d set aside", aside))
	}
	if len(of) == 0 {
		return ""
	}
	return " (" + strings.Join(of, ", ") + ")"
}

func verbOf(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

func isAre(rest []string) string {
	if strings.HasPrefix(rest[0], "1 ") {
		return "is"
	}
	return "are"
}

func wins(r Report, k WinKind) int {
	n := 0
	for _, w := range r.Wins {
		if w.Kind == k {
			n++
		}
	}
	return n
}

func and(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}

func capital(s string) string {
	return strings.ToUpper(s[:1]) + s[1:]
}
