package main

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/event"
	"github.com/ownup-dev/ownup/internal/incident"
)

func TestRecogniseGoesByTheTeamsBranches(t *testing.T) {
	var usual, own config.Config
	own.Hotfix.Branches = []string{"Urgent/*"}
	for _, c := range []struct {
		cfg    config.Config
		branch string
		want   incident.Kind
	}{
		{usual, "hotfix/empty-host", incident.Hotfix},
		{usual, "urgent/empty-host", ""},
		{own, "urgent/empty-host", incident.Hotfix},
		{own, "hotfix/empty-host", ""},
	} {
		p := event.Pull{Number: 7, Title: "An empty host means this machine", HeadRepo: "acme/app", HeadRef: c.branch}
		if kind, _ := recognise(p, wordings(c.cfg)); kind != c.want {
			t.Errorf("%s with %v: %q, want %q", c.branch, c.cfg.Hotfix.Branches, kind, c.want)
		}
	}
}
