package trace

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/diff"
	"github.com/ownup-dev/ownup/internal/git/gittest"
)

func TestIsBump(t *testing.T) {
	for _, c := range []struct {
		path, before, after string
		want                bool
	}{
		{"lamp/__init__.py", `__version__ = "0.9.2"`, `__version__ = "0.9.2-r1"`, true},
		{"package.json", `  "version": "1.2.3",`, `  "version": "1.2.4",`, true},
		{"pom.xml", `<version>1.2-SNAPSHOT</version>`, `<version>1.2</version>`, true},
		{"VERSION", "1.2.3", "1.2.4", true},
		{"lamp/version.txt", "develop", "1.2.4", true},
		{"VERSION", "1.2.3", "main", true},
		{"version.txt", "develop\nhall", "1.2.4\nhall", false},
		{"lamp.txt", "develop", "1.2.4", false},
		{"lib/lamp/version.rb", `  STRING = "1.2.3"`, `  STRING = "1.2.4.rc1"`, true},
		{"lamp/build.gradle", "        versionCode 181", "        versionCode 182", true},
		{"lamp/build.gradle", "versionName \"0.16\"\nversionCode 16", "versionName \"0.16.1\"\nversionCode 17", true},
		{"lamp/Info.plist", "CURRENT_PROJECT_VERSION = 12;", "CURRENT_PROJECT_VERSION = 13;", true},
		{"setup.py", `    version = "20260115"`, `    version = "20260301"`, true},
		{"setup.py", `    day = "20260115"`, `    day = "20260301"`, false},
		{"setup.py", `    version = "202601151"`, `    version = "202603011"`, false}, // no day
		{"lamp/build.gradle", "        versionCode 181", "        versionCode dim", false},
		{"lamp/Info.plist", "CURRENT_PROJECT_VERSION = 1.2.3;", "CURRENT_PROJECT_VERSION = 1.2.4;", true},
		{"lamp.c", "if (buildNumber == 12) return;", "if (buildNumber == 13) return;", false},
		{"setup.py", `"lens>=1.2.3"`, `"lens>=1.2.4"`, false}, // what the program needs
		{"lamp.ts", `const HALL_VERSION = '>=1.0.0'`, `const HALL_VERSION = '>=1.1.1'`, false},
		{"lamp.ts", `const NO_HALL_VERSION = '<= 1.0.0'`, `const NO_HALL_VERSION = '<= 1.1.1'`, false},
		{"schema.sql", "SCHEMA_VERSION = 14", "SCHEMA_VERSION = 15", false},
		{"lamp.c", `version = lamp(1.5, dim);`, `version = lamp(2.5, bright);`, false},
		{"lamp.c", `return "version";`, `return "versions";`, false},
		{"lamp.c", "dim = 1.5;", "dim = 2.5;", false},
		{"lamp.min.js", "version(1.2)" + strings.Repeat(";", maxCode), "version(1.3)" + strings.Repeat(";", maxCode), false},
		{"VERSION", "", "1.2.4", false},
		{"VERSION", "1.2.3", "", false},
		{"VERSION", "1.2.3\n4.5.6", "1.2.4", false},
	} {
		old, text := diff.Split([]byte(c.before)), diff.Split([]byte(c.after))
		edits := diff.Between(old, text, diff.Exact)
		if len(edits) != 1 {
			t.Fatalf("%s: %d edits", c.path, len(edits))
		}
		if got := isBump(c.path, old, text, edits[0]); got != c.want {
			t.Errorf("%s: %.50q to %.50q is a bump: %t", c.path, c.before, c.after, got)
		}
	}
}

// TestStatesVersion holds the files of packages that a release changes as it changes the version.
func TestStatesVersion(t *testing.T) {
	for p := range strings.FieldsSeq(`lamp/package.json lerna.json deno.json jsr.json Cargo.toml pyproject.toml pom.xml gradle.properties VERSION version.txt
		package-lock.json CHANGELOG.md .changeset/dim-lamps.md`) {
		if !StatesVersion(p) {
			t.Errorf("%s states none", p)
		}
	}
	for p := range strings.FieldsSeq("lamp.json lamp/version.go setup.py changeset/lamps.go") {
		if StatesVersion(p) {
			t.Errorf("%s states one", p)
		}
	}
}

