package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestForms holds of which family a message is where families of tools differ in a word or two.
func TestForms(t *testing.T) {
	const quotation = "\n\nOriginal change's description:\n> Dim the lamp\n"
	wordings(t, map[string]string{
		`Revert "Dim the lamp"` + "\n\nReverts #12\n":                  "strong revert github: pull 12, subject dim the lamp",
		`Reland "Dim the lamp"` + "\n\nThis relands #12\n":             "strong reapply reland: pull 12, subject dim the lamp",
		"Revert r4711: \"dim the lamp\"\n":                             "strong revert svn: svn 4711, subject dim the lamp",
		"Light the hall\n\nThis reverts merge request !12\n":           "likely revert gitlab: pull 12",
		"Light the hall\n\nThis relands merge request !12\n":           "likely reapply reland: pull 12",
		"Light the hall\n\nThis reverts merge request of Ada\n":        "weak revert prose",
		"Revert the lamp\n\nSee merge request ada/house!12\n":          "likely revert gitlab: subject the lamp",
		"Merge branch 'x'\n\nRevert \"Dim the lamp\"\n":                "strong revert gitlab: subject dim the lamp",
		"Merge branch 'x'\n\nRevert the lamp\n":                        "likely revert prose: subject the lamp",
		"Merge pull request #15 from ada/x\n\nRevert \"Dim the lamp\"": "strong revert branch: subject dim the lamp",
		"Merge pull request #15 from ada/x\n\nRevert the hall\n":       "likely revert prose: subject the hall",
		"Merged in x (pull request #15)\n\nRevert \"Dim the lamp\"":    "strong revert git: subject dim the lamp",

		"Merge pull request #15 from ada/revert-123456-lamp\n":                                  "likely revert branch: pull 123456",
		"Merge pull request #15 from grace/ada/revert-12-lamp\n":                                "likely revert branch: pull 12",
		"Merge pull request #15 from ada/revert-12-hall/lamp\n":                                 "likely revert branch: pull 12",
		"Merge pull request #15 from ada/revert-1234567-lamp\n":                                 "likely revert branch: sha 1234567",
		"Merge branch 'revert-" + strings.Repeat("5e1f", 10) + "'\n":                            "likely revert branch: sha 5e1f5e1f5e1f5e1f5e1f5e1f5e1f5e1f5e1f5e1f",
		"Merge branch 'revert-" + strings.Repeat("5e1f", 10) + "0'\n":                           "weak revert branch",
		"Merge branch 'revert-0a1b2c'\n":                                                        "weak revert branch",
		"Merge branch 'revert-0a1b2clamp'\n":                                                    "weak revert branch",
		"Merge branch 'revert-lamp'\n\nReland \"Dim the lamp\"\n":                               "strong reapply reland: subject dim the lamp",
		"Merge branch 'revert-lamp'\n\nRevert \"Dim the lamp\"\n":                               "strong revert gitlab: subject dim the lamp",
		"Merged in revert-lamp (pull request #15)\n\nRevert \"Dim the lamp\"\n":                 "strong revert branch: subject dim the lamp",
		"Auto merge of #15 - ada:x, r=grace\n\nhall: revert the lamp\n":                         "likely revert bors: subject the lamp",
		"Rollup merge of #15 - ada:x, r=grace\n\nRevert the lamp\n":                             "likely revert bors: subject the lamp",
		"Auto merge of #15 - ada:x, r=grace\n\nDim the lamp\n\nThis reverts #12\n":              "likely revert bors: pull 12",
		"Auto merge of #15 - ada:x, r=grace\n\nDim the lamp\n\nNobody wants to see a revert.\n": "weak revert prose",

		`Revert "Dim the lamp"` + "\n\nReason for revert: dark\n\nChange-Id: I1\n":       "strong revert gerrit: subject dim the lamp",
		`Reland "Dim the lamp"` + "\n\nReason for revert: dark\n\nChange-Id: I1\n":       "strong reapply reland: subject dim the lamp",
		`Revert "Dim the lamp"` + "\n\nReason for revert: dark\n":                        "strong revert git: subject dim the lamp",
		`Revert "Dim the lamp"` + "\n\nReason for revert: dark" + quotation:              "strong revert gerrit: subject dim the lamp",
		`Revert "Dim the lamp"` + "\n\nThis reverts commit 0123abcd." + quotation:        "strong revert gerrit: sha 0123abcd, subject dim the lamp",
		`Revert "Dim the lamp"` + "\n\nThis reverts commit 0123abcd.\n\nChange-Id: I1\n": "strong revert git: sha 0123abcd, subject dim the lamp",
		`Revert "Dim the lamp"` + quotation + "\nChange-Id: I1\n":                        "strong revert git: subject dim the lamp",
		"Revert submission 471\n": "strong revert gerrit-submission: change submission:471, subject submission 471",
		"Revert submission 47\n":  "weak revert prose: subject submission 47",
		`Revert "Dim the lamp"` + "\n\nReverted changes: /q/submissionid:4711-x\n":                 "strong revert gerrit-submission: change submission:4711-x, subject dim the lamp",
		`Revert "Dim the lamp"` + "\n\nReverted changes:\n/q/submissionid:4711-x\n":                "strong revert gerrit-submission: change submission:4711-x, subject dim the lamp",
		`Revert "lamp"` + "\n\nReverted Changes:\nI0123abcde:Dim the lamp\n":                       "strong revert gerrit-submission: change I0123abcde, subject dim the lamp",
		`Revert "lamp"` + "\n\nReverted Changes:\nx0123abcde:Dim\nI012lamps3:Dim\nI0123abc0:Dim\n": "strong revert gerrit-submission: change I0123abc0",

		"Revert of Dim the lamp (patchset #2 id:1 of https://codereview.example.org/4711001/ )\n":     "strong revert rietveld: change 4711001, subject dim the lamp, subject dim the lamp (patchset #2 id:1 of https://codereview.example.org/4711001/ )",
		"Revert dim the lamp (patchset #2 id:1 of https://codereview.example.org/4711001/ )\n":        "weak revert prose: subject dim the lamp (patchset #2 id:1 of https://codereview.example.org/4711001/ ), change 4711001",
		"Revert of \"Dim the lamp\" (patchset #2 id:1 of https://codereview.example.org/4711001/ )\n": "strong revert git: subject dim the lamp",

		"Light the hall\n\nThis reverts r4711, reversing\nchanges made to r4710.\n":                            "likely revert svn: svn 4711",
		"Light the hall\n\nThis reverts commit 0123abcd, reversing changes made to 4567abcd.\n":                "likely revert merge-revert: sha 0123abcd",
		"Light the hall\n\nThis reverts commit 0123abcd, well known for reversing changes made to 4567abcd.\n": "likely revert git: sha 0123abcd",
		"Light the hall\n\nThis reverts commit 0123abcd (lamp: dim after an hour, 2024-03-09).\n":              "likely revert reference: sha 0123abcd, subject lamp: dim after an hour",
		"hall: revert lamps\n\nThis reverts commit 0123abcd (lamp: dim after an hour, 2024-03-09).\n":          "strong revert reference: sha 0123abcd, subject lamp: dim after an hour",
		`Revert "Dim the lamp"` + "\n\nThis reverts commit 0123abcd (lamp: dim after an hour, 2024-03-09).\n":  "strong revert git: sha 0123abcd, subject lamp: dim after an hour, subject dim the lamp",
		"Light the hall\n\nThis reverts r4711 (lamp: dim after an hour).\n":                                    "likely revert svn: svn 4711, subject lamp: dim after an hour",
		`Reapply "Dim the lamp"` + "\n":       "strong reapply reapply: subject dim the lamp",
		`hall: reapply "Dim the lamp"` + "\n": "strong reapply reland: subject dim the lamp",
	})
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
