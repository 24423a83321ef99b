package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// These benchmarks measure whole processes against git on the same history in the same run, and report the ratio
// of the medians of five: below 1 ownup is quicker. They need a whole clone:
//
//	OWNUP_BENCH_REPO=/path/to/clone go test -run '^$' -bench Against ./cmd/ownup
//
// The first scan of a history fills the ledger in its git directory, so the clone is written to: take one that may be.

const runs = 5

func benchRepo(b *testing.B) string {
	b.Helper()
	repo := os.Getenv("OWNUP_BENCH_REPO")
	if repo == "" {
		b.Skip("set OWNUP_BENCH_REPO to a whole clone that may be written to")
	}
	return repo
}

// built is the program, built once.
func built(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "ownup")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return program
}

// median is the median time of five runs, each after prepare.
func median(b *testing.B, prepare func(), name string, args ...string) time.Duration {
	b.Helper()
	var took []time.Duration
	for range runs {
		if prepare != nil {
			prepare()
		}
		cmd := exec.Command(name, args...)
		var said bytes.Buffer
		cmd.Stderr = &said
		began := time.Now()
		if err := cmd.Run(); err != nil {
			b.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, said.String())
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took[runs/2]
}

// against reports how long ownup and git take, and the ratio.
func against(b *testing.B, repo string, prepare func(), ownup, git []string) {
	b.Helper()
	program := built(b)
	for b.Loop() {
		theirs := median(b, nil, "git", append([]string{"-C", repo}, git...)...)
		ours := median(b, prepare, program, append([]string{"-C", repo}, ownup...)...)
		b.ReportMetric(ours.Seconds()*1000, "ownup-ms")
		b.ReportMetric(theirs.Seconds()*1000, "git-ms")
		b.ReportMetric(ours.Seconds()/theirs.Seconds(), "ratio")
	}
	b.ReportMetric(0, "ns/op") // a loop over medians has no meaningful time of its own
}

// forget empties ownup's caches in the clone, so that a scan is a first one.
func forget(b *testing.B, repo string) func() {
	b.Helper()
	out, err := exec.Command("git", "-C", repo, "rev-parse", "--path-format=absolute", "--git-common-dir").Output()
	if err != nil {
		b.Fatal(err)
	}
	cache := filepath.Join(strings.TrimSpace(string(out)), "ownup", "cache")
	return func() {
		if err := os.RemoveAll(cache); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScanUncheckedAgainstLogGrep(b *testing.B) {
	repo := benchRepo(b)
	against(b, repo, forget(b, repo), []string{"scan", "--no-verify", "--json"}, []string{"log", "--format=%H", "--grep=revert", "-i"})
}

func BenchmarkScanAgainstLogGrep(b *testing.B) {
	repo := benchRepo(b)
	against(b, repo, forget(b, repo), []string{"scan", "--json"}, []string{"log", "--format=%H", "--grep=revert", "-i"})
}

func BenchmarkSecondScanAgainstLog10(b *testing.B) {
	repo := benchRepo(b)
	against(b, repo, nil, []string{"scan", "--json", "HEAD~10.."}, []string{"log", "-10"})
}

func BenchmarkSilentAgainstLogPatch(b *testing.B) {
	repo := benchRepo(b)
	against(b, repo, forget(b, repo), []string{"scan", "--silent", "--json"}, []string{"log", "-p", "--format=%H"})
}
