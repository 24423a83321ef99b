package detect

import (
	"slices"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestNamesOfAnotherTry(t *testing.T) {
	for subject, want := range map[string]bool{
		"Dim the lamp (redo)":                 true,
		"Dim the lamp (take 2) (#12)":         true,
		"Dim the lamp, take II":               true,
		"Dim the lamp - 2nd attempt (#12)":    true,
		"Dim the lamp [Attempt #2]":           true,
		"Dim the lamp (v2)":                   true,
		"Dim the lamp (resubmit, with fixes)": true,
		"Dim the lamp try 2":                  true,
		"Dim the lamp again":                  false,
		"Dim the lamp in v2":                  false,
		"Dim the lamp at the second landing":  false,
		"Dim the lamp (hall 2)":               false,
		"Dim the lamp at 2":                   false,
		"(redo)":                              false,
		"take 2":                              false,
		"Dim the lamp":                        false,
	} {
		names := Names(incident.Commit{Message: subject + "\n"})
		got := slices.Contains(names, incident.Claim{Type: incident.ClaimSubject, Value: "dim the lamp"}) && subject != "Dim the lamp"
		if got != want {
			t.Errorf("%q is named %v", subject, names)
		}
	}
}
