package flow

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// A duplicate that a race has opened and ownup has closed gets no second word, and is followed nowhere.
func TestDuplicatesAreNotFollowed(t *testing.T) {
	p, c := story()
	page := func(ref string, number int, key string, state incident.PageState, aliases ...string) incident.Page {
		return incident.Page{Ref: ref, Number: number, Key: key, Aliases: aliases, State: state, CreatedAt: noon, ClosedAt: noon}
	}
	for _, k := range []struct {
		name  string
		pages []incident.Page
		want  []string
	}{
		{"of one key", []incident.Page{page("#1", 1, c.Key, incident.PageOpen), page("#2", 2, c.Key, incident.PageClosed)}, []string{"#1"}},
		{"the older closed too", []incident.Page{page("#2", 2, c.Key, incident.PageClosed), page("#1", 1, c.Key, incident.PageClosed)}, []string{"#1"}},
		{"by an alias", []incident.Page{page("#1", 1, c.Key, incident.PageOpen, "r-1"), page("#2", 2, "r-1", incident.PageClosed)}, []string{"#1"}},
		{"by an alias of its own", []incident.Page{page("#1", 1, c.Key, incident.PageOpen), page("#2", 2, "r-1", incident.PageClosed, c.Key)}, []string{"#1"}},
		{"opened again by a person", []incident.Page{page("#1", 1, c.Key, incident.PageOpen), page("#2", 2, c.Key, incident.PageOpen)}, []string{"#1", "#2"}},
		{"of other changes", []incident.Page{page("#1", 1, c.Key, incident.PageOpen, "r-3"), page("#2", 2, "r-1", incident.PageClosed, "r-3")}, []string{"#1", "#2"}},
	} {
		b := &board{pages: k.pages}
		followed, err := engine(p, b).Sync(t.Context(), []incident.Chain{c})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range followed {
			got = append(got, f.Page.Ref)
		}
		if d := cmp.Diff(k.want, got); d != "" {
			t.Errorf("%s (want -, got +):\n%s", k.name, d)
		}
		if !slices.Contains(k.want, "#2") && slices.ContainsFunc(b.writes, func(w string) bool { return strings.Contains(w, "#2") }) {
			t.Errorf("%s: %q", k.name, b.writes)
		}
	}
}

// What ownup closed itself was not closed early by somebody, also as it is remembered.
func TestOwnClosingIsRemembered(t *testing.T) {
	p, c := story()
	put := p.add("put", `Reapply "fetch: retry (#12)"`, "fetch.go", noon.AddDate(0, 0, -2))
	came := c
	came.Findings = append(slices.Clone(c.Findings), incident.Finding{
		SHA: put, Kind: incident.Reapply, CommittedAt: noon.AddDate(0, 0, -2), Verdict: incident.Fold, Reason: "reland", Unchanged: true, Stays: true,
	})
	b, kept := &board{}, memory{}
	sync := func(c incident.Chain) {
		t.Helper()
		e := engine(p, b)
		e.Forge, e.Memory = forgeless{}, kept
		if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	sync(came)
	if b.pages[0].State != incident.PageClosed {
		t.Fatalf("not closed: %q", b.writes)
	}
	b.pages[0].Comments = nil // so that only what is remembered tells
	p.add("other", "other: more", "other.go", noon)
	sync(c) // nothing is a precaution any more
	if last := b.writes[len(b.writes)-1]; last != "close #1 completed" {
		t.Errorf("after the closing: %s", last)
	}
}
