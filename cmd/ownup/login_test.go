package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// TestHangingGH is that a gh that waits for somebody to unlock the keyring holds nothing up for long.
func TestHangingGH(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the gh of this test is a shell script: run it on Linux or macOS")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "gh"), []byte("#!/bin/sh\nexec tail -f /dev/null\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	began := time.Now()
	if token := askGH("github.com", 50*time.Millisecond); token != "" || time.Since(began) > time.Minute {
		t.Errorf("%q after %v", token.Reveal(), time.Since(began))
	}
}
