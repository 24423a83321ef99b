package githubtest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// AddRepo adds a public repository, "owner/name", that its owner administers.
func (s *Server) AddRepo(fullName string) *Repo {
	s.mu.Lock()
	defer s.mu.Unlock()
	owner, name, _ := strings.Cut(fullName, "/")
	r := &Repo{
		s: s, ID: s.id(), Owner: owner, Name: name, DefaultBranch: "main",
		rights: map[string]string{strings.ToLower(owner): "admin"}, labels: map[string]*label{},
		commits: map[string]*Commit{}, branches: map[string]string{}, files: map[string]string{},
		checks: map[string][]Check{}, statuses: map[string][]Status{},
	}
	s.user(owner)
	s.repos[strings.ToLower(fullName)] = r
	return r
}

// Rename gives a repository another name; requests for the old one are redirected.
func (r *Repo) Rename(fullName string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	old := strings.ToLower(r.full())
	delete(r.s.repos, old)
	r.Owner, r.Name, _ = strings.Cut(fullName, "/")
	r.s.repos[strings.ToLower(fullName)] = r
	r.s.moved[old] = strings.ToLower(fullName)
}

func (r *Repo) full() string { return r.Owner + "/" + r.Name }

// Allow gives a login rights: admin, maintain, write, triage, read or none.
func (r *Repo) Allow(login, right string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.s.user(login)
	r.rights[strings.ToLower(login)] = right
}

// right is what a login may do.
func (r *Repo) right(login string) string {
	if right := r.rights[strings.ToLower(login)]; right != "" {
		return right
	}
	if strings.HasSuffix(login, "[bot]") {
		return "write" // an App that is installed here
	}
	if r.Private {
		return "none"
	}
	return "read"
}

// MayWrite reports whether a login has write access.
func (r *Repo) MayWrite(login string) bool {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	return r.may(login, "write")
}

var rightLevels = []string{"none", "read", "triage", "write", "maintain", "admin"}

func (r *Repo) may(login, right string) bool {
	return login != "" && slices.Index(rightLevels, r.right(login)) >= slices.Index(rightLevels, right)
}

// association is how GitHub says what an author is to the repository.
func (r *Repo) association(login string) string {
	switch right := r.right(login); {
	case strings.EqualFold(login, r.Owner):
		return "OWNER"
	case strings.HasSuffix(login, "[bot]"):
		return "NONE"
	case right == "read" && r.rights[strings.ToLower(login)] == "", right == "none":
		return "NONE"
	}
	return "COLLABORATOR"
}

// Issues returns copies of all issues and pull requests.
func (r *Repo) Issues() []Issue {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	var out []Issue
	for _, i := range r.issues {
		c := *i
		c.Labels, c.Assignees = slices.Clone(i.Labels), slices.Clone(i.Assignees)
		c.Comments = nil
		for _, comment := range i.Comments {
			copied := *comment
			c.Comments = append(c.Comments, &copied)
		}
		out = append(out, c)
	}
	return out
}

// Labels returns the names of the labels, sorted.
func (r *Repo) Labels() []string {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	var out []string
	for _, l := range r.labels {
		out = append(out, l.name)
	}
	slices.Sort(out)
	return out
}

// Label returns colour and description of a label.
func (r *Repo) Label(name string) (color, description string, ok bool) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	l := r.labels[strings.ToLower(name)]
	if l == nil {
		return "", "", false
	}
	return l.color, l.description, true
}

// AddIssue opens an issue and returns its number.
func (r *Repo) AddIssue(author, title, body string, labels ...string) int {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	return r.add(author, title, body, labels).Number
}

func (r *Repo) add(author, title, body string, labels []string) *Issue {
	r.s.user(author)
	i := &Issue{
		ID: r.s.id(), Number: len(r.issues) + 1, Title: title, Body: body, Author: author, State: "open",
		CreatedAt: r.s.stamp(), UpdatedAt: r.s.stamp(),
	}
	r.issues = append(r.issues, i)
	for _, l := range labels {
		r.label(i, l, author)
	}
	r.mentions(i, body)
	return i
}

