package checklist

import "github.com/ownup-dev/ownup/internal/incident"

// Format is the form of a message draft.
type Format string

// The forms of a message draft.
const (
	Markdown  Format = "markdown"
	PlainText Format = "text"
)

// Message returns the draft of the message to those affected: what happened, why as far as it is known, and what is
// being done. It names nobody, and leaves room where only a person can speak. A nil Template is ownup's own.
func Message(in incident.Incident, t *Template, format Format, o Options) (string, error) {
	st := inMarkdown
	if format == PlainText {
		st = inPlain
	}
	draft, err := t.draft(newView(in, o, st))
	if err != nil {
		return "", err
	}
	return draft + "\n", nil
}
