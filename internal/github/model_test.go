package github_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestModel runs random sequences: a few runners (laptops and an Action) that open, comment, label and report the same
// chains at the same time, on a server that fails in every passing way, with runners killed between any two requests
// and started again. Every step is chosen from the sequence's seed, and time is virtual. At all times each recorded
// chain is in an issue or in its runner's outbox; once the faults have stopped and each runner has run once more,
// exactly one open incident stands for each chain, with one status comment and each of ownup's comments once.
//
// OWNUP_MODEL sets the number of sequences, OWNUP_MODEL_SEED runs the sequence of one seed.
func TestModel(t *testing.T) {
	sequences := 200
	if testing.Short() {
		sequences = 50
	}
	if n, err := strconv.Atoi(os.Getenv("OWNUP_MODEL")); err == nil {
		sequences = n
	}
	first := uint64(1)
	if n, err := strconv.ParseUint(os.Getenv("OWNUP_MODEL_SEED"), 10, 64); err == nil {
		first, sequences = n, 1
	}
	var (
		sum  totals
		mu   sync.Mutex
		seed = first
		next = func() (uint64, bool) {
			mu.Lock()
			defer mu.Unlock()
			seed++
			return seed - 1, seed <= first+uint64(sequences) && !t.Failed()
		}
		workers sync.WaitGroup
	)
	for range runtime.GOMAXPROCS(0) { // each sequence is one after another in itself
		workers.Go(func() {
			for seed, more := next(); more; seed, more = next() {
				m := newModel(seed)
				m.run()
				mu.Lock()
				sum.add(m)
				mu.Unlock()
				if len(m.wrong) > 0 {
					t.Errorf("sequence of seed %d (OWNUP_MODEL_SEED=%d runs it alone):\n%s", seed, seed, strings.Join(m.wrong, "\n"))
				}
			}
		})
	}
	workers.Wait()
	t.Logf("%d sequences: %d runs, %d requests, %d faults, %d kills, %d duplicates healed", sequences, sum.runs, sum.requests, sum.faults, sum.kills, sum.healed)
	if sequences >= 100 && (sum.faults == 0 || sum.kills == 0 || sum.healed == 0) {
		t.Error("the model did not meet what it is for")
	}
}

type totals struct{ runs, requests, faults, kills, healed int }

func (s *totals) add(m *model) {
	s.runs += m.runs
	s.requests += len(m.server.Requests())
	s.faults += m.faults
	s.kills += m.kills
	for _, i := range m.repo.Issues() {
		if i.State == "closed" {
			s.healed++
		}
	}
}

// model is one sequence.
type model struct {
	rng     *rand.Rand
	now     time.Time
	server  *ght.Server
	repo    *ght.Repo
	runners []*runner
	chains  [][]string // the keys of each chain
	born    time.Time  // when the chains began; zero: nobody knows
	stormy  bool       // faults and kills go on

	runs, faults, kills int
	wrong               []string
}

// runner is a machine that ownup runs on. What it has survives its runs.
type runner struct {
	m      *model
	token  string
	cache  memory         // nil: this machine keeps none
	chains map[int]string // the chains it has recorded, each by the key it knows it by
	outbox map[int]bool   // those of them that wait
}

func newModel(seed uint64) *model {
	m := &model{rng: rand.New(rand.NewPCG(seed, 20261122)), now: time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC), server: ght.New(), stormy: true}
	m.server.SetClock(func() time.Time { return m.now })
	m.repo = m.server.AddRepo("octo/hello")
	for range 1 + m.rng.IntN(3) {
		n := len(m.chains)
		keys := []string{fmt.Sprintf("r-%d", n)}
		if m.rng.IntN(3) == 0 {
			keys = append(keys, fmt.Sprintf("r-%d-also", n))
		}
		m.chains = append(m.chains, keys)
	}
	// Others' issues: a few, or as many as fill a page.
	others := m.rng.IntN(3)
	if m.rng.IntN(40) == 0 {
		others = 98 + m.rng.IntN(4)
	}
	for n := range others {
		m.repo.AddIssue("octo", "Another incident", draft(fmt.Sprintf("r-other-%d", n)).Body, "ownup")
	}
	if m.rng.IntN(3) > 0 {
		m.now = m.now.Add(time.Hour)
		m.born = m.now
	}
	if m.rng.IntN(4) == 0 { // a marker pasted by someone who has no say
		m.repo.AddIssue("stranger", "Mine", draft(m.chains[0][0]).Body, "ownup")
	}
	for n := range 2 + m.rng.IntN(3) {
		login := []string{"ann", "github-actions[bot]", "bob", "cyd"}[n]
		r := &runner{m: m, token: "token-" + login, chains: map[int]string{}, outbox: map[int]bool{}}
		if m.rng.IntN(2) == 0 {
			r.cache = memory{}
		}
		m.server.AddToken(r.token, ght.Token{Login: login})
		if !strings.HasSuffix(login, "[bot]") {
			m.repo.Allow(login, "write")
		}
		m.runners = append(m.runners, r)
	}
	return m
}

