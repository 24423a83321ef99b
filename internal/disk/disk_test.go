package disk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCreateIsExclusive(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	var made atomic.Int32
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			switch err := new(Disk).Create(path, []byte(fmt.Sprint(i)), 0o644); {
			case err == nil:
				made.Add(1)
			case !errors.Is(err, fs.ErrExist):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	entries, err := os.ReadDir(dir)
	must(t, err)
	if made.Load() != 1 || len(entries) != 1 {
		t.Errorf("%d made it, the folder holds %v", made.Load(), entries)
	}
}

func TestAppendRepairs(t *testing.T) {
	long := strings.Repeat("y", 9000)
	for before, want := range map[string]string{
		"": "new\n", "a\n": "a\nnew\n", "a\ntorn": "a\nnew\n", "torn": "new\n",
		long: "new\n", long + "\n" + long: long + "\nnew\n", "a\n\n": "a\n\nnew\n",
	} {
		path := filepath.Join(t.TempDir(), "log")
		must(t, os.WriteFile(path, []byte(before), 0o644))
		must(t, new(Disk).Append(path, true, []byte("new")))
		got, err := os.ReadFile(path)
		must(t, err)
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAFailedWriteIsTakenBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	must(t, os.WriteFile(path, []byte("a\n"), 0o644))
	for _, at := range []Step{StepWrite, StepSync} {
		d := &Disk{Fail: func(step Step, _ string) error {
			if step == at {
				return syscall.ENOSPC
			}
			return nil
		}}
		if err := d.Append(path, true, []byte("one"), []byte("two")); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s: %v", at, err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != "a\n" {
			t.Errorf("%s: %q, %v", at, got, err)
		}
	}
}

// TestStepsOfAWrite holds what a loss of power can do: what must outlive it is on the platter before it takes its name.
func TestStepsOfAWrite(t *testing.T) {
	for name, c := range map[string]struct {
		write func(d *Disk, path string) error
		want  []Step
	}{
		"replace":      {func(d *Disk, path string) error { return d.Replace(path, []byte("x"), 0o644) }, []Step{StepOpen, StepWrite, StepSync, StepRename}},
		"replace soon": {func(d *Disk, path string) error { return d.ReplaceSoon(path, []byte("x"), 0o644) }, []Step{StepOpen, StepWrite, StepRename}},
		"create":       {func(d *Disk, path string) error { return d.Create(path, []byte("x"), 0o644) }, []Step{StepOpen, StepWrite, StepSync, StepLink}},
		"append":       {func(d *Disk, path string) error { return d.Append(path, true, []byte("x")) }, []Step{StepOpen, StepWrite, StepSync}},
		"append soon":  {func(d *Disk, path string) error { return d.Append(path, false, []byte("x")) }, []Step{StepOpen, StepWrite}},
	} {
		var got []Step
		d := &Disk{Fail: func(step Step, _ string) error { got = append(got, step); return nil }}
		must(t, c.write(d, filepath.Join(t.TempDir(), "f")))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestWhatTheSystemRefuses is that every step tells of what the system itself says, and leaves nothing beside.
func TestWhatTheSystemRefuses(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	must(t, os.Mkdir(at("folder"), 0o755))
	must(t, os.WriteFile(at("file"), nil, 0o644))
	d, data := new(Disk), []byte("x")
	lock := func(path string) error { _, err := d.Lock(t.Context(), path, time.Second); return err }
	for name, err := range map[string]error{
		"a folder where a file stands":      d.Mkdir(at("file")),
		"a folder below a file":             d.Mkdir(at("file/below")),
		"a file in no folder":               d.Replace(at("none/f"), data, 0o644),
		"a file for a folder":               d.Replace(at("folder"), data, 0o644),
		"a file for a folder, soon":         d.ReplaceSoon(at("folder"), data, 0o644),
		"a new file in no folder":           d.Create(at("none/f"), data, 0o644),
		"a new file where a folder stands":  d.Create(at("folder"), data, 0o644),
		"a line in no folder":               d.Append(at("none/f"), true, data),
		"a line of a folder":                d.Append(at("folder"), true, data),
		"a lock below a file":               lock(at("file/lock")),
		"a lock where a folder stands":      lock(at("folder")),
		"the lines of a folder":             func() error { _, err := Lines(at("folder")); return err }(),
		"another name for what isn't there": d.Rename(at("none"), at("other")),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	entries, err := os.ReadDir(dir)
	if must(t, err); len(entries) != 2 {
		t.Errorf("the folder holds %v", entries)
	}
}

// TestCreateWithoutLinks: where the system refuses the link, as it does on FAT, the file is renamed. A folder is what
// it refuses to link everywhere.
func TestCreateWithoutLinks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	d := &Disk{Fail: func(step Step, path string) error {
		if step == StepLink {
			temp, err := filepath.Glob(filepath.Join(filepath.Dir(path), tempPrefix+"*"))
			must(t, errors.Join(err, os.Remove(temp[0]), os.Mkdir(temp[0], 0o755)))
		}
		return nil
	}}
	must(t, d.Create(path, []byte("x"), 0o644))
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		t.Errorf("%v, %v", info, err)
	}
}

func TestLeftovers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "odd [name]")
	must(t, os.Mkdir(dir, 0o755))
	for _, name := range []string{".ownup-1.tmp", ".ownup-2.tmp", ".ownup-notes", "r-1.md", ".ownup.yaml", "x.tmp"} {
		must(t, os.WriteFile(filepath.Join(dir, name), nil, 0o644))
	}
	Leftovers(dir)
	Leftovers(filepath.Join(dir, "missing"))
	var left []string
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		left = append(left, e.Name())
	}
	if diff := cmp.Diff([]string{".ownup-notes", ".ownup.yaml", "r-1.md", "x.tmp"}, left); diff != "" {
		t.Error(diff)
	}
}

