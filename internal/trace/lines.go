package trace

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/diff"
)

// role says why a line of the file before the fix tells something about what the fix repairs.
type role int

const (
	roleDeleted role = iota // the fix took it out or changed it
	roleTrivial             // so, but it is blank, a comment or a bracket
	roleAbove               // it stands just above what the fix inserted
	roleBelow               // it stands just below
	roleGuard               // it opens a block in which the fix inserts
	roleHeader              // it opens the function that the fix touches
	roleBody                // it is in that function
	roleNear                // so, and counts the more the nearer it is
	roleKin                 // so, and counts by the identifiers that it shares with the changed lines, and by nearness
	roleDefines             // it opens a function or macro that the changed lines name
	roleAlike               // it is much like a line that the fix brings in
	roleHolds               // it holds a name that the fix's new lines use and few lines hold; of fixes that only add
	roleCount
)

// clue is one line of the file before the fix, with what it counts in each role.
type clue struct {
	line   int // from 0
	weight [roleCount]float64
	tokens []string // of a deleted line: those that the fix took out
	names  []string // in roleHolds: those that it holds
}

// Limits on the lines asked about in one file: what lies beyond says little more, and costs.
const (
	maxDeleted  = 2000
	maxBody     = 300 // lines of one function
	maxFileBody = 600 // of all functions touched in one file
	besideReach = 2   // lines on either side of an insertion
	maxDefines  = 20
	maxAlike    = 40
)

// capped says of what there is more than is asked about.
type capped struct{ deleted, body bool }

func (c *capped) add(more capped) {
	c.deleted, c.body = c.deleted || more.deleted, c.body || more.body
}

// clueSet is what one file of a fix asks and brings.
type clueSet struct {
	clues    []clue          // sorted by line
	changed  map[string]bool // identifiers in the lines taken out or brought in
	inserted map[string]bool // lines brought in, without white space; trivial ones left out
	uses     map[string]bool // names in the code brought in
	bump     bool            // all that is done is to raise a version
	beyond   capped
}

// findClues finds the lines of the file's old text that tell where a fix's changes come from.
func findClues(p string, before, after []byte) clueSet {
	lang := languageOf(p)
	old, text := diff.Split(before), diff.Split(after)
	edits := diff.Between(old, text, diff.NoSpace)
	if len(edits) == 0 {
		edits = diff.Between(old, text, diff.Exact)
	}
	rest := slices.DeleteFunc(slices.Clone(edits), func(e diff.Edit) bool { return isBump(p, old, text, e) })
	bump := len(edits) > 0 && len(rest) == 0
	if !bump {
		edits = rest
	}
	f := clueFinder{
		old: old, text: text, lang: lang, comments: lang.comments(old), newComments: lang.comments(text),
		clues: map[int]*clue{}, functions: map[int]int{}, set: clueSet{inserted: map[string]bool{}, uses: map[string]bool{}, bump: bump},
	}
	// Where all of it is comments and brackets, these are what the fix is about: a break that was left out.
	bare := !slices.ContainsFunc(edits, f.says)
	for _, e := range edits {
		f.takenOut(e)
		f.broughtIn(e)
		if !bare && !f.says(e) {
			continue
		}
		if e.Deleted() == 0 {
			f.beside(e)
		}
		f.around(e)
	}
	var defining []int
	defining, f.set.changed = definitions(old, text, edits, f.comments, lang)
	for i, w := range kin(old, f.functions, f.set.changed) {
		f.at(i).weight[roleKin] = w
	}
	for _, i := range defining {
		f.at(i).weight[roleDefines] = 1
	}
	for i, w := range alike(old, text, edits, f.plain) {
		f.at(i).weight[roleAlike] = w
	}
	for _, c := range f.clues {
		f.set.clues = append(f.set.clues, *c)
	}
	slices.SortFunc(f.set.clues, func(a, b clue) int { return cmp.Compare(a.line, b.line) })
	return f.set
}

// clueFinder goes through the edits of one file.
type clueFinder struct {
	old, text             diff.Text
	lang                  language
	comments, newComments []bool // of the lines of either

	set       clueSet
	clues     map[int]*clue // by line
	deleted   int           // lines taken out so far
	functions map[int]int   // lines of the functions touched, with their distance from the nearest change
	body      int           // of them, counted once for each change
}

// at returns the clue of a line, made at its first use.
func (f *clueFinder) at(line int) *clue {
	c := f.clues[line]
	if c == nil {
		c = &clue{line: line}
		f.clues[line] = c
	}
	return c
}

