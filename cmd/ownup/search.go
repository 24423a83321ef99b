package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/scan"
)

// searchOptions say what is looked for, and where.
type searchOptions struct {
	rev            string // a range or revision; empty: HEAD
	main           bool   // the default branch as well as HEAD or rev
	verify, silent bool
	lines          bool // the findings as lines are enough; no chains
}

// forIncidents looks for all that incidents are about, on the default branch as well.
func forIncidents(cfg config.Config) searchOptions {
	return searchOptions{main: true, verify: true, silent: cfg.Silent}
}

// found is what a search found, with what the verbs ask of it.
type found struct {
	flow.Found
	Chains  []incident.Chain
	past    flow.History
	partial bool     // not all could be checked by content, as the clone leaves file contents at the remote
	shallow []string // the commits at which a shallow history ends
	asked   bool     // what lies beyond a shallow clone's end was asked of GitHub, as far as messages name it
	remote  bool     // read through the API: the last weeks only
}

// findings searches the whole history behind the tips, since a message may name any earlier commit, and keeps what lies
// in the range.
func (a *app) findings(ctx context.Context, cfg config.Config, o searchOptions) (*found, error) {
	find := flow.FindOptions{
		Verify: o.verify, Silent: o.silent,
		Detect: wordings(cfg), Policy: policy(cfg),
		ReleaseTags: cfg.Releases.Tags, Progress: a.progress,
	}
	f, err := a.search(ctx, cfg, o, find)
	a.progress("", 0, 0)
	if err == nil && !o.lines {
		f.Chains, err = f.Found.Chains()
	}
	return f, err
}

func (a *app) search(ctx context.Context, cfg config.Config, o searchOptions, find flow.FindOptions) (*found, error) {
	if a.remote != nil {
		f, err := a.remote.search(ctx, find)
		return &found{Found: f, past: a.remote, remote: true}, err
	}
	repo, err := a.repo()
	if err != nil {
		return nil, err
	}
	f := &found{}
	include, exclude, ranged, err := a.tips(ctx, repo, o)
	if err != nil {
		return nil, err
	}
	find.Tips = include
	if l, err := a.ledger(); err == nil && !repo.Shallow() {
		find.Memory = l
	}
	commits := flow.Commits(func(ctx context.Context, known func(string) bool, fn func(incident.Commit) error) error {
		info, err := repo.Each(ctx, git.LogOptions{Include: include, Known: known}, fn)
		f.shallow = info.Boundary
		return err
	})
	past, err := a.past(cfg)
	if err != nil {
		return nil, err
	}
	if b, ok := past.(beyond); ok {
		commits, f.asked = b.beyondBoundary(commits, find.Detect), true
	}
	f.past = past
	f.Found, err = flow.Find(ctx, past, commits, find)
	f.partial = f.Stats.Missing > 0 && repo.Partial()
	if a.places != nil {
		a.places.long = f.Stats.Commits >= flow.LongHistory
	}
	if err != nil || !ranged {
		return f, err
	}
	within, ok := f.Between(include[:1], exclude)
	if !ok {
		within, err = between(ctx, past, include[:1], exclude)
	}
	f.Lines = slices.DeleteFunc(f.Lines, func(l flow.Line) bool { return !within[l.SHA] })
	f.Stats.Commits = len(within)
	return f, err
}

// wordings is what the team decided about wordings. detect asks for the beginnings of branches' names: "hotfix/*" is
// "hotfix/".
func wordings(cfg config.Config) detect.Options {
	var o detect.Options
	for _, g := range cfg.Hotfix.Branches {
		o.HotfixBranches = append(o.HotfixBranches, strings.ToLower(strings.TrimRight(g, "*")))
	}
	return o
}

// policy is what the team decided about verdicts.
func policy(cfg config.Config) scan.Policy {
	p := scan.Policy{}
	for reason, held := range map[incident.Reason]bool{
		incident.ReasonBot: cfg.Hold.Bots, incident.ReasonDocs: cfg.Hold.Docs, incident.ReasonSameRelease: cfg.Hold.SameRelease,
	} {
		p[reason] = incident.Open
		if held {
			p[reason] = incident.Hold
		}
	}
	return p
}

// tips reads what is searched, and what of it is asked for. The first to include is the range's end.
func (a *app) tips(ctx context.Context, repo *git.Repo, o searchOptions) (include, exclude []string, ranged bool, err error) {
	asked, err := repo.Range(ctx, o.rev)
	if err != nil {
		return nil, nil, false, err
	}
	include = []string{asked.Tip}
	if o.main || asked.Limited { // what came of it later, and how it landed, is told by the default branch
		if _, sha, err := repo.DefaultBranch(); err == nil && sha != asked.Tip {
			include = append(include, sha)
		}
	}
	return include, asked.Without, asked.Limited, nil
}

// chainOf returns the chain in which a commit is a finding.
func (f *found) chainOf(sha string) (incident.Chain, bool) {
	i := slices.IndexFunc(f.Chains, func(c incident.Chain) bool {
		return slices.ContainsFunc(c.Findings, func(g incident.Finding) bool { return g.SHA == sha })
	})
	if i < 0 {
		return incident.Chain{}, false
	}
	return f.Chains[i], true
}

// landed returns the chains with a finding among the commits that to has and from has not.
func (f *found) landed(ctx context.Context, from, to string) ([]incident.Chain, error) {
	fresh, err := between(ctx, f.past, []string{to}, []string{from})
	return slices.DeleteFunc(slices.Clone(f.Chains), func(c incident.Chain) bool {
		return !slices.ContainsFunc(c.Findings, func(g incident.Finding) bool { return fresh[g.SHA] })
	}), err
}

// between returns the commits, by SHA, that lead to what is included and not to what is excluded.
func between(ctx context.Context, past flow.History, include, exclude []string) (map[string]bool, error) {
	all := map[string]bool{}
	_, err := past.Log(ctx, include, exclude, time.Time{}, func(c incident.Commit) error {
		all[c.SHA] = true
		return nil
	})
	return all, err
}

// subject returns the subject of a commit; empty where it can't be read.
func (f *found) subject(ctx context.Context, sha string) string {
	c, err := f.past.Commit(ctx, sha)
	if err != nil {
		return ""
	}
	return c.Subject()
}

// unseen says what the search could not see.
func (f *found) unseen() []string {
	var out []string
	if n := len(f.shallow); n > 0 && f.asked {
		out = append(out, fmt.Sprintf("The clone is shallow (at %s): older commits that messages name were asked of GitHub; others were not seen.", incident.Short(f.shallow[0])))
	} else if n > 0 {
		out = append(out, fmt.Sprintf("The history ends early here (the clone is shallow, at %s): what older commits hold was not seen. Run `git fetch --unshallow`, or set fetch-depth: 0 in a workflow.", incident.Short(f.shallow[0])))
	}
	if f.remote {
		out = append(out, fmt.Sprintf("There is no clone here: the last %s were read through GitHub's API, and what needs more than that is said to be not established.", incident.Duration(remoteSpan)))
	}
	if f.partial {
		out = append(out, fmt.Sprintf("This clone leaves file contents at the remote: %s could not be checked by content.", plural(f.Stats.Missing, "finding")))
	}
	return out
}

func (a *app) sayUnseen(f *found) {
	for _, sentence := range f.unseen() {
		a.say("%s", sentence)
	}
}
