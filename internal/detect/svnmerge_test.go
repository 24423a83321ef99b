package detect

import (
	"strings"
	"testing"
)

// TestUnmerged holds what a message made with svnmerge carries, empty where it is not one revision's. Here | ends the lines, and : stands for it.
func TestUnmerged(t *testing.T) {
	const begin, dots = "Merged revisions 4711 via svnmerge from|svn://h/x||", "........|"
	for message, want := range map[string]string{
		begin + dots + "  r4711 : ada|  |  Dim it|    now|" + dots + "|  after|":       "|Dim it|  now||  after|",
		begin + dots + "|  r4711 : ada|  Dim it|  " + dots + "  still|" + dots:         "Dim it|" + dots + "still|",
		begin + "...|........ x|" + dots + "  r4711 : ada|  Dim it|":                   "Dim it|",
		"|" + begin + "................|  r4711 : ada|  Dim it|  " + dots:              "Dim it|" + dots,
		begin + dots + "  r4712 : ada|  Dim it|" + dots:                                "",
		begin + dots + "  lamps|  r4711 : ada|  Dim it|" + dots:                        "",
		begin + "  r4711 : ada|  Dim it|":                                              "",
		strings.TrimPrefix(begin, "Merged revisions ") + dots + "  r4711 : ada|  x|":   "",
		strings.ReplaceAll(begin+dots+"  r4711 : ada|  x|", "4711", "4"):               "",
		strings.ReplaceAll(begin+dots+"  r4711 : ada|  x|", "4711", "47"):              "x|",
		strings.ReplaceAll(begin+dots+"  r4711 : ada|  x|", "4711", "12345678"):        "x|",
		strings.ReplaceAll(begin+dots+"  r4711 : ada|  x|", "4711", "123456789"):       "",
		strings.ReplaceAll(begin+dots+"  r4711 : ada|  x|", " via svnmerge", ", 4712"): "",
	} {
		text := strings.ReplaceAll(strings.ReplaceAll(message, "|", "\n"), " : ", " | ")
		inner, _, ok := oneMerged(text)
		if inner = strings.ReplaceAll(inner, "\n", "|"); ok != (want != "") || ok && inner != want {
			t.Errorf("%s: %q %t, want %q", message, inner, ok, want)
		}
	}
	deep := "x\n"
	for range 2 * maxMerges {
		deep = "Merged revisions 4711 via svnmerge from\n\n........\nr4711 | ada\n" + "  " + strings.ReplaceAll(strings.TrimSuffix(deep, "\n"), "\n", "\n  ") + "\n"
	}
	if _, revisions := unmerged(deep); len(revisions) != maxMerges {
		t.Errorf("carried %d times", len(revisions))
	}
}
