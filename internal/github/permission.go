package github

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/ownup-dev/ownup/internal/lazy"
)

// forbidden says which permission a refused request would have needed. GitHub names it in headers: for fine-grained and
// App tokens in X-Accepted-GitHub-Permissions, for classic tokens in X-Accepted-OAuth-Scopes, for organizations with
// single sign-on in X-GitHub-SSO.
func forbidden(req *http.Request, a *answer, message string, token bool) string {
	lower := strings.ToLower(message)
	switch {
	case strings.HasPrefix(a.header.Get("X-GitHub-SSO"), "required"):
		_, url, _ := strings.Cut(a.header.Get("X-GitHub-SSO"), "url=")
		return strings.TrimSpace("The organization asks that the token be authorized for single sign-on: "+plain(url)) + " (then run again)."
	case strings.Contains(lower, "has blocked"), strings.Contains(lower, "user is blocked"):
		return "GitHub refused " + what(req) + ": this account is blocked there."
	case strings.Contains(lower, " locked"):
		return "The token may not " + deed(req) + " while the conversation is locked: unlock it, or use a token of somebody with write access."
	case strings.Contains(lower, "suspended"), strings.Contains(lower, "correct authorization"): // a list of addresses or apps
		return "GitHub refused " + what(req) + ": " + strings.TrimRight(message, ".") + "."
	}
	if !token {
		return "GitHub refused " + what(req) + " without a token: set GITHUB_TOKEN or GH_TOKEN, or sign in with `gh auth login`."
	}
	var needs string
	if accepted := a.header.Get("X-Accepted-GitHub-Permissions"); accepted != "" {
		needs = permissions(accepted)
	} else if lacksScope(a) {
		needs = "the scope " + strings.Join(strings.Fields(strings.ReplaceAll(plain(a.header.Get("X-Accepted-OAuth-Scopes")), ",", " ")), " or ")
	} else {
		needs = usual(req)
	}
	sentence := "The token may not " + deed(req) + ": it needs " + needs
	if strings.Contains(lower, "not accessible by integration") {
		sentence += " (in a workflow: `permissions:`; runs for pull requests from forks never have it)"
	}
	return sentence + "."
}

// permissions puts "issues=write,contents=read; pull_requests=write" into words: commas mean and, semicolons or.
func permissions(accepted string) string {
	var sets []string
	for _, set := range strings.Split(plain(accepted), ";") {
		var all []string
		for _, p := range strings.Split(set, ",") {
			name, level, ok := strings.Cut(strings.TrimSpace(p), "=")
			if ok && level != "" {
				all = append(all, "`"+strings.ReplaceAll(name, "_", "-")+": "+level+"`")
			}
		}
		if len(all) > 0 {
			sets = append(sets, strings.Join(all, " and "))
		}
	}
	if len(sets) == 0 {
		return "more permissions"
	}
	return "the permission " + strings.Join(sets, ", or ")
}

// lacksScope reports whether the token has none of the scopes that GitHub names.
func lacksScope(a *answer) bool {
	scopes := a.header.Get("X-Accepted-OAuth-Scopes")
	return scopes != "" && !shares(scopes, a.header.Get("X-OAuth-Scopes"))
}

// shares reports whether two comma-separated lists have a name in common.
func shares(a, b string) bool {
	for _, x := range strings.Split(a, ",") {
		for _, y := range strings.Split(b, ",") {
			if x = strings.TrimSpace(x); x != "" && x == strings.TrimSpace(y) {
				return true
			}
		}
	}
	return false
}

// usual is the permission an endpoint asks for by GitHub's documentation, where the answer does not say.
func usual(req *http.Request) string {
	level := "read"
	if req.Method != http.MethodGet {
		level = "write"
	}
	path := req.URL.Path
	for _, p := range [...]struct{ part, name string }{
		{"/issues", "issues"},
		{"/labels", "issues"},
		{"/pulls", "pull-requests"},
		{"/check-runs", "checks"},
		{"/status", "statuses"},
		{"/collaborators", "metadata"},
		{"/commits", "contents"},
		{"/compare", "contents"},
		{"/contents", "contents"},
		{"/releases", "contents"},
		{"/branches", "contents"},
		{"/tags", "contents"},
	} {
		if strings.Contains(path, p.part) {
			return "the permission `" + p.name + ": " + level + "`"
		}
	}
	return "access to this repository"
}

