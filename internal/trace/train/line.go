package main

import (
	"context"
	"sort"
	"sync"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// line is a history without merges that knows by heart which commits changed a path.
type line struct {
	*git.Repo
	commits []incident.Commit
	at      map[string]int
	changes [][]incident.Change
	paths   map[string][]step
}

// step is a change of a path by a commit.
type step struct {
	commit int
	before string
}

var _ trace.History = (*line)(nil)

func newLine(ctx context.Context, repo *git.Repo, commits []incident.Commit) (*line, error) {
	l := &line{Repo: repo, commits: commits, at: map[string]int{}, changes: make([][]incident.Change, len(commits)), paths: map[string][]step{}}
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for k := range errs {
		wg.Go(func() {
			for i := k; i < len(commits) && errs[k] == nil; i += len(errs) {
				l.changes[i], errs[k] = repo.Changes(ctx, commits[i].SHA)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	for i, changes := range l.changes {
		l.at[commits[i].SHA] = i
		for _, c := range changes {
			l.paths[c.Path] = append(l.paths[c.Path], step{i, c.Old})
		}
	}
	return l, nil
}

func (l *line) Changes(ctx context.Context, sha string) ([]incident.Change, error) {
	if i, ok := l.at[sha]; ok {
		return l.changes[i], nil
	}
	return l.Repo.Changes(ctx, sha)
}

func (l *line) LastChangeWithin(ctx context.Context, commit, path string, most int) (incident.Commit, []string, int, error) {
	steps, from := l.paths[path], l.at[commit]
	i := sort.Search(len(steps), func(i int) bool { return steps[i].commit > from }) - 1
	if i < 0 {
		return l.Repo.LastChangeWithin(ctx, commit, path, most)
	}
	gone := from - steps[i].commit
	if gone > most {
		return incident.Commit{}, nil, most, nil
	}
	c, err := l.Commit(ctx, l.commits[steps[i].commit].SHA)
	before := make([]string, len(c.Parents))
	if len(before) > 0 {
		before[0] = steps[i].before
	}
	return c, before, gone, err
}
