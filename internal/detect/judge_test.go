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
		{"Light the hall\n\nThis reverts r471100% the lamp.\n", ", restoring|, bringing back| and recommits| (i.e. reapplies|, to reland", incident.Reapply, Likely},
		{"% \"dim the lamp\"\n\nThis reverts commit 0123abcd.\n", "Retry|Restore|Re-add|Readd|Bring back|Put back|Retry:", incident.Reapply, Likely},
		{"Add the lamp %\n\nThis reverts commit 0123abcd.\n", "back|back.", incident.Reapply, Likely},
		{"% the lamp\n\nThis reverts commit 0123abcd.\n", "Add|Restore", incident.Revert, Likely},

		{"Light the hall%reverts r4711)\n", " (|, |; |. | and | also |, this |, it | - ", incident.Revert, Likely},
		{"Light the hall which% reverts r4711\n", "| never", incident.Revert, Weak},

		{"Revert % hall\n", "the|my|a|an|this|that|last|previous|prior|accidental|unintended|unintentional|commit|change|changes|patch|recent|earlier|" +
			"all|some|part|parts|due to|because|KAFKA-123", incident.Revert, Likely},
		{"Revert lamp% hall\n", " due to| because| until| for now| as it| since it| commit| patch| broke| change", incident.Revert, Likely},
		{"Revert% lamps\n", " hall| not the| me the| to the| back to the| on the change of| if a commit| when a commit| session change| transaction change|" +
			" file change| in case of a change of| support for change in| button for change of", incident.Revert, Weak},
		{"Revert%\n", "| .", incident.Revert, Likely},
		{"%revert r4711\n", "temporarily |partially |partial |partly |automated |automatic |g4 |manually |manual |speculatively |effectively |please |also |" +
			"temporary |auto-|fully |tentatively |auto |clean |this |now |just |quickly |preemptively |proactively |conditionally |selectively |mostly |" +
			"largely |essentially |basically |hall: |[hall] |KAFKA-123 ", incident.Revert, Strong},
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
