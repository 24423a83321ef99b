package checklist

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// inlines lists what stands in a document beyond CommonMark: "[x]" for a box, "~a~" for struck-out text, "<a>" for an
// address.
func inlines(doc ast.Node, source []byte) []string {
	var out []string
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *east.TaskCheckBox:
			out = append(out, map[bool]string{true: "[x]", false: "[ ]"}[n.IsChecked])
		case *east.Strikethrough:
			var b strings.Builder
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				if t, ok := c.(*ast.Text); ok {
					b.Write(t.Value(source))
				}
			}
			out = append(out, "~"+b.String()+"~")
		case *ast.AutoLink:
			out = append(out, "<"+string(n.Label(source))+">")
		}
		return ast.WalkContinue, nil
	})
	return out
}

func TestInline(t *testing.T) {
	// ours are the lines on which goldmark's own extensions do otherwise than GitHub.
	ours := []string{
		"- [x]", "- [ ](to)", "- [x]done", "a ~b~~ c", "https://a/b", "https://a.org/b*c d", "https://a.org/'",
		`https://a.org/b\c|d`, "https://a.org:80a", "ftp://a", "www.a",
	}
	for line, want := range map[string][]string{
		"- [ ] a":                      {"[ ]"},
		"- [x] a":                      {"[x]"},
		"1. [X]   a":                   {"[x]"},
		"- [\t] a":                     {"[ ]"},
		"- [x]\n  a":                   {"[x]"},
		"- [x]":                        nil,
		"- [x]done":                    nil,
		"- [ ](to)":                    nil,
		"- [y] a":                      nil,
		"- [xx] a":                     nil,
		"- a [x] b":                    nil,
		"- a\n\n  [x] b":               nil,
		"[x] a":                        nil,
		"> [x] a":                      nil,
		"- a\n  - [x] b":               {"[x]"},
		"a ~b~ c":                      {"~b~"},
		"a ~~b c~~":                    {"~b c~"},
		"a ~b~~ c":                     nil,
		"a ~~~b~~~ c":                  nil,
		"a ~ b ~ c":                    nil,
		"https://a.org":                {"<https://a.org>"},
		"(http://a.org/b).":            {"<http://a.org/b>"},
		"*ftp://a.org/b*":              {"<ftp://a.org/b>"},
		"_https://a.org/b_":            {"<https://a.org/b>"},
		"~https://a.org/b~":            {"~~", "<https://a.org/b>"},
		"see https://a.org/b_(c), and": {"<https://a.org/b_(c)>"},
		"https://a.org/b)c)":           {"<https://a.org/b)c>"},
		"https://a.org/b?c=d&amp;":     {"<https://a.org/b?c=d>"},
		"https://a.org/b?!.,:":         {"<https://a.org/b>"},
		"https://a.org/b<c":            {"<https://a.org/b>"},
		"https://a/b":                  {"<https://a/b>"}, // a GitHub server of one's own may be called so
		"https://a_b.org":              {"<https://a_b.org>"},
		"https://a.org/b*c d":          {"<https://a.org/b*c>"},
		`https://a.org/b\c|d`:          {`<https://a.org/b\c|d>`},
		"https://a.org/'":              {"<https://a.org/>"},
		"https://a.org/日":              {"<https://a.org/>"},
		"https://a.org:80a":            {"<https://a.org:80a>"},
		"www.a.org;":                   {"<www.a.org>"},
		"ftp://a":                      {"<ftp://a>"},
		"www.a":                        {"<www.a>"},
		"https:// a":                   nil,
		"https://-a":                   nil,
		"https://":                     nil,
		"xhttps://a.org":               nil,
		"[https://a.org/b](c)":         nil,
		"`https://a.org`":              nil,
		"a@b.org":                      {"<a@b.org>"},
		"mail a.b+c@d-e.org.":          {"<a.b+c@d-e.org>"},
		"a@b":                          nil,
		"a@b.org-":                     nil,
		"a@b.org_":                     nil,
		"@b.org":                       nil,
		"see (":                        nil,
		"(a@b.org)":                    {"<a@b.org>"},
	} {
		source, doc := parse(line)
		got := inlines(doc, source)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
		theirs := goldmark.New(goldmark.WithExtensions(extension.Linkify, extension.Strikethrough, extension.TaskList)).Parser().Parse(text.NewReader(source))
		if same := cmp.Equal(inlines(theirs, source), inlines(doc, source)); same == slices.Contains(ours, line) {
			t.Errorf("%q: goldmark reads %q", line, inlines(theirs, source))
		}
	}
}
