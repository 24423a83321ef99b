package trace

import (
	"context"
	"path"
	"sort"
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
// was new.
func renamedFrom(ctx context.Context, h History, v version, parent string) (version, error) {
	changes, err := h.Changes(ctx, v.commit)
	if absent(err) {
		return version{}, nil
	}
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
	if len(gone) == 0 {
		return version{}, nil
	}
	sort.SliceStable(gone, func(i, j int) bool {
		return nameLikeness(v.path, gone[i].Path) > nameLikeness(v.path, gone[j].Path)
	})
	data, err := h.Blob(ctx, v.id)
	if err != nil {
		return version{}, err
	}
	lines := countLines(data)
	best, from := renameAlike, version{}
	for _, c := range gone[:min(len(gone), renameReads)] {
		old, err := h.Blob(ctx, c.Old)
		if err != nil {
			return version{}, err
		}
		if alike := alikeness(lines, len(data), old); alike >= best && (alike > best || from.id == "") {
			best, from = alike, version{parent, c.Path, c.Old}
		}
	}
	return from, nil
}

// nameLikeness ranks a deleted path as the former name of an added one: equal base names first, then by how many of
// their folders agree from the end.
func nameLikeness(a, b string) int {
	n := 0
	if path.Base(a) == path.Base(b) {
		n += 1000
	} else if path.Ext(a) == path.Ext(b) {
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
