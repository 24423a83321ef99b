package detect

import "strings"

// What may stand in a title before its verb.

// Adverbs may stand before the verb. Of those that are partly, a part alone is meant.
var (
	adverbs = words{list: `temporarily temporary partially partial partly automated automatic auto g4 manually manual speculatively effectively please also fully tentatively clean this
		now just quickly part preemptively proactively conditionally selectively mostly largely essentially basically minor properly semi`}
	partly = words{list: "partially partial partly part mostly largely semi"}
)

// leads are what stands before a verb as adverbs do: parts of it, and words by which whoever wrote it tells of
// themselves.
var leads = [...]string{
	"re-", "auto-", "forgot to ", "i'm ", "i am ", "i have to ", "i have ", "i've ", "i had to ", "we're ", "we are ", "we have to ", "we have ", "we've ", "we had to ", "had to ",
}

// adverb returns the length of an adverb at the beginning of low, with the space or hyphen behind it, and whether it
// says that a part alone is meant of what is undone behind it.
func adverb(low string) (length int, part bool) {
	for _, lead := range leads {
		if strings.HasPrefix(low, lead) {
			return len(lead), false
		}
	}
	n := strings.IndexAny(low, " -")
	if n < 0 {
		return 0, false
	}
	word, part := low[:n], partly.has(low[:n])
	if !part && (low[n] == '-' || !adverbs.has(word)) { // "partial-revert", but not "clean-revert"
		return 0, false
	}
	return n + 1, part
}

// scopeLength returns the length of "scope: " or "scope(scope): " at the beginning of low, of at most three words.
func scopeLength(low string) int {
	end := strings.Index(cut(low, 60), ": ")
	if end <= 0 || strings.Count(low[:end], " ") > 2 || strings.ContainsAny(low[:end], "\"'`") {
		return 0
	}
	return end + 2
}

// issueLength returns the length of the key of an issue at the beginning of s, with what sets it off: "KAFKA-123 ",
// "Bug 1234 - ", "#123: ". "No bug - " is one too.
func issueLength(s string) int {
	const none = "no bug"
	_, n := issueKey(s)
	switch {
	case n > 0:
	case hasFold(s, none+" - "):
		n = len(none)
	case strings.HasPrefix(s, "#") && digitRun(s[1:]) > 0:
		n = 1 + digitRun(s[1:])
	}
	return len(s) - len(strings.TrimLeft(s[n:], " .,:;-"))
}

// branchLength returns the length of a name and its slash, at the beginning of a lower-case subject, as forges make it
// of the name of somebody's branch: "ada/reverting the lamp". What stands before another form of the verb may be a
// file.
func branchLength(low string) int {
	n := strings.IndexByte(cut(low, 40), '/') + 1
	w, ok := verbAt(low[n:], 0)
	if !ok || n < 2 || w.form != ing || strings.Contains(low[:n], " ") || !strings.HasPrefix(low[n+w.end:], " ") {
		return 0
	}
	return n
}

// flagLength returns the length of a word for the machines that read subjects, with the space behind it: "GIT_SILENT ".
func flagLength(s string) int {
	word, _, ok := strings.Cut(s, " ")
	if !ok || !strings.Contains(word, "_") || strings.Trim(word, "_ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return 0
	}
	return len(word) + 1
}
