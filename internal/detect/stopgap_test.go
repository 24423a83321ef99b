package detect

import (
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestBareRevertOfStopGap(t *testing.T) {
	const days = 49 * time.Hour
	for _, c := range []struct {
		undone string
		stood  time.Duration
		want   bool
	}{
		{"hall: work around lamp bug #12", days, true},
		{"Add workaround for the lamp", days, true},
		{"hall: work around lamp bug #12", 23 * time.Hour, false},
		{"Remove the workaround for the lamp", days, false},
		{"A lamp\n\nThis is a temporary fix.", days, true},
		{"A lamp\n\nThis is a temporary fix.", 23 * time.Hour, false},
		{"A lamp\n\nTemporarily light the hall.", days, true},
		{"A lamp\n\nIt is there to temporarily light the hall.", days, false},
		{"A lamp\n\n* temporary fix of the stairs", days, false},
		{"A lamp\n\nThis can be reverted once dusk is over.", time.Hour, true},
		{"A lamp\n\nIt should be rolled back when dusk is over.", time.Hour, true},
		{"A lamp\n\nIt must be removed afterwards.", time.Hour, true},
		{"A lamp\n\n> It must be removed afterwards.", time.Hour, false},
		{"A lamp\n\nThe flag will be removed after dusk.", days, false},
		{"A lamp\n\nIt should be removed from the hall once.", days, false},
		{"A lamp\n\nIt should not be after dusk.", days, false},
	} {
		subject, _, _ := strings.Cut(c.undone, "\n")
		u := Undoing{Undone: c.undone, Message: "Revert \"" + subject + "\"\n\nThis reverts commit 0123abcd.", Stood: c.stood}
		if got := u.AsPlanned(); got != c.want {
			t.Errorf("%q after %s: %t", c.undone, c.stood, got)
		}
		u.Because = "It was too dark."
		if u.AsPlanned() {
			t.Errorf("%q was taken back for a reason", c.undone)
		}
		u.Because, u.Message = "", u.Message+"\nThe stairs broke."
		if u.AsPlanned() {
			t.Errorf("%q was taken back for what broke", c.undone)
		}
	}
	for _, c := range []struct {
		why  string
		want bool
	}{
		{"It goes, now that dusk is over.", true},
		{"Dusk is over.", true},
		{"It goes after dusk was fixed.", true},
		{"It broke. Update the pages after the change is merged, if necessary.", false},
		{"It broke. After dusk the lamps are fixed.", false},
		{"It goes after dusk. The lamp is fixed.", true},
	} {
		if got := (Undoing{Undone: "Skip the lamps until dusk", Message: "Revert the lamps\n\n" + c.why}).AsPlanned(); got != c.want {
			t.Errorf("%q: %t", c.why, got)
		}
	}
	for _, why := range []string{"See #12.", "See the thread.", "It is back: see comment on #12", "See also #12"} {
		if (Undoing{Undone: "A lamp\n\nThis is a temporary fix.", Message: "Revert \"A lamp\"\n\n" + why, Stood: days}).AsPlanned() {
			t.Errorf("%q points to a reason", why)
		}
	}
	if (Undoing{Undone: "Work around lamp bug #12", Message: "The lamp in another place", Stood: days}).AsPlanned() {
		t.Error("what has a subject of its own says more than that it reverts")
	}
}

// A revert whose own subject calls what it takes back a workaround needn't say that its time was over.
func TestDroppedStopGap(t *testing.T) {
	const days = 49 * time.Hour
	for _, c := range []struct {
		message string
		stood   time.Duration
		want    bool
	}{
		{"hall: revert the workaround for old lamps", days, true},
		{"hall: revert the workaround for broken lamps", days, true},
		{"Remove the lamp hack (#12)\n\nNobody has such lamps.", days, true},
		{"drop work-around for lamps", days, true},
		{"Undo my hacks", days, true},
		{"Revert the lamp workaround", 23 * time.Hour, false},
		{"Revert the lamp workaround\n\nIt broke the stairs.", days, false},
		{"Revert the lamp workaround\n\nIt broke the stairs, and is now redundant.", days, true},
		{"Revert the lamp workaround\n\nNew lamps no longer require it, they broke.", days, true},
		{"Revert the lamp workaround because it is dark", days, false},
		{"Revert the lamp workaround to avoid dark stairs", days, false},
		{"Revert the lamp workaround to fix the stairs", days, false},
		{"Revert \"Lamp hack\"", days, false},
		{"Revert Light the hall", days, false},
		{"Light the hall and revert the lamp hack", days, false},
		{"Revert the new lamp. That was a hack.", days, false},
		{"Revert the hacking of the lamp", days, false},
	} {
		if got := (Undoing{Undone: "Light the hall", Message: c.message, Because: "So it was.", Stood: c.stood}).AsPlanned(); got != c.want {
			t.Errorf("%q after %s: %t", c.message, c.stood, got)
		}
	}
	if (Undoing{Undone: "Lamp hack", Message: "Revert Lamp hack", Because: "So it was.", Stood: days}).AsPlanned() {
		t.Error("it is called so by its own subject alone")
	}
}

// Texts that repeat what is looked for take no longer for it.
func TestLongStopGap(t *testing.T) {
	long := strings.Repeat("unbroken now it is the ", 1<<16)
	if (Undoing{Undone: "skip " + long, Message: long}).AsPlanned() {
		t.Error("nothing is told to be over")
	}
}

// TestWordsOfStopGaps holds the lists of words: each may stand in the gap of its row, and none of them does without.
func TestWordsOfStopGaps(t *testing.T) {
	for _, c := range []struct {
		undone, message string // with a gap in one of them
		words, without  string // words divided by |
		want            bool
	}{
		{"Lamps % temporarily off", "Revert it", "to|can|could|may|might|will|would|which|that|not|is|are|was|were|be|been|being|get|gets|it|they|and|or", "go", false},
		{"Lamps: % temporary wires", "Revert it", "a|an|some|add|adds|added|adding|use|uses|using|apply|implement|introduce|make|makes|in", "mend", true},
		{"Use a temporary %", "Revert it", "file|dir|directory|directories|folder|variable|vars|object|table|path|name|filename|password|credentials|" +
			"storage|buffer|value|lifetime|token|key|account|user|array|string|register|copy|copies|memory|allocation|branch|branches|" +
			"location|workspace|database|email|url|session", "lamp", false},
		{"hall: % for the lamp", "Revert it\n\nThe bug is solved.", "workaround|work-around|work around|works around|working around|stopgap|stop-gap", "light", true},
		{"Light the hall%", "Revert it", " for now| for the moment| for the time being.| for posterity", " at noon", true},
		{"% light the hall", "Revert it", "temporarily|temporarely|momentarily", "brightly", true},
		{"Light the hall %", "Revert it", "(temporary)|(temporarily)|(temp)|[temporary]|[temp]|[to-revert]|provisionally", "(at noon)", true},
		{"% the lamp", "Revert it\n\nThe bug is solved.", "until noon,|skip|pin|hack|quirk of|disable|pause|non-voting|maintenance of", "light", true},
		{"% the lamp", "Revert it", "depool|depools|depooled|depooling", "dim", true},
		{"% workaround", "Revert \"% workaround\"\n\nThis reverts commit 0123abcd.", "add|carry|a", "dim", true},
		{"% LampTest as broken", "Revert it", "mark|marks|marked", "show", true},
		{"Mark LampTest%", "Revert it", " as broken| as flaky| as failing| as wip| as pending| as skipped", " as new", true},
		{"Skip LampTest%", "Revert it", " and add HallTest| and enable HallTest| + HallTest| by default", " at noon", false},
		{"Skip the %", "Revert it", "tests|e2e|spec|specs|lamp_test.go|lamp.bats|LampTests", "lamp", true},
		{"Skip the %", "Revert it", "latest|fastest|greatest|shortest|lightest|tightest|contest", "LampTest", false},
		{"Skip the lamp", "% the lamp", "re-enable|reenable|renable|unskip", "revert", true},
		{"% the lamp", "Re-enable the lamp", "skip|disable", "dim", true},
		{"% LampTest", "Revert it", "skip|skips|disable|disables|disabled|disabling|don't run|do not run|don't enable|do not enable|ignore|ignores|exclude|excludes|" +
			"turn off|turned off|switch off|switched off|comment out|commented out|commenting out", "run", true},
		{"% lamps to 1.2", "Revert it", "pin|pins|pinned|lock|freeze", "raise", true},
		{"Pin the lamp to %", "Revert it", "`lamp@1.2`|lamp>=1.2|1.2", "@lamp/1a", true},
		{"A lamp\n\nWhoever reads this learns % revert this once more.", "Revert it", "need to", "how to", true},
		{"Pin the lamp %", "Revert it", "version|versions|gem|gems|package|packages|dep|deps|dependency|dependencies", "shade", true},
		{"A lamp\n\nThis is a %.", "Revert it", "temporary workaround|temporary fix|temporary measure|temporary task|temporary rake task|temporary hack|" +
			"temporary solution|interim solution|short-term fix", "light", true},
		{"A lamp\n\nFor the hall, this % temporarily lights it.", "Revert it", "commit|patch|change|pr", "lamp", true},
		{"A lamp\n\nIt must be removed % dusk.", "Revert it", "once|when|after|as|afterwards", "before", true},
		{"A lamp\n\nIt must be % after dusk.", "Revert it", "reverted|removed|undone|dropped|restored|re-enabled|reenabled|rolled", "lit", true},
		{"A lamp\n\nIt % be removed after dusk.", "Revert it", "can|should|must|has to", "might", true},
		{"A lamp\n\nAfter dusk, % revert this once more.", "Revert it", "will|we'll|i'll|please|we should|we can|we must|we need to|it needs to|we have to|it has to", "do", true},
		{"A lamp\n\n% this after dusk.", "Revert it", "Revert|Undo|Roll back|Will revert afterwards,|Will roll back afterwards,", "Note", true},
		{"A lamp\n\nRevert % after dusk.", "Revert it", "this|it|that|the", "lamps", true},
		{"A lamp\n\nIt is for dusk% undo this after it.", "Revert it", ".|:|!", ",", true},
		{"Work around lamp bug #12", "Revert it\n\nThe bug, which failed it, is %.", "fixed|resolved|solved|merged|landed|released|deployed|shipped|addressed|rolled|complete|" +
			"completed|done|over|out|finished|ended|patched|restored", "there", true},
		{"Work around lamp bug #12", "Revert it\n\nThe bug that broke it % fixed.", "is|are|was|were|been|has|have|now|got", "not", true},
		{"Work around lamp bug #12", "Revert it, as it failed % the bug is fixed", "until|when|once|if|unless|before|should", "and", false},
		{"A lamp", "Revert it\n\nOf the lamp: %.", "no longer needed|no longer necessary|no longer required|not needed any more|not necessary any more|isn't needed anymore|" +
			"isn't necessary any more|don't need it any more|don't need this any more|served its purpose|no longer wanted|no more needed|won't be needed|" +
			"shouldn't be needed|no longer used|no longer in use|no longer supported|no longer useful|not used any more|isn't used any more|not required any more|" +
			"no longer a need|no longer any need|no longer the need|not to be: it will no longer be needed|it'll no longer be necessary|it'd no longer be required|" +
			"it should not be needed any more|there is no more need|now unnecessary|now unneeded|its place is now handled|it's now done|that's now provided|" +
			"not referenced any more|ended up not lit|ended up never lit|superseded by the sun|now redundant|is obsolete|are obsolete|is now obsolete|" +
			"is now provided|is now handled|is now done|back to normal|back online|back in service|removes unused|removing unused|removing the unused|" +
			"be unused|is unused|are unused|not needed after dusk|not need after dusk|lit as originally planned|lit as originally intended|keep as a record|keep it as a record|kept as a record", "not needed after all", true},
		{"A lamp", "%", "remove unused lamp|drop unused lamp|delete unused lamp|revert unused lamp|rollback unused lamp", "revert lamp", true},
		{"A lamp", "Revert it\n\nIt % the sun shines.", "goes as now|goes as we now see|goes since we now see", "goes as", true},
		{"A lamp", "Revert it\n\nThe wire %.", "works again|work again|working again|works now|working now|works fine now|working fine|fixed now|now fixed|fix available|" +
			"fix is available|fix is merged|fix is present|fix is released|workaround is available|workaround is present|upstream has fixed|bug is fixed|" +
			"bug was fixed|bug has been fixed|issue is fixed|issue was fixed|issue has been fixed|issue is resolved|issue was resolved|issue has been resolved|" +
			"problem is fixed|problem was fixed|problem has been fixed|problem is resolved|is fixed upstream|'s fixed upstream|was fixed upstream|has been fixed upstream|and more are fixed upstream|and more were fixed upstream", "is old", true},
		{"A lamp", "Revert it\n\nThe wire works again%.", " so that it shines| to get light| bug fixed in it| after dusk|, but no fix| with this gone| differently", " at noon", false},
		{"A lamp", "Revert it\n\nIt was a % lamp.", "temporary|short-term|interim|stop-gap|stopgap", "bright", true},
		{"A lamp", "Revert it\n\nIt % a temporary lamp.", "was|were|remove|removes", "is", true},
		{"A lamp", "Revert it\n\nIt goes% lamp.", " for being a temporary| for being an interim", " for being an old", true},
		{"A lamp", "Revert it\n\nThe upgrade has %.", "done|complete|completed|finished|ended|concluded|restarted|rebooted|reimaged", "begun", true},
		{"A lamp", "Revert it\n\nThe upgrade is finished% more light.", ",| and| via| per| so", " with", true},
		{"A lamp", "Revert it\n\nThe % is over.", "event|maintenance|period|survey|test|testing|trial|experiment|celebration|holiday|vote|time", "bridge", true},
		{"A lamp", "Revert it\n\nThe upgrade is % finished.", "not|never|no|be|to|until|when|before|after|if|unless|should|once|already|too|cannot|how|why|what|as|because|this|it|that|isn't|reverted|rollback|backout", "well", false},
		{"A lamp", "% the lamp hack", "revert|reverts|remove|removes|removed|drop|drops|undo|delete|back out|roll back|rollback|get rid of", "dim", true},
		{"Temporarily skip the lamp tests", "Revert it, it %", "broke|breaks|fails|crashes|is a regression|causes ill|was unintentional|was unfortunate|shouldn't have been lit|" +
			"should not have been lit|was an accident|was a mistake|must go to unbreak it|is wrong|doesn't work|didn't work|does not work|does not help|is not right|" +
			"was premature|meets an objection|came without review|goes to fix it|is corrupted|could not shine|couldn't shine|deadlocks|lost it|made an outage|is vulnerable|may run into the sun|ran into the sun|goes on running into the sun", "shines", false},
	} {
		for word := range strings.SplitSeq(c.words+"|"+c.without, "|") {
			u := Undoing{Undone: strings.ReplaceAll(c.undone, "%", word), Message: strings.ReplaceAll(c.message, "%", word), Stood: 49 * time.Hour}
			f, _ := Commit(incident.Commit{Message: u.Message}, Options{})
			u.Because = f.Because
			if want := c.want == (word != c.without); u.AsPlanned() != want {
				t.Errorf("%q, %q: %t", u.Undone, u.Message, !want)
			}
		}
	}
}
