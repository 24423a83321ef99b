package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

func vars(pairs ...string) Env {
	m := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return m[name] }
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, o Options) Config {
	t.Helper()
	c, err := Load(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPrecedence(t *testing.T) {
	dir := t.TempDir()
	user := write(t, filepath.Join(dir, "user.yaml"), "daily_cap: 1\nwatch_days: 1\nsilent: true\nreport: {weeks: 1}\n")
	write(t, filepath.Join(dir, FileName), "\ndaily_cap: 2\nwatch_days: 2\nsilent:\nreport:\n  weeks: 2\nowner: [\"@Alice\", '@org/Team']\n")
	c := load(t, Options{
		Dir: dir, UserFile: user, Env: vars("OWNUP_DAILY_CAP", "3", "OWNUP_REPORT_WEEKS", "3", "OWNUP_HOTFIX_BRANCHES", "fix/*, urgent/*"),
		Flags: map[string]string{"daily_cap": "4", "stakeholders": "@Bob"},
	})
	got := map[string]string{}
	for _, v := range c.Values() {
		if v.Source != "default" {
			got[v.Key] = fmt.Sprintf("%v from %s", v.Value, strings.ReplaceAll(v.Source, dir, "DIR"))
		}
	}
	want := map[string]string{
		"daily_cap": "4 from flag", "report.weeks": "3 from environment OWNUP_REPORT_WEEKS", "watch_days": "2 from .ownup.yaml:3",
		"silent": "true from " + filepath.Join("DIR", "user.yaml") + ":3", "owner": "[@Alice @org/Team] from .ownup.yaml:7",
		"hotfix.branches": "[fix/* urgent/*] from environment OWNUP_HOTFIX_BRANCHES", "stakeholders": "[@Bob] from flag",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if c.DailyCap != 4 || c.Report.Weeks != 3 || c.WatchDays != 2 || !c.Silent || c.Since.Duration() != 14*24*time.Hour ||
		!cmp.Equal(c.Owner, []string{"@Alice", "@org/Team"}) || !cmp.Equal(c.Hotfix.Branches, []string{"fix/*", "urgent/*"}) {
		t.Errorf("%+v", c)
	}
}

// TestAccepted is what the files may say, up to its bounds.
func TestAccepted(t *testing.T) {
	for text, want := range map[string]string{
		"silent: yes":                        "silent=true",
		"silent: On":                         "silent=true",
		"silent: 1":                          "silent=true",
		"silent: no":                         "silent=false",
		"silent: OFF":                        "silent=false",
		"silent: 0":                          "silent=false",
		"daily_cap: 0":                       "daily_cap=0",
		"watch_days: 1":                      "watch_days=1",
		"watch_days: 999999":                 "watch_days=999999",
		"owner: '@ada'":                      "owner=[@ada]",
		"owner: 'Ada, Grace'":                "owner=[Ada, Grace]", // a comma separates in the environment alone
		"owner: []":                          "owner=[]",
		"labels: {progress: ''}":             "labels.progress=",
		"labels: {progress: a}":              "labels.progress=a",
		"local: {dir: ''}":                   "local.dir=",
		"silent: true\n \t\n":                "silent=true",
		"owner: '~'":                         "owner=[~]",
		"# a lamp\n":                         "",
		"":                                   "",
		"owner:":                             "",
		"labels:\n  # revert: x":             "",
		"owner: " + strings.Repeat("a", 256): "owner=[" + strings.Repeat("a", 256) + "]",
		"labels: {revert: " + strings.Repeat("ä", 50) + "}": "labels.revert=" + strings.Repeat("ä", 50),
		"owner: [" + strings.Repeat("a,", 999) + "a]":       "owner=[" + strings.Repeat("a ", 999) + "a]",
		"silent: true\n#" + strings.Repeat("a", maxFile-14): "silent=true",
	} {
		c := load(t, Options{Committed: []byte(text), CommittedOnly: true})
		got := ""
		for _, v := range c.Values() {
			if v.Source != "default" {
				got += fmt.Sprintf("%s=%v", v.Key, v.Value)
			}
		}
		if got != want {
			t.Errorf("%.60q: %.80s; want %.80s", text, got, want)
		}
	}
	for given, want := range map[string][]string{"@ada,, @grace ,": {"@ada", "@grace"}, " , ": {}} {
		c := load(t, Options{Env: vars("OWNUP_OWNER", given)})
		for _, v := range c.Values() {
			if v.Key == "owner" && !cmp.Equal(v.Value, any(want)) {
				t.Errorf("OWNUP_OWNER=%q: %#v; want %q", given, v.Value, want)
			}
		}
	}
}

func TestFlagsOfKeys(t *testing.T) {
	// The verbs hand on what was said to the flags that the table names.
	for name, flag := range map[string]string{"tracker": "tracker", "github.repository": "repo", "silent": "silent", "daily_cap": ""} {
		if k, _ := lookup(name); k.Flag != flag || strings.HasSuffix(k.Where(), "flag") != (flag != "") {
			t.Errorf("%s: the flag %q, set in %s", name, k.Flag, k.Where())
		}
	}
	c := load(t, Options{Committed: []byte("silent: true"), CommittedOnly: true, Flags: map[string]string{"silent": "false"}})
	if c.Silent {
		t.Error("--silent=false does not win over the file")
	}
}

// TestCommittedOnly is that nothing is taken from the work tree, which may be somebody's proposal.
func TestCommittedOnly(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, FileName), "daily_cap: 9\nwatch_days: 9\n")
	if c := load(t, Options{Dir: dir, Committed: []byte("daily_cap: 7"), CommittedOnly: true}); c.DailyCap != 7 || c.WatchDays == 9 {
		t.Errorf("the work tree is read: %+v", c)
	}
	// Nor is anything where no folder is named: neither in a bare repository nor of a person without a home.
	t.Chdir(dir)
	write(t, filepath.Join(dir, "ownup", "config.yaml"), "daily_cap: 8\n")
	write(t, filepath.Join(dir, "gh", "hosts.yml"), hosts)
	if c := load(t, Options{}); c.DailyCap != 5 || c.WatchDays != 30 || c.Token != "" {
		t.Errorf("the current folder is read: %+v, token %q", c, c.Token.Reveal())
	}
	if c := load(t, Options{Action: true}); c.Source("tracker").String() != "the Action" {
		t.Errorf("the tracker is from %s", c.Source("tracker"))
	}
}

func TestUserFilePlace(t *testing.T) {
	home := t.TempDir()
	write(t, filepath.Join(home, ".config", "ownup", "config.yaml"), "daily_cap: 9\n")
	if c := load(t, Options{Env: vars("HOME", home)}); c.DailyCap != 9 {
		t.Errorf("%+v", c)
	}
	write(t, filepath.Join(home, "xdg", "ownup", "config.yaml"), "daily_cap: 8\n")
	if c := load(t, Options{Env: vars("HOME", home, "XDG_CONFIG_HOME", filepath.Join(home, "xdg"))}); c.DailyCap != 8 {
		t.Errorf("%+v", c)
	}
	if c := load(t, Options{Env: vars("USERPROFILE", home)}); c.DailyCap != 9 {
		t.Errorf("%+v", c)
	}
}

func TestSentences(t *testing.T) {
	for text, want := range map[string]string{
		"daily-cap: 3":                         `.ownup.yaml:1: there is no key "daily-cap": the nearest is "daily_cap"`,
		"x: 1":                                 ".ownup.yaml:1: there is no key \"x\": remove it, and `ownup config` lists those there are",
		"labels:\n  \n  rvert: x":              `.ownup.yaml:3: there is no key "labels.rvert": the nearest is "labels.revert"`,
		"label:\n  revert: x":                  `.ownup.yaml:1: there is no key "label": the nearest is "labels"`,
		"own: x":                               `.ownup.yaml:1: there is no key "own": the nearest is "owner"`,
		"owxx: x":                              ".ownup.yaml:1: there is no key \"owxx\": remove it",
		"branch:\n  maintained: [main]":        `.ownup.yaml:1: there is no key "branch": the nearest is "branches"`,
		"labels:\n  x: y":                      ".ownup.yaml:2: there is no key \"labels.x\": remove it, and `ownup config` lists those there are",
		"repository: a/b":                      `.ownup.yaml:1: there is no key "repository": the nearest is "github.repository"`,
		"Tracker: local":                       `.ownup.yaml:1: there is no key "Tracker": the nearest is "tracker"`,
		"tracker: gitlab":                      `.ownup.yaml:1: tracker must be local or github, not "gitlab"`,
		"tracker: x" + strings.Repeat("ä", 39): `not "x` + strings.Repeat("ä", 39) + `"`,
		"tracker: x" + strings.Repeat("ä", 60): `not "x` + strings.Repeat("ä", 39) + `…"`,
		"daily_cap: -1":                        `.ownup.yaml:1: daily_cap must be a whole number from 0 to 999999, not "-1"`,
		"daily_cap: 1.5":                       `.ownup.yaml:1: daily_cap must be a whole number from 0 to 999999, not "1.5"`,
		"watch_days: 0":                        `.ownup.yaml:1: watch_days must be a whole number from 1 to 999999, not "0"`,
		"watch_days: 1000000":                  `.ownup.yaml:1: watch_days must be a whole number from 1 to 999999, not "1000000"`,
		"daily_cap: [1]":                       `.ownup.yaml:1: daily_cap must be a whole number from 0 to 999999`,
		"since: 14":                            `.ownup.yaml:1: since must be a length of time such as 36h, 14d or 2w, not "14"`,
		"since: 0d":                            `.ownup.yaml:1: since must be a length of time such as 36h, 14d or 2w, not "0d"`,
		"owner: [&a x]":                        `.ownup.yaml:1: owner must be a list of plain words`,
		"owner: '@ada, @grace'":                `.ownup.yaml:1: owner must be one name each, separated by commas, as in ["@ada", "@grace"], not "@ada, @grace"`,
		"stakeholders: ['@ada @grace']":        `.ownup.yaml:1: stakeholders must be one name each, separated by commas, as in ["@ada", "@grace"], not "@ada @grace"`,
		"owner: [x, ~]":                        `.ownup.yaml:1: owner must be a list of plain words`,
		"<<: {silent: true}":                   ".ownup.yaml:1: there is no key \"<<\": remove it",
		"&a\nowner: *a":                        `.ownup.yaml:2: anchors and aliases (& and *) are not read here: write the value out`,
		"&a owner: x":                          `.ownup.yaml:1: anchors and aliases (& and *) are not read here: write the value out`,
		"owner: [" + strings.Repeat("x,", 1001) + "]":    `.ownup.yaml:1: owner has more than 1000 entries`,
		"labels:\n  revert: " + strings.Repeat("x", 51):  `.ownup.yaml:2: labels.revert must be a label of at most 50 characters without a comma`,
		"labels:\n  revert: " + strings.Repeat("x", 257): `.ownup.yaml:2: labels.revert must be one short line of text`,
		"github:\n  repository: a/.":                     `.ownup.yaml:2: github.repository must be owner/name`,
		"template: \"a\\tb\"":                            `.ownup.yaml:1: template must be a path inside the repository`,
		"since: 20000w":                                  `.ownup.yaml:1: since must be a length of time such as 36h, 14d or 2w, not "20000w"`,
		"silent: maybe":                                  `.ownup.yaml:1: silent must be true or false, not "maybe"`,
		"owner: {a: b}":                                  `.ownup.yaml:1: owner must be a list`,
		"owner: [[a]]":                                   `.ownup.yaml:1: owner must be a list of plain words`,
		"labels: [a]":                                    `.ownup.yaml:1: labels holds keys of its own: write them indented on the lines below`,
		"labels:\n  incident: ''":                        `.ownup.yaml:2: labels.incident must not be empty`,
		"labels:\n  revert: a,b":                         `.ownup.yaml:2: labels.revert must be a label of at most 50 characters without a comma`,
		"branches:\n  maintained: [\"a[\"]":              `.ownup.yaml:2: branches.maintained must be a name or a glob such as release/*, not "a["`,
		"hotfix:\n  branches: '*-hotfix'":                `.ownup.yaml:2: hotfix.branches must be the beginning of a branch's name, such as hotfix/*, not "*-hotfix"`,
		"hotfix:\n  branches: ['fix/?']":                 `.ownup.yaml:2: hotfix.branches must be the beginning of a branch's name, such as hotfix/*, not "fix/?"`,
		"labels:\n\trevert: x":                           `.ownup.yaml:2 begins with a tab: YAML wants spaces there`,
		"silent: true\n---\nc: d":                        ".ownup.yaml holds more than one YAML document: keep the first and remove what follows the `---`",
		"silent: true\nsilent: false":                    `.ownup.yaml:2: silent is set twice: keep one`,
		"a: &a [x]\nb: [*a, *a]":                         `.ownup.yaml:1: anchors and aliases (& and *) are not read here: write the value out`,
		"silent: *nothing":                               `.ownup.yaml can't be read (unknown anchor 'nothing' referenced): write`,
		"template: [a]":                                  `.ownup.yaml:1: template must be one line of text`,
		"branches:\n  maintained: ['']":                  `.ownup.yaml:2: branches.maintained must not be empty`,
		"hotfix:\n  branches: ['']":                      `.ownup.yaml:2: hotfix.branches must not be empty`,
		"labels:\n  progress: a,b":                       `.ownup.yaml:2: labels.progress must be a label of at most 50 characters without a comma`,
		"- silent":                                       ".ownup.yaml:1: expected `key: value` lines",
		"? [a, b]\n: c":                                  ".ownup.yaml:1: a key must be a plain word",
		"x: [":                                           ".ownup.yaml:1 can't be read (did not find expected node content): write `key: value`, with quotes around a value that begins with a sign, as in owner: \"@name\"",
		"silent: true\nowner: @robin\n":                  `.ownup.yaml:2 can't be read (found character that cannot start any token): write`,
		"silent: true\nowner: [x\nsince: 2w\n":           `.ownup.yaml:2 can't be read (did not find expected ',' or ']'): write`,
		"hold:\n  bots: true\n docs: true":               `.ownup.yaml:3 can't be read (did not find expected key): write`,
		"silent: true\nowner: \"x\n":                     `.ownup.yaml:2 can't be read (found unexpected end of stream): write`,
		"token: ghp_secret":                              `.ownup.yaml:1: a token does not belong in a file: remove the line (and revoke the token if it was shared), then set GITHUB_TOKEN or GH_TOKEN in the environment`,
		"github:\n  api_url: https://evil":               `.ownup.yaml:2: github.api_url is not taken from the repository's file, because your token would follow it: set it in your user file, or as GITHUB_API_URL`,
		"github:\n  server_url: https://evil":            `.ownup.yaml:2: github.server_url is not taken from the repository's file, because your token would follow it: set it in your user file, or as GITHUB_SERVER_URL`,
		"github:\n  repository: a/b/c":                   `.ownup.yaml:2: github.repository must be owner/name`,
		"github:\n  repository: a/..":                    `.ownup.yaml:2: github.repository must be owner/name`,
		"template: ../../etc/passwd":                     `.ownup.yaml:1: template must be a path inside the repository, such as .github/ownup/incident.md.tmpl`,
		"template: /etc/passwd":                          `.ownup.yaml:1: template must be a path inside the repository, such as .github/ownup/incident.md.tmpl`,
		"local:\n  dir: 'a\\..\\..\\b'":                  `.ownup.yaml:2: local.dir must be a path inside the repository`,
		"local:\n  dir: .git/hooks":                      `.ownup.yaml:2: local.dir must be a path inside the repository, such as docs/incidents`,
		"local:\n  dir: x/../.GIT/a":                     `.ownup.yaml:2: local.dir must be a path inside the repository, such as docs/incidents`,
		"tracker: local\x00":                             `.ownup.yaml:1 holds a NUL byte: save the file as plain text`,
		"tracker: \xff":                                  `.ownup.yaml:1 is not UTF-8 text: save the file as UTF-8`,
		strings.Repeat("# x\n", 20_000):                  `.ownup.yaml is larger than 64 kB: a configuration has a few lines; remove what does not belong there`,
		strings.Repeat("[", 20_000):                      `exceeded max depth`,
	} {
		_, err := Load(Options{Committed: []byte(text), CommittedOnly: true})
		var p *incident.Problem
		if !errors.As(err, &p) || p.Kind != incident.Usage || !strings.Contains(p.Sentence, want) || strings.ContainsAny(p.Sentence, "\n\x1b") {
			t.Errorf("%.60q:\n got %v\nwant %s", text, err, want)
		}
		if strings.Contains(fmt.Sprint(err), "ghp_secret") {
			t.Errorf("the sentence shows the token: %v", err)
		}
	}
}

func TestSpans(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"36h": 36 * time.Hour, "14d": 14 * 24 * time.Hour, "2w": 14 * 24 * time.Hour,
		"2.weeks": 14 * 24 * time.Hour, "2.weeks.ago": 14 * 24 * time.Hour, "3 days ago": 3 * 24 * time.Hour, "1 hour": time.Hour,
		"2 months": 60 * 24 * time.Hour, "1.year.ago": 365 * 24 * time.Hour,
		"14": 0, "0d": 0, "-1d": 0, "2m": 0, "2y": 0, "ago": 0, "2ws": 0, "2 weeks ago or so": 0, "2..weeks": 0, "99999.years": 0,
	} {
		if got, err := ParseSpan(text); got != want || (err != nil) != (want == 0) {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestFilesThatCantBeRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, FileName), 0o755); err != nil {
		t.Fatal(err)
	}
	_, err := Load(Options{Dir: dir})
	if incident.ProblemOf(err) != incident.Usage || err.Error() != ".ownup.yaml is not a regular file: put ownup's configuration there, or remove it." {
		t.Error(err)
	}
	if _, err := Load(Options{Dir: filepath.Join(dir, "nowhere"), UserFile: filepath.Join(dir, "none.yaml")}); err != nil {
		t.Errorf("files that are not there: %v", err)
	}
	below := filepath.Join(write(t, filepath.Join(dir, "file"), "x"), "config.yaml")
	if _, err := os.Stat(below); errors.Is(err, fs.ErrNotExist) { // on Windows
		t.Log("a file below a file is only not there")
	} else if _, err := Load(Options{UserFile: below}); incident.ProblemOf(err) != incident.Usage || err.Error() != below+" can't be read (not a directory): check its permissions." {
		t.Errorf("a file below a file: %v", err)
	}
	empty := write(t, filepath.Join(dir, "empty.yaml"), "# nothing yet\nlabels:\n  # revert: x\n")
	if _, err := Load(Options{UserFile: empty}); err != nil {
		t.Errorf("a file with comments only: %v", err)
	}
	linked, secret := t.TempDir(), write(t, filepath.Join(dir, "secret.yaml"), "secret\n")
	for _, target := range []string{secret, "nowhere.yaml"} {
		if err := os.Symlink(target, filepath.Join(linked, FileName)); err != nil {
			t.Skipf("this machine makes no symbolic links: %v", err)
		}
		_, err = Load(Options{Dir: linked})
		if incident.ProblemOf(err) != incident.Usage || err.Error() != ".ownup.yaml is a symbolic link, and none is followed in a repository: put the file itself in its place, or remove the link." {
			t.Errorf("a link to %s: %v", target, err)
		}
		if err := os.Remove(filepath.Join(linked, FileName)); err != nil {
			t.Fatal(err)
		}
	}
	own := filepath.Join(linked, "config.yaml") // as those who keep their dotfiles elsewhere have it
	if err := os.Symlink(write(t, filepath.Join(dir, "own.yaml"), "daily_cap: 7\n"), own); err != nil {
		t.Fatal(err)
	}
	if c := load(t, Options{UserFile: own}); c.DailyCap != 7 {
		t.Errorf("daily_cap of a person's own file behind a link: %d", c.DailyCap)
	}
	shut := write(t, filepath.Join(dir, "shut.yaml"), "daily_cap: 7\n")
	if err := os.Chmod(shut, 0); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Open(shut); err == nil { // by root, and on Windows
		_ = f.Close()
	} else if _, err := Load(Options{UserFile: shut}); incident.ProblemOf(err) != incident.Usage || err.Error() != shut+" can't be read (permission denied): check its permissions." {
		t.Errorf("a file that may not be read: %v", err)
	}
	huge := write(t, filepath.Join(dir, "huge.yaml"), strings.Repeat("x", 10<<20))
	if _, err := Load(Options{UserFile: huge}); err == nil || !strings.Contains(err.Error(), "larger than 64 kB") {
		t.Error(err)
	}
}

