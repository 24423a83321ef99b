// Package disk writes files whole or not at all, so that a full disk, a kill -9 or a second run of ownup leaves
// either what stood before or what was meant, never half of it.
//
// It is what ledger, local and hook share. They serialise their writers with Lock; readers need no lock.
package disk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Step is one thing done to the file system, by name, as a Disk's Fail sees it.
type Step string

// The steps a write is made of.
const (
	StepMkdir    Step = "mkdir"
	StepOpen     Step = "open"
	StepWrite    Step = "write"
	StepSync     Step = "sync"
	StepTruncate Step = "truncate"
	StepRename   Step = "rename"
	StepLink     Step = "link"
)

// Disk writes to the file system. The zero value is the real one.
type Disk struct {
	// Fail, where set, is asked before every step; an error it returns is what the step ends with. A failing write
	// still writes half of its bytes, as a disk that fills up does. Tests use it to fail a write at each of its points.
	Fail func(step Step, path string) error
}

func (d *Disk) check(step Step, path string) error {
	if d == nil || d.Fail == nil {
		return nil
	}
	if err := d.Fail(step, path); err != nil {
		return &fs.PathError{Op: string(step), Path: path, Err: err}
	}
	return nil
}

// Mkdir makes a folder and those above it; one that stands already is no error.
func (d *Disk) Mkdir(dir string) error {
	if info, err := os.Stat(dir); err == nil && info.IsDir() {
		return nil
	}
	if err := d.check(StepMkdir, dir); err != nil {
		return err
	}
	return os.MkdirAll(dir, 0o777)
}

// Replace puts data at path in one step: a reader sees the old content or the new.
func (d *Disk) Replace(path string, data []byte, mode fs.FileMode) error {
	return d.replace(path, data, mode, true)
}

// ReplaceSoon does so without waiting for the disk. A loss of power may leave anything at path: it is for what carries
// a checksum and can be had again.
func (d *Disk) ReplaceSoon(path string, data []byte, mode fs.FileMode) error {
	return d.replace(path, data, mode, false)
}

func (d *Disk) replace(path string, data []byte, mode fs.FileMode, durable bool) error {
	temp, err := d.temp(path, data, mode, durable)
	if err != nil {
		return err
	}
	if err := d.Rename(temp, path); err != nil {
		_ = os.Remove(temp)
		return err
	}
	return nil
}

// Create puts data at path in one step, and fails with fs.ErrExist where something stands there already.
func (d *Disk) Create(path string, data []byte, mode fs.FileMode) error {
	temp, err := d.temp(path, data, mode, true)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp) }()
	if err := d.check(StepLink, path); err != nil {
		return err
	}
	err = os.Link(temp, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without hard links (FAT, some network shares). Callers hold their lock, so that nobody of ours
	// comes between.
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	return d.Rename(temp, path)
}

// Rename moves a file, over another one where it must.
func (d *Disk) Rename(from, to string) error {
	if err := d.check(StepRename, to); err != nil {
		return err
	}
	return os.Rename(from, to)
}

const tempPrefix, tempSuffix = ".ownup-", ".tmp"

