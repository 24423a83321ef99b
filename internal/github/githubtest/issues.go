package githubtest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// call is one request to a repository.
type call struct {
	w     http.ResponseWriter
	r     *http.Request
	s     *Server
	repo  *Repo
	login string
	token *Token
}

func (c *call) int(name string) int {
	n, _ := strconv.Atoi(c.r.PathValue(name))
	return n
}

// issue is the issue a request names; it has answered 404 where there is none, 410 where it was deleted, 301 where it
// was transferred.
func (c *call) issue() *Issue {
	n := c.int("number")
	if n < 1 || n > len(c.repo.issues) {
		complain(c.w, http.StatusNotFound, "Not Found")
		return nil
	}
	i := c.repo.issues[n-1]
	switch {
	case i.deleted:
		complain(c.w, http.StatusGone, "This issue was deleted")
		return nil
	case i.moved != "":
		_, rest, _ := strings.Cut(c.r.URL.RequestURI(), fmt.Sprintf("/issues/%d", n))
		c.w.Header().Set("Location", i.moved+rest)
		complain(c.w, http.StatusMovedPermanently, "Moved Permanently")
		return nil
	}
	return i
}

// needs answers 403 where the caller may not do what the request asks.
func (c *call) needs(right, permission string) bool {
	if c.token.ReadOnly || !c.repo.may(c.login, right) {
		c.w.Header().Set("X-Accepted-GitHub-Permissions", permission)
		if c.token.Scopes != "" {
			c.w.Header().Set("X-OAuth-Scopes", c.token.Scopes)
		}
		message := "Resource not accessible by personal access token"
		if strings.HasSuffix(c.login, "[bot]") {
			message = "Resource not accessible by integration"
		}
		complain(c.w, http.StatusForbidden, message)
		return false
	}
	return true
}

func (c *call) listIssues() {
	q := c.r.URL.Query()
	var since time.Time
	if v := q.Get("since"); v != "" {
		var err error
		if since, err = time.Parse(time.RFC3339, v); err != nil {
			invalid(c.w, "Issue", "since", "invalid", "")
			return
		}
	}
	state := q.Get("state")
	if state == "" {
		state = "open"
	}
	var found []*Issue
	for _, i := range c.repo.issues {
		fits := (state == "all" || i.State == state) && (q.Get("creator") == "" || strings.EqualFold(q.Get("creator"), i.Author)) && !i.UpdatedAt.Before(since) && !i.deleted && i.moved == ""
		for _, l := range strings.Split(q.Get("labels"), ",") {
			if l != "" && !slices.ContainsFunc(i.Labels, func(have string) bool { return strings.EqualFold(have, l) }) {
				fits = false
			}
		}
		if fits {
			found = append(found, i)
		}
	}
	order(found, q)
	var list []any
	from, to := c.s.window(c.w, c.r, len(found))
	for _, i := range found[from:to] {
		out := c.repo.issueJSON(i)
		delete(out, "closed_by") // lists leave it out
		list = append(list, out)
	}
	if list == nil {
		list = []any{}
	}
	send(c.w, http.StatusOK, list)
}

// order sorts issues or pull requests as a request asks.
func order(issues []*Issue, q url.Values) {
	slices.SortStableFunc(issues, func(a, b *Issue) int {
		by := a.Number - b.Number
		if q.Get("sort") == "updated" {
			by = a.UpdatedAt.Compare(b.UpdatedAt)
		}
		if q.Get("direction") != "asc" {
			by = -by
		}
		return by
	})
}

type issueRequest struct {
	Title       *string  `json:"title"`
	Body        *string  `json:"body"`
	State       *string  `json:"state"`
	StateReason *string  `json:"state_reason"`
	Labels      []string `json:"labels"`
	Assignees   []string `json:"assignees"`
}

