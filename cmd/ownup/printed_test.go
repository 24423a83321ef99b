package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/term"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestPrintedFinding holds how findings are told to what the number of printedCache stands for: clones keep them under
// it. Where the wording is to change, raise the number, and write the file of the new number with -update.
func TestPrintedFinding(t *testing.T) {
	var got strings.Builder
	for _, when := range []string{"never", "always"} {
		streams := term.Fake(strings.NewReader(""), &got, &got, term.Facts{})
		if err := streams.SetColor(when); err != nil {
			t.Fatal(err)
		}
		a := newApp(world{io: streams})
		for _, f := range tellable() {
			got.WriteString(a.findingText(f, func(sha string) string { return "the subject of " + sha[:4] }))
		}
	}
	golden := filepath.Join("testdata", printedCache+".golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v: a new number needs its file, -update writes it", err)
	}
	if d := cmp.Diff(string(want), got.String()); d != "" {
		t.Errorf("findings are told otherwise than %s says (-want +got): raise its number\n%s", printedCache, d)
	}
}

// TestEvidenceOfWhatNeverStood holds that what never stood on the default branch alone is not said to have been live.
func TestEvidenceOfWhatNeverStood(t *testing.T) {
	o := incident.Offending{Confidence: 0.99, LandedAt: gittest.Start}
	for reason, live := range map[incident.Reason]bool{incident.ReasonLandedRevert: true, incident.ReasonSamePull: false, incident.ReasonNeverLanded: false} {
		f := incident.Finding{Kind: incident.Revert, Reason: string(reason), CommittedAt: gittest.Start.Add(3 * time.Hour)}
		if got := evidenceLine(f, o); strings.Contains(got, "Live for 3 hours") != live {
			t.Errorf("%s: %s", reason, got)
		}
	}
}

// TestVerdictLine holds that a reason is told by what tells something, and by its sentence where there is no more.
func TestVerdictLine(t *testing.T) {
	for _, test := range []struct {
		verdict incident.Decision
		reason  incident.Reason
		detail  string
		want    string
	}{
		{incident.Fold, incident.ReasonCopy, "It is the same as 911645496e.", "fold: the same as 911645496e"},
		{incident.Fold, incident.ReasonCopy, "", "fold: another copy of what is there already"},
		{incident.Fold, incident.ReasonBackport, "It was picked from 911645496e.", "fold: picked from 911645496e"},
		{incident.Fold, incident.ReasonAgain, "The first time was 911645496e.", "fold: undoes or mends the same again, or takes its repair back: the first time was 911645496e"},
		{incident.Hold, incident.ReasonSameRelease, "It is v1.2.", "hold: in the same release as what it undoes: v1.2"},
		{incident.Hold, incident.ReasonNeverLanded, "", "hold: not on the default branch"},
		{incident.Hold, incident.ReasonBot, "Its author is robin.", "hold: a bot made it: its author is robin"},
		{incident.Hold, incident.ReasonUnresolved, "The message names none.", "hold: which commit it undoes could not be established"},
		{incident.Hold, "of-tomorrow", "So it is.", "hold: of-tomorrow: so it is"},
	} {
		if got := verdictLine(incident.Finding{Verdict: test.verdict, Reason: string(test.reason), Detail: test.detail}); got != test.want {
			t.Errorf("%s: %q, want %q", test.reason, got, test.want)
		}
	}
}

// tellable are findings of every kind and every verdict, with and without what they are about.
func tellable() []incident.Finding {
	sha := func(digit string) string { return strings.Repeat(digit, 40) }
	of := incident.Offending{
		SHA: sha("b"), Confidence: 0.99, Evidence: []incident.Evidence{incident.EvidenceMessage, incident.EvidenceContent},
		LandedAt: gittest.Start.Add(-50 * time.Hour), Detail: []string{"The message names it (sha " + sha("b") + ").", "All of it is taken back."},
	}
	bare := incident.Offending{SHA: sha("c"), Confidence: 0.5, Subject: "its own subject\n\x1b[31mwith colour", Evidence: []incident.Evidence{incident.EvidenceLines}}
	var all []incident.Finding
	for _, kind := range []incident.Kind{incident.Revert, incident.Reapply, incident.Hotfix} {
		for _, offending := range [][]incident.Offending{nil, {of}, {bare, of}} {
			all = append(all, incident.Finding{
				SHA: sha("a"), Kind: kind, Subject: "Revert \"a change\"\x00 of " + strings.Repeat("many words ", 20), CommittedAt: gittest.Start,
				Claims: []incident.Claim{{Type: incident.ClaimPull, Value: "12"}}, Offending: offending, Verdict: incident.Open, Reason: "landed-revert",
			})
		}
	}
	for _, span := range []time.Duration{time.Second, 2 * time.Minute, time.Hour, 72 * time.Hour, 100 * 24 * time.Hour, 900 * 24 * time.Hour} {
		f := all[1]
		o := of
		o.LandedAt = f.CommittedAt.Add(-span)
		f.Offending = []incident.Offending{o}
		all = append(all, f)
	}
	titled := all[0]
	titled.Claims = append(titled.Claims, incident.Claim{Type: incident.ClaimSubject, Value: "are tested by what they say"})
	all = append(all, titled)
	elsewhere := all[0]
	elsewhere.CommittedAt = gittest.Start.In(time.FixedZone("", -10*60*60)) // on the day before, by the author's clock
	all = append(all, elsewhere)
	for _, decision := range []incident.Decision{incident.Open, incident.Fold, incident.Hold} {
		for _, g := range incident.Grounds {
			f := all[0]
			f.Claims, f.Verdict, f.Reason, f.Detail = nil, decision, string(g.Reason), "Both came by 0123456789."
			all = append(all, f)
		}
	}
	return all
}

// TestPrintedBefore holds that what was printed before is printed again, and that a finding that was revised is told
// anew.
func TestPrintedBefore(t *testing.T) {
	line := func(text string) flow.Line { return flow.Line{SHA: strings.Repeat("a", 40), Text: []byte(text)} }
	asked := 0
	write := func(f incident.Finding) (string, bool) {
		asked++
		return "told of " + f.Subject + "\n", f.Subject != "half"
	}
	p := &printed{texts: map[string]string{}}
	for _, c := range []struct {
		text, want string
		asked      int
	}{
		{`{"subject":"one"}`, "told of one\n", 1},
		{`{"subject":"one"}`, "told of one\n", 1},
		{`{"subject":"one","verdict":"hold"}`, "told of one\n", 2},
		{`{"subject":"half"}`, "told of half\n", 3},
		{`{"subject":"half"}`, "told of half\n", 4}, // not told whole, so not kept
	} {
		words, err := p.words([]flow.Line{line(c.text)}, write)
		if err != nil || len(words) != 1 || words[0] != c.want || asked != c.asked {
			t.Errorf("%s is told as %q (%v), written %d times; want %q, %d", c.text, words, err, asked, c.want, c.asked)
		}
	}
}
