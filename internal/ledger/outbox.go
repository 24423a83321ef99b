package ledger

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/ownup-dev/ownup/internal/disk"
)

const outboxFile = "outbox.jsonl"

// Entry is an action that could not be carried out yet.
type Entry struct {
	ID      string          `json:"id"`     // what is to be done once: the same work has the same ID, whoever asks for it
	Action  string          `json:"action"` // "open", "comment", … as the caller names it
	Payload json.RawMessage `json:"payload,omitempty"`
	Reason  string          `json:"reason"`            // why it waits, one sentence without a token
	At      time.Time       `json:"at"`                // since when
	Tracker string          `json:"tracker,omitempty"` // where it belongs; empty in what older versions wrote: wherever incidents are kept
}

// For reports whether the entry belongs to a tracker.
func (e Entry) For(tracker string) bool { return e.Tracker == tracker || e.Tracker == "" }

// outboxLine is a line of the outbox as stored: an entry, or the ID of one that is done, with its tracker.
type outboxLine struct {
	Entry
	Done string `json:"done,omitempty"`
}

// Enqueue keeps an action for a later run. Where the same ID is waiting for the same tracker already it keeps its place
// and its date, and takes the new payload and reason.
func (l *Ledger) Enqueue(e Entry) error {
	return l.locked("keep the action "+e.ID+" for later", func() error {
		waiting, _, err := l.outbox()
		if err != nil {
			return err
		}
		for _, w := range waiting {
			if w.ID == e.ID && w.For(e.Tracker) {
				e.At = w.At
				break
			}
		}
		return l.appendLine(outboxFile, true, outboxLine{Entry: e})
	})
}

// Pending returns what waits, in the order in which it was first enqueued.
func (l *Ledger) Pending() ([]Entry, error) {
	waiting, _, err := l.outbox()
	return waiting, err
}

// Done takes an entry of a tracker out of the outbox: it has been carried out, or given up with the person's knowledge.
func (l *Ledger) Done(id, tracker string) error {
	return l.locked("take "+id+" out of the outbox", func() error {
		waiting, lines, err := l.outbox()
		if err != nil {
			return err
		}
		left := make([]Entry, 0, len(waiting))
		for _, w := range waiting {
			if w.ID != id || !w.For(tracker) {
				left = append(left, w)
			}
		}
		if len(left) == len(waiting) {
			return nil
		}
		if lines > compactAt && lines > 4*len(left) {
			return l.rewriteOutbox(left)
		}
		return l.appendLine(outboxFile, true, outboxLine{Entry: Entry{Tracker: tracker}, Done: id})
	})
}

// compactAt is how many lines the outbox may have before those done are dropped from it.
const compactAt = 200

func (l *Ledger) rewriteOutbox(left []Entry) error {
	var buf bytes.Buffer
	for _, e := range left {
		line, err := json.Marshal(outboxLine{Entry: e})
		if err != nil {
			return err
		}
		buf.Write(append(line, '\n'))
	}
	disk.Leftovers(l.dir)
	return l.disk.Replace(l.path(outboxFile), buf.Bytes(), 0o644)
}

// outbox replays the log: what waits, and how many lines it took to say so.
func (l *Ledger) outbox() (waiting []Entry, lines int, err error) {
	log, err := readLines[outboxLine](l, outboxFile)
	if err != nil {
		return nil, 0, err
	}
	for _, line := range log {
		id := line.ID
		if line.Done != "" {
			id = line.Done
		}
		same := func(w Entry) bool { return w.ID == id && w.For(line.Tracker) }
		switch i := slices.IndexFunc(waiting, same); {
		case line.Done != "":
			waiting = slices.DeleteFunc(waiting, same)
		case id == "":
		case i >= 0:
			waiting[i] = line.Entry
		default:
			waiting = append(waiting, line.Entry)
		}
	}
	return waiting, len(log), nil
}
