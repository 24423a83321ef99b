package incident

import "testing"

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "due", 3},
		{"owner", "owner", 0},
		{"owner", "owners", 1},
		{"mesure", "measure", 1},
		{"closs", "close", 1},
		{"dimsiss", "dismiss", 1}, // two neighbours swapped
		{"ack", "due", 3},
		{"ab", "bc", 2}, // of a swap both letters have to be there
		{"é", "e", 1},
	} {
		if got := Distance(tt.a, tt.b); got != tt.want {
			t.Errorf("from %q to %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := Distance(tt.b, tt.a); got != tt.want {
			t.Errorf("from %q to %q: %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}
