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
func (r *actionRun) landedAs(all *found, p incident.Pull) (c incident.Chain, sha string, ok bool, err error) {
	sha = p.MergeSHA
	if c, ok := all.chainOf(sha); ok {
		return c, sha, ok, nil
	}
	if c, ok, err := r.carried(p); ok || err != nil {
		return c, sha, ok, err
	}
	if r.engine.Forge == nil {
		return c, sha, false, nil
	}
	for range mostRebased {
		commit, err := r.engine.History.Commit(r.cmd.Context(), sha)
		if err != nil || len(commit.Parents) != 1 {
			break // nothing that was rebased is a merge
		}
		sha = commit.Parents[0]
		c, ok := all.chainOf(sha)
		if !ok {
			continue
		}
		pulls, err := r.engine.Forge.PullsOf(r.cmd.Context(), sha)
		if incident.ProblemOf(err) == incident.Unavailable {
			return c, sha, false, err
		}
		return c, sha, slices.ContainsFunc(pulls, func(of incident.Pull) bool { return of.Number == p.Number }), nil
	}
	return c, sha, false, nil
}

// carried returns the chain of which a pull request has carried something to another branch than the default one. What
// is on the others is searched only when it is asked for.
func (r *actionRun) carried(p incident.Pull) (c incident.Chain, ok bool, err error) {
	main, err := r.engine.History.Default(r.cmd.Context())
	if err != nil || p.Base == main.Name {
		return c, false, err
	}
	o := forIncidents(r.cfg)
	o.rev = p.MergeSHA
	all, err := r.app.findings(r.cmd.Context(), r.cfg, o)
	if err != nil {
		return c, false, unlessNotFound(err)
	}
	c, _ = all.chainOf(p.MergeSHA)
	return c, slices.ContainsFunc(c.Findings, func(f incident.Finding) bool { return f.SHA == p.MergeSHA && f.Verdict == incident.Fold }), nil
}
