package hook

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/disk"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// repo is a real repository with a stand-in for ownup that writes down how it was called.
type repo struct {
	*testing.T
	dir, home, log string
	opts           Options
}

func newRepo(t *testing.T) *repo {
	t.Helper()
	base := t.TempDir()
	r := &repo{T: t, dir: filepath.Join(base, "work tree's"), home: filepath.Join(base, "home"), log: filepath.Join(base, "log")}
	bin := filepath.Join(base, "it's ownup", "ownup")
	for _, dir := range []string{r.dir, r.home, filepath.Dir(bin)} {
		r.check(os.MkdirAll(dir, 0o755))
	}
	r.script(bin, "echo ownup \"$@\" >>'"+filepath.ToSlash(r.log)+"'; cat >>'"+filepath.ToSlash(r.log)+"'; exit 7")
	env := []string{
		"HOME=" + r.home, "XDG_CONFIG_HOME=" + r.home, "GIT_CONFIG_NOSYSTEM=1", "PATH=" + os.Getenv("PATH"),
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com",
	}
	for _, name := range []string{"SystemRoot", "TEMP", "TMP"} { // Windows does not work without
		if v := os.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	r.opts = Options{Dir: r.dir, Program: bin, Env: append(env, gittest.Alike...)}
	r.run("git", "init", "-q", "-b", "main")
	return r
}

func (r *repo) check(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *repo) script(path, text string) {
	r.Helper()
	r.check(os.MkdirAll(filepath.Dir(path), 0o755))
	r.check(os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o755))
}

