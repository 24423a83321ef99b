package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/checklist"
)

// lintNote is one line of `ownup lint --json`.
type lintNote struct {
	File string `json:"file"`
	checklist.Note
}

func newLint(a *app) *cobra.Command {
	var asJSON, exitCode bool
	cmd := &cobra.Command{
		Use:   "lint [FILE...]",
		Short: "Point out wording that blames, and offer another",
		Long: `lint reads Markdown from files, or from standard input, and names wording that blames a person, with
another way to say it. Quotes and code are left alone. It warns; it never blocks unless --exit-code
is given.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			var failure error
			read, found := 0, 0
			if len(args) == 0 {
				args = []string{"-"}
			}
			for _, name := range args {
				text, err := a.readText(cmd.Context(), name)
				if stopped := cmd.Context().Err(); stopped != nil {
					return stopped
				}
				if err != nil {
					failure = errors.Join(failure, err)
					continue
				}
				read++
				for _, n := range checklist.Wording(text) {
					found++
					if name == "-" {
						name = "stdin"
					}
					if !asJSON {
						fmt.Fprintf(a.io.Out, "%s:%d: %s\n", name, n.Line, n.String())
					} else if err := a.jsonLine(lintNote{name, n}); err != nil {
						return err
					}
				}
			}
			switch {
			case failure != nil && read > 0:
				return rest(failure)
			case failure != nil:
				return failure
			case found > 0 && exitCode:
				return errFound
			}
			return nil
		},
	}
	cmd.Flags().SortFlags = false
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "exit with 3 when something was found")
	return cmd
}

// readText reads a file, or standard input for "-". A person at a terminal may leave off with Ctrl-C.
func (a *app) readText(ctx context.Context, name string) (string, error) {
	var text []byte
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		text, err = a.readAll(name)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		return "", ctx.Err()
	}
	if err != nil {
		return "", problemf("%s can't be read (%v); name a Markdown file, or - for standard input.", name, cause(err))
	}
	if len(text) > checklist.MaxRead {
		return "", problemf("%s is longer than %d MiB; no tracker would take it.", name, checklist.MaxRead>>20)
	}
	return string(text), nil
}

func (a *app) readAll(name string) ([]byte, error) {
	in := a.io.In
	if name != "-" {
		f, err := os.Open(a.path(name))
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, checklist.MaxRead+1))
}
