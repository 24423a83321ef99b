package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestNamesOfAnotherTry(t *testing.T) {
	for subject, want := range map[string]bool{
		"Dim the lamp (redo)":                                       true,
		"Dim the lamp (take 2) (#12)":                               true,
		"Dim the lamp, take II":                                     true,
		"Dim the lamp - 2nd attempt (#12)":                          true,
		"Dim the lamp [Attempt #2]":                                 true,
		"Dim the lamp (v2)":                                         true,
		"Dim the lamp (resubmit, with fixes)":                       true,
		"Dim the lamp try 2":                                        true,
		"Dim the lamp again":                                        true,
		"Dim the lamp, again (#12)":                                 true,
		"Dim the lamp - Again":                                      true,
		"Dim the lamp take two":                                     true,
		"Dim the lamp (2)":                                          true,
		"Dim the lamp (retry of D66487364)":                         true,
		"Dim the lamp (2nd attempt at #1234)":                       true,
		"Dim the lamp (#1234, reland #1201)":                        true,
		"TAKE 2: Dim the lamp":                                      true,
		"Second attempt: Dim the lamp (#12)":                        true,
		"Dim the lamp [redo]":                                       true,
		"Dim the lamp (take~2)":                                     true,
		"Dim the lamp\"":                                            true,
		": Dim the lamp":                                            true,
		"Retry 2: Dim the lamp":                                     true,
		"Dim the lamp try fix":                                      false, // which tries to mend it
		"Dim the lamp (hall)":                                       false,
		"Dim the lamp (attempt x)":                                  false,
		"Dim the lamp (attempt 12th)":                               false,
		"Dim the lamp (with 2 fixes)":                               false,
		"Second attempt at 1201: Dim the lamp":                      false, // the number of something else
		"Dim the lamp (attempt " + strings.Repeat("for ", 9) + "2)": false, // no note is that long
		strings.Repeat("second ", 5) + "attempt: Dim the lamp":      false,
		"Dim the lamp (again and again)":                            false,
		"Dim the lamp (attempt in hall)":                            false,
		"Attempt: Dim the lamp":                                     false,
		"again":                                                     false,
		"Dim the lamp in v2":                                        false,
		"Dim the lamp at the second landing":                        false,
		"Dim the lamp (hall 2)":                                     false,
		"Dim the lamp - 2":                                          false,
		"Dim the lamp at 2":                                         false,
		"(redo)":                                                    false,
		"take 2":                                                    false,
		"Dim the lamp":                                              false,
	} {
		names := Names(incident.Commit{Message: subject + "\n"})
		got := slices.Contains(names, incident.Claim{Type: incident.ClaimSubject, Value: "dim the lamp"}) && subject != "Dim the lamp" // which is its own name
		if got != want {
			t.Errorf("%q is named %v", subject, names)
		}
	}
	for message, want := range map[string]bool{
		"Dim the lamp (take 2) (#12)":                                  true,
		"A second attempt to dim the lamp":                             true,
		"Dim the lamp by hand\n\nRe-do of https://example.com/pull/12": true,
		"Dim the lamp\n\nSo it is dark.":                               false,
		"Dim the lamp":                                                 false,
	} {
		if got := TriesAgain(message); got != want {
			t.Errorf("%q tries again: %v", message, got)
		}
	}
	if first, ok := firstTry("Another try again"); !ok || first != "Another try" {
		t.Errorf("a try of a try is one of %q", first)
	}
}
