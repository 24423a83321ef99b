package git

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/config"
	"github.com/ownup-dev/ownup/internal/incident"
)

// settings is git's configuration: that of the repository, then of the user, then of the machine.
type settings struct {
	local layer   // the repository's own file alone, by which git judges its format, and that of the work tree
	all   []layer // with what they include
	err   error
}

type layer []setting

// value returns the last value of a key in this layer; section and key are compared without regard to case.
func (l layer) value(section, sub, key string) string {
	for _, s := range slices.Backward(l) {
		if s.sub == sub && strings.EqualFold(s.section, section) && strings.EqualFold(s.key, key) {
			return s.value
		}
	}
	return ""
}

func truth(value string) bool {
	switch strings.ToLower(value) {
	case "true", "yes", "on", "1":
		return true
	}
	return false
}

func (r *Repo) settings() (settings, error) {
	r.configOnce.Do(func() {
		c := &r.config
		var all layer
		for _, path := range []string{filepath.Join(r.place.commonDir, "config"), filepath.Join(r.place.gitDir, "config.worktree")} {
			var own, more layer
			if own, c.err = readConfig(path); c.err == nil {
				more, c.err = withIncluded(path, own, 0)
			}
			if c.err != nil {
				return
			}
			c.local, all = append(c.local, own...), append(all, more...)
			if !truth(c.local.value("extensions", "", "worktreeconfig")) {
				break
			}
		}
		c.all = append(c.all, all)
		// A file of the user that can't be read is no reason to stop.
		for _, p := range userConfigs() {
			l, err := readConfig(p)
			if err == nil {
				l, err = withIncluded(p, l, 0)
			}
			if err == nil {
				c.all = append(c.all, l)
			}
		}
	})
	return r.config, r.config.err
}

// userConfigs are the files of the user and of the machine. git reads ~/.gitconfig after, and so above, the one in the
// XDG folder; go-git names a folder that the environment sets first, and the usual one all the same.
func userConfigs() []string {
	user, _ := config.Paths(config.GlobalScope)
	if len(user) == 3 {
		user = []string{user[1], user[0]}
	}
	machine, _ := config.Paths(config.SystemScope)
	return append(user, machine...)
}

// maxConfig bounds the size of a configuration file.
const maxConfig = 4 << 20

func readConfig(path string) (layer, error) {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, unreadable("Git's configuration "+path, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxConfig))
	if err != nil {
		return nil, unreadable("Git's configuration "+path, err)
	}
	all, wrong := parseConfig(text)
	if wrong > 0 {
		return nil, problem(incident.Failed, nil, "Git's configuration %s makes no sense in line %d: `git config --list` shows what git thinks of it.", path, wrong)
	}
	return all, nil
}

// maxIncluded is how deep files may include others: git's limit.
const maxIncluded = 10

// withIncluded puts in their place the settings of the files that a configuration file names by include.path. One that
// isn't there is passed over, as by git. The conditions of includeIf are not looked at, nor what these include.
func withIncluded(path string, own layer, depth int) (all layer, err error) {
	for _, s := range own {
		all = append(all, s)
		if s.section != "include" || s.sub != "" || s.key != "path" {
			continue
		}
		if depth == maxIncluded {
			return nil, problem(incident.Failed, nil, "Git's configuration %s is included too deep: look for files that include each other.", path)
		}
		other := includedPath(path, s.value)
		more, err := readConfig(other)
		if err == nil {
			more, err = withIncluded(other, more, depth+1)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// includedPath is the file that another means by a path: ~ is the user's home, and what is relative lies beside the
// other.
func includedPath(from, path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, filepath.FromSlash(rest))
		}
	}
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(from), path)
}

// configValue returns a value of git's configuration: of the repository, else of the user, else of the machine; empty
// when it is set nowhere.
func (r *Repo) configValue(section, sub, key string) string {
	c, err := r.settings()
	if err != nil {
		return ""
	}
	for _, l := range c.all {
		if v := l.value(section, sub, key); v != "" {
			return v
		}
	}
	return ""
}

// Remotes returns the URL of each remote by its name, as git would use it.
func (r *Repo) Remotes() map[string]string {
	all := map[string]string{}
	c, err := r.settings()
	if err != nil {
		return all
	}
	for _, s := range c.all[0] {
		if s.section == "remote" && s.sub != "" && s.key == "url" && s.value != "" {
			all[s.sub] = c.rewritten(s.value)
		}
	}
	return all
}

// rewritten puts the base of url.<base>.insteadOf in the place of what a URL begins with; where several fit, the
// longest counts.
func (s settings) rewritten(url string) string {
	base, instead := "", ""
	for _, l := range slices.Backward(s.all) {
		for _, s := range l {
			if s.section == "url" && s.key == "insteadof" && len(s.value) > len(instead) && strings.HasPrefix(url, s.value) {
				base, instead = s.sub, s.value
			}
		}
	}
	return base + url[len(instead):]
}
