package scan

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ownup-dev/ownup/internal/incident"
)

// contents is a history of contents alone, each its own name; of paths, nothing is left where they are asked for.
type contents struct{ History }

func (contents) Blob(_ context.Context, id string) ([]byte, error) { return []byte(id), nil }

func (contents) Modes(context.Context, string) ([]incident.Change, error) { return nil, nil }

func (contents) PathID(context.Context, string, string) (string, error) { return "", nil }

// edits maps paths to what they held before and after; "" is no file.
type edits map[string][2]string

func (e edits) patch() *patch {
	var changes []incident.Change
	for p, c := range e {
		changes = append(changes, incident.Change{Path: p, Old: c[0], New: c[1]})
	}
	slices.SortFunc(changes, func(a, b incident.Change) int { return strings.Compare(a.Path, b.Path) })
	return patchOf("", changes)
}

// crowded puts an edit among n others, which bring in a file each.
func crowded(n int, prefix string, e edits) edits {
	for i := range n {
		e[fmt.Sprintf("%s%03d.c", prefix, i)] = [2]string{"", text(prefix + "something new")}
	}
	return e
}

// TestCompare holds what counts when two changes are compared, beyond the lines of one file.
func TestCompare(t *testing.T) {
	const log = "ChangeLog"
	one, two, three := text("one more line"), text("one more line", "two more lines"), text("one more line", "three more lines")
	for _, tt := range []struct {
		name       string
		named, own edits
		dir        sense
		floor      float64
		want       Overlap
	}{
		{"nothing was done", edits{}, edits{"a.c": {one, two}}, inverse, 0, Overlap{}},
		{"nothing is done", edits{"a.c": {one, two}}, edits{}, inverse, 0, Overlap{}},
		{"nothing, twice", edits{}, edits{}, inverse, 0, Overlap{}},
		{"blob for blob", edits{"a.c": {one, two}}, edits{"a.c": {two, one}}, inverse, 0, Overlap{Undone: 1, Own: 1, Back: true, Files: 1}},
		{"blob for blob, once more", edits{"a.c": {one, two}}, edits{"a.c": {one, two}}, again, 0, Overlap{Undone: 1, Own: 1, Files: 1}},
		{"once more, from elsewhere", edits{"a.c": {one, two}}, edits{"a.c": {three, two}}, again, 0, Overlap{Undone: 1, Own: 0.5, Files: 1, Left: 10}},
		{"once more, to elsewhere", edits{"a.c": {one, two}}, edits{"a.c": {one, three}}, again, 0, Overlap{}},
		{
			"once more is nothing put back, though the file stands as before", // "two" goes where it had come
			edits{"a.c": {one, two}}, edits{"a.c": {two, one}}, again, 0, Overlap{},
		},
		{"a part, blob for blob, whatever the floor", edits{"a.c": {one, two}, "b.c": {text("start"), text("start", "much", "more", "than", "that was")}}, edits{"a.c": {two, one}}, inverse, 0.9, Overlap{Undone: 0.2, Own: 1, Files: 0.5, Part: true, Left: 40}},
		{"a part once more is none taken back", edits{"a.c": {one, two}, "b.c": {"", one}}, edits{"a.c": {one, two}}, again, 0, Overlap{Undone: 0.5, Own: 1, Files: 0.5, Left: 10}},
		{"a part of the lines, below the floor", edits{"a.c": {one, two}, "b.c": {text("start"), text("start", "one more line")}}, edits{"a.c": {two, three}}, inverse, 0.9, Overlap{Files: 0.5}},
		{"another file", edits{"a.c": {one, two}}, edits{"b.c": {two, one}}, inverse, 0, Overlap{}},
		{"a file that may have moved", edits{"x/a.c": {one, two}}, edits{"y/a.c": {two, one}}, inverse, 0, Overlap{Undone: 1, Own: 1}},
		{"two that may have moved, and met in one", edits{"x/a.c": {one, two}, "y/a.c": {one, three}}, edits{"z/a.c": {text("one more line", "two more lines", "three more lines"), one}}, inverse, 0, Overlap{Undone: 1, Own: 1}},
		{"what may have moved, beside what stayed and doesn't fit", edits{"x/a.c": {one, two}, "b.c": {one, two}}, edits{"y/a.c": {two, one}, "b.c": {two, text("one more line", "two more lines", "four more lines")}}, inverse, 0, Overlap{Undone: 0.5, Own: 0.5, Left: 20}},
		{"binary files", edits{"a.png": {"\x00one", "\x00two"}, "b.c": {one, two}}, edits{"a.png": {"\x00two", "\x00one"}}, inverse, 0, Overlap{Undone: 0.8, Own: 1, Files: 0.5, Part: true, Left: 10}},
		{"binary files that may have moved", edits{"x/a.png": {"\x00one", "\x00two"}, "b.c": {one, two}}, edits{"y/a.png": {"\x00two", "\x00one"}, "b.c": {two, one}}, inverse, 0, Overlap{Undone: 0.2, Own: 0.2, Files: 0.5, Left: 80}},
		{"blank lines alone, of one file of two", edits{"a.c": {one, one + "\n"}, "b.c": {one, one + "\n"}}, edits{"a.c": {one + "\n", one}}, inverse, 0, Overlap{}},
		{"lines, by blank ones alone", edits{"a.c": {one, two}, "b.c": {one, one + "\n"}}, edits{"b.c": {one + "\n", one}}, inverse, 0, Overlap{}},
		{"what may have moved, by blank lines alone", edits{"x/a.c": {one, two}}, edits{"y/a.c": {two + "\n", two}}, inverse, 0, Overlap{}},
		{"the log of changes doesn't count", edits{"a.c": {one, two}, log: {one, two}}, edits{"a.c": {two, one}, log: {two, text("one more line", "two more lines", "four more lines")}}, inverse, 0, Overlap{Undone: 1, Own: 1, Files: 1}},
		{"… nor where only one changes it", edits{"a.c": {one, two}, log: {one, two}}, edits{"a.c": {two, one}, "NEWS": {one, two}, "b.c": {"", one}}, inverse, 0, Overlap{Undone: 1, Own: 0.5, Files: 1, Left: 10}},
		{"… unless of what it says something is taken back", edits{log: {one, two}}, edits{log: {two, text("one more line", "four more lines")}}, inverse, 0, Overlap{Undone: 1, Own: 0.5, Files: 1, Left: 10}},
		{"… unless it is put back too", edits{"a.c": {one, two}, log: {one, two}}, edits{log: {two, one}}, inverse, 0, Overlap{Undone: 0.5, Own: 1, Files: 0.5, Part: true, Left: 10}},
		{"lines put in order, which stay so", edits{"a.c": {one, two}, "b.c": {two, text("two more lines", "one more line")}}, edits{"a.c": {two, one}, "b.c": {text("two more lines", "one more line"), text("two more lines", "one more line", "three more lines")}}, inverse, 0, Overlap{Undone: 1, Own: 0.5, Files: 0.5, Left: 10}},
		{"a little of one file", edits{"a.c": {"", text(strings.Fields("aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg hhhhhhhhh iiiiiiiii jjjjjjjjj kkkkkkkkk")...)}}, edits{"a.c": {two + text("aaaaaaaaa"), two}}, inverse, 0, Overlap{Undone: 1. / 11, Own: 1, Left: 100}},
		{"a file but for a trifle", edits{"a.c": {"", text(strings.Fields("aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd")...) + "}\n"}, "b.c": {one, two}}, edits{"a.c": {text(strings.Fields("aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd")...) + "}\n", "}\n"}}, inverse, 0, Overlap{Undone: 40. / 51, Own: 1, Files: 0.5, Left: 11}},
		{"one path among many of the named change", crowded(120, "x", edits{"a.c": {one, two}}), edits{"a.c": {two, one}}, inverse, 0, Overlap{}},
		{"many paths of many", crowded(120, "x", edits{"a.c": {one, two}}), func() edits {
			e := edits{"a.c": {two, one}}
			for p, c := range crowded(20, "x", edits{}) {
				e[p] = [2]string{c[1], c[0]}
			}
			return e
		}(), inverse, 0, Overlap{Undone: 21. / 121, Own: 1, Files: 21. / 121, Part: true, Left: 1000}},
		{"one path among many of its own", edits{"a.c": {one, two}}, crowded(120, "x", edits{"a.c": {two, one}}), inverse, 0, Overlap{Undone: 1, Own: 1. / 121, Back: true, Files: 1, Left: 1200}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.own.patch().compare(t.Context(), contents{}, tt.named.patch(), tt.dir, tt.floor)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got, cmpopts.EquateApprox(0, 0.001)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestFits holds that a change fits another where both its ends do.
func TestFits(t *testing.T) {
	n := incident.Change{Old: "one", New: "two"}
	for c, want := range map[incident.Change][2]bool{ // taking back, doing again
		{Old: "two", New: "one"}: {true, false},
		{Old: "two", New: "six"}: {},
		{Old: "six", New: "one"}: {},
		{Old: "one", New: "two"}: {false, true},
		{Old: "one", New: "six"}: {},
		{Old: "six", New: "two"}: {},
	} {
		if inverse.fits(c, n) != want[inverse] || again.fits(c, n) != want[again] {
			t.Errorf("%s to %s: %t, %t", c.Old, c.New, inverse.fits(c, n), again.fits(c, n))
		}
	}
}

func TestLeastByFiles(t *testing.T) {
	for o, want := range map[Overlap]float64{
		{Undone: 0.2, Files: 0.6}: 0.6,
		{Undone: 0.2, Files: 0.4}: 0.2,
		{Undone: 0.5, Files: 0.9}: 0.5,
	} {
		if got := o.leastByFiles(); got != want {
			t.Errorf("%+v: %v, want %v", o, got, want)
		}
	}
}

// TestAnywhere holds that lines count in whatever file, unless there are too many to look through.
func TestAnywhere(t *testing.T) {
	named, own := edits{"a.c": {"", text("one more line", "two more lines")}}, edits{"b.c": {text("one more line"), text("three more lines")}}
	for _, tt := range []struct {
		named, own edits
		want       Overlap
	}{
		{named, own, Overlap{Undone: 0.5, Own: 0.5}},
		{named, edits{"b.c": {"", text("one more line")}}, Overlap{}},
		{edits{"a.c": {"", "\n"}}, own, Overlap{}},
		{crowded(20, "x", edits{"a.c": named["a.c"]}), own, Overlap{}},
		{named, crowded(20, "x", edits{"b.c": own["b.c"]}), Overlap{}},
	} {
		if got, err := tt.own.patch().anywhere(t.Context(), contents{}, tt.named.patch()); err != nil || got != tt.want {
			t.Errorf("%+v, %v, want %+v", got, err, tt.want)
		}
	}
}
