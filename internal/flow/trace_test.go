package flow

import (
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
		if got := amongSeveral(incident.Offending{Confidence: 0.8, Evidence: c.evidence}, c.several); got != c.want {
			t.Errorf("%v, one of %d: %v, want %v", c.evidence, c.several, got, c.want)
		}
	}
}
