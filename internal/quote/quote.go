// Package quote makes foreign text harmless: commit subjects, reasons, names and paths that strangers wrote and that
// ownup shows in issues, comments, reports and on terminals.
//
// Quoted text mentions no one, refers to no issue and closes none, links nowhere, holds no HTML and no comment of ours,
// gives no command to an Actions runner, and has no control or direction characters. It is pure, and linear in what it
// keeps.
package quote

import (
	"strings"
	"unicode"

	"github.com/ownup-dev/ownup/internal/lazy"
)

// The bounds, in characters. A subject line longer than this is cut; nobody reads on.
const (
	MaxInline = 200
	MaxLine   = 500
)

// guard is a zero-width space as an entity: between "@" and a name it keeps the forge from seeing a mention, and
// people reading the source still see that something was put there.
const guard = "&#8203;"

// longWord is the length, in bytes, from which on what stands at the end is cut in its middle: no word of prose is that
// long.
const longWord = 24

// Clean returns s on one line with at most limit characters, cut behind a word: white space runs become one space,
// control and direction characters go, and invalid UTF-8 is shown as U+FFFD. A limit of 0 or less means MaxInline.
func Clean(s string, limit int) string {
	if limit <= 0 {
		limit = MaxInline
	}
	var b strings.Builder
	n, space, started, word := 0, false, false, 0 // word is where the last word began
	for i, r := range s {
		if unicode.IsSpace(r) || r == 0 {
			space = started
			continue
		}
		if hidden(r) {
			if i > 64*limit { // a flood of characters that show nothing
				break
			}
			continue
		}
		if n >= limit || space && n+1 >= limit {
			text := b.String()
			// What was shortened before stays as it is.
			shortened := strings.TrimRightFunc(s[i:], func(r rune) bool { return unicode.IsSpace(r) || hidden(r) }) == "…"
			if !shortened && !space && word > 0 && len(text)-word < longWord {
				text = text[:word-1]
			}
			return text + "…"
		}
		if space {
			b.WriteByte(' ')
			n, word = n+1, b.Len()
			space = false
		}
		b.WriteRune(r) // range yields U+FFFD for what is not UTF-8
		n++
		started = true
	}
	return b.String()
}

// hidden reports whether r must not reach a reader: it shows nothing itself, or changes how its neighbours show.
func hidden(r rune) bool {
	if r >= ' ' && r <= '~' {
		return false // nearly all there is
	}
	switch r {
	case '\u200c', '\u200d': // joiners: several scripts and emoji need them
		return false
	case '\u115f', '\u1160', '\u3164', '\uffa0': // fillers: letters by class, blank to the eye
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Cs)
}

// Code returns s as a Markdown code span, in which a forge looks for neither mentions nor references nor links. The
// empty string stays empty.
func Code(s string) string { return CodeN(s, MaxInline) }

