package trace

import (
	"path"
	"strings"
)

// fileKind groups files by what a mistake in them means.
type fileKind int

const (
	kindCode fileKind = iota
	kindTest
	kindProse // documentation, release notes, lists of maintainers
)

// kindOf tells a file's kind by its path, by habits shared by most projects.
func kindOf(p string) fileKind {
	switch strings.ToLower(path.Ext(p)) {
	case ".md", ".rst", ".txt", ".adoc", ".tex", ".texi", ".html", ".svg", ".po":
		if path.Base(p) != "CMakeLists.txt" {
			return kindProse
		}
	case "":
		switch path.Base(p) {
		case "MAINTAINERS", "CODEOWNERS", "README", "NEWS", "AUTHORS", "CHANGELOG", "VERSION", "LICENSE", "COPYING", ".mailmap":
			return kindProse
		}
	}
	for _, dir := range strings.Split(path.Dir(p), "/") {
		switch dir {
		case "test", "tests", "testing", "testdata", "t", "spec", "__tests__":
			return kindTest
		case "doc", "docs", "Documentation":
			return kindProse
		}
	}
	base := path.Base(p)
	if strings.HasPrefix(base, "test_") || strings.Contains(base, "_test.") || strings.Contains(base, ".test.") {
		return kindTest
	}
	return kindCode
}

// isLog reports whether a file is a list of what was done, in which a commit enters itself: who undoes the commit rarely strikes its
// entry out, but makes another.
func isLog(p string) bool {
	stem, _, more := strings.Cut(strings.ToLower(path.Base(p)), ".")
	switch stem {
	case "changelog":
		return true
	case "changes", "news", "history", "releasenotes", "release-notes", "release_notes":
		return !more || kindOf(p) == kindProse
	}
	return false
}
