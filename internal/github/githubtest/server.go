// Package githubtest is a GitHub for tests: a stateful server with repositories, issues, comments, labels, pull
// requests, timelines and permissions that answers as GitHub does, and fails as GitHub does, on demand.
//
// What it answers is held against GitHub's own OpenAPI description by the Referee. What no description shows, such as
// the timing of cross-references or how secondary limits are really counted, is a guess here too.
package githubtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is a GitHub of one's own. It serves over the network (Start) or within the process (as an http.RoundTripper).
// Its methods may be called while it serves.
type Server struct {
	mu     sync.Mutex
	mux    *http.ServeMux
	base   string // address of the REST API, without a slash at the end
	now    func() time.Time
	ticks  int // requests, for the clock that goes by them
	ahead  time.Duration
	lastID int64

	users  map[string]*User
	tokens map[string]*Token
	repos  map[string]*Repo // by lower-case owner/name
	moved  map[string]string
	behind string // address of another GitHub that answers in this one's place; empty: none

	faults  []*Fault
	decide  func(*http.Request) Fault
	late    []lateRequest
	log     []Request
	queried []string // search requests: ownup must not make any
}

// Request is one request the server has seen.
type Request struct {
	Method string
	Path   string // with the query
	Status int    // zero where the answer was lost
	Header http.Header
	Body   string
}

// User is an account.
type User struct {
	Login string
	ID    int64
	Bot   bool
}

// Token is what a client is known by.
type Token struct {
	Login    string
	ReadOnly bool   // as in workflows for pull requests from forks
	Scopes   string // of a classic token, as in X-OAuth-Scopes
}

// New returns a server without repositories. Its clock begins on 1 June 2026 and goes on by one second for each
// request.
func New() *Server {
	s := &Server{
		base: "https://api.github.test", users: map[string]*User{}, tokens: map[string]*Token{},
		repos: map[string]*Repo{}, moved: map[string]string{},
	}
	start := time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	s.now = func() time.Time { return start.Add(time.Duration(s.ticks)*time.Second + s.ahead) }
	s.mux = http.NewServeMux()
	s.routes()
	return s
}

// Before returns a server that hands all it is asked to another GitHub, at the address given. Its own are the
// failures on demand and the list of what it has seen.
func Before(address string) *Server {
	s := New()
	s.behind = strings.TrimRight(address, "/")
	s.now = time.Now
	return s
}

// Another reports whether another GitHub answers.
func (s *Server) Another() bool { return s.behind != "" }

// handOn lets the GitHub behind answer.
func (s *Server) handOn(w *httptest.ResponseRecorder, r *http.Request, body []byte) {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, s.behind+r.URL.RequestURI(), bytes.NewReader(body))
	if err == nil {
		request.Header = r.Header.Clone()
		request.Header.Del("Accept-Encoding") // net/http asks for what it can undo
		var resp *http.Response
		if resp, err = http.DefaultTransport.RoundTrip(request); err == nil {
			defer resp.Body.Close()
			for name, values := range resp.Header {
				w.Header()[name] = values
			}
			for _, name := range []string{"Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length"} {
				w.Header().Del(name)
			}
			w.WriteHeader(resp.StatusCode)
			_, err = io.Copy(w, resp.Body)
		}
	}
	if err != nil {
		complain(w, http.StatusBadGateway, err.Error())
	}
}

// SetClock makes the server go by another clock.
func (s *Server) SetClock(now func() time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = now
}

// Advance puts the server's own clock forward.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += d
}

// Now is the server's time.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

// URL is the address of the REST API.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.base
}

// SetURL sets the address of the REST API when it is served within the process.
func (s *Server) SetURL(base string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.base = strings.TrimRight(base, "/")
}

// Start serves over the network until the test ends, and returns the address.
func (s *Server) Start(t testing.TB) string {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.SetURL(server.URL)
	return server.URL
}

