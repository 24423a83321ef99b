package github_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/github"
	ght "github.com/ownup-dev/ownup/internal/github/githubtest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// TestRace is that of two incidents opened at the same moment the younger is closed, pointing to the older, whoever
// sees them.
func TestRace(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	// Both exist already, as after two runners were killed before their second look.
	first := w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	second := w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	third := w.repo.AddIssue("runner", "Revert, known by another commit", draft("r-2", "r-1").Body, "ownup")
	for range 2 {
		p, created, err := w.tracker().Open(ctx, draft("r-1"))
		if err != nil || created || p.Number != first {
			t.Fatalf("%+v, %v, %v", p, created, err)
		}
	}
	open := w.open()
	if len(open) != 1 || open[0].Number != first {
		t.Errorf("open: %+v", open)
	}
	for _, n := range []int{second, third} {
		i := w.repo.Issues()[n-1]
		if len(i.Comments) != 1 || !strings.Contains(i.Comments[0].Body, fmt.Sprintf("#%d", first)) || i.Reason != "not_planned" {
			t.Errorf("#%d was closed as %s with %d comments", n, i.Reason, len(i.Comments))
		}
	}
}

// TestClosingAtOnce is that of two runners who close an incident at the same moment, one is heard.
func TestClosingAtOnce(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	var runners []*github.Tracker
	for range 2 {
		tr := w.tracker()
		pages := must[[]incident.Page](t)(tr.List(ctx))
		must[incident.Page](t)(tr.Read(ctx, pages[0].Ref))
		runners = append(runners, tr)
	}
	for _, tr := range runners {
		if err := tr.Close(ctx, "#1", "Learned a lot.", "completed"); err != nil {
			t.Fatal(err)
		}
	}
	if i := w.repo.Issues()[0]; len(i.Comments) != 1 || i.State != "closed" {
		t.Errorf("%s with %d comments", i.State, len(i.Comments))
	}
}

