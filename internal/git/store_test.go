package git

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// layouts are the ways in which the same objects can lie on the disk.
var layouts = []struct {
	name    string
	arrange func(t *testing.T, g *gittest.Repo) string
}{
	{"loose", func(t *testing.T, g *gittest.Repo) string { return g.Dir }},
	{"one pack", func(t *testing.T, g *gittest.Repo) string { g.Pack(); return g.Dir }},
	{"pack with deltas by name", func(t *testing.T, g *gittest.Repo) string {
		g.Git("-c", "repack.useDeltaBaseOffset=false", "repack", "-adfq", "--depth=50", "--window=50")
		return g.Dir
	}},
	{"long offsets", func(t *testing.T, g *gittest.Repo) string {
		g.Pack()
		pack := glob(t, g.GitDir, "*.pack")[0]
		g.Git("index-pack", "--index-version=2,0x40", pack)
		return g.Dir
	}},
	{"several packs and loose", func(t *testing.T, g *gittest.Repo) string {
		all := strings.Fields(g.Git("rev-list", "main"))
		g.Git("repack", "-adq")
		g.Switch("main")
		g.Commit("in a second pack", gittest.Files{"x/new.txt": "n\n"}, gittest.Parents(all[0]))
		g.Git("repack", "-dq")
		g.Commit("loose", gittest.Files{"x/newer.txt": "n\n"})
		return g.Dir
	}},
	{"alternates", func(t *testing.T, g *gittest.Repo) string {
		g.Pack()
		dir := t.TempDir()
		gittest.RunGit(t, dir, "clone", "-q", "--shared", "--bare", g.Dir, "borrower")
		second := filepath.Join(t.TempDir(), "second")
		gittest.RunGit(t, dir, "clone", "-q", "--shared", "--bare", filepath.Join(dir, "borrower"), second)
		return second
	}},
	{"alternates in quotes", func(t *testing.T, g *gittest.Repo) string {
		g.Pack()
		folder := filepath.Join(t.TempDir(), "ä")
		if err := os.Rename(filepath.Join(g.GitDir, "objects"), folder); err != nil {
			t.Fatal(err)
		}
		quoted := strings.ReplaceAll(filepath.ToSlash(folder), "ä", `\303\244`)
		g.Write("objects/info/alternates", "# where they are\n\n\""+quoted+"\"\n")
		return g.Dir
	}},
	{"commits among the rest", func(t *testing.T, g *gittest.Repo) string {
		// Objects in the order of their names, so that commits, trees and blobs lie mixed up.
		first := strings.Fields(g.Git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)"))
		for k := 0; k < len(first); k += 100 {
			packOf(t, g, first[k:min(k+100, len(first))])
		}
		g.Git("prune-packed", "-q")
		return g.Dir
	}},
}

// packOf puts objects into a pack of their own.
func packOf(t *testing.T, g *gittest.Repo, ids []string) {
	t.Helper()
	base := filepath.Join(g.GitDir, "objects", "pack", "pack")
	gittest.RunGitInput(t, g.Dir, strings.Join(ids, "\n")+"\n", "pack-objects", "-q", "--window=50", base)
}

func glob(t testing.TB, gitDir, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(gitDir, "objects", "pack", pattern))
	if err != nil || len(found) == 0 {
		t.Fatalf("no %s in %s: %v", pattern, gitDir, err)
	}
	return found
}

