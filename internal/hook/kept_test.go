package hook

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestForeignHooksAreKept: they still run while ownup is installed, and come back byte for byte, mode included.
func TestForeignHooksAreKept(t *testing.T) {
	for name, foreign := range map[string]struct {
		text string
		mode os.FileMode
		ran  string
	}{
		"a script":                 {"#!/bin/sh\necho theirs \"$@\" >>'LOG'\nexit 3\n", 0o750, "theirs\n"},
		"no line end, odd bytes":   {"#!/bin/sh\r\n:\x00\xff", 0o711, ""},
		"not executable":           {"#!/bin/sh\necho theirs >>'LOG'\n", 0o644, ""},
		"one that names ownup too": {"#!/bin/sh\n# runs ownup later\necho theirs >>'LOG'\n", 0o755, "theirs\n"},
	} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && foreign.mode != 0o755 {
				t.Skip("Windows has no modes; run it on Linux or macOS")
			}
			r := newRepo(t)
			text := strings.ReplaceAll(foreign.text, "LOG", filepath.ToSlash(r.log))
			r.check(os.WriteFile(r.hookFile(), []byte(text), foreign.mode))
			r.check(os.Chmod(r.hookFile(), foreign.mode))
			rep, err := Status(t.Context(), r.opts)
			if err != nil || rep.State != Foreign || rep.Advice != "" {
				t.Errorf("%+v, %v", rep, err)
			}
			rep = r.install()
			if rep.State != Installed || rep.Kept == "" {
				t.Errorf("%+v", rep)
			}
			if runs := !strings.Contains(rep.Done[0], "is not run"); runs != (foreign.mode&0o111 != 0) {
				t.Errorf("%+v", rep)
			}
			if name != "no line end, odd bytes" { // what a shell makes of those is its own affair
				if log, _ := r.commit(); log != foreign.ran+called {
					t.Errorf("log %q", log)
				}
			}
			rep = r.uninstall()
			got, err := os.ReadFile(r.hookFile())
			r.check(err)
			info, err := os.Lstat(r.hookFile())
			r.check(err)
			if string(got) != text || info.Mode().Perm() != foreign.mode || rep.State != Foreign || exists(rep.Path+keptSuffix) {
				t.Errorf("came back as %q with %v; %+v", got, info.Mode(), rep)
			}
		})
	}
}

func TestAForeignLinkIsKeptAsALink(t *testing.T) {
	r := newRepo(t)
	r.script(filepath.Join(r.dir, "hook.sh"), "echo theirs >>'"+filepath.ToSlash(r.log)+"'")
	r.check(os.Symlink("../../hook.sh", r.hookFile()))
	r.install()
	if log, _ := r.commit(); log != "theirs\n"+called {
		t.Errorf("log %q", log)
	}
	r.uninstall()
	if target, err := os.Readlink(r.hookFile()); err != nil || target != "../../hook.sh" {
		t.Errorf("%q, %v", target, err)
	}
	r.check(os.Symlink("../../hook.sh", r.hookFile()+keptSuffix)) // as a killed install leaves it
	if rep := r.install(); rep.State != Installed || rep.Kept == "" {
		t.Errorf("%+v", rep)
	}
	r.uninstall()
	r.check(os.Symlink("elsewhere", r.hookFile()+keptSuffix))
	if _, err := Install(t.Context(), r.opts); err == nil || !strings.Contains(err.Error(), "two different hooks") {
		t.Error(err)
	}
}

// TestTwoUninstallsAtOnce: the second must not take away what the first has put back.
func TestTwoUninstallsAtOnce(t *testing.T) {
	r := newRepo(t)
	r.script(r.hookFile(), "echo theirs")
	r.install()
	second, err := find(t.Context(), r.opts)
	r.check(err)
	r.uninstall()
	rep := second.report(r.opts)
	if err := second.takeAway(r.opts, &rep); err == nil || readText(r.hookFile()) != "#!/bin/sh\necho theirs\n" {
		t.Errorf("%v, and the hook is %q", err, readText(r.hookFile()))
	}
}

func TestTwoForeignHooksAreNotMixedUp(t *testing.T) {
	r := newRepo(t)
	r.script(r.hookFile(), "echo one")
	r.script(r.hookFile()+keptSuffix, "echo two")
	if _, err := Install(t.Context(), r.opts); err == nil || readText(r.hookFile()) != "#!/bin/sh\necho one\n" {
		t.Error(err)
	}
	if rep := r.uninstall(); rep.State != Foreign || readText(r.hookFile()) != "#!/bin/sh\necho one\n" || readText(rep.Kept) != "#!/bin/sh\necho two\n" {
		t.Errorf("%+v", rep)
	}
	if runtime.GOOS != "windows" { // which has no modes
		r.script(r.hookFile()+keptSuffix, "echo one")
		r.check(os.Chmod(r.hookFile()+keptSuffix, 0o644))
		if _, err := Install(t.Context(), r.opts); err == nil || !strings.Contains(err.Error(), "two different hooks") {
			t.Errorf("one of them is run, the other not: %v", err)
		}
	}
	r.script(r.hookFile()+keptSuffix, `exec "$0".d/two`)
	if rep, err := Status(t.Context(), r.opts); err != nil || rep.Advice != "" {
		t.Errorf("what is kept is not ownup's affair: %+v, %v", rep, err)
	}
	r.script(r.hookFile()+keptSuffix, "echo two")
	r.check(os.Remove(r.hookFile()))
	if rep := r.uninstall(); rep.State != Foreign || readText(r.hookFile()) != "#!/bin/sh\necho two\n" || rep.Kept != "" {
		t.Errorf("where ownup's own is gone: %+v", rep)
	}
}
