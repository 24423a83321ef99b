package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/checklist"
	"github.com/ownup-dev/ownup/internal/incident"
)

func TestObey(t *testing.T) {
	f := incident.Following{Page: incident.Page{Comments: []incident.Comment{
		{ID: 1, Author: "robin", MayWrite: true, Body: "/ownup measure Look twice @kim due 2026-11-01"},
		{ID: 2, Author: "stranger", Body: "/ownup dismiss because I say so"},
		{ID: 3, Author: "robin", MayWrite: true, Answered: true, Body: "/ownup ack"},
		{ID: 4, Author: "robin", MayWrite: true, Body: "/ownup not-doing 7 because no"},
		{ID: 5, Author: "robin", MayWrite: true, Body: "Thanks!"},
		{ID: 6, Author: "ownup", MayWrite: true, Ours: true, Body: "/ownup close"},
		{ID: 7, Author: "robin", MayWrite: true, Body: "/ownup owner 1 @robin\n/ownup due 1 2026-12-01"},
	}}}
	o := obey(&f)
	if o.dismissed != "" || o.closed {
		t.Error("someone without write access, or ownup itself, was obeyed")
	}
	if !o.acknowledged {
		t.Error("a command that was answered before still counts")
	}
	if len(f.Progress.Measures) == 1 {
		f.Progress.Measures[0].ID = ""
	}
	want := []incident.Measure{{N: 1, Text: "Look twice", Owner: "@robin", Due: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}}
	if diff := cmp.Diff(want, f.Progress.Measures); diff != "" {
		t.Error(diff)
	}
	var answered []string
	for _, r := range o.replies {
		answered = append(answered, fmt.Sprintf("%d:%d", r.comment, len(r.errs)))
	}
	if diff := cmp.Diff([]string{"1:0", "4:1", "7:0"}, answered); diff != "" {
		t.Error(diff)
	}
}

// TestMeasureWithoutItsDay is that a measure whose day can't be read is there, and that whoever wrote it is told.
func TestMeasureWithoutItsDay(t *testing.T) {
	f := incident.Following{Page: incident.Page{Comments: []incident.Comment{{ID: 1, Author: "robin", MayWrite: true, Body: "/ownup measure Look twice due tomorrow"}}}}
	o := obey(&f)
	if len(f.Progress.Measures) != 1 || len(o.replies) != 1 || len(o.replies[0].errs) != 1 {
		t.Errorf("%+v, %+v", f.Progress.Measures, o.replies)
	}
}

// TestMeasureWithALink is that a link to the forge's own address is a reference in a comment as it is in the text, on a
// server of the organization's own too.
func TestMeasureWithALink(t *testing.T) {
	p, c := story()
	b := &board{pages: []incident.Page{{
		Ref: "#1", Number: 1, Key: c.Key, Kind: incident.Revert, State: incident.PageOpen, CreatedAt: noon,
		Comments: []incident.Comment{{ID: 7, Author: "robin", MayWrite: true, Body: "/ownup measure Look twice https://git.acme.example/acme/app/pull/13"}},
	}}}
	e := engine(p, b)
	e.Options.Host = "git.acme.example"
	followed, err := e.Sync(t.Context(), []incident.Chain{c})
	if err != nil {
		t.Fatal(err)
	}
	m := followed[0].Progress.Measures
	if len(m) != 1 || m[0].Text != "Look twice" || len(m[0].FollowUps) != 1 || m[0].FollowUps[0].Ref != "#13" {
		t.Errorf("%+v", m)
	}
}

// TestTickedOffInAComment is that a measure which a comment has added can end by one: done where nothing that was named
// says otherwise, and of done and not doing the later counts.
func TestTickedOffInAComment(t *testing.T) {
	for _, test := range []struct {
		said string
		refs []string
		done bool
		drop bool
	}{
		{"/ownup done 1", nil, true, false},
		{"/ownup done 1 #13\n/ownup done 1 #14", []string{"#13", "#14"}, true, false},
		{"/ownup not-doing 1 because no\n/ownup done 1", nil, true, false},
		{"/ownup done 1\n/ownup not-doing 1 because no", nil, true, true},
		{"/ownup done 2", nil, false, false},
	} {
		f := incident.Following{Page: incident.Page{Comments: []incident.Comment{
			{ID: 1, Author: "robin", MayWrite: true, Body: "/ownup measure Look twice"}, {ID: 2, Author: "robin", MayWrite: true, Body: test.said},
		}}}
		obey(&f)
		if m := f.Progress.Measures[0]; m.Done() != test.done || m.NotDoing != test.drop || !slices.Equal(m.Refs, test.refs) {
			t.Errorf("%q: %+v", test.said, m)
		}
	}
}

