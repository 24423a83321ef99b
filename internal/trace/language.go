package trace

import (
	"bytes"
	"path"
	"strings"

	"github.com/ownup-dev/ownup/internal/diff"
)

// language is what little must be known of how a file is written: how comments and functions look.
type language int

const (
	langPlain  language = iota // prose, data: every line counts
	langBraces                 // comments as in C; # is a preprocessor
	langHash                   // comments begin with #
	langDash                   // comments begin with --
)

// languageOf tells the language by the file's name.
func languageOf(name string) language {
	switch strings.ToLower(path.Ext(name)) {
	case ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".inc", ".inl", ".m", ".mm", ".java", ".kt", ".go", ".rs", ".js", ".jsx",
		".ts", ".tsx", ".mjs", ".cjs", ".cs", ".swift", ".scala", ".dart", ".php", ".proto", ".y", ".l", ".s", ".css", ".scss", ".groovy",
		".gradle", ".d", ".cu", ".dts", ".dtsi", ".glsl", ".v", ".sv", ".zig":
		return langBraces
	case ".py", ".sh", ".bash", ".rb", ".pl", ".pm", ".t", ".mk", ".cmake", ".yml", ".yaml", ".toml", ".tcl", ".r", ".jl", ".ex", ".exs",
		".nim", ".build", ".bzl", ".conf", ".cfg", ".ini", ".am", ".ac", ".m4", ".awk", ".zsh", ".ps1", ".tf":
		return langHash
	case ".lua", ".sql", ".hs", ".elm", ".ada", ".adb", ".ads", ".vhd", ".vhdl":
		return langDash
	case "":
		switch base := path.Base(name); {
		case strings.Contains(base, "akefile"), base == "Dockerfile", base == "Kconfig", base == "Gemfile",
			strings.HasPrefix(base, "defconfig"):
			return langHash
		}
	}
	return langPlain
}

// comments marks the lines that hold nothing but a comment.
func (l language) comments(t diff.Text) []bool {
	marks := make([]bool, t.Len())
	inside := false
	for i := range marks {
		line := bytes.TrimSpace(t.Line(i))
		switch l {
		case langBraces:
			if inside {
				end := bytes.Index(line, []byte("*/"))
				marks[i] = end < 0 || end == len(line)-2
				inside = end < 0
				continue
			}
			if bytes.HasPrefix(line, []byte("//")) {
				marks[i] = true
				continue
			}
			if !bytes.Contains(line, []byte("/*")) {
				continue
			}
			start := bytes.LastIndex(line, []byte("/*"))
			end := bytes.Index(line[start:], []byte("*/"))
			inside = end < 0
			marks[i] = bytes.HasPrefix(line, []byte("/*")) && (end < 0 || start+end == len(line)-2)
		case langHash:
			marks[i] = bytes.HasPrefix(line, []byte("#"))
		case langDash:
			marks[i] = bytes.HasPrefix(line, []byte("--"))
		}
	}
	return marks
}

// function finds the function, method or other named block in which a change before line at stands: its first line
// and the line after its last one. The first result is -1 where there is none. Only the layout is read: a header
// is less indented than what belongs to it and starts with a word.
func (l language) function(t diff.Text, at int) (header, end int) {
	if l == langPlain || t.Len() == 0 {
		return -1, -1
	}
	// The change belongs to what stands before it, unless that has ended: a closing bracket in the first column, or a
	// blank line followed by something in the first column.
	at = min(at, t.Len())
	for i, limit := at-1, max(0, at-2*maxBody); i >= limit; i-- {
		line := t.Line(i)
		if len(line) == 0 {
			continue
		}
		if line[0] == '}' {
			return -1, -1
		}
		if !startsBlock(line, l) {
			continue
		}
		return i, blockEnd(t, i, at, l)
	}
	return -1, -1
}

// startsBlock reports whether a line looks like the first line of a function or of a named block.
func startsBlock(line []byte, l language) bool {
	if c := line[0]; c == '_' || c == '$' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80 {
		trimmed := bytes.TrimSpace(line)
		if l == langBraces {
			// Labels and one-line statements of the outermost level are no headers.
			if bytes.HasSuffix(trimmed, []byte(":")) && !bytes.ContainsAny(trimmed, " (") {
				return false
			}
			return !bytes.HasSuffix(trimmed, []byte(";")) || bytes.HasPrefix(trimmed, []byte("typedef"))
		}
		return true
	}
	trimmed := bytes.TrimLeft(line, " \t")
	for _, word := range [...]string{"def ", "func ", "fn ", "pub fn ", "async def ", "function ", "sub "} {
		if bytes.HasPrefix(trimmed, []byte(word)) {
			return true
		}
	}
	return false
}

// blockEnd finds the line after the last one of the block that begins at header and reaches at least to line at.
func blockEnd(t diff.Text, header, at int, l language) int {
	margin := marginOf(t.Line(header))
	for i := max(header+1, at); i < t.Len() && i < at+2*maxBody; i++ {
		line := t.Line(i)
		if diff.Blank(line) || marginOf(line) > margin {
			continue
		}
		switch line[marginOf(line)] {
		case '{', ')', '#':
			continue
		case '}':
			return i + 1
		}
		if bytes.HasSuffix(bytes.TrimSpace(line), []byte(":")) && l == langBraces {
			continue
		}
		return i
	}
	return min(t.Len(), at+2*maxBody)
}

// marginOf counts the bytes of white space before a line's text.
func marginOf(line []byte) int {
	return len(line) - len(bytes.TrimLeft(line, " \t"))
}
