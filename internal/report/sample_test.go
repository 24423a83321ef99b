package report_test

import (
	"fmt"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
	"github.com/ownup-dev/ownup/internal/report"
)

var (
	from = time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)
	to   = from.AddDate(0, 0, 7)
)

func at(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }

// chain makes a chain of one finding.
func chain(n int, kind incident.Kind, when time.Time, live time.Duration, d incident.Decision, reason incident.Reason) incident.Chain {
	sha := fmt.Sprintf("%010x%030x", n*2654435761, n)
	return incident.Chain{
		Key: incident.Key(kind, sha),
		Findings: []incident.Finding{{
			SHA: sha, Kind: kind, Subject: fmt.Sprintf("Revert %q", fmt.Sprintf("Change %d", n)), CommittedAt: when,
			Offending: []incident.Offending{{SHA: fmt.Sprintf("%040x", n+1000), LandedAt: when.Add(-live)}},
		}},
		Verdict: incident.Verdict{Decision: d, Reason: reason},
	}
}

func landed(weeksBack, n int) []time.Time {
	var out []time.Time
	start := from.AddDate(0, 0, -7*weeksBack)
	for i := range n {
		out = append(out, start.Add(time.Duration(i)*7*24*time.Hour/time.Duration(n)))
	}
	return out
}

func steps(done int) []incident.StepState {
	var out []incident.StepState
	for i, id := range incident.Steps {
		out = append(out, incident.StepState{ID: id, Tasks: 1, Done: 0, Fact: i < done})
	}
	return out
}

func fullWeek() report.Input {
	in := report.Input{From: from, To: to, Repository: "example/ledgerbook"}
	for back, n := range []int{118, 96, 131, 104, 88, 140, 125, 97, 110} {
		in.Landed = append(in.Landed, landed(back, n)...)
	}
	n := 0
	for back, count := range []int{2, 3, 1, 4, 2, 0, 3, 5, 2} {
		for range count {
			n++
			kind := incident.Revert
			if n%4 == 0 {
				kind = incident.Hotfix
			}
			in.Chains = append(in.Chains, chain(n, kind, from.AddDate(0, 0, -7*back).Add(time.Duration(20+n)*time.Hour), time.Duration(3*n+2)*time.Hour, incident.Open, incident.ReasonLandedRevert))
		}
	}
	for i := range 12 {
		in.Chains = append(in.Chains, chain(100+i, incident.Revert, at(10, i), time.Hour, incident.Hold, incident.ReasonSamePull))
	}
	in.Chains = append(in.Chains, chain(200, incident.Revert, at(12, 3), time.Hour, incident.Hold, incident.ReasonBot),
		chain(201, incident.Revert, at(13, 3), time.Hour, incident.Fold, incident.ReasonBackport))

	page := func(n int, title string, opened time.Time) incident.Page {
		return incident.Page{
			Ref: fmt.Sprintf("#%d", n), Number: n, URL: fmt.Sprintf("https://github.com/example/ledgerbook/issues/%d", n), Key: fmt.Sprintf("r-%012x", n),
			Kind: incident.Revert, Title: title, State: incident.PageOpen, CreatedAt: opened, Assignees: []string{"mira"},
		}
	}
	closed := page(301, "Reverted: Keep sessions in memory", at(1, 9).AddDate(0, -1, 0))
	closed.State, closed.ClosedAt = incident.PageClosed, at(11, 10)
	fresh := page(318, "Reverted: Batch the nightly export", at(10, 15))
	fresh.Assignees = nil
	late := page(309, "Hotfix: Round totals half to even", at(20, 9).AddDate(0, -1, 0))
	late.Kind = incident.Hotfix
	in.Followed = []incident.Following{
		{Page: closed, Outcome: incident.Improved, WatchEnd: at(11, 9), Progress: incident.Progress{Steps: steps(8), Measures: []incident.Measure{
			{Text: "Restart the server within the session test", Owner: "@mira", Type: "detection", FollowUps: []incident.FollowUp{{Ref: "#312", State: incident.Merged, At: at(10, 12)}}},
		}}, Incident: incident.Incident{Areas: []string{"session", "cmd/server"}, Paths: []string{"session/store.go", "session/store_test.go", "go.mod"}, UndoneAt: at(12, 9).AddDate(0, -1, 0)}},
		{
			Page: fresh, WatchEnd: at(10, 14).AddDate(0, 0, 30), Progress: incident.Progress{Steps: steps(1)},
			Incident: incident.Incident{Paths: []string{"export/batch.go", "session/store.go", "session/store_test.go"}, UndoneAt: at(10, 14)},
		},
		{Page: late, WatchEnd: at(19, 14), Progress: incident.Progress{Steps: steps(4), Measures: []incident.Measure{
			{Text: "Compare totals with the old rounding in a nightly check", Owner: "@jo", Due: at(6, 0)},
			{Text: "Write down which rounding the tax office wants", Due: at(30, 0)},
			{Text: "Warn when two currencies meet", Owner: "@mira"},
		}}, Incident: incident.Incident{Owner: incident.Owner{Name: "@jo"}, Paths: []string{"money/round.go"}, UndoneAt: at(20, 9).AddDate(0, -1, 0)}},
	}
	for i := range in.Followed {
		in.Followed[i].Incident.Chain = in.Chains[i]
	}
	return in
}

func emptyWeek() report.Input {
	return report.Input{From: from, To: to, Repository: "example/ledgerbook"}
}

func quietWeek() report.Input {
	return report.Input{From: from, To: to, Landed: landed(0, 41)}
}

func hostileWeek() report.Input {
	const evil = "</title><script>alert(1)</script> @octocat fixes #1 [x](https://evil.example) | `cell` ::set-output name=a::b \x1b[31m\u202e\n# heading"
	in := fullWeek()
	in.Repository = evil
	in.Chains = append(in.Chains, chain(300, incident.Revert, at(12, 3), time.Hour, incident.Hold, evil))
	in.Chains[len(in.Chains)-1].Findings[0].Subject = evil
	in.Chains = append(in.Chains, incident.Chain{Verdict: incident.Verdict{Decision: incident.Hold}})
	in.Queued = []report.Entry{{Ref: "r-0<b>", Kind: incident.Revert, Title: evil, At: at(12, 3), Detail: evil}}
	f := &in.Followed[1]
	f.Page.Title, f.Page.URL, f.Page.Ref = evil, "javascript:alert(1)", "r-0<b>"
	f.Progress.Measures = []incident.Measure{{Text: evil, Owner: "@" + evil, Due: at(1, 0), FollowUps: nil}, {Text: evil, FollowUps: []incident.FollowUp{{Ref: evil, Title: evil, State: incident.Merged, At: at(10, 0)}}}}
	f.Incident.Paths = []string{evil, "session/store.go"}
	f.Incident.Areas = []string{evil}
	return in
}
