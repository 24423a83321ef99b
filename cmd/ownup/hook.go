package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/hook"
	"github.com/ownup-dev/ownup/internal/incident"
)

// hookBudget bounds what the hook may take when it opens an incident at once; what is not done by then goes to the
// outbox.
const hookBudget = 5 * time.Second

func newHook(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "hook",
		Short: "Install, look at or remove the git hook that notices reverts",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var dryRun, asJSON bool
	verb := func(use, short string, do func(context.Context, hook.Options) (hook.Report, error)) *cobra.Command {
		c := &cobra.Command{
			Use: use, Short: short, Args: cobra.NoArgs,
			RunE: func(cmd *cobra.Command, _ []string) error {
				if _, err := a.repo(); err != nil {
					return err // what can't be read needs no hook
				}
				program, err := os.Executable()
				if err != nil {
					return problemf("The path of this program can't be found: %v.", err)
				}
				if use == "install" && hook.Fleeting(program) && !a.world.play {
					return problemf("This ownup came by `go run` and goes away with it, where a hook would not find it again: run `go install ./cmd/ownup` here first, then `ownup hook install` in your clone.")
				}
				r, err := do(cmd.Context(), hook.Options{Dir: a.dir, Program: program, Env: a.world.environ, DryRun: dryRun})
				if err != nil {
					return err
				}
				return a.printHook(use, r, asJSON)
			},
		}
		c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
		return c
	}
	install := verb("install", "Install or upgrade the hook; one that is there already goes on running", hook.Install)
	uninstall := verb("uninstall", "Remove the hook, and put back what was there before", hook.Uninstall)
	for _, c := range []*cobra.Command{install, uninstall} {
		c.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "say what would be done, and do nothing")
	}
	run := &cobra.Command{
		Use: "run HOOK", Short: "What the hook itself runs", Hidden: true, Args: cobra.ArbitraryArgs,
		PersistentPreRun: func(*cobra.Command, []string) {}, // in place of the checks that other verbs begin with
		Run: func(cmd *cobra.Command, args []string) {
			// The hook is never in the way: whatever happens, it exits 0, and it says at most one line, or two where it
			// is to open incidents.
			if len(args) > 0 && args[0] == hook.Name {
				a.io.Out = a.io.Err // as git does with what a hook prints
				a.postCommit(cmd)
			}
		},
	}
	cmd.AddCommand(install, uninstall, verb("status", "Say how it stands with the hook", hook.Status), run)
	return cmd
}

// byAnother is said of a hook that is outdated, which works all the same.
const byAnother = "installed by another ownup than this; `ownup hook install` brings it up to date"

// printHook says what a verb did and how it stands. Where nothing was done since another looks after the hooks, that is
// a failure, and what to do by hand is said.
func (a *app) printHook(use string, r hook.Report, asJSON bool) error {
	if asJSON {
		if err := a.json(r); err != nil {
			return err
		}
	}
	told := slices.Concat(r.Done, r.Would)
	switch {
	case use == "install" && r.State == hook.Managed, use == "uninstall" && r.State == hook.Installed && len(told) == 0:
		a.say("Not %sed: %s", use, strings.TrimRight(asClause(r.Advice), "\n"))
		return errSaid
	case asJSON:
		return nil
	case use == "uninstall" && len(told) == 0 && r.State == hook.Foreign:
		fmt.Fprintf(a.io.Out, "Nothing to remove: the hook %s is not ownup's.\n", r.Path)
	case use == "uninstall" && len(told) == 0:
		fmt.Fprintln(a.io.Out, "Nothing to remove: no hook here runs ownup.")
	case r.State == hook.Outdated && len(told) == 0:
		fmt.Fprintf(a.io.Out, "%s: %s was %s\n", r.State, r.Path, byAnother)
	case len(told) == 0:
		fmt.Fprintf(a.io.Out, "%s: %s\n", r.State, r.Path)
	}
	for _, line := range told {
		fmt.Fprintln(a.io.Out, line)
	}
	if r.Advice != "" {
		fmt.Fprintln(a.io.Out, strings.TrimRight(r.Advice, "\n"))
	}
	return nil
}

// postCommit records a fresh revert or hotfix and says one friendly line. It asks nothing, uses no network but where it
// is to open incidents, and a rebase, which commits again what was committed long ago, is passed over in silence.
func (a *app) postCommit(cmd *cobra.Command) {
	repo, err := a.repo()
	if err != nil || repo.InSequence() == "rebase" {
		return
	}
	sha, _, err := repo.Head()
	if err != nil {
		return
	}
	c, err := repo.Commit(cmd.Context(), sha)
	if err != nil {
		return
	}
	found, ok := detect.Commit(c, detect.Options{})
	if !ok || !found.AsksForIncident() || detect.OptsOut(c.Message) {
		return
	}
	l, err := a.ledger()
	if err != nil {
		a.say("ownup: %s", sentence(err))
		return
	}
	added, err := l.Record(found.Finding)
	if err != nil {
		a.say("ownup: %s", sentence(err))
		return
	}
	if !added {
		return
	}
	var outcomes []flow.Outcome
	if cfg, err := a.config(cmd); err == nil && cfg.Hook.Open == "commit" {
		outcomes = a.sweepNow(cmd, sha)
	}
	a.say("%s", checklist.HookLine(found.Finding, len(outcomes) > 0))
	for _, o := range outcomes {
		_ = a.printOutcome(a.io.Out, o) // where nobody can be told, nothing is lost
	}
}

// sweepNow is a sweep of the one chain that a commit belongs to, within the hook's time. It returns what became of it
// where that is an incident: what is held may not have landed yet. What can't be sent is in the outbox, and what was
// not finished is in the ledger, for the next sync.
func (a *app) sweepNow(cmd *cobra.Command, sha string) []flow.Outcome {
	ctx, cancel := context.WithTimeout(cmd.Context(), hookBudget)
	defer cancel()
	cmd.SetContext(ctx)
	outcomes, err := a.sweepOne(cmd, sha)
	switch {
	case err != nil && ctx.Err() != nil:
		a.say("ownup: opening it would have kept you waiting; the next `ownup sync` does it.")
	case err != nil:
		a.say("ownup: %s", sentence(err))
	}
	return slices.DeleteFunc(outcomes, func(o flow.Outcome) bool { return o.Ref == "" && o.Result != flow.Queued })
}

func (a *app) sweepOne(cmd *cobra.Command, sha string) ([]flow.Outcome, error) {
	e, cfg, err := a.engine(cmd, false, false)
	if err != nil {
		return nil, err
	}
	result, err := a.findings(cmd.Context(), cfg, forIncidents(cfg))
	if err != nil {
		return nil, err
	}
	c, ok := result.chainOf(sha)
	if !ok {
		return nil, nil
	}
	return e.Sweep(cmd.Context(), []incident.Chain{c}, time.Time{})
}
