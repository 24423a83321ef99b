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
		"#12": one("pull", "12"), "!12": one("pull", "12"), "#123456789": one("pull", "123456789"), "#1234567890": nil, "#0": nil, "#000": nil, "#": nil,
		"#12th": nil, "#12-x": nil, "#12-": one("pull", "12"), "#12-13": one("pull", "12"), "#12->x": one("pull", "12"),
		"issue #12": nil, "patchset #12": nil, "take #2": nil,
		"GH-12": one("pull", "12"), "gh-12": one("pull", "12"), "GH-12345678": one("pull", "12345678"), "GH-123456789": nil, "GH-x": nil, "GH-": nil, "GH-12x": nil,
		"ghost": nil, "GH": nil, "GH 12": nil,
		"ada/house#12": one("pull", "ada/house#12"), "ada/house#123456789": one("pull", "ada/house#123456789"), "ada/house#1234567890": nil,
		"ada/house#": nil, "ada/house#x": nil, "ada/house#12x": nil, "/house#12": nil, "a/b/c#12": nil, "ädä/house#12": nil, "adä/house#12": nil,
		"hall/house#12": one("pull", "hall/house#12"), "httplamp/house#12": one("pull", "httplamp/house#12"), "crrev/house#12": one("pull", "crrev/house#12"),
		"go.dev/house#12": one("pull", "go.dev/house#12"),

		"r4711": one("svn", "4711"), "R4711": one("svn", "4711"), "r04711": one("svn", "4711"), "rL4711": one("svn", "4711"), "rC4711": one("svn", "4711"), "rev.4711": one("svn", "4711"),
		"r12": nil, "r000": nil, "r123456789": nil, "r4711a": nil, "ar4711": nil, "r": nil,
		"revision 471": one("svn", "471"), "rev 471": one("svn", "471"), "revision 12": nil, "revision 071": nil, "revision 47a1": nil, "revision 471x": nil, "lamp 471": nil,
		"471100": one("svn", "471100"), "commit 471100": one("svn", "471100"), "commit 047110": nil, "012345": nil, "lamp 471100": nil,

		"rG0a1b2c3d": one("sha", "0a1b2c3d"), "rG0a1b": nil, "rG" + sha: one("sha", sha), "rG" + sha + "0": nil, "rG0a1b2c3dx": nil,
		"0A1B2C3": one("sha", "0a1b2c3"), "0a1b2": nil, "0a1b2c3dx": nil, sha: one("sha", sha), sha + "0": nil,
		"commit 0a1b2c": one("sha", "0a1b2c"), "lamp 0a1b2c": nil, "0a1b2c": one("sha", "0a1b2c"), "lamp defaced": nil, "defaced": nil, "commit defaced": one("sha", "defaced"),
		"lamp 1234567": nil, "1234567": one("sha", "1234567"), "12345678": nil, "commit 1234567": one("sha", "1234567"), "revision 1234567": one("sha", "1234567"), "commit " + sha + "0": nil,
		"v1.2-34-g0a1b2c3": one("sha", "0a1b2c3"), "v1.2-34-g0a1b2": nil, "v1.2-the-gardening": nil, "x-g0a1b2c3": nil,
		"D4711": one("diff", "D4711"), "D1234567890": one("diff", "D1234567890"), "D12345678901": one("sha", "d12345678901"), "D471": nil, "D4711x": nil, "D": nil, "DEFACED": nil,
		"I0A1b2c3d": one("change", "I0a1b2c3d"), "I0a1b2c": nil, "I0a1b2c3dx": nil, "I" + sha: one("change", "I"+sha), "I" + sha + "0": nil,
		"cl/4711": one("change", "4711"), "CL 4711": one("change", "4711"), "cl#4711": one("change", "4711"), "Cl4711": one("change", "4711"), "cl 123456789012": one("change", "123456789012"),
		"cl 1234567890123": nil, "cl 12": nil, "cl": nil, "CL 4711x": nil, "CL: 471100": one("change", "471100"), "ct 4711": nil, "4ct 4711": nil,
		"changelist 471100": one("change", "471100"), "changelist 0a1b2c3": one("sha", "0a1b2c3"), "changelist 4711": nil, "changelist 1234567890123": nil,
		"change 4711001": one("change", "4711001"), "change 471100": one("svn", "471100"), "change 0a1b2c3": one("sha", "0a1b2c3"), "change 1234567890123": nil,
		"submission 471100": one("change", "submission:471100"), "submission 0a1b2c3": one("sha", "0a1b2c3"), "submission 1234567890123": nil,
		"aosp/471100": one("change", "471100"), "aosp/1234567890": one("change", "1234567890"), "aosp/12345678901": nil, "aosp/47": nil, "aosp/471100x": nil,

		"https://example.org/ada/house/pull/12":                                       one("pull", "ada/house#12"),
		"https://example.org/ada/house/pulls/12.":                                     one("pull", "ada/house#12"),
		"https://example.org/rooms/ada/house/-/merge_requests/12":                     one("pull", "rooms/ada/house#12"),
		"http://example.org/ada/house/pull/12":                                        one("pull", "ada/house#12"),
		"https://example.org/house/pull/12":                                           nil,
		"https://example.org/ada/house/pull/lamps":                                    nil,
		"hops://example.org/ada/house/pull/12":                                        nil,
		"https://example.org/" + strings.Repeat("room/", 80) + "pull/12":              nil, // no address is that long
		"https://example.org/ada/house/pull/12#discussion_r1":                         one("pull", "ada/house#12"),
		"https://example.org/ada/house/pull/12/files#diff-1":                          one("pull", "ada/house#12"),
		"https://example.org/ada/house/pull/12/commits/" + strings.Repeat("5e1f", 10): one("sha", strings.Repeat("5e1f", 10)), // one commit of it
		"https://example.org/ada/house/pull/12/commits/0a1b2c3":                       one("pull", "ada/house#12"),
		"https://example.org/ada/house/pull/12/commits/" + strings.Repeat("hall", 10): one("pull", "ada/house#12"),
		"https://example.org/ada/house/pull/12/changes/" + sha:                        one("pull", "ada/house#12"),
		"(https://example.org/ada/house/commit/0A1b2c3)":                              one("sha", "0a1b2c3"),
		"https://example.org/ada/house/commits/" + sha:                                one("sha", sha),
		"https://example.org/ada/house/commits/hallways":                              nil,
		"https://example.org/rev/0a1b2c3d":                                            one("sha", "0a1b2c3d"),
		"https://example.org/ada/house/commit/0a1b2":                                  nil,
		"https://example.org/ada/house/commit/" + sha + "0":                           nil,
		"https://example.org/ada/house/" + sha:                                        nil,
		"https://example.org/changeset/4711":                                          one("svn", "4711"),
		"https://example.org/changeset/12":                                            nil,
		"https://example.org/changeset/123456789":                                     nil,
		"https://example.org/changeset/lamps":                                         nil,
		"https://example.org/viewvc?view=revision&rev=4711":                           one("svn", "4711"),
		"https://example.org/viewvc?rev=12345678":                                     one("svn", "12345678"),
		"https://example.org/viewvc?rev=123456789":                                    nil,
		"https://example.org/viewvc?rev=471":                                          nil,
		"https://example.org/viewvc?rev=04711":                                        nil,
		"https://x-review.example.org/c/house/+/4711/2/hall.go":                       one("change", "4711"),
		"https://x-review.example.org/#/c/4711/":                                      one("change", "4711"),
		"https://x-review.example.org/#/c/4711/2":                                     one("change", "4711"),
		"https://x-review.example.org/#/c/hall":                                       nil,
		"https://example.org/house#4711":                                              nil,
		"https://x-review.example.org/4711":                                           one("change", "4711"),
		"https://x-review.example.org/lamps":                                          nil,
		"https://x-review.example.org/47":                                             nil,
		"https://codereview.example.org/4711001/":                                     one("change", "4711001"),
		"https://example.org/house/+/" + sha:                                          one("sha", sha),
		"https://example.org/house/+/" + sha + "0":                                    nil,
		"https://example.org/house/+/" + sha + "x":                                    nil,
		"https://example.org/house/+/" + strings.Repeat("hall", 10):                   nil,
		"https://example.org/house/+/main":                                            nil,
		"https://example.org/cl/4711":                                                 one("change", "4711"),
		"https://example.org/house/cl/4711":                                           nil,
		"go.dev/cl/4711":                                                              one("change", "4711"),
		"golang.org/cl/4711":                                                          one("change", "4711"),
		"https://crrev.com/c/4711":                                                    one("change", "4711"),
		"https://crrev.com/c/4711/2":                                                  one("change", "4711"),
		"https://crrev.com/c/lamps":                                                   nil,
		"crrev.com/i/4711":                                                            one("change", "4711"),
		"https://crrev.com/12345678":                                                  one("change", "12345678"),
		"https://crrev.com/1234567":                                                   one("sha", "1234567"),
		"https://lamprev.example/4711":                                                one("change", "4711"),
		"http://lamprev.example/c/4711":                                               nil,
		"https://lamprev.example/471":                                                 nil,
		"https://lamps.example/4711":                                                  nil,
		"https://crrev.com/471":                                                       nil,
		"https://crrev.com/0a1b2c3d":                                                  one("sha", "0a1b2c3d"),
		"https://crrev.com/0a1b2c3dx":                                                 nil,
		"https://crrev.com/" + sha:                                                    one("sha", sha),
		"https://crrev.com/" + sha + "0":                                              nil,
		"https://crrev.com/":                                                          nil,
		"https://crrev.com/x/4711":                                                    nil,
		"https://crrev.com/x/12345678":                                                nil,
		"https://crrev.com/x/" + sha:                                                  nil,
		"https://reviews.example.org/D4711":                                           one("diff", "D4711"),
		"https://reviews.example.org/D4711.txt":                                       nil,
		"https://reviews.example.org/rL4711":                                          one("svn", "4711"),
		"https://reviews.example.org/rG0a1b2c3d":                                      one("sha", "0a1b2c3d"),
		"https://reviews.example.org/rG0a1b":                                          nil,
		"https://reviews.example.org/rooms/D4711":                                     nil,
		"https://example.org/4711001":                                                 nil,
		"http 0a1b2c3d":                                                               one("sha", "0a1b2c3d"),
	} {
		if diff := cmp.Diff(want, references(text, 500)); diff != "" {
			t.Errorf("%q: want -, got +:\n%s", text, diff)
		}
	}
	for text, want := range map[string]int{"[4711]": 1, " [4711/branches/1.0]": 1, "[4711], [4712] and [4713]": 3, "[12]": 0, "[4711x]": 0, "[1234567]": 0, "[4711": 0, "[4711/branches": 0, "[": 0, `of ""`: 0} {
		if refs, _, _ := refList(text, false); len(refs) != want {
			t.Errorf("%q: %v", text, refs)
		}
	}
}
