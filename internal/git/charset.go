package git

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// decoder returns what makes UTF-8 of a commit's text; nil where that is UTF-8, as it is where no header says
// otherwise, or is encoded in a way nobody here knows.
func (c *rawCommit) decoder() encoding.Encoding {
	// Nearly every header ends with the committer's line, or with a signature.
	_, end := c.line("committer ")
	if end+1 >= c.header || !bytes.Contains(c.data[end:c.header], []byte("\nencoding ")) {
		return nil
	}
	start, end := c.line("encoding ")
	return charset(string(c.data[start:end]))
}

// charset finds an encoding by one of the names that people set i18n.commitEncoding to: those of the web, which iconv
// knows too. The web takes Latin 1 and ASCII for windows-1252; to git they are what they say.
func charset(name string) encoding.Encoding {
	switch strings.ReplaceAll(strings.ToLower(name), "-", "") {
	case "latin1", "iso88591":
		return charmap.ISO8859_1
	case "usascii", "ascii":
		return nil
	}
	from, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return from
}

// decoded is the text in UTF-8. What makes no sense in that encoding stays as it is stored: git shows it so.
func decoded(from encoding.Encoding, text string) string {
	out, err := from.NewDecoder().String(text)
	if err != nil || strings.ContainsRune(out, utf8.RuneError) {
		return text
	}
	return out
}