func (r *repo) run(args ...string) string {
	r.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Env = r.dir, r.opts.Env
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// commit makes a commit and returns what the hooks wrote into the log, and what was printed.
func (r *repo) commit() (log, printed string) {
	r.Helper()
	_ = os.Remove(r.log)
	printed = r.run("git", "commit", "-q", "--allow-empty", "-m", "x")
	data, _ := os.ReadFile(r.log) // no log: nothing ran
	return string(data), printed
}

func (r *repo) hookFile() string { return filepath.Join(r.dir, ".git", "hooks", Name) }

func (r *repo) install() Report {
	r.Helper()
	rep, err := Install(r.Context(), r.opts)
	r.check(err)
	return rep
}

func (r *repo) uninstall() Report {
	r.Helper()
	rep, err := Uninstall(r.Context(), r.opts)
	r.check(err)
	return rep
}

func (r *repo) state() State {
	r.Helper()
	rep, err := Status(r.Context(), r.opts)
	r.check(err)
	return rep.State
}

const called = "ownup hook run post-commit\n"

func TestInstallRunUninstall(t *testing.T) {
	r := newRepo(t)
	if s := r.state(); s != Absent {
		t.Error(s)
	}
	if rep := r.install(); rep.State != Installed || len(rep.Done) != 1 {
		t.Errorf("%+v", rep)
	}
	if log, printed := r.commit(); log != called || printed != "" {
		t.Errorf("log %q, printed %q", log, printed)
	}
	r.run("sh", r.hookFile()) // ends well, though the stand-in doesn't
	if rep := r.install(); rep.State != Installed || len(rep.Done) != 0 {
		t.Errorf("a second time: %+v", rep)
	}
	if rep := r.uninstall(); rep.State != Absent || len(rep.Done) != 1 || rep.Done[0] != "removed "+rep.Path {
		t.Errorf("%+v", rep)
	}
	if log, _ := r.commit(); log != "" || exists(r.hookFile()) {
		t.Errorf("after uninstall the log is %q", log)
	}
	if rep := r.uninstall(); rep.State != Absent || len(rep.Done) != 0 {
		t.Errorf("a second time: %+v", rep)
	}
}

func TestSilentWhenOwnupIsGone(t *testing.T) {
	r := newRepo(t)
	r.install()
	r.check(os.Remove(r.opts.Program))
	if log, printed := r.commit(); log != "" || printed != "" {
		t.Errorf("log %q, printed %q", log, printed)
	}
}

func TestThePathComesFirst(t *testing.T) {
	r := newRepo(t)
	r.install()
	r.script(filepath.Join(r.home, "bin", "ownup"), "echo from the path >>'"+filepath.ToSlash(r.log)+"'")
	for i, v := range r.opts.Env {
		if strings.HasPrefix(v, "PATH=") {
			r.opts.Env[i] = "PATH=" + filepath.Join(r.home, "bin") + string(os.PathListSeparator) + v[5:]
		}
	}
	if log, _ := r.commit(); log != "from the path\n" {
		t.Errorf("log %q", log)
	}
}

func TestLinkedWorktreeAndSubfolder(t *testing.T) {
	r := newRepo(t)
	r.commit()
	other := filepath.Join(r.home, "other")
	r.run("git", "worktree", "add", "-q", other)
	r.check(os.Mkdir(filepath.Join(other, "sub"), 0o755))
	o := r.opts
	o.Dir = filepath.Join(other, "sub")
	rep, err := Install(t.Context(), o)
	r.check(err)
	if resolved(rep.Path) != resolved(r.hookFile()) {
		t.Errorf("installed at %s", rep.Path)
	}
	if log, _ := r.commit(); log != called {
		t.Errorf("log %q", log)
	}
}

// TestBare is that nothing is written where nobody commits; in a bare repository with worktrees people do.
func TestBare(t *testing.T) {
	r := newRepo(t)
	r.commit()
	o := r.opts
	o.Dir = filepath.Join(r.home, "bare.git")
	r.run("git", "clone", "-q", "--bare", r.dir, o.Dir)
	if rep, err := Status(t.Context(), o); err != nil || rep.State != Absent || !strings.Contains(rep.Advice, "post-receive") {
		t.Errorf("%+v, %v", rep, err)
	}
	if _, err := Install(t.Context(), o); err == nil || !strings.Contains(err.Error(), "post-receive") || exists(filepath.Join(o.Dir, "hooks", Name)) {
		t.Error(err)
	}
	r.run("git", "-C", o.Dir, "worktree", "add", "-q", filepath.Join(r.home, "worktree"))
	if rep, err := Install(t.Context(), o); err != nil || rep.State != Installed {
		t.Errorf("%+v, %v", rep, err)
	}
}

// TestNotExecutable is that a hook which git passes over is told as such, and how to mend that.
func TestNotExecutable(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // where no file is marked so
	}
	r := newRepo(t)
	_, err := Install(t.Context(), r.opts)
	r.check(err)
	whole := body(r.opts.Program)
	for _, text := range []string{whole, whole + "echo mine\n", strings.Replace(whole, "before=", "echo mine\nbefore=", 1)} {
		r.check(os.WriteFile(r.hookFile(), []byte(text), 0o644))
		r.check(os.Chmod(r.hookFile(), 0o644))
		if rep, err := Status(t.Context(), r.opts); err != nil || !strings.Contains(rep.Advice, "chmod +x") {
			t.Errorf("%+v, %v", rep, err)
		}
	}
}

// TestAsOldGitsAnswer is that the hook goes where it belongs under a git that does not know how to make paths absolute,
// wherever it is asked from.
func TestAsOldGitsAnswer(t *testing.T) {
	r := newRepo(t)
	sub, link := filepath.Join(r.dir, "a", "b"), filepath.Join(r.home, "link")
	r.check(os.MkdirAll(sub, 0o755))
	r.check(os.Symlink(sub, link))
	old := filepath.Join(r.home, "git")
	r.script(old, `case "$*" in *--path-format=*) echo "--path-format=absolute";; esac; exec git "$@"`)
	for _, dir := range []string{r.dir, sub, link, filepath.Join(r.dir, ".git")} {
		o := r.opts
		o.Git, o.Dir = old, dir
		rep, err := Install(t.Context(), o)
		if err != nil || resolved(rep.Path) != resolved(r.hookFile()) || rep.State != Installed {
			t.Errorf("from %s: %+v, %v", dir, rep, err)
		}
		r.uninstall()
	}
}

