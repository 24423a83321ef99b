package githubtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"
)

// Kind is a way to fail.
type Kind int

// The ways to fail.
const (
	None           Kind = iota
	DropBefore          // the connection breaks before the server acts
	DropAfter           // the connection breaks after the server has acted
	Error500            // 500, without acting
	Error502            // 502, without acting
	Error502Acted       // 502 from a proxy, after the server behind it has acted
	Error503            // 503, without acting
	Late                // 502 now; the server acts some requests later
	Secondary403        // secondary limit as 403, without Retry-After
	Secondary403In      // secondary limit as 403, with Retry-After
	Secondary429        // secondary limit as 429, without Retry-After
	Secondary429In      // secondary limit as 429, with Retry-After
	Primary             // the primary limit is used up, as 403
	Primary429          // the primary limit is used up, as 429
	Cut                 // the answer breaks off, after the server has acted
	CutJSON             // the answer ends early but says it is whole, after the server has acted
	Empty               // success without a body, after the server has acted
	Slow                // the answer's body never comes, after the server has acted
	Unauthorized        // 401
	Forbidden           // 403 by permissions, named in a header
	Integration         // 403 as Apps and workflows get it
	SSO                 // 403: single sign-on is asked for
	Missing             // 404
	Disabled            // 410: issues are disabled
	Archived            // 403: archived
	Unprocessable       // 422
	Legal               // 451
	GraphQLErrors       // 200 without data, as GraphQL says that it is limited or out of order
	HTML                // a page of a proxy's in place of an answer
	Huge                // an answer of 2 MiB
	RedirectAway        // a redirect to another host
	RedirectLoop        // a redirect to itself
)

// Fault is a failure on demand.
type Fault struct {
	Kind   Kind
	Method string // of the requests that fail; empty: any
	Path   string // part of their path; empty: any
	Skip   int    // of those, so many go well first
	Times  int    // then so many fail; zero: one; negative: all
	After  int    // Late: so many requests later; limits: so many seconds
}

// acts reports whether the server does what it is asked.
func (f Fault) acts() bool {
	switch f.Kind {
	case None, DropAfter, Error502Acted, Cut, CutJSON, Empty, Slow:
		return true
	}
	return false
}

// Fail makes requests fail from now on.
func (s *Server) Fail(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		if f.Times == 0 {
			f.Times = 1
		}
		s.faults = append(s.faults, &f)
	}
}

// FailBy lets decide say for each request how it fails; nil: as it should go. It is called in the order of requests.
func (s *Server) FailBy(decide func(*http.Request) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.decide = decide
}

// Recover ends all faults. What is late arrives now.
func (s *Server) Recover() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults, s.decide = nil, nil
	for i := range s.late {
		s.late[i].at = 0
	}
	s.act()
}

