package local

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// childVar makes the test binary write into a tracker under the named folder until it is killed.
const childVar = "OWNUP_LOCAL_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVar); dir != "" {
		writeForever(dir)
	}
	os.Exit(m.Run())
}

func under(dir string) *Tracker {
	return New(filepath.Join(dir, "incidents"), filepath.Join(dir, "lock"), func() time.Time { return noon })
}

func key(n int) string { return fmt.Sprintf("r-%012x", n/5) }

// writeForever prints each number once everything that belongs to it has been acknowledged: five comments a page.
func writeForever(dir string) {
	tr, ctx := under(dir), context.Background()
	var err error
	for n := 0; err == nil; n++ {
		if _, _, err = tr.Open(ctx, draft(key(n))); err == nil {
			err = tr.Comment(ctx, key(n), fmt.Sprint("c", n), fmt.Sprint("said ", n))
		}
		if err == nil {
			err = tr.SetStatus(ctx, key(n), fmt.Sprint("status ", n))
		}
		fmt.Println(n)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestKill kills a real writer again and again: no file is torn, what it had acknowledged is there, and the next one
// goes on.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	for round := range 8 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childVar+"="+dir)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines, last := bufio.NewScanner(out), -1
		for range 4 + round {
			if !lines.Scan() {
				t.Fatal("the writer stopped by itself")
			}
			if _, err := fmt.Sscan(lines.Text(), &last); err != nil {
				t.Fatal(err)
			}
		}
		must(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed: an error is what is wanted

		tr := under(dir)
		pages, err := tr.List(t.Context())
		must(t, err)
		said := map[string]int{}
		for _, p := range pages {
			for _, c := range p.Comments {
				said[p.Key+" "+c.Body]++
			}
		}
		for n := 0; n <= last; n++ {
			if said[key(n)+fmt.Sprint(" said ", n)] != 1 {
				t.Errorf("round %d: comment %d stands %d times", round, n, said[key(n)+fmt.Sprint(" said ", n)])
			}
		}
		must(t, tr.Comment(t.Context(), key(0), fmt.Sprint("round-", round), "still here"))
		entries, err := os.ReadDir(tr.dir)
		if err != nil || len(entries) != len(pages) {
			t.Errorf("round %d: %d pages in %v, %v", round, len(pages), entries, err)
		}
	}
}
