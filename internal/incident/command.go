package incident

import (
	"strings"
	"unicode"
)

// CommandWord begins the lines of comments that ask something of ownup. Its case does not matter.
const CommandWord = "/ownup"

// CutCommand takes the command word off the beginning of a line. It reports false where the line does not begin with
// it; behind it stand a blank of any kind, a colon or a comma, or nothing.
func CutCommand(line string) (rest string, ok bool) {
	line = strings.TrimLeftFunc(line, func(r rune) bool { return r == '\ufeff' || unicode.IsSpace(r) })
	if len(line) < len(CommandWord) || !strings.EqualFold(line[:len(CommandWord)], CommandWord) {
		return "", false
	}
	line = line[len(CommandWord):]
	rest = strings.TrimLeftFunc(line, func(r rune) bool { return r == ':' || r == ',' || unicode.IsSpace(r) })
	return rest, line == "" || len(rest) < len(line)
}

// HasCommand reports whether a comment may hold a command: more rather than fewer, for it isn't read as Markdown.
func HasCommand(comment string) bool {
	return strings.Contains(strings.ToLower(comment), CommandWord)
}
