package git

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// ways is all that going back through a history tells: of every commit its links, and where each path was last changed.
type ways struct {
	Links map[string]links
	Last  map[string]string
}

func allWays(t *testing.T, r *Repo, shas, paths []string) ways {
	t.Helper()
	w := ways{map[string]links{}, map[string]string{}}
	for _, sha := range shas {
		id, _ := parseOID(sha)
		l, err := r.linksOf(id, true)
		if err != nil {
			t.Fatal(err)
		}
		w.Links[sha] = l
		for _, path := range paths {
			c, before, gone, err := r.LastChangeWithin(t.Context(), sha, path, 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			w.Last[sha+" "+path] = fmt.Sprint(c.SHA, before, gone)
		}
	}
	return w
}

// TestCommitGraph: with a commit-graph, however it lies on the disk, the answers are those without. The history has
// crossing merges, one of many parents, files that come and go, a path that is not ASCII and a commit without a time.
func TestCommitGraph(t *testing.T) {
	g := tangle(t, 11, 90)
	for i := range 12 {
		g.Commit(fmt.Sprintf("grün %d", i), gittest.Files{"grün/straße.txt": fmt.Sprint(i / 3), "top": fmt.Sprint(i / 4)})
	}
	g.Commit("octopus", nil, gittest.Parents(g.Head(), g.Rev("side"), g.Rev("old")))
	g.Commit("before all time", gittest.Files{"top": ""}, gittest.At(time.Unix(-5, 0)))
	shas := strings.Fields(g.Git("rev-list", "--all"))
	paths := []string{"grün/straße.txt", "top", "a/a.txt", "d1", "nowhere/at/all"}
	for i := range 4 {
		paths = append(paths, fmt.Sprintf("d%d/e%d/f%d.txt", i, i, i))
	}
	older := len(strings.Fields(g.Git("rev-list", "old", "side")))
	want := allWays(t, open(t, g.Dir), shas, paths)

	folder := filepath.Join(g.GitDir, "objects", "info")
	file := filepath.Join(folder, "commit-graph")
	borrower := gittest.New(t)
	for _, layout := range []struct {
		name    string
		write   func()
		dir     string
		known   int  // commits in it
		filters bool // changed paths too
	}{
		{"none", func() {}, g.Dir, 0, false},
		{"one file", func() { g.Git("commit-graph", "write", "--reachable") }, g.Dir, len(shas), false},
		{"changed paths", func() { g.Git("commit-graph", "write", "--reachable", "--changed-paths") }, g.Dir, len(shas), true},
		{"switched off", func() { g.Git("config", "core.commitGraph", "off") }, g.Dir, 0, false},
		{"damaged", func() {
			g.Git("config", "core.commitGraph", "true")
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			os.Remove(file) // git makes it read-only
			g.Write("objects/info/commit-graph", string(data[:len(data)/3]))
		}, g.Dir, 0, false},
		{"a chain", func() {
			os.Remove(file)
			for _, sha := range []string{g.Rev("old"), g.Rev("side"), g.Head()} {
				gittest.RunGitInput(t, g.Dir, sha+"\n", "commit-graph", "write", "--changed-paths", "--split=no-merge", "--stdin-commits")
			}
			if files, _ := filepath.Glob(filepath.Join(folder, "commit-graphs", "*.graph")); len(files) != 3 {
				t.Fatalf("git wrote a chain of %d", len(files))
			}
		}, g.Dir, len(shas), true},
		{"of another object directory", func() {
			borrower.Write("objects/info/alternates", filepath.Dir(folder)+"\n")
		}, borrower.Dir, len(shas), true},
		{"a chain whose end is gone", func() {
			list, err := os.ReadFile(filepath.Join(folder, "commit-graphs", "commit-graph-chain"))
			if err != nil {
				t.Fatal(err)
			}
			last := strings.Fields(string(list))[2]
			os.Remove(filepath.Join(folder, "commit-graphs", "graph-"+last+".graph"))
		}, g.Dir, older, true},
	} {
		t.Run(layout.name, func(t *testing.T) {
			layout.write()
			r := open(t, layout.dir)
			known, sure := 0, 0
			for _, sha := range shas {
				id, _ := parseOID(sha)
				if _, _, ok := r.commitGraph().find(id); ok {
					known++
				}
				if r.commitGraph().leftAlone(id, hashesOf("nowhere/at/all")) {
					sure++
				}
			}
			if known != layout.known {
				t.Errorf("it knows %d of %d commits, not %d", known, len(shas), layout.known)
			}
			if (sure > known/2) != layout.filters {
				t.Errorf("of %d commits it is sure that they left a path alone", sure)
			}
			if d := cmp.Diff(want, allWays(t, r, shas, paths), cmp.AllowUnexported(links{})); d != "" {
				t.Errorf("(-without +with):\n%s", d)
			}
		})
	}
}

// The values are those of git's own test of its filters (t/t0095-bloom.sh).
func TestPathHash(t *testing.T) {
	for s, want := range map[string]uint32{
		"": 0, "Hello world!": 0x627b0c2c, "The quick brown fox jumps over the lazy dog": 0x2e4ff723, "\x99\xaa\xbb\xcc\xdd\xee\xff": 0xa183ccfd,
	} {
		if got := murmur3(0, s); got != want {
			t.Errorf("murmur3 of %q is %#x, not %#x", s, got, want)
		}
	}
	h := hashOf("")
	if h.first != 0x5615800c || h.first+h.second != 0x5b966560 {
		t.Errorf("the empty path has %#x and %#x", h.first, h.first+h.second)
	}
}

// FuzzCommitGraph: a commit-graph of any content does no harm.
func FuzzCommitGraph(f *testing.F) {
	g := tangle(f, 3, 12)
	g.Commit("octopus", nil, gittest.Parents(g.Head(), g.Rev("side"), g.Rev("old")))
	g.Git("commit-graph", "write", "--reachable", "--changed-paths")
	data, err := os.ReadFile(filepath.Join(g.GitDir, "objects", "info", "commit-graph"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, "d1/e1/f1.txt")
	f.Add(data[:len(data)/2], "grün")
	f.Fuzz(func(t *testing.T, data []byte, path string) {
		l, err := parseLayer(data, 0)
		if err != nil {
			return
		}
		c := &commitGraph{[]*graphLayer{l}}
		for pos := range min(l.count, 50) {
			id := l.oid(pos)
			c.links(id)
			c.leftAlone(id, hashesOf(path))
		}
	})
}
