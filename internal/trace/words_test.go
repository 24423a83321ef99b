package trace

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWordsOf(t *testing.T) {
	for text, want := range map[string][]string{
		"net/foo: fix filtering of VLANs": {"filter", "foo", "vlan"},
		"":                                nil,
		"\xff\xfe a \x00":                 nil,
		"Größe prüfen":                    {"größ", "prüfen"},
	} {
		got := slices.Sorted(maps.Keys(Words(text)))
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("Words(%q) (-want +got):\n%s", text, d)
		}
	}
	if n := len(Words(strings.Repeat("word ", 1<<20))); n != 1 {
		t.Errorf("%d words", n)
	}
}

func TestWordsOfIdentifiers(t *testing.T) {
	c := wordCache{}
	for id, want := range map[string][]string{
		"rx_queueSetup": {"rx", "queu", "setup"},
		"HTTPServer":    {"httpserv"},
		"__x":           nil,
	} {
		for range 2 {
			if d := cmp.Diff(want, c.of([]byte(id))); d != "" {
				t.Errorf("words of %s (-want +got):\n%s", id, d)
			}
		}
	}
}

func TestBareMessage(t *testing.T) {
	message := "subject\n\nBody: this stays.\nSo does-this: it is no name\nfollow-up\nSigned-off-by: A <a@b>\nFixes: 123 (\"x\")\nCc: c\n"
	if got, want := bareMessage(message), "subject\n\nBody: this stays.\nSo does-this: it is no name\nfollow-up\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzWordsOf(f *testing.F) {
	f.Add("net/foo: fix filtering\x00 of VLANs é")
	f.Add("İ")
	f.Fuzz(func(t *testing.T, text string) {
		for w := range Words(text) {
			if len(w) < 2 || w != strings.ToLower(w) {
				t.Fatalf("%q is no stem", w)
			}
		}
		wordCache{}.of([]byte(text))
	})
}

func TestPhrasesOf(t *testing.T) {
	got := slices.Sorted(maps.Keys(phrasesOf("net/foo: fix the VLAN filters")))
	if d := cmp.Diff([]string{"foo vlan", "vlan filt"}, got); d != "" {
		t.Errorf("phrases (-want +got):\n%s", d)
	}
}
