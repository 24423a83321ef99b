package scan

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// faulty is a history that answers one question about content with an error.
type faulty struct {
	*git.Repo
	left *atomic.Int64
	err  error
}

func (h faulty) fails() error {
	if h.left.Add(-1) == 0 {
		return h.err
	}
	return nil
}

func (h faulty) Blob(ctx context.Context, id string) ([]byte, error) {
	if err := h.fails(); err != nil {
		return nil, err
	}
	return h.Repo.Blob(ctx, id)
}

func (h faulty) Changes(ctx context.Context, sha string) ([]incident.Change, error) {
	if err := h.fails(); err != nil {
		return nil, err
	}
	return h.Repo.Changes(ctx, sha)
}

func (h faulty) PathID(ctx context.Context, commit, path string) (string, error) {
	if err := h.fails(); err != nil {
		return "", err
	}
	return h.Repo.PathID(ctx, commit, path)
}

// TestUnread holds that a scan whose disk fails says so, whatever it was reading, and that one in a clone which lacks
// an object goes on without it.
func TestUnread(t *testing.T) {
	names := []string{
		"what is named, in the file that its code went to",
		"a third of a revert that is named, undone",
		"words before what is a commit's subject",
		"named by its issue, long ago",
		"what comes back under other words, with more",
		"a file is gone, which what is named had made",
		"… and the greater part of what is named stays",
		"what is listed, and taken back in part, before what content finds",
		"a reapply undoes a revert, also where a nearer commit is undone with it",
		"a claim that the content does not bear out",
		"a quoted part of a change, taken out by hand",
	}
	those := slices.DeleteFunc(allStories(), func(s story) bool { return !slices.Contains(names, s.name) })
	those = append(those, story{"undone without a word, beside a note", Options{Verify: true, Silent: true}, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"parser.c": text("zero")})
		r.Commit("parser: accept tabs", gittest.Files{"parser.c": text("zero", "one", "two")})
		r.Commit("parser: a note", gittest.Files{"parser.c": text("note", "zero", "one", "two")})
		r.Commit("parser: simplify", gittest.Files{"parser.c": text("note", "zero")})
		return nil
	}})
	for _, s := range those {
		r := gittest.New(t)
		s.build(r)
		h := openRepository(t, r.GitDir)
		scan := func(nth int64, err error) (failed bool, got error) {
			var left atomic.Int64
			left.Store(nth)
			_, got = Scan(t.Context(), faulty{h, &left, err}, sourceOf(h, nil), nil, s.o)
			return left.Load() <= 0, got
		}
		broken := errors.New("the disk is broken")
		for nth := int64(1); ; nth++ {
			failed, err := scan(nth, broken)
			if !failed {
				break
			}
			if !errors.Is(err, broken) {
				t.Errorf("%s: question %d was not answered, and the scan says %v", s.name, nth, err)
			}
			if _, err := scan(nth, &incident.Problem{Kind: incident.NotFound}); err != nil {
				t.Errorf("%s: what question %d asks for is not in the clone, and the scan says %v", s.name, nth, err)
			}
		}
	}
}

// blobless is the history of a partial clone whose contents were left at the remote; its trees are here.
type blobless struct{ *git.Repo }

func (blobless) Blob(context.Context, string) ([]byte, error) {
	return nil, &incident.Problem{Kind: incident.Incomplete, Sentence: "It is not in this partial clone."}
}

// TestWithoutContents holds that nothing is said of contents that are not here, and that what the trees tell is.
func TestWithoutContents(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"lamp.c": text("one")})
	bright := r.Commit("lamp: brighter", gittest.Files{"lamp.c": text("one", "two", "three", "four")})
	r.Commit("lamp: a note", gittest.Files{"lamp.c": text("note", "one", "two", "three", "four")})
	mended := r.Commit("Revert \"lamp: brighter\"\n\nThis reverts commit "+bright+".", gittest.Files{"lamp.c": text("note", "one")})
	door := r.Commit("door: open it", gittest.Files{"door.c": text("open")})
	whole := r.Commit("Revert \"door: open it\"\n\nThis reverts commit "+door+".", gittest.Files{"door.c": gittest.Delete})
	h := openRepository(t, r.GitDir)
	for _, c := range []struct {
		h       History
		missing int
		bright  string
	}{
		{h, 0, "100 % of its change is taken back."},
		{blobless{h}, 1, ""},
	} {
		got, err := Scan(t.Context(), c.h, sourceOf(h, nil), nil, Options{Verify: true})
		if err != nil || got.Stats.Missing != c.missing || got.Stats.Unread != (c.missing > 0) {
			t.Errorf("%d findings without contents, %v; want %d; unread %t", got.Stats.Missing, err, c.missing, got.Stats.Unread)
		}
		want := map[string][]string{
			mended: {"The message names it (sha " + bright + ").", c.bright}, whole: {"The message names it (sha " + door + ").", standsAgain},
		}
		if c.bright == "" {
			want[mended] = want[mended][:1]
		}
		said := map[string][]string{}
		for _, chain := range got.Chains {
			for _, f := range chain.Findings {
				said[f.SHA] = f.Offending[0].Detail
				if f.Partial {
					t.Errorf("%s is said to undo a part", f.Subject)
				}
			}
		}
		if d := cmp.Diff(want, said); d != "" {
			t.Error(d)
		}
	}
}
