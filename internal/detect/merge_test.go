package detect

import "testing"

func TestMergesShared(t *testing.T) {
	for subject, want := range map[string]bool{
		"Merge branch 'main' into topic":                                   true,
		"Merge branch 'trunk' into branch-2":                               true,
		"Merge remote-tracking branch 'origin/master'":                     true,
		"Merge remote branch 'upstream/master'":                            true,
		"Merge remote-tracking branch 'ada/main' into topic":               true,
		"Merge remote-tracking branch 'ada/main'":                          false, // another repository, it may be
		"Merge remote-tracking branch 'origin/topic'":                      false,
		"Merge branch 'topic' into main":                                   false,
		"Merge branch 'main'":                                              false,
		"Merge branch 'master' of https://example.org/ada/house":           false,
		"Merge branch 'master' of https://example.org/ada/house into hall": false,
		"Merge pull request #12 from ada/main":                             false,
		"Merge pull request #12 from ada/rooms/2.7":                        false,
		"Merge pull request #12 from house/2.7.x":                          true,
		"house: Merge branch 'main' into topic":                            false,
		"":                                                                 false,

		"Merge branch '5.8'":                                         true,
		"Merge branch '2.2' into main":                               true,
		"Merge branch '6.x'":                                         true,
		"Merge branch '2.6.next' into next":                          true,
		"Merge branch '1-0-stable'":                                  true,
		"Merge branch 'stable-3.2'":                                  true,
		"Merge branch 'release_2.4.0' into devel":                    true,
		"Merge branch 'maint'":                                       true,
		"Merge branch 'maint-0.3.4'":                                 true,
		"Merge branch 'release-v2' of https://example.org/ada/house": true,
		"Merge remote-tracking branch 'origin/release/20.08'":        true,
		"Merge remote-tracking branch 'upstream/stable'":             true,
		"Merge remote-tracking branch 'origin/v0.10'":                true,
		"Merge tag 'v1.1'":                                           true,
		"Merge branch 'develop'":                                     true,
		"Merge branch 'develop' of https://example.org/ada/house":    false,
		"Merge branch 'develop' into topic":                          true,
		"Merge remote-tracking branch 'origin/main' of the lamps":    false,
		"Merge branch 'stable-next'":                                 false,
		"Merge branch '4711'":                                        false, // the number of an issue, it may be
		"Merge branch 'issue-4711'":                                  false,
		"Merge pull request #12 from house/2026-03-01":               false, // a day
		"Merge branch '4711-2'":                                      false,
		"Merge branch 'pr4711'":                                      false,
		"Merge branch 'release-notes'":                               false,
		"Merge branch 'next'":                                        false,
		"Merge tag 'lamps-20191009' of https://example.org/lamps":    false,
		"Merge branch ''":                                            false,
		"Merge branch '2.7":                                          false,

		"Merge":       true,
		"Merge heads": true,
		"Automated merge with ssh://example.org/house": true,
		"Merge the halls": false,
	} {
		if MergesShared(subject) != want {
			t.Errorf("%q merges a shared branch: %t", subject, !want)
		}
	}
}

func TestMergesRemote(t *testing.T) {
	for subject, want := range map[string]bool{
		"Merge branch 'master' of https://example.org/ada/house":         true,
		"Merge branch 'develop' of example.org:ada/house into hall":      true,
		"Merge branch 'topic' of https://example.org/ada/house":          false,
		"Merge branch 'master' into topic":                               false,
		"Merge branch 'master":                                           false,
		"master' of https://example.org/ada/house":                       false,
		"Merge remote-tracking branch 'master' of example.org:ada/house": false,
		"house: Merge branch 'master' of https://example.org/ada/house":  false,
	} {
		if MergesRemote(subject) != want {
			t.Errorf("%q: %v", subject, !want)
		}
	}
}
