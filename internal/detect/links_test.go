package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestLinkEdges holds what only nearly is a link, by how it would be one: nothing, or named in passing.
func TestLinkEdges(t *testing.T) {
	for message, want := range map[string]string{
		"x\n\nSince r4711 it is dark.\n":             "[]", // a revision links by a word only
		"x\n\nIt prefixes 0123abcd.\n":               "[{{sha 0123abcd} 2}]",
		"x\n\nLampfixes 0123abcd\n":                  "[{{sha 0123abcd} 2}]",
		"x\n\nAmendsx 0123abcd\n":                    "[{{sha 0123abcd} 2}]",
		"x\n\nFollow-up from 0123abcd\n":             "[{{sha 0123abcd} 0}]",
		"x\n\nThis is a followup from #12.\n":        "[{{pull 12} 1}]",
		"x\r\n\r\nIt was broken in\r\n0123abcd.\r\n": "[{{sha 0123abcd} 1}]",
		"x\n\nFixes":                             "[]",
		"x\n\nFixup for #12 and 0123abcd\n":      "[{{sha 0123abcd} 0} {{pull 12} 2}]", // the first is an issue
		"amend! lamp: dim the hall\n":            "[{{subject lamp: dim the hall} 0}]",
		"fixup\n":                                "[]",
		"reword! lamp: dim the hall\n":           "[]",
		"lamp fixup! lamp: dim the whole hall\n": "[]",
	} {
		if got := fmt.Sprint(Links(incident.Commit{Message: message})); got != want {
			t.Errorf("%q: %s, want %s", message, got, want)
		}
	}
	var b strings.Builder
	for i := range 100 {
		fmt.Fprintf(&b, "Fixes: 0a1b2c%02d\n", i)
	}
	if n := len(Links(incident.Commit{Message: "x\n\n" + b.String()})); n != maxClaims {
		t.Errorf("%d links of a hundred", n)
	}
}