// TestOneClient is that one client may be used from several goroutines at once.
func TestOneClient(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	tr := w.tracker()
	var all sync.WaitGroup
	for n := range 6 {
		all.Go(func() {
			p, _, err := tr.Open(ctx, draft(fmt.Sprintf("r-%d", n/2)))
			if err == nil {
				_, err = tr.Read(ctx, p.Ref)
			}
			if err == nil {
				err = tr.SetStatus(ctx, p.Ref, "1 of 8")
			}
			if err == nil {
				err = tr.Comment(ctx, p.Ref, "hello", "Hello.")
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, i := range w.open() {
		if len(i.Comments) != 2 {
			t.Errorf("#%d has %d comments", i.Number, len(i.Comments))
		}
	}
	if n := len(w.open()); n != 3 {
		t.Errorf("%d open", n)
	}
}

func TestHeal(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	for _, key := range []string{"r-1", "r-2", "r-1", "r-2", "r-3"} {
		w.repo.AddIssue("runner", "Revert", draft(key).Body, "ownup")
	}
	tr := w.tracker()
	closed, err := tr.Heal(ctx, must[[]incident.Page](t)(tr.List(ctx)))
	if err != nil || len(closed) != 2 || closed[0].Number != 3 || closed[1].Number != 4 || len(w.open()) != 3 {
		t.Errorf("closed %+v, %v; open %d", closed, err, len(w.open()))
	}
}

// TestHealLeavesTheClosed is that a younger incident that somebody has closed is told nothing more.
func TestHealLeavesTheClosed(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	for range 3 {
		w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	}
	w.repo.SetState(2, "closed", "completed", "octo")
	p, created, err := w.tracker().Open(ctx, draft("r-1"))
	if err != nil || created || p.Number != 1 {
		t.Fatalf("#%d, created %v, %v", p.Number, created, err)
	}
	all := w.repo.Issues()
	if len(w.open()) != 1 || len(all[1].Comments) != 0 || all[1].Reason != "completed" || len(all[2].Comments) != 1 {
		t.Errorf("%d open; #2 has %d comments and was closed as %s, #3 has %d", len(w.open()), len(all[1].Comments), all[1].Reason, len(all[2].Comments))
	}
}

// TestHealBehindTheClosed is that nobody is told that it goes on where it was closed.
func TestHealBehindTheClosed(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	}
	w.repo.SetState(1, "closed", "completed", "octo")
	if _, _, err := w.tracker().Open(context.Background(), draft("r-1")); err != nil {
		t.Fatal(err)
	}
	var said string
	for _, c := range w.repo.Issues()[1].Comments {
		said += c.Body
	}
	if strings.Contains(said, "being followed") || !strings.Contains(said, "#1 was opened a moment earlier for the same change, and is closed.") {
		t.Errorf("said %q", said)
	}
}

// TestHealLeavesTheReopened is that a younger incident which a person has opened again, as the one to go on with, is not
// closed over and over.
func TestHealLeavesTheReopened(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	for range 2 {
		w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	}
	if _, _, err := w.tracker().Open(ctx, draft("r-1")); err != nil {
		t.Fatal(err)
	}
	if len(w.open()) != 1 {
		t.Fatalf("%d open", len(w.open()))
	}
	w.repo.SetState(1, "closed", "not_planned", "octo")
	w.repo.SetState(2, "open", "reopened", "octo")
	tr := w.tracker()
	closed, err := tr.Heal(ctx, must[[]incident.Page](t)(tr.List(ctx)))
	if open := w.open(); err != nil || len(closed) > 0 || len(open) != 1 || open[0].Number != 2 {
		t.Errorf("closed %+v, %v; open %+v", closed, err, open)
	}
}

// TestManyStatusComments is that of all that a race has left one stays, the oldest.
func TestManyStatusComments(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	w.repo.AddIssue("runner", "Revert", draft("r-1").Body, "ownup")
	first := w.repo.AddComment(1, "runner", "<!-- status r-1 -->\n\n1 of 8")
	for range 3 {
		w.repo.AddComment(1, "runner", "<!-- status r-1 -->\n\n1 of 8")
	}
	if err := w.tracker().SetStatus(ctx, "#1", "<!-- status r-1 -->\n\n2 of 8"); err != nil {
		t.Fatal(err)
	}
	if left := w.repo.Issues()[0].Comments; len(left) != 1 || left[0].ID != first || !strings.Contains(left[0].Body, "2 of 8") {
		t.Errorf("%+v", left)
	}
}

// TestIndexFromTheFuture is that what a clock gone wrong has left in the cache hides no incident: it would be opened
// twice.
func TestIndexFromTheFuture(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	kept := memory{}
	cached := func(o *github.Options) { o.Cache = kept }
	if _, err := w.tracker(cached).List(ctx); err != nil {
		t.Fatal(err)
	}
	index := ""
	for key := range kept {
		if strings.HasPrefix(key, "index ") {
			index = key
		}
	}
	if _, _, err := w.tracker(cached).Open(ctx, draft("r-1")); err != nil || index == "" {
		t.Fatalf("index %q, %v", index, err)
	}
	w.server.Advance(time.Hour)
	kept[index] = fmt.Appendf(nil, `{"as_of":%q,"pages":[]}`, w.server.Now().AddDate(1, 0, 0).Format(time.RFC3339))
	if p, created, err := w.tracker(cached).Open(ctx, draft("r-1")); err != nil || created || p.Number != 1 {
		t.Errorf("#%d, created %v, %v", p.Number, created, err)
	}
}

// TestAliases is that a chain is found by any key under which another runner may know it.
func TestAliases(t *testing.T) {
	for _, c := range []struct{ there, new incident.Draft }{
		{draft("r-1", "r-2"), draft("r-2")},
		{draft("r-1"), draft("r-2", "r-1")},
	} {
		w := newWorld(t)
		ctx := context.Background()
		if _, _, err := w.tracker().Open(ctx, c.there); err != nil {
			t.Fatal(err)
		}
		if p, created, err := w.tracker().Open(ctx, c.new); err != nil || created || p.Number != 1 {
			t.Errorf("%s beside %s: %+v %v %v", c.new.Key, c.there.Key, p.Number, created, err)
		}
		// Two that were opened at the same moment, by runners that were killed before they looked.
		w = newWorld(t)
		w.repo.AddIssue("runner", "Revert", c.there.Body, "ownup")
		w.repo.AddIssue("runner", "Revert", draft("r-3").Body, "ownup")
		w.repo.AddIssue("runner", "Revert", c.new.Body, "ownup")
		tr := w.tracker()
		closed, err := tr.Heal(ctx, must[[]incident.Page](t)(tr.List(ctx)))
		if err != nil || len(closed) != 1 || closed[0].Number != 3 || len(w.open()) != 2 {
			t.Errorf("%s beside %s: closed %+v, %v", c.new.Key, c.there.Key, closed, err)
		}
	}
}

// TestWhoMaySpeak is that only markers from people with write access, from the token's account and from the
// repository's workflows count.
func TestWhoMaySpeak(t *testing.T) {
	for _, c := range []struct {
		author, right string
		counts        bool
	}{
		{"runner", "", true},
		{"octo", "", true}, // the owner
		{"writer", "write", true},
		{"keeper", "maintain", true},
		{"boss", "admin", true},
		{"helper", "triage", false},
		{"reader", "read", false},
		{"stranger", "", false},
		{"github-actions[bot]", "", true},
		{"echo[bot]", "", false},
	} {
		w := newWorld(t)
		if c.right != "" {
			w.repo.Allow(c.author, c.right)
		}
		w.repo.AddIssue(c.author, "Revert", draft("r-1").Body, "ownup")
		tr := w.tracker()
		pages, err := tr.List(context.Background())
		if err != nil || len(pages) == 1 != c.counts {
			t.Errorf("%s (%s): %d incidents, %v", c.author, c.right, len(pages), err)
		}
		_, created, err := tr.Open(context.Background(), draft("r-1"))
		if err != nil || created == c.counts {
			t.Errorf("%s (%s): created %v, %v", c.author, c.right, created, err)
		}
	}
}

// TestInstallationToken is that an App finds its own incidents again though REST does not tell it who it is.
func TestInstallationToken(t *testing.T) {
	for _, login := range []string{"ownup-app[bot]", "github-actions[bot]"} {
		w := newWorld(t)
		w.server.AddToken("ghs_app0123456789", ght.Token{Login: login})
		app := func(o *github.Options) { o.Token = "ghs_app0123456789" }
		ctx := context.Background()
		p, created, err := w.tracker(app).Open(ctx, draft("r-1"))
		if err != nil || !created {
			t.Fatalf("%s: %v", login, err)
		}
		if _, created, err = w.tracker(app).Open(ctx, draft("r-1")); err != nil || created {
			t.Errorf("%s: created %v, %v", login, created, err)
		}
		for range 2 {
			if err := w.tracker(app).SetStatus(ctx, p.Ref, "status"); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(w.repo.Issues()[0].Comments); n != 1 {
			t.Errorf("%s: %d comments", login, n)
		}
		for _, kind := range []ght.Kind{ght.Error503, ght.GraphQLErrors, ght.HTML} {
			w.server.Fail(ght.Fault{Kind: kind, Path: "/graphql", Times: 3})
			_, created, err = w.tracker(app).Open(ctx, draft("r-1"))
			w.server.Recover()
			if created || len(w.repo.Issues()) != 1 {
				t.Errorf("%s, fault %d: opened twice (%v)", login, kind, err)
			}
		}
	}
}

// TestUntoldLogin is that an App which GitHub does not tell its name learns it from what it has opened.
func TestUntoldLogin(t *testing.T) {
	w := newWorld(t)
	w.repo.AddIssue("other-app[bot]", "Revert", draft("r-0").Body, "ownup", "revert")
	w.server.AddToken("ghs_app0123456789", ght.Token{Login: "ownup-app[bot]"})
	w.server.Fail(ght.Fault{Kind: ght.Missing, Path: "/graphql", Times: -1})
	tr := w.tracker(func(o *github.Options) { o.Token = "ghs_app0123456789" })
	ctx := context.Background()
	p, created, err := tr.Open(ctx, draft("r-1"))
	if err != nil || !created {
		t.Fatal(err)
	}
	if again, created, err := tr.Open(ctx, draft("r-1")); err != nil || created || again.Number != p.Number {
		t.Errorf("%s, created %v, %v", again.Ref, created, err)
	}
	for _, text := range []string{"1 of 8", "2 of 8"} {
		if err := tr.SetStatus(ctx, p.Ref, text); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(w.repo.Issues()[p.Number-1].Comments); n != 1 {
		t.Errorf("%d status comments", n)
	}
}

// TestNothingByHalf is what is refused before anything is written.
func TestNothingByHalf(t *testing.T) {
	long := draft("r-1")
	long.Body += strings.Repeat("x", 65536)
	unmarked := draft("r-1")
	unmarked.Body = "no marker"
	other := draft("r-1")
	other.Body = draft("r-2").Body
	for _, c := range []struct {
		name     string
		change   func(w *world)
		draft    incident.Draft
		kind     incident.ProblemKind
		sentence string
	}{
		{"too long", func(*world) {}, long, incident.TooLarge, "The incident's text has"},
		{"no marker", func(*world) {}, unmarked, incident.Failed, "does not carry its marker"},
		{"another's marker", func(*world) {}, other, incident.Failed, "does not carry its marker"},
		{"issues disabled", func(w *world) { w.repo.NoIssues = true }, draft("r-1"), incident.Gone, "Issues are disabled in this repository: enable them in its settings"},
		{"archived", func(w *world) { w.repo.Archived = true }, draft("r-1"), incident.Gone, "octo/hello is archived"},
		{"may label, but create no labels", func(w *world) { w.repo.Allow("runner", "triage") }, draft("r-1"), incident.Permission, "may not make labels in octo/hello"},
		{"may not label", func(w *world) { w.repo.Allow("runner", "read") }, draft("r-1"), incident.Permission, "runner may not label issues in octo/hello"},
		{"private to others", func(w *world) { w.repo.Private = true; w.repo.Allow("runner", "none") }, draft("r-1"), incident.NotFound, "GitHub has no repository octo/hello"},
		{"a fork's token", func(w *world) {
			w.server.AddToken(token, ght.Token{Login: "github-actions[bot]", ReadOnly: true})
		}, draft("r-1"), incident.Permission, "`issues: write`"},
		{"unknown token", func(w *world) { w.server.AddToken("other", ght.Token{}); w.server.RemoveToken(token) }, draft("r-1"), incident.Auth, "GitHub refuses the token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.change(w)
			_, created, err := w.tracker().Open(context.Background(), c.draft)
			if err == nil || created || incident.ProblemOf(err) != c.kind || !strings.Contains(err.Error(), c.sentence) {
				t.Errorf("kind %d: %v", incident.ProblemOf(err), err)
			}
			if len(w.repo.Issues()) != 0 {
				t.Error("an issue was created")
			}
			if l := w.repo.Labels(); len(l) != 0 {
				t.Errorf("labels were created: %v", l)
			}
		})
	}
}

// TestTriage is that someone who may put labels on issues, but create none, opens incidents where the labels are there.
func TestTriage(t *testing.T) {
	w := newWorld(t)
	w.repo.AddIssue("octo", "A defect", "", "ownup", "revert", "hotfix")
	w.repo.Allow("runner", "triage")
	d := draft("r-1")
	d.Labels = []string{"ownup", "hotfix"}
	for _, again := range []bool{false, true} {
		p, created, err := w.tracker().Open(context.Background(), d)
		if err != nil || created == again || len(p.Labels) != 2 {
			t.Errorf("again %v: %v, created %v, %v", again, p.Labels, created, err)
		}
	}
	w.repo.Unlabel(1, "hotfix", "octo") // nothing shows it now, but it is there
	if err := w.tracker().Label(context.Background(), "#2", []string{"revert", "hotfix"}, nil); err != nil {
		t.Error(err)
	}
}

// TestGoneAssignee is that someone who left the team does not keep an incident from being opened.
func TestGoneAssignee(t *testing.T) {
	w := newWorld(t)
	d := draft("r-1")
	d.Assignees = []string{"@left", "@octo/team"}
	p, created, err := w.tracker().Open(context.Background(), d)
	if err != nil || !created || len(p.Assignees) != 0 {
		t.Errorf("%+v, %v, %v", p, created, err)
	}
	w = newWorld(t)
	d.Assignees = []string{"@octo"}
	if p, _, err = w.tracker().Open(context.Background(), d); err != nil || len(p.Assignees) != 1 {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestRenamed is that a renamed repository is followed, by every method, and goes by its new name.
func TestRenamed(t *testing.T) {
	w := newWorld(t)
	w.repo.Rename("octo/greetings")
	ctx := context.Background()
	c := w.client()
	tr := c.Tracker(github.TrackerOptions{Markers: markers})
	p, created, err := tr.Open(ctx, draft("r-1"))
	if err != nil || !created {
		t.Fatal(err)
	}
	if tr.Name() != "GitHub issues of octo/greetings" {
		t.Errorf("%s", tr.Name())
	}
	n := w.spent(func() {
		if err := tr.SetStatus(ctx, p.Ref, "status"); err != nil {
			t.Fatal(err)
		}
	})
	if n != 2 {
		t.Errorf("a status took %d requests under the new name", n)
	}
	asked := 0
	for _, r := range w.server.Requests() {
		if r.Path == "/repos/octo/greetings" {
			asked++
		}
	}
	if asked != 1 {
		t.Errorf("the new name was asked for %d times", asked)
	}
	w.repo.AddPull("ann", "Fast path", "", ght.Pull{Commits: []string{sha(1)}}) // of no other repository than the one asked
	if pulls := must[[]incident.Pull](t)(w.client().PullsOf(ctx, sha(1))); len(pulls) != 1 {
		t.Errorf("asked for by the old name: %+v", pulls)
	}
}

// TestEnterprise is that the API's address is taken as it is given.
func TestEnterprise(t *testing.T) {
	for _, c := range []struct{ api, want string }{
		{"", "https://api.github.com/repos/o/r"},
		{"https://api.acme.ghe.com/", "https://api.acme.ghe.com/repos/o/r"},
		{"https://git.acme.example/api/v3", "https://git.acme.example/api/v3/repos/o/r"},
		{"https://api.git.acme.example", "https://api.git.acme.example/repos/o/r"},
		{"http://127.0.0.1:4101", "http://127.0.0.1:4101/repos/o/r"},
		{"https://ann:sesame@git.acme.example/api/v3?x=1#y", "https://git.acme.example/api/v3/repos/o/r"},
	} {
		seen := &recorder{}
		client, err := github.New(github.Options{Repo: "o/r", APIURL: c.api, Token: token, Transport: seen, Patience: -1, Now: time.Now})
		if err != nil {
			t.Errorf("%q: %v", c.api, err)
			continue
		}
		_, _ = client.DefaultBranch(context.Background())
		if len(seen.urls) == 0 || seen.urls[0] != c.want {
			t.Errorf("%q: asked %v, want %s", c.api, seen.urls, c.want)
		}
	}
	for _, c := range []struct{ repo, api string }{
		{"hello", ""}, {"/hello", ""}, {"octo/", ""}, {"a/b/c", ""}, {"octo/he llo", ""}, {"oc to/hello", ""}, {"octo/hello", "github.com"}, {"octo/hello", "ftp://x"}, {"octo/hello", "https://"}, {"o/r", "://"},
	} {
		if _, err := github.New(github.Options{Repo: c.repo, APIURL: c.api, Now: time.Now}); incident.ProblemOf(err) != incident.Usage || err == nil {
			t.Errorf("%q at %q: %v", c.repo, c.api, err)
		}
	}
	// An Enterprise Server under /api/v3, GraphQL beside it.
	w := newWorld(t)
	w.referee = nil
	w.server.AddToken("app", ght.Token{Login: "own[bot]"})
	w.server.SetURL("https://git.acme.example/api/v3")
	login, err := w.client(func(o *github.Options) { o.Token, o.Transport = "app", w.server }).Login(context.Background())
	if err != nil || login != "own[bot]" {
		t.Errorf("%q, %v", login, err)
	}
}
