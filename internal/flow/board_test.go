package flow

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// board is a tracker in memory that notes every write.
type board struct {
	pages  []incident.Page
	writes []string
	since  []time.Time // of each look at what was opened
	reads  int
	fail   error
	broken string    // the beginning of the write that fails
	tried  int       // writes
	nth    int       // the one that fails, from 1 on
	now    time.Time // of the writes; zero: noon
}

func (b *board) breaks(write string) error {
	b.tried++
	if b.tried == b.nth || b.broken != "" && strings.HasPrefix(write, b.broken) {
		return &incident.Problem{Kind: incident.Unavailable, Sentence: "GitHub can't be reached."}
	}
	return nil
}

// said adds a comment of ownup's to a page.
func (b *board) said(ref string, c incident.Comment) {
	c.Ours, c.CreatedAt = true, b.now
	if b.now.IsZero() {
		c.CreatedAt = noon
	}
	if p := b.page(ref); p != nil {
		p.Comments = append(p.Comments, c)
	}
}

func (b *board) Name() string { return "board" }

func (b *board) List(context.Context) ([]incident.Page, error) { return b.pages, b.fail }

func (b *board) Opened(_ context.Context, since time.Time) ([]incident.Page, error) {
	b.since = append(b.since, since)
	var pages []incident.Page
	for _, p := range b.pages {
		if !p.CreatedAt.Before(since) {
			pages = append(pages, p)
		}
	}
	return pages, b.fail
}

func (b *board) Open(_ context.Context, d incident.Draft) (incident.Page, bool, error) {
	if b.fail != nil {
		return incident.Page{}, false, b.fail
	}
	for _, p := range b.pages {
		if p.Key == d.Key {
			return p, false, nil
		}
	}
	if err := b.breaks("open " + d.Key); err != nil {
		return incident.Page{}, false, err
	}
	p := incident.Page{
		Ref: fmt.Sprintf("#%d", len(b.pages)+1), Number: len(b.pages) + 1, Key: d.Key, Aliases: d.Aliases, Kind: d.Kind, Title: d.Title,
		Body: d.Body, State: incident.PageOpen, Labels: d.Labels, CreatedAt: d.CreatedAt,
	}
	b.pages = append(b.pages, p)
	b.writes = append(b.writes, "open "+d.Key)
	return p, true, nil
}

func (b *board) page(ref string) *incident.Page {
	for i := range b.pages {
		if b.pages[i].Ref == ref {
			return &b.pages[i]
		}
	}
	return nil
}

func (b *board) Read(_ context.Context, ref string) (incident.Page, error) {
	b.reads++
	return *b.page(ref), nil
}

func (b *board) SetStatus(_ context.Context, ref, text string) error {
	if err := b.breaks("status " + ref); err != nil {
		return err
	}
	if p := b.page(ref); p.Status != text {
		p.Status = text
		b.writes = append(b.writes, "status "+ref)
	}
	return nil
}

func (b *board) Comment(_ context.Context, ref, id, body string) error {
	write := "comment " + ref + " " + id
	if err := b.breaks(write); err != nil {
		return err
	}
	if !slices.Contains(b.writes, write) {
		b.writes = append(b.writes, write)
		b.said(ref, incident.Comment{Body: body, Mark: id})
	}
	return nil
}

func (b *board) React(_ context.Context, comment int64, emoji string) error {
	write := fmt.Sprintf("react %d %s", comment, emoji)
	if err := b.breaks(write); err != nil {
		return err
	}
	b.writes = append(b.writes, write)
	return nil
}

func (b *board) Assign(_ context.Context, ref string, logins []string) error {
	write := "assign " + ref + " " + strings.Join(logins, ",")
	if err := b.breaks(write); err != nil {
		return err
	}
	b.writes = append(b.writes, write)
	return nil
}

func (b *board) Label(_ context.Context, ref string, add, remove []string) error {
	if err := b.breaks("label " + ref); err != nil {
		return err
	}
	p := b.page(ref)
	p.Labels = slices.DeleteFunc(append(p.Labels, add...), func(l string) bool { return slices.Contains(remove, l) })
	b.writes = append(b.writes, "label "+ref)
	return nil
}