// label puts a label on an issue, creating it as GitHub does.
func (r *Repo) label(i *Issue, name, actor string) {
	l := r.labels[strings.ToLower(name)]
	if l == nil {
		l = &label{id: r.s.id(), name: name, color: "ededed"}
		r.labels[strings.ToLower(name)] = l
	}
	if slices.Contains(i.Labels, l.name) {
		return
	}
	i.Labels = append(i.Labels, l.name)
	i.UpdatedAt = r.s.stamp()
	i.events = append(i.events, event{id: r.s.id(), kind: "labeled", actor: actor, at: r.s.stamp(), label: l.name})
}

// Delete deletes an issue.
func (r *Repo) Delete(number int) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.issues[number-1].deleted = true
}

// Transfer moves an issue to another repository and returns its number there. What labels it keeps is left out.
func (r *Repo) Transfer(number int, to *Repo) int {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	i := r.issues[number-1]
	there := to.add(i.Author, i.Title, i.Body, i.Labels)
	i.moved = fmt.Sprintf("%s/issues/%d", to.api(), there.Number)
	return there.Number
}

// AddPull opens a pull request and returns its number.
func (r *Repo) AddPull(author, title, body string, p Pull) int {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	if p.Base == "" {
		p.Base = r.DefaultBranch
	}
	if p.Head == "" {
		p.Head = fmt.Sprintf("branch-%d", len(r.issues)+1)
	}
	if p.HeadSHA == "" {
		p.HeadSHA = fmt.Sprintf("%040x", len(r.issues)+0xabc0001)
	}
	i := r.add(author, title, body, nil)
	i.Pull = &p
	return i.Number
}

// Merge merges a pull request as a commit with the given SHA, and closes what its text says it closes.
func (r *Repo) Merge(number int, by, sha string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.s.user(by)
	i := r.issues[number-1]
	i.Pull.MergeSHA, i.Pull.MergedAt, i.Pull.MergedBy = sha, r.s.stamp(), by
	r.setState(i, "closed", "", by, "")
	if r.commits[sha] == nil {
		r.commits[sha] = &Commit{SHA: sha, Author: by + " <" + by + "@example.com>", At: r.s.stamp(), Message: i.Title + " (#" + strconv.Itoa(number) + ")\n\n" + i.Body}
	}
	for _, n := range closes(i.Body) {
		if n <= len(r.issues) {
			r.setState(r.issues[n-1], "closed", "completed", by, "")
		}
	}
}

// CloseBy closes an issue by a commit that reached the default branch.
func (r *Repo) CloseBy(number int, by, sha string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.setState(r.issues[number-1], "closed", "completed", by, sha)
}

// SetState opens or closes an issue, as a person does.
func (r *Repo) SetState(number int, state, reason, by string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.setState(r.issues[number-1], state, reason, by, "")
}

func (r *Repo) setState(i *Issue, state, reason, by, commit string) {
	i.UpdatedAt = r.s.stamp()
	if i.State == state {
		return
	}
	i.State, i.Reason = state, reason
	kind := "reopened"
	i.ClosedBy, i.ClosedAt = "", time.Time{}
	if state == "closed" {
		kind, i.ClosedBy, i.ClosedAt = "closed", by, r.s.stamp()
	}
	i.events = append(i.events, event{id: r.s.id(), kind: kind, actor: by, at: r.s.stamp(), commit: commit})
}

// AddComment comments on an issue or pull request and returns the comment's id.
func (r *Repo) AddComment(number int, author, body string) int64 {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	return r.comment(r.issues[number-1], author, body).ID
}

