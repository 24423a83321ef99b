package detect

import (
	"slices"
	"strings"
)

// mayFind reports whether Commit could find something in a message, by looking for the beginnings of its words
// in any case. It allocates nothing and reads each byte about once, so that whole histories can be sifted; a
// message for which it is false never gives a finding.
func (o Options) mayFind(message string) bool {
	return hasStem(message) || holdsAny(message, o.HotfixBranches)
}

// holdsAny reports whether one of the lower-case words stands, in any case, in a message that has no
// stem. Words that have one cannot, and teams mostly choose such: "hotfix/".
func holdsAny(message string, words []string) bool {
	for _, w := range words {
		if w == "" || hasStem(w) {
			continue
		}
		for i := 0; i+len(w) <= len(message); i++ {
			if hasFold(message[i:], w) {
				return true
			}
		}
	}
	return false
}

// hasStem reports whether a stem stands in s. It looks at every other position for three letters that stand in a stem
// at its beginning or right after: any stem has one of the two at an even position. Where both they and the stem's
// beginning fit, it compares in full.
func hasStem(s string) bool {
	for i := 0; i+3 <= len(s); i += 2 {
		at := sieve[trigram(s[i], s[i+1], s[i+2])]
		if at == 0 {
			continue
		}
		if at&atStem != 0 && stemAt(s, i) || at&afterStem != 0 && i > 0 && stemAt(s, i-1) {
			return true
		}
	}
	return false
}

// What the sieve says of three letters.
const (
	atStem    = 1 << iota // a stem may begin with them
	afterStem             // … or with one letter and then them
)

// sieve is a set of letter triples by their trigram.
var sieve = func() (out [1 << 15]uint8) {
	add := func(s string) {
		out[trigram(s[0], s[1], s[2])] |= atStem
		out[trigram(s[1], s[2], s[3])] |= afterStem
	}
	for _, s := range stems {
		add(s.text)
	}
	for _, s := range chinese {
		add(s.text)
	}
	for _, s := range slices.Concat(late[:], alarms[:]) {
		add(s)
	}
	add(imported)
	return out
}()

// imported begins the line by which Meta's tools name what a commit undoes, where its words may say nothing of it.
const imported = "original commit changeset:"

// stemMayBegin reports whether a stem may begin at s[i:].
func stemMayBegin(s string, i int) bool {
	return i+3 <= len(s) && sieve[trigram(s[i], s[i+1], s[i+2])]&atStem != 0
}

// trigram packs the low five bits of three bytes: the same for both cases of a letter.
func trigram(a, b, c byte) int { return int(a)&31 | int(b)&31<<5 | int(c)&31<<10 }

// stemAt reports whether one of our stems begins at s[i:]; for "back" and "roll", whose other uses are many, only
// with their second part near.
func stemAt(s string, i int) bool {
	rest := s[i:]
	if len(rest) > 40 {
		rest = rest[:40]
	}
	switch rest[0] | 0x20 {
	case 'o':
		return hasFold(rest, imported)
	case 'd':
		return hasFold(rest, downgrading)
	case 'b':
		return hasFold(rest, "back") && near(rest[4:], "out")
	case 'h':
		return hasFold(rest, "hotfix") || hasFold(rest, "hot-fix") || hasFold(rest, "hot fix") || hasFold(rest, "hot_fix")
	case 'e':
		return hasFold(rest, "emergency") && alarmAt(rest[len("emergency"):])
	case 'u':
		if hasFold(rest, "urgent") {
			return alarmAt(rest[len("urgent"):])
		}
		return hasFold(rest, "undo") || hasFold(rest, "undid") // "unrevert" holds "revert"
	case 'r':
		if hasFold(rest, "roll") {
			return near(rest[4:], "back") || near(rest[4:], "forward")
		}
		if len(rest) < 4 || rest[1]|0x20 != 'e' {
			return false
		}
		for _, s := range again[rest[2]|0x20] {
			if hasFold(rest, s) {
				return true
			}
		}
	default:
		for _, s := range chinese {
			if hasFold(rest, s.text) {
				return true
			}
		}
		_, ok := lateAt(rest, 0)
		return ok
	}
	return false
}

// alarmAt reports whether what follows "urgent" can make it the mark of a hotfix.
func alarmAt(rest string) bool {
	return rest != "" && strings.IndexByte(":!()]", rest[0]) >= 0 || hasFold(rest, " fix")
}

// again are the stems that begin with "re", by their third letter.
var again = func() (out [256][]string) {
	for _, s := range stems {
		if s.text[0] == 'r' && s.verb != rollback {
			out[s.text[2]] = append(out[s.text[2]], s.text)
		}
	}
	return out
}()

// near reports whether word stands in the next few bytes.
func near(s string, word string) bool {
	for i := 0; i < 12 && i+len(word) <= len(s); i++ {
		if hasFold(s[i:], word) {
			return true
		}
	}
	return false
}