// TestFixWithBump holds that a fix that raises the version too is not traced to the release before, but where that is
// all it does.
func TestFixWithBump(t *testing.T) {
	lamp := func(dim int, version string) string {
		return fmt.Sprintf("import lens\n\ndef dim():\n    return %d\n\nVERSION = '%s'\n", dim, version)
	}
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"lamp.py": lamp(1, "0.9"), "VERSION": "0.9\n", "CHANGES.md": "- 0.9\n"})
	faulty := r.Commit("lamp: dim more", gittest.Files{"lamp.py": lamp(0, "0.9")})
	release := r.Commit("Bump version", gittest.Files{
		"lamp.py": lamp(0, "1.0"), "VERSION": "1.0\n", "CHANGES.md": "- 1.0\n- 0.9\n",
	})
	fix := r.Commit("lamp: don't put it out", gittest.Files{
		"lamp.py": lamp(2, "1.0.1"), "VERSION": "1.0.1\n", "CHANGES.md": "- 1.0.1\n- 1.0\n- 0.9\n",
	})
	bump := r.Commit("Bump version again", gittest.Files{"VERSION": "1.0.2\n", "CHANGES.md": "- 1.0.2\n- 1.0.1\n- 1.0\n- 0.9\n"})
	h := openRepository(t, r.GitDir)

	got, err := Fix(t.Context(), h, fix, FixOptions{IgnoreMessage: true})
	if err != nil || len(got) == 0 || got[0].SHA != faulty || slices.Contains(shasOf(got), release) {
		t.Errorf("traced to %v, %v, want %s and not the release %s", shasOf(got), err, faulty, release)
	}
	if got, err := Fix(t.Context(), h, bump, FixOptions{IgnoreMessage: true}); err != nil || len(got) == 0 {
		t.Errorf("what only bumps is traced to %v, %v", shasOf(got), err)
	}
	loud := r.Commit("lamp: say what it does", gittest.Files{"say.py": "loud = 1\n", "CHANGES.md": "- it says what it does\n- 1.0.2\n- 1.0.1\n- 1.0\n- 0.9\n"})
	quiet := r.Commit("lamp: be quiet", gittest.Files{"lamp.py": lamp(3, "1.0.1"), "CHANGES.md": "- 1.0.2\n- 1.0.1\n- 1.0\n- 0.9\n"})
	if got, err := Fix(t.Context(), h, quiet, FixOptions{IgnoreMessage: true}); err != nil || !slices.Contains(shasOf(got), loud) {
		t.Errorf("what strikes an entry out is traced to %v, %v, without %s, whose it was", shasOf(got), err, loud)
	}
	needs := func(version string) string {
		return fmt.Sprintf("{\n\t\"dependencies\": {\n\t\t\"hall\": \"^%s\"\n\t}\n}\n", version)
	}
	packages := func(message, version string) string {
		return r.Commit(message, gittest.Files{"lamp/package.json": needs(version), "package-lock.json": needs(version)})
	}
	packages("lamp: needs the hall", "1.0.0")
	together := packages("release v1.0.3", "1.0.3")
	pin := packages("lamp: needs another hall", "1.0.4")
	r.Commit("hall: a door", gittest.Files{"door.py": "closed = 1\n"})
	door := r.Commit("release v1.0.5", gittest.Files{"door.py": "closed = 0\n", "lamp/package.json": needs("1.0.5")})
	dropped := r.Commit("release v1.0.6", gittest.Files{"say.py": gittest.Delete, "VERSION": "1.0.6\n"})
	for sha, want := range map[string]bool{dropped: false, fix: false, bump: true, release: true, faulty: false, together: true, pin: false, door: false} {
		if got, err := Bumps(t.Context(), h, sha); err != nil || got != want {
			t.Errorf("that %s only bumps is %t, %v", sha, got, err)
		}
	}
}
