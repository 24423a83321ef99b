package flow

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestMessage is that a team's own draft says the same by itself as within an incident's text.
func TestMessage(t *testing.T) {
	draft, err := checklist.ParseMessageTemplate("message.md", "Watched until {{.WatchUntil}}{{if .Commands}}, with commands{{end}}.")
	if err != nil {
		t.Fatal(err)
	}
	e := &Engine{Now: noon, Options: Options{WatchDays: 9, Commands: true, Message: draft}}
	got, err := e.Message(incident.Incident{UndoneAt: noon}, checklist.Markdown)
	if want := "Watched until " + noon.AddDate(0, 0, 9).Format("2006-01-02") + ", with commands.\n"; err != nil || got != want {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}
