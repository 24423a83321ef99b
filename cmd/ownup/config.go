package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/term"
)

func newConfig(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print every setting with its source",
		Long: `config prints every setting as it counts here, with where it comes from: flag, environment,
.ownup.yaml in the repository, your own file, or default. Tokens are masked.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.config(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				return a.json(cfg.Values())
			}
			t := a.io.Table("KEY", "VALUE", "SOURCE")
			for _, v := range cfg.Values() {
				t.Row(term.Cell{Text: v.Key, Tone: term.Strong}, term.Cell{Text: settingText(v.Value)}, term.Cell{Text: v.Source, Tone: term.Dim})
			}
			if err := t.Print(); err != nil {
				return err
			}
			answer := "no"
			may, why := cfg.MayWriteGitHub()
			if may {
				answer = "yes"
			}
			a.say("Writes to GitHub: %s; %s.", answer, why)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func settingText(value any) string {
	if list, ok := value.([]string); ok {
		return strings.Join(list, ", ")
	}
	return fmt.Sprint(value)
}
