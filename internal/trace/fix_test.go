package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// parserStory is a history in which parser.c grows by several hands before it is fixed.
type parserStory struct {
	h                            *git.Repo
	r                            *gittest.Repo
	first, limit, rename, colour string
}

func newParserStory(t *testing.T) parserStory {
	r := gittest.New(t)
	s := parserStory{r: r}
	s.first = r.Commit("parser: read values", gittest.Files{"parser.c": parserC})
	limited := strings.Replace(parserC, "\tv->depth = depth + 1;\n", "\tif (depth > LIMIT)\n\t\treturn -2;\n\tv->depth = depth + 1;\n", 1)
	s.limit = r.Commit("parser: limit the depth of values\n\nDeep input used up the stack.", gittest.Files{"parser.c": limited})
	s.rename = r.Commit("move the parser to src", gittest.Files{"parser.c": gittest.Delete, "src/parser.c": limited})
	coloured := strings.Replace(limited, "\treturn depth;\n", "\tcolour_set(depth);\n\treturn depth;\n", 1)
	s.colour = r.Commit("parser: show colours", gittest.Files{"src/parser.c": coloured, "src/colour.c": "int colour;\n"})
	s.h = openRepository(t, r.GitDir)
	return s
}

func (s parserStory) fix(message, old, new string) string {
	text := s.r.Files(s.r.Head())["src/parser.c"]
	return s.r.Commit(message, gittest.Files{"src/parser.c": strings.Replace(text, old, new, 1)})
}

func shasOf(all []incident.Offending) []string {
	var out []string
	for _, o := range all {
		out = append(out, o.SHA)
	}
	return out
}

func TestFixByLines(t *testing.T) {
	for _, c := range []struct {
		name, message, old, new string
		want                    func(parserStory) string
		detail                  string
	}{
		{
			"a changed line", "parser: fix depth limit", "depth > LIMIT", "depth >= LIMIT",
			func(s parserStory) string { return s.limit },
			"It wrote 1 line that the fix deletes or changes: src/parser.c:14 (then parser.c).",
		},
		{
			"an insertion", "parser: fix leak", "\t\treturn -1;\n", "\t\tvalue_free(v);\n\t\treturn -1;\n",
			func(s parserStory) string { return s.first },
			"It wrote 3 lines next to what the fix adds: src/parser.c:10–12 (then parser.c).",
		},
		{
			"lately changed", "parser: fix colours", "colour_set(depth)", "colour_set(depth + 1)",
			func(s parserStory) string { return s.colour },
			"It wrote 1 line that the fix deletes or changes: src/parser.c:22.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newParserStory(t)
			sha := s.fix(c.message, c.old, c.new)
			got, err := Fix(context.Background(), s.h, sha, FixOptions{IgnoreMessage: true})
			if err != nil {
				t.Fatal(err)
			}
			if len(got) == 0 || got[0].SHA != c.want(s) {
				t.Fatalf("traced to %v, want %s", shasOf(got), c.want(s))
			}
			if !slices.Contains(got[0].Detail, c.detail) {
				t.Errorf("detail %q lacks %q", got[0].Detail, c.detail)
			}
			for i, o := range got {
				if o.Confidence <= 0 || i > 0 && o.Confidence > got[i-1].Confidence {
					t.Errorf("confidences are not falling: %v", got)
				}
				if d := cmp.Diff([]incident.Evidence{incident.EvidenceLines}, o.Evidence); d != "" {
					t.Errorf("evidence (-want +got):\n%s", d)
				}
				if o.Subject == "" || o.LandedAt.IsZero() {
					t.Errorf("subject or time is missing: %+v", o)
				}
			}
			again, err := Fix(context.Background(), slow{s.h}, sha, FixOptions{IgnoreMessage: true})
			if d := cmp.Diff(got, again); d != "" || err != nil {
				t.Errorf("a history that is slow gives another answer (%v):\n%s", err, d)
			}
		})
	}
}