// deeds are what requests do, in the words of whoever gives a token its permissions; the first that fits counts.
var deeds = [...]struct {
	methods string
	path    func() *regexp.Regexp
	words   string
}{
	{"POST", lazy.Regexp(`/repos/([^/]+/[^/]+)/issues$`), "open issues in $1"},
	{"POST", lazy.Regexp(`/repos/([^/]+/[^/]+)/issues/\d+/comments$`), "comment on issues in $1"},
	{"PATCH DELETE", lazy.Regexp(`/repos/([^/]+/[^/]+)/issues/comments/\d+$`), "change comments in $1"},
	{"POST", lazy.Regexp(`/repos/([^/]+/[^/]+)/issues/comments/\d+/reactions$`), "react to comments in $1"},
	{"POST PUT DELETE", lazy.Regexp(`/repos/([^/]+/[^/]+)/issues/\d+/labels(?:/.*)?$`), "label issues in $1"},
	{"POST", lazy.Regexp(`/repos/([^/]+/[^/]+)/labels$`), "make labels in $1"},
	{"POST", lazy.Regexp(`/repos/([^/]+/[^/]+)/issues/\d+/assignees$`), "assign issues in $1"},
	{"PATCH", lazy.Regexp(`/repos/([^/]+/[^/]+)/issues/\d+$`), "change issues in $1"},
	{"GET", lazy.Regexp(`/repos/([^/]+/[^/]+)/issues(?:/.*)?$`), "read issues in $1"},
	{"GET", lazy.Regexp(`/repos/([^/]+/[^/]+)/pulls(?:/.*)?$`), "read pull requests in $1"},
}

// deed says what a request would have done: "open issues in o/r".
func deed(req *http.Request) string {
	for _, d := range deeds {
		if m := d.path().FindStringSubmatchIndex(req.URL.Path); m != nil && slices.Contains(strings.Fields(d.methods), req.Method) {
			return plain(string(d.path().ExpandString(nil, d.words, req.URL.Path, m)))
		}
	}
	return "do " + what(req)
}

// paths that a 404 can name better than by its address.
var subjects = [...]struct {
	path func() *regexp.Regexp
	name string
}{
	{lazy.Regexp(`/repos/([^/]+/[^/]+)/pulls/(\d+)`), "pull request $1#$2"},
	{lazy.Regexp(`/repos/([^/]+/[^/]+)/issues/(\d+)`), "issue $1#$2"},
	{lazy.Regexp(`/repos/([^/]+/[^/]+)/issues/comments/(\d+)`), "comment $2 in $1"},
	{lazy.Regexp(`/repos/([^/]+/[^/]+)/commits/([0-9a-fA-F]{7,64})`), "commit $2 in $1"},
	{lazy.Regexp(`/repos/([^/]+/[^/]+)/contents/(.+)$`), "file $2 in $1"},
	{lazy.Regexp(`/repos/([^/]+/[^/]+)/labels/(.+)$`), "label $2 in $1"},
	{lazy.Regexp(`/repos/([^/]+/[^/]+)/collaborators/([^/]+)`), "user $2 in $1"},
	{lazy.Regexp(`/repos/([^/]+/[^/]+)`), "repository $1"},
}

// subject names what a request is about: "issue o/r#3".
func subject(req *http.Request) string {
	for _, s := range subjects {
		if m := s.path().FindStringSubmatchIndex(req.URL.Path); m != nil {
			return plain(string(s.path().ExpandString(nil, s.name, req.URL.Path, m)))
		}
	}
	return plain(req.URL.Path)
}
