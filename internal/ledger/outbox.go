package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/ownup-dev/ownup/internal/disk"
)

const outboxFile = "outbox.jsonl"

// Entry is an action that could not be carried out yet.
type Entry struct {
	ID      string          `json:"id"`     // what is to be done once: the same work has the same ID, whoever asks for it
	Action  string          `json:"action"` // "open", "comment", … as the caller names it
	Payload json.RawMessage `json:"payload,omitempty"`
	Reason  string          `json:"reason"` // why it waits, one sentence without a token
	At      time.Time       `json:"at"`     // since when
	Tries   int             `json:"tries,omitempty"`
}

// outboxLine is a line of the outbox as stored: an entry, or the ID of one that is done.
type outboxLine struct {
	Entry
	Done string `json:"done,omitempty"`
}

// Enqueue keeps an action for a later run. Where the same ID is waiting already it keeps its place and its date, takes
// the new payload and reason, and counts one more try.
func (l *Ledger) Enqueue(e Entry) error {
	return l.locked("keep the action "+e.ID+" for later", func() error {
		waiting, _, err := l.outbox()
		if err != nil {
			return err
		}
		for _, w := range waiting {
			if w.ID == e.ID {
				e.At, e.Tries = w.At, w.Tries+1
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

// Done takes an entry out of the outbox: it has been carried out, or given up with the person's knowledge.
func (l *Ledger) Done(id string) error {
	return l.locked("take "+id+" out of the outbox", func() error {
		waiting, lines, err := l.outbox()
		if err != nil {
			return err
		}
		left := make([]Entry, 0, len(waiting))
		for _, w := range waiting {
			if w.ID != id {
				left = append(left, w)
			}
		}
		if len(left) == len(waiting) {
			return nil
		}
		if lines > compactAt && lines > 4*len(left) {
			return l.rewriteOutbox(left)
		}
		return l.appendLine(outboxFile, true, outboxLine{Done: id})
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
	at := map[string]int{}
	var all []*Entry
	for _, line := range log {
		switch i, known := at[line.ID]; {
		case line.Done != "":
			if i, ok := at[line.Done]; ok {
				all[i] = nil
				delete(at, line.Done)
			}
		case line.ID == "":
		case known:
			all[i] = &line.Entry
		default:
			at[line.ID] = len(all)
			all = append(all, &line.Entry)
		}
	}
	for _, e := range all {
		if e != nil {
			waiting = append(waiting, *e)
		}
	}
	return waiting, len(log), nil
}

const actionsFile = "actions.jsonl"

// Action is one action on the outside world: logged before it is begun and after it ended, so that a run that finds one begun and not
// ended looks at the tracker before it acts again.
type Action struct {
	ID      string    `json:"id"`
	Action  string    `json:"action"`
	Target  string    `json:"target,omitempty"` // key of the incident, or reference of the issue
	Begun   time.Time `json:"begun"`
	Ended   time.Time `json:"ended,omitzero"`
	Outcome string    `json:"outcome,omitempty"` // what came of it: a reference, or why it failed
}

// Begin logs that an action is about to be sent. It is on the platter when Begin returns.
func (l *Ledger) Begin(a Action) error {
	a.Ended, a.Outcome = time.Time{}, ""
	return l.locked("log the action "+a.ID, func() error {
		all, lines, err := l.actions()
		if err != nil {
			return err
		}
		if lines > compactActionsAt {
			if err := l.rewriteActions(all); err != nil {
				return err
			}
		}
		return l.appendLine(actionsFile, true, a)
	})
}

// End logs what came of an action that was begun.
func (l *Ledger) End(id, outcome string, at time.Time) error {
	return l.locked("log the end of "+id, func() error {
		all, _, err := l.actions()
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.ID == id && a.Ended.IsZero() {
				a.Ended, a.Outcome = at, outcome
				return l.appendLine(actionsFile, true, a)
			}
		}
		return nil
	})
}

// Actions returns the newest actions, oldest first, each with its end where it has one.
func (l *Ledger) Actions() ([]Action, error) {
	all, _, err := l.actions()
	return all, err
}

// Unfinished returns the actions that were begun and of which no end is known: a run was killed, or a response lost.
func (l *Ledger) Unfinished() ([]Action, error) {
	all, _, err := l.actions()
	var open []Action
	for _, a := range all {
		if a.Ended.IsZero() {
			open = append(open, a)
		}
	}
	return open, err
}

const (
	compactActionsAt = 4000 // lines
	keepActions      = 500  // ended ones kept when the log is shortened; unfinished ones always are
)

func (l *Ledger) actions() (all []Action, lines int, err error) {
	log, err := readLines[Action](l, actionsFile)
	if err != nil {
		return nil, 0, err
	}
	at := map[string]int{}
	for _, a := range log {
		if i, ok := at[a.ID]; ok {
			all[i] = a
		} else if a.ID != "" {
			at[a.ID] = len(all)
			all = append(all, a)
		}
	}
	return all, len(log), nil
}

func (l *Ledger) rewriteActions(all []Action) error {
	var buf bytes.Buffer
	for i, a := range all {
		if !a.Ended.IsZero() && i < len(all)-keepActions {
			continue
		}
		line, err := json.Marshal(a)
		if err != nil {
			return err
		}
		buf.Write(append(line, '\n'))
	}
	disk.Leftovers(l.dir)
	return l.disk.Replace(l.path(actionsFile), buf.Bytes(), 0o644)
}

// readFile reads a file of which there may be none.
func readFile(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}
