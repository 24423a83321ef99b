package scan

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

var day = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// reverting makes a plain finding.
func reverting(sha string, kind incident.Kind, offending ...string) incident.Finding {
	f := incident.Finding{SHA: sha, Kind: kind, Dialect: "git", CommittedAt: day}
	for _, o := range offending {
		f.Offending = append(f.Offending, incident.Offending{SHA: o, Confidence: 0.99, LandedAt: day.Add(-72 * time.Hour)})
	}
	return f
}

func TestJudge(t *testing.T) {
	silent := reverting("b", incident.Revert, "a")
	silent.Dialect = silentDialect
	guess := reverting("b", incident.Revert, "a")
	guess.Offending[0].Confidence = 0.3
	later, atOnce := reverting("b", incident.Revert, "a"), reverting("b", incident.Revert, "a")
	later.LandedAt, atOnce.LandedAt = day.Add(90*time.Minute), day.Add(-72*time.Hour)
	guessed := reverting("b", incident.Hotfix, "a")
	guessed.Offending[0].Confidence = 0.3
	named := reverting("b", incident.Revert)
	named.Claims = []incident.Claim{{Type: incident.ClaimPull, Value: "12"}}
	open := func(r incident.Reason) Policy {
		return Policy{r: incident.Open}
	}
	tests := []struct {
		name     string
		findings []incident.Finding
		facts    map[string]Facts
		policy   Policy
		want     incident.Reason
		decision incident.Decision
		detail   string // a part of it
	}{
		{"landed", []incident.Finding{reverting("b", incident.Revert, "a")}, nil, nil, incident.ReasonLandedRevert, incident.Open, "b undid a after 3 days."},
		{"landed later", []incident.Finding{later}, nil, nil, incident.ReasonLandedRevert, incident.Open, "b undid a after 3 days 1 hour."},
		{"landed at once", []incident.Finding{atOnce}, nil, nil, incident.ReasonLandedRevert, incident.Open, "b undid a."},
		{"hotfix", []incident.Finding{reverting("b", incident.Hotfix)}, nil, nil, incident.ReasonHotfix, incident.Open, ""},
		{"opt-out comes first", []incident.Finding{reverting("b", incident.Hotfix)}, map[string]Facts{"b": {OptOut: true, Bot: true}}, open(incident.ReasonOptOut), incident.ReasonOptOut, incident.Hold, ""},
		{"reland alone", []incident.Finding{reverting("b", incident.Reapply, "a")}, nil, nil, incident.ReasonLoneReland, incident.Hold, ""},
		{"off main", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {OffMain: true}}, nil, incident.ReasonNeverLanded, incident.Hold, ""},
		{"together", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {Together: true, Merge: "0123456789abcdef"}}, nil, incident.ReasonSamePull, incident.Hold, "0123456789."},
		{"together, but opened all the same", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {Together: true}}, open(incident.ReasonSamePull), incident.ReasonLandedRevert, incident.Open, ""},
		{"together by a push", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {Together: true}}, nil, incident.ReasonSamePull, incident.Hold, "in the same second"},
		{"a copy, whatever the policy", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {Copy: "c"}}, open(incident.ReasonCopy), incident.ReasonCopy, incident.Fold, "It is the same as c."},
		{"reland alone, whatever the policy", []incident.Finding{reverting("b", incident.Reapply, "a")}, nil, open(incident.ReasonLoneReland), incident.ReasonLoneReland, incident.Hold, ""},
		{"silent", []incident.Finding{silent}, nil, nil, incident.ReasonSilent, incident.Hold, ""},
		{"silent, opened", []incident.Finding{silent}, nil, open(incident.ReasonSilent), incident.ReasonLandedRevert, incident.Open, ""},
		{"unresolved", []incident.Finding{reverting("b", incident.Revert)}, nil, nil, incident.ReasonUnresolved, incident.Hold, "names none"},
		{"unresolved, but named", []incident.Finding{named}, nil, nil, incident.ReasonUnresolved, incident.Hold, `names pull "12", which`},
		{"unresolved, opened", []incident.Finding{named}, nil, open(incident.ReasonUnresolved), incident.ReasonLandedRevert, incident.Open, ""},
		{"a guess of a hotfix", []incident.Finding{guessed}, nil, nil, incident.ReasonHotfix, incident.Open, ""},
		{"a hotfix in the release of what it mends", []incident.Finding{guessed}, map[string]Facts{"b": {Release: "v2"}}, nil, incident.ReasonHotfix, incident.Open, ""},
		{"a slip", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {Slip: true}}, nil, incident.ReasonSlip, incident.Hold, ""},
		{"a slip that a series began with", []incident.Finding{reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "c")}, map[string]Facts{"b": {Slip: true}, "d": {Series: "b"}}, nil, incident.ReasonLandedRevert, incident.Open, "b undid a"},
		{"a hotfix of a slip", []incident.Finding{reverting("b", incident.Hotfix)}, map[string]Facts{"b": {Slip: true}}, nil, incident.ReasonHotfix, incident.Open, ""},
		{"planned", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {Planned: true}}, nil, incident.ReasonPlanned, incident.Hold, ""},
		{"planned, as was what it goes with", []incident.Finding{reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "c"), reverting("f", incident.Revert, "e")}, map[string]Facts{"b": {Planned: true}, "d": {Series: "b"}, "f": {Series: "d"}}, nil, incident.ReasonPlanned, incident.Hold, ""},
		{"a guess that was planned", []incident.Finding{guess}, map[string]Facts{"b": {Planned: true}}, nil, incident.ReasonUnsure, incident.Hold, ""},
		{"a guess", []incident.Finding{guess}, nil, nil, incident.ReasonUnsure, incident.Hold, "confidence of 0.30"},
		{"bot", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {Bot: true, Author: "roll-bot"}}, nil, incident.ReasonBot, incident.Hold, "roll-bot"},
		{"docs", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {Docs: true}}, nil, incident.ReasonDocs, incident.Hold, ""},
		{"tests hold hotfixes", []incident.Finding{reverting("b", incident.Hotfix)}, map[string]Facts{"b": {Tests: true}}, nil, incident.ReasonTests, incident.Hold, ""},
		{"a routine", []incident.Finding{reverting("b", incident.Hotfix)}, map[string]Facts{"b": {Routine: 9}}, nil, incident.ReasonRoutine, incident.Hold, "9 of the 200"},
		{"a routine, opened", []incident.Finding{reverting("b", incident.Hotfix)}, map[string]Facts{"b": {Routine: 9}}, open(incident.ReasonRoutine), incident.ReasonHotfix, incident.Open, ""},
		{"tests hold no reverts", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {Tests: true}}, nil, incident.ReasonLandedRevert, incident.Open, ""},
		{"same release", []incident.Finding{reverting("b", incident.Revert, "a")}, map[string]Facts{"b": {Release: "v2"}}, nil, incident.ReasonSameRelease, incident.Hold, "v2"},
		{"came back", []incident.Finding{reverting("b", incident.Revert, "a"), reverting("c", incident.Reapply, "b")}, map[string]Facts{"c": {Unchanged: true}}, nil, incident.ReasonPrecaution, incident.Hold, "with c"},
		{
			"made on another branch first, and picked",
			[]incident.Finding{reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "x")},
			map[string]Facts{"b": {OffMain: true}, "d": {Backport: "b"}},
			nil,
			incident.ReasonLandedRevert, incident.Open, "d undid x",
		},
		{
			"made on another branch first, under the same name",
			[]incident.Finding{reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "x")},
			map[string]Facts{"b": {OffMain: true}, "d": {Copy: "b"}},
			nil,
			incident.ReasonLandedRevert, incident.Open, "d undid x",
		},
		{
			"made on another branch first, and picked when this one had put it back",
			[]incident.Finding{reverting("b", incident.Revert, "x"), reverting("c", incident.Revert, "a"), reverting("e", incident.Reapply, "c"), reverting("f", incident.Revert, "e")},
			map[string]Facts{"b": {OffMain: true}, "e": {Unchanged: true}, "f": {Backport: "b"}},
			nil,
			incident.ReasonLandedRevert, incident.Open, "c undid a",
		},
		{
			"put back on another branch alone",
			[]incident.Finding{reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "x"), reverting("e", incident.Reapply, "d")},
			map[string]Facts{"d": {OffMain: true, Backport: "b"}, "e": {OffMain: true, Unchanged: true}},
			nil,
			incident.ReasonLandedRevert, incident.Open, "b undid a",
		},
		{"came back changed", []incident.Finding{reverting("b", incident.Revert, "a"), reverting("c", incident.Reapply, "b")}, nil, nil, incident.ReasonLandedRevert, incident.Open, ""},
		{
			"came back and went again",
			[]incident.Finding{reverting("b", incident.Revert, "a"), reverting("c", incident.Reapply, "b"), reverting("d", incident.Revert, "c")},
			map[string]Facts{"c": {Unchanged: true}},
			nil,
			incident.ReasonLandedRevert, incident.Open, "",
		},
		{
			"the first of a series came back",
			[]incident.Finding{reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "c"), reverting("e", incident.Reapply, "b")},
			map[string]Facts{"d": {Series: "b"}, "e": {Unchanged: true}},
			nil,
			incident.ReasonLandedRevert, incident.Open, "b undid a",
		},
		{
			"all of a series came back",
			[]incident.Finding{
				reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "c"), reverting("e", incident.Reapply, "b"), reverting("f", incident.Reapply, "d"),
			},
			map[string]Facts{"d": {Series: "b"}, "e": {Unchanged: true}, "f": {Unchanged: true}},
			nil,
			incident.ReasonPrecaution, incident.Hold, "with e",
		},
		{
			"the first of a series came back and went again",
			[]incident.Finding{
				reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "c"), reverting("e", incident.Reapply, "b"),
				reverting("f", incident.Reapply, "d"), reverting("g", incident.Revert, "e"),
			},
			map[string]Facts{"d": {Series: "b"}, "e": {Unchanged: true}, "f": {Unchanged: true}},
			nil,
			incident.ReasonLandedRevert, incident.Open, "b undid a",
		},
		{
			"another of a series came back",
			[]incident.Finding{reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "c"), reverting("e", incident.Reapply, "d")},
			map[string]Facts{"d": {Series: "b"}, "e": {Unchanged: true}},
			nil,
			incident.ReasonLandedRevert, incident.Open, "b undid a",
		},
		{
			"held first, landed later",
			[]incident.Finding{reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "a")},
			map[string]Facts{"b": {Docs: true}},
			nil,
			incident.ReasonLandedRevert, incident.Open, "d undid a",
		},
		{
			"a hotfix was no precaution, whatever came back after it",
			[]incident.Finding{reverting("b", incident.Revert, "a"), reverting("h", incident.Hotfix), reverting("c", incident.Reapply, "b")},
			map[string]Facts{"b": {Docs: true}, "c": {Unchanged: true}},
			nil,
			incident.ReasonHotfix, incident.Open, "",
		},
		{
			"held first, put back changed, undone again, and that came back as it was",
			[]incident.Finding{
				reverting("b", incident.Revert, "a"), reverting("c", incident.Reapply, "b"), reverting("d", incident.Revert, "c"), reverting("e", incident.Reapply, "d"),
			},
			map[string]Facts{"b": {Docs: true}, "e": {Unchanged: true}},
			nil,
			incident.ReasonDocs, incident.Hold, "",
		},
		{
			"copies fold",
			[]incident.Finding{reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "a")},
			map[string]Facts{"b": {Docs: true}, "d": {Copy: "b"}},
			nil,
			incident.ReasonDocs, incident.Hold, "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Judge(newChain(tt.findings), tt.facts, tt.policy)
			if got.Verdict.Reason != tt.want || got.Verdict.Decision != tt.decision {
				t.Errorf("got %s, %s; want %s, %s", got.Verdict.Decision, got.Verdict.Reason, tt.decision, tt.want)
			}
			if !strings.Contains(got.Verdict.Detail, tt.detail) || !strings.HasPrefix(got.Verdict.Detail, tt.want.Sentence()) {
				t.Errorf("detail %q lacks %q", got.Verdict.Detail, tt.detail)
			}
			for _, f := range got.Findings {
				if f.Verdict == "" || f.Reason == "" {
					t.Errorf("%s has no verdict", f.SHA)
				}
			}
		})
	}
}

