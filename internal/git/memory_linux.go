package git

import (
	"runtime"
	"sync"

	"golang.org/x/sys/unix"
)

// The kernel gives memory when it is first touched, 4 KiB of the heap or 64 of a file at a time, and in many a virtual
// machine that costs more than what is then done with it: where a touch took 25 µs, scans of 45,000 to
// 107,000 commits spent a fifth to a third of their time so. Who is going to touch much does better to say so.

// hugePages has the next 128 MB of the heap backed by huge pages where there are such, once in a run. Go leaves this to
// the program: a piece of the heap that nothing has touched yet is taken, advised, and given back to the collector,
// which has what comes next put there.
var hugePages = sync.OnceFunc(func() {
	const size = 128 << 20
	_ = unix.Madvise(make([]byte, size), unix.MADV_HUGEPAGE)
	runtime.GC()
})

// populate gives the process the pages of a mapping that it is about to read, all at once. Before Linux 5.14, which
// can't, they come one after the other.
func populate(b []byte) { _ = unix.Madvise(b, unix.MADV_POPULATE_READ) }