func TestUpgrade(t *testing.T) {
	r := newRepo(t)
	r.install()
	moved := r.opts
	moved.Program = filepath.Join(r.home, "ownup")
	if rep, err := Status(t.Context(), moved); err != nil || rep.State != Outdated {
		t.Errorf("%+v, %v", rep, err)
	}
	rep, err := Install(t.Context(), moved)
	if err != nil || rep.State != Installed || len(rep.Done) != 1 {
		t.Errorf("%+v, %v", rep, err)
	}
	for _, b := range bodies[:len(bodies)-1] {
		older := filled(b, r.opts.Program)
		r.check(os.WriteFile(r.hookFile(), []byte(older), 0o755))
		if s := r.state(); s != Outdated {
			t.Errorf("%s: %s", s, older)
		}
		if rep := r.install(); rep.State != Installed || readText(r.hookFile()) != body(r.opts.Program) {
			t.Errorf("%+v: %s", rep, older)
		}
	}
}

// TestWhatIsAddedBelowRuns: other programs, and people, add their lines at the end of the hook that stands there.
func TestWhatIsAddedBelowRuns(t *testing.T) {
	r := newRepo(t)
	r.install()
	r.script(r.hookFile(), strings.TrimPrefix(body(r.opts.Program), "#!/bin/sh\n")+"echo theirs >>'"+filepath.ToSlash(r.log)+"'")
	if log, _ := r.commit(); log != called+"theirs\n" {
		t.Errorf("log %q", log)
	}
	text := readText(r.hookFile())
	if rep := r.install(); rep.State != Installed || len(rep.Done) != 0 {
		t.Errorf("%+v", rep)
	}
	if _, err := Uninstall(t.Context(), r.opts); err == nil || readText(r.hookFile()) != text {
		t.Errorf("%v; it became %q", err, readText(r.hookFile()))
	}
}

func TestABodyChangedByHandIsLeft(t *testing.T) {
	r := newRepo(t)
	r.install()
	text := strings.Replace(body(r.opts.Program), "before=", "echo mine\nbefore=", 1)
	r.check(os.WriteFile(r.hookFile(), []byte(text), 0o755))
	moved := r.opts
	for _, do := range []func() error{
		func() error { _, err := Install(t.Context(), moved); return err },
		func() error { _, err := Uninstall(t.Context(), moved); return err },
	} {
		var p *incident.Problem
		if err := do(); !errors.As(err, &p) || !strings.Contains(p.Sentence, "by hand") || !strings.Contains(p.Sentence, "executable, delete "+r.hookFile()+",") {
			t.Errorf("%v", err)
		}
	}
	if got := readText(r.hookFile()); got != text {
		t.Errorf("it became %q", got)
	}
}

// TestBodiesAreNeverChanged holds each body to what was once released: people's repositories carry them.
func TestBodiesAreNeverChanged(t *testing.T) {
	want := []string{"d386479af4512bcd", "03995c5d71397759"}
	var got []string
	for _, b := range bodies {
		got = append(got, fmt.Sprintf("%x", sha256.Sum256([]byte(b)))[:16])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("a body that is in people's repositories must stay in the list; append a new one instead", diff)
	}
}

func TestOnlyExactBodiesAreOurs(t *testing.T) {
	good := body("/it's/here\nor there")
	before, after, _ := strings.Cut(bodies[0], programMark)
	for text, want := range map[string]bool{
		good: true, before + "'/a'" + after: true, before + "'/a'": false, "'/a'" + after: false, good + "\n": false, good[1:]: false, "": false, strings.ReplaceAll(good, "\n", "\r\n"): false,
		strings.Replace(good, "'/it'", "/it", 1): false, strings.Replace(bodies[0], programMark, "'a'; rm -rf x 'b'", 1): false,
	} {
		if wrote(text) != want {
			t.Errorf("wrote(%q) = %v", text, !want)
		}
	}
}

func TestFleeting(t *testing.T) {
	for program, want := range map[string]bool{
		"/tmp/go-build2784/b001/exe/ownup": true, "/home/kim/.cache/go-build/0a/" + strings.Repeat("0a", 32) + "-d/ownup": true,
		"/cache/0a/" + strings.Repeat("0a", 32) + "-d/ownup": true, "/home/kim/go/bin/ownup": false, "/usr/bin/ownup": false,
		"/home/kim/go-builders/bin/ownup": false,
	} {
		if Fleeting(program) != want {
			t.Errorf("%s: %v", program, !want)
		}
	}
}

