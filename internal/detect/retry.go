package detect

import "strings"

// firstTry returns the subject under which a change landed the first time, where this one has a note that it is tried
// once more: "x (redo)", "x, take 2 (#12)", "x [2nd attempt]", "x again", "Take 2: x". Whoever counts the tries need
// not say what became of the first.
func firstTry(subject string) (first string, ok bool) {
	s := withoutPulls(subject)
	if s == "" {
		return "", false
	}
	if note, rest, found := strings.Cut(s, ": "); found && len(note) <= longestNote && strings.Contains(note, " ") && isRetry(lower(note), true) {
		return strings.TrimSpace(rest), rest != ""
	}
	if strings.IndexByte(")]0123456789oytinOYTIN", s[len(s)-1]) < 0 {
		return "", false // mostly: no note ends so
	}
	open := len(s)
	bracketed := s[len(s)-1] == ')' || s[len(s)-1] == ']'
	switch {
	case bracketed:
		open = strings.LastIndexAny(s, "([")
	case hasFoldSuffix(s, " again"):
		open -= len(" again")
	default:
		for range 2 {
			open = strings.LastIndexByte(s[:max(0, open)], ' ')
		}
	}
	if open <= 0 || len(s)-open > longestNote || !isRetry(lower(s[open:]), !bracketed) {
		return "", false
	}
	return strings.TrimRight(s[:open], " ,;:-"), true
}

// TriesAgain reports whether a message says, in its subject or below, that what it changes had been tried before.
func TriesAgain(message string) bool {
	subject, body := split(bound(message))
	_, again := firstTry(subject)
	return again || hasPart(lower(subject), attempts[:]) || hasPart(lower(body), retries[:])
}

const longestNote = 40 // bytes

// What a note that something is tried once more may be made of: one of the tries, where it stands without brackets with
// its number; or in brackets alone, as "(v2)". In brackets it may name what was tried.
var (
	tries     = words{list: "again attempt redo repush reland relanded resubmit resubmission resubmitted retry retried take try landing"}
	numbering = words{list: "another the 2 3 4 5 2nd 3rd 4th second third two three ii iii with fix fixed fixes"}
	alone     = words{list: "2 3 fixed v2 v3"}
	between   = words{list: "at for of"}
)

func isRetry(note string, bare bool) bool {
	words := strings.FieldsFunc(note, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if len(words) == 1 && (!bare || words[0] == "again") {
		return alone.has(words[0]) || tries.has(words[0])
	}
	tried, numbered := false, false
	for _, w := range words {
		switch {
		case tries.has(w):
			tried = true
		case numbering.has(w):
			numbered = true
		case bare || !between.has(w) && (digitRun(strings.TrimPrefix(w, "d")) < 2 || digitRun(strings.TrimPrefix(w, "d")) < len(w)-1):
			return false
		}
	}
	return tried && (numbered || !bare)
}
