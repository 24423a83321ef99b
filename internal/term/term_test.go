package term

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func fake(f Facts) (*Streams, *strings.Builder, *strings.Builder) {
	var out, err strings.Builder
	return Fake(strings.NewReader(""), &out, &err, f), &out, &err
}

func vars(pairs ...string) Env {
	m := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return m[name] }
}

func TestColour(t *testing.T) {
	for _, c := range []struct {
		terminal bool
		env      Env
		flag     string
		want     bool
	}{
		{true, vars(), "", true},
		{false, vars(), "", false},
		{true, vars("NO_COLOR", "1"), "", false},
		{true, vars("NO_COLOR", "1", "CLICOLOR_FORCE", "1"), "", false},
		{true, vars("NO_COLOR", "1"), "always", true},
		{false, vars("CLICOLOR_FORCE", "1"), "", true},
		{false, vars("CLICOLOR_FORCE", "0"), "", false},
		{false, vars("CLICOLOR_FORCE", "1"), "never", false},
		{true, vars("TERM", "dumb"), "", false},
		{true, vars("CLICOLOR", "0"), "", false},
		{true, vars("TERM", "dumb"), "auto", false},
	} {
		s, _, _ := fake(Facts{OutTerminal: c.terminal, Env: c.env})
		if err := s.SetColor(c.flag); err != nil {
			t.Error(err)
		}
		if got := s.Paint(Plain, "x") + s.Paint(Bad, ""); got != "x" {
			t.Errorf("%+v: what has no tone, or no text, shows as %q", c, got)
		}
		want := "x"
		if c.want {
			want = "\x1b[31mx\x1b[m"
		}
		got := s.Paint(Bad, "x")
		if got != want || s.Color() != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
	for tone, want := range map[Tone]string{Strong: "1", Dim: "2", Good: "32", Warn: "33", Bad: "31", Link: "36"} {
		s, _, _ := fake(Facts{OutTerminal: true})
		if got := s.Paint(tone, "x"); got != "\x1b["+want+"mx\x1b[m" {
			t.Errorf("tone %d shows as %q", tone, got)
		}
	}
	s, _, _ := fake(Facts{})
	if err := s.SetColor("sometimes"); err == nil || !strings.Contains(err.Error(), `"sometimes"`) {
		t.Errorf("--color sometimes: %v", err)
	}
}

func TestWidth(t *testing.T) {
	for _, c := range []struct {
		known   int
		columns string
		want    int
	}{
		{120, "60", 120},
		{0, "60", 60},
		{0, "", 80},
		{0, "wide", 80},
		{0, "19", 80}, // a slip, as is what no screen has
		{0, "20", 20},
		{0, "1000", 1000},
		{0, "1001", 80},
	} {
		s, _, _ := fake(Facts{Width: c.known, Env: vars("COLUMNS", c.columns)})
		if got := s.Width(); got != c.want {
			t.Errorf("%+v: %d", c, got)
		}
	}
}

func people(s *Streams) *Table {
	t := s.Table("incident", "title", "standing", "opened")
	t.Row(Cell{"r-0123456789ab", Link}, Cell{"Revert \"Read the cache \x1b[31mbefore\x1b[0m the lock,\tand say so\"\n\u202egnp.exe", Plain}, Cell{"open", Good}, Cell{"2 days ago", Dim})
	t.Row(Cell{"h-9", Link}, Cell{"日本語のとても長い題名がここに続いています", Plain}, Cell{"closed", Plain})
	t.Row(Cell{Text: "r-1"}, Cell{Text: "short"}, Cell{Text: "open"}, Cell{Text: "now"}, Cell{Text: "one too many"})
	return t
}

func TestTableOnATerminal(t *testing.T) {
	for width, want := range map[int]string{
		64: `
INCIDENT        TITLE                       STANDING  OPENED
r-0123456789ab  Revert "Read the cache [3…  open      2 days ago
h-9             日本語のとても長い題名が…   closed
r-1             short                       open      now
`,
		46: `
INCIDENT        TITLE      STANDING  OPENED
r-0123456789ab  Revert "…  open      2 days a…
h-9             日本語の…  closed
r-1             short      open      now
`,
		20: `
INCIDENT        TITLE     STANDING  OPENED
r-0123456789ab  Revert …  open      2 days …
h-9             日本語…   closed
r-1             short     open      now
`,
	} {
		s, out, _ := fake(Facts{OutTerminal: true, Width: width, Env: vars("NO_COLOR", "1")})
		if err := people(s).Print(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, "\n"+out.String()); diff != "" {
			t.Errorf("at %d columns: %s", width, diff)
		}
	}
}

func TestTableCutsTheLastOfTheWidest(t *testing.T) {
	for _, c := range []struct {
		header, row []string
		want        string
	}{
		{[]string{"a", "b", "c"}, []string{"lamp", "twelve words", "eleven more."}, "A     B           C\nlamp  twelve wo…  eleven m…\n"},
		{[]string{"a", "b", "c"}, []string{"lamp", "twelve words", "more"}, "A     B             C\nlamp  twelve words  more\n"},
		{[]string{"a", "b"}, []string{"a lamp in the hall", "more words"}, "A                   B\na lamp in the hall  more wo…\n"},
	} {
		s, out, _ := fake(Facts{OutTerminal: true, Width: 27, Env: vars("NO_COLOR", "1")})
		table, cells := s.Table(c.header...), []Cell{}
		for _, text := range c.row {
			cells = append(cells, Cell{Text: text})
		}
		table.Row(cells...)
		if err := table.Print(); err != nil || out.String() != c.want {
			t.Errorf("%q, %v; want %q", out, err, c.want)
		}
	}
}

// TestTableOfLongCells is that no cell is endless, and that a script gets more of one than a screen.
func TestTableOfLongCells(t *testing.T) {
	for _, c := range []struct {
		terminal bool
		want     string
	}{
		{true, "\x1b[2mA\x1b[m\n" + strings.Repeat("x", 300) + "…\n"},
		{false, strings.Repeat("x", 4000) + "…\n"},
	} {
		s, out, _ := fake(Facts{OutTerminal: c.terminal, Width: 1000})
		table := s.Table("a")
		table.Row(Cell{Text: strings.Repeat("x", 5000)})
		if err := table.Print(); err != nil || out.String() != c.want {
			t.Errorf("on a terminal %t: %d bytes, %v", c.terminal, out.Len(), err)
		}
	}
}

// full is a disk without room: each write fails in a way of its own.
type full struct{ writes int }

func (f *full) Write([]byte) (int, error) {
	f.writes++
	return 0, fmt.Errorf("no room %d", f.writes)
}

func TestLost(t *testing.T) {
	s, _, _ := fake(Facts{})
	if _, err := s.Out.Write([]byte("x")); err != nil || s.Lost() != nil {
		t.Errorf("%v; lost: %v", err, s.Lost())
	}
	s = Fake(strings.NewReader(""), &full{}, &full{}, Facts{})
	for _, want := range []string{"no room 1", "no room 2"} {
		if _, err := s.Out.Write([]byte("x")); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
		if s.Lost() == nil || s.Lost().Error() != "no room 1" { // what came first tells of the cause
			t.Errorf("lost: %v", s.Lost())
		}
	}
}

func TestTableKeepsToTheWidth(t *testing.T) {
	for width := 20; width < 130; width++ {
		s, out, _ := fake(Facts{OutTerminal: true, Width: width, Env: vars("CLICOLOR_FORCE", "1")})
		if err := people(s).Print(); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(out.String(), "\n") {
			if w := visible(line); w > max(width, len("r-0123456789ab")+3*narrowest+3*cellGap) {
				t.Errorf("at %d columns a line has %d: %q", width, w, line)
			}
		}
		if !strings.Contains(out.String(), "r-0123456789ab") {
			t.Errorf("at %d columns a row has no name", width)
		}
		if n := strings.Count(out.String(), "\n"); n != 4 {
			t.Errorf("at %d columns there are %d lines", width, n)
		}
	}
}

func TestTableInAPipe(t *testing.T) {
	s, out, _ := fake(Facts{Width: 20})
	if err := people(s).Print(); err != nil {
		t.Fatal(err)
	}
	want := "r-0123456789ab\tRevert \"Read the cache [31mbefore[0m the lock, and say so\" gnp.exe\topen\t2 days ago\n" +
		"h-9\t日本語のとても長い題名がここに続いています\tclosed\t\nr-1\tshort\topen\tnow\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	empty, out, _ := fake(Facts{OutTerminal: true})
	if err := empty.Table("a").Print(); err != nil || out.String() != "" {
		t.Errorf("an empty table prints %q, %v", out.String(), err)
	}
}

// visible is the width of a line without its escape sequences, counted apart from the code under test: wide runes
// are those of the East Asian scripts in these tests.
func visible(line string) int {
	n, escape := 0, false
	for _, r := range line {
		switch {
		case r == '\x1b':
			escape = true
		case escape:
			escape = r != 'm'
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			n += 2
		default:
			n++
		}
	}
	return n
}

func TestProgress(t *testing.T) {
	now := time.Unix(0, 0)
	clock := func() time.Time { return now }
	s, _, errs := fake(Facts{ErrTerminal: true, Width: 30, Env: vars("NO_COLOR", "1")})
	p := s.Progress("reading commits", clock)
	p.Step(1, 100)
	if errs.String() != "" {
		t.Errorf("work that has just begun shows %q", errs)
	}
	now = now.Add(progressAfter)
	p.Step(50, 100)
	p.Step(51, 100)
	now = now.Add(progressEvery / 2)
	p.Step(52, 100)
	if want := "\r\x1b[2Kreading commits:  50 % (50 of"; errs.String() != want {
		t.Errorf("got %q, want %q", errs, want)
	}
	errs.Reset()
	if _, err := s.Err.Write([]byte("a word\n")); err != nil || errs.String() != "\r\x1b[2Ka word\n" {
		t.Errorf("a word on the line shows as %q, %v", errs, err)
	}
	now = now.Add(time.Second)
	errs.Reset()
	p.Step(7, 0)
	p.Done()
	p.Done()
	now = now.Add(time.Second)
	p.Step(8, 0)
	if want := "\r\x1b[2Kreading commits: 7\r\x1b[2K"; errs.String() != want {
		t.Errorf("got %q, want %q", errs, want)
	}

	for flag, want := range map[string]string{
		"always": "\r\x1b[2K\x1b[2mlamps: 100 % (1 of 1)\x1b[m", "never": "\r\x1b[2Klamps: 100 % (1 of 1)",
	} {
		s, _, errs := fake(Facts{ErrTerminal: true})
		if err := s.SetColor(flag); err != nil {
			t.Fatal(err)
		}
		p := s.Progress("lamps", clock)
		now = now.Add(time.Second)
		p.Step(1, 1)
		if errs.String() != want {
			t.Errorf("--color %s: got %q, want %q", flag, errs, want)
		}
	}

	var all sync.WaitGroup
	p = s.Progress("of several goroutines", clock)
	for range 4 {
		all.Go(func() { p.Step(1, 2); p.Done() })
	}
	all.Wait()

	for name, f := range map[string]Facts{
		"a pipe":             {},
		"a dumb terminal":    {ErrTerminal: true, Env: vars("TERM", "dumb")},
		"the log of a build": {ErrTerminal: true, Env: vars("CI", "true")},
	} {
		quiet, _, errs := fake(f)
		p = quiet.Progress("x", clock)
		now = now.Add(time.Hour)
		p.Step(1, 2)
		p.Done()
		if errs.String() != "" {
			t.Errorf("%s shows %q", name, errs)
		}
	}
}
