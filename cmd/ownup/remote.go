package main

import (
	"context"
	"fmt"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/github"
	"github.com/ownup-dev/ownup/internal/incident"
)

const (
	// remoteSpan bounds how far back a history is read through the API, a hundred commits a request.
	remoteSpan = 90 * 24 * time.Hour
	// remoteTips bounds how many branches or tags are asked about one commit: each is a request.
	remoteTips = 10
)

// remote is a history read through GitHub's API, for when there is no clone. What would take more requests than it is
// worth is an Incomplete problem, which an incident lists as not established.
type remote struct {
	client *github.Client
	host   string // whose repository of that name it is
	now    time.Time

	mu    sync.Mutex
	blobs map[string][]byte
	main  incident.Ref // empty: not asked for yet
}

var _ flow.History = (*remote)(nil)

func newRemote(c *github.Client, now time.Time) *remote {
	return &remote{client: c, now: now, blobs: map[string][]byte{}}
}

func needsClone(what string) error {
	return &incident.Problem{Kind: incident.Incomplete, Sentence: what + " can be seen in a clone only: run ownup in one."}
}

func (r *remote) Commit(ctx context.Context, sha string) (incident.Commit, error) {
	return r.client.Commit(ctx, sha)
}

// Near tells of no commit: all are on GitHub.
func (r *remote) Near(context.Context, string) (incident.Commit, error) {
	return incident.Commit{}, &incident.Problem{Kind: incident.NotFound, Sentence: "Nothing of this repository is here."}
}

func (r *remote) Expand(ctx context.Context, prefix string) (string, error) {
	if strings.ContainsAny(prefix, "~^") {
		return "", &incident.Problem{Kind: incident.NotFound, Sentence: "GitHub is not asked for the steps from a tag."}
	}
	c, err := r.client.Commit(ctx, prefix)
	return c.SHA, err
}

// Modes tells of none: the API doesn't.
func (r *remote) Modes(context.Context, string) ([]incident.Change, error) { return nil, nil }

// Changes names each side of a change by commit and path: the API tells no object id for what was there before.
func (r *remote) Changes(ctx context.Context, sha string) ([]incident.Change, error) {
	c, err := r.client.Commit(ctx, sha)
	if err != nil {
		return nil, err
	}
	files, more, err := r.client.Files(ctx, sha)
	if err != nil {
		return nil, err
	}
	if more {
		return nil, needsClone("A change of so many files")
	}
	var before string
	if len(c.Parents) > 0 {
		before = c.Parents[0]
	}
	var out []incident.Change
	for _, f := range files {
		old, now := before+":"+f.Path, sha+":"+f.Path
		switch f.Status {
		case "added", "copied":
			out = append(out, incident.Change{Path: f.Path, New: now})
		case "removed":
			out = append(out, incident.Change{Path: f.Path, Old: old})
		case "renamed":
			out = append(out, incident.Change{Path: f.From, Old: before + ":" + f.From}, incident.Change{Path: f.Path, New: now})
		default:
			out = append(out, incident.Change{Path: f.Path, Old: old, New: now})
		}
	}
	return out, nil
}

func (r *remote) Empty(ctx context.Context, sha string) (bool, error) {
	files, more, err := r.client.Files(ctx, sha)
	return err == nil && len(files) == 0 && !more, err
}

func (r *remote) Blob(ctx context.Context, id string) ([]byte, error) {
	r.mu.Lock()
	text, ok := r.blobs[id]
	r.mu.Unlock()
	if ok {
		return text, nil
	}
	commit, name, _ := strings.Cut(id, ":")
	text, err := r.client.File(ctx, commit, name)
	if err == nil {
		r.mu.Lock()
		r.blobs[id] = text
		r.mu.Unlock()
	}
	return text, err
}

func (r *remote) BlobSize(context.Context, string) (int64, error) {
	return 0, needsClone("How large a file is")
}

func (r *remote) LastChangeWithin(context.Context, string, string, int) (incident.Commit, []string, int, error) {
	return incident.Commit{}, nil, 0, needsClone("Who introduced a line")
}

func (r *remote) PathID(context.Context, string, string) (string, error) {
	return "", needsClone("Who introduced a line")
}

func (r *remote) Folder(context.Context, string, string) ([]incident.File, error) {
	return nil, needsClone("Who introduced a line")
}

func (r *remote) File(ctx context.Context, commit, name string) ([]byte, error) {
	return r.client.File(ctx, commit, name)
}

func (r *remote) Default(ctx context.Context) (incident.Ref, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.main.Commit != "" { // one run sees one state of it
		return r.main, nil
	}
	name, err := r.client.DefaultBranch(ctx)
	if err != nil {
		return incident.Ref{}, err
	}
	c, err := r.client.Commit(ctx, name)
	if err == nil {
		r.main = incident.Ref{Name: name, Commit: c.SHA, At: c.CommittedAt}
	}
	return r.main, err
}

func (r *remote) Branches(ctx context.Context) ([]incident.Ref, error) { return r.client.Branches(ctx) }

// Tags are left out: the API gives them without their times, and asking which hold a commit takes a request each.
func (r *remote) Tags(context.Context) ([]incident.Ref, error) { return nil, nil }

// TagCommits returns none, as Tags does.
func (r *remote) TagCommits(context.Context) ([]incident.Ref, error) { return nil, nil }

func (r *remote) Containing(ctx context.Context, commit string, tips map[string]string) ([]string, error) {
	if len(tips) > remoteTips {
		return nil, needsClone(fmt.Sprintf("Which of %d branches hold a commit", len(tips)))
	}
	var out []string
	for name, tip := range tips {
		ok, err := r.client.Contains(ctx, tip, commit)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, name)
		}
	}
	return out, nil
}

