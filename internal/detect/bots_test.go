package detect

import "testing"

// TestBots holds by what the messages of projects' own bots and rules are known: each sign alone is none.
func TestBots(t *testing.T) {
	wordings(t, map[string]string{
		"Reverts \"dim the lamp\"\n\nInitiated by: ada\n":                                             "strong revert git: subject dim the lamp",
		"Reverts \"dim the lamp\"\n\nReason for revert: dark\n":                                       "strong revert git: subject dim the lamp",
		"Reverts \"dim the lamp\"\n\nInitiated by: ada\nReason for revert: dark\n":                    "strong revert flutter: subject dim the lamp",
		"Dim the lamp\n\nReverts: a/b#12\nInitiated by: ada\nReason for reverting: x\n":               "likely revert pull: pull a/b#12",
		"Revert \"dim the lamp\"\n\nReverted https://example.org/ada/hall/pull/12 on behalf of ada\n": "strong revert pytorch: pull ada/hall#12, subject dim the lamp",
		"Revert \"dim the lamp\"\n\nReverted https://example.org/ada/hall/pull/12 for ada\n":          "strong revert github: pull ada/hall#12, subject dim the lamp",
		"Reland \"dim the lamp\"\n\nReverted https://example.org/ada/hall/pull/12 on behalf of ada\n": "strong reapply reland: pull ada/hall#12, subject dim the lamp",
		"Dim the lamp\n\nReverted https://example.org/ada/hall/pull/12 on behalf of ada\n":            "likely revert pull: pull ada/hall#12",
		"Revert \"dim the lamp\"\n\nReopens: #471\n":                                                  "strong revert git: subject dim the lamp",
		"Revert 0a1b2c3d: Dim\n\nReopens: #471\n":                                                     "strong revert twisted: sha 0a1b2c3d",
		"Revert 0a1b2c3d: Dim\n\nRefs: #471\n":                                                        "strong revert prose: sha 0a1b2c3d",
		"Reland 0a1b2c3d: Dim\n\nReopens: #471\n":                                                     "strong reapply reland: sha 0a1b2c3d",
	})
	for subject, want := range map[string]string{
		"[maven-release-plugin] rollback the release of hall-1.2": "maven-release-plugin",
		"[maven-release-plugins] x":                               "",
		"Tell of [maven-release-plugin] more":                     "",
		"Roll the release of hall-1.2 back":                       "",
	} {
		if got := Tool(subject); got != want {
			t.Errorf("%q: %q, want %q", subject, got, want)
		}
	}
}
