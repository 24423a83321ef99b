package scan

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestNewReverts holds among which commits it is looked for what a reapply undoes: those of this scan and of earlier
// ones that are worded as reverts, and likely are some.
func TestNewReverts(t *testing.T) {
	said := func(at uint32, kind incident.Kind, strength detect.Strength) *worded {
		return &worded{at: at, Finding: detect.Finding{Strength: strength, Finding: incident.Finding{Kind: kind}}}
	}
	r := newReverts([]*worded{
		said(7, incident.Revert, detect.Likely), said(6, incident.Reapply, detect.Strong), said(5, incident.Revert, detect.Weak), said(4, incident.Hotfix, detect.Strong), said(3, incident.Revert, detect.Strong),
	}, map[uint32]decided{
		2: {kind: incident.Revert, strength: detect.Strong}, 1: {kind: incident.Reapply, strength: detect.Strong}, 0: {kind: incident.Revert, strength: detect.Weak}, 3: {kind: incident.Revert, strength: detect.Strong},
	})
	for at, want := range map[uint32][]uint32{8: {7, 3, 2}, 7: {3, 2}, 2: nil} {
		if d := cmp.Diff(want, append([]uint32(nil), r.before(at)...)); d != "" {
			t.Errorf("before %d: want -, got +:\n%s", at, d)
		}
	}
}

// TestOverturned holds by what reverts are ranked: the paths in common, and twice those that stand again as before.
func TestOverturned(t *testing.T) {
	revert := []incident.Change{{Path: "door.c", Old: "1", New: "2"}, {Path: "hall.c", Old: "1", New: "2"}}
	for _, tt := range []struct {
		own  []incident.Change
		want float64
	}{
		{[]incident.Change{{Path: "lamp.c", Old: "2", New: "1"}}, 0},
		{[]incident.Change{{Path: "hall.c", Old: "2", New: "3"}, {Path: "lamp.c", Old: "2", New: "1"}}, 0.5},
		{[]incident.Change{{Path: "hall.c", Old: "2", New: "1"}}, 1},
		{[]incident.Change{{Path: "door.c", Old: "2", New: "3"}, {Path: "hall.c", Old: "2", New: "1"}}, 1.5},
	} {
		if got := patchOf("", tt.own).overturned(revert); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%v: %g, want %g", tt.own, got, tt.want)
		}
	}
}
