package gittest

import (
	"bufio"
	"fmt"
	"os/exec"
	"testing"
)

// Long makes a bare, packed repository with a history of n commits on the branch main, for measuring how time and memory
// grow: one in ten commits comes by a merge, one in a hundred is a revert. It takes some seconds for each hundred thousand,
// by the git program's fast-import.
func Long(t testing.TB, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	RunGit(t, dir, "init", "-q", "--bare", "--initial-branch=main")
	cmd := exec.Command("git", "fast-import", "--quiet", "--depth=10")
	cmd.Dir = dir
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(in, 1<<20)
	const contents = 50
	for k := range contents {
		data := fmt.Sprintf("content %d\n", k)
		fmt.Fprintf(w, "blob\nmark :%d\ndata %d\n%s\n", k+1, len(data), data)
	}
	mark := func(i int) int { return contents + 1 + i }
	for i := range n {
		message := fmt.Sprintf("area%d: change number %d\n\nThis explains at some length why the change with number %d was made, and what\nit is meant to do once everybody has it.\n\nSigned-off-by: %s <%s>\n", i%40, i, i, Name, Email)
		if i%100 == 99 {
			message = fmt.Sprintf("Revert \"area%d: change number %d\"\n\nIt broke the build.\n", (i-1)%40, i-1)
		}
		at := Start.Unix() - int64(n-i)*600
		fmt.Fprintf(w, "commit refs/heads/main\nmark :%d\nauthor %s <%s> %d +0000\ncommitter %s <%s> %d +0000\ndata %d\n%s",
			mark(i), Name, Email, at, Name, Email, at, len(message), message)
		if i > 0 {
			parent := mark(i - 1)
			if i%10 == 8 {
				parent = mark(i - 3) // a topic beside the last two
			}
			fmt.Fprintf(w, "from :%d\n", parent)
			if i%10 == 9 {
				fmt.Fprintf(w, "merge :%d\n", mark(i-2))
			}
		}
		fmt.Fprintf(w, "M 100644 :%d d%d/f%d\n\n", 1+i*7%contents, i%8, i%23)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return dir
}
