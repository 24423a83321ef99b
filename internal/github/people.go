package github

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// installation is the prefix of the tokens of App installations, those of workflows among them.
const installation = "ghs_"

// Login is the account the token acts for, "name[bot]" for an App's or a workflow's token; empty where GitHub does not
// say.
func (c *Client) Login(ctx context.Context) (string, error) {
	c.mu.Lock()
	known := c.login
	c.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	key, cache := c.loginKey(), c.transport.cache
	kept, _ := cache.Get(key)
	login := string(kept)
	if login == "" {
		var err error
		if login, err = c.askLogin(ctx); err != nil {
			return "", err
		}
		if login != "" {
			cache.Put(key, []byte(login))
		}
	}
	c.mu.Lock()
	c.login = &login
	c.mu.Unlock()
	return login, nil
}

// learnLogin takes note of the account that GitHub has named as the author of what was created with the token.
func (c *Client) learnLogin(login string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if login != "" && (c.login == nil || *c.login == "") {
		c.login = &login
	}
}

// loginKey names what is kept of a token's account. A token's account never changes; the key can't be turned back into
// it.
func (c *Client) loginKey() string {
	sum := sha256.Sum256([]byte("ownup login " + c.transport.token))
	return fmt.Sprintf("login %s%x", c.gh.BaseURL, sum[:8])
}

// askLogin asks GitHub for the token's account. Installation tokens belong to no user: REST refuses them, GraphQL
// answers with the App's own account.
func (c *Client) askLogin(ctx context.Context) (string, error) {
	if !strings.HasPrefix(c.transport.token, installation) {
		u, _, err := c.gh.Users.Get(ctx, "")
		if err = problem(ctx, err); err == nil || incident.ProblemOf(err) != incident.Permission {
			return u.GetLogin(), err
		}
	}
	login, err := c.viewer(ctx)
	if err != nil && !hidden(err) {
		return "", err // not to know it now is not to have none: its own incidents would be another's, and opened twice
	}
	return login, nil
}

// viewer asks GraphQL for the account; its address is /graphql beside the API's root, /api/graphql on Enterprise
// Server.
func (c *Client) viewer(ctx context.Context) (string, error) {
	req, err := c.gh.NewRequest(http.MethodPost, "../graphql", map[string]string{"query": "{viewer{login}}"})
	if err != nil {
		return "", problem(ctx, err)
	}
	var answer struct {
		Data   struct{ Viewer struct{ Login string } }
		Errors []struct{ Type string } // GraphQL says with status 200 that it has not answered
	}
	if _, err := c.gh.Do(mayRepeat(ctx), req, &answer); err != nil {
		return "", problem(ctx, err)
	}
	login := answer.Data.Viewer.Login
	if login == "" && slices.ContainsFunc(answer.Errors, func(e struct{ Type string }) bool { return e.Type != "FORBIDDEN" }) {
		return "", c.transport.failed(incident.Unavailable, &failure{}, "GitHub did not say whose token this is; it is asked again with the next run.")
	}
	if login != "" && !strings.HasSuffix(login, "[bot]") {
		login += "[bot]" // only Apps get here
	}
	return login, nil
}

// author is who wrote an issue or a comment.
type author struct {
	login       string
	bot         bool
	association string
}

func authorOf(u *gh.User, association string) author {
	return author{login: u.GetLogin(), bot: u.GetType() == "Bot", association: association}
}

// program reports whether it is no person.
func (a author) program() bool { return a.bot || strings.HasSuffix(a.login, "[bot]") }

func (a author) associated() bool {
	return a.association == "OWNER" || a.association == "MEMBER" || a.association == "COLLABORATOR"
}

// workflows is the account of all workflows of a repository. Only they can act for it, so its markers count.
const workflows = "github-actions[bot]"

// ours reports whether the author is the account the token acts for, or that of the repository's workflows.
func (c *Client) ours(ctx context.Context, a author) (bool, error) {
	if c.knownOurs(a.login) {
		return true, nil
	}
	login, err := c.Login(ctx)
	return a.login != "" && strings.EqualFold(a.login, login), err
}

// knownOurs is ours as far as it can be told without a request.
func (c *Client) knownOurs(login string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.login != nil && login != "" && strings.EqualFold(login, *c.login) || strings.EqualFold(login, workflows)
}
