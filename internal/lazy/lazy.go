// Package lazy puts off what a run may never need. The hook, `ownup version` and most verbs use a few of the program's
// patterns, and compiling all of them took longer than the start of git.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp is regexp.MustCompile at the first call. A pattern that does not compile panics there, so each needs a test
// that uses it.
func Regexp(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}
