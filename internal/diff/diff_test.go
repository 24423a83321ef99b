package diff

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// text writes one line for each byte of s: "abc" becomes "a\nb\nc\n". A '|' stands for a blank line, a capital for an
// indented one.
func text(s string) []byte {
	var out []byte
	for _, c := range []byte(s) {
		switch {
		case c >= 'A' && c <= 'Z':
			out = append(out, '\t', c-'A'+'a')
		case c != '|':
			out = append(out, c)
		}
		out = append(out, '\n')
	}
	return out
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b string
		want []Edit
	}{
		{"both empty", "", "", nil},
		{"equal", "abc", "abc", nil},
		{"all new", "", "ab", []Edit{{0, 0, 0, 2}}},
		{"all gone", "ab", "", []Edit{{0, 2, 0, 0}}},
		{"one replaced", "abc", "axc", []Edit{{1, 2, 1, 2}}},
		{"inserted", "ac", "abc", []Edit{{1, 1, 1, 2}}},
		{"deleted at the end", "abc", "ab", []Edit{{2, 3, 2, 2}}},
		{"two places", "abcdef", "axcdey", []Edit{{1, 2, 1, 2}, {5, 6, 5, 6}}},
		{"moved line", "abcd", "bcda", []Edit{{0, 1, 0, 0}, {4, 4, 3, 4}}},
		{"nothing in common", "abc", "xyz", []Edit{{0, 3, 0, 3}}},
		{"a repeat takes the lower place", "aab", "aaab", []Edit{{2, 2, 2, 3}}},
		{"a function of its own after a blank line", "f}|g}", "f}|h}|g}", []Edit{{3, 3, 3, 6}}},
		{"a function between others", "|fX}|gX}", "|fX}|hX}|gX}", []Edit{{5, 5, 5, 9}}},
		{"a paragraph at the end", "|aa|", "|aa|aa|", []Edit{{1, 1, 1, 4}}},
		{"a paragraph gone at the top", "a||ba||||", "a||||", []Edit{{0, 4, 0, 0}}},
		{"a paragraph gone in the middle", "bb|b|bb", "b|b", []Edit{{0, 1, 0, 0}, {3, 6, 2, 2}}},
		{"one of two blank lines", "|", "||", []Edit{{1, 1, 1, 2}}},
		{"two runs that could stand elsewhere", "|bab", "||bbabba", []Edit{{1, 1, 1, 3}, {4, 4, 6, 8}}},
		{"three of them", "b|aba", "|abbaa", []Edit{{0, 1, 0, 0}, {4, 4, 3, 4}, {5, 5, 5, 6}}},
		{"far from both ends", strings.Repeat("abcd", 20) + "x" + strings.Repeat("efgh", 20), strings.Repeat("abcd", 20) + "y" + strings.Repeat("efgh", 20), []Edit{{80, 81, 80, 81}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := text(c.a), text(c.b)
			got := Lines(a, b)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("Lines (-want +got):\n%s", d)
			}
			if out := apply(a, b, got); !bytes.Equal(out, b) {
				t.Errorf("Apply = %q, want %q", out, b)
			}
		})
	}
}

func TestLastLineWithoutNewline(t *testing.T) {
	want := []Edit{{1, 2, 1, 2}}
	if d := cmp.Diff(want, Lines([]byte("a\nb"), []byte("a\nb\n"))); d != "" {
		t.Error(d)
	}
	if got := Between(Split([]byte("a\nb")), Split([]byte("a\nb\n")), NoSpace); got != nil {
		t.Errorf("ignoring white space: %v, want none", got)
	}
}

