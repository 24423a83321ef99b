package flow

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// place fills in where the change went: when it landed, its paths, the releases and branches that hold it.
func (e *Engine) place(ctx context.Context, in *incident.Incident, opener incident.Finding, series bool, main incident.Ref) {
	where := opener.SHA
	if len(in.Offending) > 0 {
		where = in.Offending[0].SHA
	}
	touched := []string{where}
	if series { // all of it
		touched = nil
		for _, c := range in.Offending {
			touched = append(touched, c.SHA)
		}
	}
	met := map[string]bool{}
	for _, sha := range touched {
		changes, err := e.History.Changes(ctx, sha)
		if err != nil {
			in.Unknown = append(in.Unknown, "Which paths were touched: "+clause(err))
		}
		for _, ch := range changes {
			if met[ch.Path] {
				continue
			}
			met[ch.Path] = true
			in.Paths = append(in.Paths, ch.Path)
			if isTest(ch.Path) {
				in.TestsTouched = true
				in.TestPaths = append(in.TestPaths, ch.Path)
			}
		}
	}
	in.Areas = areas(in.Paths)

	if len(in.Offending) == 0 {
		in.Unknown = append(in.Unknown, "Which commit introduced it: the message names none that this history holds, and no earlier change matches its content.")
		return
	}
	in.LandedAt = in.Offending[0].LandedAt
	for _, c := range in.Offending[:len(touched)] {
		if !c.LandedAt.IsZero() && c.LandedAt.Before(in.LandedAt) {
			in.LandedAt = c.LandedAt
		}
	}
	if live := in.UndoneAt.Sub(in.LandedAt); live >= 0 {
		in.Live = live
	}
	e.releases(ctx, in, where, opener.SHA)
	e.branches(ctx, in, where, opener, main)
}

// landedAt is when the commit reached the default branch: the time of the merge that brought it, or its own.
func (e *Engine) landedAt(ctx context.Context, c incident.Commit, main incident.Ref) time.Time {
	by, err := e.History.MergedBy(ctx, c.SHA, main.Commit)
	if err != nil || by == c.SHA {
		return c.CommittedAt
	}
	merge, err := e.History.Commit(ctx, by)
	if err != nil {
		return c.CommittedAt
	}
	return merge.CommittedAt
}

func (e *Engine) releases(ctx context.Context, in *incident.Incident, offending, undo string) {
	tags, err := e.tags(ctx)
	if err != nil {
		in.Unknown = append(in.Unknown, "Which releases contain it: "+clause(err))
		return
	}
	tips := map[string]string{}
	for _, t := range tags {
		if Matches(e.Options.ReleaseTags, t.Name) {
			tips[t.Name] = t.Commit
		}
	}
	with, err := e.History.Containing(ctx, offending, tips)
	if err != nil {
		in.Unknown = append(in.Unknown, "Which releases contain it: "+clause(err))
		return
	}
	without, err := e.History.Containing(ctx, undo, tips)
	if err != nil {
		in.Unknown = append(in.Unknown, "Which releases contain the repair: "+clause(err))
		return
	}
	in.Releases = inTagOrder(tags, with, without)
	in.Undone = inTagOrder(tags, without, nil)
}

// inTagOrder returns the names in names and not in except, oldest tag first.
func inTagOrder(tags []incident.Ref, names, except []string) []string {
	var out []string
	sorted := slices.SortedStableFunc(slices.Values(tags), func(a, b incident.Ref) int { return a.At.Compare(b.At) })
	for _, t := range sorted {
		if slices.Contains(names, t.Name) && !slices.Contains(except, t.Name) {
			out = append(out, t.Name)
		}
	}
	return out
}

// branches finds the maintained branches that hold the offending change, and whether the repair is there
// too: the same commit, or one with the same claim or subject (a cherry-pick).
func (e *Engine) branches(ctx context.Context, in *incident.Incident, offending string, opener incident.Finding, main incident.Ref) {
	all, err := e.History.Branches(ctx)
	if err != nil {
		in.Unknown = append(in.Unknown, "Which branches contain it: "+clause(err))
		return
	}
	tips := map[string]string{}
	for _, b := range all {
		if b.Name == main.Name || Matches(e.Options.Maintained, b.Name) {
			tips[b.Name] = b.Commit
		}
	}
	with, err := e.carrying(ctx, offending, in.Offending[0].Subject, tips, main)
	if err != nil {
		in.Unknown = append(in.Unknown, "Which branches contain it: "+clause(err))
		return
	}
	fixed, err := e.carrying(ctx, opener.SHA, opener.Subject, tips, main)
	if err != nil {
		in.Unknown = append(in.Unknown, "Which branches contain the repair: "+clause(err))
		return
	}
	slices.Sort(with)
	for _, name := range with {
		in.Branches = append(in.Branches, incident.BranchState{Name: name, HasOffending: true, HasFix: slices.Contains(fixed, name)})
	}
}

// carrying returns the names of the tips that hold the commit itself or a copy of it made on the way to a
// maintained branch: one that names it in a cherry-pick footer, or has its subject.
func (e *Engine) carrying(ctx context.Context, sha, subject string, tips map[string]string, main incident.Ref) ([]string, error) {
	have, err := e.History.Containing(ctx, sha, tips)
	if err != nil {
		return nil, err
	}
	c, err := e.History.Commit(ctx, sha)
	if err != nil {
		return nil, err
	}
	key := detect.SubjectKey(subject)
	for name, tip := range tips {
		if slices.Contains(have, name) || tip == main.Commit {
			continue
		}
		found := false
		_, err := e.History.Log(ctx, []string{tip}, []string{main.Commit}, c.AuthoredAt, func(b incident.Commit) error {
			if strings.Contains(b.Message, "cherry picked from commit "+sha) || key != "" && detect.SubjectKey(b.Subject()) == key {
				found = true
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			return nil, err
		}
		if found {
			have = append(have, name)
		}
	}
	return have, nil
}

// errStop ends a Log early; it never leaves the package.
var errStop = errors.New("stop")
