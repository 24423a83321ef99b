package incident

import "testing"

func TestCutCommand(t *testing.T) {
	for line, want := range map[string]string{
		"/ownup ack":             "ack",
		" \t\ufeff/OwnUp:, ack ": "ack ",
		"/ownup\u00a0ack":        "ack",
		"/ownup":                 "",
		"/ownup\n":               "",
		"/ownupack":              "-",
		"/ownup-close":           "-",
		"/ownup/x":               "-",
		"please /ownup close":    "-",
		"/own":                   "-",
		"/ownu":                  "-",
		"":                       "-",
	} {
		rest, ok := CutCommand(line)
		if ok != (want != "-") || ok && rest != want {
			t.Errorf("%q: %q, %v", line, rest, ok)
		}
	}
	if HasCommand("ownup close") || !HasCommand("Thanks.\n> /OWNUP close") {
		t.Error("what may hold a command is told otherwise")
	}
}
