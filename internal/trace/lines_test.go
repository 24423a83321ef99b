package trace

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/diff"
)

const parserC = `#include "parser.h"

static int depth;

/* Reads one value. */
int parse(struct in *in)
{
	struct value *v = value_new();

	if (in->eof) {
		log_end(in);
		return -1;
	}
	v->depth = depth + 1;
	return value_put(in, v);
}

int other(void)
{
	return depth;
}
`

// rolesOf lists the lines (from 1) in each role, without those by distance.
func rolesOf(s clueSet) map[string][]int {
	got := map[string][]int{}
	for _, c := range s.clues {
		for r, w := range c.weight {
			if w > 0 && role(r) != roleNear && role(r) != roleKin {
				got[roleNames[r]] = append(got[roleNames[r]], c.line+1)
			}
		}
	}
	return got
}

func TestClues(t *testing.T) {
	body := []int{8, 10, 11, 12, 14, 15}
	for _, c := range []struct {
		name     string
		old, new string // replaced in parserC
		want     map[string][]int
	}{
		{
			"an insertion", "\t\tlog_end(in);\n", "\t\tlog_end(in);\n\t\tvalue_free(v);\n",
			map[string][]int{"above": {10, 11}, "below": {12, 14}, "guard": {10}, "header": {6}, "body": body},
		},
		{
			"a changed line", "depth + 1", "depth + 2",
			map[string][]int{"deleted": {14}, "header": {6}, "body": body},
		},
		{
			"only white space", "\tv->depth =", "\t\tv->depth =",
			map[string][]int{"deleted": {14}, "header": {6}, "body": body},
		},
		{
			"a call of a function further up", "\treturn depth;\n", "\tparse(0);\n\treturn depth;\n",
			map[string][]int{"above": {15, 18}, "below": {20}, "header": {18}, "body": {20}, "defines": {6}},
		},
		{
			"the like of another line", "\t\tlog_end(in);\n", "\t\tlog_end(in);\n\t\tstruct value *w = value_new();\n",
			map[string][]int{"above": {10, 11}, "below": {12, 14}, "guard": {10}, "header": {6}, "body": body, "alike": {8}},
		},
		{
			"nothing but a bracket word", "\t\tlog_end(in);\n", "\t\tlog_end(in);\n\t\tbreak;\n",
			map[string][]int{"above": {10, 11}, "below": {12, 14}, "guard": {10}, "header": {6}, "body": body},
		},
		{
			"a comment", "/* Reads one value. */\n", "/* Reads a value. */\n",
			map[string][]int{"trivial": {5}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			after := strings.Replace(parserC, c.old, c.new, 1)
			got := rolesOf(findClues("parser.c", []byte(parserC), []byte(after)))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("clues (-want +got):\n%s", d)
			}
		})
	}
}

// TestAlike holds which lines read much like what a fix brings in: not those that it takes out, nor those that say
// nothing.
func TestAlike(t *testing.T) {
	old := diff.Split([]byte("lamp(hall, bright);\nlamp(hall, bright, attic);\nlamp(hall, bright, yard);\ndoor(cellar, quickly, open);\nlamp();\n"))
	text := diff.Split([]byte("lamp(hall, bright, cellar);\nlamp(hall, bright, attic);\nlamp(hall, bright, yard);\ndoor(cellar, quickly, open);\nlamp();\n"))
	got := alike(old, text, diff.Between(old, text, diff.Exact), func(i int) bool { return i == 2 })
	if d := cmp.Diff(map[int]float64{1: 3.0 / 5}, got); d != "" {
		t.Error(d)
	}
}

func TestRemovedTokens(t *testing.T) {
	for _, c := range []struct {
		old, new string
		want     []string
	}{
		{"a = f(x, y);", "a = f(x, z);", []string{"y"}},
		{"if (a < b)", "if (a <= b)", []string{"<"}},
		{"if (a)", "if (a && b)", []string{"if", "a"}},
	} {
		after := diff.Split([]byte(c.new))
		got := removedTokens([]byte(c.old), after, diff.Edit{A0: 0, A1: 1, B0: 0, B1: 1})
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s → %s (-want +got):\n%s", c.old, c.new, d)
		}
	}
}

