package quote_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/ownup-dev/ownup/internal/quote"
)

var hostile = []string{
	"", " ", "plain words", "Fix @octocat and @org/team", "fixes #12, closes owner/name#3 and GH-7",
	"<script>alert(1)</script><!-- ownup:v1 key=r-0 -->", "[a](https://evil.example) ![i](x) <https://evil.example>",
	"see https://evil.example/x and www.evil.example or a@evil.example", "`https://a.example/` \\https://b.example/``", "``` code ``` `x` ``y``", "`", "``", " `a` ",
	"# heading", "- item", "* item", "+ item", "1. one", "12) twelve", "- [ ] task", "[x] task", "> quote", "=====", "-----", "| a | b |", "0\n:-", "a\n:--:",
	"::set-output name=x::y", "##[error]boom", "a\x00b\x1b[31mred", "\u202eevil\u2066", "\xff\xfe broken", "a\u200bb\ufeff",
	"snake_case_name __init__ _x_", "*bold* ~~gone~~ $x$ ^y^", "&lt; &#64;octocat &amp;", `back\slash \@octocat`, "[^1]: note", "[a]: https://evil.example",
	"line one\nline two\n\nline three", "<div\n>", "<!--", "-->", "h-1 gh-2 xGH-3", "GH-7", "www.evil.example", "@@octocat@x", "#&#49;", "HTTPS://EVIL.EXAMPLE WWW.EVIL.EXAMPLE",
	strings.Repeat("`", 300), strings.Repeat("@a ", 300), strings.Repeat("[", 400),
}

func TestInlineShowsTheTextAndNothingElse(t *testing.T) {
	for _, s := range hostile {
		checkInline(t, s)
	}
}

func FuzzInline(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(checkInline)
}

func checkInline(t *testing.T, s string) {
	for name, form := range map[string]func(string) string{"code": quote.Code, "text": quote.Text, "block": func(s string) string { return quote.Block(s, 5) }} {
		source := form(s)
		if !utf8.ValidString(source) || strings.ContainsFunc(source, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
			t.Errorf("%s(%q) = %q: invalid or control characters", name, s, source)
		}
		shown := render(t, source)
		for _, tag := range shown.tags {
			if !strings.Contains(" p code blockquote br ", " "+tag+" ") {
				t.Errorf("%s(%q) = %q renders <%s>", name, s, source, tag)
			}
		}
		if live.MatchString(shown.prose) {
			t.Errorf("%s(%q) = %q is live: %q", name, s, source, live.FindString(shown.prose))
		}
		if name == "block" && strings.Contains(s, "\n") {
			continue
		}
		want := squeeze(strings.ReplaceAll(quote.CodeN(s, 500), "`", ""))
		if name == "code" {
			want = squeeze(strings.ReplaceAll(quote.Code(s), "`", ""))
		}
		got := squeeze(strings.NewReplacer("`", "", "\u200b", "").Replace(shown.all))
		if got != want {
			t.Errorf("%s(%q) = %q shows %q, want %q", name, s, source, got, want)
		}
		for _, line := range strings.Split(source, "\n") {
			if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##[") {
				t.Errorf("%s(%q) = %q is a runner's command", name, s, source)
			}
		}
	}
	plain := quote.Plain(s)
	for _, tag := range render(t, "# title "+plain).tags {
		if !strings.Contains(" h1 code em strong del ", " "+tag+" ") {
			t.Errorf("Plain(%q) = %q renders <%s>", s, plain, tag)
		}
	}
	if live.MatchString(plain) || strings.Contains(plain, "<!--") || strings.ContainsAny(plain, "\n\r\x00\x1b") {
		t.Errorf("Plain(%q) = %q", s, plain)
	}
}

// live is what a forge acts upon in prose.
var live = regexp.MustCompile(`@[\w-]|#\d|(?i)gh-\d|://|(?i)www\.`)

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

type rendered struct {
	tags        []string
	prose, code string
	all         string // both, in their order
}

