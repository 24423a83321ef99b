package scan

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

func TestWordsOfPrograms(t *testing.T) {
	for subject, want := range map[string]struct{ roll, undo bool }{
		"Roll back the dimmer":                     {roll: true},
		"hall: rollback on failure":                {roll: true},
		"Rolled-back lamps":                        {roll: true},
		"Revert the scroll bar of controllers":     {},
		"Undo the selection":                       {undo: true},
		"lamp: undoes dimming":                     {undo: true},
		"Revert undocumented lamps":                {},
		"Revert what the controller took back":     {},
		"Undo rolling back in undocumented code":   {roll: true, undo: true},
		"Revert the dimmer to fix rollback issues": {},
		"Roll back the dimmer and revert the hall": {roll: true},
	} {
		w := &worded{Finding: detect.Finding{Finding: incident.Finding{Subject: subject}}}
		if w.saysRoll() != want.roll || w.saysUndo() != want.undo {
			t.Errorf("%s: says roll back %v, undo %v", subject, w.saysRoll(), w.saysUndo())
		}
	}
}

// TestReverts holds when a message is believed of which content says little: it has to say of this very commit that it
// reverts, and "roll back" has to name what.
func TestReverts(t *testing.T) {
	pull := incident.Claim{Type: incident.ClaimPull, Value: "4711"}
	finding := func(subject string, strength detect.Strength) detect.Finding {
		return detect.Finding{
			Finding:  incident.Finding{Kind: incident.Revert, Subject: subject, Claims: []incident.Claim{pull}},
			Strength: strength, Titled: true,
		}
	}
	plain, roll := finding("Revert the dimmer", detect.Likely), finding("Roll back the dimmer", detect.Likely)
	reapply, reverter, opens := plain, plain, finding("Dim the hall", detect.Likely)
	reapply.Kind = incident.Reapply
	reverter.Reverters = []incident.Claim{pull}
	opens.Titled, opens.Opens = false, true
	weakly := opens
	weakly.Strength = detect.Weak
	told := candidate{twice: true}
	for name, c := range map[string]struct {
		f    detect.Finding
		c    candidate
		want bool
	}{
		"plainly":                      {plain, told, true},
		"plainly, by the files":        {plain, candidate{files: true}, true},
		"nothing agrees":               {plain, candidate{}, false},
		"nothing is named":             {plain, candidate{twice: true, claim: -1}, false},
		"what was the revert is named": {reverter, told, false},
		"a reapply":                    {reapply, told, false},
		"rolled back":                  {roll, told, false},
		"rolled back, and named":       {finding("Roll back #4711", detect.Likely), told, true},
		"its body says so":             {opens, told, true},
		"its body says something":      {weakly, told, false},
	} {
		if (&worded{Finding: c.f}).reverts(c.c) != c.want {
			t.Errorf("%s: %t", name, !c.want)
		}
	}
}
