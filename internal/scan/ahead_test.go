package scan

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// writes is a shelf that notes what is put on it, and fails at what the test says.
type writes struct {
	shelf
	put  []string
	fail string
}

func (w *writes) PutCache(name string, data []byte) error {
	if w.fail != "" && strings.Contains(name, w.fail) {
		return errors.New("the disk is full")
	}
	w.put = append(w.put, name)
	return w.shelf.PutCache(name, data)
}

func (w *writes) indexes() int {
	return len(slices.DeleteFunc(slices.Clone(w.put), func(name string) bool { return !strings.Contains(name, "-index-") }))
}

// inLine is a history of n commits, one after the other.
func inLine(n int) Source {
	return func(_ context.Context, fn func(incident.Commit) error) error {
		for i := 1; i <= n; i++ {
			c := incident.Commit{SHA: fmt.Sprintf("%040x", i), CommittedAt: time.Unix(int64(i), 0), Message: fmt.Sprintf("lamp %d", i)}
			if i > 1 {
				c.Parents = []string{fmt.Sprintf("%040x", i-1)}
			}
			if err := fn(c); err != nil {
				return err
			}
		}
		return nil
	}
}

// TestIndexIsWrittenAhead holds that the index of a long history is written once, while the scan goes on, that by
// itself it is no state yet, and that what failed then is tried again.
func TestIndexIsWrittenAhead(t *testing.T) {
	h := openRepository(t, gittest.New(t).GitDir)
	scan := func(n int, w *writes) *State {
		t.Helper()
		r, err := Scan(context.Background(), h, inLine(n), nil, Options{Ahead: w})
		if err != nil {
			t.Fatal(err)
		}
		return r.State
	}
	read := func(w *writes) int { return LoadState(w.shelf, Options{}).Index.Commits() }

	w := &writes{shelf: shelf{}}
	st := scan(12_000, w)
	if w.indexes() != 1 || read(w) != 0 {
		t.Errorf("after the scan there are %v, and a state of %d commits", w.put, read(w))
	}
	if err := st.Save(w); err != nil || w.indexes() != 1 || read(w) != 12_000 {
		t.Errorf("after saving (%v) there are %v, and a state of %d commits", err, w.put, read(w))
	}

	full := &writes{shelf: shelf{}, fail: "-index-"}
	st = scan(12_000, full)
	if err := st.Save(full); err == nil || read(full) != 0 {
		t.Errorf("a full disk: %v, and a state of %d commits", err, read(full))
	}
	full.fail = ""
	if err := st.Save(full); err != nil || read(full) != 12_000 {
		t.Errorf("with room again: %v, and a state of %d commits", err, read(full))
	}

	// A run that ends while another goes on tidies away what that has written ahead.
	w = &writes{shelf: shelf{}}
	slow := scan(12_000, w)
	if err := scan(12_001, w).Save(w); err != nil || read(w) != 12_001 {
		t.Errorf("the quicker run (%v) left a state of %d commits", err, read(w))
	}
	if err := slow.Save(w); err != nil || read(w) != 12_000 {
		t.Errorf("after it (%v) there is a state of %d commits", err, read(w))
	}

	short := &writes{shelf: shelf{}}
	if scan(3000, short); len(short.put) != 0 {
		t.Errorf("the index of a short history was written ahead: %v", slices.Sorted(maps.Keys(short.shelf)))
	}
}
