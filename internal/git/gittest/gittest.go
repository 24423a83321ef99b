// Package gittest builds small Git repositories for tests: fixed times, fixed identities, so that every run gives the
// same SHAs. It writes the objects itself, one loose file each, and needs the git program only for Repo.Git and what
// says so.
//
//	r := gittest.New(t)
//	a := r.Commit("parser: accept tabs", gittest.Files{"parser.c": "tabs\n"})
//	b := r.Commit("lexer: faster", gittest.Files{"lexer.c": "fast\n"})
//	x := r.Revert(a)
//	r.Tag("v1.0", x)
package gittest

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// Files maps a slash-separated path to its whole content. In Repo.Commit the content Delete removes the path.
type Files map[string]string

// Delete as the content of a path in Files removes that path. A content that starts with LinkTo makes a symbolic link,
// one that starts with Program a file that can be executed.
const (
	Delete  = "\x00delete"
	LinkTo  = "\x00link:"
	Program = "\x00program:"
	Module  = "\x00module:" // followed by the SHA a submodule stands at
)

// Start is the time of a repository's first commit; each later one comes an Hour after the one before it.
var Start = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// Name and Email are the identity of every commit that names no other.
const (
	Name  = "Ada Tester"
	Email = "ada@example.org"
)

// Alike is what a git program is told by its environment so that it does what older ones do: git 3 makes other
// repositories, and asks for more before it works in a bare one.
var Alike = []string{
	"GIT_DEFAULT_HASH=sha1", "GIT_DEFAULT_REF_FORMAT=files",
	"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.bareRepository", "GIT_CONFIG_VALUE_0=all",
}

// Text is the content of a file whose lines tell something, one for each of the words.
func Text(words ...string) string {
	var b strings.Builder
	for _, w := range words {
		fmt.Fprintf(&b, "this line is about %s\n", w)
	}
	return b.String()
}

// Repo is a repository under construction. Its branch "main" is checked out, its work tree empty until Checkout.
type Repo struct {
	Dir    string // the work tree
	GitDir string

	t       testing.TB
	branch  string // "" when HEAD is detached
	head    string // "" while unborn
	now     time.Time
	commits map[string]*node
}

type node struct {
	parents []string
	files   Files
	message string
}

// New makes an empty repository in a temporary folder.
func New(t testing.TB) *Repo {
	t.Helper()
	dir := t.TempDir()
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	r := &Repo{
		Dir: dir, GitDir: filepath.Join(dir, ".git"), t: t, branch: "main",
		now: Start, commits: map[string]*node{},
	}
	for _, sub := range []string{"objects/info", "objects/pack", "refs/heads", "refs/tags", "info", "hooks"} {
		r.check(os.MkdirAll(filepath.Join(r.GitDir, filepath.FromSlash(sub)), 0o777))
	}
	r.Write("HEAD", "ref: refs/heads/main\n")
	r.Write("config", "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n"+
		"[user]\n\tname = "+Name+"\n\temail = "+Email+"\n[commit]\n\tgpgsign = false\n")
	return r
}

// Option changes how a commit is made.
type Option func(*options)

type options struct {
	at, authored time.Time
	author, by   [2]string
	parents      []string
	setParents   bool
	on           string
	extra        string
}

// At sets the commit's time, and moves the clock of the following commits there.
func At(t time.Time) Option { return func(o *options) { o.at = t } }

// AuthoredAt sets the author's time, which is otherwise the commit's.
func AuthoredAt(t time.Time) Option { return func(o *options) { o.authored = t } }

// Author sets the author.
func Author(name, email string) Option { return func(o *options) { o.author = [2]string{name, email} } }

// Committer sets the committer.
func Committer(name, email string) Option { return func(o *options) { o.by = [2]string{name, email} } }

// Parents replaces the parents. With none, the commit is a root, and starts from an empty tree.
func Parents(shas ...string) Option {
	return func(o *options) { o.parents, o.setParents = shas, true }
}

