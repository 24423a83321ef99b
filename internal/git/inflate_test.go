package git

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"io"
	"math/bits"
	"math/rand/v2"
	"slices"
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
	for period := range 12 { // copies that overlap what they copy, by much and by one byte
		some := noise[:2+period]
		all = append(all, bytes.Repeat(some, 40), slices.Concat(some, some, some[:1], noise[50:50+period]))
	}
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
			got := make([]byte, len(want))
			for cut := range min(len(z), 300) {
				if _, err := inflate(got, z[:cut]); err != errShort {
					t.Fatalf("sample %d level %d cut at %d of %d: %v", k, level, cut, len(z), err)
				}
				if n := inflateHead(got, z[:cut]); !bytes.Equal(got[:n], want[:n]) {
					t.Fatalf("sample %d level %d cut at %d of %d: %d bytes differ", k, level, cut, len(z), n)
				}
			}
		}
	}
}

// likeStandard holds that what the standard library decodes is decoded to the same, and what it refuses is refused, and
// no later. standard is what flate.NewReader returns. The checksum, which would refuse nearly all that is damaged, is left out of it.
func likeStandard(t *testing.T, standard io.ReadCloser, src []byte) {
	t.Helper()
	r := bytes.NewReader(src)
	if err := standard.(flate.Resetter).Reset(r, nil); err != nil {
		t.Fatal(err)
	}
	want, err := io.ReadAll(io.LimitReader(standard, 1<<22))
	if len(want) == 1<<22 {
		return
	}
	var z inflater
	if err == nil {
		got := make([]byte, len(want))
		n, mine := z.deflate(got, src)
		if mine != nil || n != len(src)-r.Len() || !bytes.Equal(got, want) {
			t.Fatalf("%.200x: took %d bytes, %v; the standard library takes %d, and the contents are the same: %v", src, n, mine, len(src)-r.Len(), bytes.Equal(got, want))
		}
		return
	}
	room := make([]byte, len(want)+1<<12)
	_, mine := z.deflate(room, src)
	if mine == nil || mine == errShort && err != io.ErrUnexpectedEOF {
		t.Fatalf("%.200x: %v; the standard library says %v", src, mine, err)
	}
	// At the end of its input the standard library misses the last symbol at times: it takes its bits in larger steps.
	if same := min(z.reached, len(want)); z.reached > same && err != io.ErrUnexpectedEOF || !bytes.Equal(room[:same], want[:same]) {
		t.Fatalf("%.200x: went wrong behind %d bytes; the standard library behind %d", src, z.reached, len(want))
	}
}

// longest makes a block of the longest codes there are, with all their extra bits: a copy takes 48 bits, and literals of
// one bit before it, and before one of 15, bring them to every place of the bits that are held.
// It tells the lengths of so many codes, of the last of them 0; the format has up to 286 and 30.
func longest(lits, dists int) (src []byte) {
	n := 0
	put := func(value, bits int) {
		for b := range bits {
			if n%8 == 0 {
				src = append(src, 0)
			}
			src[n/8] |= byte(value>>b&1) << (n % 8)
			n++
		}
	}
	lit, dist := make([]int, lits), make([]int, dists)
	for k := range 14 { // one code of each length, which is ones before a zero, and two of the last
		lit['a'+k], dist[k] = k+1, k+1
	}
	lit['n'], lit[256] = 0, 14
	lit['o'], lit[284], dist[28], dist[29] = 15, 15, 15, 15
	put(1|2<<1, 3)
	put(lits-257|(dists-1)<<5|15<<10, 14)
	for _, k := range preOrder {
		put(map[bool]int{true: 4}[k < 16], 3)
	}
	for _, l := range append(lit, dist...) {
		put(int(bits.Reverse8(uint8(l))>>4), 4)
	}
	put(0, 25_000) // literals
	for k := range 70 {
		put(0, k)
		put(1<<14-1, 15) // a literal
		put(0, k)
		put(1<<15-1|30<<15, 20)
		put(1<<15-1|(k<<7)<<15, 28)
	}
	put(1<<13-1, 14)
	return src
}

// Every bit of some streams is turned round, one at a time; every header is tried, and every wrong bit of a checksum.
func TestInflateDamaged(t *testing.T) {
	z, got := deflated(t, 6, []byte("hello")), make([]byte, 5)
	for head := range 1 << 16 {
		src := append([]byte{byte(head >> 8), byte(head)}, z[2:]...)
		_, want := zlib.NewReader(bytes.NewReader(src))
		if _, err := inflate(got, src); (err == nil) != (want == nil) {
			t.Errorf("header %04x: %v; the standard library says %v", head, err, want)
		}
	}
	if whole, err := io.ReadAll(flate.NewReader(bytes.NewReader(longest(286, 30)))); len(whole) < 25_000+70*227 || err != nil {
		t.Fatalf("the longest codes: %d bytes, %v", len(whole), err)
	}
	standard := flate.NewReader(nil)
	for _, codes := range [][2]int{{286, 30}, {287, 30}, {288, 30}, {286, 31}, {286, 32}} {
		likeStandard(t, standard, longest(codes[0], codes[1]))
	}
	for lengths := range 1 << 16 { // of codes, that end early, are none, or are one
		likeStandard(t, standard, []byte{0x24, 0x01, byte(lengths >> 8), byte(lengths)})
	}
	for bit := range 32 {
		src := bytes.Clone(z)
		src[len(src)-1-bit/8] ^= 1 << (bit % 8)
		if _, err := inflate(got, src); err != errInflate {
			t.Errorf("bit %d of the checksum is wrong: %v", bit, err)
		}
	}
	for _, want := range samples()[1:9] {
		for _, level := range []int{flate.HuffmanOnly, 0, 1, 9} {
			z := deflated(t, level, want)[2:]
			for bit := range 8 * min(len(z), 90) {
				z[bit/8] ^= 1 << (bit % 8)
				likeStandard(t, standard, z[:min(len(z), 500)])
				z[bit/8] ^= 1 << (bit % 8)
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
		likeStandard(t, flate.NewReader(nil), src)
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
