package scan

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/git/gittest"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestMayHaveChangedSince holds of which files it is asked what else changed them since they stood as the finding
// leaves them.
func TestMayHaveChangedSince(t *testing.T) {
	left := incident.Change{Path: "hall.c", Old: "now", New: "then"}
	here := func(before, after string) incident.Change {
		return incident.Change{Path: "hall.c", Old: before, New: after}
	}
	elsewhere := incident.Change{Path: "lamp.c", Old: "1", New: "2"}
	whole, nothing := Overlap{Undone: 1}, Overlap{}
	for _, tt := range []struct {
		what    string
		claim   int
		by      incident.ClaimType
		undo    Overlap
		changed incident.Change
		want    bool
	}{
		{"it made just what is undone", 0, incident.ClaimSubject, whole, here("then", "now"), false},
		{"… of which nothing is known but that", -1, "", nothing, here("then", "now"), false},
		{"it found the file so, and left it otherwise", 0, incident.ClaimSHA, whole, here("then", "later"), true},
		{"its subject is named, and it changed the file before or after", 0, incident.ClaimSubject, whole, here("later", "now"), false},
		{"its subject is named, and it left the file alone", 0, incident.ClaimSubject, whole, elsewhere, true},
		{"its subject is named, and content says otherwise", 0, incident.ClaimSubject, nothing, here("later", "now"), true},
		{"its SHA is named, and it left the file alone", 0, incident.ClaimSHA, whole, elsewhere, false},
		{"its SHA is named, and content says otherwise", 0, incident.ClaimSHA, nothing, elsewhere, true},
		{"it is not named, and changed the file before or after", -1, "", whole, here("later", "now"), true},
	} {
		e := examination{
			w:    &worded{candidates: []candidate{{commit: 1, claim: tt.claim, by: tt.by, checked: true, undo: tt.undo}, {commit: 2, claim: -1}}},
			read: map[uint32]*patch{1: patchOf("", []incident.Change{tt.changed})}, // the other could not be read
		}
		if got := e.mayHaveChangedSince(left); got != tt.want {
			t.Errorf("%s: %v", tt.what, got)
		}
	}
}

// countingChanges counts the commits whose changes are read.
type countingChanges struct {
	*git.Repo
	n *atomic.Int64
}

func (c countingChanges) Changes(ctx context.Context, sha string) ([]incident.Change, error) {
	c.n.Add(1)
	return c.Repo.Changes(ctx, sha)
}

// A later silent scan doesn't read again what was changed in files that the new commits leave alone.
func TestSilentReadsOnlyWhatIsNew(t *testing.T) {
	r := gittest.New(t)
	r.Commit("a", gittest.Files{"a.c": text("one")})
	for i := range 30 {
		r.Commit(fmt.Sprint("change ", i), gittest.Files{"a.c": text("one", fmt.Sprint("line of some words ", i))})
	}
	o := Options{Silent: true}
	h := openRepository(t, r.GitDir)
	first, err := Scan(t.Context(), h, sourceOf(h, nil), nil, o)
	if err != nil {
		t.Fatal(err)
	}
	sha := r.Commit("another file", gittest.Files{"b.c": text("two")})
	h = openRepository(t, r.GitDir)
	n := new(atomic.Int64)
	if _, err := Scan(t.Context(), countingChanges{h, n}, func(ctx context.Context, fn func(incident.Commit) error) error {
		c, err := h.Commit(ctx, sha)
		if err != nil {
			return err
		}
		return fn(c)
	}, first.State, o); err != nil {
		t.Fatal(err)
	}
	if n.Load() > 3 {
		t.Errorf("%d commits' changes were read for one new commit", n.Load())
	}
}
