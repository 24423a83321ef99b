package detect

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestBecause holds what a message may give as its reason, and what beside it is none.
func TestBecause(t *testing.T) {
	const reverts = "This reverts commit 0123456789abcdef0123456789abcdef01234567.\n\n"
	for name, tc := range map[string]struct{ body, want string }{
		"a sentence":                            {reverts + "The hall went dark.\n", "The hall went dark."},
		"git's conflicts":                       {reverts + "# Conflicts:\n#\tlamps/hall.go\n", ""},
		"… with a reason":                       {reverts + "Conflicts:\n\tlamps/hall.go\n\nThe hall went dark.\n", "The hall went dark."},
		"… of another character":                {reverts + "; Conflicts:\n;\tlamps/hall.go\n", ""},
		"… below an empty line":                 {reverts + "Conflicts:\n\n\tlamps/hall.go\n\tlamps/door.go\n\nThe hall went dark.\n", "The hall went dark."},
		"more than two paragraphs":              {"The hall went dark.\n\nSo did the stairs.\n\nIt comes back.\n", "The hall went dark. So did the stairs."},
		"half a sentence":                       {reverts + "and the lamp too.\n\nThe hall went dark.\n", "The hall went dark."},
		"who has reviewed it":                   {reverts + "Review by ada.\n", ""},
		"… and why":                             {reverts + "Review by ada. The hall went dark.\n", "Review by ada. The hall went dark."},
		"… at the end of a sentence":            {reverts + "The hall went dark,\nno review.\n", "The hall went dark, no review."},
		"… and nobody":                          {reverts + "No review.\nThe hall went dark.\n", "The hall went dark."},
		"a template's hint":                     {reverts + "<!-- Describe\n\nyour change here. -->\n\nThe hall went dark.\n", "The hall went dark."},
		"… that is never closed":                {reverts + "<!-- The hall went dark.\n", "The hall went dark."},
		"under its heading":                     {"## How\n\nBy hand.\n\n# Why\n\n<!-- Say it. -->\n\nhttps://example.com/chat/1\n\nThe hall went dark.\n\nIt did.\n", "The hall went dark."},
		"… underlined":                          {"Why\n---\nThe hall went dark.\n\nHow\n---\nBy hand.\n", "The hall went dark."},
		"a heading of many words":               {reverts + "#### Link to the issue that this is about\n\nThe hall went dark.\n", "The hall went dark."},
		"an underlined heading":                 {reverts + "Motivation\n==========\nThe hall went dark.\n", "The hall went dark."},
		"… of a whole sentence":                 {reverts + "The hall went dark, and the stairs.\n---\nIt did.\n", "The hall went dark, and the stairs. It did."},
		"a list of what is reverted":            {"- **Revert \"dim the lamp for\nan hour (#12)\"**\n- **Revert \"dim the hall (#13)\"**\n\nThe hall went dark.\n", "The hall went dark."},
		"… by addresses":                        {"- [Revert \"dim the lamp (#12)\"](https://example.org/commits/1)\n- [Revert \"dim the hall (#13)\"](https://example.org/commits/2)\n\nThe hall went dark.\n", "The hall went dark."},
		"… and of what else was done":           {"- Revert \"dim the lamp\"\n- The hall has a bulb again\n", "The hall has a bulb again"},
		"under another heading":                 {"## Summary\n\nThe hall went dark.\n", "The hall went dark."},
		"a name as the reason":                  {"Reason for revert: https://example.com/1\n\nIt did.\n", "https://example.com/1"},
		"a diff and its address":                {reverts + "D37573487 (https://github.com/a/b/commit/fdc915a499fd6585878ff975eaa7bd6116058d5f)\n", ""},
		"a task":                                {reverts + "T220045311\n\nhg backout D79480098\n", ""},
		"what another project is":               {reverts + "Reverts rust-lang/crates.io#3829\n\nSee KAFKA-12 in the hall.\n", "See KAFKA-12 in the hall."},
		"boxes of a template":                   {reverts + "- [ ] The lamps are tested\n- [x] The hall is\n[ ] dark\n[x] light\n", ""},
		"… in capitals":                         {reverts + "See PREVIEW for details.\n", "See PREVIEW for details."},
		"where more stands":                     {reverts + "See #12 for context.\n\n/xref https://example.com/1\nResolves https://example.com/2\n\nTouches #3.\nInforms: #4\n", ""},
		"an issue that it closes":               {reverts + "Fixes #12\n\nThe hall went dark.\n", "The hall went dark."},
		"… and why it does":                     {reverts + "Fixes #12 because the lamp\nwent out.\n", "Fixes #12 because the lamp went out."},
		"a file among words":                    {reverts + "Update hall.ts by hand.\n", "Update hall.ts by hand."},
		"a name among words":                    {reverts + "It broke #12.\n", "It broke #12."},
		"a branch squashed":                     {"* Revert \"dim the hall\"\n\n* lint\n\nThe hall went dark.\n", "The hall went dark."},
		"the subject once more":                 {reverts + "Revert \"dim the lamp\" (#12)\n\nThe hall went dark.\n", "The hall went dark."},
		"the next sentence's name":              {strings.TrimSpace(reverts) + "\nWith https://example.org/a/b/pull/58 landed, nobody needs it.\n", "With https://example.org/a/b/pull/58 landed, nobody needs it."},
		"whom it may concern":                   {reverts + "cc `@ada` and `@grace` as those who know #12.\n\nThe hall went dark.\n", "The hall went dark."},
		"what it fixes, by address":             {reverts + "The hall went dark.\nFixes https://example.org/a/b/issues/9.\n", "The hall went dark."},
		"… and by which means":                  {reverts + "Fixes https://example.org/a/b/issues/9 by dimming less.\n", "Fixes https://example.org/a/b/issues/9 by dimming less."},
		"the rest of its sentence":              {"This reverts commit 0123456789abcdef0123456789abcdef01234567 because it broke the hall.\n", "because it broke the hall."},
		"… that tells of trouble":               {"This reverts commit 0123456789abcdef0123456789abcdef01234567, which broke the hall.\n", "which broke the hall."},
		"… and of none":                         {"This reverts commit 0123456789abcdef0123456789abcdef01234567, which changed all lamps.\n", ""},
		"what only leads to it":                 {"This reverts part of\n\n0123abcd hall: dim it\n\nThe hall went dark.\n", "The hall went dark."},
		"… and is given below":                  {"In\n0123abcd of last week the lamps went out.\n\n0123abcd \"hall: dim it\"\n\nThis fix reverts that part of it.\n", "In 0123abcd of last week the lamps went out. This fix reverts that part of it."},
		"… in other forms of the word":          {"This reverts commit 0123456789abcdef0123456789abcdef01234567, which adds lamps.\n\nThe hall went dark.\n", "The hall went dark."},
		"… before one that does":                {"This reverts commit 0123456789abcdef0123456789abcdef01234567 from last week. The hall was dark.\n", "The hall was dark."},
		"what only leads on to a list":          {reverts + "It makes these tests fail:\n\n- hall\n", "It makes these tests fail …"},
		"what it depends on":                    {reverts + "Depends on D62049814\nThe hall went dark.\n", "The hall went dark."},
		"what tools say beside":                 {reverts + "(Note: this ignores all failures!)\n\n[ci skip]\n\nAs per title.\n", ""},
		"a label as templates have it":          {"changelog: Internal\n\n**Why**: the hall went dark.\n\n**How**: by hand.\n", "the hall went dark."},
		"what is said of it first":              {"The hall went dark.\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n", "The hall went dark."},
		"… behind a label":                      {"INTERNAL This reverts commit 0123456789abcdef0123456789abcdef01234567.\n", ""},
		"… with what was to come":               {"The hall went dark.\n\nRevert #12 until that is mended.\n", "The hall went dark."},
		"… with a second reason":                {"The hall went dark.\n\nRevert #12 because it broke the lamp.\n", "The hall went dark. because it broke the lamp."},
		"what a program said":                   {reverts + "The hall went dark:\n```\nlamp: no oil\n\nhall: dark\n```\nSo it goes.\n", "The hall went dark …"},
		"a rule and a task above":               {reverts + "---\nT220045311\nThe hall went dark.\n", "The hall went dark."},
		"an issue of elsewhere":                 {reverts + "close rust-lang/crates.io#3829\n", ""},
		"another commit's trailer":              {reverts + "(sapling split of a5a05432b74567241326b6757db4c039e1cc8c29)\n", ""},
		"words to robots":                       {reverts + "r? @ada\ncc #12\n\nbors r+\n\n[ci skip-lamps] [ci skip-halls]\n", ""},
		"how it was tried, below a heading":     {"## Summary\n\nReverts #12, as the hall was dark.\n\n## Test Plan\n\nRan it in the hall", "as the hall was dark."},
		"… below one that is underlined":        {"Summary\n--\n\nReverts #12 as the hall was dark\n\nTest Plan\n--\n\nThe CI", "as the hall was dark"},
		"… of which the text alone is the same": {"Reverts #12.\n\nTesting\nin the hall shows that it is dark.", "Testing in the hall shows that it is dark."},
		"below a heading that asks":             {"### What does this try to resolve?\n\nThis reverts #12.\n\nThe hall went dark.\n\n### How to test and review this PR?\n\nWalk.\n", "The hall went dark."},
		"… right above":                         {"### WHY are these changes introduced?\nThe hall went dark.\n", "The hall went dark."},
		"a table":                               {reverts + "| Before | After |\n| -- | -- |\n", ""},
		"a form not filled in":                  {"This reverts #12.\n\n_No response_\n", ""},
		"what was tested":                       {"Summary: - Reverting #12\n\nTest Plan:\n- Ran it in the hall\n- Looked\n", ""},
		"what a template asks":                  {reverts + "[PLEASE REMOVE] See\n[the guide](https://example.com) first.\n\nThe hall went dark.\nghstack-source-id: 4711\n", "The hall went dark."},
		"a list of one reason":                  {reverts + "- the hall went dark\n", "the hall went dark"},
		"… with an asterisk":                    {reverts + "* the hall went dark\n", "the hall went dark"},
		"what an exporter adds":                 {reverts + "The hall went dark.\n-------------\nCreated by MOE: http://example.com\nMOE_MIGRATED_REVID=4711\n", "The hall went dark."},
		"a label of one word":                   {reverts + "Reason: the hall went dark.\n", "the hall went dark."},
		"what the merge bot says":               {reverts + "This PR was created by the merge bot to help.\n\nThe hall went dark.\n", "The hall went dark."},
		"names among words to robots":           {reverts + "Fixes #12\n[skip lamps]\ncc @ada\n@exported-using-lamps\nexported-using-lamps\nThe hall went dark.\n", "The hall went dark."},
		"names with words between":              {reverts + "Closes and fixes issue #12, finishes #13, ref #14, updates #15, fix titled D12345\n", ""},
		"what Meta's tools resolve":             {reverts + "The hall went dark.\nPull Request resolved: https://github.com/ada/hall/pull/12\n", "The hall went dark."},
		"what it was called":                    {reverts + "[formerly 3c14fa8f0123456789abcdef0123456789abcdef].\n\nThe hall went dark.\n", "The hall went dark."},
		"the original's name":                   {reverts + "Original diff D50904038, original changeset #12\n\nRelated-Bug: #18\n", ""},
		"fields of a template":                  {"Task/Issue URL:\nhttps://example.com/1?a=b\nTech Design URL (if applicable): \nAPI Proposals URL(s) (if applicable): None\n\n" + reverts + "The hall went dark.\n", "The hall went dark."},
		"what Gerrit asks to replace":           {reverts + "Reason for revert: <INSERT REASONING HERE>\n", ""},
		"… above a reason":                      {reverts + "Reason for revert: <INSERT REASONING HERE>\n\nThe hall went dark.\n", "The hall went dark."},
		"a bug of which to tell somebody":       {strings.TrimSpace(reverts) + "\nCCBUG: 348960\n\nThe hall went dark.\n", "The hall went dark."},
		"… with nothing else":                   {"Task/Issue URL: https://example.com/1\n\n" + reverts + "Ticket Link: N/A.\nBug: 65997\nDesign Docs: _none_\n", ""},
		"… with words of people":                {reverts + "It went dark.\nIt did.\nDesign: the hall is dark.\n", "It went dark. It did. Design: the hall is dark."},
		"… that ask for what isn't a name":      {reverts + "Lamps in the Hall (if applicable): none\n\nThe hall went dark.\n", "Lamps in the Hall (if applicable): none"},
		"… that ask for what may be missing":    {reverts + "Lamps (if applicable): none\n\nThe hall went dark.\n", "The hall went dark."},
		"a sentence that ends as a label does":  {reverts + "It broke a Link: https://example.com/1\n", "It broke a Link: https://example.com/1"},
		"… and one that points":                 {reverts + "The hall went dark. See PR: https://example.com/1\n", "The hall went dark. See PR: https://example.com/1"},
		"an address behind words":               {reverts + "It broke the hall:\nhttps://example.com/1\n", "It broke the hall: https://example.com/1"},
		"an address below another label":        {reverts + "It went dark.\nIt did.\nLamps Lit: https://example.com/1\n", "It went dark. It did. Lamps Lit: https://example.com/1"},
		"a label of many words":                 {reverts + "All The Lamps In The Hall Design: none\n", "All The Lamps In The Hall Design: none"},
		"steps to try it":                       {"## Description\r\n\r\nReverts #12.\r\n\r\n### Steps to test this PR\r\nLook into the hall, it is dark\r\n", ""},
		"… and of other templates":              {"Reverts #12.\n\n## Steps to test\nLook into the dark hall\n", ""},
		"… how to":                              {"Reverts #12.\n\n## How to test this PR\nLook into the dark hall\n", ""},
		"a tool's box":                          {reverts + "> [!NOTE]\n> **Low Risk**\n> It changes only\nwhat was dark before.\n\nThe hall went dark.\n", "The hall went dark."},
		"a quotation that ends without one":     {reverts + "> dim the hall\nThe hall went dark.\n", "The hall went dark."},
		"one word that is the reason":           {"This reverts commit 0123456789abcdef0123456789abcdef01234567. Outage.", "Outage."},
		"one word behind it":                    {"This reverts commit 0123456789abcdef0123456789abcdef01234567 partially.\n\nThe hall went dark.\n", "The hall went dark."},
		"… and it tells of trouble":             {"This reverts commit 0123456789abcdef0123456789abcdef01234567: broken.\n", "broken."},
		"where the reason stands":               {reverts + "See the discussion in #12 for details.\n", ""},
		"… with a colon":                        {reverts + "See: https://example.com/1\n", ""},
		"… as people ask":                       {reverts + "Please see my comment on hall#12.\n", ""},
		"… and what it is":                      {reverts + "See #12 for the dark hall.\n", "See #12 for the dark hall."},
		"… of another tracker":                  {reverts + "See PR12345.\n", ""},
		"an issue of another project":           {reverts + "Closes hall#12\n", ""},
		"… and what is none":                    {reverts + "Closes hall2#12\n", "Closes hall2#12"},
		"who is to look at it":                  {reverts + "The hall went dark.\nTBR=ada@example.com\n", "The hall went dark."},
		"an issue right below":                  {strings.TrimSpace(reverts) + "\nClose #14\n", ""},
		"… and more":                            {strings.TrimSpace(reverts) + "\nClose #14, the hall went dark.\n", "Close #14, the hall went dark."},
		"an issue opened again":                 {reverts + "reopen #9\nclose #10, close #11\n", ""},
		"… and mended again":                    {reverts + "re-fix #9\nreference #10\n\nRefix #11\n", ""},
		"a heading in bold":                     {reverts + "**Licence Agreement of Lamps**\n\nThe hall went dark.\n", "The hall went dark."},
		"… with a colon, in a list":             {reverts + "- **PR Description**:\nThe hall went dark.\n", "The hall went dark."},
		"… that is a sentence":                  {reverts + "**The hall and the stairs went dark**\n", "**The hall and the stairs went dark**"},
		"… of which only a part is":             {reverts + "**Dark hall** and **stairs**\n", "**Dark hall** and **stairs**"},
		"what contributors agree to":            {reverts + "*By submitting this pull request*, I confirm that the lamp is mine.\n\nThe hall went dark.\n", "The hall went dark."},
		"where a tool merged it":                {reverts + "This PR was merged into the 1.2 branch.\n\nThe hall went dark.\n", "The hall went dark."},
		"… squashed":                            {reverts + "This PR was squashed before being merged into the 1.2 branch (closes #12).\n", ""},
		"… elsewhere than was asked":            {reverts + "This PR was submitted for the 1.3 branch but it was merged into the 1.2 branch instead.\n", ""},
		"a list of commits":                     {reverts + "0123abc [hall] dim the lamp\n4567def light it\n\nThe hall went dark.\n", "The hall went dark."},
		"… a sentence about one":                {reverts + "0123abc broke the hall.\n", "0123abc broke the hall."},
		"… and about it in two lines":           {reverts + "0123abc broke the hall,\nand the stairs.\n", "0123abc broke the hall, and the stairs."},
		"until what it stays undone":            {reverts + "Reverting until #13 can be mended.\n", "Reverting until #13 can be mended."},
		"the title of what is undone":           {strings.TrimSpace(reverts) + ": Dim\nthe lamp (#12)\n\nThe hall went dark.\n", "The hall went dark."},
		"… behind aka":                          {"This reverts commit 0123456789abcdef0123456789abcdef01234567 aka dim the lamp (#12).\n", ""},
		"… and what it broke":                   {"This reverts commit 0123456789abcdef0123456789abcdef01234567 aka dim the lamp, which broke.\n", "aka dim the lamp, which broke."},
		"a message that breaks off":             {reverts + "The hall went dark. The\n", "The hall went dark."},
		"… and one that ends in a word alone":   {reverts + "The hall went dark. Sorry\n", "The hall went dark. Sorry"},
		"… below a heading with a note":         {"Reverts #12.\n\n## How to test (please)\n\nLook into the dark hall\n", ""},
		"… that tells how it was validated":     {"Reverts #12.\n\n## Validation Steps Performed\n\nLook into the dark hall\n", ""},
		"a list of reasons":                     {reverts + "* it is slow\n* the hall went dark\n", "* it is slow * the hall went dark"},
	} {
		t.Run(name, func(t *testing.T) {
			finding, ok := Commit(incident.Commit{Message: "Revert \"dim the lamp\" (#12)\n\n" + tc.body}, Options{})
			if !ok || finding.Because != tc.want {
				t.Errorf("found %v, because %q, want %q", ok, finding.Because, tc.want)
			}
		})
	}
	for message, want := range map[string]string{
		"Backed out changeset 0123abcd (bug 4711) for dark stairs. r=ada DONTBUILD\n": "for dark stairs",
		"Bug 4711 - Backed out changeset 0123abcd - it is dim. CLOSED TREE\n":         "it is dim",
		"Backed out 2 changesets (bug 4711) as stairs are dark\n":                     "",
		"Backout 0123abcd to light the stairs on a CLOSED TREE\n":                     "to light the stairs",
		"Revert #12 - a lamp\n":                                    "",
		"Revert #12 for ada\n":                                     "",
		"Revert 0123abcd to version 1.2\n":                         "",
		"Backed out changeset 0123abcd for now\n":                  "",
		"Backed out changeset 0123abcd in the hall\n":              "",
		"Backed out changeset 0123abcd, dim\n":                     "",
		"Revert \"dim the hall\" due to dark stairs (#12) (#13)\n": "due to dark stairs",
		"Roll back dimming due to dark stairs.\n-------------\nCreated by MOE: http://example.com\nMOE_MIGRATED_REVID=4711\n": "due to dark stairs.",
		"Merge pull request #15 from ada/revert-12\n\nLights on again\n":                                                      "",
		"Merge pull request #15 from ada/revert-12\n\nLights on again because the hall was dark\n":                            "Lights on again because the hall was dark",
		"Merge pull request #15 from ada/revert-12\n\nLights on again\n\nThe hall was dark.\n":                                "The hall was dark.",
		"Revert \"Dim the lamp due to the heat\" (#12)\n":                                                                     "",
		"Merge \"Revert \"Dim the lamp due to the heat\"\"\n":                                                                 "",
		"Revert \"Dim the lamp\" due to a dark \"hall\"\n":                                                                    "due to a dark \"hall\"",
		"Revert \"Dim the lamp (#12)\", which would break the hall (#13)\n":                                                   "which would break the hall",
		"Revert \"Dim the lamp which broke the hall\" (#13)\n":                                                                "",
		"* Revert r4711, it seems to break the hall.\n":                                                                       "it seems to break the hall.",
		"Revert \"Dim the lamp\" as it is dark\n":                                                                             "as it is dark",
		"Revert dimming of all lamps in the hall (#12)\n\nRevert dimming of all lamp in the hall\n":                           "",
		"Revert dimming, it made the hall d...\n\nRevert dimming, it made the hall dark\n":                                    "Revert dimming, it made the hall dark",
		"Revert dimming of all lamps in the hall (#12)\n\nRevert dimming of each lamp in the hall\n":                          "Revert dimming of each lamp in the hall",
		"Revert \"Dim the lamp\" since it is dark\n":                                                                          "since it is dark",
	} {
		if finding, ok := Commit(incident.Commit{Message: message, Parents: []string{"a", "b"}}, Options{}); !ok || finding.Because != want {
			t.Errorf("%q: found %v, because %q, want %q", message, ok, finding.Because, want)
		}
	}
	if got := sentences(strings.Repeat("<!-- a -->b", 3) + "<!--"); got != "bbb" {
		t.Errorf("%q is left", got)
	}
}

