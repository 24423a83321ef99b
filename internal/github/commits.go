package github

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	gh "github.com/google/go-github/v62/github"

	"github.com/ownup-dev/ownup/internal/incident"
)

// File is what a commit did to one path.
type File struct {
	Path   string
	From   string // the former path of a renamed or copied file
	Status string // "added", "modified", "removed", "renamed", "copied", "changed"
}

// Commit returns a commit by its SHA, or by what GitHub resolves to one: an abbreviation, a branch, a tag. A commit
// that was asked for by its full SHA is kept for the client's life.
func (c *Client) Commit(ctx context.Context, sha string) (incident.Commit, error) {
	rc, err := c.commit(ctx, sha)
	if err != nil {
		return incident.Commit{}, err
	}
	return commitOf(rc), nil
}

// Files returns what a commit changed, the first 300 paths of it: GitHub's own bound for one page. More says that there
// are others.
func (c *Client) Files(ctx context.Context, sha string) (files []File, more bool, err error) {
	rc, err := c.commit(ctx, sha)
	if err != nil {
		return nil, false, err
	}
	const most = 300
	for _, f := range rc.Files {
		files = append(files, File{Path: f.GetFilename(), From: f.GetPreviousFilename(), Status: f.GetStatus()})
	}
	return files, len(files) >= most, nil
}

func (c *Client) commit(ctx context.Context, sha string) (*gh.RepositoryCommit, error) {
	c.mu.Lock()
	known := c.commits[sha]
	c.mu.Unlock()
	if known != nil {
		return known, nil
	}
	owner, name := c.at(ctx)
	rc, _, err := c.gh.Repositories.GetCommit(ctx, owner, name, url.PathEscape(sha), nil)
	if err = problem(ctx, err); err != nil {
		return nil, missingCommit(err, sha, owner+"/"+name)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if isSHA(rc.GetSHA()) {
		c.commits[rc.GetSHA()] = rc
	}
	return rc, nil
}

// missingCommit makes of GitHub's "No commit found for SHA", which is a 422, what it is: not found.
func missingCommit(err error, sha, repo string) error {
	if f, ok := errors.AsType[*failure](err); ok && f.status == http.StatusUnprocessableEntity {
		return &incident.Problem{Kind: incident.NotFound, Sentence: fmt.Sprintf("GitHub has no commit %s in %s.", plain(sha), repo), Err: f}
	}
	return err
}

func commitOf(rc *gh.RepositoryCommit) incident.Commit {
	out := incident.Commit{
		SHA:         rc.GetSHA(),
		Author:      incident.Person{Name: rc.GetCommit().GetAuthor().GetName(), Email: rc.GetCommit().GetAuthor().GetEmail()},
		Committer:   incident.Person{Name: rc.GetCommit().GetCommitter().GetName(), Email: rc.GetCommit().GetCommitter().GetEmail()},
		AuthoredAt:  rc.GetCommit().GetAuthor().GetDate().Time,
		CommittedAt: rc.GetCommit().GetCommitter().GetDate().Time,
		Message:     rc.GetCommit().GetMessage(),
	}
	for _, p := range rc.Parents {
		out.Parents = append(out.Parents, p.GetSHA())
	}
	return out
}

// Commits calls fn for the commits that can be reached from ref, newest first, down to since.
func (c *Client) Commits(ctx context.Context, ref string, since time.Time, fn func(incident.Commit) error) error {
	opts := &gh.CommitsListOptions{SHA: ref, Since: since.UTC(), ListOptions: gh.ListOptions{PerPage: perPage, Page: 1}}
	for {
		owner, name := c.at(ctx)
		some, resp, err := c.gh.Repositories.ListCommits(ctx, owner, name, opts)
		if err != nil {
			return problem(ctx, err)
		}
		for _, rc := range some {
			if err := fn(commitOf(rc)); err != nil {
				return err
			}
		}
		if !more(resp, len(some)) {
			return nil
		}
		opts.Page++
	}
}

// Contains reports whether commit can be reached from tip, a branch, tag or commit. For clones that are shallow or
// absent.
func (c *Client) Contains(ctx context.Context, tip, commit string) (bool, error) {
	path := fmt.Sprintf("compare/%s...%s?per_page=1", url.PathEscape(tip), url.PathEscape(commit))
	var comparison gh.CommitsComparison
	if _, err := c.call(ctx, http.MethodGet, path, nil, &comparison); err != nil {
		return false, err
	}
	return comparison.GetStatus() == "behind" || comparison.GetStatus() == "identical", nil
}

// Branches returns the repository's branches; the time of their commits is not known here.
func (c *Client) Branches(ctx context.Context) ([]incident.Ref, error) {
	branches, err := all(ctx, func(page gh.ListOptions) ([]*gh.Branch, *gh.Response, error) {
		owner, name := c.at(ctx)
		return c.gh.Repositories.ListBranches(ctx, owner, name, &gh.BranchListOptions{ListOptions: page})
	})
	var out []incident.Ref
	for _, b := range branches {
		out = append(out, incident.Ref{Name: b.GetName(), Commit: b.GetCommit().GetSHA()})
	}
	return out, err
}

// DefaultBranch is the name of the repository's default branch.
func (c *Client) DefaultBranch(ctx context.Context) (string, error) {
	r, err := c.repository(ctx, false)
	if err != nil {
		return "", err
	}
	return r.GetDefaultBranch(), nil
}

// maxFile is the longest file GitHub gives as content, in bytes.
const maxFile = 1 << 20

// File returns the content of path at ref, a branch, tag or commit; a Problem of kind NotFound where there is none.
func (c *Client) File(ctx context.Context, ref, path string) ([]byte, error) {
	var segments []string
	for _, s := range strings.Split(strings.Trim(path, "/"), "/") {
		segments = append(segments, url.PathEscape(s))
	}
	var raw json.RawMessage
	if _, err := c.call(ctx, http.MethodGet, "contents/"+strings.Join(segments, "/")+"?ref="+url.QueryEscape(ref), nil, &raw); err != nil {
		return nil, err
	}
	var content gh.RepositoryContent
	text, err := "", json.Unmarshal(raw, &content) // a folder is a list
	if err == nil {
		text, err = content.GetContent()
	}
	if err != nil || content.GetType() != "file" {
		return nil, &incident.Problem{Kind: incident.Failed, Sentence: fmt.Sprintf("GitHub gives no content for %s: it is no ordinary file, or longer than %d MiB.", plain(path), maxFile>>20), Err: err}
	}
	return []byte(text), nil
}
