package trace

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/detect"
)

// TestConfidence holds what a find by content is worth, by how much of the undoing commit it explains: below a quarter it is a guess, for which
// nothing is opened. A small part of a commit is one too, unless it is taken back blob for blob.
func TestConfidence(t *testing.T) {
	for _, tc := range []struct {
		strength detect.Strength
		claim    int
		undo     Overlap
		guess    bool
	}{
		{strength: detect.Strong, claim: -1, undo: Overlap{Undone: 1, Own: 0.2}, guess: true},
		{strength: detect.Strong, claim: -1, undo: Overlap{Undone: 1, Own: 0.3}},
		{strength: detect.Strong, claim: 0, undo: Overlap{Undone: 1, Own: 0.2}},
		{strength: detect.Weak, claim: -1, undo: Overlap{Undone: 0.2, Own: 1}, guess: true},
		{strength: detect.Weak, claim: -1, undo: Overlap{Undone: 0.02, Own: 1, Part: true}},
	} {
		w := &worded{Finding: detect.Finding{Strength: tc.strength}}
		w.Titled = true
		p := confidence(w, candidate{checked: true, claim: tc.claim, undo: tc.undo})
		if guess := p < 0.5; guess != tc.guess {
			t.Errorf("%+v: confidence %g", tc, p)
		}
	}
}
