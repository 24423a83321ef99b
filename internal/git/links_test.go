package git

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// FuzzInflateHead: the head of what inflate decodes is what inflateHead decodes, and hostile input does no harm.
func FuzzInflateHead(f *testing.F) {
	f.Add([]byte("x\x9c\xcbH\xcd\xc9\xc9W(\xcf/\xcaI\x01\x00\x1a\x0b\x04]"), 11)
	f.Fuzz(func(t *testing.T, src []byte, size int) {
		if size < 0 || size > 1<<16 {
			return
		}
		whole, head := make([]byte, size), make([]byte, min(size, timedHeadSize))
		_, err := inflate(whole, src)
		n := inflateHead(head, src)
		if err != nil {
			return
		}
		if d := cmp.Diff(whole[:n], head[:n]); d != "" {
			t.Fatal(d)
		}
	})
}

// TestHeadLinks: what the head of a packed commit tells is what the whole commit tells.
func TestHeadLinks(t *testing.T) {
	g := gittest.New(t)
	var shas []string
	for i := range 20 {
		message := "subject\n\n" + strings.Repeat(fmt.Sprintf("committer %d parent\n", i*i), i*10)
		shas = append(shas, g.Commit(message, gittest.Files{"a": fmt.Sprint(i)}))
	}
	shas = append(shas, g.Commit("octopus\n\n"+strings.Repeat("x y z ", 100), nil, gittest.Parents(shas...)))
	for n := 80; n <= 130; n++ { // with whatever of the committer's line in the head
		shas = append(shas, g.Commit("long names", nil, gittest.Author("A", "a@example.com"), gittest.Committer(strings.Repeat("n", 2*n), "n@example.com")))
	}
	none := g.Object("blob", []byte(g.Git("cat-file", "commit", shas[0])+"\n"))
	g.Tag("none", none)
	g.Git("repack", "-adq", "--depth=0")
	r, err := Open(g.GitDir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	heads := 0
	for _, sha := range shas {
		id, _ := parseOID(sha)
		whole, err := r.rawCommit(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, timed := range []bool{false, true} {
			// What was asked for without its time is no answer where that is asked for as well.
			if l, err := r.linksOf(id, timed); err != nil || timed && l.at != whole.CommittedAt() {
				t.Errorf("%s: %d, %v; want %d", sha, l.at, err, whole.CommittedAt())
			}
			got, ok := r.store.headLinks(id, timed)
			if !ok {
				continue
			}
			heads++
			if d := cmp.Diff(whole.links(timed), got, cmp.AllowUnexported(links{})); d != "" {
				t.Errorf("%s (-whole +head):\n%s", sha, d)
			}
		}
	}
	id, _ := parseOID(none)
	if got, ok := r.store.headLinks(id, true); ok {
		t.Errorf("a blob with a commit's text is taken for one: %+v", got)
	}
	if heads < 40 {
		t.Errorf("only %d of %d commits were read by their heads, each in two ways", heads, len(shas))
	}
}
