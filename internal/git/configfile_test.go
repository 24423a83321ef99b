package git

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// What git takes is read as git reads it, and what git refuses is refused.
func TestConfigLikeGit(t *testing.T) {
	for _, text := range []string{
		"",
		"[core]\n\tbare = false\n",
		"[core]\r\n\tbare = false\r\n\tx = a\\\r\n b\r\n",
		"\xef\xbb\xbf[core]\n\tbare\n",
		"[core] a = b\n[Core] C-9=d ; comment\n[core]e=f",
		"[user]\n\tname = Jos\xe9 # caf\xe9\n",
		"# caf\xe9\n; \"\n[a] # b\n\tc = d\n",
		"[Branch.Main]\n\tremote = origin\n[a.b.C]\n\td = e\n",
		"[a-b.c \"D.e ]f\"]\n\tg = h\n",
		"[branch \"a\\\"b\\\\c\\d\"]\n\tx = y\n[branch \"\"]\n\tx = z\n[branch \t\"t\"]\n\tx = w\n",
		"[a]\n\tb = \"  c ; d \" e \"f\"g  \t\n\th = \\t\\b\\n\\\\\\\"\n\ti =\n\tj = \"\"\n\tk = \"a \n",
		"[a]\n\tb = \"  c ; d \" e \"f\"g  \t\n\th = \\t\\n\\\\\\\"\n\ti =\n\tj = \"\"\n\tk = a \\\n  b\\\n",
		"[a]\n\tb = \\d\n", "[a]\n\tb c\n", "[a]\n\t9 = c\n", "[a]\n\t-b = c\n", "[a]\n\tb; c\n", "[a]\n\tb.c = d\n",
		"[]\n", "[a\n]\n", "[a b]\n", "[a\"b\"]\n", "[a \"b]\n", "[a \"b\" ]\n", "[a \"b\\\nc\"]\n", "[a \"b\"c", "[a \"b", "[a]\n\t9 = c \\\nd\n", "[a]\n= b\n", "[a]\n\t9\n", "[a]\n\tb",
		"[az09AZ]\n\taZz09-A\t=\t1\n", "[a\t\"b\"]\n\tc\n", "[a]\n\tb = x\\by\n", "[a]\n\tb = c d  e\n\tf\t= g\n", "[a]\r b=c\n",
		"[.b]\n\tc = d\n", "[a.b.c \"d\"]\n\te = f\n", "[a]\n\tb = \"\" c\n", "[a]\n\tb = c # d \\\n\te = f\n", "[a]\n\tb = c\\",
		"[a-b.c]\n\td\n", "[a \t \"b\"]\n\tc\n", "[a bc\"]\n", "[a]\n\tb # c\n", "[a]\n\tb = \"c # d\" # e\n", "[a]\n\tb_c = d\n", "[a]\n\tb = \"c\n\"\n", "[a]\n\n\tb = c\\\nd\\e\n", "[a]\n[b \"c\"\"d\"]\n",
		"= a\n", "[a]\n\tb = \"c", "[9]\na=b", "[a]]\n",
	} {
		path := filepath.Join(t.TempDir(), "config")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		all, wrong := parseConfig([]byte(text))
		if said, err := exec.Command("git", "config", "--file", path, "--list").CombinedOutput(); err != nil || wrong != 0 {
			if !strings.Contains(string(said), fmt.Sprintf("bad config line %d ", wrong)) {
				t.Errorf("%q: line %d is wrong; git says %q, %v", text, wrong, said, err)
			}
			continue
		}
		var got, want []string
		for _, s := range all {
			name := s.section + "." + s.key
			if s.sub != "" || strings.Contains(text, `""]`) { // git tells an empty subsection from none
				name = s.section + "." + s.sub + "." + s.key
			}
			got = append(got, name+"="+s.value)
		}
		for line := range strings.SplitSeq(gittest.RunGit(t, "", "config", "--file", path, "--list", "--null"), "\x00") {
			if name, value, ok := strings.Cut(line, "\n"); ok {
				want = append(want, name+"="+value)
			} else if line != "" {
				want = append(want, line+"=true")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}

// The user's own file stands above that in the XDG folder, and both below the repository's.
func TestConfigOrder(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "xdg"))
	g := gittest.New(t)
	for path, text := range map[string]string{
		filepath.Join(home, ".gitconfig"):            "[user]\n\tname = B\n\temail = b\n",
		filepath.Join(home, "xdg", "git", "config"):  "[user]\n\tname = C\n\temail = c\n[a]\n\tb = c\n",
		filepath.Join(home, ".config/git", "config"): "[a]\n\tc = d\n",
		filepath.Join(g.GitDir, "config"):            "[user]\n\tname = A\n",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r := open(t, g.Dir)
	if name, email := r.configValue("user", "", "name"), r.configValue("user", "", "email"); name != "A" || email != "b" || r.configValue("a", "", "b") != "c" || r.configValue("a", "", "c") != "" {
		t.Error(name, email, r.configValue("a", "", "b"), r.configValue("a", "", "c"))
	}
}

// Included files count as git counts them, and remotes are where it would go.
func TestIncludedAndInsteadLikeGit(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "xdg"))
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	g := gittest.New(t)
	for path, text := range map[string]string{
		filepath.Join(home, ".gitconfig"): "[url \"https://one.example/\"]\n\tinsteadOf = one:\n\tinsteadOf = both:\n[a]\n\tuser = 1\n[include]\n\tpath = more/user\n",
		filepath.Join(home, "more/user"):  "[a]\n\tuser = 2\n[include]\n\tpath = ~/deep\n",
		filepath.Join(home, "deep"):       "[a]\n\tdeep = 3\n[url \"https://two.example/x/\"]\n\tinsteadOf = one:x/\n",
		filepath.Join(g.GitDir, "config"): "[a]\n\tb = 1\n\tc = 1\n[include]\n\tpath = beside\n\tpath = none\n\tpath = ~nobody/x\n[a]\n\tc = 3\n" +
			"[includeIf \"gitdir:/nowhere/\"]\n\tpath = wrong\n[include \"x\"]\n\tpath = wrong\n[include]\n\tother = wrong\n[a]\n\tpath = wrong\n[url \"https://three.example/\"]\n\tinsteadOf = both:\n" +
			"[x \"https://wrong.example/\"]\n\tinsteadOf = one:o/r\n[url \"https://wrong.example/\"]\n\tpushInsteadOf = one:o/r\n" +
			"[x \"r6\"]\n\turl = one:\n[remote]\n\turl = one:\n[include]\n\tpath = " + filepath.ToSlash(home) + "/anywhere\n" +
			"[remote \"r1\"]\n\turl = one:o/r\n\tpushurl = wrong\n[remote \"r2\"]\n\turl = one:x/r\n[remote \"r3\"]\n\turl = both:r\n[remote \"r4\"]\n\turl = xone:r\n",
		filepath.Join(g.GitDir, "beside"): "[a]\n\tb = 2\n\tc = 2\n[remote \"r5\"]\n\turl = one:\n[core]\n\tbare = true\n",
		filepath.Join(home, "anywhere"):   "[a]\n\tfar = 5\n",
		filepath.Join(g.GitDir, "wrong"):  "[a]\n\tb = 4\n",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r := open(t, g.Dir)
	for _, key := range []string{"b", "c", "user", "deep", "far"} {
		if want, _ := gitSays(g.Dir, "config", "a."+key); r.configValue("a", "", key) != want {
			t.Errorf("a.%s is %q; git says %q", key, r.configValue("a", "", key), want)
		}
	}
	remotes := r.Remotes()
	if len(remotes) != 5 {
		t.Errorf("remotes are %v", remotes)
	}
	for _, name := range []string{"r1", "r2", "r3", "r4", "r5"} {
		if want, _ := gitSays(g.Dir, "remote", "get-url", name); remotes[name] != want {
			t.Errorf("%s is at %q; git says %q", name, remotes[name], want)
		}
	}
	if r.WorkTree() != g.Dir {
		t.Error("whether a repository is bare says its own file alone")
	}
}

func TestIncludedTooDeep(t *testing.T) {
	g := gittest.New(t)
	g.Write("config", "[include]\n\tpath = config\n")
	_, err := Open(g.Dir)
	wantProblem(t, err, incident.Failed, "include each other")
	if _, ok := gitSays(g.Dir, "config", "--list"); ok {
		t.Error("git takes it")
	}
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte("[a \"b\\c\"]\n\td = \"e\" \\\nf\n"))
	f.Fuzz(func(_ *testing.T, text []byte) { parseConfig(text) })
}

