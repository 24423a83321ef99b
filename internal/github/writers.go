package github

import (
	"context"
	"slices"
	"strings"
	"sync"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// Who has write access is what makes a marker count. An issue's author_association does not say it, neither way:
// members of an organization may have none, and one whose membership is private goes as CONTRIBUTOR or NONE before a
// token that may not see it. So GitHub is asked: once for all who have it, one by one where that is refused or there
// are too many.

// maxWriterPages is how many pages of people are read at most: more of them would cost more than asking for those who
// matter.
const maxWriterPages = 2

// writers are those of whom it is known whether they have write access.
type writers struct {
	sync.Mutex
	may    map[string]bool // by login, in lower case
	listed bool            // GitHub was asked for the list
	odd    map[string]bool // listed, but not told what they may do
	all    bool            // the list is whole: whoever is in neither has no write access
	pushes bool            // the token's account has write access itself: others' is shown to nobody else
	blind  bool            // who may write is kept from the token
}

// mayWrite reports whether the author has write access to the repository, or is an account that ownup acts for.
// What cannot be established now is an error: taking it for a no would open an incident twice.
func (c *Client) mayWrite(ctx context.Context, a author) (bool, error) {
	switch {
	case a.association == "OWNER":
		return true, nil
	case a.login == "":
		return false, nil
	case a.program(): // no collaborator, whatever it may do
		return c.ours(ctx, a)
	case c.knownOurs(a.login):
		return true, nil
	}
	w, login := &c.writers, strings.ToLower(a.login)
	w.Lock()
	defer w.Unlock()
	if err := c.listWriters(ctx); err != nil {
		return false, err
	}
	if may, known := w.may[login]; known || w.all && !w.odd[login] {
		return may, nil
	}
	may := a.associated() // the best guess where nothing better can be had
	if !w.blind {
		level, err := c.permission(ctx, a.login)
		switch kind := incident.ProblemOf(err); {
		case err == nil:
			may, w.pushes = level == "admin" || level == "write", true
		case kind == incident.Permission:
			w.blind = true
		case kind != incident.NotFound:
			return false, err
		}
	}
	if !may {
		var err error
		if may, err = c.ours(ctx, a); err != nil {
			return false, err
		}
	}
	w.may[login] = may
	return may, nil
}

// listWriters asks, once, for those who have write access. By GitHub's documentation the list holds collaborators,
// those who have access through a team or the organization's defaults, and its owners; it is given to those who have
// write access themselves. The caller holds the lock.
func (c *Client) listWriters(ctx context.Context) error {
	w := &c.writers
	if w.listed {
		return nil
	}
	opts := &gh.ListCollaboratorsOptions{Permission: "push", ListOptions: gh.ListOptions{PerPage: perPage, Page: 1}}
	for {
		owner, name := c.at(ctx)
		people, resp, err := c.gh.Repositories.ListCollaborators(ctx, owner, name, opts)
		if err = problem(ctx, err); err != nil {
			if k := incident.ProblemOf(err); k == incident.Unavailable || k == incident.Auth {
				return err
			}
			w.listed = true // refused: they are asked for one by one
			return nil
		}
		for _, p := range people {
			role, login := p.GetRoleName(), strings.ToLower(p.GetLogin())
			switch {
			case p.Permissions["push"] || slices.Contains([]string{"write", "maintain", "admin"}, role):
				w.may[login] = true
			case role == "read" || role == "triage": // a server that does not know the filter lists readers too
				w.may[login] = false
			default: // listed for what is not told, such as a role of the organization's own: asked for alone
				w.odd[login] = true
			}
		}
		further := more(resp, len(people))
		if !further || opts.Page == maxWriterPages || resp.LastPage > maxWriterPages {
			w.listed = true
			// Every repository has someone who may write.
			w.all = !further && len(w.may) > 0
			w.pushes = w.pushes || len(w.may) > 0
			return nil
		}
		opts.Page++
	}
}

// pushes reports whether the token's account is known to have write access.
func (c *Client) pushes() bool {
	c.writers.Lock()
	defer c.writers.Unlock()
	return c.writers.pushes
}

// permission is what a login may do in the repository: "admin", "write", "read" or "none".
func (c *Client) permission(ctx context.Context, login string) (string, error) {
	owner, name := c.at(ctx)
	level, _, err := c.gh.Repositories.GetPermissionLevel(ctx, owner, name, login)
	if err != nil {
		return "", problem(ctx, err)
	}
	return level.GetPermission(), nil
}
