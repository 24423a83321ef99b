package incident_test

import (
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "", -time.Hour: "", time.Second: "less than a minute", time.Minute: "1 minute", 90 * time.Minute: "1 hour 30 minutes", 2 * time.Hour: "2 hours",
		24 * time.Hour: "1 day", 40 * time.Hour: "1 day 16 hours", 48 * time.Hour: "2 days", 8 * 24 * time.Hour: "8 days", 400*24*time.Hour + 13*time.Hour: "401 days",
	} {
		if got := incident.Duration(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
