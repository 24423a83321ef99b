package checklist

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/quote"
)

// What facts are called in a text.

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func onDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " on " + day(t)
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// size says how large a change is; empty when unknown.
func size(c incident.CommitFact) string {
	if c.Files == 0 && c.Added == 0 && c.Deleted == 0 {
		return ""
	}
	return fmt.Sprintf("%s, +%d −%d lines", incident.Count(c.Files, "file"), c.Added, c.Deleted)
}

// percent never says 100 % of what is not certain.
func percent(p float64) string {
	n := int(p*100 + 0.5)
	if n >= 100 && p < 1 {
		n = 99
	}
	return strconv.Itoa(min(n, 100)) + " %"
}

// lowerFirst makes a sentence part of a longer one; names and abbreviations keep their capitals.
func lowerFirst(s string) string {
	if len(s) > 1 && 'A' <= s[0] && s[0] <= 'Z' && (s[1] == ' ' || 'a' <= s[1] && s[1] <= 'z') {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}

// plainBlock keeps the lines of s as plain text, indented.
func plainBlock(s string, lines int) string {
	var out []string
	for len(s) > 0 {
		line, rest, _ := strings.Cut(s, "\n")
		s = rest
		if line = quote.PlainN(line, quote.MaxLine); line == "" {
			continue
		}
		if len(out) == lines {
			out = append(out, "    …")
			break
		}
		out = append(out, "    "+line)
	}
	return strings.Join(out, "\n")
}

func firstRunes(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
