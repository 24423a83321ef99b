package local

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

const itself = "---\nkey: r-0123\naliases: [r-ffff]\nstate: open\n---\n# T\n"

func put(t *testing.T, tr *Tracker, name, text string) {
	t.Helper()
	must(t, os.MkdirAll(tr.dir, 0o755))
	must(t, os.WriteFile(filepath.Join(tr.dir, name), []byte(text), 0o644))
}

// TestARenamedFileIsItsIncident is that a file is the incident that it says it is, however it is called, and that no
// second one is opened.
func TestARenamedFileIsItsIncident(t *testing.T) {
	for _, name := range []string{"2026-three.md", "Ausfall vom 3. März.md", "r-9999.md", "r-0123.md"} {
		for what, text := range map[string]string{
			"field":  itself,
			"quoted": "---\r\nkey: \"r-0123\"  # ours\r\naliases: [r-ffff]\r\nstate: open\r\n---\r\n# T\r\n",
			"marker": "---\naliases: [r-ffff]\nstate: open\n---\n# T\n<!-- ownup:v1 key=r-0123 aliases=r-ffff -->\n",
		} {
			tr, ctx := newTracker(t), t.Context()
			put(t, tr, name, text)
			pages, err := tr.List(ctx)
			if err != nil || len(pages) != 1 || pages[0].Key != "r-0123" || pages[0].Ref != "r-0123" || filepath.Base(pages[0].URL) != name {
				t.Errorf("%s, %s: %+v, %v", name, what, pages, err)
			}
			for _, d := range []incident.Draft{draft("r-0123"), draft("r-ffff"), draft("r-aaaa", "r-0123")} {
				if p, made, err := tr.Open(ctx, d); made || err != nil || p.Key != "r-0123" {
					t.Errorf("%s, %s: opening %s made %v: %+v, %v", name, what, d.Key, made, p, err)
				}
			}
			for _, ref := range []string{"r-0123", "r-ffff", filepath.Join(tr.dir, name)} {
				must(t, tr.SetStatus(ctx, ref, "said to "+ref))
				if p, err := tr.Read(ctx, ref); err != nil || p.Status != "said to "+ref {
					t.Errorf("%s, %s, by %s: %+v, %v", name, what, ref, p, err)
				}
			}
			if len(snapshot(t, tr)) != 1 {
				t.Errorf("%s, %s: the folder holds %v", name, what, snapshot(t, tr))
			}
		}
	}
}

// TestABrokenFileIsNotOpenedAgain is that whose incident a file is can be told though it can't be read, by its name or
// by what it holds.
func TestABrokenFileIsNotOpenedAgain(t *testing.T) {
	for name, text := range map[string]string{
		"r-0123.md":  "",
		"renamed.md": strings.Replace(itself, "state: open", "state: opn", 1),
		"r-ffff.md":  strings.Replace(itself, "state: open", "<<<<<<<", 1),
		"r-9999.md":  strings.Replace(itself, "[r-ffff]", "[r-0123", 1),
	} {
		tr := newTracker(t)
		put(t, tr, name, text)
		before := snapshot(t, tr)
		_, made, err := tr.Open(t.Context(), draft("r-0123"))
		if made || incident.ProblemOf(err) != incident.Damaged || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: made %v, %v", name, made, err)
		}
		if pages, err := tr.List(t.Context()); len(pages) != 0 || err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: lists %+v, %v", name, pages, err)
		}
		if diff := cmp.Diff(before, snapshot(t, tr)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if _, made, err := tr.Open(t.Context(), draft("r-5678")); !made || err != nil {
			t.Errorf("%s: another was not opened: %v", name, err)
		}
	}
}

// TestCommitted is which files of a commit are incidents, and of which key; what can't be read is open, as far as anybody
// knows.
func TestCommitted(t *testing.T) {
	closed := strings.Replace(itself, "state: open", "state: closed", 1)
	for _, c := range []struct {
		name, text, key string
		state           incident.PageState
	}{
		{"r-0123.md", closed, "r-0123", incident.PageClosed},
		{"renamed.md", closed, "r-0123", incident.PageClosed},
		{"r-9999.md", strings.Replace(closed, "key: r-0123\n", "", 1), "r-9999", incident.PageClosed},
		{"renamed.md", strings.Replace(closed, "state:", "<<<<<<<", 1), "r-0123", incident.PageOpen},
		{"r-9999.md", "<<<<<<<", "r-9999", incident.PageOpen},
		{"README.md", "# Incidents\n", "", ""},
		{"r-0123.txt", itself, "", ""},
	} {
		if p, ok := Committed(c.name, c.text); ok != (c.key != "") || p.Key != c.key || p.State != c.state {
			t.Errorf("%s: %v, %+v", c.name, ok, p)
		}
	}
}

// TestTwoFilesOfOneKey is that of a file and its copy one is followed, the one that is called by the key, and the other
// named.
func TestTwoFilesOfOneKey(t *testing.T) {
	for _, copied := range []string{"a copy.md", "z.md", "r-0000.md"} {
		tr, ctx := newTracker(t), t.Context()
		put(t, tr, "r-0123.md", itself)
		put(t, tr, copied, itself)
		must(t, tr.SetStatus(ctx, "r-0123", "new"))
		pages, err := tr.List(ctx)
		if len(pages) != 1 || pages[0].URL != tr.path("r-0123") || pages[0].Status != "new" {
			t.Errorf("%s: %+v", copied, pages)
		}
		want := filepath.Join(tr.dir, copied) + " carries the key r-0123, as " + tr.path("r-0123") + " does, and was left out: remove one of the two."
		if incident.ProblemOf(err) != incident.Damaged || err.Error() != want {
			t.Errorf("%v", err)
		}
	}
}

// TestSomethingElseInThePlaceOfAnIncident is that what is called as an incident's file would be is named, with what to
// do.
func TestSomethingElseInThePlaceOfAnIncident(t *testing.T) {
	for want, place := range map[string]func(tr *Tracker) error{
		"it is a symbolic link, and none is followed here; put the file itself in its place, or remove the link": func(tr *Tracker) error {
			put(t, tr, "../elsewhere.md", itself)
			return os.Symlink("../elsewhere.md", tr.path("r-0123"))
		},
		"The incident r-0123 can't be opened, as something else is called": func(tr *Tracker) error {
			return os.MkdirAll(tr.path("r-0123"), 0o755)
		},
		"give that another name": func(tr *Tracker) error {
			put(t, tr, "r-0123.md", strings.Replace(itself, "r-0123", "r-5678", 1))
			return nil
		},
	} {
		tr := newTracker(t)
		must(t, os.MkdirAll(tr.dir, 0o755))
		must(t, place(tr))
		_, made, err := tr.Open(t.Context(), draft("r-0123"))
		if made || incident.ProblemOf(err) != incident.Damaged || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), tr.path("r-0123")) {
			t.Errorf("made %v, %v", made, err)
		}
	}
}
