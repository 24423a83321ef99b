package githubtest

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

func (c *call) getRepo() { send(c.w, http.StatusOK, c.repo.repoJSON(c.login)) }

// collaborators are those who may at least do what is asked for, given to those who may write.
func (c *call) collaborators() {
	if c.repo.Unlisted || !c.repo.may(c.login, "write") {
		complain(c.w, http.StatusForbidden, "Must have push access to view repository collaborators.")
		return
	}
	least := map[string]string{"push": "write", "pull": "read", "": "read"}[c.r.URL.Query().Get("permission")]
	if c.repo.Unfiltered {
		least = "read"
	}
	var logins []string
	for login := range c.repo.rights {
		if least != "" && c.repo.may(login, least) && !strings.HasSuffix(login, "[bot]") {
			logins = append(logins, login)
		}
	}
	slices.Sort(logins)
	var list []any
	for _, login := range logins {
		u := c.s.userJSON(login)
		u["role_name"], u["permissions"] = c.repo.right(login), object{
			"admin": c.repo.may(login, "admin"), "maintain": c.repo.may(login, "maintain"), "push": c.repo.may(login, "write"),
			"triage": c.repo.may(login, "triage"), "pull": c.repo.may(login, "read"),
		}
		if role := c.repo.Roles[login]; role != "" {
			u["role_name"], u["permissions"] = role, object{"admin": false, "maintain": false, "push": false, "triage": false, "pull": true}
		}
		list = append(list, u)
	}
	c.s.page(c.w, c.r, list)
}

func (c *call) permission() {
	if !c.repo.may(c.login, "write") {
		complain(c.w, http.StatusForbidden, "Must have push access to view collaborator permission.")
		return
	}
	login := c.r.PathValue("login")
	if strings.HasSuffix(login, "[bot]") || c.s.users[strings.ToLower(login)] == nil {
		complain(c.w, http.StatusNotFound, login+" is not a user")
		return
	}
	right := c.repo.right(login)
	level := map[string]string{"maintain": "write", "triage": "read"}[right]
	if level == "" {
		level = right
	}
	u := c.s.userJSON(login)
	u["role_name"] = right
	send(c.w, http.StatusOK, object{"permission": level, "role_name": right, "user": u})
}

func (c *call) listPulls() {
	q := c.r.URL.Query()
	state := q.Get("state")
	if state == "" {
		state = "open"
	}
	var found []*Issue
	for _, i := range c.repo.issues {
		if i.Pull != nil && (state == "all" || i.State == state) {
			found = append(found, i)
		}
	}
	order(found, q)
	var list []any
	for _, i := range found {
		list = append(list, c.repo.pullJSON(i, false))
	}
	c.s.page(c.w, c.r, list)
}

func (c *call) getPull() {
	i := c.issue()
	if i == nil {
		return
	}
	if i.Pull == nil {
		complain(c.w, http.StatusNotFound, "Not Found")
		return
	}
	send(c.w, http.StatusOK, c.repo.pullJSON(i, true))
}

func (c *call) listReviews() {
	i := c.issue()
	if i == nil || i.Pull == nil {
		return
	}
	pull := fmt.Sprintf("%s/pulls/%d", c.repo.api(), i.Number)
	page := c.s.web(fmt.Sprintf("%s/pull/%d", c.repo.full(), i.Number))
	var list []any
	for n, v := range i.Pull.Reviews {
		list = append(list, object{
			"id": n + 1, "node_id": node(int64(n)), "user": c.s.userJSON(v.Author), "body": "", "state": v.State, "html_url": page,
			"pull_request_url": pull, "_links": object{"html": object{"href": page}, "pull_request": object{"href": pull}},
			"submitted_at": when(v.At), "commit_id": i.Pull.HeadSHA, "author_association": c.repo.association(v.Author),
		})
	}
	c.s.page(c.w, c.r, list)
}

func (c *call) pullsOf() {
	sha := c.r.PathValue("ref")
	var list []any
	for _, of := range append([]*Repo{c.repo}, c.repo.Network...) {
		for _, i := range of.issues {
			if p := i.Pull; p != nil && (p.MergeSHA == sha || p.HeadSHA == sha || slices.Contains(p.Commits, sha)) {
				list = append(list, of.pullJSON(i, false))
			}
		}
	}
	c.s.page(c.w, c.r, list)
}

func (c *call) listCommits() {
	from := c.r.URL.Query().Get("sha")
	if from == "" {
		from = c.repo.DefaultBranch
	}
	start := c.repo.resolve(from)
	if start == nil {
		complain(c.w, http.StatusNotFound, "Not Found")
		return
	}
	since, _ := time.Parse(time.RFC3339, c.r.URL.Query().Get("since"))
	var list []any
	for _, commit := range c.repo.reach(start) {
		if !commit.At.Before(since) {
			list = append(list, c.repo.commitJSON(commit, false))
		}
	}
	c.s.page(c.w, c.r, list)
}

func (c *call) getCommit() {
	ref := c.r.PathValue("ref")
	commit := c.repo.resolve(ref)
	if commit == nil {
		send(c.w, http.StatusUnprocessableEntity, object{"message": "No commit found for SHA: " + ref, "documentation_url": "https://docs.github.com/rest"})
		return
	}
	send(c.w, http.StatusOK, c.repo.commitJSON(commit, true))
}