func (b *board) Close(_ context.Context, ref, comment, reason string) error {
	if err := b.breaks("close " + ref); err != nil {
		return err
	}
	b.said(ref, incident.Comment{Body: comment, Ends: true})
	p := b.page(ref)
	p.State, p.ClosedAt = incident.PageClosed, p.Comments[len(p.Comments)-1].CreatedAt
	b.writes = append(b.writes, "close "+ref+" "+reason)
	return nil
}

func (b *board) Reopen(ctx context.Context, ref, id, body string) error {
	if err := b.breaks("reopen " + ref); err != nil {
		return err
	}
	p := b.page(ref)
	p.State, p.Reopened, p.ClosedAt = incident.PageOpen, true, time.Time{}
	b.writes = append(b.writes, "reopen "+ref)
	return b.Comment(ctx, ref, id, body)
}

// tray is an outbox in memory.
type tray struct{ entries []Entry }

func (t *tray) Enqueue(e Entry) error {
	for i, have := range t.entries {
		if have.ID == e.ID {
			e.At = have.At
			t.entries[i] = e
			return nil
		}
	}
	t.entries = append(t.entries, e)
	return nil
}

func (t *tray) Pending() ([]Entry, error) { return slices.Clone(t.entries), nil }

func (t *tray) Done(id string) error {
	t.entries = slices.DeleteFunc(t.entries, func(e Entry) bool { return e.ID == id })
	return nil
}

func engine(p *past, b *board) *Engine {
	return &Engine{
		History: p, Tracker: b, Outbox: &tray{}, Now: noon,
		Options: Options{
			Repository: "acme/app", WatchDays: 30, DailyCap: 5, ReleaseTags: []string{"*"},
			Labels: Labels{Ownup: "ownup", Revert: "revert", Hotfix: "hotfix", Overdue: "overdue", Progress: "steps: "},
		},
	}
}

// story is one landed change and its revert.
func story() (*past, incident.Chain) {
	p := newPast()
	bad := p.add("bad", "fetch: retry (#12)", "fetch.go", noon.AddDate(0, 0, -5))
	undo := p.add("undo", `Revert "fetch: retry (#12)"`, "fetch.go", noon.AddDate(0, 0, -3))
	return p, chainOf(incident.Open, "landed-revert", bad, incident.Finding{
		SHA: undo, Kind: incident.Revert, Subject: `Revert "fetch: retry (#12)"`, CommittedAt: noon.AddDate(0, 0, -3),
		Offending: []incident.Offending{{SHA: bad, Confidence: 1, Subject: "fetch: retry (#12)"}},
	})
}

// opened is a story whose incident is open on a board.
func opened(t *testing.T) (*past, incident.Chain, *board) {
	t.Helper()
	p, c := story()
	b := &board{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	return p, c, b
}

func chainOf(d incident.Decision, reason incident.Reason, root string, findings ...incident.Finding) incident.Chain {
	for i := range findings {
		findings[i].Verdict, findings[i].Reason = d, string(reason)
	}
	return incident.Chain{
		Key: incident.Key(findings[0].Kind, root), Findings: findings,
		Verdict: incident.Verdict{Decision: d, Reason: reason, Detail: reason.Sentence()},
	}
}

// forgeless is a forge that knows nothing; with it the tracker counts as far away.
type forgeless struct{}

func (forgeless) PullsOf(context.Context, string) ([]incident.Pull, error) { return nil, nil }

func (forgeless) Reviewed(_ context.Context, p incident.Pull, _ bool) (incident.Pull, error) {
	return p, nil
}

func (forgeless) UpdatedPulls(context.Context, time.Time) ([]incident.Pull, bool, error) {
	return nil, true, nil
}

func (forgeless) MergedSince(context.Context, time.Time) ([]incident.Pull, error) { return nil, nil }

func (forgeless) Numbered(_ context.Context, n int) (incident.FollowUp, error) {
	return incident.FollowUp{}, &incident.Problem{Kind: incident.Unavailable, Sentence: "It is not known."}
}

func (forgeless) CommentOnPull(context.Context, int, string, string, bool) error { return nil }

type memory map[string][]byte

func (m memory) Cache(name string) ([]byte, bool) { data, ok := m[name]; return data, ok }

func (m memory) PutCache(name string, data []byte) error { m[name] = data; return nil }

func (m memory) TidyCache(keep func(name string) bool) error {
	maps.DeleteFunc(m, func(name string, _ []byte) bool { return !keep(name) })
	return nil
}
