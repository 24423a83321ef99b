package git

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Each benchmark times git and this package on the same repository in turn, and reports the ratio of the two as
// "x-git": below 1 means faster than git. The repository is named by OWNUP_BENCH_REPO.
func benchRepo(b *testing.B) string {
	b.Helper()
	dir := os.Getenv("OWNUP_BENCH_REPO")
	if dir == "" {
		b.Skip("set OWNUP_BENCH_REPO to a clone with a long history, such as one of git or of u-boot")
	}
	return dir
}

// against runs both sides in turn until the benchmark has had enough, and reports medians.
func against(b *testing.B, dir string, ours func(r *Repo), git ...string) {
	b.Helper()
	var mine, theirs []time.Duration
	for b.Loop() {
		start := time.Now()
		cmd := exec.Command("git", git...)
		cmd.Dir = dir
		cmd.Stdout = nil
		if err := cmd.Run(); err != nil {
			b.Fatal(err)
		}
		theirs = append(theirs, time.Since(start))
		start = time.Now()
		r, err := Open(dir)
		if err != nil {
			b.Fatal(err)
		}
		ours(r)
		r.Close()
		mine = append(mine, time.Since(start))
	}
	b.ReportMetric(median(mine).Seconds()*1000, "ownup-ms")
	b.ReportMetric(median(theirs).Seconds()*1000, "git-ms")
	b.ReportMetric(median(mine).Seconds()/median(theirs).Seconds(), "x-git")
}

func median(all []time.Duration) time.Duration {
	for i := range all {
		for j := i; j > 0 && all[j] < all[j-1]; j-- {
			all[j], all[j-1] = all[j-1], all[j]
		}
	}
	return all[len(all)/2]
}

// BenchmarkEach makes facts of every commit of the whole history.
func BenchmarkEach(b *testing.B) {
	ctx := context.Background()
	against(b, benchRepo(b), func(r *Repo) {
		if _, err := r.Each(ctx, LogOptions{}, func(incident.Commit) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}, "log", "--format=%H %P %an %ae %at %cn %ce %ct %B")
}

// BenchmarkFirst opens the repository and reads the ten newest commits.
func BenchmarkFirst(b *testing.B) {
	ctx := context.Background()
	against(b, benchRepo(b), func(r *Repo) {
		left, enough := 10, errors.New("enough")
		if _, err := r.Log(ctx, LogOptions{}, func(incident.Commit) error {
			if left--; left == 0 {
				return enough
			}
			return nil
		}); !errors.Is(err, enough) {
			b.Fatal(err)
		}
	}, "log", "-10", "--format=%H")
}

// BenchmarkChanges compares the trees of all commits but merges.
func BenchmarkChanges(b *testing.B) {
	ctx := context.Background()
	against(b, benchRepo(b), func(r *Repo) {
		var mu sync.Mutex
		paths := 0
		_, err := r.Each(ctx, LogOptions{}, func(c incident.Commit) error {
			if len(c.Parents) > 1 {
				return nil
			}
			changes, err := r.Changes(ctx, c.SHA)
			mu.Lock()
			paths += len(changes)
			mu.Unlock()
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}, "log", "--raw", "--no-merges", "--format=")
}
