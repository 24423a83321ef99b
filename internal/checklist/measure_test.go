package checklist

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
	"github.com/ownup-dev/ownup/internal/quote"
)

// again writes a measure that was read and reads it back: it must be the same.
func again(t *testing.T, m incident.Measure) {
	t.Helper()
	line := measureLine(m)
	p, err := Parse("<!-- ownup:step=correct -->\n\n" + line + "\n")
	if err != nil {
		t.Fatal(err)
	}
	sorted := cmpopts.SortSlices(func(a, b string) bool { return a < b })
	if len(p.Measures) != 1 {
		t.Fatalf("%+v\nwas written as %q\nand read as %+v", m, line, p.Measures)
	}
	if diff := cmp.Diff(m, p.Measures[0], cmpopts.EquateEmpty(), sorted); diff != "" {
		t.Errorf("%+v\nwas written as %q\n%s", m, line, diff)
	}
}

func FuzzMeasureLine(f *testing.F) {
	f.Add("Check the size", "@mira", "prevention", "#12", "it is gone", true, true)
	f.Add("- @a due 2026-12-01 (detection) #1 not doing: because x", "@o/t", "", "abc1234", "`x` @y", false, true)
	f.Add("() 00aaaaa0", "", "", "", "0", false, true)
	f.Add("type: mitigation [a](b) ~~c~~ <d> e\\", "", "", "", "", false, false)
	f.Fuzz(func(t *testing.T, text, owner, kind, ref, why string, ticked, notDoing bool) {
		p, err := Parse("<!-- ownup:step=correct -->\n\n" + measureLine(incident.Measure{
			Text: text, Owner: owner, Type: kind, Refs: []string{ref}, Because: why, Ticked: ticked, NotDoing: notDoing, Due: day1(),
		}) + "\n")
		if err != nil {
			return // longer than a page
		}
		said := strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyz")
		if len(p.Measures) > 1 || said && len(p.Measures) == 0 {
			t.Fatalf("%d measures from one line", len(p.Measures))
		}
		for _, m := range p.Measures {
			again(t, m)
		}
	})
}

// measureLine writes a measure as a careful person would, so that Parse reads it back as the same.
func measureLine(m incident.Measure) string {
	var b strings.Builder
	b.WriteString("- [ ] ")
	if m.Ticked {
		b.Reset()
		b.WriteString("- [x] ")
	}
	b.WriteString(guardParts(quote.Text(m.Text)))
	if m.Type != "" {
		b.WriteString(" (" + quote.Text(m.Type) + ")")
	}
	if m.Owner != "" {
		b.WriteString(" " + quote.Mention(m.Owner))
	}
	if !m.Due.IsZero() {
		b.WriteString(" due " + day(m.Due))
	}
	for _, ref := range m.Refs {
		b.WriteString(" " + ref)
	}
	if m.NotDoing {
		b.WriteString(" – not doing: because " + quote.Text(m.Because))
	}
	return b.String()
}

// guarded are the words by which a line's parts are known; behind the first group of each, a zero-width space makes
// them plain text. The commits that a measure refers to are written behind its text, so what looks like one within the
// text is plain too.
var guarded = lazy.Regexp(`(?i:(due)(?:(?:\s+(?:on|by)|:)?\s*[0-9]{4}-)|(type:\s*)(?:prev|dete|miti)|(\()(?:prev|dete|miti)|(not) doing)|\b([0-9a-f])[0-9a-f]{6,39}\b`)

// guardParts keeps words of a quoted text from being read as parts of the line.
func guardParts(s string) string {
	var b strings.Builder
	last := 0
	for _, at := range guarded().FindAllStringSubmatchIndex(s, -1) {
		for g := 2; g < len(at); g += 2 {
			if at[g+1] >= 0 {
				b.WriteString(s[last:at[g+1]] + "&#8203;")
				last = at[g+1]
			}
		}
	}
	return b.String() + s[last:]
}
