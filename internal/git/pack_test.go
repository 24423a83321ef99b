package git

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// seedPack gives the bytes of a small pack and of its index.
func seedPack(t testing.TB) (pack, idx []byte) {
	g := gittest.New(t)
	text := ""
	for i := range 5 {
		text += strings.Repeat(string(rune('a'+i)), 40) + "\n"
		g.Commit("commit", gittest.Files{"f": text})
	}
	g.Pack()
	return must(os.ReadFile(glob(t, g.GitDir, "*.pack")[0])), must(os.ReadFile(glob(t, g.GitDir, "*.idx")[0]))
}

func FuzzPackIndex(f *testing.F) {
	_, idx := seedPack(f)
	f.Add(idx)
	f.Add(idx[:len(idx)-20])
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := parsePackIndex(data)
		if err != nil {
			return
		}
		for pos := range min(x.count, 50) {
			x.offset(pos)
			if at := x.find(x.oid(pos)); at >= 0 && x.oid(at) != x.oid(pos) {
				t.Fatal("found another name")
			}
		}
		p, _ := parsePrefix("12ab")
		x.withPrefix(p, func(int) bool { return true })
	})
}

// A pack of any content, with an index that leads to every offset of it.
func FuzzPack(f *testing.F) {
	pack, _ := seedPack(f)
	f.Add(pack, uint16(12))
	f.Add(pack, uint16(len(pack)/2))
	dir := f.TempDir()
	_, idx := seedPack(f)
	if err := os.WriteFile(filepath.Join(dir, "pack-1.idx"), idx, 0o666); err != nil {
		f.Fatal(err)
	}
	file := filepath.Join(dir, "pack-1.pack")
	f.Fuzz(func(t *testing.T, data []byte, off uint16) {
		os.Remove(file)
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
		p, err := openPack(filepath.Join(dir, "pack-1.idx"), 0, newCache())
		if err != nil {
			t.Fatal(err)
		}
		defer p.close()
		at := int64(off)
		o, err := p.objectAt(at)
		k, kindErr := p.kindAt(at)
		size, sizeErr := p.sizeAt(at)
		if err == nil && (kindErr != nil || sizeErr != nil || k != o.kind || size != int64(len(o.data))) {
			t.Fatalf("read as %v of %d bytes, but the header says %v of %d: %v, %v", o.kind, len(o.data), k, size, kindErr, sizeErr)
		}
		var buffer []byte
		if c, ok := p.commitAt(oid{}, at, &buffer); ok && (err != nil || !bytes.Equal(c.data, o.data)) {
			t.Fatal("the two ways of reading a commit differ")
		}
	})
}

func FuzzDelta(f *testing.F) {
	f.Add([]byte("some base content"), []byte{17, 20, 0x90, 17, 3, 'a', 'b', 'c'})
	f.Add([]byte("b"), []byte{1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x80})
	f.Fuzz(func(t *testing.T, base, delta []byte) {
		out, err := applyDelta(base, delta)
		if err != nil {
			return
		}
		_, size, rest, ok := deltaSizes(delta)
		if !ok || size != int64(len(out)) || !deltaGives(rest, size, len(base)) {
			t.Fatal("the size is not what the delta says")
		}
	})
}

// Names are found at the ends of buckets, in crowded ones and in uneven ones.
func TestPackIndexFind(t *testing.T) {
	var names []oid
	for i := range 3000 {
		var id oid
		id[0] = byte(i % 3 * 100)
		id[1] = byte(i >> 8 & 3) // bunched together, unlike hashes
		id[2] = byte(i)
		id[19] = 5
		names = append(names, id)
	}
	sort.Slice(names, func(i, j int) bool { return bytes.Compare(names[i][:], names[j][:]) < 0 })
	x, err := parsePackIndex(indexOf(names))
	if err != nil {
		t.Fatal(err)
	}
	for pos, id := range names {
		if got := x.find(id); got != pos {
			t.Fatalf("%s is at %d, found at %d", id, pos, got)
		}
		for _, change := range []byte{1, 9} {
			other := id
			other[19] = change
			if got := x.find(other); got != -1 {
				t.Fatalf("%s is not there, found at %d", other, got)
			}
		}
	}
	if x.find(oid{255}) != -1 || x.find(oid{1}) != -1 {
		t.Error("found in an empty bucket")
	}
}

// What an index says of where its objects are, and what is refused.
func TestPackIndexLayout(t *testing.T) {
	whole := indexOf([]oid{{1}, {2}, {3}, {4}})
	const offsets = namesStart + 24*4
	far := bytes.Clone(whole[:len(whole)-40]) // with two offsets of eight bytes
	for k, off := range []uint32{1<<31 - 1, 1<<31 | 1, 1 << 31, 1<<31 | 2} {
		binary.BigEndian.PutUint32(far[offsets+4*k:], off)
	}
	far = append(far, 0, 0, 0, 1, 0, 0, 0, 12, 0x80, 0, 0, 2, 0, 0, 0, 12)
	far = append(far, make([]byte, 40)...)
	x, err := parsePackIndex(far)
	if err != nil {
		t.Fatal(err)
	}
	for pos, want := range []int64{1<<31 - 1, 2<<32 | 12, 1<<32 | 12, -1} {
		if got := x.offset(pos); got != want {
			t.Errorf("object %d is at %d, not at %d", pos, got, want)
		}
	}
	if x, err := parsePackIndex(indexOf(nil)); err != nil || x.find(oid{}) != -1 {
		t.Errorf("an index of nothing: %v", err)
	}
	changed := func(at int, to byte) []byte {
		data := bytes.Clone(whole)
		data[at] = to
		return data
	}
	for _, c := range []struct {
		data []byte
		want string
	}{
		{nil, "too short"},
		{indexOf(nil)[1:], "too short"},
		{changed(3, 'C'), "of version 1 or none"},
		{changed(7, 3), "of version 3,"},
		{append(bytes.Clone(whole), 0), "wrong length"},
		{whole[8:], "version 1"},
		{whole[:len(whole)-8], "wrong length"},
		{changed(fanoutStart+fanoutSize-1, 5), "wrong length"},
	} {
		if _, err := parsePackIndex(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d bytes: %v; want %q", len(c.data), err, c.want)
		}
	}
}

// indexOf makes a pack index of sorted names, all at offset 12.
func indexOf(names []oid) []byte {
	b := []byte("\xfftOc\x00\x00\x00\x02")
	n := 0
	for first := range 256 {
		for n < len(names) && int(names[n][0]) <= first {
			n++
		}
		b = append(b, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	for _, id := range names {
		b = append(b, id[:]...)
	}
	b = append(b, make([]byte, 4*len(names))...)
	for range names {
		b = append(b, 0, 0, 0, 12)
	}
	return append(b, make([]byte, 40)...)
}
