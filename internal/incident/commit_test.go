package incident

import "testing"

// TestSubject holds that subjects are as "git log --format=%s" prints them.
func TestSubject(t *testing.T) {
	for message, want := range map[string]string{
		"":                                 "",
		"dim":                              "dim",
		"dim \t\n":                         "dim",
		"\n\r\n \tdim\n":                   "dim",
		"dim\nthe lamp\n\nIt was.":         "dim the lamp",
		"dim \r\n the lamp\r\n\r\nIt was.": "dim the lamp",
		"dim\n \t\nIt was.":                "dim",
		"dim\rthe lamp":                    "dim the lamp",
	} {
		if got := Subject(message); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}

func TestShort(t *testing.T) {
	for sha, want := range map[string]string{"0123456789abcdef": "0123456789", "0123456789": "0123456789", "0123": "0123"} {
		if got := Short(sha); got != want {
			t.Errorf("%s: %s", sha, got)
		}
	}
}
