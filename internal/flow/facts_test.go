package flow

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestUndone holds that an incident lists what its whole series undid, each commit once, and nothing that was undone another time.
func TestUndone(t *testing.T) {
	finding := func(sha string, reason incident.Reason, undone ...string) incident.Finding {
		f := incident.Finding{SHA: sha, Reason: string(reason)}
		for _, o := range undone {
			f.Offending = append(f.Offending, incident.Offending{SHA: o})
		}
		return f
	}
	opener := finding("r1", incident.ReasonLandedRevert, "c")
	chain := incident.Chain{Findings: []incident.Finding{
		opener, finding("r2", incident.ReasonSeries, "b"), finding("r3", incident.ReasonSeries, "a", "b"), finding("r4", incident.ReasonAgain, "d"),
	}}
	var got []string
	for _, o := range undone(chain, opener) {
		got = append(got, o.SHA)
	}
	if d := cmp.Diff([]string{"c", "b", "a"}, got); d != "" {
		t.Error(d)
	}
}
