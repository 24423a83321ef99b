package git

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestPackedReferences holds that references are read alike from their files and from git's packed list, also where
// both name them, and where the list was written while the repository is open.
func TestPackedReferences(t *testing.T) {
	g := gittest.New(t)
	a := g.Commit("a", gittest.Files{"f": "1"})
	b := g.Commit("b", gittest.Files{"f": "2"})
	g.Tag("light", b)
	g.AnnotatedTag("heavy", a, "one")
	g.Git("tag", "-a", "-m", "a tag of a tag", "twice", "heavy")
	g.Git("branch", "side/one", a)
	g.Ref("refs/tags/blob", g.Object("blob", []byte("x")))
	r := open(t, g.Dir)
	type seen struct {
		Tags, Commits, Branches []incident.Ref
		Resolved                []string
	}
	look := func() (s seen) {
		t.Helper()
		var err [3]error
		s.Tags, err[0] = r.Tags(t.Context())
		s.Commits, err[1] = r.TagCommits(t.Context())
		s.Branches, err[2] = r.Branches(t.Context())
		slices.SortFunc(s.Commits, func(x, y incident.Ref) int { return cmp.Compare(x.Name, y.Name) })
		s.Commits = slices.DeleteFunc(s.Commits, func(t incident.Ref) bool { return t.Name == "blob" }) // not looked at in the list
		for _, e := range err {
			if e != nil {
				t.Fatal(e)
			}
		}
		for _, name := range []string{"HEAD", "main", "side/one", "heavy", "twice", "light", "refs/tags/light", "tags/heavy"} {
			sha, err := r.Resolve(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			s.Resolved = append(s.Resolved, sha)
		}
		return s
	}
	loose := look()
	if want := []incident.Ref{{Name: "heavy", Commit: a}, {Name: "light", Commit: b}, {Name: "twice", Commit: a}}; !slices.Equal(loose.Commits, want) {
		t.Errorf("tags' commits are %v, not %v", loose.Commits, want)
	}
	g.Git("pack-refs", "--all", "--prune")
	if d := gocmp.Diff(loose, look()); d != "" {
		t.Errorf("packed, the references are others:\n%s", d)
	}
	g.Git("branch", "-f", "side/one", b)
	g.Git("tag", "-d", "light")
	if sha, err := r.Resolve(t.Context(), "side/one"); sha != b || err != nil {
		t.Errorf("the list counts before the newer file: %s, %v", sha, err)
	}
	if sha, err := r.Resolve(t.Context(), "light"); err == nil {
		t.Errorf("a tag that is gone stands for %s", sha)
	}
	if branches, err := r.Branches(t.Context()); err != nil || len(branches) != 2 || branches[1].Commit != b {
		t.Errorf("branches are %v, %v", branches, err)
	}
	// A name that ends like a longer one, and a list as git of old wrote it, without peeled lines.
	heavy := g.Git("rev-parse", "heavy")
	g.Write("packed-refs", strings.Join([]string{b + " refs/heads/x/refs/heads/y", a + " refs/heads/y", heavy + " refs/tags/old", ""}, "\n"))
	if sha, err := r.Resolve(t.Context(), "y"); sha != a || err != nil {
		t.Errorf("y stands for %s, %v", sha, err)
	}
	for _, begin := range []string{"", "# pack-refs with: peeled \n"} {
		g.Write("packed-refs", begin+heavy+" refs/tags/old\n")
		if tags, err := r.TagCommits(t.Context()); err != nil || len(tags) != 1 || tags[0].Commit != a {
			t.Errorf("%q: tags' commits are %v, %v", begin, tags, err)
		}
	}
}

// With core.preferSymlinkRefs git keeps HEAD as a link, whose target may be among the packed references.
func TestHeadAsLink(t *testing.T) {
	g := gittest.New(t)
	sha := g.Commit("one", nil)
	head := filepath.Join(g.GitDir, "HEAD")
	if err := os.Remove(head); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("refs/heads/main", head); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	for _, packed := range []bool{false, true} {
		if packed {
			g.Git("pack-refs", "--all")
		}
		if got, branch, err := open(t, g.Dir).Head(); got != sha || branch != "main" || err != nil {
			t.Errorf("packed %v: HEAD is %s on %q, %v", packed, got, branch, err)
		}
	}
	g.Ref("refs/heads/next", sha)
	if err := os.Symlink("next", filepath.Join(g.GitDir, "refs", "heads", "link")); err != nil { // which is a file like others
		t.Fatal(err)
	}
	if got, err := open(t, g.Dir).Resolve(t.Context(), "link"); got != sha || err != nil {
		t.Errorf("link stands for %s, %v", got, err)
	}
}

// What is written in place of a reference leads to no file besides references', and what makes no sense there is none.
func TestReferencesThatAreNone(t *testing.T) {
	g := gittest.New(t)
	sha := g.Commit("one", nil)
	g.Write("secret", sha+"\n")
	for _, target := range []string{"refs/heads/../../secret", "secret", "refs/heads/.hidden", "refs/heads/a.lock"} {
		g.Write("refs/heads/.hidden", sha+"\n")
		g.Write("refs/heads/a.lock", sha+"\n")
		g.Write("refs/heads/odd", "ref: "+target+"\n")
		if got, err := open(t, g.Dir).Resolve(t.Context(), "odd"); err == nil {
			t.Errorf("%s leads to %s", target, got)
		}
	}
	for _, text := range []string{"what", "", sha[:39], sha + "0"} {
		g.Write("refs/heads/odd", text+"\n")
		_, err := open(t, g.Dir).Resolve(t.Context(), "odd")
		wantProblem(t, err, incident.NotFound, `Nothing here is called "odd"`)
		g.Write("packed-refs", text+" refs/heads/listed\n")
		_, err = open(t, g.Dir).Resolve(t.Context(), "listed")
		wantProblem(t, err, incident.NotFound, `Nothing here is called "listed"`)
	}
	g.Write("refs/heads/odd", sha+" and more, as git takes it\n")
	branches, err := open(t, g.Dir).Branches(t.Context())
	if err != nil || len(branches) != 2 || branches[0].Name != "main" || branches[1].Name != "odd" || branches[1].Commit != sha {
		t.Errorf("branches are %v, %v", branches, err)
	}
}

// Each linked work tree has references of its own, beside those of all.
func TestReferencesOfAWorkTree(t *testing.T) {
	g := gittest.New(t)
	g.Commit("one", nil)
	g.Commit("two", nil)
	linked := filepath.Join(temp(t), "linked")
	g.Git("worktree", "add", "-q", "--detach", linked)
	own := []string{"refs/worktree/lamp", "refs/bisect/bad", "refs/rewritten/onto"}
	for _, name := range own {
		g.Git("update-ref", name, "main")
		gittest.RunGit(t, linked, "update-ref", name, "main~1")
	}
	gittest.RunGit(t, linked, "update-ref", "refs/lamps/shared", "main~1")
	for _, dir := range []string{g.Dir, linked} {
		for _, name := range append(own, "refs/lamps/shared", "HEAD", "main") {
			want, _ := gitSays(dir, "rev-parse", "--verify", "-q", name)
			if got, err := open(t, dir).Resolve(t.Context(), name); got != want || err != nil {
				t.Errorf("%s in %s: got %q, %v; git says %q", name, filepath.Base(dir), got, err, want)
			}
		}
	}
}
