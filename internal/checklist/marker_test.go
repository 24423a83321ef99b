package checklist

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseMarkerCountsOnlyOurOwn(t *testing.T) {
	const mark = "<!-- ownup:v1 key=r-1 aliases=r-2,h-3 -->"
	for name, c := range map[string]struct {
		body string
		key  string
	}{
		"alone":                    {mark, "r-1"},
		"with text around":         {"Hello\n\n" + mark + "\n\nmore", "r-1"},
		"right below a paragraph":  {"Hello\n" + mark, "r-1"},
		"two on one line":          {"<!-- mine -->" + mark, "r-1"},
		"windows lines":            {"Hello\r\n\r\n" + mark + "\r\n\r\nmore\r\n", "r-1"},
		"behind a byte order mark": {"\ufeff" + mark, "r-1"},
		"over several lines":       {"<!--\nownup:v1\nkey=r-1\n-->", "r-1"},
		"the first counts":         {mark + "\n\n<!-- ownup:v1 key=r-9 -->", "r-1"},
		"within details":           {"<details>\n\n" + mark + "\n\n</details>", "r-1"},
		"quoted":                   {"> " + mark, ""},
		"lazily quoted":            {"> hello\n" + "> " + mark, ""},
		"in a fence":               {"```\n" + mark + "\n```", ""},
		"in an open fence":         {"~~~\n" + mark, ""},
		"indented":                 {"    " + mark, ""},
		"in a code span":           {"`" + mark + "`", ""},
		"in a list":                {"- " + mark, ""},
		"in a sentence":            {"see " + mark, ""},
		"in a pre":                 {"<pre>\n" + mark + "\n</pre>", ""},
		"in an attribute":          {"<div title='" + mark + "'>", ""},
		"in a longer comment":      {"<!-- see <!-- ownup:v1 key=r-1 -->", ""},
		"not ended":                {"<!-- ownup:v1 key=r-1", ""},
		"without a key":            {"<!-- ownup:v1 aliases=r-1 -->", ""},
		"another version":          {"<!-- ownup:v2 key=r-1 -->", ""},
		"another word":             {"<!-- ownup:v1x key=r-1 -->", ""},
		"not in the comment":       {"<!-- mine --> ownup:v1 key=r-1 -->", ""},
		"said twice":               {"<!-- ownup:v1 key=r-1 key=r-9 aliases=r-2,,h-3 aliases=r-9 -->", "r-1"},
		"not encoded after all":    {"<!-- ownup:v1 key=%zz%4 aliases=r-2,h-3 -->", "%zz%4"},
		"a status is not a marker": {StatusMarker("r-1"), ""},
		"the second is quoted":     {"> <!-- ownup:v1 key=r-9 -->\n\n" + mark, "r-1"},
	} {
		key, aliases, ok := ParseMarker(c.body)
		if key != c.key || ok != (c.key != "") {
			t.Errorf("%s: key %q, %v; want %q", name, key, ok, c.key)
		}
		if ok && !strings.Contains(name, "several") && cmp.Diff([]string{"r-2", "h-3"}, aliases) != "" {
			t.Errorf("%s: aliases %q", name, aliases)
		}
	}
}

// TestMarkerKeepsSoMany holds that a marker stays of a size, and is read no further.
func TestMarkerKeepsSoMany(t *testing.T) {
	for name, c := range map[string]struct {
		each, given, want int
	}{"as many as are kept": {10, MaxAliases + 5, MaxAliases}, "as long as it gets": {1000, 20, 7}} {
		given := slices.Repeat([]string{strings.Repeat("0", c.each)}, c.given)
		mark := Marker("r-1", given)
		if _, aliases, _ := ParseMarker(mark); len(aliases) != c.want || len(mark) > maxMarker+2*c.each {
			t.Errorf("%s: %d aliases in %d bytes", name, len(aliases), len(mark))
		}
	}
	if _, aliases, _ := ParseMarker("<!-- ownup:v1 key=r-1 aliases=" + strings.Repeat("x,", MaxAliases+5) + " -->"); len(aliases) != MaxAliases {
		t.Errorf("%d aliases were read", len(aliases))
	}
}