// fault is how a request fails.
func (s *Server) fault(r *http.Request) Fault {
	for _, f := range s.faults {
		if f.Method != "" && f.Method != r.Method || !strings.Contains(r.URL.Path, f.Path) || f.Times == 0 {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		f.Times--
		return *f
	}
	if s.decide != nil {
		return s.decide(r)
	}
	return Fault{}
}

// lateRequest is one whose answer has been given up by a proxy while the server behind it is still at work.
type lateRequest struct {
	r    *http.Request
	body []byte
	at   int // when so many requests have been seen
}

// act does what is due of the late.
func (s *Server) act() {
	rest := s.late[:0]
	for _, l := range s.late {
		if l.at > len(s.log) {
			rest = append(rest, l)
			continue
		}
		s.handle(httptest.NewRecorder(), l.r, l.body)
	}
	s.late = rest
}

// faulty marks answers that were made up to fail: no referee needs to look at them.
const faulty = "X-Faulty"

// spoil does to an answer what the fault says.
func (s *Server) spoil(f Fault, a *answered, r *http.Request) {
	after := f.After
	if after == 0 {
		after = 5
	}
	fresh := func() http.Header {
		a.rec = httptest.NewRecorder()
		h := a.rec.Header()
		h.Set(faulty, "1")
		h.Set("Date", s.now().UTC().Format(http.TimeFormat))
		h.Set("X-RateLimit-Limit", "5000")
		h.Set("X-RateLimit-Remaining", "4321")
		h.Set("X-RateLimit-Reset", strconv.FormatInt(s.now().Add(time.Hour).Unix(), 10))
		h.Set("X-RateLimit-Resource", "core")
		return h
	}
	slower := object{
		"message":           "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
		"documentation_url": "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
	}
	switch f.Kind {
	case DropBefore, DropAfter:
		a.lost = true
	case Error500:
		fresh()
		complain(a.rec, 500, "Server Error")
	case Error502, Error502Acted, Late:
		fresh().Set("Content-Type", "text/html")
		a.rec.WriteHeader(502)
		_, _ = a.rec.WriteString("<html><h1>502 Bad Gateway</h1></html>")
	case Error503:
		fresh()
		complain(a.rec, 503, "Service unavailable")
	case Secondary403, Secondary403In, Secondary429, Secondary429In:
		h := fresh()
		if f.Kind == Secondary403In || f.Kind == Secondary429In {
			h.Set("Retry-After", strconv.Itoa(after))
		}
		status := 403
		if f.Kind == Secondary429 || f.Kind == Secondary429In {
			status = 429
		}
		if f.Kind == Secondary429 { // does not always say what it is
			slower["message"] = "Too many requests"
		}
		send(a.rec, status, slower)
	case Primary, Primary429:
		h := fresh()
		h.Set("X-RateLimit-Remaining", "0")
		h.Set("X-RateLimit-Reset", strconv.FormatInt(s.now().Add(time.Duration(after)*time.Second).Unix(), 10))
		status := 403
		if f.Kind == Primary429 {
			status = 429
		}
		complain(a.rec, status, "API rate limit exceeded for user ID 1000.")
	case Cut:
		a.cut = max(1, a.rec.Body.Len()/2)
	case CutJSON:
		a.rec.Body.Truncate(a.rec.Body.Len() / 2)
	case Empty:
		a.rec.Body.Reset()
	case Slow:
		a.hang = true
	case Unauthorized:
		fresh()
		complain(a.rec, 401, "Bad credentials")
	case Forbidden:
		fresh().Set("X-Accepted-GitHub-Permissions", "issues=write; pull_requests=write")
		complain(a.rec, 403, "Resource not accessible by personal access token")
	case Integration:
		fresh().Set("X-Accepted-GitHub-Permissions", "issues=write")
		complain(a.rec, 403, "Resource not accessible by integration")
	case SSO:
		fresh().Set("X-GitHub-SSO", "required; url=https://github.test/orgs/o/sso?authorization_request=AZ")
		complain(a.rec, 403, "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.")
	case Missing:
		fresh()
		complain(a.rec, 404, "Not Found")
	case Disabled:
		fresh()
		complain(a.rec, 410, "Issues are disabled for this repo")
	case Archived:
		fresh()
		complain(a.rec, 403, "Repository was archived so is read-only.")
	case Unprocessable:
		fresh()
		invalid(a.rec, "Issue", "title", "missing_field", "")
	case Legal:
		fresh()
		complain(a.rec, 451, "Repository access blocked")
	case GraphQLErrors:
		fresh()
		send(a.rec, 200, object{"errors": []any{object{"type": "RATE_LIMITED", "message": "API rate limit exceeded for installation ID 1000."}}})
	case HTML:
		fresh().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = a.rec.WriteString("<html>Please sign in</html>")
	case Huge:
		fresh().Set("Content-Type", "application/json")
		fmt.Fprintf(a.rec, `"%s"`, strings.Repeat("x", 2<<20))
	case RedirectAway:
		fresh().Set("Location", "https://elsewhere.test"+r.URL.Path)
		complain(a.rec, 307, "Temporary Redirect")
	case RedirectLoop:
		fresh().Set("Location", r.URL.RequestURI())
		complain(a.rec, 302, "Found")
	}
}
