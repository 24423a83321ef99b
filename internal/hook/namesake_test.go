package hook

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestAHookThatGoesByItsNameKeepsIt: kept under another name it would find none of its parts, so it stays, and the
// advice brings both together.
func TestAHookThatGoesByItsNameKeepsIt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there: run it elsewhere")
	}
	for name, theirs := range map[string]struct{ file, text string }{
		"its parts are in $0.d":      {"post-commit", `for f in "$0".d/*; do "$f"; done`},
		"linked under several names": {"dispatch", `case $(basename "${0}") in post-commit) echo theirs >>"$LOG" ;; *) exit 1 ;; esac`},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRepo(t)
			r.opts.Env = append(r.opts.Env, "LOG="+r.log)
			hooks := filepath.Dir(r.hookFile())
			r.script(filepath.Join(hooks, theirs.file), theirs.text)
			r.script(filepath.Join(hooks, "post-commit.d", "10"), `echo theirs >>"$LOG"`)
			if theirs.file != Name {
				r.check(os.Symlink(theirs.file, r.hookFile()))
			}
			rep := r.install()
			if rep.State != Managed || len(rep.Done) != 0 || rep.Kept != "" || !strings.Contains(rep.Advice, "goes by its own name ($") {
				t.Fatalf("%+v", rep)
			}
			if log, _ := r.commit(); log != "theirs\n" {
				t.Errorf("before the advice is followed: %q", log)
			}
			r.onPath()
			r.script(filepath.Join(hooks, theirs.file), theirs.text+"\n"+snippet(t, rep))
			if log, _ := r.commit(); log != "theirs\n"+called {
				t.Errorf("advice %q followed: %q", rep.Advice, log)
			}
			if rep := r.install(); rep.State != Installed || len(rep.Done) != 0 {
				t.Errorf("%+v", rep)
			}
			if rep := r.uninstall(); len(rep.Done) != 0 || !strings.Contains(rep.Advice, "take it out there") {
				t.Errorf("%+v", rep)
			}
		})
	}
}

// TestAHookKeptByAnEarlierOwnup: it was renamed by one that did not look for what it goes by, and that is said.
func TestAHookKeptByAnEarlierOwnup(t *testing.T) {
	r := newRepo(t)
	r.install()
	r.script(r.hookFile()+keptSuffix, `exec "$0".d/10`)
	if rep := r.install(); rep.State != Installed || !strings.Contains(rep.Advice, "ownup hook uninstall") {
		t.Errorf("%+v", rep)
	}
	o := r.opts
	o.DryRun = true
	if rep, err := Uninstall(t.Context(), o); err != nil || rep.Advice != "" || len(rep.Would) != 1 {
		t.Errorf("%+v, %v", rep, err)
	}
	if rep := r.uninstall(); rep.Advice != "" || readText(r.hookFile()) != "#!/bin/sh\nexec \"$0\".d/10\n" {
		t.Errorf("%+v", rep)
	}
}

func TestHusky4(t *testing.T) {
	r := newRepo(t)
	r.script(r.hookFile(), "# husky\n\n# Hook created by Husky v4.3.8 (https://github.com/typicode/husky#readme)\n. \"$(dirname \"$0\")/husky.sh\"")
	if rep := r.install(); rep.State != Managed || rep.Manager != "husky" || !strings.Contains(rep.Advice, ".huskyrc") {
		t.Errorf("%+v", rep)
	}
	r.write("package.json", `{"husky":{"hooks":{"post-commit":"ownup hook run post-commit </dev/null || true"}}}`)
	if s := r.state(); s != Installed {
		t.Error(s)
	}
}

func TestWhatAHookGoesBy(t *testing.T) {
	for text, want := range map[string]string{
		`. "${0%/*}/lib.sh"`: "${0%", "name = File.basename($0)": "$0", "os.path.basename(sys.argv[0])": "argv[0]", "echo $01 $0x ${0x}": "",
		"here=${BASH_SOURCE[0]}": "BASH_SOURCE", `git lfs post-commit "$@"`: "", "cost=$1": "",
		"git log -1 | awk '{print $0}'": "", "awk '{print $0}' x\nexec \"$0.d/lint\"": "$0",
	} {
		if got := asksItsName(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestAdviceSpeaksTheHooksLanguage: a line of shell is of use in a shell script only.
func TestAdviceSpeaksTheHooksLanguage(t *testing.T) {
	const ownLanguage = "in its own language, through sh"
	for text, want := range map[string]bool{
		"#!/bin/sh\nexec \"$0\".d/10\n":                             false,
		"exec \"$0\".d/10\n":                                        false,
		"#!/usr/bin/env python3\nprint(__file__)\n":                 true,
		"\x7fELF\x02\x01\x01\x00 argv[0]" + strings.Repeat("x", 99): true,
	} {
		r := newRepo(t)
		r.write(filepath.Join(".git", "hooks", Name), text)
		r.check(os.Chmod(r.hookFile(), 0o755))
		if rep := r.install(); rep.State != Managed || strings.Contains(rep.Advice, ownLanguage) != want || !strings.Contains(rep.Advice, runLine) {
			t.Errorf("%q: %+v", text, rep)
		}
	}
}