func render(t *testing.T, source string) rendered {
	t.Helper()
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(gmhtml.WithUnsafe()))
	var out bytes.Buffer
	if err := md.Convert([]byte(source), &out); err != nil {
		t.Fatal(err)
	}
	var r rendered
	code := 0
	z := html.NewTokenizer(&out)
	for {
		switch z.Next() {
		case html.ErrorToken:
			return r
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			r.tags = append(r.tags, string(name))
			if string(name) == "code" {
				code++
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "code" {
				code--
			}
		case html.CommentToken:
			r.tags = append(r.tags, "!--")
		case html.TextToken:
			text := string(z.Text())
			if r.all += text; code > 0 {
				r.code += text
			} else {
				r.prose += text
			}
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"  a \t\r\n b  ", 0, "a b"},
		{"abcdef", 3, "abc…"},
		{"ab cd", 3, "ab…"},
		{"ab c", 3, "ab…"},
		{"ab cdef gh", 6, "ab…"},
		{"ab cdef gh", 7, "ab cdef…"},
		{"ab cdef gh", 9, "ab cdef…"},
		{"ab cdef gh", 10, "ab cdef gh"},
		{"ab cdef g", 9, "ab cdef g"},
		{"ab " + strings.Repeat("x", 40), 30, "ab " + strings.Repeat("x", 27) + "…"},
		{"ab " + strings.Repeat("x", 25), 27, "ab " + strings.Repeat("x", 24) + "…"},
		{"ab " + strings.Repeat("x", 24), 26, "ab…"}, // 23 letters can be a word
		{strings.Repeat("x", 201), 0, strings.Repeat("x", 200) + "…"},
		{strings.Repeat("x", 201), -1, strings.Repeat("x", 200) + "…"},
		{strings.Repeat("x", 201), 1, "x…"},
		{"a\u2028b\u2029c\x00d", 0, "a b c d"},
		{"a\u200cb\u200dc", 0, "a\u200cb\u200dc"},     // joiners
		{"a\u115fb\u1160c\u3164d\uffa0", 0, "abcd"},   // fillers
		{strings.Repeat("\u200b", 1000) + "a", 3, ""}, // nobody looks for what stands behind them
		{"\u202eab\u2069", 0, "ab"},
		{"a\xffb", 0, "a\ufffdb"},
		{strings.Repeat("x", 10_000_000), 5, "xxxxx…"},
	} {
		if got := quote.Clean(c.in, c.limit); got != c.want {
			t.Errorf("Clean(%.20q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

func TestURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://github.com/o/n/pull/12":                 "https://github.com/o/n/pull/12",
		"https://h.example/a(b)":                         "https://h.example/a%28b%29",
		"javascript:alert(1)":                            "",
		"https://user:secret@h.example/":                 "",
		"//h.example":                                    "",
		"https://h.example/\"><script>":                  "https://h.example/%22%3E%3Cscript%3E",
		"https://h.example/a b":                          "https://h.example/a%20b",
		"https://h.example/" + strings.Repeat("a", 3000): "",
	} {
		if got := quote.URL(in); got != want {
			t.Errorf("URL(%q) = %q, want %q", in, got, want)
		}
	}
	if got := quote.Link("x", "ftp://a"); got != "x" {
		t.Errorf("Link with a foreign scheme = %q", got)
	}
}

func TestMention(t *testing.T) {
	for in, want := range map[string]string{
		"@ada": "@ada", "@ada_corp": "@ada_corp", "@_a": "_a", "@org/team": "@org/team", "@a.b": "a.b", "Ada Lovelace": "Ada Lovelace", "@x y": "x y", "@": "", "@-a": "-a",
		"@x " + strings.Repeat("y", 100): "x " + strings.Repeat("y", 78) + "…",
	} {
		if got := strings.TrimPrefix(quote.Mention(in), `\`); got != want {
			t.Errorf("Mention(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestAddress is that web addresses can be copied from what is shown.
func TestAddress(t *testing.T) {
	for in, want := range map[string]string{
		"see https://a.example/x?y=1#12, and more":      "see `https://a.example/x?y=1#12`, and more",
		"(http://a.example/@you/b_c_d/)":                "(`http://a.example/@you/b_c_d/`)",
		"[x](https://a.example)":                        "\\[x\\](`https://a.example`)",
		"<https://a.example/`b|c>":                      "&lt;`https://a.example/`\\`b\\|c&gt;",
		"https://":                                      "https:&#8203;//",
		"ssh://a.example":                               "ssh:&#8203;//a.example",
		"https://a.example " + strings.Repeat("x", 600): "`https://a.example` " + strings.Repeat("x", 482) + "…",
	} {
		if got := quote.Block(in, 1); got != "> "+want {
			t.Errorf("Block(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBlock(t *testing.T) {
	for s, want := range map[string]string{
		"One.\n\nTwo @x.\nThree.\nFour.": "> One.\n>\n> Two @&#8203;x.  \n> Three.\n>\n> …",
		"One.\nTwo.":                     "> One.  \n> Two.",
		"\n\nOne.\n\n":                   "> One.",
		"One.\n2":                        "> One.  \n> 2",
		"One.\n===":                      "> One.  \n> \\===", // no heading
		"\n \n":                          "",
	} {
		if got := quote.Block(s, 3); got != want {
			t.Errorf("Block(%q) = %q, want %q", s, got, want)
		}
	}
}

// TestCleanTwice holds that what was shortened stays as it is when it is read back: tasks are written and read again
// and again.
func TestCleanTwice(t *testing.T) {
	for _, s := range []string{strings.Repeat("a lamp in the hall ", 5), "() 00@" + strings.Repeat("a", 90), strings.Repeat("oil ", 7) + strings.Repeat("b", 60)} {
		for limit := 1; limit < 90; limit++ {
			once := quote.Clean(s, limit)
			for _, again := range []string{once, once + " ", once + "\u200b"} {
				if got := quote.Clean(again, limit); got != once {
					t.Fatalf("%q within %d is %q and then %q", s, limit, once, got)
				}
			}
		}
	}
}
