package git

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// rawDiff is git's word on what a commit changed, in the form of Changes.
func rawDiff(g *gittest.Repo, args ...string) []string {
	var all []string
	out := g.Git(append([]string{"diff-tree", "-r", "--raw", "--no-renames", "--no-abbrev", "--no-commit-id"}, args...)...)
	for _, line := range strings.Split(out, "\n") {
		head, path, ok := strings.Cut(line, "\t")
		f := strings.Fields(strings.TrimPrefix(head, ":"))
		if !ok {
			continue
		}
		old, now := f[2], f[3]
		if strings.Trim(old, "0") == "" {
			old = ""
		}
		if strings.Trim(now, "0") == "" {
			now = ""
		}
		if old != now {
			all = append(all, fmt.Sprintf("%s %s %s", path, old, now))
		}
	}
	sort.Strings(all)
	return all
}

func listed(changes []incident.Change) []string {
	var all []string
	for _, c := range changes {
		all = append(all, fmt.Sprintf("%s %s %s", c.Path, c.Old, c.New))
	}
	sort.Strings(all)
	return all
}

func TestChangesLikeGit(t *testing.T) {
	g := tangle(t, 61, 50)
	sub := strings.Repeat("ab", 20)
	// A file turns into a folder and back; names that sort differently with a slash after them; links and submodules.
	g.Commit("files", gittest.Files{"x": "file", "x-1": "1", "x.c": "2", "y": "link to be", "sub": gittest.Module + sub})
	g.Commit("folders", gittest.Files{"x": gittest.Delete, "x/in": "file", "x/deep/in": "d", "y": gittest.LinkTo + "x"})
	g.Commit("back", gittest.Files{"x": "file", "x/in": gittest.Delete, "x/deep/in": gittest.Delete, "y": "link to be", "sub": gittest.Module + sub[2:] + "cd"})
	g.Commit("submodule to file", gittest.Files{"sub": "now a file"})
	g.Commit("all gone", gittest.Files{"x": gittest.Delete, "x-1": gittest.Delete, "sub": gittest.Delete})
	g.Pack()
	r := open(t, g.Dir)
	all := strings.Fields(g.Git("log", "--format=%H", "main"))
	for i, sha := range all {
		parents := strings.Fields(g.Git("log", "-1", "--format=%P", sha))
		args := []string{"--root", sha}
		if len(parents) > 0 {
			args = []string{parents[0], sha}
		}
		got, err := r.Changes(t.Context(), sha)
		if diff := cmp.Diff(rawDiff(g, args...), listed(got)); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", sha, err, diff)
		}
		other := all[(i*7)%len(all)]
		a, b := must(r.raw(t.Context(), other)), must(r.raw(t.Context(), sha))
		got, _, err = r.diffTrees(t.Context(), a.tree(), b.tree())
		if diff := cmp.Diff(rawDiff(g, other, sha), listed(got)); diff != "" || err != nil {
			t.Errorf("%s %s: %v\n%s", other, sha, err, diff)
		}
	}
}

// Changes of mode alone are told as git tells them, and not among the others.
func TestModesLikeGit(t *testing.T) {
	g := gittest.New(t)
	g.Commit("files", gittest.Files{"a": "1", "in/b": "2", "c": "3", "d": "4"})
	g.Commit("modes", gittest.Files{"a": gittest.Program + "1", "in/b": gittest.LinkTo + "2", "c": gittest.Program + "more", "e": gittest.Program + "5"})
	g.Commit("back", gittest.Files{"a": "1", "in/b": "2"})
	blob := g.Object("blob", []byte("x"))
	id := string(must(hex.DecodeString(blob)))
	old := g.Object("tree", []byte("100664 f\x00"+id))
	young := g.Object("tree", []byte("100644 f\x00"+id))
	ran := g.Object("tree", []byte("100775 f\x00"+id))
	for _, tree := range []string{old, young, ran} {
		g.Ref("refs/heads/main", g.Git("commit-tree", "-m", tree, "-p", "main", tree))
	}
	r := open(t, g.Dir)
	for i, sha := range strings.Fields(g.Git("rev-list", "main")) {
		var want []string
		for _, l := range strings.Split(g.Git("diff-tree", "-r", "--root", "--no-renames", "--no-commit-id", sha), "\n") {
			if f := strings.Fields(l); len(f) == 6 && f[2] == f[3] {
				want = append(want, f[5]+" "+f[0][1:]+" "+f[1])
			}
		}
		modes, err := r.Modes(t.Context(), sha)
		if diff := cmp.Diff(want, listed(modes)); diff != "" || err != nil {
			t.Errorf("%d before the last: %v\n%s", i, err, diff)
		}
	}
}

