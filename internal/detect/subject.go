package detect

import (
	"strings"
	"unicode/utf8"
)

// subjectLimit bounds a subject key in bytes.
const subjectLimit = 400

// SubjectKey returns a form of a subject under which different spellings of the same subject meet: lower case, single
// spaces, straight quotation marks, without pull request numbers, without a full stop at its end. Layers of reverting
// are reduced to the outcome, so `Revert "Revert "x""`, `Revert^2 "x"` and `Reapply "x"` are the same.
//
// A subject that was cut off keeps an ellipsis at its end: its key without it is the beginning of the whole subject's
// key.
func SubjectKey(s string) string {
	s = cut(s, titleLimit)
	return wordedTitle(s).key(s)
}

// key is the key of a subject whose title this is.
func (t title) key(s string) string {
	switch {
	case !t.worded():
		return plainKey(s)
	case !t.layers[0].quoted && t.layers[0].power == 1:
		return plainKey(s) // a subject in free words is only itself
	case t.undone():
		return cutKey(`revert "` + plainKey(t.rest) + `"`)
	}
	return cutKey(`reapply "` + plainKey(t.rest) + `"`)
}

// powerKey is the key of the commit whose subject is Revert^power "inner".
func powerKey(power int, inner string) string {
	if power%2 == 1 {
		return cutKey(`revert "` + plainKey(inner) + `"`)
	}
	return cutKey(`reapply "` + plainKey(inner) + `"`)
}

// plainKey normalises a subject without looking for layers.
func plainKey(s string) string {
	s = folded(s)
	for {
		before := s
		s = strings.TrimSpace(s)
		s, _, _ = cutPull(s)
		if address, ok := strings.CutSuffix(s, ")"); ok {
			if open := strings.LastIndex(address, "(https://github.com/"); open >= 0 && numbered(address[open:]) {
				s = s[:open] // Meta's tools write "(#12)" so
			}
		}
		if strings.HasSuffix(s, "...") {
			s = strings.TrimRight(s, ".") + "…"
		}
		s = strings.TrimSuffix(s, ".")
		if strings.HasSuffix(s, `"`) && strings.Count(s, `"`)%2 == 1 { // left over from the quotation marks of a revert
			s = s[:len(s)-1]
		}
		if s == before {
			return cutKey(s)
		}
	}
}

// numbered reports whether an address ends in the number of an issue or pull request.
func numbered(address string) bool {
	end := strings.LastIndexByte(address, '/')
	return digits(address[end+1:]) && (strings.HasSuffix(address[:end], "/issues") || strings.HasSuffix(address[:end], "/pull"))
}

// folded returns s in lower case and valid UTF-8, with plain quotation marks and single spaces.
func folded(s string) string {
	out := make([]byte, 0, 256) // enough for nearly all, so that it stays on the stack
	gap := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			s = quotes.Replace(strings.ToLower(strings.ToValidUTF8(s, "\uFFFD")))
			return strings.Join(strings.Fields(s), " ")
		case c == ' ' || c >= '\t' && c <= '\r':
			gap = len(out) > 0
		default:
			if gap {
				out, gap = append(out, ' '), false
			}
			if c == '`' {
				c = '\''
			}
			out = append(out, lowerByte(c))
		}
	}
	return string(out)
}

// quotes makes typographic quotation marks and backquotes plain ones.
var quotes = strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'", "`", "'")

// cutKey bounds a key, marking that it was cut.
func cutKey(s string) string {
	if len(s) <= subjectLimit {
		return s
	}
	return strings.TrimSpace(cut(s, subjectLimit)) + "…"
}
