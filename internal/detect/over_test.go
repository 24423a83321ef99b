package detect

import (
	"testing"
	"time"
)

// TestOver holds words by which something has no use any more, and by which it was to go some day.
func TestOver(t *testing.T) {
	for _, c := range []struct {
		undone, message string
		want            bool
	}{
		{"A new lamp", "Revert it\n\nIt is no longer required.", true},
		{"A new lamp", "Revert it\n\nThe stairs no longer require a lamp.", true},
		{"A new lamp", "Revert it\n\nNo longer requires a hand on the door.", false}, // what it is made to need less
		{"A new lamp", "Revert it\n\nIt became unnecessary by the one of the stairs.", true},
		{"A new lamp", "Revert it\n\nBoth became unecess" + "ary.", true},
		{"A new lamp", "Revert it\n\nThe old ones will become unnecessary.", false},
		{"hall: peg the lamps at 1.2", "Revert it", true},
		{"hall: peg the coat", "Revert it", false},
		{"hall: peg the lamp of the stairs", "Revert it\n\nIt seems to have been fixed by its makers.", true},
		{"Lamps of the hall", "Revert lamp temp fix", true},
		{"Lamps of the hall", "hall: drop the temporary fix of lamps", true},
		{"Lamps of the hall", "Revert lamp temp fix to avoid dark stairs", false},
		{"Lamps of the hall", "Revert lamp temp switch", false},
	} {
		if got := (Undoing{Undone: c.undone, Message: c.message, Stood: 49 * time.Hour}).AsPlanned(); got != c.want {
			t.Errorf("%q, %q: %t", c.undone, c.message, got)
		}
	}
}
