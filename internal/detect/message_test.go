package detect

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Each row is a message with a gap, the words that may stand there, and how much a finding it is with any of them; 0 is
// none.
func TestMessageParts(t *testing.T) {
	for _, c := range []struct {
		message, words string // words divided by |
		want           Strength
		subject        string // "" where it is the first line
	}{
		// where the subject ends
		{"Light the hall\n%\nReverts r4711\n", "|-----|--------", Likely, "Light the hall"},
		{"Light the hall\n%\nIt reverts in the dark\n", "----", Weak, "Light the hall ---- It reverts in the dark"},
		{"Light the hall%", " reverted", Weak, "Light the hall reverted"},
		{"Revert the lamp\n%\n", "Revert r4711|Back out r4711|Reverts r4711", Strong, "Revert the lamp"},
		{"Light the hall\n%\n", "Reverts r4711", Likely, ""},
		{"Light the hall\n%\nReverts r4711\n", "lamps", Likely, "Light the hall lamps"},
		{"Light the hall\n%\n", "revert r4711", Weak, "Light the hall revert r4711"},
		{"Light the hall\n%\n", "Reverts the stairs", Weak, "Light the hall Reverts the stairs"},
		{"Light the hall\n%\n\nThe stairs need a revert.\n", "Hotfix r4711", Weak, "Light the hall Hotfix r4711"},

		// what the body says of itself
		{"Light the hall\n\n%everts r4711\n", "R|This r|Summary: r|This commit also r|Note: this partially r", Likely, ""},
		{"Light the hall\n\n%everts r4711\n", "\tR|    R|\tThis r|    This r|The lamp r|The message begins with \"this r|\"R", Weak, ""},
		{"Light the hall\n\nIt is dark%\nReverts r4711\n", "|.|, and the lamp is out, so nobody sees the old stairs.", Likely, ""},
		{"Light the hall\n\nIt is dark%\nreverts r4711\n", ", and the lamp is out, so nobody sees what the switch", Weak, ""},
		{"Light the hall\n\nIt is dark%\n* reverts r4711\n", ", and the lamp is out, so nobody sees what the switch", Weak, ""},
		{"Light the hall\n\nThe lamps are out, and nobody sees what is there, so\n%everts r4711\n", "this r|This r|this commit r", Likely, ""},
		{"Light the hall\n\nThis%\nreverts r4711\n", "| commit| partially", Likely, ""},
		{"Light the hall\n\nIt was lit, so% reverts r4711\n", " this| this PR largely| these changes| that (this essentially| this PR hence", Likely, ""},
		{"Light the hall\n\nIt was lit, so% reverts r4711\n", "| these| partially", Weak, ""},
		{"Light the hall\n\nThis\n\n%everts r4711\n", "that r|it never r", Weak, ""},
		{"Light the hall\n\n%everted r4711\n", "R|Manually r", Likely, ""},
		{"Light the hall\n\n%everted r4711\n", "    R|Lamp\nr", Weak, ""},
		{"Light the hall\n\nThe new lamps use a mechanism% to revert r4711.\n", " that is known|, which is meant", Weak, ""},
		{"Light the hall\n\nThis is a revert of r4711%, but is not.\n", ". The lamp looks new", Likely, ""},
		{"Light the hall\n\nThis is a revert of r4711%, but is not.\n", "| by its looks", 0, ""},
		{"Light the hall\n\nThe new lamps have a% to revert.\n", " mechanism|n option| way|n easy way", 0, ""},
		{"Light the hall, %reverted\n", "avoid |can be |could always be ", 0, ""},

		// lists of several commits' messages
		{"Light the hall\n\n%\n\nThis reverts r4711.\n", "* dim|dim\n\n* light\n* paint", Weak, ""},
		{"Light the hall\n\n%\n\nThis reverts r4711.\n", "dim\n\n* light", Likely, ""},

		// the title of a merge
		{"Merge branch 'lamp'\n\n%evert r4711\n", "R|\n \tR", Strong, ""},
		{"Merge branch 'lamp'\n\n%\n", "- Revert r4711|* Revert r4711", Weak, ""},
		{"Merge branch 'revert'%", "", Weak, ""},
	} {
		for word := range strings.SplitSeq(c.words, "|") {
			message := strings.ReplaceAll(c.message, "%", word)
			f, ok := Commit(incident.Commit{Message: message}, Options{})
			subject := c.subject
			if subject == "" {
				subject, _, _ = strings.Cut(message, "\n")
			}
			if f.Strength != c.want || ok && f.Subject != subject {
				t.Errorf("%q: found %v, %s %s of %q, want %s", message, ok, f.Strength, f.Kind, f.Subject, c.want)
			}
		}
	}
}

