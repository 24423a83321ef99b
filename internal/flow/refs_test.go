package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// numbers is a forge that knows these issues and pull requests, and counts how often it is asked.
type numbers struct {
	forgeless
	states map[int]incident.FollowUpState
	pulls  *[]incident.Pull // updated since
	asked  *int
}

func (n numbers) Numbered(_ context.Context, number int) (incident.FollowUp, error) {
	*n.asked++
	state, ok := n.states[number]
	if !ok {
		return incident.FollowUp{}, &incident.Problem{Kind: incident.Unavailable, Sentence: "Not now."}
	}
	f := incident.FollowUp{Ref: fmt.Sprintf("#%d", number), State: state}
	if state != incident.Proposed && state != incident.Missing {
		f.At = noon.AddDate(0, 0, -1)
	}
	return f, nil
}

func (n numbers) UpdatedPulls(context.Context, time.Time) ([]incident.Pull, bool, error) {
	return *n.pulls, true, nil
}

// TestWhatANumberIs is that what a person wrote behind a measure is called open only where it exists and is open.
func TestWhatANumberIs(t *testing.T) {
	p, c := story()
	body := "<!-- ownup:step=correct -->\n\n- [ ] one #21\n- [ ] two #22\n- [ ] three #23\n- [ ] four #24\n- [ ] five #25\n- [ ] again #21\n" +
		"- [ ] elsewhere acme/other#7\n- [ ] later #26\n- [ ] a commit 0123456789ab\n"
	b, asked, pulls := &board{}, 0, []incident.Pull(nil)
	b.pages = []incident.Page{{Ref: "#1", Number: 1, Key: c.Key, Kind: incident.Revert, Body: body, State: incident.PageOpen, CreatedAt: noon, UpdatedAt: noon}}
	forge := numbers{asked: &asked, pulls: &pulls, states: map[int]incident.FollowUpState{
		21: incident.Proposed, 22: incident.Missing, 23: incident.Settled, 24: incident.Dropped, 25: incident.Merged,
	}}
	kept := memory{}
	sync := func(want ...string) {
		t.Helper()
		e := engine(p, b)
		e.Forge, e.Memory = forge, kept
		if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(b.pages[0].Status, w) {
				t.Errorf("%q is missing in\n%s", w, b.pages[0].Status)
			}
		}
	}
	sync("#21 is open", "there is no #22", "#23 is an issue that was closed on ", "#24 closed without being merged on ", "✅ #25 merged on ",
		"acme/other#7 is not known to have landed", "#26 is not known to have landed", "`0123456789ab` is not known to have landed")
	if asked != 6 {
		t.Errorf("the forge was asked %d times", asked)
	}
	// What could not be asked is no work of elsewhere, which whoever ticks a measure off would know to be done.
	if m := (incident.Measure{Ticked: true, FollowUps: []incident.FollowUp{{State: incident.Unasked}}}); m.Done() {
		t.Error("a measure is done of which nothing could be asked")
	}
	// What becomes of it later is seen, though neither the incident nor the history has changed.
	forge.states[21] = incident.Dropped
	pulls = []incident.Pull{{Number: 21, UpdatedAt: noon.Add(time.Hour)}}
	sync("#21 closed without being merged on ")
}

// TestNumbersAreNotAskedWithoutEnd bounds what a text full of numbers costs.
func TestNumbersAreNotAskedWithoutEnd(t *testing.T) {
	p, c := story()
	var body strings.Builder
	body.WriteString("<!-- ownup:step=correct -->\n\n")
	for i := range 300 {
		fmt.Fprintf(&body, "- [ ] measure #%d\n", 100+i)
	}
	b, asked := &board{}, 0
	b.pages = []incident.Page{{Ref: "#1", Number: 1, Key: c.Key, Kind: incident.Revert, Body: body.String(), State: incident.PageOpen, CreatedAt: noon}}
	e := engine(p, b)
	e.Forge = numbers{asked: &asked, pulls: &[]incident.Pull{}}
	if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
		t.Fatal(err)
	}
	if asked != maxAsked {
		t.Errorf("the forge was asked %d times", asked)
	}
}

