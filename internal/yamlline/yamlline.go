// Package yamlline reads in which line of a text go-yaml complains.
package yamlline

import (
	"strconv"
	"strings"

	"github.com/ownup-dev/ownup/internal/lazy"
)

var complaint = lazy.Regexp(`(?:^yaml: |\n *)line (\d+): ([^\n]*)`)

// fromNothing are the complaints whose line go-yaml counts from 0: those of its parser, and not of its scanner.
var fromNothing = lazy.Regexp(`^did not find expected (?:key|node content|'-'|',')`)

// Of returns the line of the first complaint in an error of go-yaml's, from 1, and what it says; 0 where it names none,
// as it does of the first line. It can be the one behind the last, where something was never closed.
func Of(err error) (line int, said string) {
	m := complaint().FindStringSubmatch(err.Error())
	if m == nil {
		return 0, strings.TrimPrefix(err.Error(), "yaml: ")
	}
	line, _ = strconv.Atoi(m[1]) // digits, by the pattern
	if fromNothing().MatchString(m[2]) {
		line++
	}
	return line, m[2]
}
