package diff

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// source writes a text that looks like a program, and a version of it with the given number of changed places.
func source(lines, places int) (a, b []byte) {
	r := rand.New(rand.NewPCG(5, uint64(lines)))
	changed := make(map[int]bool)
	for range places {
		changed[r.IntN(lines)] = true
	}
	for i := range lines {
		line := fmt.Appendf(nil, "%*svalue_%d = compute(%d, &state->field[%d]);\n", r.IntN(4)*8, "", r.IntN(lines), r.IntN(100), i%64)
		if i%5 == 4 {
			line = []byte("\t}\n\n"[i%2*2:])
		}
		a = append(a, line...)
		switch {
		case !changed[i]:
			b = append(b, line...)
		case i%3 == 0:
			b = append(b, "\tadded = true;\n"...)
			b = append(b, line...)
		case i%3 == 1:
			b = append(b, "\tother(call);\n"...)
		}
	}
	return a, b
}

// BenchmarkLines compares in-process comparison with a whole process of `git diff --no-index` on the same texts.
func BenchmarkLines(b *testing.B) {
	git, err := exec.LookPath("git")
	for _, size := range []struct{ lines, places int }{{3000, 10}, {3000, 600}, {100_000, 100}, {100_000, 20_000}} {
		b.Run(fmt.Sprintf("%d_lines_%d_places", size.lines, size.places), func(b *testing.B) {
			old, text := source(size.lines, size.places)
			b.SetBytes(int64(len(old) + len(text)))
			for b.Loop() {
				Lines(old, text)
			}
			if err != nil {
				b.Log("install git to see the ratio")
				return
			}
			mine := b.Elapsed() / time.Duration(b.N)
			dir := b.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "a"), old, 0o666); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "b"), text, 0o666); err != nil {
				b.Fatal(err)
			}
			best := time.Duration(1 << 62)
			for range 5 {
				cmd := exec.Command(git, "diff", "--no-index", "--no-color", "-U0", "a", "b")
				cmd.Dir = dir
				start := time.Now()
				out, _ := cmd.Output() // 1 says that they differ
				best = min(best, time.Since(start))
				if len(out) == 0 {
					b.Fatal("git sees no difference")
				}
			}
			b.ReportMetric(float64(mine)/float64(best), "of-git")
		})
	}
}
