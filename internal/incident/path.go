package incident

import (
	"path"
	"slices"
	"strings"
)

// lockFiles are lists of dependencies that a package manager keeps.
var lockFiles = []string{
	"bun.lock", "bun.lockb", "cargo.lock", "composer.lock", "flake.lock", "gemfile.lock", "go.sum", "go.work.sum", "gradle.lockfile",
	"mix.lock", "npm-shrinkwrap.json", "package-lock.json", "package.resolved", "packages.lock.json", "pdm.lock", "pipfile.lock",
	"pnpm-lock.yaml", "podfile.lock", "poetry.lock", "pubspec.lock", "uv.lock", "yarn.lock",
}

// Shared reports whether unrelated changes touch the path all the time: lock files and change logs. That two changes
// have such a path in common says nothing of either.
func Shared(p string) bool {
	return IsLog(p) || slices.Contains(lockFiles, strings.ToLower(path.Base(p)))
}

// The habits by which common languages name their tests: folders, beginnings and ends of a file's name, in lower case,
// and ends where words begin in upper case. In "_spec" only those end that are run by what RSpec began.
var (
	testFolders = []string{"test", "tests", "testing", "spec", "specs", "__tests__", "__snapshots__", "testdata", "e2e", "testsuite", "testsuites", "t"}
	testBegins  = []string{"test_", "test-", "tests."}
	testMarks   = []string{"_test.", ".test.", "-test.", "_tests.", "-tests.", ".spec.", "_spec.rb", "_spec.cr", "_spec.js", "_spec.ts", "_spec.lua", ".stories."}
	testEnds    = []string{"Test", "Tests", "Spec", "TestCase"}
)

// IsTest reports whether a path holds tests, or stories that show what they show, by the habits of common languages.
func IsTest(p string) bool {
	dir, file := path.Split(p)
	low := strings.ToLower(file)
	if low == ".keep" || low == ".gitkeep" { // keeps a folder, and is none itself
		return false
	}
	for part := range strings.SplitSeq(dir, "/") {
		if slices.Contains(testFolders, strings.ToLower(part)) || holdsTests(part) {
			return true
		}
	}
	if ext := path.Ext(low); ext == ".yml" || ext == ".yaml" { // of what runs tests, mostly
		return false
	}
	stem, _, _ := strings.Cut(file, ".")
	return slices.ContainsFunc(testBegins, func(begin string) bool { return strings.HasPrefix(low, begin) }) ||
		slices.ContainsFunc(testMarks, func(mark string) bool { return strings.Contains(low, mark) }) ||
		slices.ContainsFunc(testEnds, func(end string) bool { return stem != end && strings.HasSuffix(stem, end) })
}

// holdsTests reports whether a folder is one of a project's that tests another, as "Hall.Tests", "HallTests" and
// "androidTest" are.
func holdsTests(folder string) bool {
	stem := strings.TrimSuffix(strings.TrimSuffix(folder, "s"), "Test")
	if len(stem) == 0 || !strings.HasPrefix(folder[len(stem):], "Test") {
		return false
	}
	last := stem[len(stem)-1]
	return last == '.' || last >= 'a' && last <= 'z' || last >= '0' && last <= '9'
}
