package checklist

import (
	"strconv"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
	"github.com/ownup-dev/ownup/internal/quote"
)

// Verb is the word of a slash command.
type Verb string

// The verbs of slash commands.
const (
	Ack        Verb = "ack"       // the facts are confirmed
	AddMeasure Verb = "measure"   // measure TEXT
	TickOff    Verb = "done"      // done N, or done N #12
	DropIt     Verb = "not-doing" // not-doing N because …
	SetOwner   Verb = "owner"     // owner @x, or owner N @x for a measure
	SetDue     Verb = "due"       // due N DATE
	Promote    Verb = "promote"   // promote N: a measure becomes an issue of its own
	Dismiss    Verb = "dismiss"   // dismiss because …: this was no incident
	CloseIt    Verb = "close"     // close
)

var verbs = []Verb{Ack, AddMeasure, TickOff, DropIt, SetOwner, SetDue, Promote, Dismiss, CloseIt}

// Command is a slash command that a person wrote in a comment.
type Command struct {
	Verb    Verb
	N       int              // the measure's number as the status shows it, from 1; 0 where none is meant
	Measure incident.Measure // of AddMeasure; of TickOff its references
	Owner   string           // of SetOwner: "@login"
	Due     time.Time        // of SetDue
	Because string           // of DropIt and Dismiss
}

// maxCommands bounds what one comment can ask for.
const maxCommands = 20

// ParseCommands reads the lines of a comment that begin with "/ownup", outside quotes, lists and code. Links count as
// in Parse. Each error is a Usage problem whose sentence can stand in a reply; beside a measure it tells what of its
// line could not be read.
func ParseCommands(comment string, hosts ...string) ([]Command, []error) {
	if !incident.HasCommand(comment) {
		return nil, nil
	}
	source, doc := parse(comment)
	var commands []Command
	var errs []error
	read := 0
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() != ast.KindParagraph {
			continue
		}
		covered := rawSpans(n)
		for i := 0; i < n.Lines().Len(); i++ {
			line := n.Lines().At(i)
			text, ok := incident.CutCommand(string(line.Value(source)))
			if !ok || covered(line.Start) {
				continue
			}
			if read++; read > maxCommands {
				return commands, append(errs, usage(nil, "One comment can hold %d commands; the rest of this one was not looked at.", maxCommands))
			}
			c, err := parseCommand(strings.TrimSpace(text), hosts)
			if err != nil {
				errs = append(errs, err)
			}
			if err == nil || c.Measure.Text != "" {
				commands = append(commands, c)
			}
		}
	}
	return commands, errs
}

// rawSpans tells which offsets lie inside a code span or a comment that runs over several lines.
func rawSpans(paragraph ast.Node) func(int) bool {
	var spans [][2]int
	_ = ast.Walk(paragraph, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.CodeSpan:
			if first, ok := n.FirstChild().(*ast.Text); ok {
				last := n.LastChild().(*ast.Text)
				spans = append(spans, [2]int{first.Segment.Start, last.Segment.Stop})
			}
			return ast.WalkSkipChildren, nil
		case *ast.RawHTML:
			if k := n.Segments.Len(); k > 0 {
				spans = append(spans, [2]int{n.Segments.At(0).Start, n.Segments.At(k - 1).Stop})
			}
		}
		return ast.WalkContinue, nil
	})
	return func(at int) bool {
		for _, s := range spans {
			if s[0] <= at && at < s[1] {
				return true
			}
		}
		return false
	}
}

var (
	numberFirst = lazy.Regexp(`^#?([0-9]{1,4})\.?(?:\s+|$)`)
	becauseForm = lazy.Regexp(`(?is)^because\b:?\s*(.+)$`)
	dateForm    = lazy.Regexp(`^(?:(?:on|by)\s+)?([0-9]{4}-[0-9]{2}-[0-9]{2})$`)
)

