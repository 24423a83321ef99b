package ledger

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// childVar makes the test binary write into the named ledger until it is killed.
const childVar = "OWNUP_LEDGER_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVar); dir != "" {
		writeForever(dir)
	}
	os.Exit(m.Run())
}

// writeForever prints each number once everything that belongs to it has been acknowledged.
func writeForever(dir string) {
	l, err := Open(dir)
	for n := 0; err == nil; n++ {
		if _, err = l.Record(finding(n)); err == nil {
			err = l.Enqueue(entry(fmt.Sprint(n)))
		}
		if err == nil && n%2 == 0 {
			err = l.Done(fmt.Sprint(n), "")
		}
		if err == nil {
			err = l.PutCache("c", []byte(strings.Repeat(fmt.Sprint(n%10), 50_000)))
		}
		if err == nil {
			err = l.SetMark("n", fmt.Sprint(n))
		}
		fmt.Println(n)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestKill kills a real writer again and again: what it had acknowledged is there, and the next one goes on.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	for round := range 8 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childVar+"="+dir)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines, last := bufio.NewScanner(out), -1
		for range 3 + round { // the pipe lets it run on while we decide, so the kill falls anywhere
			if !lines.Scan() {
				t.Fatal("the writer stopped by itself")
			}
			if _, err := fmt.Sscan(lines.Text(), &last); err != nil {
				t.Fatal(err)
			}
		}
		must(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed: an error is what is wanted

		l, err := Open(dir)
		must(t, err)
		found, err := l.Findings()
		must(t, err)
		pending, err := l.Pending()
		must(t, err)
		waiting := map[string]bool{}
		for _, e := range pending {
			waiting[e.ID] = true
		}
		for n := 0; n <= last; n++ {
			if n >= len(found) || found[n].SHA != finding(n).SHA {
				t.Fatalf("round %d: finding %d of %d is lost", round, n, last)
			}
			if waiting[fmt.Sprint(n)] != (n%2 == 1) {
				t.Errorf("round %d: entry %d waits: %v", round, n, waiting[fmt.Sprint(n)])
			}
		}
		blob, ok := l.Cache("c")
		if !ok || len(blob) != 50_000 || strings.Trim(string(blob), string(blob[:1])) != "" {
			t.Errorf("round %d: the cache holds %d bytes, %v", round, len(blob), ok)
		}
		must(t, l.SetMark("round", fmt.Sprint(round)))
		must(t, l.PutCache("c", blob))
	}
}

func TestLeftoversOfAKilledRunGo(t *testing.T) {
	l := filled(t)
	files := []string{l.path(".ownup-1.tmp"), filepath.Join(l.Dir(), "cache", ".ownup-2.tmp")}
	for _, file := range files {
		must(t, os.WriteFile(file, []byte("half"), 0o600))
	}
	must(t, l.SetMark("m", "new"))
	must(t, l.PutCache("c", []byte("new")))
	for _, file := range files {
		if _, err := os.Stat(file); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", file, err)
		}
	}
}
