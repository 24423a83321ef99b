package git

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

func open(t testing.TB, dir string) *Repo {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// tangle makes a history with branches, merges, crossing merges and a clock that goes wrong now and then.
func tangle(t testing.TB, seed uint64, commits int) *gittest.Repo {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	g := gittest.New(t)
	clock := gittest.Start
	made := []string{g.Commit("root", gittest.Files{"a/a.txt": "0\n"})}
	for i := range commits {
		clock = clock.Add(time.Duration(rng.IntN(200)) * time.Minute)
		at := clock
		if rng.IntN(20) == 0 {
			at = at.Add(-time.Duration(rng.IntN(100)) * time.Hour)
		}
		from := made[max(0, len(made)-1-rng.IntN(6))]
		parents := []string{from}
		if other := made[rng.IntN(len(made))]; rng.IntN(4) == 0 && other != from {
			parents = append(parents, other)
		}
		name := fmt.Sprintf("d%d/e%d/f%d.txt", rng.IntN(4), rng.IntN(4), rng.IntN(5))
		content := strings.Repeat(fmt.Sprintf("line %d\n", rng.IntN(9)), rng.IntN(40)) + fmt.Sprint(i)
		files := gittest.Files{name: content}
		if rng.IntN(10) == 0 {
			files[name] = gittest.Delete
		}
		made = append(made, g.Commit(fmt.Sprintf("change %d\n\nbody\n", i), files, gittest.Parents(parents...), gittest.At(at)))
	}
	g.Branch("side", made[len(made)/2])
	g.Branch("old", made[len(made)/4])
	return g
}

func log(t testing.TB, r *Repo, o LogOptions) []string {
	t.Helper()
	var got []string
	info, err := r.Log(t.Context(), o, func(c incident.Commit) error {
		got = append(got, c.SHA)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if info.Commits != len(got) {
		t.Errorf("LogInfo tells %d commits, %d came", info.Commits, len(got))
	}
	return got
}

func TestLogLikeGit(t *testing.T) {
	for seed := range uint64(4) {
		g := tangle(t, seed, 100)
		if seed%2 == 0 {
			g.Pack()
		}
		r := open(t, g.Dir)
		since := gittest.Start.Add(100 * time.Hour)
		for _, c := range []struct {
			args string
			o    LogOptions
		}{
			{args: "main", o: LogOptions{Include: []string{"main"}}},
			{args: "main side", o: LogOptions{Include: []string{"main", "side"}}},
			{args: "--first-parent main", o: LogOptions{Include: []string{"main"}, FirstParent: true}},
			{args: "main ^side", o: LogOptions{Include: []string{"main"}, Exclude: []string{"side"}}},
			{args: "main side ^old", o: LogOptions{Include: []string{"main", "side"}, Exclude: []string{"old"}}},
			{args: "side ^main", o: LogOptions{Include: []string{"side"}, Exclude: []string{"main"}}},
			{args: "--since=" + since.Format(time.RFC3339) + " main", o: LogOptions{Since: since}},
		} {
			out := g.Git(append([]string{"log", "--format=%H"}, strings.Fields(c.args)...)...)
			var want []string
			if out != "" {
				want = strings.Split(out, "\n")
			}
			got := log(t, r, c.o)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("seed %d, git log %s (-git +ownup):\n%s", seed, c.args, diff)
			}
			var mu sync.Mutex
			each := map[string]bool{}
			if _, err := r.Each(t.Context(), c.o, func(c incident.Commit) error {
				mu.Lock()
				defer mu.Unlock()
				each[c.SHA] = true
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			all := map[string]bool{}
			for _, sha := range want {
				all[sha] = true
			}
			if diff := cmp.Diff(all, each); diff != "" {
				t.Errorf("seed %d, Each %s:\n%s", seed, c.args, diff)
			}
		}
	}
}

// Patches that were applied with the dates on which they were written hide nothing that lies below them, as long as
// they are not too many.
func TestLogSinceBelowOldCommits(t *testing.T) {
	g := gittest.New(t)
	since := gittest.Start.Add(time.Hour)
	before := g.Commit("before", nil, gittest.At(gittest.Start))
	want := []string{g.Commit("first", nil, gittest.At(since))}
	for range 3 {
		g.Commit("written long ago", nil, gittest.At(gittest.Start.AddDate(-1, 0, 0)))
	}
	want = slices.Insert(want, 0, g.Commit("last", nil, gittest.At(since.Add(time.Hour))))
	g.Commit("written long ago too", nil, gittest.At(gittest.Start.AddDate(-2, 0, 0)))
	for _, o := range []LogOptions{{Since: since}, {Since: since, FirstParent: true}, {Since: since, Exclude: []string{before}}} {
		if diff := cmp.Diff(want, log(t, open(t, g.Dir), o)); diff != "" {
			t.Errorf("%+v:\n%s", o, diff)
		}
	}
	for range slop {
		g.Commit("imported", nil, gittest.At(gittest.Start.AddDate(-2, 0, 0)))
	}
	if got := log(t, open(t, g.Dir), LogOptions{Since: since}); len(got) > 0 {
		t.Error("a history of old commits is read on and on:", got)
	}
}

func TestPassesEnd(t *testing.T) {
	g := tangle(t, 3, 30)
	g.Pack()
	stop := errors.New("stop")
	for _, whole := range []bool{false, true} { // the second time the graph is known
		r := open(t, g.Dir)
		if whole {
			if _, err := r.graphOf(t.Context(), []oid{must(r.resolve(t.Context(), "HEAD"))}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := r.Each(t.Context(), LogOptions{}, func(incident.Commit) error { return stop }); err != stop {
			t.Errorf("whole %v: Each returned %v", whole, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		_, err := r.Each(ctx, LogOptions{}, func(incident.Commit) error { cancel(); return nil })
		if err != nil && err != context.Canceled { // so short a history may be over before anyone looks
			t.Errorf("whole %v: Each, cancelled midway, returned %v", whole, err)
		}
		if _, err := r.Each(ctx, LogOptions{}, func(incident.Commit) error { return nil }); err != context.Canceled {
			t.Errorf("whole %v: Each under a cancelled context returned %v", whole, err)
		}
		if _, err := r.Log(ctx, LogOptions{}, func(incident.Commit) error { return nil }); err != context.Canceled {
			t.Errorf("Log under a cancelled context returned %v", err)
		}
	}
	r := open(t, g.Dir)
	if _, err := r.Log(t.Context(), LogOptions{}, func(incident.Commit) error { return stop }); err != stop {
		t.Error(err)
	}
}
