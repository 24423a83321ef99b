package github

import (
	"context"
	"net/http"
	"strconv"
	"testing"
	"time"
)

// idle is limits by a clock that goes on only where it is slept; slept is how long that was in all.
func idle() (l *limits, slept *time.Duration) {
	slept = new(time.Duration)
	start := time.Unix(1_800_000_000, 0)
	l = &limits{
		now:      func() time.Time { return start.Add(*slept) },
		sleep:    func(_ context.Context, d time.Duration) error { *slept += d; return nil },
		patience: defaultPatience, interval: time.Second,
	}
	return l, slept
}

// TestLastOfTheLimit is that nothing is sent after the last request that the limit allows; other limits, such as that
// of searches, hold up none of ours.
func TestLastOfTheLimit(t *testing.T) {
	for _, c := range []struct {
		remaining, resource string
		want                time.Duration
	}{{"0", "core", time.Minute}, {"0", "", time.Minute}, {"1", "core", 0}, {"", "", 0}, {"0", "search", 0}, {"0", "graphql", 0}} {
		l, slept := idle()
		h := http.Header{"X-Ratelimit-Reset": {strconv.FormatInt(l.now().Add(time.Minute).Unix(), 10)}}
		if c.remaining != "" {
			h.Set("X-RateLimit-Remaining", c.remaining)
		}
		if c.resource != "" {
			h.Set("X-RateLimit-Resource", c.resource)
		}
		l.note(h)
		if err := l.enter(context.Background(), false); err != nil || *slept != c.want {
			t.Errorf("%q of %q left: waited %v, want %v; %v", c.remaining, c.resource, *slept, c.want, err)
		}
	}
}

// TestWritesAreSpaced is GitHub's advice: a second between two writes. Reading waits for nobody.
func TestWritesAreSpaced(t *testing.T) {
	l, slept := idle()
	for _, c := range []struct {
		write bool
		want  time.Duration
	}{{true, 0}, {false, 0}, {true, time.Second}, {true, 2 * time.Second}, {false, 2 * time.Second}} {
		if err := l.enter(context.Background(), c.write); err != nil {
			t.Fatal(err)
		}
		l.leave(c.write)
		if *slept != c.want {
			t.Errorf("slept %v in all, want %v", *slept, c.want)
		}
	}
}

// TestRetryAfter is that the header's seconds and its dates are read alike, and what is neither is no wait by itself.
func TestRetryAfter(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for value, want := range map[string]time.Duration{
		"30": 30 * time.Second, "0": time.Second, "-5": unsaid, "99999999999999999999": unsaid, "soon": unsaid,
		now.Add(time.Hour).UTC().Format(http.TimeFormat): time.Hour, now.Add(-time.Minute).UTC().Format(http.TimeFormat): time.Second,
	} {
		if got := retryAfter(value, http.Header{}, now); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

// TestConfirmedAnswerKeepsItsLink is that a listing does not end at a page that was only confirmed.
func TestConfirmedAnswerKeepsItsLink(t *testing.T) {
	e := &entry{ETag: `"1"`, Link: "<kept>", Body: "[]"}
	for confirmed, want := range map[string]string{"": "<kept>", "<newer>": "<newer>"} {
		h := http.Header{}
		if confirmed != "" {
			h.Set("Link", confirmed)
		}
		if got := e.answer(&answer{status: http.StatusNotModified, header: h}).header.Get("Link"); got != want {
			t.Errorf("confirmed with %q: %q, want %q", confirmed, got, want)
		}
	}
}

// TestAssignable is that GitHub is asked for no more assignees than it takes, and for no team.
func TestAssignable(t *testing.T) {
	names := []string{"@octo/team", "", "@"}
	for n := range 12 {
		names = append(names, "@p"+strconv.Itoa(n))
	}
	if got := assignable(names); len(got) != 10 || got[0] != "p0" || got[9] != "p9" {
		t.Errorf("%v", got)
	}
}
