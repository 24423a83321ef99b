package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/term"
)

func newSync(a *app) *cobra.Command {
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "sync",
		Short: "Bring incidents up to date: steps, measures, follow-ups",
		Long: `sync sends what waits in the outbox, reads back what people ticked and wrote, finds the follow-ups
of each measure and what became of them, keeps the one status text of each incident current, and
closes those that are done. What people wrote is never touched; in a file, what is written into the
status text moves below it.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, cfg, err := a.engine(cmd, dryRun, false)
			if err != nil {
				return err
			}
			result, err := a.findings(cmd.Context(), cfg, forIncidents(cfg))
			if err != nil {
				return err
			}
			noted, err := a.noted(result)
			if err != nil {
				return err
			}
			var outcomes []flow.Outcome
			var unsent error
			if len(noted) > 0 {
				outcomes, unsent = e.Sweep(cmd.Context(), noted, time.Time{})
			} else {
				outcomes, unsent = e.Send(cmd.Context(), result.Chains)
			}
			for _, o := range outcomes {
				if o.Result == flow.AlreadyOpen || o.Result == flow.AlreadyDone || o.Result == flow.Folded && o.Ref != "" {
					continue // said before, or below
				}
				if err := a.printOutcome(a.io.Out, o); err != nil {
					return err
				}
			}
			followed, failure := e.Sync(cmd.Context(), result.Chains)
			a.sayUnseen(result)
			for _, f := range followed {
				if f.Page.State == incident.PageOpen || f.Page.ClosedAt.Equal(e.Now) || f.Told {
					if err := a.printFollowing(a.io.Out, f); err != nil {
						return err
					}
				}
			}
			if len(followed) == 0 && failure == nil {
				a.say("There are no incidents in %s.", e.Tracker.Name())
			}
			if err := errors.Join(a.sayWaiting(cfg), a.sayElsewhere(cmd.Context(), cfg)); err != nil {
				return err
			}
			return some(errors.Join(unsent, failure), len(followed))
		},
	}
	cmd.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "show exactly what would be written, and write nothing")
	a.trackerFlag(cmd)
	return cmd
}

// notedFor is how long a finding that the hook noted is still looked after by sync. Later ones are the sweep's.
const notedFor = 30 * 24 * time.Hour

// noted returns the chains of the findings that the hook noted and that have landed in the history since.
func (a *app) noted(f *found) ([]incident.Chain, error) {
	l, err := a.ledger()
	if err != nil {
		return nil, err
	}
	recorded, err := l.Findings()
	if err != nil {
		return nil, err
	}
	var out []incident.Chain
	seen := map[string]bool{}
	for _, r := range recorded {
		if a.world.now().Sub(r.CommittedAt) > notedFor {
			continue
		}
		if c, ok := f.chainOf(r.SHA); ok && !seen[c.Key] {
			seen[c.Key] = true
			out = append(out, c)
		}
	}
	return out, nil
}

// printFollowing is one incident in a few lines.
func (a *app) printFollowing(w io.Writer, f incident.Following) error {
	fmt.Fprintf(w, "%s  %s  %s  %s\n", f.Page.Ref, a.stateStyle(f, fmt.Sprintf("%-6s", f.Page.State)), checklist.ProgressText(f.Progress), term.Clean(f.Page.Title, 80))
	now := a.world.now()
	for _, m := range f.Progress.Measures {
		fmt.Fprintf(w, "    %d. %s — %s\n", m.N, term.Clean(m.What(), 70), measureState(m, now))
	}
	for _, r := range f.Incident.Relands {
		how := "with changes"
		switch {
		case r.Precaution:
			how = "unchanged; the revert was a precaution"
		case r.Unchanged:
			how = "unchanged"
		}
		fmt.Fprintf(w, "    put back by %s on %s, %s\n", incident.Short(r.SHA), day(r.At), how)
	}
	for _, g := range f.Incident.Chain.Again() {
		fmt.Fprintf(w, "    %s by %s on %s\n", f.Incident.HowAgain(g), incident.Short(g.SHA), day(g.Since()))
	}
	for _, g := range f.Further {
		if g.Reason == string(incident.ReasonSeries) {
			fmt.Fprintf(w, "    more taken back with it, by %s on %s\n", incident.Short(g.SHA), day(g.Since()))
		}
	}
	if f.Page.Lost && f.Page.State == incident.PageOpen {
		fmt.Fprintf(w, "    %s\n", term.Clean(checklist.LostNote(f.Page), 300))
	}
	switch {
	case f.Told && f.Page.State == incident.PageOpen:
		fmt.Fprintf(w, "    opened again: what was concluded no longer holds\n")
	case f.Told:
		fmt.Fprintf(w, "    stays closed; a comment there tells that what was concluded may no longer hold\n")
	}
	return nil
}

// measureState says in a few words how far a measure has come.
func measureState(m incident.Measure, now time.Time) string {
	switch {
	case m.NotDoing && m.Because != "":
		return "not doing, because " + m.Because
	case m.NotDoing:
		return "not doing"
	case m.Done():
		for _, f := range slices.Backward(m.FollowUps) {
			if f.State == incident.Merged {
				return "merged with " + f.Ref
			}
		}
		return "done"
	}
	for _, f := range m.FollowUps {
		if f.State == incident.Undone {
			return f.Ref + " was itself reverted"
		}
	}
	state := m.Owner
	if state == "" {
		state = "nobody yet"
	}
	if !m.Due.IsZero() {
		state += ", due " + m.Due.Format(time.DateOnly)
	}
	if m.Overdue(now) {
		state += " (overdue)"
	}
	return state
}
