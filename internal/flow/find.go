package flow

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// FindOptions say what Find looks for, and from where.
type FindOptions struct {
	Tips           []string // commits; everything behind them is read
	Verify, Silent bool
	Detect         detect.Options
	Policy         trace.Policy
	ReleaseTags    []string // globs of tag names
	Memory         Memory   // nil: nothing is kept between runs
	Progress       func(what string, done, total int)
}

// Commits gives every commit behind the tips and not behind those excluded, in any order, from as many goroutines as it
// likes.
type Commits func(ctx context.Context, exclude []string, fn func(incident.Commit) error) error

// Found is what a history holds: findings, newest first, and the chains they fold into, each with its verdict.
type Found struct {
	Findings []incident.Finding
	Chains   []incident.Chain
	Stats    trace.Stats
}

// Find looks through a history for reverts, reapplies and hotfixes and decides about each chain. What it found on the default
// branch is kept, so that the next time only new commits are read.
func Find(ctx context.Context, h History, commits Commits, o FindOptions) (Found, error) {
	to := trace.Options{Verify: o.Verify, Silent: o.Silent, Detect: o.Detect, Policy: o.Policy, Progress: o.Progress}
	main, err := h.Default(ctx)
	if err == nil {
		to.Tip = main.Commit
	}
	to.Releases = func() ([]incident.Ref, error) {
		tags, err := h.TagCommits(ctx)
		return slices.DeleteFunc(tags, func(t incident.Ref) bool { return !Matches(o.ReleaseTags, t.Name) }), err
	}
	st, exclude := recallScan(ctx, h, to, o)
	r, err := trace.Scan(ctx, h, func(ctx context.Context, fn func(incident.Commit) error) error {
		return commits(ctx, exclude, fn)
	}, st, to)
	if err != nil {
		return Found{}, err
	}
	found := Found{Findings: r.Findings, Chains: r.Chains, Stats: r.Stats}
	if len(exclude) > 0 {
		if found.Findings, found.Chains, err = withEarlier(r); err != nil {
			return Found{}, err
		}
		found.Stats.Commits = r.State.Index.Commits()
	}
	if o.Verify {
		if err := repairs(ctx, h, found, r.State.Index, o.Memory); err != nil {
			return Found{}, err
		}
	}
	if o.Memory != nil && r.Stats.Commits > 0 && r.State.Index.Commits() >= worthKeeping && len(o.Tips) == 1 && o.Tips[0] == to.Tip {
		_ = r.State.Save(o.Memory.PutCache) // losing it costs the next run time, and nothing else
	}
	slices.SortStableFunc(found.Findings, func(a, b incident.Finding) int { return b.CommittedAt.Compare(a.CommittedAt) })
	return found, nil
}

// worthKeeping is the length of a history, in commits, from which on a scan is remembered: shorter ones are read again in
// no time, and the less is written into a stranger's clone the better.
const worthKeeping = 2000

// recallScan returns the state of the last scan of the default branch, and what the next one may leave out. A history that
// was rewritten since has none.
func recallScan(ctx context.Context, h History, to trace.Options, o FindOptions) (st *trace.State, exclude []string) {
	if o.Memory == nil {
		return nil, nil
	}
	st = trace.LoadState(o.Memory.Cache, to)
	if st.Tip == "" {
		return nil, nil
	}
	for _, tip := range o.Tips {
		if behind, err := h.Ancestor(ctx, st.Tip, tip); err == nil && behind {
			return st, []string{st.Tip}
		}
	}
	return nil, nil
}

// withEarlier puts what a scan of new commits found together with what the scans before it had.
func withEarlier(r trace.Result) ([]incident.Finding, []incident.Chain, error) {
	findings, err := r.State.Findings()
	if err != nil {
		return nil, nil, err
	}
	fresh := map[string]incident.Chain{}
	for _, c := range r.Chains {
		fresh[c.Key] = c
	}
	chains := trace.Chains(findings)
	for i, c := range chains {
		if now, ok := fresh[c.Key]; ok {
			chains[i] = now // its verdict comes with the facts that led to it
		}
	}
	return findings, chains, nil
}

// causesCache keeps what hotfixes were found to repair: a commit's causes never change.
const causesCache = "hotfix-causes-2"

// repairs finds, for each hotfix that names nothing, what it repairs.
func repairs(ctx context.Context, h History, found Found, x *trace.Index, m Memory) error {
	known := map[string][]incident.Offending{}
	if m != nil {
		if data, ok := m.Cache(causesCache); ok && json.Unmarshal(data, &known) != nil {
			known = map[string][]incident.Offending{}
		}
	}
	fresh := false
	for i := range found.Findings {
		f := &found.Findings[i]
		if f.Kind != incident.Hotfix || len(f.Offending) > 0 {
			continue
		}
		if _, ok := known[f.SHA]; !ok {
			var err error
			if known[f.SHA], err = causes(ctx, h, x, f.SHA); err != nil {
				return err
			}
			fresh = true
		}
		f.Offending = known[f.SHA]
	}
	for _, c := range found.Chains {
		for i := range c.Findings {
			if o, ok := known[c.Findings[i].SHA]; ok && len(c.Findings[i].Offending) == 0 {
				c.Findings[i].Offending = o
			}
		}
	}
	if fresh && m != nil && found.Stats.Commits >= worthKeeping {
		if data, err := json.Marshal(known); err == nil {
			_ = m.PutCache(causesCache, data)
		}
	}
	return nil
}
