package git

import (
	"io"
	"os"
	"sync/atomic"
)

// source is a file read at random: mapped into memory where the system can, else read piece by piece.
type source struct {
	mapped []byte   // the whole file, or nil
	file   *os.File // when not mapped
	size   int64

	touched []atomic.Bool // which stretches of the mapping were read since the last release; nil when that isn't bounded
	count   atomic.Int32  // how many
}

const (
	stretch = 1 << 16 // bytes that Linux maps at once when one of them is read
	// maxTouched bounds the stretches of a file that stay in the process's memory. The system keeps what it can of the
	// others for it all the same, but counts them as its own.
	maxTouched = 64 << 20 / stretch
)

// bound makes a mapped file that is read here and there take no more of the process's memory than maxTouched stretches.
func (s *source) bound() {
	if n := int(s.size/stretch) + 1; s.mapped != nil && n > maxTouched {
		s.touched = make([]atomic.Bool, n)
	}
}

// touch notes that bytes of the mapping are going to be read.
func (s *source) touch(off, want int64) {
	for k := off / stretch; k <= min(off+want, s.size)/stretch; k++ {
		if !s.touched[k].Load() && !s.touched[k].Swap(true) && s.count.Add(1) > maxTouched {
			s.count.Store(0)
			for i := range s.touched {
				s.touched[i].Store(false)
			}
			releaseFile(s.mapped)
		}
	}
}

// ahead makes bytes that are all going to be read cheaper to read.
func (s *source) ahead(off, n int64) {
	from, to := off&^(stretch-1), min(off+n, s.size)
	if s.mapped == nil || from >= to {
		return
	}
	if s.touched != nil {
		s.touch(from, to-from-1)
	}
	populate(s.mapped[from:to])
}

// mapFiles is switched off by a test to try the other way on every system.
var mapFiles = true

func openSource(path string) (*source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	s := &source{size: info.Size()}
	if mapFiles && s.size > 0 && s.size == int64(int(s.size)) {
		if s.mapped, err = mapFile(f, int(s.size)); err == nil {
			return s, f.Close()
		}
	}
	s.file = f
	return s, nil
}

// window returns bytes of the file from off on: at least want of them, or all up to its end. They must not be changed.
func (s *source) window(off, want int64) ([]byte, error) {
	if off < 0 || off > s.size {
		return nil, io.ErrUnexpectedEOF
	}
	if s.mapped != nil {
		if s.touched != nil {
			s.touch(off, want)
		}
		return s.mapped[off:], nil
	}
	want = min(want, s.size-off)
	b := make([]byte, want)
	if n, err := s.file.ReadAt(b, off); n < len(b) {
		return nil, err
	}
	return b, nil
}

func (s *source) close() error {
	if s.mapped != nil {
		b := s.mapped
		s.mapped = nil
		return unmapFile(b)
	}
	return s.file.Close()
}
