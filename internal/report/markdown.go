package report

import (
	"fmt"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/quote"
)

// Markdown renders the review for a job summary, an issue or a file.
func Markdown(r Report) string {
	var b strings.Builder
	title := "The " + r.period().String() + " in review"
	if r.Repository != "" {
		title += ": " + quote.Text(r.Repository)
	}
	fmt.Fprintf(&b, "# %s\n\n%s\n\n**%s**\n", title, r.span(), quote.Text(r.Headline))

	section(&b, "What went well", r.Wins, func(w Win) string {
		s := winWords[w.Kind] + ": "
		switch w.Kind {
		case MeasureMerged:
			if w.Detail != "" {
				s += quote.Text(w.Detail) + " "
			}
			return s + "(" + refOrCode(w.Change) + ") for " + quote.Link(refOrCode(w.Ref), w.URL)
		case QuietWatch:
			return s + w.Detail + ", watched for " + quote.Link(refOrCode(w.Ref), w.URL) + " " + quote.Text(w.Title)
		}
		return s + quote.Link(refOrCode(w.Ref), w.URL) + " " + quote.Text(w.Title) + " – " + quote.Text(w.Detail)
	})
	section(&b, "New", r.New, func(e Entry) string { return line(e, e.state()) })
	section(&b, "Not sent yet", r.Queued, func(e Entry) string { return line(e, e.Detail) })
	section(&b, "Past its day", r.Overdue, func(l Late) string {
		return fmt.Sprintf("%s – %s, due %s (%s ago), for %s", quote.Text(l.Measure), quote.Text(l.who()), l.Due, l.late(), quote.Link(refOrCode(l.Ref), l.URL))
	})
	section(&b, "Nobody named yet", r.Unowned, func(e Entry) string { return line(e, e.Detail) })
	section(&b, "Waiting for a decision", r.Undecided, func(e Entry) string { return line(e, e.Detail) })
	section(&b, "What repeats", r.Repeats, func(p Repeat) string {
		return fmt.Sprintf("%s%s: %s (%s)", quote.Code(p.Path), files(p), incident.Count(p.Count, "incident"), p.refs(refOrCode))
	})

	b.WriteString("\n## Figures\n\n| | " + r.period().this() + " | " + r.beforeWords() + " |\n|---|---:|---:|\n")
	for _, f := range r.Figures {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", f.Label, f.value(), f.before(r.period()))
	}
	b.WriteString("\n<details><summary>" + capital(r.period().each()) + "</summary>\n\n| from | landed | reverts | hotfixes | share | live, median |\n|---|---:|---:|---:|---:|---:|\n")
	for _, w := range r.Trend {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %s | %s |\n", w.day(), w.Landed, w.Reverts, w.Hotfixes, orDash(w.Share, percent), orDash(w.MedianLive, hours))
	}
	b.WriteString("\n</details>\n")

	if len(r.Held) > 0 {
		b.WriteString("\n## Held, and why\n\n")
		for _, g := range r.Held {
			fmt.Fprintf(&b, "<details><summary>%d × %s – %s</summary>\n\n", g.Count, quote.Text(string(g.Reason)), quote.Text(g.Why))
			for _, h := range g.Items {
				fmt.Fprintf(&b, "* %s %s\n", quote.Code(incident.Short(h.SHA)), quote.Code(h.Subject))
			}
			if g.more() > 0 {
				fmt.Fprintf(&b, "* … and %d more\n", g.more())
			}
			b.WriteString("\n</details>\n")
		}
	}
	b.WriteString("\n---\n\n")
	for _, n := range r.Footnotes {
		b.WriteString("<sub>" + n + "</sub><br>\n")
	}
	return b.String()
}

// section writes a list under a heading; nothing at all where the list is empty.
func section[T any](b *strings.Builder, heading string, items []T, say func(T) string) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(b, "\n## %s\n\n", heading)
	for i, item := range items {
		if i == maxShown {
			fmt.Fprintf(b, "* … and %d more\n", len(items)-i)
			break
		}
		b.WriteString("* " + say(item) + "\n")
	}
}

// maxShown is how many entries of one list a person is shown; the JSON form has them all.
const maxShown = 25

func line(e Entry, detail string) string {
	s := quote.Link(refOrCode(e.Ref), e.URL) + " " + quote.Text(e.Title)
	if detail != "" {
		s += " – " + quote.Text(detail)
	}
	return s
}

// refOrCode shows "#12" and "owner/name#12" as they are, for the forge to link, and anything else as code.
func refOrCode(ref string) string {
	if incident.IsRef(ref) {
		return ref
	}
	return quote.Code(ref)
}
