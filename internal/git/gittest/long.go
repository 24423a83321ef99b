package gittest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Long makes a bare, packed repository with a history of n commits on the branch main, for measuring how time and
// memory grow: one in ten commits comes by a merge, one in two hundred undoes the one before it. It takes about ten
// seconds for each hundred thousand, by the git program's fast-import and repack.
func Long(t testing.TB, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	RunGit(t, dir, "init", "-q", "--bare", "--initial-branch=main")
	cmd := exec.Command("git", "fast-import", "--quiet", "--depth=10")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), Alike...)
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
		data := strings.Repeat("a line that all the files have in common\n", 30) + fmt.Sprintf("and one, number %d, that they have not\n", k)
		fmt.Fprintf(w, "blob\nmark :%d\ndata %d\n%s\n", k+1, len(data), data)
	}
	mark := func(i int) int { return contents + 1 + i }
	const folders, files = 32, 27
	const paths = folders * files // after so many commits a path's turn comes again
	path := func(i int) string { return fmt.Sprintf("d%d/f%d", i%folders, i%files) }
	put := func(i int) string { return fmt.Sprintf("M 100644 :%d %s", 1+max(i, 0)*7%contents, path(max(i, 0))) }
	for i := range n {
		message := fmt.Sprintf("area%d: change number %d\n\nThis explains at some length why the change with number %d was made, and what\nit is meant to do once everybody has it.\n\nSigned-off-by: %s <%s>\n", i%40, i, i, Name, Email)
		change := put(i)
		if i%200 == 155 {
			if change = put(i - 1 - paths); i-1 < paths {
				change = fmt.Sprintf("D %s", path(i-1))
			}
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
		fmt.Fprintf(w, "%s\n\n", change)
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
	RunGit(t, dir, "repack", "-adq", "--window=0") // in the order in which git packs a history: the newest first
	return dir
}
