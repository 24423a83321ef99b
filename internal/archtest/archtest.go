// Package archtest holds the table of who may import whom, and checks the module against it.
//
// The table is data (table.go); the check reads import lists and knows nothing of this module, so that its
// own test can show that a broken rule is found. Tests may import what they like: only the imports of the
// code that ships are held to the table.
package archtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Package is one package of the module with what its shipping code imports directly.
type Package struct {
	Path    string // "github.com/ownup-dev/ownup/internal/detect"
	Imports []string
}

// Room is what one package of the module may import.
type Room struct {
	Ours []string // packages of this module, by path below it; "*" is every one
	Pure bool     // neither files nor network nor clock
	Test bool     // only tests may import it
}

// Table says who may import whom.
type Table struct {
	Module    string
	Rooms     map[string]Room     // by path below the module
	Everyone  []string            // rooms that every room may import
	Libraries map[string][]string // by import path or its beginning: the rooms that may import them; "*" is every one
	Impure    []string            // standard packages that a pure room must not import
}

// Check returns one sentence for each import that the table does not allow, in the order of packages.
func (t Table) Check(packages []Package) []string {
	var found []string
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	for _, p := range packages {
		name := t.below(p.Path)
		room, known := t.Rooms[name]
		if !known {
			say("%s is a new room: say in the table of internal/archtest what it may import", name)
			continue
		}
		for _, path := range p.Imports {
			switch {
			case path == t.Module || strings.HasPrefix(path, t.Module+"/"):
				other := t.below(path)
				if t.Rooms[other].Test && !room.Test {
					say("%s imports %s, which is for tests only", name, other)
				} else if !slices.Contains(t.Everyone, other) && !slices.Contains(room.Ours, other) && !slices.Contains(room.Ours, "*") {
					say("%s must not import %s", name, other)
				}
			case strings.Contains(strings.Split(path, "/")[0], "."):
				library, rooms := t.library(path)
				if library == "" {
					say("%s imports the new library %s: say in the table of internal/archtest which rooms may", name, path)
				} else if !slices.Contains(rooms, name) && !slices.Contains(rooms, "*") {
					say("%s must not import %s, which is for %s", name, path, strings.Join(rooms, ", "))
				}
			case room.Pure && slices.Contains(t.Impure, path):
				say("%s is pure and must not import %s", name, path)
			}
		}
	}
	return found
}

// Stale returns one sentence for each leave of the table that none of the packages makes use of, in the order of names.
// Packages are those of every system for which the module is built.
func (t Table) Stale(packages []Package) []string {
	used := map[[2]string]bool{}
	for _, p := range packages {
		name := t.below(p.Path)
		for _, path := range p.Imports {
			library, _ := t.library(path)
			used[[2]string{name, cmp.Or(library, t.below(path))}] = true
		}
	}
	var found []string
	for name, room := range t.Rooms {
		for _, other := range room.Ours {
			if other != "*" && !used[[2]string{name, other}] {
				found = append(found, fmt.Sprintf("%s may import %s, and doesn't", name, other))
			}
		}
	}
	for library, rooms := range t.Libraries {
		for _, name := range rooms {
			if name != "*" && !used[[2]string{name, library}] {
				found = append(found, fmt.Sprintf("%s may import %s, and doesn't", name, library))
			}
		}
	}
	slices.Sort(found)
	return found
}

// library returns the longest entry of the table that path lies within.
func (t Table) library(path string) (entry string, rooms []string) {
	for e, r := range t.Libraries {
		if within(path, e) && len(e) > len(entry) {
			entry, rooms = e, r
		}
	}
	return entry, rooms
}

func (t Table) below(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, t.Module), "/")
}

func within(path, parent string) bool {
	return path == parent || strings.HasPrefix(path, parent+"/")
}
