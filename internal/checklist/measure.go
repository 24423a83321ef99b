package checklist

import (
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
	"github.com/ownup-dev/ownup/internal/quote"
)

// The parts of a measure's line. They run over flattened text, in which code and foreign links are held apart.
const (
	before = `(^|[\s(\[{,;:.\x{2013}\x{2014}\x{060c}（［「【、。，：；-])`
	name   = `[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?`
)

var (
	mentionPart = lazy.Regexp(before + `((?i:owner:?\s*)?@(` + name + `(?:/` + name + `)?))`)
	duePart     = lazy.Regexp(before + `((?i:due)(?:\s+(?:on|by)|:)?\s*([0-9]{4}-[0-9]{2}-[0-9]{2}))`)
	typePart    = lazy.Regexp(`((?i:type:\s*))((?i:prevention|detection|mitigation))\b|(\()((?i:prevention|detection|mitigation))\)`)
	refPart     = lazy.Regexp(before + `((?:[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+)?#[0-9]{1,9}|[0-9a-f]{7,40})\b`)

	notDoing = lazy.Regexp(`(?is)` + before + `not doing(?:[\s,;:.(\x{2013}\x{2014}-]*because\b:?|\s*:)\s*(.*)$`)
	notDone  = lazy.Regexp(`(?is)([,;:.(\x{2013}\x{2014}\x{e001}-])\s*not doing[\s.)]*$`)
	because  = lazy.Regexp(`(?is)^[\s,;:.(\x{2013}\x{2014}-]*because:?\s+(.*)$`)
	dueWords = lazy.Regexp(before + `((?i:due)(?:\s+(?:on|by)|:)?\s+(?:(?:[A-Za-z]{3,9}\.?\s+)?[0-9][0-9./-]*(?:\s+[A-Za-z]{3,9}\.?)?(?:,?\s+[0-9]{4}\b)?|` +
		`(?i:today|tomorrow|(?:(?:this|next)\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:this|next)\s+(?:week|month|quarter|year|sprint)|` +
		`(?:the\s+)?end\s+of\s+(?:(?:the|this|next)\s+)?(?:week|month|quarter|year|sprint))\b))`)
)

// What stands between the parts of a line, and what ties them to its text.
const (
	separators = " \t,;:.()[]{}–—-،（）［］「」【】、。，：；"
	tiesBehind = " ,;:–—-([{،（［「【、，：；"
	tiesBefore = " ,;:–—-)]}،）］」】、，：；"
)

// dropped reads whether the line says that its measure is not done, and why, and returns what is left to be read.
func (f *flat) dropped() (m incident.Measure, text string) {
	text = f.text.String()
	if at := notDoing().FindStringSubmatchIndex(text); at != nil {
		m.NotDoing = true
		m.Because = f.reason(text[at[4]:at[5]])
		text = text[:at[3]]
	} else if at := notDone().FindStringSubmatchIndex(text); at != nil {
		m.NotDoing = true
		text = text[:at[3]]
	} else if from, to := strings.IndexRune(text, strikeFrom), strings.LastIndex(text, string(strikeTo)); to > from &&
		strings.Trim(text[:from], separators) == "" {
		rest := text[to+len(string(strikeTo)):]
		if at := because().FindStringSubmatch(rest); at != nil {
			m.NotDoing = true
			m.Because = f.reason(at[1])
			text = text[:to]
		} else if strings.Trim(rest, separators) == "" {
			f.notes = append(f.notes, "“"+quote.Plain(f.clean(text))+"” is struck out without a reason: “not doing: because …” behind it would close it for good.")
		}
	}
	if m.NotDoing && m.Because == "" {
		f.notes = append(f.notes, "“"+quote.Plain(f.clean(strings.TrimRight(text, separators)))+"” is marked as not doing; a few words on why will help whoever reads it next year.")
	}
	text = strings.Map(func(r rune) rune {
		if r == strikeFrom || r == strikeTo {
			return ' '
		}
		return r
	}, text)
	if m.NotDoing {
		text = strings.TrimRight(text, separators)
	}
	return m, text
}

