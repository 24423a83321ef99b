package main

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
)

func newScan(a *app) *cobra.Command {
	var o scanOptions
	cmd := &cobra.Command{
		Use:   "scan [RANGE]",
		Short: "Find reverts, reapplies and hotfixes, and explain each",
		Long: `scan reads the history from HEAD, or a RANGE as git takes it (main..topic, v1.0.., a branch), and prints
what it finds, newest first: what undoes what, on which evidence, and what sweep would do about it. It changes nothing.

Every reference in a message is a claim that is checked against the history before it is believed.`,
		Example: `  ownup scan
  ownup scan v1.4.0..
  ownup scan --since 30d --json`,
		Args:    cobra.MaximumNArgs(1),
		GroupID: "history",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.rev = args[0]
			}
			return a.scan(cmd, o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&o.since, "since", "", "only findings of the last `SPAN` (14d, 2w) or since a date")
	flags.BoolVar(&o.silent, "silent", false, "also find commits that undo another without saying so")
	flags.BoolVar(&o.noVerify, "no-verify", false, "resolve what messages name, without checking it by content")
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line")
	flags.BoolVar(&o.exitCode, "exit-code", false, "exit with 3 when something was found")
	return cmd
}

type scanOptions struct {
	rev, since                       string
	silent, noVerify, json, exitCode bool
}

func (a *app) scan(cmd *cobra.Command, o scanOptions) error {
	since, err := a.since(o.since, time.Time{})
	if err != nil {
		return err
	}
	cfg, err := a.config(cmd)
	if err != nil {
		return err
	}
	result, err := a.findings(cmd.Context(), cfg, searchOptions{
		rev: o.rev, silent: o.silent || cfg.Silent, verify: !o.noVerify,
	})
	if err != nil {
		return err
	}
	shown := 0
	for _, f := range result.Findings {
		if f.CommittedAt.Before(since) {
			continue
		}
		shown++
		if o.json {
			err = a.jsonLine(f)
		} else {
			err = a.printFinding(a.io.Out, f, result.subjects)
		}
		if err != nil {
			return err
		}
	}
	if !o.json {
		a.scanSummary(result, since, shown)
	}
	a.sayUnseen(result)
	if o.exitCode && shown > 0 {
		return errFound
	}
	return nil
}

// printFinding explains one finding in a few lines.
func (a *app) printFinding(w io.Writer, f incident.Finding, subjects func(string) string) error {
	kind := fmt.Sprintf("%-8s", f.Kind)
	fmt.Fprintf(w, "%s %s  %s  %s\n", a.kindStyle(f.Kind, kind), incident.Short(f.SHA), f.CommittedAt.Format(time.DateOnly), a.clean(f.Subject, 90))
	verb := map[incident.Kind]string{incident.Revert: "undoes", incident.Reapply: "puts back", incident.Hotfix: "repairs"}[f.Kind]
	for _, o := range f.Offending {
		subject := o.Subject
		if subject == "" && subjects != nil {
			subject = subjects(o.SHA)
		}
		fmt.Fprintf(w, "         %s %s  %s\n", verb, incident.Short(o.SHA), a.clean(subject, 80))
		fmt.Fprintf(w, "         %s\n", a.faint(a.clean(evidenceLine(f, o), 300)))
	}
	if len(f.Offending) == 0 && f.Kind != incident.Hotfix {
		fmt.Fprintf(w, "         %s\n", a.faint(a.clean(unresolved(f), 200)))
	}
	_, err := fmt.Fprintf(w, "         %s\n", a.verdictStyle(f.Verdict, fmt.Sprintf("%s: %s", f.Verdict, reasonSentence(f.Reason))))
	return err
}

// evidenceLine says how sure the link is, why, and how long the change was live.
func evidenceLine(f incident.Finding, o incident.Offending) string {
	var why []string
	for _, d := range o.Detail {
		why = append(why, asClause(d))
	}
	if len(why) == 0 {
		for _, e := range o.Evidence {
			why = append(why, "by "+string(e))
		}
	}
	line := fmt.Sprintf("%.0f %% sure", o.Confidence*100)
	if len(why) > 0 {
		line += ": " + strings.Join(why, "; ")
	}
	if live := f.CommittedAt.Sub(o.LandedAt); f.Kind != incident.Reapply && !o.LandedAt.IsZero() && live > 0 {
		line += ". Live for " + lasting(live)
	}
	return line
}

var wholeSHA = lazy.Regexp(`\b([0-9a-f]{10})[0-9a-f]{30}\b`)

// asClause makes a sentence fit into a list of reasons.
func asClause(sentence string) string {
	sentence = wholeSHA().ReplaceAllString(strings.TrimSuffix(sentence, "."), "$1")
	first, size := utf8.DecodeRuneInString(sentence)
	return string(unicode.ToLower(first)) + sentence[size:]
}

func unresolved(f incident.Finding) string {
	if len(f.Claims) == 0 {
		return "names no commit, and no earlier change matches its content"
	}
	names := make([]string, 0, len(f.Claims))
	for _, c := range f.Claims {
		names = append(names, fmt.Sprintf("%s %s", c.Type, c.Value))
	}
	return "names " + strings.Join(names, ", ") + ", which this history does not hold"
}

// lasting is a duration in the largest unit that still says it well: hours up to two days, days up to two months.
func lasting(d time.Duration) string {
	day := 24 * time.Hour
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return plural(int(d.Minutes()), "minute")
	case d < 2*day:
		return plural(int(d.Hours()), "hour")
	case d < 60*day:
		return plural(int(d/day), "day")
	case d < 730*day:
		return plural(int(d/(30*day)), "month")
	}
	return plural(int(d/(365*day)), "year")
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	switch {
	case strings.HasSuffix(word, "y") && !strings.HasSuffix(word, "ay"):
		word = strings.TrimSuffix(word, "y") + "ies"
	case strings.HasSuffix(word, "x"):
		word += "es"
	default:
		word += "s"
	}
	return thousands(n) + " " + word
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// scanSummary ends a scan with its figures, on stderr.
func (a *app) scanSummary(f *found, since time.Time, shown int) {
	count := map[incident.Kind]int{}
	verdict := map[incident.Decision]int{}
	for _, finding := range f.Findings {
		if !finding.CommittedAt.Before(since) {
			count[finding.Kind]++
			verdict[finding.Verdict]++
		}
	}
	read := plural(f.Stats.Commits, "commit") + " read"
	if shown == 0 {
		a.say("%s; no revert or hotfix among them.", read)
		return
	}
	a.say("%s: %s, %s, %s. %d would open, %d fold, %d are held.", read, plural(count[incident.Revert], "revert"),
		plural(count[incident.Reapply], "reapply"), plural(count[incident.Hotfix], "hotfix"),
		verdict[incident.Open], verdict[incident.Fold], verdict[incident.Hold])
}