// MergedBy takes a commit to have landed by itself: the pull request says when it was merged.
func (r *remote) MergedBy(_ context.Context, commit, _ string) (string, error) { return commit, nil }

func (r *remote) Log(ctx context.Context, include, exclude []string, since time.Time, fn func(incident.Commit) error) (bool, error) {
	if len(exclude) > 0 || len(include) != 1 {
		return true, needsClone("What one branch has and another has not")
	}
	if earliest := r.now.Add(-remoteSpan); since.Before(earliest) {
		since = earliest
	}
	return true, r.client.Commits(ctx, include[0], since, fn)
}

func (r *remote) FirstParents(ctx context.Context, tip string, since time.Time, fn func(incident.Commit) error) (bool, error) {
	next := tip
	return r.Log(ctx, []string{tip}, nil, since, func(c incident.Commit) error {
		if c.SHA != next { // the side of a merge
			return nil
		}
		next = ""
		if len(c.Parents) > 0 {
			next = c.Parents[0]
		}
		return fn(c)
	})
}

// search finds what the last weeks hold. Commits that messages name and that lie before are asked for one by one.
func (r *remote) search(ctx context.Context, o flow.FindOptions) (flow.Found, error) {
	main, err := r.Default(ctx)
	if err != nil {
		return flow.Found{}, err
	}
	var commits []incident.Commit
	known := map[string]bool{}
	add := func(c incident.Commit) error {
		if !known[c.SHA] {
			known[c.SHA] = true
			commits = append(commits, c)
		}
		return nil
	}
	if _, err := r.Log(ctx, []string{main.Commit}, nil, time.Time{}, add); err != nil {
		return flow.Found{}, err
	}
	for _, c := range commits { // without those that are added meanwhile
		if err := r.namedBy(ctx, c, o.Detect, add); err != nil {
			return flow.Found{}, err
		}
	}
	source := func(_ context.Context, _ func(string) bool, fn func(incident.Commit) error) error {
		for _, c := range commits {
			if err := fn(c); err != nil {
				return err
			}
		}
		return nil
	}
	return flow.Find(ctx, r, source, o)
}

// namedBy hands to add the commits that a plainly worded message names, as far as GitHub knows them.
func (r *remote) namedBy(ctx context.Context, c incident.Commit, o detect.Options, add func(incident.Commit) error) error {
	f, ok := detect.Commit(c, o)
	if !ok || f.Strength < detect.Likely {
		return nil
	}
	for _, claim := range f.Claims {
		named, err := r.named(ctx, claim)
		if err != nil {
			return err
		}
		if named.SHA == "" {
			continue
		}
		if err := add(named); err != nil {
			return err
		}
	}
	return nil
}

// named asks GitHub for the commit that a claim names; the zero commit where it knows none.
func (r *remote) named(ctx context.Context, claim incident.Claim) (incident.Commit, error) {
	ref := claim.Value
	switch claim.Type {
	case incident.ClaimSHA:
	case incident.ClaimPull:
		var n int
		if _, err := fmt.Sscanf(ref[strings.LastIndexByte(ref, '#')+1:], "%d", &n); err != nil {
			return incident.Commit{}, nil //nolint:nilerr // no number: not a pull request that can be asked for
		}
		pull, err := r.client.Pull(ctx, n)
		if err != nil {
			return incident.Commit{}, unlessNotFound(err)
		}
		if ref = pull.MergeSHA; ref == "" {
			return incident.Commit{}, nil
		}
	default:
		return incident.Commit{}, nil
	}
	c, err := r.client.Commit(ctx, ref)
	return c, unlessNotFound(err)
}

// far reports whether the run is about a repository of which there is no clone here: one was named with -R, and the
// folder is in none.
func (a *app) far(err error) bool {
	return a.named && a.dir == "." && incident.ProblemOf(err) == incident.NotFound
}

// elsewhere reports whether the run is about another repository than that of the clone it is in: one was named with -R,
// and the remotes on the server are all of repositories of other names. A fork goes by the name of its upstream.
func (a *app) elsewhere(r *git.Repo, o config.Options) bool {
	if !a.named || a.dir != "." {
		return false
	}
	cfg, err := config.Load(o)
	if err != nil {
		return false
	}
	others := false
	for _, address := range r.Remotes() {
		name := remoteName(map[string]string{"origin": address}, cfg.Host())
		if strings.EqualFold(path.Base(name), path.Base(cfg.GitHub.Repository)) {
			return false
		}
		others = others || name != ""
	}
	return others
}

// past is the history that the run is about: that of the clone, with GitHub behind it where the clone is shallow and
// the incidents live on GitHub anyway, or GitHub's alone.
func (a *app) past(cfg config.Config) (flow.History, error) {
	if a.remote != nil {
		return a.remote, nil
	}
	repo, err := a.repo()
	if err != nil {
		return nil, err
	}
	if !repo.Shallow() {
		l, err := a.ledger()
		if err == nil && a.places == nil {
			a.places = recallPlaces(history{repo}, l)
		}
		return a.places, err
	}
	if cfg.Tracker != "github" || a.token(cfg) == "" {
		return history{repo}, nil
	}
	client, err := a.github(cfg, nil)
	if err != nil {
		return nil, err
	}
	return beyond{history{repo}, newRemote(client, a.world.now())}, nil
}

// resolve turns what a person typed into a commit's SHA.
func (a *app) resolve(ctx context.Context, rev string) (string, error) {
	if a.remote != nil {
		if rev == "HEAD" {
			main, err := a.remote.Default(ctx)
			return main.Commit, err
		}
		return a.remote.Expand(ctx, rev)
	}
	repo, err := a.repo()
	if err != nil {
		return "", err
	}
	return repo.Resolve(ctx, rev)
}