// TestNumbersStay is that a command goes on meaning the measure it meant, whatever lines people write around that.
func TestNumbersStay(t *testing.T) {
	p, c, b := opened(t)
	page := &b.pages[0]
	const step = "## 6."
	page.Body = strings.Replace(page.Body, step, "- [ ] Look twice\n- [ ] Look again\n\n"+step, 1)
	say := func(text string) {
		page.Comments = append(page.Comments, incident.Comment{ID: int64(len(page.Comments) + 1), Author: "robin", MayWrite: true, Body: text})
	}
	sync := func() string {
		t.Helper()
		followed, err := engine(p, b).Sync(t.Context(), []incident.Chain{c})
		if err != nil {
			t.Fatal(err)
		}
		for i := range page.Comments {
			page.Comments[i].Answered = true
		}
		var got []string
		for _, m := range followed[0].Progress.Measures {
			got = append(got, fmt.Sprintf("%d %s %s", m.N, m.Text, strings.TrimPrefix(m.Due.Format(time.DateOnly), "0001-01-01")))
		}
		return strings.Join(got, "; ")
	}
	say("/ownup measure Look elsewhere")
	say("/ownup due 2 2026-12-02\n/ownup due 3 2026-12-03")
	for _, step := range []struct {
		old, new, say, want string
	}{
		{"", "", "", "1 Look twice ; 2 Look again 2026-12-02; 3 Look elsewhere 2026-12-03"},
		{"- [ ] Look twice", "- [ ] Look first\n- [ ] Look twice", "", "4 Look first ; 1 Look twice ; 2 Look again 2026-12-02; 3 Look elsewhere 2026-12-03"},
		{"Look again", "Look once more", "/ownup due 4 2026-12-04", "4 Look first 2026-12-04; 1 Look twice ; 2 Look once more 2026-12-02; 3 Look elsewhere 2026-12-03"},
		{"- [ ] Look once more\n", "", "", "4 Look first 2026-12-04; 1 Look twice ; 3 Look elsewhere 2026-12-03"},
		{"- [ ] Look twice", "- [ ] Look twice\n- [ ] Look well", "", "4 Look first 2026-12-04; 1 Look twice ; 5 Look well ; 3 Look elsewhere 2026-12-03"},
	} {
		page.Body = strings.Replace(page.Body, step.old, step.new, 1)
		if step.say != "" {
			say(step.say)
		}
		if got := sync(); got != step.want {
			t.Errorf("after %q became %q: %s\nwant %s", step.old, step.new, got, step.want)
		}
	}
}

// TestRefusedIsRefused is that a command which named a measure that was not there does not come true by itself.
func TestRefusedIsRefused(t *testing.T) {
	f := incident.Following{
		Progress: incident.Progress{Measures: []incident.Measure{{Text: "Look twice"}, {Text: "Look again"}}},
		Page: incident.Page{Comments: []incident.Comment{
			{ID: 1, Author: "robin", MayWrite: true, Body: "/ownup due 1 2026-12-01\n/ownup not-doing 2 because it is late"},
			{ID: 2, Author: "ownup", MayWrite: true, Ours: true, Body: checklist.CommandReply([]error{checklist.NoSuchMeasure(2, incident.Progress{Measures: make([]incident.Measure, 1), Numbered: 1})}), Mark: replyID(1)},
			{ID: 3, Author: "robin", MayWrite: true, Body: "/ownup due 2 2026-12-02"},
		}},
	}
	if o := obey(&f); len(o.replies) != 2 || len(o.replies[0].errs)+len(o.replies[1].errs) != 0 {
		t.Errorf("%+v", o.replies)
	}
	if first, second := f.Progress.Measures[0], f.Progress.Measures[1]; first.Due.Day() != 1 || second.NotDoing || second.Due.Day() != 2 {
		t.Errorf("%+v, %+v", first, second)
	}
}