// TestNumbersOfClosedIncidents are not asked about when nobody waits for them: they would leave nothing for those that
// are open.
func TestNumbersOfClosedIncidents(t *testing.T) {
	p, c := story()
	var old strings.Builder
	old.WriteString("<!-- ownup:step=correct -->\n\n")
	for i := range 2 * maxAsked {
		fmt.Fprintf(&old, "- [ ] measure #%d\n", 100+i)
	}
	long, asked := noon.AddDate(-1, 0, 0), 0
	b := &board{pages: []incident.Page{
		{Ref: "#1", Number: 1, Key: "r-000000000000", Kind: incident.Revert, Body: old.String(), State: incident.PageClosed, CreatedAt: long, ClosedAt: long, UpdatedAt: long},
		{Ref: "#2", Number: 2, Key: c.Key, Kind: incident.Revert, Body: "<!-- ownup:step=correct -->\n\n- [ ] one #21\n", State: incident.PageOpen, CreatedAt: noon, UpdatedAt: noon},
	}}
	e := engine(p, b)
	e.Forge = numbers{asked: &asked, pulls: &[]incident.Pull{}, states: map[int]incident.FollowUpState{21: incident.Missing}}
	if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
		t.Fatal(err)
	}
	if want := "there is no #21"; asked != 1 || !strings.Contains(b.pages[1].Status, want) {
		t.Errorf("the forge was asked %d times; %q is to be in\n%s", asked, want, b.pages[1].Status)
	}
}

