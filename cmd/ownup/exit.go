package main

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Exit codes, as docs/usage.md lists them.
const (
	exitDone   = 0
	exitFailed = 1 // also where what was named is not there
	exitUsage  = 2 // the form of a flag or an argument is wrong, or the configuration
	exitFound  = 3 // with --exit-code: something was found
	exitAuth   = 4 // no token, or it is refused
	exitSome   = 8 // some of several failed; the rest was done

	exitSignal = 128 // and the signal's number: 130 after Ctrl-C, 143 after SIGTERM
)

var (
	errFound = errors.New("found")                  // asked for by --exit-code; prints nothing
	errSome  = errors.New("some of several failed") // wrapped by someError, which says what
	errSaid  = errors.New("said already")           // failed, and the sentence is on stderr
)

// usageError marks what the command line itself got wrong.
type usageError struct{ error }

func isUsage(err error) bool {
	_, ok := errors.AsType[usageError](err)
	return ok
}

// stopped is why a run ends that a signal has cancelled.
type stopped struct{ signal os.Signal }

func (s stopped) Error() string { return s.signal.String() }

func (s stopped) Is(target error) bool { return target == context.Canceled }

// exitCode turns an error into the one sentence for stderr and the code. It is the only table of its kind.
func exitCode(err error, stderr io.Writer, prefix string) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errFound):
		return exitFound
	case errors.Is(err, errSome):
		for _, line := range each(err) {
			_, _ = io.WriteString(stderr, prefix+line+"\n")
		}
		return exitSome
	case errors.Is(err, errSaid):
		return exitFailed
	case errors.Is(err, context.Canceled):
		_, _ = io.WriteString(stderr, prefix+"Stopped. What was finished until then is kept.\n")
		if by, ok := errors.AsType[stopped](err); ok {
			if n, ok := by.signal.(syscall.Signal); ok {
				return exitSignal + int(n)
			}
		}
		return exitFailed
	}
	_, _ = io.WriteString(stderr, prefix+sentence(err)+"\n")
	switch {
	case isUsage(err), incident.ProblemOf(err) == incident.Usage:
		return exitUsage
	case incident.ProblemOf(err) == incident.Auth:
		return exitAuth
	}
	return exitFailed
}

// sentence is an error on one line, ended as a sentence is.
func sentence(err error) string {
	var lines []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && !slices.Contains(lines, line) { // of several that failed alike
			lines = append(lines, line)
		}
	}
	text := strings.Join(lines, " ")
	if text == "" {
		text = "something went wrong that left no message"
	}
	if !strings.ContainsAny(text[len(text)-1:], ".!?") {
		text += "."
	}
	return text
}

// each is what several failures say, one sentence for all that failed alike.
func each(err error) (out []string) {
	for line := range strings.Lines(err.Error()) {
		if line = sentence(errors.New(line)); !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// some turns failures among several into the exit code for that; a single one keeps its own.
func some(failure error, of int) error {
	if _, blind := errors.AsType[flow.Blind](failure); blind || incident.ProblemOf(failure) == incident.Damaged {
		of = max(of, 2)
	}
	if failure == nil || of <= 1 {
		return failure
	}
	kind := incident.ProblemOf(failure)
	if kind == incident.Auth || kind == incident.Usage || errors.Is(failure, context.Canceled) {
		return failure
	}
	return someError{failure}
}

// rest is a failure after which the rest was done.
func rest(failure error) error { return some(failure, 2) }

// someError says that some of several failed.
type someError struct{ error }

func (s someError) Unwrap() []error { return []error{s.error, errSome} }

// unlessNotFound passes over that there is no such thing.
func unlessNotFound(err error) error {
	if incident.ProblemOf(err) == incident.NotFound {
		return nil
	}
	return err
}
