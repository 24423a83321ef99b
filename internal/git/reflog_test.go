package git

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Where references stood before is told as git tells it, in a linked work tree and on no branch too.
func TestFormerlyLikeGit(t *testing.T) {
	g := gittest.New(t)
	g.Commit("one", gittest.Files{"a": "1"})
	g.Checkout()
	next := func(message string) { g.Git("commit", "-q", "--allow-empty", "-m", message) }
	next("two")
	next("three")
	g.Git("branch", "topic", "HEAD~1")
	g.Git("checkout", "-q", "topic")
	next("four")
	g.Git("checkout", "-q", "--detach", "main~2")
	g.Git("checkout", "-q", "main")
	g.Git("reset", "-q", "--hard", "HEAD~1")
	g.Git("tag", "main", "topic") // tags stand above branches, and have no log
	linked := filepath.Join(temp(t), "linked")
	g.Git("worktree", "add", "-q", "-b", "fix", linked)
	gittest.RunGit(t, linked, "checkout", "-q", "--detach", "topic")
	for _, dir := range []string{g.Dir, linked} {
		r := open(t, dir)
		for _, rev := range []string{
			"@{-1}", "@{-2}", "@{-3}", "@{-2}~1", "HEAD@{0}", "HEAD@{1}", "HEAD@{2}", "HEAD@{5}", "HEAD@{1}^", "@{0}", "@{1}", "@{2}", "main@{1}", "main@{2}",
			"main@{0}", "heads/main@{1}", "topic@{1}", "refs/heads/topic@{1}", "topic@{2}", "HEAD@{99}", "@{-9}", "fix@{1}", "none@{1}",
		} {
			got, err := r.Resolve(t.Context(), rev)
			want, knows := gitSays(dir, "rev-parse", "--verify", "-q", rev+"^{commit}")
			if got != want || (err == nil) != knows {
				t.Errorf("%s in %s: got %q, %v; git says %q", rev, filepath.Base(dir), got, err, want)
			}
		}
	}
	for _, rev := range []string{"topic@{2}", "topic@{7}"} { // two changes ago it was not there yet
		_, err := open(t, g.Dir).Resolve(t.Context(), rev)
		wantProblem(t, err, incident.NotFound, `"`+rev+`" goes too far: the log that is kept here tells of 2 changes;`)
	}
	zeros := strings.Repeat("0", 40)
	g.Write("logs/HEAD", "what\n\n"+zeros+" x\nx "+zeros+"\n")
	_, err := open(t, g.Dir).Resolve(t.Context(), "HEAD@{1}")
	wantProblem(t, err, incident.NotFound, "tells of 0 changes;")
}

// gitSays runs git where it may well refuse.
func gitSays(dir string, args ...string) (out string, ok bool) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	b, err := cmd.Output()
	return strings.TrimSpace(string(b)), err == nil
}
