package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/hook"
	"github.com/ownup-dev/ownup/internal/incident"
)

// checkup is one thing that doctor looked at: whether it is well, and what to do when it is not.
type checkup struct {
	What string `json:"what"`
	Well bool   `json:"well"`
	Say  string `json:"say"`
}

func newDoctor(a *app) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check what ownup needs here, and say what to do about what is missing",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sick := 0
			for _, c := range a.checkups(cmd) {
				mark := "ok "
				if !c.Well {
					mark, sick = "!! ", sick+1
				}
				if !asJSON {
					fmt.Fprintf(a.io.Out, "%s %-14s %s\n", mark, c.What, c.Say)
				} else if err := a.jsonLine(c); err != nil {
					return err
				}
			}
			switch {
			case sick == 1:
				return problemf("One thing needs attention.")
			case sick > 1:
				return problemf("%d things need attention.", sick)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// historyCheckup reads every commit, as a scan does: only so is it seen that one is missing or damaged.
func (a *app) historyCheckup(ctx context.Context, repo *git.Repo) checkup {
	include, _, _, err := a.tips(ctx, repo, searchOptions{})
	if err != nil {
		return checkup{"history", false, sentence(err)}
	}
	info, err := repo.Each(ctx, git.LogOptions{Include: include}, func(incident.Commit) error { return nil })
	commits := plural(info.Commits, "commit")
	switch {
	case err != nil:
		return checkup{"history", false, sentence(err)}
	case repo.Shallow():
		return checkup{"history", false, "It is shallow, so older changes can't be seen: run `git fetch --unshallow`, or set fetch-depth: 0 in a workflow."}
	case repo.Partial():
		return checkup{"history", true, commits + "; file contents are left at the remote, and checks by content are skipped where they are missing"}
	}
	return checkup{"history", true, commits}
}

// askGitHub asks for the repository itself: a token that was refused or has no right to it says so here.
func (a *app) askGitHub(ctx context.Context, cfg config.Config) (name string, err error) {
	client, err := a.github(cfg, nil)
	if err != nil {
		return "", err
	}
	_, err = client.DefaultBranch(ctx)
	return client.Repo(), err
}

// readIncidents reads the incidents of the local tracker: one that can't be read, or that is there twice, is not
// followed. Without a ledger, of which more is said elsewhere, there are none.
func (a *app) readIncidents(ctx context.Context, cfg config.Config) error {
	l, err := a.ledger()
	if err != nil || cfg.Tracker != "local" {
		return nil
	}
	t, err := a.localTracker(cfg, l)
	if err != nil {
		return err
	}
	_, err = t.List(ctx)
	return err
}

// outboxCheckups say what waits to be sent. What waits for another tracker waits rightly.
func (a *app) outboxCheckups(cfg config.Config) (out []checkup) {
	if _, err := a.ledger(); err != nil {
		return nil
	}
	here, elsewhere, err := a.waiting(cfg)
	if err != nil {
		return []checkup{{"outbox", false, sentence(err)}}
	}
	for _, line := range here {
		out = append(out, checkup{"outbox", false, line + " `ownup sync` tries again."})
	}
	for _, line := range elsewhere {
		out = append(out, checkup{"outbox", true, line})
	}
	return out
}

// writableLedger returns the ledger's folder, when something can be written there.
func (a *app) writableLedger() (dir string, err error) {
	l, err := a.ledger()
	if err != nil {
		return "", err
	}
	err = l.SetMark("doctor", day(a.world.now()))
	if errors.Is(err, fs.ErrPermission) {
		err = problemf("ownup can't write to %s: check who owns the folder.", l.Dir())
	}
	return l.Dir(), err
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
	if err != nil {
		return []checkup{{"repository", false, sentence(err)}}
	}
	add("repository", nil, repo.Dir())
	out = append(out, a.historyCheckup(cmd.Context(), repo))
	branch, _, err := repo.DefaultBranch()
	add("default branch", err, branch+": what is there has landed")
	cfg, err := a.config(cmd)
	if add("configuration", err, "readable") {
		may, why := cfg.MayWriteGitHub()
		if cfg.Tracker == "local" {
			why = "incidents stay on this machine"
		}
		amiss := a.readIncidents(cmd.Context(), cfg)
		if cfg.Tracker == "github" && !may { // else that would be learned from the first sweep only
			amiss = problemf("Nothing would be written to GitHub: %s.", why)
		}
		add("tracker", amiss, fmt.Sprintf("%s (%s)", cfg.Tracker, why))
		out = append(out, a.outboxCheckups(cfg)...)
		_, wrong := a.template(cmd.Context(), cfg.Template, checklist.ParseTemplate)
		_, wrongMessage := a.template(cmd.Context(), cfg.Message.Template, checklist.ParseMessageTemplate)
		if err := cmp.Or(wrong, wrongMessage); err != nil || cfg.Template != "" || cfg.Message.Template != "" {
			add("templates", err, "can be used")
		}
		if may {
			name, err := a.askGitHub(cmd.Context(), cfg)
			add("GitHub", err, "the token may read "+name)
		}
	}
	dir, err := a.writableLedger()
	add("ledger", err, dir)
	if _, err := exec.LookPath("git"); err != nil {
		return append(out, checkup{"git", true, "not on PATH; only the hook and the demo need it"})
	}
	return append(out, checkup{"git", true, "on PATH"}, a.hookCheckup(cmd.Context()))
}

// hookCheckup says how it stands with the hook. Nobody has to have it, so that only what it leaves broken needs
// attention.
func (a *app) hookCheckup(ctx context.Context) checkup {
	program, _ := os.Executable() // unknown, it is not the one that the hook names
	r, err := hook.Status(ctx, hook.Options{Dir: a.dir, Program: program, Env: a.world.environ})
	if err != nil {
		return checkup{"hook", true, sentence(err)}
	}
	says := "not installed; sweeps find reverts without it"
	switch r.State {
	case hook.Installed:
		says = "installed"
	case hook.Outdated:
		says = byAnother
	case hook.Edited:
		says = "changed by hand since ownup wrote it, and left alone"
	case hook.Managed:
		r.Advice = "" // nobody has to have it
	}
	if r.Advice != "" {
		return checkup{"hook", r.State == hook.Absent, strings.TrimSpace(r.Advice)} // absent as in a bare repository
	}
	return checkup{"hook", true, says}
}
