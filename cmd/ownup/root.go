package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/term"
)

// world is everything a run touches outside its own memory. Tests and the demo hand in their own.
type world struct {
	args    []string
	io      *term.Streams
	env     func(string) string
	environ []string // nil: this process's own
	now     func() time.Time
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, w world) int {
	a := newApp(w)
	defer a.close()
	root := newRoot(a)
	root.SetArgs(w.args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if lost := w.io.Lost(); lost != nil && (err == nil || errors.Is(err, errFound) || errors.Is(err, lost)) {
		err = problemf("Standard output can't be written to (%v), so what was printed is not whole; send it somewhere else.", cause(lost))
	}
	prefix := "ownup: "
	if cmd != nil && cmd != root {
		prefix = cmd.CommandPath() + ": "
	}
	return exitCode(err, w.io.Err, prefix)
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "ownup",
		Short: "Own the mistake, learn, and see the follow-up through",
		Long: `ownup finds reverts and hotfixes in a repository's history, opens one incident for each with
eight steps to own it, follows the changes that correct it until they are merged and still standing,
and writes the weekly review.`,
		Example: `  ownup scan                 find reverts and hotfixes, and explain each
  ownup sweep --since 14d    open an incident for each that asks for one
  ownup sync                 bring incidents up to date
  ownup report               the weekly review`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if err := a.io.SetColor(a.color); err != nil {
				return usageError{err}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.io.In)
	root.SetOut(a.io.Out)
	root.SetErr(a.io.Err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usageError{errors.New(err.Error() + "; see `" + cmd.CommandPath() + " --help`")}
	})
	flags := root.PersistentFlags()
	flags.SortFlags = false
	flags.StringVarP(&a.dir, "directory", "C", ".", "run as if started in `DIR`")
	flags.StringVarP(&a.repository, "repo", "R", "", "the GitHub repository, as `OWNER/NAME`")
	flags.StringVar(&a.color, "color", "auto", "colour: auto, always or never")
	root.AddGroup(
		&cobra.Group{ID: "history", Title: "Find and explain:"},
		&cobra.Group{ID: "incidents", Title: "Incidents:"},
		&cobra.Group{ID: "setup", Title: "Set up:"},
	)
	add := func(group string, cmds ...*cobra.Command) {
		for _, c := range cmds {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add("history", newScan(a), newTrace(a), newLint(a))
	add("incidents", newSweep(a), newOpen(a), newSync(a), newStatus(a), newReport(a), newMessage(a))
	add("setup", newInit(a), newHook(a), newAction(a), newConfig(a), newDoctor(a), newDemo(a))
	root.AddCommand(newVersion(a), newMan(a, root))
	guard(root)
	return root
}

// guard makes the wrong number of arguments a usage error that shows what a verb takes, and names the way out.
func guard(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				if !cmd.HasSubCommands() {
					err = errors.New("it is called as `" + cmd.CommandPath() + strings.TrimPrefix(cmd.Use, cmd.Name()) + "`")
				}
				return usageError{errors.New(err.Error() + "; see `" + cmd.CommandPath() + " --help`")}
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		guard(sub)
	}
}