func parseCommand(text string, hosts []string) (Command, error) {
	word, rest, _ := strings.Cut(strings.NewReplacer("\t", " ", "\u00a0", " ").Replace(text), " ")
	rest = strings.TrimSpace(rest)
	c := Command{Verb: Verb(strings.ToLower(strings.TrimRight(word, ":,.!")))}
	n, tail := 0, rest
	if at := numberFirst().FindStringSubmatch(rest); at != nil {
		n, _ = strconv.Atoi(at[1])
		tail = strings.TrimSpace(rest[len(at[0]):])
	}
	switch c.Verb {
	case Ack, CloseIt:
		return c, nil
	case AddMeasure:
		p := asMeasure(rest, hosts)
		if len(p.Measures) == 0 || p.Measures[0].Text == "" {
			return c, usage(nil, "Say what will be different behind `measure`, for example: `/ownup measure Check the size limit before saving @name due 2026-12-01`.")
		}
		c.Measure = p.Measures[0]
		if len(p.Notes) == 0 {
			return c, nil
		}
		return c, usage(nil, "The measure is noted. %s", quote.Text(strings.Join(p.Notes, " ")))
	case TickOff:
		if c.N = n; n == 0 {
			return c, usage(nil, "A measure is ticked off with its number and, where there is one, the pull request that did it: `/ownup done 2 #12`.")
		}
		if p := asMeasure(tail, hosts); len(p.Measures) > 0 {
			c.Measure.Refs = p.Measures[0].Refs
		}
		return c, nil
	case DropIt:
		if c.N, c.Because = n, reasonIn(tail); n == 0 || c.Because == "" {
			return c, usage(nil, "A measure is closed with its number and a reason behind `because`: `/ownup not-doing 2 because …`.")
		}
		return c, nil
	case SetOwner:
		if !quote.IsLogin(tail) {
			return c, usage(nil, "An owner is given as a login: `/ownup owner @name`, or `/ownup owner 2 @name` for the second measure.")
		}
		if n == 0 && strings.Contains(tail, "/") {
			return c, usage(nil, "An incident is assigned to people, and not to a team: name somebody of %s, as in `/ownup owner @name`. A measure can be a team's, by its number.", quote.Code(tail))
		}
		c.N, c.Owner = n, tail
		return c, nil
	case SetDue:
		at := dateForm().FindStringSubmatch(tail)
		if n == 0 || at == nil {
			return c, usage(nil, "A due date is given with the measure's number, as year, month and day: `/ownup due 2 2026-12-01`.")
		}
		due, err := time.Parse(time.DateOnly, at[1])
		if err != nil {
			return c, usage(nil, "%s is no day of the calendar; write year, month and day: `/ownup due %d 2026-12-01`.", quote.Code(at[1]), n)
		}
		c.N, c.Due = n, due
		return c, nil
	case Promote:
		if n == 0 || tail != "" {
			return c, usage(nil, "A measure becomes an issue of its own by its number: `/ownup promote 2`.")
		}
		c.N = n
		return c, nil
	case Dismiss:
		if c.Because = reasonIn(rest); c.Because == "" {
			return c, usage(nil, "A few words on why, behind `because`, help whoever reads this later: `/ownup dismiss because …`.")
		}
		return c, nil
	}
	return c, unknownVerb(string(c.Verb))
}

// asMeasure reads what stands behind a command as the line of a measure.
func asMeasure(text string, hosts []string) Parsed {
	p, _ := Parse(stepMarker(incident.Correct)+"\n\n- [ ] "+quote.Clean(text, 2*quote.MaxLine), hosts...) // too short to be refused
	return p
}

// reasonIn is what stands behind "because"; empty where nothing does that can be seen.
func reasonIn(text string) string {
	if at := becauseForm().FindStringSubmatch(text); at != nil {
		return quote.Clean(at[1], quote.MaxLine)
	}
	return ""
}

func unknownVerb(word string) error {
	if word == "" {
		return usage(nil, "`/ownup` wants one of these words behind it: %s.", verbList())
	}
	best, least := Verb(""), 3
	if len(word) <= 20 {
		for _, v := range verbs {
			d := incident.Distance(word, string(v))
			if strings.HasPrefix(string(v), word) { // "not doing"
				d = 0
			}
			if d < least || d <= 3 && strings.HasPrefix(word, string(v)) {
				best, least = v, d
			}
		}
	}
	if best != "" {
		return usage(nil, "There is no command %s; is `/ownup %s` meant?", quote.Code("/ownup "+word), best)
	}
	return usage(nil, "There is no command %s; these are known: %s.", quote.Code("/ownup "+quote.Clean(word, 40)), verbList())
}

func verbList() string {
	words := make([]string, len(verbs))
	for i, v := range verbs {
		words[i] = "`" + string(v) + "`"
	}
	return strings.Join(words, ", ")
}
