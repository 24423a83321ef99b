package incident

import (
	"testing"
)

func TestOnlyDocs(t *testing.T) {
	for p, want := range map[string]bool{
		"README.md": true, "site/count.markdown": true, "site/count.mdx": true, "docs/a.png": true, "doc/x.txt": true, "misc/date.1": true, "lib/libdate.so.1": false, "api-ref/source/a.inc": true,
		"releasenotes/notes/a.yaml": true, ".github/ISSUE_TEMPLATE/bug.yml": true, ".github/workflows/ci.yml": false, "data/words.txt": false, "a.c": false, ".1": false, ".mailmap": true,
		"Documentation/x.html": true, "docs/x.svg": true, "site/x.html": false, "misc/date.12": false, "misc/date.0": false, "CMakeLists.txt": false, "docs/CMakeLists.txt": true,
		"docs/hall.go": true, "lib/docs/hall.go": false, "lib/docs/hall.png": true,
	} {
		if got := OnlyDocs([]Change{{Path: p}}); got != want {
			t.Errorf("OnlyDocs(%s) = %v", p, got)
		}
	}
	if OnlyDocs(nil) || OnlyDocs([]Change{{Path: "README.md"}, {Path: "a.c"}}) {
		t.Error("nothing, or code beside, is documentation alone")
	}
}

// TestIsLog holds which files are lists of what was done: by their name alone, or where it is also a name for code by
// how they are written.
func TestIsLog(t *testing.T) {
	for p, want := range map[string]bool{
		"ChangeLog": true, "lib/CHANGELOG.md": true, "CHANGES": true, "CHANGES.md": true, "changes.go": false, "docs/release-notes.txt": true, "history.c": false, "hall.c": false,
		"releases.md": true, "RELEASE.txt": true, "requirements/release.txt": false, "requirements/lamp/release.txt": true, "release": false, "release.go": false,
	} {
		if IsLog(p) != want {
			t.Errorf("IsLog(%s) is not %v", p, want)
		}
	}
}

// TestKindOf holds what a mistake in a file means: a name alone makes prose of what a machine reads, and the other way
// round.
func TestKindOf(t *testing.T) {
	for p, want := range map[string]FileKind{
		"notes.txt": ProseFile, "CMakeLists.txt": CodeFile, "lib/README": ProseFile, "lib/reader": CodeFile, "docs/hall.c": ProseFile, "hall_test.go": TestFile, "hall.go": CodeFile,
	} {
		if got := FileKindOf(p); got != want {
			t.Errorf("FileKindOf(%s) is %d, want %d", p, got, want)
		}
	}
}
