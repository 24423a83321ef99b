package incident

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCorrects(t *testing.T) {
	for text, want := range map[string][]string{
		"Subject\n\nCorrects: #12":                                           {"#12"},
		"Subject\r\n\r\nCorrects: #12\r\nSigned-off-by: x":                   {"#12"},
		"corrects: r-0123456789AB":                                           {"r-0123456789ab"},
		"Corrects: owner/name#3, #4 and h-0123456789ab.":                     {"owner/name#3", "#4", "h-0123456789ab"},
		"Corrects: https://github.com/owner/name/issues/5":                   {"owner/name#5"},
		"Corrects: https://evil.example/owner/name/issues/5":                 nil,
		"``` is no `fence\nCorrects: #1":                                     {"#1"},
		"Corrects: #1\nCorrects: #1\nCorrects: #2":                           {"#1", "#2"},
		"This corrects: nothing #1":                                          nil,
		"Corrects: the spelling":                                             nil,
		"Corrects: #1,#2;#3\t#4 #5: #6! #7? #8)":                             {"#1", "#2", "#3", "#4", "#5", "#6", "#7", "#8"},
		"Corrects: https://github.com/owner/name/commit/0123456789":          nil,
		"Corrects: " + strings.Repeat(" ", maxLine) + "#1":                   nil,
		"> Corrects: #1":                                                     nil,
		"    Corrects: #1":                                                   nil,
		"```\nCorrects: #1\n```\nCorrects: #2":                               {"#2"},
		"```\n```js\nCorrects: #1\n``` \t\nCorrects: #2":                     {"#2"},
		"~~~ a ` b\nCorrects: #1":                                            nil,
		"``\nCorrects: #1":                                                   {"#1"},
		"~~~~\n```\nCorrects: #1\n~~~\n~~~~\nCorrects: #2":                   {"#2"},
		"<!-- Write\nCorrects: #1\nhere -->\nCorrects: #2":                   {"#2"},
		"<!-- Corrects: #1 -->\nCorrects: #2 <!-- #3 -->":                    {"#2"},
		"Strip `<!--` here\n\nCorrects: #1":                                  {"#1"},
		"See <!-- Write\nCorrects: #1 -->\nCorrects: #2":                     {"#2"},
		"See <!-- Write\nhere\nCorrects: #1 -->\nCorrects: #2":               {"#2"},
		"<!-- Write\n\nCorrects: #1":                                         nil,
		"Corrects:#1":                                                        nil,
		"\xff\x00\nCorrects: #7":                                             {"#7"},
		"   Corrects: #8":                                                    {"#8"},
		strings.Repeat("x", 10_000_000) + "\nCorrects: #9":                   {"#9"},
		strings.Repeat("Corrects: #1\n<!-- -->\n", 10000) + "\nCorrects: #9": {"#1", "#9"},
	} {
		if diff := cmp.Diff(want, Corrects(text)); diff != "" {
			t.Errorf("%.60q:\n%s", text, diff)
		}
	}
	if got := Corrects("Corrects: https://git.example/o/n/issues/5", "git.example"); len(got) != 1 || got[0] != "o/n#5" {
		t.Errorf("on another host: %q", got)
	}
}

