package git

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// What a commit says in another encoding than UTF-8 is shown as git shows it.
func TestEncodingLikeGit(t *testing.T) {
	g := gittest.New(t)
	r := open(t, g.Dir)
	for _, c := range []struct{ header, text, want string }{
		{"encoding ISO-8859-1", "K\xe4se f\xfcr\x85", "Käse für\u0085"},
		{"encoding latin1", "K\xe4se", "Käse"},
		{"encoding Latin-1", "K\xe4se", "Käse"},
		{"encoding CP1252", "\x80 5", "€ 5"},
		{"encoding koi8-r", "\xcc\xc1\xcd\xd0\xc1", "лампа"},
		{"encoding Shift_JIS", "\x83\x89\x83\x93\x83v", "ランプ"},
		{"encoding SJIS", "\x83\x89\x83\x93\x83v", "ランプ"},
		{"encoding EUC-KR", "\xb7\xa5\xc7\xc1", "램프"},
		{"encoding GB18030", "\xb5\xc6", "灯"},
		{"gpgsig -----BEGIN\n \n encoding KOI8-R\n -----END\nencoding ISO-8859-1", "K\xe4se", "Käse"},
		{"gpgsig -----BEGIN\n encoding ISO-8859-1\n -----END", "K\xe4se", "K\xe4se"},
		{"encoding UTF-8", "Käse", "Käse"},
		{"encoding UTF-8", "K\xe4se", "K\xe4se"},
		{"encoding US-ASCII", "K\xe4se", "K\xe4se"},
		{"encoding Shift_JIS", "\x83\x89 \xff\xff", "\x83\x89 \xff\xff"},
		{"encoding of-mine", "K\xe4se", "K\xe4se"},
		{"encoding ", "K\xe4se", "K\xe4se"},
	} {
		sha := g.Commit(c.text+"\n\nencoding KOI8-R\n", nil, gittest.Header(c.header), gittest.Author(c.text, "a@b"))
		got, err := r.Commit(t.Context(), sha)
		if err != nil || got.Author.Name != c.want || got.Message != c.want+"\n\nencoding KOI8-R\n" {
			t.Errorf("%q, %q: %q by %q: %v", c.header, c.text, got.Message, got.Author.Name, err)
		}
		if shown := g.Git("log", "-1", "--format=%an%n%B", sha); shown != c.want+"\n"+got.Message {
			t.Errorf("%q, %q: git shows %q", c.header, c.text, shown)
		}
	}
}
