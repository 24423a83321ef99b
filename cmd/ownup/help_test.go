package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ownup-dev/ownup/internal/term"
)

// TestHelpFits holds that what --help prints of a verb fits on a terminal of usual width, and that no flag's value is
// called by its type in Go.
func TestHelpFits(t *testing.T) {
	const text, flags = 100, 120 // columns: prose is hard to read beyond, and pflag wraps nothing
	var look func(cmd *cobra.Command)
	look = func(cmd *cobra.Command) {
		for line := range strings.Lines(cmd.Long + "\n" + cmd.Example) {
			if len(strings.TrimRight(line, "\n")) > text {
				t.Errorf("%s --help: more than %d columns: %s", cmd.CommandPath(), text, line)
			}
		}
		for line := range strings.Lines(cmd.Flags().FlagUsages()) {
			if len(strings.TrimRight(line, "\n")) > flags {
				t.Errorf("%s --help: more than %d columns: %s", cmd.CommandPath(), flags, line)
			}
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if value, _ := pflag.UnquoteUsage(f); value != strings.ToUpper(value) {
				t.Errorf("%s --help: the value of --%s is called %q", cmd.CommandPath(), f.Name, value)
			}
		})
		for _, sub := range cmd.Commands() {
			look(sub)
		}
	}
	look(newRoot(newApp(world{io: term.Fake(strings.NewReader(""), new(strings.Builder), new(strings.Builder), term.Facts{})})))
}
