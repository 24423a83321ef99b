package hook

import (
	"path/filepath"
	"strings"

	"github.com/ownup-dev/ownup/internal/lazy"
)

// Name is the only hook ownup uses. post-merge would see a hotfix merged by hand here, but also everything that others
// did with each pull; the sweep sees merges anyway.
const Name = "post-commit"

// keptSuffix is added to the name of a hook that stood there before: ownup's body runs it first. It is found from the
// name under which the body itself runs, so that a hook manager that moves the body elsewhere does not make the two
// call each other; .legacy is the name that pre-commit gives to a hook it finds, and goes on to run.
const keptSuffix = ".pre-ownup"

// bodies is every body ownup ever wrote, the current one last; programMark stands for the quoted path of the program.
// A file is ownup's only when it is, byte for byte, one of these: add to this list, never change it. The current one
// ends without an exit, since other programs add their lines at the end of a hook that stands there.
var bodies = []string{
	`#!/bin/sh
# ownup: remembers reverts and hotfixes as they are committed. "ownup hook uninstall" takes this away again.
before=${0%.legacy}.pre-ownup
if [ -x "$before" ]; then "$before" "$@"; fi
ownup=$(command -v ownup) || ownup=@PROGRAM@
if [ -x "$ownup" ]; then "$ownup" hook run post-commit </dev/null; fi
exit 0
`,
	`#!/bin/sh
# ownup: remembers reverts and hotfixes as they are committed. "ownup hook uninstall" takes this away again.
before=${0%.legacy}.pre-ownup
if [ -x "$before" ]; then "$before" "$@"; fi
ownup=$(command -v ownup) || ownup=@PROGRAM@
if [ -x "$ownup" ]; then "$ownup" hook run post-commit </dev/null || :; fi
`,
}

const programMark = "@PROGRAM@"

// body is the current body for a program at this path.
func body(program string) string { return filled(bodies[len(bodies)-1], program) }

// filled is one of the bodies for a program. The shell that comes with git for Windows reads forward slashes.
func filled(b, program string) string {
	quoted := "'" + strings.ReplaceAll(filepath.ToSlash(program), "'", `'\''`) + "'"
	return strings.Replace(b, programMark, quoted, 1)
}

// fleeting is where `go run` puts what it has built: below its work folder, or since Go 1.24 in the build cache.
var fleeting = lazy.Regexp(`/go-build[0-9]*/|/[0-9a-f]{2}/[0-9a-f]{64}-d/[^/]*$`)

// Fleeting reports whether a program lies where `go run` puts it, and goes away again.
func Fleeting(program string) bool { return fleeting().MatchString(filepath.ToSlash(program)) }

var quotedWord = lazy.Regexp(`^'(?:[^'\x00]|'\\'')*'$`)

// wrote reports whether ownup wrote this text as a hook.
func wrote(text string) bool {
	for _, b := range bodies {
		before, after, _ := strings.Cut(b, programMark)
		rest, ok := strings.CutPrefix(text, before)
		if !ok {
			continue
		}
		word, ok := strings.CutSuffix(rest, after)
		if ok && quotedWord().MatchString(word) {
			return true
		}
	}
	return false
}
