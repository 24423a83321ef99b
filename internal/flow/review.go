package flow

import (
	"context"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/report"
)

// week is how much a review looks back on where nothing else is said.
const week = 7 * 24 * time.Hour

// ReviewEnd is where a review that is made now ends: with the hour, so that what the same run has opened and closed
// before is in, by whatever clock, and is in no other. The next one, some minutes earlier or later in the hour, begins
// where this one ends.
func ReviewEnd(now time.Time) time.Time { return now.Truncate(time.Hour).Add(time.Hour) }

// Review makes the review of the time from from (zero: a week) up to ReviewEnd: what was won, what is new, overdue or
// undecided, what was held and why, and the figures against the weeks before. An error beside a review says what could
// not be read for it.
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
	to := ReviewEnd(e.Now)
	if from.IsZero() {
		from = to.Add(-week)
	}
	in := report.Input{
		From: from, To: to, Now: e.Now, Weeks: weeks,
		Repository: e.Options.Repository,
		Followed:   followed, Queued: queued, Chains: chains,
	}
	in.Shallow, err = e.History.FirstParents(ctx, main.Commit, in.Start(), func(c incident.Commit) error {
		in.Landed = append(in.Landed, c.CommittedAt)
		return nil
	})
	if err != nil {
		return report.Report{}, err
	}
	return report.Build(in), failure
}