// TestCameBack holds which reapply says that a revert was a precaution: the last by which everything came back as it
// was, where nothing undid it.
func TestCameBack(t *testing.T) {
	revert := func(sha, of string) incident.Finding { return reverting(sha, incident.Revert, of) }
	reapply := func(sha, of string) incident.Finding { return reverting(sha, incident.Reapply, of) }
	for _, tt := range []struct {
		name     string
		findings []incident.Finding
		facts    map[string]Facts
		want     string
	}{
		{"as it was", []incident.Finding{revert("b", "a"), reapply("c", "b")}, map[string]Facts{"c": {Unchanged: true}}, "c"},
		{"changed", []incident.Finding{revert("b", "a"), reapply("c", "b")}, nil, ""},
		{"undone again", []incident.Finding{revert("b", "a"), reapply("c", "b"), revert("d", "c")}, map[string]Facts{"c": {Unchanged: true}}, ""},
		{"in the end", []incident.Finding{revert("b", "a"), reapply("c", "b"), revert("d", "c"), reapply("e", "d")}, map[string]Facts{"e": {Unchanged: true}}, ""},
		{"a hotfix that was undone for a while", []incident.Finding{reverting("b", incident.Hotfix), revert("d", "b"), reapply("e", "d")}, map[string]Facts{"e": {Unchanged: true}}, ""},
		{"picked by another branch too, where it stays undone", []incident.Finding{revert("b", "a"), reapply("c", "b"), revert("d", "x")}, map[string]Facts{"c": {Unchanged: true}, "d": {Backport: "b"}}, "c"},
		{"brought by a merge that says the same", []incident.Finding{revert("b", "a"), reapply("c", "b"), revert("d", "x")}, map[string]Facts{"c": {Unchanged: true}, "d": {Copy: "b"}}, "c"},
		{"picked by another branch too, where it was put back changed", []incident.Finding{revert("b", "a"), reapply("c", "b"), reapply("d", "b")}, map[string]Facts{"c": {Unchanged: true}, "d": {Backport: "c"}}, ""},
		{"beside a hotfix", []incident.Finding{reverting("h", incident.Hotfix), revert("b", "a"), reapply("c", "b")}, map[string]Facts{"c": {Unchanged: true}}, "c"},
		{"with more, as the merge that brought it tells", []incident.Finding{revert("b", "a"), reapply("c", "b"), reapply("m", "b")}, map[string]Facts{"c": {Unchanged: true}, "m": {Copy: "c"}}, ""},
		{"after a copy was undone that names nothing", []incident.Finding{revert("b", "a"), reverting("m", incident.Revert), reapply("c", "m")}, map[string]Facts{"m": {Copy: "b"}, "c": {Unchanged: true}}, "c"},
		{"one of a series", []incident.Finding{revert("b", "a"), revert("d", "c"), reapply("e", "b")}, map[string]Facts{"d": {Series: "b"}, "e": {Unchanged: true}}, ""},
		{
			"the whole series, the other way round",
			[]incident.Finding{revert("b", "a"), revert("d", "c"), reapply("e", "d"), reapply("f", "b")},
			map[string]Facts{"d": {Series: "b"}, "e": {Unchanged: true}, "f": {Unchanged: true}},
			"f",
		},
		{"never undone", []incident.Finding{reapply("c", "b")}, map[string]Facts{"c": {Unchanged: true}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := Judge(newChain(tt.findings), tt.facts, nil)
			if back, ok := c.CameBack(); back.SHA != tt.want || ok != (tt.want != "") {
				t.Errorf("came back with %q, want %q", back.SHA, tt.want)
			}
			for _, f := range c.Findings {
				if f.Unchanged != tt.facts[f.SHA].Unchanged {
					t.Errorf("%s: unchanged is %v", f.SHA, f.Unchanged)
				}
			}
		})
	}
}

