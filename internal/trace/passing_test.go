package trace

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestWeighNamed holds what becomes of the commits that the lines lead to where the message names some: outright it
// alone counts, in passing each is told once.
func TestWeighNamed(t *testing.T) {
	commit := func(sha string) incident.Commit { return incident.Commit{SHA: sha} }
	lines := []answer{{commit: commit("a"), probability: 0.6}, {commit: commit("b"), probability: 0.3}, {commit: commit("c"), probability: 0.01}}
	says := func(sha string, how detect.How, by incident.ClaimType) named {
		return named{commit(sha), detect.Link{Claim: incident.Claim{Type: by, Value: sha}, How: how}}
	}
	for _, tt := range []struct {
		what string
		all  []named
		want map[string]float64 // with 0 for what is told, whatever its probability
	}{
		{"a SHA", []named{says("x", detect.Outright, incident.ClaimSHA)}, map[string]float64{"x": sureNamed}},
		{"the steps from a tag", []named{says("x", detect.Outright, incident.ClaimTag)}, map[string]float64{"x": sureNamed}},
		{"a number", []named{says("x", detect.Outright, incident.ClaimPull)}, map[string]float64{"x": sureOther}},
		{"one outright, and one in passing", []named{says("b", detect.Worded, incident.ClaimSHA), says("x", detect.Outright, incident.ClaimSHA)}, map[string]float64{"x": sureNamed}},
		{"what the lines lead to", []named{says("b", detect.Worded, incident.ClaimSHA)}, map[string]float64{"a": 0, "b": 0, "c": 0}},
		{"what they don't lead to", []named{says("x", detect.Worded, incident.ClaimSHA)}, map[string]float64{"a": 0, "b": 0, "c": 0, "x": 0}},
	} {
		got := map[string]float64{}
		all := (&view{}).weighNamed(append([]answer(nil), lines...), tt.all)
		for _, a := range all {
			got[a.commit.SHA] = a.probability
			if tt.want[a.commit.SHA] == 0 {
				got[a.commit.SHA] = 0
			}
		}
		if d := cmp.Diff(tt.want, got); d != "" || len(all) != len(got) {
			t.Errorf("%s: %d told, want -, got +:\n%s", tt.what, len(all), d)
		}
	}
}

// TestPassingNumbers holds what is seen of a commit that is named in passing: whether the lines lead to it, and to whom
// else they lead.
func TestPassingNumbers(t *testing.T) {
	lines := []answer{{commit: incident.Commit{SHA: "a"}, probability: 0.6}, {commit: incident.Commit{SHA: "b"}, probability: 0.3}, {commit: incident.Commit{SHA: "c"}, probability: 0.01}}
	in := func(sha string) named { return named{commit: incident.Commit{SHA: sha}} }
	for _, tt := range []struct {
		all  []named
		want PassingNumbers // of the first
	}{
		{[]named{in("a")}, PassingNumbers{1, 1, logOdds(0.6), logOdds(0.3)}},
		{[]named{in("b")}, PassingNumbers{1, 1, logOdds(0.3), logOdds(0.6)}},
		{[]named{in("a"), in("b")}, PassingNumbers{1, 1, logOdds(0.6), logOdds(0.01), 1}},
		{[]named{in("c")}, PassingNumbers{1, 0, 0, logOdds(0.6)}}, // what is not worth a word
		{[]named{in("x")}, PassingNumbers{1, 0, 0, logOdds(0.6)}},
	} {
		if d := cmp.Diff(tt.want, passingNumbers(lines, tt.all, tt.all[0])); d != "" {
			t.Errorf("%v: want -, got +:\n%s", tt.all, d)
		}
	}
}
