package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/event"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/term"
)

// TestRecognise is what a merged pull request is by its title and its branch; what its repository is called says
// nothing.
func TestRecognise(t *testing.T) {
	for _, c := range []struct {
		title, repo, branch string
		want                incident.Kind
	}{
		{"Add a thing", "octo/hello", "thing", ""},
		{`Revert "Add a thing"`, "octo/hello", "thing", incident.Revert},
		{"Repair it", "octo/hello", "hotfix/x", incident.Hotfix},
		{"Repair it", "bob/hello", "revert-6-thing", incident.Revert},
		{"Repair it", "", "hotfix/x", incident.Hotfix}, // its repository is gone
		{"Add a thing", "octo/hotfix", "thing", ""},
		{"Add a thing", "bob/revert-6-thing", "thing", ""},
		{`Reapply "Add a thing"`, "octo/hello", "thing", ""},
	} {
		got, ok := recognise(event.Pull{Number: 7, Title: c.title, HeadRepo: c.repo, HeadRef: c.branch}, detect.Options{})
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%q from %s/%s: %q, %v, want %q", c.title, c.repo, c.branch, got, ok, c.want)
		}
	}
}

// TestDeepenAfterCheckout is that the rest of a shallow history is asked for with one header: actions/checkout leaves
// another behind, and GitHub answers two with 400. What the workflow sets of git's configuration stays.
func TestDeepenAfterCheckout(t *testing.T) {
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "http.userAgent")
	t.Setenv("GIT_CONFIG_VALUE_0", "hall/1")
	asked := make(chan []string, 8)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case asked <- append(r.Header.Values("Authorization"), r.UserAgent()):
		default: // the first is enough
		}
		w.WriteHeader(http.StatusBadRequest)
	}))
	defer server.Close()
	dir := t.TempDir()
	for _, args := range [][]string{
		{"init", "-q"},
		{"remote", "add", "origin", server.URL + "/octo/hello"},
		{"config", "http." + server.URL + "/.extraheader", "AUTHORIZATION: basic Y2hlY2tvdXQ="},
	} {
		if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	cmd := &cobra.Command{}
	cmd.SetContext(t.Context())
	run := &actionRun{cmd: cmd, cfg: config.Config{Token: "sesame"}}
	run.cfg.GitHub.ServerURL = server.URL
	if err := os.WriteFile(filepath.Join(dir, ".git", "shallow"), []byte("0123456789abcdef0123456789abcdef01234567\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run.deepen(dir); err == nil {
		t.Error("it was refused, and says nothing")
	}
	select {
	case got := <-asked:
		if want := []string{"basic eC1hY2Nlc3MtdG9rZW46c2VzYW1l", "hall/1"}; !slices.Equal(got, want) {
			t.Errorf("asked with %q, want %q", got, want)
		}
	default:
		t.Error("nothing was asked")
	}
}

func TestRecogniseGoesByTheTeamsBranches(t *testing.T) {
	var usual, own config.Config
	own.Hotfix.Branches = []string{"Urgent/*"}
	for _, c := range []struct {
		cfg    config.Config
		branch string
		want   incident.Kind
	}{
		{usual, "hotfix/empty-host", incident.Hotfix},
		{usual, "urgent/empty-host", ""},
		{own, "urgent/empty-host", incident.Hotfix},
		{own, "hotfix/empty-host", ""},
	} {
		p := event.Pull{Number: 7, Title: "An empty host means this machine", HeadRepo: "acme/app", HeadRef: c.branch}
		if kind, _ := recognise(p, wordings(c.cfg)); kind != c.want {
			t.Errorf("%s with %v: %q, want %q", c.branch, c.cfg.Hotfix.Branches, kind, c.want)
		}
	}
}

// The outputs are those of the incident that was opened, though something held is told after it.
func TestOutputs(t *testing.T) {
	opened, held := flow.Outcome{Result: flow.Opened, Ref: "#5", URL: "https://example.org/5"}, flow.Outcome{Result: flow.Held}
	for _, c := range []struct {
		outcomes               []flow.Outcome
		incident, url, verdict string
	}{
		{[]flow.Outcome{opened, held}, "5", "https://example.org/5", "open"},
		{[]flow.Outcome{held, opened}, "5", "https://example.org/5", "open"},
		{[]flow.Outcome{held, {Result: flow.Folded}}, "", "", "fold"},
	} {
		file := filepath.Join(t.TempDir(), "output")
		a := newApp(world{io: term.Fake(strings.NewReader(""), io.Discard, io.Discard, term.Facts{}), env: func(k string) string {
			return map[string]string{"GITHUB_OUTPUT": file}[k]
		}})
		r := &actionRun{app: a}
		if err := r.told(c.outcomes, nil); err != nil {
			t.Fatal(err)
		}
		if err := r.outputs(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Split(string(text), "\n"); len(lines) != 10 || lines[1] != c.incident || lines[4] != c.url || lines[7] != c.verdict {
			t.Errorf("%v: %q", c.outcomes, lines)
		}
	}
}
