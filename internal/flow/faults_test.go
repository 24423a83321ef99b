package flow

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ownup-dev/ownup/internal/incident"
)

// TestEveryWriteMayFail fails each write of a sync, one after the other: the run says so, and the next one leaves all as
// one that never failed does, with nothing said or done twice.
func TestEveryWriteMayFail(t *testing.T) {
	for name, c := range map[string]struct {
		commands string
		want     []string // the writes where none fails
	}{
		"it goes on": {
			"/ownup measure Look twice due 2026-09-01\n/ownup promote 1\n/ownup owner @kim\n/ownup due 9 2026-12-01",
			[]string{
				"assign #1 kim", "comment #1 again-" + incident.Short(sha("more")), "comment #1 reminder-2026-W42", "comment #1 reply-7", "label #1",
				"measure Look twice", "react 7 confused", "status #1",
			},
		},
		"it ends":                      {"/ownup dismiss because it was planned", []string{"close #1 not_planned", "label #1", "react 7 +1", "status #1"}},
		"closed already":               {"", []string{"comment #1 closed-early"}},
		"closed, and taken back again": {"", []string{againComment, "status #1"}},
	} {
		p, chain, _, again := failedAgain()
		more := incident.Finding{
			SHA: p.add("more", "hotfix: fetch", "fetch.go", noon.AddDate(0, 0, -1)), Kind: incident.Hotfix, Subject: "hotfix: fetch",
			CommittedAt: noon.AddDate(0, 0, -1), LandedAt: noon.AddDate(0, 0, -1), Verdict: incident.Open,
		}
		chains := []incident.Chain{chain, chainOf(incident.Hold, "", more.SHA, more)}
		if strings.HasSuffix(name, "again") {
			chains = []incident.Chain{again}
		}
		for nth := 0; ; nth++ {
			b, kept := &board{}, memory{}
			sync := func() error {
				e := engine(p, b)
				e.Tracker, e.Forge, e.Memory = promoting{b}, forgeless{}, kept
				_, err := e.Sync(t.Context(), chains)
				return err
			}
			if _, err := engine(p, b).Sweep(t.Context(), []incident.Chain{chain}, time.Time{}); err != nil {
				t.Fatal(err)
			}
			page := &b.pages[0]
			if page.Comments = []incident.Comment{{ID: 7, Author: "robin", MayWrite: true, Body: c.commands, CreatedAt: noon}}; c.commands == "" {
				page.State, page.ClosedAt = incident.PageClosed, noon.Add(-time.Hour)
			}
			b.writes, b.tried, b.nth = nil, 0, nth
			if err := sync(); (err != nil) != (nth > 0 && nth <= b.tried) || err != nil && incident.ProblemOf(err) != incident.Unavailable {
				t.Errorf("%s: write %d failed, after %q: %v", name, nth, b.writes, err)
			}
			if tried := b.tried; nth > tried {
				break
			}
			// GitHub tells of what was answered, and of who is assigned, as it was done.
			page.Comments[0].Answered = slices.ContainsFunc(b.writes, func(w string) bool { return strings.HasPrefix(w, "react 7") })
			if slices.Contains(b.writes, "assign #1 kim") {
				page.Assignees = []string{"kim"}
			}
			if err := sync(); err != nil {
				t.Fatal(err)
			}
			slices.Sort(b.writes)
			if diff := cmp.Diff(c.want, b.writes); diff != "" {
				t.Errorf("%s: write %d failed (want -, got +):\n%s", name, nth, diff)
			}
		}
	}
}
