package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// passed is a fix whose trailer names its cause, and whose prose names commits too.
type passed struct {
	repo    int
	right   []string
	byLines bool // the best by the lines alone is right
	named   []trace.PassingSample
}

// passing fits the weights of what messages name in passing, on the fixes of some clones, and says how right they are
// on parts that they were not fitted on. The clones are small beside those that the model of the lines wants: few fixes
// are such.
func passing(ctx context.Context, w io.Writer, clones []string, except string) error {
	skip, err := corpus(except)
	if err != nil {
		return err
	}
	var all []passed
	for i, dir := range clones {
		found, err := passedIn(ctx, dir, skip)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		for _, p := range found {
			p.repo = i
			all = append(all, p)
		}
		fmt.Fprintf(w, "%s: %d fixes\n", dir, len(found))
	}
	var said []guess
	byLines := 0
	const parts = 5
	for part := range parts {
		var in, out []passed
		for i, p := range all {
			if i%parts == part {
				out = append(out, p)
			} else {
				in = append(in, p)
			}
		}
		weights := fitPassing(in)
		for _, p := range out {
			if p.byLines {
				byLines++
			}
			chances, e := make([]float64, len(p.named)), example{}
			for i, n := range p.named {
				chances[i] = odds(dot(weights, n.Numbers[:]))
				e.right = append(e.right, slices.Contains(p.right, n.SHA))
			}
			said = append(said, best(chances, e))
		}
	}
	fmt.Fprintf(w, "by the lines alone: best right %.3f\nby what is named: %s\n", float64(byLines)/max(float64(len(all)), 1), figures(said))
	for i, x := range fitPassing(all) {
		fmt.Fprintf(w, "%-8s %.3f\n", trace.PassingAspects[i], x)
	}
	return nil
}

// passedIn finds such fixes in a clone.
func passedIn(ctx context.Context, dir string, skip map[string][]string) ([]passed, error) {
	repo, err := git.Open(dir)
	if err != nil {
		return nil, err
	}
	defer repo.Close()
	var fixes []incident.Commit
	if _, err := repo.Log(ctx, git.LogOptions{}, func(c incident.Commit) error {
		if named.MatchString(c.Message) && len(c.Parents) == 1 && skip[c.SHA] == nil {
			fixes = append(fixes, c)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	found, failed := make([]passed, len(fixes)), make([]error, len(fixes))
	var wg sync.WaitGroup
	next := make(chan int)
	for range 2 {
		wg.Go(func() {
			for i := range next {
				found[i], failed[i] = passedBy(ctx, repo, fixes[i])
			}
		})
	}
	for i := range fixes {
		next <- i
	}
	close(next)
	wg.Wait()
	found = slices.DeleteFunc(found, func(p passed) bool { return len(p.named) == 0 || len(p.right) == 0 })
	return found, errors.Join(failed...)
}

// passedBy reads one fix. Its trailers are taken out of the message, so that they are the label and nothing else.
func passedBy(ctx context.Context, h trace.History, c incident.Commit) (passed, error) {
	var p passed
	var rest strings.Builder
	for line := range strings.Lines(c.Message) {
		m := named.FindStringSubmatch(line)
		if m == nil {
			rest.WriteString(line)
		} else if full, err := h.Expand(ctx, strings.ToLower(m[1])); err == nil {
			p.right = append(p.right, full)
		}
	}
	f, found := detect.Commit(incident.Commit{Message: rest.String()}, detect.Options{})
	if found && f.Kind != incident.Hotfix || !slices.ContainsFunc(detect.Links(incident.Commit{Message: rest.String()}), func(l detect.Link) bool {
		return l.How != detect.Outright && l.Type == incident.ClaimSHA
	}) {
		return p, nil
	}
	best, all, err := trace.SamplePassing(ctx, h, c.SHA, rest.String())
	p.byLines, p.named = slices.Contains(p.right, best), all
	return p, err
}

// fitPassing finds the weights that make what was seen likeliest: a logistic regression.
func fitPassing(all []passed) []float64 {
	const l2 = 0.2
	return minimise(func(w, gradient []float64) float64 {
		copy(gradient, w)
		scaleBy(gradient, l2)
		loss := l2 / 2 * dot(w, w)
		for _, p := range all {
			for _, n := range p.named {
				x := dot(w, n.Numbers[:])
				d := odds(x)
				if slices.Contains(p.right, n.SHA) {
					loss += math.Log1p(math.Exp(-x))
					d--
				} else {
					loss += math.Log1p(math.Exp(x))
				}
				add(gradient, d, n.Numbers[:])
			}
		}
		return loss
	}, len(trace.PassingAspects))
}
