package checklist

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// What GitHub reads within a line beyond CommonMark, as far as tasks need it: boxes, struck-out text and bare addresses
// (https://github.github.com/gfm/, sections 5.3, 6.5 and 6.9). goldmark has all three, in a package whose expressions
// are compiled whenever the program starts: a fifth of the start of every verb and hook.

// boxParser reads the box that makes a list item a task. Unlike goldmark's it wants white space behind the box, as
// GitHub does.
type boxParser struct{}

func (boxParser) Trigger() []byte { return []byte{'['} }

func (boxParser) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	item, ok := parent.Parent().(*ast.ListItem)
	if !ok || item.FirstChild() != parent || parent.HasChildren() {
		return nil
	}
	line, _ := block.PeekLine()
	const width = len("[x]")
	if len(line) <= width || line[2] != ']' || !util.IsSpace(line[width]) || !util.IsSpace(line[1]) && line[1] != 'x' && line[1] != 'X' {
		return nil
	}
	block.Advance(width + util.TrimLeftSpaceLength(line[width:]))
	return east.NewTaskCheckBox(!util.IsSpace(line[1]))
}

// strikeParser reads text that stands between one or two tildes.
type strikeParser struct{}

func (strikeParser) Trigger() []byte { return []byte{'~'} }

func (strikeParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, segment := block.PeekLine()
	d := parser.ScanDelimiter(line, before, 1, tildes{})
	if d == nil || d.OriginalLength > 2 || before == '~' {
		return nil
	}
	d.Segment = segment.WithStop(segment.Start + d.OriginalLength)
	block.Advance(d.OriginalLength)
	pc.PushDelimiter(d)
	return d
}

type tildes struct{}

func (tildes) IsDelimiter(b byte) bool { return b == '~' }
func (tildes) OnMatch(int) ast.Node    { return east.NewStrikethrough() }
func (tildes) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char && opener.OriginalLength == closer.OriginalLength
}

// addressParser reads addresses of the web and of people that stand bare in the text.
type addressParser struct{}

// beforeAddress is what an address may stand behind; the blank also means the beginning of a line.
const beforeAddress = " *_~("

func (addressParser) Trigger() []byte { return []byte(beforeAddress) }

func (addressParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	if pc.IsInLinkLabel() {
		return nil
	}
	line, segment := block.PeekLine()
	skip := 0
	if strings.IndexByte(beforeAddress, line[0]) >= 0 {
		skip = 1
	}
	kind, size := ast.AutoLinkURL, webAddress(line[skip:])
	if size == 0 {
		kind, size = ast.AutoLinkEmail, mailAddress(line[skip:])
	}
	if size == 0 {
		return nil
	}
	if skip > 0 {
		ast.MergeOrAppendTextSegment(parent, segment.WithStop(segment.Start+skip))
	}
	block.Advance(skip + size)
	start := segment.Start + skip
	return ast.NewAutoLink(kind, ast.NewTextSegment(text.NewSegment(start, start+size)))
}

// webAddress is how many bytes of the line's beginning are an address, 0 if it begins with none. Beyond what GitHub
// says it ends before anything but ASCII, as where Chinese or Japanese goes on without a blank.
func webAddress(line []byte) int {
	from := 0
	for _, s := range []string{"https://", "http://", "ftp://", "www."} {
		if bytes.HasPrefix(line, []byte(s)) {
			from = len(s)
			break
		}
	}
	if from == 0 || from == len(line) || !util.IsAlphaNumeric(line[from]) {
		return 0
	}
	end := from
	for end < len(line) && ' ' < line[end] && line[end] < 0x7f && line[end] != '<' {
		end++
	}
	return from + len(trimAddress(line[from:end]))
}

// trimAddress takes off what at the end belongs to the sentence: stops, a parenthesis that the address did not open, an
// entity.
func trimAddress(address []byte) []byte {
	surplus := bytes.Count(address, []byte(")")) - bytes.Count(address, []byte("("))
	for len(address) > 0 {
		end := len(address) - 1
		switch c := address[end]; {
		case c == ')' && surplus > 0:
			surplus--
		case c == ';':
			name := end
			for name > 0 && util.IsAlphaNumeric(address[name-1]) {
				name--
			}
			if name > 0 && name < end && address[name-1] == '&' {
				end = name - 1
			}
		case strings.IndexByte(`?!.,:*_~'"`, c) < 0:
			return address
		}
		address = address[:end]
	}
	return address
}

// mailAddress is how many bytes of the line's beginning are somebody's address, 0 if it begins with none.
func mailAddress(line []byte) int {
	if len(line) == 0 || util.IsPunct(line[0]) {
		return 0
	}
	end := util.FindEmailIndex(line)
	if end < 0 || !bytes.Contains(line[bytes.IndexByte(line, '@'):end], []byte(".")) {
		return 0
	}
	if end < len(line) && (line[end] == '-' || line[end] == '_') {
		return 0
	}
	return end
}
