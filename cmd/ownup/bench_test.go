package main

import (
	"bytes"
	"fmt"
	"io/fs"
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
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as it is released
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return program
}

// medians are the median times of five runs of each of two commands, in turn, each run of the second after prepare.
func medians(b *testing.B, prepare func(), first, second []string) (time.Duration, time.Duration) {
	b.Helper()
	timed := func(args []string) time.Duration {
		cmd := exec.Command(args[0], args[1:]...)
		var said bytes.Buffer
		cmd.Stderr = &said
		began := time.Now()
		if err := cmd.Run(); err != nil {
			b.Fatalf("%s: %v: %s", strings.Join(args, " "), err, said.String())
		}
		return time.Since(began)
	}
	var one, two []time.Duration
	for range runs {
		one = append(one, timed(first))
		if prepare != nil {
			prepare()
		}
		two = append(two, timed(second))
	}
	slices.Sort(one)
	slices.Sort(two)
	return one[runs/2], two[runs/2]
}

// against reports how long ownup and git take, and the ratio.
func against(b *testing.B, repo string, prepare func(), ownup, git []string) {
	b.Helper()
	program := built(b)
	for b.Loop() {
		theirs, ours := medians(b, prepare, append([]string{"git", "-C", repo}, git...), append([]string{program, "-C", repo}, ownup...))
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

// BenchmarkSecondScanAgainstLog10 measures a scan of the whole history after ten new commits, on top of a scan in words
// that knew all but those.
func BenchmarkSecondScanAgainstLog10(b *testing.B) {
	repo, again := tenMore(b, built(b), false)
	for _, c := range []struct {
		name string
		args []string
	}{{"JSON", []string{"scan", "--json"}}, {"Range", []string{"scan", "--json", "HEAD~10.."}}, {"Text", []string{"scan"}}} {
		b.Run(c.name, func(b *testing.B) { against(b, repo, again, c.args, []string{"log", "-10"}) })
	}
}

// BenchmarkSecondScanWithRevertAgainstLog10 is the same where one of the ten reverts another, so that content has to be
// compared and something written down.
func BenchmarkSecondScanWithRevertAgainstLog10(b *testing.B) {
	repo, again := tenMore(b, built(b), true)
	against(b, repo, again, []string{"scan", "--json"}, []string{"log", "-10"})
}

// tenMore makes a clone in which everything was scanned but for ten commits on top, each a change of one line, the last
// a revert of the one before it where asked for. again puts what was remembered back to that.
func tenMore(b *testing.B, program string, revert bool) (repo string, again func()) {
	b.Helper()
	repo = filepath.Join(b.TempDir(), "repo")
	git := func(input string, args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Stdin = strings.NewReader(input)
		out, err := cmd.Output()
		if err != nil {
			b.Fatalf("git %v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	git("", "clone", "-q", "--bare", "--shared", benchRepo(b), repo)
	git("", "-C", repo, "pack-refs", "--all")
	if out, err := exec.Command(program, "-C", repo, "scan").CombinedOutput(); err != nil {
		b.Fatalf("scan: %v: %s", err, out)
	}
	branch := git("", "-C", repo, "symbolic-ref", "HEAD")
	var at int64
	if _, err := fmt.Sscan(git("", "-C", repo, "log", "-1", "--format=%ct"), &at); err != nil {
		b.Fatal(err)
	}
	const commit = "commit %s\ncommitter A <a@example.org> %d +0000\ndata %d\n%s\n%sM 100644 inline ten.txt\ndata %d\n%s\n"
	from, lines := "from "+branch+"^0\n", ""
	for i := range 10 {
		message, before := fmt.Sprintf("ten: add line %d\n", i), lines
		lines += fmt.Sprintf("line %d of the file\n", i)
		if i == 9 && revert {
			sha := git("", "-C", repo, "rev-parse", branch)
			message, lines = "Revert \"ten: add line 8\"\n\nThis reverts commit "+sha+".\n", strings.TrimSuffix(before, "line 8 of the file\n")
		}
		git(fmt.Sprintf(commit, branch, at+int64(i), len(message), message, from, len(lines), lines), "-C", repo, "fast-import", "--quiet")
	}
	memory, kept := filepath.Join(repo, "ownup"), filepath.Join(b.TempDir(), "kept")
	copyMemory(b, memory, kept)
	return repo, func() {
		if !revert {
			return // so little is not written down, and nothing has changed
		}
		if err := os.RemoveAll(memory); err != nil {
			b.Fatal(err)
		}
		copyMemory(b, kept, memory)
	}
}

// copyMemory copies what ownup remembers, with the times of its files: they are the seals of large ones.
func copyMemory(b *testing.B, from, to string) {
	b.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		b.Fatal(err)
	}
	err := fs.WalkDir(os.DirFS(from), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.Chtimes(filepath.Join(to, name), time.Time{}, info.ModTime())
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkStartAgainstGit measures what every verb and the hook take before they do anything.
func BenchmarkStartAgainstGit(b *testing.B) {
	against(b, b.TempDir(), nil, []string{"version"}, []string{"version"})
}

// BenchmarkHookAgainstCommit measures the post-commit hook beside the commit itself, after a commit that is no revert
// and after one that is.
func BenchmarkHookAgainstCommit(b *testing.B) {
	repo := b.TempDir()
	git := func(args ...string) {
		if out, err := exec.Command("git", append([]string{"-C", repo, "-c", "user.name=A", "-c", "user.email=a@example.org"}, args...)...).CombinedOutput(); err != nil {
			b.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	git("init", "-q")
	git("config", "user.name", "A")
	git("config", "user.email", "a@example.org")
	git("commit", "-q", "--allow-empty", "-m", "first")
	b.Run("Plain", func(b *testing.B) {
		against(b, repo, nil, []string{"hook", "run", "post-commit"}, []string{"commit", "-q", "--allow-empty", "-m", "change"})
	})
	b.Run("Revert", func(b *testing.B) {
		git("commit", "-q", "--allow-empty", "-m", "Revert \"change\"\n\nThis reverts commit "+strings.Repeat("12", 20)+".")
		again := func() {
			if err := os.RemoveAll(filepath.Join(repo, ".git", "ownup")); err != nil {
				b.Fatal(err)
			}
		}
		against(b, repo, again, []string{"hook", "run", "post-commit"}, []string{"commit", "-q", "--amend", "--no-edit", "--allow-empty"})
	})
}

func BenchmarkSilentAgainstLogPatch(b *testing.B) {
	repo := benchRepo(b)
	against(b, repo, forget(b, repo), []string{"scan", "--silent", "--json"}, []string{"log", "-p", "--format=%H"})
}
