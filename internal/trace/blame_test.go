package trace

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// slow is a history that follows a path commit by commit.
type slow struct{ *git.Repo }

func (h slow) LastChangeWithin(ctx context.Context, sha, path string, most int) (incident.Commit, []string, int, error) {
	id, err := h.PathID(ctx, sha, path)
	if err != nil {
		return incident.Commit{}, nil, 0, err
	}
	gone := 0
next:
	for ; gone <= most; gone++ {
		c, err := h.Commit(ctx, sha)
		if err != nil {
			return c, nil, gone, err
		}
		before := make([]string, len(c.Parents))
		for i, parent := range c.Parents {
			if before[i], err = h.PathID(ctx, parent, path); err != nil && !incident.Absent(err) {
				return c, nil, gone, err
			}
			if before[i] == id {
				sha = parent
				continue next
			}
		}
		return c, before, gone, nil
	}
	return incident.Commit{}, nil, gone, nil
}

func openRepository(t testing.TB, dir string) *git.Repo {
	t.Helper()
	r, err := git.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

var text = gittest.Text

// blameAll names the origin of every line of a file, as the repository tells it and as one does that is slow.
func blameAll(t *testing.T, h *git.Repo, commit, path string) []string {
	t.Helper()
	ctx := context.Background()
	id, err := h.PathID(ctx, commit, path)
	if err != nil {
		t.Fatal(err)
	}
	data, err := h.Blob(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	asks := make([]ask, bytes.Count(data, []byte("\n")))
	for i := range asks {
		asks[i].line = i
	}
	var answers [2][]string
	for i, h := range [...]History{h, slow{h}} {
		from, err := blame(ctx, h, version{commit, path, id}, asks, math.MaxInt, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range from.origins {
			answers[i] = append(answers[i], o.commit)
		}
	}
	if d := cmp.Diff(answers[0], answers[1]); d != "" {
		t.Errorf("the repository and one that is slow differ:\n%s", d)
	}
	return answers[0]
}

func TestBlame(t *testing.T) {
	r := gittest.New(t)
	first := r.Commit("first", gittest.Files{"a.c": "one\ntwo\nthree\nfour\n", "other": "x\n"})
	r.Commit("not here", gittest.Files{"other": "y\n"})
	second := r.Commit("second", gittest.Files{"a.c": "one\nTWO\nthree\nfour\nfive\n"})
	spaces := r.Commit("spaces", gittest.Files{"a.c": "one\n\tTWO\n  three\nfour\nfive\n"})
	renamed := r.Commit("rename", gittest.Files{"a.c": gittest.Delete, "src/b.c": "one\n\tTWO\n  three\nfour\nfive\nsix\n"})
	last := r.Commit("last", gittest.Files{"src/b.c": "zero\none\n\tTWO\n  three\nfour\nfive\nsix\n"})

	got := blameAll(t, openRepository(t, r.GitDir), last, "src/b.c")
	want := []string{last, first, second, first, first, second, renamed}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("blame (-want +got; white space was changed by %s):\n%s", spaces, d)
	}
}

func TestBlameThroughMerges(t *testing.T) {
	r := gittest.New(t)
	base := r.Commit("base", gittest.Files{"a.c": "1\n2\n3\n4\n5\n6\n7\n8\n"})
	r.Switch("side")
	side := r.Commit("side", gittest.Files{"a.c": "1\nside\n3\n4\n5\n6\n7\n8\n"})
	r.Switch("main")
	// The test repository's merge takes whole files; this one joins both sides as git would.
	main := r.Commit("main", gittest.Files{"a.c": "1\n2\n3\n4\n5\n6\nmain\n8\n"})
	merge := r.Commit("merge", gittest.Files{"a.c": "1\nside\n3\nmerge\n5\n6\nmain\n8\n"}, gittest.Parents(main, side))

	got := blameAll(t, openRepository(t, r.GitDir), merge, "a.c")
	want := []string{base, side, base, merge, base, base, main, base}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("blame (-want +got):\n%s", d)
	}
}

func TestBlameFollowsWords(t *testing.T) {
	r := gittest.New(t)
	first := r.Commit("first", gittest.Files{"a.c": "start\nlimit = size;\nend\n"})
	second := r.Commit("second", gittest.Files{"a.c": "start\nlimit = size * count;\nend\n"})
	h := openRepository(t, r.GitDir)
	id, err := h.PathID(context.Background(), second, "a.c")
	if err != nil {
		t.Fatal(err)
	}
	asks := []ask{{line: 1, tokens: []string{"size", "count"}}}
	got, err := blame(context.Background(), h, version{second, "a.c", id}, asks, math.MaxInt, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []share{{second, 0.5}, {first, 0.5}}
	if d := cmp.Diff(want, got.origins[0].bringer, cmp.AllowUnexported(share{})); d != "" {
		t.Errorf("blame (-want +got):\n%s", d)
	}
}

// TestBlameAgainstGit compares with `git blame -w` on random histories.
func TestBlameAgainstGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("install git to compare with it")
	}
	rnd := rand.New(rand.NewPCG(6, 7))
	same, all := 0, 0
	for range 8 {
		r := gittest.New(t)
		var lines []string
		fresh := 0
		var head string
		for i := range 25 {
			for range 1 + rnd.IntN(3) {
				at := rnd.IntN(len(lines) + 1)
				switch {
				case rnd.IntN(3) > 0 || at == len(lines):
					fresh++
					lines = append(lines[:at:at], append([]string{fmt.Sprintf("line %d of %d", fresh, i)}, lines[at:]...)...)
				case rnd.IntN(2) == 0:
					lines = append(lines[:at:at], lines[at+1:]...)
				default:
					lines[at] = " " + lines[at]
				}
			}
			head = r.Commit(fmt.Sprint("change ", i), gittest.Files{"f": strings.Join(lines, "\n") + "\n"})
		}
		got := blameAll(t, openRepository(t, r.GitDir), head, "f")
		cmd := exec.Command("git", "--git-dir", r.GitDir, "blame", "-w", "-s", "-l", "--root", head, "--", "f")
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
			all++
			if strings.HasPrefix(line, got[i]) {
				same++
			}
		}
	}
	// Equal lines may be told apart in another order; nothing else may differ.
	if same != all {
		t.Errorf("%d of %d lines have the origin that git names", same, all)
	}
}

func TestBlameStops(t *testing.T) {
	r := gittest.New(t)
	r.Commit("first", gittest.Files{"a": "a\n"})
	head := r.Commit("second", gittest.Files{"a": "a\nb\n"})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	h := openRepository(t, r.GitDir)
	if _, err := Fix(ctx, h, head, FixOptions{}); err == nil {
		t.Error("a cancelled trace gives no error")
	}
}