// TestAgain holds what is told of a change that is undone once more, and of a hotfix that is taken back.
func TestAgain(t *testing.T) {
	for _, tt := range []struct {
		first incident.Finding
		then  string // is undone
		want  string
	}{
		{reverting("b", incident.Revert, "a"), "a", "The first time was b."},
		{reverting("b", incident.Hotfix), "b", "It takes b back."},
	} {
		c := Judge(newChain([]incident.Finding{tt.first, reverting("c", incident.Revert, tt.then)}), nil, nil)
		if f := c.Findings[1]; f.Reason != string(incident.ReasonAgain) || f.Detail != tt.want {
			t.Errorf("%s, %q, want %q", f.Reason, f.Detail, tt.want)
		}
	}
}

// TestJudgeSeries holds which of a chain's findings are told to be of its series: what it undid before is undone again,
// whatever else is of it.
func TestJudgeSeries(t *testing.T) {
	c := Judge(newChain([]incident.Finding{
		reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "c"), reverting("f", incident.Revert, "e"),
		reverting("g", incident.Reapply, "d"), reverting("h", incident.Revert, "g"), reverting("i", incident.Revert, "a"), reverting("k", incident.Revert, "j"),
	}), map[string]Facts{"f": {Series: "d"}, "k": {Series: "f", Together: true, Merge: "l"}}, nil)
	if detail := c.Findings[1].Detail; detail != "The first was b." {
		t.Errorf("a series that b began: %s", detail)
	}
	var got []string
	for _, f := range c.Findings {
		got = append(got, f.Reason)
	}
	if d := cmp.Diff([]string{"landed-revert", "series", "series", "reland", "again", "again", "same-pull"}, got); d != "" {
		t.Error(d)
	}
}

