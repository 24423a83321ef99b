package git

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-git/go-billy/v5/osfs"
	gocache "github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
	"github.com/go-git/go-git/v5/storage/filesystem/dotgit"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Repo is an open repository. Its methods can be used by several goroutines; Close must come after all of them.
type Repo struct {
	place   place
	storage *storage
	store   *store
	shallow map[oid]bool

	graph atomic.Pointer[func() (*graph, error)] // of the last whole-history pass
	paths memo[pathKey, oid]                     // blobs at paths below folders
	lines memo[lineKey, line]                    // of trees in packs
	ways  memo[oid, links]                       // trees and parents of commits
	ahead atomic.Bool                            // somebody reads commits ahead: see runner

	modules sync.Map // oid → nothing: the commits at which submodules were met

	commitGraph func() *commitGraph

	configOnce sync.Once
	config     settings

	lands string // the default branch, where somebody has said which it is
}

// place is where the parts of a repository lie.
type place struct {
	gitDir, commonDir string
	workTree          string // "" in a bare repository
}

// Open opens the repository that the folder dir belongs to: a work tree or a folder in it, a linked work tree, a bare
// repository or a git directory. A folder outside of any repository gives a Problem of kind NotFound.
func Open(dir string) (*Repo, error) {
	p, err := locate(dir)
	if err != nil {
		return nil, err
	}
	return p.open(filepath.Join(p.commonDir, "objects"))
}

// OpenAsGit opens the repository in which git would work from the folder dir: the one that GIT_DIR names in the
// environment, with the work tree of GIT_WORK_TREE or else that folder; without GIT_DIR the one that Open does. Git
// sets both for what it runs, such as hooks and aliases. Objects are where GIT_OBJECT_DIRECTORY and
// GIT_ALTERNATE_OBJECT_DIRECTORIES say, which it sets while a push is being received.
func OpenAsGit(dir string, env func(string) string) (*Repo, error) {
	from, err := filepath.Abs(dir)
	if err != nil {
		return nil, problem(incident.NotFound, err, "The folder you are in is not there any more: change into one that is.")
	}
	below := func(path string) string {
		if filepath.IsAbs(path) {
			return filepath.Clean(path)
		}
		return filepath.Join(from, path)
	}
	var p place
	if named := env("GIT_DIR"); named == "" {
		p, err = locate(dir)
	} else {
		p, err = placeNamed(named, below(named), below(env("GIT_WORK_TREE")))
	}
	if err != nil {
		return nil, err
	}
	objects := []string{filepath.Join(p.commonDir, "objects")}
	if own := env("GIT_OBJECT_DIRECTORY"); own != "" {
		objects[0] = below(own)
	}
	for _, other := range alternates(env("GIT_ALTERNATE_OBJECT_DIRECTORIES"), string(filepath.ListSeparator)) {
		objects = append(objects, below(other))
	}
	return p.open(objects...)
}

// placeNamed is the place that GIT_DIR names.
func placeNamed(named, gitDir, workTree string) (place, error) {
	if target, err := followGitFile(gitDir); err == nil { // of a linked work tree or a submodule
		gitDir = target
	}
	if !isGitDir(gitDir) {
		return place{}, problem(incident.NotFound, nil, "GIT_DIR in the environment names %s, which is no git directory: unset it, or name the right one.", named)
	}
	return placeOf(gitDir, workTree)
}

func (p place) open(objects ...string) (*Repo, error) {
	dot := osfs.New(p.gitDir)
	common := osfs.New(p.commonDir)
	if p.commonDir == p.gitDir {
		common = nil
	}
	r := &Repo{place: p}
	r.storage = &storage{Storage: filesystem.NewStorageWithOptions(
		dotgit.NewRepositoryFilesystem(dot, common), gocache.NewObjectLRU(1<<20), filesystem.Options{})}
	err := r.checkFormat()
	if err != nil {
		return nil, err
	}
	if r.storage.refs, err = r.openReferences(); err != nil {
		return nil, err
	}
	if r.shallow, err = readShallow(filepath.Join(p.commonDir, "shallow")); err != nil {
		return nil, err
	}
	r.store = openStore(objects...)
	r.storage.store = r.store
	r.commitGraph = sync.OnceValue(r.openCommitGraph)
	return r, nil
}

