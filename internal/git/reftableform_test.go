package git

import (
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
	gocmp "github.com/google/go-cmp/cmp"
)

// tableOf makes a reftable of a header, which may lack zeros at its end, and of blocks; logs is where those of logs begin.
func tableOf(header, blocks string, logs int) string {
	header += strings.Repeat("\x00", max(0, 24-len(header)))
	footer := append([]byte(header), make([]byte, 24)...)
	footer = binary.BigEndian.AppendUint64(footer, uint64(logs))
	footer = append(footer, make([]byte, 8)...)
	return header + blocks + string(binary.BigEndian.AppendUint32(footer, crc32.ChecksumIEEE(footer)))
}

// refsOf is a block of references; before is how much stands before it that counts as its part.
func refsOf(before int, records ...string) string {
	all := strings.Join(records, "")
	n := before + 4 + len(all) + 2
	return "r" + string([]byte{byte(n >> 16), byte(n >> 8), byte(n)}) + all + "\x00\x00"
}

// logsOf is a block of changes. Its size is that of what is inflated.
func logsOf(t *testing.T, before int, records ...string) string {
	t.Helper()
	all := strings.Join(records, "") + "\x00\x00"
	n := before + 4 + len(all)
	return "g" + string([]byte{byte(n >> 16), byte(n >> 8), byte(n)}) + string(deflated(t, 6, []byte(all)))
}

func recordOf(key string, kind int, value string) string {
	more := len(key)<<3 | kind
	size := []byte{byte(more & 0x7f)}
	if more > 0x7f {
		size = []byte{0x80 | byte(more>>7-1), byte(more & 0x7f)}
	}
	return "\x00" + string(size) + key + value
}

// refOf is a reference to the object whose name are the digits of id again and again.
func refOf(name string, id byte) string {
	return recordOf(name, refObject, "\x00"+strings.Repeat(string([]byte{id}), 20))
}

// logOf is a change, the last one but index, between such objects.
func logOf(name string, index, from, to byte, why string) string {
	key := name + "\x00" + strings.Repeat("\xff", 7) + string([]byte{^index})
	value := strings.Repeat(string([]byte{from}), 20) + strings.Repeat(string([]byte{to}), 20) + "\x01A\x01a\x00\x00\x00"
	return recordOf(key, 1, value+string([]byte{byte(len(why))})+why)
}

