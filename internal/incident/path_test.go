package incident_test

import (
	"strings"
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
		"doc/news.html":                 true,
		"release/build.md":              false,
		"release.sh":                    false,
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
	for p := range strings.FieldsSeq(`bun.lock bun.lockb composer.lock flake.lock Gemfile.lock go.sum go.work.sum gradle.lockfile mix.lock npm-shrinkwrap.json
		Package.resolved packages.lock.json pdm.lock Pipfile.lock pnpm-lock.yaml Podfile.lock poetry.lock pubspec.lock uv.lock yarn.lock
		CHANGES.txt RELEASE_NOTES.adoc ReleaseNotes.md releases.md`) {
		if !incident.Shared("hall/" + p) {
			t.Errorf("%s is not shared", p)
		}
	}
}

func TestIsTest(t *testing.T) {
	for p, want := range map[string]bool{
		"fetch/fetch_test.go":      true,
		"tests/a.py":               true,
		"src/test/java/A.java":     true,
		"src/HallTest.java":        true,
		"src/HallTests.cs":         true,
		"a.spec.ts":                true,
		"hall.stories.tsx":         true,
		"lib/tests.rs":             true,
		"test_a.py":                true,
		"t/t0001-init.sh":          true,
		"fetch/fetch.go":           false,
		"docs/testing-guide.md":    false,
		"latest/a.go":              false,
		"src/Latest.java":          false,
		"contest.c":                false,
		"contests.c":               false,
		"bin/test":                 false,
		"hall/hall_spec.rb":        true,
		"hall/door_spec.h":         false,
		"asm/test.h":               false,
		".github/test-hall.yml":    false,
		"hall/test-hall.yaml":      false,
		"api/Spec.java":            false,
		"spec/dummy/.keep":         false,
		"test/.gitkeep":            false,
		"openapi.stories/hall.yml": false,

		"House.Hall.Tests/Lamp.cs":       true,
		"House.Test/Lamps/Lamp.cs":       true,
		"HallTests/Mocks/Lamp.swift":     true,
		"app/src/androidTest/Lamp.kt":    true,
		"lamp2Tests/Lamp.kt":             true,
		"HALLTests/Lamp.swift":           false,
		"ABTest/Lamp.swift":              false,
		"Testing.Lamps/Lamp.cs":          false,
		"HallTestSuite/Lamp.swift":       false,
		"app/Latests/Lamp.kt":            false,
		"app/hallTestdata/Lamp.kt":       false,
		"app/Contests/hall/Contests.txt": false,
	} {
		if got := incident.IsTest(p); got != want {
			t.Errorf("IsTest(%q) = %v", p, got)
		}
	}
	for p := range strings.FieldsSeq(`testing/a spec/a specs/a __tests__/a __snapshots__/a testdata/a e2e/a testsuite/a testsuites/a test-a.js
		a.test.js a-test.js a_tests.py a-tests.js a_spec.cr a_spec.js a_spec.ts a_spec.lua HallSpec.scala HallTestCase.php`) {
		if !incident.IsTest(p) {
			t.Errorf("%s is no test", p)
		}
	}
}