// TestEncode holds that keys can be read as they are, and that no comment is ended and nothing obeyed within one.
func TestEncode(t *testing.T) {
	for s, want := range map[string]string{
		"r-0123456789ab": "r-0123456789ab", "branch:release-1.2/x_Z": "branch:release-1.2/x_Z",
		"-a": "%2Da", "a-": "a%2D", "a--b": "a-%2Db", ":a": "%3Aa", "a:": "a%3A", "a::b": "a%3A%3Ab", "a://b": "a%3A//b", "a:b:c": "a:b:c",
		"a b,c=d": "a%20b%2Cc%3Dd", "é": "%C3%A9", "[@`{": "%5B%40%60%7B",
	} {
		if got := encode(s); got != want || decode(got) != s {
			t.Errorf("%q: %q and back %q, want %q", s, got, decode(got), want)
		}
	}
}

func TestOtherMarkers(t *testing.T) {
	if key, ok := ParseStatusMarker("text\n\n" + StatusMarker("r-1") + "\n"); key != "r-1" || !ok {
		t.Errorf("status: %q, %v", key, ok)
	}
	if id, ok := ParseCommentMarker("text\n\n" + CommentMarker("reminder-2026-W47")); id != "reminder-2026-W47" || !ok {
		t.Errorf("comment: %q, %v", id, ok)
	}
	for _, body := range []string{"", "<!-- ownup:status:v1 -->\n\n<!-- ownup:comment:v1 x=y -->"} {
		if _, ok := ParseStatusMarker(body); ok {
			t.Errorf("%q is a status of something", body)
		}
		if _, ok := ParseCommentMarker(body); ok {
			t.Errorf("%q is a comment of something", body)
		}
	}
	if _, ok := ParseCommentMarker("> " + CommentMarker("x")); ok {
		t.Error("a quoted comment marker counts")
	}
}

func FuzzMarker(f *testing.F) {
	f.Add("r-0123456789ab", "h-1", "")
	f.Add("-->", "--", "<!-- ownup:v1 key=x -->")
	f.Add("a,b=c d\n\x00%41", "\xff", "-")
	f.Add("r-1", strings.Repeat("0", maxMarker), "r-2")
	f.Fuzz(func(t *testing.T, key, one, two string) {
		mark := Marker(key, []string{one, two})
		if strings.ContainsAny(mark, "\n\r\x00") || strings.Count(mark, "-->") != 1 {
			t.Fatalf("marker %q", mark)
		}
		var given []string
		for _, a := range []string{one, two} {
			if a != "" {
				given = append(given, a)
			}
		}
		got, aliases, ok := ParseMarker("text\n\n" + mark + "\n\ntext")
		if ok != (key != "") || got != key {
			t.Errorf("key %q came back as %q, %v", key, got, ok)
		}
		// A byte takes at most three of the marker's. Aliases beyond its size are left out, never cut or moved.
		if ok && 3*(len(key)+len(one)+len(two)) < maxMarker/2 && cmp.Diff(given, aliases) != "" {
			t.Errorf("aliases %q came back as %q", given, aliases)
		}
		rest := given
		for _, a := range aliases {
			at := slices.Index(rest, a)
			if at < 0 {
				t.Fatalf("aliases %q came back as %q", given, aliases)
			}
			rest = rest[at+1:]
		}
		if id, ok := ParseCommentMarker(CommentMarker(key)); id != key || ok != (key != "") {
			t.Errorf("comment %q came back as %q", key, id)
		}
	})
}

func FuzzParseMarker(f *testing.F) {
	f.Add("<!-- ownup:v1 key=r-1 aliases=a,b -->")
	f.Add("> <!-- ownup:v1 key=r-1 -->\n```\n<!-- ownup:v1")
	f.Fuzz(func(t *testing.T, body string) {
		if key, _, ok := ParseMarker(body); ok && key == "" {
			t.Error("a marker without a key")
		}
		ParseStatusMarker(body)
	})
}
