package flow

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// areas returns the areas that the paths touch, most touched first: the first two folders of a path, or
// the root for a file that stands there. Paths that every change touches count only where there are no others.
func areas(paths []string) []string {
	if telling := slices.DeleteFunc(slices.Clone(paths), incident.Shared); len(telling) > 0 {
		paths = telling
	}
	count := map[string]int{}
	for _, p := range paths {
		parts := strings.Split(p, "/")
		area := "(root)"
		if len(parts) > 1 {
			area = strings.Join(parts[:min(2, len(parts)-1)], "/") + "/"
		}
		count[area]++
	}
	all := slices.Collect(maps.Keys(count))
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) })
	return all
}

// Matches reports whether a name fits one of the globs; "*" crosses slashes only as a whole glob.
func Matches(globs []string, name string) bool {
	return slices.ContainsFunc(globs, func(g string) bool {
		if g == "*" {
			return true
		}
		ok, err := path.Match(g, name)
		return err == nil && ok
	})
}
