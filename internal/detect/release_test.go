package detect

import "testing"

func TestSetsVersion(t *testing.T) {
	for subject, want := range map[string]bool{
		"Release 2.3.5": true,
		"v0.297.0":      true,
		"2.7-rc.":       true,
		"release: cut the v16.2.0-next.4 release":                  true,
		"start 3.6.1-dev0 dev cycle":                               true,
		"[maven-release-plugin] prepare release v0.9.1-incubating": true,
		"4.1.8.Final release":                                      true,
		"Bump version to 12.9.0":                                   true,
		"Release v23.0.0-alpha.0 (#5810)":                          true,
		"chore(release): 1.4.0":                                    true,
		"Version bump":                                             true,
		":arrow_up: Bump version":                                  true,
		"🔖 Release 1.2.3":                                          true,
		":arrow_up: Bump lamp":                                     false,
		":lamp Bump version":                                       false,
		":: Bump version 1.2":                                      true,
		"Bump version to 12.9 (ada/lamps#9)":                       true,
		"Bump version to 12.9 (lamps)":                             false,
		"Bump version number (#9)":                                 true,
		"Bump":                                                     false,
		"Bump version 1.2 1.3":                                     false,
		"Release 1.x":                                              false,
		"Release .2":                                               false,
		"New version":                                              false,
		"Bump lamp version":                                        false,
		"Bump lamp to 2.3":                                         false, // of something else
		"package/lamp: bump version to 1.2":                        false,
		"Release the cat":                                          false,
		"Prepare the release":                                      false,
		"Bump version from 1.2 to 1.3":                             false,
		"Release 2.3.5 2.3.6":                                      false,
		"Release 2.3.5 and repair the lamp":                        false,
		"(#12)":                                                    false,
		"":                                                         false,
	} {
		if SetsVersion(subject) != want {
			t.Errorf("%q sets a version: %t", subject, !want)
		}
	}
}

func TestTakesVersionBack(t *testing.T) {
	for subject, want := range map[string]bool{
		"Reverting version string.":                        true,
		"reverted back to proper version number":           true,
		"Revert version from 2.1.4 to 2.1.x branch":        true,
		"hall: undo dev versioning":                        true,
		"Revert \"Update version to 1.2\"":                 true,
		"Revert version change":                            true,
		"Revert package version to 3.17.2 in package.json": true,
		"Revert to lamp version 1.2":                       false, // of something else
		"Revert \"Bump lamp to 2.3\"":                      false,
		"Revert new release":                               false,
		"Reapply version 1.2":                              false,
		"Version 1.2":                                      false,
		"Revert version checks":                            false,
	} {
		if TakesVersionBack(subject) != want {
			t.Errorf("%q takes a version back: %t", subject, !want)
		}
	}
}

func TestSpeaksOfRelease(t *testing.T) {
	for subject, want := range map[string]bool{
		"Reverting release version changes":      true,
		"Revert \"2.7-rc.\"":                     true,
		"Revert \"v1.2.0\"":                      true,
		"Revert to snapshot":                     true,
		"Cut the release":                        true,
		"Say the version":                        true,
		"Revert \"lamp: dim after an hour\"":     false,
		"Revert 0a1b2c3d, which needs 4 seconds": false,
		"":                                       false,
	} {
		if SpeaksOfRelease(subject) != want {
			t.Errorf("%q speaks of a release: %t", subject, !want)
		}
	}
}

func TestMayRelease(t *testing.T) {
	for subject, want := range map[string]bool{
		"[ci] release (#4711)":                true,
		"[ci] release (next)":                 true,
		"Version Packages":                    true,
		"Version Packages (beta) (#692)":      true,
		"chore: release":                      true,
		"Changeset version bump (#12)":        true,
		"Release":                             true,
		"Release 1.2.0":                       false, // its number says it
		"Version":                             false,
		"Update latest":                       false,
		"Update changelog":                    false,
		"[ci] release the lamp":               false,
		"[ci] format":                         false,
		"Publish packages of the hall (next)": false,
		"":                                    false,
	} {
		if MayRelease(subject) != want {
			t.Errorf("%q may be a release: %t", subject, !want)
		}
	}
}
