package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/term"
)

func newSweep(a *app) *cobra.Command {
	var dryRun, asJSON bool
	cmd := &cobra.Command{
		Use:   "sweep",
		Short: "Open an incident for each revert or hotfix that asks for one",
		Long: `sweep looks at what landed lately, folds what belongs together, and opens one incident for each
chain that asks for one and has none. What is not opened is listed with the reason. A change that
fails again after its incident was closed is told there. Run it as often as you like: there is one
incident a chain, whoever runs it.`,
		Example: `  ownup sweep --dry-run
  ownup sweep --since 14d`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.sweep(cmd, sweepOptions{dryRun: dryRun, json: asJSON})
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	sinceFlag(cmd, "look at the last `SPAN` (14d, 2w) or since a date (default 14d, or the last sweep if earlier)")
	flags.BoolVarP(&dryRun, "dry-run", "n", false, "show exactly what would be written, and write nothing")
	flags.Bool("silent", false, "also look for commits that undo another without saying so")
	a.trackerFlag(cmd)
	flags.BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

type sweepOptions struct {
	dryRun, json bool
}

func (a *app) sweep(cmd *cobra.Command, o sweepOptions) error {
	ctx := cmd.Context()
	e, cfg, err := a.engine(cmd, o.dryRun, o.json)
	if err != nil {
		return err
	}
	last, err := a.lastSweep()
	if err != nil {
		return err
	}
	since, err := a.sweepSince(cmd, cfg.Since.Duration(), last)
	if err != nil {
		return err
	}
	asked := cmd.Flags().Changed("since")
	if !asked {
		e.Options.Fresh = a.landedSince(ctx, e.History, last)
	}
	result, err := a.findings(ctx, cfg, forIncidents(cfg))
	if err != nil {
		return err
	}
	outcomes, failure := e.Sweep(ctx, result.Chains, since)
	if failure != nil && len(outcomes) == 0 {
		return some(failure, 0)
	}
	if err := a.printOutcomes(outcomes, o.json); err != nil {
		return err
	}
	a.sayUnseen(result)
	if failure != nil {
		return some(failure, len(outcomes))
	}
	if o.dryRun || asked {
		return nil
	}
	return a.markSwept(ctx, e.History, outcomes)
}

// printOutcomes lists what became of each chain.
func (a *app) printOutcomes(outcomes []flow.Outcome, asJSON bool) error {
	if asJSON {
		for _, o := range outcomes {
			if err := a.jsonLine(o); err != nil {
				return err
			}
		}
		return nil
	}
	if len(outcomes) == 0 {
		a.say("Nothing was reverted or hotfixed in that time.")
		return nil
	}
	for _, o := range outcomes {
		if err := a.printOutcome(a.io.Out, o); err != nil {
			return err
		}
	}
	return nil
}

// results are how each result is told.
var results = map[flow.Result]struct {
	word string
	tone term.Tone
}{
	flow.Opened:      {"opened", term.Good},
	flow.WouldOpen:   {"would open", term.Good},
	flow.AlreadyOpen: {"already open", term.Plain},
	flow.AlreadyDone: {"already closed", term.Plain},
	flow.Reopened:    {"reopened", term.Warn},
	flow.WouldReopen: {"would reopen", term.Warn},
	flow.Folded:      {"folded", term.Dim},
	flow.Held:        {"held", term.Dim},
	flow.Queued:      {"queued", term.Warn},
}

func (a *app) printOutcome(w io.Writer, o flow.Outcome) error {
	detail := cmp.Or(o.Detail, o.Reason.Sentence(), string(o.Reason))
	if o.Result == flow.Opened && o.URL != "" {
		detail = o.URL
	}
	detail = term.Clean(detail, 300)
	if o.Note != "" {
		detail += "\n    " + term.Clean(o.Note, 300)
	}
	told := results[o.Result]
	_, err := fmt.Fprintf(w, "%s  %s  %s  %s\n    %s\n", a.io.Paint(told.tone, fmt.Sprintf("%-14s", told.word)),
		cmp.Or(incident.Short(o.SHA), o.Key), day(o.At), term.Clean(o.Subject, 80), a.faint(detail))
	return err
}

// lastSweep is up to where a sweep has seen everything.
type lastSweep struct {
	at  time.Time
	tip string // the end of the default branch then
}

func (m lastSweep) String() string { return m.at.UTC().Format(time.RFC3339) + " " + m.tip }

// lastSweep is the zero one before the first sweep, and where what was kept can't be read.
func (a *app) lastSweep() (lastSweep, error) {
	l, err := a.ledger()
	if err != nil {
		return lastSweep{}, err
	}
	text, _ := l.Mark("swept")
	when, tip, _ := strings.Cut(text, " ")
	at, err := time.Parse(time.RFC3339, when)
	if err != nil {
		return lastSweep{}, nil
	}
	return lastSweep{at, tip}, nil
}

// sweepSince is where a sweep begins: what the flag says, else the configured span ago, or the last sweep where that is
// longer ago.
func (a *app) sweepSince(cmd *cobra.Command, span time.Duration, last lastSweep) (time.Time, error) {
	now := a.world.now()
	fallback := now.Add(-span)
	if !last.at.IsZero() && last.at.Before(fallback) {
		fallback = last.at
	}
	return a.since(cmd, now, fallback)
}

// landedSince are the commits that came onto the default branch since the last sweep; none where that is not known:
// before the first one, without a clone, and where the branch was made anew.
func (a *app) landedSince(ctx context.Context, past flow.History, last lastSweep) map[string]bool {
	main, err := past.Default(ctx)
	if err != nil || last.tip == "" {
		return nil
	}
	landed, err := between(ctx, past, []string{main.Commit}, []string{last.tip})
	if err != nil { // as where the history is GitHub's
		return nil
	}
	return landed
}

// markSwept remembers up to where a sweep has seen everything. What the daily cap has held back is to be seen again.
func (a *app) markSwept(ctx context.Context, past flow.History, outcomes []flow.Outcome) error {
	l, err := a.ledger()
	if err != nil {
		return err
	}
	mark := lastSweep{at: a.world.now()}
	if main, err := past.Default(ctx); err == nil {
		mark.tip = main.Commit
	}
	for _, o := range outcomes {
		if o.Reason == incident.ReasonDailyCap && o.At.Before(mark.at) {
			mark.at = o.At
		}
	}
	return l.SetMark("swept", mark.String())
}
