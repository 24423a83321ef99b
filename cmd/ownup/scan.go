package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
	"github.com/ownup-dev/ownup/internal/term"
)

func newScan(a *app) *cobra.Command {
	var o scanOptions
	cmd := &cobra.Command{
		Use:   "scan [RANGE]",
		Short: "Find reverts, reapplies and hotfixes, and explain each",
		Long: `scan reads the history from HEAD, or a RANGE as git takes it (main..topic, v1.0.., a branch,
v1.0^! for one commit), and prints what it finds, newest first: what undoes what, on which evidence,
and what sweep would do about it. It changes nothing.

Every reference in a message is a claim that is checked against the history before it is believed.`,
		Example: `  ownup scan
  ownup scan v1.4.0..
  ownup scan --since 30d --json`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeRevision,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				if o.rev = args[0]; o.rev == "" { // it may be a variable of a script that was never set
					return usageError{errors.New("the RANGE is empty: name one, or leave it out to read from HEAD")}
				}
			}
			return a.scan(cmd, o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	sinceFlag(cmd, "only findings of the last `SPAN` (14d, 2w) or since a date")
	flags.Bool("silent", false, "also find commits that undo another without saying so")
	flags.BoolVar(&o.noVerify, "no-verify", false, "resolve what messages name, without checking it by content")
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line")
	flags.BoolVar(&o.exitCode, "exit-code", false, "exit with 3 when something was found")
	return cmd
}

type scanOptions struct {
	rev                      string
	noVerify, json, exitCode bool
}

func (a *app) scan(cmd *cobra.Command, o scanOptions) error {
	since, err := a.since(cmd, a.world.now(), time.Time{})
	if err != nil {
		return err
	}
	cfg, err := a.config(cmd)
	if err != nil {
		return err
	}
	result, err := a.findings(cmd.Context(), cfg, searchOptions{
		rev: o.rev, silent: cfg.Silent, verify: !o.noVerify, lines: true,
	})
	if err != nil {
		return err
	}
	shown := slices.DeleteFunc(result.Lines, func(l flow.Line) bool { return l.CommittedAt.Before(since) })
	if err := a.printFindings(cmd.Context(), shown, since, result, o.json); err != nil {
		return err
	}
	a.sayUnseen(result)
	if o.exitCode && len(shown) > 0 {
		return errFound
	}
	return nil
}

// printFindings prints the findings, as they were written down or in words for people.
func (a *app) printFindings(ctx context.Context, lines []flow.Line, since time.Time, result *found, json bool) error {
	out := bufio.NewWriterSize(a.io.Out, 1<<16)
	if json {
		for _, l := range lines {
			_, _ = out.Write(l.Text)
		}
		return out.Flush()
	}
	before := a.recallPrinted()
	words, err := before.words(lines, func(f incident.Finding) (text string, whole bool) {
		whole = true
		text = a.findingText(f, func(sha string) string {
			subject := result.subject(ctx, sha)
			whole = whole && subject != ""
			return subject
		})
		return text, whole
	})
	if err != nil {
		return err
	}
	count := summary{map[incident.Kind]int{}, map[incident.Decision]int{}}
	for i, l := range lines {
		count.add(l)
		_, _ = out.WriteString(words[i])
	}
	if err := out.Flush(); err != nil {
		return err
	}
	before.keep(result.Stats.Commits)
	a.say("%s", count.sentence(result.Stats.Commits, since))
	return nil
}

// findingText explains one finding in a few lines.
func (a *app) findingText(f incident.Finding, subjects func(string) string) string {
	w := new(strings.Builder)
	kind := fmt.Sprintf("%-8s", f.Kind)
	fmt.Fprintf(w, "%s %s  %s  %s\n", a.kindStyle(f.Kind, kind), incident.Short(f.SHA), day(f.CommittedAt), term.Clean(f.Subject, 90))
	verb := map[incident.Kind]string{incident.Revert: "undoes", incident.Reapply: "puts back", incident.Hotfix: "repairs"}[f.Kind]
	for _, o := range f.Offending {
		subject := o.Subject
		if subject == "" {
			subject = subjects(o.SHA)
		}
		fmt.Fprintf(w, "         %s %s  %s\n", verb, incident.Short(o.SHA), term.Clean(subject, 80))
		fmt.Fprintf(w, "         %s\n", a.faint(term.Clean(evidenceLine(f, o), 300)))
	}
	if len(f.Offending) == 0 && f.Kind != incident.Hotfix {
		fmt.Fprintf(w, "         %s\n", a.faint(term.Clean(unresolved(f), 200)))
	}
	fmt.Fprintf(w, "         %s\n", a.verdictStyle(f.Verdict, term.Clean(verdictLine(f), 300)))
	return w.String()
}

// verdictLine says what becomes of a finding, and why, in few words: many findings stand below each other that are
// held or folded for one reason. docs/verdicts.md has the whole sentences.
func verdictLine(f incident.Finding) string {
	reason := incident.Reason(f.Reason)
	words, detail := cmp.Or(inFewWords[reason], asClause(reason.Sentence()), f.Reason), asClause(f.Detail)
	for _, begin := range []string{"it is ", "it was "} {
		detail = strings.TrimPrefix(detail, begin)
	}
	switch {
	case detail == "", reason == incident.ReasonLandedRevert, reason == incident.ReasonUnresolved, reason == incident.ReasonUnsure: // the lines above tell more
	case reason == incident.ReasonCopy, reason == incident.ReasonBackport:
		words = detail
	default:
		words += ": " + detail
	}
	return fmt.Sprintf("%s: %s", f.Verdict, words)
}

// inFewWords are the reasons whose sentences say more than it takes beside a finding's other lines.
var inFewWords = map[incident.Reason]string{
	incident.ReasonReland:      "puts a reverted change back",
	incident.ReasonLoneReland:  "puts a change back, but no revert of it was found",
	incident.ReasonBackport:    "carries a revert or fix to another branch",
	incident.ReasonCopy:        "another copy of what is there already",
	incident.ReasonAgain:       "undoes or mends the same again, or takes its repair back",
	incident.ReasonNeverLanded: "not on the default branch",
	incident.ReasonSamePull:    "arrived together with what it undoes, or with what puts that back",
	incident.ReasonSlip:        "taken back within three minutes, by whoever made it",
	incident.ReasonSeries:      "goes with the revert before it",
	incident.ReasonVersion:     "only sets the version of a release, or takes that back",
	incident.ReasonSilent:      "no message says so, only the content",
	incident.ReasonTests:       "mends nothing but tests",
	incident.ReasonRoutine:     "small repairs are called hotfixes here",
	incident.ReasonPlanned:     "takes back a stop-gap, or what is no longer needed",
	incident.ReasonSameRelease: "in the same release as what it undoes",
	incident.ReasonPrecaution:  "a precaution, as the change came back as it was",
}

// evidenceLine says how sure the link is, why, and how long the change was live, if it ever was.
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
	if live := incident.Duration(f.Live(o)); endsLife(f) && live != "" {
		line += ". Live for " + live
	}
	return line
}

