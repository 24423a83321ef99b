package trace

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/detect"
	"github.com/ownup-dev/ownup/internal/git/gittest"
	"github.com/ownup-dev/ownup/internal/incident"
)

func TestFixByWhatItsMessageNamesInPassing(t *testing.T) {
	for _, c := range []struct {
		name, says string // "{limit}" and "{first}" stand for commits
		old, new   string
		want       func(parserStory) string
		evidence   []incident.Evidence
	}{
		{
			"what the lines say too", "Since {limit} the depth was off by one.", "depth > LIMIT", "depth >= LIMIT",
			func(s parserStory) string { return s.limit },
			[]incident.Evidence{incident.EvidenceMessage, incident.EvidenceLines},
		},
		{
			"other than the lines", "Colours after {limit} are one too deep.", "colour_set(depth)", "colour_set(depth + 1)",
			func(s parserStory) string { return s.limit },
			[]incident.Evidence{incident.EvidenceMessage},
		},
		{
			"in the words of a regression", "A regression from {limit}.", "colour_set(depth)", "colour_set(depth + 1)",
			func(s parserStory) string { return s.limit },
			[]incident.Evidence{incident.EvidenceMessage},
		},
		{
			"a commit of another project", "Like 0123456789abcdef does it elsewhere.", "colour_set(depth)", "colour_set(depth + 1)",
			func(s parserStory) string { return s.colour },
			[]incident.Evidence{incident.EvidenceLines},
		},
		{
			"several, which tells less", "As before {limit}, and like {first}.", "colour_set(depth)", "colour_set(depth + 1)",
			func(s parserStory) string { return s.colour },
			[]incident.Evidence{incident.EvidenceLines},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newParserStory(t)
			says := strings.NewReplacer("{limit}", s.limit[:12], "{first}", s.first[:12]).Replace(c.says)
			sha := s.fix("parser: fix it\n\n"+says+"\n", c.old, c.new)
			got, err := Fix(context.Background(), s.h, sha, FixOptions{})
			if err != nil || len(got) == 0 {
				t.Fatalf("%v, %v", got, err)
			}
			if got[0].SHA != c.want(s) {
				t.Errorf("traced to %v, want %s first", shasOf(got), c.want(s))
			}
			if d := cmp.Diff(c.evidence, got[0].Evidence); d != "" {
				t.Errorf("evidence (-want +got):\n%s", d)
			}
			alone, err := Fix(context.Background(), s.h, sha, FixOptions{IgnoreMessage: true})
			if err != nil {
				t.Fatal(err)
			}
			before := map[string]float64{}
			for _, o := range alone {
				before[o.SHA] = o.Confidence
			}
			for i, o := range got {
				if i > 0 && o.Confidence > got[i-1].Confidence {
					t.Errorf("confidences are not falling: %v", got)
				}
				if p, ok := before[o.SHA]; ok && !slices.Contains(o.Evidence, incident.EvidenceMessage) && o.Confidence > p {
					t.Errorf("%s is surer (%g) than by the lines alone (%g), though another is named", o.SHA, o.Confidence, p)
				}
			}
		})
	}
}

// catalogue knows the names of some commits.
type catalogue struct {
	r    *gittest.Repo
	h    History
	shas []string
}

func catalogueOf(r *gittest.Repo, h History, shas ...string) func(context.Context) (Names, error) {
	return func(context.Context) (Names, error) { return catalogue{r, h, shas}, nil }
}

func (n catalogue) Repaired(fix string, claim incident.Claim) []string {
	var out []string
	for _, sha := range strings.Fields(n.r.Git("rev-list", fix+"~1")) {
		c, err := n.h.Commit(context.Background(), sha)
		if slices.Contains(n.shas, sha) && (err != nil || slices.Contains(detect.Names(c), claim)) {
			out = append(out, sha)
		}
	}
	if len(out) >= MaxCarriers {
		return nil
	}
	return out
}

func (n catalogue) Brought(commit, merge string) bool {
	return slices.Contains(strings.Fields(n.r.Git("rev-list", merge, "^"+merge+"^1")), commit)
}

