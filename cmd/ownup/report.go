package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/report"
	"github.com/ownup-dev/ownup/internal/term"
)

var reportFormats = []string{"terminal", "markdown", "html", "json", "csv"}

func newReport(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Write the weekly review",
		Long: `report writes the review of the last week, or of another span: wins first, then what is new,
overdue, without an owner or undecided, what was held and why, what repeats, and figures with their
denominators against the weeks before. It counts changes, never people.

It ends with the hour in which it is made, so that one made at the same hour each week begins where
the last one ended. A span counts back from that end.`,
		Example: `  ownup report
  ownup report --since 14d --format markdown > review.md`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			from, err := a.since(cmd, flow.ReviewEnd(a.world.now()), time.Time{})
			if err != nil {
				return err
			}
			return a.report(cmd, from, format)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	sinceFlag(cmd, "look back on the last `SPAN` (14d, 2w), or since a date (default 7d)")
	flags.StringVar(&format, "format", "terminal", "the `FORM`: terminal, markdown, html, json or csv (the trend)")
	offer(cmd, "format", reportFormats...)
	a.trackerFlag(cmd)
	flags.Bool("json", false, "the same as --format json")
	return cmd
}

func (a *app) report(cmd *cobra.Command, from time.Time, format string) error {
	if asJSON, _ := cmd.Flags().GetBool("json"); asJSON {
		if cmd.Flags().Changed("format") && format != "json" {
			return usageError{fmt.Errorf("--json and --format %s ask for two forms; leave out one", format)}
		}
		format = "json"
	}
	if !slices.Contains(reportFormats, format) {
		return usageError{fmt.Errorf("--format must be terminal, markdown, html, json or csv, not %q", format)}
	}
	e, cfg, result, err := a.reader(cmd)
	if err != nil {
		return err
	}
	r, failure := e.Review(cmd.Context(), result.Chains, from.UTC(), cfg.Report.Weeks)
	if failure != nil && r.To.IsZero() {
		return failure
	}
	a.sayUnseen(result)
	text, err := a.renderReport(r, format)
	if err != nil {
		return err
	}
	if _, err = io.WriteString(a.io.Out, strings.TrimRight(text, "\n")+"\n"); err != nil {
		return err
	}
	return rest(failure)
}

func (a *app) renderReport(r report.Report, format string) (string, error) {
	switch format {
	case "markdown":
		return report.Markdown(r), nil
	case "html":
		return report.HTML(r)
	case "csv":
		return report.CSV(r), nil
	case "json":
		text, err := report.JSON(r)
		return string(text), err
	}
	return report.Terminal(r, a.io.Width(), a.reportStyle), nil
}

// reportStyle paints the parts of a review.
func (a *app) reportStyle(tone report.Tone, text string) string {
	return a.io.Paint(map[report.Tone]term.Tone{
		report.Heading: term.Strong, report.Good: term.Good, report.Warn: term.Warn, report.Muted: term.Dim,
	}[tone], text)
}
