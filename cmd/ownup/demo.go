package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/term"
)

func newDemo(a *app) *cobra.Command {
	var folder string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Watch a revert become a followed, reviewed incident",
		Long: `demo builds a small repository in a temporary folder, lives through seven weeks of it with the real
verbs of this program, and leaves the incident and report files to look at. It touches nothing else.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if folder != "" {
				folder = a.path(folder)
			}
			d := &demo{app: a, ctx: cmd.Context(), dir: folder}
			return d.play()
		},
	}
	cmd.Flags().StringVar(&folder, "dir", "", "build it in `DIR`, which must not exist yet (default: a temporary folder)")
	return cmd
}

// demo is a short play: git and ownup are the actors, time is the stage.
type demo struct {
	app  *app
	ctx  context.Context //nolint:containedctx // lives exactly as long as the verb
	dir  string
	now  time.Time
	home string
	err  error // the first failure; everything after it is skipped
}

func (d *demo) play() error {
	if err := d.stage(); err != nil {
		return err
	}
	start := d.app.world.now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -45)

	d.scene(start.Add(9*time.Hour), "A small project with owners, a branch and a hook")
	d.git("init", "--quiet", "--initial-branch=main")
	d.write("CODEOWNERS", "fetch/ @acme/transport\n")
	d.write("fetch/fetch.go", pageOnce)
	d.write("fetch/fetch_test.go", "package fetch\n")
	d.commit("Robin Hale", "Fetch pages over HTTP (#3)")
	d.ownup("hook", "install")

	d.scene(start.Add(34*time.Hour), "A feature lands and goes into a release")
	d.write("fetch/fetch.go", pageAgain)
	d.commit("Kim Osei", "fetch: retry three times when a request fails (#12)\n\nFlaky networks make us lose pages.")
	d.git("tag", "v1.0.0")

	d.scene(start.Add(82*time.Hour), "It hammers a busy server, so it is reverted; the hook notices")
	offending := d.rev("HEAD")
	d.as("Robin Hale", "revert", "--no-commit", "HEAD")
	d.as("Robin Hale", "commit", "--quiet", "-m", "Revert \"fetch: retry three times when a request fails (#12)\"\n\nThis reverts commit "+offending+
		".\n\nReason for revert: three retries without a pause tripled the load on a server that was\nalready down, and kept it down.")
	d.ownup("scan")

	d.scene(start.Add(83*time.Hour), "One incident is opened for it: the facts are filled in, people write what a machine can't know")
	d.ownup("sweep", "--since", "14d")
	incident := d.incident()
	d.edit(incident, "step=correct", strings.Join([]string{
		"- [ ] A test server that answers 503 and counts the requests, @robin due " + d.day(7) + " (detection)",
		"- [ ] Retries wait longer each time, @kim due " + d.day(10) + " (prevention)",
	}, "\n"))
	d.note("Robin and Kim add two measures to step 5 of the incident, each with an owner and a day.")
	d.ownup("sweep", "--since", "14d") // the same again: still one incident

	d.scene(start.Add(130*time.Hour), "The first measure is merged; its commit says what it corrects")
	key := strings.TrimSuffix(filepath.Base(incident), ".md")
	d.write("fetch/fetch_test.go", pageTests)
	d.commit("Robin Hale", "fetch: test against a server that is down (#14)\n\nCorrects: "+key)
	d.replace(incident, "counts the requests, @robin", "counts the requests, #14 @robin")

	d.scene(start.Add(7*24*time.Hour+10*time.Hour), "The change comes back, with a pause between tries")
	d.write("fetch/fetch.go", pagePausing)
	d.commit("Kim Osei", "Reapply \"fetch: retry three times when a request fails (#12)\" (#15)\n\nThis time with a pause that doubles.\n\nThis reverts commit "+d.rev("HEAD~1")+".\nCorrects: "+key)
	d.replace(incident, "longer each time, @kim", "longer each time, #15 @kim")
	for _, task := range []string{"facts", "impact", "tell", "message", "factor", "view", "plan", "works", "reland", "well"} {
		d.replace(incident, "- [ ] <!-- ownup:task="+task+" -->", "- [x] <!-- ownup:task="+task+" -->")
	}
	d.note("The two have also been through the steps, and ticked what is done.")
	d.ownup("sync")
	d.ownup("status")

	d.scene(start.Add(12*24*time.Hour+20*time.Hour), "An unrelated hotfix in the evening")
	d.git("switch", "--quiet", "--create", "hotfix/empty-host")
	d.write("parse/host.go", "package parse\n\n// Host is never empty.\nfunc Host(s string) string {\n\tif s == \"\" {\n\t\treturn \"localhost\"\n\t}\n\treturn s\n}\n")
	d.commit("Robin Hale", "parse: an empty host means this machine")
	d.git("switch", "--quiet", "main")
	d.as("Robin Hale", "merge", "--quiet", "--no-ff", "-m", "Merge branch 'hotfix/empty-host'", "hotfix/empty-host")
	d.git("tag", "v1.0.1")
	d.ownup("sweep", "--since", "14d")
	d.ownup("report", "--since", "14d")

	d.scene(start.Add(45*24*time.Hour), "A quiet month later: the watch ends, and what was learned is kept")
	d.write("README.md", "# fetch\n\nFetches pages, and gives up politely.\n")
	d.commit("Kim Osei", "docs: say how fetch gives up (#21)")
	d.ownup("sync")
	d.ownup("status", "--all")
	d.save("report.md", "report", "--since", "7d", "--format", "markdown")
	d.save("report.html", "report", "--since", "7d", "--format", "html")
	d.save("message.md", "message", key)
	return d.curtain(incident)
}

// stage makes the folder and a home of its own, so that no configuration of this machine plays along.
func (d *demo) stage() error {
	if _, err := exec.LookPath("git"); err != nil {
		return problemf("The demo needs the git program; install it, or put it on PATH.")
	}
	if d.dir == "" {
		dir, err := os.MkdirTemp("", "ownup-demo-")
		if err != nil {
			return problemf("There is no temporary folder for the demo (%v); name another with --dir.", cause(err))
		}
		d.dir = dir
	} else if err := cmp.Or(os.MkdirAll(filepath.Dir(d.dir), 0o755), os.Mkdir(d.dir, 0o755)); err != nil {
		return problemf("%s can't be made (%v); name a folder that does not exist yet.", d.dir, cause(err))
	}
	d.home = filepath.Join(d.dir, "home")
	d.dir = filepath.Join(d.dir, "fetch")
	for _, dir := range []string{d.home, d.dir} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) scene(at time.Time, title string) {
	d.now = at
	if d.err != nil {
		return
	}
	line := fmt.Sprintf("%s  %s", at.Format("Mon 2 Jan"), title)
	fmt.Fprintf(d.app.io.Out, "\n%s\n%s\n", d.app.bold(line), strings.Repeat("─", len([]rune(line))))
}

func (d *demo) note(text string) {
	if d.err == nil {
		fmt.Fprintf(d.app.io.Out, "\n%s\n", text)
	}
}

func (d *demo) env() []string {
	return []string{
		"HOME=" + d.home, "XDG_CONFIG_HOME=" + d.home, "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT"),
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + filepath.Join(d.home, "gitconfig"), "GIT_TERMINAL_PROMPT=0",
		"GIT_DEFAULT_HASH=sha1", // what ownup reads, whatever git takes by itself
		"OWNUP_NOW=" + d.now.Format(time.RFC3339),
		"GIT_AUTHOR_DATE=" + d.now.Format(time.RFC3339), "GIT_COMMITTER_DATE=" + d.now.Format(time.RFC3339),
	}
}

// as runs git in the demo's repository as the named person.
func (d *demo) as(name string, args ...string) {
	if d.err != nil {
		return
	}
	email := strings.ToLower(strings.Fields(name)[0]) + "@acme.example"
	cmd := exec.CommandContext(d.ctx, "git", args...)
	cmd.Dir = d.dir
	cmd.Env = append(d.env(), "GIT_AUTHOR_NAME="+name, "GIT_AUTHOR_EMAIL="+email, "GIT_COMMITTER_NAME="+name, "GIT_COMMITTER_EMAIL="+email)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	err := cmd.Run()
	if shown := shownGit(args); shown != "" {
		fmt.Fprintf(d.app.io.Out, "\n%s\n", d.app.bold("$ git "+shown))
	}
	for line := range strings.Lines(said.String()) {
		if strings.HasPrefix(line, "ownup") {
			fmt.Fprint(d.app.io.Out, line)
		}
	}
	if err != nil {
		lines := strings.Split(strings.TrimSpace(said.String()), "\n")
		why := strings.TrimSuffix(strings.TrimPrefix(lines[len(lines)-1], "fatal: "), ".")
		d.err = problemf("The demo stopped because `git %s` failed: %s.", strings.Join(args, " "), cmp.Or(why, err.Error()))
	}
}

// shownGit is the command as the play shows it; scene changes are not shown.
func shownGit(args []string) string {
	switch args[0] {
	case "init", "switch", "add", "rev-parse":
		return ""
	case "commit", "merge":
		for i, arg := range args {
			if arg == "-m" {
				subject, _, _ := strings.Cut(args[i+1], "\n")
				return args[0] + " -m " + shellQuoted(subject)
			}
		}
	}
	return strings.Join(args, " ")
}

// shellQuoted is a text as a person would quote it for a shell.
func shellQuoted(s string) string {
	if strings.Contains(s, "'") {
		return `"` + s + `"`
	}
	return "'" + s + "'"
}

func (d *demo) git(args ...string) { d.as("Robin Hale", args...) }

func (d *demo) commit(name, message string) {
	d.git("add", "--all")
	d.as(name, "commit", "--quiet", "-m", message)
}

func (d *demo) rev(name string) string {
	if d.err != nil {
		return ""
	}
	cmd := exec.CommandContext(d.ctx, "git", "rev-parse", name)
	cmd.Dir, cmd.Env = d.dir, d.env()
	out, err := cmd.Output()
	if err != nil {
		d.err = err
	}
	return strings.TrimSpace(string(out))
}

// ownup runs a verb of this very program, with the play's clock.
func (d *demo) ownup(args ...string) {
	if d.err != nil {
		return
	}
	fmt.Fprintf(d.app.io.Out, "\n%s\n", d.app.bold("$ ownup "+strings.Join(args, " ")))
	w := d.app.world
	w.io = term.Fake(w.io.In, w.io.Out, w.io.Out, term.Facts{OutTerminal: true, Width: w.io.Width()})
	color := "never"
	if d.app.io.Color() {
		color = "always"
	}
	d.run(w, append([]string{"--color", color}, args...))
}

func (d *demo) run(w world, args []string) {
	now, env := d.now, d.env()
	w.args = append([]string{"-C", d.dir}, args...)
	w.now = func() time.Time { return now }
	w.environ, w.play = env, true
	w.env = func(key string) string {
		for _, kv := range env {
			if value, ok := strings.CutPrefix(kv, key+"="); ok {
				return value
			}
		}
		return ""
	}
	if code := run(d.ctx, w); code != exitDone {
		d.err = problemf("The demo stopped because `ownup %s` ended with exit code %d.", strings.Join(args, " "), code)
	}
}

// save runs a verb and keeps what it prints in a file beside the repository.
func (d *demo) save(name string, args ...string) {
	if d.err != nil {
		return
	}
	var out bytes.Buffer
	w := d.app.world
	w.io = term.Fake(strings.NewReader(""), &out, d.app.io.Err, term.Facts{})
	if d.run(w, args); d.err == nil {
		d.err = os.WriteFile(filepath.Join(filepath.Dir(d.dir), name), out.Bytes(), 0o644)
	}
}

func (d *demo) write(name, text string) {
	if d.err != nil {
		return
	}
	path := filepath.Join(d.dir, filepath.FromSlash(name))
	if d.err = os.MkdirAll(filepath.Dir(path), 0o755); d.err == nil {
		d.err = os.WriteFile(path, []byte(text), 0o644)
	}
}

// incident finds the one incident file of the local tracker.
func (d *demo) incident() string {
	if d.err != nil {
		return ""
	}
	found, err := filepath.Glob(filepath.Join(d.dir, ".git", "ownup", "incidents", "*.md"))
	if err != nil || len(found) != 1 {
		d.err = problemf("The demo expected one incident file and found %d.", len(found))
		return ""
	}
	return found[0]
}

// edit does what a person does in an editor: it writes lines under a step.
func (d *demo) edit(path, marker, lines string) {
	d.change(path, func(text string) string {
		at := strings.Index(text, marker)
		if at < 0 {
			return text
		}
		if next := strings.Index(text[at:], "\n## "); next >= 0 {
			at += next
		}
		return text[:at] + "\n" + lines + "\n" + text[at:]
	})
}

func (d *demo) replace(path, before, after string) {
	d.change(path, func(text string) string { return strings.Replace(text, before, after, 1) })
}

func (d *demo) change(path string, f func(string) string) {
	if d.err != nil {
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		d.err = err
		return
	}
	changed := f(string(text))
	if changed == string(text) {
		d.err = problemf("The demo could not write its part into %s.", path)
		return
	}
	d.err = os.WriteFile(path, []byte(changed), 0o644)
}

func (d *demo) day(days int) string { return d.now.AddDate(0, 0, days).Format(time.DateOnly) }

// curtain says what is left to look at.
func (d *demo) curtain(incident string) error {
	if d.err != nil {
		return d.err
	}
	top := filepath.Dir(d.dir)
	out := d.app.io.Out
	fmt.Fprintf(out, "\n%s\n", d.app.bold("To look at"))
	for _, row := range [][2]string{
		{"the incident", incident},
		{"the weekly review", filepath.Join(top, "report.md")},
		{"  … as a page", filepath.Join(top, "report.html")},
		{"the message draft", filepath.Join(top, "message.md")},
		{"the repository", d.dir},
	} {
		fmt.Fprintf(out, "  %-18s %s\n", row[0], row[1])
	}
	fmt.Fprintf(out, "\nNow try it on a clone of your own; it changes nothing there:\n  go run ./cmd/ownup -C PATH scan\n")
	return nil
}

// The files of the demo's repository, as they become.
const (
	pageOnce = `package fetch

import "net/http"

// Page gets one page.
func Page(url string) (*http.Response, error) {
	return http.Get(url)
}
`
	pageAgain = `package fetch

import "net/http"

// Page gets one page, and tries again when that fails.
func Page(url string) (*http.Response, error) {
	var err error
	for range 3 {
		var res *http.Response
		if res, err = http.Get(url); err == nil {
			return res, nil
		}
	}
	return nil, err
}
`
	pagePausing = `package fetch

import (
	"net/http"
	"time"
)

// Page gets one page, and tries again when that fails, waiting longer each time.
func Page(url string) (*http.Response, error) {
	var err error
	pause := time.Second
	for range 3 {
		var res *http.Response
		if res, err = http.Get(url); err == nil {
			return res, nil
		}
		time.Sleep(pause)
		pause *= 2
	}
	return nil, err
}
`
	pageTests = `package fetch

import "testing"

func TestGivesUpPolitely(t *testing.T) {}
`
)
