package incident

import "testing"

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