// plain reports whether an old line says nothing by itself.
func (f *clueFinder) plain(i int) bool { return f.comments[i] || lineTrivial(f.old.Line(i)) }

// newPlain reports the same of a new line.
func (f *clueFinder) newPlain(i int) bool { return f.newComments[i] || lineTrivial(f.text.Line(i)) }

// says reports whether an edit changes more than comments and brackets.
func (f *clueFinder) says(e diff.Edit) bool {
	for i := e.A0; i < e.A1; i++ {
		if !f.plain(i) {
			return true
		}
	}
	for i := e.B0; i < e.B1; i++ {
		if !f.newPlain(i) {
			return true
		}
	}
	return false
}

// takenOut asks about the lines that an edit takes out.
func (f *clueFinder) takenOut(e diff.Edit) {
	for i := e.A0; i < e.A1; i++ {
		if f.deleted++; f.deleted > maxDeleted {
			f.set.beyond.deleted = true
			break
		}
		if f.plain(i) {
			f.at(i).weight[roleTrivial] = 1
			continue
		}
		f.at(i).weight[roleDeleted] = 1
		if len(f.old.Line(i)) <= maxCode { // else its words would lead through every version of the file
			f.at(i).tokens = removedTokens(f.old.Line(i), f.text, e)
		}
	}
}

// broughtIn notes the lines that an edit brings in, and the names that they use.
func (f *clueFinder) broughtIn(e diff.Edit) {
	for i := e.B0; i < e.B1; i++ {
		if f.newComments[i] {
			continue
		}
		namesIn(f.text.Line(i), func(name []byte) {
			if len(f.set.uses) < maxUses {
				f.set.uses[string(name)] = true
			}
		})
		if !lineTrivial(f.text.Line(i)) {
			f.set.inserted[string(squeezed(nil, f.text.Line(i)))] = true
		}
	}
}

// beside asks about the lines just above and below an insertion.
func (f *clueFinder) beside(e diff.Edit) {
	for n, i := 0, e.A0-1; i >= 0 && n < besideReach; i-- {
		if !f.plain(i) {
			f.at(i).weight[roleAbove] = 1
			n++
		}
	}
	for n, i := 0, e.A0; i < f.old.Len() && n < besideReach; i++ {
		if !f.plain(i) {
			f.at(i).weight[roleBelow] = 1
			n++
		}
	}
}

// around asks about the function in which an edit stands, and the blocks in it.
func (f *clueFinder) around(e diff.Edit) {
	header, end := f.lang.function(f.old, e.A0)
	if header < 0 {
		return
	}
	f.at(header).weight[roleHeader] = 1
	for _, i := range guards(f.old, f.text, e, header) {
		f.at(i).weight[roleGuard] = 1
	}
	from := header + 1
	if end-from > maxBody {
		f.set.beyond.body = true
		from, end = max(from, e.A0-maxBody/2), min(end, e.A1+maxBody/2)
	}
	for i := from; i < end; i++ {
		if f.plain(i) {
			continue
		}
		if f.body >= maxFileBody {
			f.set.beyond.body = true
			break
		}
		c := f.at(i)
		c.weight[roleBody] = 1
		far := max(e.A0-i, i-e.A1+1, 1)
		c.weight[roleNear] = max(c.weight[roleNear], 1/(1+float64(far)/4))
		if have, ok := f.functions[i]; !ok || far < have {
			f.functions[i] = far
		}
		f.body++
	}
}

// kin weighs the lines of functions by what they share with the changed lines: an identifier counts the more the fewer
// of the lines have it, and the nearer the line is.
func kin(old diff.Text, distance map[int]int, changed map[string]bool) map[int]float64 {
	held := make(map[string]int)
	eachChanged := func(i int, fn func(id string)) {
		identifiers(old.Line(i), func(id []byte) {
			if changed[string(id)] {
				fn(string(id))
			}
		})
	}
	for i := range distance {
		eachChanged(i, func(id string) { held[id]++ })
	}
	weights := make(map[int]float64)
	for i, far := range distance {
		eachChanged(i, func(id string) { weights[i] += 1 / float64(held[id]) / (1 + float64(far)/8) })
	}
	return weights
}