func TestFunction(t *testing.T) {
	for _, c := range []struct {
		name        string
		text        string
		lang        language
		at          int // from 1
		header, end int // from 1; 0 where there is none
	}{
		{"C", parserC, langBraces, 14, 6, 16},
		{"between functions", parserC, langBraces, 17, 0, 0},
		{"Python", "import x\n\ndef f(a):\n    if a:\n        g()\n    return a\n\ndef h():\n    pass\n", langHash, 6, 3, 7},
		{"a method", "class A:\n    def f(self):\n        one()\n\n    def g(self):\n        two()\n", langHash, 6, 5, 6},
		{"Go", "package x\n\nfunc f() {\n\ta()\n\tb()\n}\n", langBraces, 5, 3, 6},
		{"a label", "int f(void)\n{\n\ta();\nout:\n\tb();\n}\n", langBraces, 5, 1, 6},
		{"prose", "one\ntwo\n", langPlain, 2, 0, 0},
		{"no text", "", langBraces, 1, 0, 0},
	} {
		header, end := c.lang.function(diff.Split([]byte(c.text)), c.at-1)
		if header < 0 {
			header, end = -1, 0
		}
		if header+1 != c.header || end != c.end {
			t.Errorf("%s: function of line %d is %d–%d, want %d–%d", c.name, c.at, header+1, end, c.header, c.end)
		}
	}
}

func TestComments(t *testing.T) {
	text := "/* one\n * two */\ncode(); /* three\nfour */ more();\n// five\ncode();\n/* six */\n"
	got := langBraces.comments(diff.Split([]byte(text)))
	if want := []bool{true, true, false, false, true, false, true}; !slices.Equal(got, want) {
		t.Errorf("comments in C: %v, want %v", got, want)
	}
	got = langHash.comments(diff.Split([]byte("# a\ncode # b\n")))
	if want := []bool{true, false}; !slices.Equal(got, want) {
		t.Errorf("comments with #: %v, want %v", got, want)
	}
}

func TestLanguageOf(t *testing.T) {
	for name, want := range map[string]language{
		"src/a.c": langBraces, "A.JAVA": langBraces, "x.py": langHash, "Makefile": langHash, "q.sql": langDash, "README.md": langPlain, "LICENSE": langPlain,
	} {
		if got := languageOf(name); got != want {
			t.Errorf("languageOf(%q) = %d, want %d", name, got, want)
		}
	}
}

func FuzzClues(f *testing.F) {
	f.Add([]byte(parserC), []byte(strings.ToUpper(parserC)), "a.c")
	f.Add([]byte("def f():\n  x\n"), []byte("\x00\xff"), "a.py")
	f.Add([]byte("/* \n */ /*"), []byte("-- x\n"), "q.lua")
	f.Fuzz(func(t *testing.T, before, after []byte, name string) {
		set := findClues(name, before, after)
		last, lines := -1, bytes.Count(before, []byte("\n"))+1
		for _, c := range set.clues {
			if c.line <= last || c.line >= lines {
				t.Fatalf("clues are not in order or beyond the file: line %d after %d of %d", c.line, last, lines)
			}
			last = c.line
		}
	})
}

// TestCluesOfHugeFiles holds files that would take quadratic time if each edit were looked at for itself.
func TestCluesOfHugeFiles(t *testing.T) {
	var a, b strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&a, "\tvalue_%d = %d;\n", i%5, i)
		if i%2 == 0 {
			fmt.Fprintf(&b, "\tother_%d = %d;\n", i%7, i)
		} else {
			fmt.Fprintf(&b, "\tvalue_%d = %d;\n", i%5, i)
		}
	}
	if n := len(findClues("a.c", []byte(a.String()), []byte(b.String())).clues); n > 20_000 {
		t.Errorf("%d lines are asked about", n)
	}
}

// What machines write into one line is no code: its names are not read.
func TestIdentifiersOfALongLine(t *testing.T) {
	var got []string
	identifiers([]byte("first "+strings.Repeat("+", maxCode)+" last"), func(id []byte) { got = append(got, string(id)) })
	if len(got) != 1 || got[0] != "first" {
		t.Errorf("names %q", got)
	}
}

// TestCluesOfALongLine holds a line, as machines write them, that would take quadratic time if each word were looked
// for among the others, and a walk through every version of the file if its words were followed.
func TestCluesOfALongLine(t *testing.T) {
	var words strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&words, "word%d ", i)
	}
	words.WriteString(strings.Repeat("word1 ", 500_000))
	old, new := words.String()+"\n", "more "+words.String()+"\n"
	clues := findClues("a.c", []byte(old), []byte(new)).clues
	if len(clues) != 1 || clues[0].weight[roleDeleted] != 1 || clues[0].tokens != nil {
		t.Errorf("%d lines are asked about, want the one that changed, and none of its words", len(clues))
	}
}
