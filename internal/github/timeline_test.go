package github

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// FuzzTimeline is that no timeline, however odd, makes trouble, and what is read of it is sound.
func FuzzTimeline(f *testing.F) {
	f.Add([]byte(`[]`))
	f.Add([]byte(`[{"event":"commented","id":1,"body":"x","user":null,"actor":{"login":"a","type":"Bot"},"author_association":"NONE","created_at":"2026-06-01T00:00:00Z"}]`))
	f.Add([]byte(`[{"event":"cross-referenced","source":{"issue":{"number":3,"title":"t","body":"Fixes #1","state":"closed","pull_request":{"merged_at":"2026-06-01T00:00:00Z"},"repository":{"full_name":"o/r"}}}}]`))
	f.Add([]byte(`[{"event":"closed","commit_id":"0123456789012345678901234567890123456789"},{"event":7},{"event":"closed","commit_id":"é"},null,3]`))
	f.Add([]byte(`[{"event":"cross-referenced","source":{"issue":{"number":-3,"pull_request":{}}}},{"event":"cross-referenced","source":null}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		events, err := readTimeline(data)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, l := range links(events, "o/r", 1) {
			if l.Ref == "" || seen[l.Ref] {
				t.Errorf("%q twice or empty", l.Ref)
			}
			seen[l.Ref] = true
			switch l.State {
			case incident.Proposed, incident.Merged, incident.Dropped:
			default:
				t.Errorf("state %q", l.State)
			}
			if l.Via == "" {
				t.Errorf("%s has no origin", l.Ref)
			}
		}
	})
}

// TestOddEvents is that an event of an unknown shape does not hide the others.
func TestOddEvents(t *testing.T) {
	sha := strings.Repeat("a", 40)
	events, err := readTimeline([]byte(`[{"event":7},null,"x",{"event":"closed","commit_id":"` + sha + `"},{"event":"commented","id":"one"}]`))
	if err != nil {
		t.Fatal(err)
	}
	if found := links(events, "o/r", 1); len(found) != 1 || found[0].SHA != sha {
		t.Errorf("%+v", found)
	}
}

// TestLinkedAgain is that a pull request which refers to an incident several times is one follow-up, as it was last seen
// and for the strongest reason; and that a person's closing is none.
func TestLinkedAgain(t *testing.T) {
	events, err := readTimeline([]byte(`[
		{"event":"cross-referenced","source":{"issue":{"number":3,"state":"open","body":"Fixes #1","pull_request":{}}}},
		{"event":"closed","commit_id":null},
		{"event":"cross-referenced","source":{"issue":{"number":4,"state":"open","body":"See #1","pull_request":{}}}},
		{"event":"cross-referenced","source":{"issue":{"number":3,"state":"closed","body":"","pull_request":{"merged_at":"2026-06-01T00:00:00Z"}}}},
		{"event":"cross-referenced","source":{"issue":{"number":4,"state":"closed","body":"Corrects: #1","pull_request":{}}}}
	]`))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range links(events, "o/r", 1) {
		got = append(got, fmt.Sprintf("%s %s %s", l.Ref, l.State, l.Via))
	}
	if want := []string{"#3 merged keyword", "#4 closed trailer"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestVia(t *testing.T) {
	for body, want := range map[string]string{
		"see #12":                            "cross-reference",
		"Fixes #12":                          "keyword",
		"this closes: #12.":                  "keyword",
		"RESOLVED o/R#12":                    "keyword",
		"fixes other/repo#12":                "cross-reference",
		"fixes #123":                         "cross-reference",
		"prefixes #12":                       "cross-reference",
		"text\nCorrects: #12\n":              "trailer",
		"  corrects:  o/r#12":                "trailer",
		"Corrects: #7, #12":                  "trailer",
		"Corrects: #7\n#12":                  "cross-reference",
		"it corrects: #12":                   "cross-reference",
		"Fixes #12\n\nCorrects: #12":         "trailer",
		"Corrects: #1\nFixes #12":            "keyword",
		strings.Repeat("x", 70000) + " #12":  "cross-reference",
		"closes #99999999999999999999999999": "cross-reference",
		// Neither what a template hints at nor what is quoted or shown as code is said by whoever made the pull
		// request.
		"<!--\nCorrects: #12\n-->\nsee #12":                 "cross-reference",
		"> Fixes #12":                                       "cross-reference",
		"Write `fixes #12` or\n```\nCorrects: #12\n```\n":   "cross-reference",
		"Fixes https://git.example/o/r/issues/12":           "keyword",
		"Corrects: https://git.example/O/R/issues/12":       "trailer",
		"Fixes https://github.com/o/r/issues/12, elsewhere": "cross-reference",
	} {
		if got := via(body, "https://git.example/o/r/pull/40", "O/r", "o/r", 12); got != want {
			t.Errorf("%.40q: %s, want %s", body, got, want)
		}
	}
	for body, want := range map[string]string{
		"Fixes #12, as o/r#12 was":    "cross-reference",
		"Corrects: #12\n\nSee o/r#12": "cross-reference",
		"Fixes o/r#12":                "keyword",
		"Corrects: o/r#12":            "trailer",
	} {
		if got := via(body, "https://git.example/other/repo/pull/40", "other/repo", "o/r", 12); got != want {
			t.Errorf("%.40q from another repository: %s, want %s", body, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"a\nb\tc":                 "a b c",
		"\x1b[31mred\x1b[0m":      "[31mred [0m",
		"a\xffb\x00":              "a b",
		"::set-output name=x::y":  "::set-output name=x::y",
		strings.Repeat("é", 1000): strings.Repeat("é", 300) + "…",
	} {
		if got := plain(in); got != want {
			t.Errorf("%.40q: %.60q", in, got)
		}
	}
}

func TestTitle(t *testing.T) {
	long := title(strings.Repeat("ü ", 400))
	if n := len([]rune(long)); n != maxTitle || !strings.HasSuffix(long, "…") {
		t.Errorf("%d characters", n)
	}
	if got := title("a\nb\xff\x00"); got != "a b\ufffd\ufffd" {
		t.Errorf("%q", got)
	}
}

func TestPermissions(t *testing.T) {
	for in, want := range map[string]string{
		"issues=write": "the permission `issues: write`",
		"pull_requests=read,contents=read; issues=read": "the permission `pull-requests: read` and `contents: read`, or `issues: read`",
		"":                          "more permissions",
		"nonsense":                  "more permissions",
		"issues=write\r\nX-Evil: 1": "the permission `issues: write X-Evil: 1`",
		"metadata=read ;  actions=write,checks=write, extra=": "the permission `metadata: read`, or `actions: write` and `checks: write`",
	} {
		if got := permissions(in); got != want {
			t.Errorf("%q: %s", in, got)
		}
	}
}
