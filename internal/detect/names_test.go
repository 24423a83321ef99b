package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestNameLines holds which lines of a body name the commit, and which only look like it.
func TestNameLines(t *testing.T) {
	const sha = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
	for line, want := range map[string]string{
		"git-svn-id: svn://h/trunk@4711 9117": "svn 4711", "git-svn-id: svn://h/trunk 4711": "", "git-svn-id: svn://h@hall": "",
		"git-svn-id: svn://h@123456789": "svn 123456789", "git-svn-id: svn://h@1234567890": "",
		"p4raw-id: //house@4711": "change 4711", "p4raw-id: //house@hall": "", "p4raw-id: //house": "", "[git-p4: change = 4711]": "change 4711", "[git-p4: change = hall]": "", "[git-p4: 4711]": "",
		"llvm-svn: 4711": "svn 4711", "llvm-svn: lamps": "", "CL: 471": "change 471", "CL: lamps": "", "Change: 4711001": "change 4711001", "Change: lampslamps": "",
		"PiperOrigin-RevId: lamps": "", "MOE_MIGRATED_REVID=lamps": "", "MOE_MIGRATED_REVID=4711": "change 4711",
		"Change-Id: I0a1b2c3d": "change I0a1b2c3d", "Change-Id: I0a1b2c3": "", "Change-Id: 0a1b2c3d4e": "", "Change-Id: I0a1b2c3dxyz": "", "Change-Id:": "",
		"fbshipit-source-id: 0a1b2c3d4e5f": "change 0a1b2c3d4e5f, sha 0a1b2c3d4e5f", "fbshipit-source-id: 0a1b2c3d4e5": "", "fbshipit-source-id: 0a1b2c3d4e5f or so": "",
		"fbshipit-source-id: " + sha: "change " + sha[:12] + ", sha " + sha, "fbshipit-source-id: " + sha + "0": "",
		"Closes: #6": "pull 6", "Closes: 6": "", "Closes: #6, #7": "", "Closes: #": "", "Closes #6, #7": "pull 6", "Closes #hall": "", "Closes #1234567890": "",
		"See merge request !12": "pull 12", "See merge request home/house!12": "pull 12, pull home/house#12", "See merge request the house!12": "pull 12",
		"See merge request home/house!lamp": "", "See merge request https://h/a/b/merge_requests/12": "pull a/b#12", "See merge request !1234567890": "",
		"Originally committed as revision 4711 to svn://h": "svn 4711", "Originally committed as revision lamp": "", "svn path=/trunk/; revision=1234567890": "",
		"Pull request: v1.2~3": "", // the way from a tag leads to another
		"Merges: #4 and #4":    "pull 4", "(cherry picked from commit 0a1b2c3)": "sha 0a1b2c3", "(cherry picked from commit 0a1b2c)": "", "(cherry picked from commit " + sha + "0)": "",
		"commit 0a1b2c3d broke it": "", "commit 0a1b2c3d upstream.": "sha 0a1b2c3d", "[ Upstream commit 0a1b2c3d ]": "sha 0a1b2c3d", "commit upstream": "", "Change: follow commit 0a1b2c3d upstream": "",
		"Differential Revision:\n\nD4711": "diff D4711", "Differential Revision:\nD4711": "diff D4711", "D4711": "",
	} {
		var got []string
		for _, n := range Names(incident.Commit{Message: "lamp\n\n" + line + "\n"}) {
			if short := n.Value == "lamp" || len(n.Value) == 9 && strings.HasPrefix(n.Value, "I") && line != "Change-Id: "+n.Value; !short {
				got = append(got, fmt.Sprintf("%s %s", n.Type, n.Value))
			}
		}
		if names := strings.Join(got, ", "); names != want {
			t.Errorf("%q: %s, want %s", line, names, want)
		}
	}
}

// TestNamesOfSubjects holds the names that a first paragraph gives, without the key of all of it.
func TestNamesOfSubjects(t *testing.T) {
	for head, want := range map[string]string{
		"Dim the lamp":              "",
		"12 lamps are dim":          "",
		"Merge PR #12: dim":         "pull 12",
		"Merge PR #lamp: dim":       "",
		"Merge PR #lamp: dim (#12)": "pull 12",
		"Merge PR #123456789: dim":  "pull 123456789",
		"Merge PR #1234567890: dim": "",
		"Merge pull request #12 from ada/lamp\n\n Dim the lamp (#12) \nmore": "pull 12, title dim the lamp",
		"Merge pull request #12 from ada/lamp":                               "pull 12",
		"[hall] Dim the lamp":                                                "subject dim the lamp",
		"Dim the lamp\nin the hall":                                          "subject dim the lamp",
		"Dim the lamp (#12)\n\nCloses #6\nPR-URL: https://h/a/b/pull/12":     "pull 12, pull a/b#12",
		"Dim the lamp (#12)\n\nCloses #6 from ada/lamp":                      "pull 12, pull 6",
		"Dim the lamp (take 2)":                                              "subject dim the lamp",
		"Revert the lamp (take 2)":                                           "", // which is no other try of the lamp
	} {
		var got []string
		for _, n := range Names(incident.Commit{Message: head + "\n"}) {
			if n.Value != SubjectKey(incident.Subject(head)) {
				got = append(got, fmt.Sprintf("%s %s", n.Type, n.Value))
			}
		}
		if names := strings.Join(got, ", "); names != want {
			t.Errorf("%q: %s, want %s", head, names, want)
		}
	}
}

// TestNamesAreBounded holds that a message can't give any number of names, and that lines without one cost nothing.
func TestNamesAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range 2 * maxClaims {
		fmt.Fprintf(&b, "Closes #%d\n", i)
	}
	if n := len(Names(incident.Commit{Message: "x\n\n" + b.String()})); n != maxClaims {
		t.Errorf("%d names", n)
	}
	body := strings.Repeat("The Lamp is dim in the hall.\n", 9)
	if n := testing.AllocsPerRun(10, func() { eachName(body, nil) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestNamesShortened(t *testing.T) {
	for value, want := range map[string]string{"Ie5701e5c0": "Ie5701e5c", "Ie5701e5c": "", "Ie57": "", "4711001122": "", "": ""} {
		if got := ShortChangeID(claim("change", value)); got != want {
			t.Errorf("%q: %q", value, got)
		}
	}
	if got := lineNames("git-svn-id"); got != nil {
		t.Errorf("a line without a value: %v", got)
	}
	if got := ShortChangeID(claim("sha", "Ie5701e5c0")); got != "" {
		t.Errorf("not of a change: %q", got)
	}
}
