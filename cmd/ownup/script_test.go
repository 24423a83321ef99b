package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ownup": func() { os.Exit(program()) }})
}

// TestScripts runs the verbs as people do: the real program, real git, and the project's own GitHub behind the referee.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no scripts: %v", err)
	}
	for _, file := range files {
		runScript(t, file, false, ownHub)
	}
}

// TestScriptsOnEmulator runs those that speak to GitHub against the emulator that nobody here wrote. Two are left out
// for what the emulator lacks: pulls asks by which pull request a commit came, measures makes sub-issues. Lines of the
// others that need such are marked [!emulator].
func TestScriptsOnEmulator(t *testing.T) {
	for _, name := range []string{"action", "follow", "github", "login", "remote"} {
		runScript(t, filepath.Join("testdata", "script", name+".txtar"), true, emulatorHub)
	}
}

func runScript(t *testing.T, file string, emulator bool, start func(*testing.T) *hub) {
	t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
		t.Parallel()
		testscript.Run(t, script(start(t), file, emulator))
	})
}

func script(h *hub, file string, emulator bool) testscript.Params {
	return testscript.Params{
		Files:               []string{file},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			home := filepath.Join(e.WorkDir, ".home")
			if err := os.Mkdir(home, 0o755); err != nil {
				return err
			}
			e.Setenv("HOME", home)
			e.Setenv("XDG_CONFIG_HOME", home)
			e.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			e.Setenv("GIT_DEFAULT_HASH", "sha1") // which git 3 has to be told
			e.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(home, "gitconfig"))
			e.Setenv("GIT_AUTHOR_NAME", "Robin Hale")
			e.Setenv("GIT_AUTHOR_EMAIL", "robin@acme.example")
			e.Setenv("GIT_COMMITTER_NAME", "Robin Hale")
			e.Setenv("GIT_COMMITTER_EMAIL", "robin@acme.example")
			e.Values[hubKey{}] = h
			setTime(h, e.Setenv, time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC))
			return os.WriteFile(filepath.Join(home, "gitconfig"), []byte("[init]\n\tdefaultBranch = main\n[protocol \"file\"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n[safe]\n\tbareRepository = all\n"), 0o644)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"at":     cmdAt,
			"commit": cmdCommit,
			"code":   cmdCode,
			"edit":   cmdEdit,
			"page":   cmdPage,
			"github": cmdGitHub,
			"issues": cmdIssues,
			"sha":    cmdSHA,
		},
		Condition: func(cond string) (bool, error) {
			switch cond {
			case "root":
				return os.Geteuid() == 0, nil
			case "emulator":
				return emulator, nil
			}
			return false, fmt.Errorf("there is no condition %q", cond)
		},
	}
}

func setTime(h *hub, set func(key, value string), at time.Time) {
	for _, key := range []string{"OWNUP_NOW", "GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"} {
		set(key, at.Format(time.RFC3339))
	}
	asked := 0
	h.server.SetClock(func() time.Time { // it goes on: two changes to an issue are not made at the same moment
		asked++
		return at.Add(time.Duration(asked) * time.Second)
	})
}

// at TIME: it is this time now, for git, for ownup, and for a GitHub whose clock is ours. The emulator goes by the real
// one: at now.
func cmdAt(ts *testscript.TestScript, _ bool, args []string) {
	at, err := time.Parse(time.RFC3339, args[0])
	if args[0] == "now" {
		at, err = time.Now().UTC().Add(time.Minute), nil // whatever was done there is past
	}
	ts.Check(err)
	setTime(hubOf(ts), ts.Setenv, at)
}

// commit MESSAGE: commits whatever the work tree holds; \n in the message begins a line.
func cmdCommit(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(ts.Exec("git", "add", "--all"))
	ts.Check(ts.Exec("git", "commit", "--quiet", "--allow-empty", "-m", strings.ReplaceAll(args[0], `\n`, "\n")))
}

// code N PROGRAM ARGS…: runs the program and wants this exit code.
func cmdCode(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if exit, ok := err.(*exec.ExitError); ok { //nolint:errorlint // Exec returns it bare
		got = strings.TrimPrefix(exit.Error(), "exit status ")
	} else if err != nil {
		ts.Fatalf("%s: %v", args[1], err)
	}
	if got != args[0] {
		ts.Fatalf("%s ended with exit code %s, not %s", strings.Join(args[1:], " "), got, args[0])
	}
}

// edit FILE OLD NEW: replaces a text that must be there, as a person does in an editor.
func cmdEdit(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	if found, _ := filepath.Glob(path); len(found) == 1 {
		path = found[0]
	}
	text, err := os.ReadFile(path)
	ts.Check(err)
	changed := strings.Replace(string(text), args[1], strings.ReplaceAll(args[2], `\n`, "\n"), 1)
	if changed == string(text) {
		ts.Fatalf("edit: %s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(path, []byte(changed), 0o644))
}

// page GLOB: copies the one file that fits to page.md, for grep.
func cmdPage(ts *testscript.TestScript, _ bool, args []string) {
	found, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("page: %s fits %d files: %v", args[0], len(found), found)
	}
	text, err := os.ReadFile(found[0])
	ts.Check(err)
	ts.Check(writeTo(filepath.Join(ts.Getenv("WORK"), "page.md"), string(text)))
}

// sha VARIABLE REV: keeps a commit's id in a variable.
func cmdSHA(ts *testscript.TestScript, _ bool, args []string) {
	cmd := exec.Command("git", "rev-parse", args[1])
	cmd.Dir = ts.MkAbs(".")
	out, err := cmd.Output()
	ts.Check(err)
	ts.Setenv(args[0], strings.TrimSpace(string(out)))
}

func writeTo(path, text string) error { return os.WriteFile(path, []byte(text), 0o644) }
