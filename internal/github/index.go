package github

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// index is what is kept of all incidents between runs: enough to know which chains have one, so that opening one beside
// a thousand others needs only what has changed since. It is never believed alone: see Tracker.look.
type index struct {
	AsOf  time.Time    `json:"as_of"`
	Pages []indexEntry `json:"pages"`
}

type indexEntry struct {
	Number  int                `json:"n"`
	Key     string             `json:"k"`
	Aliases []string           `json:"a,omitempty"`
	State   incident.PageState `json:"s"`
}

func (t *Tracker) indexKey() string {
	return "index " + t.c.gh.BaseURL.String() + strings.ToLower(t.c.Repo()) + " " + t.o.Label
}

// loadIndex begins with what an earlier run has kept.
func (t *Tracker) loadIndex() {
	value, ok := t.c.transport.cache.Get(t.indexKey())
	var x index
	// An index from the future would hide what is there now.
	if !ok || json.Unmarshal(value, &x) != nil || x.AsOf.After(t.c.transport.now().Add(24*time.Hour)) {
		return
	}
	for _, e := range x.Pages {
		if e.Number > 0 && e.Key != "" {
			t.known[e.Number] = incident.Page{Number: e.Number, Key: e.Key, Aliases: e.Aliases, State: e.State}
		}
	}
	t.asOf, t.stored = x.AsOf, x.AsOf
}

// maxIndexAge is how long an index may serve before it is brought up to date though nothing has changed: what changed
// since should stay one page.
const maxIndexAge = 24 * time.Hour

// keepIndex keeps the index for later runs. The caller holds the lock.
func (t *Tracker) keepIndex(changed bool) {
	if !t.from.IsZero() || !changed && t.asOf.Sub(t.stored) < maxIndexAge {
		return
	}
	x := index{AsOf: t.asOf}
	for _, p := range t.known {
		x.Pages = append(x.Pages, indexEntry{Number: p.Number, Key: p.Key, Aliases: p.Aliases, State: p.State})
	}
	if value, err := json.Marshal(x); err == nil {
		t.c.transport.cache.Put(t.indexKey(), value)
		t.stored = t.asOf
	}
}