// Close lets go of the files. What was read stays valid.
func (r *Repo) Close() error { return errors.Join(r.commitGraph().close(), r.store.close()) }

// Dir returns the root of the work tree, or the git directory when there is none.
func (r *Repo) Dir() string {
	if r.place.workTree != "" {
		return r.place.workTree
	}
	return r.place.gitDir
}

// CommonDir returns the git directory that all work trees of the repository share.
func (r *Repo) CommonDir() string { return r.place.commonDir }

// WorkTree returns the root of the work tree; empty in a bare repository.
func (r *Repo) WorkTree() string { return r.place.workTree }

// Shallow reports whether the history was cut when the repository was cloned or fetched.
func (r *Repo) Shallow() bool { return len(r.shallow) > 0 }

// boundary reports whether the history ends at a commit because the clone is shallow.
func (r *Repo) boundary(id oid) bool { return len(r.shallow) > 0 && r.shallow[id] }

// Partial reports whether the repository is a partial clone, whose objects may be missing.
func (r *Repo) Partial() bool {
	if r.configValue("extensions", "", "partialclone") != "" {
		return true
	}
	for name := range r.Remotes() {
		if truth(r.configValue("remote", name, "promisor")) {
			return true
		}
	}
	for _, dir := range r.store.dirs {
		if found, _ := filepath.Glob(filepath.Join(dir, "pack", "*.promisor")); len(found) > 0 {
			return true
		}
	}
	return false
}

// locate finds the repository that a folder belongs to, by the rules of git: the nearest folder above that has a .git,
// or that is a git directory itself.
func locate(dir string) (place, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return place{}, problem(incident.NotFound, err, "The folder you are in is not there any more: change into one that is.")
	}
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return place{}, problem(incident.NotFound, err, "There is no folder %q: check the path.", dir)
	case err != nil:
		return place{}, unreadable(fmt.Sprintf("The folder %q", dir), err)
	case !info.IsDir():
		return place{}, problem(incident.NotFound, nil, "%q is a file: name a folder of a Git repository.", dir)
	}
	// What is above a symbolic link is not above the folder that it leads to. The working directory is given by way of
	// the links gone through.
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return place{}, unreadable(fmt.Sprintf("The folder %q", dir), err)
	}
	for at := abs; ; at = filepath.Dir(at) {
		dot := filepath.Join(at, ".git")
		if info, err := os.Stat(dot); err == nil {
			gitDir := dot
			if !info.IsDir() {
				if gitDir, err = followGitFile(dot); err != nil {
					return place{}, err
				}
			}
			if isGitDir(gitDir) {
				return placeOf(gitDir, at)
			}
		}
		if isGitDir(at) {
			tree := ""
			if filepath.Base(at) == ".git" {
				tree = filepath.Dir(at)
			} else if back, err := os.ReadFile(filepath.Join(at, "gitdir")); err == nil {
				// The git directory of a linked work tree says where that is; since git 2.48 from itself on, it may be.
				if tree = filepath.Dir(strings.TrimSpace(string(back))); !filepath.IsAbs(tree) {
					tree = filepath.Join(at, tree)
				}
			}
			return placeOf(at, tree)
		}
		if filepath.Dir(at) == at {
			return place{}, problem(incident.NotFound, nil, "The folder %q is not in a Git repository: go to a clone first, or name one with -C.", dir)
		}
	}
}

// followGitFile reads a .git file as linked work trees and submodules have it.
func followGitFile(path string) (string, error) {
	b, err := readSmall(path)
	if err != nil {
		return "", unreadable("The file "+path, err)
	}
	target, ok := strings.CutPrefix(strings.TrimSpace(string(b)), "gitdir: ")
	if !ok {
		return "", problem(incident.NotFound, nil, "The file %s does not name a git directory, as it should: clone the repository anew.", path)
	}
	if !filepath.IsAbs(target) {
		target = filepath.Join(filepath.Dir(path), target)
	}
	if !isGitDir(target) {
		return "", problem(incident.NotFound, nil, "The file %s names %s, which is no git directory: run `git worktree repair` in the main work tree.", path, target)
	}
	return filepath.Clean(target), nil
}

