package detect

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestRelandStrength holds how sure it is, and by which wording, that a body says of its own commit that it puts something back; empty where nothing is found.
func TestRelandStrength(t *testing.T) {
	for message, want := range map[string]string{
		"Light the hall\n\nReapply #12.\n":                              "likely reland",
		"Light the hall\n\nThis relands it.\n":                          "likely reland",
		"Light the hall\n\nReland it.\n":                                "weak reland",
		"Light the hall\n\nThis reapplies it.\n":                        "weak reland",
		"Light the hall\n\n* dim the lamp\n\n* Reapply r4711\n\n* go\n": "weak squash", // one of several that were squashed
		"Light the hall, take 2\n\nIt is a revertible lamp.\n":          "",
		"Light the hall (reland)\n":                                     "likely reland",
	} {
		f, ok := Commit(incident.Commit{Message: message}, Options{})
		got := ""
		if ok {
			got = f.Strength.String() + " " + f.Dialect
		}
		if got != want || ok && f.Kind != incident.Reapply {
			t.Errorf("%q: %s (%s), want %s", message, got, f.Kind, want)
		}
	}
	if f, _ := Commit(incident.Commit{Message: "Lamp (reland)\n"}, Options{}); len(f.Claims) > 0 {
		t.Errorf("one word is no subject to be found by: %v", f.Claims)
	}
}

// TestRelandNotes holds which notes at the end of a subject say that the change is done once more.
func TestRelandNotes(t *testing.T) {
	for subject, want := range map[string]bool{
		"Dim (reland)": true, "Dim [Re-land 2] (#12)": true, "Dim (reland attempt #2)": true, "Dim (reland, take 2)": false, "Dim (reland take 2)": true, "Dim (reland try 2)": true,
		"Dim (reland the lamp)": false, "Dim (lamp)": false, "Dim (revert)": false, "Dim (reland) it": false, "Dim (relands": false, "(reland)": false, "reland": false, "Dim ()": false,
	} {
		before, ok := cutNote(subject)
		if ok != want || ok && before != "Dim" {
			t.Errorf("%q: %q %t", subject, before, ok)
		}
	}
}
