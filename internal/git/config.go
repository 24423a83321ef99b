package git

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/config"
	format "github.com/go-git/go-git/v5/plumbing/format/config"
	"github.com/ownup-dev/ownup/internal/incident"
)

// settings is git's configuration: that of the repository, then of the user, then of the machine.
type settings struct {
	local layer
	all   []layer
	err   error
}

type layer struct{ raw *format.Config }

// value returns the last value of a key in this layer; section and key are compared without regard to case.
func (l layer) value(section, sub, key string) string {
	if l.raw == nil {
		return ""
	}
	for k := len(l.raw.Sections) - 1; k >= 0; k-- {
		s := l.raw.Sections[k]
		if !strings.EqualFold(s.Name, section) {
			continue
		}
		options := s.Options
		if sub != "" {
			options = nil
			for _, ss := range s.Subsections {
				if ss.Name == sub {
					options = append(options, ss.Options...)
				}
			}
		}
		for j := len(options) - 1; j >= 0; j-- {
			if strings.EqualFold(options[j].Key, key) {
				return options[j].Value
			}
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
		for _, scope := range []config.Scope{config.GlobalScope, config.SystemScope} {
			paths, err := config.Paths(scope)
			if err != nil {
				continue
			}
			// git reads ~/.gitconfig after, and so above, the one in the XDG folder; a user file that can't be read is no reason
			// to stop.
			for _, p := range paths {
				if l, err := readConfig(p); err == nil && l.raw != nil {
					c.all = append(c.all, l)
				}
			}
		}
	})
	return r.config, r.config.err
}

// maxConfig bounds the size of a configuration file.
const maxConfig = 4 << 20

func readConfig(path string) (layer, error) {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return layer{}, nil
		}
		return layer{}, problem(incident.Permission, err, "Git's configuration %s can't be read: %v.", path, err)
	}
	defer f.Close()
	raw := format.New()
	if err := format.NewDecoder(io.LimitReader(f, maxConfig)).Decode(raw); err != nil {
		return layer{}, problem(incident.Failed, err, "Git's configuration %s makes no sense (%v): `git config --list` shows what git thinks of it.", path, err)
	}
	return layer{raw}, nil
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

// Ident returns the name and address that git's configuration gives the person at this machine; empty where not set.
func (r *Repo) Ident() (name, email string) {
	return r.ConfigValue("user", "", "name"), r.ConfigValue("user", "", "email")
}

// Remotes returns the URL of each remote by its name, as configured.
func (r *Repo) Remotes() map[string]string {
	all := map[string]string{}
	c, err := r.settings()
	if err != nil || c.local.raw == nil {
		return all
	}
	for _, s := range c.local.raw.Sections {
		if !strings.EqualFold(s.Name, "remote") {
			continue
		}
		for _, ss := range s.Subsections {
			if url := c.local.value("remote", ss.Name, "url"); url != "" {
				all[ss.Name] = url
			}
		}
	}
	return all
}
