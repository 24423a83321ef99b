package trace

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/detect"
)

// TestConfidence holds what a find by content is worth, by how much of the undoing commit it explains: below a quarter it is a guess, for which
// nothing is opened.
func TestConfidence(t *testing.T) {
	for _, tc := range []struct {
		claim int
		own   float64
		guess bool
	}{
		{claim: -1, own: 0.2, guess: true},
		{claim: -1, own: 0.3},
		{claim: 0, own: 0.2},
	} {
		w := &worded{Finding: detect.Finding{Strength: detect.Strong}}
		p := confidence(w, candidate{checked: true, claim: tc.claim, undo: Overlap{Undone: 1, Own: tc.own}})
		if guess := p < 0.5; guess != tc.guess {
			t.Errorf("claim %d, own %g: confidence %g", tc.claim, tc.own, p)
		}
	}
}
