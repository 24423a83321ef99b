package term

import (
	"io"
	"strings"

	"charm.land/lipgloss/v2"
	"charm.land/lipgloss/v2/table"

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
		widths[i] = lipgloss.Width(h)
	}
	for r, row := range t.rows {
		texts[r] = make([]string, len(row))
		for i, c := range row {
			texts[r][i] = quote.Clean(c.Text, cellOnTerminal)
			widths[i] = max(widths[i], lipgloss.Width(texts[r][i]))
		}
	}
	fit(widths, t.s.width-cellGap*(len(widths)-1))

	out := table.New().Wrap(false).BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).
		BorderHeader(false).BorderColumn(false).BorderRow(false).
		StyleFunc(func(_, col int) lipgloss.Style {
			if col == len(widths)-1 {
				return lipgloss.NewStyle()
			}
			return lipgloss.NewStyle().PaddingRight(cellGap)
		})
	head := make([]string, len(t.header))
	for i, h := range t.header {
		head[i] = paint(t.s.outColor, Dim, cut(strings.ToUpper(h), widths[i]))
	}
	out.Headers(head...)
	for r, row := range t.rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = paint(t.s.outColor, c.Tone, cut(texts[r][i], widths[i]))
		}
		out.Row(cells...)
	}
	var b strings.Builder
	for line := range strings.SplitSeq(out.Render(), "\n") {
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// fit takes columns from the widest until all fit, so that short columns such as a date are never cut for a long one, nor the first: it names its row,
// and people type it again.
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

// cut shortens text to so many columns, with an ellipsis where something was left out.
func cut(text string, width int) string {
	if lipgloss.Width(text) <= width {
		return text
	}
	return lipgloss.NewStyle().Inline(true).MaxWidth(width-1).Render(text) + "…"
}
