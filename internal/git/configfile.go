package git

import (
	"bytes"
	"strings"
)

// setting is one setting of a configuration file. Section and key are in lower case.
type setting struct{ section, sub, key, value string }

// parseConfig reads a configuration file as git does; see git-config(1). go-git's own reading stops at much that git
// takes: bytes that are no UTF-8, a setting behind its section's name, "[section.subsection]". wrong is the number of
// the line that makes no sense, or 0.
func parseConfig(text []byte) (all []setting, wrong int) {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	s := configScanner{text: bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))}
	var at setting
	for s.at < len(s.text) {
		ok := true
		switch c := s.peek(); {
		case isSpace(c):
			s.at++
		case c == '#' || c == ';':
			s.until("\n")
		case c == '[':
			s.at++
			at.section, at.sub, ok = s.section()
		default:
			if at.key = s.word("-"); at.key < "a" { // begins with no letter
				s.at++
				ok = false
				break
			}
			at.value, ok = s.value()
			all = append(all, at)
		}
		if !ok { // by the byte that was read last
			return nil, 1 + bytes.Count(s.text[:min(s.at-1, len(s.text))], []byte("\n"))
		}
	}
	return all, 0
}

type configScanner struct {
	text []byte
	at   int
}

// peek returns the next byte; beyond the end, a line feed.
func (s *configScanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return '\n'
}

func (s *configScanner) next() byte {
	c := s.peek()
	s.at++
	return c
}

// until goes on to the first of some bytes.
func (s *configScanner) until(bytes string) {
	for s.at < len(s.text) && strings.IndexByte(bytes, s.text[s.at]) < 0 {
		s.at++
	}
}

// word reads letters, digits and some other bytes, in lower case.
func (s *configScanner) word(more string) string {
	from := s.at
	for c := s.peek(); c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte(more, c) >= 0; c = s.peek() {
		s.at++
	}
	return strings.ToLower(string(s.text[from:s.at]))
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// section reads what stands in brackets: a name, and a subsection in quotes or behind a dot.
func (s *configScanner) section() (name, sub string, ok bool) {
	name = s.word("-.")
	if c := s.next(); c == ']' {
		section, sub, _ := strings.Cut(name, ".")
		return section, sub, name != ""
	} else if c != ' ' && c != '\t' {
		return "", "", false
	}
	for s.peek() == ' ' || s.peek() == '\t' {
		s.at++
	}
	if s.next() != '"' {
		return "", "", false
	}
	var text []byte
	for {
		c := s.next()
		if c == '"' {
			return name, string(text), s.next() == ']'
		}
		if c == '\\' {
			c = s.next()
		}
		if c == '\n' {
			return "", "", false
		}
		text = append(text, c)
	}
}

// value reads what follows a key, up to the end of the line; a key alone is true.
func (s *configScanner) value() (string, bool) {
	for s.peek() == ' ' || s.peek() == '\t' {
		s.at++
	}
	if c := s.next(); c == '\n' {
		return "true", true
	} else if c != '=' {
		return "", false
	}
	var text []byte
	quoted := false
	end := 0 // of text without the white space at its end
	for {
		c := s.next()
		switch {
		case c == '\n':
			return string(text[:end]), !quoted
		case !quoted && isSpace(c):
			if end > 0 {
				text = append(text, c)
			}
			continue
		case !quoted && (c == '#' || c == ';'):
			s.until("\n")
			continue
		case c == '"':
			quoted = !quoted
			continue
		case c == '\\':
			switch c = s.next(); c {
			case '\n':
				continue
			case 't':
				c = '\t'
			case 'b':
				c = '\b'
			case 'n':
				c = '\n'
			case '\\', '"':
			default:
				return "", false
			}
		}
		text = append(text, c)
		end = len(text)
	}
}
