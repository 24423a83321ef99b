package main

import "testing"

// TestRemoteName is that a repository is recognised by its remote's host and nothing that looks like it: incidents must
// not go to a stranger of the same name.
func TestRemoteName(t *testing.T) {
	const hub, corporate = "github.com", "git.example.com:8443"
	for _, c := range []struct{ server, address, want string }{
		{hub, "https://github.com/acme/app", "acme/app"},
		{hub, "https://github.com/acme/app.git", "acme/app"},
		{hub, "https://GitHub.com/acme/app/", "acme/app"},
		{hub, "https://robin:token@github.com/acme/app.git", "acme/app"},
		{hub, "git@github.com:acme/app.git", "acme/app"},
		{hub, "github.com:/acme/app", "acme/app"},
		{hub, "ssh://git@github.com/acme/app.git", "acme/app"},
		{hub, "ssh://git@github.com:22/acme/app.git", "acme/app"},
		{hub, "ssh://git@ssh.github.com:443/acme/app.git", "acme/app"},
		{hub, "https://notgithub.com/acme/app", ""},
		{hub, "https://github.com.example.com/acme/app", ""},
		{hub, "https://mirror.example.com/github.com/acme/app", ""},
		{hub, "git@github.com-work:acme/app.git", ""},
		{hub, "/srv/github.com/acme/app", ""},
		{hub, "../github.com:acme/app", ""},
		{hub, "https://github.com/acme", ""},
		{hub, "https://github.com/acme/app/wiki", ""},
		{hub, "", ""},
		{corporate, "https://git.example.com:8443/acme/app", "acme/app"},
		{corporate, "git@git.example.com:acme/app", "acme/app"},
		{corporate, "git@github.com:acme/app", ""},
	} {
		if got := remoteName(map[string]string{"origin": c.address}, c.server); got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.address, c.server, got, c.want)
		}
	}
	both := map[string]string{"origin": "https://github.com/robin/app", "upstream": "https://github.com/acme/app"}
	if got := remoteName(both, hub); got != "acme/app" {
		t.Errorf("a fork's incidents belong to %q", got)
	}
}
