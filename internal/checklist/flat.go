package checklist

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"

	"github.com/ownup-dev/ownup/internal/incident"
)

// flat is a line of Markdown as plain text. What must not be read as an owner, a date or a reference (code, foreign
// links) is held apart and stands in the text as one private character; struck-out text lies between two others.
type flat struct {
	source []byte
	hosts  []string

	text  strings.Builder
	kept  []string
	refs  []string // of links
	task  string   // ownup's own id of the task
	notes []string
}

const (
	strikeFrom = '\ue000'
	strikeTo   = '\ue001'
	keptFirst  = '\ue100'
	keptLast   = '\uf8ff'
)

func (r *reader) flatten(from ast.Node) *flat { return r.flattenUntil(from, nil) }

// flattenUntil reads the inline nodes from one up to another.
func (r *reader) flattenUntil(from, to ast.Node) *flat {
	f := &flat{source: r.source, hosts: r.hosts}
	for n := from; n != nil && n != to; n = n.NextSibling() {
		f.inline(n)
	}
	return f
}

func (f *flat) inline(n ast.Node) {
	b := &f.text
	children := func() {
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			f.inline(c)
		}
	}
	switch n := n.(type) {
	case *ast.Text:
		value := n.Value(f.source)
		if !n.IsRaw() {
			value = util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(value)))
		}
		b.WriteString(withoutPrivate(string(value)))
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteByte(' ')
		}
	case *ast.String:
		b.WriteString(withoutPrivate(string(n.Value)))
	case *ast.CodeSpan:
		var code strings.Builder
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			if t, ok := c.(*ast.Text); ok {
				code.Write(t.Value(f.source))
			}
		}
		text := strings.ReplaceAll(code.String(), "\n", " ")
		if incident.IsSHA(strings.TrimSpace(text)) {
			b.WriteString(strings.TrimSpace(text)) // people set a commit in code; it is a reference all the same
		} else {
			f.keep("`" + text + "`")
		}
	case *ast.AutoLink:
		if !f.link(n) {
			f.keep(string(n.Label(f.source)))
		}
	case *ast.Link:
		before := b.Len()
		children()
		if ref := incident.RefOfURL(string(n.Destination), f.hosts...); ref != "" {
			label := strings.TrimSpace(b.String()[before:])
			f.refs = append(f.refs, ref)
			if incident.IsRef(label) || label == ref { // the label says no more than the link
				text := b.String()[:before]
				b.Reset()
				b.WriteString(text)
			}
		}
	case *ast.RawHTML:
		if inside, _, ok := cutComment(string(n.Segments.Value(f.source))); ok {
			if id, ok := strings.CutPrefix(inside, markTask); ok && f.task == "" {
				f.task = decode(strings.TrimSpace(id))
			}
		} else {
			b.WriteByte(' ')
		}
	case *east.Strikethrough:
		b.WriteRune(strikeFrom)
		children()
		b.WriteRune(strikeTo)
	case *ast.Image:
	default:
		children()
	}
}

// link records the reference that a link leads to; false when it leads elsewhere.
func (f *flat) link(n ast.Node) bool {
	var to string
	switch n := n.(type) {
	case *ast.AutoLink:
		to = string(n.URL(f.source))
	case *ast.Link:
		to = string(n.Destination)
	}
	ref := incident.RefOfURL(to, f.hosts...)
	if ref != "" {
		f.refs = append(f.refs, ref)
	}
	return ref != ""
}

func (f *flat) keep(s string) {
	if keptFirst+rune(len(f.kept)) > keptLast {
		return
	}
	f.text.WriteRune(keptFirst + rune(len(f.kept)))
	f.kept = append(f.kept, withoutPrivate(s))
}

// expand puts what was held apart back into a piece of the text.
func (f *flat) expand(s string) string {
	if !strings.ContainsFunc(s, private) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch i := int(r - keptFirst); {
		case i >= 0 && i < len(f.kept):
			b.WriteString(f.kept[i])
		case !private(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func private(r rune) bool { return strikeFrom <= r && r <= keptLast }

func withoutPrivate(s string) string {
	if !strings.ContainsFunc(s, private) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if private(r) {
			return -1
		}
		return r
	}, s)
}
