package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/config"
)

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
				_, err = f.WriteString(config.Starter("local"))
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
