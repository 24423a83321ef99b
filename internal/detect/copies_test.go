package detect

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestCopied holds what in a line about a copy is the commit that was copied.
func TestCopied(t *testing.T) {
	for line, want := range map[string]string{
		"Backport of commit 0a1b2c3d":       "0a1b2c3d",
		"(backport: [`0a1b2c3d`])":          "0a1b2c3d",
		"Backport 0a1b2c3dlamps":            "",
		"Backport defaced halls":            "",
		"Cherry pick of the lamps 0a1b2c3d": "", // another word may say anything of it
	} {
		names := Names(incident.Commit{Message: "x: y\n\n" + line + "\n"})
		if len(names) > 1 != (want != "") || want != "" && names[0] != claim("sha", want) {
			t.Errorf("%q: %v, want %q", line, names, want)
		}
	}
}

// TestWithoutCopies holds which lines tell of copies, so that what they name is no cause.
func TestWithoutCopies(t *testing.T) {
	for line, kept := range map[string]bool{
		"After #12 the hall is dark.\n":             true,
		"This mends the support of lamps in #12.\n": true,
		"Cherry-pick of #12.\n":                     false,
		"It backports #12.\n":                       false,
		"Port of #12 to the old hall.\n":            false,
		"A forward-port of #12.\n":                  false,
	} {
		if got := withoutCopies(line) == line; got != kept {
			t.Errorf("%q: kept %v", line, got)
		}
	}
}
