package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// listed is what `go list -json` says of a package.
type listed struct {
	ImportPath   string
	Dir          string
	GoFiles      []string
	CgoFiles     []string
	Imports      []string
	IgnoredFiles []string `json:"IgnoredGoFiles"`
}

// list asks the go command for the module's packages as they are built for one system.
func list(t *testing.T, goos string) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,GoFiles,CgoFiles,Imports,IgnoredGoFiles", "../../...")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0", "GOFLAGS=-mod=readonly")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &complaint)
	}
	var all []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImports(t *testing.T) {
	var all []Package
	for _, goos := range []string{"linux", "darwin", "windows"} {
		t.Run(goos, func(t *testing.T) {
			var packages []Package
			for _, p := range list(t, goos) {
				packages = append(packages, Package{Path: p.ImportPath, Imports: p.Imports})
			}
			if len(packages) < 5 {
				t.Fatalf("go list names only %d packages", len(packages))
			}
			for _, broken := range Ownup().Check(packages) {
				t.Error(broken)
			}
			all = append(all, packages...)
		})
	}
	for _, stale := range Ownup().Stale(all) {
		t.Error(stale)
	}
}

func TestSource(t *testing.T) {
	table := Ownup()
	for _, p := range list(t, "linux") {
		room := table.Rooms[table.below(p.ImportPath)]
		for _, name := range slices.Concat(p.GoFiles, p.CgoFiles, p.IgnoredFiles) {
			source, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			short := filepath.Join(filepath.Base(p.Dir), name)
			if room.Pure {
				report(t, short, source, Clock(), Calls)
			}
			if !room.Test {
				report(t, short, source, Kept(), Leaks)
			}
			for _, wide := range Wide(short, source) {
				t.Error(wide)
			}
		}
	}
}

func report(t *testing.T, name string, source []byte, list []string, check func(string, []byte, []string) ([]string, error)) {
	t.Helper()
	found, err := check(name, source, list)
	if err != nil {
		t.Error(err)
	}
	for _, broken := range found {
		t.Error(broken)
	}
}

// TestCheckFindsBrokenRules feeds the check what must not be, so that its silence means something.
func TestCheckFindsBrokenRules(t *testing.T) {
	const own = "github.com/ownup-dev/ownup/"
	tests := map[string]struct {
		room    string
		imports []string
		want    []string
	}{
		"the way of the data":         {"internal/flow", []string{own + "internal/incident", own + "internal/detect", "context", "time"}, nil},
		"everything, in cmd":          {"cmd/ownup", []string{own + "internal/git", own + "internal/github", "os", "github.com/spf13/cobra"}, nil},
		"against the way of the data": {"internal/detect", []string{own + "internal/flow"}, []string{"internal/detect must not import internal/flow"}},
		"adapters know not each other": {
			"internal/github",
			[]string{own + "internal/git", own + "internal/ledger"},
			[]string{"internal/github must not import internal/git", "internal/github must not import internal/ledger"},
		},
		"the words know no room":       {"internal/incident", []string{own + "internal/detect"}, []string{"internal/incident must not import internal/detect"}},
		"a library in another's room":  {"internal/flow", []string{"github.com/google/go-github/v62/github"}, []string{"internal/flow must not import github.com/google/go-github/v62/github, which is for internal/github"}},
		"a pure room with files":       {"internal/report", []string{"os", "net/http", "strings"}, []string{"internal/report is pure and must not import os", "internal/report is pure and must not import net/http"}},
		"neighbours that are harmless": {"internal/report", []string{"net/url", "embed"}, nil},
		"test helpers that ship":       {"cmd/ownup", []string{own + "internal/git/gittest"}, []string{"cmd/ownup imports internal/git/gittest, which is for tests only"}},
		"a library nobody agreed on":   {"internal/term", []string{"example.com/left/pad"}, []string{"internal/term imports the new library example.com/left/pad: say in the table of internal/archtest which rooms may"}},
		"a room nobody agreed on":      {"internal/util", nil, []string{"internal/util is a new room: say in the table of internal/archtest what it may import"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := Ownup().Check([]Package{{Path: own + tt.room, Imports: tt.imports}})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestStale(t *testing.T) {
	table := Table{
		Module:    "m",
		Rooms:     map[string]Room{"a": {Ours: []string{"b", "c"}}, "d": {Ours: []string{"*"}}},
		Libraries: map[string][]string{"x.example/l/v2": {"a", "b"}, "x.example/any": {"*"}},
	}
	got := table.Stale([]Package{{Path: "m/a", Imports: []string{"m/b", "os", "x.example/l/v2/sub"}}, {Path: "m/d", Imports: []string{"m/c"}}})
	want := []string{"a may import c, and doesn't", "b may import x.example/l/v2, and doesn't"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestSourceChecksFindBrokenRules(t *testing.T) {
	const source = `package p

import (
	clock "time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/google/go-github/v62/github"
)

type hidden struct{ R *git.Repository }

func (hidden) Get() *git.Repository { return nil }

type Shown struct {
	r    *git.Repository
	Hash plumbing.Hash
}

func (s *Shown) Do(f func(*github.Issue)) { _ = clock.Now() }

func (s *Shown) do(i *github.Issue) clock.Duration { return clock.Since(clock.Time{}) }

type Port interface{ Issue() []github.Issue }

var Zero plumbing.Hash
`
	calls, err := Calls("p.go", []byte(source), Clock())
	if err != nil {
		t.Fatal(err)
	}
	leaks, err := Leaks("p.go", []byte(source), Kept())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"p.go:20:49 uses time.Now; take the time as an argument",
		"p.go:22:61 uses time.Since; take the time as an argument",
		"p.go:17:7: exported type Shown names Hash of github.com/go-git/go-git/v5/plumbing",
		"p.go:20:28: exported func Do names Issue of github.com/google/go-github/v62/github",
		"p.go:24:32: exported type Port names Issue of github.com/google/go-github/v62/github",
		"p.go:26:10: exported value Zero names Hash of github.com/go-git/go-git/v5/plumbing",
	}
	if diff := cmp.Diff(want, append(calls, leaks...)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	wide := Wide("p.go", []byte("package p\n\n// "+strings.Repeat("é", 117)+"\n\t// "+strings.Repeat("é", 114)+"\nvar long = `"+strings.Repeat("x", 200)+"`\n"))
	if diff := cmp.Diff([]string{"p.go:4 is a comment of 121 letters; wrap it at 120"}, wide); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if _, err := Calls("p.go", []byte("package"), nil); err == nil || !strings.Contains(err.Error(), "p.go") {
		t.Errorf("a file that is no Go: %v", err)
	}
}
