package scan

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// randomHistory makes n commits, each with up to three parents among the ones before it, and dates that now and then
// run backwards. Commit i carries the pull request i/3.
func randomHistory(seed uint64, n int) ([]incident.Commit, func(i int) []incident.Claim) {
	rnd := rand.New(rand.NewPCG(seed, 1))
	commits := make([]incident.Commit, n)
	for i := range commits {
		sha := make([]byte, 20)
		for k := range sha {
			sha[k] = byte(rnd.UintN(256))
		}
		at := time.Unix(int64(1_500_000_000+i*60), 0)
		if rnd.UintN(5) == 0 {
			at = at.Add(-time.Duration(rnd.IntN(100)) * time.Hour)
		}
		c := incident.Commit{SHA: hex.EncodeToString(sha), CommittedAt: at}
		for range min(i, 1+rnd.IntN(3)) {
			if p := commits[i-1-rnd.IntN(min(i, 20))].SHA; !slices.Contains(c.Parents, p) {
				c.Parents = append(c.Parents, p)
			}
		}
		commits[i] = c
	}
	return commits, func(i int) []incident.Claim {
		return []incident.Claim{{Type: incident.ClaimPull, Value: fmt.Sprint(i / 3)}}
	}
}

// buildIndex adds the commits in parts, each part in an order of its own.
func buildIndex(commits []incident.Commit, names func(i int) []incident.Claim, parts int, seed uint64) *Index {
	rnd := rand.New(rand.NewPCG(seed, 2))
	var x *Index
	for p := range parts {
		from, to := len(commits)*p/parts, len(commits)*(p+1)/parts
		b := NewBuilder(x)
		for _, k := range rnd.Perm(to - from) {
			b.Add(commits[from+k], names(from+k))
		}
		x = b.Index()
	}
	return x
}

// TestBeyondTheIndex is that what lies beyond it may be asked for as any other: nothing is known of it.
func TestBeyondTheIndex(t *testing.T) {
	commits, names := randomHistory(1, 90)
	x := buildIndex(commits, names, 1, 1)
	if x.firstParent(none) != none || len(x.parentsOf(none)) > 0 || x.isMerge(none) {
		t.Error("it has parents")
	}
	for _, c := range []uint32{0, 89, none} {
		if x.isAncestor(c, none) || x.isAncestor(none, c) || x.broughtBy(c, none) || x.broughtBy(none, c) {
			t.Errorf("it is told of %d", c)
		}
	}
}

func TestIndex(t *testing.T) {
	for _, parts := range []int{1, 2, 3, 7, 40} {
		commits, names := randomHistory(uint64(parts), 400)
		x := buildIndex(commits, names, parts, 3)
		if x.Commits() != len(commits) {
			t.Fatalf("%d parts: %d commits of %d", parts, x.Commits(), len(commits))
		}
		x, ok := openIndex(encoded(x)...)
		if !ok {
			t.Fatalf("%d parts: not read again", parts)
		}
		carried := map[string][]string{}
		for i, c := range commits {
			at := x.number(c.SHA)
			if at == none || x.sha(at) != c.SHA || !x.Has(c.SHA) || !x.time(at).Equal(c.CommittedAt) {
				t.Fatalf("%d parts: commit %d is number %d", parts, i, at)
			}
			var parents []string
			for _, p := range x.parentsOf(at) {
				if p >= at {
					t.Fatalf("%d parts: a parent of %d is %d", parts, at, p)
				}
				parents = append(parents, x.sha(p))
			}
			if d := cmp.Diff(c.Parents, parents); d != "" {
				t.Fatalf("%d parts: parents of commit %d: %s", parts, i, d)
			}
			for n := 4; n <= 40; n += 7 {
				if got := x.abbreviated(c.SHA[:n]); !slices.Contains(got, at) {
					t.Fatalf("%d parts: %s is %v, not %d", parts, c.SHA[:n], got, at)
				}
			}
			pull := names(i)[0].Value
			carried[pull] = append(carried[pull], c.SHA)
		}
		for pull, want := range carried {
			var got []string
			last := uint32(none)
			for c := range x.carriers(incident.Claim{Type: incident.ClaimPull, Value: pull}, none) {
				if last != none && c >= last {
					t.Fatalf("%d parts: %d comes after %d", parts, c, last)
				}
				last = c
				got = append(got, x.sha(c))
			}
			slices.Sort(got)
			slices.Sort(want)
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%d parts: carriers of %s: %s", parts, pull, d)
			}
		}
		if len(encoded(x)) > 8 {
			t.Errorf("%d parts: %d segments", parts, len(encoded(x)))
		}
	}
}

