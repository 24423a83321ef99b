package scan

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestAsksForNothing(t *testing.T) {
	for p, want := range map[incident.Person]bool{
		{Name: "Claude 4", Email: "noreply@example.com"}:            true,
		{Name: "Copilot", Email: "copilot@example.com"}:             true,
		{Name: "Cursor", Email: "cursoragent@example.com"}:          true,
		{Name: "Codex", Email: "codex@example.com"}:                 true,
		{Name: "Gemini Code Assist", Email: "noreply@example.com"}:  true,
		{Name: "lift[bot]", Email: "lift@example.org"}:              true,
		{Name: "Claude Lamp", Email: "12+claude@users.example.com"}: false,
		{Name: "Claude"}: false,
		{Name: "Ada", Email: "noreply@example.com"}: false,
	} {
		if asksForNothing(p) != want {
			t.Errorf("%v: %t", p, !want)
		}
	}
}

func TestIsBot(t *testing.T) {
	for name, want := range map[string]bool{
		"dependabot[bot]": true, "roll-bot": true, "k8s-ci-robot": true, "bors": true, "skia-autoroller": true, "My Bot": true,
		"Ada Tester": false, "Abbot": false, "Robotnik": false, "": false,
	} {
		if got := IsBot(incident.Person{Name: name, Email: "x@example.org"}); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
}
