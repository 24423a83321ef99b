package detect

import (
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// The revert gives its reason in its body, if any.
func TestAsPlanned(t *testing.T) {
	for _, c := range []struct {
		undone, message string
		want            bool
	}{
		{"Temporarily skip the lamp tests", `Revert "Temporarily skip the lamp tests"`, true},
		{"Temporarily skip the failing lamp tests (#12)", "Revert \"Temporarily skip the failing lamp tests (#12)\" (#15)", true}, // it quotes what failed then
		{"Temporarily skip the lamp tests", "Revert \"x\"\n\nOriginal change's description:\n> The lamp broke.", true},
		{"Temporarily skip the lamp tests", "Revert \"Temporarily skip the lamp tests\"\n\nThe stairs broke by that.", false},
		{"Temporarily skip the lamp tests", "Revert \"x\"\n\nThe lamp that broke them is now fixed.", true},
		{"Temporarily skip the lamp tests", "Revert \"x\"\n\nThat does not help: it does\nnot work.", false},
		{"Temporarily skip the lamp tests", "Undo it to fix the stairs", false},
		{`Revert "Revert "Temporarily skip the lamp tests""`, "Revert it", true},
		{"hall: temporary fix for the lamp", "Revert it", true},
		{"[hall] Temp lamp", "Revert it", true},
		{"Add a temporary `lamp` command", "Revert it", true},
		{"Light the hall for now (#3)", "Revert it", true},
		{"Light the hall for the time being.", "Revert it", true},
		{"Light the hall (for now) at dusk", "Revert it", true},
		{"hall: use lamps 1.2 until the glare of 1.3 is fixed (#12)", "Revert it", true},
		{"Dim the hall until lamps 1.3 are\nreleased", "Revert it", true},
		{"hall: skip the stairs pending a fix of the lamps", "Revert it", true},
		{"Skip the lamps until installation issues resolved (#12)", "Revert it", true},
		{"Disable flaky checks of the lamps", "Revert it", true},
		{"Hide the hall until the lamps are lit", "Revert it", false},
		{"Wait until fixed lamps light the hall", "Revert it", false},
		{"Pending a fix of the lamps", "Revert it", false},
		{"Show what is pending a while", "Revert it", false},
		{"Use lamps 1.2 until the glare is fixed", "Revert it: it broke the hall", false},
		{"Drop the lamp (temporary)", "Revert it", true},
		{"(temp) drop the lamp", "Revert it", true},
		{"A new lamp", "Drop the lamp as it is unused", true},
		{"Drop the lamp for a while", "Revert it", false},
		{"Temporary files go to the hall", "Revert it", false},
		{"Use a temporary directory", "Revert it", false},
		{"Build without any temporary", "Revert it", false},
		{"Add temporary", "Revert it", false},
		{"Clean the temporary lamp", "Revert it", false},
		{"Skip the lamp momentarily", "Revert it", true},
		{"Let people choose to temporarily hide the lamp", "Revert it", false},
		{"Work around lamp bug #12", "Revert it", false},
		{"Work around lamp bug #12", "Revert it\n\nThe bug is fixed.", true},
		{"Work around lamp bug #12", "Revert it\n\nThe bug has finally been fixed, it caused no end of trouble.", true},
		{"Work around lamp bug #12", "Revert it\n\nThe new lamp fixed other things.", false},
		{"Work around lamp bug #12", "Revert it, we no longer need it", true},
		{"hall: workaround for the lamp", "Revert it now that the lamp is new", true},
		{"Skip the lamp until dusk", "Revert it, which isn't needed any more", true},
		{"Light no lamp until dusk", "Revert it\n\nDusk is over.", true},
		{"Unskip the lamp", "Revert it\n\nDusk is over.", false},
		{"Work around lamp bug #12", "Revert it until the bug is fixed", false},
		{"Work around lamp bug #12", "Revert it\n\nThe lamp should have been fixed.", false},
		{"Work around lamp bug #12", "Revert it once more. The bug is fixed.", true},
		{"Disable the lamp", "Revert it\n\nIt is now\nfixed in 1.2.", true},
		{"Pause the lamp", "Revert it\n\nThe upgrade has finished.", true},
		{"Pause the lamp", "Revert it\n\nThe hall is back to normal.", true},
		{"Pause the lamp", "Revert it\n\nThe flicker is back.", false},
		{"Make the lamp non-voting", "Revert it\n\nThe other one has landed.", true},
		{"Hall maintenance", "Revert it\n\nMaintenance is complete.", true},
		{"Ignore LampTest", "Revert it", true},
		{"Disable HallTests and the lamp's", "Revert it", true},
		{"Disable the latest lamps", "Revert it", false},
		{"Skip the lamp tests", "Revert it\n\nMerged against an explicit objection.", false},
		{"A new lamp", "Revert it\n\nThe old one is fixed.", false},
		{"A new lamp", "Revert it\n\nIt is no\nlonger needed.", true},
		{"A new lamp", "Revert it\n\nIt is no longer needed, as it broke.", false},
		{"A lamp no longer needed", "Revert \"A lamp no longer\nneeded\"", false},
		{"", "Revert it, it isn't needed any more", true},
		{"", "", false},
		{"A new lamp", "Revert it now that the stairs have one", true},
		{"A new lamp", "Revert it now that I look at it", false},
		{"A new lamp", "Revert it, as the plan is now that it shines", false},
		{"A new lamp", "Revert it, as we know that it shines", false},
		{"A new lamp", "Revert it\n\nThe hall is gone, it isn't used anymore.", true},
		{"A new lamp", "Revert it, as we now have the sun", true},
		{"A new lamp", "Revert it, which was now another's", false},
		{"A new lamp", "Revert it\n\nSuperseded by the sun.", true},
		{"A new lamp", "Revert it, as the lamp is obsolete", true},
		{"A new lamp", "Revert it, so all lamps are obsolete", true},
		{"A new lamp", "Revert it, as this is now obsolete", true},
		{"A new lamp", "Revert it\n\nRemoves some now obsolete wires too.", false},
		{"A new lamp", "Revert it\n\nLight is now provided by the sun.", true},
		{"A new lamp", "Revert it, as light is now\nhandled by the sun", true},
		{"A new lamp", "Revert it\n\nThis is now done by the sun.", true},
		{"A new lamp", "Revert it\n\nThis is now done by the sun, as the lamp failed.", false},
		{"A new lamp", "Revert it\n\nIt shouldn't have been lit, it was superseded by the sun.", false},
		{"A new lamp", "Revert it\n\nIt should not have been lit as it is obsolete.", false},
		{"A new lamp", "Revert it, the hall ended up not using it", true},
		{"Disable the lamp", "Revert it\n\nThis PR was merged into the 1.2 branch.\n\nPeople asked for it.", false},
		{"A new lamp", "hall: remove unused lamp\n\nThis reverts commit 0123abcd.", true},
		{"A new lamp", "Revert it\n\n* Remove unused wires", false},
		{"Remove unused lamps", "Revert \"Remove unused lamp\"", false},
		{"The lamp", "Revert it\n\nNow that dusk is over, the lamp may go.", true},
		{"The lamp\n\nNow that dusk is over, the lamp may go.", "Revert it\n\nNow that dusk is over, the lamp may go.", false},
		{"The lamp", "Re-apply \"Revert the lamp now that dusk is over\"", true},
		{"The lamp", "Revert \"The lamp now that dusk is over…\"", false},
		{"A new lamp", "Revert it\n\nIt was a workaround, and the bug is fixed.", true},
		{"A new lamp", "Revert it\n\nIt was a workaround, and broke the stairs once the bug was fixed.", false},
		{"A new lamp\n\nThis is a temporary fix.", "Revert it\n\nThe bug is fixed, which caused trouble.", true},
		{"A new lamp\n\nThis should be removed when dusk is over.", "Revert it\n\nDusk is over, which caused trouble.", true},
		{"Merge pull request #3 from ada/lamp\n\nLight the hall for now", "Revert it", true},
		{"Merge branch 'lamp'", "Revert it", false},
		{"A lamp", "Revert \"Temporary lamp (#3)\"", true}, // the title of its pull request
		{"A lamp", "Revert \"Skip the lamp tests\"", true},
		{"A lamp", "Revert \"Work around a \"lamp\"\"\n\nThe bug is fixed.", true},
	} {
		f, _ := Commit(incident.Commit{Message: c.message}, Options{})
		u := Undoing{Undone: c.undone, Message: c.message, Because: f.Because}
		if got := u.AsPlanned(); got != c.want {
			t.Errorf("%q, %q: %t", c.undone, c.message, got)
		}
	}
}

// Tests that were left out and run again tell of no mistake, why ever they do, but for trouble.
func TestRunAgain(t *testing.T) {
	for _, c := range []struct {
		undone string
		want   bool
	}{
		{"Skip the lamp tests", true},
		{"hall: [dusk] (maint) disable test_lamp on Windows (#12)", true},
		{"do not run lamp.bats", true},
		{"Skip TestLamp", true},
		{"Skip the lamp tests: they are dark", true},
		{"hall: don't run e2e at dusk", true},
		{"Skip the lamp", false},
		{"Skip the test-infra", false},
		{"feat: skip tests of what hasn't changed", false},
		{"Disable the lamp and add tests", false},
		{"Disable the lamp at dusk + test", false},
		{"Disable the sanitizer by default in tests", false},
		{"Test that the lamp is skipped", false},
		{"Turn off lamp tests that need oil", true},
		{"Comment out the lamp test", true},
		{"Commented out lamp tests", true},
		{"Mark a spec as broken with oil 2.0", true},
		{"hall: mark lamp tests as WIP", true},
		{"Marked the lamp test as pending", true},
		{"Mark the lamp test cfg as known", false},
		{"Mark the lamp as broken", false},
		{"Turn off the lamp", false},
		{"test/lamp: disable it at dusk", false},
	} {
		for message, want := range map[string]bool{
			"Revert \"x\"\n\nThis reverts commit 0123abcd.":    c.want,
			"Revert \"x\"\n\nThe lamp was lit, they pass.":     c.want,
			"Revert \"x\"\n\nThe stairs broke.":                false,
			"Revert \"x\"\n\nUnfortunately they are too dark.": false,
		} {
			f, _ := Commit(incident.Commit{Message: message}, Options{})
			if got := (Undoing{Undone: c.undone, Message: message, Because: f.Because}).AsPlanned(); got != want {
				t.Errorf("%q, %q: %t", c.undone, message, got)
			}
		}
	}
}

// What holds a package back is to go some day, whatever is told of it but trouble.
func TestHeldBack(t *testing.T) {
	const days = 49 * time.Hour
	for _, c := range []struct {
		undone string
		stood  time.Duration
		want   bool
	}{
		{"Pin lamps to v1.2.3 (#12)", days, true},
		{"hall: pin lamps==1.2", days, true},
		{"Pin to `lamps<2.1`", days, true},
		{"Pin lamps to nightly-2026-01-17", days, true},
		{"Pin lamps to nightly", days, false},
		{"Pin lamps to solve a dep problem", days, true},
		{"Lock lamps gem", days, true},
		{"Lock lamps version \"< 2.9.0\"", days, true},
		{"Freeze lamps in 2.0 for the stairs", days, true},
		{"Pin lamps to 1.2", 23 * time.Hour, false},
		{"Pin the lamps to the wall", days, false},
		{"Lock all calls to the lamp", days, false},
		{"pin bump", days, false},
		{"Unpin lamps 1.2", days, false},
		{"Raise lamps to 1.2", days, false},
	} {
		u := Undoing{Undone: c.undone, Message: "Undo it\n\nOil is there.", Because: "Oil is there.", Stood: c.stood}
		if got := u.AsPlanned(); got != c.want {
			t.Errorf("%q after %s: %t", c.undone, c.stood, got)
		}
		if u.Message = "Undo it\n\nThe stairs broke."; u.AsPlanned() {
			t.Errorf("%q was taken back for what broke", c.undone)
		}
	}
}

// What was left out, got along with, or was there for a while goes when that is over, in whatever words a revert says
// so.
func TestTimeIsOver(t *testing.T) {
	const hours, days = 2 * time.Hour, 49 * time.Hour
	for _, c := range []struct {
		undone, message string
		stood           time.Duration
		want            bool
	}{
		{"Bug 4711 - Disable 7 lamp tests", "Backed out changeset 0123abcd to re-enable tests", hours, true},
		{"No bug - Disable the lamp until dusk", "Back it out to re-enable the lamp", days, true},
		{"hall: pause the lamp", "hall: unpause the lamp", days, true},
		{"hall: pause the lamp", "hall: unpause the lamp", hours, false},
		{"Light the hall", "Revert \"Light the hall\"\n\nThe light is no longer needed.\n\n### How was this patch tested?\n\nThe tests fail without oil.", hours, true},
		{"Light the hall", "Revert \"Light the hall\"\n\nThe light is no longer needed.\n\n### What else\n\nThe tests fail without oil.", hours, false},
		{"No bug - Disable the lamp until dusk", "Back it out to re-enable the lamp", hours, false},
		{"hall: switch off the lamp", "Re-enable the lamp\n\nThis undoes it.", days, true},
		{"hall: lamp", "Revert it\n\nThe lamp was originally intended for dusk.", days, false},
		{"hall: disable the lamp before the feast", "hall: enable the lamp again (#12)", days, true},
		{"hall: disable the lamp before the feast", "hall: enable the lamp once more", days, false},
		{"hall: switch off the lamp", "Revert it to re-enable the lamp, it broke the stairs", days, false},
		{"hall: switch off the lamp", "Revert it\n\nPeople fell: re-enable the lamp.", days, false},
		{"hall: switch off the lamp", "Revert it\n\nThe hall is dark.", days, false},
		{"Use yesterday's lamps", "Revert it\n\nToday's are working again.", days, true},
		{"Use yesterday's lamps", "Revert it\n\nFixed now.", days, true},
		{"Use yesterday's lamps", "Revert it, as the upstream fix is available", days, true},
		{"Use yesterday's lamps", "Revert it, as the upstream fix is available", hours, false},
		{"Use yesterday's lamps", "Revert it until the lamp works again", days, false},
		{"Use yesterday's lamps", "Revert it so that the lamp works again", days, false},
		{"Use yesterday's lamps", "Revert it\n\nWith this the hall works again.", days, false},
		{"Use yesterday's lamps", "Revert it\n\nThere is no fix available yet.", days, false},
		{"Use yesterday's lamps", "Revert it\n\nThis has been merged too early.", days, false},
		{"Use yesterday's lamps", "Revert it\n\nWe use them again after the bug is fixed.", days, false},
		{"Use yesterday's lamps", "Revert it\n\nTo be merged once the lamp issue is resolved.", days, false},
		{"Use yesterday's lamps", "Revert it\n\nToday's are working again, but the hall crashes.", days, false},
		{"Use yesterday's lamps", "Revert it\n\n" + strings.Repeat("It is dim. ", 11) + "Today's work again.", days, false},
		{"A lamp\n\nRevert this once dusk is over.", "Revert \"A lamp\"\n\nThis reverts commit 0123abcd.", hours, true},
		{"A lamp\n\nI'll revert this commit when dusk is over.", "Revert \"A lamp\"\n\nDusk is over.", hours, true},
		{"A lamp\n\nRevert this once dusk is over.", "Revert \"A lamp\"\n\nThe stairs lose people.", days, false},
		{"A lamp\n\nUsers can undo changes after lighting.", "Revert \"A lamp\"\n\nThis reverts commit 0123abcd.", days, false},
		{"A lamp\n\nThose who revert this once are in the dark.", "Revert \"A lamp\"\n\nThis reverts commit 0123abcd.", days, false},
		{"A lamp", "Revert it\n\nThis was only a temporary fix.", hours, true},
		{"A lamp", "Back out 0123abcd for being an interim lamp", hours, true},
		{"A lamp", "Revert it\n\nThe lamp has a temporary switch.", days, false},
		{"A lamp", "Revert it\n\nIt was filling the temporary directory.", days, false},
		{"A lamp", "Revert it\n\nThis is temporary while we look why pages are blank.", days, false},
		{"A lamp", "Revert it\n\nThe revert was only temporary.", days, false},
		{"A lamp", "Revert it\n\nThis was only a temporary fix, and wrong.", days, false},
		{"A lamp", "Revert it\n\nThis is a temporary revert, as dusk is dim.", days, false},
		{"hall: work around the lamp", "Revert it\n\nPages show what is others'.", 31 * 24 * time.Hour, false},
		{"[TEMPORARY] A lamp", "Revert it\n\nThe stairs have one.", hours, true},
		{"[hall] [to-revert] A lamp", "Revert it\n\nThe stairs have one.", hours, true},
		{"hack: a lamp", "Revert it\n\nThe stairs have one.", days, false},
		{"Raise the lamp", "Revert it\n\nMaintenance done", hours, true},
		{"Raise the lamp", "Revert it\n\nThe survey is complete. https://example.org/4711", hours, true},
		{"Raise the lamp", "Revert it\n\nTests of lamps have been completed successfully, so down it goes.", hours, true},
		{"Raise the lamp", "Revert it\n\nswitchover done via https://example.org/4711", hours, true},
		{"Raise the lamp", "Revert it\n\nThe event is over", hours, true},
		{"Raise the lamp", "Revert it\n\nIt is over", hours, false},
		{"Raise the lamp", "Revert it\n\nThe time for this is dusk, it was over-lit.", hours, false},
		{"Raise the lamp", "Revert it\n\nMaintenance is not done.", hours, false},
		{"Raise the lamp", "Revert it\n\nThe revert is done.", hours, false},
		{"Raise the lamp", "Revert it\n\nIt turns out that this is done, but late.", hours, false},
		{"Raise the lamp", "Revert it\n\nTo be raised when the tests are completed.", hours, false},
		{"Raise the lamp", "Revert it\n\nWe asked those who live here whether all of the stairs are done.", hours, false},
		{"Raise the lamp", "Revert it\n\nMaintenance done, the stairs broke.", hours, false},
		{"Raise the lamp\n\nMaintenance done.", "Revert it\n\nMaintenance done.", hours, false},
		{"hall.php: Depool lamp12", "Revert it\n\nThe stairs have one.", hours, true},
		{"Depooling lamp12 for oil", "Revert it", hours, true},
		{"lamp12: depool", "Revert it", hours, true},
		{"Depool lamp12", "Revert it\n\nThe stairs broke.", hours, false},
		{"depool: a lamp for each", "Revert it", hours, false},
		{"Tell who may depool lamps", "Revert it", hours, false},
		{"Show when the lamp is temporarily dark", "Revert it\n\nIt is shown to all.", days, false},
	} {
		f, _ := Commit(incident.Commit{Message: c.message}, Options{})
		if got := (Undoing{Undone: c.undone, Message: c.message, Because: f.Because, Stood: c.stood}).AsPlanned(); got != c.want {
			t.Errorf("%q of %q after %s: %t", c.message, c.undone, c.stood, got)
		}
	}
}

func FuzzAsPlanned(f *testing.F) {
	f.Add("Temporarily skip x", "Revert \"Temporarily skip x\"\n\nx is fixed")
	f.Add("\xff temp \xfe: (for now", "now been all \xff\xff done")
	f.Fuzz(func(t *testing.T, undone, message string) {
		Undoing{Undone: undone, Message: message}.AsPlanned()
		if !(Undoing{Undone: "Skip the lamp until dusk", Message: "Dusk is over.\n\n" + cut(message, 1000)}).AsPlanned() {
			t.Error("that it is over is told, whatever follows")
		}
		if (Undoing{Undone: undone, Message: "The stairs broke."}).AsPlanned() {
			t.Error("a failure was planned")
		}
	})
}

// TestHarmIsNotAsPlanned is that what went through all the same, and was harm, is no plan, though the words for it are
// not those of a failure.
func TestHarmIsNotAsPlanned(t *testing.T) {
	for _, u := range []Undoing{
		{Undone: "Disable the lamp tests", Because: "Customers lost their lamps."},
		{Undone: "Pin lamps to 1.2", Because: "1.2 is vulnerable."},
		{Undone: "Lock lamps gem", Because: "People could not light the hall."},
		{Undone: "Skip the lamp tests", Because: "There was an outage."},
	} {
		u.Stood, u.Message = 48*time.Hour, "Revert \""+u.Undone+"\"\n\n"+u.Because
		if u.AsPlanned() {
			t.Errorf("%q went as planned", u.Message)
		}
	}
	u := Undoing{Undone: "Another lamp", Message: "Remove the lamp workaround, it broke the stairs", Stood: 48 * time.Hour}
	if u.AsPlanned() {
		t.Errorf("%q went as planned", u.Message)
	}
}

// TestTellsOfFailure holds that what a revert quotes of what it undoes tells of no failure.
func TestTellsOfFailure(t *testing.T) {
	for message, want := range map[string]bool{
		"Revert \"mend the broken lamp\"\n\nThis reverts commit 0123abcd.": false,
		"Revert \"mend the broken lamp\"\n\nIt fails at night.":            true,
		"Revert it\n\nThe sun shines.":                                     false,
	} {
		if got := (Undoing{Undone: "mend the broken lamp", Message: message}).TellsOfFailure(); got != want {
			t.Errorf("%q: %t", message, got)
		}
	}
}
