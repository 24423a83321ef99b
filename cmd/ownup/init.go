package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/disk"
)

func newInit(a *app) *cobra.Command {
	var templates string
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a starting .ownup.yaml, or the templates to change",
		Long: `init writes a .ownup.yaml to start from, and leaves one that is there as it is. With --templates it
writes ownup's own issue text and message draft instead, for a team to reword or translate.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			repo, err := a.repo()
			if err != nil {
				return err
			}
			top := repo.WorkTree()
			if top == "" {
				return problemf("This repository is bare and has no work tree to write into; run init in a clone.")
			}
			if !cmd.Flags().Changed("templates") {
				return a.writeNew(filepath.Join(top, config.FileName), config.Starter("local"),
					"Next: `ownup scan`, then `ownup hook install`, or `tracker: github` there and the workflows of https://github.com/ownup-dev/ownup/tree/main/examples.")
			}
			if !config.InRepository(filepath.ToSlash(templates)) {
				return usageError{errors.New("--templates must name a folder in the repository, such as .github/ownup")}
			}
			dir := filepath.Join(top, templates)
			if !leadsWithin(top, dir) {
				return problemf("--templates (%s) leads out of the repository by a link; choose a folder in it.", templates)
			}
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return disk.Problem("make the folder "+dir, err)
			}
			name := filepath.ToSlash(templates)
			err = a.writeNew(filepath.Join(dir, "incident.md.tmpl"), checklist.DefaultTemplate(), "Set `template: "+name+"/incident.md.tmpl` to use it.")
			if err == nil {
				err = a.writeNew(filepath.Join(dir, "message.md.tmpl"), checklist.DefaultMessageTemplate(), "Set `message.template` to "+name+"/message.md.tmpl to use it.")
			}
			if err != nil {
				_ = os.Remove(dir) // which succeeds only where nothing is in it
			}
			return err
		},
	}
	cmd.Flags().StringVar(&templates, "templates", "", "write the templates into `DIR` of the repository instead")
	return cmd
}

// writeNew writes a file that is not there yet, and says what is next.
func (a *app) writeNew(path, text, next string) error {
	err := (&disk.Disk{}).Create(path, []byte(text), 0o644)
	if errors.Is(err, fs.ErrExist) {
		a.say("%s is there already; left as it is.", path)
		return nil
	}
	if err != nil {
		return disk.Problem("write "+path, err)
	}
	a.say("Wrote %s. %s", path, next)
	return nil
}
