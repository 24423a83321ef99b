package git

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// Loose objects of every size and degree of compression, stored ones too, are what git wrote, and tell their size by
// their head alone.
func TestLoose(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, level := range []string{"0", "1", "9"} {
		g := gittest.New(t)
		g.Git("config", "core.looseCompression", level)
		for _, size := range []int{0, 1, 5, 24, 25, 26, 31, 32, 33, 900, 1100, 70_000, 200_000} {
			want := make([]byte, size)
			for i := range want {
				want[i] = byte(rng.Uint32())
			}
			file := filepath.Join(g.Dir, "f")
			if err := os.WriteFile(file, want, 0o666); err != nil {
				t.Fatal(err)
			}
			id, ok := parseOID(g.Git("hash-object", "-w", file))
			if !ok {
				t.Fatal("git gave no name for it")
			}
			dir := filepath.Join(g.GitDir, "objects")
			if h, err := looseHeader(dir, id); err != nil || h != (header{kindBlob, int64(size)}) {
				t.Errorf("level %s, %d bytes: header says %v, %v", level, size, h, err)
			}
			if o, err := readLoose(dir, id); err != nil || o.kind != kindBlob || !bytes.Equal(o.data, want) {
				t.Errorf("level %s, %d bytes: read %v of %d, %v", level, size, o.kind, len(o.data), err)
			}
		}
	}
}
