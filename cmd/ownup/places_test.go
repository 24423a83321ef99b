package main

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/ledger"
	"github.com/ownup-dev/ownup/internal/term"
)

// TestPlaces holds that what was answered once is answered without the repository, and what was not is asked of it.
func TestPlaces(t *testing.T) {
	dir := gittest.Long(t, 30)
	tip, commit := gittest.RunGit(t, dir, "rev-parse", "main"), gittest.RunGit(t, dir, "rev-parse", "main~7")
	repo, err := git.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = repo.Close() }()
	memory, err := ledger.Open(filepath.Join(dir, "elsewhere"))
	if err != nil {
		t.Fatal(err)
	}
	type answers struct {
		With []string
		By   string
	}
	ask := func(p *places, tips map[string]string) (a answers) {
		t.Helper()
		var err, other error
		a.With, err = p.Containing(t.Context(), commit, tips)
		a.By, other = p.MergedBy(t.Context(), commit, tip)
		if err != nil || other != nil {
			t.Fatal(err, other)
		}
		return a
	}
	tips := map[string]string{"main": tip, "old": gittest.RunGit(t, dir, "rev-parse", "main~20")}
	first := recallPlaces(history{repo}, memory)
	want := ask(first, tips)
	if d := cmp.Diff([]string{"main"}, want.With); d != "" {
		t.Error(d)
	}
	first.keep()
	if _, ok := memory.Cache(placesCache); ok {
		t.Error("something is kept of a short history")
	}
	first.long = true
	first.keep()
	if d := cmp.Diff(want, ask(recallPlaces(history{}, memory), tips)); d != "" {
		t.Errorf("without the repository (want -, got +):\n%s", d)
	}

	// Another tip by the same name is another question.
	tips["main"] = tips["old"]
	if got := ask(recallPlaces(history{repo}, memory), tips); got.With != nil {
		t.Errorf("tips that hold nothing are said to hold it: %v", got.With)
	}

	// What no run has a use for any more goes when there is too much.
	full := recallPlaces(history{repo}, memory)
	full.long = true
	for i := range placesKept {
		full.known[strconv.Itoa(i)] = nil
	}
	want = ask(full, tips)
	full.keep()
	last := recallPlaces(history{}, memory)
	if d := cmp.Diff(want, ask(last, tips)); d != "" || len(last.known) != 2 {
		t.Errorf("%d answers are kept\n%s", len(last.known), d)
	}
}

// TestStatusKeepsPlaces holds that a status leaves to the next one what it has found out of a long history.
func TestStatusKeepsPlaces(t *testing.T) {
	dir := gittest.Long(t, 2300)
	for _, args := range [][]string{{"open", gittest.RunGit(t, dir, "log", "-1", "--format=%h", "--grep=^Revert \"area", "main")}, {"status"}} {
		code := run(t.Context(), world{
			args: append([]string{"-C", dir}, args...), now: gittest.Start.Local,
			io: term.Fake(strings.NewReader(""), io.Discard, os.Stderr, term.Facts{}), env: func(string) string { return "" },
		})
		if code != exitDone {
			t.Fatalf("%v ended with %d", args, code)
		}
		if err := os.Rename(filepath.Join(dir, "ownup", "cache", placesCache), filepath.Join(t.TempDir(), "kept")); err != nil {
			t.Errorf("after %v: %v", args, err)
		}
	}
}
