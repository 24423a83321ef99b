package term

import (
	"fmt"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/quote"
)

// Clean makes a line of foreign text safe to be shown: no control characters, no escape sequences, nothing that
// turns the direction of writing, at most limit characters.
func Clean(s string, limit int) string { return quote.Clean(s, limit) }

const cleanLine = 1000 // characters of one line of a longer text

// CleanText is Clean for text of several lines, of which it keeps at most so many. Indentation is kept.
func CleanText(s string, lines int) string {
	var b strings.Builder
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		if n == lines {
			b.WriteString("\n…")
			break
		}
		if n > 0 {
			b.WriteByte('\n')
		}
		n++
		// A tab is as wide as the terminal likes; four spaces are four everywhere.
		text := strings.TrimLeft(line[:min(len(line), 200)], " \t")
		indent := line[:min(len(line), 200)-len(text)]
		b.WriteString(strings.ReplaceAll(indent, "\t", "    "))
		b.WriteString(quote.Clean(line, cleanLine))
	}
	return b.String()
}

// Time is a moment as the reader of Out wants it: how long ago on a terminal, RFC 3339 in a pipe; empty for none.
func (s *Streams) Time(at, now time.Time) string {
	switch {
	case at.IsZero():
		return ""
	case s.outTerminal:
		return Ago(at, now)
	}
	return at.UTC().Format(time.RFC3339)
}

// Ago says how long ago something was, in one unit.
func Ago(at, now time.Time) string {
	d := now.Sub(at)
	if d < 0 {
		if d > -time.Minute {
			return "just now"
		}
		return "in " + Span(-d)
	}
	if d < time.Minute {
		return "just now"
	}
	return Span(d) + " ago"
}

// Span says a length of time in its largest unit, rounded down: "3 hours". Months are 30 days, years 365.
func Span(d time.Duration) string {
	const day = 24 * time.Hour
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{365 * day, "year"}, {30 * day, "month"}, {7 * day, "week"}, {day, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		n := int(d / u.of)
		switch {
		case n == 1:
			return "1 " + u.name
		case n > 1:
			return fmt.Sprintf("%d %ss", n, u.name)
		}
	}
	return "less than a minute"
}
