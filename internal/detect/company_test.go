package detect

import "testing"

// TestCompany holds by what the messages of large code bases are known, and what only looks like one.
func TestCompany(t *testing.T) {
	wordings(t, map[string]string{
		"Backed out 12 lamps of the hall\n":                "weak revert prose: subject 12 lamps of the hall",
		"Backed out changeset 0a1b2c3d \"dim the lamp\"\n": "strong revert mozilla: sha 0a1b2c3d, subject dim the lamp",
		"Revert changeset 0a1b2c3d\n":                      "strong revert prose: sha 0a1b2c3d", // Mozilla backs out
		"Backed out the lamp\n":                            "likely revert prose: subject the lamp",
		"Back out \"dim the lamp\"\n\nSummary:\nOriginal commit changeset: 0a1b2c3d4e5f\n\nOriginal Phabricator Diff: D4711001\n": "strong revert meta: change 0a1b2c3d4e5f, diff D4711001, subject dim the lamp",
		"Back out \"dim the lamp\"\n\nThe stairs are dark.\n":                                                                     "strong revert meta: subject dim the lamp",
		"Back out \"dim the lamp\"\n\nOriginal commit changeset: 0a1b2c\n":                                                        "strong revert meta: subject dim the lamp",
		"Back out \"dim the lamp\"\n\nOriginal commit changeset: 0a1b2c3\n":                                                       "strong revert meta: change 0a1b2c3, subject dim the lamp",
		"Back out \"dim the lamp\"\n\nOriginal commit changeset: 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567\n":                      "strong revert meta: change 0a1b2c3d4e5f, subject dim the lamp",
		"Back out \"dim the lamp\"\n\nOriginal commit changeset: 0a1b2c3d4e5f60718293a4b5c6d7e8f9012345670\n":                     "strong revert meta: subject dim the lamp",
		"Back out the lamp\n\nThe stairs are dark.\n":                                                                             "likely revert prose: subject the lamp",
		"Revert \"dim the lamp\"\n\nThe stairs are dark.\n":                                                                       "strong revert git: subject dim the lamp",
		"Dim it\n\nThis diff reverts D4711001.\n":                                                                                 "likely revert meta: diff D4711001",
		"Dim it\n\nReverts D4711001.\n":                                                                                           "likely revert prose: diff D4711001",
		"Revert D4711001\n\nThe stairs are dark.\n":                                                                               "strong revert meta: diff D4711001",
		"Reland D4711001\n": "strong reapply reland: diff D4711001",
		"Back out the stack\n\nBack out \"lamp: dim\"\nIt hurt.\nRevert \"lamp: off\"\nOriginal commit changeset: 0a1b2c3d4e5f\n\nrevert \"lamp: on\"\nOriginal commit changeset: 123456789a\n": "strong revert meta: change 0a1b2c3d4e5f, change 123456789a, sha 0a1b2c3d4e5f, sha 123456789a, subject the stack",
		"lamp: keep it bright\n\n*** Reason for rollback ***\n\nThe stairs are dark.\n":                                                                                                         "strong revert google",
		"[rollback] Dim the lamp\n":                                   "likely revert google: subject dim the lamp",
		"Rollback dimming\n\nPiperOrigin-RevId: 471100456\n":          "weak revert google: subject dimming",
		"Rollback dimming\n":                                          "weak revert prose: subject dimming",
		"Roll back of dimming\n":                                      "weak revert google: subject dimming",
		"Rollback #12\n":                                              "strong revert google: pull 12",
		"lamp: x\n\nRevert 0a1b2c3d\n":                                "likely revert prose: sha 0a1b2c3d",
		"lamp: x\n\nReverts 0a1b2c3d\n":                               "likely revert jax: sha 0a1b2c3d",
		"lamp: x\n\nReverts":                                          "weak revert prose",
		"lamp: x\n\nReverts 0a1b2c3d":                                 "likely revert jax: sha 0a1b2c3d",
		"lamp: x\n\nReverts #12\n":                                    "likely revert pull: pull 12",
		"lamp: x\n\nReverts changelist 471100123\n":                   "likely revert jax: change 471100123",
		"lamp: x\n\nReverts 0a1b2c3d and dims\n":                      "likely revert prose: sha 0a1b2c3d",
		"lamp: x\n\nThis reverts 0a1b2c3d\n":                          "likely revert git: sha 0a1b2c3d",
		"Reverts the dimming of lamps\n":                              "likely revert prose: subject the dimming of lamps",
		"Reverts #12\n":                                               "strong revert pull: pull 12",
		"Reverts 0a1b2c3d4e\n":                                        "strong revert jax: sha 0a1b2c3d4e",
		"Reverts changelist 471100123\n":                              "strong revert jax: change 471100123",
		"Revert 0a1b2c3d4e\n":                                         "strong revert prose: sha 0a1b2c3d4e",
		"Reverts \"dim the lamp\"\n\nThis reverts commit 0a1b2c3d.\n": "strong revert git: sha 0a1b2c3d, subject dim the lamp",
		"lamp: x\n\nThis reverts golang.org/cl/4711.\n":               "likely revert go: change 4711",
		"lamp: x\n\nThis reverts CL 4711.\n":                          "likely revert go: change 4711",
		"lamp: x\n\nThis reverts CLs.\n":                              "weak revert prose",
		"undo CL 4711 / 0a1b2c3d\n":                                   "strong revert go: change 4711, sha 0a1b2c3d",
		"lamp: x\n\nThis undoes CL 4711.\n":                           "likely revert go: change 4711",
		"lamp: x\n\nThis reapplies CL 4711.\n":                        "likely reapply reland: change 4711",
	})
}
