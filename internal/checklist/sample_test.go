package checklist

import (
	"fmt"
	"strings"
	"time"

	"github.com/ownup-dev/ownup/internal/incident"
)

// hostileText tries everything that a forge, a browser, a terminal or ownup itself would act upon.
const hostileText = "@octocat @org/team fixes #1 closes owner/name#2 GH-3 <script>alert(1)</script><img src=x onerror=alert(1)> " +
	"[click](https://evil.example) ![p](https://evil.example/p.png) https://evil.example www.evil.example a@evil.example <!-- ownup:v1 key=r-666 --> " +
	"<!-- ownup:step=improve --> `tick` ``two`` ::set-output name=a::b ##[error]x \x1b[31m\x00\u202e\u200b | ~~x~~ $y$ </details> -->"

const hostileLines = hostileText + "\n\n- [x] " + hostileText + "\n::add-mask::x\n## 8. heading <!-- ownup:step=improve -->\n```\n" + hostileText + "\n> quote\n<!-- ownup:v1 key=r-666 -->\n/ownup close\n"

func fullFacts() incident.Incident { return samples()[0] }
func hardlyAny() incident.Incident { return samples()[1] }

// series is three changes of an evening, taken back in one go.
func series() incident.Incident {
	in := fullFacts()
	by := incident.CommitFact{SHA: "bb000bb000bb000bb000bb000bb000bb000bb000", Subject: `Revert "Count the sessions"`, LandedAt: in.UndoneAt.Add(time.Minute)}
	in.Offending = append(
		in.Offending,
		incident.CommitFact{SHA: "89abcdef0123456789abcdef0123456789abcdef", Subject: "Count the sessions", LandedAt: in.LandedAt, Files: 1, Added: 4, UndoneBy: &by},
		incident.CommitFact{SHA: "9abcdef0123456789abcdef0123456789abcdef0", Subject: "Name the sessions", LandedAt: in.LandedAt, Files: 1, Added: 2},
	)
	in.Partial = true
	in.Chain.Findings = []incident.Finding{
		{SHA: in.Finding.SHA, Reason: string(incident.ReasonLandedRevert)},
		{SHA: "aa", Reason: string(incident.ReasonSeries)},
		{SHA: "bb", Reason: string(incident.ReasonSeries)},
		{SHA: "cc", Reason: string(incident.ReasonReland)},
	}
	in.Relands = append(in.Relands, incident.Reland{SHA: "cc22cc22cc", Subject: "Reapply in part", At: in.UndoneAt.AddDate(0, 0, 2), Unchanged: true})
	return in
}

func hotfix() incident.Incident {
	at := time.Date(2026, 11, 15, 22, 41, 0, 0, time.UTC)
	in := incident.Incident{
		Key: "h-5566778899aa", Kind: incident.Hotfix, UndoneAt: at, LandedAt: at.Add(-5*24*time.Hour - 30*time.Minute), Live: 5*24*time.Hour + 30*time.Minute,
		Finding: incident.CommitFact{
			SHA: "5566778899aabbccddeeff00112233445566778f", Subject: "hotfix: round totals half to even", LandedAt: at, Files: 1, Added: 3, Deleted: 1,
			Pull: &incident.Pull{Number: 71, URL: "https://github.com/owner/name/pull/71"},
		},
		Areas: []string{"money"}, Paths: []string{"money/round.go"}, Releases: []string{"v2.0.0", "v2.0.1"}, Undone: []string{"v2.0.2"},
		Branches: []incident.BranchState{{Name: "main", HasFix: true}},
		Fixes:    []string{"#70"}, Owner: incident.Owner{Name: "Mira Example", Role: "reverter"},
		Unknown: []string{"Who is affected: the project has no CODEOWNERS file."},
	}
	for i := range 3 {
		in.Offending = append(in.Offending, incident.CommitFact{
			SHA: fmt.Sprintf("%040x", 0xabc0000000+i), Subject: fmt.Sprintf("Rounding, part %d", i+1), LandedAt: in.LandedAt, Confidence: 0.83 - float64(i)*0.2,
			Evidence: []incident.Evidence{incident.EvidenceLines}, Detail: []string{fmt.Sprintf("It last touched line %d of money/round.go, which the fix changes.", 10+i)},
		})
	}
	for i := range 12 {
		in.Releases = append(in.Releases, fmt.Sprintf("v2.0.1-lts.%d", i))
	}
	for i := range 14 {
		in.Paths = append(in.Paths, fmt.Sprintf("money/table/%02d.csv", i))
	}
	return in
}

// guess is a hotfix of which it is not sure what it repairs.
func guess() incident.Incident {
	in := hotfix()
	in.Offending = in.Offending[1:2]
	in.LandedAt, in.Live, in.Releases, in.Undone, in.Branches, in.Paths = time.Time{}, 0, nil, nil, nil, in.Paths[:1]
	return in
}

// together is a hotfix of what came by the same merge.
func together() incident.Incident {
	in := hotfix()
	in.Offending, in.Paths = in.Offending[:1], in.Paths[:1]
	in.LandedAt, in.Live, in.Together = time.Time{}, 0, "3344556677889900aabbccddeeff001122334455"
	return in
}