// With extensions.worktreeConfig, as git sparse-checkout sets it, what each work tree has of its own stands in a file
// of its own. That of a bare repository says that it is one.
func TestConfigOfWorkTree(t *testing.T) {
	g := gittest.New(t)
	g.Commit("one", nil)
	top := temp(t)
	bare, linked := filepath.Join(top, ".bare"), filepath.Join(top, "linked")
	g.Git("clone", "-q", "--bare", g.Dir, bare)
	if err := os.WriteFile(filepath.Join(top, ".git"), []byte("gitdir: ./.bare\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	gittest.RunGit(t, top, "worktree", "add", "-q", linked)
	gittest.RunGit(t, top, "config", "extensions.worktreeConfig", "true")
	gittest.RunGit(t, top, "config", "--unset", "core.bare")
	gittest.RunGit(t, bare, "config", "--worktree", "core.bare", "true")
	gittest.RunGit(t, linked, "config", "--worktree", "own.key", "here")
	for dir, want := range map[string][2]string{top: {"", ""}, linked: {linked, "here"}} {
		r := open(t, dir)
		if got := [2]string{r.WorkTree(), r.configValue("own", "", "key")}; got != want {
			t.Errorf("%s: work tree and key are %q, not %q", dir, got, want)
		}
		if bare := strings.TrimSpace(gittest.RunGit(t, dir, "rev-parse", "--is-bare-repository")); bare != strconv.FormatBool(want[0] == "") {
			t.Errorf("%s: git says %s", dir, bare)
		}
	}
}
