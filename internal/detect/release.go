package detect

import (
	"slices"
	"strings"
	"unicode"
)

// releaseTalk are the words of a subject that does no more than set the version of a release.
var releaseTalk = words{list: `release releases releasing version versions rc tag cut bump bumping bumped update set new prepare prepared preparing for to the
	number numbers next start begin development snapshot final of publish mark as cycle dev devel`}

// SetsVersion reports whether a commit with this subject does no more than set the version of a release: "Release
// 2.3.5", "release: cut the v16.2.0-next.4 release", "[maven-release-plugin] prepare release v0.9.1", "Version bump".
// The version of something else that is used is named with it: "Bump lamp to 2.3".
func SetsVersion(subject string) bool {
	versions, spoken, raised := 0, false, false
	for _, word := range wordsOfRelease(subject) {
		word = strings.TrimRight(word, ".:,")
		switch {
		case isVersion(word):
			versions++
		case strings.HasPrefix(word, "(") && strings.Contains(word, "#"): // its pull request, with the repository where that was moved
		case !releaseTalk.has(word):
			return false
		}
		spoken = spoken || word == "version"
		raised = raised || strings.HasPrefix(word, "bump")
	}
	return versions == 1 || versions == 0 && spoken && raised
}

// takenBack are words beside these by which a revert speaks of its program's version.
var takenBack = words{list: "string strings versioning back from branch build change changes in package package.json proper right our the this"}

// TakesVersionBack reports whether a subject says that a version is taken back, and names nothing beside: "Reverting
// version string", "reverted back to proper version number".
func TakesVersionBack(subject string) bool {
	t := parseTitle(cut(subject, titleLimit))
	if !t.worded() || !t.layers[0].undo {
		return false
	}
	spoken := false
	for word := range strings.FieldsSeq(lower(t.layers[0].after)) {
		word = strings.Trim(word, ".:,;!\"'()")
		if !releaseTalk.has(word) && !takenBack.has(word) && !isVersion(word) {
			return false
		}
		spoken = spoken || strings.HasPrefix(word, "version")
	}
	return spoken
}

// MayRelease reports whether a commit with this subject is a release by what it says, without its number, as tools make
// them: "Version Packages (next)", "[ci] release". What else it does its content tells.
func MayRelease(subject string) bool {
	named := false
	for _, word := range wordsOfRelease(subject) {
		word = strings.Trim(word, ".:,()")
		if !releaseTalk.has(word) && !slices.Contains([]string{"package", "packages", "changeset", "changesets", "alpha", "beta", "canary", "latest", "stable"}, word) && !strings.HasPrefix(word, "#") {
			return false
		}
		named = named || word == "release" || word == "releases" || word == "packages" || strings.HasPrefix(word, "changeset")
	}
	return named
}

// wordsOfRelease are the words of a subject without what stands before it.
func wordsOfRelease(subject string) []string {
	s := lower(untagged(withoutSign(cut(subject, titleLimit))))
	for _, scope := range [...]string{"release: ", "chore: ", "chore(release): ", "build: "} {
		s = strings.TrimPrefix(s, scope)
	}
	return strings.Fields(s)
}

// withoutSign leaves out the sign, or its name between colons, by which some begin a subject: ":bookmark: Release 1.2".
func withoutSign(subject string) string {
	sign, rest, _ := strings.Cut(subject, " ")
	if len(sign) > 2 && sign[0] == ':' && sign[len(sign)-1] == ':' || !strings.ContainsFunc(sign, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return rest
	}
	return subject
}

// SpeaksOfRelease reports whether a subject says something of a release or a version.
func SpeaksOfRelease(subject string) bool {
	low := lower(subject)
	return strings.Contains(low, "release") || strings.Contains(low, "version") || strings.Contains(low, "snapshot") ||
		slices.ContainsFunc(strings.FieldsFunc(low, func(r rune) bool { return strings.ContainsRune(" \"'", r) }), func(w string) bool {
			return isVersion(strings.TrimRight(w, ".:,"))
		})
}

// isVersion reports whether a lower-case word is the number of a version: "1.2", "v0.10.0-rc.1".
func isVersion(word string) bool {
	word = strings.TrimPrefix(word, "v")
	n := digitRun(word)
	return n > 0 && n+1 < len(word) && word[n] == '.' && digitRun(word[n+1:]) > 0
}
