package git

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

func TestResolveLikeGit(t *testing.T) {
	g := tangle(t, 33, 40)
	merge := strings.Fields(g.Git("log", "--merges", "--format=%H"))[0]
	g.Tag("light", merge)
	tag := g.AnnotatedTag("heavy", merge, "the merge")
	g.Git("tag", "-a", "-m", "of a tag", "heavier", tag)
	g.Ref("refs/remotes/origin/main", merge)
	g.Write("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/main\n")
	g.Branch("feature/with/slashes", merge)
	g.Branch("deadbeef", merge) // a branch that looks like a SHA
	g.Git("config", "branch.main.remote", "origin")
	g.Git("config", "branch.main.merge", "refs/heads/main")
	g.Git("config", "branch.after-packing.remote", ".")
	g.Git("config", "branch.after-packing.merge", "refs/heads/side")
	g.Git("config", "branch.light.remote", "origin")
	g.Git("config", "branch.heavy.merge", "refs/heads/main")
	for _, other := range []string{"branch.zone", "section.main"} {
		g.Git("config", other+".remote", "other")
		g.Git("config", other+".merge", "refs/heads/other")
	}
	g.Git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
	g.Git("pack-refs", "--all")
	g.Branch("after-packing", merge)
	r := open(t, g.Dir)
	for _, rev := range []string{
		"HEAD", "@", "main", "side", "refs/heads/side", "heads/side", "light", "tags/light", "heavy", "heavier", "heavier~2", tag,
		"origin/main", "origin", "remotes/origin/main", "feature/with/slashes", "deadbeef", "after-packing",
		merge, strings.ToUpper(merge), merge[:7], merge[:9], merge + "^2", merge[:8] + "^2~1", "HEAD~3", "HEAD~", "HEAD^", "HEAD^0", "HEAD^^",
		"main~2^1~1", "heavy^{commit}", "heavy^{}", "heavy^{}~1", "v0-3-g" + merge[:10], "@~2", "@{u}", "main@{upstream}~1", "after-packing@{u}",
		tag[:8], tag[:7] + "^2", ":/change 3", ":/^change (3|4)", ":/!-change", ":/chan.*",
	} {
		asked := rev + "^{commit}"
		if strings.HasPrefix(rev, ":/") { // all that follows is text
			asked = rev
		}
		want := g.Git("rev-parse", "--verify", "-q", asked)
		got, err := r.Resolve(t.Context(), rev)
		if got != want || err != nil {
			t.Errorf("%q: got %s, %v; git says %s", rev, got, err, want)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := r.Resolve(stopped, ":/no such change"); !errors.Is(err, context.Canceled) {
		t.Errorf("a search that was stopped: %v", err)
	}
	g.Write("HEAD", merge+"\n")
	_, err := open(t, g.Dir).Resolve(t.Context(), "@{u}")
	wantProblem(t, err, incident.NotFound, "No branch is checked out")
	g.Write("HEAD", "ref: refs/heads/main\n")
	blob := g.Object("blob", []byte("just a blob"))
	for _, c := range []struct {
		rev   string
		kind  incident.ProblemKind
		words string
	}{
		{"nothing", incident.NotFound, "Nothing here is called"},
		{"", incident.NotFound, ""},
		{"--all", incident.NotFound, ""},
		{"../../etc/passwd", incident.Usage, "range"},
		{"config", incident.NotFound, ""},
		{"side@{u}", incident.NotFound, "--set-upstream-to"},
		{"light@{u}", incident.NotFound, "--set-upstream-to"}, // without a branch there
		{"heavy@{u}", incident.NotFound, "--set-upstream-to"}, // without a remote
		{"HEAD@{+1}", incident.Usage, "git rev-parse"},
		{"HEAD@{12345678}", incident.NotFound, "too far"},
		{"HEAD@{123456789}", incident.Usage, "git rev-parse"}, // a time, by its length
		{"@{-0}", incident.Usage, "git rev-parse"},
		{"main@{1", incident.Usage, "git rev-parse"},
		{":/no such change", incident.NotFound, "matches"},
		{":/!!no such change", incident.NotFound, "matches"}, // a mark that stands for itself
		{":/(", incident.Usage, "regular expression"},
		{":/!x", incident.Usage, "git rev-parse"},
		{"HEAD@{yesterday}", incident.Usage, "git rev-parse"},
		{"@{push}", incident.Usage, "git rev-parse"},
		{"main@{-1}", incident.Usage, "git rev-parse"},
		{"HEAD@{1764000000}", incident.Usage, "git rev-parse"},
		{"HEAD:a", incident.Usage, "git rev-parse"},
		{"HEAD@{1}", incident.NotFound, "too far"},
		{"@{-1}", incident.NotFound, "too far"},
		{"nothing@{1}", incident.Usage, ""},
		{"^main", incident.Usage, "range"},
		{"HEAD^!", incident.Usage, "range"},
		{"HEAD^9", incident.NotFound, "too far"},
		{"light~1^2", incident.NotFound, "has 1 parent."},
		{"HEAD~100000", incident.NotFound, "too far"},
		{strings.Repeat("1", 40), incident.NotFound, "no commit"},
		{"0000000", incident.NotFound, ""},
		{blob, incident.NotFound, "blob"},
		{blob[:10], incident.NotFound, ""},
		{"HEAD^{commit", incident.Usage, "does not name a commit"},
		{"HEAD^{0}", incident.Usage, "does not name a commit"},
		{"HEAD~2x", incident.NotFound, "Nothing here is called"},
		{"HEAD~99999999999999999999", incident.NotFound, "Nothing here is called"},
		{"HEAD^{tree}", incident.Usage, "does not name a commit"},
		{"HEAD^{/change}", incident.Usage, "does not name a commit"},
		{"main..side", incident.Usage, "range"},
		{"a\x00b", incident.NotFound, ""},
	} {
		got, err := r.Resolve(t.Context(), c.rev)
		if err == nil {
			t.Errorf("%q resolved to %s", c.rev, got)
			continue
		}
		wantProblem(t, err, c.kind, c.words)
	}
}

func TestValidRefName(t *testing.T) {
	for name, want := range map[string]bool{
		"HEAD": true, "FETCH_HEAD": true, "A-B": true, "refs/heads/a": true, "refs/a.b/c@d{e}": true,
		"": false, "config": false, "worktrees/x/HEAD": false, "refs/": false, "refs//a": false, "refs/heads/../a": false,
		"refs/.a": false, "refs/heads/a.lock": false, "refs/a.lock/b": false, "refs/a@{b": false, "refs/a b": false,
	} {
		if got := validRefName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
	for _, c := range "\x00\t\n\x7f ~^:?*[\\" {
		if name := "refs/heads/a" + string(c) + "b"; validRefName(name) {
			t.Errorf("%q is taken for a name", name)
		}
	}
}

func TestExpand(t *testing.T) {
	g := gittest.New(t)
	seen := map[string]string{}
	var twin [2]string // two commits whose names start with the same four digits
	for i := 0; twin[1] == ""; i++ {
		sha := g.Commit("commit", gittest.Files{"n": strings.Repeat("x", i)})
		if other, ok := seen[sha[:4]]; ok {
			twin = [2]string{other, sha}
		}
		seen[sha[:4]] = sha
		// Trees and blobs whose names start with the same digits must not matter: most prefixes of 4 digits meet some.
	}
	g.Tag("v1.0", g.Commit("after the first twin", nil, gittest.Parents(twin[0])))
	for _, packed := range []bool{false, true} {
		if packed {
			g.Git("repack", "-adq", "--window=0")
		}
		r := open(t, g.Dir)
		if got, err := r.Expand(t.Context(), twin[0][:20]); got != twin[0] || err != nil {
			t.Error(got, err)
		}
		_, err := r.Expand(t.Context(), twin[0][:4])
		wantProblem(t, err, incident.Usage, "short for 2 commits")
		_, err = r.Expand(t.Context(), "abc")
		wantProblem(t, err, incident.Usage, "4 to 40")
		if got, err := r.Expand(t.Context(), "v1.0~1"); got != twin[0] || err != nil {
			t.Error(got, err)
		}
		_, err = r.Expand(t.Context(), "v2.0~1")
		wantProblem(t, err, incident.NotFound, "v2.0~1")
		_, err = r.Expand(t.Context(), "wxyz")
		wantProblem(t, err, incident.Usage, "4 to 40")
		for short, sha := range seen {
			if short == twin[0][:4] {
				continue
			}
			if got, err := r.Expand(t.Context(), strings.ToUpper(short)); got != sha || err != nil {
				t.Errorf("%s: %s, %v", short, got, err)
			}
		}
	}
}
