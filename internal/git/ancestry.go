package git

import (
	"context"
	"sort"

	"github.com/ownup-dev/ownup/internal/incident"
)

// IsAncestor reports whether commit a is in the history of b; a commit is in its own.
func (r *Repo) IsAncestor(ctx context.Context, a, b string) (bool, error) {
	found, err := r.Containing(ctx, a, map[string]string{"b": b})
	return len(found) > 0, err
}

// MergeBase returns the newest commit that is in the history of both a and b; empty when they have nothing in common.
func (r *Repo) MergeBase(ctx context.Context, a, b string) (string, error) {
	g, err := r.Graph(ctx, a, b)
	if err != nil {
		return "", err
	}
	x, _ := g.Find(a)
	y, _ := g.Find(b)
	inA := g.Ancestors(x)
	// The highest level is reached by no other common ancestor.
	best := -1
	for i, in := range g.Ancestors(y) {
		if in && inA[i] && (best < 0 || g.level[i] > g.level[best] || g.level[i] == g.level[best] && g.times[i] > g.times[best]) {
			best = i
		}
	}
	if best < 0 {
		return "", nil
	}
	return g.SHA(best), nil
}

// Containing returns the names of those tips in whose history the commit is, sorted. tips maps a name to the full SHA of a commit.
// For many questions about one history, make a Graph and ask that.
func (r *Repo) Containing(ctx context.Context, sha string, tips map[string]string) ([]string, error) {
	if _, err := r.raw(ctx, sha); err != nil {
		return nil, err
	}
	revs := []string{sha}
	names := make([]string, 0, len(tips))
	for name, tip := range tips {
		revs = append(revs, tip)
		names = append(names, name)
	}
	sort.Strings(names)
	g, err := r.Graph(ctx, revs...)
	if err != nil {
		return nil, err
	}
	a, _ := g.Find(sha)
	numbers := make([]int, 0, len(tips))
	for _, name := range names {
		i, ok := g.Find(tips[name])
		if !ok {
			return nil, problem(incident.Usage, nil, "%q is not the full SHA of a commit.", tips[name])
		}
		numbers = append(numbers, i)
	}
	found := map[int]bool{}
	for _, i := range g.Containing(a, numbers) {
		found[i] = true
	}
	var out []string
	for k, name := range names {
		if found[numbers[k]] {
			out = append(out, name)
		}
	}
	return out, nil
}

// MergedBy returns the commit of tip's first-parent line by which sha landed there: the merge that brought it in, or sha itself
// when it stands on the line. A commit that is not in tip's history gives a Problem of kind NotFound.
func (r *Repo) MergedBy(ctx context.Context, sha, tip string) (string, error) {
	if _, err := r.raw(ctx, sha); err != nil {
		return "", err
	}
	g, err := r.Graph(ctx, tip)
	if err != nil {
		return "", err
	}
	t, ok := g.Find(tip)
	if !ok {
		return "", problem(incident.Usage, nil, "%q is not the full SHA of a commit.", tip)
	}
	if i, ok := g.Find(sha); ok {
		if by, ok := g.Landed(i, t); ok {
			return g.SHA(by), nil
		}
	}
	return "", problem(incident.NotFound, nil, "Commit %s is not in the history of %s.", incident.Short(sha), incident.Short(tip))
}