func (r *Repo) comment(i *Issue, author, body string) *Comment {
	r.s.user(author)
	c := &Comment{ID: r.s.id(), Author: author, Body: body, CreatedAt: r.s.stamp(), UpdatedAt: r.s.stamp()}
	i.Comments = append(i.Comments, c)
	i.UpdatedAt = r.s.stamp()
	r.mentions(i, body)
	return c
}

// React answers a comment with an emoji, as a person does.
func (r *Repo) React(comment int64, author, emoji string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.s.user(author)
	if i, at := r.findComment(comment); i != nil {
		i.Comments[at].Reactions = append(i.Comments[at].Reactions, Reaction{r.s.id(), author, emoji, r.s.stamp()})
	}
}

// SetBody edits an issue's text, as a person does.
func (r *Repo) SetBody(number int, body string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	i := r.issues[number-1]
	i.Body, i.UpdatedAt = body, r.s.stamp()
	r.mentions(i, body)
}

// DeleteComment removes a comment.
func (r *Repo) DeleteComment(id int64) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	if i, at := r.findComment(id); i != nil {
		i.Comments = slices.Delete(i.Comments, at, at+1)
	}
}

func (r *Repo) findComment(id int64) (*Issue, int) {
	for _, i := range r.issues {
		for at, c := range i.Comments {
			if c.ID == id {
				return i, at
			}
		}
	}
	return nil, 0
}

var (
	mention = regexp.MustCompile(`(?:^|[\s(])(?:([A-Za-z0-9-]+/[A-Za-z0-9._-]+))?#(\d{1,9})\b`)
	closer  = regexp.MustCompile(`(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d{1,9})\b`)
)

// mentions enters a cross-reference in the timeline of every issue that a text mentions.
func (r *Repo) mentions(from *Issue, text string) {
	for _, m := range mention.FindAllStringSubmatch(text, -1) {
		to := r
		if m[1] != "" {
			to = r.s.repos[strings.ToLower(m[1])]
		}
		n, _ := strconv.Atoi(m[2])
		if to == nil || n < 1 || n > len(to.issues) || to.issues[n-1] == from {
			continue
		}
		target := to.issues[n-1]
		if slices.ContainsFunc(target.events, func(e event) bool { return e.kind == "cross-referenced" && e.from == from }) {
			continue
		}
		// Being referred to does not update an issue.
		target.events = append(target.events, event{id: r.s.id(), kind: "cross-referenced", actor: from.Author, at: r.s.stamp(), from: from, repo: r})
	}
}

func closes(text string) []int {
	var out []int
	for _, m := range closer.FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil && n > 0 {
			out = append(out, n)
		}
	}
	return out
}

// AddSubIssue puts an issue below another.
func (r *Repo) AddSubIssue(parent, child int) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	p, c := r.issues[parent-1], r.issues[child-1]
	c.parent, p.children, p.UpdatedAt = p, append(p.children, c), r.s.stamp()
}

// SubIssues returns the numbers of the issues below one.
func (r *Repo) SubIssues(parent int) []int {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	var out []int
	for _, c := range r.issues[parent-1].children {
		out = append(out, c.Number)
	}
	return out
}

// PutLabel puts a label on an issue, as a person does.
func (r *Repo) PutLabel(number int, name, by string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.label(r.issues[number-1], name, by)
}

// Unlabel takes a label off an issue.
func (r *Repo) Unlabel(number int, name, by string) {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	r.unlabel(r.issues[number-1], name, by)
}

func (r *Repo) unlabel(i *Issue, name, by string) bool {
	at := slices.IndexFunc(i.Labels, func(l string) bool { return strings.EqualFold(l, name) })
	if at < 0 {
		return false
	}
	i.events = append(i.events, event{id: r.s.id(), kind: "unlabeled", actor: by, at: r.s.stamp(), label: i.Labels[at]})
	i.Labels = slices.Delete(i.Labels, at, at+1)
	i.UpdatedAt = r.s.stamp()
	return true
}