// run runs the sequence.
func (m *model) run() {
	m.server.FailBy(m.fault)
	for range 2 + m.rng.IntN(2) {
		m.together()
		m.nothingLost()
	}
	m.stormy = false
	m.server.FailBy(nil)
	m.server.Recover()
	m.now = m.now.Add(2 * time.Hour) // whatever limits were met have passed
	m.together()
	m.nothingLost()
	m.exactlyOne()
}

// fault decides how a request fails.
func (m *model) fault(*http.Request) ght.Fault {
	m.now = m.now.Add(time.Duration(m.rng.IntN(1500)) * time.Millisecond)
	if m.rng.IntN(100) >= 20 {
		return ght.Fault{}
	}
	m.faults++
	kinds := []ght.Kind{
		ght.DropBefore, ght.DropAfter, ght.DropAfter, ght.Error500, ght.Error502, ght.Error502Acted, ght.Error502Acted, ght.Error503,
		ght.Late, ght.Late, ght.Secondary403, ght.Secondary403In, ght.Secondary429, ght.Secondary429In, ght.Primary, ght.Primary429,
		ght.Cut, ght.CutJSON, ght.Empty,
	}
	f := ght.Fault{Kind: kinds[m.rng.IntN(len(kinds))], After: 1 + m.rng.IntN(12)}
	if m.rng.IntN(4) == 0 {
		f.After *= 50 // longer than anyone's patience
	}
	return f
}

// together runs all runners at the same time: one step of one of them after another, each step up to its next request.
// A runner that is killed stops where it is; nothing it would still have sent is sent.
func (m *model) together() {
	type running struct {
		next func() (struct{}, bool)
		stop func()
	}
	var live []running
	for _, r := range m.runners {
		next, stop := iter.Pull(r.work)
		live = append(live, running{next, stop})
		m.runs++
	}
	for len(live) > 0 {
		n := m.rng.IntN(len(live))
		if m.stormy && m.rng.IntN(60) == 0 {
			m.kills++
			live[n].stop()
			live = slices.Delete(live, n, n+1)
			continue
		}
		if _, more := live[n].next(); !more {
			live = slices.Delete(live, n, n+1)
		}
	}
}

// work is one run: what the runner has recorded is opened or found, then kept current. It yields before each request.
func (r *runner) work(yield func(struct{}) bool) {
	ctx, kill := context.WithCancel(context.Background())
	defer kill()
	step := func() bool {
		if ctx.Err() != nil {
			return false
		}
		if !yield(struct{}{}) {
			kill()
			return false
		}
		return true
	}
	m := r.m
	o := github.Options{
		Repo: "octo/hello", APIURL: m.server.URL(), Token: r.token, Now: func() time.Time { return m.now }, WriteInterval: -1,
		Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
			if !step() {
				return nil, context.Canceled
			}
			return m.server.RoundTrip(req)
		}),
		Sleep: func(_ context.Context, d time.Duration) error {
			if !step() {
				return context.Canceled
			}
			m.now = m.now.Add(d)
			return nil
		},
	}
	if r.cache != nil {
		o.Cache = r.cache
	}
	client, err := github.New(o)
	if err != nil {
		m.wrong = append(m.wrong, err.Error())
		return
	}
	tracker := client.Tracker(github.TrackerOptions{Markers: markers, Labels: styles})
	for n := range m.chains {
		if _, recorded := r.chains[n]; recorded || m.stormy && m.rng.IntN(3) > 0 {
			continue
		}
		r.chains[n] = m.chains[n][m.rng.IntN(len(m.chains[n]))]
		r.outbox[n] = true
	}
	for n := range m.chains {
		key, recorded := r.chains[n]
		if !recorded {
			continue
		}
		var aliases []string
		for _, k := range m.chains[n] {
			if k != key {
				aliases = append(aliases, k)
			}
		}
		page, _, err := tracker.Open(ctx, since(m.born, draft(key, aliases...)))
		if err != nil {
			r.outbox[n] = true
			m.expected(err)
			continue
		}
		delete(r.outbox, n)
		m.expected(r.keep(ctx, tracker, page))
	}
}