func TestWhiteSpaceIgnored(t *testing.T) {
	a := "if x {\n\tf( y )\n}\nend\n"
	b := "if (x) {\n    if x {\n  f(y)\r\n    }\n}\nend\n"
	got := Between(Split([]byte(a)), Split([]byte(b)), NoSpace)
	want := []Edit{{0, 0, 0, 1}, {3, 3, 4, 5}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, c := range []struct {
		a, b string
		want []Edit
	}{
		{"aA|aA", "aAA|aAAaA", []Edit{{2, 2, 2, 3}, {3, 3, 4, 7}}},
		{"||Aa||AAA", "|AaAA", []Edit{{0, 1, 0, 0}, {3, 6, 2, 2}}},
	} {
		if d := cmp.Diff(c.want, Between(Split(text(c.a)), Split(text(c.b)), NoSpace)); d != "" {
			t.Errorf("%q, %q: %s", c.a, c.b, d)
		}
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		sp   Space
		want bool
	}{
		{"a b", "ab", Exact, false},
		{"a b", "ab", NoSpace, true},
		{" \t", "", NoSpace, true},
		{"ab ", "ab c", NoSpace, false},
		{"ab c", "ab ", NoSpace, false},
		{"a\x01b", "ab", NoSpace, false},
		{"ab", "ba", NoSpace, false},
	} {
		if got := Same([]byte(c.a), []byte(c.b), c.sp); got != c.want {
			t.Errorf("Same(%q, %q, %v) = %v", c.a, c.b, c.sp, got)
		}
	}
}

func TestBinary(t *testing.T) {
	if Binary([]byte("text\n")) || !Binary([]byte("a\x00b")) || !Binary([]byte("\x00")) {
		t.Error("a NUL near the start makes content binary, nothing else does")
	}
	if Binary(append(bytes.Repeat([]byte("a"), 8000), 0)) {
		t.Error("a NUL after 8,000 bytes does not count")
	}
}

func TestText(t *testing.T) {
	var none Text
	if none.Len() != 0 || none.Range(0, 0) != nil {
		t.Error("the zero Text is not empty")
	}
	x := Split([]byte("a\n\nb"))
	if x.Len() != 3 || string(x.Line(2)) != "b" || string(x.Range(0, 2)) != "a\n\n" {
		t.Errorf("Split: %d lines, %q, %q", x.Len(), x.Line(2), x.Range(0, 2))
	}
	if !Blank(x.Line(1)) || Blank(x.Line(0)) {
		t.Error("Blank")
	}
}

// shortest is the least number of changed lines between two small texts, by the plain quadratic method.
func shortest(a, b Text) int {
	row := make([]int, b.Len()+1)
	for j := range row {
		row[j] = j
	}
	for i := range a.Len() {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b.Len() {
			above := row[j+1]
			if bytes.Equal(a.Line(i), b.Line(j)) {
				row[j+1] = diagonal
			} else {
				row[j+1] = min(row[j], above) + 1
			}
			diagonal = above
		}
	}
	return row[b.Len()]
}

func check(t *testing.T, a, b []byte) {
	t.Helper()
	edits := Lines(a, b)
	if got := apply(a, b, edits); !bytes.Equal(got, b) {
		t.Fatalf("apply(%q → %q, %v) = %q", a, b, edits, got)
	}
	changed := 0
	for i, e := range edits {
		if e.Deleted() < 0 || e.Inserted() < 0 || e.Deleted()+e.Inserted() == 0 {
			t.Fatalf("edit %v of %v is empty or backward (%q → %q)", e, edits, a, b)
		}
		if i > 0 && (e.A0 <= edits[i-1].A1 || e.B0 <= edits[i-1].B1) {
			t.Fatalf("edits %v meet or overlap (%q → %q)", edits, a, b)
		}
		changed += e.Deleted() + e.Inserted()
	}
	ta, tb := Split(a), Split(b)
	if ta.Len() <= 200 && tb.Len() <= 200 {
		if least := shortest(ta, tb); changed != least {
			t.Fatalf("%d changed lines where %d will do (%q → %q)", changed, least, a, b)
		}
	}
	var lastA, lastB int
	for _, e := range append(Between(ta, tb, NoSpace), Edit{ta.Len(), ta.Len(), tb.Len(), tb.Len()}) {
		if e.A0-lastA != e.B0-lastB {
			t.Fatalf("ignoring white space, unequal numbers of lines are kept before %v (%q → %q)", e, a, b)
		}
		for lastA < e.A0 {
			if !Same(ta.Line(lastA), tb.Line(lastB), NoSpace) {
				t.Fatalf("ignoring white space, line %d kept as line %d (%q → %q)", lastA, lastB, a, b)
			}
			lastA, lastB = lastA+1, lastB+1
		}
		lastA, lastB = e.A1, e.B1
	}
}

func TestRandomTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		letters := 1 + r.IntN(6)
		make := func() []byte {
			var s strings.Builder
			for range r.IntN(30) {
				s.WriteString(strings.Repeat(" ", r.IntN(2)))
				s.WriteByte(byte('a' + r.IntN(letters)))
				s.WriteByte('\n')
			}
			return []byte(s.String())
		}
		check(t, make(), make())
	}
}

// TestHostile holds texts on which an unbounded comparison takes quadratic time: the counted steps would be billions.
func TestHostile(t *testing.T) {
	const n = 60_000
	r := rand.New(rand.NewPCG(3, 4))
	random := func(letters int) []byte {
		out := make([]byte, 0, 2*n)
		for range n {
			out = append(out, byte('a'+r.IntN(letters)), '\n')
		}
		return out
	}
	reversed := func(up bool) []byte {
		var out []byte
		for i := range n {
			if !up {
				i = n - i
			}
			out = fmt.Appendf(out, "%d\n", i)
		}
		return out
	}
	for name, pair := range map[string][2][]byte{
		"two letters": {random(2), random(2)},
		"ten letters": {random(10), random(10)},
		"reversed":    {reversed(true), reversed(false)},
		"periods":     {[]byte(strings.Repeat("a\nb\n", n/2)), []byte(strings.Repeat("b\nb\na\n", n/3))},
	} {
		t.Run(name, func(t *testing.T) { check(t, pair[0], pair[1]) })
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("a\nb\nc\n"), []byte("a\nc"))
	f.Add([]byte("a\na\na\n"), []byte("a\n\n a\n"))
	f.Add([]byte("\x00\xff\n\r\n"), []byte(""))
	f.Fuzz(func(t *testing.T, a, b []byte) { check(t, a, b) })
}

// apply carries out edits on a, taking the new lines from b. For the edits of Lines(a, b) the result is b.
func apply(a, b []byte, edits []Edit) []byte {
	ta, tb := Split(a), Split(b)
	out := make([]byte, 0, len(b))
	at := 0
	for _, e := range edits {
		out = append(out, ta.Range(at, e.A0)...)
		out = append(out, tb.Range(e.B0, e.B1)...)
		at = e.A1
	}
	return append(out, ta.Range(at, ta.Len())...)
}
