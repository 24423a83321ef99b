package main

import (
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/term"
)

// TestProgressLeaves holds that no line that shows how far work has come stays on the screen, nor has anything else
// behind it, on a terminal where a second goes by whenever somebody looks at the clock.
func TestProgressLeaves(t *testing.T) {
	g := gittest.New(t)
	for _, name := range []string{"one", "two", "three"} {
		bad := g.Commit("change "+name, gittest.Files{name + ".txt": strings.Repeat("a line of "+name+"\n", 9)})
		g.Commit("between", gittest.Files{"other.txt": name})
		g.Revert(bad)
	}
	now, shown := g.Now().Add(time.Hour), false
	for _, verb := range []string{"scan", "sweep --dry-run", "sweep", "status", "sync --dry-run", "sync", "report", "status --json"} {
		var screen strings.Builder
		code := run(t.Context(), world{
			args: append([]string{"-C", g.Dir}, strings.Fields(verb)...), env: func(string) string { return "" },
			io:  term.Fake(strings.NewReader(""), &screen, &screen, term.Facts{OutTerminal: true, ErrTerminal: true}),
			now: func() time.Time { now = now.Add(time.Second); return now },
		})
		if code != exitDone {
			t.Fatalf("%s ended with %d: %s", verb, code, screen.String())
		}
		shown = shown || strings.Contains(screen.String(), "incidents: ")
		for line := range strings.Lines(screen.String()) {
			if left := line[strings.LastIndex(line, "\x1b[2K")+1:]; strings.Contains(left, " % (") {
				t.Errorf("%s leaves %q", verb, left)
			}
		}
	}
	if !shown {
		t.Error("no progress was ever shown")
	}
}
