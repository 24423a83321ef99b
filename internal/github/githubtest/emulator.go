package githubtest

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// StartEmulator starts the GitHub emulator that nobody here wrote, with one repository, its owner and the accounts that
// the tokens act for, until the test ends. It returns the address of its REST API. Where the emulator or Node is
// missing the test is skipped, saying what to install.
func StartEmulator(t testing.TB, repo string, tokens map[string]string) string {
	t.Helper()
	script := Part(t, "emulate-0.11.2", "node_modules", "emulate", "dist", "index.js")
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is missing: install Node 20 or newer to run the third-party GitHub emulator")
	}
	seed := filepath.Join(t.TempDir(), "seed.yaml")
	owner, name, _ := strings.Cut(repo, "/")
	text, users := "tokens:\n", "{login: "+owner+"}"
	for token, login := range tokens {
		text += "  " + token + ": {login: " + login + ", scopes: [repo]}\n"
		if login != owner {
			users += ", {login: " + login + "}"
		}
	}
	text += "github:\n  users: [" + users + "]\n  repos: [{owner: " + owner + ", name: " + name + ", auto_init: true}]\n"
	if err := os.WriteFile(seed, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	cmd := exec.Command(node, script, "start", "--service", "github", "--port", port, "--seed", seed)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	// It prints its address once it listens.
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), ":"+port) {
			go func() { // the pipe must not fill up
				for lines.Scan() {
				}
			}()
			return "http://127.0.0.1:" + port
		}
	}
	t.Fatalf("the emulator ended before it listened:\n%s", said.String())
	return ""
}

func freePort(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}
