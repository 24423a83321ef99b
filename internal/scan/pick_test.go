package scan

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
		{"no name, and all files as before", unnamed(1, Overlap{Back: true}), false, asGuess},
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

// commitsOf are the commits of candidates, in order.
func commitsOf(all []candidate) (commits []uint32) {
	for _, c := range all {
		commits = append(commits, c.commit)
	}
	return commits
}

// TestPickGuess holds which of several is meant that content hardly speaks for: the one it speaks for at all, else what
// the best claim names.
func TestPickGuess(t *testing.T) {
	guess := func(commit uint32, claim int, undone float64) candidate {
		return candidate{commit: commit, claim: claim, by: incident.ClaimPull, checked: true, undo: Overlap{Undone: undone}}
	}
	for _, tt := range []struct {
		all  []candidate
		want []uint32
	}{
		{nil, nil},
		{[]candidate{guess(1, 1, 0.05), guess(2, 0, 0)}, []uint32{2}},
		{[]candidate{guess(1, 1, 0.2), guess(2, 0, 0)}, []uint32{1}},
		{[]candidate{guess(1, -1, 0.05), guess(2, 3, 0)}, []uint32{2}},
	} {
		w := &worded{candidates: tt.all}
		if d := cmp.Diff(tt.want, commitsOf((&scan{}).pick(w))); d != "" {
			t.Errorf("%+v: want -, got +:\n%s", tt.all, d)
		}
	}
}

// TestWithListed holds what is told beside what was picked: of a revert that lists SHAs first of all, those of which
// something is taken back.
func TestWithListed(t *testing.T) {
	sha, subject := incident.Claim{Type: incident.ClaimSHA, Value: "1"}, incident.Claim{Type: incident.ClaimSubject, Value: "hall: a dimmer"}
	named := func(commit uint32, claim int, undone float64) candidate {
		return candidate{commit: commit, claim: claim, checked: true, undo: Overlap{Undone: undone}}
	}
	byContent, byName := named(9, -1, 0.9), named(8, 0, 0.9)
	for _, tt := range []struct {
		what     string
		strength detect.Strength
		kind     incident.Kind
		claims   []incident.Claim
		picked   []candidate
		more     candidate
		want     []uint32
	}{
		{"a SHA, beside what content found", detect.Strong, incident.Revert, []incident.Claim{sha}, []candidate{byContent}, named(1, 0, 0.2), []uint32{1, 9}},
		{"… of which a trifle is taken back", detect.Strong, incident.Revert, []incident.Claim{sha}, []candidate{byContent}, named(1, 0, 0.05), []uint32{9, 1}},
		{"… of which nothing is", detect.Strong, incident.Revert, []incident.Claim{sha}, []candidate{byContent}, named(1, 0, 0), []uint32{9}},
		{"a SHA, beside what is named and borne out", detect.Strong, incident.Revert, []incident.Claim{sha, sha}, []candidate{byName}, named(1, 1, 0.2), []uint32{8, 1}},
		{"a subject", detect.Strong, incident.Revert, []incident.Claim{subject}, []candidate{byContent}, named(1, 0, 0.2), []uint32{9}},
		{"a SHA behind a subject", detect.Strong, incident.Revert, []incident.Claim{subject, sha}, []candidate{byContent}, named(1, 1, 0.2), []uint32{9}},
		{"a subject behind a SHA", detect.Strong, incident.Revert, []incident.Claim{sha, subject}, []candidate{byContent}, named(1, 1, 0.2), []uint32{9}},
		{"weaker words", detect.Likely, incident.Revert, []incident.Claim{sha}, []candidate{byContent}, named(1, 0, 0.2), []uint32{9}},
		{"a reapply", detect.Strong, incident.Reapply, []incident.Claim{sha}, []candidate{byContent}, named(1, 0, 0.2), []uint32{9}},
		{"nothing was picked", detect.Strong, incident.Revert, []incident.Claim{sha}, nil, named(1, 0, 0.2), nil},
	} {
		w := &worded{Finding: detect.Finding{Strength: tt.strength, Finding: incident.Finding{Kind: tt.kind, Claims: tt.claims}}, candidates: append(tt.picked[:len(tt.picked):len(tt.picked)], tt.more)}
		if d := cmp.Diff(tt.want, commitsOf(w.withListed(tt.picked))); d != "" {
			t.Errorf("%s: want -, got +:\n%s", tt.what, d)
		}
	}
}

// TestWithBeside holds that what went along is told where content bears out what it went along with, by lines or by
// files.
func TestWithBeside(t *testing.T) {
	along := candidate{commit: 2, claim: -1, beside: true}
	for _, tt := range []struct {
		undo Overlap
		want []uint32
	}{{Overlap{Undone: 0.6}, []uint32{1, 2}}, {Overlap{Undone: 0.1, Back: true}, []uint32{1, 2}}, {Overlap{Undone: 0.1}, []uint32{1}}} {
		picked := []candidate{{commit: 1, checked: true, undo: tt.undo}}
		w := &worded{candidates: []candidate{picked[0], along, {commit: 3, claim: -1}}}
		if d := cmp.Diff(tt.want, commitsOf(w.withBeside(picked))); d != "" {
			t.Errorf("%+v: want -, got +:\n%s", tt.undo, d)
		}
	}
}
