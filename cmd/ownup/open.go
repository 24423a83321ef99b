package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

func newOpen(a *app) *cobra.Command {
	var o openOptions
	var as string
	cmd := &cobra.Command{
		Use:   "open [COMMIT]",
		Short: "Open the incident of one revert or hotfix, whatever its verdict",
		Long: `open opens the incident of the chain that COMMIT (default HEAD) belongs to, even where sweep would
hold it. When there is one already, it says which. A revert or hotfix whose message does not say so
is opened with --as.`,
		Example: `  ownup open
  ownup open --as hotfix 4be0e77`,
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: a.completeRevision,
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
	search := forIncidents(cfg)
	search.rev = sha
	result, err := a.findings(ctx, cfg, search)
	if err != nil {
		return err
	}
	c, ok := result.chainOf(sha)
	putBack := !slices.ContainsFunc(c.Findings, func(f incident.Finding) bool { return f.Kind != incident.Reapply })
	if !ok || putBack { // what only came back asks for no incident
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
		if !slices.ContainsFunc(outcomes, func(o flow.Outcome) bool { return o.SHA == sha }) {
			a.say("%s belongs to the same chain, and there is one incident for all of that.", incident.Short(sha))
		}
	}
	return failure
}

// told is what a commit is by its message alone: the search may not have come as far back, where a history is read
// through the API.
func told(ctx context.Context, past flow.History, sha string, o detect.Options) (incident.Kind, error) {
	c, err := past.Commit(ctx, sha)
	if err != nil {
		return "", err
	}
	if f, ok := detect.Commit(c, o); ok && f.AsksForIncident() {
		return f.Kind, nil
	}
	return "", unrecognised(sha)
}

// unrecognised says that a commit is opened only where a person says what it is: most commits are neither revert nor
// hotfix.
func unrecognised(sha string) error {
	return problemf("%s is neither a revert nor a hotfix by its message; `ownup open --as hotfix %[1]s` opens an incident for it all the same.", incident.Short(sha))
}

// askedFor makes a chain of a commit of which no finding is known but that is said to be of a kind, by a person or a
// label; its cause is traced. What is said beside its message, as by its pull request, is read too.
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
		Offending: offending, Verdict: incident.Open, Reason: string(incident.ReasonAsked), Chain: incident.Key(kind, sha),
	}
	return incident.Chain{
		Key: f.Chain, Findings: []incident.Finding{f},
		Verdict: incident.Verdict{Decision: incident.Open, Reason: incident.ReasonAsked, Detail: "It is taken for a " + string(kind) + "."},
	}, nil
}

// causes traces what a hotfix repairs. Lines can't be followed through the API, nor is the whole history read there:
// then nothing is found but what the message names by SHA.
func (a *app) causes(ctx context.Context, past flow.History, sha string, beside ...string) ([]incident.Offending, error) {
	o := trace.FixOptions{Beside: beside}
	if a.remote == nil {
		repo, err := a.repo()
		if err != nil {
			return nil, err
		}
		o.Names = namesBehind(repo, sha)
	}
	found, err := flow.Causes(ctx, past, sha, o)
	if incident.Absent(err) { // a history that ends early has none to give
		return nil, ctx.Err()
	}
	return found, err
}
