package checklist

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/ownup-dev/ownup/internal/lazy"
	"github.com/ownup-dev/ownup/internal/quote"
)

// Note is a gentle word on one wording.
type Note struct {
	Line       int    `json:"line"` // from 1
	Word       string `json:"word"` // as it stands there
	Suggestion string `json:"suggestion"`
}

// String says the note in one sentence, without its line.
func (n Note) String() string {
	return fmt.Sprintf("“%s”: %s.", quote.Plain(n.Word), n.Suggestion)
}

// maxNotes is more than anyone wants to read of them.
const maxNotes = 100

// Wording looks for wordings that tend to read as blame, in the order of the text. Quotes, code, links' addresses and
// HTML are left alone: they are somebody else's words. It only ever suggests.
func Wording(text string) []Note {
	source, doc := parse(text)
	starts := []int{0}
	for i, c := range source {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	var notes []Note
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindBlockquote, ast.KindCodeBlock, ast.KindFencedCodeBlock, ast.KindHTMLBlock:
			return ast.WalkSkipChildren, nil
		}
		if n.Type() != ast.TypeBlock || n.FirstChild() == nil || n.FirstChild().Type() != ast.TypeInline {
			return ast.WalkContinue, nil
		}
		var s span
		s.collect(n, source)
		for _, at := range s.match() {
			line := sort.SearchInts(starts, s.offset(at.from)+1)
			notes = append(notes, Note{Line: line, Word: at.word, Suggestion: at.suggestion})
		}
		if len(notes) >= maxNotes {
			return ast.WalkStop, nil
		}
		return ast.WalkSkipChildren, nil
	})
	return notes[:min(len(notes), maxNotes)]
}

// span is the prose of one paragraph on one line, with the place in the source of each of its pieces.
type span struct {
	text   strings.Builder
	pieces [][2]int // offset in text, offset in source
}

func (s *span) collect(n ast.Node, source []byte) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			s.pieces = append(s.pieces, [2]int{s.text.Len(), c.Segment.Start})
			s.text.Write(c.Value(source))
			if c.SoftLineBreak() || c.HardLineBreak() {
				s.text.WriteByte(' ')
			}
		case *ast.CodeSpan, *ast.AutoLink, *ast.RawHTML, *ast.Image:
			s.text.WriteString(" \x00 ") // a gap that no wording spans
		default:
			s.collect(c, source)
		}
	}
}

// offset returns where in the source the character at i of the text stands.
func (s *span) offset(i int) int {
	k := sort.Search(len(s.pieces), func(k int) bool { return s.pieces[k][0] > i }) - 1
	return s.pieces[k][1] + i - s.pieces[k][0]
}

type hit struct {
	from, to         int
	word, suggestion string
}

// match returns the hits in the order of the text; of two that overlap, the first rule's.
func (s *span) match() []hit {
	plain := s.text.String()
	var hits []hit
	for _, r := range wordRules {
	next:
		for _, at := range r.pattern().FindAllStringIndex(plain, maxNotes) {
			if r.unless != nil && r.unless().MatchString(plain[max(0, at[0]-60):at[0]]) ||
				r.unlessNext != nil && r.unlessNext().MatchString(plain[at[1]:min(len(plain), at[1]+60)]) || quoted(plain, at[0], at[1]) || named(plain, at[0], at[1]) {
				continue
			}
			h := hit{from: at[0], to: at[1], word: plain[at[0]:at[1]], suggestion: r.suggestion}
			for _, other := range hits {
				if h.from < other.to && other.from < h.to {
					continue next
				}
			}
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Compare(a.from, b.from) })
	return hits
}

// quoted reports whether text[from:to] stands in quotation marks by itself or with more: somebody's words, or talk
// about words.
func quoted(text string, from, to int) bool {
	for _, marks := range [][2]string{{`"`, `"`}, {"“", "”"}, {"„", "“"}, {"«", "»"}} {
		before, behind := text[max(0, from-200):from], text[to:min(len(text), to+200)]
		if marks[0] == marks[1] {
			if strings.Count(before, marks[0])%2 == 1 && strings.Contains(behind, marks[1]) {
				return true
			}
		} else if open := strings.LastIndex(before, marks[0]); open >= 0 && !strings.Contains(before[open+len(marks[0]):], marks[1]) && strings.Contains(behind, marks[1]) {
			return true
		}
	}
	return false
}

var (
	nameBefore = lazy.Regexp(`\w[-_/.=@]$`)
	nameBehind = lazy.Regexp(`^[-_/.=@]\w`)
)

// named reports whether text[from:to] is part of a name: of a command, a file, an option.
func named(text string, from, to int) bool {
	return nameBefore().MatchString(text[max(0, from-2):from]) || nameBehind().MatchString(text[to:min(len(text), to+2)])
}