// On makes the commit on the named branch (see Switch).
func On(branch string) Option { return func(o *options) { o.on = branch } }

// Header adds raw header lines after the committer, such as "encoding ISO-8859-1".
func Header(lines ...string) Option {
	return func(o *options) { o.extra = strings.Join(lines, "\n") + "\n" }
}

// Commit makes a commit on the current branch: the files of its first parent with the given ones changed. The message
// is stored as given, with a line feed at its end when it has none. It returns the SHA.
func (r *Repo) Commit(message string, files Files, opts ...Option) string {
	r.t.Helper()
	var o options
	for _, f := range opts {
		f(&o)
	}
	if o.on != "" {
		r.Switch(o.on)
	}
	if !o.setParents && r.head != "" {
		o.parents = []string{r.head}
	}
	all := Files{}
	if len(o.parents) > 0 {
		for p, c := range r.node(o.parents[0]).files {
			all[p] = c
		}
	}
	for p, c := range files {
		if c == Delete {
			delete(all, p)
		} else {
			all[p] = c
		}
	}
	return r.commit(message, all, o)
}

func (r *Repo) commit(message string, files Files, o options) string {
	r.t.Helper()
	if o.at.IsZero() {
		o.at = r.now
	}
	r.now = o.at.Add(time.Hour)
	if o.authored.IsZero() {
		o.authored = o.at
	}
	if o.author[0] == "" {
		o.author = [2]string{Name, Email}
	}
	if o.by[0] == "" {
		o.by = [2]string{Name, Email}
	}
	if !strings.HasSuffix(message, "\n") {
		message += "\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", r.tree(files, ""))
	for _, p := range o.parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	fmt.Fprintf(&b, "author %s <%s> %d %s\n", o.author[0], o.author[1], o.authored.Unix(), o.authored.Format("-0700"))
	fmt.Fprintf(&b, "committer %s <%s> %d %s\n%s\n%s", o.by[0], o.by[1], o.at.Unix(), o.at.Format("-0700"), o.extra, message)
	sha := r.Object("commit", []byte(b.String()))
	r.commits[sha] = &node{parents: o.parents, files: files, message: message}
	r.move(sha)
	return sha
}

// Revert undoes a commit (against its first parent) in the way and with the wording of `git revert`. Each path that
// the commit changed gets the content it had before.
func (r *Repo) Revert(sha string, opts ...Option) string {
	r.t.Helper()
	n := r.node(sha)
	subject, _, _ := strings.Cut(n.message, "\n")
	message := fmt.Sprintf("Revert \"%s\"\n\nThis reverts commit %s.\n", subject, sha)
	if rest, ok := strings.CutPrefix(subject, `Revert "`); ok {
		message = fmt.Sprintf("Reapply \"%s\n\nThis reverts commit %s.\n", rest, sha)
	}
	return r.Commit(message, r.Inverse(sha), opts...)
}

// Inverse gives the files that undo a commit when they are passed to Commit.
func (r *Repo) Inverse(sha string) Files {
	r.t.Helper()
	n := r.node(sha)
	before := Files{}
	if len(n.parents) > 0 {
		before = r.node(n.parents[0]).files
	}
	undo := Files{}
	for p, c := range n.files {
		if old, ok := before[p]; !ok {
			undo[p] = Delete
		} else if old != c {
			undo[p] = old
		}
	}
	for p, c := range before {
		if _, ok := n.files[p]; !ok {
			undo[p] = c
		}
	}
	return undo
}

// Merge merges a branch or commit into the current branch, without fast-forward. Paths that differ between the other
// side and the merge base come from the other side; there are no conflicts.
func (r *Repo) Merge(message, other string, opts ...Option) string {
	r.t.Helper()
	theirs := r.Rev(other)
	var o options
	for _, f := range opts {
		f(&o)
	}
	if o.on != "" {
		r.Switch(o.on)
	}
	ours := r.head
	base := Files{}
	reach := r.ancestors(ours)
	for queue := []string{theirs}; len(queue) > 0; queue = queue[1:] {
		if reach[queue[0]] {
			base = r.node(queue[0]).files
			break
		}
		queue = append(queue, r.node(queue[0]).parents...)
	}
	files := Files{}
	for p, c := range r.node(ours).files {
		files[p] = c
	}
	for p, c := range r.node(theirs).files {
		if base[p] != c {
			files[p] = c
		}
	}
	for p := range base {
		if _, ok := r.node(theirs).files[p]; !ok {
			delete(files, p)
		}
	}
	if !o.setParents {
		o.parents = []string{ours, theirs}
	}
	return r.commit(message, files, o)
}

