package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/quote"
	"github.com/ownup-dev/ownup/internal/term"
)

// statusRow is one incident of `ownup status --json`.
type statusRow struct {
	Key       string             `json:"chain"`
	Ref       string             `json:"ref"`
	URL       string             `json:"url"`
	Title     string             `json:"title"`
	Kind      incident.Kind      `json:"kind"`
	State     incident.PageState `json:"state"`
	Steps     int                `json:"steps_done"`
	Measures  int                `json:"measures"`
	Done      int                `json:"measures_done"`
	Overdue   int                `json:"overdue"`
	Owner     string             `json:"owner"`
	WatchEnds time.Time          `json:"watch_ends,omitzero"`
	CreatedAt time.Time          `json:"created_at"`
	Reason    string             `json:"reason,omitempty"` // why it is queued
}

// queued is the state of an incident that waits in the outbox.
const queued incident.PageState = "queued"

func newStatus(a *app) *cobra.Command {
	var o statusOptions
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show every incident: steps, measures, what is overdue, what waits",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			e, cfg, result, err := a.reader(cmd)
			if err != nil {
				return err
			}
			followed, failure := e.Follow(cmd.Context(), result.Chains)
			damaged := incident.ProblemOf(failure) == incident.Damaged
			if failure != nil && len(followed) == 0 && !damaged {
				return failure
			}
			waiting, err := e.Queued()
			if err != nil {
				return err
			}
			if o.json { // else it is told in words
				for _, w := range waiting {
					row := statusRow{Key: w.Ref, Title: quote.Clean(w.Title, quote.MaxLine), Kind: w.Kind, State: queued, CreatedAt: w.At, Reason: w.Detail}
					if err := a.jsonLine(row); err != nil {
						return err
					}
				}
			}
			where := e.Tracker.Name()
			if damaged {
				where = "" // nobody knows
			}
			err = a.printStatus(cfg, followed, where, o)
			return cmp.Or(rest(failure), err, a.sayElsewhere(cmd.Context(), cfg))
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVarP(&o.all, "all", "a", false, "closed incidents as well")
	a.trackerFlag(cmd)
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line")
	flags.BoolVar(&o.exitCode, "exit-code", false, "exit with 3 when an incident is open")
	return cmd
}

type statusOptions struct {
	all, json, exitCode bool
}

// printStatus prints the incidents. Where is the tracker in which none is open, if there is none; empty where that
// can't be told.
func (a *app) printStatus(cfg config.Config, followed []incident.Following, where string, o statusOptions) error {
	now := a.world.now()
	table := a.io.Table("INCIDENT", "STATE", "STEPS", "MEASURES", "OWNER", "TITLE")
	open, shown := 0, 0
	for _, f := range followed {
		if f.Page.State == incident.PageOpen {
			open++
		} else if !o.all {
			continue
		}
		shown++
		row := rowOf(f, now)
		if o.json {
			if err := a.jsonLine(row); err != nil {
				return err
			}
			continue
		}
		state := string(row.State)
		if row.Overdue > 0 {
			state = "overdue"
		}
		// What each title begins with, and the organization of each team, would leave no room on a narrow terminal for
		// what differs.
		table.Row(term.Cell{Text: row.Ref, Tone: term.Strong}, term.Cell{Text: state, Tone: stateTone(state)}, cell("%d/8", row.Steps), cell("%d/%d", row.Done, row.Measures),
			cell("%s", row.Owner[strings.LastIndexByte(row.Owner, '/')+1:]), cell("%s", what(row.Title)))
	}
	if err := table.Print(); err != nil { // without rows it prints nothing
		return err
	}
	if err := a.sayWaiting(cfg); err != nil {
		return err
	}
	if !o.json && shown == 0 && where != "" {
		a.say("No incident is open in %s.", where)
	}
	if o.exitCode && open > 0 {
		return errFound
	}
	return nil
}

// what is what a title says besides that it was undone or mended.
func what(title string) string {
	for _, begin := range []string{"Reverted: ", "Reverted in part: ", "Hotfix: "} {
		if rest, ok := strings.CutPrefix(title, begin); ok {
			return rest
		}
	}
	return title
}

func rowOf(f incident.Following, now time.Time) statusRow {
	row := statusRow{
		Key: f.Page.Key, Ref: f.Page.Ref, URL: f.Page.URL, Title: quote.Clean(f.Page.Title, quote.MaxLine), Kind: f.Page.Kind, State: f.Page.State,
		Steps: f.Progress.Done(), Measures: len(f.Progress.Measures), Overdue: len(f.Overdue(now)),
		Owner: f.Incident.Owner.Name, WatchEnds: f.WatchEnd, CreatedAt: f.Page.CreatedAt,
	}
	for _, m := range f.Progress.Measures {
		if m.Done() {
			row.Done++
		}
	}
	return row
}

// sayWaiting tells what waits in the outbox, and why.
func (a *app) sayWaiting(cfg config.Config) error {
	here, elsewhere, err := a.waiting(cfg)
	for _, line := range slices.Concat(here, elsewhere) {
		a.say("%s", line)
	}
	return err
}

// waiting are sentences on what waits in the outbox: for this tracker, with the reason, and for others.
func (a *app) waiting(cfg config.Config) (here, elsewhere []string, err error) {
	l, err := a.ledger()
	if err != nil {
		return nil, nil, err
	}
	waiting, err := l.Pending()
	for _, e := range waiting {
		if e.For(a.trackerName(cfg)) {
			here = append(here, fmt.Sprintf("Waiting since %s: %s. %s", day(e.At), e.ID, e.Reason))
		} else {
			elsewhere = append(elsewhere, fmt.Sprintf("Waiting since %s for %s: %s. It goes out when incidents are kept there again.", day(e.At), e.Tracker, e.ID))
		}
	}
	return here, elsewhere, err
}
