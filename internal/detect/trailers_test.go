package detect

import (
	"strings"
	"testing"
)

// TestTrailersRead holds the last paragraphs of messages, and their trailers in one line.
func TestTrailersRead(t *testing.T) {
	for message, want := range map[string]string{
		"A: b\nC: d\nit is dim":         "A=b C=d", // most lines
		"A: b\nit is dim\nand dark":     "",
		"A: b\nit is dim\n\nC: d":       "C=d", // but only at the end
		"A: b\n \nC: d":                 "A=b C=d",
		"A: b\n\n \t\n\nC: d":           "A=b C=d",
		"A: b\n\tc\n d":                 "A=b c d",
		"it is dim\n\n A: b":            "",
		": b":                           "",
		"Lämp: b":                       "",
		"A lamp of: b":                  "A lamp of=b",
		"A lamp of it: b":               "",
		strings.Repeat("a", 40) + ": b": strings.Repeat("a", 40) + "=b",
		strings.Repeat("a", 41) + ": b": "",
		"A: b\n\n" + strings.Repeat("C: "+strings.Repeat("d", 3000)+"\n", 6): strings.TrimSpace(strings.Repeat(" C="+strings.Repeat("d", 3000), 5)), // nobody reads that far back
	} {
		var got []string
		for _, tr := range Trailers("s\n\n" + message + "\n") {
			got = append(got, tr.Key+"="+tr.Value)
		}
		if all := strings.Join(got, " "); all != want {
			t.Errorf("%q: %q, want %q", message, all, want)
		}
	}
	for message, want := range map[string]bool{"s\n\nOWNUP: Skip\n": true, "s\n\nOwnup: dim\nOwnup: skip\n": false, "s\n\nLamp: skip\n": false} {
		if OptsOut(message) != want {
			t.Errorf("%q opts out: %t", message, !want)
		}
	}
}

// TestTrailersAreBounded holds how much a message can give, however it is written.
func TestTrailersAreBounded(t *testing.T) {
	for _, message := range []string{strings.Repeat("A: b\n", 300), strings.Repeat("A: b\n\n", 300)} {
		if n := len(Trailers("s\n\n" + message)); n != maxTrailers {
			t.Errorf("%d trailers", n)
		}
	}
	if v := Trailers("s\n\nA: b\n" + strings.Repeat(" "+strings.Repeat("c", 99)+"\n", 100))[0].Value; len(v) > 2100 {
		t.Errorf("a value of %d bytes", len(v))
	}
}