// CodeN is Code with a bound of its own, in characters.
func CodeN(s string, limit int) string {
	s = unrun(Clean(s, limit))
	if s == "" {
		return ""
	}
	longest, run := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// Text returns s as Markdown that renders as the very text of s, on one line.
func Text(s string) string { return TextN(s, MaxLine) }

// TextN is Text with a bound of its own, in characters.
func TextN(s string, limit int) string { return escape(unrun(Clean(s, limit))) }

// Plain returns s as plain text on one line, for titles, terminals, mails and chats: what a forge or a chat would take
// for a mention or a reference, and Markdown for HTML or a link, is kept apart by a zero-width space.
func Plain(s string) string { return PlainN(s, MaxInline) }

// PlainN is Plain with a bound of its own, in characters.
func PlainN(s string, limit int) string {
	s = unrun(Clean(s, limit))
	return plainTags().ReplaceAllString(breakRefs(s), "$1$3$5\u200b$2$4$6")
}

// plainTags are the places where an HTML element or comment, or the address of a link, would begin.
var plainTags = lazy.Regexp(`(<)([A-Za-z!/?])|(--)(>)|(\])([(\[:])`)

// Block returns s as a Markdown blockquote of at most lines lines, each rendering as its own text, addresses as code.
// The empty string stays empty.
func Block(s string, lines int) string {
	var out []string
	blank := false
	for len(s) > 0 {
		written, rest, _ := strings.Cut(s, "\n")
		s = rest
		text := line(written)
		if text == "" {
			blank = len(out) > 0
			continue
		}
		if lines == 0 {
			out = append(out, ">", "> …")
			break
		}
		lines--
		switch {
		case blank:
			out = append(out, ">")
		case len(out) > 0:
			out[len(out)-1] += "  " // a hard break: the writer's own line ends
		}
		blank = false
		out = append(out, "> "+text)
	}
	return strings.Join(out, "\n")
}

// unrun takes the meaning from what an Actions runner would read as a command in a log: "##[" anywhere, "::" at the
// start.
func unrun(s string) string {
	s = strings.ReplaceAll(s, "##[", "## [")
	if strings.HasPrefix(s, "::") {
		s = ": :" + s[2:]
	}
	return s
}

// breakRefs keeps "@name", "#12", "GH-12", "scheme://" and "www." from being seen as mentions, references and links.
func breakRefs(s string) string {
	const with = "\u200b" // Clean has removed all others
	var b strings.Builder
	b.Grow(len(s) + 16)
	for i := 0; i < len(s); i++ {
		c := s[i]
		rest := s[i:]
		switch {
		case c == '@':
			b.WriteString("@" + with)
		case c == '#' && len(rest) > 1 && isDigit(rest[1]):
			b.WriteString("#" + with)
		case c == '-' && i >= 2 && strings.EqualFold(s[i-2:i], "gh") && len(rest) > 1 && isDigit(rest[1]):
			b.WriteString(with + "-")
		case strings.HasPrefix(rest, "://"):
			b.WriteString(":" + with)
		case len(rest) >= 4 && strings.EqualFold(rest[:4], "www."):
			b.WriteString(rest[:3] + with + ".")
			i += 3
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// address is a web address with nothing in it, nor at its end, that would have to be kept apart from the code span it
// is shown in.
var address = lazy.Regexp("https?://[^\\s`<>\"'|\\\\()\\[\\]{}…]*[A-Za-z0-9/_=-]")

// line is Text for where Markdown is certain to be read, as it is not within HTML: web addresses are shown as code, so
// that they can be copied.
func line(s string) string {
	s = unrun(Clean(s, MaxLine))
	var b strings.Builder
	from := 0
	for _, at := range address().FindAllStringIndex(s, -1) {
		b.WriteString(inline(s[from:at[0]]) + "`" + s[at[0]:at[1]] + "`")
		from = at[1]
	}
	return startSafe(b.String() + inline(s[from:]))
}

// escape makes Markdown show s as it is.
func escape(s string) string { return startSafe(inline(s)) }

// inline is escape for what does not begin a line.
func inline(s string) string {
	s = breakRefs(s)
	var b strings.Builder
	b.Grow(len(s) + 32)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '<':
			b.WriteString("&lt;")
		case c == '>':
			b.WriteString("&gt;")
		case c == '&':
			b.WriteString("&amp;")
		case strings.IndexByte("\\`*[]~|$^", c) >= 0,
			c == '_' && !(i > 0 && i+1 < len(s) && isWord(s[i-1]) && isWord(s[i+1])):
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return strings.ReplaceAll(b.String(), "\u200b", guard)
}

// startSafe keeps a line from opening a list, a heading, a rule, a setext underline or, below another, a table.
func startSafe(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '-', '+', '#', '=':
		return `\` + s
	case ':':
		if strings.HasPrefix(s, ":-") {
			return `\` + s
		}
	}
	i := 0
	for i < len(s) && i < 9 && isDigit(s[i]) {
		i++
	}
	if i > 0 && i < len(s) && (s[i] == '.' || s[i] == ')') {
		return s[:i] + `\` + s[i:]
	}
	return s
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
