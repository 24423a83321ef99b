package detect

import (
	"strings"
	"testing"
)

// TestSubjectKeys holds more of what keys make of subjects.
func TestSubjectKeys(t *testing.T) {
	for subject, want := range map[string]string{
		"Revert^2 Dim the lamp": `reapply "dim the lamp"`, "[rollback] Dim the lamp": "[rollback] dim the lamp", "Revert the lamp": "revert the lamp",
		"Dim\tthe\v\flamp": "dim the lamp", "Dim\x01the lamp": "dim\x01the lamp", "Dim `the` lamp": "dim 'the' lamp", "Dim the lämp\t`x`": "dim the lämp 'x'",
		`A 5" lamp`: `a 5" lamp`, `Dim the lamp"`: "dim the lamp", `Dim the "lamp"`: `dim the "lamp"`,
		"Dim the lamp (https://github.com/ada/hall/pull/12": "dim the lamp (https://github.com/ada/hall/pull/12",
		"Dim 12)": "dim 12)", "Dim it (#1a)": "dim it (#1a)", "Dim the lamp....": "dim the lamp…",
		strings.Repeat("a", subjectLimit): strings.Repeat("a", subjectLimit), strings.Repeat("a", subjectLimit+1): strings.Repeat("a", subjectLimit) + "…",
	} {
		if got := SubjectKey(subject); got != want {
			t.Errorf("%q: %q, want %q", subject, got, want)
		}
	}
	if n := testing.AllocsPerRun(10, func() { folded("Dim the Lamp in the hall") }); n > 1 {
		t.Errorf("%v allocations", n)
	}
}
