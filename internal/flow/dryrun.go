package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// DryRun wraps a tracker so that it reads as before and writes nothing: what would be sent goes to Out
// instead, whole.
type DryRun struct {
	Tracker
	Out io.Writer
}

// Open shows the incident that would be opened. It returns a page without a Ref.
func (d DryRun) Open(_ context.Context, draft incident.Draft) (incident.Page, bool, error) {
	fmt.Fprintf(d.Out, "Would open in %s: %s\n", d.Name(), draft.Title)
	fmt.Fprintf(d.Out, "labels: %s\n", strings.Join(draft.Labels, ", "))
	if len(draft.Assignees) > 0 {
		fmt.Fprintf(d.Out, "assignees: %s\n", strings.Join(draft.Assignees, ", "))
	}
	fmt.Fprintf(d.Out, "\n%s\n\n", strings.TrimRight(draft.Body, "\n"))
	return incident.Page{Key: draft.Key, Aliases: draft.Aliases, Kind: draft.Kind, Title: draft.Title}, true, nil
}

// Spare is the tracker's: what would be sent is to be what is sent.
func (d DryRun) Spare(labels []string) int {
	if t, ok := d.Tracker.(Thrifty); ok {
		return t.Spare(labels)
	}
	return math.MaxInt
}

// Stray is the tracker's, for the same reason.
func (d DryRun) Stray(ctx context.Context, draft incident.Draft) (incident.Page, bool, error) {
	if t, ok := d.Tracker.(Strayer); ok {
		return t.Stray(ctx, draft)
	}
	return incident.Page{}, false, nil
}

// SetStatus shows the status text that would be kept.
func (d DryRun) SetStatus(_ context.Context, ref, text string) error {
	return d.say("Would set the status of "+ref+" to:", text)
}

// Comment shows the comment that would be added.
func (d DryRun) Comment(_ context.Context, ref, _, body string) error {
	return d.say("Would comment on "+ref+":", body)
}

// Label shows the labels that would change.
func (d DryRun) Label(_ context.Context, ref string, add, remove []string) error {
	return d.say("Would change the labels of "+ref+":", labels(add, remove))
}

// Close shows that the incident would be closed.
func (d DryRun) Close(_ context.Context, ref, comment, reason string) error {
	return d.say("Would close "+ref+" as "+strings.ReplaceAll(reason, "_", " ")+":", comment)
}

// Reopen shows that the incident would be opened again.
func (d DryRun) Reopen(_ context.Context, ref, _, comment string) error {
	return d.say("Would open "+ref+" again:", comment)
}

// React writes nothing: the comment or change it belongs to is shown.
func (d DryRun) React(context.Context, int64, string) error { return nil }

// CreateMeasure shows the issue that a measure would become; it returns no reference.
func (d DryRun) CreateMeasure(_ context.Context, ref, _ string, m incident.Measure, body string) (string, error) {
	if _, ok := d.Tracker.(Promoter); !ok {
		return "", nil
	}
	return "", d.say(fmt.Sprintf("Would make an issue of measure %d of %s:", m.N, ref), body)
}

// Assign shows who would be assigned.
func (d DryRun) Assign(_ context.Context, ref string, logins []string) error {
	return d.say("Would assign "+ref+" to:", strings.Join(logins, ", "))
}

func (d DryRun) say(what, text string) error {
	_, err := fmt.Fprintf(d.Out, "%s\n\n%s\n\n", what, strings.TrimRight(text, "\n"))
	return err
}

// labels says which labels come and which go: a name may hold a colon or a comma of its own.
func labels(add, remove []string) string {
	var out []string
	for _, name := range add {
		out = append(out, "add the label “"+name+"”")
	}
	for _, name := range remove {
		out = append(out, "remove the label “"+name+"”")
	}
	return strings.Join(out, "\n")
}

// inOutbox stands for the reference of a page that a dry run would make of what waits in the outbox.
const inOutbox = "in the outbox"

// waiting shows what waits in the outbox as it would be sent, and returns the pages that would come of it.
func (d DryRun) waiting(entries []Entry) (m mail, err error) {
	for _, entry := range entries {
		if _, err := fmt.Fprintln(d.Out, "This waits in the outbox since "+entry.At.UTC().Format(time.DateOnly)+", and is sent first unless it arrived after all."); err != nil {
			return m, err
		}
		var a openAction
		var c courtesyComment
		switch {
		case entry.Action == actionOpen && json.Unmarshal(entry.Payload, &a) == nil:
			page, _, err := d.Open(context.Background(), a.Draft)
			if err != nil {
				return m, err
			}
			page.Ref = inOutbox
			m.sent = append(m.sent, letter{Entry: entry, page: page})
		case entry.Action == actionCourtesy && json.Unmarshal(entry.Payload, &c) == nil:
			if err := d.say(fmt.Sprintf("Would comment on the pull request #%d:", c.Pull), c.Body); err != nil {
				return m, err
			}
		}
	}
	return m, nil
}

// ReadOnlyOutbox is the outbox of a dry run: what waits in it stays, and nothing is put there.
type ReadOnlyOutbox struct{ Outbox }

// Enqueue keeps nothing.
func (ReadOnlyOutbox) Enqueue(Entry) error { return nil }

// Done takes nothing out.
func (ReadOnlyOutbox) Done(string) error { return nil }

// ReadOnly is the memory of a dry run: it is asked, and learns nothing.
type ReadOnly struct{ Memory }

// PutCache keeps nothing.
func (ReadOnly) PutCache(string, []byte) error { return nil }

// TidyCache removes nothing.
func (ReadOnly) TidyCache(func(string) bool) error { return nil }
