package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

func newSweep(a *app) *cobra.Command {
	var since string
	var dryRun, asJSON bool
	cmd := &cobra.Command{
		Use:   "sweep",
		Short: "Open an incident for each revert or hotfix that asks for one",
		Long: `sweep looks at what landed lately, folds what belongs together, and opens one incident
for each chain that asks for one and has none. What is not opened is listed with the reason. A change that fails
again after its incident was closed is told there. Run it as often as you like: there is one incident a chain, whoever runs it.`,
		Example: `  ownup sweep --dry-run
  ownup sweep --since 14d`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.sweep(cmd, sweepOptions{since: since, dryRun: dryRun, json: asJSON})
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&since, "since", "", "look at the last `SPAN` (14d, 2w) or since a date (default: 14 days, or since the last sweep where that is longer ago)")
	flags.BoolVarP(&dryRun, "dry-run", "n", false, "show exactly what would be written, and write nothing")
	flags.Bool("silent", false, "also look for commits that undo another without saying so")
	a.trackerFlag(cmd)
	flags.BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

type sweepOptions struct {
	since        string
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
	since, err := a.sweepSince(o.since, cfg.Since.Duration(), last)
	if err != nil {
		return err
	}
	if o.since == "" {
		e.Options.Fresh = a.landedSince(ctx, e.History, last)
	}
	result, err := a.findings(ctx, cfg, searchOptions{silent: cfg.Silent, verify: true, main: true})
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
	if o.dryRun || o.since != "" {
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

func (a *app) printOutcome(w io.Writer, o flow.Outcome) error {
	word := map[flow.Result]string{
		flow.Opened: "opened", flow.WouldOpen: "would open", flow.AlreadyOpen: "already open", flow.AlreadyDone: "already closed",
		flow.Reopened: "reopened", flow.WouldReopen: "would reopen", flow.Folded: "folded", flow.Held: "held", flow.Queued: "queued",
	}[o.Result]
	detail := o.Detail
	if detail == "" {
		detail = reasonSentence(string(o.Reason))
	}
	if o.Result == flow.Opened && o.URL != "" {
		detail = o.URL
	}
	detail = a.clean(detail, 300)
	if o.Note != "" {
		detail += "\n    " + a.clean(o.Note, 300)
	}
	_, err := fmt.Fprintf(w, "%s  %s  %s  %s\n    %s\n", a.resultStyle(o.Result, fmt.Sprintf("%-14s", word)),
		cmp.Or(incident.Short(o.SHA), o.Key), day(o.At), a.clean(o.Subject, 80), a.faint(detail))
	return err
}

func newOpen(a *app) *cobra.Command {
	var o openOptions
	var as string
	cmd := &cobra.Command{
		Use:   "open [COMMIT]",
		Short: "Open the incident of one revert or hotfix, whatever its verdict",
		Long: `open opens the incident of the chain that COMMIT (default HEAD) belongs to, even where sweep would hold it. When there
is one already, it says which. A revert or hotfix whose message does not say so is opened with --as.`,
		Example: `  ownup open
  ownup open --as hotfix 4be0e77`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.as = incident.Kind(as)
			if as != "" && o.as != incident.Hotfix && o.as != incident.Revert {
				return usageError{fmt.Errorf("--as must be hotfix or revert, not %q", as)}
			}
			rev := "HEAD"
			if len(args) == 1 {
				rev = args[0]
			}
			return a.open(cmd, rev, o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&as, "as", "", "take COMMIT for a `KIND`, hotfix or revert, where its message tells of neither")
	offer(cmd, "as", "hotfix", "revert")
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "show exactly what would be written, and write nothing")
	a.trackerFlag(cmd)
	flags.BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

type openOptions struct {
	as           incident.Kind // what a commit is of which no finding is known; empty: what its message tells
	dryRun, json bool
}

func (a *app) open(cmd *cobra.Command, rev string, o openOptions) error {
	ctx := cmd.Context()
	e, cfg, err := a.engine(cmd, o.dryRun, o.json)
	if err != nil {
		return err
	}
	sha, err := a.resolve(ctx, rev)
	if err != nil {
		return err
	}
	result, err := a.findings(ctx, cfg, searchOptions{verify: true, silent: cfg.Silent, rev: sha, main: true})
	if err != nil {
		return err
	}
	c, ok := result.chainOf(sha)
	if !ok {
		if o.as == "" {
			if o.as, err = told(ctx, e.History, sha, wordings(cfg)); err != nil {
				return err
			}
		}
		if c, err = a.askedFor(ctx, e.History, o.as, sha); err != nil {
			return err
		}
	}
	outcomes, failure := e.Open(ctx, c, result.Chains)
	if len(outcomes) > 0 {
		if err := a.printOutcomes(outcomes, o.json); err != nil {
			return err
		}
	}
	return failure
}

// told is what a commit is by its message alone: the search may not have come as far back, where a history is read through the API.
func told(ctx context.Context, past flow.History, sha string, o detect.Options) (incident.Kind, error) {
	c, err := past.Commit(ctx, sha)
	if err != nil {
		return "", err
	}
	if f, ok := detect.Commit(c, o); ok && f.Strength >= detect.Likely && f.Kind != incident.Reapply {
		return f.Kind, nil
	}
	return "", unrecognised(sha)
}

// unrecognised says that a commit is opened only where a person says what it is: most commits are neither revert nor hotfix.
func unrecognised(sha string) error {
	return problemf("%s is neither a revert nor a hotfix by its message; `ownup open --as hotfix %[1]s` opens an incident for it all the same.", incident.Short(sha))
}

// askedFor makes a chain of a commit of which no finding is known but that is said to be of a kind, by a person or a label; its cause is
// traced. What is said beside its message, as by its pull request, is read too.
func (a *app) askedFor(ctx context.Context, past flow.History, kind incident.Kind, sha string, beside ...string) (incident.Chain, error) {
	c, err := past.Commit(ctx, sha)
	if err != nil {
		return incident.Chain{}, err
	}
	offending, err := a.causes(ctx, past, sha, beside...)
	if err != nil {
		return incident.Chain{}, err
	}
	f := incident.Finding{
		SHA: sha, Kind: kind, Dialect: "asked", Subject: c.Subject(), CommittedAt: c.CommittedAt,
		Offending: offending, Verdict: incident.Open, Reason: "asked", Chain: incident.Key(kind, sha),
	}
	return incident.Chain{
		Key: f.Chain, Root: sha, Findings: []incident.Finding{f},
		Verdict: incident.Verdict{Decision: incident.Open, Reason: "asked", Detail: "It is taken for a " + string(kind) + "."},
	}, nil
}

// causes traces what a hotfix repairs. Lines can't be followed through the API, nor is the whole history read there: then
// nothing is found but what the message names by SHA.
func (a *app) causes(ctx context.Context, past flow.History, sha string, beside ...string) ([]incident.Offending, error) {
	o := trace.FixOptions{Beside: beside}
	if a.remote == nil {
		repo, err := a.repo()
		if err != nil {
			return nil, err
		}
		o.Index = namesBehind(repo, sha)
	}
	return flow.Causes(ctx, past, sha, o)
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

// sweepSince is where a sweep begins: what the flag says, else the configured span ago, or the last sweep where that is longer ago.
func (a *app) sweepSince(flag string, span time.Duration, last lastSweep) (time.Time, error) {
	fallback := a.world.now().Add(-span)
	if flag != "" {
		return a.lookBack(flag, fallback)
	}
	if !last.at.IsZero() && last.at.Before(fallback) {
		return last.at, nil
	}
	return fallback, nil
}

// landedSince are the commits that came onto the default branch since the last sweep; none where that is not known: before the first one, without a
// clone, and where the branch was made anew.
func (a *app) landedSince(ctx context.Context, past flow.History, last lastSweep) map[string]bool {
	main, err := past.Default(ctx)
	if err != nil || last.tip == "" || a.remote != nil {
		return nil
	}
	landed := map[string]bool{}
	if _, err := past.Log(ctx, []string{main.Commit}, []string{last.tip}, time.Time{}, func(c incident.Commit) error {
		landed[c.SHA] = true
		return nil
	}); err != nil {
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