// TestWhatItIsAboutFollowsNothing is that a measure which names what was undone, what undid it or what was there before
// is not carried out by these: people write what a measure is to prevent, and what it is to be like.
func TestWhatItIsAboutFollowsNothing(t *testing.T) {
	p, c := story()
	p.add("like", "store: check the size (#9)", "store.go", noon.AddDate(0, 0, -8))
	p.add("back", "Revert \"fetch: retry\" on the release branch (#50)", "fetch.go", noon.AddDate(0, 0, -2))
	mends := p.add("mends", "fetch: check the size (#60)", "fetch.go", noon.AddDate(0, 0, -1))
	b := &board{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	undo := c.Findings[0].SHA
	text := "- [ ] Check the size as #9 does, so that what #12 did shows\n- [ ] A test for " + undo[:12] + "\n- [ ] Backport it #50\n- [ ] As #9 does #60\n"
	b.pages[0].Body = strings.Replace(b.pages[0].Body, "## 6.", text+"\n## 6.", 1)
	followed, err := engine(p, b).Sync(t.Context(), []incident.Chain{c})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range followed[0].Progress.Measures {
		for _, up := range m.FollowUps {
			got = append(got, fmt.Sprintf("%d %s %s", m.N, up.Ref, up.State))
		}
	}
	if want := []string{"3 #50 merged", "4 #60 merged"}; !slices.Equal(got, want) {
		t.Errorf("followed by %v, want %v", got, want)
	}
	if f := followed[0].Progress.Measures[3].FollowUps; len(f) != 1 || f[0].SHA != mends {
		t.Errorf("%+v", f)
	}
	for _, w := range b.writes {
		if strings.Contains(w, "reopened-") {
			t.Errorf("said that a measure is open again which nothing had carried out: %s", w)
		}
	}
}

// TestWhatStrangersSay is that what was merged in repositories of others counts where somebody here wrote it down, and
// not because it says so itself.
func TestWhatStrangersSay(t *testing.T) {
	p, c, b := opened(t)
	merged := func(ref string) incident.FollowUp {
		return incident.FollowUp{Ref: ref, State: incident.Merged, At: noon, Via: incident.ViaTrailer}
	}
	b.pages[0].Links = []incident.FollowUp{merged("fork/app#1"), merged("Acme/lib#2"), merged("else/lib#3"), merged("#4")}
	b.pages[0].Body = strings.Replace(b.pages[0].Body, "## 6.", "- [ ] Mend it there else/lib#3\n\n## 6.", 1)
	followed, err := engine(p, b).Sync(t.Context(), []incident.Chain{c})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, up := range append(followed[0].Progress.Measures[0].FollowUps, followed[0].Others...) {
		got = append(got, up.Ref)
	}
	if want := []string{"else/lib#3", "Acme/lib#2", "#4"}; !slices.Equal(got, want) {
		t.Errorf("follow-ups %v, want %v", got, want)
	}
}

// TestWhatCorrectsNothing is that what was merged before the change was undone is no correction of it, though it refers
// to the incident: above all the pull request that brought the change, of which a rebase leaves no commit that the
// chain knows.
func TestWhatCorrectsNothing(t *testing.T) {
	p, c, b := opened(t)
	undone := noon.AddDate(0, 0, -3)
	b.pages[0].Links = []incident.FollowUp{
		{Ref: "#11", State: incident.Merged, At: undone.AddDate(0, 0, -2), SHA: "rebased", Via: "cross-reference"},
		{Ref: "#13", State: incident.Merged, At: undone.Add(2 * time.Second), SHA: "undo-merged", Via: "cross-reference"},
		{Ref: "#14", State: incident.Merged, At: undone.AddDate(0, 0, 1), SHA: "mends", Via: "cross-reference"},
		{Ref: "#15", State: incident.Proposed, At: undone.AddDate(0, 0, -9), Via: "cross-reference"},
		{Ref: "#16", State: incident.Merged, At: undone.AddDate(0, 0, -1), SHA: "says so", Via: "trailer"},
	}
	followed, err := engine(p, b).Sync(t.Context(), []incident.Chain{c})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, up := range followed[0].Others {
		got = append(got, up.Ref)
	}
	if want := []string{"#14", "#15", "#16"}; !slices.Equal(got, want) {
		t.Errorf("also done: %v, want %v", got, want)
	}
}

// TestOwnNumberFollowsNothing is that a measure which names its own incident is followed by what else it names alone.
func TestOwnNumberFollowsNothing(t *testing.T) {
	p, c, b := opened(t)
	b.pages[0].Body = strings.Replace(b.pages[0].Body, "## 6.", "- [ ] Look twice for #1, as acme/app#1 says, with #40\n\n## 6.", 1)
	followed, err := engine(p, b).Sync(t.Context(), []incident.Chain{c})
	if err != nil {
		t.Fatal(err)
	}
	m := followed[0].Progress.Measures[0]
	if len(m.FollowUps) != 1 || m.FollowUps[0].Ref != "#40" {
		t.Errorf("%q is followed by %+v", m.Text, m.FollowUps)
	}
}

// TestEmptyCorrectsNothing is that a commit which changes nothing is no correction, whatever it says.
func TestEmptyCorrectsNothing(t *testing.T) {
	p, c, b := opened(t)
	p.add("says so", "Done\n\nCorrects: #1", "", noon)
	mends := p.add("mends", "Mended\n\nCorrects: #1", "fetch.go", noon)
	followed, err := engine(p, b).Sync(t.Context(), []incident.Chain{c})
	if err != nil {
		t.Fatal(err)
	}
	if others := followed[0].Others; len(others) != 1 || others[0].SHA != mends {
		t.Errorf("corrected by %+v", others)
	}
}

// TestReferencesElsewhere: another repository's number is no number here, however much its name begins like this one's.
func TestReferencesElsewhere(t *testing.T) {
	e := engine(newPast(), nil)
	for ref, want := range map[string]string{
		"acme/app#12": "#12", "Acme/App#12": "#12", "#12": "#12", "acme/app-web#12": "acme/app-web#12", "acme/ap#12": "acme/ap#12", "r-0123": "r-0123",
	} {
		if got := e.ours(ref); got != want {
			t.Errorf("%s is %s here, want %s", ref, got, want)
		}
	}
	e.Options.Repository = "cafe" // a folder without a remote goes by its own name
	if got := e.ours("cafe0123456789"); got != "cafe0123456789" {
		t.Errorf("the commit cafe0123456789 became %s", got)
	}
}