// AddToken makes a token known; a login that ends in [bot] is an App's.
func (s *Server) AddToken(token string, t Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.user(t.Login)
	s.tokens[token] = &t
}

// Requests returns what the server has seen so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.log...)
}

// Searches returns the search requests among them. The search index lags behind: here it never finds anything.
func (s *Server) Searches() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.queried...)
}

// ResetRequests forgets the requests seen so far.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = nil
}

// RoundTrip serves a request within the process.
func (s *Server) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r.Body.Close()
	}
	a := s.serve(r, body)
	if a.lost {
		return nil, fmt.Errorf("read: %w", io.ErrUnexpectedEOF)
	}
	resp := &http.Response{
		StatusCode: a.rec.Code, Status: fmt.Sprintf("%d %s", a.rec.Code, http.StatusText(a.rec.Code)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.rec.Header(), Body: io.NopCloser(bytes.NewReader(a.rec.Body.Bytes())), ContentLength: int64(a.rec.Body.Len()), Request: r,
	}
	if a.hang {
		resp.Body = hanging{r.Context()}
	}
	if a.cut > 0 {
		whole, _ := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:min(a.cut, len(whole))]), broken{}))
	}
	return resp, nil
}

// ServeHTTP serves a request over the network.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	a := s.serve(r, body)
	if a.lost {
		panic(http.ErrAbortHandler) // closes the connection without an answer
	}
	for name, values := range a.rec.Header() {
		w.Header()[name] = values
	}
	whole := a.rec.Body.Bytes()
	if a.hang {
		w.WriteHeader(a.rec.Code)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
		return
	}
	if a.cut > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(whole)+1))
		w.WriteHeader(a.rec.Code)
		_, _ = w.Write(whole[:min(a.cut, len(whole))])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(a.rec.Code)
	_, _ = w.Write(whole)
}

// hanging is a body that never comes.
type hanging struct{ ctx context.Context }

func (h hanging) Read([]byte) (int, error) {
	<-h.ctx.Done()
	return 0, h.ctx.Err()
}
func (h hanging) Close() error { return nil }

// broken is the end of a body that came in part.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// answered is an answer and what happens to it on the way.
type answered struct {
	rec  *httptest.ResponseRecorder
	lost bool
	hang bool
	cut  int
}

// serve answers one request.
func (s *Server) serve(r *http.Request, body []byte) answered {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ticks++
	s.act() // what was late arrives now
	fault := s.fault(r)
	a := answered{rec: httptest.NewRecorder()}
	if fault.acts() {
		s.handle(a.rec, r, body)
	} else if fault.Kind == Late {
		s.late = append(s.late, lateRequest{r.Clone(context.Background()), body, len(s.log) + 1 + fault.After})
	}
	s.spoil(fault, &a, r)
	seen := Request{Method: r.Method, Path: r.URL.RequestURI(), Status: a.rec.Code, Header: r.Header.Clone(), Body: string(body)}
	if a.lost {
		seen.Status = 0
	}
	s.log = append(s.log, seen)
	return a
}

// handle answers a request as GitHub does.
func (s *Server) handle(w *httptest.ResponseRecorder, r *http.Request, body []byte) {
	if s.behind != "" {
		s.handOn(w, r, body)
		return
	}
	r = r.Clone(context.WithValue(r.Context(), bodyKey{}, body))
	if i := strings.Index(r.URL.Path, "/api/v3/"); i == 0 { // Enterprise Server
		u := *r.URL
		u.Path, u.RawPath = strings.TrimPrefix(u.Path, "/api/v3"), strings.TrimPrefix(u.RawPath, "/api/v3")
		r.URL = &u
	}
	r.RequestURI = ""
	h := w.Header()
	h.Set("Date", s.now().UTC().Format(http.TimeFormat))
	h.Set("X-GitHub-Media-Type", "github.v3; format=json")
	h.Set("X-RateLimit-Limit", "5000")
	h.Set("X-RateLimit-Remaining", "4999")
	h.Set("X-RateLimit-Reset", strconv.FormatInt(s.now().Add(time.Hour).Unix(), 10))
	h.Set("X-RateLimit-Resource", "core")
	if s.who(r) == nil {
		complain(w, http.StatusUnauthorized, "Bad credentials")
		return
	}
	s.mux.ServeHTTP(w, r)
	if r.Method == http.MethodGet && w.Code == http.StatusOK {
		sum := sha256.Sum256(w.Body.Bytes())
		etag := fmt.Sprintf(`W/"%x"`, sum[:16])
		h.Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			h.Del("Content-Type")
			h.Del("Link") // a 304 does not promise one
			w.Body.Reset()
			w.Code = http.StatusNotModified
		}
	}
}

