package quote_test

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/quote"
)

// TestPlain holds what is kept apart in plain text, shown as "~" here, and what is not.
func TestPlain(t *testing.T) {
	for s, want := range map[string]string{
		"#12": "#~12", "#0": "#~0", "#9": "#~9", "#:": "#:", "#/": "#/", "#a": "#a", "#": "#", "GH-12": "GH~-12", "gh-a": "gh-a", "gh-": "gh-", "ah-12": "ah-12", "-1": "-1", "gh+1": "gh+1",
		"@ada": "@~ada", "http://a": "http:~//a", "www.a": "www~.a", "WWW.": "WWW~.", "www": "www", "<b>": "<~b>", "a < b": "a < b",
		"<!--": "<~!--", "-->": "--~>", "](a": "]~(a", "]:": "]~:", "::set": ": :set", "##[set": "## [set",
		strings.Repeat("a ", 150): strings.Repeat("a ", 99) + "a…",
	} {
		if got := strings.ReplaceAll(quote.Plain(s), "\u200b", "~"); got != want {
			t.Errorf("%.60q: %q, want %q", s, got, want)
		}
	}
}

func TestCode(t *testing.T) {
	for s, want := range map[string]string{
		strings.Repeat("a", 201): "`" + strings.Repeat("a", 200) + "…`",
		"":                       "", "a": "`a`", "a`b": "``a`b``", "a`b``c`d": "```a`b``c`d```", "`a": "`` `a ``", "a`": "`` a` ``",
	} {
		if got := quote.Code(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// TestText holds that no more is written otherwise than Markdown asks for: people read the source too.
func TestText(t *testing.T) {
	for s, want := range map[string]string{
		"":     "",
		"a_b":  "a_b",
		"A_0":  "A_0",
		"_a_":  `\_a\_`,
		"a_":   `a\_`,
		"a_-b": `a\_-b`,
		"a-_b": `a-\_b`,
		"a_[":  `a\_\[`,
		"- a":  `\- a`,
		"+ a":  `\+ a`,
		"# a":  `\# a`,
		"== a": `\== a`,
		"> a":  "&gt; a",
		". a":  ". a",
		": a":  ": a",
		":- a": `\:- a`,
		"1":    "1",
		"1. a": `1\. a`,
		"1) a": `1\) a`,
		"1: a": "1: a",
		// A list's number has nine digits at most.
		"123456789. a":           `123456789\. a`,
		"1234567890. a":          "1234567890. a",
		strings.Repeat("a", 501): strings.Repeat("a", 500) + "…",
	} {
		if got := quote.Text(s); got != want {
			t.Errorf("%.60q: %q, want %q", s, got, want)
		}
	}
}
