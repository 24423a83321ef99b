package scan

import (
	"math"
	"testing"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestConfidence holds what a find by content is worth, by how much of the undoing commit it explains: below a quarter
// it is a guess, for which nothing is opened. A small part of a commit is one too, unless it is taken back blob for
// blob.
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

// TestConfidenceByGround holds what each ground for a candidate is worth, and which comes first where there are
// several.
func TestConfidenceByGround(t *testing.T) {
	sha, half, trifle := incident.ClaimSHA, Overlap{Undone: 0.6, Own: 0.9}, Overlap{Undone: 0.05, Own: 0.05}
	for _, tc := range []struct {
		strength detect.Strength
		c        candidate
		want     float64
	}{
		{detect.Strong, candidate{claim: -1, checked: true, undo: half, led: 0.8}, 0.8},
		{detect.Strong, candidate{claim: -1, checked: true, undo: half, led: 0.95}, 0.9},
		{detect.Weak, candidate{by: sha}, 0.4},
		{detect.Strong, candidate{by: sha}, 0.95},
		{detect.Strong, candidate{by: incident.ClaimPull}, 0.85},
		{detect.Strong, candidate{by: sha, checked: true, undo: half}, 0.99},
		{detect.Strong, candidate{by: sha, checked: true, undo: Overlap{Back: true, Own: 0.9}}, 0.99},
		{detect.Strong, candidate{by: sha, checked: true, undo: Overlap{Undone: 0.6, Own: 0.5}}, 0.95},
		{detect.Strong, candidate{by: sha, checked: true, undo: Overlap{Undone: 0.6, Own: 0.1}}, 0.79},
		{detect.Strong, candidate{by: sha, checked: true, undo: Overlap{Undone: 0.5, Own: 0.79}}, 0.95},
		{detect.Strong, candidate{by: sha, checked: true, undo: Overlap{Undone: 0.5, Own: 0.3}}, 0.95},
		{detect.Strong, candidate{claim: -1, checked: true, undo: Overlap{Undone: 0.5, Own: 0.8}}, 0.94},
		{detect.Strong, candidate{claim: -1, checked: true, undo: Overlap{Undone: 0.35, Own: 0.1}}, 0.9},
		{detect.Weak, candidate{claim: -1, checked: true, undo: Overlap{Undone: 0.35, Own: 0.9}}, 0.45},
		{detect.Likely, candidate{by: sha, checked: true, undo: Overlap{Undone: 0.49, Own: 0.9}}, 0.75},
		{detect.Likely, candidate{by: sha, checked: true, undo: Overlap{Undone: 0.2, Own: 0.5}}, 0.75},
		{detect.Strong, candidate{claim: -1, checked: true, beside: true, undo: Overlap{Undone: 0.6, Own: 0.1}}, 0.94},
		{detect.Likely, candidate{claim: -1, checked: true, undo: half}, 0.92},
		{detect.Likely, candidate{by: sha, checked: true, undo: Overlap{Undone: 0.35, Own: 0.1}}, 0.75},
		{detect.Likely, candidate{by: sha, checked: true, undo: Overlap{Undone: 0.2, Own: 0.6}}, 0.75},
		{detect.Likely, candidate{by: sha, checked: true, undo: Overlap{Undone: 0.2, Own: 0.1}}, 0.6},
		{detect.Likely, candidate{by: sha, checked: true, files: true, undo: Overlap{Undone: 0.2, Own: 0.1}}, 0.75},
		{detect.Strong, candidate{by: sha, checked: true, files: true, undo: Overlap{Undone: 0.35, Own: 0.1}}, 0.9},
		{detect.Strong, candidate{by: sha, checked: true, twice: true, undo: trifle}, 0.75},
		{detect.Strong, candidate{by: sha, checked: true, undo: trifle}, 0.45},
		{detect.Likely, candidate{by: sha, checked: true, undo: trifle}, 0.3},
		{detect.Weak, candidate{by: sha, checked: true, undo: Overlap{Undone: 0.35, Own: 0.9, Part: true}}, 0.5}, // the words aren't plain
	} {
		w := &worded{Finding: detect.Finding{Strength: tc.strength}}
		if p := confidence(w, tc.c); math.Abs(p-tc.want) > 1e-9 {
			t.Errorf("%v %+v: confidence %g, want %g", tc.strength, tc.c, p, tc.want)
		}
	}
}
