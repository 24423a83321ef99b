package scan

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Whatever way the numbers are spread, they come out as the comparison wants them.
func TestSortSpread(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	type item struct {
		number uint64
		second int
	}
	compare := func(a, b item) int { return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.second, b.second)) }
	for name, number := range map[string]func(i int) uint64{
		"hashes": func(int) uint64 { return random.Uint64() },
		"times":  func(i int) uint64 { return 1_400_000_000 + uint64(i/3) },
		"equal":  func(int) uint64 { return 7 },
		"ends":   func(i int) uint64 { return uint64(i%2) * math.MaxUint64 },
		"few":    func(i int) uint64 { return uint64(i % 5) },
	} {
		for _, n := range []int{0, 1, 2, 1000, 20_000} {
			all := make([]item, n)
			for i := range all {
				all[i] = item{number(i), random.IntN(1000)}
			}
			want := slices.Clone(all)
			slices.SortFunc(want, compare)
			sortSpread(all, func(i *item) uint64 { return i.number }, compare)
			if !slices.Equal(all, want) {
				t.Errorf("%s: %d are out of order", name, n)
			}
		}
	}
}
