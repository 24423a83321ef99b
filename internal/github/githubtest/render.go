package githubtest

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
)

func when(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

func node(id int64) string { return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "N%d", id)) }

// web is the address of a page for people.
func (s *Server) web(path string) string { return "https://github.test/" + path }

func (s *Server) userJSON(login string) object {
	u := s.user(login)
	kind := "User"
	if u.Bot {
		kind = "Bot"
	}
	api := s.base + "/users/" + login
	return object{
		"login": u.Login, "id": u.ID, "node_id": node(u.ID), "avatar_url": "https://avatars.github.test/u/1", "gravatar_id": "",
		"url": api, "html_url": s.web(login), "followers_url": api + "/followers", "following_url": api + "/following{/other_user}",
		"gists_url": api + "/gists{/gist_id}", "starred_url": api + "/starred{/owner}{/repo}", "subscriptions_url": api + "/subscriptions",
		"organizations_url": api + "/orgs", "repos_url": api + "/repos", "events_url": api + "/events{/privacy}",
		"received_events_url": api + "/received_events", "type": kind, "site_admin": false, "user_view_type": "public",
	}
}

func (s *Server) people(logins []string) []any {
	out := []any{}
	for _, l := range logins {
		out = append(out, s.userJSON(l))
	}
	return out
}

func (r *Repo) api() string { return r.s.base + "/repos/" + r.full() }

func (r *Repo) labelJSON(name string) object {
	l := r.labels[strings.ToLower(name)]
	var description any
	if l.description != "" {
		description = l.description
	}
	return object{
		"id": l.id, "node_id": node(l.id), "url": r.api() + "/labels/" + l.name, "name": l.name,
		"color": l.color, "default": false, "description": description,
	}
}

func (r *Repo) reactionsJSON(url string, list []Reaction) object {
	out := object{"url": url, "total_count": len(list)}
	for _, k := range []string{"+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"} {
		n := 0
		for _, x := range list {
			if x.Content == k {
				n++
			}
		}
		out[k] = n
	}
	return out
}

func (r *Repo) issueJSON(i *Issue) object {
	api := fmt.Sprintf("%s/issues/%d", r.api(), i.Number)
	labels := []any{}
	for _, l := range i.Labels {
		labels = append(labels, r.labelJSON(l))
	}
	var assignee, reason, closedBy any
	if len(i.Assignees) > 0 {
		assignee = r.s.userJSON(i.Assignees[0])
	}
	if i.Reason != "" {
		reason = i.Reason
	}
	if i.ClosedBy != "" {
		closedBy = r.s.userJSON(i.ClosedBy)
	}
	page := "issues"
	if i.Pull != nil {
		page = "pull"
	}
	done := 0
	for _, c := range i.children {
		if c.State == "closed" {
			done++
		}
	}
	percent := 0
	if len(i.children) > 0 {
		percent = 100 * done / len(i.children)
	}
	out := object{
		"id": i.ID, "node_id": node(i.ID), "url": api, "repository_url": r.api(), "labels_url": api + "/labels{/name}",
		"comments_url": api + "/comments", "events_url": api + "/events", "html_url": r.s.web(fmt.Sprintf("%s/%s/%d", r.full(), page, i.Number)),
		"number": i.Number, "state": i.State, "state_reason": reason, "title": i.Title, "body": i.Body, "user": r.s.userJSON(i.Author),
		"labels": labels, "assignee": assignee, "assignees": r.s.people(i.Assignees), "milestone": nil, "locked": false,
		"active_lock_reason": nil, "comments": len(i.Comments), "created_at": when(i.CreatedAt), "updated_at": when(i.UpdatedAt),
		"closed_at": when(i.ClosedAt), "closed_by": closedBy, "author_association": r.association(i.Author),
		"timeline_url": api + "/timeline", "performed_via_github_app": nil,
		"reactions":          r.reactionsJSON(api+"/reactions", nil),
		"sub_issues_summary": object{"total": len(i.children), "completed": done, "percent_completed": percent},
	}
	if p := i.Pull; p != nil {
		pull := fmt.Sprintf("%s/pulls/%d", r.api(), i.Number)
		out["pull_request"] = object{
			"url": pull, "html_url": out["html_url"], "diff_url": fmt.Sprint(out["html_url"], ".diff"),
			"patch_url": fmt.Sprint(out["html_url"], ".patch"), "merged_at": when(p.MergedAt),
		}
		out["draft"] = false
	}
	return out
}