// TestReftableForms holds what is read of tables that git seldom or never writes, and that the rest of one that makes no
// sense is left.
func TestReftableForms(t *testing.T) {
	const v1, unpadded = "REFT\x01\x00\x02\x00", "REFT\x01\x00\x00\x00" // blocks of 512 bytes, and of any length
	a, b := refOf("refs/a", 1), refOf("refs/b", 2)
	first := refsOf(24, a)
	changes := logOf("refs/a", 2, 1, 2, "again\n") + logOf("refs/a", 1, 0, 1, "made")
	logs := logsOf(t, 0, changes)
	zeros := strings.Repeat("\x00", 20)
	for name, c := range map[string]struct {
		table string
		want  string // names of references, and what is said of changes; "-" where no table is
		wrong bool
	}{
		"a table":                 {tableOf(v1, refsOf(24, a, b), 0), "refs/a refs/b", false},
		"nothing":                 {tableOf(v1, "", 0), "", false},
		"version 2":               {tableOf("REFT\x02\x00\x02\x00"+zeros[:16]+"sha1", refsOf(28, a), 0), "refs/a", false},
		"longer names":            {tableOf("REFT\x02\x00\x02\x00"+zeros[:16]+"s256", refsOf(28, a), 0), "-", true},
		"version 3":               {tableOf("REFT\x03\x00\x02\x00", first, 0), "-", true},
		"another file":            {tableOf("PACK"+v1[4:], first, 0), "-", true},
		"no header":               {"REFT", "-", true},
		"no footer":               {tableOf(v1, first, 0)[:30], "-", true},
		"two headers":             {tableOf(v1, first, 0)[:4] + "\x02" + tableOf(v1, first, 0)[5:], "-", true},
		"another header":          {unpadded + tableOf(v1, first, 0)[8:], "-", true},
		"logs behind the end":     {tableOf(v1, first, 24+len(first)+1), "-", true},
		"logs at the end":         {tableOf(v1, first, 24+len(first)), "refs/a", false},
		"blocks one by one":       {tableOf(v1, first+refsOf(0, b), 0), "refs/a refs/b", false},
		"padded blocks":           {tableOf(v1, first+strings.Repeat("\x00", 512-24-len(first))+refsOf(0, b), 0), "refs/a refs/b", false},
		"zeros of no block":       {tableOf(unpadded, first+zeros, 0), "refs/a", false},
		"another kind of block":   {tableOf(v1, first+"o"+refsOf(0, b)[1:], 0), "refs/a", false},
		"half a block's head":     {tableOf(v1, first+"r\x00", 0), "refs/a", true},
		"a block within the head": {tableOf(v1, "r\x00\x00\x1b\x00\x00", 0), "", true},
		"a block beyond the end":  {tableOf(v1, first+"r\x00\x00\x40"+refsOf(0, b)[4:], 0), "refs/a", true},
		"a block of one byte":     {tableOf(v1, "r\x00\x00\x1d\x00", 0), "", true},
		"too many jumps":          {tableOf(v1, "r\x00\x00\x20\x00\x00\xff\xff", 0), "", true},
		"another kind of value":   {tableOf(v1, refsOf(24, a, recordOf("refs/b", 5, "\x00")), 0), "refs/a", true},
		"half a value":            {tableOf(v1, refsOf(24, a, b[:len(b)-1]), 0), "refs/a", true},

		"logs":                   {tableOf(v1, first+logs, 24+len(first)), "refs/a refs/a:2:again refs/a:1:made", false},
		"logs alone":             {tableOf(v1, logsOf(t, 24, changes), 0), "refs/a:2:again refs/a:1:made", false},
		"two blocks of logs":     {tableOf(v1, first+logs+logsOf(t, 0, logOf("refs/b", 1, 0, 1, "made")), 24+len(first)), "refs/a refs/a:2:again refs/a:1:made refs/b:1:made", false},
		"a log that is gone":     {tableOf(v1, first+logsOf(t, 0, recordOf("refs/a\x00"+strings.Repeat("\xff", 7)+"\xf8", 0, "")), 24+len(first)), "refs/a refs/a:7:gone", false},
		"half a log block":       {tableOf(v1, first+"g\x00", 24+len(first)), "refs/a", true},
		"a log block of nothing": {tableOf(v1, first+"g\x00\x00\x03", 24+len(first)), "refs/a", true},
		"a short key":            {tableOf(v1, first+logsOf(t, 0, recordOf("\x00short", 1, zeros)), 24+len(first)), "refs/a", true},
		"a key without a name":   {tableOf(v1, first+logsOf(t, 0, recordOf("refs/a12345678", 0, "")), 24+len(first)), "refs/a", true},
		"half a change":          {tableOf(v1, first+logsOf(t, 0, logOf("refs/a", 2, 1, 2, "x"), logOf("refs/a", 1, 0, 1, "made")[:40]), 24+len(first)), "refs/a refs/a:2:x", true},
	} {
		var got []string
		table, err := openReftable([]byte(c.table))
		if err == nil {
			err = table.eachRef(func(ref tableRef) { got = append(got, ref.name) })
			logErr := table.eachLog(func(l tableLog) {
				what := l.why
				if l.gone {
					what = "gone"
				}
				got = append(got, l.name+":"+string('0'+rune(l.index))+":"+what)
			})
			if err == nil {
				err = logErr
			}
		} else {
			got = append(got, "-")
		}
		if d := gocmp.Diff(c.want, strings.Join(got, " ")); d != "" || (err != nil) != c.wrong {
			t.Errorf("%s: %v\n%s", name, err, d)
		}
	}
}

// TestReftableLogs holds which changes of a reference count, where several tables tell of them.
func TestReftableLogs(t *testing.T) {
	dir := copied(t)
	zero := "\x00"
	for name, table := range map[string]string{
		"1.ref": tableOf("REFT\x01\x00\x02\x00", refsOf(24, refOf("refs/heads/../out", 1), refOf("refs/heads/a", 1))+logsOf(t, 0,
			logOf("refs/heads/a", 3, 1, 2, "third"), logOf("refs/heads/a", 2, 0, 1, "second"), logOf("refs/heads/a", 1, 0, 0, ""),
			logOf("refs/heads/b", 1, 0, 0, ""), logOf("refs/heads/c", 1, 1, 0, "deleted")), 24+len(refsOf(24, refOf("refs/heads/../out", 1), refOf("refs/heads/a", 1)))),
		"2.ref": tableOf("REFT\x01\x00\x02\x00", logsOf(t, 24, recordOf("refs/heads/a"+zero+strings.Repeat("\xff", 7)+"\xfc", 0, ""),
			recordOf("refs/heads/d"+zero+strings.Repeat("\xff", 7)+"\xfe", 0, "")), 0),
	} {
		if err := os.WriteFile(filepath.Join(dir, "reftable", name), []byte(table), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "reftable", "tables.list"), []byte("1.ref\n2.ref\n"))
	files := &refFiles{place: place{gitDir: dir, commonDir: dir}}
	refs, err := openRefStacks(files)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"refs/heads/a": "second true", // the third is gone, the first says that there is a log
		"refs/heads/b": " true",
		"refs/heads/c": "deleted true",
		"refs/heads/d": " false",
		"refs/heads/e": " false",
	} {
		var said []string
		all, ok := refs.log(plumbing.ReferenceName(name))
		for _, m := range all {
			said = append(said, m.why)
		}
		if got := strings.Join(said, " ") + map[bool]string{true: " true", false: " false"}[ok]; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if err := refs.each("refs/", func(ref named) error {
		if ref.name != "heads/a" {
			t.Errorf("%q is listed", ref.name)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
