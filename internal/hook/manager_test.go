package hook

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// part returns a program of the third-party material that .ci/parts fetches.
func part(t *testing.T, folder, program string) string {
	t.Helper()
	base := os.Getenv("OWNUP_TEST_PARTS")
	if base == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			t.Skipf("no cache folder (%v): set OWNUP_TEST_PARTS and run .ci/parts", err)
		}
		base = filepath.Join(cache, "ownup-test-parts")
	}
	path := filepath.Join(base, folder, "node_modules", ".bin", program)
	if !exists(path) {
		t.Skipf("%s is not there: run .ci/parts", path)
	}
	return path
}

// snippet is the part of an advice that is to be pasted, without its indentation.
func snippet(t *testing.T, r Report) string {
	t.Helper()
	_, indented, ok := strings.Cut(r.Advice, ":\n\n")
	if !ok {
		t.Fatalf("no advice to paste: %+v", r)
	}
	return strings.ReplaceAll(indented, "\n    ", "\n")[4:]
}

// managedBy checks that installing writes nothing and advises, that the advice when followed makes ownup run, and that
// it is then seen to be installed.
func (r *repo) managedBy(manager string, follow func(snippet string)) {
	r.Helper()
	r.onPath()
	before := readText(r.hookFile())
	rep := r.install()
	if rep.State != Managed || rep.Manager != manager || len(rep.Done) != 0 || readText(r.hookFile()) != before {
		r.Fatalf("%+v", rep)
	}
	follow(snippet(r.T, rep))
	if log, printed := r.commit(); log != called {
		r.Errorf("advice %q followed: log %q, printed %s", rep.Advice, log, printed)
	}
	if s := r.state(); s != Installed {
		r.Errorf("state %s", s)
	}
	if rep := r.uninstall(); rep.Advice == "" || len(rep.Done) != 0 {
		r.Errorf("uninstall: %+v", rep)
	}
	r.check(os.Remove(r.opts.Program)) // as for others who share what the advice was followed in
	if log, printed := r.commit(); log != "" || strings.Contains(printed, "not found") {
		r.Errorf("advice %q followed, without ownup: log %q, printed %s", rep.Advice, log, printed)
	}
}

// onPath puts the stand-in for ownup on the PATH, where hook managers look for it.
func (r *repo) onPath() {
	for i, v := range r.opts.Env {
		if strings.HasPrefix(v, "PATH=") {
			r.opts.Env[i] = "PATH=" + filepath.Dir(r.opts.Program) + string(os.PathListSeparator) + v[5:]
		}
	}
}

func (r *repo) write(name, text string) {
	r.Helper()
	r.check(os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644))
}

func TestHusky(t *testing.T) {
	husky := part(t, "husky-9.1.7", "husky")
	r := newRepo(t)
	r.run(husky)
	r.managedBy("husky", func(lines string) { r.write(".husky/post-commit", lines) })
}

func TestLefthook(t *testing.T) {
	lefthook := part(t, "lefthook-2.2.2", "lefthook")
	const config = "post-commit:\n  commands:\n    theirs:\n      run: 'true'\n"
	for _, file := range []string{"lefthook.yml", ".lefthook.yml"} {
		t.Run("its hook is installed, by "+file, func(t *testing.T) {
			r := newRepo(t)
			r.write(file, config)
			r.run(lefthook, "install")
			r.managedBy("lefthook", func(lines string) {
				local := strings.Replace(file, ".yml", "-local.yml", 1)
				if advice := r.install().Advice; !strings.Contains(advice, "Add this to "+local+":") {
					t.Errorf("advice %q", advice)
				}
				r.write(local, lines)
			})
		})
	}
	t.Run("it is only configured", func(t *testing.T) {
		r := newRepo(t)
		r.write("lefthook.yml", config)
		if rep := r.install(); rep.State != Managed {
			t.Errorf("%+v", rep)
		}
	})
	t.Run("it looks after other hooks", func(t *testing.T) {
		r := newRepo(t)
		r.write("lefthook.yml", "pre-commit:\n  commands:\n    theirs:\n      run: 'true'\n")
		r.run(lefthook, "install")
		if rep := r.install(); rep.State != Installed {
			t.Errorf("%+v", rep)
		}
		r.run(lefthook, "install", "--force")
		if log, _ := r.commit(); log != called {
			t.Errorf("log %q", log)
		}
	})
}

