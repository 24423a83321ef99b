package git

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

func deflated(t testing.TB, level int, b []byte) []byte {
	t.Helper()
	var z bytes.Buffer
	w, err := zlib.NewWriterLevel(&z, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return z.Bytes()
}

// samples are contents that make every kind of block and code.
func samples() [][]byte {
	rng := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 100_000)
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	skewed := make([]byte, 300_000) // long codes, so second-level tables
	for i := range skewed {
		skewed[i] = byte(rng.ExpFloat64() * 12)
	}
	words := strings.Repeat("tree parent author committer ", 40)
	all := [][]byte{nil, {0}, []byte("a"), []byte("hello"), []byte(words), noise, skewed, bytes.Repeat([]byte{7}, 70_000)}
	for range 200 {
		b := make([]byte, rng.IntN(2000))
		for i := range b {
			b[i] = words[rng.IntN(1+rng.IntN(len(words)))]
		}
		all = append(all, b)
	}
	return all
}

func TestInflate(t *testing.T) {
	for k, want := range samples() {
		for _, level := range []int{flate.HuffmanOnly, 0, 1, 6, 9} {
			z := deflated(t, level, want)
			for _, tail := range []int{0, 3, 40} {
				src := append(bytes.Clone(z), make([]byte, tail)...)
				got := make([]byte, len(want))
				n, err := inflate(got, src)
				if err != nil || n != len(z) || !bytes.Equal(got, want) {
					t.Fatalf("sample %d level %d tail %d: took %d of %d, err %v", k, level, tail, n, len(z), err)
				}
			}
			if _, err := inflate(make([]byte, len(want)+1), z); err == nil {
				t.Errorf("sample %d level %d: a larger size was believed", k, level)
			}
			if len(want) > 0 {
				if _, err := inflate(make([]byte, len(want)-1), z); err == nil {
					t.Errorf("sample %d level %d: a smaller size was believed", k, level)
				}
			}
			for cut := range min(len(z), 300) {
				if _, err := inflate(make([]byte, len(want)), z[:cut]); err != errShort {
					t.Fatalf("sample %d level %d cut at %d of %d: %v", k, level, cut, len(z), err)
				}
			}
		}
	}
}

// Whatever the standard library decodes, inflate decodes to the same; what it refuses, inflate refuses.
func FuzzInflate(f *testing.F) {
	for _, b := range samples() {
		if len(b) < 3000 {
			f.Add(deflated(f, 6, b))
			f.Add(deflated(f, 1, b))
		}
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var want []byte
		r, err := zlib.NewReader(bytes.NewReader(src))
		if err == nil {
			want, err = io.ReadAll(io.LimitReader(r, 1<<22))
		}
		if len(want) == 1<<22 {
			return
		}
		got := make([]byte, len(want))
		_, mine := inflate(got, src)
		if (err == nil) != (mine == nil) {
			t.Fatalf("standard library: %v, here: %v", err, mine)
		}
		if err == nil && !bytes.Equal(got, want) {
			t.Fatal("the contents differ")
		}
	})
}

func BenchmarkInflate(b *testing.B) {
	text := []byte(strings.Repeat("x", 0) + "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 83c4d6b7f0c1cf3bd1f8cb0f6e3ba3a8cc36a3f1\nauthor A U Thor <author@example.org> 1700000000 +0200\ncommitter C O Mitter <committer@example.org> 1700000000 +0200\n\nparser: accept what the lexer already takes\n\nThe lexer has taken these for years; the parser said no. Say yes, and\nadd the tests that would have noticed.\n\nSigned-off-by: A U Thor <author@example.org>\n")
	z := deflated(b, 6, text)
	b.Run("here", func(b *testing.B) {
		dst := make([]byte, len(text))
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := inflate(dst, z); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("standard", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		dst := make([]byte, len(text))
		r, _ := zlib.NewReader(bytes.NewReader(z))
		for b.Loop() {
			_ = r.(zlib.Resetter).Reset(bytes.NewReader(z), nil)
			if _, err := io.ReadFull(r, dst); err != nil {
				b.Fatal(err)
			}
		}
	})
}
