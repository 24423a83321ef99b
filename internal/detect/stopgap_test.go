package detect

import (
	"strings"
	"testing"
)

func TestTakenBackAsPlanned(t *testing.T) {
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
		{"Drop the lamp (temporary)", "Revert it", true},
		{"(temp) drop the lamp", "Revert it", true},
		{"A new lamp", "Drop the lamp as it is unused", true},
		{"Drop the lamp for a while", "Revert it", false},
		{"Temporary files go to the hall", "Revert it", false},
		{"Use a temporary directory", "Revert it", false},
		{"Build without any temporary", "Revert it", false},
		{"Add temporary", "Revert it", false},
		{"Clean the temporary lamp", "Revert it", false},
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
		{"Work around lamp bug #12", "Revert it\n\nIt should now be fixed.", true},
		{"Disable the lamp", "Revert it\n\nIt is now\nfixed in 1.2.", true},
		{"A new lamp", "Revert it\n\nThe old one is fixed.", false},
		{"A new lamp", "Revert it\n\nIt is no\nlonger needed.", true},
		{"A new lamp", "Revert it\n\nIt is no longer needed, as it broke.", false},
		{"A lamp no longer needed", "Revert \"A lamp no longer\nneeded\"", false},
		{"", "Revert it, it isn't needed any more", true},
		{"", "", false},
	} {
		if got := TakenBackAsPlanned(c.undone, c.message); got != c.want {
			t.Errorf("%q, %q: %t", c.undone, c.message, got)
		}
	}
}

// Texts that repeat what is looked for take no longer for it.
func TestLongStopGap(t *testing.T) {
	long := strings.Repeat("unskip unbroken now ", 1<<16)
	if TakenBackAsPlanned("skip "+long, long) {
		t.Error("nothing is told to be over")
	}
}

func FuzzTakenBackAsPlanned(f *testing.F) {
	f.Add("Temporarily skip x", "Revert \"Temporarily skip x\"\n\nx is fixed")
	f.Add("\xff temp \xfe: (for now", "now been all \xff\xff done")
	f.Fuzz(func(t *testing.T, undone, message string) {
		TakenBackAsPlanned(undone, message)
		if !TakenBackAsPlanned("Skip the lamp until dusk", "Dusk is over.\n\n"+cut(message, 1000)) {
			t.Error("that it is over is told, whatever follows")
		}
		if TakenBackAsPlanned(undone, "The stairs broke.") {
			t.Error("a failure was planned")
		}
	})
}
