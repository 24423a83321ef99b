package detect

import "testing"

// TestConventional holds which subjects with a colon are reverts of the type that conventional commits have, and what
// makes one of them sure.
func TestConventional(t *testing.T) {
	wordings(t, map[string]string{
		"hall: revert: dim the lamp\n":                "weak revert prose: subject dim the lamp",
		"revert: dim the lamp\n":                      "weak revert conventional: subject dim the lamp",
		"revert: #12\n":                               "strong revert pull: pull 12",
		"revert(hall): 0a1b2c3d\n":                    "strong revert conventional: sha 0a1b2c3d",
		"revert(hall): #12\n":                         "strong revert conventional: pull 12",
		"revert: 0a1b2c3d\n":                          "strong revert prose: sha 0a1b2c3d",
		"rollback: dim the lamp\n":                    "weak revert prose: subject dim the lamp",
		"revert: dim the lamp\n\nSeen-in: 0a1b2c3d\n": "weak revert conventional: subject dim the lamp",
		"revert: dim the lamp\n\nRefs: #12\n":         "weak revert conventional: pull 12, subject dim the lamp",
		"revert: dim the lamp\n\nRefs: 0a1b2c3d\n":    "strong revert conventional: sha 0a1b2c3d, subject dim the lamp",
		"revert: feat: dim the lamp\n":                "strong revert conventional: subject feat: dim the lamp",
		"revert: feat!: dim the lamp\n":               "strong revert conventional: subject feat!: dim the lamp",
		"revert: hall: dim the lamp\n":                "weak revert conventional: subject hall: dim the lamp",
		"revert: feat dim the lamp\n":                 "weak revert conventional: subject feat dim the lamp",
		"revert!: dim the lamp\n":                     "weak revert conventional: subject dim the lamp",
		"Revert dim the lamp\n":                       "weak revert prose: subject dim the lamp",
	})
}
