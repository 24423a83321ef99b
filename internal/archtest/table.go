package archtest

// Ownup is the table of this module. The way of the data is one way:
//
//	incident ← detect ← trace ← scan; incident ← checklist, report; all these ← flow ← cmd
//
// with git, github, local, ledger and hook beside it, which know the words of incident and their own
// library, and never each other.
func Ownup() Table {
	return Table{
		Module:   "github.com/ownup-dev/ownup",
		Everyone: []string{"internal/incident", "internal/quote", "internal/lazy"},
		Rooms: map[string]Room{
			"internal/incident":  {Pure: true},
			"internal/quote":     {Pure: true},
			"internal/lazy":      {Pure: true},
			"internal/yamlline":  {Pure: true},
			"internal/diff":      {Pure: true},
			"internal/detect":    {Pure: true},
			"internal/event":     {Pure: true},
			"internal/checklist": {Pure: true},
			"internal/report":    {Pure: true},
			"internal/trace":     {Pure: true, Ours: []string{"internal/detect", "internal/diff"}},
			"internal/scan":      {Pure: true, Ours: []string{"internal/detect", "internal/diff", "internal/trace"}},
			"internal/flow": {Pure: true, Ours: []string{
				"internal/detect", "internal/diff", "internal/trace", "internal/scan", "internal/checklist", "internal/report",
			}},

			"internal/disk":   {},
			"internal/git":    {},
			"internal/github": {},
			"internal/local":  {Ours: []string{"internal/disk", "internal/yamlline"}},
			"internal/ledger": {Ours: []string{"internal/disk"}},
			"internal/hook":   {Ours: []string{"internal/disk"}},
			"internal/config": {Ours: []string{"internal/yamlline"}},
			"internal/term":   {},

			"cmd/ownup":            {Ours: []string{"*"}},
			"internal/trace/train": {Ours: []string{"*"}}, // a program of its own, which ships nowhere

			"internal/archtest":          {Test: true},
			"internal/git/gittest":       {Test: true, Ours: []string{"*"}},
			"internal/github/githubtest": {Test: true, Ours: []string{"*"}},
		},
		Libraries: map[string][]string{
			"github.com/go-git/go-git/v5":          {"internal/git"},
			"github.com/go-git/go-billy/v5":        {"internal/git"},
			"github.com/google/go-github/v62":      {"internal/github"},
			"github.com/spf13/viper":               {"internal/config"},
			"github.com/spf13/cobra":               {"cmd/ownup"},
			"github.com/spf13/pflag":               {"cmd/ownup"},
			"github.com/clipperhouse/displaywidth": {"internal/report", "internal/term"},
			"golang.org/x/term":                    {"internal/term"},
			"github.com/yuin/goldmark":             {"internal/checklist"},
			"github.com/hmarr/codeowners":          {"internal/flow"},
			"github.com/gofrs/flock":               {"internal/disk"},
			"go.yaml.in/yaml/v3":                   {"internal/config", "internal/local"},
			"golang.org/x/sys":                     {"internal/git", "internal/term"},
			"golang.org/x/sync":                    {"*"},
			"golang.org/x/text":                    {"*"},
			"github.com/getkin/kin-openapi":        {"internal/github/githubtest"},
		},
		Impure: []string{
			"os", "os/exec", "os/signal", "os/user", "syscall", "io/ioutil", "path/filepath", "plugin",
			"net", "net/http", "net/rpc", "net/smtp", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand",
		},
	}
}

// Clock lists what of package time a pure room must not call: it would make its answers depend on when it is asked.
func Clock() []string {
	return []string{"Now", "Since", "Until", "After", "Sleep", "Tick", "NewTicker", "NewTimer", "AfterFunc"}
}

// Kept lists the libraries whose types must not appear in what a room exports: a change of library must
// stay a change of one room.
func Kept() []string {
	return []string{
		"github.com/go-git", "github.com/google/go-github/v62", "github.com/spf13/viper", "github.com/spf13/cobra",
		"github.com/clipperhouse/displaywidth", "github.com/yuin/goldmark",
	}
}
