package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

func claim(t incident.ClaimType, v string) incident.Claim { return incident.Claim{Type: t, Value: v} }

func TestMayFind(t *testing.T) {
	pad := strings.Repeat("plain words about a lamp in the hall, nothing else. ", 3)
	for _, s := range stems {
		word := s.text
		switch s.verb {
		case rollback:
			word = "rolled it back"
		case backout:
			word = "backed out"
		}
		for shift := range 9 { // wherever it stands in the eight bytes that are read at once
			for _, w := range []string{word, strings.ToUpper(word)} {
				m := pad[:len(pad)-shift] + w
				if !hasStem(m) || !hasStem(m+pad) || !hasStem(w) {
					t.Errorf("%q at shift %d is missed", w, shift)
				}
			}
		}
	}
	for _, m := range []string{"", "r", pad, "rolled on", "came back home", "the route is reverse", "hot water", "understood"} {
		if hasStem(m) {
			t.Errorf("%q is let through", m)
		}
	}
	if n := testing.AllocsPerRun(10, func() { hasStem(pad) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
	o := Options{HotfixBranches: []string{"emergency/"}}
	m := "Merge branch 'emergency/stairs'\n"
	if hasStem(m) || !o.mayFind(m) {
		t.Error("chosen words are not looked for")
	}
	if f, ok := Commit(incident.Commit{Message: m}, o); !ok || f.Kind != incident.Hotfix {
		t.Errorf("chosen branch: %v %v", f, ok)
	}
}

func TestCommitCarriesTheFacts(t *testing.T) {
	c := incident.Commit{SHA: "0a1b2c3d4e", Message: "\n\nRevert \"lamp:\n dim\"\n"}
	f, ok := Commit(c, Options{})
	if !ok || f.SHA != c.SHA || f.Subject != `Revert "lamp: dim"` {
		t.Errorf("%+v", f)
	}
}

// TestSigns holds what beside its strength a finding tells of its wording: a "T" where its title begins with such a
// word, a "V" where that is vague, a "P" where it is plain, an "A" where it is done anew.
func TestSigns(t *testing.T) {
	for message, want := range map[string]string{
		"Revert \"dim the lamp\"\n": "TP",
		"Revert the lamp\n":         "TP",
		"revert: the lamp\n":        "TV", // a scope, perhaps
		"revert: #12\n":             "TP",
		"Revert lamps\n":            "TP",
		"Reintroduce the lamp\n":    "TV",
		"Light the hall\n\nThis reverts commit 0a1b2c3d.\n":       "",
		"Light the hall again\n\nThis reverts commit 0a1b2c3d.\n": "A",
		"Light the hall (take 2)\n\nIt was reverted in r4711.\n":  "A",
		"Reland \"dim the lamp\" (take 2)\n":                      "TPA",
	} {
		f, _ := Commit(incident.Commit{Message: message}, Options{})
		got := ""
		for i, sign := range []bool{f.Titled, f.Vague, f.Plain(), f.Anew} {
			if sign {
				got += "TVPA"[i : i+1]
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", message, got, want)
		}
	}
}

// TestCommit holds which claims a finding keeps, and what is none.
func TestCommit(t *testing.T) {
	wordings(t, map[string]string{
		"Light the hall as before the rollback of #12 (#15)\n":                                          "weak revert prose: pull 12", // not its own
		"Revert \"dim the lamp\" (#12)\n\nReverts #12.\n":                                               "strong revert github: pull 12, subject dim the lamp",
		"Auto merge of #15 - ada:hall, r=grace\n\nLight the hall\n\nThis is a partial revert of #12.\n": "likely revert bors partial: pull 12",
		"Light the hall\n\nThis reverts commit 0a1b2c3d4e, and 0a1b2c3 with it.\n":                      "likely revert git: sha 0a1b2c3d4e", // the same twice
		"Light the hall\n\nThis reverts commit 0a1b2c3, and 0a1b2c3d4e with it.\n":                      "likely revert git: sha 0a1b2c3",
		"Light the hall\n\nThis reverts commits 0a1b2c3, 0a1b2c4 and #12.\n":                            "likely revert git: sha 0a1b2c3, sha 0a1b2c4, pull 12",
		"Back home\n":      "none",
		"The rollbacker\n": "none",
	})
	message := "Revert many lamps\n\n"
	for i := range 80 {
		message += fmt.Sprintf("This reverts #%d.\n\n", 100+i)
	}
	if f, _ := Commit(incident.Commit{Message: message}, Options{}); len(f.Claims) != maxClaims {
		t.Errorf("%d claims are held", len(f.Claims))
	}
	if n := testing.AllocsPerRun(10, func() { Commit(incident.Commit{Message: "Light the hall\n\nIt was dark.\n"}, Options{}) }); n > 0 {
		t.Errorf("a message without any of the words costs %v allocations", n)
	}
}

// Ten megabytes are read in the time of their first and last kilobytes.
func TestLongMessages(t *testing.T) {
	for name, unit := range map[string]string{
		"one line": "Revert ", "quotes": `Revert "`, "parentheses": "revert (((", "lines": "This reverts commit\n", "trailers": "Key: value\n",
		"nul": "revert\x00", "invalid": "revert \xff", "refs": "Reverts r1234, #12 and ", "tags": "[revert] ", "spaces": "revert   ", "paragraphs": "a\n\n",
		"arrows": "> revert\n", "urls": "https://a/b/pull/", "pulls": "(#1) ",
	} {
		t.Run(name, func(t *testing.T) {
			c := incident.Commit{Message: strings.Repeat(unit, 10<<20/len(unit))}
			if f, ok := Commit(c, Options{}); ok {
				check(t, f.Claims)
				if len(f.Subject) > titleLimit {
					t.Errorf("subject of %d bytes", len(f.Subject))
				}
			}
			check(t, Names(c))
			check(t, linked(c))
			Trailers(c.Message)
			SubjectKey(c.Message)
		})
	}
}

// linked are the claims of a message's links.
func linked(c incident.Commit) []incident.Claim {
	var out []incident.Claim
	for _, l := range Links(c) {
		out = append(out, l.Claim)
	}
	return out
}

func TestTrailers(t *testing.T) {
	for _, c := range []struct {
		name, message string
		want          []Trailer
	}{
		{"none", "subject: not one\n", nil},
		{"last paragraph", "s\n\ntext\n\nOwnup: skip\nCorrects: #12\n", []Trailer{{"Ownup", "skip"}, {"Corrects", "#12"}}},
		{"key of a measure", "s\n\nCorrects: r-0a1b2c3d4e5f\n", []Trailer{{"Corrects", "r-0a1b2c3d4e5f"}}},
		{
			"several paragraphs", "s\n\ntext\n\nOwnup: skip\n\ngit-svn-id: https://svn.example.org/x@12 uuid\n",
			[]Trailer{{"Ownup", "skip"}, {"git-svn-id", "https://svn.example.org/x@12 uuid"}},
		},
		{"continued", "s\n\nFixes: 0a1b2c3d4e (\"hall:\n dim\")\n", []Trailer{{"Fixes", `0a1b2c3d4e ("hall: dim")`}}},
		{"quoted", "s\n\nReason for revert: x\n\nOriginal change's description:\n> t\n>\n> Ownup: skip\n\nChange-Id: I1\n", []Trailer{{"Reason for revert", "x"}, {"Change-Id", "I1"}}},
		{"quoted without marks", "s\n\nOriginal commit message:\n\nt\n\nOwnup: skip\n", nil},
		{"prose", "s\n\nNote: this is\nonly a paragraph of prose\nwhich goes on and on\n", nil},
		{"address", "s\n\nhttps://example.org\n", nil},
		{"crlf", "s\r\n\r\nOwnup: skip\r\n", []Trailer{{"Ownup", "skip"}}},
		{"picked", "s\n\n(cherry picked from commit 0a1b2c3d4e)\nOwnup: skip\n", []Trailer{{"cherry picked from commit", "0a1b2c3d4e"}, {"Ownup", "skip"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Trailers(c.message)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNames(t *testing.T) {
	const sha = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567"
	for _, c := range []struct {
		name, message string
		want          []incident.Claim
	}{
		{"squash", "Dim the lamp (#12)\n", []incident.Claim{claim("pull", "12"), claim("subject", "dim the lamp")}},
		{"two numbers", "Dim the lamp (#12) (#15)\n", []incident.Claim{claim("pull", "15"), claim("pull", "12"), claim("subject", "dim the lamp")}},
		{"merge", "Merge pull request #12 from ada/x\n", []incident.Claim{claim("pull", "12"), claim("subject", "merge pull request #12 from ada/x")}},
		{"queue", "Auto merge of #12 - ada:x, r=y\n", []incident.Claim{claim("pull", "12"), claim("subject", "auto merge of #12 - ada:x, r=y")}},
		{
			"gitlab", "Merge branch 'x'\n\nDim\n\nSee merge request home/house!12\n",
			[]incident.Claim{claim("pull", "12"), claim("pull", "home/house#12"), claim("subject", "merge branch 'x'")},
		},
		{"imported, by path", "x: y\n\nsvn path=/trunk/; revision=4711\n", []incident.Claim{claim("svn", "4711"), claim("subject", "x: y")}},
		{"phabricator", "x: y\n\nDifferential Revision: https://reviews.example.org/D4711\n", []incident.Claim{claim("diff", "D4711"), claim("subject", "x: y")}},
		{
			"imported", "x: y\n\nDifferential Revision: D4711\n\nfbshipit-source-id: " + sha + "\n",
			[]incident.Claim{claim("diff", "D4711"), claim("change", sha[:12]), claim("sha", sha), claim("subject", "x: y")},
		},
		{"not the undone one", "Revert D4711: x\n\nDifferential Revision:\nD4711\n", []incident.Claim{claim("subject", "revert d4711: x")}},
		{
			"not the undone one, in the first paragraph", "Revert D4711: x\nDifferential Revision: D4711\n",
			[]incident.Claim{claim("subject", "revert d4711: x differential revision: d4711"), claim("subject", "revert d4711: x")},
		},
		{"a pull request's branch by its number", "Merge branch 'pr/2830'\n", []incident.Claim{claim("pull", "2830"), claim("subject", "merge branch 'pr/2830'")}},
		{
			"gerrit", "x: y\n\nChange-Id: I0A1B2C3D4E\nReviewed-on: https://x-review.example.org/c/house/+/4711\n",
			[]incident.Claim{claim("change", "I0a1b2c3d4e"), claim("change", "I0a1b2c3d"), claim("change", "4711"), claim("subject", "x: y")},
		},
		{
			"gerrit, quoted", "Revert \"x: y\"\n\nOriginal change's description:\n> x: y\n>\n> Change-Id: I0a1b2c3d4e\n\nChange-Id: I76543210f\n",
			[]incident.Claim{claim("change", "I76543210f"), claim("change", "I76543210"), claim("subject", `revert "x: y"`)},
		},
		{"google", "x: y\n\nPiperOrigin-RevId: 471100\n", []incident.Claim{claim("change", "471100"), claim("subject", "x: y")}},
		{
			"google, in the first paragraph", "x: y\nChange: 147087276\n",
			[]incident.Claim{claim("change", "147087276"), claim("subject", "x: y change: 147087276"), claim("subject", "x: y")},
		},
		{"a number of something else", "x: y\n\nChange: 471100\n", []incident.Claim{claim("subject", "x: y")}},
		{"a review beside the address of a commit", "x: y\n\nDifferential Revision:\nD39600889 (https://github.com/a/b/commit/" + sha + ")\n", []incident.Claim{
			claim("diff", "D39600889"), claim("subject", "x: y"),
		}},
		{"a list", "x: y\n\nReview-Url: https://codereview.example.org/4711001\nReview URL: https://codereview.example.org/4711002\nReviewed-at: https://codereview.example.org/4711003\n", []incident.Claim{
			claim("change", "4711001"), claim("change", "4711002"), claim("change", "4711003"), claim("subject", "x: y"),
		}},
		{"pulls", "x: y\n\nPR-URL: https://h/a/b/pull/1\nPull-Request: https://h/a/b/pull/2\nPull request: #3\nMerges: #4\nPull request resolved #5\nCloses: #6\n", []incident.Claim{
			claim("pull", "a/b#1"), claim("pull", "a/b#2"), claim("pull", "3"), claim("pull", "4"), claim("pull", "5"), claim("pull", "6"), claim("subject", "x: y"),
		}},
		{"changelists", "x: y\n\nCL: 4711\nCOPYBARA_INTEGRATE_REVIEW: https://h/a/b/pull/1\nCOPYBARA_INTEGRATE_REVIEW=https://h/a/b/pull/2 from x\nllvm-svn: 4712\n", []incident.Claim{
			claim("change", "4711"), claim("pull", "a/b#1"), claim("pull", "a/b#2"), claim("svn", "4712"), claim("subject", "x: y"),
		}},
		{"rolled up", "Rollup merge of #12 - ada:x, r=y\n", []incident.Claim{claim("pull", "12"), claim("subject", "rollup merge of #12 - ada:x, r=y")}},
		{"merged elsewhere", "Merged PR 12: x\n", []incident.Claim{claim("pull", "12"), claim("subject", "merged pr 12: x")}},
		{"picked by hand", "x: y\n\nCherry-picked from master commit " + sha + "\n", []incident.Claim{claim("sha", sha), claim("subject", "x: y")}},
		{"picked with changes", "x: y\n\n(cherry picked with minor changes from commit " + sha + ")\n", []incident.Claim{claim("sha", sha), claim("subject", "x: y")}},
		{
			"resolved", "x: y\n\nPull Request resolved: https://github.com/example/house/pull/12\n",
			[]incident.Claim{claim("pull", "example/house#12"), claim("subject", "x: y")},
		},
		{"issue", "KAFKA-123: x (#12)\n", []incident.Claim{claim("pull", "12"), claim("issue", "KAFKA-123"), claim("subject", "kafka-123: x")}},
		{
			"issue in brackets", "[FIXED JENKINS-123] x\n",
			[]incident.Claim{claim("issue", "JENKINS-123"), claim("subject", "[fixed jenkins-123] x"), claim("subject", "x")},
		},
		{"bug", "Bug 1234567 - x\n", []incident.Claim{claim("issue", "bug 1234567"), claim("subject", "bug 1234567 - x")}},
		{"issue of something else", "x after KAFKA-123\n", []incident.Claim{claim("subject", "x after kafka-123")}},
		{"empty", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Names(incident.Commit{Message: c.message})); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What a revert claims, the commit that it means carries as a name.
func TestClaimsMeetNames(t *testing.T) {
	for _, c := range []struct{ original, undo string }{
		{"Dim the Lamp (#12)\n", "Revert \"Dim the lamp (#12)\" (#15)\n"},
		{"Dim the lamp.\n", "Revert \"Dim the  lamp\"\n"},
		{"Dim the lamp (#12)\n", "Reverts #12\n"},
		{"Revert \"Dim\nthe lamp\" (#15)\n", "Revert \"Revert \"Dim the lamp\" (#15)\" (#16)\n"},
		{"Revert^2 \"Dim the lamp\"\n", "Revert^3 \"Dim the lamp\"\n"},
		{"Reapply \"Dim the lamp\"\n", "Revert \"Revert \"Revert \"Dim the lamp\"\"\"\n"},
		{"Dim “the” lamp\n", "Revert 'Dim \"the\" lamp'\n"},
		{"x\n\nChange-Id: I0a1b2c3d4e5f\n", "y\n\nRevert submission 1\n\nReverted Changes:\nI0a1b2c3d4e5f:Dim\n"},
		{"x\n\nPiperOrigin-RevId: 471100123\n", "Automated rollback of changelist 471100123\n"},
		{"x\n\nReviewed-on: https://go-review.example.org/c/house/+/471100\n", "y\n\nThis reverts CL 471100.\n"},
		{"x\n\nfbshipit-source-id: 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567\n", "Back out \"y\"\n\nOriginal commit changeset: 0a1b2c3d4e5f\n"},
		{"x\n\ngit-svn-id: https://svn.example.org/a@4711 1-2\n", "Revert r4711.\n"},
	} {
		f, ok := Commit(incident.Commit{Message: c.undo}, Options{})
		names, met := Names(incident.Commit{Message: c.original}), false
		for _, n := range names {
			for _, have := range f.Claims {
				met = met || n == have
			}
		}
		if !ok || !met {
			t.Errorf("%q claims %v, %q is named %v", c.undo, f.Claims, c.original, names)
		}
	}
}

func TestLinks(t *testing.T) {
	link := func(how How, kind incident.ClaimType, value string) Link { return Link{claim(kind, value), how} }
	changeID := "I" + strings.Repeat("0a1b", 10)
	for _, c := range []struct {
		message string
		want    []Link
	}{
		{
			"x\n\nFixes: 0a1b2c3d4e (\"hall: dim the lamp\")\n",
			[]Link{link(Outright, "sha", "0a1b2c3d4e"), link(Outright, "subject", "hall: dim the lamp")},
		},
		{"x\n\nFixes #12\n", nil},
		{"x\n\nCorrects #12\n", nil},
		{"x\n\nFixes: https://github.com/example/house/commit/0a1b2c3d4e\n", []Link{link(Outright, "sha", "0a1b2c3d4e")}},
		{"x\n\nFollow-up to 0a1b2c3d4e #12\n", []Link{link(Outright, "sha", "0a1b2c3d4e"), link(Outright, "pull", "12")}},
		{"x\n\nRegressed in 0a1b2c3d4e.\n", []Link{link(Outright, "sha", "0a1b2c3d4e")}},
		{"x\n\nThis was a regression from #12 in the hall\n", []Link{link(Worded, "pull", "12")}},
		{"x\n\nCaused-by: r4711\n", []Link{link(Outright, "svn", "4711")}},
		{"x\n\nOriginal change's description:\n> Fixes: 0a1b2c3d4e\n", nil},

		{"x\n\nSince commit 0a1b2c3d4e the hall is dark.\n", []Link{link(Worded, "sha", "0a1b2c3d4e")}},
		{"x\n\nFixes: v7.0~44 \"hall: dim the lamp\"\n", []Link{link(Outright, "tag", "v7.0~44"), link(Outright, "subject", "hall: dim the lamp")}},
		{"x\n\nSince commit v3.11.0-rc1~274^2 (hall: dim the lamp, 2017-10-05) the hall is dark.\n", []Link{link(Worded, "tag", "v3.11.0-rc1~274^2"), link(Worded, "subject", "hall: dim the lamp")}},
		{"x\n\nAs v1.6.1-rc1~294^2~3^ tells, it was lit.\n", []Link{link(InPassing, "tag", "v1.6.1-rc1~294^2~3^")}},
		{"x\n\nNot v1.2^{commit}, v1.2^..v1.3, v1.2~12345, 1.2~3, v1.2~rc1, ~3, v1.2~1~1~1~1~1~1~1~1~1 or v12~3.\n", nil},
		{"x\n\nThe lamp was\nintroduced in 0a1b2c3d4e.\n", []Link{link(Worded, "sha", "0a1b2c3d4e")}},
		{"x\n\nIntroduced in: 0a1b2c3d4e\n", []Link{link(Outright, "sha", "0a1b2c3d4e")}},
		{"x\n\nThe hall is dark, which 0a1b2c3d4e did not mean.\n", []Link{link(InPassing, "sha", "0a1b2c3d4e")}},
		{"lamp: light the hall again after 0a1b2c3d4e\n", []Link{link(InPassing, "sha", "0a1b2c3d4e")}},
		{
			"x\n\nBefore 1111111a it was lit.\n\nThe switch, introduced in 0a1b2c3d4e, is dead.\n\nFixes: 2222222a\n",
			[]Link{link(Outright, "sha", "2222222a"), link(Worded, "sha", "0a1b2c3d4e"), link(InPassing, "sha", "1111111a")},
		},
		{"x\n\n0a1b2c3d4e broke it.\n\nFixes: 0a1b2c3d\n", []Link{link(Outright, "sha", "0a1b2c3d")}},
		{"x\n\nThe lamp came in #12, after bug #13 and example/house#14, see D1234.\n", []Link{link(InPassing, "pull", "12")}},
		{"x (#12)\n\n#12 again\n\nCloses #13\n", nil},
		{"x\n\nSince " + changeID + " it is dark.\n", []Link{link(InPassing, "change", changeID)}},
		{"x\n\nAs in " + changeID + ".\n\nDepends-On: I1" + changeID[2:] + "\nChange-Id: " + changeID + "\n", nil},
		{"x\n\nAs ran with aosp/12345.\n", nil},
		{"x\n\n(cherry picked from commit 0a1b2c3d4e)\n", nil},
		{"x\n\nThis is a backport of #12 and of 0a1b2c3d4e.\n", nil},
		{"x (cherry-pick of #12)\n", nil},
		{"x\n\nTested-by: 0a1b2c3d4e\n", nil},
		{"x\n\nThis reverts commit 0a1b2c3d4e, reversing\nchanges made to 1111111a.\n", []Link{link(InPassing, "sha", "0a1b2c3d4e")}},
		{"x\n\nThis reverts commit 0A1B2C3D4E reversing changes made\nto 1111111a. It came with 2222222a.\n", []Link{link(InPassing, "sha", "0a1b2c3d4e"), link(InPassing, "sha", "2222222a")}},
		{"x\n\nThis reverts commit 0a1b2c3d4e, reversing\nchanges made to 1111111a.\n\nBroken by 1111111a.\n", []Link{link(Worded, "sha", "1111111a"), link(InPassing, "sha", "0a1b2c3d4e")}},
		{"x\n\nThis reverts commit 0a1b2c3d4e, reversing\nchanges made to 1111111a.\n\nIt reverts commit 2222222a, reversing\nchanges made to 3333333a.\n", []Link{link(InPassing, "sha", "0a1b2c3d4e"), link(InPassing, "sha", "2222222a")}},
		{"x\n\nIt works by reversing changes made to 0a1b2c3d4e.\n", []Link{link(InPassing, "sha", "0a1b2c3d4e")}},
		{"x\n\nThis reverts commit 0a1b2c3d4e, reversing changes made to", []Link{link(InPassing, "sha", "0a1b2c3d4e")}},
		{"x\n\n[ Upstream commit 0a1b2c3d4e ]\n\nIt is dark.\n", nil},

		{"fixup! lamp: dim the hall\n", []Link{link(Outright, "subject", "lamp: dim the hall")}},
		{"fixup! squash! lamp: dim the hall\n", []Link{link(Outright, "subject", "lamp: dim the hall")}},
		{"oh! no! not again\n", nil},
		{"x\n\n" + strings.Repeat("Introduced in the hall.\n", 200) + "Introduced in 0a1b2c3d4e.\n", nil}, // nobody reads that far

		{"KAFKA-123 follow-up: light the hall\n", []Link{link(Outright, "issue", "KAFKA-123")}},
		{"[SPARK-123][HALL][FOLLOWUP] Light the hall\n", []Link{link(Outright, "issue", "SPARK-123")}},
		{"HBASE-123. Dim the hall (ADDENDUM)\n", []Link{link(Outright, "issue", "HBASE-123")}},
		{"OOZIE-123 amend Dim the hall\n", []Link{link(Outright, "issue", "OOZIE-123")}},
		{"Bug 1234567 - Followup to light the hall. r=ada\n", []Link{link(Outright, "issue", "bug 1234567")}},
		{"MINOR: Light the hall (KAFKA-123 follow-up)\n", []Link{link(Outright, "issue", "KAFKA-123")}},
		{"x\n\nA regression from KAFKA-123.\n", []Link{link(Outright, "issue", "KAFKA-123")}},
		{"KAFKA-123: light the hall\n", nil},
		{"x\n\nFixes KAFKA-123\n", nil},
		{"Follow-up on UTF-8 and CVE-2020-1234 and A-1\n", nil},
		{"The prefollow-up of KAFKA-123\n", nil},
	} {
		if diff := cmp.Diff(c.want, Links(incident.Commit{Message: c.message})); diff != "" {
			t.Errorf("%q: %s", c.message, diff)
		}
	}
}

// TestLinkWords holds the words that link, and where they do so outright: in a sentence that tells how things came to
// be only with a colon.
func TestLinkWords(t *testing.T) {
	for words, how := range map[string]How{
		"fixes|fixup for|fixup|fix for|follow-up to|followup to|follow up to|follow-up on|follow-up for|follow up for|followup for|regressed in|caused-by|" +
			"bisected to|amends|corrects|complements": Outright,
		"regression in|regression since|regression from|regressed by|regression of|caused by|introduced in|introduced by|broken in|broken by|broken since|" +
			"since commit": Worded,
	} {
		for word := range strings.SplitSeq(words, "|") {
			for message, want := range map[string]How{
				"x\n\n" + word + " 0a1b2c3d\n": how, "x\n\n" + word + ": 0a1b2c3d\n": Outright, "x\n\nThis " + word + " 0a1b2c3d.\n": Worded,
			} {
				if got := Links(incident.Commit{Message: message}); len(got) != 1 || got[0] != (Link{claim("sha", "0a1b2c3d"), want}) {
					t.Errorf("%q: %v, want %v", message, got, want)
				}
			}
		}
	}
}

// TestNamesOfCopies holds the words by which a message says of which commit its own is a copy.
func TestNamesOfCopies(t *testing.T) {
	for gap, words := range map[string]string{
		"% 0a1b2c3d":          "cherry picked|cherry-picked|cherry pick|cherry-pick|cherrypick|partial cherry picked|backported|backport|backports|Backport:",
		"(% 0a1b2c3d)":        "cherry picked|cherry-picked|cherry pick|cherry-pick|cherrypick|partial cherry picked|backported|backport|backports",
		"Backport % 0a1b2c3d": "from|of|commit|commits|upstream|master|main|trunk|the|with|changes|fixes|minor|hash|part|sha",
	} {
		for word := range strings.SplitSeq(words, "|") {
			line := strings.ReplaceAll(gap, "%", word)
			names := Names(incident.Commit{Message: "x: y\n\n" + line + "\n"})
			if len(names) != 2 || names[0] != claim("sha", "0a1b2c3d") {
				t.Errorf("%q: %v", line, names)
			}
		}
	}
}

func TestSubjectKey(t *testing.T) {
	for _, group := range [][]string{
		{"dim the lamp", "Dim the lamp", " Dim  the lamp. ", "Dim the lamp (#12)", "Dim the lamp (#12) (#15)", "DIM THE LAMP"},
		{"dim the lamp", "Dim the lamp (https://github.com/ada/hall/issues/12)", "Dim the lamp (https://github.com/ada/hall/pull/12)"},
		{`revert "dim the lamp"`, `Revert "Dim the lamp" (#15)`, `Revert "Dim the lamp (#12)" (#15)`, `Reverts 'Dim the lamp'`, `Revert^1 "Dim the lamp"`, `Revert "Reapply "Dim the lamp""`},
		{`reapply "dim the lamp"`, `Revert "Revert "Dim the lamp""`, `Revert^2 "Dim the lamp"`, `Reapply "Dim the lamp"`, `Reland "Dim the lamp"`},
		{"dim the la…", "Dim the la...", "Dim the la…"},
		{"", "", "  ", "."},
	} {
		for _, s := range group[1:] {
			if got := SubjectKey(s); got != group[0] {
				t.Errorf("%q: %q, not %q", s, got, group[0])
			}
		}
	}
	for _, s := range []string{"a lamp (https://github.com/ada/hall/wiki/12)", "a lamp (https://github.com/12)", "a lamp (https://github.com/ada/hall/issues/)"} {
		if SubjectKey(s) != s {
			t.Errorf("%q: %q", s, SubjectKey(s))
		}
	}
	if SubjectKey("a [x] lamp") == SubjectKey("a lamp") {
		t.Error("different subjects meet")
	}
}

func BenchmarkCommit(b *testing.B) {
	c := incident.Commit{Message: "Revert \"lamp: dim after an hour\"\n\nThis reverts commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567.\n\nPeople read longer.\n\nSigned-off-by: A <a@example.org>\n"}
	for b.Loop() {
		Commit(c, Options{})
	}
}

// wordings holds what is found in messages: "strength kind dialect partial: claim, claim".
func wordings(t *testing.T, want map[string]string) {
	t.Helper()
	for message, want := range want {
		f, _ := Commit(incident.Commit{Message: message}, Options{})
		got, sep := fmt.Sprintf("%s %s %s", f.Strength, f.Kind, f.Dialect), ": "
		if f.Partial {
			got += " partial"
		}
		for _, c := range f.Claims {
			got += sep + string(c.Type) + " " + c.Value
			sep = ", "
		}
		if strings.TrimSpace(got) != want {
			t.Errorf("%q: %s, want %s", message, got, want)
		}
	}
}
