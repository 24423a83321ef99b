package checklist

import (
	_ "embed" // of ownup's own texts
	"errors"
	"fmt"
	"strings"
	"sync"
	"text/template"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/lazy"
	"github.com/ownup-dev/ownup/internal/quote"
)

// ownup's own texts.
var (
	//go:embed templates/incident.md.tmpl
	issueText string
	//go:embed templates/message.md.tmpl
	messageText string
)

// Template is the text of an issue or of a message, as a text/template over View. A nil Template is ownup's own.
type Template struct {
	name string
	body *template.Template
}

var (
	defaultIssue   = builtin("incident.md.tmpl", issueText)
	defaultMessage = builtin("message.md.tmpl", messageText)
)

func builtin(name, text string) func() *Template {
	return sync.OnceValue(func() *Template {
		// Must only runs over files of this package, and every test that renders runs it.
		return &Template{name: name, body: template.Must(template.New(name).Parse(text))}
	})
}

// DefaultTemplate returns the text of ownup's own issue template, for a team to start from.
func DefaultTemplate() string { return issueText }

// DefaultMessageTemplate returns the text of ownup's own message draft.
func DefaultMessageTemplate() string { return messageText }

// ParseTemplate makes a Template of a team's own issue text and tries it on two sample incidents: one rich in facts,
// one with hardly any. The hidden marker and all eight step markers must come out of it. Its error is a Usage problem
// that names the line.
func ParseTemplate(name, text string) (*Template, error) {
	t, err := parseTemplate("issue template", name, text)
	if err != nil {
		return nil, err
	}
	for _, in := range samples() {
		_, body, err := Render(in, t, Options{Now: sampleNow, Repository: "owner/name"})
		if err != nil {
			return nil, err
		}
		if key, _, ok := ParseMarker(body); !ok || key != in.Key {
			return nil, usage(nil, "The issue template %s doesn't print {{.Marker}} on a line of its own, so its issues would not be found again: put it in the first line.", quote.Code(name))
		}
		if p, _ := Parse(body); len(p.Missing) > 0 { // what fits into an issue is not too long to be read
			return nil, usage(nil, "The issue template %s lacks the marker of the step %s: write %s behind that step's heading.", quote.Code(name), p.Missing[0], stepMarker(p.Missing[0]))
		}
	}
	return t, nil
}

// ParseMessageTemplate makes a Template of a team's own message draft and tries it as ParseTemplate does.
func ParseMessageTemplate(name, text string) (*Template, error) {
	t, err := parseTemplate("message template", name, text)
	if err != nil {
		return nil, err
	}
	for _, in := range samples() {
		if _, err := Message(in, t, Markdown, Options{Now: sampleNow}); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// maxTemplate leaves most of an issue's room to facts. In bytes.
const maxTemplate = 32 << 10

func parseTemplate(what, name, text string) (*Template, error) {
	if len(text) > maxTemplate {
		return nil, usage(nil, "The %s %s has %d bytes: keep it below %d, so that the facts fit beside it.", what, quote.Code(name), len(text), maxTemplate)
	}
	body, err := template.New(name).Parse(text)
	if err != nil {
		return nil, templateProblem(what, name, err)
	}
	return &Template{name: name, body: body}, nil
}

// execute runs the template, or the named part of it, with a bound on what it may print.
func (t *Template) execute(part string, v *View) (string, error) {
	body := t.body
	if part != "" {
		body = body.Lookup(part)
	}
	out := &bounded{left: 4 << 20}
	if err := body.Execute(out, v); err != nil {
		return "", templateProblem("template", t.name, err)
	}
	return blankLines().ReplaceAllString(strings.TrimSpace(out.String()), "\n\n"), nil
}

// blankLines are what a template's unused parts leave behind.
var blankLines = lazy.Regexp(`\n(?:[ \t]*\n)+`)

func (t *Template) title(v *View) (string, error) {
	if t == nil || t.body.Lookup("title") == nil {
		t = defaultIssue()
	}
	return t.execute("title", v)
}

func (t *Template) issue(v *View) (string, error) {
	if t == nil {
		t = defaultIssue()
	}
	return t.execute("", v)
}

func (t *Template) draft(v *View) (string, error) {
	if t == nil {
		t = defaultMessage()
	}
	return t.execute("", v)
}

// bounded is a buffer that refuses to grow without end.
type bounded struct {
	strings.Builder
	left int
}

var errTooLong = errors.New("it prints more than four million bytes")

func (b *bounded) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errTooLong
	}
	return b.Builder.Write(p)
}

var (
	templateLine  = lazy.Regexp(`(?s)^template: .*?:(\d+)(?::\d+)?: (.*)$`)
	templateWhere = lazy.Regexp(`(?s)^executing ".*?" at (<.*?>): (.*)$`)
)

// templateProblem says a template's error in one sentence with its line.
func templateProblem(what, name string, err error) error {
	m := templateLine().FindStringSubmatch(err.Error())
	if m == nil {
		return usage(err, "The %s %s can't be used: %s.", what, quote.Code(name), quote.Plain(err.Error()))
	}
	reason := m[2]
	if w := templateWhere().FindStringSubmatch(reason); w != nil {
		reason = "at " + w[1] + ", " + w[2]
	}
	reason = strings.ReplaceAll(reason, " in type *checklist.View", "")
	return usage(err, "Line %s of the %s %s can't be used: %s.", m[1], what, quote.Code(name), quote.Plain(reason))
}

func usage(err error, format string, args ...any) error {
	return &incident.Problem{Kind: incident.Usage, Sentence: fmt.Sprintf(format, args...), Err: err}
}
