package main

import (
	"fmt"
	"os/exec"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/incident"
)

// checkup is one thing that doctor looked at: whether it is well, and what to do when it is not.
type checkup struct {
	what string
	well bool
	say  string
}

func newDoctor(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check what ownup needs here, and say what to do about what is missing",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sick := 0
			for _, c := range a.checkups(cmd) {
				mark := "ok "
				if !c.well {
					mark, sick = "!! ", sick+1
				}
				fmt.Fprintf(a.io.Out, "%s %-14s %s\n", mark, c.what, c.say)
			}
			if sick > 0 {
				return problemf("%s needs attention.", plural(sick, "thing"))
			}
			return nil
		},
	}
}

func (a *app) checkups(cmd *cobra.Command) []checkup {
	var out []checkup
	add := func(what string, err error, well string) bool {
		if err != nil {
			out = append(out, checkup{what, false, sentence(err)})
			return false
		}
		out = append(out, checkup{what, true, well})
		return true
	}
	repo, err := a.repo()
	if !add("repository", err, "") {
		return out
	}
	out[0].say = repo.Dir()
	switch {
	case repo.Shallow():
		out = append(out, checkup{"history", false, "It is shallow, so older changes can't be seen: run `git fetch --unshallow`, or set fetch-depth: 0 in a workflow."})
	case repo.Partial():
		out = append(out, checkup{"history", true, "Complete, with file contents left at the remote: checks by content are skipped where they are missing."})
	default:
		out = append(out, checkup{"history", true, "complete"})
	}
	cfg, err := a.config(cmd)
	if add("configuration", err, "readable") {
		may, why := cfg.MayWriteGitHub()
		out = append(out, checkup{"tracker", true, fmt.Sprintf("%s (%s)", cfg.Tracker, why)})
		if may {
			if a.token(cfg) == "" {
				err = &incident.Problem{Kind: incident.Auth, Sentence: "There is no token: set GITHUB_TOKEN, or log in with `gh auth login`."}
			}
			add("token", err, "there")
		}
	}
	l, err := a.ledger()
	if add("ledger", err, "") {
		add("ledger", l.SetMark("doctor", a.world.now().UTC().Format("2006-01-02")), l.Dir())
		out = append(out[:len(out)-2], out[len(out)-1])
	}
	if _, err := exec.LookPath("git"); err != nil {
		out = append(out, checkup{"git", true, "not on PATH; only the hook and the demo need it"})
	} else {
		out = append(out, checkup{"git", true, "on PATH"})
	}
	return out
}
