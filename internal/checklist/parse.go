package checklist

import (
	"slices"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/quote"
)

// Parsed is what people have made of an incident's text so far.
type Parsed struct {
	Steps    []incident.StepState // all eight, in order; a step whose section is gone has no tasks
	Measures []incident.Measure   // those of step 5, in the order of the text; follow-ups are not looked up here
	Owner    string               // "@login" or a name; empty when nobody looks after the review
	Missing  []incident.StepID    // those whose section is gone, or not known by its marker any more
	Notes    []string             // one gentle sentence each about a line that could not be read as meant
}

// Parse reads ticked steps, measures and the owner back from a page's text. Only hidden markers and task lists count,
// so that headings may be translated, sections moved, and people's own text stand between; tasks inside quotes, code,
// or other tasks (but that of the plan) are people's own affair. Links to pull requests and commits count where they
// lead to one of hosts, or to github.com when none is given. The one error is a TooLarge problem, for a text of more
// than a million bytes.
func Parse(body string, hosts ...string) (Parsed, error) {
	if len(body) > MaxRead {
		return Parsed{}, &incident.Problem{Kind: incident.TooLarge, Sentence: "The incident's text has more than a million bytes: shorten it, so that its tasks can be read."}
	}
	source, doc := parse(body)
	r := reader{source: source, hosts: hosts, done: map[incident.StepID]*incident.StepState{}}
	r.out.Steps = make([]incident.StepState, len(incident.Steps))
	for i, id := range incident.Steps {
		r.out.Steps[i].ID = id
		r.done[id] = &r.out.Steps[i]
	}
	step, found := incident.StepID(""), map[incident.StepID]bool{}
	walkSections(doc, source,
		func(id incident.StepID) { step, found[id] = id, true },
		func(n ast.Node) {
			if list, ok := n.(*ast.List); ok && step != "" {
				r.list(list, step)
			} else if n.Kind() == ast.KindParagraph && r.out.Owner == "" {
				r.owner(n)
			}
		})
	r.out.Missing = slices.DeleteFunc(slices.Clone(incident.Steps[:]), func(id incident.StepID) bool { return found[id] })
	return r.out, nil
}

// walkSections goes over the top-level blocks of a text. It calls onStep where the section of a step begins, with the
// empty id where it ends: at the next heading of the same or a higher level. onBlock gets all other blocks.
func walkSections(doc ast.Node, source []byte, onStep func(incident.StepID), onBlock func(ast.Node)) {
	level, pending := 0, false // of the section's heading; the marker stands before its heading
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.HTMLBlock:
			for _, c := range blockComments(n, source) {
				if id, ok := stepOf(c); ok {
					onStep(id)
					level, pending = 2, true
				}
			}
			continue
		case *ast.Heading:
			if id, ok := inlineStep(n, source); ok {
				onStep(id)
				level = n.Level
			} else if pending {
				level = n.Level
			} else if n.Level <= level {
				onStep("")
			}
		default:
			if id, ok := inlineStep(n, source); ok {
				onStep(id)
				level = 2
			} else {
				onBlock(n)
			}
		}
		pending = false
	}
}

// inlineStep finds a step marker among the block's own inline comments.
func inlineStep(block ast.Node, source []byte) (incident.StepID, bool) {
	for n := block.FirstChild(); n != nil; n = n.NextSibling() {
		if raw, ok := n.(*ast.RawHTML); ok {
			if inside, _, ok := cutComment(string(raw.Segments.Value(source))); ok {
				if id, ok := stepOf(inside); ok {
					return id, true
				}
			}
		}
	}
	return "", false
}

type reader struct {
	source []byte
	hosts  []string
	done   map[incident.StepID]*incident.StepState
	out    Parsed
}

// list reads the tasks of a list and of the lists within its plain items.
func (r *reader) list(list *ast.List, step incident.StepID) {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if line := item.FirstChild(); line != nil {
			if box, ok := line.FirstChild().(*east.TaskCheckBox); ok {
				r.task(item, line, box, step)
				continue
			}
		}
		r.lists(item, step)
	}
}

// lists reads the lists within an item.
func (r *reader) lists(item ast.Node, step incident.StepID) {
	for n := item.FirstChild(); n != nil; n = n.NextSibling() {
		if inner, ok := n.(*ast.List); ok {
			r.list(inner, step)
		}
	}
}

func (r *reader) task(item, line ast.Node, box *east.TaskCheckBox, step incident.StepID) {
	flat := r.flatten(box.NextSibling())
	for n := line.NextSibling(); n != nil; n = n.NextSibling() { // links below the line belong to it
		_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if entering {
				flat.link(n)
			}
			return ast.WalkContinue, nil
		})
	}
	m := flat.measure()
	if m.Text == "" && len(m.Refs) == 0 && flat.task == "" && !m.NotDoing {
		return // an empty box is a place to write, not a task
	}
	m.Ticked = box.IsChecked
	done := m.Ticked
	if step == incident.Correct && flat.task == "" { // a person's line
		done = m.Done()
		r.out.Measures = append(r.out.Measures, m)
		r.out.Notes = append(r.out.Notes, flat.notes...)
	}
	s := r.done[step]
	s.Tasks++
	if done {
		s.Done++
	}
	if flat.task == taskPlan {
		r.lists(item, step) // the plan stands below it, one way or another
	}
}

// owner reads who looks after the review: what stands between the two owner markers, else the first mention behind the
// first.
func (r *reader) owner(paragraph ast.Node) {
	var from ast.Node
	for n := paragraph.FirstChild(); n != nil; n = n.NextSibling() {
		raw, ok := n.(*ast.RawHTML)
		if !ok {
			continue
		}
		inside, _, _ := cutComment(string(raw.Segments.Value(r.source)))
		switch {
		case inside == markOwner && from == nil:
			from = n.NextSibling()
		case inside == "/"+markOwner && from != nil:
			name := r.flattenUntil(from, n)
			r.out.Owner = quote.Clean(name.expand(name.text.String()), quote.MaxInline)
			return
		}
	}
	r.out.Owner = firstMention(r.flatten(from).text.String())
}
