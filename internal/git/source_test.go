package git

import (
	"os"
	"path/filepath"
	"testing"
)

// A large file that is read all over keeps a bounded part of itself in memory, and gives the same bytes again
// afterwards.
func TestSourceIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pack")
	const size = (2*maxTouched + 1) * stretch
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for off := int64(0); off < size; off += stretch {
		if _, err := f.WriteAt([]byte{byte(off >> 16), byte(off >> 24)}, off); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := openSource(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if s.mapped == nil {
		t.Skip("this system doesn't map files")
	}
	s.bound()
	released := 0
	for range 2 {
		for off := int64(0); off+2 < s.size; off += stretch {
			before := s.count.Load()
			b, err := s.window(off, 2)
			if err != nil || b[0] != byte(off>>16) || b[1] != byte(off>>24) {
				t.Fatalf("at %d: %v", off, err)
			}
			if s.count.Load() > maxTouched {
				t.Fatalf("%d stretches stay", s.count.Load())
			}
			if s.count.Load() < before {
				released++
			}
		}
	}
	if released < 3 {
		t.Errorf("released %d times", released)
	}
}
