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

func TestLeftovers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "odd [name]")
	must(t, os.Mkdir(dir, 0o755))
	for _, name := range []string{".ownup-1.tmp", ".ownup-2.tmp", "r-1.md", ".ownup.yaml", "x.tmp"} {
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
	if diff := cmp.Diff([]string{".ownup.yaml", "r-1.md", "x.tmp"}, left); diff != "" {
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
	} {
		if got := Problem("keep it", &fs.PathError{Op: "write", Path: "/x", Err: cause}); !strings.HasSuffix(got.Error(), want) || !errors.Is(got, cause) {
			t.Errorf("%v: %v", cause, got)
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
