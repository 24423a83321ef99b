package flow

import (
	"context"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/report"
)

// Review makes the review of the time from from until now: what was won, what is new, overdue or undecided, what was held
// and why, and the figures against the weeks before. An error beside a review says what could not be read for it.
func (e *Engine) Review(ctx context.Context, chains []incident.Chain, from time.Time, weeks int) (report.Report, error) {
	followed, failure := e.Follow(ctx, chains)
	if len(followed) == 0 && !listed(failure) || ctx.Err() != nil {
		return report.Report{}, failure
	}
	queued, err := e.Queued()
	if err != nil {
		return report.Report{}, err
	}
	main, err := e.History.Default(ctx)
	if err != nil {
		return report.Report{}, err
	}
	o := report.Options{Weeks: weeks}
	var landed []time.Time
	shallow, err := e.History.FirstParents(ctx, main.Commit, o.Start(from, e.Now), func(c incident.Commit) error {
		landed = append(landed, c.CommittedAt)
		return nil
	})
	if err != nil {
		return report.Report{}, err
	}
	return report.Build(report.Input{
		From: from, To: e.Now.Add(time.Second), // what was opened in this very moment is in
		Repository: e.Options.Repository,
		Followed:   followed, Queued: queued, Chains: chains, Landed: landed, Shallow: shallow,
	}, o), failure
}