func (r *Repo) commentJSON(i *Issue, c *Comment) object {
	url := fmt.Sprintf("%s/issues/comments/%d", r.api(), c.ID)
	return object{
		"id": c.ID, "node_id": node(c.ID), "url": url, "html_url": r.s.web(fmt.Sprintf("%s/issues/%d#issuecomment-%d", r.full(), i.Number, c.ID)),
		"issue_url": fmt.Sprintf("%s/issues/%d", r.api(), i.Number), "body": c.Body, "user": r.s.userJSON(c.Author),
		"created_at": when(c.CreatedAt), "updated_at": when(c.UpdatedAt), "author_association": r.association(c.Author),
		"performed_via_github_app": nil, "reactions": r.reactionsJSON(url+"/reactions", c.Reactions),
	}
}

// timelineJSON is the timeline of an issue: its events and comments by time.
func (r *Repo) timelineJSON(i *Issue) []any {
	type entry struct {
		at  time.Time
		id  int64
		out object
	}
	var all []entry
	for _, c := range i.Comments {
		out := r.commentJSON(i, c)
		out["event"], out["actor"] = "commented", out["user"]
		all = append(all, entry{c.CreatedAt, c.ID, out})
	}
	for _, e := range i.events {
		url := fmt.Sprintf("%s/issues/events/%d", r.api(), e.id)
		out := object{"event": e.kind, "actor": r.s.userJSON(e.actor), "created_at": when(e.at)}
		if e.kind == "cross-referenced" {
			from := e.repo.issueJSON(e.from)
			from["repository"] = e.repo.repoJSON("")
			out["updated_at"], out["source"] = when(e.at), object{"type": "issue", "issue": from}
			all = append(all, entry{e.at, e.id, out})
			continue
		}
		out["id"], out["node_id"], out["url"], out["performed_via_github_app"] = e.id, node(e.id), url, nil
		out["commit_id"], out["commit_url"] = nil, nil
		if e.commit != "" {
			out["commit_id"], out["commit_url"] = e.commit, r.api()+"/commits/"+e.commit
		}
		switch e.kind {
		case "labeled", "unlabeled":
			color := "ededed"
			if l := r.labels[strings.ToLower(e.label)]; l != nil {
				color = l.color
			}
			out["label"] = object{"name": e.label, "color": color}
		case "closed", "reopened":
			out["state_reason"] = nil
		}
		all = append(all, entry{e.at, e.id, out})
	}
	slices.SortStableFunc(all, func(a, b entry) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return int(a.id - b.id)
	})
	var out []any
	for _, e := range all {
		out = append(out, e.out)
	}
	return out
}