func TestObeyedOnceWhereOpenedAgain(t *testing.T) {
	for _, test := range []struct {
		reopened, answered, want bool
	}{{false, false, true}, {false, true, true}, {true, false, true}, {true, true, false}} {
		f := incident.Following{Page: incident.Page{Reopened: test.reopened, Comments: []incident.Comment{
			{ID: 1, Author: "robin", MayWrite: true, Answered: test.answered, Body: "/ownup dismiss because it was planned\n/ownup close\n/ownup ack"},
		}}}
		if o := obey(&f); (o.dismissed != "") != test.want || o.closed != test.want || !o.acknowledged {
			t.Errorf("%+v: dismissed is %q, closed %v, acknowledged %v", test, o.dismissed, o.closed, o.acknowledged)
		}
	}
}

// ghosts is a board on which nobody called ghost can be assigned.
type ghosts struct{ *board }

func (g ghosts) Assign(ctx context.Context, ref string, logins []string) error {
	if err := g.board.Assign(ctx, ref, logins); err != nil || logins[0] != "ghost" {
		return err
	}
	return &incident.Problem{Kind: incident.NotFound, Sentence: "There is nobody of that name."}
}

// TestAnOwnerWhoCantBe is that whoever names one is told, once, and that it isn't tried again with every sync; letters
// in another case make no other person.
func TestAnOwnerWhoCantBe(t *testing.T) {
	for owner, want := range map[string][]string{
		"@ghost": {"assign #1 ghost", "comment #1 reply-7", "react 7 confused"},
		"@robin": {"assign #1 robin", "react 7 +1"},
		"@MIRA":  {"react 7 +1"},
	} {
		p, c := story()
		b := &board{pages: []incident.Page{{
			Ref: "#1", Number: 1, Key: c.Key, Kind: incident.Revert, State: incident.PageOpen, CreatedAt: noon, Assignees: []string{"mira"},
			Comments: []incident.Comment{{ID: 7, Author: "robin", MayWrite: true, Body: "/ownup owner " + owner}},
		}}}
		e := engine(p, b)
		e.Tracker = ghosts{b}
		for range 2 {
			if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
				t.Fatal(err)
			}
			b.pages[0].Comments[0].Answered = true
			if owner == "@robin" {
				b.pages[0].Assignees = []string{"mira", "robin"}
			}
		}
		got := slices.DeleteFunc(b.writes, func(w string) bool { return strings.HasPrefix(w, "status") || strings.HasPrefix(w, "label") })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", owner, diff)
		}
	}
}

// TestTheOwnerThatStays is that an owner who can't be one leaves in place who it was, from the first sync on.
func TestTheOwnerThatStays(t *testing.T) {
	for first, want := range map[string]string{"": "@mira", "/ownup owner @kim": "@kim"} {
		p, c := story()
		b := &board{pages: []incident.Page{{
			Ref: "#1", Number: 1, Key: c.Key, Kind: incident.Revert, State: incident.PageOpen, CreatedAt: noon, UpdatedAt: noon,
			Body: "Looked after by <!-- ownup:owner -->@mira<!-- /ownup:owner -->\n", Assignees: []string{"mira", "kim"},
			Comments: []incident.Comment{
				{ID: 6, Author: "robin", MayWrite: true, Body: first, Answered: true},
				{ID: 7, Author: "robin", MayWrite: true, Body: "/ownup owner @ghost"},
			},
		}}}
		e := engine(p, b)
		e.Tracker, e.Memory = ghosts{b}, memory{}
		for i := range 2 {
			followed, err := e.Sync(t.Context(), []incident.Chain{c})
			if err != nil {
				t.Fatal(err)
			}
			if got := followed[0].Incident.Owner.Name; got != want {
				t.Errorf("%q, sync %d: the owner is %q, want %q", first, i, got, want)
			}
			b.pages[0].Comments[1].Answered = true
		}
	}
}

// lockedOut is a board that lets nobody be assigned.
type lockedOut struct{ *board }

func (lockedOut) Assign(context.Context, string, []string) error {
	return &incident.Problem{Kind: incident.Permission, Sentence: "This token may not."}
}

