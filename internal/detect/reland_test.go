package detect

import "testing"

// TestRelandStrength holds how sure it is, and by which wording, that a commit says of itself that it puts something
// back.
func TestRelandStrength(t *testing.T) {
	wordings(t, map[string]string{
		"Light the hall\n\nReapply #12.\n":                              "likely reapply reland: pull 12",
		"Light the hall\n\nThis relands it.\n":                          "likely reapply reland",
		"Light the hall\n\nReland it.\n":                                "weak reapply reland",
		"Light the hall\n\nThis reapplies it.\n":                        "weak reapply reland",
		"Light the hall\n\n* dim the lamp\n\n* Reapply r4711\n\n* go\n": "weak reapply squash: svn 4711", // one of several that were squashed
		"Light the hall, take 2\n\nIt is a revertible lamp.\n":          "none",
		"Light the hall (reland)\n":                                     "likely reapply reland: subject light the hall",
		"Lamp (reland)\n":                                               "likely reapply reland", // one word is no subject to be found by
	})
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
