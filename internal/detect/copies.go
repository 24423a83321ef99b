package detect

import (
	"strings"

	"github.com/ownup-dev/ownup/internal/incident"
)

// copyWords begin, lower case, the lines in which a message says of which commit its own is a copy on another branch:
// "(cherry picked from commit …)", as git writes it, and what people write.
var copyWords = [...]string{
	"cherry picked", "cherry-picked", "cherry pick", "cherry-pick", "cherrypick", "partial cherry picked", "backported", "backport", "backports",
}

// copyLines are the beginnings of such lines, with the parenthesis or without.
var copyLines = func() (out []string) {
	for _, w := range copyWords {
		out = append(out, w, "("+w)
	}
	return out
}()

// betweenCopies may stand between such words and the commit.
var betweenCopies = words{list: "from of commit commits upstream master main trunk the with changes fixes minor hash part sha"}

// copied returns the commit of which a line, lower case, says that its commit is a copy.
func copied(line string) []incident.Claim {
	rest := strings.TrimPrefix(line, "(")
	longest := ""
	for _, w := range copyWords {
		if strings.HasPrefix(rest, w) && len(w) > len(longest) {
			longest = w
		}
	}
	for _, word := range strings.FieldsFunc(cut(rest[len(longest):], 100), func(r rune) bool { return strings.ContainsRune(" :-()[],.#'`\"", r) }) {
		switch {
		case betweenCopies.has(word):
		case hexRun(word) == len(word) && strings.ContainsAny(word, "0123456789"):
			return alias(word)
		default:
			return nil
		}
	}
	return nil
}

// withoutCopies drops the lines in which copies are told of, wherever in them: what they name is the same change.
func withoutCopies(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !tellsOfCopy(lower(line)) {
			b.WriteString(line)
		}
	}
	return b.String()
}

func tellsOfCopy(low string) bool {
	i := strings.Index(low, "port of ") // "forward-port of", but not "support of"
	return i == 0 || i > 0 && !isWord(low[i-1]) || strings.Contains(low, "cherry") || strings.Contains(low, "backport")
}