func (c *call) createIssue() {
	var in issueRequest
	switch {
	case !read(c.r, &in):
		complain(c.w, http.StatusBadRequest, "Problems parsing JSON")
		return
	case c.token.ReadOnly || c.login == "":
		c.needs("admin", "issues=write")
		return
	case in.Title == nil || *in.Title == "":
		invalid(c.w, "Issue", "title", "missing_field", "")
		return
	case utf8.RuneCountInString(*in.Title) > 256:
		invalid(c.w, "Issue", "title", "custom", "title is too long (maximum is 256 characters)")
		return
	}
	body := ""
	if in.Body != nil {
		body = *in.Body
	}
	if utf8.RuneCountInString(body) > 65536 {
		invalid(c.w, "Issue", "body", "custom", "body is too long (maximum is 65536 characters)")
		return
	}
	privileged := c.repo.may(c.login, "triage")
	if privileged {
		for _, a := range in.Assignees {
			if !c.repo.may(a, "triage") {
				invalid(c.w, "Issue", "assignees", "invalid", "")
				return
			}
		}
	} else {
		in.Labels, in.Assignees = nil, nil // dropped without a word
	}
	i := c.repo.add(c.login, *in.Title, body, in.Labels)
	i.Assignees = in.Assignees
	send(c.w, http.StatusCreated, c.repo.issueJSON(i))
}

func (c *call) getIssue() {
	if i := c.issue(); i != nil {
		send(c.w, http.StatusOK, c.repo.issueJSON(i))
	}
}

func (c *call) editIssue() {
	i := c.issue()
	if i == nil {
		return
	}
	var in issueRequest
	if !read(c.r, &in) {
		complain(c.w, http.StatusBadRequest, "Problems parsing JSON")
		return
	}
	if c.token.ReadOnly || i.Author != c.login && !c.repo.may(c.login, "triage") {
		c.needs("admin", "issues=write")
		return
	}
	if in.Title != nil {
		i.Title, i.UpdatedAt = *in.Title, c.s.stamp()
	}
	if in.Body != nil {
		i.Body, i.UpdatedAt = *in.Body, c.s.stamp()
	}
	if in.State != nil {
		reason := ""
		if in.StateReason != nil {
			reason = *in.StateReason
		}
		if !slices.Contains([]string{"", "completed", "not_planned", "duplicate", "reopened"}, reason) {
			invalid(c.w, "Issue", "state_reason", "invalid", "")
			return
		}
		c.repo.setState(i, *in.State, reason, c.login, "")
	}
	send(c.w, http.StatusOK, c.repo.issueJSON(i))
}

func (c *call) timeline() {
	if i := c.issue(); i != nil {
		c.s.page(c.w, c.r, c.repo.timelineJSON(i))
	}
}

func (c *call) listComments() {
	i := c.issue()
	if i == nil {
		return
	}
	var list []any
	for _, comment := range i.Comments {
		list = append(list, c.repo.commentJSON(i, comment))
	}
	c.s.page(c.w, c.r, list)
}

func (c *call) createComment() {
	i := c.issue()
	if i == nil {
		return
	}
	var in struct{ Body *string }
	if c.token.ReadOnly || c.login == "" {
		c.needs("admin", "issues=write; pull_requests=write")
		return
	}
	if !read(c.r, &in) || in.Body == nil || strings.TrimSpace(*in.Body) == "" {
		invalid(c.w, "IssueComment", "body", "missing_field", "")
		return
	}
	if utf8.RuneCountInString(*in.Body) > 65536 {
		invalid(c.w, "IssueComment", "body", "custom", "body is too long (maximum is 65536 characters)")
		return
	}
	send(c.w, http.StatusCreated, c.repo.commentJSON(i, c.repo.comment(i, c.login, *in.Body)))
}

// comment is the comment a request names; it has answered where there is none, or the caller may not change it.
func (c *call) comment(change bool) (*Issue, int) {
	id, _ := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	i, at := c.repo.findComment(id)
	if i == nil {
		complain(c.w, http.StatusNotFound, "Not Found")
		return nil, 0
	}
	if change && (c.token.ReadOnly || i.Comments[at].Author != c.login && !c.repo.may(c.login, "write")) {
		c.needs("admin", "issues=write")
		return nil, 0
	}
	return i, at
}

