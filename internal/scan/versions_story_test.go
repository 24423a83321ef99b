package scan

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// versionStories are those of a version that is taken back beside much else.
var versionStories = []story{
	{"the version of what the subject names is lowered, whoever raised others since", verified, nil, func(r *gittest.Repo) []string {
		a := raised(r)
		r.Commit("deps: a newer wire", gittest.Files{"house.json": house("2.4.0", "3.2.0"), "lock": lock(2)})
		x := r.Commit("deps: revert lamp to 2.0", gittest.Files{"house.json": house("^2", "3.2.0"), "lock": lock(3)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… by a commit that content would find too", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"house.json": house("2.0.0", "3.0.0"), "lock": lock(-1)})
		a := r.Commit("deps: a newer lamp", gittest.Files{"house.json": house("2.4.0", "3.0.0")})
		elsewhere(r, 2)
		x := r.Commit("deps: revert lamp to 2.0", gittest.Files{"house.json": house("^2", "3.0.0"), "lock": lock(3)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… in two files, by one commit each", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"attic.yml": text("lamp@v2.0.0", "shade@v1.2.0"), "hall.yml": text("lamp@v2.0.0")})
		a := r.Commit("attic: newer parts", gittest.Files{"attic.yml": text("lamp@v3.0.1", "shade@v1.3.0")})
		r.Commit("hall: a newer lamp", gittest.Files{"hall.yml": text("lamp@v3.0.1")})
		elsewhere(r, 2)
		x := r.Commit("ci: revert lamp to v2", gittest.Files{"attic.yml": text("lamp@v2.0.1", "shade@v1.3.0"), "hall.yml": text("lamp@v2.0.1")})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… by the word for that", verified, nil, func(r *gittest.Repo) []string {
		a := raised(r)
		x := r.Commit("deps: downgrade lamp to 2.0", gittest.Files{"house.json": house("^2", "3.1.0"), "lock": lock(3)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… by that word, of what was never raised", verified, nil, func(r *gittest.Repo) []string {
		raised(r)
		r.Commit("hall: downgrade the cord", gittest.Files{"house.json": strings.Replace(house("2.4.0", "3.1.0"), "1.0.0", "0.9.0", 1), "lock": lock(3)})
		return nil
	}},
	{"… once more, which takes back nothing but what was raised before", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"house.json": house("2.3.0", "3.0.0"), "lock": lock(-1)})
		a := r.Commit("deps: all of them", gittest.Files{"house.json": house("2.5.0", "3.1.0"), "lock": lock(0)})
		r.Commit("deps: an older lamp", gittest.Files{"house.json": house("2.4.0", "3.1.0")})
		elsewhere(r, 2)
		x := r.Commit("deps: downgrade lamp to 2.0", gittest.Files{"house.json": house("^2", "3.1.0"), "lock": lock(3)})
		return []string{line(x, incident.Revert, incident.ReasonLandedRevert, a, a)}
	}},
	{"… once more, of what was never raised", verified, nil, func(r *gittest.Repo) []string {
		r.Commit("start", gittest.Files{"house.json": house("2.5.0", "3.0.0"), "lock": lock(-1)})
		r.Commit("deps: an older lamp", gittest.Files{"house.json": house("2.4.0", "3.0.0"), "lock": lock(1)})
		r.Commit("deps: downgrade lamp to 2.0", gittest.Files{"house.json": house("^2", "3.0.0"), "lock": lock(3)})
		return nil
	}},
	{"… that of something else is", verified, nil, func(r *gittest.Repo) []string {
		raised(r)
		r.Commit("deps: revert cord to 1.1", gittest.Files{"house.json": house("^2", "3.1.0"), "lock": lock(3)})
		return nil
	}},
	{"… that was raised long before", verified, nil, func(r *gittest.Repo) []string {
		raised(r)
		r.Commit("hall: bright", gittest.Files{"hall.c": text("bright")}, gittest.At(r.Now().Add(91*24*time.Hour)))
		elsewhere(r, 2)
		r.Commit("deps: revert lamp to 2.0", gittest.Files{"house.json": house("^2", "3.1.0"), "lock": lock(3)})
		return nil
	}},
}

// house is a list of what a house is made of, with the versions of the lamp and of the wire.
func house(lamp, wire string) string {
	return "{\n  \"cord\": \"1.0.0\",\n  \"lamp\": \"" + lamp + "\",\n  \"wire\": \"" + wire + "\"\n}\n"
}

// lock is a long list, of which the part with the number is another than usual.
func lock(part int) string {
	var words []string
	for n := range 120 {
		words = append(words, fmt.Sprintf("what is locked at place %d", n))
		if n/30 == part {
			words[n] += ", newly"
		}
	}
	return text(words...)
}

// raised makes a change that raises the lamp's version among others.
func raised(r *gittest.Repo) (change string) {
	r.Commit("start", gittest.Files{"house.json": house("2.0.0", "3.0.0"), "lock": lock(-1)})
	change = r.Commit("deps: all of them", gittest.Files{"house.json": house("2.4.0", "3.1.0"), "lock": lock(1)})
	elsewhere(r, 2)
	return change
}

func TestRaises(t *testing.T) {
	for s, want := range map[step]bool{
		{"lamp 2.4", "lamp 2.10"}:                true,
		{"lamp 2.10", "lamp 2.4"}:                false,
		{"lamp 2", "lamp 2.0.1"}:                 true,
		{"lamp ^2.4", "lamp ~2.3"}:               false,
		{"lamp 09", "lamp 10"}:                   true,
		{"1 lamp 2.4", "1 lamp 2.5"}:             true,
		{"lamp 2.4", "lamp 2.4"}:                 false,
		{"lamp v0-20260102", "lamp v0-20260103"}: true,
	} {
		if s.raises() != want {
			t.Errorf("%q: %t", s, !want)
		}
	}
}

func TestPackages(t *testing.T) {
	for subject, want := range map[string][]string{
		"Revert lamp to 2.0 (#12)":               {"revert", "lamp"},
		"chore(deps): revert `@house/lamp-cord`": {"chore", "deps", "revert", "@house/lamp-cord"},
		"Revert to version 2":                    {"revert"},
		"Downgrade Go to 1.22.7":                 {"downgrade", "golang"},
	} {
		if got := packages(subject); !slices.Equal(got, want) {
			t.Errorf("packages(%q) = %q", subject, got)
		}
	}
	for line, want := range map[string]bool{
		`"lamp": "^2.0.1",`:                       true,
		`"hall-lamp": "^2.0.1",`:                  false,
		`"lamps": "2.0.1",`:                       false,
		`<Part Include="Lamp" Version="2.0.1" />`: true,
		`"lamp": "latest",`:                       false,
	} {
		if got := named(line, []string{"lamp"}); got != want {
			t.Errorf("named(%q) = %v", line, got)
		}
	}
	for line, want := range map[string]string{`"lamp": "^2.0.1-rc1",`: `"lamp": "#",`, `lamp >= 2.0, < 3`: `lamp #, #`} {
		if got := withoutNumbers(line); got != want {
			t.Errorf("withoutNumbers(%q) = %q", line, got)
		}
	}
}

func TestStepsOf(t *testing.T) {
	for _, c := range []struct {
		before, after string
		want          []step
	}{
		{"lamp 2.0\ncord 1.0\n", "lamp 2.4\ncord 1.1\n", []step{{"lamp 2.0", "lamp 2.4"}}},
		{"  lamp 2.0\n", "lamp ^2\n", []step{{"lamp 2.0", "lamp ^2"}}},
		{
			"uses: ada/lamp@8e8c483db84b4bee98b60c0593521ed34d9990e8 # v6.0\n", "uses: ada/lamp@93cb6efe18208431cddfb8368fd83d5badbf9bfd # v5.1\n",
			[]step{{"uses: ada/lamp@ # v6.0", "uses: ada/lamp@ # v5.1"}},
		},
		{"lamp 2\n", "lamp 3\n", nil},                       // may be anything
		{"  lamp 2.0\n", "lamp 2.0\n", nil},                 // set anew
		{"lamp 2.0 of brass\n", "lamp 2.4 of steel\n", nil}, // another line
		{"", "lamp 2.0\n", nil},
	} {
		if got := stepsOf([]byte(c.before), []byte(c.after), []string{"lamp"}); !slices.Equal(got, c.want) {
			t.Errorf("%q to %q: %q", c.before, c.after, got)
		}
	}
}
