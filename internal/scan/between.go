package scan

import (
	"iter"
	"math/bits"
	"slices"
)

// Between returns the commits, by SHA, that can be reached from the included ones and not from the excluded. It reports
// false where the index doesn't hold all of them.
func (x *Index) Between(include, exclude []string) (map[string]bool, bool) {
	found := map[string]bool{}
	numbers := func(shas []string) (out []uint32) {
		for _, sha := range shas {
			out = append(out, x.number(sha))
		}
		return out
	}
	in, out := numbers(include), numbers(exclude)
	if slices.Contains(in, none) || slices.Contains(out, none) {
		return found, false
	}
	for c := range x.between(in, out) {
		found[x.sha(c)] = true
	}
	return found, true
}

// Brought reports whether a commit came with a merge, or is it; false where the index doesn't hold both.
func (x *Index) Brought(commit, merge string) bool {
	c, m := x.number(commit), x.number(merge)
	return c != none && m != none && x.broughtBy(c, m)
}

// broughtBy reports whether the commit came with the merge, or is it.
func (x *Index) broughtBy(c, merge uint32) bool {
	if c > merge || !x.isMerge(merge) {
		return false
	}
	for came := range x.between([]uint32{merge}, []uint32{x.firstParent(merge)}) {
		if came <= c {
			return came == c
		}
	}
	return false
}

// between gives the commits that can be reached from the included ones and not from the excluded, the highest number
// first. Parents have lower numbers than their children: when a commit's turn comes, all is known of it, and the way
// ends where nothing included is left.
func (x *Index) between(include, exclude []uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		top := uint32(0)
		for _, c := range slices.Concat(include, exclude) {
			if c != none {
				top = max(top, c)
			}
		}
		var in, out []uint64 // a bit for each commit from the top down; what is in both is excluded
		open := 0            // commits still to come that are included, as far as is known
		push := func(c uint32, excluded bool) {
			if c == none {
				return
			}
			word, bit := int((top-c)/64), uint64(1)<<((top-c)%64)
			if more := word + 1 - len(in); more > 0 {
				in, out = append(in, make([]uint64, more)...), append(out, make([]uint64, more)...)
			}
			wasIn, wasOut := in[word]&bit != 0, out[word]&bit != 0
			switch {
			case wasOut:
			case excluded:
				out[word] |= bit
				if wasIn {
					open--
				}
			case !wasIn:
				in[word] |= bit
				open++
			}
		}
		for _, c := range include {
			push(c, false)
		}
		for _, c := range exclude {
			push(c, true)
		}
		for word := 0; open > 0; word++ {
			for done := uint64(0); open > 0; {
				left := (in[word] | out[word]) &^ done
				if left == 0 {
					break
				}
				bit := left & -left
				done |= bit
				c, excluded := top-uint32(word*64+bits.TrailingZeros64(bit)), out[word]&bit != 0
				if !excluded {
					if open--; !yield(c) {
						return
					}
				}
				for p := range x.eachParent(c) {
					push(p, excluded)
				}
			}
		}
	}
}
