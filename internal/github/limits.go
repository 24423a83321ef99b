package github

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// unsaid is how long to wait when a secondary limit does not say: at least one minute, by GitHub's "Rate
// limits for the REST API".
const unsaid = time.Minute

// limits keeps a client within what GitHub allows: nothing is sent before a limit has passed, writes go one at
// a time and not faster than one a second (GitHub's "Best practices for using the REST API").
type limits struct {
	now      func() time.Time
	sleep    func(context.Context, time.Duration) error
	patience time.Duration
	interval time.Duration
	waiting  func(time.Duration) // see Options

	writing   sync.Mutex
	mu        sync.Mutex
	notBefore time.Time // nothing is sent before
	told      time.Time // of which notBefore whoever waits was told
	lastWrite time.Time
}

// moment is how long nobody minds to wait in silence.
const moment = 5 * time.Second

// tell says how long a wait is that has not been told of.
func (l *limits) tell(wait time.Duration) {
	l.mu.Lock()
	news := wait > moment && l.waiting != nil && !l.told.Equal(l.notBefore)
	if news {
		l.told = l.notBefore
	}
	l.mu.Unlock()
	if news {
		l.waiting(wait)
	}
}

// enter waits for the turn of a request. Every enter that succeeds is followed by a leave.
func (l *limits) enter(ctx context.Context, write bool) error {
	if write {
		l.writing.Lock()
	}
	l.mu.Lock()
	limited := l.notBefore.Sub(l.now())
	wait := limited
	if write {
		wait = max(wait, l.lastWrite.Add(l.interval).Sub(l.now()))
	}
	l.mu.Unlock()
	var err error
	if limited > 0 && l.tooLong(ctx, limited) {
		err = &incident.Problem{
			Kind:     incident.Unavailable,
			Sentence: "GitHub's rate limit is used up; " + resumes(limited) + ".",
			Err:      &failure{limited: true, wait: limited},
		}
	} else if wait > 0 {
		l.tell(limited)
		if e := l.sleep(ctx, wait); e != nil {
			err = &incident.Problem{Kind: incident.Unavailable, Sentence: "Stopped while waiting for GitHub's limits.", Err: &failure{err: e}}
		}
	}
	if err != nil && write {
		l.writing.Unlock()
	}
	return err
}

func (l *limits) leave(write bool) {
	if !write {
		return
	}
	l.mu.Lock()
	l.lastWrite = l.now()
	l.mu.Unlock()
	l.writing.Unlock()
}

// tooLong reports whether a wait is longer than the client's patience, or than the context lasts.
func (l *limits) tooLong(ctx context.Context, wait time.Duration) bool {
	if wait > max(l.patience, 0) {
		return true
	}
	deadline, ok := ctx.Deadline()
	return ok && l.now().Add(wait).After(deadline)
}

// note remembers from a success that it was the last one the limit allows.
func (l *limits) note(h http.Header) {
	if h.Get("X-RateLimit-Remaining") != "0" || resource(h) != "core" {
		return
	}
	if wait := untilReset(h, l.now()); wait > 0 {
		l.until(wait)
	}
}

func (l *limits) until(wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if t := l.now().Add(wait); t.After(l.notBefore) {
		l.notBefore = t
	}
}

func resource(h http.Header) string {
	if r := h.Get("X-RateLimit-Resource"); r != "" {
		return r
	}
	return "core"
}

// limited tells whether a refusal is a limit's, and how long to wait. Secondary limits come as 403 or 429, with
// Retry-After or without, while the rate headers look healthy; the primary limit comes as 403 or 429 with none
// remaining.
func limited(a *answer, message string, now time.Time) (wait time.Duration, primary, ok bool) {
	if a.status != http.StatusForbidden && a.status != http.StatusTooManyRequests {
		return 0, false, false
	}
	if after := a.header.Get("Retry-After"); after != "" {
		return retryAfter(after, a.header, now), false, true
	}
	if a.header.Get("X-RateLimit-Remaining") == "0" {
		return max(untilReset(a.header, now), time.Second), true, true
	}
	lower := strings.ToLower(message)
	if a.status == http.StatusTooManyRequests || strings.Contains(lower, "secondary rate limit") || strings.Contains(lower, "abuse detection") ||
		strings.Contains(lower, "submitted too quickly") {
		return unsaid, false, true
	}
	return 0, false, false
}

func retryAfter(value string, h http.Header, now time.Time) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && n >= 0 && n < 1<<30 {
		return max(time.Duration(n)*time.Second, time.Second)
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(serverTime(h, now)), time.Second)
	}
	return unsaid
}

// untilReset is the time to the primary limit's reset by the server's own clock: the local one may be wrong.
func untilReset(h http.Header, now time.Time) time.Duration {
	at, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		return unsaid
	}
	return time.Unix(at, 0).Sub(serverTime(h, now))
}

// serverTime is the time of an answer by the server's clock, the local one where it does not say.
func serverTime(h http.Header, now time.Time) time.Time {
	if at, err := http.ParseTime(h.Get("Date")); err == nil {
		return at
	}
	return now
}
