package scan

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/incident"
)

func TestWordsOfPrograms(t *testing.T) {
	for subject, want := range map[string]struct{ roll, undo bool }{
		"Roll back the dimmer":                   {roll: true},
		"hall: rollback on failure":              {roll: true},
		"Rolled-back lamps":                      {roll: true},
		"Revert the scroll bar of controllers":   {},
		"Undo the selection":                     {undo: true},
		"lamp: undoes dimming":                   {undo: true},
		"Revert undocumented lamps":              {},
		"Revert what the controller took back":   {},
		"Undo rolling back in undocumented code": {roll: true, undo: true},
	} {
		w := &worded{Finding: detect.Finding{Finding: incident.Finding{Subject: subject}}}
		if w.saysRoll() != want.roll || w.saysUndo() != want.undo {
			t.Errorf("%s: says roll back %v, undo %v", subject, w.saysRoll(), w.saysUndo())
		}
	}
}
