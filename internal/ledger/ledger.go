// Package ledger is this machine's memory of a repository, in the folder ownup of the git common directory: findings
// that a hook recorded, actions that could not be sent yet, cached answers. It is a cache and an outbox, never the
// truth: all of it may be deleted at the cost of a slower next run and of what was still waiting in the outbox.
//
// Files, all made when first written:
//
//	findings.jsonl   one incident.Finding a line, oldest first
//	outbox.jsonl     one waiting action a line, and one line for each that has gone out
//	marks.json       small facts to go on from, by name
//	cache/NAME       a header line with format, length and checksum, then the bytes
//	answers/HASH     the same, for answers of a server
//	lock             held while one of these is written
//
// Every write is whole or not at all, and repeating one changes nothing.
package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/ownup-dev/ownup/internal/disk"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Folder is the ledger's name inside the git common directory.
const Folder = "ownup"

// lockWait bounds how long one write waits for another run; a write takes a millisecond or two.
const lockWait = 5 * time.Second

// Ledger is the memory of one repository. It may be used by several goroutines and several processes at once.
type Ledger struct {
	dir  string
	disk *disk.Disk
	wait time.Duration
}

// Open returns the ledger of the repository with this git common directory. Nothing is made on disk before something
// is written, so that reading verbs leave no trace.
func Open(commonDir string) (*Ledger, error) {
	if commonDir == "" {
		return nil, &incident.Problem{Kind: incident.NotFound, Sentence: "Not inside a git repository: there is no place for ownup's ledger."}
	}
	return &Ledger{dir: filepath.Join(commonDir, Folder), disk: &disk.Disk{}, wait: lockWait}, nil
}

// Dir is the folder the ledger lives in; it need not exist yet.
func (l *Ledger) Dir() string { return l.dir }

// WithFaults returns a ledger over the same folder whose file system fails where fail says so. It is for tests.
func (l *Ledger) WithFaults(fail func(step disk.Step, path string) error) *Ledger {
	return &Ledger{dir: l.dir, disk: &disk.Disk{Fail: fail}, wait: l.wait}
}

func (l *Ledger) path(name string) string { return filepath.Join(l.dir, name) }

// locked runs write while no other run of ownup writes to the ledger.
func (l *Ledger) locked(what string, write func() error) error {
	what += " in " + l.dir
	release, err := l.disk.Lock(context.Background(), l.path("lock"), l.wait)
	if err != nil {
		return disk.Problem(what, err)
	}
	defer release()
	return disk.Problem(what, write())
}

// readLines decodes the lines of a log. A line that is no JSON of the kind wanted is skipped: a loss of power can
// leave one, and one bad line must not hide the others.
func readLines[T any](l *Ledger, name string) ([]T, error) {
	lines, err := disk.Lines(l.path(name))
	if err != nil {
		return nil, disk.Problem("read "+l.path(name), err)
	}
	var all []T
	for _, line := range lines {
		var v T
		if len(bytes.TrimSpace(line)) == 0 || json.Unmarshal(line, &v) != nil {
			continue
		}
		all = append(all, v)
	}
	return all, nil
}

// appendLine adds one value to a log; the lock is held.
func (l *Ledger) appendLine(name string, durable bool, v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return l.disk.Append(l.path(name), durable, line)
}

const findingsFile = "findings.jsonl"

// Record keeps a finding, once per commit and kind, and says whether it was new. It does not wait for the disk: what a
// loss of power takes, the next sweep finds again in the history.
func (l *Ledger) Record(f incident.Finding) (added bool, err error) {
	if known, err := l.recorded(f); known || err != nil {
		return false, err
	}
	err = l.locked("remember the finding "+incident.Short(f.SHA), func() error {
		known, err := l.recorded(f)
		if known || err != nil {
			return err
		}
		added = true
		return l.appendLine(findingsFile, false, f)
	})
	return added && err == nil, err
}

func (l *Ledger) recorded(f incident.Finding) (bool, error) {
	all, err := l.Findings()
	for _, known := range all {
		if known.SHA == f.SHA && known.Kind == f.Kind {
			return true, err
		}
	}
	return false, err
}

// Findings returns what was recorded, oldest first, each commit once per kind.
func (l *Ledger) Findings() ([]incident.Finding, error) {
	all, err := readLines[incident.Finding](l, findingsFile)
	type id struct {
		sha  string
		kind incident.Kind
	}
	seen, kept := map[id]bool{}, all[:0]
	for _, f := range all {
		if k := (id{f.SHA, f.Kind}); f.SHA != "" && !seen[k] {
			seen[k] = true
			kept = append(kept, f)
		}
	}
	return kept, err
}

const marksFile = "marks.json"

// Mark returns the value that SetMark stored under a name: where to go on from, such as the tip of the last sweep.
func (l *Ledger) Mark(name string) (value string, ok bool) {
	value, ok = l.marks()[name]
	return value, ok
}

// SetMark stores a small value under a name.
func (l *Ledger) SetMark(name, value string) error {
	return l.locked("write "+marksFile, func() error {
		marks := l.marks()
		if old, ok := marks[name]; ok && old == value {
			return nil
		}
		marks[name] = value
		data, err := json.MarshalIndent(marks, "", "  ")
		if err != nil {
			return err
		}
		disk.Leftovers(l.dir)
		return l.disk.Replace(l.path(marksFile), append(data, '\n'), 0o644)
	})
}

// marks reads the marks; a file that cannot be read or is no JSON counts as none: the next run looks further back.
func (l *Ledger) marks() map[string]string {
	marks := map[string]string{}
	data, err := os.ReadFile(l.path(marksFile))
	if err != nil || json.Unmarshal(data, &marks) != nil || marks == nil {
		return map[string]string{}
	}
	return marks
}