func TestFixByMessage(t *testing.T) {
	for _, named := range []func(parserStory) string{
		func(s parserStory) string { return s.limit[:12] },
		func(s parserStory) string { s.r.Tag("v1.0", s.colour); return "v1.0~2" },
		func(s parserStory) string { s.r.Tag("v1.0", s.colour); return "v1.0-0-g" + s.limit[:12] },
	} {
		s := newParserStory(t)
		sha := s.fix("parser: fix colours\n\nFixes: "+named(s)+" (\"parser: limit the depth of values\")\n", "colour_set(depth)", "colour_set(depth + 1)")
		got, err := Fix(context.Background(), s.h, sha, FixOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]string{s.limit}, shasOf(got)); d != "" {
			t.Errorf("traced to (-want +got):\n%s", d)
		}
		if got[0].Evidence[0] != incident.EvidenceMessage || got[0].Confidence < 0.9 {
			t.Errorf("%+v", got[0])
		}
		// The history alone says something else.
		got, err = Fix(context.Background(), s.h, sha, FixOptions{IgnoreMessage: true})
		if err != nil {
			t.Fatal(err)
		}
		if got[0].SHA != s.colour {
			t.Errorf("ignoring the message, traced to %v, want %s", shasOf(got), s.colour)
		}
	}
}

func TestFixOfNothing(t *testing.T) {
	s := newParserStory(t)
	for name, sha := range map[string]string{
		"root":          s.first,
		"only new file": s.r.Commit("new", gittest.Files{"new.c": "int a;\n"}),
		"nothing":       s.r.Commit("empty", nil),
		"binary":        s.r.Commit("binary", gittest.Files{"x.bin": "\x00\x01"}),
		"binary again":  s.r.Commit("binary", gittest.Files{"x.bin": "\x00\x02"}),
	} {
		got, err := Fix(context.Background(), s.h, sha, FixOptions{})
		if err != nil || len(got) != 0 {
			t.Errorf("%s: %v, %v; want nothing", name, got, err)
		}
	}
	if _, err := Fix(context.Background(), s.h, strings.Repeat("1", 40), FixOptions{}); incident.ProblemOf(err) != incident.NotFound {
		t.Errorf("an unknown commit gives %v", err)
	}
}

func TestFixNamesNoLaterCommit(t *testing.T) {
	s := newParserStory(t)
	later := s.r.Now()
	sha := s.fix("parser: fix\n\nFixes: 1234567 (\"gone\")\n", "depth > LIMIT", "depth >= LIMIT")
	got, err := Fix(context.Background(), s.h, sha, FixOptions{})
	if err != nil || len(got) == 0 || got[0].Evidence[0] != incident.EvidenceLines {
		t.Errorf("a claim that resolves to nothing: %v, %v; want what the lines say", got, err)
	}
	for _, o := range got {
		if o.LandedAt.After(later) {
			t.Errorf("%s landed after the fix", o.SHA)
		}
	}
}

func TestFixNamesFew(t *testing.T) {
	r := gittest.New(t)
	var lines []string
	for i := range mostAnswers + 3 {
		lines = append(lines, fmt.Sprintf("the lamp of room %d shines", i))
		r.Commit(fmt.Sprint("lamp: room ", i), gittest.Files{"lamp.c": text(lines...)})
	}
	fix := r.Commit("lamp: out", gittest.Files{"lamp.c": text("dark")})
	if got, err := Fix(t.Context(), openRepository(t, r.GitDir), fix, FixOptions{}); err != nil || len(got) != mostAnswers {
		t.Errorf("%v, %v", shasOf(got), err)
	}
}

func TestSharedWordsAreWords(t *testing.T) {
	s := newParserStory(t)
	s.fix("parser: a table of 4711 entries", "depth > LIMIT", "depth > 4711")
	fix := s.fix("parser: 4711 is too small a table", "depth > 4711", "depth > 4712")
	v, err := study(context.Background(), s.h, fix, nil)
	if err != nil {
		t.Fatal(err)
	}
	answers := v.byLines()
	if len(answers) == 0 {
		t.Fatal("the lines lead nowhere")
	}
	if diff := cmp.Diff([]string{"“table”"}, v.sharedWords(answers[0].lines)); diff != "" {
		t.Error(diff)
	}
}

// partialClone is a history whose file contents were left at the remote.
type partialClone struct{ History }

func (partialClone) Blob(context.Context, string) ([]byte, error) {
	return nil, &incident.Problem{Kind: incident.Incomplete, Sentence: "It is not in this partial clone."}
}

