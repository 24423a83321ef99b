package trace

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// spotAt is a line of a file before the fix, counted from 1 as people do, that a commit wrote under the path then.
func spotAt(path, then string, line int, roles ...role) spot {
	s := spot{path: path, clue: clue{line: line - 1}, from: origin{path: then}}
	for _, r := range roles {
		s.clue.weight[r] = 1
	}
	return s
}

// TestExplain holds what is said for a commit that may have introduced what a fix repairs: each ground in its sentence,
// and no other.
func TestExplain(t *testing.T) {
	at := func(line int, roles ...role) spot { return spotAt("hall.c", "hall.c", line, roles...) }
	holds := func(line int, names ...string) spot {
		s := at(line, roleHolds)
		s.clue.names = names
		return s
	}
	deleting := [roleCount]float64{roleDeleted: 1}
	for name, tt := range map[string]struct {
		fix  [roleCount]float64
		c    introducer
		want string
	}{
		"nothing": {deleting, introducer{}, "It changed the same files before the fix did."},
		"a deleted line": {
			deleting,
			introducer{part: deleting, tokens: 1, spots: []spot{at(3, roleDeleted, roleBody)}},
			"It wrote 1 line that the fix deletes or changes: hall.c:3.",
		},
		"a bracket, of a fix that deletes more": {deleting, introducer{spots: []spot{at(3, roleTrivial)}}, "It changed the same files before the fix did."},
		"a bracket, of a fix that only adds": {
			[roleCount]float64{roleAbove: 1},
			introducer{spots: []spot{at(3, roleTrivial), at(4, roleTrivial)}},
			"It wrote 2 lines that the fix deletes or changes: hall.c:3–4.",
		},
		"a bracket beside a deleted line": {
			[roleCount]float64{roleAbove: 1},
			introducer{spots: []spot{at(3, roleTrivial), at(5, roleDeleted)}},
			"It wrote 1 line that the fix deletes or changes: hall.c:5.",
		},
		"words of lines that others changed since": {
			deleting,
			introducer{part: [roleCount]float64{roleDeleted: 0.5}, tokens: 0.6, spots: []spot{at(3, roleDeleted)}},
			"It wrote 1 line that the fix deletes or changes: hall.c:3. It brought words that the fix takes out; the lines they stand in were changed again since.",
		},
		"what stands beside": {deleting, introducer{spots: []spot{at(5, roleBelow), at(3, roleAbove)}}, "It wrote 2 lines next to what the fix adds: hall.c:3, 5."},
		"a part of the function": {
			deleting,
			introducer{spots: []spot{at(2, roleBody), at(3, roleBody)}},
			"It wrote 2 lines of the function that the fix touches: hall.c:2–3.",
		},
		"the whole function": {
			deleting,
			introducer{spots: []spot{at(1, roleHeader), at(2, roleBody), at(3, roleBody)}},
			"It wrote the function that the fix touches, and 2 lines in it: hall.c:1.",
		},
		"its head alone":  {deleting, introducer{spots: []spot{at(1, roleHeader)}}, "It changed the same files before the fix did."},
		"names":           {deleting, introducer{named: []spot{holds(7, "dim")}}, "It wrote 1 line with what the fix's new lines use (`dim`): hall.c:7."},
		"names, not each": {deleting, introducer{named: []spot{holds(7, "lamp", "dim"), holds(9, "dim", "fuse", "wire", "bulb")}}, "It wrote 2 lines with what the fix's new lines use (`bulb`, `dim`, `fuse` and 2 more): hall.c:7, 9."},
		"what comes back": {deleting, introducer{restored: 0.1}, "The fix puts back lines that it had taken out."},
		"words":           {deleting, introducer{commit: incident.Commit{Message: "hall: dimmers"}}, "Its message shares “dimmer” with the fix's subject."},
	} {
		others := []*introducer{{}, {}, {}}
		v := newView(&fix{commit: incident.Commit{Message: "mend the dimmer"}, subject: Words("mend the dimmer"), weight: tt.fix}, append(others, &tt.c))
		if d := cmp.Diff(tt.want, strings.Join(v.explain(&tt.c), " ")); d != "" {
			t.Errorf("%s: want -, got +:\n%s", name, d)
		}
	}
}

// TestPlaces holds how lines are named: in runs, file by file, under what they were called then, and no more than
// people read.
func TestPlaces(t *testing.T) {
	at := func(path string, line int, then ...string) spot { return spotAt(path, append(then, path)[0], line) }
	for want, spots := range map[string][]spot{
		"a.c:1":                              {at("a.c", 1)},
		"a.c:1–3":                            {at("a.c", 2), at("a.c", 3), at("a.c", 1)},
		"a.c:1–2, 4":                         {at("a.c", 4), at("a.c", 2), at("a.c", 1)},
		"a.c:5; b.c:6":                       {at("b.c", 6), at("a.c", 5)},
		"a.c:1 (then x.c)":                   {at("a.c", 1, "x.c")},
		"a.c:1, 3 (then x.c)":                {at("a.c", 1, "x.c"), at("a.c", 3, "x.c")},
		"a.c:1 (then x.c); a.c:2":            {at("a.c", 1, "x.c"), at("a.c", 2)},
		"a.c:1 (then x.c); b.c:1":            {at("a.c", 1, "x.c"), at("b.c", 1)},
		"a.c:1 (then x.c); b.c:2 (then x.c)": {at("a.c", 1, "x.c"), at("b.c", 2, "x.c")},
		"a.c:1, 3, 5":                        {at("a.c", 1), at("a.c", 3), at("a.c", 5)},
		"a.c:1, 3, 5 and 2 more":             {at("a.c", 1), at("a.c", 3), at("a.c", 5), at("a.c", 7), at("a.c", 9)},
		"a.c:1, 3, 5 (then x.c) and 1 more":  {at("a.c", 1, "x.c"), at("a.c", 3, "x.c"), at("a.c", 5, "x.c"), at("a.c", 7, "x.c")},
	} {
		if d := cmp.Diff(want, places(spots)); d != "" {
			t.Errorf("want -, got +:\n%s", d)
		}
	}
}

// TestSharedWords holds which words of a subject are told to be shared: the rarest, whole, and four at most.
func TestSharedWords(t *testing.T) {
	c := introducer{commit: incident.Commit{Message: "hall: dim lamps and doors by wire, with a fuse and a bulb"}}
	all := []*introducer{&c}
	for _, m := range []string{"lamp", "lamp", "bulb", "bulb", "roof", "roof", "roof", "roof", "roof"} {
		all = append(all, &introducer{commit: incident.Commit{Message: "other: " + m}})
	}
	subject := "mend bulbs, lamps, wires, fuses and doors of the roof"
	v := newView(&fix{commit: incident.Commit{Message: subject}, subject: Words(subject)}, all)
	if d := cmp.Diff([]string{"“doors”", "“fuses”", "“wires”", "“bulbs”"}, v.sharedWords(&c)); d != "" {
		t.Errorf("want -, got +:\n%s", d)
	}
}
