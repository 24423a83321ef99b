package githubtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// Parts is the folder of the third-party material that .ci/parts fetches.
func Parts() string {
	if dir := os.Getenv("OWNUP_TEST_PARTS"); dir != "" {
		return dir
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "ownup-test-parts")
}

// Part returns the path of a piece of that material. Where it is missing the test is skipped, saying what to run.
func Part(t testing.TB, path ...string) string {
	t.Helper()
	full := filepath.Join(append([]string{Parts()}, path...)...)
	if _, err := os.Stat(full); err != nil {
		t.Skipf("%s is missing: run `.ci/parts` (it needs npm) to fetch the third-party test material", filepath.Join(path[0]))
	}
	return full
}

const description = "openapi-23.0.2"

// Referee is an http.RoundTripper that holds each request and each answer against GitHub's own OpenAPI description.
type Referee struct {
	next   http.RoundTripper
	base   string
	router routers.Router

	mu         sync.Mutex
	checked    int
	violations []string
	strangers  bool // answers are another's: their violations are counted apart
	theirs     []string
}

// NewReferee returns a referee before next, which serves the API at base. It is nil where the description has not been
// fetched: the tests then go without, and the one named TestReferee says so.
func NewReferee(t testing.TB, next http.RoundTripper, base string) *Referee {
	t.Helper()
	file := filepath.Join(Parts(), description, "node_modules", "@octokit", "openapi", "generated", "api.github.com.json")
	if _, err := os.Stat(file); err != nil {
		return nil
	}
	router, err := loadRouter(file)
	if err != nil {
		t.Fatalf("GitHub's OpenAPI description: %v", err)
	}
	r := &Referee{next: next, base: strings.TrimRight(base, "/"), router: router}
	t.Cleanup(func() {
		for _, v := range r.Violations() {
			t.Errorf("against GitHub's OpenAPI description: %s", v)
		}
	})
	return r
}

// Violations returns what was found to differ from the description.
func (r *Referee) Violations() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.violations)
}

// OthersAnswer says that the answers come from a server nobody here wrote: what is wrong with them is returned by
// Theirs and fails no test.
func (r *Referee) OthersAnswer() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.strangers = true
}

// Theirs returns what was found in answers that are another's.
func (r *Referee) Theirs() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.theirs)
}

// Checked counts the exchanges that were held against the description.
func (r *Referee) Checked() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.checked
}

// RoundTrip sends a request on, and checks it and its answer.
func (r *Referee) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		req.Body.Close()
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	input, skip := r.request(req, body)
	resp, err := r.next.RoundTrip(req)
	if skip || err != nil {
		return resp, err
	}
	data, readErr := io.ReadAll(resp.Body)
	resp.Body.Close()
	rest := io.Reader(bytes.NewReader(data))
	if readErr != nil {
		rest = io.MultiReader(rest, failing{readErr})
	}
	resp.Body = io.NopCloser(rest)
	// Broken answers are faults on purpose; those of proxies are not GitHub's.
	if input == nil || readErr != nil || !json.Valid(data) && resp.StatusCode != http.StatusNotModified && resp.StatusCode != http.StatusNoContent {
		return resp, err
	}
	if resp.StatusCode >= 300 || resp.Header.Get(faulty) != "" {
		return resp, err // a description lists but a few of the refusals that GitHub gives
	}
	r.answer(input, resp, data)
	return resp, err
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// request checks a request; it returns the input of the answer's check, nil where the request has no place in the
// description.
func (r *Referee) request(req *http.Request, body []byte) (input *openapi3filter.RequestValidationInput, skip bool) {
	path := strings.TrimPrefix(req.URL.String(), r.base)
	if strings.HasPrefix(path, "/graphql") || strings.HasSuffix(req.URL.Path, "/api/graphql") {
		return nil, true // the description is of the REST API
	}
	u, err := url.Parse("https://api.github.com" + path)
	if err != nil {
		r.violation(req, err)
		return nil, true
	}
	checked := req.Clone(context.Background())
	checked.URL, checked.Host, checked.RequestURI = u, u.Host, ""
	checked.Body = io.NopCloser(bytes.NewReader(body))
	route, params, err := r.router.FindRoute(checked)
	if err != nil {
		r.violation(req, err)
		return nil, true
	}
	input = &openapi3filter.RequestValidationInput{
		Request: checked, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, MultiError: true},
	}
	r.mu.Lock()
	r.checked++
	r.mu.Unlock()
	if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil && !bareLabels(req, body) {
		r.violation(req, err)
	}
	for name := range req.URL.Query() {
		if !known(route, name) {
			r.violation(req, fmt.Errorf("the query parameter %q is not described", name))
		}
	}
	return input, false
}

// known reports whether a query parameter is described.
func known(route *routers.Route, name string) bool {
	for _, list := range []openapi3.Parameters{route.Operation.Parameters, route.PathItem.Parameters} {
		for _, p := range list {
			if p.Value != nil && p.Value.In == "query" && p.Value.Name == name {
				return true
			}
		}
	}
	return false
}

// bareLabels recognises the one known false alarm: the description wants {"labels":[…]} where GitHub also takes the
// bare list that go-github v62 sends.
func bareLabels(req *http.Request, body []byte) bool {
	var list []string
	return req.Method == http.MethodPost && strings.Contains(req.URL.Path, "/issues/") && strings.HasSuffix(req.URL.Path, "/labels") &&
		json.Unmarshal(body, &list) == nil
}

