package hook

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ownup-dev/ownup/internal/lazy"
)

// manager is another program, or a person's own arrangement, that looks after this repository's hooks. ownup writes
// nothing into what it manages and says what to add instead.
type manager struct {
	name   string
	advice string
	files  []string // where its configuration may carry ownup's line already
}

const runLine = "ownup hook run " + Name

// managed finds who looks after the hooks; nil when nobody does.
func (p *place) managed(common string) *manager {
	slashed := filepath.ToSlash(p.dir)
	switch {
	case strings.HasSuffix(slashed, "/.husky/_"):
		file := filepath.Join(filepath.Dir(p.dir), Name)
		return &manager{"husky", add("husky looks after the hooks of this repository", p.shown(file), runLine+" </dev/null || true"), []string{file}}
	case strings.HasSuffix(slashed, "/.husky"): // before its version 9 git ran the files there itself
		m := p.sharedHook("husky looks after the hooks of this repository")
		m.name = "husky"
		return m
	case !within(common, p.dir) && p.top != "" && within(p.top, p.dir):
		return p.sharedHook("this repository keeps its hooks in " + p.shown(p.dir) + ", for everyone who works in it")
	case !within(common, p.dir):
		return p.sharedHook("core.hooksPath makes all of your repositories use " + p.dir)
	case strings.Contains(p.text, "# husky"):
		return &manager{
			"husky", add("husky looks after this hook", "the hooks in .huskyrc, or of \"husky\" in package.json", `"`+Name+`": "`+runLine+` </dev/null || true"`),
			[]string{filepath.Join(p.top, ".huskyrc"), filepath.Join(p.top, ".huskyrc.json"), filepath.Join(p.top, "package.json")},
		}
	case strings.Contains(p.text, "lefthook") || p.top != "" && p.lefthook():
		return &manager{"lefthook", add("lefthook looks after this hook", "lefthook.yml",
			Name+":", "  commands:", "    ownup:", "      run: "+runLine+" </dev/null || true"), p.lefthookFiles()}
	case strings.Contains(p.text, "pre-commit.com"), strings.Contains(p.text, "pre_commit"):
		return &manager{
			"pre-commit", add("pre-commit looks after this hook", "the list repos: in .pre-commit-config.yaml",
				"- repo: local", "  hooks:", "    - id: ownup", "      name: ownup", "      language: system", "      entry: "+runLine,
				"      stages: ["+Name+"]", "      always_run: true", "      pass_filenames: false", "      verbose: true"),
			[]string{filepath.Join(p.top, ".pre-commit-config.yaml"), p.path + ".legacy"},
		}
	case p.there && p.runs && !p.ours() && !p.edited():
		return p.namesake()
	}
	return nil
}

// ownName is how a hook asks for the name by which it was called: what finds its parts in "$0".d, or is linked under
// every hook's name.
var ownName = lazy.Regexp(`\$0\b|\$\{0[^0-9\w]|BASH_SOURCE|PROGRAM_NAME|argv\[0\]|process\.argv\[1\]|__FILE__|__file__|__filename`)

// asksItsName returns by what a hook asks for its own name; empty where it doesn't. In awk $0 is the line that is read.
func asksItsName(text string) string {
	for line := range strings.Lines(text) {
		if asks := ownName().FindString(line); asks != "" && !strings.Contains(line, "awk") {
			return asks
		}
	}
	return ""
}

// namesake is the arrangement where the hook that stands there goes by its own name, which it could not keep beside
// ownup's, or carries ownup's line already.
func (p *place) namesake() *manager {
	text := readText(p.path) // of what a link leads to as well
	asks := asksItsName(text)
	if asks == "" && !strings.Contains(text, runLine) {
		return nil
	}
	why := fmt.Sprintf("The hook that stands there goes by its own name (%s), which it could not keep beside ownup's, so it stays as it is", asks)
	return &manager{"a person", add(why, p.shown(p.path)+", where it runs as "+Name, runLine+" </dev/null || true"), []string{p.path}}
}

// sharedHook is the arrangement of who keeps the hooks in a folder of his own, where git runs an executable file alone.
func (p *place) sharedHook(why string) *manager {
	line := runLine + " </dev/null || true"
	switch {
	case p.there && !p.runs && strings.Contains(p.text, runLine):
		return &manager{name: "core.hooksPath", advice: fmt.Sprintf("%s, and git passes over a hook that is not executable:\n\n    chmod +x %s\n", why, p.shown(p.path))}
	case !p.there:
		made := add(why, "a new file "+p.shown(p.path), "#!/bin/sh", line) + fmt.Sprintf("\nand make it executable:\n\n    chmod +x %s\n", p.shown(p.path))
		return &manager{name: "core.hooksPath", advice: made}
	}
	return &manager{"core.hooksPath", add(why, p.shown(p.path), line), []string{p.path}}
}

func add(why, file string, lines ...string) string {
	return why + ". Add this to " + file + ":\n\n    " + strings.Join(lines, "\n    ") + "\n"
}

// carrier is the file that has ownup's line already; empty when none has.
func (m *manager) carrier() string {
	for _, file := range m.files {
		if text := readText(file); strings.Contains(text, runLine) || wrote(text) {
			return file
		}
	}
	return ""
}

func (p *place) lefthookFiles() []string {
	var files []string
	for _, name := range []string{"lefthook", ".lefthook", "lefthook-local", ".lefthook-local"} {
		for _, ext := range []string{".yml", ".yaml", ".toml", ".json"} {
			files = append(files, filepath.Join(p.top, name+ext))
		}
	}
	return files
}

// lefthook reports whether lefthook would write this very hook with its next install, moving what stands there away.
func (p *place) lefthook() bool {
	for _, file := range p.lefthookFiles() {
		if strings.Contains(readText(file), Name) {
			return true
		}
	}
	return false
}

func readText(file string) string {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxHook {
		return ""
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	return string(data)
}

// shown is a path as a person in the work tree knows it.
func (p *place) shown(path string) string {
	if rel, err := filepath.Rel(p.top, path); p.top != "" && err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return path
}

// within reports whether path is dir or lies below it, links followed where they exist.
func within(dir, path string) bool {
	rel, err := filepath.Rel(resolved(dir), resolved(path))
	return err == nil && filepath.IsLocal(rel)
}

// resolved follows the links of as much of a path as exists.
func resolved(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if up := filepath.Dir(path); up != path {
		return filepath.Join(resolved(up), filepath.Base(path))
	}
	return path
}
