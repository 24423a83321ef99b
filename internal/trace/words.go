package trace

import (
	"strings"
	"unicode/utf8"
)

// Words are compared by their stems, lower case. These say nothing about what a commit is about.
var stopWords = setOf(`the of to in for and is on with by it be this that when not from are as was or an if at has have can will should which
	but also we after before into than then there their its use used using add support remove fix set get do does net`)

func setOf(words string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		set[w] = true
		set[stem(w)] = true
	}
	return set
}

// maxWords bounds the words taken from one text: a message of 10 MB says no more with the rest.
const maxWords = 2000

// Words returns the stems of a text's words of two letters or more, stop words left out.
func Words(text string) map[string]bool {
	out := make(map[string]bool)
	for len(text) > 0 && len(out) < maxWords {
		start := strings.IndexFunc(text, letter)
		if start < 0 {
			break
		}
		text = text[start:]
		end := strings.IndexFunc(text, func(r rune) bool { return !letter(r) })
		if end < 0 {
			end = len(text)
		}
		if w := stemmed(text[:end]); w != "" {
			out[w] = true
		}
		text = text[end:]
	}
	return out
}

// phrasesOf returns the pairs of words that follow each other in a text, stop words left out.
func phrasesOf(text string) map[string]bool {
	out := make(map[string]bool)
	last := ""
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !letter(r) }) {
		if w = stemmed(w); w == "" {
			continue
		}
		if last != "" {
			out[last+" "+w] = true
		}
		last = w
	}
	return out
}

func letter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r >= 0x80 && r != utf8.RuneError
}

// stemmed returns the stem of a word, "" for one that says nothing.
func stemmed(w string) string {
	if len(w) > 40 {
		return ""
	}
	if w = strings.ToLower(w); len(w) < 2 || stopWords[w] { // a letter of two bytes can have a small one of one
		return ""
	}
	if w = stem(w); stopWords[w] {
		return ""
	}
	return w
}

// stem cuts off the endings that English words for the same thing differ by. It is crude on purpose: both sides of a
// comparison are cut alike.
func stem(w string) string {
	for _, ending := range [...]string{"ing", "ions", "ion", "ers", "er", "ed", "es", "s", "e"} {
		if len(w) >= len(ending)+3 && strings.HasSuffix(w, ending) {
			return w[:len(w)-len(ending)]
		}
	}
	return w
}

// wordCache remembers the stems of the words of identifiers, which come up again in every version of a file.
type wordCache map[string][]string

// of splits an identifier at underscores and at capitals that follow small letters.
func (c wordCache) of(id []byte) []string {
	if have, ok := c[string(id)]; ok {
		return have
	}
	var out []string
	start := 0
	for i := 0; i <= len(id); i++ {
		if i < len(id) && id[i] != '_' && !(i > start && id[i] >= 'A' && id[i] <= 'Z' && id[i-1] >= 'a' && id[i-1] <= 'z') {
			continue
		}
		if w := stemmed(string(id[start:i])); w != "" {
			out = append(out, w)
		}
		start = i
		if i < len(id) && id[i] == '_' {
			start++
		}
	}
	if len(c) < 200_000 {
		c[string(id)] = out
	}
	return out
}
