package detect

import "strings"

// Trailer is a "Key: value" line at the end of a message.
type Trailer struct {
	Key   string // as written
	Value string // without the spaces around it; continuation lines joined by a space
}

// maxTrailers bounds the trailers of one message.
const maxTrailers = 200

// Trailers returns the trailers of a message: the "Key: value" lines of its last paragraph, and of the ones
// before it while these consist of nothing else. What a message quotes of another commit is not its own and
// is left out. Values are untrusted. Only the last 16 KiB are read.
func Trailers(text string) []Trailer {
	if len(text) > tailLimit {
		text = text[len(text)-tailLimit:]
		_, text, _ = strings.Cut(text, "\n")
	} else {
		_, text = split(strings.ReplaceAll(text, "\r\n", "\n"))
	}
	body, _, _ := own(strings.ReplaceAll(text, "\r\n", "\n"))
	return trailersOf(body)
}

// OptsOut reports whether a message wants its commit left alone: "Ownup: skip".
func OptsOut(message string) bool {
	for _, t := range Trailers(message) {
		if strings.EqualFold(t.Key, "Ownup") {
			return strings.EqualFold(t.Value, "skip")
		}
	}
	return false
}

// trailersOf reads the trailers of a body that is free of quotations.
func trailersOf(body string) []Trailer {
	paragraphs := strings.Split(strings.Trim(body, "\n \t"), "\n\n")
	var out []Trailer
	for i := len(paragraphs) - 1; i >= 0 && len(out) < maxTrailers; i-- {
		found, lines := trailerLines(paragraphs[i])
		if len(found) < lines && (len(out) > 0 || 2*len(found) < lines) {
			break
		}
		out = append(found, out...)
	}
	return out
}

// trailerLines returns the trailers of one paragraph and how many lines it has, continuations not counted.
func trailerLines(paragraph string) (found []Trailer, lines int) {
	for line := range strings.Lines(paragraph) {
		line = strings.TrimRight(line, "\n\r \t")
		if line == "" {
			continue
		}
		if (line[0] == ' ' || line[0] == '\t') && len(found) > 0 {
			last := &found[len(found)-1]
			if len(last.Value) < 2000 {
				last.Value = strings.TrimSpace(last.Value + " " + strings.TrimSpace(line))
			}
			continue
		}
		lines++
		if key, value, ok := trailer(line); ok && len(found) < maxTrailers {
			found = append(found, Trailer{key, value})
		} else if strings.HasPrefix(line, "(cherry picked from commit ") {
			found = append(found, Trailer{"cherry picked from commit", strings.TrimRight(line[len("(cherry picked from commit "):], ") ")})
		}
	}
	return found, lines
}

// trailer takes one line apart.
func trailer(line string) (key, value string, ok bool) {
	key, value, ok = strings.Cut(cut(line, 4000), ":")
	if !ok || key == "" || len(key) > 40 || strings.Count(key, " ") > 2 || strings.HasPrefix(value, "//") {
		return "", "", false
	}
	for i := 0; i < len(key); i++ {
		if !(isWord(key[i]) && key[i] < 0x80 || key[i] == '-' || key[i] == ' ' && i > 0) {
			return "", "", false
		}
	}
	return key, strings.TrimSpace(value), true
}