// Every object, in every layout, mapped and unmapped, is what go-git's own storage gives and what git tells of it.
func TestStoreLikeGit(t *testing.T) {
	for _, layout := range layouts {
		t.Run(layout.name, func(t *testing.T) {
			g := tangle(t, 5, 60)
			g.AnnotatedTag("v1", g.Head(), "first")
			g.Object("blob", bytes.Repeat([]byte("0123456789abcdef\n"), 20_000))
			dir := layout.arrange(t, g)
			plain, err := gogit.PlainOpen(dir)
			if err != nil {
				t.Fatal(err)
			}
			checks := strings.Split(gittest.RunGit(t, dir, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype) %(objectsize)"), "\n")
			if len(checks) < 100 {
				t.Fatalf("only %d objects", len(checks))
			}
			for _, mapped := range []bool{true, false} {
				mapFiles = mapped
				r, err := Open(dir)
				mapFiles = true
				if err != nil {
					t.Fatal(err)
				}
				for _, line := range checks {
					f := strings.Fields(line)
					id, _ := parseOID(f[0])
					o, err := r.store.read(id)
					if err != nil {
						t.Fatalf("mapped %v: %s: %v", mapped, line, err)
					}
					theirs, err := plain.Storer.EncodedObject(plumbing.AnyObject, plumbing.Hash(id))
					if errors.Is(err, plumbing.ErrObjectNotFound) && strings.HasPrefix(layout.name, "alternates") {
						theirs = nil // go-git follows one level only, and takes no quotes
					} else if err != nil {
						t.Fatal(err)
					}
					if theirs != nil && (!bytes.Equal(contentOf(t, theirs), o.data) || plumbing.ObjectType(o.kind) != theirs.Type()) {
						t.Fatalf("mapped %v: %s differs from go-git's", mapped, line)
					}
					if plumbing.ComputeHash(plumbing.ObjectType(o.kind), o.data) != plumbing.Hash(id) {
						t.Fatalf("mapped %v: %s has the wrong content", mapped, line)
					}
					k, size, err := r.store.header(id)
					if err != nil || k != o.kind || size != int64(len(o.data)) || k.String() != f[1] {
						t.Fatalf("mapped %v: %s: header says %v %d, %v", mapped, line, k, size, err)
					}
					mine, err := r.storage.EncodedObject(plumbing.AnyObject, plumbing.Hash(id))
					if err != nil || !bytes.Equal(contentOf(t, mine), o.data) || mine.Size() != size {
						t.Fatalf("%s through go-git's interface: %v", line, err)
					}
				}
				want := strings.Fields(gittest.RunGit(t, dir, "rev-list", "--count", "HEAD"))[0]
				info, err := r.Each(t.Context(), LogOptions{}, func(incident.Commit) error { return nil })
				if err != nil || want != strconv.Itoa(info.Commits) {
					t.Errorf("mapped %v: %d commits read, git counts %s: %v", mapped, info.Commits, want, err)
				}
				if err := r.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func contentOf(t *testing.T, o plumbing.EncodedObject) []byte {
	t.Helper()
	rd, err := o.Reader()
	if err != nil {
		t.Fatal(err)
	}
	defer rd.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(rd); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A repack under an open repository removes loose files and old packs; new ones are found.
func TestRepackUnderneath(t *testing.T) {
	g := tangle(t, 9, 30)
	g.Pack()
	r := open(t, g.Dir)
	first := g.Head()
	if _, err := r.Commit(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	second := g.Commit("later", gittest.Files{"later.txt": "1"})
	g.Pack()
	for _, sha := range []string{first, second} {
		if _, err := r.Commit(t.Context(), sha); err != nil {
			t.Errorf("after a repack: %v", err)
		}
	}
	third := g.Commit("later still", gittest.Files{"later.txt": "2"})
	g.Git("repack", "-dq")
	if got, err := r.Expand(t.Context(), third[:12]); got != third {
		t.Errorf("in a new pack: %q, %v", got, err)
	}
	if got := log(t, r, LogOptions{}); got[0] != third {
		t.Error(got)
	}
}

// A repack between the opening of a repository and its first question leaves the index in memory of a pack that is not
// there any more.
func TestRepackBeforeReading(t *testing.T) {
	g := gittest.New(t)
	first := g.Commit("one", gittest.Files{"a.txt": "1\n"})
	blob := g.Git("rev-parse", first+":a.txt")
	g.Pack()
	r := open(t, g.Dir)
	g.Commit("two", gittest.Files{"a.txt": "2\n"})
	seen := r.store.packs.Load()
	g.Pack()
	if n, err := r.BlobSize(t.Context(), blob); n != 2 || err != nil {
		t.Errorf("a blob of %d bytes: %v", n, err)
	}
	if got, err := r.Expand(t.Context(), first[:12]); got != first {
		t.Errorf("%q, %v", got, err)
	}
	// Who asked at the same time, and had not found it, has to look again too.
	if !r.store.relist(seen) {
		t.Error("packs that another goroutine found are not looked into")
	}
	if r.store.relist(r.store.packs.Load()) {
		t.Error("nothing is new, and yet it is")
	}
}

// Whatever byte of a pack or its index is wrong, reading gives an answer or a Problem, and never panics nor hangs.
func TestDamagedPack(t *testing.T) {
	g := gittest.New(t)
	content := ""
	for i := range 8 {
		content += strings.Repeat(string(rune('a'+i)), 30) + "\n"
		g.Commit("commit "+string(rune('a'+i)), gittest.Files{"dir/file.txt": content})
	}
	g.AnnotatedTag("v1", g.Head(), "one")
	g.Pack()
	ids := strings.Fields(g.Git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)"))
	for _, pattern := range []string{"*.pack", "*.idx"} {
		file := glob(t, g.GitDir, pattern)[0]
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, 0o666); err != nil {
			t.Fatal(err)
		}
		spoilt := 0
		for at := range whole {
			damaged := bytes.Clone(whole)
			damaged[at] ^= [...]byte{0x01, 0x80, 0xff}[at%3]
			// A new file each time: the old one may be mapped.
			if err := errors.Join(os.Remove(file), os.WriteFile(file, damaged, 0o666)); err != nil {
				t.Fatal(err)
			}
			if !readEverything(t, g.Dir, ids) {
				spoilt++
			}
		}
		for cut := 0; cut < len(whole); cut += 13 {
			if err := errors.Join(os.Remove(file), os.WriteFile(file, whole[:cut], 0o666)); err != nil {
				t.Fatal(err)
			}
			if readEverything(t, g.Dir, ids) && pattern == "*.pack" && cut < len(whole)-20 {
				t.Errorf("%s cut at %d of %d: nothing was noticed", pattern, cut, len(whole))
			}
		}
		if err := errors.Join(os.Remove(file), os.WriteFile(file, whole, 0o666)); err != nil {
			t.Fatal(err)
		}
		if spoilt < len(whole)/3 {
			t.Errorf("%s: only %d of %d damages were noticed", pattern, spoilt, len(whole))
		}
	}
}

// readEverything reads all objects in all ways and reports whether that went well. Errors must be Problems.
func readEverything(t *testing.T, dir string, ids []string) bool {
	t.Helper()
	good := true
	check := func(err error) {
		var p *incident.Problem
		if err == nil {
			return
		}
		good = false
		if !errors.As(err, &p) || p.Sentence == "" {
			t.Errorf("not a Problem: %v", err)
		}
	}
	r, err := Open(dir)
	if err != nil {
		check(err)
		return good
	}
	defer r.Close()
	ctx := t.Context()
	for _, s := range ids {
		id, _ := parseOID(s)
		o, err := r.store.read(id)
		check(r.explain(id, "object", err))
		_, _, err = r.store.header(id)
		check(r.explain(id, "object", err))
		if err == nil && o.kind == kindCommit {
			_, err := r.Changes(ctx, s)
			check(err)
		}
	}
	_, err = r.Log(ctx, LogOptions{}, func(incident.Commit) error { return nil })
	check(err)
	_, err = r.Each(ctx, LogOptions{}, func(incident.Commit) error { return nil })
	check(err)
	_, err = r.Tags(ctx)
	check(err)
	return good
}

func TestDamagedLoose(t *testing.T) {
	g := gittest.New(t)
	sha := g.Commit("one", gittest.Files{"a/f": "content\n"})
	ids := strings.Fields(g.Git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)"))
	for _, id := range ids {
		file := filepath.Join(g.GitDir, "objects", id[:2], id[2:])
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for at := range whole {
			for _, flip := range []byte{1, 0xff} {
				damaged := bytes.Clone(whole)
				damaged[at] ^= flip
				if err := os.WriteFile(file, damaged, 0o666); err != nil {
					t.Fatal(err)
				}
				readEverything(t, g.Dir, ids)
			}
		}
		if err := os.WriteFile(file, whole[:len(whole)/2], 0o666); err != nil {
			t.Fatal(err)
		}
		if readEverything(t, g.Dir, ids) {
			t.Errorf("half of %s was believed", id)
		}
		if err := os.WriteFile(file, whole, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(g.GitDir, "objects", sha[:2], sha[2:])
	if err := os.WriteFile(file, []byte("junk"), 0o666); err != nil {
		t.Fatal(err)
	}
	r := open(t, g.Dir)
	_, err := r.Commit(t.Context(), sha)
	if err == nil || !strings.Contains(err.Error(), sha) || !strings.Contains(err.Error(), "git fsck") {
		t.Errorf("the sentence should name the object and what to do: %v", err)
	}
}

// What can't be read though nothing is wrong with it is not called damaged.
func TestSoundButUnread(t *testing.T) {
	g := gittest.New(t)
	g.Commit("one", nil)
	id, _ := parseOID(strings.Repeat("ab", 20))
	var large bytes.Buffer
	z := zlib.NewWriter(&large)
	if _, err := z.Write([]byte("blob 1073741825\x00")); err != nil {
		t.Fatal(err)
	}
	z.Close()
	g.Write("objects/ab/"+id.String()[2:], large.String())
	r := open(t, g.Dir)
	_, err := r.Blob(t.Context(), id.String())
	wantProblem(t, err, incident.Failed, "which ownup doesn't read")
	closed := &fs.PathError{Op: "open", Path: "pack", Err: fs.ErrPermission}
	wantProblem(t, r.store.failure(id, closed), incident.Permission, "can't be read")
	r.store.broken = []error{closed}
	wantProblem(t, r.store.failure(id, nil), incident.Permission, "can't be read")
}

// Git reads a pack whatever it is called; Scalar calls those that it has fetched ahead "prefetch-…".
func TestPacksByAnyName(t *testing.T) {
	g := gittest.New(t)
	sha := g.Commit("one", gittest.Files{"a": "1\n"})
	g.Pack()
	for _, ext := range []string{"idx", "pack"} {
		name := glob(t, g.GitDir, "*."+ext)[0]
		if err := os.Rename(name, filepath.Join(filepath.Dir(name), "prefetch-1795978800-1."+ext)); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.TrimSpace(g.Git("rev-list", "HEAD")); got != sha {
		t.Fatalf("git lists %q", got)
	}
	if _, err := open(t, g.Dir).Commit(t.Context(), sha); err != nil {
		t.Error(err)
	}
}