// TestChainKey holds that whoever can resolve the first offending commit computes the same key, and that the others are
// aliases.
func TestChainKey(t *testing.T) {
	whole := newChain([]incident.Finding{reverting("bbbbbbbbbbbbbbbb", incident.Revert, "aaaaaaaaaaaaaaaa"), reverting("cccccccccccccccc", incident.Reapply, "bbbbbbbbbbbbbbbb")})
	part := newChain([]incident.Finding{reverting("cccccccccccccccc", incident.Reapply, "bbbbbbbbbbbbbbbb")})
	if whole.Key != "r-aaaaaaaaaaaa" {
		t.Errorf("key %s", whole.Key)
	}
	aliases := strings.Join(Aliases(whole), " ")
	if !strings.Contains(aliases, part.Key) || strings.Contains(aliases, whole.Key) {
		t.Errorf("%s is not among the aliases %s", part.Key, aliases)
	}
}

// TestGrounds holds that every reason has its sentence and stands in the table once.
func TestGrounds(t *testing.T) {
	seen := map[incident.Reason]bool{}
	for _, g := range incident.Grounds {
		if seen[g.Reason] || g.Sentence == "" || !strings.HasSuffix(g.Sentence, ".") || g.Decision == "" {
			t.Errorf("%+v", g)
		}
		seen[g.Reason] = true
	}
	if incident.Reason("nonsense").Sentence() != "" {
		t.Error("a word that is no reason has a sentence")
	}
}

// Judge takes what it is told of a series as it is, and comes to an end.
func TestJudgeOfACircle(t *testing.T) {
	findings := []incident.Finding{reverting("b", incident.Revert, "a"), reverting("d", incident.Revert, "c")}
	c := Judge(incident.Chain{Findings: findings}, map[string]Facts{"b": {Series: "d"}, "d": {Series: "b"}}, nil)
	if c.Verdict.Reason != incident.ReasonLandedRevert {
		t.Error(c.Verdict)
	}
}