// keep does to an incident what a sync does, some of it at random.
func (r *runner) keep(ctx context.Context, tracker *github.Tracker, page incident.Page) error {
	m := r.m
	if m.rng.IntN(2) == 0 {
		if _, err := tracker.Read(ctx, page.Ref); err != nil {
			return err
		}
	}
	if err := tracker.SetStatus(ctx, page.Ref, fmt.Sprintf("%d of 8", m.rng.IntN(3))); err != nil {
		return err
	}
	if err := tracker.Comment(ctx, page.Ref, "reminder-1", "Still open."); err != nil {
		return err
	}
	if m.rng.IntN(2) == 0 {
		return tracker.Label(ctx, page.Ref, []string{"overdue"}, []string{"revert"})
	}
	return nil
}

// expected holds an error against what may be met here: what passes, and nothing else.
func (m *model) expected(err error) {
	if err != nil && incident.ProblemOf(err) != incident.Unavailable {
		m.wrong = append(m.wrong, fmt.Sprintf("kind %d: %v", incident.ProblemOf(err), err))
	}
}

// incidents are the issues of a chain that count, by whether they are open.
func (m *model) incidents(n int) (open, all []ght.Issue) {
	for _, i := range m.repo.Issues() {
		key, _, ok := markers.Page(i.Body)
		if ok && i.Author != "stranger" && slices.Contains(m.chains[n], key) {
			all = append(all, i)
			if i.State == "open" {
				open = append(open, i)
			}
		}
	}
	return open, all
}

func (m *model) nothingLost() {
	for _, r := range m.runners {
		for n := range r.chains {
			if _, all := m.incidents(n); len(all) == 0 && !r.outbox[n] {
				m.wrong = append(m.wrong, fmt.Sprintf("chain %d of %s is neither in an issue nor in the outbox", n, r.token))
			}
		}
	}
}

func (m *model) exactlyOne() {
	for n := range m.chains {
		open, all := m.incidents(n)
		if len(open) != 1 {
			m.wrong = append(m.wrong, fmt.Sprintf("chain %d has %d open incidents of %d", n, len(open), len(all)))
			continue
		}
		if open[0].Number != all[0].Number {
			m.wrong = append(m.wrong, fmt.Sprintf("of chain %d stands #%d, not the oldest, #%d", n, open[0].Number, all[0].Number))
		}
		for _, i := range all {
			said := map[string]int{}
			for _, c := range i.Comments {
				if _, ok := markers.ParseStatus(c.Body); ok {
					said["status"]++
				} else if id, ok := markers.ParseComment(c.Body); ok {
					said[id]++
				}
			}
			for id, times := range said {
				if times > 1 && i.State == "open" {
					m.wrong = append(m.wrong, fmt.Sprintf("#%d has %q %d times", i.Number, id, times))
				}
			}
			if i.State == "open" && (said["status"] != 1 || said["reminder-1"] != 1) {
				m.wrong = append(m.wrong, fmt.Sprintf("#%d has said %v", i.Number, said))
			}
		}
	}
	for _, r := range m.runners {
		if len(r.outbox) > 0 {
			m.wrong = append(m.wrong, fmt.Sprintf("the outbox of %s still holds %v", r.token, r.outbox))
		}
	}
	if q := m.server.Searches(); len(q) > 0 {
		m.wrong = append(m.wrong, "searched")
	}
}
