package detect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestForms holds which family a message is of, whether by itself it is sure, and what it names first, where families of tools differ in a word or two.
func TestForms(t *testing.T) {
	const quotation = "\n\nOriginal change's description:\n> Dim the lamp\n"
	for message, want := range map[string]string{
		`Revert "Dim the lamp"` + "\n\nReverts #12\n":                  "strong github pull 12",
		`Reland "Dim the lamp"` + "\n\nThis relands #12\n":             "strong reland pull 12",
		"Light the hall\n\nThis reverts merge request !12\n":           "likely gitlab pull 12",
		"Light the hall\n\nThis relands merge request !12\n":           "likely reland pull 12",
		"Light the hall\n\nThis reverts merge request of Ada\n":        "weak prose",
		"Revert the lamp\n\nSee merge request ada/house!12\n":          "likely gitlab subject the lamp",
		"Merge branch 'x'\n\nRevert \"Dim the lamp\"\n":                "strong gitlab subject dim the lamp",
		"Merge branch 'x'\n\nRevert the lamp\n":                        "likely prose subject the lamp",
		"Merge pull request #15 from ada/x\n\nRevert \"Dim the lamp\"": "strong branch subject dim the lamp",
		"Merge pull request #15 from ada/x\n\nRevert the hall\n":       "likely prose subject the hall",
		"Merged in x (pull request #15)\n\nRevert \"Dim the lamp\"":    "strong git subject dim the lamp",

		"Merge pull request #15 from ada/revert-123456-lamp\n":                                  "likely branch pull 123456",
		"Merge pull request #15 from grace/ada/revert-12-lamp\n":                                "likely branch pull 12",
		"Merge pull request #15 from ada/revert-12-hall/lamp\n":                                 "likely branch pull 12",
		"Merge pull request #15 from ada/revert-1234567-lamp\n":                                 "likely branch sha 1234567",
		"Merge branch 'revert-" + strings.Repeat("5e1f", 10) + "'\n":                            "likely branch sha " + strings.Repeat("5e1f", 10),
		"Merge branch 'revert-" + strings.Repeat("5e1f", 10) + "0'\n":                           "weak branch",
		"Merge branch 'revert-0a1b2c'\n":                                                        "weak branch",
		"Merge branch 'revert-0a1b2clamp'\n":                                                    "weak branch",
		"Merge branch 'revert-lamp'\n\nReland \"Dim the lamp\"\n":                               "strong reland subject dim the lamp",
		"Merge branch 'revert-lamp'\n\nRevert \"Dim the lamp\"\n":                               "strong gitlab subject dim the lamp",
		"Merged in revert-lamp (pull request #15)\n\nRevert \"Dim the lamp\"\n":                 "strong branch subject dim the lamp",
		"Auto merge of #15 - ada:x, r=grace\n\nhall: revert the lamp\n":                         "likely bors subject the lamp",
		"Rollup merge of #15 - ada:x, r=grace\n\nRevert the lamp\n":                             "likely bors subject the lamp",
		"Auto merge of #15 - ada:x, r=grace\n\nDim the lamp\n\nThis reverts #12\n":              "likely bors pull 12",
		"Auto merge of #15 - ada:x, r=grace\n\nDim the lamp\n\nNobody wants to see a revert.\n": "weak prose",

		`Revert "Dim the lamp"` + "\n\nReason for revert: dark\n\nChange-Id: I1\n":       "strong gerrit subject dim the lamp",
		`Reland "Dim the lamp"` + "\n\nReason for revert: dark\n\nChange-Id: I1\n":       "strong reland subject dim the lamp",
		`Revert "Dim the lamp"` + "\n\nReason for revert: dark\n":                        "strong git subject dim the lamp",
		`Revert "Dim the lamp"` + "\n\nReason for revert: dark" + quotation:              "strong gerrit subject dim the lamp",
		`Revert "Dim the lamp"` + "\n\nThis reverts commit 0123abcd." + quotation:        "strong gerrit sha 0123abcd",
		`Revert "Dim the lamp"` + "\n\nThis reverts commit 0123abcd.\n\nChange-Id: I1\n": "strong git sha 0123abcd",
		`Revert "Dim the lamp"` + quotation + "\nChange-Id: I1\n":                        "strong git subject dim the lamp",
		"Revert submission 471\n": "strong gerrit-submission change submission:471",
		"Revert submission 47\n":  "weak prose subject submission 47",
		`Revert "Dim the lamp"` + "\n\nReverted changes: /q/submissionid:4711-x\n":                 "strong gerrit-submission change submission:4711-x",
		`Revert "Dim the lamp"` + "\n\nReverted changes:\n/q/submissionid:4711-x\n":                "strong gerrit-submission change submission:4711-x",
		`Revert "lamp"` + "\n\nReverted Changes:\nI0123abcde:Dim the lamp\n":                       "strong gerrit-submission change I0123abcde",
		`Revert "lamp"` + "\n\nReverted Changes:\nx0123abcde:Dim\nI012lamps3:Dim\nI0123abc0:Dim\n": "strong gerrit-submission change I0123abc0",

		"Revert of Dim the lamp (patchset #2 id:1 of https://codereview.example.org/4711001/ )\n":     "strong rietveld change 4711001",
		"Revert dim the lamp (patchset #2 id:1 of https://codereview.example.org/4711001/ )\n":        "weak prose subject dim the lamp (patchset #2 id:1 of https://codereview.example.org/4711001/ )",
		"Revert of \"Dim the lamp\" (patchset #2 id:1 of https://codereview.example.org/4711001/ )\n": "strong git subject dim the lamp",

		"Light the hall\n\nThis reverts r4711, reversing\nchanges made to r4710.\n":                            "likely svn svn 4711",
		"Light the hall\n\nThis reverts commit 0123abcd, reversing changes made to 4567abcd.\n":                "likely merge-revert sha 0123abcd",
		"Light the hall\n\nThis reverts commit 0123abcd, well known for reversing changes made to 4567abcd.\n": "likely git sha 0123abcd",
		"Light the hall\n\nThis reverts commit 0123abcd (lamp: dim after an hour, 2024-03-09).\n":              "likely reference sha 0123abcd",
		"hall: revert lamps\n\nThis reverts commit 0123abcd (lamp: dim after an hour, 2024-03-09).\n":          "strong reference sha 0123abcd",
		`Revert "Dim the lamp"` + "\n\nThis reverts commit 0123abcd (lamp: dim after an hour, 2024-03-09).\n":  "strong git sha 0123abcd",
		"Light the hall\n\nThis reverts r4711 (lamp: dim after an hour).\n":                                    "likely svn svn 4711",
		`Reapply "Dim the lamp"` + "\n":       "strong reapply subject dim the lamp",
		`hall: reapply "Dim the lamp"` + "\n": "strong reland subject dim the lamp",
	} {
		f, _ := Commit(incident.Commit{Message: message}, Options{})
		got := fmt.Sprint(f.Strength, " ", f.Dialect)
		if len(f.Claims) > 0 {
			got += fmt.Sprint(" ", f.Claims[0].Type, " ", f.Claims[0].Value)
		}
		if got != want {
			t.Errorf("%q: %s, want %s", message, got, want)
		}
	}
}

// A title of a word or two doesn't stand for a commit.
func TestShortTitles(t *testing.T) {
	for _, message := range []string{
		"Revert of Dim (patchset #2 id:1 of https://codereview.example.org/4711001/ )\n",
		"Revert \"the lamps\"\n\nReverted Changes:\nI0123abc0:Dim\n",
	} {
		f, _ := Commit(incident.Commit{Message: message}, Options{})
		if len(f.Claims) == 0 || slices.Contains(f.Claims, claim("subject", "dim")) {
			t.Errorf("%q names %v", message, f.Claims)
		}
	}
}
