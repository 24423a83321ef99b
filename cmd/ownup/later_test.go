package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/term"
)

// scanned is what a scan prints, on stdout and stderr.
func scanned(t *testing.T, dir string, args ...string) string {
	t.Helper()
	var out, errs strings.Builder
	code := run(t.Context(), world{
		args: append([]string{"-C", dir, "scan"}, args...), now: gittest.Start.Local,
		io: term.Fake(strings.NewReader(""), &out, &errs, term.Facts{}), env: func(string) string { return "" },
	})
	if code != exitDone {
		t.Errorf("scan %v ended with %d: %s", args, code, errs.String())
	}
	return out.String() + errs.String()
}

// grown makes a history long enough for a scan to be remembered, lets every kind of scan look at it, and then adds
// commits, among them a revert of an old commit and one of an old revert.
func grown(t *testing.T, more int) (dir string) {
	t.Helper()
	dir = gittest.Long(t, 2300)
	for _, args := range scans {
		scanned(t, dir, args...)
	}
	work := t.TempDir()
	git := func(args ...string) string { return gittest.RunGit(t, work, args...) }
	git("clone", "-q", dir, ".")
	change := func(i int) {
		name := filepath.Join(work, "new.txt")
		if err := os.WriteFile(name, bytes.Repeat([]byte{byte('a' + i%26), '\n'}, i+1), 0o666); err != nil {
			t.Fatal(err)
		}
		git("add", ".")
		git("commit", "-q", "-m", strings.Repeat("new ", i+1))
	}
	change(0)
	change(1)
	git("revert", "--no-edit", "HEAD")
	old := strings.Fields(git("log", "-1", "--format=%h %s", "--grep=^Revert \"area"))[0]
	git("commit", "-q", "--allow-empty", "-m", "Revert \"Revert something\"\n\nThis reverts commit "+git("rev-parse", old)+".")
	git("push", "-q", "origin", "HEAD")
	var stream strings.Builder
	at := gittest.Start.AddDate(0, 7, 0).Unix()
	for i := range more {
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter Robin <robin@acme.example> %d +0000\ndata 8\nmore %02x\n", at+int64(i), i%256)
		if i == 0 {
			stream.WriteString("from refs/heads/main^0\n")
		}
		fmt.Fprintf(&stream, "M 100644 inline more.txt\ndata 3\n%02x\n\n", i%256)
	}
	gittest.RunGitInput(t, dir, stream.String(), "fast-import", "--quiet")
	return dir
}

var scans = [][]string{{"--json"}, {}, {"--color=always"}, {"--json", "HEAD~3.."}, {"--json", "--no-verify"}, {"--json", "--silent"}}

// fresh is what the same scans print in a clone where nothing is remembered.
func fresh(t *testing.T, dir string) (want []string) {
	t.Helper()
	for _, args := range scans {
		bare := t.TempDir()
		gittest.RunGit(t, dir, "clone", "-q", "--bare", ".", bare)
		want = append(want, scanned(t, bare, args...))
	}
	return want
}

// TestLaterScan holds that a scan of what is new prints, with what was remembered, what a scan of everything prints.
func TestLaterScan(t *testing.T) {
	for _, more := range []int{4, 300} { // too few to be written down, and enough
		dir := grown(t, more)
		want := fresh(t, dir)
		for round := range 2 {
			for k, args := range scans {
				if d := cmp.Diff(want[k], scanned(t, dir, args...)); d != "" {
					t.Errorf("%d more commits, round %d, scan %v: of everything -, later +:\n%s", more, round, args, d)
				}
			}
		}
	}
}

// TestScanOfRewrittenHistory holds that what was remembered counts for nothing when its commits are gone.
func TestScanOfRewrittenHistory(t *testing.T) {
	dir := grown(t, 4)
	gittest.RunGit(t, dir, "update-ref", "refs/heads/main", "main~50")
	want := fresh(t, dir)
	for k, args := range scans {
		if d := cmp.Diff(want[k], scanned(t, dir, args...)); d != "" {
			t.Errorf("scan %v: of everything -, later +:\n%s", args, d)
		}
	}
}

// TestScanDistrustsItsMemory damages each file that scans left, in each way, and holds that a later scan prints the
// same.
func TestScanDistrustsItsMemory(t *testing.T) {
	dir := grown(t, 4)
	want := fresh(t, dir)
	cache := filepath.Join(dir, "ownup", "cache")
	whole := map[string][]byte{}
	kept, err := os.ReadDir(cache)
	for _, e := range kept {
		if whole[e.Name()], err = os.ReadFile(filepath.Join(cache, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	if len(whole) < 11 {
		t.Fatalf("only %d files were left: %v", len(whole), err)
	}
	put := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(cache, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for damaged, data := range whole {
		for way, bad := range map[string][]byte{
			"cut off":    data[:len(data)*2/3],
			"cut by one": data[:len(data)-1],
			"empty":      {},
			"zeros":      make([]byte, len(data)),
			"one bit":    flipped(data, len(data)/2),
			"grown":      append(bytes.Clone(data), data...),
			"newer":      bytes.Replace(data, []byte("ownup-cache 1"), []byte("ownup-cache 9"), 1),
		} {
			for name, data := range whole { // a scan that builds something again also tidies
				put(name, data)
			}
			put(damaged, bad)
			for k, args := range scans {
				if slices.Contains(args, "--silent") && !strings.Contains(damaged, "trails") {
					continue // slow, and the same but for the trails
				}
				if d := cmp.Diff(want[k], scanned(t, dir, args...)); d != "" {
					t.Errorf("%s %s, scan %v: of everything -, later +:\n%s", damaged, way, args, d)
				}
			}
		}
	}
}

func flipped(data []byte, at int) []byte {
	data = bytes.Clone(data)
	data[at] ^= 4
	return data
}

// TestScansAtOnce lets scans with all options start at the same time, where nothing is remembered yet and again later.
func TestScansAtOnce(t *testing.T) {
	dir := grown(t, 300)
	want := fresh(t, dir)
	if err := os.RemoveAll(filepath.Join(dir, "ownup")); err != nil {
		t.Fatal(err)
	}
	for round := range 2 {
		var group sync.WaitGroup
		for range 2 {
			for k, args := range scans {
				group.Go(func() {
					if d := cmp.Diff(want[k], scanned(t, dir, args...)); d != "" {
						t.Errorf("round %d, scan %v: alone -, among others +:\n%s", round, args, d)
					}
				})
			}
		}
		group.Wait()
	}
}
