package github_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestPulls is what GitHub knows of the pull request by which a change came.
func TestPulls(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	draftOf := w.repo.AddPull("bob", "Carries it too", "", ght.Pull{Commits: []string{sha(1)}})
	n := w.repo.AddPull("ann", "Fast path", "Makes it fast.", ght.Pull{Head: "hotfix/fast", HeadSHA: sha(9), Commits: []string{sha(1)}, Requested: []string{"dan"}})
	w.repo.AddReview(n, "bob", "APPROVED")
	w.repo.AddReview(n, "bob", "COMMENTED")
	w.repo.AddReview(n, "cyd", "CHANGES_REQUESTED")
	w.repo.AddReview(n, "ann", "COMMENTED") // one's own
	w.repo.AddReview(n, "eve", "PENDING")
	w.repo.AddReview(n, "", "APPROVED") // whose account is gone
	w.repo.AddCheck(sha(9), ght.Check{Name: "test", Status: "completed", Conclusion: "success"})
	w.repo.AddCheck(sha(9), ght.Check{Name: "lint", Status: "completed", Conclusion: "skipped"})
	w.repo.Merge(n, "octo", sha(2))
	w.repo.PutLabel(n, "hotfix", "octo")
	upstream := w.server.AddRepo("source/hello")
	upstream.Merge(upstream.AddPull("fay", "Fast path", "", ght.Pull{Commits: []string{sha(1)}}), "fay", sha(3))
	w.repo.Network = []*ght.Repo{upstream}

	c := w.client()
	cost := w.spent(func() {
		pulls := must[[]incident.Pull](t)(c.PullsOf(ctx, sha(1)))
		if len(pulls) != 2 || pulls[0].Number != n || pulls[1].Number != draftOf || pulls[1].MergeSHA != "" {
			t.Fatalf("%+v", pulls)
		}
		p := must[incident.Pull](t)(c.Reviewed(ctx, pulls[0], true))
		passed := true
		want := incident.Pull{
			Number: n, Title: "Fast path", URL: "https://github.test/octo/hello/pull/2", Author: "ann", Body: "Makes it fast.",
			CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt, MergedAt: p.MergedAt, Reviews: 3, Reviewers: []string{"bob", "cyd"}, ChecksPassed: &passed,
			Participants: []string{"ann", "dan", "bob", "cyd"}, MergeSHA: sha(2), HeadSHA: sha(9), Base: "main", Labels: []string{"hotfix"},
		}
		if d := cmp.Diff(want, p); d != "" || p.CreatedAt.IsZero() || p.MergedAt.IsZero() {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
	t.Logf("a pull request with reviews and checks: %d requests", cost)
	if cost > 3 {
		t.Errorf("%d requests", cost)
	}
	if p := must[incident.Pull](t)(c.Pull(ctx, n)); p.MergeSHA != sha(2) || !slices.Equal(p.Participants, []string{"ann", "octo", "dan"}) {
		t.Errorf("%+v", p)
	}
	if _, err := c.Pull(ctx, 99); incident.ProblemOf(err) != incident.NotFound {
		t.Errorf("%v", err)
	}
	w.server.Fail(ght.Fault{Kind: ght.Unprocessable, Path: "/commits/"}) // "No commit found for SHA"
	if _, err := c.PullsOf(ctx, sha(77)); incident.ProblemOf(err) != incident.NotFound || err.Error() != "GitHub has no commit "+sha(77)+" in octo/hello." {
		t.Errorf("%v", err)
	}
	if pulls := must[[]incident.Pull](t)(c.PullsOf(ctx, sha(77))); len(pulls) != 0 {
		t.Errorf("%+v", pulls)
	}
}

// TestChecks is what the checks of a commit come to.
func TestChecks(t *testing.T) {
	yes, no := true, false
	green := slices.Repeat([]ght.Check{{Name: "a", Status: "completed", Conclusion: "success"}}, 100)
	for _, c := range []struct {
		name     string
		checks   []ght.Check
		statuses []ght.Status
		want     *bool
	}{
		{"none", nil, nil, nil},
		{"passed", []ght.Check{{Name: "a", Status: "completed", Conclusion: "success"}}, nil, &yes},
		{"one failed", []ght.Check{{Name: "a", Status: "completed", Conclusion: "success"}, {Name: "b", Status: "completed", Conclusion: "failure"}}, nil, &no},
		{"one under way", []ght.Check{{Name: "a", Status: "completed", Conclusion: "success"}, {Name: "b", Status: "in_progress"}}, nil, nil},
		{"a page of them passed", green, nil, &yes},
		{"more than a page, of which one may have failed", append(slices.Clone(green), ght.Check{Name: "b", Status: "completed", Conclusion: "failure"}), nil, nil},
		{"more than a page, of which one failed", append(slices.Clone(green[1:]), ght.Check{Name: "b", Status: "completed", Conclusion: "failure"}, green[0]), nil, &no},
		{"statuses passed", nil, []ght.Status{{Context: "ci", State: "success"}}, &yes},
		{"a status failed", nil, []ght.Status{{Context: "ci", State: "success"}, {Context: "x", State: "error"}}, &no},
		{"a status pending", nil, []ght.Status{{Context: "ci", State: "pending"}}, nil},
	} {
		w := newWorld(t)
		n := w.repo.AddPull("ann", "x", "", ght.Pull{HeadSHA: sha(1)})
		for _, k := range c.checks {
			w.repo.AddCheck(sha(1), k)
		}
		for _, s := range c.statuses {
			w.repo.AddStatus(sha(1), s)
		}
		client := w.client()
		p := must[incident.Pull](t)(client.Reviewed(context.Background(), must[incident.Pull](t)(client.Pull(context.Background(), n)), true))
		if d := cmp.Diff(c.want, p.ChecksPassed); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
	// A token that may see the pull request and not its checks.
	w := newWorld(t)
	n := w.repo.AddPull("ann", "x", "", ght.Pull{})
	w.server.Fail(ght.Fault{Kind: ght.Integration, Path: "/check-runs"})
	client := w.client()
	p, err := client.Reviewed(context.Background(), must[incident.Pull](t)(client.Pull(context.Background(), n)), true)
	if err != nil || p.ChecksPassed != nil {
		t.Errorf("%v, %v", p.ChecksPassed, err)
	}
	w.repo.AddReview(n, "bob", "APPROVED")
	w.server.Recover()
	w.server.Fail(ght.Fault{Kind: ght.Integration, Path: "/reviews"})
	if p, err := client.Reviewed(context.Background(), p, false); err != nil || p.Reviews != 0 {
		t.Errorf("its reviews are hidden: %d, %v", p.Reviews, err)
	}
	for _, path := range []string{"/reviews", "/check-runs"} {
		w.server.Recover()
		w.server.Fail(ght.Fault{Kind: ght.Error503, Path: path, Times: -1})
		if _, err := client.Reviewed(context.Background(), p, true); incident.ProblemOf(err) != incident.Unavailable {
			t.Errorf("%s out of reach: %v", path, err)
		}
	}
	w.server.Recover()
	for statuses, most := range map[bool]int{true: 3, false: 2} {
		if n := w.spent(func() { must[incident.Pull](t)(client.Reviewed(context.Background(), p, statuses)) }); n != most {
			t.Errorf("with statuses %v: %d requests, want %d", statuses, n, most)
		}
	}
}

// TestMergedSince is the sweep's reading where there is no clone.
func TestMergedSince(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	var late []int
	for i := range 250 {
		n := w.repo.AddPull("ann", "Change", "", ght.Pull{})
		w.server.Advance(time.Hour)
		if i%2 == 0 {
			w.repo.Merge(n, "octo", sha(i))
		} else {
			w.repo.SetState(n, "closed", "", "ann")
		}
		if i >= 200 && i%2 == 0 {
			late = append([]int{n}, late...)
		}
	}
	c := w.client()
	since := w.server.Now().Add(-50 * time.Hour)
	w.repo.AddComment(1, "ann", "An old one is talked about.")
	w.repo.AddComment(late[5], "ann", "So is a later one.")
	var got []int
	cost := w.spent(func() {
		for _, p := range must[[]incident.Pull](t)(c.MergedSince(ctx, since)) {
			got = append(got, p.Number)
		}
	})
	if d := cmp.Diff(late, got); d != "" || cost != 1 {
		t.Errorf("%d requests (-want +got):\n%s", cost, d)
	}
	if all := must[[]incident.Pull](t)(c.MergedSince(ctx, time.Time{})); len(all) != 125 {
		t.Errorf("%d in all", len(all))
	}
}

// TestUpdatedPulls is that the latest pages are read, and whether they go back far enough.
func TestUpdatedPulls(t *testing.T) {
	w := newWorld(t)
	w.referee = nil // it takes seconds for so many
	ctx := context.Background()
	var at []time.Time
	for range 320 {
		at = append(at, w.server.Now())
		w.repo.AddPull("ann", "Change", "", ght.Pull{})
		w.server.Advance(time.Hour)
	}
	for _, c := range []struct {
		since         time.Time
		listed, pages int
		all           bool
	}{{at[319], 1, 1, true}, {at[200], 120, 2, true}, {at[10], 300, 3, false}} {
		client := w.client()
		cost := w.spent(func() {
			pulls, all, err := client.UpdatedPulls(ctx, c.since)
			if err != nil || len(pulls) != c.listed || all != c.all {
				t.Errorf("since %v: %d, all %v, %v; want %d, %v", c.since, len(pulls), all, err, c.listed, c.all)
			}
		})
		if cost != c.pages {
			t.Errorf("since %v: %d pages, want %d", c.since, cost, c.pages)
		}
	}
}

// TestCommits is reading a history without a clone.
func TestCommits(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	at := w.server.Now()
	w.repo.AddCommit(ght.Commit{SHA: sha(1), Message: "Begin", At: at, Author: "Ann Author <ann@example.com>"}, "main")
	w.repo.AddCommit(ght.Commit{
		SHA: sha(2), Parents: []string{sha(1)}, Message: "Fast path (#2)\n\nFast.", At: at.Add(time.Hour),
		Files: []ght.File{{Path: "a/b.go", Added: 3, Deleted: 1, Patch: "@@ -1 +1,3 @@"}, {Path: "é ü.txt", Status: "added", Added: 1}},
	}, "main")
	w.repo.AddCommit(ght.Commit{SHA: sha(3), Parents: []string{sha(1)}, Message: "Aside", At: at.Add(2 * time.Hour)}, "release/1.x")
	w.repo.AddTag("v1.0.0", sha(1))
	w.repo.AddTag("v1.1.0", sha(2))
	c := w.client()

	commit := must[incident.Commit](t)(c.Commit(ctx, sha(2)))
	want := incident.Commit{
		SHA: sha(2), Parents: []string{sha(1)}, Author: incident.Person{Name: "Ann Author", Email: "ann@example.com"},
		Committer:  incident.Person{Name: "Ann Author", Email: "ann@example.com"},
		AuthoredAt: at.Add(time.Hour), CommittedAt: at.Add(time.Hour), Message: "Fast path (#2)\n\nFast.",
	}
	if d := cmp.Diff(want, commit); d != "" {
		t.Errorf("commit (-want +got):\n%s", d)
	}
	if n := w.spent(func() {
		files, more, err := c.Files(ctx, sha(2))
		if err != nil || more || len(files) != 2 || files[0].Path != "a/b.go" || files[1].Status != "added" {
			t.Errorf("%+v, %v, %v", files, more, err)
		}
	}); n != 0 {
		t.Errorf("the same commit was asked for again")
	}
	if got := must[incident.Commit](t)(c.Commit(ctx, sha(1)[:12])); got.SHA == "" {
		t.Errorf("%+v", got)
	}
	if _, err := c.Commit(ctx, sha(77)); incident.ProblemOf(err) != incident.NotFound {
		t.Errorf("%v", err)
	}
	var subjects []string
	stop := errors.New("stop")
	err := c.Commits(ctx, "main", time.Time{}, func(c incident.Commit) error {
		subjects = append(subjects, c.Subject())
		return nil
	})
	if d := cmp.Diff([]string{"Fast path (#2)", "Begin"}, subjects); d != "" || err != nil {
		t.Errorf("%v\n%s", err, d)
	}
	if err := c.Commits(ctx, "", at.Add(time.Minute), func(c incident.Commit) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
	for _, k := range []struct {
		tip, sha string
		want     bool
	}{{"main", sha(1), true}, {"main", sha(2), true}, {"main", sha(3), false}, {"release/1.x", sha(3), true}, {"v1.0.0", sha(2), false}, {"v1.1.0", sha(1), true}} {
		if got := must[bool](t)(c.Contains(ctx, k.tip, k.sha)); got != k.want {
			t.Errorf("%s contains %s: %v", k.tip, k.sha, got)
		}
	}
	if _, err := c.Contains(ctx, "main", sha(77)); incident.ProblemOf(err) != incident.NotFound {
		t.Errorf("%v", err)
	}
	branches := must[[]incident.Ref](t)(c.Branches(ctx))
	if len(branches) != 2 || branches[1].Name != "release/1.x" {
		t.Errorf("%+v", branches)
	}
	if name := must[string](t)(c.DefaultBranch(ctx)); name != "main" {
		t.Errorf("%q", name)
	}
	for n := range 101 {
		w.repo.AddCommit(ght.Commit{SHA: sha(100 + n), Parents: []string{sha(99 + n)}, Message: "One of many", At: at}, "long")
	}
	many := 0
	if err := c.Commits(ctx, "long", time.Time{}, func(incident.Commit) error { many++; return nil }); err != nil || many != 101 {
		t.Errorf("%d commits, %v", many, err)
	}
}

func TestFiles(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	c := w.client()
	w.repo.SetFile("docs/CODEOWNERS", "* @octo/docs\n")
	w.repo.SetFile("a b/ç#?.txt", "x")
	if text, err := c.File(ctx, "main", "a b/ç#?.txt"); string(text) != "x" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := c.File(ctx, "main", "absent"); incident.ProblemOf(err) != incident.NotFound || err.Error() != "GitHub has no file absent in octo/hello: check the name, and that the token may see it." {
		t.Errorf("%v", err)
	}
	w.repo.SetFolder("docs")
	if _, err := c.File(ctx, "main", "docs"); err == nil || incident.ProblemOf(err) != incident.Failed {
		t.Errorf("%v", err)
	}
	for _, answer := range []string{`{"type":"symlink","target":"b"}`, `{"type":"submodule"}`, `{"type":"file","encoding":"none","content":""}`} {
		odd := w.client(func(o *github.Options) { o.Transport = answering(http.Header{}, answer) })
		if text, err := odd.File(ctx, "main", "a"); err == nil || err.Error() != "GitHub gives no content for a: it is no ordinary file, or longer than 1 MiB." {
			t.Errorf("%s: %q, %v", answer, text, err)
		}
	}
	for n, want := range map[int]bool{299: false, 300: true} {
		w.repo.AddCommit(ght.Commit{SHA: sha(n), Message: "Many files", Files: slices.Repeat([]ght.File{{Path: "a"}}, n)}, "main")
		if files, more, err := c.Files(ctx, sha(n)); err != nil || len(files) != n || more != want {
			t.Errorf("of %d files: %d, more %v, %v", n, len(files), more, err)
		}
	}
}

// TestCourtesy is that the comment on the offending pull request is written once.
func TestCourtesy(t *testing.T) {
	w := newWorld(t)
	n := w.repo.AddPull("ann", "Fast path", "", ght.Pull{})
	for _, again := range []bool{false, true} {
		if err := w.tracker().CommentOnPull(context.Background(), n, "courtesy-r-1", "You are invited.", again); err != nil {
			t.Fatal(err)
		}
	}
	// The answer gets lost after the comment was made: it is looked for, and not made again.
	w.server.Fail(ght.Fault{Kind: ght.DropAfter, Method: "POST"})
	if err := w.tracker().CommentOnPull(context.Background(), n, "courtesy-r-2", "You are invited.", false); err != nil {
		t.Fatal(err)
	}
	if c := w.repo.Issues()[0].Comments; len(c) != 2 {
		t.Errorf("%d comments", len(c))
	}
}

// TestNumbered is what stands behind a number that a person wrote down.
func TestNumbered(t *testing.T) {
	w := newWorld(t)
	open := w.repo.AddIssue("ann", "An issue", "")
	closed := w.repo.AddIssue("ann", "An issue", "")
	w.repo.SetState(closed, "closed", "completed", "ann")
	proposed := w.repo.AddPull("ann", "A change", "", ght.Pull{})
	dropped := w.repo.AddPull("ann", "A change", "", ght.Pull{})
	w.repo.SetState(dropped, "closed", "", "ann")
	merged := w.repo.AddPull("ann", "A change", "", ght.Pull{})
	w.repo.Merge(merged, "octo", sha(2))
	c := w.client()
	for n, want := range map[int]incident.FollowUpState{
		open: incident.Proposed, closed: incident.Settled, proposed: incident.Proposed, dropped: incident.Dropped, merged: incident.Merged, 99: incident.Missing,
	} {
		f := must[incident.FollowUp](t)(c.Numbered(context.Background(), n))
		ended := want != incident.Proposed && want != incident.Missing
		if f.State != want || f.At.IsZero() == ended || (f.SHA == sha(2)) != (n == merged) || (f.URL != "") != (n != 99) {
			t.Errorf("#%d: %+v, want it %s", n, f, want)
		}
	}
	w.server.Fail(ght.Fault{Kind: ght.Error503, Times: -1})
	if f, err := c.Numbered(context.Background(), 98); err == nil {
		t.Errorf("%+v, though nobody could say", f)
	}
	w.server.Recover()
	w.server.Fail(ght.Fault{Kind: ght.Error503, Skip: 1, Times: -1}) // the issue is told, and not as what it landed
	if f, err := w.client().Numbered(context.Background(), merged); err == nil {
		t.Errorf("%+v, though nobody could say when", f)
	}
}

// TestFullPages is that a list which filled its page when it was last asked for is read on once it is longer.
func TestFullPages(t *testing.T) {
	w := newWorld(t)
	w.repo.AddCommit(ght.Commit{SHA: sha(1)}, "main")
	for n := range 99 {
		w.repo.AddCommit(ght.Commit{SHA: sha(1)}, fmt.Sprintf("branch-%02d", n))
	}
	kept := memory{}
	for want := 100; want < 102; want++ {
		all := must[[]incident.Ref](t)(w.client(func(o *github.Options) { o.Cache = kept }).Branches(context.Background()))
		if len(all) != want {
			t.Errorf("%d branches, not %d", len(all), want)
		}
		w.repo.AddCommit(ght.Commit{SHA: sha(1)}, "z")
	}
}
