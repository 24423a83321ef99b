package github

import (
	"encoding/json"
	"net/http"
	"strings"
)

// Cache keeps answers between runs, so that what did not change costs a conditional request. Losing it loses nothing.
type Cache interface {
	Get(key string) (value []byte, ok bool)
	Put(key string, value []byte)
}

// noCache keeps nothing.
type noCache struct{}

func (noCache) Get(string) ([]byte, bool) { return nil, false }
func (noCache) Put(string, []byte)        {}

// maxKept is the longest answer kept, in bytes.
const maxKept = 8 << 20

// entry is one kept answer.
type entry struct {
	ETag string `json:"etag"`
	Link string `json:"link,omitempty"`
	Body string `json:"body"`
}

// fromCache marks answers that GitHub has confirmed rather than given.
const fromCache = "X-From-Cache"

func cacheKey(req *http.Request) string { return "etag " + req.URL.String() }

// kept returns the answer kept for a request, nil where there is none.
func (t *transport) kept(req *http.Request) *entry {
	if req.Method != http.MethodGet {
		return nil
	}
	value, ok := t.cache.Get(cacheKey(req))
	if !ok {
		return nil
	}
	var e entry
	// A damaged entry is as good as none; a header must not carry whatever a damaged file holds.
	if json.Unmarshal(value, &e) != nil || e.ETag == "" || strings.ContainsAny(e.ETag, "\r\n\x00") || !json.Valid([]byte(e.Body)) {
		return nil
	}
	return &e
}

func (t *transport) keep(req *http.Request, a *answer) {
	etag := a.header.Get("ETag")
	if req.Method != http.MethodGet || a.status != http.StatusOK || etag == "" || len(a.body) > maxKept {
		return
	}
	if req.URL.Query().Has("since") {
		return // asked by the moment, it is never asked the same way again
	}
	value, err := json.Marshal(entry{ETag: etag, Link: a.header.Get("Link"), Body: string(a.body)})
	if err == nil {
		t.cache.Put(cacheKey(req), value)
	}
}

// answer is the kept answer with the header of the 304 that confirmed it; a Link in the 304 is newer than the kept one.
func (e *entry) answer(confirmed *answer) *answer {
	h := confirmed.header.Clone()
	if h.Get("Link") == "" && e.Link != "" {
		h.Set("Link", e.Link)
	}
	h.Set(fromCache, "1")
	return &answer{status: http.StatusOK, header: h, body: []byte(e.Body)}
}
