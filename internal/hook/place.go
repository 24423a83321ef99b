package hook

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/ownup-dev/ownup/internal/disk"
	"github.com/ownup-dev/ownup/internal/incident"
)

// place is where a repository's hook lives and what stands there now.
type place struct {
	dir     string // of the hooks
	path    string // of the hook
	kept    string // of the hook that stood there before
	top     string // of the work tree; empty in a bare repository
	bare    bool   // nobody commits here: no work tree belongs to it
	manager *manager

	keeps bool   // a hook that stood there before is at kept
	there bool   // something stands at path
	link  bool   // it is a symbolic link
	runs  bool   // git would run it: it is executable
	text  string // what the file holds, when it is a file
}

// maxHook bounds what is read of a hook; a longer file is somebody's program, not ownup's body.
const maxHook = 1 << 20

func find(ctx context.Context, o Options) (*place, error) {
	// Git looks for hooks in the root of all files then, and gives another place when it is asked.
	if set, err := o.git(ctx, "config", "--get", "core.hooksPath"); err == nil && set == "" {
		return nil, runsNone("empty")
	}
	hooks, err := o.folder(ctx, "--git-path", "hooks")
	if err != nil {
		return nil, err
	}
	common, err := o.folder(ctx, "--git-common-dir")
	if err != nil {
		return nil, err
	}
	p := &place{dir: hooks, path: filepath.Join(hooks, Name)}
	p.kept = p.path + keptSuffix
	if inside, err := o.git(ctx, "rev-parse", "--is-inside-work-tree"); err == nil && inside == "true" {
		if p.top, err = o.folder(ctx, "--show-toplevel"); err != nil {
			return nil, err
		}
	}
	if bare, err := o.git(ctx, "rev-parse", "--is-bare-repository"); err == nil {
		p.bare = bare == "true" && !exists(filepath.Join(common, "worktrees"))
	}
	if err := p.look(); err != nil {
		return nil, err
	}
	p.manager = p.managed(common)
	if key := o.inConfiguration(ctx); key != "" {
		p.manager = &manager{name: "a person", key: key}
	}
	return p, nil
}

// look sees what stands there now.
func (p *place) look() error {
	// This comes first: where another uninstall puts the kept hook back meanwhile, ownup's is not found below.
	p.keeps = exists(p.kept)
	p.there, p.link, p.runs, p.text = false, false, false, ""
	if noFolder(p.dir) { // as of core.hooksPath=/dev/null, or =.git/hooks in a linked worktree
		return runsNone(p.dir + ", which is no folder here")
	}
	info, err := os.Lstat(p.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return disk.Problem("look at "+p.path, err)
	}
	p.there, p.link = true, info.Mode()&fs.ModeSymlink != 0
	p.runs = runtime.GOOS == "windows" || p.link || info.Mode()&0o111 != 0
	switch {
	case p.link: // what it leads to is not ours to read as ours
	case !info.Mode().IsRegular():
		return &incident.Problem{Kind: incident.Failed, Sentence: p.path + " is not a file: move it away, then install the hook again."}
	case info.Size() <= maxHook:
		data, err := os.ReadFile(p.path)
		if err != nil {
			return disk.Problem("read "+p.path, err)
		}
		p.text = string(data)
	}
	return nil
}

// runsNone says that core.hooksPath keeps git from running any hook, by what it is.
func runsNone(is string) error {
	return &incident.Problem{
		Kind:     incident.Failed,
		Sentence: fmt.Sprintf("Git runs no hooks here: core.hooksPath is %s. Unset it, then install the hook again.", is),
	}
}

func (p *place) ours() bool { return p.there && !p.link && wrote(p.text) }

// edited reports whether the file began as ownup's and was changed by hand.
func (p *place) edited() bool {
	return p.there && !p.ours() && strings.Contains(p.text, "# ownup: ") && strings.Contains(p.text, "ownup hook uninstall")
}

// noFolder reports whether a path is a file, or lies below one.
func noFolder(path string) bool {
	info, err := os.Stat(path)
	if up := filepath.Dir(path); err != nil && up != path {
		return noFolder(up)
	}
	return err == nil && !info.IsDir()
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// folder asks git for the path of a folder. It is made absolute here: git before 2.31, as in Debian 11, takes
// --path-format for a word to be printed back.
func (o Options) folder(ctx context.Context, args ...string) (string, error) {
	out, err := o.git(ctx, append([]string{"rev-parse"}, args...)...)
	path := filepath.FromSlash(out)
	if err != nil || filepath.IsAbs(path) {
		return path, err
	}
	from, err := filepath.Abs(o.Dir)
	return filepath.Join(resolved(from), path), err
}

// git asks git one question about the repository.
func (o Options) git(ctx context.Context, args ...string) (string, error) {
	program := o.Git
	if program == "" {
		program = "git"
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env = o.Dir, o.Env
	out, err := cmd.Output()
	if err == nil {
		return strings.TrimRight(string(out), "\r\n"), nil
	}
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if errors.Is(err, exec.ErrNotFound) {
		return "", &incident.Problem{Kind: incident.Failed, Err: err, Sentence: "Git is not on the PATH, and only git knows where this repository keeps its hooks: install git."}
	}
	failed, ok := errors.AsType[*exec.ExitError](err)
	if ok && strings.Contains(string(failed.Stderr), "not a git repository") {
		return "", &incident.Problem{Kind: incident.NotFound, Err: err, Sentence: "Not inside a git repository: change into one, or name it with -C."}
	}
	detail := err.Error()
	if ok {
		detail = strings.TrimPrefix(strings.Join(strings.Fields(string(failed.Stderr)), " "), "fatal: ") // with git's advice below it
	}
	return "", &incident.Problem{Kind: incident.Failed, Err: err, Sentence: fmt.Sprintf("Git could not say where this repository keeps its hooks: %s.", detail)}
}