// TestConfiguredAloneIsNotInstalled: a colleague has added ownup's line to what the clones share, and what would make
// git run it is not in this one.
func TestConfiguredAloneIsNotInstalled(t *testing.T) {
	for file, want := range map[string]string{
		"lefthook.yml": "lefthook install", ".config/lefthook-local.yaml": "lefthook install", ".lefthook.jsonc": "lefthook install",
		".husky/post-commit": "npx husky",
	} {
		t.Run(file, func(t *testing.T) {
			r := newRepo(t)
			if strings.HasPrefix(file, ".husky") {
				r.run("git", "config", "core.hooksPath", ".husky/_")
			}
			r.check(os.MkdirAll(filepath.Dir(filepath.Join(r.dir, file)), 0o755))
			r.write(file, "post-commit: "+quiet+"\n")
			if rep := r.install(); rep.State != Managed || !strings.Contains(rep.Advice, file+" runs ownup, but") || snippet(t, rep) != want+"\n" {
				t.Errorf("%+v", rep)
			}
			if rep := r.uninstall(); len(rep.Done) != 0 || rep.Advice != "" {
				t.Errorf("uninstall: %+v", rep)
			}
		})
	}
}

// TestSimpleGitHooks: it takes away any hook that it doesn't know, so that ownup's would be gone with the next install
// of the packages.
func TestSimpleGitHooks(t *testing.T) {
	r := newRepo(t)
	r.write("package.json", `{"simple-git-hooks": {"pre-commit": "true"}}`)
	if !strings.Contains(r.install().Advice, "run `npx simple-git-hooks`") {
		t.Errorf("%+v", r.install())
	}
	r.managedBy("simple-git-hooks", func(lines string) {
		_, command, _ := strings.Cut(strings.SplitN(lines, "\n", 2)[0], `: "`)
		r.script(r.hookFile(), strings.TrimSuffix(command, `"`))
	})
}

// TestPrek: it reads pre-commit's configuration, and goes on to run the hook that it has found.
func TestPrek(t *testing.T) {
	r := newRepo(t)
	r.install()
	r.check(os.Rename(r.hookFile(), r.hookFile()+".legacy"))
	r.script(r.hookFile(), "# File generated by prek: https://example.org\nHERE=$(dirname \"$0\")\n\"$0.legacy\"")
	if log, _ := r.commit(); log != called || r.state() != Installed {
		t.Errorf("log %q, state %s", log, r.state())
	}
	r.check(os.Remove(r.hookFile() + ".legacy"))
	if rep := r.install(); rep.State != Managed || rep.Manager != "prek" || !strings.Contains(rep.Advice, ".pre-commit-config.yaml") {
		t.Errorf("%+v", rep)
	}
}

// TestNobodysAliasIsRun: to git before 2.36 `git hook` may be an alias.
func TestNobodysAliasIsRun(t *testing.T) {
	r := newRepo(t)
	r.opts.Git = filepath.Join(r.home, "git")
	r.script(r.opts.Git, "if [ \"$1\" = hook ]; then echo ran >>'"+filepath.ToSlash(r.log)+"'; exit; fi\nexec git \"$@\"")
	if s := r.state(); s != Absent || exists(r.log) {
		t.Errorf("%s, log %q", s, readText(r.log))
	}
}

