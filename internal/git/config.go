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
	local layer
	all   []layer
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
		path := filepath.Join(r.place.commonDir, "config")
		if c.local, c.err = readConfig(path); c.err != nil {
			return
		}
		c.all = append(c.all, c.local)
		// A file of the user that can't be read is no reason to stop.
		for _, p := range userConfigs() {
			if l, err := readConfig(p); err == nil {
				c.all = append(c.all, l)
			}
		}
	})
	return r.config, r.config.err
}

// userConfigs are the files of the user and of the machine. git reads ~/.gitconfig after, and so above, the one in the XDG folder;
// go-git names a folder that the environment sets first, and the usual one all the same.
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
		return nil, problem(incident.Permission, err, "Git's configuration %s can't be read: %v.", path, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxConfig))
	if err != nil {
		return nil, problem(incident.Permission, err, "Git's configuration %s can't be read: %v.", path, err)
	}
	all, wrong := parseConfig(text)
	if wrong > 0 {
		return nil, problem(incident.Failed, nil, "Git's configuration %s makes no sense in line %d: `git config --list` shows what git thinks of it.", path, wrong)
	}
	return all, nil
}

// ConfigValue returns a value of git's configuration: of the repository, else of the user, else of the machine; empty when it is
// set nowhere. Included files are not followed.
func (r *Repo) ConfigValue(section, sub, key string) string {
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

// Remotes returns the URL of each remote by its name, as configured.
func (r *Repo) Remotes() map[string]string {
	all := map[string]string{}
	c, err := r.settings()
	if err != nil {
		return all
	}
	for _, s := range c.local {
		if s.section == "remote" && s.sub != "" && s.key == "url" && s.value != "" {
			all[s.sub] = s.value
		}
	}
	return all
}
