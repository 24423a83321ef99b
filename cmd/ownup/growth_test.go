//go:build linux

package main

import (
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// BenchmarkGrowth shows how a first scan grows with the history: time and memory for each commit should stay about what
// they are. It makes the histories itself; OWNUP_BENCH_GROWTH names their lengths:
//
//	OWNUP_BENCH_GROWTH=10000,100000,1000000 go test -run '^$' -bench Growth -benchtime 1x -timeout 1h ./cmd/ownup
func BenchmarkGrowth(b *testing.B) {
	sizes := os.Getenv("OWNUP_BENCH_GROWTH")
	if sizes == "" {
		b.Skip("set OWNUP_BENCH_GROWTH to numbers of commits, such as 10000,100000")
	}
	program := built(b)
	for _, size := range strings.Split(sizes, ",") {
		n, err := strconv.Atoi(size)
		if err != nil {
			b.Fatal(err)
		}
		repo := gittest.Long(b, n)
		for _, kind := range []struct {
			name string
			args []string
		}{{"unchecked", []string{"--no-verify"}}, {"checked", nil}, {"silent", []string{"--silent"}}} {
			b.Run(size+"/"+kind.name, func(b *testing.B) {
				forgotten := forget(b, repo)
				var peak int64
				for b.Loop() {
					b.StopTimer()
					forgotten()
					b.StartTimer()
					cmd := exec.Command(program, append([]string{"-C", repo, "scan", "--json"}, kind.args...)...)
					if out, err := cmd.CombinedOutput(); err != nil {
						b.Fatalf("%v: %s", err, out)
					}
					peak = max(peak, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) // kilobytes on Linux
				}
				b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s")
				b.ReportMetric(float64(peak)/1e3, "MB")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}
