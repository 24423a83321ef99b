package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/trace"
)

// named finds the commits that a message says it repairs or follows up.
var named = regexp.MustCompile(`(?im)^(?:fixes|follow-up to|regressed in)[: ]+(?:commit )?([0-9a-f]{7,40})\b`)

// sample is one line of a file of samples. The first line of such a file lists the names of the numbers.
type sample struct {
	SHA      string   `json:"sha"`
	OnlyAdds bool     `json:"only_adds"`
	Right    []string `json:"right"`
	Commits  []row    `json:"commits"`

	repo int // which file it was read from
}

type row struct {
	SHA     string    `json:"sha"`
	Numbers []float32 `json:"numbers"`
}

func (s sample) example() example {
	e := example{repo: s.repo}
	for _, c := range s.Commits {
		numbers := make([]float64, len(c.Numbers))
		for i, x := range c.Numbers {
			numbers[i] = float64(x)
		}
		e.rows = append(e.rows, numbers)
		e.right = append(e.right, slices.Contains(s.Right, c.SHA))
	}
	return e
}

// corpus reads the fixes of a corpus file with their labels.
func corpus(path string) (map[string][]string, error) {
	fixes := map[string][]string{}
	if path == "" {
		return fixes, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for d := json.NewDecoder(bufio.NewReader(f)); d.More(); {
		var line struct {
			Fix       string   `json:"fix"`
			Offending []string `json:"offending"`
		}
		if err := d.Decode(&line); err != nil {
			return nil, err
		}
		fixes[line.Fix] = line.Offending
	}
	return fixes, nil
}

// extract writes the samples of a repository.
func extract(ctx context.Context, dir, except, only string, n int, out string) error {
	repo, err := git.Open(dir)
	if err != nil {
		return err
	}
	defer repo.Close()
	h, shas, err := prepare(ctx, repo)
	if err != nil {
		return err
	}
	labels, err := corpus(only)
	if err != nil {
		return err
	}
	if only == "" {
		skip, err := corpus(except)
		if err != nil {
			return err
		}
		if labels, err = label(ctx, h, shas, skip, n); err != nil {
			return err
		}
	}
	var fixes []string
	for _, sha := range shas {
		if labels[sha] != nil {
			fixes = append(fixes, sha)
		}
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	if err := enc.Encode(trace.Aspects()); err != nil {
		return err
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	next := make(chan string)
	failed, done := 0, 0
	for range 2 {
		wg.Go(func() {
			for sha := range next {
				s, err := take(ctx, h, sha, labels[sha])
				mu.Lock()
				if done++; done%500 == 0 {
					fmt.Fprintf(os.Stderr, "%d of %d\n", done, len(fixes))
				}
				if err == nil {
					err = enc.Encode(s)
				}
				if err != nil {
					failed++
					fmt.Fprintln(os.Stderr, sha, err)
				}
				mu.Unlock()
			}
		})
	}
	for _, sha := range fixes {
		if ctx.Err() == nil {
			next <- sha
		}
	}
	close(next)
	wg.Wait()
	if failed > len(fixes)/100 {
		return fmt.Errorf("%d of %d fixes could not be read", failed, len(fixes))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

// label finds n fixes that name their cause, evenly over the history.
func label(ctx context.Context, h trace.History, shas []string, skip map[string][]string, n int) (map[string][]string, error) {
	all := map[string][]string{}
	var order []string
	for _, sha := range shas {
		c, err := h.Commit(ctx, sha)
		if err != nil {
			return nil, err
		}
		if skip[sha] != nil || len(c.Parents) != 1 {
			continue
		}
		for _, m := range named.FindAllStringSubmatch(c.Message, 20) {
			if full, err := h.Expand(ctx, strings.ToLower(m[1])); err == nil {
				all[sha] = append(all[sha], full)
			}
		}
		if all[sha] != nil {
			order = append(order, sha)
		}
	}
	if len(order) <= n {
		return all, nil
	}
	chosen := map[string][]string{}
	for i := range n {
		sha := order[i*len(order)/n]
		chosen[sha] = all[sha]
	}
	return chosen, nil
}

func take(ctx context.Context, h trace.History, sha string, right []string) (sample, error) {
	t, err := trace.SampleFix(ctx, h, sha)
	if err != nil {
		return sample{}, err
	}
	s := sample{SHA: sha, OnlyAdds: t.OnlyAdds, Right: right}
	for _, c := range t.Commits {
		r := row{SHA: c.SHA}
		for _, x := range c.Numbers {
			r.Numbers = append(r.Numbers, float32(math.Round(x*1e4)/1e4))
		}
		s.Commits = append(s.Commits, r)
	}
	return s, nil
}

// readSamples reads files of samples, one of each repository. A fix that several have, as forks do, counts once.
func readSamples(paths []string) ([]sample, error) {
	var all []sample
	seen := map[string]bool{}
	for i, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		d := json.NewDecoder(bufio.NewReaderSize(f, 1<<20))
		var names []string
		if err := d.Decode(&names); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if !slices.Equal(names, trace.Aspects()) {
			return nil, fmt.Errorf("%s was extracted for other aspects: extract again", path)
		}
		for d.More() {
			var s sample
			if err := d.Decode(&s); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			if s.repo = i; !seen[s.SHA] {
				all = append(all, s)
			}
			seen[s.SHA] = true
		}
		f.Close()
	}
	return all, nil
}

// prepare lists the commits of a repository, oldest first. Where the history is one line, it also notes which paths
// each commit changed, so that thousands of fixes are traced in minutes.
func prepare(ctx context.Context, repo *git.Repo) (trace.History, []string, error) {
	var all []incident.Commit
	if _, err := repo.Log(ctx, git.LogOptions{}, func(c incident.Commit) error {
		all = append(all, incident.Commit{SHA: c.SHA, Parents: c.Parents, CommittedAt: c.CommittedAt})
		return nil
	}); err != nil {
		return nil, nil, err
	}
	slices.Reverse(all)
	shas := make([]string, len(all))
	straight := true
	for i, c := range all {
		shas[i] = c.SHA
		straight = straight && len(c.Parents) < 2 && (i == 0 || len(c.Parents) == 1 && c.Parents[0] == shas[i-1])
	}
	if !straight {
		return repo, shas, nil
	}
	l, err := newLine(ctx, repo, all)
	return l, shas, err
}
