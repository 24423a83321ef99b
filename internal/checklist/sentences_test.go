package checklist

import (
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestClosingSaysHowLongItWasQuiet is that the last word claims no more of the watch than there was.
func TestClosingSaysHowLongItWasQuiet(t *testing.T) {
	const claim = "Nothing in its files had to be mended again in the "
	day := 24 * time.Hour
	for name, test := range map[string]struct {
		after time.Duration
		edit  func(*incident.Following)
		want  string
	}{
		"the next day":    {after: 30 * time.Hour},
		"early":           {after: 5*day + time.Hour, want: "5 days since."},
		"the watch ended": {after: 30 * day, want: "30 days since."},
		"long afterwards": {after: 47 * day, want: "30 days that followed."},
		"mended again":    {after: 5 * day, edit: func(f *incident.Following) { f.Again = []incident.Finding{{SHA: "1234567890abcdef"}} }},
		"no known files":  {after: 5 * day, edit: func(f *incident.Following) { f.Incident.Paths = nil }},
	} {
		f, o := followed(fullFacts()), sampleOptions()
		o.Now, f.Outcome = f.Incident.UndoneAt.Add(test.after), incident.ByPerson
		if test.edit != nil {
			test.edit(&f)
		}
		text := Closing(f, o)
		if _, said, claimed := strings.Cut(text, claim); claimed != (test.want != "") || !strings.HasPrefix(said, test.want) {
			t.Errorf("%s: want %q of the quiet in\n%s", name, test.want, text)
		}
	}
}
