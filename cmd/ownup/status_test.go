package main

import "testing"

// TestWhat holds that no row of the status begins with what many begin with.
func TestWhat(t *testing.T) {
	for title, want := range map[string]string{
		"Reverted: the lamp": "the lamp", "Reverted in part: the lamp": "the lamp", "Hotfix: the lamp": "the lamp", "The lamp": "The lamp",
		"Reverted: Hotfix: the lamp": "Hotfix: the lamp",
	} {
		if got := what(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}
