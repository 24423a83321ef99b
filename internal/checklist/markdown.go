package checklist

import (
	"bytes"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// MaxRead bounds the text that is read back, in bytes; what lies beyond is not looked at. GitHub's own limit is 65,536
// characters, so at most 262,144 bytes; a local file may be longer.
const MaxRead = 1 << 20

// maxDelimiters is how many signs of emphasis a text may hold and still have them read: the reading takes time by their
// square (16 s at 65,536 characters). No person writes so many.
const maxDelimiters = 4000

// maxNesting is how many signs of quotes and lists may begin a line: each of them is a level deeper, and reading takes
// time by the square of that too.
const maxNesting = 500

var (
	// markdown reads all that GitHub does but tables: no task and no command stands in one, and a few kilobytes of bars
	// make gigabytes of cells.
	markdown = sync.OnceValue(func() parser.Parser {
		return newParser(append(plainInline(),
			util.Prioritized(parser.NewEmphasisParser(), 500), util.Prioritized(strikeParser{}, 500), util.Prioritized(addressParser{}, 999))...)
	})
	// plainer reads all but emphasis, struck-out text and bare addresses.
	plainer = sync.OnceValue(func() parser.Parser { return newParser(plainInline()...) })
)

func newParser(inline ...util.PrioritizedValue) parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
}

func plainInline() []util.PrioritizedValue {
	return []util.PrioritizedValue{
		util.Prioritized(boxParser{}, 0), util.Prioritized(parser.NewCodeSpanParser(), 100), util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300), util.Prioritized(parser.NewRawHTMLParser(), 400),
	}
}

// parse reads a page's text as GitHub does.
func parse(body string) ([]byte, ast.Node) {
	if len(body) > MaxRead {
		body = body[:MaxRead]
	}
	if !utf8.ValidString(body) || strings.Contains(body, "\x00") {
		body = strings.ReplaceAll(strings.ToValidUTF8(body, "\ufffd"), "\x00", "\ufffd")
	}
	body = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(body, "\ufeff"))
	source := []byte(shallow(body))
	p := markdown
	if bytes.Count(source, []byte("*"))+bytes.Count(source, []byte("_"))+bytes.Count(source, []byte("~")) > maxDelimiters {
		p = plainer
	}
	return source, p().Parse(text.NewReader(source))
}

// shallow cuts what would nest a line deeper than maxNesting.
func shallow(body string) string {
	var b strings.Builder
	for line := range strings.Lines(body) {
		if deep := len(line) - len(strings.TrimLeft(line, " \t>*+-.)0123456789")) - maxNesting; deep > 0 {
			line = line[:maxNesting] + line[maxNesting+deep:]
		}
		b.WriteString(line)
	}
	return b.String()
}
