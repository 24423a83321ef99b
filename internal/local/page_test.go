package local

import (
	"fmt"
	"maps"
	"math/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// everyEdit is what ownup does to a page in its life.
func everyEdit(f *file) (*file, error) {
	return edits(f,
		func(f *file) (*file, error) {
			return f.setList("labels", f.fields.Labels, []string{"overdue", "a b"}, []string{"ownup"})
		},
		func(f *file) (*file, error) { return f.comment("c1", "said\nso", noon) },
		func(f *file) (*file, error) { return f.setStatus("one\n\ntwo") },
		func(f *file) (*file, error) { return f.comment("c2", "again", noon) },
		func(f *file) (*file, error) { return f.set("state", "closed") },
		func(f *file) (*file, error) { return f.set("closed", noon) },
		func(f *file) (*file, error) { return f.setStatus("three") },
	)
}

// untouched checks that a page after ownup's edits has every character and every field of people's that it had before.
func untouched(before, after *file) error {
	// Sections that ownup puts in stand apart by an empty line; nothing but line ends is ever added.
	bare := func(f *file) string { return strings.NewReplacer("\r", "", "\n", "").Replace(f.people()) }
	if diff := cmp.Diff(bare(before), bare(after)); diff != "" {
		return fmt.Errorf("text: %s", diff)
	}
	if diff := cmp.Diff(theirs(before), theirs(after)); diff != "" {
		return fmt.Errorf("fields: %s", diff)
	}
	return nil
}

// theirs is the front matter less the fields that everyEdit writes. Comments are no part of it: the parser gives one to
// the value before it or to the key behind it, by what follows.
func theirs(f *file) map[string]string {
	all := map[string]string{}
	for i := 0; i+1 < len(f.nodes.Content); i += 2 {
		var value any
		err := f.nodes.Content[i+1].Decode(&value)
		all[f.nodes.Content[i].Value] = fmt.Sprintf("%#v %v", value, err)
	}
	maps.DeleteFunc(all, func(name, _ string) bool { return name == "labels" || name == "state" || name == "closed" })
	return all
}

// TestAnyPageOfPeopleIsKept builds pages as people leave them, at random.
func TestAnyPageOfPeopleIsKept(t *testing.T) {
	fields := []string{
		"severity: high # theirs", "# a note", "notes: |\n  one\n\n  two", "labels:\n- x\n- ownup", "labels: [\n  x,\n]",
		"people: {a: 1}", "closed: null", "text: >-\n  folded\n  text", "quoted: \"a\n  b\"", "", "ünï: ok", "labels: &no [x]",
	}
	texts := []string{
		"# Title", "", "text", "- [ ] task", "- [x] done @ann due 2026-12-01", "```\ncode\n```", "<!-- ownup:key=r-1 -->", "---", "\ttab ",
		statusBegin + "\nold\n" + statusEnd, statusBegin + "\nold " + lastMark("old") + "\nmine\n" + statusEnd, "<!-- ownup:comment:begin x 2026-01-01T00:00:00Z -->\nold\n" + commentEnd, "<!-- mine -->", "日本 \xff \x00",
	}
	rnd, kept := rand.New(rand.NewSource(1)), 0
	for range 1500 {
		var b strings.Builder
		b.WriteString("---\nkey: r-0123\n")
		for range rnd.Intn(4) {
			b.WriteString(fields[rnd.Intn(len(fields))] + "\n")
		}
		b.WriteString("state: open\n")
		for range rnd.Intn(2) {
			b.WriteString(fields[rnd.Intn(len(fields))] + "\n")
		}
		b.WriteString("---\n")
		for range rnd.Intn(8) {
			b.WriteString(texts[rnd.Intn(len(texts))] + "\n")
		}
		text := b.String()
		if rnd.Intn(2) == 0 {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		if rnd.Intn(2) == 0 {
			text = strings.TrimRight(text, "\r\n")
		}
		before, err := parse(text)
		if err != nil {
			continue
		}
		after, err := everyEdit(before)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if err := untouched(before, after); err != nil {
			t.Errorf("%q became %q: %v", text, after.text, err)
		}
		for _, comment := range []string{"# theirs", "# a note"} {
			if strings.Count(after.text, comment) != strings.Count(text, comment) {
				t.Errorf("%q became %q: a comment is gone", text, after.text)
			}
		}
		if strings.Contains(strings.ReplaceAll(after.text, "\r\n", ""), "\n") && strings.HasPrefix(text, "---\r\n") {
			t.Errorf("%q has mixed line ends", after.text)
		}
		kept++
	}
	if kept < 500 {
		t.Errorf("only %d pages could be read", kept)
	}
}

func FuzzPage(f *testing.F) {
	f.Add("---\nkey: r-1\nstate: open\nlabels: [a]\n---\n# T\n\nbody\n" + statusBegin + "\nx\n" + statusEnd + "\n")
	f.Add("---\nkey: r-1\nstate: open\n---\n" + statusBegin + "\nx " + lastMark("x") + "\nmine\n" + statusEnd)
	f.Add("---\r\nkey: r-1\r\nstate: open\r\n---\r\n" + commentStart + "a 2026-01-01T00:00:00Z -->\r\nb\r\n" + commentEnd)
	f.Add("---\nstate: open\nlabels: [\n a ]\n\u2028x: y\n---\n")
	f.Add("---\nstate: >\n open\n---")
	f.Fuzz(func(t *testing.T, text string) {
		before, err := parse(text)
		if err != nil {
			return
		}
		before.page("x", time.Time{})
		after, err := everyEdit(before)
		if err != nil {
			return // said, and nothing written
		}
		if err := untouched(before, after); err != nil {
			t.Errorf("%q became %q: %v", text, after.text, err)
		}
		if _, err := everyEdit(after); err != nil {
			t.Errorf("%q can't be edited again: %v", after.text, err)
		}
		if p := after.page("x", time.Time{}); p.Status != "three" || p.State != "closed" || !p.ClosedAt.Equal(noon) {
			t.Errorf("%q reads as %+v", after.text, p)
		}
	})
}

// TestGap is that one blank line stands between a page and what is put at its end.
func TestGap(t *testing.T) {
	for text, want := range map[string]string{"a": "\n\n", "a\n": "\n", "a\n\n": "", "a\r\n": "\r\n", "a\r\n\r\n": ""} {
		f := &file{text: text, eol: "\n"}
		if strings.Contains(text, "\r") {
			f.eol = "\r\n"
		}
		if got := f.gap(); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestNamesOfComments is that no comment is written which could not be told from people's text when it is read back, and
// that its name is said to be why.
func TestNamesOfComments(t *testing.T) {
	f, err := parse(itself)
	must(t, err)
	for id, fine := range map[string]bool{"closed-early": true, "two words": false, "a-->": false, "": false} {
		if _, err := f.comment(id, "Hello", noon); (err == nil) != fine || err != nil && !strings.Contains(err.Error(), "can't be the name") {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestWhatIsBrokenIsSaid is that a person reads where to look and what to do.
func TestWhatIsBrokenIsSaid(t *testing.T) {
	const top, rest = "---\nkey: r-1\n", "---\n\n# Title\n"
	for text, want := range map[string]string{
		"":                                       "it is empty: put its text back, or remove the file",
		" \n":                                    "it is empty: put its text back, or remove the file",
		"# Title\n":                              "line 1 must be ---, above key and state",
		top + "state: open\n":                    "the --- line that ends the fields at the top is missing: put it back",
		top + "state: opne\n" + rest:             `state in line 3 must be open or closed, not "opne"`,
		top + rest:                               "state is missing among the fields at the top: put it back, as open or closed",
		"---\n" + rest:                           "the fields at the top are missing: put key and state back",
		top + "state: [\n" + rest:                "the fields at the top can't be read: mend line 3 (did not find expected node content)",
		top + "labels: [a\nstate: open\n" + rest: "the fields at the top can't be read: mend line 3 (did not find expected ',' or ']')",
		top + "state: open\n- a\n" + rest:        "the fields at the top can't be read: mend line 4 (did not find expected key)",
		top + "owner: @robin\nstate: open\n" + rest: "the fields at the top can't be read: mend line 3 (found character that cannot start any token)",
		top + "state: open\n" + rest + strings.Repeat(commentStart+"x 2026-01-01T00:00:00Z -->\n", 2) + commentEnd + "\n": "the marker lines of a comment are not in pairs: put them back, or remove both",
		top + "state: closed\nstate: open\n" + rest:                                       "a field at the top has a value of the wrong form: mend line 4 (mapping key \"state\" already defined at line 3)",
		top + "state: [a]\n" + rest:                                                       "a field at the top has a value of the wrong form: mend line 3 (cannot unmarshal !!seq into string)",
		top + "<<<<<<< HEAD\nstate: open\n=======\nstate: closed\n>>>>>>> topic\n" + rest: "it holds conflict markers from line 3 on: resolve them",
		top + "state: open\n" + rest + "<<<<<<< HEAD\n" + statusBegin + "\na\n" + statusEnd + "\n=======\n" + statusBegin + "\nb\n" + statusEnd + "\n>>>>>>> topic\n": "it holds conflict markers from line 7 on: resolve them",
		top + "state: open\n" + rest + "<<<<<<< HEAD\n- [x] a\n=======\n- [ ] a\n>>>>>>> topic\n":                                                                     "it holds conflict markers from line 7 on: resolve them",
		top + "state: open\n" + rest + "```\n<<<<<<< HEAD\n=======\n>>>>>>> topic\n```\n":                                                                             "<nil>", // as people quote it
	} {
		if _, err := parse(text); fmt.Sprint(err) != want {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
	}
}
