package flow

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestUndone holds that an incident lists what its whole series undid, each commit once, and nothing that was undone another time.
func TestUndone(t *testing.T) {
	finding := func(sha string, reason incident.Reason, undone ...string) incident.Finding {
		f := incident.Finding{SHA: sha, Reason: string(reason)}
		for _, o := range undone {
			f.Offending = append(f.Offending, incident.Offending{SHA: o})
		}
		return f
	}
	opener := finding("r1", incident.ReasonLandedRevert, "c")
	chain := incident.Chain{Findings: []incident.Finding{
		opener, finding("r2", incident.ReasonSeries, "b"), finding("r3", incident.ReasonSeries, "a", "b"), finding("r4", incident.ReasonAgain, "d"),
	}}
	var got []string
	for _, o := range undone(chain, opener) {
		got = append(got, o.SHA)
	}
	if d := cmp.Diff([]string{"c", "b", "a"}, got); d != "" {
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
