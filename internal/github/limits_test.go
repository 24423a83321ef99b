package github

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
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

// TestWaitIsTold is that a wait for a limit is told of once, unless it is short or not for a limit, and before it.
func TestWaitIsTold(t *testing.T) {
	l, slept := idle()
	var told []string
	l.waiting = func(d time.Duration) { told = append(told, fmt.Sprint(d, " after ", *slept)) }
	for _, wait := range []time.Duration{time.Second, time.Minute, 40 * time.Second} {
		l.until(wait)
		for range 2 {
			if err := l.enter(t.Context(), true); err != nil {
				t.Fatal(err)
			}
			l.leave(true)
		}
	}
	l.until(2 * defaultPatience)
	if err := l.enter(t.Context(), false); err == nil {
		t.Error("it waited longer than its patience")
	}
	if got := strings.Join(told, ", "); got != "1m0s after 2s, 40s after 1m3s" {
		t.Error(got)
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

// TestLongestLimitCounts is that of two limits the later end is waited for.
func TestLongestLimitCounts(t *testing.T) {
	l, slept := idle()
	l.until(time.Minute)
	l.until(time.Second)
	if err := l.enter(context.Background(), true); err != nil || *slept != time.Minute {
		t.Errorf("waited %v; %v", *slept, err)
	}
}

// TestStoppedWhileWaiting is that whoever is stopped in a wait sends nothing, and holds up none who writes after.
func TestStoppedWhileWaiting(t *testing.T) {
	for name, limit := range map[string]time.Duration{"stopped": time.Second, "too long": time.Hour} {
		l, _ := idle()
		l.sleep = func(context.Context, time.Duration) error { return context.Canceled }
		l.until(limit)
		if err := l.enter(context.Background(), true); incident.ProblemOf(err) != incident.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
		if !l.writing.TryLock() {
			t.Errorf("%s: the next write waits for ever", name)
		}
	}
}

// TestRetryAfter is that the header's seconds and its dates are read alike, and what is neither is no wait by itself.
func TestRetryAfter(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for value, want := range map[string]time.Duration{
		"30": 30 * time.Second, "1073741824": unsaid, "0": time.Second, "-5": unsaid, "99999999999999999999": unsaid, "soon": unsaid,
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

// shelf is a Cache in memory.
type shelf map[string][]byte

func (s shelf) Get(key string) ([]byte, bool) { value, ok := s[key]; return value, ok }
func (s shelf) Put(key string, value []byte)  { s[key] = value }

// TestKept is which answers are kept for the next time, whole, and that what is kept serves no request but the one it
// answered: a write must not be made on a condition.
func TestKept(t *testing.T) {
	const issues = "https://api.github.test/repos/o/r/issues"
	for name, c := range map[string]struct {
		method, url, etag string
		status, length    int
		want              bool
	}{
		"read":                {"GET", issues + "?page=2", `"1"`, 200, 9, true},
		"of the longest":      {"GET", issues, `"1"`, 200, maxKept, true},
		"longer":              {"GET", issues, `"1"`, 200, maxKept + 1, false},
		"without a tag":       {"GET", issues, "", 200, 9, false},
		"written":             {"PATCH", issues + "/1", `"1"`, 200, 9, false},
		"made":                {"GET", issues, `"1"`, 201, 9, false},
		"asked by the moment": {"GET", issues + "?since=2026-10-01", `"1"`, 200, 9, false},
	} {
		tr := &transport{cache: shelf{}}
		req := httptest.NewRequest(c.method, c.url, nil)
		a := &answer{status: c.status, header: http.Header{"Link": {"<next>"}}, body: []byte(strings.Repeat("7", c.length))}
		a.header.Set("ETag", c.etag)
		tr.keep(req, a)
		got := tr.kept(httptest.NewRequest(http.MethodGet, c.url, nil))
		if (got != nil) != c.want {
			t.Errorf("%s: kept is %v, want %v", name, got != nil, c.want)
		} else if got != nil && *got != (entry{c.etag, "<next>", string(a.body)}) {
			t.Errorf("%s: kept is the tag %s and the link %s", name, got.ETag, got.Link)
		}
		if got := tr.kept(httptest.NewRequest(http.MethodPost, c.url, nil)); got != nil {
			t.Errorf("%s: a write is made on the condition %s", name, got.ETag)
		}
	}
	for name, value := range map[string]string{
		"no entry": `[]`, "without a tag": `{"body": "[]"}`, "a tag of two lines": `{"etag": "1\r\n2", "body": "[]"}`, "a body cut off": `{"etag": "1", "body": "[{"}`,
	} {
		req := httptest.NewRequest(http.MethodGet, issues, nil)
		tr := &transport{cache: shelf{cacheKey(req): []byte(value)}}
		if got := tr.kept(req); got != nil {
			t.Errorf("damaged, %s: %v serves as an answer", name, *got)
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