func TestLinesOfNothing(t *testing.T) {
	lines, err := Lines(filepath.Join(t.TempDir(), "none"))
	if err != nil || lines != nil {
		t.Errorf("%q, %v", lines, err)
	}
}

func TestLockWaitsAtMost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "lock")
	release, err := new(Disk).Lock(context.Background(), path, time.Second)
	must(t, err)
	_, err = new(Disk).Lock(context.Background(), path, 0)
	if incident.ProblemOf(err) != incident.Unavailable || !strings.Contains(err.Error(), path) {
		t.Errorf("%v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := new(Disk).Lock(gone, path, time.Second); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped while it waits: %v", err)
	}
	release()
	release, err = new(Disk).Lock(context.Background(), path, time.Second)
	must(t, err)
	release()
}

func TestProblem(t *testing.T) {
	known := &incident.Problem{Kind: incident.Unavailable, Sentence: "wait"}
	for cause, want := range map[error]string{
		syscall.ENOSPC:   "Could not keep it: the disk is full; make room and run it again.",
		syscall.EROFS:    "Could not keep it: the file system is read-only; run it where the repository may be written to.",
		syscall.EACCES:   "Could not keep it: permission is missing; check who owns the folder.",
		known:            "wait",
		context.Canceled: "context canceled",
		syscall.EDQUOT:   "Could not keep it: the disk is full; make room and run it again.",

		context.DeadlineExceeded: "context deadline exceeded",
	} {
		if got := Problem("keep it", &fs.PathError{Op: "write", Path: "/x", Err: cause}); !strings.HasSuffix(got.Error(), want) || !errors.Is(got, cause) {
			t.Errorf("%v: %v", cause, got)
		}
	}
	for _, c := range []struct {
		what  string
		cause error
		want  string
	}{
		{"keep it", syscall.EISDIR, "Could not keep it: /x is a folder, where a file belongs; move it away and run it again."},
		{"read /x", syscall.EISDIR, "Could not read /x: it is a folder, where a file belongs; move it away and run it again."},
		{"keep it", syscall.ENOTDIR, "Could not keep it: a file stands in the way of /x; move that file away and run it again."},
		{"read /x", syscall.ENOTDIR, "Could not read /x: a file stands in the way of it; move that file away and run it again."},
	} {
		if got := Problem(c.what, &fs.PathError{Op: "open", Path: "/x", Err: c.cause}).Error(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o777); err != nil {
		t.Fatal(err)
	}
	err := Problem("keep it", (&Disk{}).Replace(filepath.Join(dir, "folder"), nil, 0o644))
	if err == nil || !strings.HasSuffix(err.Error(), "folder is a folder, where a file belongs; move it away and run it again.") {
		t.Error(err)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, onto := range []string{file, filepath.Join(dir, "none")} {
		err := Problem("keep it", &os.LinkError{Op: "rename", Old: "/x", New: onto, Err: syscall.ENOSPC})
		if want := "Could not keep it: the disk is full; make room and run it again."; err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
	strange := &fs.PathError{Op: "open", Path: "/x", Err: errors.New("it is strange")}
	for what, want := range map[string]string{"keep it": "Could not keep it: open /x: it is strange.", "read /x": "Could not read /x: it is strange."} {
		if got := Problem(what, strange).Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if Problem("x", nil) != nil {
		t.Error("no error is a problem")
	}
}