// TestInGitsConfiguration: git 2.54 and newer run commands that are configured, beside the hook's file.
func TestInGitsConfiguration(t *testing.T) {
	r := newRepo(t)
	r.run("git", "config", "hook.of mine.command", "ownup hook run post-commit")
	r.run("git", "config", "hook.other.command", "true")
	newer := filepath.Join(r.home, "git")
	for listed, want := range map[string]State{"of mine": Installed, "other": Absent, "disabled\tof mine": Absent} {
		r.script(newer, "if [ \"$1 $2 $3\" = 'hook list post-commit' ]; then echo other; echo '"+listed+"'; exit; fi\nexec git \"$@\"")
		o := r.opts
		o.Git = newer
		rep, err := Status(t.Context(), o)
		if err != nil || rep.State != want || want == Installed && rep.Path != "hook.of mine.command" {
			t.Errorf("%s: %+v, %v", listed, rep, err)
		}
		if want != Installed {
			continue
		}
		if rep, err := Install(t.Context(), o); err != nil || rep.State != Installed || exists(r.hookFile()) {
			t.Errorf("%+v, %v", rep, err)
		}
		if rep, err := Uninstall(t.Context(), o); err != nil || !strings.Contains(rep.Advice, "hook.of mine.command in git's configuration") {
			t.Errorf("%+v, %v", rep, err)
		}
	}
}

const preCommitConfig = `repos:
- repo: local
  hooks:
    - id: theirs
      name: theirs
      language: system
      entry: "true"
      stages: [post-commit]
      always_run: true
`

func TestPreCommit(t *testing.T) {
	preCommit, err := exec.LookPath("pre-commit")
	if err != nil {
		t.Skip("pre-commit is not there: apt-get install pre-commit")
	}
	install := func(r *repo) {
		r.run("git", "add", ".pre-commit-config.yaml")
		r.run(preCommit, "install", "--hook-type", "post-commit")
	}
	t.Run("its hook is installed", func(t *testing.T) {
		r := newRepo(t)
		r.write(".pre-commit-config.yaml", preCommitConfig)
		install(r)
		r.managedBy("pre-commit", func(lines string) {
			r.write(".pre-commit-config.yaml", "repos:\n"+lines)
			r.run("git", "add", ".")
		})
	})
	t.Run("it comes later and keeps ours", func(t *testing.T) {
		r := newRepo(t)
		r.script(r.hookFile(), "echo theirs >>'"+filepath.ToSlash(r.log)+"'")
		r.install()
		r.write(".pre-commit-config.yaml", preCommitConfig)
		install(r)
		log, printed := r.commit()
		if log != "theirs\n"+called {
			t.Errorf("log %q, printed %s", log, printed)
		}
		if s := r.state(); s != Installed {
			t.Errorf("state %s", s)
		}
	})
}

