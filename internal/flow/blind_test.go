package flow

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// hiding is a forge whose pull requests the token may not read.
type hiding struct{ *pulling }

var hidden = &incident.Problem{Kind: incident.Permission, Sentence: "The token may not read pull requests."}

func (hiding) UpdatedPulls(context.Context, time.Time) ([]incident.Pull, bool, error) {
	return nil, false, hidden
}

func (hiding) MergedSince(context.Context, time.Time) ([]incident.Pull, error) { return nil, hidden }

// readable is a forge whose pull requests can be read, and all were merged.
type readable struct{ *pulling }

func (r readable) MergedSince(context.Context, time.Time) ([]incident.Pull, error) {
	return r.pulls, nil
}

// TestBlind is that incidents are followed though pull requests may not be read, that this is said each time, and made
// up for once they may.
func TestBlind(t *testing.T) {
	p, c := story()
	b, m := &board{}, memory{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	b.pages[0].UpdatedAt = noon.Add(time.Hour)
	merged := &pulling{pulls: []incident.Pull{{Number: 7, Body: "Corrects: " + b.pages[0].Ref, UpdatedAt: noon, MergedAt: noon, MergeSHA: "7"}}}
	sync := func(f Forge) (incident.Following, error) {
		t.Helper()
		e := engine(p, b)
		e.Forge, e.Memory, e.Now = f, m, noon.Add(2*time.Hour)
		followed, err := e.Sync(t.Context(), []incident.Chain{c})
		if len(followed) != 1 {
			t.Fatalf("followed %+v, %v", followed, err)
		}
		return followed[0], err
	}
	for range 2 {
		f, err := sync(hiding{merged})
		if blind := (Blind{}); !errors.As(err, &blind) || !errors.Is(err, hidden) || len(f.Others) != 0 {
			t.Errorf("%v, %+v", err, f.Others)
		}
	}
	if f, err := sync(readable{merged}); err != nil || len(f.Others) != 1 || f.Others[0].Ref != "#7" {
		t.Errorf("%v, %+v", err, f.Others)
	}
}

// away is a forge that lists no merged pull requests at the moment.
type away struct{ forgeless }

func (away) MergedSince(context.Context, time.Time) ([]incident.Pull, error) {
	return nil, &incident.Problem{Kind: incident.Unavailable, Sentence: "Not now."}
}

// TestNoHalfReview is that where only the incidents of which nothing is new could be followed, no review is made of
// those: its figures would be wrong.
func TestNoHalfReview(t *testing.T) {
	p, c := story()
	b, m := &board{}, memory{}
	if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{c}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	e := engine(p, b)
	e.Forge, e.Memory = forgeless{}, m
	if _, err := e.Sync(t.Context(), []incident.Chain{c}); err != nil {
		t.Fatal(err)
	}
	b.pages = append(b.pages, incident.Page{Ref: "#2", Number: 2, Key: "r-new", Kind: incident.Revert, State: incident.PageOpen, CreatedAt: noon})
	e = engine(p, b)
	e.Forge, e.Memory = away{}, m
	r, err := e.Review(t.Context(), []incident.Chain{c}, time.Time{}, 0)
	if incident.ProblemOf(err) != incident.Unavailable || !r.To.IsZero() {
		t.Errorf("a review of %d incidents: %v", r.Open, err)
	}
}
