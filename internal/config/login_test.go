package config

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		env               Env
		server, api, host string
	}{
		{vars(), "https://github.com", "https://api.github.com", "github.com"},
		{vars("GH_HOST", "ghe.example.com"), "https://ghe.example.com", "https://ghe.example.com/api/v3", "ghe.example.com"},
		{vars("GH_HOST", "github.localhost"), "https://github.localhost", "https://api.github.localhost", "github.localhost"},
		{vars("GH_HOST", "acme.ghe.com"), "https://acme.ghe.com", "https://api.acme.ghe.com", "acme.ghe.com"},
		{vars("GITHUB_SERVER_URL", "https://ghe.example.com:8443/", "GITHUB_API_URL", "https://ghe.example.com:8443/api/v3/"), "https://ghe.example.com:8443", "https://ghe.example.com:8443/api/v3", "ghe.example.com:8443"},
		{vars("GITHUB_SERVER_URL", "http://git.acme.example:8080"), "http://git.acme.example:8080", "http://git.acme.example:8080/api/v3", "git.acme.example:8080"},
		{vars("GITHUB_API_URL", "http://127.0.0.1:4101"), "https://github.com", "http://127.0.0.1:4101", "github.com"},
		{vars("GITHUB_SERVER_URL", "https://a.example", "GH_HOST", "b.example"), "https://a.example", "https://a.example/api/v3", "a.example"},
		{vars("GITHUB_SERVER_URL", "https://GHE.example.com/hub/"), "https://GHE.example.com/hub", "https://GHE.example.com/api/v3", "ghe.example.com"},
	} {
		got := load(t, Options{Env: c.env})
		if got.GitHub.ServerURL != c.server || got.GitHub.APIURL != c.api || got.Host() != c.host {
			t.Errorf("%+v", got.GitHub)
		}
		for _, v := range got.Values() {
			if want, is := map[string]string{"github.server_url": c.server, "github.api_url": c.api}[v.Key]; is && v.Value != any(want) {
				t.Errorf("%s is shown as %v, want %s", v.Key, v.Value, want)
			}
		}
	}
	if c := load(t, Options{Env: vars("GH_HOST", "ghe.example.com")}); c.Source("github.api_url").String() != "environment GH_HOST" {
		t.Errorf("the address of the API is from %s", c.Source("github.api_url"))
	}
	own := write(t, filepath.Join(t.TempDir(), "config.yaml"), "github: {api_url: \"http://127.0.0.1:4101\"}\n")
	if c := load(t, Options{UserFile: own}); c.GitHub.APIURL != "http://127.0.0.1:4101" {
		t.Errorf("a person's own file says %+v", c.GitHub)
	}
	write(t, own, "github: {api_url: \"\"}\n")
	if c := load(t, Options{UserFile: own}); c.GitHub.APIURL != "https://api.github.com" {
		t.Errorf("an empty address of the API gives %+v", c.GitHub)
	}
	write(t, own, "github: {server_url: \"\"}\n")
	if _, err := Load(Options{UserFile: own}); err == nil || !strings.Contains(err.Error(), "config.yaml:1: github.server_url must be an address such as") {
		t.Errorf("an empty address of the server: %v", err)
	}
}

const hosts = `github.com:
    user: ann
    oauth_token: gho_fromgh
    git_protocol: https
ghe.example.com:
    oauth_token: gho_enterprise
keyring.example.com:
    user: ann
`

func TestToken(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "gh", "hosts.yml"), hosts)
	for _, c := range []struct {
		name, token, source string
		env                 []string
	}{
		{"its own first", "own", "environment OWNUP_TOKEN", []string{"OWNUP_TOKEN", "own", "GITHUB_TOKEN", "a", "GH_TOKEN", "b"}},
		{"the runner's", "a", "environment GITHUB_TOKEN", []string{"GITHUB_TOKEN", "a\n", "GH_TOKEN", "b"}},
		{"gh's variable", "b", "environment GH_TOKEN", []string{"GH_TOKEN", "b"}},
		{"gh's login", "gho_fromgh", "gh's login, " + filepath.Join(dir, "gh", "hosts.yml"), nil},
		{"of that host", "gho_enterprise", "gh's login, " + filepath.Join(dir, "gh", "hosts.yml"), []string{"GH_HOST", "ghe.example.com"}},
		{"enterprise variable", "e", "environment GH_ENTERPRISE_TOKEN", []string{"GH_HOST", "ghe.example.com", "GH_ENTERPRISE_TOKEN", "e", "GITHUB_TOKEN", "a"}},
		{"enterprise variable of GitHub's", "e", "environment GITHUB_ENTERPRISE_TOKEN", []string{"GH_HOST", "ghe.example.com", "GITHUB_ENTERPRISE_TOKEN", "e", "GITHUB_TOKEN", "a"}},
		{"its own before the enterprise's", "own", "environment OWNUP_TOKEN", []string{"GH_HOST", "ghe.example.com", "GH_ENTERPRISE_TOKEN", "e", "OWNUP_TOKEN", "own"}},
		{"the enterprise's goes to no other", "a", "environment GITHUB_TOKEN", []string{"GH_ENTERPRISE_TOKEN", "e", "GITHUB_ENTERPRISE_TOKEN", "e", "GITHUB_TOKEN", "a"}},
		{"nor to a tenant", "a", "environment GITHUB_TOKEN", []string{"GH_HOST", "acme.ghe.com", "GH_ENTERPRISE_TOKEN", "e", "GITHUB_ENTERPRISE_TOKEN", "e", "GITHUB_TOKEN", "a"}},
		{"gh's own folder", "gho_fromgh", "gh's login, " + filepath.Join(dir, "gh", "hosts.yml"), []string{"GH_CONFIG_DIR", filepath.Join(dir, "gh"), "XDG_CONFIG_HOME", filepath.Join(dir, "nowhere")}},
		{"in the keyring", "", "default", []string{"GH_HOST", "keyring.example.com"}},
		{"of no other host", "", "default", []string{"GH_HOST", "evil.example.com"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := load(t, Options{Env: vars(append([]string{"XDG_CONFIG_HOME", dir}, c.env...)...)})
			if got.Token.Reveal() != c.token || got.Source("token").String() != c.source {
				t.Errorf("%q from %s", got.Token.Reveal(), got.Source("token"))
			}
		})
	}
	write(t, filepath.Join(dir, "gh", "hosts.yml"), "a: &a [*a]\n\x00")
	if got := load(t, Options{Env: vars("XDG_CONFIG_HOME", dir)}); got.Token != "" {
		t.Errorf("a file of gh's that can't be read gives %q", got.Token.Reveal())
	}
}

func TestTokenIsNeverShown(t *testing.T) {
	c := load(t, Options{Env: vars("GITHUB_TOKEN", "ghs_verysecret")})
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range load(t, Options{}).Values() {
		if v.Key == "token" && v.Value != any("") {
			t.Errorf("where there is none it shows as %v", v.Value)
		}
	}
	shown := fmt.Sprintf("%v %+v %#v %s %q", c, c, c, c.Token, c.Token) + string(asJSON) + fmt.Sprint(c.Values())
	if strings.Contains(shown, "ghs_verysecret") || !strings.Contains(fmt.Sprint(c.Values()), stars) {
		t.Error(shown)
	}
}
