package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/ledger"
	"github.com/ownup-dev/ownup/internal/term"
)

// app wires the rooms together for one run. What a verb does not ask for is never opened.
type app struct {
	world world
	io    *term.Streams

	// Flags that every verb has.
	dir, repository, color string

	// Inside the Action: configuration is taken as committed on this branch, never from the work tree.
	action    bool
	configRef string
	lands     string // the default branch, where an event names it

	named  bool    // -R was given
	remote *remote // the history, when there is no clone of the repository that -R names

	opened  *git.Repo
	memory  *ledger.Ledger
	places  *places        // nil until the history is asked for, and of a shallow clone
	ghToken *config.Secret // gh's own; nil: not asked yet
	line    *term.Progress
	doing   string
}

func newApp(w world) *app { return &app{world: w, io: w.io} }

func (a *app) close() {
	if a.places != nil {
		a.places.keep()
	}
	if a.opened != nil {
		_ = a.opened.Close()
	}
}

// repo opens the repository that the run is about.
func (a *app) repo() (*git.Repo, error) {
	if a.opened != nil {
		return a.opened, nil
	}
	r, err := git.OpenAsGit(a.dir, a.world.env)
	if err != nil {
		return nil, err
	}
	r.SetDefault(a.lands)
	a.opened = r
	return r, nil
}

// ledger opens this machine's memory, in the git directory that all linked worktrees share.
func (a *app) ledger() (*ledger.Ledger, error) {
	if a.memory != nil {
		return a.memory, nil
	}
	dir, err := a.memoryDir()
	if err != nil {
		return nil, err
	}
	l, err := ledger.Open(dir)
	if err != nil {
		return nil, err
	}
	a.memory = l
	return l, nil
}

// memoryDir is the git directory, or a folder of the user's cache for a repository without a clone.
func (a *app) memoryDir() (string, error) {
	if a.remote != nil {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", problemf("There is no cache folder for ownup's memory: %v.", err)
		}
		dir := filepath.Join(cache, "ownup", strings.ReplaceAll(a.remote.host, ":", "_"), filepath.FromSlash(a.remote.client.Repo()))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", problemf("The folder %s for ownup's memory can't be made: %v.", dir, cause(err))
		}
		return dir, nil
	}
	r, err := a.repo()
	if err != nil {
		return "", err
	}
	return r.CommonDir(), nil
}

// config loads the configuration as it counts for this run. Outside a repository only the rest of it counts.
func (a *app) config(cmd *cobra.Command) (config.Config, error) {
	o := config.Options{Env: a.world.env, Flags: map[string]string{}, Action: a.action}
	for _, k := range config.Keys() {
		if f := cmd.Flags().Lookup(k.Flag); f != nil && f.Changed {
			o.Flags[k.Name] = f.Value.String()
			a.named = a.named || k.Flag == "repo"
		}
	}
	r, err := a.repo()
	switch {
	case err == nil && a.elsewhere(r, o), a.far(err):
		if err := a.reach(cmd.Context(), &o); err != nil {
			return config.Config{}, err
		}
	case err == nil:
		o.Dir = r.WorkTree()
		o.CommittedOnly = o.Dir == "" || a.action
		if sha, name := a.configCommit(cmd.Context(), r); sha != "" {
			committed, err := r.File(cmd.Context(), sha, config.FileName)
			if unread := unlessNotFound(err); unread != nil { // what it says is not known, and may be where incidents go
				return config.Config{}, unread
			}
			if err == nil {
				o.Committed, o.CommittedName = committed, name+":"+config.FileName
			}
		}
	case incident.ProblemOf(err) != incident.NotFound:
		return config.Config{}, err
	}
	return config.Load(o)
}

// reach makes the connection to a repository without a clone, and takes the configuration that is committed there.
func (a *app) reach(ctx context.Context, o *config.Options) error {
	if a.remote == nil {
		cfg, err := config.Load(*o)
		if err != nil {
			return err
		}
		client, err := a.github(cfg, nil)
		if err != nil {
			return err
		}
		a.remote = newRemote(client, a.world.now())
		a.remote.host = cfg.Host()
	}
	o.CommittedOnly = true
	name, err := a.remote.client.DefaultBranch(ctx)
	if err != nil {
		return err
	}
	committed, err := a.remote.File(ctx, name, config.FileName)
	if err == nil {
		o.Committed, o.CommittedName = committed, name+":"+config.FileName
	}
	return unlessNotFound(err)
}

// configCommit is the commit whose .ownup.yaml counts as committed: HEAD, and in the Action the default branch.
func (a *app) configCommit(ctx context.Context, r *git.Repo) (sha, name string) {
	if a.configRef != "" {
		for _, rev := range []string{"refs/remotes/origin/" + a.configRef, "refs/heads/" + a.configRef} {
			if sha, err := r.Resolve(ctx, rev); err == nil {
				return sha, a.configRef
			}
		}
		// Only the commit that was checked out is here. It is on a branch of the repository's for every event whose run
		// may write, except where a workflow checks out something else, which then holds no say.
		if head, branch, err := r.Head(); err == nil && (branch == a.configRef || !strings.HasPrefix(a.world.env("GITHUB_EVENT_NAME"), "pull_request")) {
			return head, a.configRef
		}
		return "", ""
	}
	sha, _, err := r.Head()
	if err != nil {
		return "", ""
	}
	return sha, "HEAD"
}

// reopen forgets the open repository, after its history has changed on disk.
func (a *app) reopen() {
	a.close()
	a.opened, a.memory, a.places = nil, nil, nil
}

// path is where a file lies that the command line names: as seen from the folder of -C.
func (a *app) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.dir, name)
}

// sinceFlag gives a verb the flag that says how far back to look.
func sinceFlag(cmd *cobra.Command, usage string) { cmd.Flags().String("since", "", usage) }

// since reads the flag: a span ("14d", "2w", "36h") before end, or a day that has begun by then. It is fallback only
// where the flag is not given: an empty one may be a variable of a script that was never set.
func (a *app) since(cmd *cobra.Command, end, fallback time.Time) (time.Time, error) {
	flag := cmd.Flags().Lookup("since")
	if !flag.Changed {
		return fallback, nil
	}
	text := flag.Value.String()
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		if !day.Before(end) {
			return fallback, usageError{fmt.Errorf("--since %s lies ahead, and there is nothing to look back on: name a day in the past", text)}
		}
		return day, nil
	}
	span, err := config.ParseSpan(text)
	if err != nil {
		return fallback, usageError{fmt.Errorf("--since %q is neither a span such as 14d, 2w or 36h nor a date such as 2026-11-02", text)}
	}
	return end.Add(-span), nil
}

// json prints a value as indented JSON.
func (a *app) json(v any) error {
	enc := json.NewEncoder(a.io.Out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// jsonLine prints a value as one line of JSON.
func (a *app) jsonLine(v any) error {
	enc := json.NewEncoder(a.io.Out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// say prints words for people on stderr, where they never mix with data.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.io.Err, format+"\n", args...)
}

// problemf is a failure that a person can act on.
func problemf(format string, args ...any) error {
	return &incident.Problem{Sentence: fmt.Sprintf(format, args...)}
}

// cause is the plain reason within a file error, without the path that the sentence names already.
func cause(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err.Error()
	}
	return strings.TrimSuffix(err.Error(), ".")
}
