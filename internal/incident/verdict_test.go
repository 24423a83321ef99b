package incident_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

var update = flag.Bool("update", false, "write the table of reasons into docs/verdicts.md")

// verdicts is the page that people read; its table is made from Grounds.
const verdicts = "../../docs/verdicts.md"

const tableBegin, tableEnd = "<!-- reasons:begin, written by go test ./internal/incident -update -->\n", "<!-- reasons:end -->\n"

func TestVerdictsPage(t *testing.T) {
	data, err := os.ReadFile(verdicts)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), tableBegin)
	_, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		t.Fatalf("%s has lost the lines around its table", verdicts)
	}
	var table strings.Builder
	table.WriteString("| reason | verdict | |\n|---|---|---|\n")
	for _, g := range incident.Grounds {
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", g.Reason, g.Decision, g.Sentence)
	}
	want := before + tableBegin + table.String() + tableEnd + after
	if *update {
		if err := os.WriteFile(verdicts, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(data)); diff != "" {
		t.Errorf("run go test ./internal/incident -update: %s", diff)
	}
}

func TestGrounds(t *testing.T) {
	seen := map[incident.Reason]bool{}
	for _, g := range incident.Grounds {
		if seen[g.Reason] || g.Sentence == "" || g.Reason.Sentence() != g.Sentence {
			t.Errorf("%s: %q", g.Reason, g.Reason.Sentence())
		}
		seen[g.Reason] = true
	}
}
