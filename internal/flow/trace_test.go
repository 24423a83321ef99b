package flow

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestAmongSeveral(t *testing.T) {
	lines, message := []incident.Evidence{incident.EvidenceLines}, []incident.Evidence{incident.EvidenceMessage, incident.EvidenceLines}
	for _, c := range []struct {
		evidence []incident.Evidence
		several  int
		want     float64
	}{
		{lines, 1, 0.8},
		{lines, 2, 0.566},
		{lines, 4, 0.4},
		{message, 4, 0.8},
		{message[:1], 4, 0.8},
		{[]incident.Evidence{incident.EvidencePull}, 4, 0.8},
	} {
		o := incident.Offending{Confidence: 0.8, Evidence: c.evidence, Detail: []string{"It wrote 1 line."}}
		got := amongSeveral(o, incident.Commit{SHA: "0a1b2c3d4e5f", Message: "lamp: dim it\n"}, c.several)
		if got.Confidence != c.want {
			t.Errorf("%v, one of %d: %v, want %v", c.evidence, c.several, got.Confidence, c.want)
		}
		detail := o.Detail
		if c.want < o.Confidence {
			detail = []string{
				fmt.Sprintf("The fix is here “lamp: dim it” (0a1b2c3d4e), one of %d commits that the branch may have been for.", c.several),
				"It wrote 1 line.",
			}
		}
		if !slices.Equal(got.Detail, detail) {
			t.Errorf("%v, one of %d: told as %q, want %q", c.evidence, c.several, got.Detail, detail)
		}
	}
}
