package gittest

import (
	"strings"
	"testing"
)

// The objects are written by hand, so git itself must find nothing wrong with them.
func TestGitAgrees(t *testing.T) {
	r := New(t)
	a := r.Commit("one\n\nbody", Files{"a/b/c.txt": "1\n", "a.txt": "x\n", "a-b": "y", "link": LinkTo + "a.txt"})
	b := r.Commit("two", Files{"a/b/d.txt": "2\n", "a.txt": Delete})
	r.Branch("side", a)
	s := r.Commit("side work", Files{"side.txt": "s\n"}, On("side"), Author("Émile", "e@example.org"))
	r.Switch("main")
	m := r.Merge("Merge branch 'side'", "side")
	x := r.Revert(b)
	r.Tag("light", a)
	r.AnnotatedTag("v1", m, "first")
	r.Checkout()
	if out := r.Git("fsck", "--strict", "--full"); out != "" {
		t.Error(out)
	}
	want := strings.Join([]string{x, m, s, b, a}, "\n")
	if got := r.Git("log", "--format=%H"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := r.Git("ls-tree", "-r", "--name-only", "HEAD"); got != "a-b\na.txt\na/b/c.txt\nlink\nside.txt" {
		t.Error(got)
	}
	if got := r.Git("rev-parse", "v1^{commit}"); got != m {
		t.Error(got)
	}
	if got := r.Git("log", "-1", "--format=%s"); got != `Revert "two"` {
		t.Error(got)
	}
}

func TestLong(t *testing.T) {
	dir := Long(t, 400)
	if out := RunGit(t, dir, "rev-list", "--count", "main"); out != "400" {
		t.Errorf("%s commits", out)
	}
	if out := RunGit(t, dir, "log", "--oneline", "--grep=^Revert"); strings.Count(out, "\n") != 1 {
		t.Errorf("reverts:\n%s", out)
	}
	RunGit(t, dir, "fsck", "--full")
}
