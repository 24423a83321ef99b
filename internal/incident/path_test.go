package incident_test

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestShared(t *testing.T) {
	for p, want := range map[string]bool{
		"Cargo.lock":                    true,
		"web/package-lock.json":         true,
		"CHANGELOG.md":                  true,
		"docs/release-notes.rst":        true,
		"NEWS":                          true,
		"RELEASE.md":                    true,
		"HISTORY.rst":                   true,
		"release/build.md":              false,
		"bin/release":                   false,
		"Cargo.toml":                    false,
		"internal/lock.go":              false,
		"docs/changes/2026.md":          false,
		"news/list.go":                  false,
		"internal/changelog/changes.go": false,
	} {
		if got := incident.Shared(p); got != want {
			t.Errorf("Shared(%q) = %v", p, got)
		}
	}
}
