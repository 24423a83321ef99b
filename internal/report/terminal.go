package report

import (
	"fmt"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/quote"
)

// Tone is the part that a piece of text plays on a terminal.
type Tone int

// The tones.
const (
	Heading Tone = iota
	Good
	Warn
	Muted

	unpainted Tone = -1
)

// Styler paints a piece of text in a tone. It must not change what the text says; nil paints nothing.
type Styler func(t Tone, text string) string

// Terminal renders the review as plain lines for a terminal of the given width, in columns; 0 means 80.
func Terminal(r Report, width int, paint Styler) string {
	if width <= 0 {
		width = 80
	}
	width = min(max(width, 40), 120) // longer lines are hard to read
	if paint == nil {
		paint = func(_ Tone, text string) string { return text }
	}
	t := terminal{width: width, paint: paint}
	title := capital(r.period().String()) + " in review, " + r.span()
	if r.Repository != "" {
		title = r.Repository + ": " + title
	}
	t.text(Heading, title, "", "")
	t.text(unpainted, r.Headline, "", "")

	list(&t, "What went well", r.Wins, func(w Win) (Tone, string) {
		s := winWords[w.Kind] + ": "
		switch w.Kind {
		case MeasureMerged:
			return Good, s + strings.TrimSpace(w.Detail+" ("+w.Change+")") + ", for " + w.Ref
		case QuietWatch:
			return Good, s + join(w.Detail, "watched for "+w.Ref) + " " + w.Title
		}
		return Good, join(s+w.Ref+" "+w.Title, w.Detail)
	})
	list(&t, "New", r.New, func(e Entry) (Tone, string) { return unpainted, join(e.Ref+" "+e.Title, e.state()) })
	list(&t, "Not sent yet", r.Queued, func(e Entry) (Tone, string) { return Warn, join(e.Ref+" "+e.Title, e.Detail) })
	list(&t, "Past its day", r.Overdue, func(l Late) (Tone, string) {
		return Warn, fmt.Sprintf("%s: %s, due %s (%s ago), for %s", l.Measure, l.who(), l.Due, l.late(), l.Ref)
	})
	list(&t, "Nobody named yet", r.Unowned, func(e Entry) (Tone, string) { return unpainted, join(e.Ref+" "+e.Title, e.Detail) })
	list(&t, "Waiting for a decision", r.Undecided, func(e Entry) (Tone, string) { return unpainted, join(e.Ref+" "+e.Title, e.Detail) })
	list(&t, "What repeats", r.Repeats, func(p Repeat) (Tone, string) {
		return unpainted, fmt.Sprintf("%s%s: %s (%s)", p.Path, files(p), incident.Count(p.Count, "incident"), p.refs(strings.Clone))
	})

	t.heading("Figures")
	rows := [][]string{{"", r.period().this(), r.beforeWords()}}
	for _, f := range r.Figures {
		rows = append(rows, []string{f.Label, f.value(), f.before(r.period())})
	}
	t.table(rows)
	t.trend(r)

	list(&t, "Held, and why", r.Held, func(g HeldGroup) (Tone, string) {
		return unpainted, fmt.Sprintf("%d × %s. %s", g.Count, g.Reason, g.Why)
	})
	t.b.WriteByte('\n')
	for _, n := range r.Footnotes {
		t.text(Muted, n, "  · ", "    ")
	}
	return t.b.String()
}

type terminal struct {
	b     strings.Builder
	width int
	paint Styler
}

func (t *terminal) heading(s string) {
	t.b.WriteByte('\n')
	t.text(Heading, s, "", "")
}

func list[T any](t *terminal, heading string, items []T, say func(T) (Tone, string)) {
	if len(items) == 0 {
		return
	}
	t.heading(heading)
	for i, item := range items {
		if i == maxShown {
			t.text(Muted, fmt.Sprintf("… and %d more", len(items)-i), "  ", "  ")
			break
		}
		tone, s := say(item)
		t.text(tone, s, "  • ", "    ")
	}
}

// text writes s wrapped to the width, the first line behind first and the others behind rest.
func (t *terminal) text(tone Tone, s, first, rest string) {
	s = quote.Clean(s, 2000)
	lead := first
	line, used := "", 0
	flush := func() {
		if tone != unpainted {
			line = t.paint(tone, line)
		}
		t.b.WriteString(lead + line + "\n")
		lead, line, used = rest, "", 0
	}
	room := t.width - displaywidth.String(first)
	for _, w := range strings.Fields(s) {
		n := displaywidth.String(w)
		if used > 0 && used+1+n > room {
			flush()
		}
		if used > 0 {
			line += " "
			used++
		}
		line += w
		used += n
	}
	flush()
}

// table writes rows with the first column to the left and the others to the right. A row too wide for the terminal
// has its first cell on a line of its own.
func (t *terminal) table(rows [][]string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], displaywidth.String(cell))
		}
	}
	total := 0
	for _, w := range widths {
		total += w + 2
	}
	narrow := total > t.width
	for i, row := range rows {
		line := "  " + row[0] + strings.Repeat(" ", widths[0]-displaywidth.String(row[0]))
		if narrow {
			line = "  " + row[0] + "\n  "
			if row[0] == "" {
				line = "  "
			}
		}
		for k, cell := range row[1:] {
			line += "  " + strings.Repeat(" ", widths[k+1]-displaywidth.String(cell)) + cell
		}
		if i == 0 {
			line = t.paint(Muted, line)
		}
		t.b.WriteString(line + "\n")
	}
}

// trend draws the shares as one row of bars.
func (t *terminal) trend(r Report) {
	most := r.peak()
	if most == 0 {
		return
	}
	bars := []rune("▁▂▃▄▅▆▇█")
	var line strings.Builder
	for _, w := range r.Trend {
		if w.Share == nil || *w.Share == 0 {
			line.WriteRune('·')
		} else {
			line.WriteRune(bars[min(int(*w.Share/most*float64(len(bars))), len(bars)-1)])
		}
		line.WriteByte(' ')
	}
	label, drawn, top := "Mended, "+r.period().each(), strings.TrimRight(line.String(), " "), "at most "+percent(most)
	t.b.WriteByte('\n')
	if displaywidth.String(label)+displaywidth.String(drawn)+displaywidth.String(top)+6 <= t.width {
		t.b.WriteString("  " + t.paint(Muted, label) + "  " + t.paint(Good, drawn) + "  " + top + "\n")
		return
	}
	t.text(Muted, label+", "+top, "  ", "  ")
	t.text(Good, drawn, "  ", "  ")
}

func join(a, b string) string {
	if b == "" {
		return a
	}
	return strings.TrimSuffix(a, ".") + ", " + b
}
