package trace

import (
	"maps"
	"slices"
	"testing"

	"github.com/ownup-dev/ownup/internal/incident"
)

func TestStandingAmongCommits(t *testing.T) {
	var all []*introducer
	for _, share := range []float64{0, 0.2, 0.6, 0.2, 0} { // newest first
		c := &introducer{}
		c.part[roleDeleted] = share
		all = append(all, c)
	}
	v := newView(&fix{commit: incident.Commit{Message: "net: fix memory leak"}}, all)
	for i, c := range all {
		if got, want := v.newest(c, roleDeleted), i == 1; got != want {
			t.Errorf("commit %d is the newest: %v", i, got)
		}
		if got, want := v.oldest(c, roleDeleted), i == 3; got != want {
			t.Errorf("commit %d is the oldest: %v", i, got)
		}
	}
	share := relative("deleted", func(_ *view, c *introducer) float64 { return c.part[roleDeleted] })
	if got := share.of(v, all[3]); got < 0.33 || got > 0.34 {
		t.Errorf("a third of the most is %v", got)
	}
	kinds := map[string]bool{}
	for k, is := range v.kinds {
		if is {
			kinds[k.name] = true
		}
	}
	if len(kinds) != 1 || !kinds["safety"] {
		t.Errorf("kinds of a leak's fix: %v", kinds)
	}
}

// TestWorth holds which commits are weighed: the latest that touched the fix's files, and of the others those that have
// something else to do with it.
func TestWorth(t *testing.T) {
	some := map[string]bool{"x": true}
	for name, c := range map[string]struct {
		it   introducer
		want bool
	}{
		"nothing":                     {introducer{}, false},
		"lines":                       {introducer{files: some}, true},
		"lines that hold a name":      {introducer{named: make([]spot, 1)}, true},
		"lines that it took out":      {introducer{restored: 0.1}, true},
		"identifiers":                 {introducer{brought: some}, true},
		"a word of the subject":       {introducer{commit: incident.Commit{Message: "hall: mend the chandelier"}}, true},
		"a word that many have":       {introducer{commit: incident.Commit{Message: "hall: sweep the stairs"}}, false},
		"another word":                {introducer{commit: incident.Commit{Message: "hall: close the door"}}, false},
		"identifiers that it dropped": {introducer{dropped: some}, false},
	} {
		var all []*introducer
		for range 6 {
			all = append(all, &introducer{commit: incident.Commit{Message: "hall: sweep the stairs"}})
		}
		all = append(all, &c.it)
		f := &fix{commit: incident.Commit{Message: "hall: chandelier and stairs"}}
		f.subject = Words(f.commit.Subject())
		v := newView(f, all)
		if got := v.worth(&c.it); got != c.want || !v.worth(all[5]) {
			t.Errorf("%s: %t, and %t of the latest", name, got, v.worth(all[5]))
		}
	}
}

func TestAspectsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range aspects() {
		if seen[a.name] || a.about == "" {
			t.Errorf("aspect %q: twice, or without a sentence", a.name)
		}
		seen[a.name] = true
	}
	for _, m := range []model{deletingModel(), addingModel()} {
		for name := range m.weights {
			if !seen[name] {
				t.Errorf("there is a weight for %q, which is no aspect", name)
			}
		}
	}
}

// TestStemsOf holds that letters which take more bytes in lower case do no harm.
func TestStemsOf(t *testing.T) {
	for subject, want := range map[string][]string{
		"hall: mended the lamps": {"lamp", "mend", "the"},
		"ȺȺȺȺ: mend":             {"mend"},
		"ȺȺȺȺ: ":                 {},
	} {
		got := slices.Sorted(maps.Keys(stemsOf(subject)))
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", subject, got, want)
		}
	}
}
