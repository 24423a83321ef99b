package trace

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/diff"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
)

// A hotfix by the branch of a release raises the program's version too, and enters itself in the list of changes. Whose
// lines those were is the release before, which did nothing wrong.

// Bumps reports whether a commit does no more than raise the program's version or add to the list of changes. One that
// says so is believed of the files in which packages state their versions, where each needs the others'.
func Bumps(ctx context.Context, h History, sha string) (bool, error) {
	c, err := h.Commit(ctx, sha)
	if err != nil || len(c.Parents) == 0 {
		return false, err
	}
	changes, err := h.Changes(ctx, sha)
	if err != nil || len(changes) == 0 || len(changes) > maxFixFiles {
		return false, err
	}
	releases := detect.SetsVersion(c.Subject())
	for _, c := range changes {
		t := tracedFile{change: c}
		if incident.IsLog(c.Path) || releases && StatesVersion(c.Path) {
			continue
		}
		if c.Old == "" || c.New == "" {
			return false, nil
		}
		if err := t.ask(ctx, h); err != nil || !t.bump {
			return false, err
		}
	}
	return true, nil
}

// manifests are the files in which packages state their version, beside what they need.
var manifests = append([]string{"package.json", "lerna.json", "deno.json", "jsr.json", "cargo.toml", "pyproject.toml", "pom.xml", "gradle.properties"}, versionFiles...)

// versionFiles hold nothing but a version.
var versionFiles = []string{"version", "version.txt"}

// StatesVersion reports whether a release changes a file as it changes the version: manifests and lock files, lists of
// changes and the notes that go into these.
func StatesVersion(p string) bool {
	return slices.Contains(manifests, strings.ToLower(path.Base(p))) || incident.Shared(p) || strings.Contains("/"+p, "/.changeset/")
}

// withoutBumps leaves out the files in which a fix does no more than that, where it does something else in others.
func withoutBumps(f *fix, files []*tracedFile) []*tracedFile {
	bumps := map[string]bool{}
	for _, t := range files {
		if t.bump || incident.IsLog(t.change.Path) && !t.deletes() { // an entry that is struck out was that of what is repaired
			bumps[t.change.Path] = true
		}
	}
	if len(bumps) == 0 || len(bumps) == len(f.changes) {
		return files
	}
	f.changes = slices.DeleteFunc(slices.Clone(f.changes), func(c incident.Change) bool { return bumps[c.Path] })
	return slices.DeleteFunc(files, func(t *tracedFile) bool { return bumps[t.change.Path] })
}

// versionNumber is a number such as 1.2 or v1.2.3-rc1, or the day of a release: 20260301.
var versionNumber = lazy.Regexp(`[0-9]+(?:\.[0-9]+)+(?:[-.+]?[0-9A-Za-z]+)*|\b20[0-9]{6}\b`)

// buildNumber is the number of a build, as phones' programs have them beside their version: "versionCode 181".
var buildNumber = lazy.Regexp(`\b(?:versionCode|CURRENT_PROJECT_VERSION|buildNumber)\b *[=:]? *["']?[0-9]+(?:\.[0-9]+)*`)

// isBump reports whether an edit of the file only changes version numbers, in lines that say so or in a file that does.
// That of something that the program needs is none: a pin may be what the fix is about.
func isBump(p string, old, text diff.Text, e diff.Edit) bool {
	if old.Len() == 1 && text.Len() == 1 && slices.Contains(versionFiles, strings.ToLower(path.Base(p))) {
		return true // between releases it may hold a word
	}
	if e.Deleted() != e.Inserted() {
		return false
	}
	named := strings.Contains(strings.ToLower(path.Base(p)), "version")
	for i := range e.Deleted() {
		was, is := old.Line(e.A0+i), text.Line(e.B0+i)
		if len(was) > maxCode || len(is) > maxCode {
			return false
		}
		number := buildNumber()
		if !number.Match(was) {
			number = versionNumber()
			if !named && !bytes.Contains(bytes.ToLower(was), []byte("version")) || !number.Match(was) {
				return false
			}
		}
		if rest := number.ReplaceAll(was, nil); !bytes.Equal(rest, number.ReplaceAll(is, nil)) || bytes.Contains(rest, []byte(">=")) || bytes.Contains(rest, []byte("<=")) {
			return false // a bound is that of something needed
		}
	}
	return true
}
