package local

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
	"github.com/ownup-dev/ownup/internal/yamlline"
)

// A page is text of people with a few islands that are ownup's: known fields of the front matter, comments and the
// status section between markers. Everything here works on spans of the text, so that what lies between them is kept to
// the byte.

const (
	statusBegin  = "<!-- ownup:status:begin -->"
	statusEnd    = "<!-- ownup:status:end -->"
	commentEnd   = "<!-- ownup:comment:end -->"
	commentStart = "<!-- ownup:comment:begin "
)

// statusLast ends the last line of ownup's own in the status section: what is below it a person has written. It carries
// the sum of the text, by which one in which a person has written is told.
var statusLast = lazy.Regexp(`<!-- ownup:status:last(?: ([0-9a-f]{8}))? -->`)

// lastMark is that mark for a text.
func lastMark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return fmt.Sprintf("<!-- ownup:status:last %x -->", sum[:4])
}

var commentBegin = lazy.Regexp(`^<!-- ownup:comment:begin ([A-Za-z0-9:._/-]{1,120}) ([0-9TZ:.+-]{1,40}) -->$`)

// file is one page, taken apart.
type file struct {
	text   string
	eol    string // how its lines end
	front  span   // between the two --- lines
	rest   int    // where the text after the front matter begins
	status span   // the whole section, markers included; empty when there is none
	inner  span   // of it, ownup's text
	added  span   // of it, the lines that a person added below ownup's
	blocks []block
	fields fields
	nodes  *yaml.Node // the front matter's mapping
}

// span is a part of a text, by bytes.
type span struct{ from, to int }

func (s span) in(text string) string { return text[s.from:s.to] }

// block is one comment of ownup's.
type block struct {
	span
	id   string
	at   time.Time
	body string
}

// fields are the known fields of the front matter.
type fields struct {
	Key       string   `yaml:"key"`
	Aliases   []string `yaml:"aliases"`
	Kind      string   `yaml:"kind"`
	State     string   `yaml:"state"`
	Created   string   `yaml:"created"`
	Closed    string   `yaml:"closed"`
	Labels    []string `yaml:"labels"`
	Assignees []string `yaml:"assignees"`
}

// broken says what a person would have to mend; it is completed with the file's name by the tracker.
type broken string

func (b broken) Error() string { return string(b) }

// parse takes a page apart, or says what is broken about it.
func parse(text string) (*file, error) {
	f := &file{text: text, eol: "\n"}
	lines := splitLines(text)
	if len(lines) > 0 && strings.HasSuffix(lines[0].in(text), "\r\n") {
		f.eol = "\r\n"
	}
	row, err := f.frontMatter(lines)
	if err == nil {
		err = f.islands(lines[row:])
	}
	if at := f.conflict(lines); at > 0 { // of which what was met is a consequence
		err = broken(fmt.Sprintf("it holds conflict markers from line %d on: resolve them", at))
	}
	return f, err
}

// splitLines returns the spans of the lines, each with its line end.
func splitLines(text string) []span {
	var lines []span
	for from := 0; from < len(text); {
		to := len(text)
		if i := strings.IndexByte(text[from:], '\n'); i >= 0 {
			to = from + i + 1
		}
		lines = append(lines, span{from, to})
		from = to
	}
	return lines
}

func plain(line string) string { return strings.TrimRight(line, " \t\r\n") }

// maxFront bounds the front matter, in lines: beyond that a person has lost the second --- line.
const maxFront = 500

