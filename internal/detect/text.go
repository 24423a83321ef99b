package detect

import (
	"slices"
	"strings"
	"sync"
)

// cut shortens s to at most n bytes, not inside a UTF-8 sequence.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// paragraph returns s up to the end of its paragraph, and at most n bytes of it.
func paragraph(s string, n int) string {
	s, _, _ = strings.Cut(cut(s, n), "\n\n")
	return s
}

// unwrap joins wrapped lines.
func unwrap(s string) string { return strings.Join(strings.Fields(s), " ") }

// without puts something else in the place of each stretch from an opening to a closing mark, and of an opening mark
// that is never closed.
func without(s, opening, closing, instead string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, opening)
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString(instead)
		if _, s, found = strings.Cut(rest, closing); !found { // nor is any later one closed
			b.WriteString(strings.ReplaceAll(rest, opening, instead))
			return b.String()
		}
	}
}

func startsWithAny(s string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(s, b) })
}

func hasPart(text string, parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(text, p) })
}

// endsIn reports whether s ends in one of some ways; a space at the end of one may be a line break in s.
func endsIn(s string, ends ...string) bool {
	for _, e := range ends {
		if strings.HasSuffix(s, e) || strings.HasSuffix(s, strings.TrimRight(e, " ")+"\n") {
			return true
		}
	}
	return false
}

// anyWord reports whether a text has a word that begins in one of some ways.
func anyWord(text string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(b string) bool {
		for i := 0; ; {
			at := strings.Index(text[i:], b)
			if at < 0 {
				return false
			}
			if i += at; i == 0 || !isWord(text[i-1]) {
				return true
			}
			i += len(b)
		}
	})
}

// hasFold reports whether s begins with the lower-case word, in any case.
func hasFold(s string, word string) bool {
	if len(s) < len(word) {
		return false
	}
	for i := 0; i < len(word); i++ {
		if lowerByte(s[i]) != word[i] {
			return false
		}
	}
	return true
}

// hasFoldSuffix reports whether s has more before the lower-case end, in any case.
func hasFoldSuffix(s, end string) bool { return len(s) > len(end) && hasFold(s[len(s)-len(end):], end) }

// beginnings are lower-case words with which a line may begin, in any case. They are sorted by their first byte at
// their first use.
type beginnings struct {
	lists [][]string
	once  sync.Once
	by    [256][]string
}

// of returns those that s, which is not empty, may begin with.
func (w *beginnings) of(s string) []string {
	w.once.Do(func() {
		for _, list := range w.lists {
			for _, one := range list {
				w.by[one[0]] = append(w.by[one[0]], one)
			}
		}
	})
	return w.by[lowerByte(s[0])]
}

// begin reports whether a line begins with one of them.
func (w *beginnings) begin(line string) bool {
	return line != "" && slices.ContainsFunc(w.of(line), func(one string) bool { return hasFold(line, one) })
}

// beginAny reports whether a line of s begins with one of them, but for white space.
func (w *beginnings) beginAny(s string) bool {
	for s != "" {
		var line string
		line, s, _ = strings.Cut(s, "\n")
		if w.begin(strings.TrimSpace(line)) {
			return true
		}
	}
	return false
}

// words is a set of words, made at its first use: a run needs few of those that there are.
type words struct {
	list string
	once sync.Once
	in   map[string]bool
}

func (w *words) has(word string) bool {
	w.once.Do(func() {
		w.in = map[string]bool{}
		for _, one := range strings.Fields(w.list) {
			w.in[one] = true
		}
	})
	return w.in[word]
}

// indexWords returns where the words stand one after another in low, whatever white space is between them.
func indexWords(low string, words ...string) int {
	for i := 0; i+len(words[0]) <= len(low); i++ {
		at := i
		found := true
		for _, w := range words {
			for at < len(low) && (low[at] == ' ' || low[at] == '\n' || low[at] == '\t') {
				at++
			}
			if len(low) < at+len(w) || low[at:at+len(w)] != w {
				found = false
				break
			}
			at += len(w)
		}
		if found {
			return i
		}
	}
	return -1
}

// isWord reports whether b is part of a word.
func isWord(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b >= 0x80
}

// lower returns s with ASCII letters in lower case, so that offsets stay true whatever the bytes are.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if lowerByte(s[i]) != s[i] {
			b := []byte(s)
			for ; i < len(b); i++ {
				b[i] = lowerByte(b[i])
			}
			return string(b)
		}
	}
	return s
}

// lowerByte is lower for one byte.
func lowerByte(b byte) byte { return lowered[b] }

var lowered = func() (out [256]byte) {
	for i := range out {
		out[i] = byte(i)
	}
	for b := byte('A'); b <= 'Z'; b++ {
		out[b] += 'a' - 'A'
	}
	return out
}()

// digits reports whether s is a number of at most ten digits.
func digits(s string) bool { return s != "" && len(s) <= 10 && digitRun(s) == len(s) }

// digitRun returns how many decimal digits begin s.
func digitRun(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// hexRun returns how many hexadecimal digits begin s.
func hexRun(s string) int {
	n := 0
	for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] >= 'a' && s[n] <= 'f' || s[n] >= 'A' && s[n] <= 'F') {
		n++
	}
	return n
}
