package trace

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ownup-dev/ownup/internal/diff"
)

// Limits on the search for lines like those that a fix brings in.
const (
	maxNewLines = 40   // of the fix
	alikeReach  = 1500 // old lines on either side of a change
	fewestWords = 3    // of a line that can be like another
	likeEnough  = 0.5  // of the words of both lines, those that both have
)

// alike finds the old lines that read much like lines that the fix brings in, with the share of words that both have:
// what is missing in one place often was forgotten by whoever wrote its like in another.
func alike(old, text diff.Text, edits []diff.Edit, plain func(int) bool) map[int]float64 {
	cache := wordCache{}
	holders, sizes := newLineWords(text, edits, cache)
	if len(sizes) == 0 {
		return nil
	}
	// Of each identifier, how many words it has, and the new lines that have them.
	type known struct {
		words int
		in    []int
	}
	identifiersKnown := make(map[string]known)
	likeness := make(map[int]float64)
	common := make([]int, len(sizes))
	from, to := max(0, edits[0].A0-alikeReach), min(old.Len(), edits[len(edits)-1].A1+alikeReach)
	deleted := 0
	for i := from; i < to; i++ {
		for deleted < len(edits) && edits[deleted].A1 <= i {
			deleted++
		}
		if deleted < len(edits) && edits[deleted].A0 <= i || plain(i) {
			continue
		}
		clear(common)
		words := 0
		identifiers(old.Line(i), func(id []byte) {
			k, ok := identifiersKnown[string(id)]
			if !ok {
				for _, w := range cache.of(id) {
					k.words++
					k.in = append(k.in, holders[w]...)
				}
				identifiersKnown[string(id)] = k
			}
			words += k.words
			for _, n := range k.in {
				common[n]++
			}
		})
		if words < fewestWords {
			continue
		}
		for n, both := range common {
			both = min(both, words, sizes[n])
			if share := float64(both) / float64(words+sizes[n]-both); share >= likeEnough {
				likeness[i] = max(likeness[i], share)
			}
		}
	}
	return mostAlike(likeness)
}

// newLineWords tells of each word which of the lines that the fix brings in have it, and of each of these how many
// words it has.
func newLineWords(text diff.Text, edits []diff.Edit, cache wordCache) (holders map[string][]int, sizes []int) {
	holders = make(map[string][]int)
	for _, e := range edits {
		for i := e.B0; i < e.B1 && len(sizes) < maxNewLines; i++ {
			words := lineWords(text.Line(i), cache)
			if len(words) < fewestWords {
				continue
			}
			for w := range words {
				holders[w] = append(holders[w], len(sizes))
			}
			sizes = append(sizes, len(words))
		}
	}
	return holders, sizes
}

// mostAlike keeps the lines that are most alike.
func mostAlike(likeness map[int]float64) map[int]float64 {
	if len(likeness) <= maxAlike {
		return likeness
	}
	lines := slices.SortedFunc(maps.Keys(likeness), func(a, b int) int {
		return cmp.Or(cmp.Compare(likeness[b], likeness[a]), cmp.Compare(a, b))
	})
	for _, i := range lines[maxAlike:] {
		delete(likeness, i)
	}
	return likeness
}

// lineWords are the words of a line's identifiers.
func lineWords(line []byte, cache wordCache) map[string]bool {
	out := make(map[string]bool)
	identifiers(line, func(id []byte) {
		for _, w := range cache.of(id) {
			out[w] = true
		}
	})
	return out
}
