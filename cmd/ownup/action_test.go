package main

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/event"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestRecognise is what a merged pull request is by its title and its branch; what its repository is called says nothing.
func TestRecognise(t *testing.T) {
	for _, c := range []struct {
		title, repo, branch string
		want                incident.Kind
	}{
		{"Add a thing", "octo/hello", "thing", ""},
		{`Revert "Add a thing"`, "octo/hello", "thing", incident.Revert},
		{"Repair it", "octo/hello", "hotfix/x", incident.Hotfix},
		{"Repair it", "bob/hello", "revert-6-thing", incident.Revert},
		{"Repair it", "", "hotfix/x", incident.Hotfix}, // its repository is gone
		{"Add a thing", "octo/hotfix", "thing", ""},
		{"Add a thing", "bob/revert-6-thing", "thing", ""},
		{`Reapply "Add a thing"`, "octo/hello", "thing", ""},
	} {
		got, ok := recognise(event.Pull{Number: 7, Title: c.title, HeadRepo: c.repo, HeadRef: c.branch})
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%q from %s/%s: %q, %v, want %q", c.title, c.repo, c.branch, got, ok, c.want)
		}
	}
}
