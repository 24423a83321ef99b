package flow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestUndone holds that an incident lists what its whole series undid, each commit once, and nothing that was undone
// another time.
func TestUndone(t *testing.T) {
	finding := func(sha string, reason incident.Reason, hours int, undone ...string) incident.Finding {
		f := incident.Finding{SHA: sha, Reason: string(reason), CommittedAt: noon.Add(time.Duration(hours) * time.Hour)}
		for _, o := range undone {
			f.Offending = append(f.Offending, incident.Offending{SHA: o})
		}
		return f
	}
	opener := finding("r1", incident.ReasonLandedRevert, 0, "c")
	series := []incident.Finding{opener, finding("r2", incident.ReasonSeries, 20, "b"), finding("r3", incident.ReasonSeries, 40, "a", "b")}
	for name, later := range map[string][]incident.Finding{
		"a series":              nil,
		"and another time":      {finding("r4", incident.ReasonAgain, 41, "d"), finding("r5", incident.ReasonSeries, 42, "e")},
		"and the series of one": {finding("r5", incident.ReasonSeries, 400, "e"), finding("r4", incident.ReasonAgain, 400, "d")},
	} {
		var got []string
		for _, o := range undone(incident.Chain{Findings: slices.Concat(series, later)}, opener) {
			got = append(got, o.SHA+" by "+o.by.SHA)
		}
		if d := cmp.Diff([]string{"c by r1", "b by r2", "a by r3"}, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestSeveralChanges holds that an incident tells of all that was taken back: the files of each change, by which revert
// it went, and when the one that names the incident landed.
func TestSeveralChanges(t *testing.T) {
	p := newPast()
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	one := p.add("one", "cache: on", "cache.go", day(-9))
	two := p.add("two", "Merge pull request #7 from kim/retry\n\nretry: twice", "retry.go", day(-7))
	three := p.add("three", "log: all", "log.go", day(-5))
	p.blobs = map[string]string{two: "many\nlines\nof\nit\n"}
	both := p.add("both", "Revert log and cache", "log.go", day(-3))
	next := p.add("next", "Revert \"retry: twice\"", "retry.go", day(-3).Add(time.Minute))
	off := func(shas ...string) (out []incident.Offending) {
		for _, s := range shas {
			out = append(out, incident.Offending{SHA: s, Confidence: 0.9})
		}
		return out
	}
	opener := incident.Finding{SHA: both, Kind: incident.Revert, CommittedAt: day(-3), Offending: off(three, one), Verdict: incident.Open, Because: "too much"}
	c := incident.Chain{Key: "r-x", Findings: []incident.Finding{opener}}
	e := engine(p, &board{})
	in, err := e.gather(t.Context(), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"log.go", "cache.go"}, in.Paths); d != "" {
		t.Error(d)
	}
	c.Findings = append(c.Findings, incident.Finding{
		SHA: next, Kind: incident.Revert, CommittedAt: day(-3), Offending: off(two), Verdict: incident.Fold, Reason: string(incident.ReasonSeries), Partial: true,
	})
	if in, err = e.gather(t.Context(), c, nil); err != nil {
		t.Fatal(err)
	}
	if in.Offending[0].SHA != two || in.Offending[0].Subject != "retry: twice (#7)" || in.Finding.SHA != next || !in.LandedAt.Equal(day(-7)) || in.Live != 4*24*time.Hour+time.Minute || !in.Partial || in.Because != "too much" {
		t.Errorf("%+v", in)
	}
	for _, o := range in.Offending[1:] {
		if o.UndoneBy == nil || o.UndoneBy.SHA != both {
			t.Errorf("%s by %+v", o.Subject, o.UndoneBy)
		}
	}
	if d := cmp.Diff([]incident.BranchState{{Name: "main", HasFix: true}}, in.Branches); d != "" {
		t.Error(d)
	}
}

// TestMergeIsItsAuthors holds that of a merge that was taken back they are invited who wrote what it brought.
func TestMergeIsItsAuthors(t *testing.T) {
	p := newPast()
	base := p.add("base", "start", "a.go", noon)
	topic := p.add("topic", "cache: on", "a.go", noon)
	c := p.commits[topic]
	c.Author = incident.Person{Name: "Kim"}
	p.commits[topic] = c
	merge := p.merge("merge", base, topic)
	c = p.commits[merge]
	c.Author = incident.Person{Name: "Sam"}
	p.commits[merge] = c
	undo := p.add("undo", "Revert it", "a.go", noon)
	in, err := engine(p, &board{}).gather(t.Context(), incident.Chain{Findings: []incident.Finding{
		{SHA: undo, Kind: incident.Revert, Offending: []incident.Offending{{SHA: merge}}},
	}}, nil)
	if err != nil || !slices.Equal(in.Invited, []string{"Kim"}) {
		t.Errorf("%v, %v", in.Invited, err)
	}
}

// TestPlacesOfSeveral holds that a release or branch which lacks one of the reverts has the problem still, and that one
// without the changes is not told of.
func TestPlacesOfSeveral(t *testing.T) {
	p := newPast()
	start := p.add("start", "start", "README.md", noon.Add(-time.Hour))
	one := p.add("one", "cache: on", "cache.go", noon)
	two := p.add("two", "retry: twice", "retry.go", noon.Add(time.Hour))
	noOne := p.add("no one", "Revert \"cache: on\"", "cache.go", noon.Add(2*time.Hour))
	noTwo := p.add("no two", "Revert \"retry: twice\"", "retry.go", noon.Add(3*time.Hour))
	last := p.add("last", "docs", "README.md", noon.Add(4*time.Hour))
	for i, at := range []string{one, two, noOne, noTwo, last} {
		p.tags = append(p.tags, incident.Ref{Name: fmt.Sprintf("v%d", i), Commit: at, At: noon.Add(time.Duration(i) * time.Hour)})
	}
	p.branches = []incident.Ref{{Name: "release-0", Commit: start}, {Name: "release-1", Commit: noOne}, {Name: "release-2", Commit: noTwo}}
	in := incident.Incident{
		Kind: incident.Revert, Finding: incident.CommitFact{SHA: noOne},
		Offending: []incident.CommitFact{{SHA: two, UndoneBy: &incident.CommitFact{SHA: noTwo}}, {SHA: one}},
	}
	e := engine(p, &board{})
	e.Options.ReleaseTags, e.Options.Maintained = []string{"v*"}, []string{"release-*"}
	e.place(t.Context(), &in, incident.Ref{Name: "main", Commit: last})
	if d := cmp.Diff([]string{"v0", "v1", "v2"}, in.Releases); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"v3", "v4"}, in.Undone); d != "" {
		t.Error(d)
	}
	want := []incident.BranchState{{Name: "main", HasFix: true}, {Name: "release-1"}, {Name: "release-2", HasFix: true}}
	if d := cmp.Diff(want, in.Branches); d != "" {
		t.Error(d)
	}
}

