package detect

import "strings"

// firstTry returns the subject under which a change landed the first time, where this one ends in a note that it is tried once more: "x (redo)",
// "x, take 2 (#12)", "x [2nd attempt]". Who counts so needn't say what happened the first time.
func firstTry(subject string) (first string, ok bool) {
	s := withoutPulls(subject)
	if s == "" || strings.IndexByte(")]0123456789oytiOYTI", s[len(s)-1]) < 0 {
		return "", false // mostly: no note ends so
	}
	open := len(s)
	switch s[len(s)-1] {
	case ')', ']':
		open = strings.LastIndexAny(s, "([")
	default:
		for range 2 {
			open = strings.LastIndexByte(s[:max(0, open)], ' ')
		}
	}
	const longest = 24
	if open <= 0 || len(s)-open > longest || !isRetry(lower(s[open:]), s[len(s)-1] != ')' && s[len(s)-1] != ']') {
		return "", false
	}
	return strings.TrimRight(s[:open], " ,;:-"), true
}

// What a note that something is tried once more may be made of: one of the tries, where it stands without brackets with its number; or in brackets
// alone, as "(v2)".
var (
	tries     = set("again attempt redo repush reland relanded resubmit resubmission resubmitted retry retried take try landing")
	numbering = set("another the 2 3 4 5 2nd 3rd 4th second third two three ii iii with fix fixed fixes")
	alone     = set("fixed v2 v3")
)

func isRetry(note string, bare bool) bool {
	words := strings.FieldsFunc(note, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if len(words) == 1 && !bare {
		return alone()[words[0]] || tries()[words[0]]
	}
	tried, numbered := false, false
	for _, w := range words {
		switch {
		case tries()[w]:
			tried = true
		case numbering()[w]:
			numbered = true
		default:
			return false
		}
	}
	return tried && (numbered || !bare)
}