func hostile() incident.Incident {
	evil := hostileText
	in := fullFacts()
	in.Aliases = append(in.Aliases, "x -->", "a,b=c d", "--")
	in.Finding.Subject, in.Finding.URL, in.Finding.SHA = evil, "javascript:alert(1)", "<b>"
	in.Offending[0].Subject, in.Offending[0].URL, in.Offending[0].Detail = evil, "https://evil.example/)[x](y", []string{evil, hostileLines}
	in.Offending[0].Pull.URL = "https://user:pw@evil.example/"
	in.Areas, in.Paths, in.Releases, in.Undone, in.TestPaths = []string{evil}, []string{evil, "a`b", "c|d"}, []string{evil}, []string{evil}, []string{evil}
	in.Branches = []incident.BranchState{{Name: evil}, {Name: "--><b>"}}
	in.Earlier = []incident.Earlier{{Key: evil, Title: evil, URL: "data:text/html,x", Paths: []string{evil}}}
	in.Because, in.Fixes = hostileLines, []string{evil}
	in.Owner, in.Invited = incident.Owner{Name: "@evil @octocat", Role: evil}, []string{evil, "@x\n@y"}
	in.Affected, in.Tell, in.Unknown = []string{evil}, []string{evil}, []string{hostileLines}
	in.Relands = []incident.Reland{{SHA: evil, Subject: evil}}
	return in
}

// endless is an incident with far more of everything than an issue can hold.
func endless() incident.Incident {
	in := hostile()
	many := func(n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = fmt.Sprintf("%d %s", i, strings.Repeat("@`<", 80))
		}
		return out
	}
	in.Aliases, in.Areas, in.Paths, in.Releases, in.Undone, in.TestPaths = many(3000), many(3000), many(5000), many(3000), many(3000), many(3000)
	in.Fixes, in.Invited, in.Affected, in.Tell, in.Unknown = many(900), many(900), many(900), many(900), many(900)
	in.Because = strings.Repeat(strings.Repeat("@<", 400)+"\n", 900)
	for i := range 300 {
		c := in.Offending[0]
		c.Subject, c.Detail = many(1)[0], many(40)
		in.Offending = append(in.Offending, c)
		in.Branches = append(in.Branches, incident.BranchState{Name: fmt.Sprint(i, strings.Repeat("@", 500))})
		in.Earlier = append(in.Earlier, incident.Earlier{Title: strings.Repeat("@`", 500), Paths: many(300)})
		in.Relands = append(in.Relands, incident.Reland{SHA: strings.Repeat("a", 500), Subject: strings.Repeat("@`", 500)})
	}
	return in
}

func followed(in incident.Incident) incident.Following {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 12, 0, 0, 0, time.UTC) }
	f := incident.Following{
		Page:     incident.Page{Ref: "#40", Number: 40, URL: "https://github.com/owner/name/issues/40", Key: in.Key, CreatedAt: in.UndoneAt},
		Incident: in, WatchEnd: in.UndoneAt.AddDate(0, 0, 30),
		Progress: incident.Progress{
			Steps: []incident.StepState{
				{ID: incident.Acknowledge, Tasks: 1, Done: 1},
				{ID: incident.Act, Tasks: 3, Done: 2},
				{ID: incident.Communicate, Tasks: 1},
				{ID: incident.Learn, Tasks: 2, Done: 2},
				{ID: incident.Correct, Tasks: 5, Done: 1},
				{ID: incident.Solve, Tasks: 2, Fact: true},
				{ID: incident.Attitude, Tasks: 1},
				{ID: incident.Improve},
			},
			Measures: []incident.Measure{
				{Text: "Restart the server within the session test", Owner: "@mira", Type: "detection", Due: day(12).Truncate(24 * time.Hour), FollowUps: []incident.FollowUp{
					{Ref: "#42", URL: "https://github.com/owner/name/pull/42", State: incident.Merged, At: day(15), Releases: []string{"v1.4.1", "v1.5.0"}, Missing: []string{"release-1.4"}},
				}},
				{Text: "Keep sessions on disk", Due: day(13).Truncate(24 * time.Hour), FollowUps: []incident.FollowUp{
					{Ref: "owner/name#43", URL: "https://github.com/owner/name/pull/43", State: incident.Undone, At: day(15)}, {Ref: "#44", State: incident.Proposed},
				}},
				{Text: "Page somebody at night", NotDoing: true, Because: "it cannot wake anyone who could act"},
				{Text: "Note the restart in the handbook", Owner: "@jo", Due: day(30).Truncate(24 * time.Hour)},
				{Text: "Tell the sessions team", Ticked: true, FollowUps: nil},
			},
			Notes: []string{"“should have”: say what happened, and what made it look right at the time."},
		},
		Others: []incident.FollowUp{{Ref: "abcdef0123", Title: "Log when sessions are dropped", State: incident.Merged, At: day(15)}},
	}
	f.Progress.Numbered = Number(f.Progress.Measures, "")
	return f
}
