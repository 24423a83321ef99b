package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/config"
	"github.com/ownup-dev/ownup/internal/flow"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/github"
	"github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// sha40 is the name of the n-th commit.
func sha40(n int) string { return fmt.Sprintf("%040x", n) }

// TestRemote holds what a history is that is read through the API, and what is asked of a clone instead.
func TestRemote(t *testing.T) {
	now := time.Date(2026, 11, 16, 12, 0, 0, 0, time.UTC)
	server := githubtest.New()
	server.AddToken(secret, githubtest.Token{Login: "robin", Scopes: "repo"})
	repo := server.AddRepo("acme/app")
	repo.Allow("robin", "write")
	many := make([]githubtest.File, 300)
	for i := range many {
		many[i].Path = fmt.Sprint(i)
	}
	for i, c := range []githubtest.Commit{
		{Message: "long ago", At: now.AddDate(0, 0, -200)},
		{Message: "every kind", At: now.AddDate(0, 0, -80), Files: []githubtest.File{
			{Path: "a"}, {Path: "b", Status: "added"}, {Path: "c", Status: "removed"}, {Path: "d", From: "e", Status: "renamed"}, {Path: "f", From: "a", Status: "copied"},
		}},
		{Message: "too many", At: now.AddDate(0, 0, -3), Files: many},
		{Message: "side", Parents: []string{sha40(2)}, At: now.AddDate(0, 0, -2)},
		{Message: "Merge side", Parents: []string{sha40(3), sha40(4)}, At: now.AddDate(0, 0, -1)},
	} {
		if c.SHA = sha40(i + 1); c.Parents == nil && i > 0 {
			c.Parents = []string{sha40(i)}
		}
		repo.AddCommit(c, "main")
	}
	repo.Merge(repo.AddPull("robin", "merged", "", githubtest.Pull{}), "robin", sha40(2))
	repo.AddPull("robin", "open", "", githubtest.Pull{})
	client, err := github.New(github.Options{Repo: "acme/app", APIURL: server.URL(), Token: secret, Transport: server, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	r := newRemote(client, now)
	ctx := t.Context()

	changes, err := r.Changes(ctx, sha40(2))
	was, is := sha40(1)+":", sha40(2)+":"
	want := []incident.Change{{Path: "a", Old: was + "a", New: is + "a"}, {Path: "b", New: is + "b"}, {Path: "c", Old: was + "c"}, {Path: "e", Old: was + "e"}, {Path: "d", New: is + "d"}, {Path: "f", New: is + "f"}}
	if d := cmp.Diff(want, changes); d != "" || err != nil {
		t.Errorf("%v: %s", err, d)
	}
	for n, want := range map[int]bool{1: true, 2: false, 3: false} {
		if empty, err := r.Empty(ctx, sha40(n)); err != nil || empty != want {
			t.Errorf("commit %d is empty: %t, %v", n, empty, err)
		}
	}
	if empty, err := r.Empty(ctx, sha40(9)); empty || incident.ProblemOf(err) != incident.NotFound {
		t.Errorf("one that is not there is empty: %t, %v", empty, err)
	}

	for claim, want := range map[incident.Claim]string{
		{Type: incident.ClaimSHA, Value: sha40(2)}: sha40(2), {Type: incident.ClaimSHA, Value: sha40(9)}: "",
		{Type: incident.ClaimPull, Value: "1"}: sha40(2), {Type: incident.ClaimPull, Value: "acme/app#1"}: sha40(2), {Type: incident.ClaimPull, Value: "2"}: "",
		{Type: incident.ClaimPull, Value: "77"}: "", {Type: incident.ClaimPull, Value: "#"}: "", {Type: incident.ClaimSubject, Value: "side"}: "",
	} {
		if c, err := r.named(ctx, claim); c.SHA != want || err != nil {
			t.Errorf("%v names %q, %v; want %q", claim, c.SHA, err, want)
		}
	}

	subjects := func(all *[]string) func(incident.Commit) error {
		return func(c incident.Commit) error { *all = append(*all, c.Subject()); return nil }
	}
	var all, first []string
	more, err := r.Log(ctx, []string{sha40(5)}, nil, time.Time{}, subjects(&all))
	slices.Sort(all)
	if d := cmp.Diff([]string{"Merge side", "every kind", "side", "too many"}, all); d != "" || !more || err != nil {
		t.Errorf("the last months (%t, %v): %s", more, err, d)
	}
	more, err = r.FirstParents(ctx, sha40(5), now.AddDate(0, 0, -10), subjects(&first))
	if d := cmp.Diff([]string{"Merge side", "too many"}, first); d != "" || !more || err != nil {
		t.Errorf("the first parents of ten days (%t, %v): %s", more, err, d)
	}

	tips := map[string]string{"main": sha40(5), "old": sha40(1)}
	if holds, err := r.Containing(ctx, sha40(3), tips); err != nil || !slices.Equal(holds, []string{"main"}) {
		t.Errorf("%v hold it, %v", holds, err)
	}
	for i := range remoteTips {
		tips[fmt.Sprint(i)] = sha40(5)
	}
	for what, err := range map[string]error{
		"A change of so many files":                second(r.Changes(ctx, sha40(3))),
		"Which of 12 branches hold a commit":       second(r.Containing(ctx, sha40(3), tips)),
		"What one branch has and another has not":  second(r.Log(ctx, []string{sha40(5), sha40(1)}, nil, time.Time{}, nil)),
		"What one branch has and another has not ": second(r.Log(ctx, []string{sha40(5)}, []string{sha40(1)}, time.Time{}, nil)),
		"How large a file is":                      second(r.BlobSize(ctx, is+"a")),
		"Who introduced a line":                    second(r.PathID(ctx, sha40(2), "a")),
		"Who introduced a line ":                   second(r.Folder(ctx, sha40(2), "")),
	} {
		if incident.ProblemOf(err) != incident.Incomplete || !strings.HasPrefix(err.Error(), strings.TrimSpace(what)+" can be seen in a clone only") {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, name := range []string{"main~1", "main^"} {
		if _, err := r.Expand(ctx, name); incident.ProblemOf(err) != incident.NotFound {
			t.Errorf("%s is %v", name, err)
		}
	}
	if sha, err := r.Expand(ctx, "main"); sha != sha40(5) || err != nil {
		t.Errorf("main is %s, %v", sha, err)
	}

	// The clone in whose folder this is run is of something else.
	clone := gittest.New(t)
	clone.Write("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialclone = origin\n")
	a := newApp(world{env: func(string) string { return "" }})
	a.dir, a.remote = clone.Dir, r
	found, err := a.search(ctx, config.Config{}, searchOptions{}, flow.FindOptions{})
	if err != nil {
		t.Fatal(err)
	}
	found.Stats.Missing = 1
	if unseen := found.unseen(); len(unseen) != 1 || !strings.HasPrefix(unseen[0], "There is no clone here") {
		t.Errorf("what was not seen: %q", unseen)
	}
}

// TestRemoteLooksBack is that a commit from before the time that is read is asked for where a revert names it, and only
// there, and that a file is asked for once.
func TestRemoteLooksBack(t *testing.T) {
	now := time.Date(2026, 11, 16, 12, 0, 0, 0, time.UTC)
	server := githubtest.New()
	server.AddToken(secret, githubtest.Token{Login: "robin", Scopes: "repo"})
	repo := server.AddRepo("acme/app")
	repo.Allow("robin", "write")
	for i, c := range []githubtest.Commit{
		{Message: "hall: dim the lamp", At: now.AddDate(0, 0, -300)},
		{Message: "stairs: dim the lamp", At: now.AddDate(0, 0, -200)},
		{Message: "Revert \"stairs: dim the lamp\"\n\nThis reverts commit " + sha40(2) + ".", At: now.AddDate(0, 0, -2)},
		{Message: "hall: oil the door\n\nIt creaks since somebody undid it in " + sha40(1) + ".", At: now.AddDate(0, 0, -1)},
	} {
		c.SHA = sha40(i + 1)
		if i > 0 {
			c.Parents = []string{sha40(i)}
		}
		repo.AddCommit(c, "main")
	}
	repo.SetFile("hall.c", "lamp\n")
	client, err := github.New(github.Options{Repo: "acme/app", APIURL: server.URL(), Token: secret, Transport: server, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	r := newRemote(client, now)
	asked := func(what string) (n int) {
		for _, request := range server.Requests() {
			if strings.Contains(fmt.Sprint(request), what) {
				n++
			}
		}
		return n
	}

	found, err := r.search(t.Context(), flow.FindOptions{})
	if err != nil {
		t.Fatal(err)
	}
	chains, err := found.Chains()
	if err != nil {
		t.Fatal(err)
	}
	var undone []string
	for _, c := range chains {
		for _, f := range c.Findings {
			for _, o := range f.Offending {
				undone = append(undone, o.SHA)
			}
		}
	}
	if !slices.Equal(undone, []string{sha40(2)}) {
		t.Errorf("undone: %v", undone)
	}
	if n := asked(sha40(1)); n > 0 {
		t.Errorf("what no revert names was asked for %d times", n)
	}

	for range 2 {
		if text, err := r.Blob(t.Context(), sha40(4)+":hall.c"); string(text) != "lamp\n" || err != nil {
			t.Errorf("hall.c is %q, %v", text, err)
		}
	}
	if n := asked("hall.c"); n != 1 {
		t.Errorf("a file was asked for %d times", n)
	}
}

func second[T any](_ T, err error) error { return err }