// pullJSON is a pull request, whole or as lists have it.
func (r *Repo) pullJSON(i *Issue, whole bool) object {
	p := i.Pull
	issue := r.issueJSON(i)
	pull := fmt.Sprintf("%s/pulls/%d", r.api(), i.Number)
	end := func(ref, sha string) object {
		return object{"label": r.Owner + ":" + ref, "ref": ref, "sha": sha, "user": r.s.userJSON(r.Owner), "repo": r.repoJSON("")}
	}
	merge := p.MergeSHA
	if merge == "" { // GitHub tries out what merging would come to, and names that
		merge = fmt.Sprintf("%040x", i.ID)
	}
	link := func(to string) object { return object{"href": to} }
	labels := []any{}
	for _, l := range i.Labels {
		label := r.labelJSON(l)
		label["description"] = r.labels[strings.ToLower(l)].description // described as never null there, unlike an issue's
		labels = append(labels, label)
	}
	out := object{
		"url": pull, "id": i.ID + 1, "node_id": node(i.ID + 1), "html_url": issue["html_url"], "diff_url": fmt.Sprint(issue["html_url"], ".diff"),
		"patch_url": fmt.Sprint(issue["html_url"], ".patch"), "issue_url": issue["url"], "number": i.Number, "state": i.State, "locked": false,
		"title": i.Title, "user": issue["user"], "body": i.Body, "created_at": when(i.CreatedAt), "updated_at": when(i.UpdatedAt),
		"closed_at": when(i.ClosedAt), "merged_at": when(p.MergedAt), "merge_commit_sha": merge, "assignee": issue["assignee"],
		"assignees": issue["assignees"], "requested_reviewers": r.s.people(p.Requested), "requested_teams": []any{}, "labels": labels,
		"milestone": nil, "draft": false, "commits_url": pull + "/commits", "review_comments_url": pull + "/comments",
		"review_comment_url": r.api() + "/pulls/comments{/number}", "comments_url": issue["comments_url"],
		"statuses_url": r.api() + "/statuses/" + p.HeadSHA, "head": end(p.Head, p.HeadSHA), "base": end(p.Base, p.HeadSHA),
		"_links": object{
			"self": link(pull), "html": link(issue["html_url"].(string)), "issue": link(issue["url"].(string)),
			"comments": link(issue["comments_url"].(string)), "review_comments": link(pull + "/comments"),
			"review_comment": link(r.api() + "/pulls/comments{/number}"), "commits": link(pull + "/commits"),
			"statuses": link(r.api() + "/statuses/" + p.HeadSHA),
		},
		"author_association": issue["author_association"], "auto_merge": nil, "active_lock_reason": nil,
	}
	if !whole {
		return out
	}
	var by any
	if p.MergedBy != "" {
		by = r.s.userJSON(p.MergedBy)
	}
	for k, v := range (object{
		"merged": p.MergeSHA != "", "mergeable": nil, "rebaseable": nil, "mergeable_state": "unknown", "merged_by": by,
		"comments": len(i.Comments), "review_comments": 0, "maintainer_can_modify": false, "commits": 1 + len(p.Commits),
		"additions": 1, "deletions": 1, "changed_files": 1,
	}) {
		out[k] = v
	}
	return out
}

func (r *Repo) commitJSON(c *Commit, files bool) object {
	name, email := person(c.Author)
	api := r.api() + "/commits/" + c.SHA
	who := object{"name": name, "email": email, "date": when(c.At)}
	parents := []any{}
	for _, p := range c.Parents {
		parents = append(parents, object{"sha": p, "url": r.api() + "/commits/" + p, "html_url": r.s.web(r.full() + "/commit/" + p)})
	}
	out := object{
		"sha": c.SHA, "node_id": node(int64(len(c.SHA))), "url": api, "html_url": r.s.web(r.full() + "/commit/" + c.SHA), "comments_url": api + "/comments",
		"commit": object{
			"author": who, "committer": who, "message": c.Message, "tree": object{"sha": c.SHA, "url": r.api() + "/git/trees/" + c.SHA},
			"url": r.api() + "/git/commits/" + c.SHA, "comment_count": 0,
			"verification": object{"verified": false, "reason": "unsigned", "signature": nil, "payload": nil, "verified_at": nil},
		},
		"author": nil, "committer": nil, "parents": parents,
	}
	if !files {
		return out
	}
	added, deleted, list := 0, 0, []any{}
	for _, f := range c.Files {
		added, deleted = added+f.Added, deleted+f.Deleted
		status := f.Status
		if status == "" {
			status = "modified"
		}
		file := object{
			"sha": fmt.Sprintf("%040x", len(f.Path)), "filename": f.Path, "status": status, "additions": f.Added, "deletions": f.Deleted,
			"changes": f.Added + f.Deleted, "blob_url": r.s.web(r.full() + "/blob/" + c.SHA), "raw_url": r.s.web(r.full() + "/raw/" + c.SHA),
			"contents_url": r.api() + "/contents", "patch": f.Patch,
		}
		if f.From != "" {
			file["previous_filename"] = f.From
		}
		list = append(list, file)
	}
	out["stats"], out["files"] = object{"additions": added, "deletions": deleted, "total": added + deleted}, list
	return out
}

