package flow

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// nothingNamed says why it is not known which commit a finding is about.
var nothingNamed = map[incident.Kind]string{
	incident.Revert: "the message names none that this history holds, and no earlier change matches its content.",
	incident.Hotfix: "the message names none that this history holds, and the lines that it changes lead to none surely enough, or can't be followed in this clone.",
}

// place fills in where the changes went: when the first one landed, the paths, the releases and branches that hold any
// of them.
func (e *Engine) place(ctx context.Context, in *incident.Incident, main incident.Ref) {
	changes := in.Offending
	if in.Kind == incident.Hotfix && len(changes) > 1 {
		changes = changes[:1] // the others are what else it may have been
	}
	if in.Guessed() {
		changes = nil
	}
	touched := changes
	if len(changes) == 0 {
		touched = []incident.CommitFact{in.Finding}
	}
	met := map[string]bool{}
	for _, c := range touched {
		changed, err := e.History.Changes(ctx, c.SHA)
		if err != nil {
			in.Unknown = append(in.Unknown, "Which paths were touched: "+clause(err))
		}
		for _, ch := range changed {
			if met[ch.Path] {
				continue
			}
			met[ch.Path] = true
			in.Paths = append(in.Paths, ch.Path)
			if len(changes) > 0 && incident.IsTest(ch.Path) {
				in.TestPaths = append(in.TestPaths, ch.Path)
			}
		}
	}
	in.Areas = areas(in.Paths)

	if len(changes) == 0 {
		if in.Guessed() {
			return
		}
		in.Unknown = append(in.Unknown, "Which commit introduced it: "+nothingNamed[in.Kind])
		return
	}
	if first := changes[0]; first.LandedBy != "" && first.LandedBy == in.Finding.LandedBy {
		in.Together = first.LandedBy
	} else {
		in.LandedAt = first.LandedAt
		in.Live = max(0, in.UndoneAt.Sub(in.LandedAt))
	}
	e.releases(ctx, in, changes)
	e.branches(ctx, in, changes, main)
}

// undoneBy is the commit that undid one of an incident's changes.
func undoneBy(in *incident.Incident, change incident.CommitFact) string {
	if change.UndoneBy != nil {
		return change.UndoneBy.SHA
	}
	return in.Finding.SHA
}

// landing returns the commit by which c reached the default branch (the merge that brought it, or c itself) and its
// time. Where that is not known, by is empty and the time c's own.
func landing(ctx context.Context, h History, c incident.Commit, main incident.Ref) (by string, at time.Time) {
	by, err := h.MergedBy(ctx, c.SHA, main.Commit)
	if err != nil {
		return "", c.CommittedAt
	}
	if by != c.SHA {
		merge, err := h.Commit(ctx, by)
		if err != nil {
			return "", c.CommittedAt
		}
		c = merge
	}
	return by, c.CommittedAt
}

// releaseTips returns all tags, and by their names the commits of those that are releases.
func (e *Engine) releaseTips(ctx context.Context) (tags []incident.Ref, tips map[string]string, err error) {
	tags, err = e.tags(ctx)
	tips = map[string]string{}
	for _, t := range tags {
		if Matches(e.Options.ReleaseTags, t.Name) {
			tips[t.Name] = t.Commit
		}
	}
	return tags, tips, err
}

