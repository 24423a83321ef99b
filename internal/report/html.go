package report

import (
	"embed"
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
)

//go:embed templates
var pages embed.FS

// page is parsed at its first use, from a file of this package that every test of it runs.
var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report.html.tmpl").Funcs(template.FuncMap{
		"whole": whole, "state": Entry.state, "files": files, "short": incident.Short,
		"plural": incident.Count, "joined": func(p Repeat) string { return p.refs(strings.Clone) },
		"win": func(k WinKind) string { return winWords[k] },
		"day": Week.day, "share": func(v *float64) string { return orDash(v, percent) }, "hours": func(v *float64) string { return orDash(v, hours) },
		"big": Figure.big, "parts": Figure.parts, "before": Figure.before, "more": HeldGroup.more, "late": Late.late, "who": Late.who,
	}).ParseFS(pages, "templates/report.html.tmpl"))
})

// unbroken are days and keys, which a browser would break at their hyphens.
var unbroken = lazy.Regexp(`\b(?:\d{4}-\d{2}-\d{2}|[rh]-[0-9a-f]{12})\b`)

// whole is a text in which days and keys stay on one line.
func whole(text string) template.HTML {
	return template.HTML(unbroken().ReplaceAllString(template.HTMLEscapeString(text), `<span class="whole">$0</span>`)) //nolint:gosec // escaped before
}

// HTML renders the review as one page that needs nothing else: no script, no fetched style, font or picture. It follows
// the reader's light or dark setting, prints well and reads well aloud.
func HTML(r Report) (string, error) {
	var b strings.Builder
	err := page().Execute(&b, struct {
		Report
		Span, Before string
		Period       period
		Chart        chart
	}{r, r.span(), r.beforeWords(), r.period(), newChart(r)})
	return b.String(), err
}

// chart is the trend as a drawing, in units of its view box.
type chart struct {
	Empty         bool
	Width, Height int
	Right, Base   float64 // where the bars end, and the axis is: where it scrolls, it is seen from there
	Lines         []gridline
	Bars          []bar
	Summary       string // the drawing in words
}

type gridline struct {
	Y    float64
	Text string
}

// bar is one week: hotfixes stand on reverts.
type bar struct {
	X, W, Mid        float64
	RevertY, RevertH float64
	HotfixY, HotfixH float64
	LabelY           float64
	Label, Day, Tip  string
	Year             string // where another one begins, of a trend that goes over more than one
	This             bool
}

func newChart(r Report) chart {
	c := chart{Width: 720, Height: 236, Right: 676, Base: 200}
	const top, left = 28, 8
	most := r.peak()
	if most == 0 {
		c.Empty = true
		return c
	}
	scale := niceTop(most)
	y := func(share float64) float64 { return round1(c.Base - share/scale*(c.Base-top)) }
	for i := range 3 {
		v := scale * float64(i) / 2
		c.Lines = append(c.Lines, gridline{Y: y(v), Text: strings.Replace(percent(v), ".0", "", 1)})
	}
	slot := (c.Right - left) / float64(len(r.Trend))
	last := r.Trend[len(r.Trend)-1]
	year := last.From.UTC().Year()
	for i, w := range r.Trend {
		b := bar{
			X: round1(left + slot*float64(i) + slot*0.2), W: round1(slot * 0.6), Mid: round1(left + slot*(float64(i)+0.5)),
			Day: w.From.UTC().Format("2 Jan"), This: i == len(r.Trend)-1,
			Tip: fmt.Sprintf("From %s: %s and %s of %s landed", w.day(), incident.Count(w.Reverts, "revert"), hotfixes(w.Hotfixes), incident.Count(w.Landed, "change")),
		}
		if y := w.From.UTC().Year(); y != year {
			b.Year, c.Height, year = strconv.Itoa(y), 254, y
		}
		b.RevertY, b.HotfixY = c.Base, c.Base
		if w.Landed > 0 {
			b.RevertY = y(float64(w.Reverts) / float64(w.Landed))
			b.HotfixY = y(float64(w.Reverts+w.Hotfixes) / float64(w.Landed))
			b.Label = fmt.Sprintf("%d/%d", w.Reverts+w.Hotfixes, w.Landed)
		}
		b.RevertH, b.HotfixH = round1(c.Base-b.RevertY), round1(b.RevertY-b.HotfixY)
		b.LabelY = b.HotfixY - 7
		c.Bars = append(c.Bars, b)
	}
	c.Summary = fmt.Sprintf("Share of landed changes that were reverted or hotfixed, %s. In this one, %d of %d (%s); at most %s.",
		r.period().each(), last.Reverts+last.Hotfixes, last.Landed, orDash(last.Share, percent), percent(most))
	return c
}

func hotfixes(n int) string {
	if n == 1 {
		return "1 hotfix"
	}
	return fmt.Sprintf("%d hotfixes", n)
}

// niceTop is the end of an axis that holds most: a round number whose half is round too, and never beyond the whole.
func niceTop(most float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(most)))
	for _, m := range []float64{1, 2, 4, 6, 8} {
		if most <= m*unit*1.0000001 {
			return m * unit
		}
	}
	return 10 * unit
}

func round1(v float64) float64 { return math.Round(v*10) / 10 }
