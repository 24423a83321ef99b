package incident

import "slices"

// Chain is a revert with its reapplies, re-reverts, backports and copies: one story, oldest finding first.
type Chain struct {
	Key      string    // stable: see Key
	Findings []Finding // oldest first
	Verdict  Verdict
}

// Opening returns the finding that opens the chain's incident, or would: its first revert or hotfix. It is the zero
// Finding for a chain without any.
func (c Chain) Opening() Finding {
	for _, f := range c.Findings {
		if f.Kind != Reapply && f.Verdict == Open {
			return f
		}
	}
	for _, f := range c.Findings {
		if f.Kind != Reapply {
			return f
		}
	}
	if len(c.Findings) > 0 {
		return c.Findings[0]
	}
	return Finding{}
}

// CameBack returns the reapply by which all that was undone had come back as it was, to stay; false where none did.
func (c Chain) CameBack() (Finding, bool) {
	i := slices.IndexFunc(c.Findings, func(f Finding) bool { return f.Stays })
	if i < 0 {
		return Finding{}, false
	}
	return c.Findings[i], true
}

// Again returns the reverts and hotfixes by which what the chain had undone before was undone once more on the default
// branch.
func (c Chain) Again() []Finding { return c.landed(ReasonAgain) }

// Further returns those by which more was undone there than by the first: the same again, or another change of the same
// story.
func (c Chain) Further() []Finding { return c.landed(ReasonAgain, ReasonSeries) }

func (c Chain) landed(reasons ...Reason) []Finding {
	var out []Finding
	for _, f := range c.Findings {
		if f.Kind != Reapply && f.Verdict == Fold && !f.LandedAt.IsZero() && slices.Contains(reasons, Reason(f.Reason)) {
			out = append(out, f)
		}
	}
	return out
}

// Conclude gives the chain the verdict of the finding that opens its incident, or would.
func (c *Chain) Conclude() {
	for _, decides := range []func(Finding) bool{
		func(f Finding) bool { return f.Verdict == Open },
		func(f Finding) bool { return f.Verdict != Fold },
		func(Finding) bool { return true },
	} {
		if i := slices.IndexFunc(c.Findings, decides); i >= 0 {
			c.Verdict = c.Findings[i].Judged()
			return
		}
	}
}

// Key returns the stable key of the chain that starts with the given commit: "r-" and the first twelve
// digits for a revert's chain, "h-" for a hotfix's. Whoever computes it, wherever, gets the same.
func Key(kind Kind, root string) string {
	prefix := "r-"
	if kind == Hotfix {
		prefix = "h-"
	}
	if len(root) > 12 {
		root = root[:12]
	}
	return prefix + root
}
