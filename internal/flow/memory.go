package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/scan"
)

// Memory is what this machine keeps between runs: answers that can be had again, never the truth.
type Memory interface{ scan.Store }

// followedCache is the name of the cache of incidents that were brought up to date.
const followedCache = "followed"

// settled is an incident as it was last brought up to date, and until when nothing about it can change by itself.
type settled struct {
	UpdatedAt time.Time // of the page, as the tracker's list gave it; zero where that does not tell the next change
	Refs      string    // see refsDigest
	Wake      time.Time // zero: never
	Following incident.Following
}

// remembered are the settled incidents by reference. An incident whose page, history and calendar are as they were
// needs no request and no work: that is what keeps a sync over a thousand incidents cheap.
type remembered struct {
	Options string // digest of what else a result depends on
	Pages   map[string]settled
	Pulls   time.Time // pull requests were looked at up to their update at this time, by the tracker's clock …
	Seen    []int     // … and of those updated at just that time, these
}

func (e *Engine) recall() remembered {
	r := remembered{Options: e.optionsDigest(), Pages: map[string]settled{}}
	if e.Memory == nil || e.Forge == nil { // reading a local file costs nothing
		return r
	}
	data, ok := e.Memory.Cache(followedCache)
	var kept remembered
	if ok && json.Unmarshal(data, &kept) == nil && kept.Options == r.Options && kept.Pages != nil {
		return kept
	}
	return r
}

// keepMemory stores what was settled; losing it costs requests, so a failure is no one's concern.
func (e *Engine) keepMemory(r remembered) {
	if e.Memory == nil || e.Forge == nil {
		return
	}
	if data, err := json.Marshal(r); err == nil {
		_ = e.Memory.PutCache(followedCache, data)
	}
}

// stamp is the time by which a page is known to be as it was.
func stamp(p incident.Page) time.Time {
	if p.Fresh {
		return time.Time{}
	}
	return p.UpdatedAt
}

// same reports whether a page is listed as it was when it was settled.
func (s settled) same(p incident.Page) bool {
	was := s.Following.Page
	return s.UpdatedAt.Equal(p.UpdatedAt) && was.State == p.State && was.Below == p.Below
}

// unread takes note that merged pull requests could not be looked at, so that it is made up for once they may be read.
func (r *remembered) unread(now time.Time) {
	if since := now.Add(-mergedSpan); r.Pulls.After(since) {
		r.Pulls, r.Seen = since, nil
	}
}

// still returns an incident as it was settled, when nothing has changed since.
func (r remembered) still(p incident.Page, refs string, now time.Time) (incident.Following, bool) {
	s, ok := r.Pages[p.Ref]
	if !ok || s.Refs != refs || !s.same(p) || !s.Wake.IsZero() && !now.Before(s.Wake) {
		return incident.Following{}, false
	}
	return s.Following, true
}

// forget drops the incidents about which pull requests may tell something new. Neither that one refers to an issue nor
// what becomes of it updates the issue, so those that were updated since the last time are looked at themselves. blind
// says that they may not be read.
func (e *Engine) forget(ctx context.Context, r *remembered, pages []incident.Page) (blind, err error) {
	if e.Forge == nil {
		return nil, nil
	}
	if len(r.Pages) == 0 { // all are read, by what is there now
		for _, p := range pages {
			if p.UpdatedAt.After(r.Pulls) {
				r.Pulls = p.UpdatedAt
			}
		}
		return nil, nil
	}
	pulls, all, err := e.Forge.UpdatedPulls(ctx, r.Pulls)
	if blind = blinded(err); err != nil && blind == nil {
		return nil, err
	}
	touched := map[string]bool{}
	since, seen := r.Pulls, r.Seen
	for _, p := range pulls {
		if p.UpdatedAt.Equal(since) && slices.Contains(seen, p.Number) {
			continue
		}
		touched[fmt.Sprintf("#%d", p.Number)] = true
		for _, ref := range incident.Mentions(p.Body) {
			touched[ref] = true
		}
		if p.UpdatedAt.After(r.Pulls) {
			r.Pulls, r.Seen = p.UpdatedAt, nil
		}
		if p.UpdatedAt.Equal(r.Pulls) {
			r.Seen = append(r.Seen, p.Number)
		}
	}
	for ref, s := range r.Pages {
		if touched[ref] || refersTo(s.Following, touched) || slices.ContainsFunc(s.Following.Page.Links, func(l incident.FollowUp) bool {
			return touched[l.Ref] || l.State == incident.Proposed && l.Via != incident.ViaSubIssue && (err != nil || !all) // nobody knows
		}) {
			delete(r.Pages, ref)
		}
	}
	return blind, nil
}

