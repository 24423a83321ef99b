package flow

import (
	"context"
	"slices"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// FindOptions say what Find looks for.
type FindOptions struct {
	Verify, Silent bool
	Detect         detect.Options
	Policy         trace.Policy
	ReleaseTags    []string // globs of tag names
	Progress       func(what string, done, total int)
}

// Found is what a history holds: findings, newest first, and the chains they fold into, each with its verdict.
type Found struct {
	Findings []incident.Finding
	Chains   []incident.Chain
	Stats    trace.Stats
}

// Find looks through a history for reverts, reapplies and hotfixes and decides about each chain.
func Find(ctx context.Context, h History, commits trace.Source, o FindOptions) (Found, error) {
	to := trace.Options{Verify: o.Verify, Silent: o.Silent, Detect: o.Detect, Policy: o.Policy, Progress: o.Progress}
	if main, err := h.Default(ctx); err == nil {
		to.Tip = main.Commit
	}
	tags, err := h.Tags(ctx)
	if err != nil {
		return Found{}, err
	}
	for _, t := range tags {
		if Matches(o.ReleaseTags, t.Name) {
			to.Releases = append(to.Releases, t)
		}
	}
	r, err := trace.Scan(ctx, h, commits, nil, to)
	if err != nil {
		return Found{}, err
	}
	if o.Verify {
		if err := repairs(ctx, h, r.Findings, r.Chains); err != nil {
			return Found{}, err
		}
	}
	slices.SortStableFunc(r.Findings, func(a, b incident.Finding) int { return b.CommittedAt.Compare(a.CommittedAt) })
	return Found{Findings: r.Findings, Chains: r.Chains, Stats: r.Stats}, nil
}

// repairs finds, for each hotfix that names nothing, what it repairs.
func repairs(ctx context.Context, h History, findings []incident.Finding, chains []incident.Chain) error {
	found := map[string][]incident.Offending{}
	for i := range findings {
		f := &findings[i]
		if f.Kind != incident.Hotfix || len(f.Offending) > 0 {
			continue
		}
		var err error
		if f.Offending, err = causes(ctx, h, f.SHA); err != nil {
			return err
		}
		found[f.SHA] = f.Offending
	}
	for _, c := range chains {
		for i := range c.Findings {
			if o, ok := found[c.Findings[i].SHA]; ok {
				c.Findings[i].Offending = o
			}
		}
	}
	return nil
}