func (r *Repo) ancestors(sha string) map[string]bool {
	seen := map[string]bool{}
	for todo := []string{sha}; len(todo) > 0; {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if s == "" || seen[s] {
			continue
		}
		seen[s] = true
		todo = append(todo, r.node(s).parents...)
	}
	return seen
}

// Head gives the SHA of the current commit; empty while there is none.
func (r *Repo) Head() string { return r.head }

// Now gives the time the next commit will have.
func (r *Repo) Now() time.Time { return r.now }

// Files gives the whole content of a commit. It must not be changed.
func (r *Repo) Files(sha string) Files { return r.node(sha).files }

// Rev gives the SHA of a branch, or its argument when that is the SHA of a commit made here.
func (r *Repo) Rev(name string) string {
	r.t.Helper()
	if _, ok := r.commits[name]; ok {
		return name
	}
	b, err := os.ReadFile(filepath.Join(r.GitDir, "refs", "heads", filepath.FromSlash(name)))
	r.check(err)
	return strings.TrimSpace(string(b))
}

// Branch makes or moves a branch without switching to it.
func (r *Repo) Branch(name, sha string) { r.t.Helper(); r.Ref("refs/heads/"+name, sha) }

// Switch makes a branch the current one, creating it at the current commit when it does not exist.
func (r *Repo) Switch(name string) {
	r.t.Helper()
	if _, err := os.Stat(filepath.Join(r.GitDir, "refs", "heads", filepath.FromSlash(name))); err == nil {
		r.head = r.Rev(name)
	} else if r.head != "" {
		r.Branch(name, r.head)
	}
	r.branch = name
	r.Write("HEAD", "ref: refs/heads/"+name+"\n")
}

// Detach makes HEAD stand at a commit, on no branch.
func (r *Repo) Detach(sha string) {
	r.t.Helper()
	r.branch, r.head = "", sha
	r.Write("HEAD", sha+"\n")
}

// Tag makes a light tag.
func (r *Repo) Tag(name, sha string) { r.t.Helper(); r.Ref("refs/tags/"+name, sha) }

// AnnotatedTag makes a tag object with a message, of the time of the next commit, and returns the tag object's SHA.
func (r *Repo) AnnotatedTag(name, sha, message string) string {
	r.t.Helper()
	tag := r.Object("tag", fmt.Appendf(nil, "object %s\ntype commit\ntag %s\ntagger %s <%s> %d +0000\n\n%s\n",
		sha, name, Name, Email, r.now.Unix(), message))
	r.Ref("refs/tags/"+name, tag)
	return tag
}

// Ref writes any reference, such as "refs/remotes/origin/main".
func (r *Repo) Ref(name, sha string) { r.t.Helper(); r.Write(name, sha+"\n") }

// Write writes a file in the git directory.
func (r *Repo) Write(name, content string) {
	r.t.Helper()
	p := filepath.Join(r.GitDir, filepath.FromSlash(name))
	r.check(os.MkdirAll(filepath.Dir(p), 0o777))
	r.check(os.WriteFile(p, []byte(content), 0o666))
}

// Git runs the git program in the work tree with fixed identity and time and no configuration of the machine, and
// returns its standard output without the last line feed. It fails the test when git fails.
func (r *Repo) Git(args ...string) string { r.t.Helper(); return RunGit(r.t, r.Dir, args...) }

// RunGit is Repo.Git for any folder.
func RunGit(t testing.TB, dir string, args ...string) string {
	t.Helper()
	return RunGitInput(t, dir, "", args...)
}

