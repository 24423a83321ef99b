//go:build unix

package disk

import (
	"os"
	"syscall"
)

// Map returns the bytes of a file, which must not be changed. They are read from the disk when they are looked at, and
// stay until the process ends, also when another file takes this one's place.
func Map(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return nil, err
	}
	if info.Size() == int64(int(info.Size())) {
		if data, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED); err == nil {
			return data, nil
		}
	}
	return os.ReadFile(path) // a file system that can't do it
}
