package scan

import (
	"cmp"
	"context"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Source gives the commits to look at: it calls fn once for each, in any order, from as many goroutines as it likes,
// and returns the first error of fn or its own.
type Source func(ctx context.Context, fn func(incident.Commit) error) error

// Options say how Scan looks.
type Options struct {
	Verify bool // check each claim by content, and find by content what names nothing
	Silent bool // also find what was undone without a word; needs the changes of every commit
	Detect detect.Options
	Policy Policy
	// Tip is the SHA at the end of the default branch; the latest commit of all when empty.
	Tip string
	// Unfinished is what an earlier scan with these options left when it was stopped; see RecallUnfinished.
	Unfinished []byte
	// Releases gives the tags that count as releases, with their commits; it is asked only when there is a verdict to
	// reach. Nil: nothing is said about releases.
	Releases func() ([]incident.Ref, error)
	// ReleaseTags are the globs by which those tags are chosen: with others, other verdicts were reached.
	ReleaseTags []string
	// Ahead is where the index of a long history is written as soon as it is made, while the scan goes on; State.Save
	// finds it there. Nil: nowhere.
	Ahead Store
	// Progress is called now and then with how much of a stage is done; total is 0 where it isn't known. It is called
	// from several goroutines, one at a time.
	Progress func(stage string, done, total int)
}

// Result is what Scan found.
type Result struct {
	Findings []incident.Finding // of the source's commits, oldest first
	Revised  []incident.Finding // of earlier scans, whose chain has gone on
	Chains   []incident.Chain   // those that the findings belong to, with their findings of earlier scans, oldest first
	State    *State             // for the next scan, which then needs to look at new commits only
	// Unfinished is what had been found out by content when an error ended the scan, if anything; see KeepUnfinished.
	Unfinished []byte
	Stats      Stats
}

// Stats count what Scan did.
type Stats struct {
	Commits int  // looked at
	Worded  int  // commits with a wording, before content was asked
	Missing int  // findings whose content could not be read: objects that this clone doesn't hold
	Unread  bool // content of a wording could not be read, whether it is a finding for all that or none
}

// Scan finds what the commits of the source undo, redo or repair in haste, resolves what they name against all
// commits of the source and of the state, and folds the findings into chains. A nil state is an empty one.
func Scan(ctx context.Context, h History, source Source, st *State, o Options) (Result, error) {
	if st == nil || st.key != "" && st.key != o.stateKey() {
		st = NewState()
	}
	builder := NewBuilder(st.Index)
	var (
		mu    sync.Mutex
		raw   []detect.Finding
		facts = map[string]commitFacts{}
		done  atomic.Int64
	)
	err := source(ctx, func(c incident.Commit) error {
		names := detect.Names(c)
		builder.Add(c, names)
		f, ok := detect.Commit(c, o.Detect)
		if ok {
			mu.Lock()
			raw = append(raw, f)
			facts[c.SHA] = o.factsOf(c, names)
			mu.Unlock()
		}
		if n := done.Add(1); n%4096 == 0 {
			if o.Progress != nil {
				mu.Lock()
				o.Progress("commits", int(n), 0)
				mu.Unlock()
			}
			return ctx.Err()
		}
		return nil
	})
	if err != nil {
		return Result{}, err
	}
	x := builder.Index()
	ahead := o.saveAhead(x, st)
	s := &scan{ctx: ctx, h: h, x: x, o: o, facts: facts, first: uint32(st.Index.Commits()), known: maps.Clone(st.known), low: none, shared: map[uint32]bool{}, made: map[uint32]making{}}
	s.stats.Commits = int(done.Load())
	s.stats.Worded = len(raw)
	r, err := s.find(raw, st)
	written := ahead()
	if err != nil {
		return Result{Unfinished: s.interrupted(), Stats: s.stats}, err
	}
	r.State.noteAhead(written)
	return r, nil
}

// find makes findings of the wordings, looks for what no wording tells, and gives each its chain and its verdict.
func (s *scan) find(raw []detect.Finding, st *State) (Result, error) {
	s.resume()
	if err := s.gather(raw); err != nil {
		return Result{}, err
	}
	findings, trails := s.decide(), st.trails
	for _, more := range []func() ([]incident.Finding, error){s.hotfixesBack, s.landedAnew, s.cameBackUnsaid} {
		unsaid, err := more()
		if err != nil {
			return Result{}, err
		}
		findings = append(findings, unsaid...)
	}
	findings = slices.DeleteFunc(findings, func(f incident.Finding) bool { // a hotfix that came back
		return f.Kind == incident.Hotfix && s.known[s.x.number(f.SHA)].kind != f.Kind
	})
	if s.o.Silent {
		silent, added, err := s.findSilent(st)
		if err != nil {
			return Result{}, err
		}
		findings = append(findings, silent...)
		trails = addTrails(trails, added)
	}
	s.landNew()
	chains, err := s.fold(findings)
	if err != nil {
		return Result{}, err
	}
	s.landChains(chains)
	known, err := s.establish(chains)
	if err != nil {
		return Result{}, err
	}
	r := Result{Chains: chains, Stats: s.stats}
	for i := range chains {
		chains[i] = Judge(chains[i], known, s.o.Policy)
		for k := range chains[i].Findings {
			f := &chains[i].Findings[k]
			f.Offending = s.toldOnce(f.Offending)
			if s.x.number(f.SHA) >= s.first {
				r.Findings = append(r.Findings, *f)
			} else {
				r.Revised = append(r.Revised, *f)
			}
		}
	}
	slices.SortStableFunc(r.Findings, s.byNumber)
	slices.SortStableFunc(r.Revised, s.byNumber)
	r.State, err = s.leave(st, r, trails)
	return r, err
}

// leave makes the state for the next scan.
func (s *scan) leave(st *State, r Result, trails []trailSegment) (*State, error) {
	lines, err := mergeLines(st.lines, slices.Concat(r.Revised, r.Findings))
	if err != nil {
		return nil, err
	}
	next := &State{
		Index: s.x, Tip: s.o.Tip, key: s.o.stateKey(), trails: trails, known: s.known,
		lines: lines, saved: maps.Clone(st.saved),
	}
	if n := s.x.Commits(); next.Tip == "" && n > 0 {
		next.Tip = s.x.sha(uint32(n - 1))
	}
	return next, nil
}

// scan is the state of one run.
type scan struct {
	ctx     context.Context
	h       History
	x       *Index
	o       Options
	facts   map[string]commitFacts
	cases   []*worded
	stats   Stats
	known   map[uint32]decided
	reverts reverts
	first   uint32 // number of the first commit that is new

	left   unfinished // by an earlier scan
	looked []trail    // of the new commits, as far as they were looked at

	low       uint32
	landed    []uint32          // by which first-parent commit the commits from low on landed
	byTime    []uint32          // reverts of changes: see revertsNear
	made      map[uint32]making // see series.go
	stretches stretches
	changed   sync.Map // commit → its changes, of reverts and what they undo; see changesOf
	// shared tells of the merges that were asked about whether they merged a branch that others have too.
	shared map[uint32]bool
}

// silentDialect is the dialect of a finding that no wording gave, only content.
const silentDialect = "silent"

// worded is one commit with a wording, and what was gathered about it.
type worded struct {
	detect.Finding
	at         uint32
	candidates []candidate
	said       []uint32 // the commits of which the message says that this one undoes them; see askSaid
	missing    bool     // content could not be read
	examined   bool
	docs       bool
	tests      bool
}

// gather resolves the claims of every finding and compares contents, on all processors.
func (s *scan) gather(raw []detect.Finding) error {
	for i := range raw {
		if at := s.x.number(raw[i].SHA); at != none {
			s.cases = append(s.cases, &worded{Finding: raw[i], at: at})
		}
	}
	slices.SortFunc(s.cases, func(a, b *worded) int { return cmp.Compare(a.at, b.at) })
	s.reverts = newReverts(s.cases, s.known)
	if len(s.cases) == 0 {
		return nil
	}
	return s.each("claims", len(s.cases), func(i int) error {
		w := s.cases[i]
		if s.resumed(w) {
			return nil
		}
		err := s.examine(w)
		w.examined = err == nil
		return err
	})
}

// each calls fn for 0 to n-1 on all processors, neighbours on the same one, until one fails or the context ends.
func (s *scan) each(stage string, n int, fn func(i int) error) error {
	const batch = 16
	var next, done atomic.Int64
	var group sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for {
				from := int(next.Add(batch)) - batch
				if from >= n {
					return
				}
				for i := from; i < min(from+batch, n); i++ {
					err := s.ctx.Err()
					if err == nil {
						err = fn(i)
					}
					if err != nil {
						mu.Lock()
						failed = err
						mu.Unlock()
						next.Store(int64(n))
						return
					}
				}
				if d := int(done.Add(batch)); d%512 == 0 && s.o.Progress != nil {
					mu.Lock()
					s.o.Progress(stage, min(d, n), n)
					mu.Unlock()
				}
			}
		})
	}
	group.Wait()
	return failed
}

// subject returns the subject of a commit, empty where it can't be read.
func (s *scan) subject(c uint32) string {
	m, err := s.h.Commit(s.ctx, s.x.sha(c))
	if err != nil {
		return ""
	}
	return m.Subject()
}

func (s *scan) byNumber(a, b incident.Finding) int {
	return cmp.Compare(s.x.number(a.SHA), s.x.number(b.SHA))
}

// tolerate passes over what this clone doesn't hold, and returns any other error.
func tolerate(err error) error {
	if incident.Absent(err) {
		return nil
	}
	return err
}
