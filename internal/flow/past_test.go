package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

var noon = time.Date(2026, 10, 12, 12, 0, 0, 0, time.UTC)

// sha makes a commit id that a person can tell apart in a failure.
func sha(name string) string { return (fmt.Sprintf("%x", name) + strings.Repeat("0", 40))[:40] }

// past is a history of a few commits on one branch, each touching one path.
type past struct {
	History
	commits map[string]incident.Commit
	order   []string // oldest first
	paths   map[string]string
	blobs   map[string]string   // of commits whose file has another text than the others
	brought map[string][]string // by the commit that a merge merged: what came with it, newest first

	landed map[string]string // by which merge a commit landed; by itself where that is not told

	codeowners string // the text of the file CODEOWNERS

	tags, branches []incident.Ref
}

func newPast() *past {
	return &past{commits: map[string]incident.Commit{}, paths: map[string]string{}, brought: map[string][]string{}}
}

func (p *past) add(name, message, path string, at time.Time) string {
	c := incident.Commit{SHA: sha(name), Message: message, Author: incident.Person{Name: "Robin", Email: "robin@acme.example"}, AuthoredAt: at, CommittedAt: at}
	if n := len(p.order); n > 0 {
		c.Parents = []string{p.order[n-1]}
	}
	p.commits[c.SHA], p.paths[c.SHA] = c, path
	p.order = append(p.order, c.SHA)
	return c.SHA
}

func (p *past) Commit(_ context.Context, id string) (incident.Commit, error) {
	if c, ok := p.commits[id]; ok {
		return c, nil
	}
	return incident.Commit{}, &incident.Problem{Kind: incident.NotFound, Sentence: "There is no such commit."}
}

func (p *past) Changes(_ context.Context, id string) ([]incident.Change, error) {
	return []incident.Change{{Path: p.paths[id], New: sha("blob" + id)}}, nil
}

func (p *past) Modes(context.Context, string) ([]incident.Change, error) { return nil, nil }

func (p *past) Empty(_ context.Context, id string) (bool, error) { return p.paths[id] == "", nil }

func (p *past) Blob(_ context.Context, id string) ([]byte, error) {
	for commit, text := range p.blobs {
		if id == sha("blob"+commit) {
			return []byte(text), nil
		}
	}
	return []byte("text\n"), nil
}

func (p *past) File(_ context.Context, _, path string) ([]byte, error) {
	if path == "CODEOWNERS" && p.codeowners != "" {
		return []byte(p.codeowners), nil
	}
	return nil, &incident.Problem{Kind: incident.NotFound, Sentence: "There is no such file."}
}

func (p *past) Expand(_ context.Context, prefix string) (string, error) {
	for id := range p.commits {
		if strings.HasPrefix(id, prefix) {
			return id, nil
		}
	}
	return "", &incident.Problem{Kind: incident.NotFound, Sentence: "There is no such commit."}
}

func (p *past) Default(context.Context) (incident.Ref, error) {
	return incident.Ref{Name: "main", Commit: p.order[len(p.order)-1]}, nil
}

func (p *past) Branches(ctx context.Context) ([]incident.Ref, error) {
	main, err := p.Default(ctx)
	return append([]incident.Ref{main}, p.branches...), err
}

func (p *past) Tags(context.Context) ([]incident.Ref, error)       { return p.tags, nil }
func (p *past) TagCommits(context.Context) ([]incident.Ref, error) { return nil, nil }

func (p *past) Containing(_ context.Context, id string, tips map[string]string) ([]string, error) {
	var out []string
	for name, tip := range tips {
		if slices.Index(p.order, id) <= slices.Index(p.order, tip) {
			out = append(out, name)
		}
	}
	return out, nil
}

func (p *past) MergedBy(_ context.Context, id, _ string) (string, error) {
	if by := p.landed[id]; by != "" {
		return by, nil
	}
	return id, nil
}

// merge adds a merge of commits, newest first, that are there already.
func (p *past) merge(name, into string, commits ...string) string {
	id := p.add(name, name, "a.go", noon)
	c := p.commits[id]
	c.Parents = []string{into, commits[0]}
	p.commits[id] = c
	p.brought[commits[0]] = commits
	return id
}

func (p *past) Log(_ context.Context, include, _ []string, since time.Time, fn func(incident.Commit) error) (bool, error) {
	if len(include) == 1 && p.brought[include[0]] != nil {
		for _, id := range p.brought[include[0]] {
			if err := fn(p.commits[id]); err != nil {
				return false, err
			}
		}
		return false, nil
	}
	for _, id := range slices.Backward(p.order) {
		behind := len(include) != 1 || slices.Index(p.order, id) <= slices.Index(p.order, include[0])
		if c := p.commits[id]; behind && !c.CommittedAt.Before(since) {
			if err := fn(c); err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

func (p *past) FirstParents(ctx context.Context, _ string, since time.Time, fn func(incident.Commit) error) (bool, error) {
	return p.Log(ctx, nil, nil, since, fn)
}
