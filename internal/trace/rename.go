package trace

import (
	"cmp"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/diff"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Renames: a file that appears in a commit was renamed if the commit took away one with the same content, or with one
// at least half alike (git's own threshold). Only so many deleted files are read, those with the likeliest names first.
const (
	renameAlike = 0.5
	renameReads = 24
)

// renamedFrom finds what the file that v's commit added was called in its parent; a version without id says that it
// was new. Where the clone doesn't hold the parent, the error is one of what is absent.
func renamedFrom(ctx context.Context, h History, v version, parent string) (version, error) {
	changes, err := h.Changes(ctx, v.commit)
	if err != nil {
		return version{}, err
	}
	var gone []incident.Change
	for _, c := range changes {
		if c.New != "" {
			continue
		}
		if c.Old == v.id {
			return version{parent, c.Path, c.Old}, nil
		}
		gone = append(gone, c)
	}
	from, _, err := former(ctx, h, incident.Change{Path: v.path, New: v.id}, gone)
	if err != nil || from.Old == "" {
		return version{}, err
	}
	return version{parent, from.Path, from.Old}, nil
}

// former finds which of the files that a commit took away one became that it added, and how alike they are.
func former(ctx context.Context, h History, added incident.Change, gone []incident.Change) (from incident.Change, best float64, err error) {
	if len(gone) == 0 {
		return from, 0, nil
	}
	likeliest := slices.SortedStableFunc(slices.Values(gone), func(a, b incident.Change) int {
		return cmp.Compare(nameLikeness(added.Path, b.Path), nameLikeness(added.Path, a.Path))
	})
	data, err := h.Blob(ctx, added.New)
	if err != nil {
		return from, 0, err
	}
	lines := countLines(data)
	best = renameAlike
	for _, c := range likeliest[:min(len(likeliest), renameReads)] {
		old, err := h.Blob(ctx, c.Old)
		if err != nil {
			return from, 0, err
		}
		if alike := alikeness(lines, len(data), old); alike >= best && (alike > best || from.Old == "") {
			best, from = alike, c
		}
	}
	return from, best, nil
}

// withRenames makes one change of a file that a fix took away and the one that this became, under the former path: only
// what differs between them is what the fix changed. Files that were moved as they are come apart, as taken away. Of
// what was renamed and changed, as many are looked for as files of a fix are looked at.
func withRenames(ctx context.Context, h History, changes []incident.Change) (out, moved []incident.Change, err error) {
	var gone, added []incident.Change
	for _, c := range changes {
		switch {
		case c.New == "":
			gone = append(gone, c)
		case c.Old == "":
			added = append(added, c)
		default:
			out = append(out, c)
		}
	}
	if len(gone) == 0 || len(added) == 0 {
		return changes, nil, nil
	}
	gone, added, moved = withoutMoved(gone, added)
	type pair struct {
		from, to incident.Change
		alike    float64
	}
	var pairs []pair
	for _, c := range added[:min(len(added), maxFixFiles)] {
		from, alike, err := former(ctx, h, c, gone)
		if err != nil && !incident.Absent(err) {
			return nil, nil, err
		}
		if from.Old != "" {
			pairs = append(pairs, pair{from, c, alike})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.alike, a.alike) })
	became := map[string]string{} // by path
	for _, p := range pairs {
		if became[p.from.Path] == "" {
			became[p.from.Path] = p.to.New
		}
	}
	for _, c := range gone {
		c.New = became[c.Path]
		out = append(out, c)
	}
	slices.SortStableFunc(out, func(a, b incident.Change) int { return cmp.Compare(a.Path, b.Path) })
	return out, moved, nil
}

// withoutMoved parts the files that were moved as they are from the others: each goes with one of the same content.
func withoutMoved(gone, added []incident.Change) (goneLeft, addedLeft, moved []incident.Change) {
	again := map[string]int{} // by content
	for _, c := range added {
		again[c.New]++
	}
	for _, c := range gone {
		if again[c.Old]--; again[c.Old] < 0 {
			goneLeft = append(goneLeft, c)
		} else {
			moved = append(moved, c)
		}
	}
	for _, c := range added {
		if again[c.New]--; again[c.New] >= 0 {
			addedLeft = append(addedLeft, c)
		}
	}
	return goneLeft, addedLeft, moved
}

// nameLikeness ranks a deleted path as the former name of an added one: equal base names first, then those that are
// equal but for what follows the last dot, then by how many of their folders agree from the end.
func nameLikeness(a, b string) int {
	n := 0
	switch {
	case path.Base(a) == path.Base(b):
		n += 1500
	case nameOf(a) == nameOf(b):
		n += 1000
	case path.Ext(a) == path.Ext(b):
		n += 500
	}
	as, bs := strings.Split(path.Dir(a), "/"), strings.Split(path.Dir(b), "/")
	for i := 1; i <= min(len(as), len(bs)) && as[len(as)-i] == bs[len(bs)-i]; i++ {
		n++
	}
	for i := 0; i < min(len(as), len(bs)) && as[i] == bs[i]; i++ {
		n++
	}
	return n
}

// nameOf is a path's base name without what follows the last dot, all of it where nothing stands before that.
func nameOf(p string) string {
	base := path.Base(p)
	return cmp.Or(strings.TrimSuffix(base, path.Ext(base)), base)
}

// countLines counts each distinct line, white space at its ends apart.
func countLines(data []byte) map[string]int {
	text := diff.Split(data)
	counts := make(map[string]int, text.Len())
	for i := range text.Len() {
		counts[strings.TrimSpace(string(text.Line(i)))]++
	}
	return counts
}

// alikeness is the share of bytes, of the larger text, in lines that both texts hold.
func alikeness(lines map[string]int, size int, other []byte) float64 {
	if size == 0 || len(other) == 0 || 2*min(size, len(other)) < max(size, len(other)) {
		return 0
	}
	text := diff.Split(other)
	used := make(map[string]int)
	common := 0
	for i := range text.Len() {
		line := strings.TrimSpace(string(text.Line(i)))
		if used[line] < lines[line] {
			used[line]++
			common += len(text.Line(i))
		}
	}
	return float64(common) / float64(max(size, len(other)))
}