func TestEnvironmentAndFlagsAreChecked(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Env: vars("OWNUP_WATCH_DAYS", "99999999999")}, `OWNUP_WATCH_DAYS in the environment must be a whole number from 1 to 999999, not "99999999999"`},
		{Options{CommittedOnly: true, Committed: []byte("x: 1"), CommittedName: "main:.ownup.yaml"}, "main:.ownup.yaml:1: there is no key \"x\": remove it, and `ownup config` lists those there are"},
		{Options{Env: vars("OWNUP_DAILY_CAP", "many")}, `OWNUP_DAILY_CAP in the environment must be a whole number from 0 to 999999, not "many"`},
		{Options{Env: vars("GITHUB_API_URL", "ftp://x")}, `GITHUB_API_URL in the environment must be an address such as https://github.example.com`},
		{Options{Env: vars("GH_HOST", "https://ghe.example.com")}, `GH_HOST in the environment must be a host's name such as github.example.com`},
		{Options{Flags: map[string]string{"tracker": "x"}}, `--tracker must be local or github, not "x"`},
		{Options{Flags: map[string]string{"github.repository": "x"}}, `--repo must be owner/name`},
		{Options{Flags: map[string]string{"lamp": "x"}}, `There is no configuration key "lamp" for a flag to set`},
		{Options{Flags: map[string]string{"token": "x"}}, `There is no configuration key "token" for a flag to set`},
		{Options{Flags: map[string]string{"daily_cap": "one"}}, `The flag for daily_cap must be a whole number from 0 to 999999, not "one"`},
	} {
		if _, err := Load(c.o); incident.ProblemOf(err) != incident.Usage || err.Error() != c.want+"." {
			t.Errorf("got %v\nwant %s", err, c.want)
		}
	}
}

