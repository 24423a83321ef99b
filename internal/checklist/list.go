package checklist

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxItems is how many entries of one list are ever shown.
const maxItems = 1000

// List is a list of quoted entries in a template. A nil list is empty. Printed, it is its first eight entries with
// commas between, and how many more there are: "`a`, `b`, … (+12)". Items has them all.
type List struct {
	items       []string
	left        int
	chars       int    // of the entries shown, with what stands between them
	first, last string // of all there were
}

func newList(items []string, quoted func(string) string) *List {
	l := &List{}
	for _, item := range items {
		if len(l.items) == maxItems {
			l.left++
		} else if q := quoted(item); q != "" {
			l.items = append(l.items, q)
			l.chars += utf8.RuneCountInString(q) + 3
		}
	}
	if len(l.items) == 0 {
		return nil
	}
	l.first, l.last = l.items[0], quoted(items[len(items)-1])
	return l
}

// First returns the first entry, also where the list was shortened.
func (l *List) First() string {
	if l == nil {
		return ""
	}
	return l.first
}

// Range names the entries of a list in order, as of releases: all of a few, else the first and the last: "`v1.0` to
// `v1.9` (12 in all)".
func (l *List) Range() string {
	if total := l.Total(); total > few {
		return l.first + " to " + l.last + " (" + strconv.Itoa(total) + " in all)"
	}
	return strings.Join(l.Items(), ", ")
}

// few is how many entries a range names one by one.
const few = 4

// Items returns the entries that are shown.
func (l *List) Items() []string {
	if l == nil {
		return nil
	}
	return l.items
}

// Left returns how many entries were left out.
func (l *List) Left() int {
	if l == nil {
		return 0
	}
	return l.left
}

// Total returns how many entries there are, shown or not.
func (l *List) Total() int { return len(l.Items()) + l.Left() }

// One reports whether there is just one entry.
func (l *List) One() bool { return l.Total() == 1 }

// Long reports whether the list is better folded away than printed within a line.
func (l *List) Long() bool { return l.Total() > inline }

// inline is how many entries a sentence can hold.
const inline = 8

func (l *List) String() string {
	shown := l.Items()
	shown = shown[:min(len(shown), inline)]
	s := strings.Join(shown, ", ")
	if more := l.Total() - len(shown); more > 0 {
		s = strings.TrimPrefix(s+", … (+"+strconv.Itoa(more)+")", ", ")
	}
	return s
}

func (l *List) cut(keep int) {
	if l != nil && len(l.items) > keep {
		l.left += len(l.items) - keep
		for _, item := range l.items[keep:] {
			l.chars -= utf8.RuneCountInString(item) + 3
		}
		l.items = l.items[:keep]
	}
}

// shorten takes at least over characters from the longest of the lists, the longest first, as far as they go; false
// when nothing is left to take.
func shorten(lists []*List, over int) bool {
	took := false
	for over > 0 {
		longest, most := -1, 0
		for i, l := range lists {
			if l.chars > most {
				longest, most = i, l.chars
			}
		}
		if longest < 0 {
			break
		}
		lists[longest].cut(len(lists[longest].items) / 2)
		over -= most - lists[longest].chars
		took = true
	}
	return took
}