func (c *call) checkRuns() {
	sha := c.r.PathValue("ref")
	list := []any{}
	for n, k := range c.repo.checks[sha] {
		var conclusion, end any
		if k.Status == "completed" {
			conclusion, end = k.Conclusion, when(c.s.stamp())
		}
		url := fmt.Sprintf("%s/check-runs/%d", c.repo.api(), n+1)
		list = append(list, object{
			"id": n + 1, "head_sha": sha, "node_id": node(int64(n)), "external_id": "", "url": url, "html_url": url, "details_url": url,
			"status": k.Status, "conclusion": conclusion, "started_at": when(c.s.stamp()), "completed_at": end, "name": k.Name,
			"check_suite": object{"id": 5}, "app": nil, "pull_requests": []any{},
			"output": object{"title": nil, "summary": nil, "text": nil, "annotations_count": 0, "annotations_url": url + "/annotations"},
		})
	}
	from, to := c.s.window(c.w, c.r, len(list))
	send(c.w, http.StatusOK, object{"total_count": len(list), "check_runs": list[from:to]})
}

func (c *call) combinedStatus() {
	sha := c.r.PathValue("ref")
	state, list := "pending", []any{}
	for n, st := range c.repo.statuses[sha] {
		if n == 0 || state == "success" || st.State == "failure" || st.State == "error" {
			state = st.State
		}
		list = append(list, object{
			"id": n + 1, "node_id": node(int64(n)), "state": st.State, "context": st.Context, "description": nil, "target_url": nil,
			"avatar_url": nil, "url": c.repo.api() + "/statuses/" + sha, "created_at": when(c.s.stamp()), "updated_at": when(c.s.stamp()),
		})
	}
	if state == "error" {
		state = "failure"
	}
	send(c.w, http.StatusOK, object{
		"state": state, "statuses": list, "sha": sha, "total_count": len(list), "repository": c.repo.repoJSON(""),
		"commit_url": c.repo.api() + "/commits/" + sha, "url": c.repo.api() + "/commits/" + sha + "/status",
	})
}

func (c *call) compare() {
	base, head, ok := strings.Cut(c.r.PathValue("basehead"), "...")
	from, to := c.repo.resolve(base), c.repo.resolve(head)
	if !ok || from == nil || to == nil {
		complain(c.w, http.StatusNotFound, "Not Found")
		return
	}
	has := func(in []*Commit, x *Commit) bool { return slices.Contains(in, x) }
	fromAll, toAll := c.repo.reach(from), c.repo.reach(to)
	ahead, behind := []*Commit{}, 0
	var common *Commit
	for _, x := range toAll {
		if !has(fromAll, x) {
			ahead = append(ahead, x)
		} else if common == nil {
			common = x
		}
	}
	for _, x := range fromAll {
		if !has(toAll, x) {
			behind++
		}
	}
	if common == nil {
		complain(c.w, http.StatusNotFound, "No common ancestor between "+base+" and "+head+".")
		return
	}
	status := "identical"
	switch {
	case len(ahead) > 0 && behind > 0:
		status = "diverged"
	case len(ahead) > 0:
		status = "ahead"
	case behind > 0:
		status = "behind"
	}
	list := []any{}
	at, end := c.s.window(c.w, c.r, len(ahead))
	for _, x := range ahead[at:end] {
		list = append(list, c.repo.commitJSON(x, false))
	}
	page := c.s.web(c.repo.full() + "/compare/" + base + "..." + head)
	send(c.w, http.StatusOK, object{
		"url": c.repo.api() + "/compare/" + base + "..." + head, "html_url": page, "permalink_url": page, "diff_url": page + ".diff", "patch_url": page + ".patch",
		"base_commit": c.repo.commitJSON(from, false), "merge_base_commit": c.repo.commitJSON(common, false), "status": status,
		"ahead_by": len(ahead), "behind_by": behind, "total_commits": len(ahead), "commits": list, "files": []any{},
	})
}

func (c *call) listBranches() {
	var list []any
	for _, n := range slices.Sorted(maps.Keys(c.repo.branches)) {
		sha := c.repo.branches[n]
		list = append(list, object{"name": n, "commit": object{"sha": sha, "url": c.repo.api() + "/commits/" + sha}, "protected": false})
	}
	c.s.page(c.w, c.r, list)
}

func (c *call) contents() {
	name := c.r.PathValue("path")
	if slices.Contains(c.repo.folders, name) {
		send(c.w, http.StatusOK, []any{})
		return
	}
	content, ok := c.repo.files[name]
	if !ok {
		complain(c.w, http.StatusNotFound, "Not Found")
		return
	}
	api := c.repo.api() + "/contents/" + name
	send(c.w, http.StatusOK, object{
		"type": "file", "encoding": "base64", "size": len(content), "name": path.Base(name), "path": name,
		"content": base64.StdEncoding.EncodeToString([]byte(content)), "sha": fmt.Sprintf("%040x", len(content)), "url": api,
		"git_url": api, "html_url": api, "download_url": api, "_links": object{"git": api, "html": api, "self": api},
	})
}
