package config

import (
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"go.yaml.in/yaml/v3"
)

// login finds the token: from the environment, else from gh's own login for the same host. A token made for github.com
// is never taken from gh's file for another host.
func (c *Config) login(env Env) {
	host := c.Host()
	names := []string{"OWNUP_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"}
	if host != "github.com" && !strings.HasSuffix(host, ".ghe.com") {
		// The names gh gives to tokens of Enterprise servers.
		names = append([]string{"OWNUP_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"}, names...)
	}
	for _, name := range names {
		if token := strings.TrimSpace(env(name)); token != "" {
			c.Token, c.sources["token"] = Secret(token), Source{Kind: FromEnvironment, Name: name}
			return
		}
	}
	file := ghHosts(env)
	if token := ghToken(file, host); token != "" {
		c.Token, c.sources["token"] = Secret(token), Source{Kind: FromLogin, Name: file}
	}
}

// Host is the server's host in lower case, with its port where it has one: "github.com".
func (c Config) Host() string {
	u, err := url.Parse(c.GitHub.ServerURL)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// configHome is the folder of people's configuration files, by the same rules as gh's: cli/go-gh, package config.
func configHome(env Env) string {
	if dir := env("XDG_CONFIG_HOME"); dir != "" {
		return dir
	}
	if dir := env("AppData"); runtime.GOOS == "windows" && dir != "" {
		return dir
	}
	for _, name := range []string{"HOME", "USERPROFILE"} {
		if home := env(name); home != "" {
			return filepath.Join(home, ".config")
		}
	}
	return ""
}

func ghHosts(env Env) string {
	if dir := env("GH_CONFIG_DIR"); dir != "" {
		return filepath.Join(dir, "hosts.yml")
	}
	dir := configHome(env)
	if dir == "" {
		return ""
	}
	if runtime.GOOS == "windows" && env("XDG_CONFIG_HOME") == "" {
		return filepath.Join(dir, "GitHub CLI", "hosts.yml")
	}
	return filepath.Join(dir, "gh", "hosts.yml")
}

// ghToken reads a host's token from gh's file. There is none where gh keeps it in the system's keyring, or where the
// file can't be read: then ownup is simply not logged in.
func ghToken(file, host string) (token string) {
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return ""
	}
	defer func() {
		if recover() != nil {
			token = ""
		}
	}()
	var hosts map[string]struct {
		Token string `yaml:"oauth_token"`
	}
	if yaml.Unmarshal(data, &hosts) != nil {
		return ""
	}
	return hosts[host].Token
}
