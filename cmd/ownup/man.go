package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newMan(a *app, root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the manual pages into a folder",
		Hidden: true, // for packagers
		Args:   cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return problemf("The manual pages can't be written: %v.", err)
			}
			root.DisableAutoGenTag = true
			now := a.world.now()
			header := &doc.GenManHeader{Title: "OWNUP", Section: "1", Source: "ownup " + versionString(), Manual: "ownup", Date: &now}
			return doc.GenManTree(root, header, args[0])
		},
	}
}