// TestModuleText holds that a submodule reads as the line by which git shows it, and nothing else does.
// TestEmpty is which commits change nothing: a change of a mode alone is one.
func TestEmpty(t *testing.T) {
	r := gittest.New(t)
	first := r.Commit("first", gittest.Files{"a": "one\n"})
	r.Checkout()
	r.Git("commit", "-q", "--allow-empty", "-m", "empty")
	empty := r.Git("rev-parse", "HEAD")
	r.Git("update-index", "--chmod=+x", "a")
	r.Git("commit", "-q", "-m", "a mode")
	mode := r.Git("rev-parse", "HEAD")
	r.Git("checkout", "-q", "-f", "-b", "topic", first)
	r.Git("commit", "-q", "--allow-empty", "-m", "empty too")
	r.Git("checkout", "-q", "-")
	r.Git("merge", "-q", "--no-ff", "-m", "merge of nothing", "topic")
	repo := open(t, r.Dir)
	for sha, want := range map[string]bool{first: false, empty: true, mode: false, r.Git("rev-parse", "HEAD"): true} {
		if got, err := repo.Empty(t.Context(), sha); err != nil || got != want {
			t.Errorf("%s: %v, %v", r.Git("log", "-1", "--format=%s", sha), got, err)
		}
	}
	if _, err := repo.Empty(t.Context(), strings.Repeat("0", 40)); err == nil {
		t.Error("a commit that is not there is said to be empty or not")
	}
	shallow := t.TempDir()
	gittest.RunGit(t, r.Dir, "clone", "-q", "--depth=1", "file://"+r.Dir, shallow)
	if got, err := open(t, shallow).Empty(t.Context(), r.Git("rev-parse", "HEAD")); err != nil || got {
		t.Errorf("beyond the end of a shallow clone: %v, %v", got, err)
	}
}

func TestModuleText(t *testing.T) {
	g := gittest.New(t)
	first, second := strings.Repeat("ab", 20), strings.Repeat("cd", 20)
	g.Commit("one", gittest.Files{"deep/sub": gittest.Module + first})
	sha := g.Commit("two", gittest.Files{"deep/sub": gittest.Module + second})
	r := open(t, g.Dir)
	if _, err := r.Blob(t.Context(), first); err == nil {
		t.Error("a submodule was known before it was met")
	}
	changes, err := r.Changes(t.Context(), sha)
	if diff := cmp.Diff([]incident.Change{{Path: "deep/sub", Old: first, New: second}}, changes); diff != "" || err != nil {
		t.Fatalf("%v\n%s", err, diff)
	}
	if id, err := r.PathID(t.Context(), sha, "deep/sub"); id != second || err != nil {
		t.Errorf("id %q, %v", id, err)
	}
	for _, id := range []string{first, second} {
		want := "Subproject commit " + id + "\n"
		text, err := r.Blob(t.Context(), id)
		size, errSize := r.BlobSize(t.Context(), id)
		if string(text) != want || size != int64(len(want)) || err != nil || errSize != nil {
			t.Errorf("%q, %d, %v, %v", text, size, err, errSize)
		}
	}
	_, err = r.Blob(t.Context(), strings.Repeat("ef", 20))
	wantProblem(t, err, incident.NotFound, "efefefe")
}