// What the message names needs no contents; what the lines alone could tell is refused with the reason.
func TestFixInPartialClone(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"lamp.c": text("one", "two")})
	bad := r.Commit("lamp: dim it", gittest.Files{"lamp.c": text("one", "dim")})
	fix := r.Commit("lamp: mend it\n\nFixes: "+bad[:12], gittest.Files{"lamp.c": text("one", "two")})
	h := partialClone{openRepository(t, r.GitDir)}
	found, err := Fix(t.Context(), h, fix, FixOptions{})
	if err != nil || len(found) != 1 || found[0].SHA != bad || found[0].Confidence < 0.9 ||
		!slices.ContainsFunc(found[0].Detail, func(d string) bool { return strings.Contains(d, "lines were not followed") }) {
		t.Errorf("%+v, %v", found, err)
	}
	if found, err := Fix(t.Context(), h, fix, FixOptions{IgnoreMessage: true}); incident.ProblemOf(err) != incident.Incomplete {
		t.Errorf("%+v, %v", found, err)
	}
}

// TestCountsThatAreCutShort is that where a fix has more lines or files than are asked about, what was counted is said
// to be the least.
func TestCountsThatAreCutShort(t *testing.T) {
	function := func(n int, last string) string {
		return "int f(int x)\n{\n" + strings.ReplaceAll(numbered(0, n), "line ", "\tx += ") + "\t" + last + ";\n}\n"
	}
	many := func(n int, text string) gittest.Files {
		files := gittest.Files{}
		for i := range n {
			files[fmt.Sprintf("f%02d.txt", i)] = text
		}
		return files
	}
	for name, c := range map[string]struct {
		before, after gittest.Files
		want          string
	}{
		"as many lines as are asked about": {
			gittest.Files{"a.txt": numbered(0, maxDeleted)},
			gittest.Files{"a.txt": numbered(5000, 5000+maxDeleted)},
			"It wrote 2000 lines that the fix deletes or changes: a.txt:1–2000.",
		},
		"a line more": {
			gittest.Files{"a.txt": numbered(0, maxDeleted+1)},
			gittest.Files{"a.txt": numbered(5000, 5000+maxDeleted)},
			"It wrote at least 2000 lines that the fix deletes or changes: a.txt:1–2000.",
		},
		"as many files": {many(maxFixFiles, "one\n"), many(maxFixFiles, "two\n"), "It wrote 40 lines that the fix deletes or changes: f00.txt:1; f01.txt:1; f02.txt:1 and 37 more."},
		"a file more":   {many(maxFixFiles+1, "one\n"), many(maxFixFiles+1, "two\n"), "It wrote at least 40 lines that the fix deletes or changes: f00.txt:1; f01.txt:1; f02.txt:1 and 37 more."},
		"a short function": {
			gittest.Files{"f.c": function(40, "return x")},
			gittest.Files{"f.c": function(40, "return 1 + x")},
			"It wrote the function that the fix touches, and 41 lines in it: f.c:1.",
		},
		"a long function": {
			gittest.Files{"f.c": function(maxBody+9, "return x")},
			gittest.Files{"f.c": function(maxBody+9, "return 1 + x")},
			"It wrote the function that the fix touches, and at least 151 lines in it: f.c:1.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := gittest.New(t)
			r.Commit("before", c.before)
			fix := r.Commit("after", c.after)
			got, err := Fix(t.Context(), openRepository(t, r.GitDir), fix, FixOptions{})
			if err != nil || len(got) != 1 || !slices.Contains(got[0].Detail, c.want) {
				t.Errorf("%+v, %v, want %q", got, err, c.want)
			}
		})
	}
}

// far is a history of which commits, changes and contents can be had, and nothing that has to be looked for in it.
type far struct{ History }

func (far) elsewhere() error {
	return &incident.Problem{Kind: incident.Incomplete, Sentence: "It is elsewhere."}
}

func (h far) LastChangeWithin(context.Context, string, string, int) (incident.Commit, []string, int, error) {
	return incident.Commit{}, nil, 0, h.elsewhere()
}

// TestFixFromAfar holds that where lines can't be followed no commit is accused by them, least of all the one right
// before the fix.
func TestFixFromAfar(t *testing.T) {
	for _, names := range []bool{false, true} {
		s := newParserStory(t)
		message, want := "parser: fix colours", []string(nil)
		if names {
			message, want = message+"\n\nFixes: "+s.limit[:12], []string{s.limit}
		}
		got, err := Fix(t.Context(), far{s.h}, s.fix(message, "colour_set(depth)", "colour_set(depth + 1)"), FixOptions{})
		if d := cmp.Diff(want, shasOf(got)); d != "" || incident.Absent(err) == names {
			t.Errorf("%q: %v (-want +got)\n%s", message, err, d)
		}
	}
}
