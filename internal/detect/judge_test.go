package detect

import (
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Each row is a message with a gap, the words that may stand there, and what is found with any of them.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		message, words string // words divided by |
		kind           incident.Kind
		strength       Strength
	}{
		{"Dim the lamp, %4711\n\nThe hall would need a revert.\n", "take 2|take 3|take two|take ii|second attempt|2nd attempt|attempt 2|attempt #2|" +
			"third attempt|another attempt|try again|second try|2nd try|try 2|try #2|again, this time|(again)|second landing|3rd attempt|attempt 3|" +
			"restore r|restores r|roll-forward|2nd time|re-rollout|re-merge", incident.Reapply, Weak},
		{"Dim the lamp, % the hall\n\nThe hall would need a revert.\n", "first|last|as|trying", incident.Revert, Weak},
		{"% the lamp\n\nIt was reverted in r4711, and a revert is no shame.\n", "re-enable|reenable|dim again|restore|bring back", incident.Reapply, Weak},
		{"dim the lamp\n\nIt was reverted in r4711, and a revert is no shame.\n", "", incident.Revert, Weak},
		{
			"Dim the lamp\n\nThe hall would need a revert, so %.\n", "second attempt|another attempt|new attempt|third attempt|second try|2nd attempt|attempt 2|" +
				"retake of it|land this again|landing again|relanding|resubmission|try again|trying again|this time|previous version of this patch|" +
				"previous attempt|first attempt|earlier attempt|let's re-dim|first landed in r12|originally landed|try to land|re-do|remake of|similar attempt",
			incident.Reapply, Weak,
		},
		{"Light the hall\n\n% reverted the lamp.\n", "It also|It also,|The halls are|The hall is|I|I've|I've also|We|The halls have", incident.Revert, Weak},
		{"Light the hall\n\n% reverted the lamp.\n", "Ada|Then Grace|It was", incident.Reapply, Weak},

		{"Light the hall\n\nThis is a revert % of the lamp.\n", "of the revert|the revert|my revert|previous revert|the previous revert|revert|last revert|" +
			"that revert|commit revert", incident.Reapply, Weak},
		{"Light the hall\n\nThis reverts r4711, % r4710.\n", "which reverted|which reverts|that reverted|which was a revert|which is a revert|" +
			"(revert of|which had reverted", incident.Reapply, Likely},
		{"Light the hall\n\nThis reverts r471100% the lamp.\n", ", restoring| and recommits| (i.e. reapplies|, to reland", incident.Reapply, Likely},
		{"% \"dim the lamp\"\n\nThis reverts commit 0123abcd.\n", "Retry|Restore|Re-add|Readd|Bring back|Put back|Retry:", incident.Reapply, Likely},
		{"% the lamp\n\nThis reverts commit 0123abcd.\n", "Add|Restore|\"Dim\"", incident.Revert, Likely},
		{"% the lamp back\n\nThis reverts commit 0123abcd.\n", "Turn|Re-add", incident.Revert, Likely},
		{"% \"the lamp\"\n\nThere was a revert of it in r4711.\n", "Restore|Retry", incident.Reapply, Weak},

		{"Light the hall%reverts r4711)\n", " (|, |; |. | and | also |, this |, it | - ", incident.Revert, Likely},
		{"Light the hall which% reverts r4711\n", "| never", incident.Revert, Weak},

		{"Revert % hall\n", "the|my|a|an|this|that|last|previous|prior|accidental|unintended|unintentional|commit|change|changes|patch|recent|earlier|" +
			"all|some|part|parts|due to|because|KAFKA-123", incident.Revert, Likely},
		{"Revert lamp% hall\n", " due to| because| until| for now| as it| since it| commit| patch| broke| change", incident.Revert, Likely},
		{"Merge branch 'hotfix/lamp'\n\n% the lamp\n", "Revert", incident.Revert, Likely},
		{"Revert% lamps\n", " hall| not the| me the| to the| back to the| on the change of| if a commit| when a commit| session change| transaction change|" +
			" file change| in case of a change of| support for change in| button for change of", incident.Revert, Weak},
		{"Revert%\n", "| .", incident.Revert, Likely},
		{"%revert r4711\n", "temporarily |partially |partial |partly |automated |automatic |g4 |manually |manual |speculatively |effectively |please |also |" +
			"temporary |auto-|fully |tentatively |auto |clean |this |now |just |quickly |preemptively |proactively |conditionally |selectively |mostly |" +
			"largely |essentially |basically |hall: |[hall] |KAFKA-123 ", incident.Revert, Strong},

		{"Light the hall\n\nThis relands the lamp.\n\nThis reverts commit %.\n", "0123abcd", incident.Reapply, Likely}, // the revert
		{"Light the hall%\n\nThis reverts commit 0123abcd.\n", " (relands r4711)", incident.Reapply, Likely},
		{"Light the hall\n\n%\n\nThis reverts commit 0123abcd.\n", "    Reland the lamp|It should be relanded.|The previous attempt failed.", incident.Revert, Likely},
		{"Light the hall\n\nReverted % r4711.\n", "in|commit|", incident.Revert, Likely},
		{"Light the hall that they reverted%\n", "| in haste", incident.Revert, Weak},
		{"Light the hall that they reverted%\n", " in r4711|: r4711", incident.Reapply, Weak},
		{"Light the hall (%)\n", "reverted r4711", incident.Reapply, Weak},
		{"Light the hall\n\nNobody wants % of r471100 and reland.\n", "to see a revert|the rollback", incident.Revert, Weak},
		{"Light the hall\n\nThis reverts %.\n", "\"Revert \"dim the lamp\"\"|\"Rollback of \"dim the lamp\"\"", incident.Reapply, Likely},
		{"Light the hall\n\nThis reverts r471100%.\n", " and r471101| and reverts r471101| so that Ada relands it|.\n\nIt is dark, to reland it", incident.Revert, Likely},
		{"Revert r4711% r4710\n", ", recommit| and recommit|, re-land", incident.Reapply, Strong},
		{"Light the hall\n\nThis is a revert.\n\nThe lamp, % to dark.\n", "which reverted", incident.Revert, Weak},
		{"Light the hall\n\nThis reverts r4711, % which reverted r4710.\n", strings.Repeat("x", 51), incident.Reapply, Likely},
		{"Light the hall\n\nThis reverts r4711, % which reverted r4710.\n", strings.Repeat("x", 52), incident.Revert, Likely}, // too far to be about r4711

		{"Revert \"Merge pull request #12 from ada/%\"\n", "revert-471-lamp|revert-0a1b2c3", incident.Reapply, Strong},
		{"Revert \"Merge pull request #12 from ada/%\"\n", "lamp|revert-47-lamp|revert-a1b2c3|no-revert-471", incident.Revert, Strong},
		{"Revert \"Merge branch '%' into 'main'\"\n", "revert-0a1b2c3|revert-471-lamp", incident.Reapply, Strong},
		{"Revert \"Dim %\"\n", "the hall/revert-471-lamp|'revert-471'", incident.Revert, Strong},
		{"Rollback of changelist 471100\n\nOriginal change's description:\n> %\n", "Revert \"the lamp\"|Rollback of changelist 471099", incident.Reapply, Strong},
		{"Rollback of changelist 471100\n\nOriginal change's description:\n> %\n", "Revert the lamp|Reland \"the lamp\"|Dim", incident.Revert, Strong},
		{"Revert %\n\nOriginal change's description:\n> Revert \"the stairs\"\n", "\"Dim the lamp\"", incident.Revert, Strong},
		{"% changelist 471100\n\nOriginal change's description:\n> Rollback of changelist 471099\n", "Roll forward|Reland", incident.Reapply, Strong},
		{"Revert% dim the lamp\n\nOriginal change's description:\n> Revert \"the stairs\"\n", "^2", incident.Reapply, Strong},

		{"Light the hall\n\nIt was dark.\n%\n", "This reverts r4711.", incident.Revert, Likely},
		{"Light the hall\n\nIt was dark.\n%\n", "This reverted r4711.", incident.Revert, Weak}, // of another, it may be
		{"Light the hall\n\n%\n", "- Reverts r4711|* Reverts r4711", incident.Revert, Weak},    // a part of what it does
		{"Revert lamps\n\n%\n", "- Reverts r4711|* Reverts r4711", incident.Revert, Strong},
		{"% the lamp\n", "Revert^2|Roll back^2", incident.Reapply, Strong},
		{"Revert % lamps\n", "reland|reapply", incident.Revert, Likely},
		{"%: lamp\n", "Revert|Rollback", incident.Revert, Likely},
		{"%\n", "revert: lamp|Revert:|* revert: lamp|~revert: lamp", incident.Revert, Weak},
		{"hall: revert % lamps\n\nFixes: 0123abcd\n", "fixes of|hall", incident.Revert, Likely},
		{"hall: reinstate % lamps\n\nFixes: 0123abcd\n", "fixes of|hall", incident.Reapply, Weak},
		{"[%] Dim the lamp\n\nIt was reverted in r4711.\n", "take 2|take2|take two|try again|attempt 2|again|second attempt|retry|take 3|reland|Reland 2", incident.Reapply, Likely},
	} {
		for word := range strings.SplitSeq(c.words, "|") {
			message := strings.ReplaceAll(c.message, "%", word)
			f, ok := Commit(incident.Commit{Message: message}, Options{})
			if !ok || f.Kind != c.kind || f.Strength != c.strength {
				t.Errorf("%q: found %v, %s %s, want %s %s", message, ok, f.Strength, f.Kind, c.strength, c.kind)
			}
		}
	}
}

