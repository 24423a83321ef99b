package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/term"
)

func TestExitCode(t *testing.T) {
	problem := func(k incident.ProblemKind) error { return &incident.Problem{Kind: k, Sentence: "It is so."} }
	for _, test := range []struct {
		err  error
		code int
		said string
	}{
		{nil, exitDone, ""},
		{errFound, exitFound, ""},
		{usageError{errors.New("no such flag")}, exitUsage, "ownup x: no such flag.\n"},
		{problem(incident.Usage), exitUsage, "ownup x: It is so.\n"},
		{fmt.Errorf("#1: %w", problem(incident.Auth)), exitAuth, "ownup x: #1: It is so.\n"},
		{problem(incident.NotFound), exitFailed, "ownup x: It is so.\n"},
		{errors.New("two\nlines"), exitFailed, "ownup x: two lines.\n"},
		{errors.Join(problem(incident.Auth), problem(incident.Auth)), exitAuth, "ownup x: It is so.\n"},
		{some(errors.Join(problem(incident.Gone), errors.New("#2: no"), problem(incident.Gone)), 3), exitSome, "ownup x: It is so.\nownup x: #2: no.\n"},
		{context.Canceled, exitFailed, "ownup x: Stopped. What was finished until then is kept.\n"},
		{stopped{os.Interrupt}, 130, "ownup x: Stopped. What was finished until then is kept.\n"},
		{some(fmt.Errorf("#1: %w", stopped{syscall.SIGTERM}), 3), 143, "ownup x: Stopped. What was finished until then is kept.\n"},
		{some(errors.Join(errors.New("#1: no"), errors.New("#2: neither")), 3), exitSome, "ownup x: #1: no.\nownup x: #2: neither.\n"},
		{some(problem(incident.Auth), 3), exitAuth, "ownup x: It is so.\n"},
		{some(problem(incident.Permission), 1), exitFailed, "ownup x: It is so.\n"},
		{some(problem(incident.Damaged), 0), exitSome, "ownup x: It is so.\n"},
		{some(nil, 3), exitDone, ""},
		{some(problem(incident.Usage), 3), exitUsage, "ownup x: It is so.\n"},
		{errors.New("What now?"), exitFailed, "ownup x: What now?\n"},
		{errors.New(""), exitFailed, "ownup x: something went wrong that left no message.\n"},
		{unlessNotFound(problem(incident.NotFound)), exitDone, ""},
		{unlessNotFound(problem(incident.Gone)), exitFailed, "ownup x: It is so.\n"},
	} {
		var said strings.Builder
		if code := exitCode(test.err, &said, "ownup x: "); code != test.code || said.String() != test.said {
			t.Errorf("%v: code %d and %q, not %d and %q", test.err, code, said.String(), test.code, test.said)
		}
	}
}

// full takes nothing, as a full disk does.
type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWhatCouldNotBePrintedIsNoSuccess(t *testing.T) {
	t.Parallel()
	history := gittest.New(t)
	history.Revert(history.Commit("a change", gittest.Files{"f.txt": "a line\n"}))
	for line, want := range map[string]int{
		"--help": exitFailed, "help scan": exitFailed, "scan": exitFailed, "scan --exit-code": exitFailed, "trace HEAD": exitFailed,
		"status": exitDone, "doctor": exitFailed, "config": exitFailed, "hook status": exitFailed, "lint": exitFailed, "version": exitFailed,
		"message HEAD": exitFailed, "sweep --dry-run": exitFailed, "completion bash": exitFailed, "hook run post-commit": exitDone,
	} {
		var said strings.Builder
		streams := term.Fake(strings.NewReader("You should have known."), full{}, &said, term.Facts{})
		code := run(t.Context(), world{
			args: append([]string{"-C", history.Dir}, strings.Fields(line)...), io: streams, now: history.Now,
			env: func(string) string { return "" },
		})
		if code != want || want == exitFailed && strings.Count(said.String(), "no space left on device") != 1 {
			t.Errorf("ownup %s: exit code %d, want %d: %s", line, code, want, said.String())
		}
	}
}

// someoneWaits is a standard input at which nobody types, until they have had enough.
type someoneWaits struct {
	leave   context.CancelFunc
	forever chan struct{}
}

func (s someoneWaits) Read([]byte) (int, error) {
	s.leave()
	<-s.forever
	return 0, io.EOF
}

func TestCtrlCEndsWaitingForInput(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(t.Context())
	in := someoneWaits{leave, make(chan struct{})}
	defer close(in.forever)
	var said strings.Builder
	code := run(ctx, world{
		args: []string{"lint"}, io: term.Fake(in, &said, &said, term.Facts{}), now: time.Now, env: func(string) string { return "" },
	})
	if want := "ownup lint: Stopped. What was finished until then is kept.\n"; code != exitFailed || said.String() != want {
		t.Errorf("%d: %q", code, said.String())
	}
}

// TestSignals holds what the real program ends with once it listens to signals, which it does when it reads its input.
func TestSignals(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows sends no signals; run this on Linux or macOS")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	blaming := filepath.Join(t.TempDir(), "blaming.md")
	if err := os.WriteFile(blaming, []byte("You should have known.\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for sig, want := range map[os.Signal]int{os.Interrupt: 130, syscall.SIGTERM: 143} {
		var said strings.Builder
		cmd := exec.Command(self, "lint", blaming, "-")
		cmd.Args[0], cmd.Stderr = "ownup", &said // TestMain runs the program under this name
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err == nil {
			err = cmd.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		_, unread := out.Read(make([]byte, 1)) // until it is at work
		if err := cmp.Or(unread, cmd.Process.Signal(sig)); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		_ = in.Close()
		if code := cmd.ProcessState.ExitCode(); code != want || !strings.Contains(said.String(), "Stopped.") {
			t.Errorf("%v: exit code %d, want %d: %s", sig, code, want, said.String())
		}
	}
}