func (f *file) frontMatter(lines []span) (row int, err error) {
	if strings.TrimSpace(f.text) == "" {
		return 0, broken("it is empty: put its text back, or remove the file")
	}
	if strings.TrimPrefix(plain(lines[0].in(f.text)), "\ufeff") != "---" {
		return 0, broken("line 1 must be ---, above key and state")
	}
	end := 0
	for i := 1; i < len(lines) && i < maxFront; i++ {
		if plain(lines[i].in(f.text)) == "---" {
			end = i
			break
		}
	}
	if end == 0 {
		return 0, broken("the --- line that ends the fields at the top is missing: put it back")
	}
	f.front = span{lines[1].from, lines[end].from}
	f.rest = lines[end].to
	defer func() { // the parser is foreign code that reads foreign text
		if recover() != nil {
			err = broken("the fields at the top are not YAML: write each on a line of its own, as name: value")
		}
	}()
	var doc yaml.Node
	fields := yaml.NewDecoder(strings.NewReader(f.front.in(f.text)))
	if err := fields.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return 0, f.yamlFault("the fields at the top can't be read", err)
	}
	// Of two documents the first alone would be read, and what is appended would land in the second.
	if err := fields.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return 0, broken("there is a line too many that begins with --- or ... among the fields at the top: remove it")
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return 0, broken("the fields at the top are missing: put key and state back")
	}
	f.nodes = doc.Content[0]
	for _, n := range f.nodes.Content {
		if n.Kind == yaml.AliasNode || n.Anchor != "" {
			return 0, broken("the fields at the top use & or *: write the values out")
		}
	}
	if err := f.nodes.Decode(&f.fields); err != nil {
		return 0, f.yamlFault("a field at the top has a value of the wrong form", err)
	}
	switch f.fields.State {
	case "open", "closed":
	default:
		return 0, f.wrongState()
	}
	return end + 1, nil
}

// wrongState says what stands in the place of the state, and where.
func (f *file) wrongState() error {
	for i := 0; i+1 < len(f.nodes.Content); i += 2 {
		if n := f.nodes.Content[i]; n.Value == "state" {
			return broken(fmt.Sprintf("state in line %d must be open or closed, not %.40q", n.Line+1, f.fields.State))
		}
	}
	return broken("state is missing among the fields at the top: put it back, as open or closed")
}

// otherLine is where the parser names a second line.
var otherLine = lazy.Regexp(`\bat line \d{1,6}\b`)

// yamlFault is one line of what the parser said, with the line of the file rather than of the front matter.
func (f *file) yamlFault(what string, err error) error {
	n, said := yamlline.Of(err)
	if n == 0 {
		return broken(what + ": write each on a line of its own, as name: value")
	}
	n = min(n, strings.Count(f.front.in(f.text), "\n")) // what is never closed ends below them
	said = otherLine().ReplaceAllStringFunc(said, func(at string) string {
		other, _ := strconv.Atoi(strings.TrimPrefix(at, "at line "))
		return fmt.Sprintf("at line %d", other+1)
	})
	return broken(fmt.Sprintf("%s: mend line %d (%s)", what, n+1, strings.ToValidUTF8(said, "\ufffd")))
}

// islands finds the comments and the status section. Markers count only where they make up a whole line. A conflict
// that git left between two texts of the section is ownup's, as both of them are.
func (f *file) islands(lines []span) error {
	var open *block
	begun := -1                    // where a status section began
	conflict, last := false, false // in a conflict of git's, and whether its text ends in there
	for _, line := range lines {
		s := plain(line.in(f.text))
		switch {
		case s == statusBegin:
			if begun >= 0 || f.status.to > 0 {
				return broken("there are two status sections: remove one")
			}
			begun, f.inner.from = line.from, line.to
		case s == statusEnd:
			if begun < 0 {
				return broken("the line " + statusBegin + " is missing: put it back, or remove the line that ends the section")
			}
			if f.added.to = line.from; f.inner.to == 0 {
				f.inner.to, f.added.from = line.from, line.from
			}
			f.status = span{begun, line.to}
			begun = -1
		case begun >= 0 && f.inner.to == 0:
			if at := statusLast().FindStringIndex(s); at != nil && at[1] == len(s) {
				last = true
			}
			conflict = strings.HasPrefix(s, conflictBegin) || conflict && !strings.HasPrefix(s, conflictEnd)
			if last && !conflict {
				f.inner.to, f.added.from = line.to, line.to
			}
		case begun >= 0:
		case strings.HasPrefix(s, commentStart):
			m := commentBegin().FindStringSubmatch(s)
			if m == nil || open != nil {
				return broken("the marker lines of a comment are not in pairs: put them back, or remove both")
			}
			at, _ := time.Parse(time.RFC3339, m[2]) // a date that a person changed only loses its meaning
			open = &block{span: span{line.from, line.to}, id: m[1], at: at}
		case s == commentEnd:
			if open == nil {
				return broken("the marker lines of a comment are not in pairs: put them back, or remove both")
			}
			open.body = strings.Trim(unix(f.text[open.to:line.from]), "\n")
			open.to = line.to
			f.blocks = append(f.blocks, *open)
			open = nil
		}
	}
	if begun >= 0 {
		return broken("the line " + statusEnd + " is missing: put it back, or remove the line that begins the section")
	}
	if open != nil {
		return broken("the marker lines of a comment are not in pairs: put them back, or remove both")
	}
	return nil
}

