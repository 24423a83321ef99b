package github

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

const (
	defaultTimeout  = 30 * time.Second
	defaultPatience = 90 * time.Second
	defaultInterval = time.Second
	defaultMaxBody  = 32 << 20

	maxTries     = 3 // of one request that fails in passing
	maxRedirects = 5
)

// transport stands between go-github and the network. go-github sees nothing but whole, valid answers of success:
// everything else leaves here as a *incident.Problem. go-github's own handling of limits goes by the local clock and
// knows the 403 form only; gofri/go-github-ratelimit sleeps on a clock of its own, so neither serves here.
type transport struct {
	next    http.RoundTripper
	api     *url.URL
	token   string
	advice  advice
	redact  func(string) string
	cache   Cache
	limits  *limits
	sleep   func(context.Context, time.Duration) error
	now     func() time.Time
	timeout time.Duration
	maxBody int64

	sent  atomic.Int64
	moved atomic.Bool // a redirect was followed: the repository may have a new name
}

func newTransport(o Options, api *url.URL) *transport {
	t := &transport{
		next: o.Transport, api: api, token: o.Token, advice: adviceFor(o.Workflow), redact: redactor(o.Token), cache: o.Cache,
		sleep: o.Sleep, now: o.Now, timeout: cmp.Or(o.Timeout, defaultTimeout), maxBody: cmp.Or(o.MaxBody, defaultMaxBody),
	}
	if t.next == nil {
		t.next = http.DefaultTransport
	}
	if t.cache == nil {
		t.cache = noCache{}
	}
	if t.sleep == nil {
		t.sleep = sleep
	}
	t.limits = &limits{
		now: t.now, sleep: t.sleep, patience: cmp.Or(o.Patience, defaultPatience), interval: cmp.Or(o.WriteInterval, defaultInterval), waiting: o.Waiting,
	}
	return t
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// answer is a whole answer, its body read and bounded.
type answer struct {
	status int
	header http.Header
	body   []byte
}

type repeatable struct{}

// mayRepeat marks requests that do the same when sent twice, though they are POSTs: adding a label or a reaction.
func mayRepeat(ctx context.Context) context.Context {
	return context.WithValue(ctx, repeatable{}, true)
}

// RoundTrip sends a request until it has an answer, within the limits. A POST is never repeated once it may
// have been acted on: only the caller can look whether it was.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	var body []byte
	if req.Body != nil {
		var err error
		body, err = io.ReadAll(req.Body)
		req.Body.Close()
		if err != nil {
			return nil, err
		}
	}
	kept, write := t.kept(req), req.Method != http.MethodGet
	safe := req.Method != http.MethodPost || ctx.Value(repeatable{}) != nil

	for try := 1; ; try++ {
		if err := t.limits.enter(ctx, write); err != nil {
			return nil, err
		}
		a, err := t.follow(req, body, kept)
		t.limits.leave(write)
		if err == nil {
			err = t.judge(req, a, kept != nil)
		}
		if err == nil {
			if a.status == http.StatusNotModified {
				a = kept.answer(a)
			} else {
				t.keep(req, a)
			}
			return a.response(req), nil
		}
		wait, again := t.again(err, try, safe)
		if !again {
			return nil, err
		}
		if t.limits.tooLong(ctx, wait) {
			return nil, err
		}
		t.limits.tell(wait)
		if t.sleep(ctx, wait) != nil {
			return nil, err
		}
	}
}

// again says whether a failed request may be sent once more, and how long to wait before. What a limit refused
// was not acted on and may be repeated whatever it is.
func (t *transport) again(err error, try int, safe bool) (time.Duration, bool) {
	f, ok := errors.AsType[*failure](err)
	if !ok || try >= maxTries {
		return 0, false
	}
	switch {
	case f.limited:
		return f.wait, true
	case f.passing && (safe || !f.uncertain):
		return time.Duration(1<<(try-1)) * time.Second, true
	}
	return 0, false
}

