package main

import (
	"context"
	"os/exec"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/config"
)

// ghPatience is how long gh may take to say its token: a keyring may ask the person to unlock it.
const ghPatience = 10 * time.Second

// token is the configured token, else the one that gh keeps in the system's keyring for the same host. gh is run
// only by what is about to speak to GitHub, and once.
func (a *app) token(cfg config.Config) config.Secret {
	if cfg.Token != "" {
		return cfg.Token
	}
	if a.ghToken == nil {
		token := askGH(cfg.Host(), ghPatience)
		a.ghToken = &token
	}
	return *a.ghToken
}

// askGH asks gh for its token; empty where gh is not here, not logged in, or takes too long.
func askGH(host string, patience time.Duration) config.Secret {
	gh, err := exec.LookPath("gh")
	if err != nil || host == "" {
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, gh, "auth", "token", "--hostname="+host)
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	token := strings.TrimSpace(string(out))
	// Anything but one word is some other program's chatter, and no header may carry it.
	if err != nil || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return config.Secret(token)
}