func TestFixOfAnIssueThatLandedBefore(t *testing.T) {
	r := gittest.New(t)
	first := r.Commit("HOUSE-12: light the hall", gittest.Files{"hall.c": "lamp();\n", "door.c": "open();\n"})
	r.Commit("HOUSE-13: paint the door", gittest.Files{"door.c": "open();\npaint();\n", "stairs.c": "climb();\n"})
	second := r.Commit("HOUSE-12 follow-up: dim the hall", gittest.Files{"hall.c": "lamp();\ndim();\n"})
	r.Branch("elsewhere", first)
	main := r.Head()
	r.Switch("elsewhere")
	elsewhere := r.Commit("HOUSE-12: light the cellar", gittest.Files{"cellar.c": "lamp();\n"})
	r.Detach(main)
	door := r.Commit("HOUSE-12: open the door again (ADDENDUM)", gittest.Files{"door.c": "unlock();\nopen();\npaint();\n"})
	stairs := r.Commit("HOUSE-12 follow-up: sweep the stairs", gittest.Files{"stairs.c": "sweep();\nclimb();\n"})
	hall := r.Commit("hall: mend the dimmer\n\nA regression from HOUSE-12.\n", gittest.Files{"hall.c": "lamp();\ndim(2);\n"})
	closing := r.Commit("door: mend the paint\n\nFixes HOUSE-12\n", gittest.Files{"door.c": "unlock();\nopen();\npaint(2);\n"})
	h := openRepository(t, r.GitDir)
	names := catalogueOf(r, h, append(strings.Fields(r.Git("rev-list", closing)), elsewhere)...)
	trace := func(sha string) []incident.Offending {
		got, err := Fix(context.Background(), h, sha, FixOptions{Names: names})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := trace(door) // the second left it alone
	if d := cmp.Diff([]string{first}, shasOf(got)); d != "" {
		t.Errorf("traced to (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]incident.Evidence{incident.EvidenceMessage, incident.EvidenceLines}, got[0].Evidence); d != "" {
		t.Errorf("evidence (-want +got):\n%s", d)
	}
	if !slices.Contains(got[0].Detail, "The message names it: issue HOUSE-12.") {
		t.Errorf("detail %q", got[0].Detail)
	}
	// None of them touched the stairs; what is on another branch is not meant.
	got = trace(stairs)
	if d := cmp.Diff([]string{door, second, first}, shasOf(got)[:3]); d != "" {
		t.Errorf("traced to (-want +got):\n%s", d)
	}
	if slices.Contains(shasOf(got), elsewhere) || got[0].Confidence >= sureOther {
		t.Errorf("which of several is as sure as one alone: %v", got)
	}
	got = trace(hall)
	if d := cmp.Diff([]string{second}, shasOf(got)); d != "" || got[0].Evidence[0] != incident.EvidenceMessage {
		t.Errorf("traced to %v (-want +got):\n%s", got, d)
	}
	for _, o := range trace(closing) {
		if slices.Contains(o.Evidence, incident.EvidenceMessage) {
			t.Errorf("the issue that the fix closes is taken for what it repairs: %v", o)
		}
	}
}

// On GitHub people name the issue for which the change was made that broke something.
func TestFixOfWhatAnIssueWasClosedBy(t *testing.T) {
	for says, want := range map[string]string{
		"A regression from #12.": "issue #12",
		"Follow-up to #12.":      "issue #12",
		"A regression from #13.": "issue #13",
		"A regression from #14.": "pull request 14",
		"A regression from #15.": "", // many were made for it
		"A regression from #16.": "",
		"It has to do with #12.": "",
		"Fixes #12.":             "",
	} {
		r := gittest.New(t)
		r.Commit("start", gittest.Files{"lamp.c": "light();\nshade();\n"})
		named := r.Commit("Fixes #12: dim the lamp (#14)\n\nCloses #13\n", gittest.Files{"lamp.c": "dim();\nshade();\n"})
		for i := range MaxCarriers {
			r.Commit(fmt.Sprintf("Refine it %d\n\nFixes #15\n", i), gittest.Files{"lamp.c": fmt.Sprintf("dim(%d);\nshade();\n", i)})
		}
		other := r.Commit("paint the shade", gittest.Files{"lamp.c": "dim(5);\nshade(RED);\n"})
		fix := r.Commit("mend the shade\n\n"+says+"\n", gittest.Files{"lamp.c": "bright();\nshade(WHITE);\n"})
		h := openRepository(t, r.GitDir)
		got, err := Fix(t.Context(), h, fix, FixOptions{Names: catalogueOf(r, h, strings.Fields(r.Git("rev-list", fix))...)})
		if err != nil || len(got) == 0 {
			t.Fatalf("%q: %v, %v", says, got, err)
		}
		if want == "" {
			if got[0].SHA != other || slices.ContainsFunc(got, func(o incident.Offending) bool { return slices.Contains(o.Evidence, incident.EvidenceMessage) }) {
				t.Errorf("%q is traced to %v", says, got)
			}
			continue
		}
		if got[0].SHA != named || got[0].Detail[0] != "The message names it: "+want+"." {
			t.Errorf("%q is traced to %v, %q, want %s", says, shasOf(got), got[0].Detail, named)
		}
	}
}

// Under the key of an issue several commits can have landed: then the lines tell which. A key under which much landed
// names nothing.
func TestFixOfAnIssueOfSeveral(t *testing.T) {
	r := gittest.New(t)
	text := ""
	var all []string
	light := func(room string) {
		text += room + "();\n"
		all = append(all, r.Commit("HOUSE-1: light the "+room, gittest.Files{"house.c": text}))
	}
	light("hall")
	light("attic")
	light("roof")
	roof := r.Commit("HOUSE-1 follow-up: mend the roof", gittest.Files{"house.c": strings.Replace(text, "roof()", "roof(2)", 1)})
	r.Commit("plant a tree", gittest.Files{"garden.c": "tree;\n"})
	for _, room := range []string{"door", "cellar", "stairs", "kitchen"} {
		light(room)
	}
	tree := r.Commit("HOUSE-1 follow-up: cut the tree", gittest.Files{"garden.c": "stump;\n"})
	every := r.Commit("HOUSE-1 follow-up: new lamps", gittest.Files{"house.c": strings.ReplaceAll(text, "()", "(2)")})
	h := openRepository(t, r.GitDir)
	names := catalogueOf(r, h, strings.Fields(r.Git("rev-list", every))...)

	got, err := Fix(context.Background(), h, roof, FixOptions{Names: names})
	if err != nil || len(got) == 0 || got[0].SHA != all[2] {
		t.Fatalf("%v, %v", got, err)
	}
	if !slices.Contains(got[0].Evidence, incident.EvidenceMessage) || !slices.Contains(got[0].Evidence, incident.EvidenceLines) {
		t.Errorf("evidence %v", got[0].Evidence)
	}

	for _, fix := range []string{tree, every} {
		got, err = Fix(context.Background(), h, fix, FixOptions{Names: names})
		if err != nil || len(got) == 0 {
			t.Fatalf("%v, %v", got, err)
		}
		for _, o := range got {
			if slices.Contains(o.Evidence, incident.EvidenceMessage) {
				t.Errorf("one of many is said to be named: %v", o)
			}
		}
	}
}

// Who names a merge means what it brought; where none of that changed the fix's files, the merge.
func TestFixOfWhatAMergeBrought(t *testing.T) {
	r := gittest.New(t)
	base := r.Commit("light the house", gittest.Files{"hall.c": "lamp();\n", "attic.c": "dark();\n"})
	r.Branch("topic", base)
	before := r.Commit("hall: a second lamp", gittest.Files{"hall.c": "lamp();\nlamp();\n"})
	main := r.Head()
	r.Switch("topic")
	switches := r.Commit("hall: switches", gittest.Files{"switch.c": "on();\n"})
	doors := r.Commit("doors", gittest.Files{"door.c": "open();\n", "gate.c": "open();\n"})
	r.Detach(main)
	merge := r.Merge("Merge pull request #7 from ada/topic", doors)
	hall := r.Commit("hall: mend the switch, broken in #7", gittest.Files{"switch.c": "on(2);\n"})
	attic := r.Commit("attic: light it\n\nIt is dark since #7.\n", gittest.Files{"attic.c": "lamp();\n"})
	door := r.Commit("doors: mend", gittest.Files{"door.c": "open(2);\n"})
	twice := r.Commit("gate: mend\n\nFixes: "+doors+"\nFixes: "+merge+"\n", gittest.Files{"gate.c": "open(2);\n"})
	h := openRepository(t, r.GitDir)
	names := catalogueOf(r, h, strings.Fields(r.Git("rev-list", twice))...)
	if got, err := Fix(context.Background(), h, twice, FixOptions{Names: names}); err != nil || len(got) == 0 || slices.Contains(shasOf(got)[1:], doors) {
		t.Errorf("named by its SHA and by its merge, it is told as %v, %v", shasOf(got), err)
	}
	by := "Merge pull request #8 from ada/door\n\nFollow-up to #7\n"
	for _, c := range []struct{ fix, beside, want string }{{hall, "", switches}, {attic, "", merge}, {door, by, doors}} {
		got, err := Fix(context.Background(), h, c.fix, FixOptions{Names: names, Beside: []string{c.beside}})
		if err != nil || len(got) == 0 {
			t.Fatalf("%v, %v", got, err)
		}
		if got[0].SHA != c.want || got[0].Evidence[0] != incident.EvidenceMessage {
			t.Errorf("%s traced to %v, want %s", c.fix, got, c.want)
		}
		if slices.Contains(shasOf(got), before) || c.want != doors && slices.Contains(shasOf(got), doors) {
			t.Errorf("%v: what stood before, or changed other files", shasOf(got))
		}
	}
}

// A fix repairs nothing that came after it, nor itself, nor what this clone doesn't hold: what its message says of such
// is passed over.
func TestFixNamesWhatWasThere(t *testing.T) {
	for _, names := range []string{"v2.0~1", "v3.0~1", "0123456789abcdef0123", "v9.9~1"} {
		s := newParserStory(t)
		sha := s.fix("parser: fix colours\n\nFixes: "+names+" (\"gone\")\n", "colour_set(depth)", "colour_set(depth + 1)")
		s.r.Tag("v2.0", s.r.Commit("hall: a mat", gittest.Files{"hall.c": "mat();\n"}))
		s.r.Tag("v3.0", s.r.Commit("door: a bell", gittest.Files{"door.c": "bell();\n"}))
		h := openRepository(t, s.r.GitDir)
		got, err := Fix(context.Background(), h, sha, FixOptions{})
		if err != nil || len(got) == 0 || got[0].SHA != s.colour || slices.Contains(got[0].Evidence, incident.EvidenceMessage) {
			t.Errorf("%s: traced to %v, %v, want %s by its lines", names, got, err, s.colour)
		}
	}
}

// A tool that reviewed a pull request names the request's own head, which stays in the repository and is no part of the
// history after a squash. What stands below the fix by a merge alone is one.
func TestFixNamesNothingBesideIt(t *testing.T) {
	s := newParserStory(t)
	base := s.r.Git("rev-parse", "HEAD")
	s.r.Branch("topic", base)
	s.r.Branch("other", base)
	s.r.Switch("topic")
	own := s.r.Commit("parser: fix it, first try", gittest.Files{"hall.c": "lamp();\n"})
	s.r.Switch("other")
	merged := s.r.Commit("door: a bell", gittest.Files{"door.c": "bell();\n"})
	s.r.Switch("main")
	s.r.Commit("hall: a mat", gittest.Files{"mat.c": "mat();\n"})
	s.r.Merge("Merge branch 'other'", "other")
	for _, c := range []struct{ says, want string }{
		{"Reviewed by a tool for commit " + own + ".", s.colour},
		{"As before " + merged + ".", merged},
		{"Introduced by " + own + ".", own}, // as a fix on another branch may say
	} {
		sha := s.fix("parser: fix colours\n\n"+c.says+"\n", "colour_set(depth)", "colour_set(depth + 1)")
		got, err := Fix(context.Background(), openRepository(t, s.r.GitDir), sha, FixOptions{})
		if err != nil || len(got) == 0 || got[0].SHA != c.want {
			t.Errorf("%q: traced to %v, %v, want %s", c.says, shasOf(got), err, c.want)
		}
		s.r.Git("reset", "-q", "--hard", "HEAD~1")
	}
}

// cutOff is a history in which one commit is not there any more.
type cutOff struct {
	History
	sha string
}

func (h cutOff) Commit(ctx context.Context, sha string) (incident.Commit, error) {
	if sha == h.sha {
		return incident.Commit{}, &incident.Problem{Kind: incident.NotFound}
	}
	return h.History.Commit(ctx, sha)
}

// Where the clone doesn't hold a commit that its index knows, the lines alone are followed.
func TestFixOfWhatIsCutOff(t *testing.T) {
	s := newParserStory(t)
	far := s.r.Commit("hall: a mat (#7)", gittest.Files{"hall.c": "mat();\n"})
	sha := s.fix("parser: fix colours\n\nFollow-up to #7\n", "colour_set(depth)", "colour_set(depth + 1)")
	h := openRepository(t, s.r.GitDir)
	names := catalogueOf(s.r, h, far, sha)
	for name, c := range map[string]struct {
		h    History
		o    FixOptions
		want string
	}{
		"all is there": {h, FixOptions{Names: names}, far},
		"without it":   {cutOff{h, far}, FixOptions{Names: names}, s.colour},
		"no index":     {h, FixOptions{}, s.colour},
	} {
		got, err := Fix(context.Background(), c.h, sha, c.o)
		if err != nil || len(got) == 0 || got[0].SHA != c.want {
			t.Errorf("%s: traced to %v, %v, want %s", name, got, err, c.want)
		}
	}
	broken := errors.New("no index")
	if _, err := Fix(context.Background(), h, sha, FixOptions{Names: func(context.Context) (Names, error) { return nil, broken }}); !errors.Is(err, broken) {
		t.Errorf("an index that can't be read gives %v", err)
	}
}

// The name of many is no one's, also where the lines lead to them.
func TestNamedByMany(t *testing.T) {
	r := gittest.New(t)
	r.Commit("start", gittest.Files{"hall.c": text("hall")})
	for i := range MaxCarriers + 3 {
		r.Commit(fmt.Sprintf("hall: change %d (#12)", i), gittest.Files{"hall.c": text("hall", fmt.Sprint("dimmer of brass ", i))})
	}
	fix := r.Commit("hall: mend\n\nFollow-up to #12", gittest.Files{"hall.c": text("hall", "dimmer of brass mended")})
	h := openRepository(t, r.GitDir)
	v, err := study(t.Context(), h, fix, nil)
	if err != nil {
		t.Fatal(err)
	}
	if named, err := v.named(t.Context(), h, FixOptions{}); err != nil || len(named) > 0 {
		t.Errorf("the name of nine commits names %d (%v)", len(named), err)
	}
}

// faraway is a history of which every commit costs a request.
type faraway struct {
	History
	asked *int
}

func (f faraway) Commit(ctx context.Context, sha string) (incident.Commit, error) {
	*f.asked++
	return f.History.Commit(ctx, sha)
}

func (faraway) Near(context.Context, string) (incident.Commit, error) {
	return incident.Commit{}, &incident.Problem{Kind: incident.NotFound, Sentence: "It is far away."}
}

// TestNoWalkFarAway is that a commit named in passing doesn't have all commits since asked for, one request each.
func TestNoWalkFarAway(t *testing.T) {
	const since = 50
	s := newParserStory(t)
	door := s.r.Commit("door", gittest.Files{"door.c": "door"})
	for i := range since {
		s.r.Commit("hall", gittest.Files{"hall.c": fmt.Sprint(i)})
	}
	asked := func(message string) (asked int) {
		sha := s.fix(message, "colour_set(depth)", "colour_set(depth + 1)")
		if _, err := Fix(t.Context(), faraway{openRepository(t, s.r.GitDir), &asked}, sha, FixOptions{}); err != nil {
			t.Fatal(err)
		}
		s.fix("as before", "colour_set(depth + 1)", "colour_set(depth)")
		return asked
	}
	lines := asked("parser: fix it\n")
	if named := asked("parser: fix it\n\nIt came with " + door[:12] + ", or so.\n"); named > lines+10 {
		t.Errorf("%d commits were asked for, and %d where none is named", named, lines)
	}
}
