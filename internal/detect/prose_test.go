package detect

import "testing"

// TestProse holds what is read of bodies, where the subject says little: which of their references come first, and how
// much of something is meant.
func TestProse(t *testing.T) {
	wordings(t, map[string]string{
		// a part of it, where the body says so of the commit, and no other sentence
		"Dim the lamp\n\nThis partially reverts commit 0a1b2c3d.\n":                    "likely revert partial partial: sha 0a1b2c3d",
		"Dim the lamp\n\nThis mostly reverts commit 0a1b2c3d.\n":                       "likely revert partial partial: sha 0a1b2c3d",
		"Dim the lamp\n\nThis reverts part of 0a1b2c3d.\n":                             "likely revert partial partial: sha 0a1b2c3d",
		"Dim the lamp\n\nThis reverts parts of r4711.\n\nThis reverts r4712.\n":        "likely revert partial partial: svn 4711, svn 4712",
		"Dim the lamp\n\nThe stairs had partially reverted r4711 before.\n":            "weak reapply prose: svn 4711",
		"Partially revert \"dim the lamp\"\n\nThis reverts commit 0a1b2c3d.\n":         "strong revert partial partial: sha 0a1b2c3d, subject dim the lamp",
		"Merge the lamp\n\nThis partially reverts commit 0a1b2c3d.\n":                  "likely revert git partial: sha 0a1b2c3d",
		"Merge branch 'lamp'\n\nPartially revert \"dim the lamp\"\n":                   "strong revert gitlab: subject dim the lamp",
		"Merge pull request #12 from ada/lamp\n\nPartially revert the lamp of r4711\n": "likely revert prose: subject the lamp of r4711, svn 4711",
		"Dim the lamp\n\nThis partially relands r4711.\n":                              "likely reapply reland partial: svn 4711",
		"Partially revert the lamp of last week\n":                                     "likely revert partial partial: subject the lamp of last week",
		"Reapply \"dim the lamp\"\n\nThis partially reverts commit 0a1b2c3d.\n":        "strong reapply partial partial: sha 0a1b2c3d, subject dim the lamp",
		"Partially reapply \"dim the lamp\"\n":                                         "strong reapply reland partial: subject dim the lamp",

		// a list of what a branch did
		"Light the hall (#20)\n\n* Revert r4711\n\n* Light it by r4712\n":                                   "weak revert squash: svn 4711, svn 4712",
		"Light the hall (#20)\n\n* Light it\n\nReverts r4711.\n":                                            "weak revert svn: svn 4711",
		"Revert \"dim the lamp\" (#20)\n\n* Revert \"dim the lamp\"\n\nThis reverts commit 0a1b2c3d.\n":     "strong revert github: subject dim the lamp, sha 0a1b2c3d",
		"Revert \"dim the lamp\" (#20)\n\n* Revert \"oil the door\"\n\nThis reverts commit 0a1b2c3d.\n":     "strong revert github: subject dim the lamp, subject oil the door, sha 0a1b2c3d",
		"Revert \"dim the lamp\" (#20)\n\n* Light it\n\nThis reverts commit 0a1b2c3d.\n":                    "strong revert github: sha 0a1b2c3d, subject dim the lamp",
		"Revert \"dim the lamp\" (#20)\n\n- Revert \"oil the door\"\n\nThis reverts commit 0a1b2c3d.\n":     "strong revert github: subject oil the door, sha 0a1b2c3d, subject dim the lamp",
		"Light the hall (#20)\n\nLight it.\n\n* Revert \"dim the lamp\"\n\nThis reverts commit 0a1b2c3d.\n": "likely revert git: subject dim the lamp, sha 0a1b2c3d",
		"Revert \"dim the lamp\"\n\n* Reverts nothing else.\n\nThis reverts commit 0a1b2c3d.\n":             "strong revert git: subject dim the lamp, sha 0a1b2c3d",

		// what a sentence names before the verb
		"Light the hall\n\nAs r4711 was reverted, light it by hand.\n":                                "weak reapply prose: svn 4711",
		"Light the hall\n\nAs r4711 shows, reverting helps.\n":                                        "weak revert prose: svn 4711",
		"Light the hall\n\nThe lamp came with 0a1b2c3d. This reverts that change.\n":                  "weak revert prose: sha 0a1b2c3d",
		"Light the hall\n\nThe lamp came with 0a1b2c3d. This reverts \"dim the lamp of the hall\".\n": "likely revert prose: subject dim the lamp of the hall, sha 0a1b2c3d",
		"Revert \"dim the lamp\"\n\nOriginal change's description:\n> oil\n":                          "strong revert git: subject dim the lamp",
		"Revert the lamp\n\nOriginal change's description:\n> oil the door of the hall\n":             "likely revert prose: subject oil the door of the hall, subject the lamp",
	})
}
