package githubtest

import (
	"slices"
	"strings"
)

// AddCommit adds a commit; branch, where given, points to it from now on.
func (r *Repo) AddCommit(c Commit, branch string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	if c.At.IsZero() {
		c.At = r.s.stamp()
	}
	if c.Author == "" {
		c.Author = "Ann Author <ann@example.com>"
	}
	r.commits[c.SHA] = &c
	if branch != "" {
		r.branches[branch] = c.SHA
	}
}

// AddTag names a commit.
func (r *Repo) AddTag(name, sha string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.tags = append(r.tags, Tag{name, sha})
}

// SetFile gives a path its content, at every ref.
func (r *Repo) SetFile(path, content string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.files[path] = content
}

// AddCheck adds a check run to a commit.
func (r *Repo) AddCheck(sha string, c Check) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.checks[sha] = append(r.checks[sha], c)
}

// AddStatus adds a status to a commit.
func (r *Repo) AddStatus(sha string, st Status) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.statuses[sha] = append(r.statuses[sha], st)
}

// AddReview adds a review to a pull request.
func (r *Repo) AddReview(number int, author, state string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.s.user(author)
	p := r.issues[number-1].Pull
	p.Reviews = append(p.Reviews, Review{author, state, r.s.stamp()})
}

// resolve finds a commit by SHA, abbreviation, branch or tag.
func (r *Repo) resolve(name string) *Commit {
	if sha, ok := r.branches[name]; ok {
		return r.commits[sha]
	}
	for _, t := range r.tags {
		if t.Name == name {
			return r.commits[t.SHA]
		}
	}
	if c := r.commits[name]; c != nil {
		return c
	}
	if len(name) < 7 {
		return nil
	}
	for sha, c := range r.commits {
		if strings.HasPrefix(sha, name) {
			return c
		}
	}
	return nil
}

// reach returns the commits that can be reached from one, itself included, newest first.
func (r *Repo) reach(from *Commit) []*Commit {
	seen := map[string]bool{}
	var out []*Commit
	for queue := []string{from.SHA}; len(queue) > 0; queue = queue[1:] {
		c := r.commits[queue[0]]
		if c == nil || seen[c.SHA] {
			continue
		}
		seen[c.SHA] = true
		out = append(out, c)
		queue = append(queue, c.Parents...)
	}
	slices.SortStableFunc(out, func(a, b *Commit) int { return b.At.Compare(a.At) })
	return out
}

// person splits "Name <email>".
func person(s string) (name, email string) {
	name, rest, _ := strings.Cut(s, " <")
	return name, strings.TrimSuffix(rest, ">")
}

// SetFolder makes a path a folder.
func (r *Repo) SetFolder(path string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.folders = append(r.folders, path)
}