// guards finds the lines that open the blocks around an edit, the innermost first, up to the function's header.
func guards(old, text diff.Text, e diff.Edit, header int) []int {
	margin := -1
	for i := e.B0; i < e.B1 && margin < 0; i++ {
		if !diff.Blank(text.Line(i)) {
			margin = marginOf(text.Line(i))
		}
	}
	for i := e.A0; i < e.A1 && margin < 0; i++ {
		if !diff.Blank(old.Line(i)) {
			margin = marginOf(old.Line(i))
		}
	}
	var out []int
	for i := e.A0 - 1; i > header && margin > 0 && len(out) < 4; i-- {
		line := old.Line(i)
		if diff.Blank(line) || marginOf(line) >= margin {
			continue
		}
		margin = marginOf(line)
		if !lineTrivial(line) {
			out = append(out, i)
		}
	}
	return out
}

// removedTokens returns the tokens of a deleted line that the lines in its place lack; all of them where they lack
// none.
func removedTokens(line []byte, text diff.Text, e diff.Edit) []string {
	all := tokens(line)
	if e.Inserted() == 0 || e.Inserted() > 50 {
		return all
	}
	have := make(map[string]bool)
	for i := e.B0; i < e.B1; i++ {
		for _, t := range tokens(text.Line(i)) {
			have[t] = true
		}
	}
	var out []string
	for _, t := range all {
		if !have[t] {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

// tokens returns the distinct words, numbers and operators of a line, brackets and separators left out.
func tokens(line []byte) []string {
	var out []string
	for i := 0; i < len(line) && len(out) < 100; {
		j := i + 1
		switch c := line[i]; {
		case wordByte(c):
			for j < len(line) && wordByte(line[j]) {
				j++
			}
		case strings.IndexByte("=<>!&|+-*/%^~.?", c) >= 0:
			for j < len(line) && strings.IndexByte("=<>&|+-", line[j]) >= 0 {
				j++
			}
		default:
			i = j
			continue
		}
		if t := string(line[i:j]); !slices.Contains(out, t) {
			out = append(out, t)
		}
		i = j
	}
	return out
}

// squeezed appends a line without its white space.
func squeezed(to, line []byte) []byte {
	for _, c := range line {
		if c != ' ' && (c < '\t' || c > '\r') {
			to = append(to, c)
		}
	}
	return to
}

// definitions finds the lines that open a function or macro which the lines that the fix took out or brought in name.
// The second result is all identifiers of those.
func definitions(old, text diff.Text, edits []diff.Edit, comments []bool, lang language) (lines []int, wanted map[string]bool) {
	wanted = make(map[string]bool)
	collect := func(line []byte) {
		identifiers(line, func(id []byte) {
			if len(id) >= 4 && len(wanted) < 400 {
				wanted[string(id)] = true
			}
		})
	}
	for _, e := range edits {
		for i := e.A0; i < e.A1; i++ {
			collect(old.Line(i))
		}
		for i := e.B0; i < e.B1; i++ {
			collect(text.Line(i))
		}
	}
	for i := 0; i < old.Len() && len(lines) < maxDefines; i++ {
		line := old.Line(i)
		if comments[i] || len(line) == 0 || !startsBlock(line, lang) && !bytes.HasPrefix(line, []byte("#define ")) {
			continue
		}
		opens := false
		line = written(line)
		identifiers(line, func(id []byte) {
			opens = opens || wanted[string(id)] && bytes.Contains(line, append(id[:len(id):len(id)], '('))
		})
		if opens {
			lines = append(lines, i)
		}
	}
	return lines, wanted
}

// maxCode is where a line is no longer one that a person wrote, in bytes: bundles, source maps, pictures in notebooks.
// Their names say nothing, and are many.
const maxCode = 1000

// written is what a person may have written of a line.
func written(line []byte) []byte { return line[:min(len(line), maxCode)] }

// identifiers calls fn for each run of letters, digits and underscores in what is written of a line that does not start
// with a digit.
func identifiers(line []byte, fn func(id []byte)) {
	line = written(line)
	for i := 0; i < len(line); {
		c := line[i]
		if !wordByte(c) {
			i++
			continue
		}
		j := i + 1
		for j < len(line) && wordByte(line[j]) {
			j++
		}
		if c < '0' || c > '9' {
			fn(line[i:j])
		}
		i = j
	}
}

func wordByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// lineTrivial reports whether a line holds nothing that could be wrong by itself: blank, or brackets and punctuation,
// or a lone else, break, return, pass, end.
func lineTrivial(line []byte) bool {
	line = bytes.Trim(line, " \t\r\n\f\v{}()[];,:")
	switch string(line) {
	case "", "else", "break", "return", "do", "pass", "end", "fi", "done", "then", "default", "endif", "#endif", "#else", "try":
		return true
	}
	return false
}