// TestSays holds what the body says of its own commit: whether it begins with that, or says so, which reverts it tells
// of, and which commits it reverts.
func TestSays(t *testing.T) {
	for body, want := range map[string]struct {
		opens              bool
		reverters, reverts string
	}{
		"Reverted the lamp.":                       {opens: true},
		"Hotfix for a revert.":                     {},
		"Reintroduce the lamp after the revert.":   {}, // a word with other meanings
		"It is dark. This reverts r4711.":          {opens: true},
		"It is dark. This relands r4711.":          {},
		"It is dark.\n\nReverted r4711.":           {},
		"It is dark.\n\n- Reverts r4711.":          {},
		"* dim\n\nThis reverts r4711.\n\n* light":  {}, // of one of several commits
		"This reverts commit 0123abcd and r4711.":  {opens: true, reverts: "0123abcd"},
		"Reverted commit 0123abcd.":                {opens: true},
		"This relands commit 0123abcd.":            {},
		"It was reverted in 0123abcd.":             {reverters: "0123abcd"},
		"It had been reverted by r4711.":           {reverters: "4711"},
		"These got reverted with r4711.":           {reverters: "4711"},
		"They were\nreverted in r4711.":            {reverters: "4711"},
		"They were reverted after r4711.":          {},
		"Ada reverted in r4711.":                   {},
		"It was revert in r4711.":                  {},
		"It is dark.\n\nReverted in r4711.":        {},
		"This was reverted.\n\nReverted by r4711.": {},
		"They were reverted by all, not r4711.":    {},
	} {
		f, _ := Commit(incident.Commit{Message: "Light the hall\n\n" + body + "\n"}, Options{})
		values := func(claims []incident.Claim) string {
			var out []string
			for _, c := range claims {
				out = append(out, c.Value)
			}
			return strings.Join(out, " ")
		}
		if f.Opens != want.opens || values(f.Reverters) != want.reverters || values(f.Reverts) != want.reverts {
			t.Errorf("%q: opens %v, tells of the reverts %v, reverts %v", body, f.Opens, f.Reverters, f.Reverts)
		}
	}
}
