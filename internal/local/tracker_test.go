package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/disk"
	"github.com/ownup-dev/ownup/internal/incident"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func newTracker(t *testing.T) *Tracker {
	t.Helper()
	dir := t.TempDir()
	return New(filepath.Join(dir, "incidents"), filepath.Join(dir, "lock"), func() time.Time { return noon })
}

// withFaults is a tracker over the same folder whose file system fails where fail says so.
func (t *Tracker) withFaults(fail func(step disk.Step, path string) error) *Tracker {
	c := *t
	c.disk = &disk.Disk{Fail: fail}
	return &c
}

func draft(key string, aliases ...string) incident.Draft {
	return incident.Draft{
		Key: key, Aliases: aliases, Kind: incident.Revert, Title: "Faster cache was undone: \"it's slow\"",
		Body: "## 1. Recognize\n\n- [ ] confirmed\n", Labels: []string{"ownup", "revert"}, CreatedAt: noon.Add(-time.Hour),
	}
}

func open(t *testing.T, tr *Tracker, d incident.Draft) incident.Page {
	t.Helper()
	p, _, err := tr.Open(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestLifeOfAPage(t *testing.T) {
	tr, ctx := newTracker(t), t.Context()
	p := open(t, tr, draft("r-0123456789ab", "r-ffff"))
	want := incident.Page{
		Ref: "r-0123456789ab", Key: "r-0123456789ab", URL: tr.path("r-0123456789ab"), Aliases: []string{"r-ffff"},
		Kind: incident.Revert, Title: "Faster cache was undone: \"it's slow\"", Body: "## 1. Recognize\n\n- [ ] confirmed",
		State: incident.PageOpen, CreatedAt: noon.Add(-time.Hour), UpdatedAt: p.UpdatedAt, Labels: []string{"ownup", "revert"}, Assignees: []string{},
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	must(t, tr.Reopen(ctx, p.Ref, "again-0", "It is open."))
	must(t, tr.SetStatus(ctx, p.Ref, "1/8 done\n\nall quiet"))
	must(t, tr.Comment(ctx, p.Ref, "reminder:2026-47", "A measure is overdue."))
	must(t, tr.Comment(ctx, p.Ref, "reminder:2026-47", "A measure is overdue, again."))
	must(t, tr.Label(ctx, p.Ref, []string{"overdue", "revert"}, []string{"ownup"}))
	must(t, tr.Assign(ctx, p.Ref, []string{"@Alice"}))
	if got, err := tr.Read(ctx, p.Ref); err != nil || got.Reopened {
		t.Errorf("open from the beginning: %+v, %v", got, err)
	}
	must(t, tr.Close(ctx, "r-ffff", "Learned: test the cold start.", "completed"))
	must(t, tr.Close(ctx, p.Ref, "twice", "completed"))
	want.Status, want.State, want.ClosedAt = "1/8 done\n\nall quiet", incident.PageClosed, noon
	want.Labels, want.Assignees = []string{"revert", "overdue"}, []string{"@Alice"}
	want.Comments = []incident.Comment{
		{ID: 1, Author: "ownup", Body: "A measure is overdue.", CreatedAt: noon, MayWrite: true, Ours: true, Mark: "reminder:2026-47"},
		{ID: 2, Author: "ownup", Body: "Learned: test the cold start.", CreatedAt: noon, MayWrite: true, Ours: true, Mark: "close-1", Ends: true},
	}
	got, err := tr.Read(ctx, p.Ref)
	must(t, err)
	want.UpdatedAt = got.UpdatedAt
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	must(t, tr.Reopen(ctx, p.Ref, "again-1", "Once more."))
	if got, err = tr.Read(ctx, p.Ref); err != nil || !got.Reopened || got.State != incident.PageOpen || !got.ClosedAt.IsZero() {
		t.Errorf("after reopening: %+v, %v", got, err)
	}
	must(t, tr.Close(ctx, p.Ref, "For good.", "not_planned"))
	got, err = tr.Read(ctx, p.URL)
	must(t, err)
	if len(got.Comments) != 4 || got.Comments[2].Mark != "again-1" || got.State != incident.PageClosed {
		t.Errorf("after reopening and closing: %+v", got)
	}
}

// TestWordsOfYAML is that a label or login that means something else to YAML is still the word that it is.
func TestWordsOfYAML(t *testing.T) {
	tr, ctx := newTracker(t), t.Context()
	d := draft("r-0123456789ab")
	d.Labels = []string{"null", "NULL", "true", "yes", "n", "1e3", "~"}
	p := open(t, tr, d)
	for range 2 {
		must(t, tr.Assign(ctx, p.Ref, []string{"null", "on"}))
	}
	got, err := tr.Read(ctx, p.Ref)
	must(t, err)
	if diff := cmp.Diff(d.Labels, got.Labels) + cmp.Diff([]string{"null", "on"}, got.Assignees); diff != "" {
		t.Error(diff)
	}
}

func TestOneFileForManyOpeners(t *testing.T) {
	tr := newTracker(t)
	must(t, os.MkdirAll(tr.dir, 0o755))
	must(t, os.WriteFile(filepath.Join(tr.dir, ".ownup-1.tmp"), []byte("half a pa"), 0o644)) // of one that was killed
	var wg sync.WaitGroup
	var mu sync.Mutex
	created := 0
	for i := range 16 {
		wg.Go(func() {
			mine := New(tr.dir, tr.lock, tr.now)
			d := draft("r-0123456789ab", "r-aaaaaaaaaaaa")
			if i%2 == 1 { // the same chain, known by its other name
				d = draft("r-aaaaaaaaaaaa", "r-0123456789ab")
			}
			_, made, err := mine.Open(context.Background(), d)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if made {
				created++
			}
		})
	}
	wg.Wait()
	entries, err := os.ReadDir(tr.dir)
	must(t, err)
	if created != 1 || len(entries) != 1 {
		t.Errorf("%d created, folder holds %v", created, entries)
	}
}

func TestPeoplesTextIsKept(t *testing.T) {
	tr, ctx := newTracker(t), t.Context()
	const page = "---\r\n# our own note\r\nkey: r-0123\r\nseverity: high   # theirs\r\nlabels:\r\n  - ownup\r\n  # between\r\n  - revert\r\nstate: open\r\nassignees: [\r\n  bob,\r\n]\r\nlast: x\r\n---\r\n\r\n# Title\r\n\r\ntext\t \r\n" +
		"<!-- ownup:status:begin -->\r\nold\r\n<!-- ownup:status:end -->\r\nafterwards, without a line end"
	must(t, os.MkdirAll(tr.dir, 0o755))
	must(t, os.WriteFile(tr.path("r-0123"), []byte(page), 0o600))
	must(t, tr.SetStatus(ctx, "r-0123", "new\nstatus"))
	must(t, tr.Label(ctx, "r-0123", []string{"overdue"}, nil))
	must(t, tr.Assign(ctx, "r-0123", []string{"eve"}))
	must(t, tr.Comment(ctx, "r-0123", "c1", "said"))
	must(t, tr.Close(ctx, "r-0123", "", "completed"))
	want := "---\r\n# our own note\r\nkey: r-0123\r\nseverity: high   # theirs\r\nlabels: [ownup, revert, overdue]\r\nstate: closed\r\nassignees: [bob, eve]\r\nlast: x\r\nclosed: \"2026-11-22T12:00:00Z\"\r\nreason: completed\r\n---\r\n\r\n# Title\r\n\r\ntext\t \r\n" +
		"<!-- ownup:comment:begin c1 2026-11-22T12:00:00Z -->\r\nsaid\r\n<!-- ownup:comment:end -->\r\n\r\n" +
		"<!-- ownup:status:begin -->\r\nnew\r\nstatus <!-- ownup:status:last 664ad6cc -->\r\n<!-- ownup:status:end -->\r\nafterwards, without a line end"
	got, err := os.ReadFile(tr.path("r-0123"))
	must(t, err)
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	info, err := os.Stat(tr.path("r-0123"))
	must(t, err)
	if info.Mode().Perm() != 0o600 && os.PathSeparator == '/' {
		t.Errorf("mode became %v", info.Mode())
	}
}

// TestALineAtTheEndOfTheStatus is that what a person writes where a page's last visible line is stays: below the
// section, once it is written anew.
func TestALineAtTheEndOfTheStatus(t *testing.T) {
	for _, eol := range []string{"\n", "\r\n"} {
		for _, next := range []string{"watched until tomorrow", "over"} {
			tr, ctx := newTracker(t), t.Context()
			open(t, tr, draft("r-0123"))
			must(t, tr.SetStatus(ctx, "r-0123", "1/8 done\n\nwatched until tomorrow"))
			text, err := os.ReadFile(tr.path("r-0123"))
			must(t, err)
			edited := strings.ReplaceAll(strings.Replace(string(text), statusEnd, "She is fine again.\n\n- [ ] Call her\n"+statusEnd, 1), "\n", eol)
			must(t, os.WriteFile(tr.path("r-0123"), []byte(edited), 0o644))

			p, err := tr.Read(ctx, "r-0123")
			must(t, err)
			if p.Status != "1/8 done\n\nwatched until tomorrow" || !strings.HasSuffix(p.Body, "She is fine again.\n\n- [ ] Call her") {
				t.Errorf("read before: %+v", p)
			}
			for range 2 {
				must(t, tr.SetStatus(ctx, "r-0123", "1/8 done\n\n"+next))
			}
			want := strings.ReplaceAll("1/8 done\n\n"+next+" "+lastMark("1/8 done\n\n"+next)+"\n"+statusEnd+"\n\nShe is fine again.\n\n- [ ] Call her\n", "\n", eol)
			if got, err := os.ReadFile(tr.path("r-0123")); err != nil || !strings.HasSuffix(string(got), want) {
				t.Errorf("%v: %q", err, got)
			}
		}
	}
}

// TestWordsWithinTheStatus is that what a person writes among ownup's own lines moves below the section, too, and what
// ownup itself said before does not.
func TestWordsWithinTheStatus(t *testing.T) {
	for _, eol := range []string{"\n", "\r\n"} {
		for name, edit := range map[string]func(string) string{
			"a paragraph": func(s string) string { return strings.Replace(s, "\n\nwatched", "\n\nBob saw it.\n\nwatched", 1) },
			"no letters": func(s string) string {
				return strings.Replace(s, "\n\nwatched", "\n\n14:30 → 16:45\n\nBob saw it.\n\nwatched", 1)
			},
			"a word": func(s string) string { return strings.Replace(s, "/8 done", "/8 done. Bob saw it.", 1) },
			"at its end": func(s string) string {
				return strings.Replace(s, " -->\n"+statusEnd, " --> Bob saw it.\n"+statusEnd, 1)
			},
		} {
			tr, ctx := newTracker(t), t.Context()
			open(t, tr, draft("r-0123"))
			must(t, tr.SetStatus(ctx, "r-0123", "0/8 done\n\nwatched"))
			must(t, tr.SetStatus(ctx, "r-0123", "1/8 done\n\nwatched"))
			text, err := os.ReadFile(tr.path("r-0123"))
			must(t, err)
			must(t, os.WriteFile(tr.path("r-0123"), []byte(strings.ReplaceAll(edit(string(text)), "\n", eol)), 0o644))
			for _, now := range []string{"2/8 done\n\nwatched", "3/8 done\n\nover"} {
				must(t, tr.SetStatus(ctx, "r-0123", now))
			}
			got, err := os.ReadFile(tr.path("r-0123"))
			must(t, err)
			_, below, _ := strings.Cut(string(got), statusEnd)
			if strings.Count(string(got), "Bob saw it.") != 1 || !strings.Contains(below, "Bob saw it.") || strings.Contains(string(got), "0/8") || strings.Contains(string(got), "2/8") || strings.Contains(below, "over") {
				t.Errorf("%s: %q", name, got)
			}
			p, err := tr.Read(ctx, "r-0123")
			must(t, err)
			if p.Status != "3/8 done\n\nover" || !strings.Contains(p.Body, "Bob saw it.") {
				t.Errorf("%s: read: %+v", name, p)
			}
		}
	}
}

// TestConflictInTheStatus is that what git leaves where two branches have each a status of their own is settled by the
// next one, and that words of people's in either are kept.
func TestConflictInTheStatus(t *testing.T) {
	const ours, theirs, base = "1/8 done\n\nwatched", "2/8 done\n\nBob saw it.\n\nwatched", "0/8 done\n\nwatched"
	side := func(text string) string { return text + " " + lastMark(text) + "\n" }
	for _, conflict := range []string{
		"<<<<<<< HEAD\n" + side(ours) + "=======\n" + side(theirs) + ">>>>>>> topic\n",
		"<<<<<<< HEAD\n" + side(ours) + "||||||| 0123abc\n" + side(base) + "=======\n" + side(theirs) + ">>>>>>> topic\n",
		"<<<<<<< HEAD\n1/8 done\n=======\n2/8 done\n\nBob saw it.\n>>>>>>> topic\n\n<<<<<<< HEAD\nwatched " + lastMark(ours) + "\n=======\nwatched " + lastMark(theirs) + "\n>>>>>>> topic\n",
		"<<<<<<< HEAD\n1/8 done\n=======\n2/8 done\n\nBob saw it.\n>>>>>>> topic\n\n" + side("watched"),
	} {
		for _, eol := range []string{"\n", "\r\n"} {
			tr, ctx := newTracker(t), t.Context()
			open(t, tr, draft("r-0123"))
			must(t, tr.SetStatus(ctx, "r-0123", "x"))
			text, err := os.ReadFile(tr.path("r-0123"))
			must(t, err)
			before, _, _ := strings.Cut(string(text), statusBegin)
			text = []byte(strings.ReplaceAll(before+statusBegin+"\n"+conflict+statusEnd+"\n", "\n", eol))
			must(t, os.WriteFile(tr.path("r-0123"), text, 0o644))
			for range 2 {
				must(t, tr.SetStatus(ctx, "r-0123", "2/8 done\n\nwatched"))
			}
			got, err := os.ReadFile(tr.path("r-0123"))
			must(t, err)
			want := strings.ReplaceAll(before+statusBegin+"\n"+side("2/8 done\n\nwatched")+statusEnd+"\n\nBob saw it.\n", "\n", eol)
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("%q:\n%s", conflict, diff)
			}
		}
	}
}

// TestFormattedStatus is that a program that formats a file adds nothing to it.
func TestFormattedStatus(t *testing.T) {
	tr, ctx := newTracker(t), t.Context()
	open(t, tr, draft("r-0123"))
	must(t, tr.SetStatus(ctx, "r-0123", "**1 of 8 steps**\n\n**Measures**\n\n* #12 light, open\n\n**Watch** – over on Monday"))
	text, err := os.ReadFile(tr.path("r-0123"))
	must(t, err)
	formatted := strings.NewReplacer("**1 of", "__1 of", "* #12", "-   #12").Replace(string(text))
	must(t, os.WriteFile(tr.path("r-0123"), []byte(formatted), 0o644))
	must(t, tr.SetStatus(ctx, "r-0123", "**2 of 8 steps**\n\n**Measures**\n\n* #12 light, merged\n\n**Watch** – it is over"))
	got, err := os.ReadFile(tr.path("r-0123"))
	must(t, err)
	if _, below, _ := strings.Cut(string(got), statusEnd); strings.TrimSpace(below) != "" {
		t.Errorf("below the status: %q", below)
	}
}

func TestBrokenFilesAreNamedAndLeft(t *testing.T) {
	for name, text := range map[string]string{
		"empty":         "",
		"conflict":      "---\nkey: r-0123\n<<<<<<< HEAD\nstate: open\n=======\nstate: closed\n>>>>>>> x\n---\n# T\n",
		"no end":        "---\nkey: r-0123\nstate: open\n# T\n",
		"no state":      "---\nkey: r-0123\n---\n# T\n",
		"two documents": "---\nkey: r-0123\nstate: open\n--- # their note\n---\n# T\n",
		"wrong state":   "---\nkey: r-0123\nstate: done\n---\n# T\n",
		"labels a map":  "---\nkey: r-0123\nstate: open\nlabels: {a: b}\n---\n# T\n",
		"alias":         "---\nkey: &k r-0123\nstate: open\n---\n# T\n",
		"half a status": "---\nkey: r-0123\nstate: open\n---\n# T\n<!-- ownup:status:begin -->\nx\n",
		"only its end":  "---\nkey: r-0123\nstate: open\n---\n# T\nx\n<!-- ownup:status:end -->\n",
		"two statuses":  "---\nkey: r-0123\nstate: open\n---\n" + strings.Repeat(statusBegin+"\n"+statusEnd+"\n", 2),
		"half comment":  "---\nkey: r-0123\nstate: open\n---\n# T\n<!-- ownup:comment:begin x 2026-01-01T00:00:00Z -->\n",
		"one-line map":  "---\n{key: r-0123, state: open}\n---\n# T\n",
	} {
		t.Run(name, func(t *testing.T) {
			tr, ctx := newTracker(t), t.Context()
			open(t, tr, draft("r-9999"))
			must(t, os.WriteFile(tr.path("r-0123"), []byte(text), 0o644))
			for what, err := range map[string]error{
				"close": tr.Close(ctx, "r-0123", "c", "completed"), "label": tr.Label(ctx, "r-0123", []string{"x"}, nil),
			} {
				var p *incident.Problem
				if !errors.As(err, &p) || !strings.Contains(p.Sentence, "r-0123.md") || strings.Contains(p.Sentence, "\n") {
					t.Errorf("%s: %v", what, err)
				}
			}
			pages, err := tr.List(ctx)
			if name != "one-line map" && (incident.ProblemOf(err) != incident.Damaged || len(pages) != 1) {
				t.Errorf("list: %d pages, %v", len(pages), err)
			}
			if _, made, err := tr.Open(ctx, draft("r-0123")); made || name != "one-line map" && err == nil {
				t.Errorf("a second page was opened: %v %v", made, err)
			}
			if got, _ := os.ReadFile(tr.path("r-0123")); string(got) != text {
				t.Errorf("the file was changed to %q", got)
			}
		})
	}
}

func TestPastedMarkersAreText(t *testing.T) {
	tr, ctx := newTracker(t), t.Context()
	d := draft("r-0123")
	d.Body = "quoted:\n" + statusEnd + "\n<!-- ownup:comment:begin x 2026-01-01T00:00:00Z -->\n---\n\x00"
	d.Title = "two\nlines (#\u200b12) of @\u200brobin " + statusBegin
	open(t, tr, d)
	must(t, tr.Comment(ctx, "r-0123", "c", statusBegin+"\n"+commentEnd))
	must(t, tr.SetStatus(ctx, "r-0123", "a\n"+statusEnd+"\nb"))
	must(t, tr.SetStatus(ctx, "r-0123", "a\n"+statusEnd+"\nb"))
	p, err := tr.Read(ctx, "r-0123")
	must(t, err)
	if p.Status != "a\n&lt;!-- ownup:status:end -->\nb" || len(p.Comments) != 1 || p.Title != "two lines (#12) of @robin &lt;!-- ownup:status:begin -->" {
		t.Errorf("%+v", p)
	}
}

func TestOtherFilesInTheFolderAreNoIncidents(t *testing.T) {
	tr := newTracker(t)
	open(t, tr, draft("r-0123"))
	must(t, os.WriteFile(filepath.Join(tr.dir, "README.md"), []byte("# Our incidents\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(tr.dir, "template.md"), []byte("---\nkey: \n---\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(tr.dir, "howto.md"), []byte("# So it looks\n\nkey: r-4567\n<!-- ownup:v1 key=r-4567 -->\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(tr.dir, ".r-4567.md"), []byte("---\nkey: r-4567\nstate: open\n---\n"), 0o644))
	if runtime.GOOS != "windows" { // where no file can be called so
		must(t, os.WriteFile(filepath.Join(tr.dir, "\x1b[2J.md"), []byte("---\nkey: r-4567\nstate: open\n---\n"), 0o644))
	}
	must(t, os.WriteFile(filepath.Join(tr.dir, "post.md"), []byte("---\ntitle: of a weblog\n---\n"), 0o644))
	must(t, os.Mkdir(filepath.Join(tr.dir, "r-4567.md"), 0o755))
	pages, err := tr.List(t.Context())
	if err != nil || len(pages) != 1 {
		t.Errorf("%d pages, %v", len(pages), err)
	}
	older := draft("r-4568")
	older.CreatedAt = noon.AddDate(-1, 0, 0)
	open(t, tr, older)
	if pages, err := tr.List(t.Context()); err != nil || len(pages) != 2 || pages[0].Key != "r-4568" {
		t.Errorf("the oldest is not the first: %+v, %v", pages, err)
	}
	_, err = tr.Read(t.Context(), "../../etc/passwd")
	if incident.ProblemOf(err) != incident.NotFound {
		t.Errorf("a path as a reference: %v", err)
	}
}

// TestEveryWriteMayFail fails the first, second, … step of every operation: afterwards the file is as it was or as
// it was meant to be, nothing else lies in the folder, and saying it again succeeds.
func TestEveryWriteMayFail(t *testing.T) {
	ctx := context.Background()
	operations := map[string]func(*Tracker) error{
		"open":    func(tr *Tracker) error { _, _, err := tr.Open(ctx, draft("r-0123")); return err },
		"status":  func(tr *Tracker) error { return tr.SetStatus(ctx, "r-9999", "new") },
		"comment": func(tr *Tracker) error { return tr.Comment(ctx, "r-9999", "c", "said") },
		"close":   func(tr *Tracker) error { return tr.Close(ctx, "r-9999", "bye", "completed") },
	}
	for name, do := range operations {
		t.Run(name, func(t *testing.T) {
			for nth := 1; ; nth++ {
				tr := newTracker(t)
				open(t, tr, draft("r-9999"))
				before := snapshot(t, tr)
				steps := 0
				err := do(tr.withFaults(func(disk.Step, string) error {
					if steps++; steps == nth {
						return syscall.ENOSPC
					}
					return nil
				}))
				if steps < nth {
					if nth < 4 {
						t.Fatalf("only %d steps were seen: the faults reach nothing", nth-1)
					}
					return
				}
				if err == nil || !strings.Contains(err.Error(), "disk is full") {
					t.Errorf("step %d: %v", nth, err)
				}
				if diff := cmp.Diff(before, snapshot(t, tr)); diff != "" {
					t.Errorf("step %d left something: %s", nth, diff)
				}
				if err := do(tr); err != nil {
					t.Errorf("step %d, again: %v", nth, err)
				}
			}
		})
	}
}

func snapshot(t *testing.T, tr *Tracker) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(tr.dir)
	must(t, err)
	all := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(tr.dir, e.Name()))
		must(t, err)
		all[e.Name()] = string(data)
	}
	return all
}

// TestAnEditBetweenReadAndWriteIsKept saves the file as a person would while ownup is about to write it.
func TestAnEditBetweenReadAndWriteIsKept(t *testing.T) {
	tr, ctx := newTracker(t), t.Context()
	open(t, tr, draft("r-0123"))
	must(t, tr.SetStatus(ctx, "r-0123", "old"))
	edited := false
	err := tr.change(ctx, "r-0123", "test", func(f *file) (*file, error) {
		if !edited {
			edited = true
			must(t, os.WriteFile(tr.path("r-0123"), []byte(strings.Replace(f.text, "- [ ] confirmed", "- [x] confirmed by Ann", 1)), 0o644))
		}
		return f.replace(f.inner, "new\n")
	})
	must(t, err)
	p, err := tr.Read(ctx, "r-0123")
	must(t, err)
	if p.Status != "new" || !strings.Contains(p.Body, "confirmed by Ann") {
		t.Errorf("%+v", p)
	}
}

// TestAFileThatAppearsMeanwhileIsNotOverwritten: whoever takes no lock, a git checkout for one, may be first.
func TestAFileThatAppearsMeanwhileIsNotOverwritten(t *testing.T) {
	tr := newTracker(t)
	const theirs = "---\nkey: r-0123\nstate: closed\n---\n# Theirs\n"
	_, made, err := tr.withFaults(func(step disk.Step, path string) error {
		if step == disk.StepLink {
			must(t, os.WriteFile(path, []byte(theirs), 0o644))
		}
		return nil
	}).Open(t.Context(), draft("r-0123"))
	if made || err == nil {
		t.Errorf("made %v, %v", made, err)
	}
	if p, made, err := tr.Open(t.Context(), draft("r-0123")); made || err != nil || p.Title != "Theirs" {
		t.Errorf("%+v, made %v, %v", p, made, err)
	}
}

func TestManyWritersLoseNothing(t *testing.T) {
	tr := newTracker(t)
	open(t, tr, draft("r-0123"))
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			mine := New(tr.dir, tr.lock, tr.now)
			if err := mine.Comment(context.Background(), "r-0123", fmt.Sprint("c", i), "said"); err != nil {
				t.Error(err)
			}
			if err := mine.SetStatus(context.Background(), "r-0123", fmt.Sprint("status ", i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	p, err := tr.Read(t.Context(), "r-0123")
	if err != nil || len(p.Comments) != 12 {
		t.Errorf("%d comments, %v", len(p.Comments), err)
	}
}

// TestWordsLikeOurs is that words of people's that begin as a line of ownup's does are theirs for all that.
func TestWordsLikeOurs(t *testing.T) {
	const now = "**1 of 8 steps**\n\n**Watch** – over on Monday"
	f, err := parse("---\nkey: r-0123\nstate: open\n---\n# T\n\n" + statusBegin + "\n" + "14:30 → 16:45\n\nWatch the vendor, Eve calls them.\n\n" + now + " " + lastMark(now) + "\n" + statusEnd + "\n")
	must(t, err)
	if got := f.strange(now); got != "14:30 → 16:45\n\nWatch the vendor, Eve calls them." {
		t.Errorf("%q", got)
	}
}
