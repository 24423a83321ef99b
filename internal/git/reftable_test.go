package git

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/ownup-dev/ownup/internal/incident"
)

const reftables = "testdata/reftable" // made by the script there, with a git that knows them

// TestReftablesLikeGit holds that references in reftables, and their logs, are told as git tells them: those of many
// blocks and of several tables, deleted ones, tags of tags, symbolic ones, and those of a linked work tree.
func TestReftablesLikeGit(t *testing.T) {
	for name, dir := range map[string]string{"main": "lamps.git", "linked": "lamps.git/worktrees/linked"} {
		r := open(t, filepath.Join(reftables, dir))
		for _, line := range lines(t, name+".want") {
			rev, want, _ := strings.Cut(line, " ")
			if got, err := r.Resolve(t.Context(), rev); got != want || (err == nil) != (want != "") {
				t.Errorf("%s in %s: got %q, %v; git says %q", rev, dir, got, err, want)
			}
		}
		var got []string
		for _, space := range []string{"refs/heads/", "refs/remotes/", "refs/tags/"} {
			if err := r.storage.refs.each(space, func(ref named) error {
				line := space + ref.name + " " + ref.id.String() + " "
				if ref.peeled != ref.id {
					line += ref.peeled.String()
				}
				got = append(got, line)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		want := slices.DeleteFunc(lines(t, "refs.want"), func(line string) bool { return strings.HasPrefix(line, "refs/remotes/origin/HEAD ") })
		if d := gocmp.Diff(want, got); d != "" {
			t.Errorf("the references of %s; git's -, these +:\n%s", dir, d)
		}
	}
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(reftables, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// TestReftableBranches holds that what rests on references works with reftables: the default branch, tags' commits and
// the revert that a work tree is in the midst of.
func TestReftableBranches(t *testing.T) {
	r, linked := open(t, filepath.Join(reftables, "lamps.git")), open(t, filepath.Join(reftables, "lamps.git/worktrees/linked"))
	if name, _, err := r.DefaultBranch(); name != "origin/main" || err != nil {
		t.Errorf("the default branch is %q, %v", name, err)
	}
	if _, branch, err := r.Head(); branch != "main" || err != nil {
		t.Errorf("the branch is %q, %v", branch, err)
	}
	if tags, err := r.Tags(t.Context()); len(tags) != 43 || err != nil { // all but the one of a file
		t.Errorf("there are %d tags, %v", len(tags), err)
	}
	if in, there := r.InSequence(), linked.InSequence(); in != "" || there != "revert" {
		t.Errorf("the work trees are in a %q and in a %q", in, there)
	}
}

// copied is the repository with reftables, to be changed.
func copied(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(temp(t), "lamps.git")
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(reftables, "lamps.git"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestReftablesGoOn lets git write while the repository is open: what a later table says holds, and while the list
// makes no sense what was known.
func TestReftablesGoOn(t *testing.T) {
	dir := copied(t)
	list := filepath.Join(dir, "reftable", "tables.list")
	whole, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(whole), "\n")
	write(t, list, []byte(first+"\n"))
	r := open(t, dir)
	has := func(rev string) bool { _, err := r.Resolve(t.Context(), rev); return err == nil }
	if !has("gone") || !has("v1.120") || has("fix") {
		t.Error("the first table alone says otherwise")
	}
	write(t, list, whole)
	if has("gone") || has("v1.120") || !has("fix") {
		t.Error("the later tables were not read")
	}
	fix, err := r.Resolve(t.Context(), "fix")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"FETCH_HEAD", "MERGE_HEAD"} { // are files here too
		if err := os.WriteFile(filepath.Join(dir, name), []byte(fix+"\tbranch 'fix' of https://git.example/lamps\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		if got, err := r.Resolve(t.Context(), name); got != fix || err != nil {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	write(t, list, []byte("nothing.ref\n"))
	if has("gone") || !has("fix") {
		t.Error("what was known is lost")
	}
}

// TestDamagedReftables holds that what can't be read is told when the repository is opened, and where.
func TestDamagedReftables(t *testing.T) {
	for name, damage := range map[string]func(data []byte) []byte{
		"cut off": func(data []byte) []byte { return data[:len(data)-1] },
		"empty":   func([]byte) []byte { return nil },
		"its footer": func(data []byte) []byte {
			data[len(data)-10] ^= 1
			return data
		},
		"a block": func(data []byte) []byte {
			data[25], data[26], data[27] = 0xff, 0xff, 0xff
			return data
		},
		"a name": func(data []byte) []byte {
			data[28] = 9 // bytes in common with no name before
			return data
		},
		"a kind": func(data []byte) []byte {
			data[29] |= 7
			return data
		},
	} {
		dir := copied(t)
		tables, err := filepath.Glob(filepath.Join(dir, "reftable", "*.ref"))
		if err != nil || len(tables) == 0 {
			t.Fatal(tables, err)
		}
		data, err := os.ReadFile(tables[0])
		if err != nil {
			t.Fatal(err)
		}
		write(t, tables[0], damage(data))
		_, err = Open(dir)
		wantProblem(t, err, incident.Failed, filepath.Base(tables[0])+" are damaged or missing")
		if t.Failed() {
			t.Fatal(name)
		}
	}
	dir := copied(t)
	if err := os.Remove(filepath.Join(dir, "reftable", "tables.list")); err != nil {
		t.Fatal(err)
	}
	_, err := Open(dir)
	wantProblem(t, err, incident.Failed, "tables.list are damaged or missing: `git refs verify`")
}

// TestReftableNames holds that no name is longer than git's are: those that share a long one could fill all memory.
func TestReftableNames(t *testing.T) {
	for suffix, want := range map[string]error{
		"\x81\xb7\x40" + strings.Repeat("a", 5000): errReftable,
		"\x28" + "light": nil,
	} {
		met := 0
		if err := eachRecord([]byte("\x00"+suffix+"\x00\x00"), func([]byte, int, *reader) { met++ }); !errors.Is(err, want) || (met > 0) != (want == nil) {
			t.Errorf("a name of %d bytes: %v, met %d times", len(suffix), err, met)
		}
	}
}

// FuzzReftable reads what no git has written: every record is a part of it, and nothing takes longer than its length
// allows.
func FuzzReftable(f *testing.F) {
	for _, dir := range []string{"lamps.git", "lamps.git/worktrees/linked"} {
		tables, err := filepath.Glob(filepath.Join(reftables, dir, "reftable", "*.ref"))
		if err != nil || len(tables) == 0 {
			f.Fatal(tables, err)
		}
		for _, table := range tables {
			data, err := os.ReadFile(table)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) >= 24+68 { // the fuzzer can't know these
			end := data[len(data)-68:]
			copy(end, data[:24])
			binary.BigEndian.PutUint32(end[64:], crc32.ChecksumIEEE(end[:64]))
		}
		table, err := openReftable(data)
		if err != nil {
			return
		}
		refs, logs := 0, 0
		_ = table.eachRef(func(ref tableRef) {
			if refs++; len(ref.target) > len(data) {
				t.Errorf("%q stands for more than was read", ref.name)
			}
		})
		_ = table.eachLog(func(tableLog) { logs++ })
		if refs > len(data) || logs > 1100*len(data) { // a byte of zlib's stands for at most 1032
			t.Errorf("%d bytes hold %d references and %d changes of them", len(data), refs, logs)
		}
	})
}