func TestFolderLikeGit(t *testing.T) {
	g := gittest.New(t)
	sha := g.Commit("files", gittest.Files{
		"b": "1", "a/x.c": "2", "a/x.h": "3", "a/deep/y.c": "4", "a/link": gittest.LinkTo + "x.c", "a/sub": gittest.Module + strings.Repeat("ab", 20),
	})
	r := open(t, g.Dir)
	for folder, want := range map[string][]string{
		"": {"b"}, "a": {"a/link", "a/x.c", "a/x.h"}, "a/deep": {"a/deep/y.c"}, "b": nil, "none": nil, "a/deep/none": nil,
	} {
		got, err := r.Folder(t.Context(), sha, folder)
		if err != nil {
			t.Fatal(err)
		}
		var paths []string
		for _, f := range got {
			paths = append(paths, f.Path)
			if id := strings.TrimSpace(g.Git("rev-parse", sha+":"+f.Path)); id != f.ID {
				t.Errorf("%s: id %s, want %s", f.Path, f.ID, id)
			}
		}
		if diff := cmp.Diff(want, paths); diff != "" {
			t.Errorf("%q (-want +got):\n%s", folder, diff)
		}
	}
	_, err := r.Folder(t.Context(), strings.Repeat("1", 40), "")
	wantProblem(t, err, incident.NotFound, "1111111")
}

func TestMissingTree(t *testing.T) {
	g := gittest.New(t)
	lost := g.Object("commit", []byte("tree "+strings.Repeat("1", 40)+"\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nlost\n"))
	odd := g.Object("commit", []byte("tree "+g.Object("blob", []byte("no tree"))+"\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nodd\n"))
	none := g.Object("commit", []byte("no header at all"))
	r := open(t, g.Dir)
	_, err := r.Changes(t.Context(), lost)
	wantProblem(t, err, incident.NotFound, "tree")
	_, err = r.Changes(t.Context(), odd)
	wantProblem(t, err, incident.Failed, "where a tree should be")
	_, err = r.Commit(t.Context(), none)
	wantProblem(t, err, incident.Failed, "damaged")
	_, err = r.Commit(t.Context(), "short")
	wantProblem(t, err, incident.Usage, "full SHA")
}

// The sum of a walk over a tree is the tree: cutting it into lines loses nothing, and damage is noticed.
func FuzzTree(f *testing.F) {
	f.Add([]byte("100644 a\x00aaaaaaaaaaaaaaaaaaaa40000 b\x00bbbbbbbbbbbbbbbbbbbb"))
	f.Add([]byte("160000 \x00"))
	f.Add([]byte("99999999999 x\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rest := data
		var sum []byte
		for len(rest) > 0 {
			e, after, ok := nextEntry(rest)
			if !ok {
				break
			}
			if len(e.name) == 0 || len(e.id) != 20 || len(after) >= len(rest) {
				t.Fatal("a line without a name, or no progress")
			}
			sum = append(sum, rest[:len(rest)-len(after)]...)
			rest = after
		}
		if !bytes.Equal(append(sum, rest...), data) {
			t.Fatal("bytes were lost")
		}
		left, right := skipEqual(data, data)
		if len(left) != len(rest) || len(right) != len(rest) {
			t.Fatal("equal trees must be skipped as far as they make sense")
		}
	})
}

// TestTreesWithinTrees holds that a few trees that hold each other many times over, files or none in the innermost, end
// a reading soon.
func TestTreesWithinTrees(t *testing.T) {
	for name, innermost := range map[string]string{"files": "100644 x\x00", "empty folders": ""} {
		t.Run(name, func(t *testing.T) {
			g := gittest.New(t)
			raw := func(id string) string {
				b, err := hex.DecodeString(id)
				if err != nil {
					t.Fatal(err)
				}
				return string(b)
			}
			if innermost != "" {
				innermost += raw(g.Object("blob", []byte("x")))
			}
			tree := g.Object("tree", []byte(innermost))
			for range 12 {
				var lines strings.Builder
				for i := range 10 {
					fmt.Fprintf(&lines, "40000 %d\x00%s", i, raw(tree))
				}
				tree = g.Object("tree", []byte(lines.String()))
			}
			id, _ := parseOID(tree)
			d := differ{repo: open(t, g.GitDir), ctx: t.Context(), most: 10_000}
			if err := d.diff(oid{}, id, 0); incident.ProblemOf(err) != incident.Incomplete {
				t.Errorf("got %v, want a problem", err)
			}
		})
	}
}
