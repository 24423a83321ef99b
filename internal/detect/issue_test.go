package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestIssues holds what is the key of an issue, and what only looks like one.
func TestIssues(t *testing.T) {
	long := strings.Repeat("A", 20)
	for text, want := range map[string]string{
		"bug 1234": "bug 1234", "Bug#1234": "bug 1234", "bug: 1234": "bug 1234", "bug 123456789.": "bug 123456789",
		"bug1234": "", "bug 123": "", "bug 1234567890": "", "bug 1234x": "", "bug ": "", "bug": "",
		"AB-12": "AB-12", "K2-12:": "K2-12", "AB-123456789": "AB-123456789", long + "-1": long + "-1",
		"2K-12": "", "K-12": "", "AB": "", "AB-": "", "AB_12": "", "AB12": "", "Ab-12": "", "A:-12": "", "AB-x": "", "AB-12x": "", "AB-12-3": "", "AB-1234567890": "",
		"xAB-12": "", "UTF-8": "", long + "A-1": "",
	} {
		got := Issues(text)
		if len(got) > 1 || (len(got) == 1) != (want != "") || len(got) == 1 && got[0] != (incident.Claim{Type: incident.ClaimIssue, Value: want}) {
			t.Errorf("%q: %v, want %q", text, got, want)
		}
	}
	for subject, want := range map[string]string{"Fixed AB-12: dim": "AB-12", "[Fix for AB-12] dim": "AB-12", "fixes AB-12": "AB-12", "Fix AB-12": "AB-12", "Dim AB-12": ""} {
		if got := issueAt(subject); got != want {
			t.Errorf("%q landed under %q", subject, got)
		}
	}
	if n := len(Issues(strings.Repeat("AB-12 ", 1000))); n != maxClaims {
		t.Errorf("%d keys of a thousand", n)
	}
}

// TestClosed holds for which issues of GitHub's a commit was made.
func TestClosed(t *testing.T) {
	for message, want := range map[string]string{
		"Fixes #12: dim the lamp":                        "[12]",
		"#12: dim the lamp":                              "[12]",
		"[#12] dim the lamp":                             "[12]",
		"[lamps] #12 dim":                                "[12]",
		"Dim the lamp (closes #12)":                      "[12]",
		"Dim the lamp (#14)\n\nCloses #12.":              "[12]",
		"Dim the lamp (#14)\n\nIt resolved: #12":         "[12]",
		"Dim the lamp\n\nFixes #12, closes #13":          "[12 13]",
		"Dim the lamp\n\nHelps #12; prefixes #13":        "[]",
		"Dim the lamp\n\nFixes 12, #13, #0x":             "[]",
		"Dim the lamp\n\nFixes #12a, fix#13, fixedx #14": "[]",
		"Dim the lamp\n\n> Fixes #12\n`fixes #13`":       "[]",
		"Dim the lamp (#14)":                             "[]",
		"Dim the lamp\n\nFixes #":                        "[]",
		"Dim the lamp\n\nFixes":                          "[]",
		"":                                               "[]",
		"Fixes #1234567890: x":                           "[]",
	} {
		if got := fmt.Sprint(Closed(incident.Commit{Message: message})); got != want {
			t.Errorf("%q: %s, want %s", message, got, want)
		}
	}
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "Fixes #1%d\n", i)
	}
	if n := len(Closed(incident.Commit{Message: "Dim the lamp\n\n" + b.String()})); n != maxClaims {
		t.Errorf("%d issues of a thousand", n)
	}
}
