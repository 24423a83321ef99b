package git

import (
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
)

// A clone from before the remote's default branch was renamed, and fetched since, has both: git neither prunes nor sets
// the remote's HEAD anew by itself.
func TestDefaultBranchThatWasRenamed(t *testing.T) {
	g := gittest.New(t)
	a := g.Commit("a", nil)
	g.Switch("topic")
	b := g.Commit("b", nil)
	g.Switch("main")
	g.Commit("c", nil)
	d := g.Merge("Merge topic", "topic")
	at := gittest.At(g.Now())
	e := g.Commit("e", nil, at, gittest.Parents(d))
	f := g.Commit("f", nil, at, gittest.Parents(g.Commit("in the same second", nil, at, gittest.Parents(e))))
	other := g.Commit("another history", nil, at, gittest.Parents())
	for _, c := range []struct {
		head         string
		main, master string
		want, sha    string
	}{
		{"master", d, a, "origin/main", d},
		{"master", a, a, "origin/main", a},
		{"master", a, d, "origin/master", d}, // main was left behind
		{"master", d, b, "origin/master", b}, // main went another way, and took this in
		{"master", f, e, "origin/main", f},
		{"master", other, a, "origin/master", a},
		{"main", a, d, "origin/main", a},
		{"trunk", d, a, "origin/trunk", a},
	} {
		g.Ref("refs/remotes/origin/trunk", a)
		g.Ref("refs/remotes/origin/main", c.main)
		g.Ref("refs/remotes/origin/master", c.master)
		g.Write("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/"+c.head+"\n")
		if name, sha, err := open(t, g.Dir).DefaultBranch(); name != c.want || sha != c.sha || err != nil {
			t.Errorf("%+v: %s %s %v", c, name, sha, err)
		}
	}
}

// TestDefaultBranchThatIsNamed is that whoever knows goes before what the clone looks like, as far as it has the branch.
func TestDefaultBranchThatIsNamed(t *testing.T) {
	g := gittest.New(t)
	a := g.Commit("a", nil)
	g.Switch("develop")
	b := g.Commit("b", nil)
	g.Ref("refs/remotes/origin/next", a)
	for named, want := range map[string]string{"": "main " + a, "develop": "develop " + b, "next": "origin/next " + a, "gone": "main " + a} {
		r := open(t, g.Dir)
		r.SetDefault(named)
		if name, sha, err := r.DefaultBranch(); name+" "+sha != want || err != nil {
			t.Errorf("named %q: %s %s %v, want %s", named, name, sha, err, want)
		}
	}
}

// What remotes' HEADs name counts before a branch of a usual name, origin's first, and then by the remotes' names.
func TestDefaultBranchOfSeveralRemotes(t *testing.T) {
	g := gittest.New(t)
	a := g.Commit("a", nil)
	g.Branch("master", a)
	for _, remote := range []string{"upstream", "origin", "fork"} {
		g.Git("remote", "add", remote, "https://git.example/"+remote)
		g.Ref("refs/remotes/"+remote+"/next", a)
	}
	g.Ref("refs/remotes/origin/main", a)
	g.Switch("topic")
	g.Commit("b", nil)
	for _, c := range []struct {
		does []string // one after the other
		want string
	}{
		{[]string{"symbolic-ref", "refs/remotes/upstream/HEAD", "refs/remotes/upstream/next"}, "upstream/next"},
		{[]string{"symbolic-ref", "refs/remotes/fork/HEAD", "refs/remotes/fork/next"}, "fork/next"},
		{[]string{"update-ref", "refs/remotes/origin/HEAD", a}, "fork/next"}, // names no branch
		{[]string{"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone"}, "fork/next"},
		{[]string{"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/next"}, "origin/next"},
		{[]string{"remote", "remove", "origin"}, "fork/next"},
		{[]string{"remote", "remove", "fork"}, "upstream/next"},
		{[]string{"remote", "remove", "upstream"}, "main"},
		{[]string{"update-ref", "refs/remotes/origin/main", a}, "main"},
		{[]string{"branch", "-D", "main"}, "origin/main"},
		{[]string{"update-ref", "-d", "refs/remotes/origin/main"}, "master"},
		{[]string{"branch", "-D", "master"}, "topic"},
		{[]string{"update-ref", "refs/remotes/origin/master", a}, "origin/master"},
	} {
		g.Git(c.does...)
		if name, sha, err := open(t, g.Dir).DefaultBranch(); name != c.want || (sha == a) != (name != "topic") || err != nil {
			t.Errorf("%v: %s %s %v, want %s", c.does, name, sha, err, c.want)
		}
	}
}

func TestDefaultBranchWithoutRemote(t *testing.T) {
	g := gittest.New(t)
	a := g.Commit("a", nil)
	g.Switch("work")
	b := g.Commit("b", nil)
	if name, sha, err := open(t, g.Dir).DefaultBranch(); name != "main" || sha != a || err != nil {
		t.Error(name, sha, err)
	}
	g.Git("branch", "-m", "main", "else")
	if name, sha, err := open(t, g.Dir).DefaultBranch(); name != "work" || sha != b || err != nil {
		t.Error(name, sha, err)
	}
	g.Detach(a)
	if name, sha, err := open(t, g.Dir).DefaultBranch(); name != "HEAD" || sha != a || err != nil {
		t.Error(name, sha, err)
	}
}

// In a bare repository nothing is checked out: its HEAD is what the repository calls its branch.
func TestDefaultBranchOfABareRepository(t *testing.T) {
	g := gittest.New(t)
	a := g.Commit("a", nil)
	g.Branch("develop", a)
	g.Switch("develop")
	b := g.Commit("b", nil)
	dir := t.TempDir()
	g.Git("clone", "-q", "--bare", g.Dir, dir)
	for head, want := range map[string]string{"develop": b, "gone": a} {
		gittest.RunGit(t, dir, "symbolic-ref", "HEAD", "refs/heads/"+head)
		name, sha, err := open(t, dir).DefaultBranch()
		if sha != want || err != nil || head == "develop" != (name == "develop") {
			t.Error(head, name, sha, err)
		}
	}
	gittest.RunGit(t, dir, "update-ref", "--no-deref", "HEAD", b) // names no branch
	if name, sha, err := open(t, dir).DefaultBranch(); name != "main" || sha != a || err != nil {
		t.Error(name, sha, err)
	}
}
