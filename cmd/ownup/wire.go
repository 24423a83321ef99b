package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/github"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/ledger"
)

// trackerFlag gives a verb the flag that chooses where incidents live.
func (a *app) trackerFlag(cmd *cobra.Command) {
	cmd.Flags().String("tracker", "", "the `TRACKER` where incidents live: local or github")
	offer(cmd, "tracker", "local", "github")
}

// engine wires the use cases for a verb that reads or writes incidents. What a dry run would write goes to
// stdout, or to stderr where stdout carries JSON.
func (a *app) engine(cmd *cobra.Command, dryRun, asJSON bool) (*flow.Engine, config.Config, error) {
	cfg, err := a.config(cmd)
	if err != nil {
		return nil, cfg, err
	}
	past, err := a.past(cfg)
	if err != nil {
		return nil, cfg, err
	}
	l, err := a.ledger()
	if err != nil {
		return nil, cfg, err
	}
	template, err := a.template(cmd.Context(), cfg.Template, checklist.ParseTemplate)
	if err != nil {
		return nil, cfg, err
	}
	message, err := a.template(cmd.Context(), cfg.Message.Template, checklist.ParseMessageTemplate)
	if err != nil {
		return nil, cfg, err
	}
	e := &flow.Engine{
		History: past,
		Outbox:  outbox{l, a.trackerName(cfg)},
		Memory:  l,
		Now:     a.world.now().UTC(),
		Options: flow.Options{
			Repository: a.repositoryName(cfg), WebURL: a.webURL(cfg),
			Owners: cfg.Owner, Stakeholders: cfg.Stakeholders, AssignAuthor: cfg.AssignAuthor,
			Maintained: cfg.Branches.Maintained, ReleaseTags: cfg.Releases.Tags,
			Labels: flow.Labels{
				Ownup: cfg.Labels.Incident, Revert: cfg.Labels.Revert, Hotfix: cfg.Labels.Hotfix,
				Overdue: cfg.Labels.Overdue, Progress: progressLabel(cfg.Labels.Progress),
			},
			DailyCap: cfg.DailyCap, WatchDays: cfg.WatchDays, Template: template, Message: message, Courtesy: cfg.CourtesyComment, SubIssues: cfg.Measures == "sub-issues",
			Host: cfg.Host(), Commands: cfg.Tracker == "github",
		},
		Progress: a.progress,
	}
	if err := a.tracker(e, cfg, l, dryRun); err != nil {
		return nil, cfg, err
	}
	if dryRun {
		out := a.io.Out
		if asJSON {
			out = a.io.Err
		} else {
			e.Progress = nil // what would be written shows how far it is
		}
		e.Tracker = flow.DryRun{Tracker: e.Tracker, Out: out}
		e.Outbox = flow.ReadOnlyOutbox{Outbox: e.Outbox}
		e.Memory = flow.ReadOnly{Memory: l}
	}
	return e, cfg, nil
}

// reader is the engine of a verb that only reads, which needs no right to write, with all that the history holds for
// it.
func (a *app) reader(cmd *cobra.Command) (*flow.Engine, config.Config, *found, error) {
	e, cfg, err := a.engine(cmd, true, true)
	if err != nil {
		return nil, cfg, nil, err
	}
	all, err := a.findings(cmd.Context(), cfg, forIncidents(cfg))
	return e, cfg, all, err
}

// tracker puts the configured tracker into the engine, and the forge beside it where there is one.
func (a *app) tracker(e *flow.Engine, cfg config.Config, l *ledger.Ledger, dryRun bool) error {
	if cfg.Tracker == "local" {
		t, err := a.localTracker(cfg, l)
		e.Tracker = t
		return err
	}
	may, why := cfg.MayWriteGitHub()
	if !may && !dryRun {
		return &incident.Problem{Kind: incident.Usage, Sentence: "Nothing was written to GitHub: " + why + "."}
	}
	client, err := a.github(cfg, l)
	if err != nil {
		return err
	}
	tracker := client.Tracker(github.TrackerOptions{
		Label: cfg.Labels.Incident, Hotfix: cfg.Labels.Hotfix,
		Labels: []github.LabelStyle{
			{Name: cfg.Labels.Incident, Color: "0e8a16", Description: "An incident that ownup follows"},
			{Name: cfg.Labels.Revert, Color: "c5def5", Description: "A change was taken back"},
			{Name: cfg.Labels.Hotfix, Color: "fbca04", Description: "A change was repaired in haste"},
			{Name: cfg.Labels.Overdue, Color: "d93f0b", Description: "A corrective measure is past its day"},
		},
		Markers: github.Markers{
			Page: checklist.ParseMarker, Status: checklist.StatusMarker, ParseStatus: checklist.ParseStatusMarker,
			Comment: checklist.CommentMarker, ParseComment: checklist.ParseCommentMarker,
		},
	})
	e.Tracker = tracker
	e.Forge = forge{client, tracker}
	return nil
}