// temp writes data to a new file beside path, and where it must be durable down to the platter.
func (d *Disk) temp(path string, data []byte, mode fs.FileMode, durable bool) (name string, err error) {
	if err := d.check(StepOpen, path); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(filepath.Dir(path), tempPrefix+"*"+tempSuffix)
	if err != nil {
		return "", err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if err := d.write(f, data); err != nil {
		return "", err
	}
	if err := f.Chmod(mode); err != nil {
		return "", err
	}
	if durable {
		err = d.sync(f)
	}
	return f.Name(), err
}

// Leftovers removes the temporary files that a killed run left in a folder. Call it with the folder's lock held.
func Leftovers(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), tempPrefix) && strings.HasSuffix(e.Name(), tempSuffix) {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

func (d *Disk) write(f *os.File, data []byte) error {
	if err := d.check(StepWrite, f.Name()); err != nil {
		_, _ = f.Write(data[:len(data)/2])
		return err
	}
	_, err := f.Write(data)
	return err
}

func (d *Disk) sync(f *os.File) error {
	if err := d.check(StepSync, f.Name()); err != nil {
		return err
	}
	return f.Sync()
}

// Append adds lines to the end of a file of lines, all of them or none. A last line that a killed writer left
// unfinished is taken away first: it was never acknowledged. With durable, the lines outlive a loss of power too. The
// caller holds the lock of the file.
func (d *Disk) Append(path string, durable bool, lines ...[]byte) (err error) {
	if err := d.check(StepOpen, path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	end, err := d.wholeLines(f)
	if err != nil {
		return err
	}
	if _, err := f.Seek(end, io.SeekStart); err != nil {
		return err
	}
	block := append(bytes.Join(lines, []byte("\n")), '\n')
	err = d.write(f, block)
	if err == nil && durable {
		err = d.sync(f)
	}
	if err != nil {
		// Where even this fails, the next Append finds the unfinished line and takes it away; lines that did get whole
		// are repeated by whoever tries again, and every reader here drops repetitions.
		_ = d.cut(f, end, -1)
	}
	return err
}

// wholeLines cuts an unfinished last line off and returns the length of what is left.
func (d *Disk) wholeLines(f *os.File) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	size, buf := info.Size(), make([]byte, 4096)
	for end := size; end > 0; {
		start := max(0, end-int64(len(buf)))
		chunk := buf[:end-start]
		if _, err := f.ReadAt(chunk, start); err != nil {
			return 0, err
		}
		if i := bytes.LastIndexByte(chunk, '\n'); i >= 0 {
			whole := start + int64(i) + 1
			return whole, d.cut(f, whole, size)
		}
		end = start
	}
	return 0, d.cut(f, 0, size)
}

func (d *Disk) cut(f *os.File, whole, size int64) error {
	if whole == size {
		return nil
	}
	if err := d.check(StepTruncate, f.Name()); err != nil {
		return err
	}
	return f.Truncate(whole)
}

// Lines returns the whole lines of a file of lines; a file that is not there has none.
func Lines(path string) ([][]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, err
	}
	lines := bytes.Split(data, []byte("\n"))
	return lines[:len(lines)-1], nil // what follows the last newline is empty or unfinished
}

// Lock takes the lock file for this process and waits at most so long for another run to let go of it. It makes the
// folder of the lock file where that is missing.
func (d *Disk) Lock(ctx context.Context, path string, wait time.Duration) (release func(), err error) {
	if err := d.Mkdir(filepath.Dir(path)); err != nil {
		return nil, err
	}
	if err := d.check(StepOpen, path); err != nil {
		return nil, err
	}
	lock := flock.New(path, flock.SetPermissions(0o644))
	bounded, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	held, err := lock.TryLockContext(bounded, 5*time.Millisecond)
	switch {
	case ctx.Err() != nil && !held:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, &incident.Problem{
			Kind: incident.Unavailable, Err: err,
			Sentence: fmt.Sprintf("Another run of ownup has held %s for more than %s: try again when it is done.", path, wait),
		}
	case err != nil:
		return nil, err
	}
	return func() { _ = lock.Unlock() }, nil
}

// Problem says in one sentence why something could not be written or read, and what to do. What names what was being
// done: "remember this finding in /path". An error that is a Problem already is passed on.
func Problem(what string, err error) error {
	if err == nil {
		return nil
	}
	if _, known := errors.AsType[*incident.Problem](err); known || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &incident.Problem{Kind: incident.Failed, Sentence: fmt.Sprintf("Could not %s: %s.", what, why(what, err)), Err: err}
}

// why is the cause of an error, with what to do; it names the path at fault where what does not end in it.
func why(what string, err error) string {
	path := ""
	file, ofFile := errors.AsType[*fs.PathError](err)
	if ofFile && !strings.HasSuffix(what, file.Path) {
		path = file.Path
	}
	rename, ofRename := errors.AsType[*os.LinkError](err)
	if ofRename {
		path = rename.New
		if info, err := os.Stat(path); err == nil && info.IsDir() { // systems have different errors for it
			return path + aFolder
		}
	}
	switch {
	case isFull(err):
		return "the disk is full; make room and run it again"
	case isReadOnly(err):
		return "the file system is read-only; run it where the repository may be written to"
	case errors.Is(err, fs.ErrPermission):
		return "permission is missing; check who owns the folder"
	case errors.Is(err, syscall.EISDIR):
		return cmp.Or(path, "it") + aFolder
	case errors.Is(err, syscall.ENOTDIR):
		return "a file stands in the way of " + cmp.Or(path, "it") + "; move that file away and run it again"
	case ofFile && path == "":
		return file.Err.Error()
	}
	return err.Error()
}

const aFolder = " is a folder, where a file belongs; move it away and run it again"
