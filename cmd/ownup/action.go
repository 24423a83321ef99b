package main

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/event"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/report"
)

func newAction(a *app) *cobra.Command {
	var command string
	var dryRun bool
	cmd := &cobra.Command{
		Use:   "action",
		Short: "Act on the event of a GitHub Actions run",
		Long: `action is what action.yml runs. It reads the event, decides what to do about it, and says so in the
run's log and summary. Configuration is read as committed on the default branch, never from a pull
request.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			run := &actionRun{app: a, cmd: cmd, dryRun: dryRun}
			return run.do(command)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&command, "command", "auto", "the `COMMAND`: auto, sweep, sync or report")
	offer(cmd, "command", "auto", "sweep", "sync", "report")
	flags.BoolVarP(&dryRun, "dry-run", "n", false, "show exactly what would be written, and write nothing")
	a.trackerFlag(cmd)
	return cmd
}

// actionRun is one run inside GitHub Actions.
type actionRun struct {
	app    *app
	cmd    *cobra.Command
	dryRun bool
	event  event.Event
	cfg    config.Config
	team   event.Settings // what the team decided, as far as events go
	engine *flow.Engine
	found  *found
	notes  []string     // sentences for the summary
	last   flow.Outcome // the outcome that the step's outputs tell of
	waits  bool         // something is in the outbox
}

func (r *actionRun) do(command string) error {
	plan, err := r.plan(command)
	if err != nil {
		return r.annotate(err)
	}
	if plan.Warning != "" {
		fmt.Fprint(r.app.io.Out, event.Annotation(event.Warning, plan.Warning))
	}
	r.note(plan.Reason)
	if len(plan.Steps) > 0 {
		if err := r.prepare(plan.Steps); err != nil {
			return r.annotate(err)
		}
	}
	var failure error
	for _, step := range plan.Steps {
		err := r.step(step)
		if r.cmd.Context().Err() != nil {
			return r.cmd.Context().Err()
		}
		failure = errors.Join(failure, err)
	}
	if failure != nil && (r.waits || incident.ProblemOf(failure) == incident.Unavailable) {
		failure = errors.Join(failure, problemf("Re-run this job once that is mended: what could not be sent is kept on this runner alone."))
	}
	if failure != nil {
		for _, line := range each(failure) {
			r.notes = append(r.notes, markdown(line))
		}
	}
	return r.annotate(errors.Join(failure, r.outputs(), r.summary()))
}

// plan reads the event and the configuration that it may obey.
func (r *actionRun) plan(command string) (event.Plan, error) {
	steps := map[string]event.Deed{"sweep": event.Sweep, "sync": event.Sync, "report": event.Report}
	deed, fixed := steps[command]
	if !fixed && command != "auto" {
		return event.Plan{}, usageError{fmt.Errorf("the command %q is none of auto, sweep, sync and report", command)}
	}
	env := r.app.world.env
	if path := env("GITHUB_EVENT_PATH"); path != "" {
		payload, err := os.ReadFile(path)
		if err != nil {
			return event.Plan{}, problemf("The event can't be read from GITHUB_EVENT_PATH: %v.", cause(err))
		}
		if r.event, err = event.Parse(env("GITHUB_EVENT_NAME"), payload); err != nil {
			return event.Plan{}, err
		}
	} else if !fixed {
		return event.Plan{}, &incident.Problem{Kind: incident.Usage, Sentence: "There is no event here: `ownup action` runs inside GitHub Actions. On your machine, use `ownup sweep` and `ownup sync`."}
	}
	if branch, ok := strings.CutPrefix(env("GITHUB_REF"), "refs/heads/"); ok && r.event.Kind == event.Schedule {
		r.event.DefaultBranch = cmp.Or(r.event.DefaultBranch, branch) // schedules run there, and their payload may not say so
	}
	r.app.action = true
	r.app.configRef, r.app.lands = r.event.ConfigRef(), r.event.DefaultBranch
	cfg, err := r.app.config(r.cmd)
	if err != nil {
		return event.Plan{}, err
	}
	r.cfg = cfg
	r.team = event.Settings{
		Label: cfg.Labels.Incident, Hotfix: cfg.Hotfix.Labels, Revert: []string{cfg.Labels.Revert},
		Follows:   func(branch string) bool { return flow.Matches(cfg.Branches.Maintained, branch) },
		Recognise: func(p event.Pull) (incident.Kind, bool) { return recognise(p, wordings(cfg)) },
	}
	if fixed {
		return event.Plan{Steps: []event.Step{{Do: deed}}, Reason: "You asked for " + command + "."}, nil
	}
	return event.Decide(r.event, r.team), nil
}

// recognise says what a pull request is by the words of its title and the name of its branch.
func recognise(p event.Pull, o detect.Options) (incident.Kind, bool) {
	owner, _, _ := strings.Cut(p.HeadRepo, "/") // what a fork is called says nothing
	for _, message := range []string{p.Title + "\n\n" + p.Body, fmt.Sprintf("Merge pull request #%d from %s/%s\n", p.Number, owner, p.HeadRef)} {
		c := incident.Commit{Message: message}
		if strings.HasPrefix(message, "Merge pull request") {
			c.Parents = []string{"", ""}
		}
		if f, ok := detect.Commit(c, o); ok && f.AsksForIncident() {
			return f.Kind, true
		}
	}
	return "", false
}

// prepare opens what the steps need, and makes a shallow checkout whole where that can be done.
func (r *actionRun) prepare(steps []event.Step) error {
	// `ownup init` writes such a line, for whoever begins on a machine that stays.
	keeps := slices.ContainsFunc(steps, func(s event.Step) bool { return s.Do != event.Report })
	if from := r.cfg.Source("tracker"); keeps && r.cfg.Tracker == "local" && r.cfg.Local.Dir == "" && from.Kind != config.FromFlag {
		return &incident.Problem{Kind: incident.Usage, Sentence: fmt.Sprintf("The configuration (%s) says tracker: local, and what is kept on this runner is gone when it ends: say tracker: github there, or leave the line out.", from)}
	}
	repo, err := r.app.repo()
	if incident.ProblemOf(err) == incident.NotFound {
		return &incident.Problem{Kind: incident.NotFound, Err: err, Sentence: "There is no clone in the workspace: let actions/checkout run before this step, with fetch-depth: 0 and without a path of its own."}
	}
	if err != nil {
		return err
	}
	if repo.Shallow() {
		if err := r.deepen(repo.Dir()); err != nil {
			r.warn("This checkout holds only a part of the history, and the rest could not be fetched; what is older can't be seen. Set fetch-depth: 0 for actions/checkout.")
		} else {
			r.note("The checkout was shallow; the rest of the history was fetched.")
			r.app.reopen()
		}
	}
	r.engine, r.cfg, err = r.app.engine(r.cmd, r.dryRun, false)
	return err
}

// deepen fetches the rest of a shallow history, with the run's own token. The token goes by the environment, where no
// process list shows it.
func (r *actionRun) deepen(dir string) error {
	ctx, cancel := context.WithTimeout(r.cmd.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", "fetch", "--unshallow", "--quiet", "--tags", "origin")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0")
	if r.cfg.Token != "" {
		basic := base64.StdEncoding.EncodeToString([]byte("x-access-token:" + r.cfg.Token.Reveal()))
		header := "http." + r.cfg.GitHub.ServerURL + "/.extraheader"
		own, _ := strconv.Atoi(os.Getenv("GIT_CONFIG_COUNT")) // what the workflow sets, such as a proxy, goes on to count
		// The first empties the list: actions/checkout leaves a header of its own in it, and GitHub refuses two.
		for i, value := range []string{"", "AUTHORIZATION: basic " + basic} {
			cmd.Env = append(cmd.Env, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", own+i, header), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", own+i, value))
		}
		cmd.Env = append(cmd.Env, fmt.Sprintf("GIT_CONFIG_COUNT=%d", own+2))
	}
	return cmd.Run()
}

func (r *actionRun) step(s event.Step) error {
	switch s.Do {
	case event.Open:
		return r.open(s)
	case event.Sweep:
		return r.sweep(s)
	case event.Sync:
		return r.sync()
	case event.Report:
		return r.report()
	}
	return nil
}

// chains are those of the whole history, found once a run.
func (r *actionRun) chains() (*found, error) {
	if r.found == nil {
		found, err := r.app.findings(r.cmd.Context(), r.cfg, forIncidents(r.cfg))
		if err != nil {
			return nil, err
		}
		for _, sentence := range found.unseen() {
			r.warn(sentence)
		}
		r.found = found
	}
	return r.found, nil
}

// open opens the incident of a merged pull request that is a revert or hotfix by its label or its words.
func (r *actionRun) open(s event.Step) error {
	all, err := r.chains()
	if err != nil {
		return err
	}
	pull := incident.Pull{MergeSHA: s.Commit}
	if p := r.event.Pull; p != nil {
		pull.Number, pull.Base = p.Number, p.BaseRef
	}
	c, sha, ok, err := r.landedAs(all, pull)
	switch {
	case err != nil:
	case ok:
		err = r.readPull(c, sha)
	default:
		if c, err = r.app.askedFor(r.cmd.Context(), r.engine.History, s.Kind, s.Commit, r.said()); incident.ProblemOf(err) == incident.NotFound {
			err = &incident.Problem{Kind: incident.NotFound, Err: err, Sentence: fmt.Sprintf(
				"Commit %s, as which pull request #%d landed, is not in this checkout: leave out ref, or let it name the branch, and set fetch-depth: 0 for actions/checkout.", incident.Short(s.Commit), pull.Number)}
		}
	}
	if err != nil {
		return err
	}
	var outcomes []flow.Outcome
	if ok && r.stands(c.Verdict) {
		outcomes, err = r.engine.Sweep(r.cmd.Context(), []incident.Chain{c}, time.Time{})
	} else {
		outcomes, err = r.engine.Open(r.cmd.Context(), c, all.Chains)
	}
	return r.told(outcomes, err) // queued, it has an outcome and a reason
}

// stands reports whether a verdict keeps the pull request's finding from opening an incident. Where titles tell nothing
// of haste, as any small repair is called a hotfix, a label does.
func (r *actionRun) stands(v incident.Verdict) bool {
	labelled := r.event.Pull != nil && r.team.Labelled(r.event.Pull.Labels) == incident.Hotfix
	return v.Decision != incident.Open && !(v.Reason == incident.ReasonRoutine && labelled)
}

// said is what the pull request of the event says, as the message of a squashed one would.
func (r *actionRun) said() string {
	p := r.event.Pull
	if p == nil {
		return ""
	}
	return squashed(p.Title, p.Number, p.Body)
}

func squashed(title string, number int, body string) string {
	return fmt.Sprintf("%s (#%d)\n\n%s", title, number, body)
}

// readPull traces a hotfix again by what its pull request says, of which its commit's message may hold nothing.
func (r *actionRun) readPull(c incident.Chain, sha string) (err error) {
	for i := range c.Findings {
		if f := &c.Findings[i]; f.SHA == sha && f.Kind == incident.Hotfix {
			f.Offending, err = r.app.causes(r.cmd.Context(), r.engine.History, sha, r.said())
		}
	}
	return err
}

func (r *actionRun) sweep(s event.Step) error {
	all, err := r.chains()
	if err != nil {
		return err
	}
	since := r.app.world.now().Add(-r.cfg.Since.Duration())
	chains := all.Chains
	if s.From != "" && s.To != "" {
		if landed, err := all.landed(r.cmd.Context(), s.From, s.To); err == nil {
			since, chains = time.Time{}, landed
		}
	}
	var blind error
	if s.From == "" {
		labelled, err := r.labelled(all, since)
		if blind = err; r.cmd.Context().Err() != nil {
			return err
		}
		chains = slices.Concat(chains, labelled)
	}
	outcomes, err := r.engine.Sweep(r.cmd.Context(), chains, since)
	if len(outcomes) == 0 && err == nil {
		r.note("Nothing was reverted or hotfixed in what landed.")
	}
	return r.told(outcomes, cmp.Or(err, blind))
}

// labelled are the chains of what was merged since and is a hotfix or revert by the label of its pull request alone.
// The run of that event opens it; where it could not, what it left waiting is gone with its runner.
func (r *actionRun) labelled(all *found, since time.Time) ([]incident.Chain, error) {
	ctx := r.cmd.Context()
	main, err := r.engine.History.Default(ctx)
	if err != nil || r.engine.Forge == nil {
		return nil, err
	}
	merged, failed := r.engine.Forge.MergedSince(ctx, since)
	if k := incident.ProblemOf(failed); k == incident.Permission || k == incident.NotFound {
		return nil, nil // the sync that follows says what this token may not read
	}
	var out []incident.Chain
	for _, p := range merged {
		kind := r.team.Labelled(p.Labels)
		if kind == "" || p.Base != main.Name && !r.team.Follows(p.Base) {
			continue
		}
		_, _, known, err := r.landedAs(all, p)
		if known || err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		c, err := r.app.askedFor(ctx, r.engine.History, kind, p.MergeSHA, squashed(p.Title, p.Number, p.Body))
		if incident.ProblemOf(err) == incident.NotFound {
			continue // it did not come with this checkout
		}
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		out = append(out, c)
	}
	return out, failed
}

func (r *actionRun) sync() error {
	all, err := r.chains()
	if err != nil {
		return err
	}
	outcomes, err := r.engine.Send(r.cmd.Context(), all.Chains)
	unsent := r.told(outcomes, err)
	followed, err := r.engine.Sync(r.cmd.Context(), all.Chains)
	return errors.Join(unsent, rest(err), r.guarded(func(w io.Writer) error {
		for _, f := range followed {
			if f.Page.State == incident.PageOpen || f.Told {
				if err := r.app.printFollowing(w, f); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

func (r *actionRun) report() error {
	all, err := r.chains()
	if err != nil {
		return err
	}
	r.engine.Now = r.app.world.now().UTC() // what this run has opened and closed is in, also where that took it into the next hour
	rep, failure := r.engine.Review(r.cmd.Context(), all.Chains, time.Time{}, r.cfg.Report.Weeks)
	if failure != nil && rep.To.IsZero() {
		return failure
	}
	return errors.Join(rest(failure), r.append("GITHUB_STEP_SUMMARY", report.Markdown(rep)+"\n"))
}
