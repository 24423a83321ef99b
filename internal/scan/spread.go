package scan

import (
	"math/bits"
	"slices"
)

// sortSpread sorts what has a number by which it is spread about evenly, such as hashes and times: by the upper bits of
// its range first, digit by digit, and then the few that are the same in those. The numbers must be in the order of the
// comparison.
func sortSpread[T any](all []T, number func(*T) uint64, compare func(a, b T) int) {
	if len(all) == 0 {
		return
	}
	const digit = 12 // bits
	low, high := number(&all[0]), number(&all[0])
	for i := range all {
		low, high = min(low, number(&all[i])), max(high, number(&all[i]))
	}
	shift := max(0, bits.Len64(high-low)-2*digit)
	other := make([]T, len(all))
	for _, at := range [...]int{shift, shift + digit} { // to and fro: twice, so that all ends where it began
		var begin [1<<digit + 1]uint32
		for i := range all {
			begin[(number(&all[i])-low)>>at&(1<<digit-1)+1]++
		}
		for i := range begin[1:] {
			begin[i+1] += begin[i]
		}
		for i := range all {
			k := (number(&all[i]) - low) >> at & (1<<digit - 1)
			other[begin[k]] = all[i]
			begin[k]++
		}
		all, other = other, all
	}
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && (number(&all[to])-low)>>shift == (number(&all[from])-low)>>shift {
			to++
		}
		if to-from > 1 {
			slices.SortFunc(all[from:to], compare)
		}
		from = to
	}
}
