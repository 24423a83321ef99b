package detect

import (
	"os"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

// rows returns the rows of the table under the heading, each cut into its cells.
func rows(t *testing.T, heading string) [][]string {
	t.Helper()
	data, err := os.ReadFile("../../docs/dialects.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(data), "\n## "+heading+"\n")
	if !ok {
		t.Fatalf("docs/dialects.md has no section %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var out [][]string
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSuffix(strings.TrimPrefix(cells[i], " "), " ")
		}
		out = append(out, cells)
	}
	if len(out) < 2 {
		t.Fatalf("no table under %q", heading)
	}
	return out[1:] // without the head
}

func message1(cell string) incident.Commit {
	return incident.Commit{Message: strings.ReplaceAll(cell, "⏎", "\n") + "\n"}
}

// The documentation lists every family, and each example is found as what it stands beside.
func TestDocumentedFamilies(t *testing.T) {
	documented := map[string]bool{}
	for _, row := range rows(t, "Families") {
		family := strings.Trim(row[0], "`")
		documented[family] = true
		f, ok := Commit(message1(row[1]), Options{})
		if !ok || f.Dialect != family {
			t.Errorf("the example of %s is found as %q:\n%s", family, f.Dialect, row[1])
		}
	}
	for _, f := range families {
		if !documented[f.dialect] {
			t.Errorf("docs/dialects.md does not list %s", f.dialect)
		}
	}
	if len(documented) != len(families) {
		t.Errorf("docs/dialects.md lists %d families of %d", len(documented), len(families))
	}
}

func TestDocumentedExceptions(t *testing.T) {
	for _, row := range rows(t, "What is no finding, or at most a weak one") {
		if f, ok := Commit(message1(row[0]), Options{}); ok && f.Strength > Weak {
			t.Errorf("%s %s: %s", f.Strength, f.Kind, row[0])
		}
	}
}
