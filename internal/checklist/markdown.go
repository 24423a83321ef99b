package checklist

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// maxRead bounds the text that is read back, in bytes. GitHub's own limit is 65,536 characters, so at most 262,144 bytes; a local file
// may be longer, and what lies beyond is not looked at.
const maxRead = 1 << 20

var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM))

// parse reads a page's text as GitHub does.
func parse(body string) ([]byte, ast.Node) {
	if len(body) > maxRead {
		body = body[:maxRead]
	}
	if !utf8.ValidString(body) || strings.Contains(body, "\x00") {
		body = strings.ReplaceAll(strings.ToValidUTF8(body, "\ufffd"), "\x00", "\ufffd")
	}
	source := []byte(strings.ReplaceAll(body, "\r\n", "\n"))
	return source, markdown.Parser().Parse(text.NewReader(source))
}