// TestBecauseOfParagraphs holds which paragraphs and lines below git's sentence are a reason, and how much of them.
func TestBecauseOfParagraphs(t *testing.T) {
	const (
		sha     = "0123456789abcdef0123456789abcdef01234567"
		reverts = "This reverts commit " + sha + ".\n\n"
		dark    = "The hall went dark."
	)
	for body, want := range map[string]string{
		"Reason for revert: -\n\n" + reverts + dark:                                        dark,
		"Reason for revert: :\n":                                                           "…",
		"Reason for revert: It hurt\nus all.\nReviewed-by: Ada\n":                          "It hurt us all.",
		"Reason for revert: It hurt:\n1: the hall\nstairs: dark\nReviewed-by: Ada\n":       "It hurt: 1: the hall stairs: dark",
		"Reason for revert:\nLamps: they went out.\n":                                      "Lamps: they went out.",
		"This reverts commit " + sha + ". The hall is dark due to bad oil.\n":              "The hall is dark due to bad oil.",
		"This reverts commit " + sha + ". Ada used the lamps.\n":                           "Ada used the lamps.",
		"This reverts:\n- 0123abcd.\n- 1234abcd.\n" + dark:                                 dark,
		"This reverts these:\n0123abcd.\nb234abcd.\n" + dark:                               dark,
		"This reverts commit " + sha + ", reversing\nchanges made to " + sha + ". " + dark: dark,

		reverts + "Conflicts:\n\n" + dark:               dark,
		reverts + "Hall\n\n" + dark:                     dark,
		reverts + "Too-dark!\nToo-dim!\n":               "Too-dark! Too-dim!",
		reverts + "Hotfix for #12 in the hall.\n":       "Hotfix for #12 in the hall.",
		reverts + "\"" + dark + "\"\n":                  "\"" + dark + "\"",
		reverts + "Revert \"dim it\"\n\n" + dark:        dark,
		reverts + "Revert \"dim it\" made\nit \"dark\"": "Revert \"dim it\" made it \"dark\"",
		reverts + "Revert \"dim it\" as it was dark":    "Revert \"dim it\" as it was dark",
		reverts + "Ada saw revert \"dim it\"":           "Ada saw revert \"dim it\"",
		reverts + "Reverted lamps of \"Ada\"":           "Reverted lamps of \"Ada\"",

		reverts + dark + "\nThis reverts commit " + sha + ", reversing\nchanges made to " + sha + ".\nSo it goes.": dark + " So it goes.",
		"Revert \"x\"\n\nThis reverts commit " + sha + ".\nSigned-off-by: Ada <ada@example.org>":                   "",
		"Revert \"x\"\n\nThis reverts commit " + sha + ".\nProblem: it is dark.":                                   "Problem: it is dark.",
		reverts + dark + "\nAll was still, reversing\nchanges made to it.":                                         dark + " All was still, reversing changes made to it.",
		reverts + dark + "\nThis reverts commit " + sha + " for now.":                                              dark + " This reverts commit " + sha + " for now.",
		reverts + dark + "\nAda said this reverts commit " + sha + ".":                                             dark + " Ada said this reverts commit " + sha + ".",
		reverts + dark + "\nNo review.\nSo it goes.":                                                               dark + " So it goes.",

		reverts + "#dark\n" + dark:               "#dark " + dark,
		reverts + "# the hall went dark again\n": "# the hall went dark again",
		reverts + "# Which hall does this light?\n\n- Lights #12\n\n# Rationale for this change\n \n" + dark + "\n\n# Tests\nNone": dark,
		reverts + "# Rationale for this change\n\n# What changes are included in this PR?\n\nThe hall.\n":                          "The hall.",
		reverts + "# Rationale for this change of the hall\n":                                                                      "# Rationale for this change of the hall",
		"Stack from [ghstack](https://example.com) (oldest at\nbottom):\n* #12\n* __->__ #13\n\n" + reverts + dark:                 dark,
		"Stack from [ghstack](https://example.com)\n(oldest at bottom):\n* __->__ #13\n\nOriginal commit changeset: 0123abcd\n":    "",
		reverts + "# the hall\n" + dark:                                           dark,
		reverts + dark + "\nT220045311\n---\nSo it goes.\n":                       dark + " So it goes.",
		reverts + dark + "\nT220045311 tells.\n":                                  dark + " T220045311 tells.",
		reverts + "#12/hall #15\n":                                                "#12/hall #15",
		reverts + "Relates to KAFKA-12, KAFKA-13.\n":                              "",
		reverts + "Task T2200, S4711\n":                                           "",
		reverts + "Task T220, T470\n":                                             "Task T220, T470",
		reverts + "Change D4711, E4711\n":                                         "Change D4711, E4711",
		reverts + dark + "\n\nThis reverts commit " + sha + " because it hurt.\n": dark + " because it hurt.",
		reverts + strings.Repeat("lamps ", 300):                                   strings.Repeat("lamps ", becauseLimit/6) + "…",
		reverts + "O " + strings.Repeat("o", 2*becauseLimit):                      "O " + strings.Repeat("o", becauseLimit-2) + " …",
		reverts + strings.Repeat("This reverts commit "+sha+". ", 100):            "",
	} {
		finding, ok := Commit(incident.Commit{Message: "Revert \"dim the lamp\" (#12)\n\n" + body}, Options{})
		if !ok || finding.Because != want {
			t.Errorf("%q: found %v, because\n%q, want\n%q", body, ok, finding.Because, want)
		}
	}
	for message, want := range map[string]string{
		"Merge pull request #15 from ada/revert-12\n\nCloses #12\n\nLights on again\n":           "",
		"Merge pull request #15 from ada/revert-12\n\nLights on again,\nas the hall was dark.\n": "Lights on again, as the hall was dark.",
		"Revert \"Dim the lamp\" due to dark halls (\"big\" ones)\n":                             "due to dark halls (\"big\" ones)",
	} {
		if finding, _ := Commit(incident.Commit{Message: message, Parents: []string{"a", "b"}}, Options{}); finding.Because != want {
			t.Errorf("%q: because %q, want %q", message, finding.Because, want)
		}
	}
	if hostile := strings.Repeat("<!-- ", 1<<16); sentences("a"+hostile) != "a"+strings.Repeat(" ", 1<<16) {
		t.Error("hints that never end are not left out")
	}
}

