package githubtest

import (
	"net/http"
	"strings"
)

// routes are the endpoints this server has. GitHub answers 404 to others, and so does it.
func (s *Server) routes() {
	for pattern, handler := range map[string]func(*call){
		"GET /repos/{owner}/{repo}":                                  (*call).getRepo,
		"GET /repos/{owner}/{repo}/issues":                           (*call).listIssues,
		"POST /repos/{owner}/{repo}/issues":                          (*call).createIssue,
		"GET /repos/{owner}/{repo}/issues/{number}":                  (*call).getIssue,
		"PATCH /repos/{owner}/{repo}/issues/{number}":                (*call).editIssue,
		"GET /repos/{owner}/{repo}/issues/{number}/timeline":         (*call).timeline,
		"GET /repos/{owner}/{repo}/issues/{number}/comments":         (*call).listComments,
		"POST /repos/{owner}/{repo}/issues/{number}/comments":        (*call).createComment,
		"GET /repos/{owner}/{repo}/issues/{number}/sub_issues":       (*call).subIssues,
		"POST /repos/{owner}/{repo}/issues/{number}/sub_issues":      (*call).addSubIssue,
		"POST /repos/{owner}/{repo}/issues/{number}/assignees":       (*call).addAssignees,
		"POST /repos/{owner}/{repo}/issues/{number}/labels":          (*call).addLabels,
		"PUT /repos/{owner}/{repo}/issues/{number}/labels":           (*call).setLabels,
		"DELETE /repos/{owner}/{repo}/issues/{number}/labels/{name}": (*call).removeLabel,
		"PATCH /repos/{owner}/{repo}/issues/comments/{id}":           (*call).editComment,
		"DELETE /repos/{owner}/{repo}/issues/comments/{id}":          (*call).deleteComment,
		"GET /repos/{owner}/{repo}/issues/comments/{id}/reactions":   (*call).listReactions,
		"POST /repos/{owner}/{repo}/issues/comments/{id}/reactions":  (*call).react,
		"POST /repos/{owner}/{repo}/labels":                          (*call).createLabel,
		"GET /repos/{owner}/{repo}/labels/{name}":                    (*call).getLabel,
		"GET /repos/{owner}/{repo}/collaborators":                    (*call).collaborators,
		"GET /repos/{owner}/{repo}/collaborators/{login}/permission": (*call).permission,
		"GET /repos/{owner}/{repo}/pulls":                            (*call).listPulls,
		"GET /repos/{owner}/{repo}/pulls/{number}":                   (*call).getPull,
		"GET /repos/{owner}/{repo}/pulls/{number}/reviews":           (*call).listReviews,
		"GET /repos/{owner}/{repo}/commits":                          (*call).listCommits,
		"GET /repos/{owner}/{repo}/commits/{ref}":                    (*call).getCommit,
		"GET /repos/{owner}/{repo}/commits/{ref}/pulls":              (*call).pullsOf,
		"GET /repos/{owner}/{repo}/commits/{ref}/check-runs":         (*call).checkRuns,
		"GET /repos/{owner}/{repo}/commits/{ref}/status":             (*call).combinedStatus,
		"GET /repos/{owner}/{repo}/compare/{basehead}":               (*call).compare,
		"GET /repos/{owner}/{repo}/branches":                         (*call).listBranches,
		"GET /repos/{owner}/{repo}/contents/{path...}":               (*call).contents,
	} {
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.inRepo(w, r, handler) })
	}
	s.mux.HandleFunc("GET /user", s.getUser)
	s.mux.HandleFunc("POST /graphql", s.graphql)
	s.mux.HandleFunc("POST /api/graphql", s.graphql)
	s.mux.HandleFunc("GET /search/", s.search)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { complain(w, http.StatusNotFound, "Not Found") })
}

// inRepo finds the repository of a request, and what holds for all requests to it.
func (s *Server) inRepo(w http.ResponseWriter, r *http.Request, handler func(*call)) {
	name := strings.ToLower(r.PathValue("owner") + "/" + r.PathValue("repo"))
	if to, ok := s.moved[name]; ok {
		_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/repos/"), "/")
		_, rest, _ = strings.Cut(rest, "/")
		u := s.base + "/repos/" + to
		if rest != "" {
			u += "/" + rest
		}
		if r.URL.RawQuery != "" {
			u += "?" + r.URL.RawQuery
		}
		w.Header().Set("Location", u)
		status, message := http.StatusMovedPermanently, "Moved Permanently"
		if r.Method != http.MethodGet {
			status, message = http.StatusTemporaryRedirect, "Temporary Redirect"
		}
		send(w, status, object{"message": message, "url": u, "documentation_url": "https://docs.github.com/rest"})
		return
	}
	c := &call{w: w, r: r, s: s, repo: s.repos[name], token: s.who(r)}
	c.login = c.token.Login
	if c.repo == nil || !c.repo.may(c.login, "read") && (c.repo.Private || c.login != "") {
		complain(w, http.StatusNotFound, "Not Found")
		return
	}
	if c.repo.Archived && r.Method != http.MethodGet {
		complain(w, http.StatusForbidden, "Repository was archived so is read-only.")
		return
	}
	if c.repo.NoIssues && strings.Contains(r.URL.Path, "/issues") {
		complain(w, http.StatusGone, "Issues are disabled for this repo")
		return
	}
	handler(c)
}

func (s *Server) getUser(w http.ResponseWriter, r *http.Request) {
	t := s.who(r)
	switch {
	case t.Login == "":
		complain(w, http.StatusUnauthorized, "Requires authentication")
	case strings.HasSuffix(t.Login, "[bot]"):
		complain(w, http.StatusForbidden, "Resource not accessible by integration")
	default:
		u := s.userJSON(t.Login)
		for _, k := range []string{"bio", "blog", "company", "email", "hireable", "location", "name"} {
			u[k] = nil
		}
		for _, k := range []string{"followers", "following", "public_gists", "public_repos"} {
			u[k] = 0
		}
		u["created_at"], u["updated_at"] = "2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"
		send(w, http.StatusOK, u)
	}
}

// graphql answers the one question REST has no answer to for an App's token.
func (s *Server) graphql(w http.ResponseWriter, r *http.Request) {
	var in struct{ Query string }
	if !read(r, &in) || in.Query != "{viewer{login}}" || s.who(r).Login == "" {
		send(w, http.StatusOK, object{"errors": []any{object{"message": "Parse error"}}})
		return
	}
	send(w, http.StatusOK, object{"data": object{"viewer": object{"login": s.who(r).Login}}})
}

// search never finds anything: its index lags behind.
func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	s.queried = append(s.queried, r.URL.RequestURI())
	send(w, http.StatusOK, object{"total_count": 0, "incomplete_results": false, "items": []any{}})
}