// measure reads the line as a corrective measure.
func (f *flat) measure() incident.Measure {
	m, text := f.dropped()
	var parts [][2]int
	mentions := mentionsIn(text)
	if i := slices.IndexFunc(mentions, func(at []int) bool { return text[at[4]] != '@' }); i >= 0 {
		mentions = mentions[i : i+1] // "owner: @name" leaves no doubt
	}
	for _, at := range mentions {
		parts = append(parts, [2]int{at[4], at[5]})
	}
	for _, at := range duePart().FindAllStringSubmatchIndex(text, -1) {
		due, err := time.Parse(time.DateOnly, text[at[6]:at[7]])
		if err != nil {
			f.notes = append(f.notes, "“"+text[at[6]:at[7]]+"” is no day of the calendar, so that measure has no due date yet.")
		} else if m.Due.IsZero() {
			m.Due = due
			parts = append(parts, [2]int{at[4], at[5]})
		}
	}
	if at := dueWords().FindStringSubmatch(text); at != nil && !duePart().MatchString(text) {
		f.notes = append(f.notes, "“"+quote.Plain(f.clean(at[2]))+"” is not read as a day; year, month and day would be, as in “due 2026-12-01”.")
	}
	for _, at := range typePart().FindAllStringSubmatchIndex(text, -1) {
		from, word := at[2], at[4:6] // "type: …"
		if from < 0 {
			from, word = at[8], at[8:10] // "(…)"
		}
		if m.Type == "" {
			m.Type = strings.ToLower(text[word[0]:word[1]])
			parts = append(parts, [2]int{from, word[1]})
		}
	}
	for _, at := range refPart().FindAllStringSubmatchIndex(text, -1) {
		ref := text[at[4]:at[5]]
		// Behind a hyphen it may be the end of an incident's key, of a version or of a word.
		word, hyphen := strings.CutSuffix(text[:at[4]], "-")
		within := hyphen && strings.TrimRight(word, " \t\n") == word && word != ""
		if strings.Contains(ref, "#") || incident.IsSHA(ref) && !within {
			m.Refs = appendNew(m.Refs, ref)
			parts = append(parts, [2]int{at[4], at[5]})
		}
	}
	for _, ref := range f.refs {
		m.Refs = appendNew(m.Refs, ref)
	}
	from, to := strip(text, parts)
	// Whoever stands at either end looks after it; a name within the sentence does only where there is none.
	for _, at := range mentions {
		if edge := at[5] <= from || at[4] >= to; m.Owner == "" || edge {
			m.Owner = "@" + text[at[6]:at[7]]
			if edge {
				break
			}
		}
	}
	untied := func(s string) string { return s }
	if m.NotDoing || len(parts)+len(f.refs) > 0 { // what tied the parts to the text
		untied = func(s string) string { return strings.TrimLeft(strings.TrimRight(s, tiesBehind), tiesBefore) }
	}
	m.Text = untied(f.clean(untied(text[from:to]))) // before, so that it makes no text too long; after, as behind what isn't seen
	if strings.Trim(m.Text, separators) == "" {
		m.Text = ""
	}
	return m
}

// strip finds what is left of a text without the parts at its two ends; a part in the middle of a sentence belongs to
// the sentence.
func strip(text string, parts [][2]int) (from, to int) {
	from, to = 0, len(text)
	for changed := true; changed; {
		changed = false
		end := len(strings.TrimRight(text[from:to], separators)) + from
		if to < len(text) { // "#12 and #13"
			end = from + len(strings.TrimRight(strings.TrimSuffix(text[from:end], " and"), separators))
		}
		start := to - len(strings.TrimLeft(text[from:to], separators))
		for _, p := range parts {
			if p[1] == end && p[0] >= from {
				to, changed = p[0], true
				break
			}
			if p[0] == start && p[1] <= to {
				from, changed = p[1], true
				break
			}
		}
	}
	return from, to
}

// reason is a reason as it stands behind "because", without the end of the brackets that the whole may stand in.
func (f *flat) reason(s string) string {
	if !strings.Contains(s, "(") {
		s = strings.TrimRight(s, " )")
	}
	return f.clean(s)
}

func (f *flat) clean(s string) string { return quote.Clean(f.expand(s), quote.MaxLine) }

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// mentionsIn finds the places where a text names somebody. What no login can look like is plain text, as it is where it
// is written.
func mentionsIn(s string) [][]int {
	return slices.DeleteFunc(mentionPart().FindAllStringSubmatchIndex(s, -1), func(at []int) bool {
		return !quote.IsLogin("@" + s[at[6]:at[7]])
	})
}

func firstMention(s string) string {
	if at := mentionsIn(s); len(at) > 0 {
		return "@" + s[at[0][6]:at[0][7]]
	}
	return ""
}