// TestBecauseOfHalfASentence holds which ends of git's sentence tell what was done, and which tell why.
func TestBecauseOfHalfASentence(t *testing.T) {
	const (
		neutral = "added allowed bumped changed converted enabled implemented introduced made moved removed renamed replaced reverted set switched updated used"
		trouble = "avoid block break broke bug caus conflict crash error fail fix flak hang incorrect issue leak problem regress slow unsafe wrong"
	)
	for _, c := range []struct {
		end, words string
		tells      bool
	}{
		{"% the lamps of the hall", "also and at but by except for from in into keeping leaving of on opting with without", false},
		{"which % the lamps", neutral, false},
		{"that was % the lamps", neutral, false},
		{"with the %ed hall", trouble, true},
	} {
		for word := range strings.FieldsSeq(c.words) {
			said := strings.ReplaceAll(c.end, "%", word)
			f, _ := Commit(incident.Commit{Message: "Revert \"dim the lamp\"\n\nThis reverts commit 0123abcd, " + said + ".\n"}, Options{})
			if want := map[bool]string{true: said + "."}[c.tells]; f.Because != want {
				t.Errorf("%q: because %q, want %q", said, f.Because, want)
			}
		}
	}
}

// TestPointersTellNothing holds the words that lead to names, and to where a reason stands, and tell none themselves.
func TestPointersTellNothing(t *testing.T) {
	for _, c := range []struct{ paragraph, words, without string }{
		{
			"% #12.", "addresses|also|and|as|backout|backs|bug|change|changeset|close|closes|commit|context|depends|details|diff|finishes|fix|fixes|for|hg|info|informs|issue|issues|more|" +
				"on|original|out|partially|per|pr|pull|ref|refers|refs|relates|related|related-bug|re-opens|request|resolve|resolved|resolves|revert|reverted|reverting|reverts|see|task|" +
				"the|this|title|titled|to|touches|tracked|updates|xref|(see|[see|see:", "lamps",
		},
		{
			"See % #12.", "a|about|an|at|background|by|comment|comments|complete|description|detailed|discussion|discussions|explanation|explanations|following|full|further|have|" +
				"here|in|info|information|message|my|next|original|our|please|post|question|rationale|reason|reasons|reasoning|revert|review|thread|why", "lamps",
		},
	} {
		for word := range strings.SplitSeq(c.words+"|"+c.without, "|") {
			paragraph := strings.ReplaceAll(c.paragraph, "%", word)
			f, _ := Commit(incident.Commit{Message: "Revert it\n\nThis reverts commit 0123456789abcdef.\n\n" + paragraph + "\n"}, Options{})
			if told := f.Because != ""; told != (word == c.without) {
				t.Errorf("%q gives the reason %q", paragraph, f.Because)
			}
		}
	}
}
