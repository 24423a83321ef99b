package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestNothingIsMadeAtTheStart holds that none of our packages compiles patterns, templates or tables before main
// begins: every verb and every commit's hook would wait for it. Bytes allocated are counted, since times are never the
// same; a pattern takes some 10 kB, and what our packages allocate for maps of words is far below the bound.
func TestNothingIsMadeAtTheStart(t *testing.T) {
	const most = 40 << 10
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var trace strings.Builder
	cmd := exec.Command(self, "version")
	cmd.Args[0] = "ownup" // TestMain runs the program under this name
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	cmd.Stderr = &trace
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, trace.String())
	}
	seen := 0
	for line := range strings.Lines(trace.String()) {
		var name string
		var at, took float64
		var bytes int
		n, _ := fmt.Sscanf(line, "init %s @%f ms, %f ms clock, %d bytes", &name, &at, &took, &bytes)
		if n != 4 || !strings.HasPrefix(name, "github.com/ownup-dev/ownup/internal/") || strings.HasSuffix(name, "test") {
			continue
		}
		seen++
		if bytes > most {
			t.Errorf("%s allocates %d bytes before main begins, over the %d: make it at its first use (internal/lazy)", name, bytes, most)
		}
	}
	if seen == 0 {
		t.Errorf("no package of ours in the trace: %s", trace.String())
	}
}
