package checklist

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The limits of GitHub for an issue, in characters: https://docs.github.com/en/rest/issues refuses longer ones with a
// 422.
const (
	maxBody  = 65_536
	maxTitle = 256
)

// Options is what the rendering needs beside the incident itself.
type Options struct {
	Now        time.Time
	Repository string    // "owner/name"; empty where no forge is known
	WatchDays  int       // length of the watch of step 8; 0 means 30
	Commands   bool      // the tracker answers slash commands
	Message    *Template // the team's own message draft; nil for ownup's
}

func (o Options) watchDays() int {
	if o.WatchDays <= 0 {
		return 30
	}
	return o.WatchDays
}

// Render returns the title and the eight-step text of an incident, by the team's template or, when t is nil, by ownup's
// own. Facts that are not established are left out or said to be so; foreign text is quoted; the longest lists are
// shortened, and that is said, until the body is no longer than GitHub takes. The error is a Usage problem of the
// template's, or TooLarge.
func Render(in incident.Incident, t *Template, o Options) (title, body string, err error) {
	title, err = t.title(newView(in, o, inPlain))
	if err != nil {
		return "", "", err
	}
	title = firstRunes(strings.Join(strings.Fields(title), " "), maxTitle/2)

	v := newView(in, o, inMarkdown)
	total := 0
	for _, l := range v.shrink {
		total += l.chars
	}
	v.Shortened = shorten(v.shrink, total-2*maxBody) // what can't fit need not be tried
	for {
		body, err = t.issue(v)
		if err != nil {
			return "", "", err
		}
		over := utf8.RuneCountInString(body) + 1 - maxBody
		if over <= 0 {
			return title, body + "\n", nil
		}
		if !v.Shortened {
			over += 200 // the sentence that says so
		}
		if !shorten(v.shrink, over) && !v.shortenReason() {
			return "", "", &incident.Problem{Kind: incident.TooLarge, Sentence: "The issue text has more than 65,536 characters even with every list left out: shorten the issue template."}
		}
		v.Shortened = true
	}
}

// shortenReason halves the quoted reason; false when there is none left.
func (v *View) shortenReason() bool {
	if v.Reason == "" {
		return false
	}
	lines := strings.Split(v.Reason, "\n")
	if len(lines) == 1 {
		v.Reason = ""
	} else {
		v.Reason = strings.Join(lines[:len(lines)/2], "\n")
	}
	return true
}