// readSmall reads a file that has a line or two, and no more of it than that.
func readSmall(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, 64<<10))
}

// isGitDir says by git's own signs whether a folder is a git directory.
func isGitDir(dir string) bool {
	head, err := os.Lstat(filepath.Join(dir, "HEAD"))
	if err != nil || head.IsDir() {
		return false
	}
	if _, err := os.Stat(filepath.Join(dir, "commondir")); err == nil {
		return true
	}
	for _, sub := range []string{"objects", "refs"} {
		if info, err := os.Stat(filepath.Join(dir, sub)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

func placeOf(gitDir, workTree string) (place, error) {
	p := place{gitDir: gitDir, commonDir: gitDir, workTree: workTree}
	b, err := readSmall(filepath.Join(gitDir, "commondir"))
	if err == nil {
		common := strings.TrimSpace(string(b))
		if !filepath.IsAbs(common) {
			common = filepath.Join(gitDir, common)
		}
		p.commonDir = filepath.Clean(common)
		if !isGitDir(p.commonDir) {
			return place{}, problem(incident.NotFound, nil, "The work tree belongs to %s, which is no git directory: run `git worktree repair` in the main work tree.", p.commonDir)
		}
	}
	return p, nil
}

// knownExtensions are those of git's documentation of extensions.*, each heeded here or of no matter to a reader.
// Whoever doesn't know one that a repository of format 1 has must not work in it: gitrepository-layout says so.
var knownExtensions = []string{
	"noop", "noop-v1", "objectformat", "compatobjectformat", "refstorage",
	"partialclone", "preciousobjects", "relativeworktrees", "submodulepathconfig", "worktreeconfig",
}

// checkFormat refuses what can't be read here, and learns from the configuration whether there is a work tree.
func (r *Repo) checkFormat() error {
	c, err := r.settings()
	if err != nil {
		return err
	}
	if f := c.local.value("extensions", "", "objectformat"); f != "" && !strings.EqualFold(f, "sha1") {
		return problem(incident.Failed, nil, "%s uses %s object names, which ownup can't read yet: only SHA-1 repositories work.", r.Dir(), strings.ToUpper(f))
	}
	if v := c.local.value("core", "", "repositoryformatversion"); v != "" && v != "0" && v != "1" {
		return problem(incident.Failed, nil, "%s has repository format %q, which ownup doesn't know.", r.Dir(), v)
	} else if v == "1" {
		for _, s := range c.local {
			if strings.EqualFold(s.section, "extensions") && s.sub == "" && !slices.Contains(knownExtensions, strings.ToLower(s.key)) {
				return problem(incident.Failed, nil, "%s uses git's extension %q, with which ownup can't be sure to read it right: run in a clone without it, or look for a newer ownup.", r.Dir(), s.key)
			}
		}
	}
	if r.place.gitDir == r.place.commonDir {
		if tree := c.local.value("core", "", "worktree"); tree != "" {
			if !filepath.IsAbs(tree) {
				tree = filepath.Join(r.place.gitDir, filepath.FromSlash(tree))
			}
			r.place.workTree = filepath.Clean(tree)
		} else if truth(c.local.value("core", "", "bare")) {
			r.place.workTree = ""
		}
	}
	return nil
}

// openReferences opens the references in the form that the configuration names.
func (r *Repo) openReferences() (references, error) {
	c, err := r.settings()
	if err != nil {
		return nil, err
	}
	files := &refFiles{place: r.place}
	switch f := strings.ToLower(c.local.value("extensions", "", "refstorage")); f {
	case "", "files":
		return files, nil
	case "reftable":
		return openRefStacks(files)
	default:
		return nil, problem(incident.Failed, nil, "%s keeps its references as %q, which ownup can't read yet: `git refs migrate --ref-format=files` changes that.", r.Dir(), f)
	}
}

// readShallow reads the list of commits at which a shallow history ends.
func readShallow(path string) (map[oid]bool, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, unreadable("The file "+path, err)
	}
	all := map[oid]bool{}
	for _, line := range bytes.Fields(b) {
		id, ok := parseOID(line)
		if !ok {
			return nil, problem(incident.Failed, nil, "The file %s holds a line that is no commit name: run `git fsck`, or clone anew.", path)
		}
		all[id] = true
	}
	return all, nil
}
