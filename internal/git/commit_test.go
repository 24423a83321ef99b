package git

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

func TestCommitFacts(t *testing.T) {
	tree := "tree " + strings.Repeat("1", 40) + "\n"
	parent := "parent " + strings.Repeat("2", 40) + "\n"
	at := func(unix int64, east int) time.Time { return time.Unix(unix, 0).In(time.FixedZone("", east)) }
	epoch := time.Unix(0, 0)
	for _, c := range []struct {
		name, data string
		want       incident.Commit
	}{
		{
			"plain", tree + parent + parent + "author A B <a@b> 100 +0130\ncommitter C <c@d> 200 -0800\n\nsubject\n\nbody\n",
			incident.Commit{
				Parents: []string{strings.Repeat("2", 40), strings.Repeat("2", 40)}, Author: incident.Person{Name: "A B", Email: "a@b"},
				Committer: incident.Person{Name: "C", Email: "c@d"}, AuthoredAt: at(100, 5400), CommittedAt: at(200, -28800), Message: "subject\n\nbody\n",
			},
		},
		{
			"signed", tree + "author A <a> 1 +0000\ncommitter A <a> 2 +0000\ngpgsig -----BEGIN\n committer X <x> 9 +0000\n \n -----END\n\nsubject",
			incident.Commit{
				Author: incident.Person{Name: "A", Email: "a"}, Committer: incident.Person{Name: "A", Email: "a"},
				AuthoredAt: at(1, 0), CommittedAt: at(2, 0), Message: "subject",
			},
		},
		{
			"no message", tree + "author A <a> 1 +0000\ncommitter A <a> 2 +0000\n\n",
			incident.Commit{
				Author: incident.Person{Name: "A", Email: "a"}, Committer: incident.Person{Name: "A", Email: "a"},
				AuthoredAt: at(1, 0), CommittedAt: at(2, 0),
			},
		},
		{
			"header only", tree + "author A <a> 1 +0000\ncommitter A <a> 2 +0000",
			incident.Commit{
				Author: incident.Person{Name: "A", Email: "a"}, Committer: incident.Person{Name: "A", Email: "a"},
				AuthoredAt: at(1, 0), CommittedAt: at(2, 0),
			},
		},
		{
			"broken people and times", tree + "author nobody\ncommitter <<a>> x> 99999999999999999999 +9999\n\nm\x00\xff\n",
			incident.Commit{
				Author: incident.Person{Name: "nobody"}, Committer: incident.Person{Email: "<a>> x"},
				AuthoredAt: epoch, CommittedAt: epoch, Message: "m\x00\xff\n",
			},
		},
		{
			"nobody at all", tree + "\nm",
			incident.Commit{AuthoredAt: epoch, CommittedAt: epoch, Message: "m"},
		},
		{
			"message that looks like a header", tree + "author A <a> 1 +0000\ncommitter A <a> 2 +0000\n\nparent x\ncommitter B <b> 3 +0000\n",
			incident.Commit{
				Author: incident.Person{Name: "A", Email: "a"}, Committer: incident.Person{Name: "A", Email: "a"},
				AuthoredAt: at(1, 0), CommittedAt: at(2, 0), Message: "parent x\ncommitter B <b> 3 +0000\n",
			},
		},
	} {
		raw, ok := parseRaw(oid{1}, []byte(c.data))
		if !ok {
			t.Errorf("%s: refused", c.name)
			continue
		}
		c.want.SHA = oid{1}.String()
		if diff := cmp.Diff(c.want, raw.Commit(), cmp.Comparer(time.Time.Equal)); diff != "" {
			t.Errorf("%s:\n%s", c.name, diff)
		}
		if raw.CommittedAt() != c.want.CommittedAt.Unix() {
			t.Errorf("%s: CommittedAt is %d", c.name, raw.CommittedAt())
		}
	}
}

// Whatever a commit says of its time, that can be printed: one that can't would end a scan of the whole history.
func TestTimesCanBeWritten(t *testing.T) {
	for text, want := range map[string]string{
		"100 +0130":              "1970-01-01T01:31:40+01:30",
		"100 -2359":              "1969-12-31T00:02:40-23:59",
		"100 +2400":              "1970-01-01T00:01:40Z",
		"253370764799 +2359":     "9999-01-01T23:58:59+23:59",
		"253370764800 +0000":     "1970-01-01T00:00:00Z",
		"400000000000 +0000":     "1970-01-01T00:00:00Z",
		"0000000000000001 +0000": "1970-01-01T00:00:01Z",
	} {
		raw, _ := parseRaw(oid{1}, []byte("tree "+strings.Repeat("1", 40)+"\ncommitter A <a> "+text+"\n\n"))
		if got, err := raw.Commit().CommittedAt.MarshalText(); err != nil || string(got) != want {
			t.Errorf("%q is %s, want %s: %v", text, got, want, err)
		}
	}
}

// Hostile messages come through whole, in pack and loose.
func TestHostileMessages(t *testing.T) {
	g := gittest.New(t)
	messages := []string{
		strings.Repeat("ten megabytes of this\n", 10<<20/22),
		"nul\x00 in the middle\n",
		"not \xff\xfe UTF-8\n",
		"\n\n\nempty lines first\n",
	}
	want := map[string]string{}
	for _, m := range messages {
		want[g.Commit(m, nil)] = m
	}
	for _, packed := range []bool{false, true} {
		if packed {
			g.Pack()
		}
		r := open(t, g.Dir)
		info, err := r.Each(t.Context(), LogOptions{}, func(c incident.Commit) error {
			if c.Message != want[c.SHA] {
				t.Errorf("packed %v: %q came back as %q", packed, want[c.SHA][:20], c.Message[:min(20, len(c.Message))])
			}
			return nil
		})
		if err != nil || info.Commits != len(messages) {
			t.Fatal(info.Commits, err)
		}
	}
}

func FuzzCommit(f *testing.F) {
	f.Add([]byte("tree 1111111111111111111111111111111111111111\nparent 2222222222222222222222222222222222222222\nauthor A <a> 1 +0000\ncommitter A <a> 2 +0100\n\nsubject\n"))
	f.Add([]byte("tree 1111111111111111111111111111111111111111\n\n"))
	f.Add([]byte("tree 1111111111111111111111111111111111111111\ncommitter > 5 +0000"))
	f.Add([]byte("tree 1111111111111111111111111111111111111111\ncommitter A <a> 0001152921504606846976 +0000"))
	f.Add([]byte("tree 1111111111111111111111111111111111111111\nauthor \x83\x89 <a> 1 +0000\nencoding SJIS\n\n\x83\x89"))
	f.Fuzz(func(t *testing.T, data []byte) {
		raw, ok := parseRaw(oid{}, data)
		if !ok {
			return
		}
		c := raw.Commit()
		if c.CommittedAt.Unix() != raw.CommittedAt() {
			t.Errorf("the quick way reads the time as %d, the other as %d", raw.CommittedAt(), c.CommittedAt.Unix())
		}
		if len(c.Parents) != raw.Parents() {
			t.Error("facts and raw form differ")
		}
		if raw.decoder() == nil && (!bytes.HasSuffix(data, []byte(c.Message)) || raw.header+len(c.Message) > len(data)) {
			t.Error("header and message overlap")
		}
	})
}
