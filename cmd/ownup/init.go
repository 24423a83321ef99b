package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/config"
)

// starter is the .ownup.yaml that init writes: the few settings a team decides first, each with its default.
const starter = `# ownup's configuration; docs/configuration.md lists every key.

# Where incidents live: "local" keeps one Markdown file each on this machine; "github" opens issues.
tracker: local

# Who is accountable for a review when CODEOWNERS names nobody.
owner: []

# Who is told besides the code owners: logins or teams, such as "@acme/on-call".
stakeholders: []

# Days over which an incident's paths are watched before it closes.
watch_days: 30
`

func newInit(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write a starting .ownup.yaml",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			repo, err := a.repo()
			if err != nil {
				return err
			}
			top := repo.WorkTree()
			if top == "" {
				return problemf("This repository is bare and has no work tree to put %s into; run init in a clone.", config.FileName)
			}
			path := filepath.Join(top, config.FileName)
			f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
			if errors.Is(err, fs.ErrExist) {
				a.say("%s is there already; left as it is.", path)
				return nil
			}
			if err == nil {
				_, err = f.WriteString(starter)
				err = errors.Join(err, f.Close())
			}
			if err != nil {
				return problemf("%s can't be written: %v.", path, cause(err))
			}
			a.say("Wrote %s. Next: `ownup scan`, then `ownup hook install`, or the workflows in examples/.", path)
			return nil
		},
	}
}