// TestIndexAncestry compares with a plain walk.
func TestIndexAncestry(t *testing.T) {
	commits, names := randomHistory(9, 120)
	x := buildIndex(commits, names, 3, 5)
	reach := map[uint32]map[uint32]bool{}
	for c := range uint32(len(commits)) {
		reach[c] = map[uint32]bool{c: true}
		for _, p := range x.parentsOf(c) {
			for a := range reach[p] {
				reach[c][a] = true
			}
		}
		for a := range uint32(len(commits)) {
			if x.isAncestor(a, c) != reach[c][a] {
				t.Fatalf("isAncestor(%d, %d) is %t", a, c, !reach[c][a])
			}
			if brought := x.isMerge(c) && reach[c][a] && !reach[x.firstParent(c)][a]; x.broughtBy(a, c) != brought || x.Brought(x.sha(a), x.sha(c)) != brought {
				t.Fatalf("broughtBy(%d, %d) is %t", a, c, !brought)
			}
		}
	}
}

func TestIndexUnknown(t *testing.T) {
	x := &Index{}
	if x.Has("0123456789abcdef0123456789abcdef01234567") || x.Commits() != 0 {
		t.Error("an empty index holds something")
	}
	for _, bad := range []string{"", "abc", "xyzw", "0123456789abcdef0123456789abcdef0123456789"} {
		if got := x.abbreviated(bad); got != nil {
			t.Errorf("%q is %v", bad, got)
		}
	}
}

// FuzzOpenIndex feeds damaged segments: they are refused, or asked without a panic.
func FuzzOpenIndex(f *testing.F) {
	commits, names := randomHistory(4, 12)
	x := buildIndex(commits, names, 2, 6)
	for _, s := range encoded(x) {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, data []byte) {
		x, ok := openIndex(data)
		if !ok {
			return
		}
		for _, c := range commits {
			x.Has(c.SHA)
			x.abbreviated(c.SHA[:7])
		}
		for range x.carriers(names(0)[0], none) {
			break
		}
		for c := range uint32(x.Commits()) {
			x.parentsOf(c)
			x.firstParent(c)
		}
		if n := uint32(x.Commits()); n > 0 {
			by := x.landings(n-1, 0, map[uint32]bool{n / 2: true, n / 3: true})
			x.landingsWithin(n/4, func(c uint32) uint32 { return by[min(c, n-1)] })
			x.isAncestor(0, n-1)
		}
	})
}

// FuzzDecodeKnown feeds damaged records of earlier findings.
func FuzzDecodeKnown(f *testing.F) {
	f.Add(encodeKnown(map[uint32]decided{
		3: {kind: incident.Revert, strength: 3, links: []uint32{1, 2}, copyKey: 7, chain: 1},
		5: {kind: incident.Hotfix, chain: 5, hidden: true},
		7: {kind: incident.Revert, chain: 7, watched: "lib/parser.c"},
	}))
	f.Fuzz(func(t *testing.T, data []byte) {
		known, ok := decodeKnown(data, 10)
		if !ok {
			return
		}
		again, ok := decodeKnown(encodeKnown(known), 10)
		if d := cmp.Diff(known, again, cmp.AllowUnexported(decided{})); !ok || d != "" {
			t.Errorf("known: %s", d)
		}
	})
}

// A number that names nothing is asked about once more, as what else it may be.
func TestOtherReading(t *testing.T) {
	claim := func(of incident.ClaimType, value string) incident.Claim {
		return incident.Claim{Type: of, Value: value}
	}
	for _, tt := range []struct{ claim, want incident.Claim }{
		{claim(incident.ClaimPull, "example/house#12"), claim(incident.ClaimPull, "12")},
		{claim(incident.ClaimPull, "12"), claim(incident.ClaimChange, "12")},
		{claim(incident.ClaimSVN, "4711"), claim(incident.ClaimChange, "4711")},
		{claim(incident.ClaimSHA, "1524161"), claim(incident.ClaimSVN, "1524161")},
		{claim(incident.ClaimSHA, "0a1b2c3"), incident.Claim{}},
		{claim(incident.ClaimChange, "4711"), incident.Claim{}},
		{claim(incident.ClaimSubject, "4711"), incident.Claim{}},
	} {
		if got := otherReading(tt.claim); got != tt.want {
			t.Errorf("%v is asked about again as %v, want %v", tt.claim, got, tt.want)
		}
	}
}

// encoded returns the segments of an index, oldest first, for openIndex to read again.
func encoded(x *Index) [][]byte {
	var out [][]byte
	for _, s := range x.segments {
		out = append(out, s.encoding)
	}
	return out
}
