package git

import (
	"container/heap"
	"context"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// LogOptions choose commits: those reachable from Include and not from Exclude.
type LogOptions struct {
	Include     []string  // revisions as Resolve takes them; HEAD when empty
	Exclude     []string  // likewise
	Since       time.Time // commits older than this, by committer's time, are left out, and a run of them ends the way down
	FirstParent bool      // follow only the first parent of merges

	// Known, where set, tells of a commit by its full SHA that it and all before it are left out.
	Known func(sha string) bool
}

// LogInfo says how a walk through the history went.
type LogInfo struct {
	Commits  int      // commits given to the callback
	Boundary []string // commits at which the walk met the end of a shallow history
}

// tips resolves the revisions of the options.
func (r *Repo) tips(ctx context.Context, o LogOptions) (include, exclude []oid, err error) {
	names := o.Include
	if len(names) == 0 {
		names = []string{"HEAD"}
	}
	for _, n := range names {
		id, err := r.resolve(ctx, n)
		if err != nil {
			return nil, nil, err
		}
		include = append(include, id)
	}
	for _, n := range o.Exclude {
		id, err := r.resolve(ctx, n)
		if err != nil {
			return nil, nil, err
		}
		exclude = append(exclude, id)
	}
	return include, exclude, nil
}

// Log calls fn for each chosen commit, newest first by committer's time, as git log does. An error of fn ends the
// walk and is returned. The end of a shallow history is no error; LogInfo tells where it was met.
func (r *Repo) Log(ctx context.Context, o LogOptions, fn func(incident.Commit) error) (LogInfo, error) {
	include, exclude, err := r.tips(ctx, o)
	if err != nil {
		return LogInfo{}, err
	}
	w := walk{repo: r, ctx: ctx, options: o, flags: map[oid]walkFlag{}}
	if !o.Since.IsZero() {
		w.since = o.Since.Unix()
	}
	for _, id := range exclude {
		if err := w.push(id, flagUnwanted, 0); err != nil {
			return w.info, err
		}
	}
	for _, id := range include {
		if err := w.push(id, 0, 0); err != nil {
			return w.info, err
		}
	}
	if len(exclude) > 0 {
		return w.info, w.limited(fn)
	}
	err = w.stream(fn)
	return w.info, err
}

type walkFlag uint8

const (
	flagSeen walkFlag = 1 << iota
	flagUnwanted
)

// slop is how many commits beyond the last wanted one are looked at, for histories whose clocks went wrong, and for
// patches that were applied with the dates on which they were written. Git has the same number for its ranges, and none
// for --since.
const slop = 64

// walk goes through the history in the order of committers' times.
type walk struct {
	repo    *Repo
	ctx     context.Context
	options LogOptions
	since   int64
	queue   walkQueue
	count   int
	flags   map[oid]walkFlag
	info    LogInfo
	buffer  []oid
}

type walkItem struct {
	commit rawCommit
	at     int64
	order  int
	old    int // how many in a row on the way here are older than wanted
}

type walkQueue []*walkItem

func (q walkQueue) Len() int { return len(q) }
func (q walkQueue) Less(i, j int) bool {
	if q[i].at != q[j].at {
		return q[i].at > q[j].at
	}
	return q[i].order < q[j].order
}
func (q walkQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *walkQueue) Push(x any)   { *q = append(*q, x.(*walkItem)) }
func (q *walkQueue) Pop() any {
	old := *q
	it := old[len(old)-1]
	old[len(old)-1] = nil
	*q = old[:len(old)-1]
	return it
}

// push puts a commit into the queue, unless it has been there, behind so many in a row that are older than wanted.
func (w *walk) push(id oid, f walkFlag, old int) error {
	have := w.flags[id]
	w.flags[id] = have | f | flagSeen
	if have&flagSeen != 0 {
		return nil
	}
	if w.options.Known != nil && w.options.Known(id.String()) {
		return nil
	}
	c, err := w.repo.rawCommit(id)
	if err != nil {
		return err
	}
	w.count++
	it := &walkItem{commit: c, at: c.CommittedAt(), order: w.count}
	if !w.wanted(it) {
		it.old = old + 1
	}
	heap.Push(&w.queue, it)
	return nil
}

// next takes the newest commit from the queue and puts its parents in.
func (w *walk) next() (*walkItem, error) {
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	it := heap.Pop(&w.queue).(*walkItem)
	unwanted := w.flags[it.commit.id] & flagUnwanted
	if it.old > slop && unwanted == 0 {
		return it, nil
	}
	if w.repo.boundary(it.commit.id) {
		if unwanted == 0 {
			w.info.Boundary = append(w.info.Boundary, it.commit.id.String())
		}
		return it, nil
	}
	parents := w.repo.parents(&it.commit, w.buffer[:0])
	w.buffer = parents
	if w.options.FirstParent && unwanted == 0 && len(parents) > 1 {
		parents = parents[:1]
	}
	if unwanted != 0 {
		if err := w.exclude(parents); err != nil {
			return nil, err
		}
	}
	for _, p := range parents {
		if err := w.push(p, unwanted, it.old); err != nil {
			return nil, err
		}
	}
	return it, nil
}

func (w *walk) wanted(it *walkItem) bool {
	return w.since == 0 || it.at >= w.since
}

// stream gives the commits as they come.
func (w *walk) stream(fn func(incident.Commit) error) error {
	for len(w.queue) > 0 {
		it, err := w.next()
		if err != nil {
			return err
		}
		if w.wanted(it) {
			w.info.Commits++
			if err := fn(it.commit.Commit()); err != nil {
				return err
			}
		}
	}
	return nil
}

// limited walks until nothing wanted can follow, and gives the commits then: a commit met early may turn out to be
// excluded.
func (w *walk) limited(fn func(incident.Commit) error) error {
	var found []*walkItem
	left := slop
	for len(w.queue) > 0 && left > 0 {
		it, err := w.next()
		if err != nil {
			return err
		}
		if w.flags[it.commit.id]&flagUnwanted == 0 {
			found = append(found, it)
		}
		if w.interesting() || len(found) > 0 && len(w.queue) > 0 && w.queue[0].at >= found[len(found)-1].at {
			left = slop
		} else {
			left--
		}
	}
	for _, it := range found {
		if w.flags[it.commit.id]&flagUnwanted != 0 || !w.wanted(it) {
			continue
		}
		w.info.Commits++
		if err := fn(it.commit.Commit()); err != nil {
			return err
		}
	}
	return nil
}

// interesting reports whether the queue holds a commit that is not excluded.
func (w *walk) interesting() bool {
	for _, it := range w.queue {
		if w.flags[it.commit.id]&flagUnwanted == 0 {
			return true
		}
	}
	return false
}

// exclude marks commits, and those of their ancestors that have been met already.
func (w *walk) exclude(todo []oid) error {
	todo = append([]oid(nil), todo...)
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		have := w.flags[id]
		if have&flagSeen == 0 || have&flagUnwanted != 0 {
			continue
		}
		w.flags[id] = have | flagUnwanted
		c, err := w.repo.rawCommit(id)
		if err != nil {
			return err
		}
		todo = w.repo.parents(&c, todo)
	}
	return nil
}
