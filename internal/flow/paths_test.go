package flow

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestPaths(t *testing.T) {
	got := areas([]string{"a/b/c.go", "a/b/d.go", "x.go", "a/b/e/f.go", "q/r.go"})
	if diff := cmp.Diff([]string{"a/b/", "(root)", "q/"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"a/"}, areas([]string{"Cargo.lock", "CHANGELOG.md", "a/x.rs"})); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"(root)"}, areas([]string{"Cargo.lock"})); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]bool{"release/1.2": true, "main": true, "feature/x": false, "release/1/2": false} {
		if Matches([]string{"main", "release/*"}, name) != want {
			t.Errorf("Matches(%q) is %v", name, !want)
		}
	}
}

func TestChooseOwner(t *testing.T) {
	undoer := incident.Person{Name: "Robin"}
	for _, test := range []struct {
		configured, owners []string
		want               incident.Owner
	}{
		{[]string{"@lead"}, []string{"@team"}, incident.Owner{Name: "@lead", Role: "configured"}},
		{nil, []string{"@team"}, incident.Owner{Name: "@team", Role: "codeowners"}},
		{nil, nil, incident.Owner{Name: "Robin", Role: "reverter"}},
	} {
		if diff := cmp.Diff(test.want, chooseOwner(test.configured, test.owners, undoer)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestInvited holds that who looks after a review is not invited to it, by whatever name they wrote the change, and
// that each author is invited once.
func TestInvited(t *testing.T) {
	robin := incident.Person{Name: "Robin Roe", Email: "robin@acme.example"}
	login := incident.Person{Name: "robin-acme", Email: "12+robin-roe@users.noreply.github.com"}
	private := incident.Person{Name: "Robin Roe (work)", Email: "12+Robin-Acme@users.noreply.github.com"}
	kim := incident.Person{Name: "Kim", Email: "kim@acme.example"}
	for name, tc := range map[string]struct {
		owner   string
		undoer  incident.Person
		authors []incident.Person
		pull    string
		want    []string
	}{
		"another's":                 {"", robin, []incident.Person{kim}, "", []string{"Kim"}},
		"their own":                 {"", robin, []incident.Person{robin, kim}, "robin-acme", []string{"Kim"}},
		"by another address":        {"", robin, []incident.Person{{Name: "robin roe", Email: "rr@home.example"}}, "", nil},
		"by their login":            {"", login, []incident.Person{private}, "", nil},
		"and under it":              {"", private, []incident.Person{login}, "", nil},
		"an owner by their login":   {"@robin-acme", kim, []incident.Person{private}, "", nil},
		"an owner, as the pull has": {"@robin-acme", kim, []incident.Person{robin, kim}, "robin-acme", []string{"Kim"}},
		"each once":                 {"", kim, []incident.Person{login, private, robin}, "", []string{"robin-acme", "Robin Roe"}},
		"by the login of the pull":  {"", robin, []incident.Person{kim, login}, "kim-k", []string{"@kim-k", "robin-acme"}},
		"nobody by name":            {"", robin, []incident.Person{{}, kim}, "kim-k", []string{"@kim-k", "Kim"}},
		"a bot's":                   {"", robin, []incident.Person{{}}, "roll[bot]", nil},
	} {
		e := &Engine{History: newPast()}
		if tc.owner != "" {
			e.Options.Owners = []string{tc.owner}
		}
		in := incident.Incident{Kind: incident.Revert, Finding: incident.CommitFact{Author: tc.undoer}}
		for _, a := range tc.authors {
			in.Offending = append(in.Offending, incident.CommitFact{Author: a})
		}
		e.people(t.Context(), &in)
		inviteByLogin(&in, tc.pull)
		if diff := cmp.Diff(tc.want, in.Invited, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestAffected holds that who looks after the review is not told beside it that they are concerned, and that the author
// is invited under the name that the pull request has.
func TestAffected(t *testing.T) {
	p := newPast()
	p.codeowners = "*.go @lead @team"
	in := incident.Incident{Paths: []string{"a.go"}, Offending: []incident.CommitFact{{SHA: "a", Author: incident.Person{Name: "Ada"}}}}
	e := &Engine{History: p, Forge: reviewed{}}
	e.people(t.Context(), &in)
	if diff := cmp.Diff([]string{"@team"}, in.Affected); diff != "" {
		t.Error(diff)
	}
	if err := e.enrich(t.Context(), &in); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"@team", "@kim"}, in.Affected); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"@ada-a"}, in.Invited); diff != "" {
		t.Error(diff)
	}
}

// TestOwnersOf is that whoever owns most of the paths comes first, and that a line nobody understands takes nothing from
// the others.
func TestOwnersOf(t *testing.T) {
	p := newPast()
	p.codeowners = "[pages]\ndocs/ @writer\nroutes/[id].go @lead\n*.go @team\n*.md @writer, @lead"
	for _, test := range []struct{ paths, want []string }{
		{[]string{"docs/a.md", "a.go", "b.go"}, []string{"@team", "@writer"}},
		{[]string{"docs/a.md", "docs/b.md", "a.go"}, []string{"@writer", "@team"}},
		{[]string{"docs/a.md", "a.go"}, []string{"@writer", "@team"}},
		{[]string{"Makefile"}, nil},
	} {
		if diff := cmp.Diff(test.want, ownersOf(t.Context(), p, sha("any"), test.paths)); diff != "" {
			t.Errorf("%v: %s", test.paths, diff)
		}
	}
}

// reviewed is a forge where the lead, Kim and a bot review everything that Ada writes.
type reviewed struct{ forgeless }

func (reviewed) PullsOf(context.Context, string) ([]incident.Pull, error) {
	return []incident.Pull{{Number: 1, Author: "ada-a", MergedAt: noon, Reviewers: []string{"lead", "kim", "renovate[bot]"}}}, nil
}
