package scan

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// TestMeant holds which commits a claim may mean that a commit makes: never later ones, by its other readings where it
// names none, and by a subject that is cut off none.
func TestMeant(t *testing.T) {
	const change = "Ie5701e5c12f6241a203423d29d05df1858406c56"
	claim := func(by incident.ClaimType, value string) incident.Claim {
		return incident.Claim{Type: by, Value: value}
	}
	carried := [][]incident.Claim{ // by commits a, b, …, each on the one before but for the last, which stands by itself
		{claim(incident.ClaimPull, "7"), claim(incident.ClaimIssue, "HOUSE-1")},
		{claim(incident.ClaimSVN, "1524161"), claim(incident.ClaimIssue, "HOUSE-2")},
		{claim(incident.ClaimSubject, "hall: a dimmer…"), claim(incident.ClaimChange, change), claim(incident.ClaimChange, change[:9])},
		{claim(incident.ClaimPull, "7"), claim(incident.ClaimSHA, strings.Repeat("a", 40))},
		{claim(incident.ClaimPull, "7"), claim(incident.ClaimPull, "8"), claim(incident.ClaimIssue, "HOUSE-1")},
	}
	b := NewBuilder(nil)
	sha := func(i int) string { return strings.Repeat(string(rune('a'+i)), 40) }
	for i, names := range carried {
		c := incident.Commit{SHA: sha(i), CommittedAt: day.Add(time.Duration(i) * time.Hour)}
		if i > 0 && i < len(carried)-1 {
			c.Parents = []string{sha(i - 1)}
		}
		b.Add(c, names)
	}
	x := b.Index()
	for _, tt := range []struct {
		at    uint32
		claim incident.Claim
		want  []uint32
	}{
		{5, claim(incident.ClaimPull, "7"), []uint32{4, 3, 0}},
		{3, claim(incident.ClaimPull, "7"), []uint32{0}},
		{5, claim(incident.ClaimPull, "ada/house#7"), []uint32{4, 3, 0}},
		{5, claim(incident.ClaimSHA, sha(0)[:12]), []uint32{0}}, // and not what was picked from it
		{5, claim(incident.ClaimSHA, "1524161"), []uint32{1}},
		{5, claim(incident.ClaimSubject, "hall: a dimmer…"), nil},
		{5, claim(incident.ClaimChange, change[:11]), []uint32{2}},
		{5, claim(incident.ClaimChange, change[:10]+"0"+change[11:]), nil},
	} {
		if d := cmp.Diff(tt.want, x.meant(tt.at, tt.claim)); d != "" {
			t.Errorf("%v, in %d: want -, got +:\n%s", tt.claim, tt.at, d)
		}
	}
	for i := range trace.MaxCarriers { // the name of so many is no one's
		b.Add(incident.Commit{SHA: fmt.Sprintf("%040d", i), CommittedAt: day, Parents: []string{sha(3)}}, []incident.Claim{claim(incident.ClaimPull, "9")})
	}
	last := strings.Repeat("8", 40)
	b.Add(incident.Commit{SHA: last, CommittedAt: day, Parents: []string{sha(3)}}, nil)
	x = b.Index()
	for _, tt := range []struct {
		fix   string
		claim incident.Claim
		want  []string
	}{
		{sha(3), claim(incident.ClaimPull, "7"), []string{sha(0)}},
		{sha(4), claim(incident.ClaimPull, "7"), []string{sha(3), sha(0)}},
		{sha(3), claim(incident.ClaimIssue, "HOUSE-1"), []string{sha(0)}},
		{sha(4), claim(incident.ClaimIssue, "HOUSE-2"), nil}, // which is not below it
		{strings.Repeat("9", 40), claim(incident.ClaimPull, "7"), nil},
		{last, claim(incident.ClaimPull, "9"), nil},
	} {
		if d := cmp.Diff(tt.want, x.Repaired(tt.fix, tt.claim)); d != "" {
			t.Errorf("%v, in %s: want -, got +:\n%s", tt.claim, incident.Short(tt.fix), d)
		}
	}
}

// TestSameSubjectIsTold holds that a reapply which names nothing that is here is told to name what has its subject, if
// there is such.
func TestSameSubjectIsTold(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"main.c": text("start")})
	r.Commit("Reland the dimmer of old", gittest.Files{"hall.c": text("dim")})
	r.Commit("Reland the dimmer of old", gittest.Files{"hall.c": text("dimmer")})
	quoted := incident.Claim{Type: incident.ClaimSubject, Value: "the dimmer of old"}
	same := incident.Claim{Type: incident.ClaimSubject, Value: detect.SubjectKey("Reland the dimmer of old")}
	var got [][]incident.Claim
	for _, f := range scanAll(t, r, verified).Findings {
		got = append(got, f.Claims)
	}
	if d := cmp.Diff([][]incident.Claim{{quoted}, {quoted, same}}, got); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}