func (c *call) editComment() {
	i, at := c.comment(true)
	if i == nil {
		return
	}
	var in struct{ Body *string }
	if !read(c.r, &in) || in.Body == nil {
		invalid(c.w, "IssueComment", "body", "missing_field", "")
		return
	}
	i.Comments[at].Body, i.Comments[at].UpdatedAt, i.UpdatedAt = *in.Body, c.s.stamp(), c.s.stamp()
	send(c.w, http.StatusOK, c.repo.commentJSON(i, i.Comments[at]))
}

func (c *call) deleteComment() {
	i, at := c.comment(true)
	if i == nil {
		return
	}
	i.Comments = slices.Delete(i.Comments, at, at+1)
	c.w.WriteHeader(http.StatusNoContent)
}

func (c *call) listReactions() {
	i, at := c.comment(false)
	if i == nil {
		return
	}
	var list []any
	for _, x := range i.Comments[at].Reactions {
		list = append(list, c.reaction(x))
	}
	c.s.page(c.w, c.r, list)
}

func (c *call) reaction(x Reaction) object {
	return object{"id": x.ID, "node_id": node(x.ID), "user": c.s.userJSON(x.Author), "content": x.Content, "created_at": when(x.At)}
}

func (c *call) react() {
	i, at := c.comment(false)
	if i == nil || !c.needs("read", "issues=write") {
		return
	}
	var in struct{ Content string }
	read(c.r, &in)
	for _, x := range i.Comments[at].Reactions {
		if x.Author == c.login && x.Content == in.Content {
			send(c.w, http.StatusOK, c.reaction(x))
			return
		}
	}
	x := Reaction{c.s.id(), c.login, in.Content, c.s.stamp()}
	i.Comments[at].Reactions = append(i.Comments[at].Reactions, x)
	send(c.w, http.StatusCreated, c.reaction(x))
}

func (c *call) addAssignees() {
	i := c.issue()
	if i == nil || !c.needs("triage", "issues=write") {
		return
	}
	var in struct{ Assignees []string }
	read(c.r, &in)
	for _, a := range in.Assignees { // those that can't be assigned are left out without a word
		if c.repo.may(a, "triage") && !slices.Contains(i.Assignees, a) {
			i.Assignees = append(i.Assignees, a)
			i.UpdatedAt = c.s.stamp()
		}
	}
	send(c.w, http.StatusCreated, c.repo.issueJSON(i))
}

func (c *call) subIssues() {
	i := c.issue()
	if i == nil {
		return
	}
	var list []any
	for _, child := range i.children {
		list = append(list, c.repo.issueJSON(child))
	}
	c.s.page(c.w, c.r, list)
}

func (c *call) addSubIssue() {
	i := c.issue()
	if i == nil || !c.needs("triage", "issues=write") {
		return
	}
	var in struct {
		ID int64 `json:"sub_issue_id"`
	}
	read(c.r, &in)
	at := slices.IndexFunc(c.repo.issues, func(x *Issue) bool { return x.ID == in.ID })
	if at < 0 {
		complain(c.w, http.StatusNotFound, "The provided sub-issue does not exist")
		return
	}
	child := c.repo.issues[at]
	if child.parent != nil {
		send(c.w, http.StatusUnprocessableEntity, object{
			"message": "An error occurred while adding the sub-issue to the parent issue. Issue may not contain duplicate sub-issues and Sub issue may only have one parent", "documentation_url": "https://docs.github.com/rest",
		})
		return
	}
	child.parent, i.children, i.UpdatedAt = i, append(i.children, child), c.s.stamp()
	send(c.w, http.StatusCreated, c.repo.issueJSON(child))
}
