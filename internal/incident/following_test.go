package incident

import (
	"testing"
	"time"
)

// TestTimes holds from when to when what was undone stood, where it landed by itself, came with its undoing, or neither
// is known.
func TestTimes(t *testing.T) {
	day := func(n int) time.Time { return time.Unix(0, 0).AddDate(0, 0, n) }
	for name, c := range map[string]struct {
		f      Finding
		landed time.Time
		want   time.Duration
	}{
		"by its landing":     {Finding{LandedAt: day(3), CommittedAt: day(2)}, day(1), 48 * time.Hour},
		"by its commit":      {Finding{CommittedAt: day(2)}, day(1), 24 * time.Hour},
		"on a branch before": {Finding{LandedAt: day(9), UndoneAt: day(2)}, day(1), 24 * time.Hour},
		"before it landed":   {Finding{LandedAt: day(1)}, day(3), 0},
		"not known":          {Finding{LandedAt: day(3)}, time.Time{}, 0},
	} {
		if got := c.f.Live(Offending{LandedAt: c.landed}); got != c.want {
			t.Errorf("%s: it stood for %v", name, got)
		}
	}
	if got := (Incident{LandedAt: day(1), Live: time.Hour, UndoneAt: day(9)}).TakenBackAt(); !got.Equal(day(1).Add(time.Hour)) {
		t.Errorf("what stood for an hour was taken back %v", got)
	}
	if got := (Incident{LandedAt: day(1), UndoneAt: day(9)}).TakenBackAt(); !got.Equal(day(9)) {
		t.Errorf("what stood for who knows how long was taken back %v", got)
	}
}

func TestQuiet(t *testing.T) {
	end := time.Unix(1000, 0)
	for name, c := range map[string]struct {
		f    Following
		now  time.Time
		want bool
	}{
		"over":                 {Following{WatchEnd: end}, end, true},
		"going on":             {Following{WatchEnd: end}, end.Add(-1), false},
		"no watch":             {Following{}, end, false},
		"something came again": {Following{WatchEnd: end, Again: []Finding{{}}}, end, false},
	} {
		if c.f.Quiet(c.now) != c.want {
			t.Errorf("%s: %t", name, !c.want)
		}
	}
}

func TestGuessed(t *testing.T) {
	guess, sure := []CommitFact{{Confidence: Sure - 0.01}}, []CommitFact{{Confidence: Sure}}
	for _, c := range []struct {
		in   Incident
		want bool
	}{
		{Incident{Kind: Hotfix, Offending: guess}, true},
		{Incident{Kind: Hotfix, Offending: sure}, false},
		{Incident{Kind: Hotfix}, false},
		{Incident{Kind: Revert, Offending: guess}, false},
	} {
		if c.in.Guessed() != c.want {
			t.Errorf("%s of %v: %t", c.in.Kind, c.in.Offending, !c.want)
		}
	}
}