func TestHookFoldersOfPeople(t *testing.T) {
	// follow makes the file that the advice tells, and makes it executable when told so.
	follow := func(r *repo, file string) func(string) {
		return func(advice string) {
			lines, _, ok := strings.Cut(advice, "\nand make it executable:\n\nchmod +x ")
			if !ok || !strings.HasPrefix(lines, "#!/bin/sh\n") {
				t.Errorf("advice %q", advice)
			}
			r.check(os.MkdirAll(filepath.Dir(file), 0o755))
			r.check(os.WriteFile(file, []byte(lines), 0o644))
			if runtime.GOOS != "windows" {
				rep := r.install()
				if log, _ := r.commit(); log != "" || rep.State != Managed || !strings.Contains(rep.Advice, "chmod +x") || strings.Contains(rep.Advice, "#!") {
					t.Errorf("not executable: %+v, log %q", rep, log)
				}
			}
			r.check(os.Chmod(file, 0o755))
		}
	}
	t.Run("in the work tree", func(t *testing.T) {
		r := newRepo(t)
		r.run("git", "config", "core.hooksPath", "tools/hooks")
		if rep := r.uninstall(); rep.Advice != "" {
			t.Errorf("uninstalling what is not installed: %+v", rep)
		}
		r.managedBy("core.hooksPath", follow(r, filepath.Join(r.dir, "tools", "hooks", Name)))
	})
	t.Run("of husky before its version 9", func(t *testing.T) {
		r := newRepo(t)
		r.run("git", "config", "core.hooksPath", ".husky")
		r.managedBy("husky", follow(r, filepath.Join(r.dir, ".husky", Name)))
	})
	t.Run("for all repositories", func(t *testing.T) {
		r := newRepo(t)
		r.run("git", "config", "--global", "core.hooksPath", filepath.Join(r.home, "hooks"))
		r.managedBy("core.hooksPath", follow(r, filepath.Join(r.home, "hooks", Name)))
	})
	t.Run("elsewhere, for this repository alone", func(t *testing.T) {
		r := newRepo(t)
		r.run("git", "config", "core.hooksPath", "../hooks of mine")
		if rep := r.install(); strings.Contains(rep.Advice, "all of your repositories") || !strings.Contains(rep.Advice, "hooks of mine, where") {
			t.Errorf("%+v", rep)
		}
	})
	t.Run("beside what people run already", func(t *testing.T) {
		r := newRepo(t)
		r.run("git", "config", "core.hooksPath", "tools/hooks")
		file := filepath.Join(r.dir, "tools", "hooks", Name)
		r.check(os.MkdirAll(filepath.Dir(file), 0o755))
		r.script(file, "# "+runLine+"\nexit 0")
		if rep := r.install(); !strings.Contains(rep.Advice, "before any exit or exec") {
			t.Errorf("%+v", rep)
		}
		r.managedBy("core.hooksPath", func(lines string) { r.script(file, lines+"\nexit 0") })
	})
	t.Run("beside what is no shell script", func(t *testing.T) {
		r := newRepo(t)
		r.run("git", "config", "core.hooksPath", "tools/hooks")
		r.check(os.MkdirAll(filepath.Join(r.dir, "tools", "hooks"), 0o755))
		r.write("tools/hooks/post-commit", "#!/usr/bin/env python3\nprint('theirs')\n")
		r.check(os.Chmod(filepath.Join(r.dir, "tools", "hooks", Name), 0o755))
		if rep := r.install(); rep.State != Managed || !strings.Contains(rep.Advice, "in its own language") || snippet(t, rep) != quiet+"\n" {
			t.Errorf("%+v", rep)
		}
	})
	t.Run("a folder in its place", func(t *testing.T) {
		r := newRepo(t)
		if err := os.MkdirAll(filepath.Join(r.dir, ".git", "hooks", Name), 0o755); err != nil {
			t.Fatal(err)
		}
		_, err := Install(t.Context(), r.opts)
		if err == nil || !strings.Contains(err.Error(), Name+" is not a file: move it away") {
			t.Error(err)
		}
	})
	t.Run("switched off", func(t *testing.T) {
		r := newRepo(t)
		r.run("git", "config", "core.hooksPath", os.DevNull)
		_, err := Install(t.Context(), r.opts)
		if err == nil || !strings.Contains(err.Error(), "Git runs no hooks here") {
			t.Error(err)
		}
	})
	t.Run("empty", func(t *testing.T) {
		r := newRepo(t)
		r.run("git", "config", "core.hooksPath", "")
		_, err := Install(t.Context(), r.opts)
		if err == nil || !strings.Contains(err.Error(), "Git runs no hooks here: core.hooksPath is empty.") {
			t.Error(err)
		}
	})
	t.Run("the usual one, as nothing to a linked worktree", func(t *testing.T) {
		r := newRepo(t)
		r.commit()
		r.run("git", "config", "core.hooksPath", ".git/hooks")
		o := r.opts
		o.Dir = filepath.Join(r.home, "other")
		r.run("git", "worktree", "add", "-q", o.Dir)
		_, err := Install(t.Context(), o)
		if err == nil || !strings.Contains(err.Error(), "Git runs no hooks here") || !strings.Contains(err.Error(), "Unset it") {
			t.Error(err)
		}
	})
	t.Run("the usual one by another name", func(t *testing.T) {
		r := newRepo(t)
		r.run("git", "config", "core.hooksPath", filepath.Join(r.dir, ".git", "hooks"))
		if rep := r.install(); rep.State != Installed {
			t.Errorf("%+v", rep)
		}
		if log, _ := r.commit(); log != called {
			t.Errorf("log %q", log)
		}
	})
}