// endsLife reports whether what a finding is about had been live until then.
func endsLife(f incident.Finding) bool {
	return f.Kind != incident.Reapply && f.Reason != string(incident.ReasonSamePull) && f.Reason != string(incident.ReasonNeverLanded)
}

var wholeSHA = lazy.Regexp(`\b([0-9a-f]{10})[0-9a-f]{30}\b`)

// asClause makes a sentence fit into a list of reasons.
func asClause(sentence string) string {
	if sentence == "" {
		return ""
	}
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
		name := fmt.Sprintf("%s %s", c.Type, c.Value)
		if c.Type == incident.ClaimSubject || c.Type == incident.ClaimTitle {
			name = fmt.Sprintf("the %s “%s”", c.Type, c.Value)
		}
		names = append(names, name)
	}
	return "names " + strings.Join(names, ", ") + ", which this history does not hold"
}

// summary counts what a scan shows.
type summary struct {
	kinds    map[incident.Kind]int
	verdicts map[incident.Decision]int
}

func (s summary) add(l flow.Line) {
	s.kinds[l.Kind()]++
	s.verdicts[l.Verdict()]++
}

// sentence ends a scan with its figures: how many commits were read, and what those since then hold; all of them where
// since is zero.
func (s summary) sentence(commits int, since time.Time) string {
	read, among, begin := plural(commits, "commit")+" read", "among them", ": "
	switch {
	case !since.IsZero():
		among = "since " + moment(since)
		begin = "; " + among + ": "
	case commits == 0:
		return read + "."
	case commits == 1:
		among = "in it"
	}
	if len(s.kinds) == 0 {
		return read + "; no revert or hotfix " + among + "."
	}
	var decided []string
	for _, d := range []incident.Decision{incident.Open, incident.Fold, incident.Hold} {
		if n := s.verdicts[d]; n > 0 {
			decided = append(decided, fmt.Sprintf("%s to %s", thousands(n), d))
		}
	}
	return fmt.Sprintf("%s%s%s, %s, %s. %s.", read, begin, plural(s.kinds[incident.Revert], "revert"),
		plural(s.kinds[incident.Reapply], "reapply"), plural(s.kinds[incident.Hotfix], "hotfix"), strings.Join(decided, ", "))
}
