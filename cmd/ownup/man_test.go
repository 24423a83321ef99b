package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestManPage holds that a page says everything about a verb, and that no line of its text is taken for a request.
func TestManPage(t *testing.T) {
	root := &cobra.Command{Use: "ownup"}
	root.PersistentFlags().StringP("directory", "C", ".", "run as if started in `DIR`")
	verb := &cobra.Command{
		Use: "look [RANGE]", Short: "Look around", Run: func(*cobra.Command, []string) {},
		Long: "look looks.\n\n.so /etc/passwd\n'tis a \\ backslash", Example: "  ownup look a..b",
	}
	verb.Flags().Bool("far", false, "look far-off")
	hidden := &cobra.Command{Use: "secret", Hidden: true, Run: func(*cobra.Command, []string) {}}
	root.AddCommand(verb, hidden)

	page := manPage(verb, "2026-11-02")
	for _, want := range []string{
		".TH OWNUP\\-LOOK 1 2026-11-02 \"ownup ", "ownup\\-look \\- Look around\n", ".B ownup look [RANGE] [flags]\n",
		"look looks.\n.PP\n", "\n\\&.so /etc/passwd\n\\&'tis a \\e backslash\n",
		".TP\n\\fB\\-\\-far\\fR\nlook far\\-off\n", ".TP\n\\fB\\-C\\fR, \\fB\\-\\-directory\\fR \\fIDIR\\fR\nrun as if started in DIR (default .)\n",
		".nf\n  ownup look a..b\n.fi\n", ".BR ownup (1)\n",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if page := manPage(root, "2026-11-02"); !strings.Contains(page, ".BR ownup\\-look (1)\n") || strings.Contains(page, "secret") {
		t.Errorf("the first page names other verbs than those that have a page:\n%s", page)
	}
}