// TestMayWriteGitHub is the third promise: no surprise writes.
func TestMayWriteGitHub(t *testing.T) {
	const says, other, silent = "tracker: github\n", "tracker: github\ngithub: {repository: their/project}\n", "daily_cap: 3\n"
	for _, c := range []struct {
		name, workTree, committed, user string
		env, flag                       string
		action                          bool
		want                            bool
		reason                          string
	}{
		{name: "nothing said", reason: "the tracker is local"},
		{name: "committed", workTree: says, committed: says, want: true, reason: ".ownup.yaml:1 is committed and says tracker: github"},
		{name: "only in the work tree", workTree: says, reason: "not committed that way"},
		{name: "committed otherwise", workTree: says, committed: silent, reason: "not committed that way"},
		{name: "committed as local", workTree: says, committed: "tracker: local", reason: "not committed that way"},
		{name: "another repository than the committed one", workTree: other, committed: says + "github: {repository: our/project}", reason: "not committed that way"},
		{name: "another repository in the work tree, and the environment", env: "github", workTree: other, committed: says, reason: "which allows reading only"},
		{name: "environment, and committed as local", env: "github", committed: "tracker: local", reason: "which allows reading only"},
		{name: "another repository in the work tree", workTree: other, committed: says, reason: "not committed that way"},
		{name: "its repository committed", workTree: other, committed: other, want: true, reason: "is committed"},
		{name: "taken out in the work tree", workTree: silent, committed: says, reason: "the tracker is local"},
		{name: "user file", user: says, reason: "which allows reading only"},
		{name: "environment", env: "github", reason: "which allows reading only"},
		{name: "environment and committed", env: "github", workTree: says, committed: says, want: true, reason: "committed"},
		{name: "flag", flag: "github", want: true, reason: "a flag says tracker: github"},
		{name: "flag says local", flag: "local", workTree: says, committed: says, reason: "the tracker is local"},
		{name: "action", action: true, want: true, reason: "the Action writes to GitHub"},
		{name: "action with local", action: true, workTree: "tracker: local", committed: "tracker: local", reason: "the tracker is local"},
		{name: "action and environment", action: true, env: "github", want: true, reason: "the Action writes to GitHub"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			o := Options{Dir: dir, Action: c.action, Flags: map[string]string{}, Env: vars("OWNUP_TRACKER", c.env), UserFile: filepath.Join(dir, "user.yaml")}
			write(t, o.UserFile, c.user)
			if c.workTree != "" {
				write(t, filepath.Join(dir, FileName), c.workTree)
			}
			if c.committed != "" {
				o.Committed = []byte(c.committed)
			}
			if c.flag != "" {
				o.Flags["tracker"] = c.flag
			}
			got, why := load(t, o).MayWriteGitHub()
			if got != c.want || !strings.Contains(why, c.reason) {
				t.Errorf("%v: %s", got, why)
			}
		})
	}
}

func TestABrokenCommittedFileGrantsNothing(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, FileName), "tracker: github\n")
	c := load(t, Options{Dir: dir, Committed: []byte("tracker: [")})
	if may, why := c.MayWriteGitHub(); may {
		t.Error(why)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("tracker: github\nowner: [a]\n")
	f.Add("a: &a [*a]\n<<: *a\n")
	f.Add("labels: {revert: \"\\u202e\"}\n? x\n: !!binary aGk=\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Load(Options{Committed: []byte(text), CommittedOnly: true})
		if err != nil {
			var p *incident.Problem
			if !errors.As(err, &p) || p.Kind != incident.Usage || strings.ContainsAny(p.Sentence, "\n\r\x1b\x00") {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		if c.GitHub.APIURL != "https://api.github.com" || c.Token != "" || c.Since.Duration() <= 0 || inside("")(c.Template) != "" || inside("")(c.Local.Dir) != "" {
			t.Errorf("%q gave %+v", text, c)
		}
		if len(c.Values()) != len(table) {
			t.Errorf("%q: %d values", text, len(c.Values()))
		}
	})
}