// refersTo reports whether people wrote one of these numbers behind a measure.
func refersTo(f incident.Following, numbers map[string]bool) bool {
	return slices.ContainsFunc(f.Progress.Measures, func(m incident.Measure) bool {
		return slices.ContainsFunc(m.FollowUps, func(up incident.FollowUp) bool { return numbers[up.Ref] })
	})
}

// page returns an incident's page as it was last read, where nothing about it has changed since. One that a pull
// request of another repository is open for is read again, and one with open issues below it, unless the tracker tells
// that they are as they were.
func (r remembered) page(p incident.Page) (incident.Page, bool) {
	s, ok := r.Pages[p.Ref]
	if !ok || !s.same(p) {
		return incident.Page{}, false
	}
	open := slices.ContainsFunc(s.Following.Page.Links, func(l incident.FollowUp) bool {
		elsewhere := !strings.HasPrefix(l.Ref, "#")
		return l.State == incident.Proposed && (elsewhere || l.Via == incident.ViaSubIssue && p.Below == "")
	})
	return s.Following.Page, !open
}

// Settler is a tracker that can tell what a run itself has changed from what others have.
type Settler interface {
	// Settled returns the incidents changed at or after since that nobody but this run has changed since it read them.
	Settled(ctx context.Context, since time.Time) ([]incident.Page, error)
}

// settleOwn makes what this run itself has written no reason to read an incident again. A failure costs the next run
// requests, and nothing else.
func (e *Engine) settleOwn(ctx context.Context, pages []incident.Page, after remembered) {
	s, ok := e.Tracker.(Settler)
	if !ok || len(pages) == 0 {
		return
	}
	latest := slices.MaxFunc(pages, func(a, b incident.Page) int { return a.UpdatedAt.Compare(b.UpdatedAt) })
	now, err := s.Settled(ctx, latest.UpdatedAt)
	if err != nil {
		return
	}
	for _, p := range now {
		if kept, ok := after.Pages[p.Ref]; ok {
			kept.UpdatedAt = stamp(p)
			after.Pages[p.Ref] = kept
		}
	}
}

// wake is the next moment at which an incident changes by itself: a measure falls due, the watch ends, the next
// reminder is due.
func (e *Engine) wake(f incident.Following) time.Time {
	var next time.Time
	at := func(t time.Time) {
		if t.After(e.Now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	if f.Page.State == incident.PageClosed {
		return next
	}
	at(f.WatchEnd)
	for _, m := range f.Progress.Measures {
		if !m.Done() && !m.Due.IsZero() {
			at(m.Due.AddDate(0, 0, 1))
		}
	}
	if len(f.Overdue(e.Now)) > 0 {
		at(nextReminder(f.Page))
	}
	return next
}

// refsDigest stands for the state of the history: as long as it is the same, no commit has come or gone.
func (e *Engine) refsDigest(ctx context.Context) (string, error) {
	branches, err := e.History.Branches(ctx)
	if err != nil {
		return "", err
	}
	tags, err := e.tags(ctx)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, r := range slices.Concat(branches, tags) {
		lines = append(lines, r.Remote+" "+r.Name+" "+r.Commit)
	}
	slices.Sort(lines)
	return digest(lines...), nil
}

// optionsDigest changes when the configuration gives another result for the same incident.
func (e *Engine) optionsDigest() string {
	o := e.Options
	o.Template, o.Message = nil, nil // they count when an incident is opened, not afterwards
	return digest(fmt.Sprintf("%+v", o))
}

func digest(lines ...string) string {
	h := sha256.New()
	for _, l := range lines {
		fmt.Fprintln(h, l)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
