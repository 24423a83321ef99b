package incident_test

import (
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "", -time.Hour: "", time.Second: "less than a minute", time.Minute: "1 minute", 95 * time.Second: "2 minutes",
		time.Hour: "1 hour", 90 * time.Minute: "1 hour 30 minutes", 2 * time.Hour: "2 hours", 210 * time.Minute: "3 hours 30 minutes",
		24 * time.Hour: "1 day", 40 * time.Hour: "1 day 16 hours", 48 * time.Hour: "2 days", 145 * time.Hour: "6 days 1 hour",
		169 * time.Hour: "7 days", 8 * 24 * time.Hour: "8 days", 400*24*time.Hour + 13*time.Hour: "401 days",
	} {
		if got := incident.Duration(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
