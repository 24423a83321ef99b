package git

// Following a path reads a commit and a tree at each step. On a longer way the commits are read ahead by a second
// goroutine: without it, on two processors, tracing took 10 % longer at the median of 40 fixes of DPDK, 5 % of u-boot.
const (
	aheadAfter = 32 // commits gone before it pays
	aheadBy    = 16 // strides at most
	stride     = 16 // commits: to wait for each other at every one would cost as much as reading it
)

// runner reads the links of first parents ahead of somebody who goes the same way.
type runner struct {
	strides chan struct{} // filled by the runner, emptied by who follows
	gone    int           // steps of who follows
	stop    chan struct{}
	ended   chan struct{}
}

// runAhead starts a runner at a commit; nil when one is running already.
func (r *Repo) runAhead(from oid) *runner {
	if !r.ahead.CompareAndSwap(false, true) {
		return nil
	}
	a := &runner{strides: make(chan struct{}, aheadBy), stop: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(a.ended)
		defer r.ahead.Store(false)
		id := from
		for n := 1; ; n++ {
			l, err := r.linksOf(id, false)
			if err != nil || len(l.parents) == 0 {
				return
			}
			id = l.parents[0]
			if n%stride != 0 {
				continue
			}
			select {
			case a.strides <- struct{}{}:
			case <-a.stop:
				return
			}
		}
	}()
	return a
}

// step lets the runner go one commit further.
func (a *runner) step() {
	if a == nil {
		return
	}
	if a.gone++; a.gone%stride != 0 {
		return
	}
	select {
	case <-a.strides:
	default:
	}
}

// end stops the runner and waits until it touches the repository no more.
func (a *runner) end() {
	if a == nil {
		return
	}
	close(a.stop)
	<-a.ended
}
