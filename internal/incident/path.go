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

// changeLogs are the names, without their extension, of texts in which every change leaves a line.
var changeLogs = []string{"changelog", "changes", "history", "news", "release-notes", "release_notes", "releasenotes", "releases"}

// Shared reports whether unrelated changes touch the path all the time: lock files and change logs. That two changes have such a path in
// common says nothing of either.
func Shared(p string) bool {
	base := strings.ToLower(path.Base(p))
	if slices.Contains(lockFiles, base) {
		return true
	}
	ext := path.Ext(base)
	name := strings.TrimSuffix(base, ext)
	return slices.Contains([]string{"", ".md", ".rst", ".txt", ".adoc"}, ext) &&
		(slices.Contains(changeLogs, name) || name == "release" && ext != "") // without one it is a program that makes releases
}
