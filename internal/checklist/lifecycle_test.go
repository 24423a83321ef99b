package checklist

import (
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The status tells the story to its end, in its order: what came back and was taken back once more is not back.
func TestStatusTellsTheWholeStory(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 9, 0, 0, 0, time.UTC) }
	again := func(sha string, n int) incident.Finding {
		return incident.Finding{
			SHA: sha, Kind: incident.Revert, Subject: "Revert it", CommittedAt: day(n), LandedAt: day(n), Verdict: incident.Fold, Reason: string(incident.ReasonAgain),
		}
	}
	repair, undone := again("1111111111", 8), again("2222222222", 12)
	repair.Kind, repair.Verdict, undone.Offending = incident.Hotfix, incident.Open, []incident.Offending{{SHA: repair.SHA}}
	topic := again("3333333333", 13)
	topic.LandedAt = time.Time{}
	for _, k := range []struct {
		name    string
		kind    incident.Kind
		relands []incident.Reland
		again   []incident.Finding
		want    []string // in this order
		not     string
	}{
		{
			"undone again", incident.Revert,
			[]incident.Reland{{SHA: "1111111111", At: day(10)}},
			[]incident.Finding{again("2222222222", 12)},
			[]string{"**It came back** – `1111111111`", "**Taken back again** – by `2222222222` `Revert it` on 2026-11-12."},
			"",
		},
		{
			"and back once more", incident.Revert,
			[]incident.Reland{{SHA: "1111111111", At: day(10)}, {SHA: "3333333333", At: day(14)}},
			[]incident.Finding{again("2222222222", 12)},
			[]string{"`1111111111`", "`2222222222`", "`3333333333`"},
			"",
		},
		{"a hotfix", incident.Hotfix, nil, []incident.Finding{again("2222222222", 12)}, []string{"**Mended again** – by `2222222222`"}, "Taken back"},
		{"a hotfix that was taken back", incident.Hotfix, nil, []incident.Finding{repair, undone}, []string{"**Repair taken back** – by `2222222222`"}, "Mended again"},
		{"on a branch that has not landed", incident.Revert, nil, []incident.Finding{topic}, nil, "again** –"},
	} {
		f := followed(hardlyAny())
		f.Incident.Kind, f.Incident.Relands, f.Incident.Chain = k.kind, k.relands, incident.Chain{Findings: k.again}
		status, at := Status(f, sampleOptions()), 0
		for _, want := range k.want {
			i := strings.Index(status[at:], want)
			if i < 0 {
				t.Errorf("%s: %q is not there, or not in its place:\n%s", k.name, want, status)
				break
			}
			at += i
		}
		if k.not != "" && strings.Contains(status, k.not) {
			t.Errorf("%s: says %q:\n%s", k.name, k.not, status)
		}
	}
}
