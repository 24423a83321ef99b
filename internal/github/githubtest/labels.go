package githubtest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

func (c *call) getLabel() {
	name := c.r.PathValue("name")
	if c.repo.labels[strings.ToLower(name)] == nil {
		complain(c.w, http.StatusNotFound, "Not Found")
		return
	}
	send(c.w, http.StatusOK, c.repo.labelJSON(name))
}

var sixHex = regexp.MustCompile(`^[0-9A-Fa-f]{6}$`)

func (c *call) createLabel() {
	if !c.needs("write", "issues=write; pull_requests=write") {
		return
	}
	var in struct{ Name, Color, Description string }
	read(c.r, &in)
	switch {
	case in.Name == "":
		invalid(c.w, "Label", "name", "missing_field", "")
	case in.Color != "" && !sixHex.MatchString(in.Color):
		invalid(c.w, "Label", "color", "invalid", "")
	case len([]rune(in.Description)) > 100:
		invalid(c.w, "Label", "description", "custom", "description is too long (maximum is 100 characters)")
	case c.repo.labels[strings.ToLower(in.Name)] != nil:
		invalid(c.w, "Label", "name", "already_exists", "")
	default:
		if in.Color == "" {
			in.Color = "ededed"
		}
		c.repo.labels[strings.ToLower(in.Name)] = &label{c.s.id(), in.Name, in.Color, in.Description}
		send(c.w, http.StatusCreated, c.repo.labelJSON(in.Name))
	}
}

func (c *call) addLabels() {
	i := c.issue()
	if i == nil || !c.needs("triage", "issues=write; pull_requests=write") {
		return
	}
	var names []string
	if !read(c.r, &names) {
		var in struct{ Labels []string }
		if !read(c.r, &in) {
			complain(c.w, http.StatusBadRequest, "Problems parsing JSON")
			return
		}
		names = in.Labels
	}
	for _, n := range names {
		c.repo.label(i, n, c.login)
	}
	c.issueLabels(i)
}

func (c *call) setLabels() {
	i := c.issue()
	if i == nil || !c.needs("triage", "issues=write; pull_requests=write") {
		return
	}
	var in struct{ Labels []string }
	if !read(c.r, &in) {
		complain(c.w, http.StatusBadRequest, "Problems parsing JSON")
		return
	}
	for _, n := range slices.Clone(i.Labels) {
		if !slices.ContainsFunc(in.Labels, func(want string) bool { return strings.EqualFold(n, want) }) {
			c.repo.unlabel(i, n, c.login)
		}
	}
	for _, n := range in.Labels {
		c.repo.label(i, n, c.login)
	}
	c.issueLabels(i)
}

func (c *call) removeLabel() {
	i := c.issue()
	if i == nil || !c.needs("triage", "issues=write; pull_requests=write") {
		return
	}
	if !c.repo.unlabel(i, c.r.PathValue("name"), c.login) {
		complain(c.w, http.StatusNotFound, "Label does not exist")
		return
	}
	c.issueLabels(i)
}

func (c *call) issueLabels(i *Issue) {
	list := []any{}
	for _, l := range i.Labels {
		list = append(list, c.repo.labelJSON(l))
	}
	send(c.w, http.StatusOK, list)
}
