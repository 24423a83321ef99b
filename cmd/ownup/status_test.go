package main

import (
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestWhat holds that no row of the status begins with what many begin with.
func TestWhat(t *testing.T) {
	for title, want := range map[string]string{
		"Reverted: the lamp": "the lamp", "Reverted in part: the lamp": "the lamp", "Hotfix: the lamp": "the lamp", "The lamp": "The lamp",
		"Reverted: Hotfix: the lamp": "Hotfix: the lamp",
	} {
		if got := what(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

// TestMeasureState is how far a measure has come, in the words of `ownup sync`.
func TestMeasureState(t *testing.T) {
	now := time.Date(2026, 10, 5, 0, 0, 0, 0, time.UTC)
	merged := func(refs ...string) (out []incident.FollowUp) {
		for _, ref := range refs {
			out = append(out, incident.FollowUp{Ref: ref, State: incident.Merged})
		}
		return out
	}
	for want, m := range map[string]incident.Measure{
		"not doing, because it is gone":        {NotDoing: true, Because: "it is gone", FollowUps: merged("#7")},
		"not doing":                            {NotDoing: true},
		"merged with #8":                       {FollowUps: merged("#7", "#8")},
		"done":                                 {Ticked: true},
		"#7 was itself reverted":               {Owner: "@ann", FollowUps: []incident.FollowUp{{Ref: "#7", State: incident.Undone}}},
		"nobody yet":                           {},
		"@ann, due 2026-10-20":                 {Owner: "@ann", Due: now.AddDate(0, 0, 15)},
		"nobody yet, due 2026-10-01 (overdue)": {Due: now.AddDate(0, 0, -4)},
	} {
		if got := measureState(m, now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
