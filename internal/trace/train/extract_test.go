package main

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ownup-dev/ownup/internal/git"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/trace"
)

// house is a history with four fixes that name their cause. It is one line, as long as nothing is merged.
func house(t *testing.T) (r *gittest.Repo, causes map[string]string) {
	r = gittest.New(t)
	causes = map[string]string{}
	r.Commit("house: begin", gittest.Files{"hall.c": gittest.Text("door"), "attic.c": gittest.Text("roof")})
	for _, room := range []string{"cellar", "kitchen", "stairs", "garden"} {
		file := room + ".c"
		made := r.Commit(room+": light it", gittest.Files{file: gittest.Text("lamp", "switch", "cable of "+room)})
		r.Commit(room+": paint it", gittest.Files{file: gittest.Text("paint", "lamp", "switch", "cable of "+room), "attic.c": gittest.Text(room)})
		fix := r.Commit(fmt.Sprintf("%s: mend the switch\n\nFixes: %s (\"%s: light it\")", room, made[:12], room),
			gittest.Files{file: gittest.Text("paint", "lamp", "better switch", "cable of "+room)})
		causes[fix] = made
	}
	return r, causes
}

func extracted(t *testing.T, dir string, flags ...string) []sample {
	t.Helper()
	out := filepath.Join(t.TempDir(), "samples.jsonl")
	if err := run(t.Context(), append([]string{"extract", "-repo", dir, "-o", out}, flags...)); err != nil {
		t.Fatal(err)
	}
	all, err := readSamples([]string{out})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestExtract takes each fix with the commit that its message names, and that commit among those that the model sees.
func TestExtract(t *testing.T) {
	r, causes := house(t)
	all := extracted(t, r.Dir)
	if len(all) != len(causes) {
		t.Fatalf("%d samples of %d fixes", len(all), len(causes))
	}
	for _, s := range all {
		if !slices.Equal(s.Right, []string{causes[s.SHA]}) {
			t.Errorf("of %s %v is called right, which is %s", s.SHA, s.Right, causes[s.SHA])
		}
		if e := s.example(); !slices.Contains(e.right, true) {
			t.Errorf("of %s the right commit is not among %+v", s.SHA, s.Commits)
		}
		if s.OnlyAdds {
			t.Errorf("%s changes a line, and is said to add alone", s.SHA)
		}
	}
}

// TestExtractSome takes as many as are asked for, leaves out or takes alone what a corpus lists, and has the labels of
// that.
func TestExtractSome(t *testing.T) {
	r, causes := house(t)
	if all := extracted(t, r.Dir, "-n", "2"); len(all) != 2 {
		t.Errorf("%d samples where two were asked for", len(all))
	}
	listed := extracted(t, r.Dir, "-n", "1")[0].SHA
	corpus := filepath.Join(t.TempDir(), "fixes.jsonl")
	if err := os.WriteFile(corpus, fmt.Appendf(nil, "{\"fix\":%q,\"offending\":[\"by hand\"]}\n", listed), 0o666); err != nil {
		t.Fatal(err)
	}
	if all := extracted(t, r.Dir, "-except", corpus); len(all) != len(causes)-1 || slices.ContainsFunc(all, func(s sample) bool { return s.SHA == listed }) {
		t.Errorf("%d samples, though %s is in the corpus that is left out", len(all), listed)
	}
	if all := extracted(t, r.Dir, "-only", corpus); len(all) != 1 || all[0].SHA != listed || !slices.Equal(all[0].Right, []string{"by hand"}) {
		t.Errorf("of the corpus alone: %+v", all)
	}
}

// TestLine knows by heart what the repository would find out: with it or without, the samples are the same.
func TestLine(t *testing.T) {
	r, causes := house(t)
	repo, err := git.Open(r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	h, shas, err := prepare(t.Context(), repo)
	if err != nil {
		t.Fatal(err)
	}
	l, ok := h.(*line)
	if !ok {
		t.Fatal("a history without merges is not taken for one line")
	}
	for i, sha := range shas {
		for path := range r.Files(sha) {
			for _, most := range []int{0, 2, len(shas)} {
				c, before, gone, err := l.LastChangeWithin(t.Context(), sha, path, most)
				if err != nil {
					t.Fatal(err)
				}
				wantC, wantBefore, wantGone, err := repo.LastChangeWithin(t.Context(), sha, path, most)
				if err != nil {
					t.Fatal(err)
				}
				if c.SHA != wantC.SHA || !slices.Equal(before, wantBefore) || c.SHA != "" && gone != wantGone {
					t.Errorf("of %s at commit %d, at most %d back: %s %v %d, want %s %v %d", path, i, most, c.SHA, before, gone, wantC.SHA, wantBefore, wantGone)
				}
			}
		}
	}
	for fix, cause := range causes {
		byHeart, err := take(t.Context(), l, fix, []string{cause})
		if err != nil {
			t.Fatal(err)
		}
		if read, err := take(t.Context(), repo, fix, []string{cause}); err != nil || !reflect.DeepEqual(byHeart, read) {
			t.Errorf("by heart %+v, read %+v (%v)", byHeart, read, err)
		}
	}

	r.Branch("topic", shas[3])
	r.Merge("Merge branch 'topic'", r.Commit("porch: begin", gittest.Files{"porch.c": gittest.Text("step")}, gittest.On("topic")))
	merged, err := git.Open(r.Dir)
	if err != nil {
		t.Fatal(err)
	}
	defer merged.Close()
	if h, _, err := prepare(t.Context(), merged); err != nil || h != merged {
		t.Errorf("a history with a merge is taken for one line (%v)", err)
	}
}

// TestReadSamples counts a fix that two histories have once, for the first of them, and refuses what was made for
// another model.
func TestReadSamples(t *testing.T) {
	r, causes := house(t)
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"a", "b"} {
		if err := run(t.Context(), []string{"extract", "-repo", r.Dir, "-o", file(name)}); err != nil {
			t.Fatal(err)
		}
	}
	all, err := readSamples([]string{file("a"), file("b")})
	if err != nil || len(all) != len(causes) || all[0].repo != 0 {
		t.Errorf("%d samples (%v), want %d", len(all), err, len(causes))
	}
	for name, text := range map[string]string{"other": "[\"height\"]\n", "cut": "[\"del", "none": ""} {
		if err := os.WriteFile(file(name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := readSamples([]string{file(name)}); err == nil || !strings.Contains(err.Error(), file(name)) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

// TestPassing asks what a commit named in prose is worth where the trailer tells the cause: here nothing, since the
// prose names what painted the room. Who names it in another trailer has not named it in passing.
func TestPassing(t *testing.T) {
	r, _ := house(t)
	for room, says := range map[string]string{"porch": "It has been dark since %s painted it.", "shed": "Caused-by: %s"} {
		made := r.Commit(room+": light it", gittest.Files{room + ".c": gittest.Text("lamp", "switch")})
		paint := r.Commit(room+": paint it", gittest.Files{room + ".c": gittest.Text("paint", "lamp", "switch")})
		r.Commit(fmt.Sprintf("%s: mend the switch\n\n"+says+"\n\nFixes: %s (\"%[1]s: light it\")", room, paint[:12], made[:12]),
			gittest.Files{room + ".c": gittest.Text("paint", "lamp", "better switch")})
	}
	var b strings.Builder
	if err := passing(t.Context(), &b, []string{r.Dir}, ""); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{r.Dir + ": 1 fixes\n", "by what is named: 1 fixes: best right 0.000,", "\nany "} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

// TestFitPassing tells what is right from what is wrong by the number in which they differ.
func TestFitPassing(t *testing.T) {
	var all []passed
	for range 50 {
		p := passed{right: []string{"cause"}, named: []trace.PassingSample{{SHA: "cause"}, {SHA: "other"}}}
		p.named[0].Numbers[0], p.named[1].Numbers[0] = 1, 1
		p.named[0].Numbers[1] = 1
		all = append(all, p)
	}
	w := fitPassing(all)
	if right, wrong := odds(w[0]+w[1]), odds(w[0]); right < 0.9 || wrong > 0.1 {
		t.Errorf("what is right has %.2f, what is wrong %.2f", right, wrong)
	}
}

// TestFitFromSamples goes the whole way: what was extracted is fitted, and what is built in is judged by it.
func TestFitFromSamples(t *testing.T) {
	r, causes := house(t)
	all := extracted(t, r.Dir)
	var weights, figures strings.Builder
	if err := writeWeights(&weights, all, 1); err != nil {
		t.Fatal(err)
	}
	report(&figures, all)
	if want := fmt.Sprintf("// %d fixes: best right 1.000", len(causes)); !strings.Contains(weights.String(), want) {
		t.Errorf("%q is not in\n%s", want, weights.String())
	}
	if want := fmt.Sprintf("deleting: %d fixes: best right 1.000", len(causes)); !strings.Contains(figures.String(), want) {
		t.Errorf("%q is not in\n%s", want, figures.String())
	}
}

func TestRunSays(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "say extract, fit, check or passing"},
		{[]string{"polish"}, `"polish" is none of extract, fit, check, passing`},
		{[]string{"extract", "-repo", filepath.Join(t.TempDir(), "nowhere")}, "nowhere"},
		{[]string{"check", filepath.Join(t.TempDir(), "nothing.jsonl")}, "nothing.jsonl"},
	} {
		if err := run(t.Context(), test.args); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("train %v: %v, want %q", test.args, err, test.want)
		}
	}
}
