package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

func newLedger(t *testing.T) *Ledger {
	t.Helper()
	l, err := Open(t.TempDir())
	must(t, err)
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func finding(n int) incident.Finding {
	return incident.Finding{
		SHA: fmt.Sprintf("%040x", n), Kind: incident.Revert, Subject: "Revert \"a\nb\x00\"", CommittedAt: noon,
		Claims: []incident.Claim{{Type: incident.ClaimSHA, Value: "abc"}},
	}
}

func entry(id string) Entry {
	return Entry{ID: id, Action: "open", Payload: json.RawMessage(`{"title":"x"}`), Reason: "no network", At: noon}
}

func TestReadingLeavesNoTrace(t *testing.T) {
	l := newLedger(t)
	_, errFindings := l.Findings()
	_, errPending := l.Pending()
	_, cached := l.Cache("x")
	_, marked := l.Mark("x")
	_, answered := l.Answer("x")
	if err := errors.Join(errFindings, errPending); err != nil || cached || marked || answered {
		t.Errorf("an empty ledger holds something, or %v", err)
	}
	if _, err := os.Stat(l.Dir()); !os.IsNotExist(err) {
		t.Errorf("reading made %s", l.Dir())
	}
	if _, err := Open(""); incident.ProblemOf(err) != incident.NotFound {
		t.Errorf("no repository: %v", err)
	}
}

func TestFindings(t *testing.T) {
	l := newLedger(t)
	for i, want := range []bool{true, true, false} {
		added, err := l.Record(finding([]int{1, 2, 1}[i]))
		if err != nil || added != want {
			t.Errorf("record %d: %v, %v", i, added, err)
		}
	}
	got, err := l.Findings()
	must(t, err)
	if diff := cmp.Diff([]incident.Finding{finding(1), finding(2)}, got); diff != "" {
		t.Error(diff)
	}
}

func TestOutboxKeepsItsOrder(t *testing.T) {
	l := newLedger(t)
	for _, id := range []string{"a", "b", "c"} {
		e := entry(id)
		if id == "c" {
			e.At = noon.Add(time.Minute)
		}
		must(t, l.Enqueue(e))
	}
	again := entry("a")
	again.Reason, again.At = "502", noon.Add(time.Hour)
	must(t, l.Enqueue(again))
	must(t, l.Done("b", ""))
	must(t, l.Done("b", ""))
	must(t, l.Done("never there", ""))
	want := []Entry{again, entry("c")}
	want[0].At, want[1].At = noon, noon.Add(time.Minute)
	got, err := l.Pending()
	must(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	must(t, l.Done("a", ""))
	must(t, l.Enqueue(entry("a")))
	if got, err = l.Pending(); err != nil || len(got) != 2 || got[1].ID != "a" {
		t.Errorf("an ID that was done waits anew at the end: %+v, %v", got, err)
	}
}

// TestOutboxKnowsTrackers holds that the same action waits for each tracker by itself, and that one of unknown tracker
// is taken for the one at hand.
func TestOutboxKnowsTrackers(t *testing.T) {
	at := func(id, tracker string) Entry {
		e := entry(id)
		e.Tracker = tracker
		return e
	}
	for name, c := range map[string]struct {
		do   func(l *Ledger)
		want []string
	}{
		"each its own":                 {func(*Ledger) {}, []string{"a here", "a there", "b there", "old "}},
		"done here":                    {func(l *Ledger) { must(t, l.Done("a", "here")) }, []string{"a there", "b there", "old "}},
		"done there":                   {func(l *Ledger) { must(t, l.Done("a", "there")) }, []string{"a here", "b there", "old "}},
		"not waiting here":             {func(l *Ledger) { must(t, l.Done("b", "here")) }, []string{"a here", "a there", "b there", "old "}},
		"of an older version, done":    {func(l *Ledger) { must(t, l.Done("old", "here")) }, []string{"a here", "a there", "b there"}},
		"of an older version, again":   {func(l *Ledger) { must(t, l.Enqueue(at("old", "there"))) }, []string{"a here", "a there", "b there", "old there"}},
		"done by an older version":     {func(l *Ledger) { must(t, l.Done("a", "")) }, []string{"a here", "a there", "b there", "old "}},
		"shortened":                    {func(l *Ledger) { left, _ := l.Pending(); must(t, l.rewriteOutbox(left)) }, []string{"a here", "a there", "b there", "old "}},
		"again here, with its old day": {func(l *Ledger) { e := at("a", "here"); e.At = noon.Add(time.Hour); must(t, l.Enqueue(e)) }, []string{"a here", "a there", "b there", "old "}},
	} {
		l := newLedger(t)
		for _, e := range []Entry{at("a", "here"), at("a", "there"), at("b", "there"), at("old", "")} {
			must(t, l.Enqueue(e))
		}
		c.do(l)
		left, err := l.Pending()
		must(t, err)
		var got []string
		for _, e := range left {
			got = append(got, e.ID+" "+e.Tracker)
			if !e.At.Equal(noon) {
				t.Errorf("%s: %s waits since %s", name, e.ID, e.At)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestLogsAreShortened(t *testing.T) {
	l := newLedger(t)
	stays := entry("same")
	stays.Tracker = "there"
	must(t, l.Enqueue(stays))
	for range 300 {
		here := entry("same")
		here.Tracker = "here"
		must(t, l.Enqueue(here))
		must(t, l.Done("same", "here"))
	}
	lines, err := disk.Lines(l.path(outboxFile))
	must(t, err)
	got, err := l.Pending()
	must(t, err)
	if len(lines) > 2*compactAt || len(got) != 1 || got[0].Tracker != "there" {
		t.Errorf("%d lines, pending %+v", len(lines), got)
	}
}

func TestCacheIgnoresWhatItCannotTrust(t *testing.T) {
	l := newLedger(t)
	blob := []byte("index\x00\n1")
	must(t, l.PutCache("inverse-v2", blob))
	path := l.cachePath("inverse-v2")
	whole, err := os.ReadFile(path)
	must(t, err)
	for name, text := range map[string]string{
		"cut short":     string(whole[:len(whole)-1]),
		"one bit":       string(whole[:len(whole)-1]) + "0",
		"grown":         string(whole) + "x",
		"empty":         "",
		"no header":     "index",
		"newer format":  strings.Replace(string(whole), "cache 1", "cache 2", 1),
		"a long header": strings.Repeat("a", 1000) + "\n",
	} {
		must(t, os.WriteFile(path, []byte(text), 0o644))
		if got, ok := l.Cache("inverse-v2"); ok {
			t.Errorf("%s: gave %q", name, got)
		}
	}
	must(t, l.PutCache("inverse-v2", blob))
	if got, ok := l.Cache("inverse-v2"); !ok || string(got) != string(blob) {
		t.Errorf("built again: %q, %v", got, ok)
	}
	must(t, l.PutCache("empty", nil))
	if got, ok := l.Cache("empty"); !ok || len(got) != 0 {
		t.Errorf("an empty blob: %q, %v", got, ok)
	}
}

// A large blob is not summed again as long as its file's time says that nobody wrote to it: whoever does is found out.
func TestCacheOfLargeBlobs(t *testing.T) {
	l := newLedger(t)
	blob := bytes.Repeat([]byte("0123456789abcdef"), sealed/16)
	must(t, l.PutCache("index", blob))
	path := l.cachePath("index")
	whole, err := os.ReadFile(path)
	must(t, err)
	same := func(what string) {
		t.Helper()
		if got, ok := l.Cache("index"); !ok || !bytes.Equal(got, blob) {
			t.Errorf("%s: %d bytes, %v", what, len(got), ok)
		}
	}
	same("as written")
	before, _ := l.Cache("index")
	must(t, os.Chtimes(path, time.Time{}, time.Unix(1700000000, 0)))
	same("with another time")
	for name, text := range map[string][]byte{
		"one bit": append(bytes.Clone(whole[:len(whole)-1]), whole[len(whole)-1]^1), "cut short": whole[:len(whole)-1], "grown": append(bytes.Clone(whole), 'x'),
		"a longer header": append([]byte("ownup-cache 1 1 00000000 "), whole...), "no header": blob,
	} {
		must(t, os.Remove(path)) // a mapped file is replaced, never written to
		must(t, os.WriteFile(path, text, 0o644))
		if got, ok := l.Cache("index"); ok {
			t.Errorf("%s: gave %d bytes", name, len(got))
		}
	}
	must(t, l.PutCache("index", append(blob, blob...)))
	if !bytes.Equal(before, blob) {
		t.Error("what was read has changed with the file")
	}
}

// TestTidyCache removes what is not wanted, and nothing besides.
func TestTidyCache(t *testing.T) {
	l := newLedger(t)
	for _, name := range []string{"a-1", "a-2", "b"} {
		must(t, l.PutCache(name, []byte(name)))
	}
	must(t, l.TidyCache(func(name string) bool { return name != "a-1" }))
	for name, want := range map[string]bool{"a-1": false, "a-2": true, "b": true} {
		if _, ok := l.Cache(name); ok != want {
			t.Errorf("%s is there: %v", name, ok)
		}
	}
}

func TestNamesNeverLeaveTheFolder(t *testing.T) {
	l := newLedger(t)
	names := []string{"../../escape", "a/b", "a_b", "", ".", "..", "A", "a", "con\x00", strings.Repeat("long", 100), "ä"}
	for i, name := range names {
		must(t, l.PutCache(name, []byte{byte(i)}))
	}
	for i, name := range names {
		if got, ok := l.Cache(name); !ok || got[0] != byte(i) {
			t.Errorf("%q: %v %v", name, got, ok)
		}
	}
	entries, err := os.ReadDir(filepath.Join(l.Dir(), "cache"))
	if err != nil || len(entries) != len(names) {
		t.Errorf("%d files for %d names, %v", len(entries), len(names), err)
	}
}

func TestAnswers(t *testing.T) {
	l := newLedger(t)
	must(t, l.PutAnswer("https://x/1", []byte("one")))
	must(t, l.PutAnswer("https://x/1", []byte("two")))
	if got, ok := l.Answer("https://x/1"); !ok || string(got) != "two" {
		t.Errorf("%q %v", got, ok)
	}
	if _, ok := l.Answer("https://x/2"); ok {
		t.Error("what was never asked has an answer")
	}
}

func TestAnswersAreBounded(t *testing.T) {
	l := newLedger(t)
	must(t, l.PutAnswer("first", []byte("x")))
	dir := filepath.Join(l.Dir(), answersDir)
	for i := range maxAnswers {
		path := filepath.Join(dir, fmt.Sprint("old", i))
		must(t, os.WriteFile(path, nil, 0o644))
		must(t, os.Chtimes(path, noon, noon))
	}
	must(t, l.PutAnswer("last", []byte("y")))
	left, err := os.ReadDir(dir)
	must(t, err)
	_, kept := l.Answer("last")
	if len(left) > maxAnswers || !kept {
		t.Errorf("%d answers left, the newest among them: %v", len(left), kept)
	}
}

func TestMarks(t *testing.T) {
	l := newLedger(t)
	must(t, l.SetMark("sweep", "abc"))
	must(t, l.SetMark("report", "w47"))
	must(t, l.SetMark("sweep", "def"))
	if v, ok := l.Mark("sweep"); !ok || v != "def" {
		t.Error(v, ok)
	}
	for _, damaged := range []string{"{torn", "null", ""} {
		must(t, os.WriteFile(l.path(marksFile), []byte(damaged), 0o644))
		if _, ok := l.Mark("report"); ok {
			t.Errorf("%q has marks", damaged)
		}
		must(t, l.SetMark("report", ""))
		if v, ok := l.Mark("report"); !ok || v != "" {
			t.Errorf("%q: an empty mark is none", damaged)
		}
		must(t, l.SetMark("report", "w48"))
		if v, ok := l.Mark("report"); !ok || v != "w48" {
			t.Errorf("%q: %v, %v", damaged, v, ok)
		}
	}
}

// TestTornAndForeignLines: what a killed writer or a person left in a log hides nothing else, and goes with the next
// write. What stands there twice counts once.
func TestTornAndForeignLines(t *testing.T) {
	l := newLedger(t)
	_, err := l.Record(finding(1))
	must(t, err)
	good, err := os.ReadFile(l.path(findingsFile))
	must(t, err)
	for _, torn := range []string{`{"sha":"22`, "\x00\x00\x00", "{}", strings.Repeat("x", 10000), `{"sha":"2222222222","kind":"revert"}`} {
		must(t, os.WriteFile(l.path(findingsFile), slices.Concat([]byte("garbage\n\n"), good, good, []byte(torn)), 0o644))
		got, err := l.Findings()
		if err != nil || len(got) != 1 {
			t.Errorf("after %.20q: %d findings, %v", torn, len(got), err)
		}
		if added, err := l.Record(finding(3)); !added || err != nil {
			t.Errorf("after %.20q: %v %v", torn, added, err)
		}
		if got, err = l.Findings(); err != nil || len(got) != 2 {
			t.Errorf("after %.20q and a write: %d findings, %v", torn, len(got), err)
		}
	}
}

// TestEveryWriteMayFail fails each step of each write, one after the other and then all from there on: the ledger reads
// as it did before, or as it was meant to, and the same call succeeds once the disk is well again.
func TestEveryWriteMayFail(t *testing.T) {
	writes := map[string]func(*Ledger) error{
		"record":  func(l *Ledger) error { _, err := l.Record(finding(2)); return err },
		"enqueue": func(l *Ledger) error { return l.Enqueue(entry("new")) },
		"done":    func(l *Ledger) error { return l.Done("old", "") },
		"claim": func(l *Ledger) error {
			e := entry("old")
			e.Tracker = "here"
			return l.Enqueue(e)
		},
		"cache":   func(l *Ledger) error { return l.PutCache("c", []byte("new")) },
		"mark":    func(l *Ledger) error { return l.SetMark("m", "new") },
		"answer":  func(l *Ledger) error { return l.PutAnswer("a", []byte("new")) },
		"compact": func(l *Ledger) error { return l.rewriteOutbox(nil) },
	}
	for name, write := range writes {
		for _, forGood := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/%v", name, forGood), func(t *testing.T) {
				meant := filled(t)
				must(t, write(meant))
				want := contents(t, meant)
				for nth := 1; ; nth++ {
					l := filled(t)
					before := contents(t, l)
					steps := 0
					err := write(l.WithFaults(func(disk.Step, string) error {
						if steps++; steps == nth || forGood && steps > nth {
							return syscall.ENOSPC
						}
						return nil
					}))
					if steps < nth {
						if nth < 3 {
							t.Fatal("the faults reach nothing")
						}
						return
					}
					var p *incident.Problem
					if err == nil || name != "compact" && (!errors.As(err, &p) || !strings.Contains(p.Sentence, "the disk is full")) {
						t.Errorf("step %d: %v", nth, err)
					}
					if name == "mark" && !strings.HasPrefix(fmt.Sprint(err), "Could not write marks.json in ") {
						t.Errorf("step %d does not name the file: %v", nth, err)
					}
					// Where a line is whole but can neither be made safe nor taken back, the call fails and its line
					// stays.
					if now := contents(t, l); !cmp.Equal(before, now) && !cmp.Equal(want, now) {
						t.Errorf("step %d left something half-done: %s", nth, cmp.Diff(before, now))
					}
					if err := write(l); err != nil {
						t.Errorf("step %d, again: %v", nth, err)
					}
					if diff := cmp.Diff(want, contents(t, l)); diff != "" {
						t.Errorf("step %d, again: %s", nth, diff)
					}
				}
			})
		}
	}
}

func filled(t *testing.T) *Ledger {
	t.Helper()
	l := newLedger(t)
	_, err := l.Record(finding(1))
	must(t, err)
	must(t, l.Enqueue(entry("old")))
	must(t, l.PutCache("c", []byte("old")))
	must(t, l.SetMark("m", "old"))
	must(t, l.PutAnswer("a", []byte("old")))
	return l
}

// contents is all that a ledger answers.
func contents(t *testing.T, l *Ledger) []any {
	t.Helper()
	findings, err := l.Findings()
	must(t, err)
	pending, err := l.Pending()
	must(t, err)
	blob, ok := l.Cache("c")
	mark, _ := l.Mark("m")
	answer, answered := l.Answer("a")
	return []any{findings, pending, string(blob), ok, mark, string(answer), answered}
}

func TestReadOnlyFolder(t *testing.T) {
	l := filled(t)
	for cause, words := range map[error]string{syscall.EROFS: "read-only", syscall.EACCES: "permission", syscall.ENOSPC: "full"} {
		failing := l.WithFaults(func(disk.Step, string) error { return cause })
		err := failing.Enqueue(entry("x"))
		if err == nil || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "\n") || !errors.Is(err, cause) {
			t.Errorf("%v: %v", cause, err)
		}
		if added, err := failing.Record(finding(1)); added || err != nil {
			t.Errorf("what is known needs no writing: %v %v", added, err)
		}
	}
}

// TestWhatCantBeReadIsSaid: a log that can't be read is not one that holds nothing.
func TestWhatCantBeReadIsSaid(t *testing.T) {
	l := newLedger(t)
	for _, name := range []string{findingsFile, outboxFile} {
		must(t, os.MkdirAll(l.path(name), 0o755))
	}
	for what, do := range map[string]func() error{
		findingsFile: func() error { _, err := l.Findings(); return err },
		"record":     func() error { _, err := l.Record(finding(1)); return err },
		outboxFile:   func() error { _, err := l.Pending(); return err },
		"enqueue":    func() error { return l.Enqueue(entry("a")) },
		"done":       func() error { return l.Done("a", "") },
	} {
		if err := do(); incident.ProblemOf(err) != incident.Failed || !strings.Contains(err.Error(), "Could not read "+l.path("")) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestManyWriters(t *testing.T) {
	l := newLedger(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	added := 0
	for i := range 12 {
		wg.Go(func() {
			mine, err := Open(filepath.Dir(l.Dir()))
			if err != nil {
				t.Error(err)
				return
			}
			ok, err := mine.Record(finding(i % 3))
			mu.Lock()
			defer mu.Unlock()
			if ok {
				added++
			}
			if err := errors.Join(err, mine.Enqueue(entry(fmt.Sprint(i))), mine.SetMark(fmt.Sprint(i), "x"), mine.PutCache("c", []byte{byte(i)})); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	pending, err := l.Pending()
	must(t, err)
	if added != 3 || len(pending) != 12 || len(l.marks()) != 12 {
		t.Errorf("%d findings added, %d pending, %d marks", added, len(pending), len(l.marks()))
	}
}