func TestDryRunDoesNothing(t *testing.T) {
	r := newRepo(t)
	r.script(r.hookFile(), "echo theirs")
	o := r.opts
	o.DryRun = true
	rep, err := Install(t.Context(), o)
	if err != nil || len(rep.Done) != 0 || len(rep.Would) != 2 || rep.State != Foreign || exists(r.hookFile()+keptSuffix) || readText(r.hookFile()) != "#!/bin/sh\necho theirs\n" {
		t.Errorf("%+v, %v", rep, err)
	}
	r.install()
	rep, err = Uninstall(t.Context(), o)
	if err != nil || len(rep.Done) != 0 || len(rep.Would) != 1 || rep.State != Installed || !wrote(readText(r.hookFile())) {
		t.Errorf("%+v, %v", rep, err)
	}
	r.check(os.Remove(r.hookFile() + keptSuffix))
	rep, err = Uninstall(t.Context(), o)
	if err != nil || len(rep.Done) != 0 || len(rep.Would) != 1 || rep.State != Installed || !wrote(readText(r.hookFile())) {
		t.Errorf("with no other hook: %+v, %v", rep, err)
	}
	r.uninstall()
	rep, err = Install(t.Context(), o)
	if err != nil || len(rep.Done) != 0 || len(rep.Would) != 1 || rep.State != Absent || exists(r.hookFile()) {
		t.Errorf("where there is none: %+v, %v", rep, err)
	}
}

// TestEveryStepMayFail: whatever fails, the foreign hook is in its place or beside it, and a second try succeeds.
func TestEveryStepMayFail(t *testing.T) {
	for nth := 1; ; nth++ {
		r := newRepo(t)
		r.script(r.hookFile(), "echo theirs")
		steps := 0
		o := r.opts
		o.Disk = &disk.Disk{Fail: func(disk.Step, string) error {
			if steps++; steps == nth {
				return syscall.ENOSPC
			}
			return nil
		}}
		_, err := Install(t.Context(), o)
		if steps < nth {
			if nth < 3 {
				t.Fatal("the faults reach nothing")
			}
			return
		}
		if err == nil || !strings.Contains(err.Error(), "disk is full") || readText(r.hookFile()) != "#!/bin/sh\necho theirs\n" {
			t.Errorf("step %d: %v, hook %q", nth, err, readText(r.hookFile()))
		}
		if rep := r.install(); rep.State != Installed {
			t.Errorf("step %d, again: %+v", nth, rep)
		}
		o.Disk.Fail = func(disk.Step, string) error { return syscall.ENOSPC }
		if rep, err := Uninstall(t.Context(), o); err == nil || !strings.Contains(err.Error(), "Could not put back") || rep.State != Installed || !exists(r.hookFile()+keptSuffix) {
			t.Errorf("step %d, taken away on a full disk: %+v, %v", nth, rep, err)
		}
		r.uninstall()
		if readText(r.hookFile()) != "#!/bin/sh\necho theirs\n" || exists(r.hookFile()+keptSuffix) {
			t.Errorf("step %d: not put back", nth)
		}
	}
}

// TestItsOwnPlaceIsKnown: the hook names it in full, as a commit may be made anywhere.
func TestItsOwnPlaceIsKnown(t *testing.T) {
	r := newRepo(t)
	r.opts.Program = "ownup"
	if _, err := Install(t.Context(), r.opts); err == nil || !strings.Contains(err.Error(), "its full path") || exists(r.hookFile()) {
		t.Error(err)
	}
}

func TestNotARepository(t *testing.T) {
	r := newRepo(t)
	o := r.opts
	o.Dir = r.home
	if _, err := Install(t.Context(), o); incident.ProblemOf(err) != incident.NotFound {
		t.Error(err)
	}
	o.Git = "no-such-git"
	if _, err := Install(t.Context(), o); err == nil || !strings.Contains(err.Error(), "install git") {
		t.Error(err)
	}
}

// TestSomebodyElsesRepository holds that git's own advice is handed on where it works for no stranger's repository.
func TestSomebodyElsesRepository(t *testing.T) {
	r := newRepo(t)
	r.opts.Env = append(r.opts.Env, "GIT_TEST_ASSUME_DIFFERENT_OWNER=1")
	_, err := Status(t.Context(), r.opts)
	want := "Git could not say where this repository keeps its hooks: detected dubious ownership in repository"
	if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "git config --global --add safe.directory ") {
		t.Errorf("got %v, want it to begin with %q, and git's advice", err, want)
	}
}
