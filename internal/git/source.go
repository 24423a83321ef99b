package git

import (
	"io"
	"os"
)

// source is a file read at random: mapped into memory where the system can, else read piece by piece.
type source struct {
	mapped []byte   // the whole file, or nil
	file   *os.File // when not mapped
	size   int64
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