// TestMergeAndItsCommits holds that a merge and what it brought are one change.
func TestMergeAndItsCommits(t *testing.T) {
	p := newPast()
	base := p.add("base", "start", "a.go", noon)
	for _, n := range []string{"a1", "a2", "b1"} {
		p.add(n, n, "a.go", noon)
	}
	a, b := p.merge("a", base, sha("a2"), sha("a1")), p.merge("b", base, sha("b1"))
	for name, tc := range map[string]struct{ undone, want []string }{
		"all that it brought":     {[]string{sha("a2"), sha("a1"), a}, []string{a}},
		"some of it":              {[]string{base, a, sha("a1")}, []string{base, a}},
		"the only commit":         {[]string{b, base, sha("b1")}, []string{sha("b1"), base}},
		"nothing of it":           {[]string{a, base}, []string{a, base}},
		"commits without a merge": {[]string{sha("a1"), sha("a2")}, []string{sha("a1"), sha("a2")}},
	} {
		var all []undoing
		for _, s := range tc.undone {
			all = append(all, undoing{Offending: incident.Offending{SHA: s}})
		}
		var got []string
		for _, o := range engine(p, &board{}).withoutMerges(t.Context(), all) {
			got = append(got, o.SHA)
		}
		if d := cmp.Diff(tc.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestAbout holds that the merge of a pull request is told by the title of that.
func TestAbout(t *testing.T) {
	for message, want := range map[string]string{
		"Merge pull request #1560 from compnerd/android\n\nbuild: repair Android\n\nIt broke.": "build: repair Android (#1560)",
		"Merge pull request #12 from x/revert-9\r\n\r\nRevert \"cache\"\r\n":                   "Revert \"cache\" (#12)",
		"Auto merge of #70 - kim:cache, r=robin\n\ncache: on":                                  "cache: on (#70)",
		"Merge pull request #13 from x/y":                                                      "Merge pull request #13 from x/y",
		"Merge branch 'release'\n\nConflicts":                                                  "Merge branch 'release'",
		"cache: on\n\nfor all":                                                                 "cache: on",
	} {
		if got := about(incident.Commit{Message: message}); got != want {
			t.Errorf("%q: %q, want %q", message, got, want)
		}
	}
}

// TestGuess holds that what a hotfix may have repaired is told as a guess alone: neither the files, times and releases
// of that change, nor its author.
func TestGuess(t *testing.T) {
	p := newPast()
	old := p.add("old", "Handle nested rescues", "rescue.rb", noon.AddDate(-2, 0, 0))
	fix := p.add("fix", "hotfix: the parser", "parser_test.rb", noon)
	c := p.commits[fix]
	c.Author = incident.Person{Name: "Sam"}
	p.commits[fix] = c
	p.tags = []incident.Ref{{Name: "v1", Commit: old}}
	for confidence, guessed := range map[float64]bool{incident.Sure - 0.01: true, incident.Sure: false} {
		in, err := engine(p, &board{}).gather(t.Context(), incident.Chain{Findings: []incident.Finding{
			{SHA: fix, Kind: incident.Hotfix, Offending: []incident.Offending{{SHA: old, Confidence: confidence}}},
		}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if in.Guessed() != guessed || len(in.Invited) == 0 != guessed || in.Live == 0 != guessed || len(in.Releases) == 0 != guessed || len(in.Branches) == 0 != guessed ||
			in.Paths[0] == "parser_test.rb" != guessed || len(in.TestPaths) > 0 || len(in.Offending) != 1 || len(in.Unknown) > 0 {
			t.Errorf("at %v: %+v", confidence, in)
		}
		in.Offending[0].Pull = &incident.Pull{Number: 1}
		e := &Engine{Forge: forgeless{}, Options: Options{Courtesy: true}}
		if e.courteous(in) == guessed {
			t.Errorf("at %v: the comment on the pull request is %v", confidence, !guessed)
		}
	}
}

// TestTogether holds that what came to the default branch by the merge that brought its repair too was not in for any
// time there.
func TestTogether(t *testing.T) {
	p := newPast()
	base := p.add("base", "start", "a.go", noon.AddDate(0, 0, -9))
	bad := p.add("bad", "cache: on", "cache.go", noon.AddDate(0, 0, -2))
	fix := p.add("fix", "hotfix: cache", "cache.go", noon.AddDate(0, 0, -1))
	merge := p.merge("merge", base, fix, bad)
	finding := incident.Finding{SHA: fix, Kind: incident.Hotfix, Offending: []incident.Offending{{SHA: bad, Confidence: 1}}}
	for name, landed := range map[string]map[string]string{"together": {bad: merge, fix: merge}, "apart": nil} {
		p.landed = landed
		in, err := engine(p, &board{}).gather(t.Context(), incident.Chain{Findings: []incident.Finding{finding}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if together := landed != nil; in.Together == merge != together || in.LandedAt.IsZero() != together || in.Live == 0 != together {
			t.Errorf("%s: %+v", name, in)
		}
	}
}

// TestCausesLand holds that what a hotfix repairs was live from when it landed, unless that was after the hotfix had.
func TestCausesLand(t *testing.T) {
	p := newPast()
	base, bad := p.add("base", "start", "a.go", noon), p.add("bad", "bad", "a.go", noon)
	merge := p.merge("merge bad", base, bad)
	p.landed = map[string]string{bad: merge}
	landed := noon.Add(time.Hour)
	p.commits[merge] = incident.Commit{SHA: merge, CommittedAt: landed}
	for after, want := range map[time.Duration]time.Time{time.Hour: landed, -time.Second: noon} {
		causes := []incident.Offending{{SHA: bad, LandedAt: noon}}
		landCauses(t.Context(), p, incident.Finding{LandedAt: landed.Add(after), Offending: causes})
		if !causes[0].LandedAt.Equal(want) {
			t.Errorf("%s after it: landed %s, want %s", after, causes[0].LandedAt, want)
		}
	}
}

// TestRelands holds that a change comes back once, by whatever merge it came, and that the merge of a revert brings
// nothing back.
func TestRelands(t *testing.T) {
	p := newPast()
	base := p.add("base", "start", "a.go", noon)
	undo, redo := p.add("undo", "Revert it", "a.go", noon), p.add("redo", "Reapply it", "a.go", noon)
	bringsUndo, bringsRedo := p.merge("merge undo", base, undo), p.merge("merge redo", base, redo)
	finding := func(sha string, kind incident.Kind) incident.Finding { return incident.Finding{SHA: sha, Kind: kind} }
	c := incident.Chain{Findings: []incident.Finding{
		finding(undo, incident.Revert), finding(bringsUndo, incident.Reapply), finding(redo, incident.Reapply), finding(bringsRedo, incident.Reapply),
	}}
	c.Findings[3].Stays = true
	e := engine(p, &board{})
	if d := cmp.Diff([]incident.Reland{{SHA: redo, Precaution: true}}, e.relands(t.Context(), c)); d != "" {
		t.Error(d)
	}
	c.Findings = slices.Delete(c.Findings, 2, 3)
	if d := cmp.Diff([]incident.Reland{{SHA: bringsRedo, Precaution: true}}, e.relands(t.Context(), c)); d != "" {
		t.Error(d)
	}
}

// commits is a History of which only commits are asked.
type commits struct {
	History
	bySHA map[string]incident.Commit
}

func (h commits) Commit(_ context.Context, sha string) (incident.Commit, error) {
	c, ok := h.bySHA[sha]
	if !ok {
		return incident.Commit{}, errors.New("not there")
	}
	return c, nil
}

// TestPerson holds that nobody is asked to look after a review, or invited to it, who is a program.
// TestEarlier is that what came a year before on the same paths is told, and nothing older.
func TestEarlier(t *testing.T) {
	p := newPast()
	var all []incident.Chain
	for name, days := range map[string]int{"recent": 30, "old": 364, "ancient": 366, "later": -1} {
		id := p.add(name, name, "fetch.go", noon.AddDate(0, 0, -days))
		all = append(all, chainOf(incident.Open, incident.ReasonLandedRevert, id, incident.Finding{SHA: id, Kind: incident.Revert, CommittedAt: noon.AddDate(0, 0, -days)}))
	}
	elsewhere := p.add("elsewhere", "elsewhere", "README.md", noon.AddDate(0, 0, -2))
	all = append(all, chainOf(incident.Open, incident.ReasonLandedRevert, elsewhere, incident.Finding{SHA: elsewhere, Kind: incident.Revert, CommittedAt: noon.AddDate(0, 0, -2)}))
	var got []string
	for _, e := range engine(p, nil).earlier(t.Context(), incident.Incident{Key: "r-this", UndoneAt: noon, Paths: []string{"fetch.go"}}, all) {
		got = append(got, e.Title)
	}
	if diff := cmp.Diff([]string{"recent", "old"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestPerson(t *testing.T) {
	ada, bors := incident.Person{Name: "Ada", Email: "ada@example.org"}, incident.Person{Name: "bors", Email: "bors@example.org"}
	h := commits{bySHA: map[string]incident.Commit{"topic": {SHA: "topic", Author: ada}, "roll": {SHA: "roll", Author: bors}}}
	for name, tc := range map[string]struct {
		commit incident.Commit
		want   incident.Person
	}{
		"a person's":             {incident.Commit{Author: ada}, ada},
		"asked for":              {incident.Commit{Author: bors, Message: "Revert x\n\nCo-authored-by: Ada <ada@example.org>"}, ada},
		"merged by a queue":      {incident.Commit{Author: bors, Parents: []string{"main", "topic"}}, ada},
		"a bot's, merged by one": {incident.Commit{Author: bors, Parents: []string{"main", "roll"}}, incident.Person{}},
		"unreadable":             {incident.Commit{Author: bors, Parents: []string{"main", "gone"}}, incident.Person{}},
		"a bot's":                {incident.Commit{Author: bors, Parents: []string{"main"}}, incident.Person{}},
	} {
		if got := (&Engine{History: h}).person(t.Context(), tc.commit); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestNamesMentionNobody is that an at sign in a commit's author makes nobody owner who would be mentioned or assigned.
func TestNamesMentionNobody(t *testing.T) {
	p, c := story()
	for name, by := range map[string]string{"bad": "@somebody", "undo": "@acme/everyone"} {
		made := p.commits[sha(name)]
		made.Author = incident.Person{Name: by, Email: name + "@example.org"}
		p.commits[sha(name)] = made
	}
	e := engine(p, &board{})
	e.Options.AssignAuthor = true
	in, err := e.gather(t.Context(), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	if in.Owner.Name != "acme/everyone" || !slices.Equal(in.Invited, []string{"somebody"}) || len(e.assignees(in)) > 0 {
		t.Errorf("owner %q, invited %q, assigned %q", in.Owner.Name, in.Invited, e.assignees(in))
	}
}
