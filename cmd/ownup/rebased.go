package main

import (
	"slices"

	"github.com/ownup-dev/ownup/internal/incident"
)

// mostRebased is how many commits of one pull request are looked through: more than any repair in haste has.
const mostRebased = 30

// landedAs returns the chain in which a commit of a merged pull request is a finding, and that commit. One that was
// rebased landed as several, of which GitHub names the last: often a test or a line of the change log, beside which an
// incident of its own would be opened. Whether one before it came with the same pull request GitHub is asked, once.
func (r *actionRun) landedAs(all *found, number int, last string) (c incident.Chain, sha string, ok bool, err error) {
	if c, ok := all.chainOf(last); ok || r.engine.Forge == nil {
		return c, last, ok, nil
	}
	for range mostRebased {
		commit, err := r.engine.History.Commit(r.cmd.Context(), last)
		if err != nil || len(commit.Parents) != 1 {
			break // nothing that was rebased is a merge
		}
		last = commit.Parents[0]
		c, ok := all.chainOf(last)
		if !ok {
			continue
		}
		pulls, err := r.engine.Forge.PullsOf(r.cmd.Context(), last)
		if incident.ProblemOf(err) == incident.Unavailable {
			return c, last, false, err
		}
		return c, last, slices.ContainsFunc(pulls, func(p incident.Pull) bool { return p.Number == number }), nil
	}
	return c, last, false, nil
}
