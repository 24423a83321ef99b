//go:build unix

package git

import (
	"os"

	"golang.org/x/sys/unix"
)

func mapFile(f *os.File, size int) ([]byte, error) {
	return unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_SHARED)
}

func unmapFile(b []byte) error { return unix.Munmap(b) }

// releaseFile takes the pages of a mapping out of the process's memory. Who reads them gets them back, so readers need
// not be waited for; that it fails is no one's concern.
func releaseFile(b []byte) { _ = unix.Madvise(b, unix.MADV_DONTNEED) }