// TestAnsweredThoughNobodyIsAssigned is that people get their answers where assigning fails.
func TestAnsweredThoughNobodyIsAssigned(t *testing.T) {
	p, c := story()
	b := &board{pages: []incident.Page{{
		Ref: "#1", Number: 1, Key: c.Key, Kind: incident.Revert, State: incident.PageOpen, CreatedAt: noon,
		Comments: []incident.Comment{
			{ID: 7, Author: "robin", MayWrite: true, Body: "/ownup owner @robin"},
			{ID: 8, Author: "robin", MayWrite: true, Body: "/ownup drop 9"},
		},
	}}}
	e := engine(p, b)
	e.Tracker = lockedOut{b}
	if _, err := e.Sync(t.Context(), []incident.Chain{c}); incident.ProblemOf(err) != incident.Permission {
		t.Errorf("ended with %v", err)
	}
	for _, want := range []string{"comment #1 reply-8", "react 8 confused"} {
		if !slices.Contains(b.writes, want) {
			t.Errorf("%q is missing in %q", want, b.writes)
		}
	}
	if slices.Contains(b.writes, "react 7 +1") {
		t.Errorf("said to be done: %q", b.writes)
	}
	e.Tracker = b
	if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil || !slices.Contains(b.writes, "assign #1 robin") || !slices.Contains(b.writes, "react 7 +1") {
		t.Errorf("%v; it was not made up for: %q", err, b.writes)
	}
}

// TestAssignedOnce is that whom people take off an incident again stays off, and that what was asked for while it was
// closed is done once it is open.
func TestAssignedOnce(t *testing.T) {
	for reply, want := range map[string]bool{"": false, checklist.CommandReply([]error{checklist.ClosedReply()}): true} {
		p, c := story()
		b := &board{pages: []incident.Page{{
			Ref: "#1", Number: 1, Key: c.Key, Kind: incident.Revert, State: incident.PageOpen, CreatedAt: noon, Assignees: []string{"mira"},
			Comments: []incident.Comment{{ID: 7, Author: "robin", MayWrite: true, Body: "/ownup owner @robin", Answered: true}},
		}}}
		if reply != "" {
			b.pages[0].Comments = append(b.pages[0].Comments, incident.Comment{Ours: true, Mark: "reply-7", Body: reply})
		}
		if _, err := engine(p, b).Sync(t.Context(), []incident.Chain{c}); err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(b.writes, "assign #1 robin"); got != want {
			t.Errorf("answered with %q: assigned again is %v", reply, got)
		}
	}
}

// TestAskedOfAClosedIncident is that a command there gets a word, however long it is closed, and that it counts once
// somebody reopens it.
func TestAskedOfAClosedIncident(t *testing.T) {
	for body, want := range map[string][]string{
		"/ownup measure Look twice": {"comment #1 reply-7", "react 7 confused"},
		"/ownup close":              {"react 7 +1"},
		"/ownup close\n/ownup ack":  {"comment #1 reply-7", "react 7 confused"},
		"Thank you!":                nil,
	} {
		p, c := story()
		ended := noon.AddDate(0, 0, -20)
		b := &board{pages: []incident.Page{{
			Ref: "#1", Number: 1, Key: c.Key, Kind: incident.Revert, State: incident.PageClosed, CreatedAt: ended, ClosedAt: ended, UpdatedAt: noon,
			Comments: []incident.Comment{
				{ID: 6, Author: "robin", MayWrite: true, Body: "/ownup ack", CreatedAt: ended.Add(-time.Hour)},
				{ID: 7, Author: "robin", MayWrite: true, Body: body, CreatedAt: noon},
			},
		}}}
		for range 2 {
			if _, err := engine(p, b).Sync(t.Context(), []incident.Chain{c}); err != nil {
				t.Fatal(err)
			}
			b.pages[0].Comments[1].Answered = true
		}
		if diff := cmp.Diff(want, b.writes); diff != "" {
			t.Errorf("%s: %s", body, diff)
		}
		b.pages[0].State, b.pages[0].Reopened, b.pages[0].ClosedAt = incident.PageOpen, true, time.Time{}
		followed, err := engine(p, b).Sync(t.Context(), []incident.Chain{c})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(followed[0].Progress.Measures), strings.Count(body, "measure"); got != want {
			t.Errorf("%s: %d measures, want %d", body, got, want)
		}
	}
}
