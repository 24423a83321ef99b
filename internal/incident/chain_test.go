package incident

import (
	"fmt"
	"testing"
	"time"
)

func TestKey(t *testing.T) {
	const sha = "0123456789abcdef0123456789abcdef01234567"
	for _, c := range []struct {
		kind       Kind
		root, want string
	}{
		{Revert, sha, "r-0123456789ab"},
		{Reapply, sha, "r-0123456789ab"}, // of the chain of a revert
		{Hotfix, sha, "h-0123456789ab"},
		{Revert, "0123456", "r-0123456"},
	} {
		if got := Key(c.kind, c.root); got != c.want {
			t.Errorf("%s of %s: %s", c.kind, c.root, got)
		}
	}
}

// TestChain holds which finding of a chain opens its incident, or would, whose verdict is the chain's, by their places,
// and how many undid again, or further.
func TestChain(t *testing.T) {
	finding := func(kind Kind, verdict Decision, reason Reason) Finding {
		return Finding{Kind: kind, Verdict: verdict, Reason: string(reason), LandedAt: time.Unix(1, 0)}
	}
	held, opens := finding(Revert, Hold, ReasonDocs), finding(Revert, Open, ReasonLandedRevert)
	back, again := finding(Reapply, Fold, ReasonReland), finding(Revert, Fold, ReasonAgain)
	mended, series := finding(Hotfix, Fold, ReasonAgain), finding(Revert, Fold, ReasonSeries)
	elsewhere := again
	elsewhere.LandedAt = time.Time{}
	for name, c := range map[string]struct {
		findings                         []Finding
		opening, decides, again, further int
	}{
		"one":                               {findings: []Finding{opens}},
		"what opens is not the first":       {findings: []Finding{held, opens}, opening: 1, decides: 1},
		"nothing opens":                     {findings: []Finding{back, held, held}, opening: 1, decides: 1},
		"a reland alone":                    {findings: []Finding{finding(Reapply, Hold, ReasonLoneReland)}},
		"a reland opens nothing":            {findings: []Finding{finding(Reapply, Open, ReasonLandedRevert), held}, opening: 1},
		"copies alone":                      {findings: []Finding{finding(Revert, Fold, ReasonCopy), back}},
		"undone again, and more":            {findings: []Finding{opens, back, again, mended, series}, again: 2, further: 3},
		"undone again on another branch":    {findings: []Finding{opens, back, elsewhere}},
		"put back again is not undone":      {findings: []Finding{opens, finding(Reapply, Fold, ReasonAgain)}},
		"again, but held for another cause": {findings: []Finding{opens, finding(Revert, Hold, ReasonAgain)}},
	} {
		for i := range c.findings {
			c.findings[i].SHA, c.findings[i].Detail = fmt.Sprint(i), fmt.Sprintf("It is %d.", i)
		}
		chain := Chain{Findings: c.findings}
		chain.Conclude()
		if got := chain.Opening().SHA; got != fmt.Sprint(c.opening) {
			t.Errorf("%s: %s opens it", name, got)
		}
		f := c.findings[c.decides]
		want := Verdict{f.Verdict, Reason(f.Reason), Reason(f.Reason).Sentence() + " " + f.Detail}
		if chain.Verdict != want {
			t.Errorf("%s: %+v, want %+v", name, chain.Verdict, want)
		}
		if again, further := len(chain.Again()), len(chain.Further()); again != c.again || further != c.further {
			t.Errorf("%s: %d are again, %d further", name, again, further)
		}
	}
	if f := (Chain{}).Opening(); f.SHA != "" {
		t.Errorf("a chain of nothing opens with %+v", f)
	}
}
