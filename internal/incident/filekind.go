package incident

import (
	"path"
	"slices"
	"strings"
)

// FileKind groups files by what a mistake in them means.
type FileKind int

// The kinds of files.
const (
	CodeFile FileKind = iota
	TestFile
	ProseFile // documentation, release notes, lists of maintainers
)

// FileKindOf tells a file's kind by its path, by habits shared by most projects.
func FileKindOf(p string) FileKind {
	switch strings.ToLower(path.Ext(p)) {
	case ".md", ".markdown", ".mkd", ".mdx", ".rst", ".txt", ".adoc", ".asciidoc", ".tex", ".texi", ".html", ".svg", ".po":
		if path.Base(p) != "CMakeLists.txt" {
			return ProseFile
		}
	case "":
		switch path.Base(p) {
		case "MAINTAINERS", "CODEOWNERS", "README", "NEWS", "AUTHORS", "CHANGELOG", "VERSION", "LICENSE", "COPYING":
			return ProseFile
		}
	}
	if slices.ContainsFunc(strings.Split(path.Dir(p), "/"), holdsDocs) {
		return ProseFile
	}
	if IsTest(p) {
		return TestFile
	}
	return CodeFile
}

// holdsDocs reports whether a folder of this name holds documentation.
func holdsDocs(folder string) bool {
	return folder == "doc" || folder == "docs" || folder == "Documentation"
}

// OnlyDocs reports whether all of the paths are documentation.
func OnlyDocs(changes []Change) bool {
	for _, c := range changes {
		switch strings.ToLower(path.Ext(c.Path)) {
		// A program may serve or read the first four, and source files may generate documentation: these count only in
		// a folder of documentation.
		case ".html", ".svg", ".txt", ".po",
			".go", ".rs", ".c", ".cc", ".cpp", ".h", ".java", ".kt", ".scala", ".swift", ".js", ".ts", ".tsx", ".py", ".rb":
			if top, _, _ := strings.Cut(c.Path, "/"); !holdsDocs(top) {
				return false
			}
		default:
			if FileKindOf(c.Path) != ProseFile && !isManual(c.Path) {
				return false
			}
		}
	}
	return len(changes) > 0
}

// isManual reports whether a file is documentation by its place or its name alone: a manual page such as "date.1", a
// description of an interface, notes on a release, a form for those who report an issue, the spelling of names.
func isManual(p string) bool {
	if path.Base(p) == ".mailmap" {
		return true
	}
	if stem, section, _ := strings.Cut(path.Base(p), "."); stem != "" && len(section) == 1 && section[0] >= '1' && section[0] <= '8' {
		return true
	}
	return slices.ContainsFunc(strings.Split(path.Dir(p), "/"), func(dir string) bool {
		return slices.Contains([]string{"man", "api-ref", "releasenotes", "ISSUE_TEMPLATE"}, dir)
	})
}

// OnlyTests reports whether all of the paths are tests.
func OnlyTests(changes []Change) bool {
	for _, c := range changes {
		if FileKindOf(c.Path) != TestFile {
			return false
		}
	}
	return len(changes) > 0
}

// The files and folders by which services and linters are told how to check a change.
var (
	checkFolders = []string{".github/workflows/", ".circleci/", ".buildkite/"}
	checkFiles   = []string{
		".travis.yml", ".gitlab-ci.yml", ".appveyor.yml", "appveyor.yml", "azure-pipelines.yml", ".pre-commit-config.yaml", "codecov.yml", ".codecov.yml", "tox.ini",
		".flake8", ".pylintrc", ".rubocop.yml", ".rubocop_todo.yml", ".eslintignore", ".editorconfig",
	}
)

// setsChecks reports whether a file tells how changes are checked, and is none of the program.
func setsChecks(p string) bool {
	file := path.Base(p)
	return slices.Contains(checkFiles, file) || strings.HasPrefix(file, ".eslintrc") || strings.HasPrefix(file, ".prettierrc") ||
		slices.ContainsFunc(checkFolders, func(dir string) bool { return strings.HasPrefix(p, dir) })
}

// IsProgram reports whether a file is part of what a project makes: no test, no documentation, and no setting of what
// checks both.
func IsProgram(p string) bool {
	return FileKindOf(p) != TestFile && !OnlyDocs([]Change{{Path: p}}) && !setsChecks(p)
}

// IsLog reports whether a file is a list of what was done, in which a commit enters itself: who undoes the commit
// rarely strikes its entry out, but makes another.
func IsLog(p string) bool {
	stem, _, more := strings.Cut(strings.ToLower(path.Base(p)), ".")
	if path.Base(path.Dir(p)) == "requirements" { // of a release, in requirements/release.txt
		return false
	}
	switch stem {
	case "changelog":
		return true
	case "changes", "history", "news", "releases", "releasenotes", "release-notes", "release_notes":
		return !more || FileKindOf(p) == ProseFile
	case "release": // without an extension it is a program that makes releases
		return more && FileKindOf(p) == ProseFile
	}
	return false
}
