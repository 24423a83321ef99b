package detect

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestReferences holds what is a reference, by itself and by the word before it, and what only looks like one.
func TestReferences(t *testing.T) {
	const sha = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
	one := func(kind incident.ClaimType, value string) []incident.Claim {
		return []incident.Claim{claim(kind, value)}
	}
	for text, want := range map[string][]incident.Claim{
		"#12": one("pull", "12"), "!12": one("pull", "12"), "GH-12": one("pull", "12"), "gh-12": one("pull", "12"), "ada/house#12": one("pull", "ada/house#12"),
		"#0": nil, "#": nil, "#1234567890": nil, "#12th": nil, "#12-x": nil, "issue #12": nil, "patchset #12": nil, "take #2": nil, "/house#12": nil, "a/b/c#12": nil,
		"r4711": one("svn", "4711"), "R4711": one("svn", "4711"), "r04711": one("svn", "4711"), "rL4711": one("svn", "4711"), "rC4711": one("svn", "4711"), "rev.4711": one("svn", "4711"),
		"r12": nil, "r000": nil, "r123456789": nil, "r4711a": nil, "ar4711": nil,
		"revision 471": one("svn", "471"), "rev 471": one("svn", "471"), "revision 071": nil, "lamp 471": nil, "commit 471100": one("svn", "471100"), "lamp 471100": nil,

		"rG0a1b2c3d": one("sha", "0a1b2c3d"), "rG0a1b": nil, "0A1B2C3": one("sha", "0a1b2c3"), "0a1b2": nil, sha: one("sha", sha), sha + "0": nil,
		"commit 0a1b2c": one("sha", "0a1b2c"), "lamp 0a1b2c": nil, "lamp defaced": nil, "commit defaced": one("sha", "defaced"),
		"lamp 1234567": nil, "commit 1234567": one("sha", "1234567"), "v1.2-34-g0a1b2c3": one("sha", "0a1b2c3"), "x-g0a1b2c3": nil,
		"D4711": one("diff", "D4711"), "D471": nil, "D4711x": nil,
		"I0A1b2c3d": one("change", "I0a1b2c3d"), "I0a1b2c": nil, "I" + sha + "0": nil,
		"cl/4711": one("change", "4711"), "CL 4711": one("change", "4711"), "cl#4711": one("change", "4711"), "cl 12": nil, "CL 4711x": nil,
		"changelist 471100": one("change", "471100"), "change 4711001": one("change", "4711001"), "submission 471100": one("change", "submission:471100"),
		"changelist 1234567890123": nil, "aosp/471100": one("change", "471100"), "aosp/47": nil,

		"https://example.org/ada/house/pull/12":                                       one("pull", "ada/house#12"),
		"https://example.org/ada/house/pulls/12.":                                     one("pull", "ada/house#12"),
		"https://example.org/rooms/ada/house/-/merge_requests/12":                     one("pull", "rooms/ada/house#12"),
		"https://example.org/house/pull/12":                                           nil,
		"https://example.org/ada/house/pull/12#discussion_r1":                         one("pull", "ada/house#12"),
		"https://example.org/ada/house/pull/12/files#diff-1":                          one("pull", "ada/house#12"),
		"https://example.org/ada/house/pull/12/commits/" + strings.Repeat("5e1f", 10): one("sha", strings.Repeat("5e1f", 10)), // one commit of it
		"(https://example.org/ada/house/commit/0A1b2c3)":                              one("sha", "0a1b2c3"),
		"https://example.org/ada/house/commits/" + sha:                                one("sha", sha),
		"https://example.org/rev/0a1b2c3d":                                            one("sha", "0a1b2c3d"),
		"https://example.org/ada/house/commit/0a1b2":                                  nil,
		"https://example.org/ada/house/commit/" + sha + "0":                           nil,
		"https://example.org/changeset/4711":                                          one("svn", "4711"),
		"https://example.org/changeset/12":                                            nil,
		"https://example.org/viewvc?view=revision&rev=4711":                           one("svn", "4711"),
		"https://x-review.example.org/c/house/+/4711/2/hall.go":                       one("change", "4711"),
		"https://x-review.example.org/#/c/4711/":                                      one("change", "4711"),
		"https://x-review.example.org/4711":                                           one("change", "4711"),
		"https://x-review.example.org/47":                                             nil,
		"https://codereview.example.org/4711001/":                                     one("change", "4711001"),
		"https://example.org/house/+/" + sha:                                          one("sha", sha),
		"https://example.org/cl/4711":                                                 one("change", "4711"),
		"go.dev/cl/4711":                                                              one("change", "4711"),
		"golang.org/cl/4711":                                                          one("change", "4711"),
		"https://crrev.com/c/4711":                                                    one("change", "4711"),
		"crrev.com/i/4711":                                                            one("change", "4711"),
		"https://crrev.com/12345678":                                                  one("change", "12345678"),
		"https://crrev.com/0a1b2c3d":                                                  one("sha", "0a1b2c3d"),
		"https://crrev.com/x/4711":                                                    nil,
		"https://reviews.example.org/D4711":                                           one("diff", "D4711"),
		"https://reviews.example.org/rL4711":                                          one("svn", "4711"),
		"https://reviews.example.org/rG0a1b2c3d":                                      one("sha", "0a1b2c3d"),
		"https://reviews.example.org/rooms/D4711":                                     nil,
		"https://example.org/4711001":                                                 nil,
		"http 0a1b2c3d":                                                               one("sha", "0a1b2c3d"),
	} {
		if diff := cmp.Diff(want, references(text, 200)); diff != "" {
			t.Errorf("%q: want -, got +:\n%s", text, diff)
		}
	}
	for text, want := range map[string]int{"[4711]": 1, " [4711/branches/1.0]": 1, "[4711], [4712] and [4713]": 3, "[12]": 0, "[4711x]": 0, "[1234567]": 0} {
		if refs, _, _ := list(text, false); len(refs) != want {
			t.Errorf("%q: %v", text, refs)
		}
	}
}