// RunGitInput is RunGit with a standard input.
func RunGitInput(t testing.TB, dir, input string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Stdin = strings.NewReader(input)
	cmd.Dir = dir
	date := fmt.Sprintf("@%d +0000", Start.AddDate(0, 6, 0).Unix())
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "GIT_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(cmd.Env, Alike...)
	cmd.Env = append(cmd.Env, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull, "HOME="+os.DevNull,
		"GIT_AUTHOR_NAME="+Name, "GIT_AUTHOR_EMAIL="+Email, "GIT_COMMITTER_NAME="+Name, "GIT_COMMITTER_EMAIL="+Email,
		"GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date, "GIT_TERMINAL_PROMPT=0", "LC_ALL=C")
	var out, words bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &words
	if err := cmd.Run(); err != nil {
		t.Fatalf("git %s in %s: %v\n%s", strings.Join(args, " "), dir, err, words.String())
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// Checkout fills the work tree and the index from HEAD, with the git program.
func (r *Repo) Checkout() { r.t.Helper(); r.Git("reset", "--hard", "--quiet") }

// Pack moves all objects into one pack with deltas, with the git program.
func (r *Repo) Pack() { r.t.Helper(); r.Git("repack", "-adfq", "--depth=50", "--window=50") }

// Object writes a loose object of any type and content, valid or not, and returns its id.
func (r *Repo) Object(kind string, content []byte) string {
	r.t.Helper()
	whole := append(fmt.Appendf(nil, "%s %d\x00", kind, len(content)), content...)
	sum := sha1.Sum(whole)
	id := hex.EncodeToString(sum[:])
	p := filepath.Join(r.GitDir, "objects", id[:2], id[2:])
	if _, err := os.Stat(p); err == nil {
		return id
	}
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, err := w.Write(whole)
	r.check(err)
	r.check(w.Close())
	r.check(os.MkdirAll(filepath.Dir(p), 0o777))
	r.check(os.WriteFile(p, b.Bytes(), 0o666))
	return id
}

// tree writes the tree of the paths under prefix and returns its id.
func (r *Repo) tree(files Files, prefix string) string {
	r.t.Helper()
	type entry struct{ sort, mode, name, id string }
	var entries []entry
	dirs := map[string]bool{}
	for p, c := range files {
		rest, ok := strings.CutPrefix(p, prefix)
		if !ok {
			continue
		}
		if dir, _, below := strings.Cut(rest, "/"); below {
			if !dirs[dir] {
				dirs[dir] = true
				entries = append(entries, entry{dir + "/", "40000", dir, r.tree(files, prefix+dir+"/")})
			}
			continue
		}
		e := entry{sort: rest, mode: "100644", name: rest}
		if target, ok := strings.CutPrefix(c, LinkTo); ok {
			e.mode, c = "120000", target
		}
		if content, ok := strings.CutPrefix(c, Program); ok {
			e.mode, c = "100755", content
		}
		if sha, ok := strings.CutPrefix(c, Module); ok {
			e.mode, e.id = "160000", sha
		} else {
			e.id = r.Object("blob", []byte(c))
		}
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.sort, b.sort) })
	var b bytes.Buffer
	for _, e := range entries {
		raw, err := hex.DecodeString(e.id)
		r.check(err)
		fmt.Fprintf(&b, "%s %s\x00%s", e.mode, e.name, raw)
	}
	return r.Object("tree", b.Bytes())
}

func (r *Repo) node(sha string) *node {
	r.t.Helper()
	n := r.commits[sha]
	if n == nil {
		r.t.Fatalf("gittest: no commit %q was made here", sha)
	}
	return n
}

func (r *Repo) move(sha string) {
	r.t.Helper()
	r.head = sha
	if r.branch == "" {
		r.Write("HEAD", sha+"\n")
		return
	}
	r.Branch(r.branch, sha)
}

func (r *Repo) check(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal("gittest: ", err)
	}
}