// TestOwn holds what of a body is the commit's own, and the first lines of what it quotes.
func TestOwn(t *testing.T) {
	for body, want := range map[string][3]string{
		"dark\n":   {"dark\n", "", ""},
		"> dark\n": {"\n", "", ""},
		"Original change's description:\n> dim\n> dark\nlight\n":                            {"\n\n\nlight\n", "dim", "dim"},
		"Original commit message:\n\n\"dim\"\ndark\nChange-Id: I1\nlight\n":                 {"\n\n\n\nChange-Id: I1\n\n", "dim", "dim"},
		"Original commit message:\ndim\ngit-svn-id: x\nOriginal message:\nlight\n":          {"\n\ngit-svn-id: x\n\n\n", "dim", "light"},
		"> [!NOTE]\n> dim and\ndark\n\nlight\n":                                             {"\n\n\n\nlight\n", "", ""},
		"««« Original\ndim\n»»»\ndark\n":                                                    {"\n\n\ndark\n", "dim", "dim"},
		"This change reverts the following previous change:\ndim\n":                         {"\n\n", "dim", "dim"},
		"Reverted change description\ndim\n":                                                {"\n\n", "dim", "dim"},
		"*** Original change description *** of the lamp, as it was in the hall\ndim\n":     {"\n\n", "dim", "dim"},
		"Original message of the\ndim\n":                                                    {"\n\n", "dim", "dim"},
		"Original review: https://h/D12\nThis reverts commit 0123abc.\n":                    {"Original review: https://h/D12\nThis reverts commit 0123abc.\n", "", ""},
		"Original commit: 0123abc4567\nlight\n":                                             {"Original commit: 0123abc4567\nlight\n", "", ""},
		"Original commit: dim\nlight\n":                                                     {"\n\n", "light", "light"},
		"Original messages of the hall are lost\ndim\n":                                     {"Original messages of the hall are lost\ndim\n", "", ""},
		"Original message: of the hall, which was lost\ndim\n":                              {"\n\n", "dim", "dim"},
		"Original change's description:\n> dim\n\n> Original message:\n> light\nbulbs\n>\n": {"\n\n\n\n\nbulbs\n\n", "dim", "dim"},
	} {
		var got [3]string
		if got[0], got[1], got[2] = own(body); got != want {
			t.Errorf("%q: %q, want %q", body, got, want)
		}
	}
}

// Of a longer text no more is read, and no letter is cut in two.
func TestCut(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{{"lamp", 4, "lamp"}, {"lamps", 4, "lamp"}, {"läm", 2, "l"}, {"läm", 3, "lä"}, {"\x80\x80\x80", 2, ""}} {
		if got := cut(c.s, c.n); got != c.want {
			t.Errorf("%q to %d bytes: %q", c.s, c.n, got)
		}
	}
	const most = headLimit + tailLimit
	for n, want := range map[int]int{most: most, most + 1: most + 2} {
		if got := bound(strings.Repeat("x", n)); len(got) != want {
			t.Errorf("of %d bytes %d are read", n, len(got))
		}
	}
}

// A forge cuts a long subject, and goes on in the body.
func TestJoin(t *testing.T) {
	for message, want := range map[string]string{
		"Revert \"Dim the l…\n\n…amp\"\n":     "dim the lamp",
		"Revert \"Dim the l...\n\n...amp\"\n": "dim the lamp",
		"Revert \"Dim the l…\n\n...amp\"\n":   "dim the lamp",
		"Revert \"Dim the…\n\nlamp\"\n":       "dim the…",
		"Revert \"Dim the\n\n…lamp\"\n":       "dim the",
	} {
		f, _ := Commit(incident.Commit{Message: message}, Options{})
		if len(f.Claims) == 0 || f.Claims[0].Value != want {
			t.Errorf("%q names %v", message, f.Claims)
		}
	}
}

// TestLater: what is to be reverted or reapplied some day is not yet; what only speaks of something later, or of once
// more, is.
func TestLater(t *testing.T) {
	wordings(t, map[string]string{
		"Take the lamp out to reapply later\n":                                       "none",
		"Take the lamp out (revert this later)\n":                                    "none",
		"Take the lamp out\n\nTo revert later; it hums for now.\n":                   "none",
		"Take the lamp out\n\nRevert this PR once the hall is dry.\n":                "none",
		"Take the lamp out\n\nRevert this commit back when the\nhall is dry.\n":      "none",
		"Take the lamp out\n\nRevert this change once the hall is dry.\n":            "none",
		"Take the lamp out\n\nRevert this pull request when the hall is dry.\n":      "none",
		"Take the lamp out\n\nRevert this change of r4711.\n":                        "likely revert svn: svn 4711",
		"Take the lamp out\n\nReverts r4711, and r4712 later.\n":                     "likely revert svn: svn 4711, svn 4712",
		"Revert the later lamps\n":                                                   "likely revert prose: subject the later lamps",
		"Revert \"dim the lamp\"\n\nRevert r4711. The stairs are to follow later.\n": "strong revert svn: svn 4711, subject dim the lamp",
	})
}
