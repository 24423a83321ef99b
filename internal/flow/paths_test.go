package flow

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestPaths(t *testing.T) {
	for path, want := range map[string]bool{
		"fetch/fetch_test.go": true, "tests/a.py": true, "src/test/java/A.java": true, "a.spec.ts": true, "test_a.py": true,
		"fetch/fetch.go": false, "docs/testing-guide.md": false, "latest/a.go": false, "contest.c": false,
	} {
		if isTest(path) != want {
			t.Errorf("isTest(%q) is %v", path, !want)
		}
	}
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
