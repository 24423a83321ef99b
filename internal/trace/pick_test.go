package trace

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestGroundOf holds on what a candidate is believed, by what the message says and how much content there is to it.
func TestGroundOf(t *testing.T) {
	b := NewBuilder(nil)
	sha := func(letter string) string { return strings.Repeat(letter, 40) }
	for i, c := range []incident.Commit{{SHA: sha("a")}, {SHA: sha("b"), Parents: []string{sha("a")}}, {SHA: sha("c"), Parents: []string{sha("a"), sha("b")}}} {
		c.CommittedAt = day.AddDate(0, 0, i)
		b.Add(c, nil)
	}
	s := &scan{x: b.Index()}
	const merge, bySHA, bySubject, byWord, byPull = 2, 0, 1, 2, 3
	claims := []incident.Claim{
		{Type: incident.ClaimSHA, Value: sha("a")},
		{Type: incident.ClaimSubject, Value: "hall: a dimmer for every lamp"},
		{Type: incident.ClaimSubject, Value: "hall"},
		{Type: incident.ClaimPull, Value: "7"},
	}
	named := func(claim int, o Overlap) candidate {
		return candidate{claim: claim, by: claims[claim].Type, checked: true, undo: o}
	}
	unnamed := func(commit uint32, o Overlap) candidate {
		return candidate{commit: commit, claim: -1, checked: true, undo: o}
	}
	half, third, little := Overlap{Undone: 0.5, Own: 0.5}, Overlap{Undone: 0.3, Own: 0.9}, Overlap{Undone: 0.2, Own: 0.2}
	for _, tt := range []struct {
		what string
		c    candidate
		part bool // the message says that a part is meant
		want ground
	}{
		{"content of half", unnamed(1, half), false, byContent},
		{"content of less, blob for blob", unnamed(1, Overlap{Undone: 0.2, Part: true}), false, byContent},
		{"… of a merge", unnamed(merge, Overlap{Undone: 0.2, Part: true}), false, asGuess},
		{"content of less, and little else", unnamed(1, third), false, asGuess},
		{"a name and half", named(byPull, half), false, byName},
		{"a name, put in again", candidate{claim: bySHA, by: incident.ClaimSHA, checked: true, again: half}, false, byName},
		{"a name, and all files as before", named(byPull, Overlap{Back: true}), false, byName},
		{"a SHA, less, and little else", named(bySHA, third), false, byName},
		{"a subject, less, and little else", named(bySubject, third), false, byName},
		{"a word that is a subject, less, and little else", named(byWord, third), false, asGuess},
		{"a number, less, and little else", named(byPull, third), false, asGuess},
		{"a SHA, and less", named(bySHA, little), false, asGuess},
		{"a part of a SHA's", named(bySHA, little), true, byName},
		{"… hardly anything", named(bySHA, Overlap{Undone: 0.05}), true, asGuess},
		{"a part of a number's", named(byPull, little), true, asGuess},
		{"what wasn't compared", candidate{by: incident.ClaimSHA}, false, asGuess},
		{"what went with it", candidate{claim: -1, checked: true, beside: true, undo: half}, false, asPart},
		{"what the lines lead to", candidate{claim: -1, checked: true, beside: true, led: 0.8}, false, byLines},
	} {
		w := &worded{Finding: detect.Finding{Strength: detect.Strong, Finding: incident.Finding{Kind: incident.Revert, Claims: claims, Partial: tt.part}}}
		if got := s.groundOf(w, tt.c); got != tt.want {
			t.Errorf("%s: ground %d, want %d", tt.what, got, tt.want)
		}
	}
}
