package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
)

// messageDraft is what `ownup message --json` prints.
type messageDraft struct {
	Key    string        `json:"chain"`
	Kind   incident.Kind `json:"kind"`
	Format string        `json:"format"`
	Text   string        `json:"text"`
}

func newMessage(a *app) *cobra.Command {
	var format string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "message INCIDENT|COMMIT",
		Short: "Print a draft of the message to those affected",
		Long: `message prints a draft of the message to those affected: what happened, why, and what is being done.
A person changes it into their own words and sends it; ownup sends nothing.`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeIncident,
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != string(checklist.Markdown) && format != string(checklist.PlainText) {
				return usageError{fmt.Errorf("--format must be markdown or text, not %q", format)}
			}
			e, _, result, err := a.reader(cmd)
			if err != nil {
				return err
			}
			in, err := a.incidentOf(cmd.Context(), e, result, args[0])
			if err != nil {
				return err
			}
			text, err := e.Message(in, checklist.Format(format))
			if err != nil {
				return err
			}
			text = strings.TrimRight(text, "\n")
			if asJSON {
				return a.jsonLine(messageDraft{in.Key, in.Kind, format, text})
			}
			_, err = fmt.Fprintln(a.io.Out, text)
			return err
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().StringVar(&format, "format", "markdown", "the `FORM`: markdown or text")
	offer(cmd, "format", "markdown", "text")
	a.trackerFlag(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// incidentOf gathers the facts of the incident that a key, a reference ("#12") or a commit names.
func (a *app) incidentOf(ctx context.Context, e *flow.Engine, result *found, name string) (incident.Incident, error) {
	if c, ok := flow.ChainOf(result.Chains, incident.Page{Key: name}); ok {
		return e.Incident(ctx, c, result.Chains)
	}
	page, unread := e.Tracker.Read(ctx, name)
	if unread == nil {
		if c, ok := flow.ChainOf(result.Chains, page); ok {
			return e.Incident(ctx, c, result.Chains)
		}
		return incident.Incident{}, problemf("What %s is about is not in the history that was read here: fetch the branch that holds it, or run this in a full clone.", page.Ref)
	}
	sha, err := a.resolve(ctx, name)
	if err != nil {
		if kind := incident.ProblemOf(unread); kind != incident.NotFound && kind != incident.Usage {
			return incident.Incident{}, unread // it may well be an incident
		}
		neither := fmt.Errorf("%q is neither an incident nor a commit here; `ownup status --all` lists the incidents", name)
		if incident.ProblemOf(err) == incident.Usage { // a range, say
			neither = usageError{neither}
		}
		return incident.Incident{}, neither
	}
	c, ok := result.chainOf(sha)
	if !ok {
		return incident.Incident{}, unrecognised(sha)
	}
	return e.Incident(ctx, c, result.Chains)
}
