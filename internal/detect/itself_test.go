package detect

import "testing"

func TestCallsItselfRevert(t *testing.T) {
	for text, want := range map[string]bool{
		"Revert the dimmer":                                true,
		"Temporarily revert the dimmer":                    true,
		"hall: roll back the dimmer":                       true,
		"Reverted the dimmer\n\nIt broke the lamps.":       true,
		"Undo the dimmer":                                  true,
		"[hall] Back out the dimmer":                       true,
		`Revert "Revert "hall: a dimmer""`:                 false,
		"Reapply the dimmer":                               false,
		"Revert to old lamps":                              false,
		"Revert back to old lamps":                         false,
		"hall: a dimmer\n\nRevert the lamps.":              false,
		"Take the dimmer out":                              false,
		"Merge pull request #12 from ada/revert-9-dimmer":  true,
		"Merge branch 'fix/revert_dimmer' into main":       true,
		"Merge pull request #12 from ada/ada-rollback-hue": true,
		"Merge pull request #12 from ada/reverting":        false,
		"Merge branch 'dimmer'\n\nRevert the lamps":        true,
		"Merge branch 'main' into revert-9-dimmer":         false,
	} {
		if got := CallsItselfRevert(text); got != want {
			t.Errorf("%q: got %t", text, got)
		}
	}
}