type bodyKey struct{}

// read decodes a request's body.
func read(r *http.Request, v any) bool {
	body, _ := r.Context().Value(bodyKey{}).([]byte)
	return json.Unmarshal(body, v) == nil
}

// who is the token of a request; nil where it is not known. Without one, the public is asking.
func (s *Server) who(r *http.Request) *Token {
	header := r.Header.Get("Authorization")
	if header == "" {
		return &Token{ReadOnly: true}
	}
	_, token, _ := strings.Cut(header, " ")
	return s.tokens[token]
}

func (s *Server) user(login string) *User {
	u := s.users[strings.ToLower(login)]
	if u == nil {
		u = &User{Login: login, ID: int64(1000 + len(s.users)), Bot: strings.HasSuffix(login, "[bot]")}
		s.users[strings.ToLower(login)] = u
	}
	return u
}

func (s *Server) id() int64 {
	s.lastID++
	return 1_000_000 + s.lastID
}

// stamp is the server's time as its states keep it: in whole seconds.
func (s *Server) stamp() time.Time { return s.now().UTC().Truncate(time.Second) }

// object is a JSON object.
type object = map[string]any

func send(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // unreachable unless this package has a bug
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}

func complain(w http.ResponseWriter, status int, message string) {
	send(w, status, object{"message": message, "documentation_url": "https://docs.github.com/rest", "status": strconv.Itoa(status)})
}

func invalid(w http.ResponseWriter, resource, field, code, message string) {
	e := object{"resource": resource, "field": field, "code": code}
	if message != "" {
		e["message"] = message
	}
	send(w, http.StatusUnprocessableEntity, object{"message": "Validation Failed", "documentation_url": "https://docs.github.com/rest", "errors": []any{e}})
}

// page sends the part of a list that a request asks for, with the links to the other parts.
func (s *Server) page(w http.ResponseWriter, r *http.Request, list []any) {
	from, to := s.window(w, r, len(list))
	some := list[from:to]
	if some == nil {
		some = []any{}
	}
	send(w, http.StatusOK, some)
}

// window is the part of n things that a request asks for; it sets the links to the other parts.
func (s *Server) window(w http.ResponseWriter, r *http.Request, n int) (from, to int) {
	q := r.URL.Query()
	size, page := 30, 1
	if v, err := strconv.Atoi(q.Get("per_page")); err == nil && v > 0 {
		size = min(v, 100)
	}
	if v, err := strconv.Atoi(q.Get("page")); err == nil && v > 0 {
		page = v
	}
	last := max(1, (n+size-1)/size)
	link := func(p int, rel string) string {
		q.Set("page", strconv.Itoa(p))
		return fmt.Sprintf(`<%s%s?%s>; rel="%s"`, s.base, r.URL.EscapedPath(), q.Encode(), rel)
	}
	var links []string
	if page > 1 {
		links = append(links, link(page-1, "prev"), link(1, "first"))
	}
	if page < last {
		links = append(links, link(page+1, "next"), link(last, "last"))
	}
	if len(links) > 0 {
		w.Header().Set("Link", strings.Join(links, ", "))
	}
	return min((page-1)*size, n), min(page*size, n)
}

// RemoveToken makes a token unknown, as when it is revoked.
func (s *Server) RemoveToken(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, token)
}
