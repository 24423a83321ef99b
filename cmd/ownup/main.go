// Command ownup turns a revert or hotfix into one incident with eight steps to own it, follows what corrects
// it, and writes the weekly review.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/ownup-dev/ownup/internal/term"
)

func main() { os.Exit(program()) }

// program is main with a return value, so that tests can run the real binary inside their own process table.
func program() int {
	collectLater()
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		sig := <-signals
		signal.Stop(signals) // a second Ctrl-C ends the program at once, whatever it waits for
		stop(stopped{sig})
	}()
	return run(ctx, world{
		args: os.Args[1:], io: term.System(os.Getenv), env: os.Getenv, now: clock(os.Getenv),
	})
}

// collectLater lets the heap grow to 32 MB before anything of it is collected, which then goes on as Go does by itself.
// Most verbs are done by then; the first collections, at 4 MB and soon after, took a fifth of their time.
func collectLater() {
	const usual, first = 100, 800 // percent
	debug.SetGCPercent(first)
	runtime.AddCleanup(new([16]byte), func(percent int) { debug.SetGCPercent(percent) }, usual)
}

// clock is the wall clock, unless OWNUP_NOW holds a time in RFC 3339: then that one, always. Reports and tests can so
// be made again exactly as they were.
func clock(env func(string) string) func() time.Time {
	if fixed, err := time.Parse(time.RFC3339, env("OWNUP_NOW")); err == nil {
		return func() time.Time { return fixed }
	}
	return time.Now
}