func unix(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// people returns the text after the front matter without ownup's islands.
func (f *file) people() string {
	var b strings.Builder
	at := f.rest
	next := func(s span) {
		b.WriteString(f.text[at:s.from])
		at = s.to
	}
	status := func() {
		next(f.status)
		b.WriteString(f.added.in(f.text))
	}
	done := false
	for _, c := range f.blocks {
		if !done && f.status.to > 0 && f.status.from < c.from {
			status()
			done = true
		}
		next(c.span)
	}
	if !done && f.status.to > 0 {
		status()
	}
	b.WriteString(f.text[at:])
	return b.String()
}

// page is what the tracker gives to others.
func (f *file) page(path string, updated time.Time) incident.Page {
	p := incident.Page{
		Ref: f.fields.Key, URL: path, Key: f.fields.Key, Aliases: f.fields.Aliases, Kind: incident.Kind(f.fields.Kind),
		State: incident.PageState(f.fields.State), CreatedAt: date(f.fields.Created), UpdatedAt: updated, ClosedAt: date(f.fields.Closed),
		Labels: f.fields.Labels, Assignees: f.fields.Assignees,
		Status: f.said(),
	}
	p.Title, p.Body = titleOf(unix(f.people()))
	for i, c := range f.blocks {
		ends := strings.HasPrefix(c.id, closingID)
		p.Reopened = p.Reopened || p.State == incident.PageOpen && ends
		p.Comments = append(p.Comments, incident.Comment{ID: int64(i + 1), Author: "ownup", Body: c.body, CreatedAt: c.at, MayWrite: true, Ours: true, Mark: c.id, Ends: ends})
	}
	return p
}

// said is the status that ownup has written.
func (f *file) said() string {
	text, _ := f.marked()
	return text
}

// marked returns the text of the status section without the mark of its last line, and the mark.
func (f *file) marked() (text, mark string) {
	text = unix(f.inner.in(f.text))
	if at := statusLast().FindStringIndex(text); at != nil {
		text, mark = text[:at[0]]+text[at[1]:], text[at[0]:at[1]]
	}
	return strings.Trim(text, " \t\n"), mark
}

// strange returns what a person has written among ownup's own lines of the status section: lines that begin otherwise
// than any that ownup writes now, and what goes on behind one. A program that formats the file writes nothing.
func (f *file) strange(now string) string {
	text, mark := f.marked()
	if sum := statusLast().FindStringSubmatch(mark); sum == nil || sum[1] == "" || mark == lastMark(text) {
		return ""
	}
	ours := strings.Split(now, "\n")
	var out []string
	for line := range strings.SplitSeq(statusLast().ReplaceAllString(text, ""), "\n") {
		if marksConflict(line) {
			continue
		}
		line = strings.TrimSpace(line)
		own := slices.ContainsFunc(ours, func(s string) bool {
			return s == line || opening(s) != "" && opening(s) == opening(line) && bold(s) == bold(line)
		})
		for _, s := range ours {
			if rest, ok := strings.CutPrefix(line, s); ok && s != "" {
				line, own = strings.TrimSpace(rest), false
				break
			}
		}
		if line != "" && !own {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n\n")
}

// bold reports whether a line begins in bold type, as ownup's headings do, and people's words seldom.
func bold(line string) bool { return strings.HasPrefix(line, "**") || strings.HasPrefix(line, "__") }

// opening is by which letters a line is known, whatever marks and numbers are among them.
func opening(line string) string {
	const letters = 5
	var out []rune
	for _, r := range strings.ToLower(line) {
		if unicode.IsLetter(r) && len(out) < letters {
			out = append(out, r)
		}
	}
	return string(out)
}

// titleOf takes the first heading of the first level off a text.
func titleOf(text string) (title, body string) {
	text = strings.TrimLeft(text, "\n")
	if first, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(first, "# ") {
		return strings.TrimSpace(first[2:]), strings.Trim(rest, "\n")
	}
	return "", strings.Trim(text, "\n")
}

func date(s string) time.Time {
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// replace puts new text in place of a span.
func (f *file) replace(s span, with string) (*file, error) {
	return parse(f.text[:s.from] + with + f.text[s.to:])
}

func (f *file) lines(s string) string {
	if f.eol == "\n" {
		return s
	}
	return strings.ReplaceAll(unix(s), "\n", f.eol)
}

// set changes one field of the front matter, on one line; every other line there stays as it is. A value of nil takes
// the field away.
func (f *file) set(name string, value any) (*file, error) {
	line := ""
	if value != nil {
		line = name + ": " + inline(value) + f.eol
	}
	cantChange := broken("the field " + name + " at the top can't be changed in place: write it on a line of its own, as name: value")
	// YAML knows more line ends than a text has; with those in it, its line numbers are not ours.
	if f.nodes.Style&yaml.FlowStyle != 0 || strings.ContainsAny(unix(f.front.in(f.text)), "\r\u0085\u2028\u2029") {
		return nil, cantChange
	}
	rows := splitLines(f.front.in(f.text))
	for i := 0; i+1 < len(f.nodes.Content); i += 2 {
		key := f.nodes.Content[i]
		if key.Value != name {
			continue
		}
		first, last, next := key.Line-1, lastLine(f.nodes.Content[i+1])-1, len(rows)
		if i+2 < len(f.nodes.Content) {
			next = min(next, f.nodes.Content[i+2].Line-1)
		}
		if first < 0 || first >= len(rows) {
			return nil, cantChange
		}
		for ; last < next; last++ { // a closing bracket may stand on a line of its own
			g, err := f.replace(span{f.front.from + rows[first].from, f.front.from + rows[last].to}, line)
			if err == nil {
				return g, nil
			}
		}
		return nil, cantChange
	}
	return f.replace(span{f.front.to, f.front.to}, line)
}

func lastLine(n *yaml.Node) int {
	last := n.Line
	for _, c := range n.Content {
		last = max(last, lastLine(c))
	}
	if n.Kind == yaml.ScalarNode && (n.Style == yaml.LiteralStyle || n.Style == yaml.FoldedStyle) {
		last += strings.Count(n.Value, "\n")
	}
	return last
}

// inline writes a value as YAML on one line.
func inline(value any) string {
	switch v := value.(type) {
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = inline(s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	case string:
		if plainWord().MatchString(v) && !strings.EqualFold(v, "null") {
			return v
		}
		return fmt.Sprintf("%q", strings.ToValidUTF8(v, "\ufffd"))
	case time.Time:
		return `"` + v.UTC().Format(time.RFC3339) + `"`
	}
	return fmt.Sprint(value)
}

// plainWord is a string that YAML reads back as itself without quotes, unless it is null.
var plainWord = lazy.Regexp(`^[A-Za-z][A-Za-z0-9_/-]*$`)
