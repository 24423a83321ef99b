package incident

import (
	"testing"
	"time"
)

func TestMeasureWhat(t *testing.T) {
	for want, m := range map[string]Measure{
		"a test":                 {Text: "a test", Refs: []string{"#1"}},
		"(see #1)":               {Refs: []string{"#1"}},
		"(see #1, #2, #3)":       {Refs: []string{"#1", "#2", "#3"}},
		"(see #1, #2, o/r#3, …)": {Refs: []string{"#1", "#2", "o/r#3", "#4"}},
		"(in no words yet)":      {},
	} {
		if got := m.What(); got != want {
			t.Errorf("%+v is about %q, should be about %q", m, got, want)
		}
	}
}

// TestMeasureDone is when a measure has ended: what follows it up decides, and whoever ticks it off where that can't be
// told.
func TestMeasureDone(t *testing.T) {
	for _, c := range []struct {
		m    Measure
		want bool
	}{
		{Measure{}, false},
		{Measure{Ticked: true}, true},
		{Measure{NotDoing: true}, true},
		{followedUp(false, Merged), true},
		{followedUp(false, Merged, Proposed), false},
		{followedUp(true, Proposed), false},
		{followedUp(true, Undone), false},
		{followedUp(true, Dropped), false},
		{followedUp(true, Missing), false},
		{followedUp(false, Named), false},
		{followedUp(true, Named), true},
		{followedUp(false, Settled), false},
		{followedUp(true, Settled, Merged), true},
		{followedUp(true, Settled, Undone), false},
		{followedUp(false, Dropped, Merged), true}, // another pull request took its place
		{followedUp(false, Dropped, Merged, Proposed), false},
		{followedUp(false, Merged, Undone), false},
		{Measure{FollowUps: []FollowUp{{State: Undone, At: time.Unix(2, 0)}, {State: Merged, At: time.Unix(3, 0)}}}, true},
		{Measure{FollowUps: []FollowUp{{State: Undone, At: time.Unix(2, 0)}, {State: Merged, At: time.Unix(1, 0)}}}, false},
	} {
		if got := c.m.Done(); got != c.want {
			t.Errorf("ticked %v, with %+v: done is %v", c.m.Ticked, c.m.FollowUps, got)
		}
	}
}

func followedUp(ticked bool, states ...FollowUpState) Measure {
	m := Measure{Ticked: ticked}
	for _, s := range states {
		m.FollowUps = append(m.FollowUps, FollowUp{State: s})
	}
	return m
}

// TestOverdue holds that a measure is late from the end of its day on, until it has ended.
func TestOverdue(t *testing.T) {
	day := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		m    Measure
		now  time.Time
		want bool
	}{
		"on its day": {Measure{Due: day}, day.Add(24*time.Hour - 1), false},
		"after it":   {Measure{Due: day}, day.Add(24 * time.Hour), true},
		"done":       {Measure{Due: day, Ticked: true}, day.Add(48 * time.Hour), false},
		"no day":     {Measure{}, day, false},
	} {
		if c.m.Overdue(c.now) != c.want {
			t.Errorf("%s: overdue is %t", name, !c.want)
		}
	}
}

func TestComplete(t *testing.T) {
	steps := []StepState{{Tasks: 2, Done: 2}, {Fact: true, Tasks: 2}, {Tasks: 2, Done: 1}, {}}
	for i, want := range []bool{true, true, false, false} {
		if steps[i].Complete() != want {
			t.Errorf("%+v: %t", steps[i], !want)
		}
	}
	if n := (Progress{Steps: steps}).Done(); n != 2 {
		t.Errorf("%d steps are done", n)
	}
}