// repoJSON is the repository as a login sees it.
func (r *Repo) repoJSON(login string) object {
	api, page := r.api(), r.s.web(r.full())
	out := object{
		"id": r.ID, "node_id": node(r.ID), "name": r.Name, "full_name": r.full(), "private": r.Private, "owner": r.s.userJSON(r.Owner),
		"html_url": page, "description": nil, "fork": false, "url": api, "clone_url": page + ".git", "git_url": "git://github.test/" + r.full() + ".git",
		"ssh_url": "git@github.test:" + r.full() + ".git", "svn_url": page, "mirror_url": nil, "homepage": nil, "language": nil,
		"default_branch": r.DefaultBranch, "archived": r.Archived, "disabled": false, "has_issues": !r.NoIssues, "has_projects": true,
		"has_wiki": true, "has_pages": false, "has_discussions": false, "has_downloads": true, "visibility": "public", "is_template": false,
		"license": nil, "topics": []any{}, "allow_forking": true, "web_commit_signoff_required": false,
		"permissions": object{
			"admin": r.may(login, "admin"), "maintain": r.may(login, "maintain"), "push": r.may(login, "write"),
			"triage": r.may(login, "triage"), "pull": r.may(login, "read"),
		},
	}
	if strings.HasSuffix(login, "[bot]") { // of an App's token the repository says what it may do with the code
		out["permissions"] = object{"admin": false, "maintain": false, "push": false, "triage": false, "pull": false}
	}
	for _, k := range []string{"forks", "forks_count", "open_issues", "open_issues_count", "size", "stargazers_count", "watchers", "watchers_count", "network_count", "subscribers_count"} {
		out[k] = 0
	}
	for _, k := range []string{"created_at", "updated_at", "pushed_at"} {
		out[k] = "2020-01-01T00:00:00Z"
	}
	for k, path := range map[string]string{
		"archive_url": "/{archive_format}{/ref}", "assignees_url": "/assignees{/user}", "blobs_url": "/git/blobs{/sha}", "branches_url": "/branches{/branch}",
		"collaborators_url": "/collaborators{/collaborator}", "comments_url": "/comments{/number}", "commits_url": "/commits{/sha}",
		"compare_url": "/compare/{base}...{head}", "contents_url": "/contents/{+path}", "contributors_url": "/contributors", "deployments_url": "/deployments",
		"downloads_url": "/downloads", "events_url": "/events", "forks_url": "/forks", "git_commits_url": "/git/commits{/sha}", "git_refs_url": "/git/refs{/sha}",
		"git_tags_url": "/git/tags{/sha}", "hooks_url": "/hooks", "issue_comment_url": "/issues/comments{/number}", "issue_events_url": "/issues/events{/number}",
		"issues_url": "/issues{/number}", "keys_url": "/keys{/key_id}", "labels_url": "/labels{/name}", "languages_url": "/languages", "merges_url": "/merges",
		"milestones_url": "/milestones{/number}", "notifications_url": "/notifications{?since,all,participating}", "pulls_url": "/pulls{/number}",
		"releases_url": "/releases{/id}", "stargazers_url": "/stargazers", "statuses_url": "/statuses/{sha}", "subscribers_url": "/subscribers",
		"subscription_url": "/subscription", "tags_url": "/tags", "teams_url": "/teams", "trees_url": "/git/trees{/sha}",
	} {
		out[k] = api + path
	}
	return out
}