func (r *Referee) answer(input *openapi3filter.RequestValidationInput, resp *http.Response, data []byte) {
	header := resp.Header.Clone()
	if kind := header.Get("Content-Type"); strings.HasPrefix(kind, "application/json") {
		header.Set("Content-Type", "application/json")
	}
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: resp.StatusCode, Header: header, Body: io.NopCloser(bytes.NewReader(data)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true},
	})
	if err != nil {
		r.answered(input.Request, fmt.Errorf("the answer (status %d): %w", resp.StatusCode, err))
	}
}

func (r *Referee) answered(req *http.Request, err error) {
	r.mu.Lock()
	strangers := r.strangers
	if strangers {
		r.theirs = append(r.theirs, fmt.Sprintf("%s %s: %.300s", req.Method, req.URL.RequestURI(), err))
	}
	r.mu.Unlock()
	if !strangers {
		r.violation(req, err)
	}
}

func (r *Referee) violation(req *http.Request, err error) {
	text := err.Error()
	if len(text) > 1500 {
		text = text[:1500] + "…"
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.violations = append(r.violations, fmt.Sprintf("%s %s: %s", req.Method, req.URL.RequestURI(), text))
}

// used are the paths of the description that ownup's requests go to. The whole has 811 and takes ten seconds to load.
var used = []string{
	"/user",
	"/repos/{owner}/{repo}",
	"/repos/{owner}/{repo}/issues",
	"/repos/{owner}/{repo}/issues/{issue_number}",
	"/repos/{owner}/{repo}/issues/{issue_number}/timeline",
	"/repos/{owner}/{repo}/issues/{issue_number}/comments",
	"/repos/{owner}/{repo}/issues/{issue_number}/sub_issues",
	"/repos/{owner}/{repo}/issues/{issue_number}/assignees",
	"/repos/{owner}/{repo}/issues/{issue_number}/labels",
	"/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}",
	"/repos/{owner}/{repo}/issues/comments/{comment_id}",
	"/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
	"/repos/{owner}/{repo}/labels",
	"/repos/{owner}/{repo}/labels/{name}",
	"/repos/{owner}/{repo}/collaborators",
	"/repos/{owner}/{repo}/collaborators/{username}/permission",
	"/repos/{owner}/{repo}/pulls",
	"/repos/{owner}/{repo}/pulls/{pull_number}",
	"/repos/{owner}/{repo}/pulls/{pull_number}/reviews",
	"/repos/{owner}/{repo}/commits",
	"/repos/{owner}/{repo}/commits/{ref}",
	"/repos/{owner}/{repo}/commits/{commit_sha}/pulls",
	"/repos/{owner}/{repo}/commits/{ref}/check-runs",
	"/repos/{owner}/{repo}/commits/{ref}/status",
	"/repos/{owner}/{repo}/compare/{basehead}",
	"/repos/{owner}/{repo}/branches",
	"/repos/{owner}/{repo}/contents/{path}",
}

// slashes are parameters that hold slashes.
var slashes = map[string]string{
	"/repos/{owner}/{repo}/contents/{path}": "/repos/{owner}/{repo}/contents/{path:.+}",
}

var (
	loadOnce sync.Once
	loaded   routers.Router
	errLoad  error
)

func loadRouter(file string) (routers.Router, error) {
	loadOnce.Do(func() { loaded, errLoad = load(file) })
	return loaded, errLoad
}

// load reads the part of the description that is used, from beside the whole where an earlier run has left it.
func load(file string) (routers.Router, error) {
	sum := sha256.Sum256(fmt.Append(nil, used, slashes))
	small := filepath.Join(Parts(), description, fmt.Sprintf("pruned-%x.json", sum[:6]))
	data, err := os.ReadFile(small)
	if errors.Is(err, os.ErrNotExist) {
		if data, err = prune(file); err == nil {
			err = replace(small, data)
		}
	}
	if err != nil {
		return nil, err
	}
	doc, err := openapi3.NewLoader().LoadFromData(data)
	if err != nil {
		return nil, err
	}
	doc.Servers = openapi3.Servers{{URL: "https://api.github.com"}}
	return gorillamux.NewRouter(doc)
}

func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "pruned-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// prune keeps of a description the used paths and what they refer to.
func prune(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var doc map[string]any
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	all, _ := doc["paths"].(map[string]any)
	paths := map[string]any{}
	for _, p := range used {
		item, ok := all[p]
		if !ok {
			return nil, fmt.Errorf("it has no path %s", p)
		}
		if s, ok := slashes[p]; ok {
			p = s
		}
		paths[p] = item
	}
	out := map[string]any{"openapi": doc["openapi"], "info": doc["info"], "paths": paths}
	components := map[string]any{}
	out["components"] = components
	var visit func(v any)
	visit = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				visit(x)
			}
		case map[string]any:
			delete(v, "examples")
			if ref, ok := v["$ref"].(string); ok {
				copyRef(doc, components, ref, visit)
			}
			for _, x := range v {
				visit(x)
			}
		}
	}
	visit(paths)
	return json.Marshal(out)
}

// copyRef copies what "#/components/KIND/NAME" names, once.
func copyRef(doc, components map[string]any, ref string, visit func(any)) {
	parts := strings.Split(strings.TrimPrefix(ref, "#/components/"), "/")
	if len(parts) != 2 {
		return
	}
	kinds, _ := doc["components"].(map[string]any)
	from, _ := kinds[parts[0]].(map[string]any)
	to, ok := components[parts[0]].(map[string]any)
	if !ok {
		to = map[string]any{}
		components[parts[0]] = to
	}
	if _, done := to[parts[1]]; done || from[parts[1]] == nil {
		return
	}
	to[parts[1]] = from[parts[1]]
	visit(from[parts[1]])
}
