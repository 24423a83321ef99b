package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/checklist"
)

func newLint(a *app) *cobra.Command {
	var exitCode bool
	cmd := &cobra.Command{
		Use:   "lint [FILE...]",
		Short: "Point out wording that blames, and offer another",
		Long: `lint reads Markdown from files, or from standard input, and names wording that blames a person, with
another way to say it. Quotes and code are left alone. It warns; it never blocks unless --exit-code is given.`,
		RunE: func(_ *cobra.Command, args []string) error {
			found := 0
			if len(args) == 0 {
				args = []string{"-"}
			}
			for _, name := range args {
				text, err := a.readText(name)
				if err != nil {
					return err
				}
				for _, n := range checklist.Wording(text) {
					found++
					if name == "-" {
						name = "stdin"
					}
					fmt.Fprintf(a.io.Out, "%s:%d: %s\n", name, n.Line, n.String())
				}
			}
			if found > 0 && exitCode {
				return errFound
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "exit with 3 when something was found")
	return cmd
}

// readText reads a file, or standard input for "-".
func (a *app) readText(name string) (string, error) {
	in := a.io.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", problemf("%s can't be read (%v); name a Markdown file, or - for standard input.", name, cause(err))
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, checklist.MaxRead+1))
	if err != nil {
		return "", problemf("%s can't be read: %v.", name, cause(err))
	}
	if len(text) > checklist.MaxRead {
		return "", problemf("%s is longer than %d MiB; no tracker would take it.", name, checklist.MaxRead>>20)
	}
	return string(text), nil
}
