package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ownup-dev/ownup/internal/term"
)

// world is everything a run touches outside its own memory. Tests and the demo hand in their own.
type world struct {
	args    []string
	io      *term.Streams
	env     func(string) string
	environ []string // nil: this process's own
	now     func() time.Time
	play    bool // what is installed may go away with this program, as in the demo
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
		Version:       versionLine(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if verb := strings.Fields(cmd.CommandPath())[1:]; a.repository != "" && len(verb) > 0 && slices.Contains(withoutRepository, verb[0]) {
				return usageError{errors.New("-R changes nothing here: leave it out")}
			}
			if err := a.io.SetColor(a.color); err != nil {
				return usageError{err}
			}
			if now := a.world.env("OWNUP_NOW"); now != "" {
				if _, err := time.Parse(time.RFC3339, now); err != nil {
					return usageError{fmt.Errorf("OWNUP_NOW in the environment must be a time such as 2026-11-28T09:00:00Z, not %q", now)}
				}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.io.In)
	root.SetOut(a.io.Out)
	root.SetErr(a.io.Err)
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if value, ok := errors.AsType[*pflag.InvalidValueError](err); ok { // of a toggle: the others take any text here
			err = fmt.Errorf("--%s is true or false, not %q", value.GetFlag().Name, value.GetValue())
		}
		return usageError{fmt.Errorf("%w; see `%s --help`", err, cmd.CommandPath())}
	})
	flags := root.PersistentFlags()
	flags.SortFlags = false
	a.dir = "."
	flags.VarP((*directory)(&a.dir), "directory", "C", "run as if started in `DIR`")
	flags.StringVarP(&a.repository, "repo", "R", "", "the GitHub repository, as `OWNER/NAME`")
	flags.StringVar(&a.color, "color", "auto", "`WHEN` to use colour: auto, always or never")
	offer(root, "color", "auto", "always", "never")
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
	helpers(root)
	guard(root)
	return root
}

// withoutRepository are the verbs that -R changes nothing for.
var withoutRepository = []string{"lint", "init", "hook", "version", "completion", "demo"}

// directory is a folder that each further -C leads on from, as with git.
type directory string

func (d *directory) String() string { return string(*d) }

func (d *directory) Type() string { return "string" }

func (d *directory) Set(dir string) error {
	if filepath.IsAbs(dir) {
		*d = directory(dir)
	} else {
		*d = directory(filepath.Join(string(*d), dir))
	}
	return nil
}

// offer has the shell complete a flag with the words that it takes, where it would offer the names of files.
func offer(cmd *cobra.Command, flag string, words ...string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)) // fails for no flag that is there
}

// helpers adds cobra's own verbs, help and completion, which by themselves answer a misspelt name with a page and
// success.
func helpers(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, c := range root.Commands() {
		switch c.Name() {
		case "help":
			c.Args = func(_ *cobra.Command, args []string) error {
				if parent, rest, _ := root.Find(args); len(rest) > 0 && parent.HasSubCommands() {
					return unknown(parent, rest[0])
				}
				return nil
			}
		case "completion":
			c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}

// guard makes wrong arguments a usage error that shows what a verb takes, or the nearest verb, and names the way out.
func guard(c *cobra.Command) {
	c.Flags().SortFlags = false      // but in the order of their definition, and help last
	c.SuggestionsMinimumDistance = 2 // letters
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			err := check(cmd, args)
			switch {
			case err == nil, isUsage(err):
				return err
			case cmd.HasSubCommands():
				return unknown(cmd, args[0])
			}
			takes := strings.TrimPrefix(cmd.Use, cmd.Name())
			wrong := strings.TrimSuffix(strings.TrimSpace(takes), "...") + " is missing"
			for n := range args {
				if check(cmd, args[:n]) == nil {
					wrong = fmt.Sprintf("%q is one argument too many", args[n])
				}
			}
			return usageError{fmt.Errorf("%s: it is called as `%s`; see `%s --help`", wrong, cmd.CommandPath()+takes, cmd.CommandPath())}
		}
	}
	for _, sub := range c.Commands() {
		guard(sub)
	}
}

func unknown(parent *cobra.Command, name string) error {
	hint := ""
	if near := parent.SuggestionsFor(name); len(near) > 0 {
		hint = " (did you mean " + strings.Join(near, " or ") + "?)"
	}
	return usageError{fmt.Errorf("unknown command %q for %q%s; see `%[2]s --help`", name, parent.CommandPath(), hint)}
}
