package term

import (
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/ownup-dev/ownup/internal/quote"
)

// Cell is one cell of a table: foreign text is fine, it is cleaned.
type Cell struct {
	Text string
	Tone Tone
}

// Table collects rows and prints them as columns on a terminal, as tab-separated lines in a pipe.
type Table struct {
	s      *Streams
	header []string
	rows   [][]Cell
}

// Table begins a table for Out. The header shows on a terminal only: a script counts columns.
func (s *Streams) Table(header ...string) *Table { return &Table{s: s, header: header} }

// Row adds a row; cells that are missing are empty, those too many are dropped.
func (t *Table) Row(cells ...Cell) {
	row := make([]Cell, len(t.header))
	copy(row, cells)
	t.rows = append(t.rows, row)
}

const (
	cellOnTerminal = 300  // characters; wider than any terminal has use for
	cellInPipe     = 4000 // characters; a script gets what there is, within reason
	cellGap        = 2    // columns between cells
	narrowest      = 8    // columns below which a cell is not cut
)

// Print writes the table to Out; one without rows prints nothing.
func (t *Table) Print() error {
	if len(t.rows) == 0 {
		return nil
	}
	text := t.lines()
	if t.s.outTerminal {
		text = t.columns()
	}
	_, err := io.WriteString(t.s.Out, text)
	return err
}

func (t *Table) lines() string {
	var b strings.Builder
	for _, row := range t.rows {
		for i, c := range row {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(paint(t.s.outColor, c.Tone, quote.Clean(c.Text, cellInPipe)))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (t *Table) columns() string {
	widths := make([]int, len(t.header))
	texts := make([][]string, len(t.rows))
	for i, h := range t.header {
		widths[i] = displaywidth.String(h)
	}
	for r, row := range t.rows {
		texts[r] = make([]string, len(row))
		for i, c := range row {
			texts[r][i] = quote.Clean(c.Text, cellOnTerminal)
			widths[i] = max(widths[i], displaywidth.String(texts[r][i]))
		}
	}
	fit(widths, t.s.width-cellGap*(len(widths)-1))

	var b strings.Builder
	row := func(texts []string, tone func(i int) Tone) {
		var line strings.Builder
		for i, text := range texts {
			text = displaywidth.TruncateString(text, widths[i], "…")
			line.WriteString(paint(t.s.outColor, tone(i), text))
			line.WriteString(strings.Repeat(" ", widths[i]-displaywidth.String(text)+cellGap))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	header := make([]string, len(t.header))
	for i, h := range t.header {
		header[i] = strings.ToUpper(h)
	}
	row(header, func(int) Tone { return Dim })
	for r := range t.rows {
		row(texts[r], func(i int) Tone { return t.rows[r][i].Tone })
	}
	return b.String()
}

// fit takes columns from the widest until all fit, so that short columns such as a date are never cut for a long one,
// nor the first: it names its row, and people type it again.
func fit(widths []int, room int) {
	total := 0
	for _, w := range widths {
		total += w
	}
	for ; total > room; total-- {
		widest := len(widths) - 1
		for i, w := range widths {
			if i > 0 && w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= narrowest {
			return
		}
		widths[widest]--
	}
}
