package git

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// wantProblem checks that err is a Problem of a kind whose sentence holds some words.
func wantProblem(t *testing.T, err error, kind incident.ProblemKind, words string) {
	t.Helper()
	var p *incident.Problem
	if !errors.As(err, &p) || p.Kind != kind || !strings.Contains(p.Sentence, words) {
		t.Errorf("got %v (kind %v), want a Problem of kind %v with %q", err, incident.ProblemOf(err), kind, words)
	}
}

// temp makes a temporary folder, and gives its path without symbolic links.
func temp(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOpenAnywhere(t *testing.T) {
	g := gittest.New(t)
	sha := g.Commit("one", gittest.Files{"a/b/c.txt": "1\n"})
	g.Checkout()
	linked := filepath.Join(temp(t), "linked")
	g.Git("worktree", "add", "-q", "-b", "topic", linked)
	bare := filepath.Join(temp(t), "bare.git")
	g.Git("clone", "-q", "--bare", g.Dir, bare)
	outside := temp(t) // a work tree whose git directory lies elsewhere
	if err := os.WriteFile(filepath.Join(outside, ".git"), []byte("gitdir: "+g.GitDir+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	linkedGit := filepath.Join(g.GitDir, "worktrees", "linked")
	relative := filepath.Join(temp(t), "relative")
	g.Git("worktree", "add", "-q", "-b", "fix", relative)
	relativeGit := filepath.Join(g.GitDir, "worktrees", "relative")
	if path, err := filepath.Rel(relativeGit, filepath.Join(relative, ".git")); err != nil {
		t.Fatal(err)
	} else {
		g.Write("worktrees/relative/gitdir", path+"\n")
	}
	// Into one repository from the middle of another.
	other := gittest.New(t)
	other.Commit("other", nil)
	link := filepath.Join(other.Dir, "link")
	if err := os.Symlink(filepath.Join(g.Dir, "a"), link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ dir, tree, gitDir, common, branch string }{
		{g.Dir, g.Dir, g.GitDir, g.GitDir, "main"},
		{filepath.Join(g.Dir, "a", "b"), g.Dir, g.GitDir, g.GitDir, "main"},
		{g.GitDir, g.Dir, g.GitDir, g.GitDir, "main"},
		{filepath.Join(g.GitDir, "hooks"), g.Dir, g.GitDir, g.GitDir, "main"},
		{linked, linked, linkedGit, g.GitDir, "topic"},
		{filepath.Join(linked, "a"), linked, linkedGit, g.GitDir, "topic"},
		{linkedGit, linked, linkedGit, g.GitDir, "topic"},
		{bare, "", bare, bare, "main"},
		{filepath.Join(bare, "refs"), "", bare, bare, "main"},
		{outside, outside, g.GitDir, g.GitDir, "main"},
		{relativeGit, relative, relativeGit, g.GitDir, "fix"},
		{link, g.Dir, g.GitDir, g.GitDir, "main"},
		{filepath.Join(link, "b"), g.Dir, g.GitDir, g.GitDir, "main"},
	} {
		r := open(t, c.dir)
		if r.WorkTree() != c.tree || r.place.gitDir != c.gitDir || r.CommonDir() != c.common {
			t.Errorf("%s: work tree %q, git directory %q, common %q", c.dir, r.WorkTree(), r.place.gitDir, r.CommonDir())
		}
		if want := c.tree; want != "" && r.Dir() != want || want == "" && r.Dir() != c.gitDir {
			t.Errorf("%s: Dir is %q", c.dir, r.Dir())
		}
		head, branch, err := r.Head()
		if head != sha || branch != c.branch || err != nil {
			t.Errorf("%s: HEAD is %q on %q: %v", c.dir, head, branch, err)
		}
		if b, err := r.File(t.Context(), "", ""); err == nil {
			t.Errorf("%s: a file of no commit: %q", c.dir, b)
		}
		if b, err := r.File(t.Context(), head, "a/b/c.txt"); string(b) != "1\n" || err != nil {
			t.Errorf("%s: %q, %v", c.dir, b, err)
		}
		if r.Shallow() || r.Partial() {
			t.Errorf("%s is whole, and said not to be", c.dir)
		}
	}
}

func TestOpenAsGit(t *testing.T) {
	g, other := gittest.New(t), gittest.New(t)
	g.Commit("one", gittest.Files{"a/b.txt": "1\n"})
	g.Checkout()
	other.Commit("other", gittest.Files{"a/b.txt": "2\n"})
	other.Checkout()
	bare := filepath.Join(temp(t), "bare.git")
	g.Git("clone", "-q", "--bare", g.Dir, bare)
	folder := temp(t)
	linked := filepath.Join(folder, "linked")
	g.Git("worktree", "add", "-q", "-b", "topic", linked)
	linkedGit := filepath.Join(g.GitDir, "worktrees", "linked")
	for _, c := range []struct {
		dir          string
		env          map[string]string
		tree, gitDir string
	}{
		{filepath.Join(g.Dir, "a"), nil, g.Dir, g.GitDir},
		{other.Dir, map[string]string{"GIT_DIR": g.GitDir}, other.Dir, g.GitDir},
		{g.Dir, map[string]string{"GIT_DIR": ".git"}, g.Dir, g.GitDir},
		{folder, map[string]string{"GIT_DIR": g.GitDir, "GIT_WORK_TREE": g.Dir}, g.Dir, g.GitDir},
		{g.Dir, map[string]string{"GIT_DIR": ".git", "GIT_WORK_TREE": "a"}, filepath.Join(g.Dir, "a"), g.GitDir},
		{g.Dir, map[string]string{"GIT_DIR": bare}, "", bare},
		{linked, map[string]string{"GIT_DIR": ".git"}, linked, linkedGit}, // a file that says where it is
		{filepath.Join(linked, "a"), map[string]string{"GIT_DIR": filepath.Join(linked, ".git"), "GIT_WORK_TREE": ".."}, linked, linkedGit},
		{g.Dir, map[string]string{"GIT_WORK_TREE": other.Dir}, g.Dir, g.GitDir}, // without GIT_DIR it says nothing here
	} {
		r, err := OpenAsGit(c.dir, func(name string) string { return c.env[name] })
		if err != nil {
			t.Errorf("%s with %v: %v", c.dir, c.env, err)
			continue
		}
		defer r.Close()
		if r.WorkTree() != c.tree || r.place.gitDir != c.gitDir {
			t.Errorf("%s with %v: work tree %q, git directory %q", c.dir, c.env, r.WorkTree(), r.place.gitDir)
		}
	}
	_, err := OpenAsGit(g.Dir, func(string) string { return folder })
	wantProblem(t, err, incident.NotFound, "GIT_DIR in the environment")
	_, err = OpenAsGit(g.Dir, func(string) string { return filepath.Join(linked, "a", "b.txt") })
	wantProblem(t, err, incident.NotFound, "GIT_DIR in the environment")
}

// Objects that git has set aside, as for a push that is being received, are found where the environment says.
func TestObjectsOfTheEnvironment(t *testing.T) {
	g := gittest.New(t)
	g.Commit("one", gittest.Files{"a": "1"})
	separator := string(filepath.ListSeparator)
	apart := filepath.Join(temp(t), "a"+separator+"part")
	if err := os.Rename(filepath.Join(g.GitDir, "objects"), apart); err != nil {
		t.Fatal(err)
	}
	g.Commit("two", gittest.Files{"a": "2"})
	own := filepath.Join(g.GitDir, "objects")
	for _, c := range []struct {
		dir, objects, others string
		whole                bool
	}{
		{"", "", "", false},
		{"", "", "/nowhere" + separator + "#" + separator + separator + strconv.Quote(apart), true},
		{"", apart, "", false},
		{"", apart, own, true},
		{".git", apart, filepath.Join(".git", "objects"), true},
	} {
		env := map[string]string{"GIT_DIR": c.dir, "GIT_OBJECT_DIRECTORY": c.objects, "GIT_ALTERNATE_OBJECT_DIRECTORIES": c.others}
		r, err := OpenAsGit(g.Dir, func(name string) string { return env[name] })
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err = r.Log(t.Context(), LogOptions{}, func(incident.Commit) error { return nil }); (err == nil) != c.whole {
			t.Errorf("%v: %v", env, err)
		}
		git := exec.Command("git", "rev-list", "HEAD")
		git.Dir, git.Env = g.Dir, os.Environ()
		for name, value := range env {
			if value != "" {
				git.Env = append(git.Env, name+"="+value)
			}
		}
		if err := git.Run(); (err == nil) != c.whole {
			t.Errorf("%v: git says %v", env, err)
		}
	}
}

func TestHeadThatTellsNothing(t *testing.T) {
	g := gittest.New(t)
	g.Commit("one", nil)
	r := open(t, g.Dir)
	g.Write("HEAD", "main\n")
	_, err := r.Resolve(t.Context(), "HEAD~1")
	wantProblem(t, err, incident.Failed, "names neither a branch nor a commit")
	_, _, err = r.Head()
	wantProblem(t, err, incident.Failed, "names neither a branch nor a commit")
	_, _, err = r.DefaultBranch()
	if err != nil {
		t.Error("the default branch is main whatever HEAD says:", err)
	}
	refused := headProblem(g.GitDir, &fs.PathError{Op: "open", Path: "HEAD", Err: syscall.EACCES})
	wantProblem(t, refused, incident.Permission, "let the person who runs ownup read")
}

func TestOpenRefuses(t *testing.T) {
	empty := t.TempDir()
	file := filepath.Join(empty, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	changed := func(name, content string) string {
		g := gittest.New(t)
		g.Commit("one", nil)
		g.Write(name, content)
		return g.Dir
	}
	unread := func(name string) string { // nor by root, whom no mode keeps from reading
		dir := changed(filepath.Join("aside", "file"), "")
		path := filepath.Join(dir, ".git", name)
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(path, 0o777); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	strayed := t.TempDir()
	if err := os.WriteFile(filepath.Join(strayed, ".git"), []byte("gitdir: /nowhere/at/all\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		dir   string
		kind  incident.ProblemKind
		words string
	}{
		{empty, incident.NotFound, strconv.Quote(empty) + " is not in a Git repository"},
		{filepath.Join(empty, "none"), incident.NotFound, "There is no folder " + strconv.Quote(filepath.Join(empty, "none")) + ":"},
		{file, incident.NotFound, strconv.Quote(file) + " is a file"},
		{strayed, incident.NotFound, "git worktree repair"},
		{changed("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n"), incident.Failed, "SHA-1"},
		{changed("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = scrolls\n"), incident.Failed, "git refs migrate"},
		{changed("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n"), incident.Failed, "tables.list"},
		{changed("config", "[core]\n\trepositoryformatversion = 7\n"), incident.Failed, "format"},
		{changed("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tnoop = true\n\tknots = true\n"), incident.Failed, `extension "knots"`},
		{changed("config", "[core\n= what\n"), incident.Failed, "makes no sense"},
		{changed("shallow", "not a name\n"), incident.Failed, "git fsck"},
		{unread("config"), incident.Permission, "config can't be read ("},
		{unread("shallow"), incident.Permission, "shallow can't be read ("},
	} {
		r, err := Open(c.dir)
		if err == nil {
			r.Close()
		}
		wantProblem(t, err, c.kind, c.words)
	}
}

func TestUnborn(t *testing.T) {
	g := gittest.New(t)
	r := open(t, g.Dir)
	_, branch, err := r.Head()
	wantProblem(t, err, incident.NotFound, `no commits on branch "main" yet`)
	if branch != "main" {
		t.Error(branch)
	}
	_, err = r.Resolve(t.Context(), "HEAD")
	wantProblem(t, err, incident.NotFound, "no commits")
	_, err = r.Log(t.Context(), LogOptions{}, func(incident.Commit) error { return nil })
	wantProblem(t, err, incident.NotFound, "no commits")
	_, _, err = r.DefaultBranch()
	wantProblem(t, err, incident.NotFound, "no commits")
	tags, err := r.Tags(t.Context())
	if len(tags) != 0 || err != nil {
		t.Error(tags, err)
	}
}

// TestDamagedBranch is that a branch whose file names no commit is told from one that has none yet.
func TestDamagedBranch(t *testing.T) {
	for content, words := range map[string]string{
		"deadbeef\n":             `Branch "main" is damaged`,
		"":                       `Branch "main" is damaged`,
		"ref: refs/heads/main\n": "HEAD in ",
	} {
		g := gittest.New(t)
		g.Commit("start", gittest.Files{"a": "1\n"})
		g.Write("refs/heads/main", content)
		_, branch, err := open(t, g.Dir).Head()
		wantProblem(t, err, incident.Failed, words)
		if branch != "main" {
			t.Errorf("%q: branch %q", content, branch)
		}
	}
}

func TestShallow(t *testing.T) {
	g := tangle(t, 21, 40)
	dir := filepath.Join(t.TempDir(), "shallow")
	g.Git("clone", "-q", "--depth=5", "file://"+g.Dir, dir)
	r := open(t, dir)
	if !r.Shallow() {
		t.Error("not seen to be shallow")
	}
	want := strings.Fields(gittest.RunGit(t, dir, "log", "--format=%H"))
	var got []string
	info, err := r.Log(t.Context(), LogOptions{}, func(c incident.Commit) error { got = append(got, c.SHA); return nil })
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	ends := strings.Fields(string(must(os.ReadFile(filepath.Join(dir, ".git", "shallow")))))
	sort.Strings(ends)
	sort.Strings(info.Boundary)
	if diff := cmp.Diff(ends, info.Boundary); diff != "" {
		t.Errorf("boundary:\n%s", diff)
	}
	info, err = r.Each(t.Context(), LogOptions{}, func(incident.Commit) error { return nil })
	if err != nil || info.Commits != len(want) || len(info.Boundary) != len(ends) {
		t.Error(info, err)
	}
	_, err = r.Changes(t.Context(), ends[0])
	wantProblem(t, err, incident.Incomplete, "shallow")
	_, err = r.Resolve(t.Context(), ends[0]+"^")
	wantProblem(t, err, incident.Incomplete, "--deepen")
	if c, err := r.Commit(t.Context(), ends[0]); err != nil || len(c.Parents) == 0 {
		t.Errorf("a commit at the boundary tells its parents as stored: %v, %v", c, err)
	}
	c, before, _, err := r.LastChangeWithin(t.Context(), ends[0], "a/a.txt", 1)
	if err != nil || c.SHA != ends[0] || len(before) == 0 || before[0] != "" {
		t.Error(c.SHA, before, err)
	}
}

func TestPartial(t *testing.T) {
	g := gittest.New(t)
	old := g.Commit("one", gittest.Files{"a.txt": "old\n"})
	g.Commit("two", gittest.Files{"a.txt": "new\n"})
	g.Git("config", "uploadpack.allowFilter", "true")
	dir := filepath.Join(t.TempDir(), "partial")
	g.Git("clone", "-q", "--filter=blob:none", "--no-checkout", "file://"+g.Dir, dir)
	r := open(t, dir)
	if !r.Partial() || r.Shallow() {
		t.Error("not seen to be partial")
	}
	changes, err := r.Changes(t.Context(), old)
	if err != nil || len(changes) != 1 {
		t.Fatal(changes, err)
	}
	_, err = r.Blob(t.Context(), changes[0].New)
	wantProblem(t, err, incident.Incomplete, "partial clone")
	_, err = r.BlobSize(t.Context(), changes[0].New)
	wantProblem(t, err, incident.Incomplete, "partial clone")
	_, err = r.File(t.Context(), old, "a.txt")
	wantProblem(t, err, incident.Incomplete, "partial clone")
}

// must is for what can't go wrong in a test.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Tags of old name no tagger, and what their message says is no header: the time is the commit's.
func TestTagWithoutTagger(t *testing.T) {
	g := gittest.New(t)
	a := g.Commit("a", nil)
	head := "object " + a + "\ntype commit\ntag old\n"
	inner := g.Object("tag", []byte(head+"tagger A <a@b> 7 +0000\n"))
	for tag, want := range map[string]time.Time{
		"object " + inner + "\ntype tag\ntag outer\ntagger A <a@b> 9 +0000\n": time.Unix(9, 0),
		"object " + inner + "\ntype tag\ntag outer\n":                         time.Unix(7, 0),
		head + "\ntagger A <a@b> 5 +0000\n":                                   gittest.Start,
		head:                                                                  gittest.Start,
		head + "tagger A <a@b> 5 +0000\n\ntagger A <a@b> 6 +0000\n":           time.Unix(5, 0),
		head + "tagger A <a@b> 5 +0000\n":                                     time.Unix(5, 0),
	} {
		g.Ref("refs/tags/old", g.Object("tag", []byte(tag)))
		tags, err := open(t, g.Dir).Tags(t.Context())
		if err != nil || len(tags) != 1 || tags[0].Commit != a || !tags[0].At.Equal(want) {
			t.Errorf("%q: %v, %v", tag, tags, err)
		}
	}
	g.Write("refs/tags/old", g.Object("blob", []byte("x"))+"\n")
	if tags, err := open(t, g.Dir).TagCommits(t.Context()); err != nil || len(tags) > 0 {
		t.Errorf("a tag of a blob: %v, %v", tags, err)
	}
	damaged := filepath.Join(t.TempDir(), "tag")
	if err := os.WriteFile(damaged, []byte("object what\ntype commit\ntag old\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	g.Write("refs/tags/old", g.Git("hash-object", "-t", "tag", "-w", "--literally", damaged)+"\n")
	_, err := open(t, g.Dir).Tags(t.Context())
	wantProblem(t, err, incident.Failed, "is damaged: run `git fsck`")
}

func TestReferences(t *testing.T) {
	g := gittest.New(t)
	a := g.Commit("a", gittest.Files{"f": "1"})
	b := g.Commit("b", gittest.Files{"f": "2"})
	c := g.Commit("c", gittest.Files{"f": "3"}, gittest.On("topic"))
	g.Tag("v2-light", b)
	g.AnnotatedTag("v1", a, "one")
	g.Ref("refs/tags/blob", g.Object("blob", []byte("x")))
	g.Ref("refs/tags/gone", strings.Repeat("12", 20))
	g.Ref("refs/remotes/origin/trunk", b)
	g.Write("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n")
	g.Ref("refs/remotes/team/one/main", a)
	g.Git("config", "remote.team.url", "https://example.org/team.git")
	g.Git("config", "remote.origin.url", "https://example.org/one.git")
	g.Git("config", "remote.team/one.url", "git@example.org:two.git")
	r := open(t, g.Dir)
	tags, err := r.Tags(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := gittest.Start
	if diff := cmp.Diff([]incident.Ref{
		{Name: "v2-light", Commit: b, At: now.Add(1 * 3600e9)},
		{Name: "v1", Commit: a, At: now.Add(3 * 3600e9)},
	}, tags); diff != "" {
		t.Errorf("tags:\n%s", diff)
	}
	branches, err := r.Branches(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]incident.Ref{
		{Name: "main", Commit: b, At: now.Add(1 * 3600e9)},
		{Name: "origin/trunk", Commit: b, At: now.Add(1 * 3600e9), Remote: "origin"},
		{Name: "team/one/main", Commit: a, At: now, Remote: "team/one"},
		{Name: "topic", Commit: c, At: now.Add(2 * 3600e9)},
	}, branches); diff != "" {
		t.Errorf("branches:\n%s", diff)
	}
	if name, sha, err := r.DefaultBranch(); name != "origin/trunk" || sha != b || err != nil {
		t.Error(name, sha, err)
	}
	if diff := cmp.Diff(map[string]string{"origin": "https://example.org/one.git", "team": "https://example.org/team.git", "team/one": "git@example.org:two.git"}, r.Remotes()); diff != "" {
		t.Error(diff)
	}
	g.Detach(a)
	if sha, branch, err := open(t, g.Dir).Head(); sha != a || branch != "" || err != nil {
		t.Error(sha, branch, err)
	}
}

// A branch that follows a pull request, as gh writes it, is refused by go-git's own reading of the configuration.
func TestUnusualConfig(t *testing.T) {
	g := gittest.New(t)
	g.Commit("a", nil)
	g.Write("config", "[core]\n\tbare = false\n[branch \"fix\"]\n\tremote = origin\n\tmerge = refs/pull/12/head\n[Remote \"o\"]\n\tURL = x\n[user]\n\tname = \"A B\"\n\tname = C\n")
	r := open(t, g.Dir)
	if v := r.configValue("branch", "fix", "merge"); v != "refs/pull/12/head" {
		t.Error(v)
	}
	if v := r.configValue("USER", "", "Name"); v != "C" {
		t.Error(v)
	}
	if r.Remotes()["o"] != "x" {
		t.Error(r.Remotes())
	}
}

func TestInSequence(t *testing.T) {
	for file, want := range map[string]string{
		"rebase-merge/done": "rebase", "rebase-apply/next": "rebase", "CHERRY_PICK_HEAD": "cherry-pick", "REVERT_HEAD": "revert",
		"MERGE_HEAD": "merge", "BISECT_LOG": "bisect", "index": "",
	} {
		g := gittest.New(t)
		g.Write(file, "x\n")
		if got := open(t, g.Dir).InSequence(); got != want {
			t.Errorf("%s: %q", file, got)
		}
	}
	g := gittest.New(t)
	for todo, want := range map[string]string{
		"revert 1234567 subject\n": "revert", "revert": "revert", "pick 1234567 subject\n": "cherry-pick", "rever": "cherry-pick", "": "cherry-pick",
	} {
		g.Write("sequencer/todo", todo)
		if got := open(t, g.Dir).InSequence(); got != want {
			t.Errorf("%q: %s, want %s", todo, got, want)
		}
	}
}