func TestClosingRefs(t *testing.T) {
	for text, want := range map[string][]string{
		"Fixes #12":                   {"#12"},
		"fix: something (closes #12)": {"#12"},
		"Closes: #1, closes #2, and Resolved owner/n#3.": {"#1", "#2", "owner/n#3"},
		"Fixes https://github.com/owner/name/issues/7":   {"owner/name#7"},
		"Fixes 0123456789ab (\"subject\")":               nil,
		"prefixes #12, enclose #13":                      nil,
		"see #12":                                        nil,
		"fixes\n#12":                                     nil,
		"`fixes #12` and ``a ` fixes #13``":              nil,
		"` fixes #12":                                    {"#12"},
		"> fixes #12":                                    nil,
		"```\nfixes #12\n```":                            nil,
		"<!-- fixes #1 --> resolves #2":                  {"#2"},
		"fixes #12abc":                                   nil,
		"Fixes https://evil.example/owner/name/issues/7": nil,
		"\tfixes #12":                                    nil,
		"``` fixes #12\n```":                             nil,
		"fixes #12 `lamp`":                               {"#12"},
		"``fixes #12":                                    {"#12"},
		"a`fixes #12":                                    {"#12"},
		"FIXES #12":                                      {"#12"},
	} {
		if diff := cmp.Diff(want, ClosingRefs(text)); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}

// TestRefsEnd holds that one text refers to so much and no more, on many lines and on one.
func TestRefsEnd(t *testing.T) {
	var corrects, closes strings.Builder
	for i := range 3 * maxRefs {
		fmt.Fprintf(&corrects, "Corrects: #%d\n", i)
		fmt.Fprintf(&closes, "fixes #%d ", i)
	}
	for name, got := range map[string][]string{
		"corrects": Corrects(corrects.String()),
		"lines":    ClosingRefs(strings.ReplaceAll(corrects.String(), "Corrects", "Fixes")),
		"one line": ClosingRefs(closes.String()),
	} {
		if len(got) != maxRefs {
			t.Errorf("%s: %d", name, len(got))
		}
	}
}

func TestRefOfURL(t *testing.T) {
	for address, want := range map[string]string{
		"https://github.com/owner/name/pull/5":            "owner/name#5",
		"http://GitHub.com/owner/name/issues/5/#issue":    "owner/name#5",
		"https://github.com/owner/name/commit/0123ABCDEF": "0123abcdef",
		"https://github.com/owner/name/commit/main":       "",
		"https://github.com/owner/name/pull/new":          "",
		"https://github.com/owner/name/wiki/5":            "",
		"https://github.com/owner/name/pull":              "",
		"https://github.com/owner/name/pull/5%zz":         "",
		"ssh://github.com/owner/name/pull/5":              "",
		"https://git.example/owner/name/pull/5":           "",
	} {
		if got := RefOfURL(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	for _, punctuation := range strings.Split(".,;:!?", "") { // as a sentence has it behind an address
		if got := ClosingRefs("Fixes https://github.com/o/n/pull/5" + punctuation); !slices.Equal(got, []string{"o/n#5"}) {
			t.Errorf("%s: %q", punctuation, got)
		}
	}
}

func TestIsSHA(t *testing.T) {
	for s, want := range map[string]bool{
		"0123456": false, "abcdefa": false, // numbers and words
		"01234ab": true, "0123ab": false, "0123abg": false, "0123ABC": false,
		strings.Repeat("1", 40): true, strings.Repeat("a", 41) + "1": false,
	} {
		if IsSHA(s) != want {
			t.Errorf("%q: %t", s, !want)
		}
	}
	for digit := range strings.SplitSeq("0123456789", "") {
		if !IsSHA("aaaaaa" + digit) {
			t.Errorf("no SHA has the digit %s", digit)
		}
	}
	for letter := range strings.SplitSeq("abcdef", "") {
		if !IsSHA("000000" + letter) {
			t.Errorf("no SHA has the letter %s", letter)
		}
	}
}

func FuzzRefs(f *testing.F) {
	f.Add("Corrects: #1, o/n#2\nfixes https://github.com/o/n/pull/3 `x`\n```\n")
	f.Add("<!-- \x00 --> ``` ` `` fixes #1")
	f.Fuzz(func(t *testing.T, text string) {
		refs := append(Corrects(text), ClosingRefs(text)...)
		for _, ref := range refs {
			if !refForm().MatchString(ref) && !keyForm().MatchString(ref) {
				t.Errorf("reference %q", ref)
			}
		}
		if len(refs) > 4*maxRefs {
			t.Error("too many")
		}
	})
}

func TestMentions(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                   nil,
		"#":                                  nil,
		"nothing # 12":                       nil,
		"Corrects: #12, and see (#7)":        {"#12", "#7"},
		"https://github.com/o/r/issues/34#x": {"#34"},
		"o/r#5 `#6` #7a":                     {"#5", "#6", "#7"},
		"see GH-12, gh-7 and gh-":            {"#12", "#7"},
		"#12#13":                             {"#12", "#13"},
		"/issues/":                           nil,
		"/issues/9":                          {"#9"},
	} {
		if got := Mentions(text); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
