package trace

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkTraceAgainstBlame compares whole processes of `ownup trace` with `git blame -w` of the same deleted lines,
// on fixes spread evenly over the history of the clone that OWNUP_BENCH_REPO names. Each is the median of five runs,
// both in turn; reported are the median of the ratios and their 95th percentile: below 1 means faster than git.
func BenchmarkTraceAgainstBlame(b *testing.B) {
	const fixes, runs = 40, 5
	repo := os.Getenv("OWNUP_BENCH_REPO")
	if repo == "" {
		b.Skip("set OWNUP_BENCH_REPO to a clone with a long history, such as one of DPDK or u-boot")
	}
	program := filepath.Join(b.TempDir(), "ownup")
	build := exec.Command("go", "build", "-o", program, "../../cmd/ownup")
	build.Env = append(os.Environ(), "CGO_ENABLED=0") // as it is released
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	commits := strings.Fields(gitOutput(b, repo, "log", "--no-merges", "--format=%H", "--grep=^Fixes: ", "-i"))
	if len(commits) < fixes {
		commits = strings.Fields(gitOutput(b, repo, "log", "--no-merges", "--format=%H", "--grep=fix", "-i"))
	}
	var ratios []float64
	var ours, theirs time.Duration
	for b.Loop() {
		for i := range fixes {
			sha := commits[i*len(commits)/fixes]
			blames := blameArguments(b, repo, sha)
			if len(blames) == 0 {
				continue
			}
			var mine, git []time.Duration
			for range runs {
				git = append(git, timed(b, "git", blames...))
				mine = append(mine, timed(b, program, []string{"-C", repo, "trace", "--ignore-message", "--json", sha}))
			}
			slices.Sort(mine)
			slices.Sort(git)
			ours, theirs = ours+mine[runs/2], theirs+git[runs/2]
			ratios = append(ratios, mine[runs/2].Seconds()/git[runs/2].Seconds())
		}
	}
	if len(ratios) == 0 {
		b.Fatal("no fix of this history deletes lines")
	}
	slices.Sort(ratios)
	n := float64(len(ratios))
	b.ReportMetric(ratios[len(ratios)/2], "median-ratio")
	b.ReportMetric(ratios[min(len(ratios)*95/100, len(ratios)-1)], "p95-ratio")
	b.ReportMetric(ours.Seconds()*1000/n, "ownup-ms")
	b.ReportMetric(theirs.Seconds()*1000/n, "git-ms")
	b.ReportMetric(n, "fixes")
	b.ReportMetric(0, "ns/op")
}

func gitOutput(b *testing.B, repo string, args ...string) string {
	b.Helper()
	out, err := exec.Command("git", append([]string{"-C", repo}, args...)...).Output()
	if err != nil {
		b.Fatalf("git %s: %v", args[0], err)
	}
	return string(out)
}

// timed runs the commands one after the other and returns how long they took together.
func timed(b *testing.B, program string, runs ...[]string) time.Duration {
	b.Helper()
	start := time.Now()
	for _, args := range runs {
		cmd := exec.Command(program, args...)
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Run(); err != nil {
			b.Fatalf("%s %s: %v: %s", program, strings.Join(args, " "), err, said.String())
		}
	}
	return time.Since(start)
}

var hunk = regexp.MustCompile(`^@@ -(\d+)(?:,(\d+))? `)

// blameArguments asks git for the origin of the lines that a fix deletes, a command a file.
func blameArguments(b *testing.B, repo, sha string) [][]string {
	var all [][]string
	var args []string
	path := ""
	flush := func() {
		if len(args) > 0 && path != "" {
			all = append(all, append(append([]string{"-C", repo, "blame", "-w", "-s"}, args...), sha+"^", "--", path))
		}
		args, path = nil, ""
	}
	for line := range strings.Lines(gitOutput(b, repo, "diff", "-U0", "-w", "--no-renames", "--no-color", sha+"^", sha)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "diff --git ") {
			flush()
		} else if old, ok := strings.CutPrefix(line, "--- a/"); ok {
			path = strings.TrimRight(old, "\t")
		} else if m := hunk.FindStringSubmatch(line); m != nil && m[2] != "0" {
			count := m[2]
			if count == "" {
				count = "1"
			}
			args = append(args, "-L", m[1]+",+"+count)
		}
	}
	flush()
	return all
}
