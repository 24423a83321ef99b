package incident

import "testing"

func TestMeasureWhat(t *testing.T) {
	for want, m := range map[string]Measure{
		"a test":                 {Text: "a test", Refs: []string{"#1"}},
		"(see #1)":               {Refs: []string{"#1"}},
		"(see #1, #2, o/r#3, …)": {Refs: []string{"#1", "#2", "o/r#3", "#4"}},
		"(in no words yet)":      {},
	} {
		if got := m.What(); got != want {
			t.Errorf("%+v is about %q, should be about %q", m, got, want)
		}
	}
}
