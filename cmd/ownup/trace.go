package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/term"
	"github.com/ownup-dev/ownup/internal/trace"
)

// traced is what `ownup trace --json` prints.
type traced struct {
	SHA       string               `json:"sha"`
	Offending []incident.Offending `json:"offending"` // best first
}

func newTrace(a *app) *cobra.Command {
	var asJSON, ignoreMessage bool
	cmd := &cobra.Command{
		Use:   "trace COMMIT...",
		Short: "Say which commit introduced what COMMIT repairs, with the evidence",
		Long: `trace names the commits that introduced what each COMMIT repairs, best first: from its message where
that says so, else from the lines it touches and what the message mentions. Confidence is a
probability: of the links said with 0.9, about nine in ten are right.`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: a.completeRevision,
		RunE: func(cmd *cobra.Command, args []string) error {
			if a.repository != "" {
				return usageError{errors.New("lines can't be followed through GitHub's API; leave out -R, and run trace in a clone or name one with -C")}
			}
			return a.trace(cmd.Context(), args, ignoreMessage, asJSON)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVar(&ignoreMessage, "ignore-message", false, "use the history alone, not what the message says")
	flags.BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

func (a *app) trace(ctx context.Context, revs []string, ignoreMessage, asJSON bool) error {
	repo, err := a.repo()
	if err != nil {
		return err
	}
	var shas []string
	for _, rev := range revs {
		sha, err := repo.Resolve(ctx, rev)
		if err != nil {
			return err
		}
		shas = append(shas, sha)
	}
	past := history{repo}
	o := trace.FixOptions{IgnoreMessage: ignoreMessage, Names: namesBehind(repo, shas...)}
	for _, sha := range shas {
		offending, err := flow.Trace(ctx, past, sha, o)
		if err != nil {
			return err
		}
		if err := a.printTraced(ctx, repo, sha, offending, asJSON); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) printTraced(ctx context.Context, repo *git.Repo, sha string, offending []incident.Offending, asJSON bool) error {
	if asJSON {
		if offending == nil {
			offending = []incident.Offending{}
		}
		return a.jsonLine(traced{SHA: sha, Offending: offending})
	}
	fix, err := repo.Commit(ctx, sha)
	if err != nil {
		return err
	}
	w := a.io.Out
	fmt.Fprintf(w, "%s  %s\n", incident.Short(sha), term.Clean(fix.Subject(), 100))
	if len(offending) == 0 {
		fmt.Fprintln(w, "    Nothing in its lines or its message points to an earlier commit.")
	}
	for _, o := range offending {
		subject := o.Subject
		if subject == "" {
			if c, err := repo.Commit(ctx, o.SHA); err == nil {
				subject = c.Subject()
			}
		}
		fmt.Fprintf(w, "  %3.0f %%  %s  %s  %s\n", o.Confidence*100, incident.Short(o.SHA), day(o.LandedAt), term.Clean(subject, 80))
		for _, d := range o.Detail {
			fmt.Fprintf(w, "         %s\n", a.faint(term.Clean(d, 200)))
		}
	}
	return nil
}

// namesBehind gives the names of all commits behind some fixes.
func namesBehind(repo *git.Repo, fixes ...string) func(context.Context) (trace.Names, error) {
	return flow.Names(func(ctx context.Context, known func(string) bool, fn func(incident.Commit) error) error {
		_, err := repo.Each(ctx, git.LogOptions{Include: fixes, Known: known}, fn)
		return err
	})
}
