package quote_test

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/quote"
)

// TestPlain holds what is kept apart in plain text, shown as "~" here, and what is not.
func TestPlain(t *testing.T) {
	for s, want := range map[string]string{
		"#12": "#~12", "#a": "#a", "#": "#", "GH-12": "GH~-12", "gh-a": "gh-a", "gh-": "gh-", "ah-12": "ah-12", "-1": "-1", "gh+1": "gh+1",
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
		"": "", "a": "`a`", "a`b": "``a`b``", "a`b``c`d": "```a`b``c`d```", "`a": "`` `a ``", "a`": "`` a` ``",
	} {
		if got := quote.Code(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