// follow sends one request and follows redirects: to the same host only, by the same method, as GitHub asks
// of its clients (net/http would turn a POST into a GET).
func (t *transport) follow(req *http.Request, body []byte, kept *entry) (*answer, error) {
	target := req.URL
	for range maxRedirects {
		a, err := t.exchange(req, target, body, kept)
		if err != nil {
			return nil, err
		}
		switch a.status {
		case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		default:
			return a, nil
		}
		to, err := target.Parse(a.header.Get("Location"))
		if err != nil || a.header.Get("Location") == "" {
			return nil, t.failed(incident.Failed, &failure{status: a.status}, "GitHub redirected %s without saying where to: check GITHUB_API_URL.", what(req))
		}
		if to.Host != t.api.Host || to.Scheme != t.api.Scheme {
			return nil, t.failed(incident.Failed, &failure{status: a.status}, "GitHub redirected %s to another server, %s://%s, and the token is not sent there; check GITHUB_API_URL.", what(req), to.Scheme, to.Host)
		}
		t.moved.Store(true)
		target = to
	}
	return nil, t.failed(incident.Failed, &failure{}, "GitHub redirected %s more than %d times: check GITHUB_API_URL, and the proxy if there is one.", what(req), maxRedirects)
}

// exchange sends one request and reads the whole answer, within one timeout for both.
func (t *transport) exchange(req *http.Request, target *url.URL, body []byte, kept *entry) (*answer, error) {
	ctx, cancel := context.WithTimeout(req.Context(), t.timeout)
	defer cancel()
	r := req.Clone(ctx)
	r.URL, r.Host = target, ""
	r.Body, r.GetBody, r.ContentLength = http.NoBody, nil, 0
	if len(body) > 0 {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	if t.token != "" {
		r.Header.Set("Authorization", "Bearer "+t.token)
	}
	if kept != nil {
		r.Header.Set("If-None-Match", kept.ETag)
	}
	t.sent.Add(1)
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, t.unreachable(ctx, req, err)
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header}
	a.body, err = io.ReadAll(io.LimitReader(resp.Body, t.maxBody+1))
	if err != nil {
		return nil, t.brokenOff(ctx, req, a.status, err)
	}
	if int64(len(a.body)) > t.maxBody {
		return nil, t.failed(incident.TooLarge, &failure{status: a.status, uncertain: true}, "GitHub's answer to %s is longer than %d MiB and was not read.", what(req), t.maxBody>>20)
	}
	return a, nil
}

// judge decides whether an answer is a success that go-github can take.
func (t *transport) judge(req *http.Request, a *answer, conditional bool) error {
	if a.status == http.StatusNotModified && conditional {
		t.limits.note(a.header)
		return nil
	}
	if a.status < 200 || a.status > 299 {
		return t.refused(req, a)
	}
	t.limits.note(a.header)
	if a.status == http.StatusNoContent {
		return nil
	}
	if kind := a.header.Get("Content-Type"); kind != "" && !strings.Contains(kind, "json") {
		return t.failed(incident.Failed, &failure{status: a.status, uncertain: true},
			"%s answered with %s instead of JSON: check GITHUB_API_URL, or whether a proxy asks to sign in.", t.api.Host, kind)
	}
	if !json.Valid(a.body) { // an empty one is not either: go-github would make an issue without a number of it
		return t.brokenOff(req.Context(), req, a.status, errors.New("the JSON is cut off"))
	}
	return nil
}

// response is what go-github gets. Rate headers are left out: it would go by the local clock with them.
func (a *answer) response(req *http.Request) *http.Response {
	h := a.header.Clone()
	for name := range h {
		if strings.HasPrefix(name, "X-Ratelimit-") {
			h.Del(name)
		}
	}
	return &http.Response{
		StatusCode: a.status, Status: fmt.Sprintf("%d %s", a.status, http.StatusText(a.status)),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: req,
	}
}
