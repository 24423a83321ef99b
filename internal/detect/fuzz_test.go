package detect

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ownup-dev/ownup/internal/incident"
)

func seed(f *testing.F) {
	for _, a := range golden(f) {
		for _, file := range a.Files {
			f.Add(string(file.Data))
		}
	}
	f.Add("Revert \"\xff\xfe\x00\"\x00\n\nThis reverts commit \x00")
	f.Add("x\n\nThis reverts commit 0a1b2c3d4e, reversing\nchanges made to")
	f.Add("Rolled it back out\nroll\nback\n> back\nout")
	f.Add("Revert \"" + strings.Repeat("Revert \"", 40) + "x" + strings.Repeat("\"", 41))
	f.Add("Revert^ Revert^99999 Revert^2\n\nrevert:\n\nreverts\n\n(#) #0 !1 r D I cl/ http:// https:// ()")
}

// What is found, the prefilter lets through; claims are normalised; sizes are bounded.
func FuzzCommit(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, message string) {
		got, ok := Commit(incident.Commit{Message: message}, Options{})
		if ok && !hasStem(message) {
			t.Fatalf("the prefilter misses a %s %s", got.Strength, got.Dialect)
		}
		if !ok {
			return
		}
		if got.Strength < Weak || got.Strength > Strong || got.Kind == "" || got.Dialect == "" {
			t.Fatalf("incomplete: %+v", got)
		}
		if len(got.Claims) > maxClaims || len(got.Because) > becauseLimit+8 {
			t.Fatal("unbounded")
		}
		if slices.ContainsFunc(got.Claims, func(c incident.Claim) bool { return c.Type == incident.ClaimIssue }) {
			t.Fatal("the key of an issue is no claim of a finding")
		}
		check(t, got.Claims)
	})
}

// check asks of every claim what its type promises.
func check(t *testing.T, claims []incident.Claim) {
	t.Helper()
	for _, c := range claims {
		v := c.Value
		switch c.Type {
		case incident.ClaimSHA:
			if len(v) < 6 || len(v) > 40 || hexRun(v) != len(v) || v != lower(v) {
				t.Errorf("sha %q", v)
			}
		case incident.ClaimPull:
			if _, n, ok := strings.Cut(v, "#"); ok && !digits(n) || !ok && !digits(v) {
				t.Errorf("pull %q", v)
			}
		case incident.ClaimSVN:
			if !digits(v) {
				t.Errorf("svn %q", v)
			}
		case incident.ClaimDiff:
			if v[0] != 'D' || !digits(v[1:]) {
				t.Errorf("diff %q", v)
			}
		case incident.ClaimChange:
			if v == "" || strings.ContainsAny(v, " \n\t") {
				t.Errorf("change %q", v)
			}
		case incident.ClaimSubject, incident.ClaimTitle:
			if !utf8.ValidString(v) || strings.ContainsAny(v, "\n\t") || len(v) > subjectLimit+len("…") || v == "" {
				t.Errorf("subject %q", v)
			}
		case incident.ClaimTag:
			name, _, _ := strings.Cut(strings.ReplaceAll(v, "^", "~"), "~")
			if !isVersion(name) || stepRun(v[len(name):]) != len(v)-len(name) || len(v) > 200 {
				t.Errorf("tag %q", v)
			}
		case incident.ClaimIssue:
			if key, n := issueKey(v); key != v || n != len(v) {
				t.Errorf("issue %q", v)
			}
		default:
			t.Errorf("type %q", c.Type)
		}
	}
}

func FuzzNames(f *testing.F) {
	f.Add(": the first try of nothing")
	seed(f)
	f.Add("Merge branch 'a' into 'b'\n\nSee merge request gr#up/ho\x8ese!1")
	f.Fuzz(func(t *testing.T, message string) {
		names := Names(incident.Commit{Message: message})
		if slices.ContainsFunc(names, func(n incident.Claim) bool { return n.Type == incident.ClaimTag }) {
			t.Error("no commit carries a way from a tag to itself")
		}
		check(t, names)
		check(t, linked(incident.Commit{Message: message}))
	})
}

func FuzzTrailers(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, message string) {
		trailers := Trailers(message)
		if len(trailers) > 2*maxTrailers {
			t.Fatal("unbounded")
		}
		for _, tr := range trailers {
			if tr.Key == "" || strings.ContainsAny(tr.Key+tr.Value, "\n") {
				t.Fatalf("%q", tr)
			}
		}
	})
}

// A key is its own key, whatever the subject.
func FuzzSubjectKey(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, subject string) {
		key := SubjectKey(subject)
		if !utf8.ValidString(key) || len(key) > subjectLimit+len("…") || strings.ContainsAny(key, "\n\t") {
			t.Fatalf("%q", key)
		}
		if key != SubjectKey(subject) {
			t.Fatal("not the same twice")
		}
	})
}
