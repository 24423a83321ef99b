package trace

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

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
