package git

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// What is found of a name without building the trees that hold it is what stands in them, in whatever order they are
// asked.
func TestEntryOfDeltas(t *testing.T) {
	g := gittest.New(t)
	random := rand.New(rand.NewPCG(5, 6))
	files := gittest.Files{}
	name := func() string { return fmt.Sprintf("folder/file-%03d", random.IntN(300)) }
	for range 250 {
		files[name()] = "begun\n"
	}
	g.Commit("begin", files)
	for i := range 150 {
		change := gittest.Files{fmt.Sprintf("file-%d", i%7): fmt.Sprint(i)}
		for range 1 + random.IntN(3) {
			change[name()] = [...]string{fmt.Sprint(i), fmt.Sprint(i), fmt.Sprint(i), gittest.Delete}[random.IntN(4)]
		}
		g.Commit(fmt.Sprint("change ", i), change)
	}
	g.Git("repack", "-adfq", "--depth=50", "--window=20")

	var folders []string
	for _, commit := range strings.Fields(g.Git("log", "--format=%H")) {
		folders = append(folders, g.Git("rev-parse", commit+":folder"))
	}
	r := open(t, g.Dir)
	names := []string{"nothing"}
	for range 12 {
		names = append(names, strings.TrimPrefix(name(), "folder/"))
	}
	followed := 0
	for _, at := range append(random.Perm(len(folders)), random.Perm(len(folders))[:40]...) {
		tree, _ := parseOID(folders[at])
		for _, name := range names {
			data, err := r.tree(tree)
			if err != nil {
				t.Fatal(err)
			}
			want, there, _ := lineIn(data, name)
			p, off, ok := r.store.packed(tree)
			if !ok {
				t.Fatal("it is in no pack")
			}
			r.store.cache.forget(t, p, off)
			l, ok := p.line(off, name, &r.lines)
			if ok && l != want {
				t.Fatalf("%s of %s is followed to %+v, and is %+v", name, folders[at], l, want)
			}
			if ok {
				followed++
			}
			e, ok, err := r.entry(tree, name)
			if err != nil || ok != there || ok && (oid(e.id) != want.id || e.mode != want.mode) {
				t.Fatalf("%s of %s: %v %v, %v", name, folders[at], e, ok, err)
			}
		}
	}
	if all := len(folders) * len(names); followed < all*3/4 {
		t.Errorf("only %d of %d lines were followed", followed, all)
	}
}

// forget drops a whole object, as if it had never been read.
func (c *cache) forget(t *testing.T, p *pack, off int64) {
	t.Helper()
	s := c.shard(p.id, off)
	s.mu.Lock()
	defer s.mu.Unlock()
	if it := s.items[cacheKey{p.id, off}]; it != nil && it.object.whole() {
		it.unlink()
		delete(s.items, it.key)
		s.bytes -= len(it.object.data) + 128
	}
}

// treeOf writes a tree of files.
func treeOf(names ...string) []byte {
	var b []byte
	for _, name := range names {
		b = append(b, "100644 "+name+"\x00"...)
		b = append(b, bytes.Repeat([]byte(name[:1]), 20)...)
	}
	return b
}

func TestLineThroughDelta(t *testing.T) {
	tree := treeOf("aaaa", "bbbb", "cccc") // of 32 bytes each
	l, _, _ := lineIn(tree, "bbbb")
	changed := l
	copy(changed.id[:], "XYZ")
	moved := l
	moved.at = 0
	for what, c := range map[string]struct {
		delta []byte
		want  line
		ok    bool
	}{
		"copied with its neighbours": {deltaOf(96, [2]int{0, 96}), l, true},
		"the one before is gone":     {deltaOf(96, [2]int{32, 64}), moved, true},
		"another id":                 {deltaOf(96, [2]int{0, 44}, strings.Repeat("z", 20), [2]int{64, 32}), line{l.mode, oid([]byte(strings.Repeat("z", 20))), 32, 32}, true},
		"the beginning of its id":    {deltaOf(96, [2]int{0, 44}, "XYZ", [2]int{47, 49}), changed, true},
		"an id in pieces":            {deltaOf(96, [2]int{0, 44}, "X", "YZ", [2]int{47, 3}, [2]int{50, 46}), changed, true},
		"an id of another's bytes":   {deltaOf(96, [2]int{0, 44}, [2]int{12, 20}, [2]int{64, 32}), line{}, false},
		"it is gone":                 {deltaOf(96, [2]int{0, 32}, [2]int{64, 32}), line{}, false},
		"cut off in its id":          {deltaOf(96, [2]int{0, 50}), line{}, false},
		"cut off in its name":        {deltaOf(96, [2]int{0, 40}, [2]int{40, 56}), line{}, false},
		"no delta":                   {[]byte{1}, line{}, false},
	} {
		if got, ok := l.through(c.delta); got != c.want || ok != c.ok {
			t.Errorf("%s: %+v %v, want %+v %v", what, got, ok, c.want, c.ok)
		}
	}
}

// Whatever a delta says, a line that was followed stands in the tree that it gives, byte for byte.
func FuzzLineThroughDelta(f *testing.F) {
	f.Add("bbbb", deltaOf(96, [2]int{0, 44}, "XYZ", [2]int{47, 49}))
	f.Add("cccc", deltaOf(96, [2]int{60, 36}, "text", [2]int{0, 96}))
	f.Fuzz(func(t *testing.T, name string, delta []byte) {
		base := treeOf("aaaa", "bbbb", "cccc")
		l, ok, _ := lineIn(base, name)
		if !ok {
			return
		}
		next, ok := l.through(delta)
		tree, err := applyDelta(base, delta)
		if !ok || err != nil {
			return
		}
		text := append([]byte("100644 "+name+"\x00"), next.id[:]...)
		if next.width != len(text) || !bytes.Equal(tree[next.at:next.at+next.width], text) {
			t.Fatalf("%q is followed to %q", text, tree)
		}
	})
}
