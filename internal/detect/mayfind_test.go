package detect

import "testing"

// TestNearStems holds what begins like a word of ours: how far apart its parts may stand, and where the text ends
// within it.
func TestNearStems(t *testing.T) {
	for s, want := range map[string]bool{
		"rolled the 123back": true, "roll12345678901back": true, "roll123456789012back": false, "rolled": false,
		"back12345678901out": true, "back123456789012out": false, "bank is out": false, "bac out": false,
		"re": false, "rex": false, "rap": false, "rxvert it": false, "revert": true, "xrevert": true, "xxrevert": true,
	} {
		if hasStem(s) != want {
			t.Errorf("%q may be found: %v", s, !want)
		}
	}
	o := Options{HotfixBranches: []string{"emergency/"}}
	if o.mayFind("emergencies in the hall") {
		t.Error("a word that begins like a chosen one is let through")
	}
}