// github makes the client of the configured repository.
func (a *app) github(cfg config.Config, l *ledger.Ledger) (*github.Client, error) {
	name := a.repositoryName(cfg)
	if !strings.Contains(name, "/") {
		return nil, &incident.Problem{Kind: incident.Usage, Sentence: "ownup does not know which GitHub repository this is: pass -R OWNER/NAME, or set github.repository."}
	}
	token := a.token(cfg)
	if token == "" && a.action {
		return nil, &incident.Problem{Kind: incident.Auth, Sentence: "There is no token for GitHub: the input `token` of this step is empty."}
	}
	if token == "" {
		return nil, &incident.Problem{Kind: incident.Auth, Sentence: "There is no token for GitHub: set GITHUB_TOKEN, or log in with `gh auth login`."}
	}
	o := github.Options{
		Repo: name, APIURL: cfg.GitHub.APIURL, Token: token.Reveal(), Workflow: a.action,
		UserAgent: "ownup/" + versionString(), Now: a.world.now,
		Waiting: func(d time.Duration) { a.say("GitHub asks for a pause; it goes on in %.0f seconds.", d.Seconds()) },
	}
	if l != nil {
		o.Cache = answers{l}
	}
	if a.world.env("OWNUP_NOW") != "" {
		o.WriteInterval = -1 // where time stands still nothing is gained by waiting
	}
	return github.New(o)
}

// template is the team's own text that the configuration names, or nil for ownup's.
func (a *app) template(ctx context.Context, name string, parse func(name, text string) (*checklist.Template, error)) (*checklist.Template, error) {
	if name == "" {
		return nil, nil
	}
	text, err := a.repoFile(ctx, name)
	if err != nil {
		return nil, err
	}
	return parse(name, text)
}

// repoFile reads a file that the configuration names, from the top of the work tree, else as it is committed beside the
// configuration.
func (a *app) repoFile(ctx context.Context, name string) (string, error) {
	absent := &incident.Problem{Kind: incident.Usage, Sentence: "The template " + name + " that the configuration names is not there."}
	if a.remote != nil {
		main, err := a.remote.Default(ctx)
		if err != nil {
			return "", err
		}
		text, err := a.remote.File(ctx, main.Commit, name)
		if absent.Err = err; err != nil {
			return "", absent
		}
		return string(text), nil
	}
	repo, err := a.repo()
	if err != nil {
		return "", err
	}
	if top := repo.WorkTree(); top != "" && !a.action {
		if text, err := readWithin(top, name); err == nil {
			return text, nil
		}
	}
	sha, _ := a.configCommit(ctx, repo)
	text, err := repo.File(ctx, sha, name)
	if absent.Err = err; err != nil {
		return "", absent
	}
	return string(text), nil
}

// readWithin reads a file below a folder. A link that leads out of it is not followed: in a stranger's clone it could
// pull any file of this machine into an issue.
func readWithin(top, name string) (string, error) {
	root, err := os.OpenRoot(top)
	if err != nil {
		return "", err
	}
	defer func() { _ = root.Close() }()
	text, err := root.ReadFile(filepath.FromSlash(name))
	return string(text), err
}

// repositoryName is "owner/name" from flag or configuration, else from the remote, else the name of the clone's folder.
func (a *app) repositoryName(cfg config.Config) string {
	if cfg.GitHub.Repository != "" {
		return cfg.GitHub.Repository
	}
	repo, err := a.repo()
	if err != nil {
		return ""
	}
	if name := remoteName(repo.Remotes(), cfg.Host()); name != "" {
		return name
	}
	// Linked work trees are called after what is done in them, and share their incidents.
	if common := repo.CommonDir(); filepath.Base(common) == ".git" {
		return filepath.Base(filepath.Dir(common))
	}
	return filepath.Base(repo.Dir())
}

func (a *app) webURL(cfg config.Config) string {
	if name := a.repositoryName(cfg); strings.Contains(name, "/") {
		return cfg.GitHub.ServerURL + "/" + name
	}
	return ""
}

// trackerName tells the configured tracker from others in the outbox. It names no place on this machine: a clone may be
// moved.
func (a *app) trackerName(cfg config.Config) string {
	switch {
	case cfg.Tracker != "local":
		return cfg.Host() + "/" + strings.ToLower(a.repositoryName(cfg))
	case cfg.Local.Dir == "" || a.remote != nil:
		return ".git/" + ledger.Folder + "/incidents"
	}
	return filepath.ToSlash(filepath.Clean(cfg.Local.Dir))
}

// progressLabel is how a label that shows progress begins: "steps: 3/8".
func progressLabel(word string) string {
	if word == "" {
		return ""
	}
	return word + ": "
}