func (e *Engine) releases(ctx context.Context, in *incident.Incident, changes []incident.CommitFact) {
	tags, tips, err := e.releaseTips(ctx)
	if err != nil {
		in.Unknown = append(in.Unknown, "Which releases contain it: "+clause(err))
		return
	}
	having, lacking := map[string]bool{}, map[string]bool{} // a change that is not undone; what undid a change
	repaired := map[string][]string{}
	for _, c := range changes {
		with, err := e.History.Containing(ctx, c.SHA, tips)
		if err != nil {
			in.Unknown = append(in.Unknown, "Which releases contain it: "+clause(err))
			return
		}
		by := undoneBy(in, c)
		if _, ok := repaired[by]; !ok {
			if repaired[by], err = e.History.Containing(ctx, by, tips); err != nil {
				in.Unknown = append(in.Unknown, "Which releases contain the repair: "+clause(err))
				return
			}
		}
		for name := range tips {
			fixed := slices.Contains(repaired[by], name)
			having[name] = having[name] || !fixed && slices.Contains(with, name)
			lacking[name] = lacking[name] || !fixed
		}
	}
	in.Releases = inTagOrder(tags, func(name string) bool { return having[name] })
	in.Undone = inTagOrder(tags, func(name string) bool { return tips[name] != "" && !lacking[name] })
}

// inTagOrder returns the names that are wanted, oldest tag first.
func inTagOrder(tags []incident.Ref, wanted func(name string) bool) []string {
	var out []string
	sorted := slices.SortedStableFunc(slices.Values(tags), func(a, b incident.Ref) int { return a.At.Compare(b.At) })
	for _, t := range sorted {
		if wanted(t.Name) {
			out = append(out, t.Name)
		}
	}
	return out
}

// branches finds the maintained branches that hold any of the changes, and whether what undid it is there too: the same
// commit, or one with the same claim or subject (a cherry-pick).
func (e *Engine) branches(ctx context.Context, in *incident.Incident, changes []incident.CommitFact, main incident.Ref) {
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
	var commits []string
	for _, c := range changes {
		commits = append(commits, c.SHA, undoneBy(in, c))
	}
	holds, err := e.carrying(ctx, commits, tips, main)
	if err != nil {
		in.Unknown = append(in.Unknown, "Which branches contain it: "+clause(err))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(tips)) {
		state, affected := incident.BranchState{Name: name, HasFix: true}, false
		for _, c := range changes {
			if holds[c.SHA][name] {
				affected = true
				state.HasFix = state.HasFix && holds[undoneBy(in, c)][name]
			}
		}
		if affected {
			in.Branches = append(in.Branches, state)
		}
	}
}

// carrying tells of each commit which tips hold it or a copy of it made on the way to a maintained branch: one that
// names it in a cherry-pick footer, or has its subject.
func (e *Engine) carrying(ctx context.Context, shas []string, tips map[string]string, main incident.Ref) (map[string]map[string]bool, error) {
	holds := map[string]map[string]bool{}
	commits := map[string]incident.Commit{}
	var since time.Time
	for _, sha := range shas {
		if holds[sha] != nil {
			continue
		}
		have, err := e.History.Containing(ctx, sha, tips)
		if err != nil {
			return nil, err
		}
		c, err := e.History.Commit(ctx, sha)
		if err != nil {
			return nil, err
		}
		if commits[sha] = c; since.IsZero() || c.AuthoredAt.Before(since) {
			since = c.AuthoredAt
		}
		holds[sha] = map[string]bool{}
		for _, name := range have {
			holds[sha][name] = true
		}
	}
	for name, tip := range tips {
		missing := map[string]string{} // with the key of its subject
		for sha, c := range commits {
			if !holds[sha][name] {
				missing[sha] = detect.SubjectKey(c.Subject())
			}
		}
		if len(missing) == 0 || tip == main.Commit {
			continue
		}
		_, err := e.History.Log(ctx, []string{tip}, []string{main.Commit}, since, func(b incident.Commit) error {
			key := detect.SubjectKey(b.Subject())
			for sha, want := range missing {
				if !b.CommittedAt.Before(commits[sha].AuthoredAt) && (strings.Contains(b.Message, "cherry picked from commit "+sha) || want != "" && key == want) {
					holds[sha][name] = true
					delete(missing, sha)
				}
			}
			if len(missing) == 0 {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			return nil, err
		}
	}
	return holds, nil
}

// errStop ends a Log early; it never leaves the package.
var errStop = errors.New("stop")
