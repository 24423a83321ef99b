package git

import (
	"math"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

// Every answer is held against git's, once found by walking from the new end and once from the whole graph.
func TestAncestryLikeGit(t *testing.T) {
	for seed := range uint64(3) {
		g := tangle(t, 40+seed, 60)
		g.Pack()
		all := strings.Fields(g.Git("log", "--format=%H", "main"))
		line := strings.Fields(g.Git("log", "--format=%H", "--first-parent", "main"))
		in := map[string]map[string]bool{} // commit → its history
		for _, sha := range all {
			in[sha] = map[string]bool{}
			for _, a := range strings.Fields(g.Git("rev-list", sha)) {
				in[sha][a] = true
			}
		}
		tips := map[string]string{}
		for i, sha := range all {
			if i%7 == 0 {
				tips["tip-"+sha[:6]] = sha
			}
		}
		for _, whole := range []bool{false, true} {
			r := open(t, g.Dir)
			if whole {
				if _, err := r.graphOf(t.Context(), []oid{must(r.resolve(t.Context(), "main"))}); err != nil {
					t.Fatal(err)
				}
			}
			for _, a := range all {
				want := ""
				for _, l := range line {
					if in[l][a] {
						want = l // the oldest on the line comes last
					}
				}
				got, err := r.MergedBy(t.Context(), a, all[0])
				if err != nil || got != want {
					t.Fatalf("whole graph %v: MergedBy(%s) = %s, %v; want %s", whole, a, got, err, want)
				}
			}
			if (r.lastGraph() != nil) != whole {
				t.Fatal("the answers are not found in the way that is meant")
			}
			for _, a := range all {
				var names []string
				for name, tip := range tips {
					if in[tip][a] {
						names = append(names, name)
					}
				}
				sort.Strings(names)
				having, err := r.Containing(t.Context(), a, tips)
				if diff := cmp.Diff(names, having); diff != "" || err != nil {
					t.Fatalf("Containing(%s): %v\n%s", a, err, diff)
				}
			}
		}
	}
}

func TestMergedByElsewhere(t *testing.T) {
	g := gittest.New(t)
	a := g.Commit("a", gittest.Files{"f": "1"})
	b := g.Commit("b", gittest.Files{"f": "2"}, gittest.On("topic"))
	r := open(t, g.Dir)
	if _, err := r.MergedBy(t.Context(), b, a); incident.ProblemOf(err) != incident.NotFound {
		t.Error(err)
	}
}

// TestMergedByWithOtherClocks holds that clocks that go wrong hide no history, nor give one, and that none goes on below
// the end of a shallow clone. Each answer is found by walking from the new end.
func TestMergedByWithOtherClocks(t *testing.T) {
	g := gittest.New(t)
	late := gittest.At(gittest.Start.Add(1000 * time.Hour))
	root := g.Commit("root", nil)
	parent := g.Commit("a parent made later", nil, late)
	child := g.Commit("a child made before", nil, gittest.At(gittest.Start.Add(time.Hour)))
	topic := g.Commit("a topic made later", nil, late, gittest.Parents(root))
	merge := g.Commit("its merge", nil, gittest.Parents(child, topic), gittest.At(gittest.Start.Add(2*time.Hour)))
	tip := g.Commit("tip", nil)
	beside := g.Commit("beside", nil, late, gittest.Parents(parent))
	other := g.Commit("another history", nil, late, gittest.Parents())
	early := g.Commit("another, of before", nil, gittest.At(gittest.Start.Add(-time.Hour)), gittest.Parents())
	for _, c := range []struct{ sha, tip, want, shallow string }{
		{sha: parent, tip: child, want: parent},
		{sha: root, tip: tip, want: root},
		{sha: topic, tip: tip, want: merge},
		{sha: merge, tip: tip, want: merge},
		{sha: tip, tip: tip, want: tip},
		{sha: beside, tip: tip},
		{sha: tip, tip: child},
		{sha: other, tip: tip},
		{sha: early, tip: tip},
		{sha: child, tip: tip, want: child, shallow: child},
		{sha: parent, tip: tip, shallow: child + "\n" + topic},
		{sha: topic, tip: tip, want: merge, shallow: child + "\n" + topic},
		{sha: topic, tip: tip, shallow: merge},
	} {
		g.Write("shallow", c.shallow+"\n")
		r := open(t, g.Dir)
		got, err := r.MergedBy(t.Context(), c.sha, c.tip)
		if got != c.want || (err == nil) != (c.want != "") || err != nil && incident.ProblemOf(err) != incident.NotFound || r.lastGraph() != nil {
			t.Errorf("%+v: %s, %v", c, got, err)
		}
	}
}

func TestPathsLikeGit(t *testing.T) {
	g := tangle(t, 77, 80)
	g.Pack()
	r := open(t, g.Dir)
	all := strings.Fields(g.Git("log", "--format=%H", "main"))
	paths := strings.Fields(g.Git("ls-tree", "-r", "--name-only", "main"))
	paths = append(paths, "no/such/file", "d1", "d0/e0/none.txt", "")
	for _, path := range paths {
		for i, sha := range all {
			if i%9 != 0 {
				continue
			}
			want := ""
			if path != "" {
				if f := strings.Fields(g.Git("ls-tree", sha, "--", path)); len(f) > 2 && f[1] == "blob" {
					want = f[2]
				}
			}
			got, err := r.PathID(t.Context(), sha, path)
			if err != nil || got != want {
				t.Fatalf("PathID(%s, %q) = %q, %v; want %q", sha, path, got, err, want)
			}
			if want == "" {
				continue
			}
			c, before, _, err := r.LastChangeWithin(t.Context(), sha, path, math.MaxInt)
			if err != nil {
				t.Fatal(err)
			}
			if now, _ := r.PathID(t.Context(), c.SHA, path); now != want {
				t.Errorf("LastChangeWithin(%s, %s) stopped at %s, where the content is another", sha, path, c.SHA)
			}
			if len(before) != len(c.Parents) {
				t.Fatalf("%d parents, %d answers", len(c.Parents), len(before))
			}
			for k, p := range c.Parents {
				id, err := r.PathID(t.Context(), p, path)
				if err != nil || id != before[k] || id == want {
					t.Errorf("parent %d of %s has %q, said to have %q, wanted another than %q: %v", k, c.SHA, id, before[k], want, err)
				}
			}
		}
	}
}
